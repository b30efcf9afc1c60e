//! The page on which several cases are chosen and acted on, and what came of each.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, question, submit_bar};
use ui::{Choice, Column, Row, Table, Tone};

use super::super::bulk::{ACTS, MOST, Outcome};
use super::super::case::store::{Found, Listing, Place};
use super::super::task::form::Named;
use super::list::filters;
use crate::web::Form;

/// The whole page.
#[must_use]
pub fn bulk(
    listing: &Listing,
    (found, total): (&[Found], i64),
    places: &BTreeMap<String, Vec<Place>>,
    people: &[Named],
    form: &Form,
) -> Markup {
    let labels: Vec<(String, String, String)> = found
        .iter()
        .map(|one| {
            let places = places.get(&one.case.id).map(Vec::as_slice).unwrap_or_default();
            let at: Vec<&str> = places.iter().map(|place| place.what.as_str()).collect();
            let mut said = vec![one.process.clone()];
            said.extend((!at.is_empty()).then(|| format!("stands at: {}", at.join(", "))));
            said.extend((one.case.stops > 0).then(|| "stopped".to_owned()));
            said.extend(one.paused.then(|| "paused".to_owned()));
            (one.case.id.clone(), one.case.label(), said.join(" · "))
        })
        .collect();
    let choices: Vec<Choice> = labels.iter().map(|(id, label, hint)| Choice { value: id, label, hint }).collect();
    let sent = form.all("case");
    let chosen: Vec<&str> = sent.iter().map(String::as_str).collect();
    let acts: Vec<Choice> = ACTS.iter().map(|(word, label)| Choice::new(word, label)).collect();
    let somebody: Vec<Choice> = std::iter::once(Choice::new("", "Choose …"))
        .chain(people.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    html! {
        (form.summary())
        (ui::section("Which cases", None, question("/cases/acts", html! {
            (filters(listing, &[]))
            @if let Some(process) = &listing.process_id { (ui::form::hidden("process", process)) }
            (submit_bar(ui::button("Show them", "", "")))
        })))
        @if found.is_empty() {
            (ui::empty_state("No such case", "Change the filter. Only running cases of processes that you run can be acted on.", None))
        } @else {
            (ui::section("What to do with them", None, form_part(&Sent { action: "/cases/acts", ..Sent::default() }, html! {
                @if total > i64::try_from(MOST).unwrap_or(i64::MAX) {
                    p { "The newest " (MOST) " of " (total) " are shown; so many can be acted on at a time." }
                }
                (form.field("case", "Cases").checkboxes(&choices, &chosen))
                (form.field("act", "What to do").radios(&acts))
                (form.field("reason", "Why").hint("Needed to skip, cancel or pause; it stands in the story of each case.").textarea(2))
                (ui::disclosure("Whose work goes to whom", html! {
                    (form.field("from", "Who has it now").select(&somebody))
                    (form.field("to", "Who gets it").select(&somebody))
                }))
                (submit_bar(ui::primary("Do it")))
            })))
        }
    }
}

/// What came of each case.
#[must_use]
pub fn outcomes(all: &[Outcome]) -> Markup {
    html! {
        (ui::table(&Table {
            caption: "Cases",
            columns: &[Column::text("case", "Case"), Column::text("came", "Outcome"), Column::text("why", "What happened")],
            rows: all.iter().map(|one| Row {
                cells: vec![
                    html! {
                        @if one.title.is_empty() { (one.code) } @else { a href={ "/cases/" (one.case_id) } { (one.title) " (" (one.code) ")" } }
                    },
                    if one.done { ui::pill("done", Tone::Good) } else { ui::pill("not done", Tone::Warning) },
                    html! { (one.sentence) },
                ],
                tone: if one.done { Tone::Neutral } else { Tone::Warning },
            }).collect(),
            ..Table::default()
        }))
        (ui::buttons(&[
            ui::button_link("Act on more cases", "/cases/acts", ui::button::Weight::Plain, None),
            ui::button_link("Back to the cases", "/cases", ui::button::Weight::Quiet, None),
        ]))
    }
}
