//! The tickets of a thing, and the way to make one.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::super::model::Connector;
use super::{Stands, Ticket};
use crate::web::Form;

/// What the section is made of.
pub struct Offer<'a> {
    pub tickets: &'a [Ticket],
    /// Connectors that can take one.
    pub takers: &'a [Connector],
    /// Where the form goes; a refused ticket is tried again below it.
    pub action: &'a str,
    /// Whether the visitor may send.
    pub may: bool,
}

/// Connector and place as one choice: `connector_id place`, and the words.
#[must_use]
pub fn place_choices(takers: &[Connector]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for taker in takers {
        for place in taker.found.iter().flat_map(|found| &found.places) {
            all.push((format!("{} {}", taker.id, place.key), format!("{}: {}", taker.name, place.label)));
        }
    }
    all
}

/// The tickets of a thing, and the form that sends one; nothing where there is neither.
#[must_use]
pub fn section(offer: &Offer, form: &Form) -> Markup {
    let choices = place_choices(offer.takers);
    if offer.tickets.is_empty() && (!offer.may || choices.is_empty()) {
        return html! {};
    }
    let choices: Vec<Choice> = choices.iter().map(|(value, label)| Choice::new(value, label)).collect();
    let body = html! {
        @if !offer.tickets.is_empty() { (list(offer)) }
        @if offer.may && !choices.is_empty() {
            (form_part(&Sent { action: offer.action, ..Sent::default() }, html! {
                (form.field("connector", "Send it as a ticket to").required().select(&choices))
                (submit_bar(ui::button("Send as a ticket", "", "")))
            }))
        }
    };
    ui::section("Tickets", None, body)
}

fn list(offer: &Offer) -> Markup {
    let name = |id: &str| offer.takers.iter().find(|one| one.id == id).map_or("a tool", |one| one.name.as_str());
    let line = |one: &Ticket| {
        let (words, tone) = match one.stands {
            Stands::Waiting => ("on its way", Tone::Info),
            Stands::Sent => (one.state.as_str(), Tone::Neutral),
            Stands::Refused => ("refused", Tone::Bad),
        };
        Row::new(vec![
            html! {
                @if one.href.is_empty() { (name(&one.connector_id)) }
                @else { a href=(one.href) rel="noopener noreferrer" { (name(&one.connector_id)) " " (one.message) } }
                @if one.stands != Stands::Sent && !one.message.is_empty() { p { (one.message) } }
                @if one.stands == Stands::Refused && offer.may {
                    (ui::post_button("Try again", &format!("{}/{}/retry", offer.action, one.id), ui::button::Weight::Plain, &[]))
                }
            },
            ui::pill(words, tone),
        ])
    };
    ui::table(&Table {
        caption: "Tickets",
        columns: &[Column::text("ticket", "Ticket"), Column::text("state", "State")],
        rows: offer.tickets.iter().map(line).collect(),
        ..Table::default()
    })
}
