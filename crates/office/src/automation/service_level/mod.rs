//! Service levels of running cases: a clock for each promise, which counts in working time, rests where the definition says, warns, and
//! tells when the promise is broken.
//!
//! The clock starts when the case comes to one step and stops when another is done. It rests while the case stands at a step such as
//! “Ask the requester”, and while the whole case is paused ([`hold`]). What is promised is kept with the clock, so that a newer version of
//! the process changes no promise that was made. Absent: what the diagram does about it, which may wait for the signals “… at 75 %” and
//! “… missed”. Sources: ServiceNow, "Service level management"; ISO/IEC 20000-1:2018 8.3.3.

pub mod jobs;
mod model;
pub mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;
use engine::{Case as Running, Event};

pub use model::{Promise, Shown, Stand, shown};

use model::Scale;

use super::case;
use super::deployment::Loaded;
use super::model::{Case, State};
use super::plan::{Obstacle, name_of};
use crate::access::Actor;
use crate::calendar;
use crate::clock::Time;
use crate::definition::{Definition, ServiceLevel};
use crate::failure::Failure;
use crate::worklist;

/// The key under which somebody is told of a clock.
#[must_use]
pub fn ask_key(case_id: &str, level: &str) -> String {
    format!("case-level/{case_id}/{level}")
}

/// A length of time by the clock, in words.
#[must_use]
pub fn lasting(micros: i64) -> String {
    model::lasting(micros, false)
}

/// The calendar that a clock counts in; none for the time of the clock.
fn scale(tx: &mut Tx, key: &str) -> Result<Option<Arc<::calendar::Calendar>>, Failure> {
    if key.is_empty() { Ok(None) } else { calendar::ready(tx, key) }
}

/// Service levels that count in a calendar which the office does not keep.
///
/// # Errors
/// The database's.
pub fn missing(tx: &mut Tx, definition: &Definition) -> Result<Vec<Obstacle>, Failure> {
    let mut obstacles = Vec::new();
    for one in definition.service_levels.iter().filter(|one| !one.calendar.is_empty()) {
        if calendar::ready(tx, &one.calendar)?.is_none() {
            obstacles.push(Obstacle {
                element: String::new(),
                place: format!("Service level “{}”", one.name),
                sentence: format!("It counts in the calendar “{}”, which this office does not keep. Add it under Calendars, or name another.", one.calendar),
            });
        }
    }
    Ok(obstacles)
}

/// Follows what a step did: clocks start, rest, go on and stop.
///
/// # Errors
/// The database's.
pub fn follow(
    tx: &mut Tx,
    now: Time,
    case: &Case,
    loaded: &Loaded,
    running: &Running,
    events: &[Event],
) -> Result<(), Failure> {
    let levels = &loaded.definition.service_levels;
    if levels.is_empty() {
        return Ok(());
    }
    let mut clocks = store::of_case(tx, &case.id)?;
    for level in levels {
        let before = clocks.remove(&level.key);
        let ready = scale(tx, before.as_ref().map_or(&level.calendar, |clock| &clock.calendar))?;
        let scale = Scale(ready.as_deref());
        let mut clock = before.clone();
        for event in events {
            clock = model::after(clock, level, event, now, scale);
        }
        let rests_at = rests_at(loaded, level, running);
        let clock = clock.map(|clock| clock.resting(rests_at.as_deref(), now, scale));
        settle(tx, now, case, before, clock, scale)?;
    }
    for (_, left) in clocks {
        // Of a level that the version of the case does not have any more.
        let ready = self::scale(tx, &left.calendar)?;
        settle(tx, now, case, Some(left.clone()), Some(left), Scale(ready.as_deref()))?;
    }
    Ok(())
}

/// The name of the step at which the case stands and a clock rests.
fn rests_at(loaded: &Loaded, level: &ServiceLevel, running: &Running) -> Option<String> {
    let stands = |id: &String| running.tokens().any(|token| *token.element == **id);
    level.pauses_at.iter().find(|id| stands(id)).map(|id| match loaded.definition.flow() {
        Some(diagram) => name_of(&diagram, id),
        None => id.clone(),
    })
}

