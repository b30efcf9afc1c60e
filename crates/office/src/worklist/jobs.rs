//! Reminders: one mail per person and hour at most, when something is new, nearly due, due, or overdue for another week.
//!
//! What a person was reminded of is noted in the transaction that writes the letter, so that no reminder goes out twice, also
//! when two nodes look at once. Without a mail server nobody is reminded, and nothing stale leaves when one is set up.

use std::fmt::Write;

use db::Tx;

use super::model::{Asked, Group, due_in_words};
use super::store;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{Clockwork, Performed};
use crate::mail::{self, Letter};
use crate::people;
use crate::web::App;

/// Looks for people to remind.
pub const REMINDERS: Clockwork = Clockwork { name: "worklist reminders", every_s: 300, strike };

/// The shortest time between two reminders to one person, seconds.
const PAUSE_S: i64 = 60 * 60;
/// Asks listed in one mail; the page has the rest.
const LISTED: i64 = 40;

fn strike(app: App) -> Performed {
    Box::pin(async move {
        if app.config().smtp.is_none() {
            return Ok(());
        }
        for person_id in app.read(|tx| Ok(store::asked_people(tx)?)).await? {
            let now = app.now();
            let asked = person_id.clone();
            if !app.read(move |tx| Ok(is_due(tx, &asked, now)?)).await? {
                continue;
            }
            let (office_name, public_url) = (app.office_name(), app.config().public_url.clone());
            let person = person_id.clone();
            let written = app.write(move |tx| remind(tx, &person, now, &office_name, &public_url)).await;
            if let Err(failure) = written {
                tracing::error!(person = person_id, %failure, "a reminder could not be written");
            }
        }
        Ok(())
    })
}

/// Whether somebody is to be reminded: of something that reached a step, and not within an hour of the last reminder.
fn is_due(tx: &mut Tx, person_id: &str, now: Time) -> Result<bool, db::Error> {
    Ok(store::reminded_at(tx, person_id)?.plus_seconds(PAUSE_S) <= now && store::has_news(tx, person_id, now)?)
}

fn remind(tx: &mut Tx, person_id: &str, now: Time, office_name: &str, public_url: &str) -> Result<(), Failure> {
    if !is_due(tx, person_id, now)? {
        return Ok(());
    }
    let first = store::open_first(tx, person_id, LISTED)?;
    let (all, late) = store::open_counts(tx, person_id, Time::of_date(now.date()))?;
    let person = people::store::person(tx, person_id)?;
    let letter = Letter {
        subject: subject(all, late, office_name),
        text: text(&person.name, &first, all, public_url, now),
        name: person.name,
        to: person.email,
    };
    let hour = now.0 / (PAUSE_S * 1_000_000);
    mail::send(tx, now, &format!("reminder/{person_id}/{hour}"), &letter)?;
    store::note_reminder(tx, now, person_id)?;
    Ok(())
}

fn subject(all: usize, late: usize, office_name: &str) -> String {
    let things = match all {
        1 => "One thing is asked of you".to_owned(),
        all => format!("{all} things are asked of you"),
    };
    let overdue = match late {
        0 => String::new(),
        1 => ", one is overdue".to_owned(),
        late => format!(", {late} are overdue"),
    };
    let office_name = if office_name.is_empty() { "Mandate" } else { office_name };
    format!("{things}{overdue} ({office_name})")
}

/// The first of all things that are asked, by how near they are.
fn text(name: &str, first: &[Asked], all: usize, public_url: &str, now: Time) -> String {
    let mut text = format!("Hello {name},\n");
    for group in Group::ALL {
        let asks: Vec<&Asked> = first.iter().filter(|ask| Group::of(ask.due_at, now) == group).collect();
        if !asks.is_empty() {
            let _ = write!(text, "\n{}\n", group.label());
        }
        for ask in asks {
            let new = if ask.reminded == 0 { " (new)" } else { "" };
            let due = format!("{}, {}", ask.due_at.day_in_words(), due_in_words(ask.due_at, now));
            let _ = write!(text, "\n- {}{new}\n  {due}. {}\n  {public_url}{}\n", ask.title, ask.why, ask.href);
        }
    }
    if all > first.len() {
        let _ = write!(text, "\nand {} more.\n", all - first.len());
    }
    let _ = write!(text, "\nAll of it, with one button each: {public_url}/\n");
    text
}
