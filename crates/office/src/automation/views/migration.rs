//! The pages on which running cases are moved to the version in force, and what came of a move.

use engine::Stand;
use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, hidden, question, submit_bar};
use ui::{Choice, Column, Field, Row, Table, Tone};

use super::super::migration::{Chosen, Look, MOST, Migration, Moved, MovedState, Report, UNDO_DAYS, Wanted};
use super::super::pages::NOTHING;
use crate::clock::Time;
use crate::web::Form;

/// The whole page: which cases, what becomes of the elements at which they stand, and what would come of each.
#[must_use]
pub fn migration(
    action: &str,
    cases: &str,
    (chosen, look): (&Chosen, &Look),
    earlier: &[Migration],
    form: &Form,
) -> Markup {
    let (ready, held): (Vec<&Report>, Vec<&Report>) = look.reports.iter().partition(|one| one.obstacles.is_empty());
    html! {
        (form.summary())
        @if look.versions.is_empty() {
            (ui::empty_state("Nothing to move", "Every case that runs is on the version in force.", None))
        } @else {
            (ui::section("Which cases, and what becomes of their steps", None, question(action, html! {
                (which(chosen, look))
                @if !look.wanted.is_empty() { (becoming(&look.wanted)) }
                (submit_bar(html! {
                    (ui::button("Look again", "", ""))
                    (ui::button_link("Start over", action, Weight::Quiet, None))
                }))
            })))
            (told(look))
        }
        @if !ready.is_empty() { (ui::section("Cases that can be moved", None, movable(action, look, &ready, form))) }
        @if !held.is_empty() { (ui::section("Cases that stay for now", None, staying(&held))) }
        @if !earlier.is_empty() { (ui::section("Earlier moves", None, moves(cases, earlier))) }
    }
}

fn which(chosen: &Chosen, look: &Look) -> Markup {
    let versions: Vec<(String, String)> = look
        .versions
        .iter()
        .map(|(id, number, cases)| (id.clone(), format!("Version {number} ({cases} running)")))
        .collect();
    let mut of_version = vec![Choice::new("", "Any older version")];
    of_version.extend(versions.iter().map(|(id, label)| Choice::new(id, label)));
    let mut of_element = vec![Choice::new("", "Any step")];
    of_element.extend(look.places.iter().map(|one| Choice::new(&one.element, &one.name)));
    let codes = chosen.codes.join("\n");
    html! {
        (ui::form::row(&[
            Field::new("version", "Version they run on").value(&chosen.version).select(&of_version),
            Field::new("element", "Where they stand").value(&chosen.element).select(&of_element),
        ]))
        (Field::new("codes", "Only these cases").hint("Codes or references, one a line. Empty: every case.").value(&codes).textarea(3))
    }
}

/// What each element becomes.
fn becoming(wanted: &[Wanted]) -> Markup {
    html! {
        @for one in wanted {
            @let name = format!("map.{}", one.stand.element);
            @let label = format!("“{}” becomes", one.stand.name);
            @let count = if one.cases == 1 { "One case stands there".to_owned() } else { format!("{} cases stand there", one.cases) };
            @let hint = format!("{}. It is {}.", count, one.stand.kind);
            @let value = if one.falls_away { NOTHING } else { one.becomes.as_deref().unwrap_or("") };
            @let labels: Vec<(String, String)> = one.choices.iter().map(|stand| (stand.element.clone(), named(stand, &one.choices))).collect();
            @let choices: Vec<Choice> = std::iter::once(Choice::new("", "Nothing yet: its cases stay"))
                .chain(labels.iter().map(|(id, label)| Choice::new(id, label)))
                .chain(one.stand.optional.then(|| Choice::new(NOTHING, "It is watched no longer")))
                .collect();
            (Field::new(&name, &label).hint(&hint).value(value).select(&choices))
        }
    }
}

/// The name of an element; with its id where two have the name.
fn named(stand: &Stand, among: &[Stand]) -> String {
    let same = among.iter().filter(|one| one.name == stand.name).count();
    if same > 1 { format!("{} ({})", stand.name, stand.element) } else { stand.name.clone() }
}

fn told(look: &Look) -> Markup {
    html! {
        @if look.is_cut {
            (ui::callout(Tone::Info, "Not all are shown", html! {
                p { "At most " (MOST) " cases are moved at a time, the oldest first. Move these, then come back for the rest." }
            }))
        }
        @if !look.unknown.is_empty() {
            (ui::callout(Tone::Warning, "Not found among the cases that could be moved", html! {
                p { (look.unknown.join(", ")) }
            }))
        }
        @if look.reports.is_empty() { p { "No case that runs on an older version fits this choice." } }
    }
}

fn movable(action: &str, look: &Look, ready: &[&Report], form: &Form) -> Markup {
    let labels: Vec<(String, String, String)> = ready
        .iter()
        .map(|one| {
            let hint = format!("Version {}. Stands at: {}.", one.from, one.stands.join(", "));
            (one.case.id.clone(), one.case.label(), hint)
        })
        .collect();
    let choices: Vec<Choice> = labels.iter().map(|(id, label, hint)| Choice { value: id, label, hint }).collect();
    let all: Vec<&str> = labels.iter().map(|(id, _, _)| id.as_str()).collect();
    form_part(
        &Sent { action, ..Sent::default() },
        html! {
            @for (element, becomes) in &look.mapping {
                (hidden(&format!("map.{element}"), becomes.as_deref().unwrap_or(NOTHING)))
            }
            (Field::new("case", "Move these").hint("Work, values and story stay, and times that were set. Untick what shall end as it began.").checkboxes(&choices, &all))
            (form.field("reason", "Why").hint("Stands in the story of each case.").textarea(2))
            p { "The move can be taken back for " (UNDO_DAYS) " days, for each case that has made no step since. Whoever has its work is told in My work." }
            (submit_bar(ui::primary(&format!("Move them to version {}", look.number))))
        },
    )
}