/// Writes a clock that changed; with the end of its case it stops too.
fn settle(
    tx: &mut Tx,
    now: Time,
    case: &Case,
    before: Option<Promise>,
    after: Option<Promise>,
    scale: Scale<'_>,
) -> Result<(), Failure> {
    let after = match case.state {
        State::Running => after,
        State::Cancelled => after.map(|clock| clock.void(now, scale)),
        State::Completed | State::Failed => after.map(|clock| clock.stop(now, scale)),
    };
    let Some(clock) = after.filter(|clock| before.as_ref() != Some(clock)) else { return Ok(()) };
    store::keep(tx, &case.id, &case.process_id, &clock, scale)?;
    let was_open = before.as_ref().is_none_or(|before| before.stand.is_open());
    if was_open && !clock.stand.is_open() {
        worklist::settle(tx, now, &ask_key(&case.id, &clock.key))?;
        if let Some(sentence) = clock.outcome_in_words() {
            case::note(tx, &Actor::office(), now, &case.id, &sentence)?;
        }
    }
    Ok(())
}

/// The whole case is paused: its clocks rest until [`release`]. Calling it twice changes nothing.
///
/// # Errors
/// The database's.
pub fn hold(tx: &mut Tx, now: Time, case_id: &str, process_id: &str, why: &str) -> Result<(), Failure> {
    each(tx, case_id, process_id, |clock, scale| clock.held(Some(why), now, scale))
}

/// The whole case goes on.
///
/// # Errors
/// The database's.
pub fn release(tx: &mut Tx, now: Time, case_id: &str, process_id: &str) -> Result<(), Failure> {
    each(tx, case_id, process_id, |clock, scale| clock.held(None, now, scale))
}

/// A calendar changed: when the clocks of a case that count in it are due. What was counted before a rest stays as it was.
///
/// # Errors
/// The database's.
pub fn reckon(tx: &mut Tx, case_id: &str, calendar: &str) -> Result<(), Failure> {
    let process_id = case::store::by_id(tx, case_id)?.process_id;
    let clocks = store::of_case(tx, case_id)?;
    for clock in clocks.into_values().filter(|clock| clock.calendar == calendar && clock.stand == Stand::Running) {
        let ready = scale(tx, calendar)?;
        store::keep(tx, case_id, &process_id, &clock, Scale(ready.as_deref()))?;
    }
    Ok(())
}

fn each(
    tx: &mut Tx,
    case_id: &str,
    process_id: &str,
    change: impl Fn(Promise, Scale<'_>) -> Promise,
) -> Result<(), Failure> {
    for (_, before) in store::of_case(tx, case_id)? {
        let ready = scale(tx, &before.calendar)?;
        let scale = Scale(ready.as_deref());
        let after = change(before.clone(), scale);
        if after != before {
            store::keep(tx, case_id, process_id, &after, scale)?;
        }
    }
    Ok(())
}

/// The clocks of a case as they are shown, the one that is due first before the others.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut Tx, now: Time, case_id: &str) -> Result<Vec<Shown>, Failure> {
    let mut all = Vec::new();
    for (_, clock) in store::of_case(tx, case_id)? {
        let ready = scale(tx, &clock.calendar)?;
        all.push(shown(&clock, now, Scale(ready.as_deref())));
    }
    all.sort_by_key(|one| (one.due_at.is_none(), one.due_at));
    Ok(all)
}

/// When the first clock that runs is due, by case.
///
/// # Errors
/// The database's.
pub fn first_due(tx: &mut Tx, found: &[case::store::Found]) -> Result<BTreeMap<String, Time>, Failure> {
    let ids: Vec<&str> = found.iter().map(|one| one.case.id.as_str()).collect();
    Ok(store::first_due(tx, &ids)?)
}

/// How a service level ended or stands, by the code of the case and the name of the level.
pub type Outcomes = BTreeMap<(String, String), &'static str>;

/// How the service levels of the cases of a process ended or stand, by the code of the case and the name of the level; and all names.
///
/// # Errors
/// The database's.
pub fn outcomes(tx: &mut Tx, process_id: &str) -> Result<(Vec<String>, Outcomes), Failure> {
    let (mut names, mut found) = (Vec::new(), BTreeMap::new());
    for (code, clock) in store::of_process(tx, process_id)? {
        if !names.contains(&clock.name) {
            names.push(clock.name.clone());
        }
        found.insert((code, clock.name.clone()), clock.outcome());
    }
    names.sort();
    Ok((names, found))
}

#[cfg(test)]
mod tests;
