//! The page that takes a process to another engine: its files, and a report of what does not carry over.

use engine::elsewhere::{Carried, Note, Target, Weight};
use maud::{Markup, html};
use ui::button::Weight as Force;
use ui::{Column, Icon, Row, Table, Tone};

use super::super::readiness::Unsettled;
use super::Seen;
use crate::web::form::encode;

/// Both engines, each with its files and its report.
#[must_use]
pub fn elsewhere(seen: &Seen, engines: &[(Target, Result<Carried, String>)], held: &[Unsettled]) -> Markup {
    let deployments = seen.at("elsewhere/deployments");
    html! {
        @if !held.is_empty() {
            (ui::callout(Tone::Bad, "Held", html! {
                p { "Nothing goes to an engine from here until this is settled, or its owner accepts it:" }
                ul { @for one in held { li { (one.sentence) } } }
                p { a href=(seen.at("readiness")) { "Readiness" } }
            }))
        }
        @if seen.is_published() {
            p { "An engine that is connected takes it from here: " a href=(deployments) { "Deploy it to an engine" } "." }
        }
        @for (target, carried) in engines {
            @match carried {
                Ok(carried) => (ui::section(target.label(), None, engine(seen, *target, carried, held.is_empty()))),
                Err(sentence) => (ui::section(target.label(), None, html! { p { (sentence) } })),
            }
        }
    }
}

fn engine(seen: &Seen, target: Target, carried: &Carried, leaves: bool) -> Markup {
    let at = seen.at(&format!("elsewhere/{}", target.key()));
    let diagram = format!("{at}/diagram.bpmn");
    let mut files = vec![ui::button_link("The diagram", &diagram, Force::Primary, Some(Icon::Download))];
    for (name, _) in carried.decisions.iter().chain(&carried.forms) {
        let href = format!("{at}/files/{}", encode(name));
        files.push(ui::button_link(name, &href, Force::Plain, Some(Icon::Download)));
    }
    let how = match target {
        Target::Camunda8 => {
            "Open the files in its modeller, or deploy them together. Candidate groups are the keys of the roles that are responsible."
        }
        Target::Operaton => {
            "Open the file in its modeller, or deploy it. The words are those of Camunda 7, which Operaton reads."
        }
    };
    html! {
        @if leaves {
            p { (how) }
            (ui::buttons(&files))
        }
        (report(target, carried))
    }
}

/// What to know of a process in an engine, the gravest first.
#[must_use]
pub fn report(target: Target, carried: &Carried) -> Markup {
    let count = |weight| carried.notes.iter().filter(|note| note.weight == weight).count();
    let (lost, to_do) = (count(Weight::Lost), count(Weight::ToDo));
    let caption = format!("What to know for {}", target.label());
    html! {
        p {
            @if lost == 0 { "Everything carries over. " } @else { (lost) " do not carry over. " }
            @if to_do > 0 { (to_do) " have to be looked at before it runs." }
        }
        @if !carried.notes.is_empty() {
            (ui::table(&Table {
                caption: &caption,
                columns: &[Column::text("element", "Element"), Column::text("weight", "Means"), Column::text("sentence", "What to know")],
                rows: carried.notes.iter().map(line).collect(),
                ..Table::default()
            }))
        }
    }
}

fn line(note: &Note) -> Row {
    let (word, tone) = match note.weight {
        Weight::Lost => ("does not carry over", Tone::Bad),
        Weight::ToDo => ("to do", Tone::Warning),
        Weight::Said => ("for information", Tone::Info),
    };
    Row::new(vec![html! { (note.name) }, ui::pill(word, tone), html! { (note.sentence) }])
}
