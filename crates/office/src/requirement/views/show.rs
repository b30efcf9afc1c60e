//! One requirement: what it asks, how a tool meets it, its tests and its waivers.

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Column, Row, Table, Tone};

use super::super::model::{Required, Standing, Waiver, WaiverState, priority_label};
use super::forms;
use crate::clock::Time;
use crate::journal::Entry;
use crate::web::Form;
use crate::web::form::encode;

/// What the page of a requirement is made of.
pub struct Shown {
    pub required: Required,
    /// Whether the visitor may answer and test.
    pub answers: bool,
    /// Whether the visitor decides on waivers, as owner of the process.
    pub owns: bool,
    pub proposes: bool,
    /// The tools that are named anywhere, for suggestions.
    pub tools: Vec<String>,
    pub entries: Vec<Entry>,
    pub now: Time,
}

/// The page.
#[must_use]
pub fn show(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.required;
    let main = html! {
        (form.summary())
        (next(one, shown.now))
        (asked(one))
        (ui::section("How the tool meets it", None, answered(shown, form)))
        (ui::section("Parts of tools", None, parts(shown, form)))
        (ui::section("Tests", None, tests(shown, form)))
        (ui::section("Waivers", None, waivers(shown, form)))
    };
    let side = html! {
        (ui::section("Journal", None, crate::journal::views::history(&shown.entries)))
        @if shown.proposes {
            @let href = format!("/improvements/new?process={}", encode(&one.process_id));
            (ui::buttons(&[ui::button_link("Suggest an improvement", &href, Weight::Plain, Some(ui::Icon::Idea))]))
        }
    };
    ui::split(main, side)
}

