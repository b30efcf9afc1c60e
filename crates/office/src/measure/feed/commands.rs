//! Each change of state of a feed: begun, mapped, rescheduled, paused, ended; and what a pull leaves behind.

use db::Tx;
use mining::Imported;
use serde_json::json;

use super::super::commands::{Read, keep};
use super::super::{Reading, store as logs};
use super::model::{ASKS_AFTER, Feed, next_after};
use super::{jobs, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::{self, Connector, Cursor, Trouble, Why, history};
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::people;
use crate::process::{self, Process};
use crate::worklist::{self, Ask};

/// The word under which asks know a feed.
const OBJECT: &str = "feed";
/// Days within which the keeper is expected to look.
const LOOK_DAYS: i64 = 3;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Begin {
    pub process_id: String,
    pub connector_id: String,
    pub place: String,
    pub since: Time,
    pub schedule: String,
}

/// Begins a feed; the first pull follows at once.
///
/// # Errors
/// Without the permission for the process, or when something is wrong with what was asked for.
pub fn begin(tx: &mut Tx, actor: &Actor, now: Time, begin: &Begin) -> Result<String, Failure> {
    let no = |field, sentence: String| Failure::from(Refusal::at(field, sentence));
    let process = process::store::by_id(tx, &begin.process_id)
        .map_err(|_| no("process", "Choose a process from the list.".to_owned()))?;
    actor.needs_on(Permission::ImportLog, &process.id)?;
    let connector = connector::store::by_id(tx, &begin.connector_id)
        .map_err(|_| no("place", "Choose where the tickets are.".to_owned()))?;
    let places = connector.found.as_ref().map(|found| found.places.as_slice()).unwrap_or_default();
    let Some(place) = places.iter().find(|place| place.key == begin.place) else {
        return Err(no("place", "Choose where the tickets are.".to_owned()));
    };
    if begin.since > now {
        return Err(no("since", "Choose a day that is over.".to_owned()));
    }
    let same = |one: &Feed| one.process_id == process.id && one.connector_id == connector.id && one.place == place.key;
    if store::all(tx)?.iter().any(same) {
        return Err(no("place", format!("{} is brought for {} already.", place.label, process.name)));
    }
    next_after(&begin.schedule, now)?;
    let feed = Feed {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        connector_id: connector.id.clone(),
        place: place.key.clone(),
        place_label: place.label.clone(),
        since: begin.since,
        schedule: begin.schedule.clone(),
        reading: None,
        cursor: Cursor::default(),
        events: 0,
        cases: 0,
        next_at: Some(next_after(&begin.schedule, now)?),
        brought_at: None,
        tried_at: None,
        failures: 0,
        trouble: String::new(),
        notes: Vec::new(),
        log_id: String::new(),
        keeper_id: actor.person_id.clone(),
        paused_at: None,
        created_at: now,
        revision: 1,
    };
    store::insert(tx, &feed)?;
    jobs::order(tx, now, &feed, now, "begun")?;
    note(tx, actor, now, "measure.feed_begun", &feed, &process)?;
    Ok(feed.id)
}

/// A feed that the actor may look after; for others it is not there.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn own(tx: &mut Tx, actor: &Actor, id: &str) -> Result<(Feed, Process, Connector), Failure> {
    let feed = store::by_id(tx, id)?;
    if !actor.may_on(Permission::ImportLog, &feed.process_id) {
        return Err(Failure::NotFound);
    }
    let process = process::store::by_id(tx, &feed.process_id)?;
    let connector = connector::store::by_id(tx, &feed.connector_id)?;
    Ok((feed, process, connector))
}

/// Writes a decision; whoever decides keeps the feed from now on.
fn decide(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    feed: Feed,
    revision: i64,
) -> Result<(), Failure> {
    if feed.revision != revision {
        return Err(Failure::Stale { sentence: "Somebody changed this feed meanwhile. Look at it again.".to_owned() });
    }
    let feed = Feed { keeper_id: actor.person_id.clone(), ..feed };
    store::decide(tx, &feed)?;
    let process = process::store::by_id(tx, &feed.process_id)?;
    note(tx, actor, now, action, &feed, &process)
}

