//! What the pages of skills show.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, row, submit_bar};
use ui::table::Numbered;
use ui::{Choice, Column, Field, Icon, Row, Stat, Table, Tone};

use super::model::{Holder, Line, Need, Skill, Standing};
use crate::access::{Actor, Permission};
use crate::config::limits;
use crate::journal::{self, Entry};
use crate::web::Form;
use crate::web::form::encode;

/// People named in a cell of the list; more are counted.
const NAMED: usize = 3;

/// Which skills to show, and in which order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub words: String,
    pub standing: Option<Standing>,
    /// The id of somebody whose skills are meant; empty for everybody.
    pub person: String,
    /// `name` or `standing`.
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: usize,
}

impl Listing {
    /// What is asked for, in order.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Line]) -> Vec<&'a Line> {
        let words = self.words.trim().to_lowercase();
        let says = |one: &Line| {
            let meaning = one.skill.as_ref().map_or("", |skill| skill.meaning.as_str());
            words.is_empty() || one.name.to_lowercase().contains(&words) || meaning.to_lowercase().contains(&words)
        };
        let has = |one: &Line| self.person.is_empty() || one.holders.iter().any(|two| two.person_id == self.person);
        let mut found: Vec<&Line> = all
            .iter()
            .filter(|one| says(one) && has(one) && self.standing.is_none_or(|standing| one.standing() == standing))
            .collect();
        if self.sort == "standing" {
            found.sort_by_key(|one| one.standing());
        }
        if self.downwards {
            found.reverse();
        }
        found
    }

    fn query(&self) -> Vec<(&str, &str)> {
        let standing = self.standing.map_or("", Standing::key);
        let all = [("q", self.words.as_str()), ("standing", standing), ("person", &self.person)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Beside the heading of the list.
pub(super) fn list_actions(keeps: bool) -> Markup {
    html! { @if keeps { (ui::button_link("Add a skill", "/skills/new", Weight::Primary, Some(Icon::Add))) } }
}

/// The list with its gaps.
pub(super) fn list(listing: &Listing, all: &[Line], actor: &Actor) -> Markup {
    let count = |standing| all.iter().filter(|one| one.standing() == standing).count().to_string();
    let (nobody, one, covered) = (count(Standing::Nobody), count(Standing::One), count(Standing::Covered));
    let tile = |label, value, href| Stat { label, value, href: Some(href), ..Stat::default() };
    html! {
        @if all.iter().any(|one| !one.needs.is_empty()) {
            (ui::stats(&[
                tile("Needed, nobody has it", &nobody, "/skills?standing=nobody"),
                tile("Needed, one person has it", &one, "/skills?standing=one"),
                tile("Covered", &covered, "/skills?standing=covered"),
            ]))
        }
        (table(listing, all, actor.may(Permission::KeepSkills)))
        p {
            @if listing.person == actor.person_id { "These are your skills. " a href="/skills" { "All skills" } "." }
            @else { a href={ "/skills?person=" (actor.person_id) } { "My skills" } " · Open a skill to say that you have it." }
        }
    }
}

fn table(listing: &Listing, all: &[Line], keeps: bool) -> Markup {
    let found = listing.of(all);
    let query = listing.query();
    let (sort, page) = ((listing.sort.as_str(), listing.downwards), (listing.page, limits::PAGE_ROWS));
    let pages = Numbered::of_page("/skills", &query, sort, page, found.len());
    let (around, export, workbook) = (pages.around(), pages.file("/skills.csv"), pages.file("/skills.xlsx"));
    let empty = match (all.is_empty(), listing.person.is_empty()) {
        (true, _) => {
            ("No skill yet", "An SMO manager, a training lead or an administrator puts skills on the list.", None)
        }
        (false, true) => ("Nothing matches", "Change the filter to see more.", None),
        (false, false) => ("No skill is noted of this person", "Open a skill of the whole list to say so.", None),
    };
    ui::table(&Table {
        caption: "Skills",
        base: "/skills",
        query: &query,
        columns: &[
            Column::text("name", "Skill").sortable(),
            Column::text("meaning", "How one knows"),
            Column::text("standing", "Coverage").sortable(),
            Column::text("who", "Who has it"),
            Column::text("needs", "Needed by"),
        ],
        rows: pages.shown(&found).iter().map(|one| line(one, keeps)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(empty),
    })
}

fn filters(listing: &Listing) -> Markup {
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "Any"))
        .chain(Standing::ALL.iter().map(|one| Choice::new(one.key(), one.label())))
        .collect();
    html! {
        (row(&[
            Field::new("q", "Name or meaning").value(&listing.words).search(),
            Field::new("standing", "Coverage").value(listing.standing.map_or("", Standing::key)).select(&choices),
        ]))
        @if !listing.person.is_empty() { (ui::form::hidden("person", &listing.person)) }
    }
}

fn line(one: &Line, keeps: bool) -> Row {
    let confirmed: Vec<&Holder> = one.confirmed().collect();
    let said = one.holders.len() - confirmed.len();
    Row::new(vec![
        html! {
            @match &one.skill {
                Some(skill) => a href=(skill.href()) { (one.name) },
                None => {
                    (one.name) " " (ui::pill("not on the list", Tone::Warning))
                    @if keeps {
                        " " (ui::button_link("Add it", &format!("/skills/new?name={}", encode(&one.name)), ui::button::Weight::Quiet, None))
                    }
                }
            }
        },
        html! { (one.skill.as_ref().map_or("", |skill| &skill.meaning)) },
        pill(one.standing()),
        html! {
            (confirmed.iter().take(NAMED).map(|holder| holder.person.as_str()).collect::<Vec<_>>().join(", "))
            @if confirmed.len() > NAMED { " and " (confirmed.len() - NAMED) " more" }
            @if said > 0 { @if !confirmed.is_empty() { "; " } (said) " to confirm" }
        },
        html! { @if !one.needs.is_empty() { (steps(one.needs.len())) " in " (processes(&one.needs)) } },
    ])
}

fn steps(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

fn processes(needs: &[Need]) -> String {
    let mut names: Vec<&str> = needs.iter().map(|need| need.process.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    let first = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}

fn pill(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Nobody => Tone::Bad,
        Standing::One => Tone::Warning,
        Standing::Covered => Tone::Good,
        Standing::NotNeeded => Tone::Neutral,
    };
    ui::pill(standing.label(), tone)
}

/// The form of a name and a meaning.
pub(super) fn words(action: &str, verb: &str, form: &Form) -> Markup {
    form_part(
        &Sent { action, ..Sent::default() },
        html! {
            (form.summary())
            (form.field("name", "Name").required().text())
            (form.field("meaning", "How one knows that somebody has it").hint("A certificate, a training, so many months of the work. It is read by whoever confirms it.").textarea(3))
            (submit_bar(ui::primary(verb)))
        },
    )
}

/// What the page of one skill shows.
pub(super) struct Shown {
    pub skill: Skill,
    pub line: Line,
    /// The visitor keeps the list.
    pub keeps: bool,
    /// The id of the visitor.
    pub me: String,
    /// Whom it can be given to: id and name.
    pub people: Vec<(String, String)>,
    pub entries: Vec<Entry>,
}

/// One skill: who has it, what needs it, and what can be done.
pub(super) fn one(shown: &Shown, form: &Form) -> Markup {
    let href = shown.skill.href();
    let main = html! {
        @if !shown.keeps { (form.summary()) }
        (ui::section("Who has it", None, holders(shown, &href)))
        (ui::section("What needs it", None, needs(&shown.line.needs)))
        (ui::section("History", None, journal::views::history(&shown.entries)))
    };
    let side = html! {
        (ui::section("Coverage", None, html! { p { (pill(shown.line.standing())) } }))
        (ui::section("And you?", None, mine(shown, &href)))
        @if shown.keeps {
            (ui::section("Give it to somebody", None, give(shown, form, &href)))
            (ui::section("Its words", None, words(&href, "Keep the words", form)))
            (ui::section("No longer needed?", None, confirm(&Confirm {
                id: "remove-skill",
                opener: "Take it off the list…",
                title: "Take this skill off the list?",
                text: "Nobody has it any more. The journal keeps who had it.",
                verb: "Take it off",
                danger: true,
                action: &format!("{href}/removal"),
            }, html! {})))
        }
    };
    ui::split(main, side)
}

fn holders(shown: &Shown, href: &str) -> Markup {
    let rows = shown
        .line
        .holders
        .iter()
        .map(|one| {
            let base = format!("{href}/holders/{}", one.person_id);
            let is_mine = one.person_id == shown.me;
            Row::new(vec![
                ui::person(&one.person, None, Some(&format!("/people/{}", one.person_id))),
                match one.confirmed_at {
                    Some(at) => html! { "confirmed by " (one.confirmed_by) " on " (at.day_in_words()) },
                    None => html! { (ui::pill("to confirm", Tone::Warning)) " said on " (one.said_at.day_in_words()) },
                },
                html! {
                    @if shown.keeps && !is_mine {
                        (ui::buttons(&[
                            html! { @if one.confirmed_at.is_none() { (ui::post_button("Confirm", &format!("{base}/confirmation"), Weight::Plain, &[])) } },
                            ui::post_button(if one.confirmed_at.is_none() { "Decline" } else { "End" }, &format!("{base}/end"), Weight::Quiet, &[]),
                        ]))
                    }
                },
            ])
        })
        .collect();
    ui::table(&Table {
        caption: "Who has it",
        columns: &[Column::text("who", "Person"), Column::text("how", "Confirmed"), Column::text("act", "")],
        rows,
        empty: Some(("Nobody yet", "Whoever has it says so here; whoever keeps the list gives it.", None)),
        ..Table::default()
    })
}

fn needs(all: &[Need]) -> Markup {
    let rows = all
        .iter()
        .map(|one| {
            let process = format!("/processes/{}", one.process_key);
            Row::new(vec![
                html! { a href={ (process) "/activities#" (encode(&one.element)) } { (one.activity) } },
                html! { a href=(process) { (one.process) } },
            ])
        })
        .collect();
    ui::table(&Table {
        caption: "Activities that need it",
        columns: &[Column::text("step", "Activity"), Column::text("process", "Process")],
        rows,
        empty: Some((
            "No activity in force needs it",
            "A draft names it at an activity, under “Skills that are needed”.",
            None,
        )),
        ..Table::default()
    })
}

fn mine(shown: &Shown, href: &str) -> Markup {
    match shown.line.holders.iter().find(|one| one.person_id == shown.me) {
        None => html! {
            p { "Say so if you have it. Somebody confirms it, and work that needs it is asked of you." }
            (ui::post_button("I have this skill", &format!("{href}/mine"), Weight::Plain, &[]))
        },
        Some(one) => html! {
            p {
                @match one.confirmed_at {
                    Some(at) => { "You have it, confirmed by " (one.confirmed_by) " on " (at.day_in_words()) "." }
                    None => { "You said that you have it. It counts as soon as somebody else confirms it." }
                }
            }
            (ui::post_button("I do not have it any more", &format!("{href}/mine/end"), Weight::Quiet, &[]))
        },
    }
}

fn give(shown: &Shown, form: &Form, href: &str) -> Markup {
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "Choose …"))
        .chain(shown.people.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    form_part(
        &Sent { action: &format!("{href}/holders"), ..Sent::default() },
        html! {
            (form.field("person", "Person").hint("It counts at once: you confirm it.").required().select(&choices))
            (submit_bar(ui::button("Give it", "", "")))
        },
    )
}