fn staying(held: &[&Report]) -> Markup {
    let why = |one: &Report| one.obstacles.iter().map(|misfit| misfit.sentence.as_str()).collect::<Vec<_>>().join(" ");
    ui::table(&Table {
        caption: "Cases that stay",
        columns: &[Column::text("case", "Case"), Column::text("version", "Version"), Column::text("why", "Why")],
        rows: held
            .iter()
            .map(|one| {
                Row::new(vec![
                    html! { a href=(one.case.href()) { (one.case.label()) } },
                    html! { (one.from) },
                    html! { (why(one)) },
                ])
            })
            .collect(),
        ..Table::default()
    })
}

fn moves(cases: &str, earlier: &[Migration]) -> Markup {
    ui::table(&Table {
        caption: "Earlier moves",
        columns: &[Column::text("when", "When"), Column::text("who", "Who"), Column::text("to", "To version"), Column::text("why", "Why")],
        rows: earlier
            .iter()
            .map(|one| {
                Row::new(vec![
                    html! { a href={ (cases) "/migrations/" (one.id) } { time datetime=(one.began_at.rfc3339()) { (one.began_at.in_words()) } } },
                    html! { (one.by_name) },
                    html! { (one.number) },
                    html! { (one.reason) },
                ])
            })
            .collect(),
        ..Table::default()
    })
}

/// What came of a move, case by case.
#[must_use]
pub fn migrated(base: &str, one: &Migration, cases: &[Moved], (runs, now): (bool, Time), form: &Form) -> Markup {
    let href = format!("{base}/migrations/{}", one.id);
    let count = |state: MovedState| cases.iter().filter(|case| case.state == state).count();
    let (moved, waiting) = (count(MovedState::Moved), count(MovedState::Waiting));
    let main = html! {
        (form.summary())
        @if waiting > 0 {
            (ui::callout(Tone::Warning, "Broken off", html! {
                p { (waiting) " cases are still to be moved." }
                @if runs { (ui::buttons(&[ui::post_button("Go on", &format!("{href}/rest"), Weight::Primary, &[])])) }
            }))
        }
        (ui::table(&Table {
            caption: "Cases",
            columns: &[Column::text("case", "Case"), Column::text("from", "From version"), Column::text("came", "What came of it"), Column::text("why", "Why"), Column::text("back", "Take back")],
            rows: cases.iter().map(|case| line(case, &href, runs && one.is_open(now))).collect(),
            ..Table::default()
        }))
    };
    let side = html! {
        (ui::section("The move", None, facts(one, now)))
        @if runs && one.is_open(now) && moved > 0 { (ui::section("Keep it or take it back", None, html! {
            p { "A case that has made a step since stays where it is." }
            (ui::buttons(&[
                confirm(&Confirm {
                    id: "undo",
                    opener: "Take it back…",
                    title: "Take the move back?",
                    text: "Each case that has made no step since runs on its own version again.",
                    verb: "Take it back",
                    danger: true,
                    action: &format!("{href}/undo"),
                }, html! {}),
                confirm(&Confirm {
                    id: "keep",
                    opener: "Keep it…",
                    title: "Keep the move?",
                    text: "It cannot be taken back any more.",
                    verb: "Keep it",
                    danger: false,
                    action: &format!("{href}/keep"),
                }, html! {}),
            ]))
        })) }
    };
    ui::split(main, side)
}

fn line(case: &Moved, href: &str, undoes: bool) -> Row {
    let tone = match case.state {
        MovedState::Moved => Tone::Good,
        MovedState::Stayed => Tone::Warning,
        MovedState::Waiting | MovedState::TakenBack => Tone::Neutral,
    };
    Row::new(vec![
        html! { a href={ "/cases/" (case.case_id) } { (case.title) " (" (case.code) ")" } },
        html! { (case.from_number) },
        ui::pill(case.state.label(), tone),
        html! { (case.why) },
        html! {
            @if undoes && case.state == MovedState::Moved {
                (ui::post_button("Take back", &format!("{href}/undo"), Weight::Plain, &[("case", &case.case_id)]))
            }
        },
    ])
}

fn facts(one: &Migration, now: Time) -> Markup {
    let kept = match one.kept_at {
        Some(at) if one.kept_by.is_empty() => format!("kept since {}: its time was over", at.day_in_words()),
        Some(at) => format!("kept by {} on {}", one.kept_by, at.day_in_words()),
        None if one.is_open(now) => format!("possible until {}", one.until.in_words()),
        None => "no longer possible".to_owned(),
    };
    let mut facts = vec![
        ("Moved by", ui::person(&one.by_name, None, None)),
        ("When", html! { time datetime=(one.began_at.rfc3339()) { (one.began_at.in_words()) } }),
        ("To version", html! { (one.number) }),
        ("Taking it back", html! { (kept) }),
    ];
    if !one.reason.is_empty() {
        facts.push(("Why", html! { (one.reason) }));
    }
    let changed: Vec<String> = one
        .mapping
        .iter()
        .filter(|(element, becomes)| becomes.as_ref() != Some(*element))
        .map(|(element, becomes)| match becomes {
            Some(other) => format!("{element} → {other}"),
            None => format!("{element}: watched no longer"),
        })
        .collect();
    if !changed.is_empty() {
        facts.push(("Elements", html! { (changed.join("; ")) }));
    }
    ui::definitions(&facts)
}