/// Says what the states mean; the log is made of what is here.
///
/// # Errors
/// Without the permission, or when somebody changed the feed meanwhile.
pub fn map(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (id, revision): (&str, i64),
    reading: &Reading,
) -> Result<(), Failure> {
    let (feed, _, _) = own(tx, actor, id)?;
    let mapped = Feed { reading: Some(reading.clone()), ..feed };
    jobs::order(tx, now, &mapped, now, "mapped")?;
    worklist::settle(tx, now, &map_key(id))?;
    decide(tx, actor, now, "measure.feed_mapped", mapped, revision)
}

/// Gives the feed another schedule.
///
/// # Errors
/// As [`map`], or when the pattern cannot be used.
pub fn reschedule(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (id, revision): (&str, i64),
    schedule: &str,
) -> Result<(), Failure> {
    let (feed, _, _) = own(tx, actor, id)?;
    let next = next_after(schedule, now)?;
    let next_at = feed.paused_at.is_none().then_some(next);
    decide(
        tx,
        actor,
        now,
        "measure.feed_rescheduled",
        Feed { schedule: schedule.to_owned(), next_at, ..feed },
        revision,
    )
}

/// Pauses the feed, or lets it go on.
///
/// # Errors
/// As [`map`].
pub fn pause(tx: &mut Tx, actor: &Actor, now: Time, (id, revision): (&str, i64), pauses: bool) -> Result<(), Failure> {
    let (feed, _, _) = own(tx, actor, id)?;
    if feed.paused_at.is_some() == pauses {
        let told = if pauses { "This feed is paused already." } else { "This feed runs already." };
        return Err(Failure::refused(told));
    }
    let (paused_at, next_at, action) = if pauses {
        (Some(now), None, "measure.feed_paused")
    } else {
        (None, Some(next_after(&feed.schedule, now)?), "measure.feed_resumed")
    };
    if !pauses {
        jobs::order(tx, now, &feed, now, "resumed")?;
    }
    decide(tx, actor, now, action, Feed { paused_at, next_at, ..feed }, revision)
}

/// Nudges within one minute are one, microseconds.
const NUDGE_US: i64 = 60_000_000;

/// Brings it now.
///
/// # Errors
/// Without the permission, or while it is paused.
pub fn bring_now(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    let (feed, _, _) = own(tx, actor, id)?;
    if feed.paused_at.is_some() {
        return Err(Failure::refused("This feed is paused. Let it go on first."));
    }
    jobs::order(tx, now, &feed, now, "asked")
}

