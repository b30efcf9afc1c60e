//! The starter library: what can be adopted.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Icon};

use super::super::model::key_of;
use super::{activities, list, overview};
use crate::definition::Definition;
use crate::library::{AREAS, Entry};
use crate::web::Form;

/// The cards of the library, area by area; `adopted` are keys of processes that the office has already.
#[must_use]
pub fn library(entries: &[Entry], adopted: &[String]) -> Markup {
    let cards = |keys: &[&str]| -> Vec<Markup> {
        keys.iter()
            .filter_map(|key| entries.iter().find(|entry| entry.key == *key))
            .map(|entry| card(entry, adopted.contains(&key_of(&entry.definition.name))))
            .collect()
    };
    html! {
        @for (area, keys) in AREAS { (ui::section(area, None, ui::cards(&cards(keys)))) }
        (ui::section("What adopting means", None, html! {
            p { "You get a copy as a draft. From then on it is yours: rename roles, redraw steps, change targets. Nothing you do changes the library." }
            p { "Take up one or two, live with them, then take the next. What one process gives, the other receives in the same words; where the other is missing, you see whom to ask." }
            p { "The contents follow what FitSM-1:2024 asks of each process (CC BY 4.0); the texts are our own." }
        }))
    }
}

fn card(entry: &Entry, is_adopted: bool) -> Markup {
    let definition = &entry.definition;
    ui::card(
        &definition.name,
        Some(&format!("/library/{}", entry.key)),
        html! {
            p { (definition.purpose) }
            p {
                (ui::tag(&format!("{} activities", definition.steps().len()))) " "
                (ui::tag(&format!("{} roles", definition.roles.len()))) " "
                (ui::tag(&format!("{} measures", definition.measures.len()))) " "
                @if is_adopted { (ui::pill("in your office", ui::Tone::Good)) }
            }
        },
    )
}

/// One process of the library before it is adopted.
#[must_use]
pub fn preview(entry: &Entry, form: &Form, may_add: bool) -> Markup {
    let definition = &entry.definition;
    let href = format!("/library/{}", entry.key);
    let choices: Vec<Choice> = list::categories().into_iter().map(|(key, label)| Choice::new(key, label)).collect();
    let adopt = html! {
        (form.summary())
        (form_part(&Sent { action: &format!("{href}/adoption"), ..Sent::default() }, html! {
            (form.field("name", "Name in your office").required().text())
            (form.field("category", "Category").required().select(&choices))
            (submit_bar(ui::primary("Adopt as a draft")))
        }))
    };
    html! {
        (overview::picture(&definition.name, definition, &bpmn::Overlay::default(), &[], &[], ""))
        (ui::split(
            html! { (ui::section("Activities", None, activities::list_of(definition, &[], Default::default()))) (super::decision::sheets_below(definition)) (super::form::sheets_below(definition)) },
            html! {
                @if may_add { (ui::section("Adopt it", None, adopt)) }
                @else { (ui::section("Adopt it", None, html! { p { "A process designer or the SMO manager can adopt it." } })) }
                (ui::section("What it covers", None, html! {
                    (ui::definitions(&[
                        ("Objectives", super::lines(&definition.objectives)),
                        ("Roles", super::lines(&definition.roles.iter().map(|role| role.name.clone()).collect::<Vec<_>>())),
                        ("Measures", super::lines(&definition.measures.iter().map(|one| one.name.clone()).collect::<Vec<_>>())),
                        ("Works with", super::lines(&neighbours(definition))),
                    ]))
                }))
            },
        ))
        (ui::buttons(&[ui::button_link("Back to the library", "/library", Weight::Quiet, Some(Icon::ArrowLeft))]))
    }
}

/// The processes that it gives to or receives from, each once, in the order of its interfaces.
fn neighbours(definition: &Definition) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for interface in &definition.interfaces {
        if !names.contains(&interface.process) {
            names.push(interface.process.clone());
        }
    }
    names
}
