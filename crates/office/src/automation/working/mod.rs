//! Working time in cases: the calendars that a process names, due times that count in them, and what happens when one changes.
//!
//! **When a calendar changes**, every timer, due time and service level that waits in it is reckoned anew from its own beginning, in
//! batches after the change. One that is behind by then is due at once; one that has fired stays fired. Due days that counted in the usual
//! calendar without naming it stay as people were told. Absent: the hours themselves (`calendar`). Source: decision "one calendar for the
//! whole house".

pub mod jobs;
pub mod store;

use std::sync::Arc;

use db::Tx;
use engine::state::JobKind;
use engine::{Calendars, Offer, Program, Schedule};

use super::deployment::Loaded;
use super::plan::{Obstacle, name_of};
use crate::calendar;
use crate::clock::Time;
use crate::failure::Failure;

/// Days to do a task where neither the diagram nor the activity says.
pub(super) const USUAL_DAYS: i64 = 3;
/// Most days that the times of an activity give.
const MOST_DAYS: i64 = 365;
/// Letters of what cannot be read that the story repeats.
const SAID_CHARS: usize = 80;
/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// The calendars of these keys, as they stand; one that is not kept is left out.
///
/// # Errors
/// The database's.
pub fn calendars<'k>(tx: &mut Tx, keys: impl IntoIterator<Item = &'k str>) -> Result<Calendars, Failure> {
    let mut found = Calendars::none();
    for key in keys {
        if let Some(ready) = calendar::ready(tx, key)? {
            found = found.with(key, ready);
        }
    }
    Ok(found)
}

/// The calendars that a deployed process names.
///
/// # Errors
/// The database's.
pub fn of(tx: &mut Tx, loaded: &Loaded) -> Result<Calendars, Failure> {
    calendars(tx, loaded.calendars.iter().map(String::as_str))
}

/// Every element that names a calendar which the office does not keep.
///
/// # Errors
/// The database's.
pub fn missing(tx: &mut Tx, program: &Program, diagram: &bpmn::Diagram) -> Result<Vec<Obstacle>, Failure> {
    let mut obstacles = Vec::new();
    for (element, key) in program.named_calendars() {
        if calendar::ready(tx, key)?.is_none() {
            obstacles.push(Obstacle {
                element: element.to_owned(),
                place: name_of(diagram, element),
                sentence: format!("It counts in the calendar “{key}”, which this office does not keep. Add it under Calendars, or name another."),
            });
        }
    }
    Ok(obstacles)
}

/// When work is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoned {
    pub at: Option<Time>,
    /// What the diagram says and nobody can reckon with, for the story of the case.
    pub unread: Option<String>,
}

/// When work is due: as the diagram says, by the clock or in working time; else after the working and waiting time of its activity, in
/// days of the usual calendar. Work for programs has no due day of its own.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, loaded: &Loaded, offer: &Offer, now: Time) -> Result<Reckoned, Failure> {
    let Some(said) = offer.due.as_deref().map(str::trim).filter(|said| !said.is_empty()) else {
        return Ok(Reckoned { at: usual(tx, loaded, offer, now)?, unread: None });
    };
    let at = match &offer.calendar {
        Some(key) => in_calendar(tx, key, Some(said), now)?,
        None => Schedule::parse(said).and_then(|one| one.set(engine::Time(now.0))).map(|due| Time(due.at.0)),
    };
    if at.is_some() {
        return Ok(Reckoned { at, unread: None });
    }
    let remedy = match &offer.calendar {
        Some(key) => format!("it is no working time of the calendar “{key}”, such as PT8H or P2D"),
        None => "it is no time, such as P2D or 2026-12-24T12:00:00Z".to_owned(),
    };
    let said: String = said.chars().filter(|one| !one.is_control()).take(SAID_CHARS).collect();
    let unread =
        format!("could not reckon when “{}” is due from “{said}”: {remedy}. It is due as usual instead", offer.name);
    Ok(Reckoned { at: usual(tx, loaded, offer, now)?, unread: Some(unread) })
}

/// When work for people is due where the diagram does not say so.
fn usual(tx: &mut Tx, loaded: &Loaded, offer: &Offer, now: Time) -> Result<Option<Time>, Failure> {
    if offer.kind != JobKind::User {
        return Ok(None);
    }
    let activity = loaded.definition.activities.get(&*offer.element);
    let minutes =
        activity.map(|one| i64::from(one.process_time_minutes.unwrap_or(0)) + i64::from(one.wait_minutes.unwrap_or(0)));
    let days = match minutes {
        Some(minutes) if minutes > 0 => ((minutes + DAY_MINUTES - 1) / DAY_MINUTES).min(MOST_DAYS),
        _ => USUAL_DAYS,
    };
    let working = calendar::usual(tx)?.and_then(|usual| usual.days_after(now.0, u32::try_from(days).unwrap_or(0)));
    Ok(Some(working.map_or_else(|| now.plus_days(days), Time)))
}

/// So much working time after `from`; none where it is no working time or the calendar is not kept.
fn in_calendar(tx: &mut Tx, key: &Arc<str>, said: Option<&str>, from: Time) -> Result<Option<Time>, Failure> {
    let Some(stretch) = said.and_then(::calendar::Stretch::parse) else { return Ok(None) };
    let Some(ready) = calendar::ready(tx, key)? else { return Ok(None) };
    Ok(ready.plus(from.0, stretch).map(Time))
}

/// When work is due after its case was paused: what was left of its time in the calendar that it counts in, by the clock where it counts in
/// none. A date that the diagram says stays, and so does what was overdue already.
///
/// # Errors
/// The database's.
pub fn after_pause(
    tx: &mut Tx,
    offer: &Offer,
    due: Time,
    (paused, resumed): (Time, Time),
) -> Result<Option<Time>, Failure> {
    let said = offer.due.as_deref().and_then(Schedule::parse);
    if matches!(said, Some(Schedule::At(_))) || due <= paused {
        return Ok(None);
    }
    let ready = match &offer.calendar {
        Some(key) => calendar::ready(tx, key)?,
        // What is due as usual counts in the usual calendar.
        None if said.is_none() => calendar::usual(tx)?,
        None => None,
    };
    let in_hours = ready.and_then(|ready| ready.after(resumed.0, ready.between(paused.0, due.0)));
    let by_clock = due.0.saturating_add(resumed.0.saturating_sub(paused.0));
    Ok(Some(Time(in_hours.unwrap_or(by_clock))))
}

/// Remembers that the due time of a task counts in a calendar.
///
/// # Errors
/// The database's.
pub fn remember(tx: &mut Tx, case_id: &str, offer: &Offer) -> Result<(), Failure> {
    match &offer.calendar {
        Some(key) => Ok(store::remember(tx, key, case_id, offer.job)?),
        None => Ok(()),
    }
}