/// Whether there is such a feed.
///
/// # Errors
/// The database's.
pub fn is_there(tx: &mut Tx, id: &str) -> Result<bool, Failure> {
    match store::by_id(tx, id) {
        Ok(_) => Ok(true),
        Err(db::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Brings it at the next full minute, because its tool says that something is new; a burst of nudges is one pull. A feed that is paused or
/// ended is left alone.
///
/// # Errors
/// The database's.
pub fn nudge(tx: &mut Tx, now: Time, id: &str) -> Result<(), Failure> {
    if !is_there(tx, id)? {
        return Ok(());
    }
    let feed = store::by_id(tx, id)?;
    if feed.paused_at.is_some() {
        return Ok(());
    }
    let minute = Time((now.0.div_euclid(NUDGE_US) + 1) * NUDGE_US);
    jobs::order(tx, now, &feed, minute, "nudged")
}

/// Ends the feed and forgets the histories; the log that was made of them stays.
///
/// # Errors
/// Without the permission.
pub fn end(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<Process, Failure> {
    let (feed, process, _) = own(tx, actor, id)?;
    history::store::forget(tx, &feed.id)?;
    store::remove(tx, &feed.id)?;
    worklist::settle_object(tx, now, OBJECT, &feed.id)?;
    note(tx, actor, now, "measure.feed_ended", &feed, &process)?;
    Ok(process)
}

fn map_key(id: &str) -> String {
    format!("map_feed:{id}")
}

/// What a pull that came to its end leaves behind: figures, and an ask where nobody said yet what the states mean.
///
/// # Errors
/// The database's.
pub fn brought(tx: &mut Tx, now: Time, feed: &Feed, notes: &[String]) -> Result<Feed, Failure> {
    let (events, cases) = history::store::counts(tx, &feed.id)?;
    let told = Feed {
        events,
        cases,
        brought_at: Some(now),
        tried_at: Some(now),
        failures: 0,
        trouble: String::new(),
        notes: notes.to_vec(),
        ..feed.clone()
    };
    store::progress(tx, &told)?;
    worklist::settle(tx, now, &mend_key(&feed.id))?;
    if told.waits_for_reading() {
        let why =
            format!("{events} changes of {cases} tickets are here. Say what their states mean, and the log is made.");
        ask(
            tx,
            now,
            &told,
            &map_key(&feed.id),
            "measure.map_feed",
            &format!("Map the states of {}", feed.place_label),
            &why,
        )?;
    }
    Ok(told)
}

fn mend_key(id: &str) -> String {
    format!("mend_feed:{id}")
}

/// What a pull that did not come to its end leaves behind: the reason, and an ask of its keeper when it happens again.
///
/// # Errors
/// The database's.
pub fn failed(tx: &mut Tx, now: Time, feed: &Feed, trouble: &Trouble) -> Result<(), Failure> {
    // That a tool asks us to come back later is obeyed and is nobody's fault.
    let failures = feed.failures + i64::from(trouble.why != Why::Later);
    let told = Feed { tried_at: Some(now), failures, trouble: trouble.sentence.clone(), ..feed.clone() };
    store::progress(tx, &told)?;
    if failures >= ASKS_AFTER || trouble.why == Why::Credential {
        let title = format!("Look why {} is not brought", feed.place_label);
        ask(tx, now, &told, &mend_key(&feed.id), "measure.mend_feed", &title, &trouble.sentence)?;
    }
    Ok(())
}

fn ask(tx: &mut Tx, now: Time, feed: &Feed, key: &str, kind: &str, title: &str, why: &str) -> Result<(), Failure> {
    let ask = Ask {
        person_id: &feed.keeper_id,
        key,
        kind,
        title,
        why,
        href: &format!("/measures/feeds/{}", feed.id),
        object_kind: OBJECT,
        object_id: &feed.id,
        due_at: now.plus_days(LOOK_DAYS),
    };
    Ok(worklist::ask(tx, now, ask)?)
}

/// Keeps the log that was made of a feed, in place of the one before.
///
/// # Errors
/// When its keeper may no longer import for the process.
pub fn become_log(
    tx: &mut Tx,
    now: Time,
    feed: &Feed,
    name: &str,
    (imported, content): &(Imported, Vec<u8>),
) -> Result<(), Failure> {
    let Some(reading) = &feed.reading else { return Ok(()) };
    let person = people::store::person(tx, &feed.keeper_id)?;
    let holdings = people::store::holdings(tx, &person.id, now)?;
    let keeper = Actor { person_id: person.id, name: person.name.clone(), holdings };
    if !keeper.may_on(Permission::ImportLog, &feed.process_id) {
        return Err(Failure::refused(format!(
            "{} kept this feed and may no longer import for the process. Whoever saves its states or its schedule takes it over.",
            person.name
        )));
    }
    let read = Read { process_id: &feed.process_id, name, sha256: "", reading, imported, content, objects: None };
    let log = keep(tx, &keeper, now, &read)?;
    if !feed.log_id.is_empty() {
        logs::remove_log(tx, &feed.log_id)?;
    }
    Ok(store::progress(tx, &Feed { log_id: log.id, ..feed.clone() })?)
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    feed: &Feed,
    process: &Process,
) -> Result<(), Failure> {
    let object = Object::new("process", &process.id, &process.name);
    let payload = json!({
        "feed_id": feed.id, "connector_id": feed.connector_id, "place": feed.place_label, "schedule": feed.schedule,
    });
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
