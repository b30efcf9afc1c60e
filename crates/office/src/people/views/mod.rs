//! What the pages of people show.

mod account;
mod door;
mod register;
mod units;

pub use account::{Account, account, sessions};
pub use door::{SET_UP_LEAD, cast, invitation, not_set_up, set_up, sign_in};
pub use register::{Shown, invited, list, list_actions, new_person, person};
pub use units::units;

use maud::Markup;

use super::model::{Assignment, Unit};
use crate::clock::Time;
use crate::web::Form;

/// The complaints of a form, at its top.
#[must_use]
pub fn summary(form: &Form) -> Markup {
    let problems: Vec<ui::Problem> = form
        .refusals()
        .iter()
        .map(|refusal| ui::Problem { field: refusal.field.unwrap_or(""), message: &refusal.sentence })
        .collect();
    ui::error_summary(&problems)
}

/// A field of a form as it was sent, with its complaint.
fn asked<'a>(form: &'a Form, name: &'a str, label: &'a str) -> ui::Field<'a> {
    ui::Field::new(name, label).value(form.raw(name)).error(form.complaint(name))
}

/// The choices of a unit, each with the path of units above it.
fn unit_choices(units: &[Unit]) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = units.iter().map(|unit| (unit.id.clone(), path_of(unit, units))).collect();
    choices.sort_by(|a, b| a.1.cmp(&b.1));
    choices
}

fn path_of(unit: &Unit, units: &[Unit]) -> String {
    let mut names = vec![unit.name.as_str()];
    let mut above = unit.parent_id.as_deref();
    while let Some(parent) = above.and_then(|id| units.iter().find(|one| one.id == id)) {
        names.push(&parent.name);
        above = parent.parent_id.as_deref().filter(|_| names.len() <= units.len());
    }
    names.reverse();
    names.join(" › ")
}

/// A role with the process it is held for.
fn role_words(assignment: &Assignment) -> String {
    match &assignment.process_label {
        Some(process) => format!("{}, {process}", assignment.role.label()),
        None => assignment.role.label().to_owned(),
    }
}

/// From when to when, in words.
fn dates_words(assignment: &Assignment, now: Time) -> String {
    let from = assignment.starts_at.day_in_words();
    match assignment.ends_at {
        Some(end) if end <= now => format!("{from} to {}, ended", end.day_in_words()),
        Some(end) => format!("{from} until {}", end.plus_days(-1).day_in_words()),
        None if assignment.starts_at > now => format!("from {from}, not yet"),
        None => format!("since {from}"),
    }
}
