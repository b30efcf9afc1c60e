//! What objects look like: the list, the flows of all types on one map, the matrix of links.

mod flow;
pub mod found;
mod links;
pub mod making;

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Choice, Column, Row, Stat, Table, Tone};

use super::model::{LinkedLogs, Sought};
use super::sight::{Origin, Sight};
use crate::failure::Refusal;
use crate::improvement::Improvement;
use crate::web::form::encode;

pub use links::linkages;

/// A side from which objects are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Flows,
    Links,
    Types,
}

impl View {
    const ALL: [View; 3] = [View::Flows, View::Links, View::Types];

    fn key(self) -> &'static str {
        match self {
            View::Flows => "flows",
            View::Links => "links",
            View::Types => "types",
        }
    }

    fn label(self) -> &'static str {
        match self {
            View::Flows => "Flows",
            View::Links => "Links",
            View::Types => "Types",
        }
    }

    /// Reads [`View::key`]; the flows where it is none.
    #[must_use]
    pub fn from_key(key: &str) -> View {
        View::ALL.into_iter().find(|view| view.key() == key).unwrap_or(View::Flows)
    }
}

/// Where the visitor stands.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub id: &'a str,
    pub view: View,
    pub types: &'a [String],
}

impl At<'_> {
    fn address(&self, place: &str, view: Option<View>) -> String {
        let mut query: Vec<String> = view.iter().map(|view| format!("view={}", view.key())).collect();
        query.extend(self.types.iter().map(|name| format!("type={}", encode(name))));
        format!("/objects/{}{place}?{}", self.id, query.join("&"))
    }
}

/// The address of the objects of a type that are asked for.
pub fn found_href(id: &str, place: &str, of: &str, sought: &Sought) -> String {
    let more = sought.parameters();
    let more: Vec<String> = more.iter().map(|(name, value)| format!("&{name}={}", encode(value))).collect();
    format!("/objects/{id}/{place}?of={}{}", encode(of), more.concat())
}

/// What the visitor may do with a number of objects.
pub struct Doing {
    /// The improvement that it became, if it did.
    pub known: Option<Improvement>,
    pub may_propose: bool,
}

/// The address of one object.
pub fn one_href(id: &str, object: &str) -> String {
    format!("/objects/{id}/one?object={}", encode(object))
}

/// What the map shows.
#[derive(Clone, Copy)]
pub struct Asked {
    pub steps: u8,
    pub arrows: u8,
    pub by_time: bool,
}

fn number(count: u64) -> String {
    ui::chart::number(count as f64)
}

/// Everything that can be looked at.
#[must_use]
pub fn list(all: &[Origin], may_link: bool) -> Markup {
    if all.is_empty() {
        let text = "Import a file that speaks of objects (OCEL) under Measures, or link the logs of two processes by a column.";
        return ui::empty_state("Nothing to see together yet", text, may_link.then(making::link_button));
    }
    let rows = all.iter().map(|origin| {
        let (made_of, when) = match origin {
            Origin::File { log, process, object_type } => (
                html! { "A file, imported for " a href={ "/processes/" (process.key) } { (process.name) } " as the cases of “" (object_type) "”" },
                log.imported_at,
            ),
            Origin::Linked { set, logs } => (
                html! {
                    "The newest logs of "
                    @for (at, (process, _)) in logs.iter().enumerate() {
                        @if at > 0 { ", " }
                        a href={ "/processes/" (process.key) } { (process.name) }
                    }
                },
                set.made_at,
            ),
        };
        Row::new(vec![
            html! { a href={ "/objects/" (origin.id()) } { (origin.name()) } },
            made_of,
            html! { (when.day_in_words()) },
        ])
    });
    ui::table(&Table {
        caption: "Logs of objects",
        columns: &[Column::text("name", "Name"), Column::text("of", "Made of"), Column::text("when", "Since")],
        rows: rows.collect(),
        ..Table::default()
    })
}

/// What stands in place of a log of objects that cannot be made.
#[must_use]
pub fn cannot(origin: &Origin, refusals: &[Refusal], may_remove: bool) -> Markup {
    html! {
        (ui::callout(Tone::Warning, "These logs cannot be seen together now", html! { @for refusal in refusals { p { (refusal.sentence) } } }))
        @if may_remove { (undo(origin)) }
    }
}

/// What stands in place of objects that cannot be looked for.
#[must_use]
pub fn refused(refusals: &[Refusal], back: &str) -> Markup {
    html! {
        (ui::callout(Tone::Warning, "This cannot be looked for", html! { @for refusal in refusals { p { (refusal.sentence) } } }))
        (ui::buttons(&[ui::button_link("Back", back, Weight::Plain, None)]))
    }
}

fn undo(origin: &Origin) -> Markup {
    let action = format!("/objects/{}/removal", origin.id());
    ui::disclosure(
        "No longer link these logs",
        html! {
            p { "The logs stay as they are; only this page goes." }
            (ui::post_button("No longer link them", &action, Weight::Plain, &[]))
        },
    )
}

