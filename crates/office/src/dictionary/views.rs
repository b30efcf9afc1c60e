//! What the pages of the dictionary show.

use std::borrow::Cow;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, question, row};
use ui::table::Numbered;
use ui::{Choice, Column, Row, Table, Tone};

use super::model::{Edit, Effect, Entry, Plan, Use};
use crate::access::{Actor, Permission};
use crate::config::limits;
use crate::definition::dictionary::{Kind, plain};
use crate::web::Form;
use crate::web::form::encode;

/// The page of the entry of a name.
#[must_use]
pub fn href(kind: Kind, name: &str) -> String {
    format!("/dictionary/{}/{}", kind.key(), encode(&plain(name)).replace('/', "%2F"))
}

/// Which entries to show, and in which order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub words: String,
    pub kind: Option<Kind>,
    /// Only what should be brought together.
    pub divided: bool,
    /// `name`, `kind` or `processes`.
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: usize,
}

impl Listing {
    /// What of the dictionary is asked for, in order.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Entry]) -> Vec<&'a Entry> {
        let words = self.words.trim().to_lowercase();
        let mut found: Vec<&Entry> = all
            .iter()
            .filter(|one| self.kind.is_none_or(|kind| one.kind == kind))
            .filter(|one| !self.divided || one.is_divided())
            .filter(|one| one.name.to_lowercase().contains(&words))
            .collect();
        match self.sort.as_str() {
            "kind" => found.sort_by_key(|one| (one.kind, one.name.to_lowercase())),
            "processes" => found.sort_by_key(|one| (one.processes(), one.name.to_lowercase())),
            _ => found.sort_by_key(|one| (one.name.to_lowercase(), one.kind)),
        }
        if self.downwards {
            found.reverse();
        }
        found
    }

    fn query(&self) -> Vec<(&str, &str)> {
        [
            ("q", self.words.as_str()),
            ("kind", self.kind.map_or("", Kind::key)),
            ("divided", if self.divided { "1" } else { "" }),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// The dictionary as a list.
#[must_use]
pub fn list(listing: &Listing, all: &[Entry]) -> Markup {
    let divided = all.iter().filter(|one| one.is_divided()).count();
    html! {
        @if divided > 0 && !listing.divided {
            (ui::callout(Tone::Warning, "The same thing, called differently?", html! {
                p {
                    @if divided == 1 { "One name is" } @else { (divided) " names are" }
                    " written in more than one way or explained differently. "
                    a href="/dictionary?divided=1" { "Look at them" }
                }
            }))
        }
        (table(listing, all))
    }
}

fn table(listing: &Listing, all: &[Entry]) -> Markup {
    let found = listing.of(all);
    let query = listing.query();
    let (sort, page) = ((listing.sort.as_str(), listing.downwards), (listing.page, limits::PAGE_ROWS));
    let pages = Numbered::of_page("/dictionary", &query, sort, page, found.len());
    let (around, export) = (pages.around(), pages.file("/dictionary.csv"));
    let workbook = pages.file("/dictionary.xlsx");
    let empty = if all.is_empty() {
        (
            "No names yet",
            "The dictionary fills itself from the roles, terms, inputs, outputs and tools of your processes.",
            Some(ui::button_link("Processes", "/processes", Weight::Plain, None)),
        )
    } else {
        ("Nothing matches", "Change the filter to see more.", None)
    };
    ui::table(&Table {
        caption: "Names",
        base: "/dictionary",
        query: &query,
        columns: &[
            Column::text("name", "Name").sortable(),
            Column::text("kind", "Kind").sortable(),
            Column::text("meaning", "Meaning"),
            Column::figures("processes", "Processes").sortable(),
            Column::text("also", "Also written"),
        ],
        rows: pages.shown(&found).iter().map(|one| line(one)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(empty),
    })
}

fn line(one: &Entry) -> Row {
    let others = one.spellings.iter().skip(1).map(|(spelling, _)| spelling).chain(&one.similar);
    let also: Vec<&str> = others.map(String::as_str).collect();
    Row::new(vec![
        html! { a href=(href(one.kind, &one.name)) { (one.name) } },
        html! { (one.kind.label()) },
        html! {
            @match one.meanings.as_slice() {
                [] => {}
                [(meaning, _)] => { (meaning) }
                [(meaning, _), ..] if one.kind == Kind::Term => {
                    (meaning) " " (ui::pill(&format!("{} meanings", one.meanings.len()), Tone::Warning))
                }
                [(meaning, _), ..] => { (meaning) }
            }
        },
        html! { (one.processes()) },
        html! { (also.join("; ")) },
    ])
}

fn filters(listing: &Listing) -> Markup {
    let kinds: Vec<Choice> = std::iter::once(Choice::new("", "Every kind"))
        .chain(Kind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())))
        .collect();
    let divided = [Choice::new("", "All names"), Choice::new("1", "To bring together")];
    row(&[
        ui::Field::new("q", "Words").value(&listing.words).search(),
        ui::Field::new("kind", "Kind").value(listing.kind.map_or("", Kind::key)).select(&kinds),
        ui::Field::new("divided", "Which").value(if listing.divided { "1" } else { "" }).select(&divided),
    ])
}

/// One entry: where it stands, and what can be done with it.
#[must_use]
pub fn show(entry: &Entry, actor: &Actor) -> Markup {
    let main = html! {
        (divided(entry))
        (ui::section("Where it stands", None, uses(&entry.uses, actor)))
        @if !entry.meanings.is_empty() { (ui::section(meaning_title(entry.kind), None, meanings(entry))) }
    };
    let side = if actor.may(Permission::KeepDictionary) {
        acts(entry, &Form::default())
    } else {
        html! {}
    };
    ui::split(main, side)
}

/// The entry again, with what was refused.
#[must_use]
pub fn show_again(entry: &Entry, actor: &Actor, form: &Form) -> Markup {
    html! {
        (form.summary())
        (ui::split(ui::section("Where it stands", None, uses(&entry.uses, actor)), acts(entry, form)))
    }
}

fn meaning_title(kind: Kind) -> &'static str {
    if kind == Kind::Role { "What it answers for" } else { "What it means" }
}

