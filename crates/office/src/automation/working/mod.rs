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

/// When work is due: as the diagram says, by the clock or in working time; else after the working and waiting time of its activity, in
/// days of the usual calendar. Work for programs has no due day of its own.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, loaded: &Loaded, offer: &Offer, now: Time) -> Result<Option<Time>, Failure> {
    let said = offer.due.as_deref();
    if let Some(key) = &offer.calendar
        && let Some(at) = in_calendar(tx, key, said, now)?
    {
        return Ok(Some(at));
    }
    let by_clock = said.filter(|_| offer.calendar.is_none()).and_then(Schedule::parse);
    if let Some(due) = by_clock.and_then(|schedule| schedule.set(engine::Time(now.0))) {
        return Ok(Some(Time(due.at.0)));
    }
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
