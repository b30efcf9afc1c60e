//! How long ended cases are kept: for ever, unless the owner of the process says for how many days.
//!
//! After that they are removed with everything in them, or their values are emptied and the bare event log stays. An hourly job does it in
//! small steps; each step is one entry of the journal with its count. A case that was called stays as long as the one that called it
//! runs. What people said of it in the journal is erased, and its asks go; the chain of the journal stays whole. Absent: entries of the
//! journal, of which none is removed. Sources: GDPR Art. 5(1)(e) (storage limitation); ISO 9001:2015 7.5.3.

pub mod store;

use db::Tx;
use serde::Serialize;
use serde_json::json;

use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::jobs::Clockwork;
use crate::journal;
use crate::process::{self, HolderRole, Process};
use crate::worklist;

/// Cases removed in one transaction.
const AT_ONCE: i64 = 50;
/// Transactions for one process at a time, so that no other waits long.
const STEPS: usize = 200;
/// The longest period, days: a hundred years.
pub const LONGEST_DAYS: i64 = 36_500;
/// Cases that a preview names.
const SHOWN: i64 = 20;

/// What becomes of a case whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It goes with everything in it.
    Remove,
    /// Its values, words and files go; who did which step when stays.
    Empty,
}

impl Way {
    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Way::Remove => "remove",
            Way::Empty => "empty",
        }
    }

    /// Reads [`Way::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Way> {
        [Way::Remove, Way::Empty].into_iter().find(|way| way.key() == key)
    }
}

/// How long the ended cases of a process are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    pub process_id: String,
    pub days: i64,
    pub way: Way,
    pub set_by: String,
    pub set_at: Time,
}

/// What would go now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub cases: i64,
    /// Cases that ended before this are meant.
    pub before: Time,
    pub comments: i64,
    pub files: i64,
    /// The first of them: id, what people call it, and when it ended.
    pub first: Vec<(String, String, Time)>,
}

/// Does what is due, hourly.
pub const DUE: Clockwork = Clockwork {
    name: "automation: retention of cases",
    every_s: 3_600,
    strike: |app| {
        Box::pin(async move {
            for one in app.read(|tx| Ok(store::all(tx)?)).await? {
                for _ in 0..STEPS {
                    let (now, one) = (app.now(), one.clone());
                    let gone = app.write(move |tx| step(tx, now, &one)).await?;
                    if gone < AT_ONCE || app.is_stopping() {
                        break;
                    }
                }
            }
            Ok(())
        })
    },
};

/// Whether the actor may say how long cases of a process are kept: its owner, or whoever manages the office.
///
/// # Errors
/// The database's.
pub fn may_set(tx: &mut Tx, actor: &Actor, process_id: &str) -> Result<bool, Failure> {
    let holders = process::store::holders(tx, process_id)?;
    let owns =
        process::holder::holding(&holders, HolderRole::Owner).is_some_and(|holder| holder.person_id == actor.person_id);
    Ok(owns || actor.may(Permission::RunProcess))
}

/// What is said about a process, and what would go now; with other days or another way where they are given.
///
/// # Errors
/// Without the right to run the process or to audit the office.
pub fn look(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    asked: Option<(i64, Way)>,
) -> Result<(Option<Retention>, Option<Preview>), Failure> {
    if !actor.may(Permission::ReadJournal) {
        actor.needs_on(Permission::RunProcess, process_id)?;
    }
    let said = store::of_process(tx, process_id)?;
    let meant = asked.or(said.as_ref().map(|one| (one.days, one.way)));
    let preview = match meant {
        Some((days, way)) if (1..=LONGEST_DAYS).contains(&days) => {
            Some(store::preview(tx, process_id, now.plus_days(-days), way, SHOWN)?)
        }
        _ => None,
    };
    Ok((said, preview))
}