fn divided(entry: &Entry) -> Markup {
    let spellings: Vec<String> =
        entry.spellings.iter().map(|(spelling, count)| format!("“{spelling}” ({count})")).collect();
    html! {
        @if entry.spellings.len() > 1 {
            (ui::callout(Tone::Warning, "Written in more than one way", html! {
                p { (spellings.join(", ")) ". Rename it to write it in one way everywhere." }
            }))
        }
        @if !entry.similar.is_empty() {
            (ui::callout(Tone::Info, "Perhaps the same", html! {
                p {
                    @for (at, other) in entry.similar.iter().enumerate() {
                        @if at > 0 { ", " }
                        a href=(href(entry.kind, other)) { (other) }
                    }
                    ". If it is the same, rename one of them to the name of the other."
                }
            }))
        }
    }
}

fn uses(uses: &[Use], actor: &Actor) -> Markup {
    let rows = uses.iter().map(|one| {
        let href = match one.version.as_str() {
            "" if !actor.may_on(Permission::DraftProcess, &one.process_id) => format!("/processes/{}", one.process_key),
            "" if one.section == "activities" => format!("/processes/{}/draft", one.process_key),
            "" => format!("/processes/{}/draft/sections/{}", one.process_key, one.section),
            _ => format!("/processes/{}", one.process_key),
        };
        Row::new(vec![
            html! { a href=(href) { (one.process) } },
            html! { @if one.version.is_empty() { "draft" } @else { (one.version) } },
            html! { (one.place) },
        ])
    });
    ui::table(&Table {
        caption: "Places",
        columns: &[Column::text("process", "Process"), Column::text("version", "Version"), Column::text("place", "As")],
        rows: rows.collect(),
        ..Table::default()
    })
}

fn meanings(entry: &Entry) -> Markup {
    let said: Vec<(String, &str)> =
        entry.meanings.iter().map(|(meaning, by)| (by.join(", "), meaning.as_str())).collect();
    let pairs: Vec<(&str, Markup)> = said.iter().map(|(by, meaning)| (by.as_str(), html! { (meaning) })).collect();
    ui::definitions(&pairs)
}

fn acts(entry: &Entry, form: &Form) -> Markup {
    let (name, meaning) = (form.raw("to"), form.raw("meaning"));
    let first = entry.meanings.first().map_or("", |(meaning, _)| meaning.as_str());
    html! {
        (ui::section("Another name", None, question(&format!("{}/renaming", href(entry.kind, &entry.name)), html! {
            (form.field("to", "Call it").hint("You see what it touches before anything changes.")
                .value(if name.is_empty() { &entry.name } else { name }).required().text())
            (ui::buttons(&[ui::primary("Show what it touches")]))
        })))
        @if entry.kind == Kind::Term {
            (ui::section("One meaning", None, question(&format!("{}/meaning", href(entry.kind, &entry.name)), html! {
                (form.field("meaning", "It means").hint("In one sentence, for every process that explains it.")
                    .value(if meaning.is_empty() { first } else { meaning }).required().text())
                (ui::buttons(&[ui::primary("Show what it touches")]))
            })))
        }
    }
}