/// One log of objects.
#[must_use]
pub fn show(at: &At, origin: &Origin, sight: &Sight, asked: &Asked, may_remove: bool) -> Markup {
    let hrefs = View::ALL.map(|view| at.address("", Some(view)));
    let tabs: Vec<ui::Tab> = View::ALL
        .iter()
        .zip(&hrefs)
        .map(|(view, href)| ui::Tab { label: view.label(), href, count: None, current: *view == at.view })
        .collect();
    let log = &sight.log;
    let values = [
        ("Types", number(sight.flow.types.len() as u64)),
        ("Objects", number(log.objects().len() as u64)),
        ("Events", number(log.events().len() as u64)),
        ("Links", sight.network.as_ref().map_or("–".to_owned(), |network| number(network.link_count() as u64))),
    ];
    let stats: Vec<Stat> = values.iter().map(|(label, value)| Stat { label, value, ..Stat::default() }).collect();
    html! {
        (ui::stats(&stats))
        (ui::tabs("Sides of these objects", &tabs))
        (choose(at, sight))
        @match at.view {
            View::Flows => (flow::show(at, sight, asked)),
            View::Links => (links::show(at, sight)),
            View::Types => (types(at, sight)),
        }
        (made_of(origin, sight))
        p { a href={ "/objects/" (at.id) "/log.jsonocel" } download { "Everything as OCEL 2.0" } }
        @if may_remove { (undo(origin)) }
    }
}

fn choose(at: &At, sight: &Sight) -> Markup {
    if sight.flow.types.len() < 2 {
        return html! {};
    }
    let names: Vec<&str> = sight.flow.types.iter().map(|flow| flow.object_type.as_str()).collect();
    let choices: Vec<Choice> = names.iter().map(|name| Choice::new(name, name)).collect();
    let chosen: Vec<&str> = at.types.iter().map(String::as_str).collect();
    let hint = "At most eight at once.";
    ui::disclosure(
        "Choose types",
        ui::form::question(
            &format!("/objects/{}", at.id),
            html! {
                (ui::form::hidden("view", at.view.key()))
                (ui::Field::new("type", "Types of objects").hint(hint).checkboxes(&choices, &chosen))
                (ui::buttons(&[ui::primary("Show these types")]))
            },
        ),
    )
}

fn types(at: &At, sight: &Sight) -> Markup {
    let export = at.address("/types.csv", None);
    let mean = |value: f64| ui::chart::number((value * 100.0).round() / 100.0);
    let rows = sight.flow.types.iter().map(|flow| {
        Row::new(vec![
            html! { a href=(found_href(at.id, "found", &flow.object_type, &Sought::All)) { (flow.object_type) } },
            html! { (number(flow.objects)) },
            html! { (number(flow.without_events)) },
            html! { (number(flow.events)) },
            html! { (mean(flow.events_per_object.mean)) " (" (flow.events_per_object.least) " to " (flow.events_per_object.most) ")" },
            html! { (mean(flow.objects_per_event.mean)) " (" (flow.objects_per_event.least) " to " (flow.objects_per_event.most) ")" },
            html! { (mean(flow.relations_per_object.mean)) " (" (flow.relations_per_object.least) " to " (flow.relations_per_object.most) ")" },
            html! { @if let Some(seconds) = flow.median_seconds { (crate::measure::counting::duration(seconds / 3600.0)) } @else { "–" } },
        ])
    });
    ui::table(&Table {
        caption: "Types of objects",
        columns: &[
            Column::text("type", "Type"),
            Column::figures("objects", "Objects"),
            Column::figures("without", "Without any event"),
            Column::figures("events", "Events"),
            Column::figures("per_object", "Events of an object, mean"),
            Column::figures("per_event", "Objects of an event, mean"),
            Column::figures("relations", "Relations stated, mean"),
            Column::figures("time", "First to last event, median, by the clock"),
        ],
        rows: rows.collect(),
        export_href: Some(&export),
        ..Table::default()
    })
}

fn made_of(origin: &Origin, sight: &Sight) -> Markup {
    html! {
        @match origin {
            Origin::File { log, process, object_type } => p {
                "From the file “" (log.name) "”, imported on " (log.imported_at.day_in_words()) ". Its cases of “" (object_type) "” are in the "
                a href={ "/processes/" (process.key) "/explorer?log=" (log.id) } { "log explorer of " (process.name) } "."
            },
            Origin::Linked { set, logs } => {
                ul { @for ((process, log), source) in logs.iter().zip(&set.sources) { li {
                    "“" (source.object_type) "”: "
                    a href={ "/processes/" (process.key) "/explorer" } { (process.name) }
                    @if let Some(log) = log { ", log “" (log.name) "” of " (log.imported_at.day_in_words()) }
                } } }
                (linked(set, sight))
            },
        }
    }
}

fn linked(set: &LinkedLogs, sight: &Sight) -> Markup {
    let kind = |at: usize| set.sources.get(at).map_or("", |source| source.object_type.as_str());
    let rows = set.links.iter().zip(&sight.linked).map(|(link, told)| {
        Row::new(vec![
            html! { (link.column) " of " (kind(link.from)) },
            html! { (kind(link.to)) },
            html! { (number(told.links)) },
            html! { (number(told.cases)) },
            html! {
                (number(told.unknown))
                @if !told.examples.is_empty() { ": " (told.examples.iter().take(3).cloned().collect::<Vec<_>>().join(", ")) @if told.unknown > 3 { " …" } }
            },
        ])
    });
    ui::table(&Table {
        caption: "Columns that link",
        columns: &[
            Column::text("column", "Column"),
            Column::text("to", "Names each"),
            Column::figures("links", "Links"),
            Column::figures("cases", "Cases that name one"),
            Column::text("unknown", "Names that the other log does not have"),
        ],
        rows: rows.collect(),
        ..Table::default()
    })
}
