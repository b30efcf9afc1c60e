//! The page on which running cases are moved to the version in force.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Column, Field, Row, Table, Tone};

use super::super::case::migration::Report;
use crate::web::Form;

/// The whole page: what would come of each case, and the choice.
#[must_use]
pub fn migration(action: &str, number: &str, reports: &[Report], form: &Form) -> Markup {
    let (ready, held): (Vec<&Report>, Vec<&Report>) = reports.iter().partition(|one| one.obstacles.is_empty());
    let labels: Vec<(String, String, String)> = ready
        .iter()
        .map(|one| {
            let hint = format!("Version {}. Stands at: {}.", one.from, one.stands.join(", "));
            (one.case.id.clone(), one.case.label(), hint)
        })
        .collect();
    let choices: Vec<Choice> = labels.iter().map(|(id, label, hint)| Choice { value: id, label, hint }).collect();
    let all: Vec<&str> = labels.iter().map(|(id, _, _)| id.as_str()).collect();
    html! {
        (form.summary())
        @if reports.is_empty() {
            (ui::empty_state("Nothing to move", "Every case that runs is on the version in force.", None))
        }
        @if !ready.is_empty() {
            (form_part(&Sent { action, ..Sent::default() }, html! {
                (Field::new("case", "Cases that can be moved").hint("Everything at which they stand is there in the new version too. Work, values and story stay; untick what shall end as it began.").checkboxes(&choices, &all))
                (submit_bar(ui::primary(&format!("Move them to version {number}"))))
            }))
        }
        @if !held.is_empty() {
            (ui::section("Cases that stay for now", None, ui::table(&Table {
                caption: "Cases that stay",
                columns: &[Column::text("case", "Case"), Column::text("version", "Version"), Column::text("why", "Why")],
                rows: held.iter().map(|one| Row {
                    cells: vec![
                        html! { a href=(one.case.href()) { (one.case.label()) } },
                        html! { (one.from) },
                        html! { (one.obstacles.join(" ")) },
                    ],
                    tone: Tone::Neutral,
                }).collect(),
                ..Table::default()
            })))
        }
    }
}