/// Says how long ended cases are kept; none keeps them for ever.
///
/// # Errors
/// Without the right, or with a period that is none.
pub fn set(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, asked: Option<(i64, Way)>) -> Result<(), Failure> {
    if !may_set(tx, actor, &process.id)? {
        return Err(Failure::Forbidden { needs: "whoever owns the process".to_owned() });
    }
    let payload = match asked {
        Some((days, _)) if !(1..=LONGEST_DAYS).contains(&days) => {
            return Err(Refusal::at("days", format!("Say how many days: 1 to {LONGEST_DAYS}.")).into());
        }
        Some((days, way)) => {
            let (process_id, set_by) = (process.id.clone(), actor.name.clone());
            store::keep(tx, &Retention { process_id, days, way, set_by, set_at: now })?;
            json!({ "days": days, "way": way.key() })
        }
        None => {
            store::delete(tx, &process.id)?;
            json!({})
        }
    };
    process::commands::note(tx, actor, now, "automation.retention_set", process, "", payload)
}

/// Removes or empties the next cases whose time is over; tells how many.
///
/// # Errors
/// The database's.
pub fn step(tx: &mut Tx, now: Time, read: &Retention) -> Result<i64, Failure> {
    // What was said may have changed since it was read.
    let Some(one) = store::of_process(tx, &read.process_id)? else { return Ok(0) };
    let before = now.plus_days(-one.days);
    let due = store::due(tx, &one.process_id, before, one.way, AT_ONCE)?;
    let Some(count) = i64::try_from(due.len()).ok().filter(|count| *count > 0) else { return Ok(0) };
    for case_id in &due {
        // What the journal and the worklist say of it goes too; that something happened to it stays.
        journal::store::erase_object(tx, "case", case_id)?;
        worklist::forget_object(tx, "case", case_id)?;
        match one.way {
            Way::Remove => store::remove(tx, case_id)?,
            Way::Empty => store::empty(tx, now, case_id)?,
        }
    }
    let process = process::store::by_id(tx, &one.process_id)?;
    let action = match one.way {
        Way::Remove => "automation.cases_removed",
        Way::Empty => "automation.cases_emptied",
    };
    let payload = json!({ "cases": count, "days": one.days });
    process::commands::note(tx, &Actor::office(), now, action, &process, "", payload)?;
    Ok(count)
}

/// The events of a step without what people and programs said in it: messages, reasons, notes. None where nothing else is left, or where
/// they cannot be read.
fn without_words(events: &str) -> Option<String> {
    let mut all: Vec<serde_json::Value> = serde_json::from_str(events).ok()?;
    all.retain(|event| event.get("Noted").is_none());
    all.iter_mut().for_each(silence);
    (!all.is_empty()).then(|| serde_json::Value::from(all).to_string())
}

fn silence(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), &mut *field) {
                    ("message" | "reason" | "text", serde_json::Value::String(text)) => text.clear(),
                    // How a stopped step went on, without why: “skipped: reason”.
                    ("how", serde_json::Value::String(text)) => {
                        let end = text.find(':').unwrap_or(text.len());
                        text.truncate(end);
                    }
                    (_, field) => silence(field),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(silence),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::without_words;

    #[test]
    fn the_events_of_an_emptied_case_say_what_happened_and_nothing_that_anybody_said() {
        for (events, left) in [
            (r#"[{"Noted":{"text":"handed it to Lena"}}]"#, None),
            (r#"[{"Entered":{"element":"look","token":1}}]"#, Some(r#"[{"Entered":{"element":"look","token":1}}]"#)),
            (
                r#"[{"IncidentResolved":{"element":"look","how":"skipped: Lena is ill","incident":3}}]"#,
                Some(r#"[{"IncidentResolved":{"element":"look","how":"skipped","incident":3}}]"#),
            ),
            (
                r#"[{"Ended":{"outcome":{"Cancelled":{"reason":"Lena left"}}}}]"#,
                Some(r#"[{"Ended":{"outcome":{"Cancelled":{"reason":""}}}}]"#),
            ),
            (
                r#"[{"JobFailed":{"element":"x","job":1,"message":"no Lena"}}]"#,
                Some(r#"[{"JobFailed":{"element":"x","job":1,"message":""}}]"#),
            ),
            ("not json", None),
        ] {
            assert_eq!(without_words(events).as_deref(), left, "{events}");
        }
    }
}