/// The heading of the list of what an edit touches.
#[must_use]
pub fn title(entry: &Entry, edit: &Edit) -> String {
    match edit {
        Edit::Rename { to } => format!("Rename “{}” to “{to}” everywhere?", entry.name),
        Edit::Explain { .. } => format!("One meaning of “{}” everywhere?", entry.name),
    }
}

/// The name of the field that carries the edit, and what it says.
#[must_use]
pub fn field(edit: &Edit) -> (&'static str, &str) {
    match edit {
        Edit::Rename { to } => ("to", to),
        Edit::Explain { meaning } => ("meaning", meaning),
    }
}

/// What an edit touches, and the button that does it.
#[must_use]
pub fn preview(entry: &Entry, edit: &Edit, plan: &Plan, form: &Form) -> Markup {
    let (name, value) = field(edit);
    let address = match edit {
        Edit::Rename { .. } => "renaming",
        Edit::Explain { .. } => "meaning",
    };
    let print = plan.print();
    html! {
        (form.summary())
        @if plan.is_obstructed() {
            (ui::callout(Tone::Bad, "Something stands in the way", html! {
                p { "Nothing can be changed until it is settled; either everything changes or nothing." }
            }))
        }
        (ui::section("What it touches", None, touched(plan)))
        @if plan.effects.iter().any(|effect| !effect.mentions.is_empty()) {
            (ui::section("What stays as it is", None, mentioned(plan)))
        }
        @if plan.places() > 0 && !plan.is_obstructed() {
            (form_part(&Sent {
                action: &format!("{}/{address}", href(entry.kind, &entry.name)),
                hidden: &[(name, value), ("print", &print)],
                ..Sent::default()
            }, html! {
                (form.field("reason", "Why").hint("It stands in the history of each process.").required().text())
                (ui::form::submit_bar(html! {
                    (ui::primary(if address == "renaming" { "Rename everywhere" } else { "Explain it so everywhere" }))
                    (ui::button_link("Back", &href(entry.kind, &entry.name), Weight::Plain, None))
                }))
            }))
        } @else {
            (ui::buttons(&[ui::button_link("Back", &href(entry.kind, &entry.name), Weight::Plain, None)]))
        }
    }
}

fn touched(plan: &Plan) -> Markup {
    let rows = plan.effects.iter().flat_map(|effect| effect.touched.iter().map(move |one| (effect, one)));
    let rows = rows.map(|(effect, one)| {
        let outcome = match &one.obstacle {
            Some(sentence) => html! { (ui::pill("in the way", Tone::Bad)) " " (sentence) },
            None if one.number.is_empty() => html! { "The draft changes; whoever was asked for approval stays asked." },
            None => html! { "Version " (one.number) " becomes " (one.next) "; approvals and the next review stay." },
        };
        Row::new(vec![
            html! { a href={ "/processes/" (effect.process_key) } { (effect.process) } },
            outcome,
            html! { (one.count) },
        ])
    });
    ui::table(&Table {
        caption: "Processes",
        columns: &[
            Column::text("process", "Process"),
            Column::text("outcome", "What happens"),
            Column::figures("places", "Places"),
        ],
        rows: rows.collect(),
        empty: Some(("Nothing changes", "It stands like that everywhere already.", None)),
        ..Table::default()
    })
}

fn mentioned(plan: &Plan) -> Markup {
    let line = |effect: &Effect| -> Cow<'static, str> {
        let parts: Vec<String> =
            effect.mentions.iter().map(|(section, count)| format!("{section} ({count})")).collect();
        parts.join(", ").into()
    };
    let told: Vec<(&str, Cow<str>)> = plan
        .effects
        .iter()
        .filter(|effect| !effect.mentions.is_empty())
        .map(|effect| (effect.process.as_str(), line(effect)))
        .collect();
    let pairs: Vec<(&str, Markup)> = told.iter().map(|(process, line)| (*process, html! { (line) })).collect();
    html! {
        p { "These texts speak of it within a sentence. A person has to read them." }
        (ui::definitions(&pairs))
    }
}

/// What was done, for the top of the next page.
#[must_use]
pub fn done(plan: &Plan) -> String {
    match plan.processes() {
        1 => "Done: one process says so now.".to_owned(),
        count => format!("Done: {count} processes say so now."),
    }
}