fn next(one: &Required, now: Time) -> Markup {
    let text = match one.standing(now) {
        Standing::Failed => "The last test failed. Mend the tool and test it again, or write down a waiver until then.",
        Standing::NotMet => {
            "Nothing in the tool does it. Plan it, or write down a waiver that the process owner accepts."
        }
        Standing::Unanswered => "Nobody has said yet how the tool meets it.",
        Standing::ToTest if one.trials.is_empty() => "It was never tested.",
        Standing::ToTest => "It, or what meets it, changed since the last test. Test it again.",
        Standing::Waived => "The tool departs from the process here, and the process owner accepted that until a day.",
        Standing::Workaround => "It is met, but people do it beside the tool.",
        Standing::Met => "It is met and tested as it reads now.",
        Standing::NotWanted => "The process says that no tool has to do this for now.",
    };
    let standing = one.standing(now);
    ui::callout(super::tone(standing), &capital(standing.label()), html! { p { (text) } })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn asked(one: &Required) -> Markup {
    let tool = format!("/processes/{}/tool", one.process_key);
    let version = format!("/processes/{}/versions/{}", one.process_key, encode(&one.version));
    let mut pairs = vec![
        ("Process", html! { a href=(tool) { (one.process) } }),
        ("Step", super::step(one)),
        ("How much", html! { (priority_label(one.priority)) }),
        ("Met when", html! { @if one.acceptance.is_empty() { "not said" } @else { (one.acceptance) } }),
        ("Stands in", html! { a href=(version) { "version " (one.version) } }),
    ];
    if !one.earlier.is_empty() {
        pairs.push(("Read before", html! { (one.earlier) }));
    }
    ui::definitions(&pairs)
}

fn answered(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.required;
    html! {
        @match &one.answer {
            Some(answer) => {
                p { (ui::tag(answer.gap.label())) " " (answer.gap.says()) }
                @if !answer.note.is_empty() { p { (answer.note) } }
                p { "Said by " (answer.by) ", " (answer.at.day_in_words()) "." }
            }
            None => p { "Nobody has said it yet." }
        }
        @if shown.answers {
            @let is_open = one.answer.is_none() || form.complaint("gap").is_some() || form.complaint("note").is_some();
            @if is_open { (forms::answer(one, form)) } @else { (ui::disclosure("Answer anew", forms::answer(one, form))) }
        }
    }
}

fn parts(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.required;
    let row = |object: &super::super::model::Object| {
        Row::new(vec![
            html! { (object.tool) },
            html! { (object.kind.label()) },
            html! { a href=(super::of_object(object)) { (object.name) } },
            html! { @if object.link.is_empty() { "–" } @else { a href=(object.link) rel="noopener noreferrer" { "Open in " (object.tool) } } },
            html! { (object.named_by) ", " (object.named_at.day_in_words()) @if shown.answers { " " (forms::remove(one, &object.id)) } },
        ])
    };
    let table = Table {
        caption: "Parts of tools that meet it",
        columns: &[
            Column::text("tool", "Tool"),
            Column::text("kind", "What it is"),
            Column::text("name", "Its name"),
            Column::text("link", "Where"),
            Column::text("by", "Named by"),
        ],
        rows: one.objects.iter().map(row).collect(),
        ..Table::default()
    };
    let refused = ["tool", "kind", "name", "link"].iter().any(|name| form.complaint(name).is_some());
    html! {
        @if one.objects.is_empty() { p { "No part of a tool is named." } } @else { (ui::table(&table)) }
        @if shown.answers {
            @if refused { (forms::object(shown, form)) } @else { (ui::disclosure("Name a part of a tool", forms::object(shown, form))) }
        }
    }
}

fn tests(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.required;
    let row = |trial: &super::super::model::Trial| {
        let pill = if trial.passed { ui::pill("passed", Tone::Good) } else { ui::pill("failed", Tone::Bad) };
        let is_other = trial.wording != one.text;
        Row::new(vec![
            html! { (trial.at.day_in_words()) },
            pill,
            html! { "version " (trial.version) @if is_other { p { "It read: " (trial.wording) } } },
            html! { (trial.note) @if !trial.evidence.is_empty() { " " a href=(trial.evidence) rel="noopener noreferrer" { "The proof" } } },
            html! { (trial.by) },
        ])
    };
    let table = Table {
        caption: "Tests",
        columns: &[
            Column::text("day", "Day"),
            Column::text("result", "Result"),
            Column::text("version", "On"),
            Column::text("note", "What was seen"),
            Column::text("by", "By"),
        ],
        rows: one.trials.iter().map(row).collect(),
        ..Table::default()
    };
    let refused = ["result", "observation", "evidence"].iter().any(|name| form.complaint(name).is_some());
    html! {
        @if one.trials.is_empty() { p { "It was never tested." } } @else { (ui::table(&table)) }
        @if shown.answers && one.can_be_tested() {
            @if refused { (forms::test(one, form)) } @else { (ui::disclosure("Write down a test", forms::test(one, form))) }
        }
    }
}

fn waivers(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.required;
    let refused = ["what", "why", "until"].iter().any(|name| form.complaint(name).is_some());
    html! {
        p { "A waiver is a known departure of the tool from the process, accepted by the owner of the process until a day." }
        @for waiver in &one.waivers { (self::waiver(shown, waiver)) }
        @if shown.answers {
            @if refused { (forms::waiver(one, form)) } @else { (ui::disclosure("Write down a waiver", forms::waiver(one, form))) }
        }
    }
}

fn waiver(shown: &Shown, waiver: &Waiver) -> Markup {
    let state = waiver.state(shown.now);
    let day = |at: Option<Time>| at.map(Time::day_in_words).unwrap_or_default();
    let mut pairs = vec![
        ("State", super::waiver_status(state)),
        ("The tool", html! { (waiver.what) }),
        ("Why", html! { (waiver.why) }),
        ("Last day", html! { (waiver.until.day_in_words()) }),
        ("Written down by", html! { (waiver.recorded_by) ", " (waiver.recorded_at.day_in_words()) }),
    ];
    if waiver.accepted_at.is_some() {
        pairs.push(("Accepted by", html! { (waiver.accepted_by) ", " (day(waiver.accepted_at)) }));
    }
    if waiver.ended_at.is_some() {
        pairs.push(("Ended by", html! { (waiver.ended_by) ", " (day(waiver.ended_at)) ": " (waiver.end_reason) }));
    }
    html! {
        (ui::definitions(&pairs))
        @if state != WaiverState::Ended { (forms::waiver_acts(shown, waiver, shown.now)) }
    }
}
