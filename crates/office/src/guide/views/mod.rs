//! The page of documents, and the form of how they look.

pub mod profile;

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Choice, Column, Row, Table, Tone};

use super::model::{Format, Kind};
use super::print::offers;
use super::standing::Standing;
use crate::web::form::encode;

/// Each document with its formats, and which version they are made of.
#[must_use]
pub fn documents(standing: &Standing, chosen: Option<&str>, shapes: bool) -> Markup {
    let base = format!("/processes/{}/documents", standing.process.key);
    let query = chosen.map_or(String::new(), |word| format!("?version={}", encode(word)));
    let rows = Kind::ALL
        .into_iter()
        .map(|kind| {
            let formats = Format::ALL.into_iter().filter(|format| offers(kind, *format));
            let links = html! {
                @for (at, format) in formats.enumerate() {
                    @if at > 0 { " · " }
                    a href={ (base) "/" (kind.key()) "/" (format.key()) (query) } { (format.label()) }
                }
            };
            Row::new(vec![html! { (kind.label()) }, html! { (kind.purpose()) }, links])
        })
        .collect();
    let columns = [
        Column::text("document", "Document"),
        Column::text("purpose", "For"),
        Column::text("formats", "Open or save as"),
    ];
    let made_of = match &standing.version {
        Some(version) if version.number.is_empty() => "the draft".to_owned(),
        Some(version) => format!("version {}", version.number),
        None => "an empty definition".to_owned(),
    };
    html! {
        @if !standing.facts.is_in_force {
            (ui::callout(Tone::Warning, "Not in force", html! {
                p { "These documents are made of " (made_of) ". Each page of them says that it is not in force." }
            }))
        }
        (ui::table(&Table { caption: "Documents", columns: &columns, rows, ..Table::default() }))
        p { "Made of " (made_of) " at the moment you ask, so none of them is out of date; printed copies are uncontrolled." }
        @if shapes { p { "Logo, sections and their order are the office’s: " a href="/guide/profile" { "how guides look" } "." } }
        @if standing.choices.len() > 1 { (ui::section("Another version", None, choice(standing, &base, chosen))) }
        @if !standing.definition.roles.is_empty() { (ui::section("The card of one role", None, cards(standing, &base, &query))) }
    }
}

fn choice(standing: &Standing, base: &str, chosen: Option<&str>) -> Markup {
    let choices: Vec<Choice> = standing.choices.iter().map(|(word, name)| Choice::new(word, name)).collect();
    let number = standing.version.as_ref().map_or("", |version| version.number.as_str());
    let current = chosen.unwrap_or(if number.is_empty() { "draft" } else { number });
    ui::form::question(
        base,
        html! {
            (ui::Field::new("version", "Version").required().value(current).select(&choices))
            (ui::form::submit_bar(ui::button("Show", "", "")))
        },
    )
}

/// A link to the card of each role.
fn cards(standing: &Standing, base: &str, query: &str) -> Markup {
    let format = if press::prints_pdf() { Format::Pdf } else { Format::Html };
    let join = if query.is_empty() { '?' } else { '&' };
    let links: Vec<Markup> = standing
        .definition
        .roles
        .iter()
        .map(|role| {
            let href = format!("{base}/role-cards/{}{query}{join}role={}", format.key(), encode(&role.key));
            ui::button_link(&role.name, &href, Weight::Quiet, None)
        })
        .collect();
    ui::buttons(&links)
}
