//! Who answers for a process: asking, accepting, declining, leaving.

use maud::{Markup, html};
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Tone};

use super::super::model::{Holder, HolderRole};
use super::Seen;
use crate::people::Person;
use crate::web::Form;

/// The two roles, one below the other.
#[must_use]
pub fn people(seen: &Seen, everybody: &[Person], form: &Form) -> Markup {
    html! {
        (form.summary())
        @for role in [HolderRole::Owner, HolderRole::Manager] {
            (ui::section(role.label(), None, html! {
                p { (what(role)) }
                (part(seen, role))
                @if seen.rights.appoints { (asking(seen, role, everybody, form)) }
            }))
        }
        (ui::section("Who does the work", None, html! {
            @if seen.definition.roles.is_empty() { p { "The definition names no roles yet." } }
            @else { (ui::definitions(&seen.definition.roles.iter().map(|role| (role.name.as_str(), html! { (role.responsibility) })).collect::<Vec<_>>())) }
        }))
    }
}

fn what(role: HolderRole) -> &'static str {
    match role {
        HolderRole::Owner => {
            "Answers for the process: approves major changes, publishes, decides about people and money."
        }
        HolderRole::Manager => {
            "Runs the process from day to day: keeps its definition, approves minor changes, reports."
        }
    }
}

fn part(seen: &Seen, role: HolderRole) -> Markup {
    let of_role: Vec<&Holder> = seen.holders.iter().filter(|one| one.role == role).collect();
    html! {
        @if of_role.is_empty() {
            (ui::callout(Tone::Warning, "Nobody yet", html! { p { "A process can be published only when somebody has accepted this role." } }))
        }
        @for holder in of_role {
            (ui::definitions(&[
                ("Who", ui::person(&holder.person_name, None, Some(&format!("/people/{}", holder.person_id)))),
                ("Asked", html! { time datetime=(holder.asked_at.rfc3339()) { (holder.asked_at.day_in_words()) } }),
                ("Accepted", html! {
                    @match holder.accepted_at {
                        Some(at) => { time datetime=(at.rfc3339()) { (at.day_in_words()) } }
                        None => (ui::pill("not answered yet", Tone::Warning))
                    }
                }),
            ]))
            @if holder.person_id == seen.rights.person_id { (answer(seen, holder)) }
        }
    }
}

fn answer(seen: &Seen, holder: &Holder) -> Markup {
    let key = holder.role.key();
    let accept = seen.at(&format!("people/{key}/acceptance"));
    let leave = seen.at(&format!("people/{key}/departure"));
    let role = holder.role.label().to_lowercase();
    let reason = |id: &str| ui::Field::new("reason", "Reason").id(id).hint("Whoever asked you reads it.").text();
    html! {
        @if holder.accepted_at.is_none() {
            (ui::callout(Tone::Info, &format!("You are asked to be {role}"), html! {
                p { "Your rights begin when you accept; the day is kept." }
                (ui::buttons(&[ui::post_button("Accept", &accept, ui::button::Weight::Primary, &[])]))
            }))
            (ui::disclosure("Decline", form_part(&Sent { action: &leave, ..Sent::default() }, html! {
                (reason(&format!("decline-{key}")))
                (submit_bar(ui::button("Decline", "", "")))
            })))
        } @else {
            (confirm(
                &Confirm {
                    id: &format!("leave-{key}"),
                    opener: "Leave this role",
                    title: &format!("Leave the role of {role}?"),
                    text: "Your rights end at once. Until somebody else accepts, nothing can be published.",
                    verb: "Leave",
                    danger: true,
                    action: &leave,
                },
                reason(&format!("leave-reason-{key}")),
            ))
        }
    }
}

fn asking(seen: &Seen, role: HolderRole, everybody: &[Person], form: &Form) -> Markup {
    let key = role.key();
    let choices: Vec<Choice> = everybody
        .iter()
        .filter(|person| person.disabled_at.is_none())
        .map(|person| Choice::new(&person.id, &person.name))
        .collect();
    let label = if seen.holder(role).is_some() { "Ask somebody to take over" } else { "Ask somebody" };
    let id = format!("person-{key}");
    let body = form_part(
        &Sent { action: &seen.at(&format!("people/{key}")), ..Sent::default() },
        html! {
            (ui::Field::new("person", "Person").id(&id).required().value(form.raw("person")).error(form.complaint("person")).select(&choices))
            (submit_bar(ui::button("Ask", "", "")))
        },
    );
    if seen.holder(role).is_some() { ui::disclosure(label, body) } else { body }
}
