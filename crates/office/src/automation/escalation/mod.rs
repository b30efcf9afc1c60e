//! Work past its due day is brought before whoever answers for the process: its manager, and where they have the work themselves, its owner.
//!
//! Once for each task, when its due day is over; the story of the case says so. Work of paused cases waits. Absent: reminders of who
//! has the work, which the worklist sends. Source: WS-HumanTask 1.1 §4.9 (deadlines and escalation).

mod store;

use db::Tx;

use super::case::{self, store as cases};
use super::model::{Case, Task};
use super::task;
use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::Clockwork;
use crate::people::{self, Person};
use crate::process::{self, HolderRole};
use crate::worklist::{self, Ask};

/// Tasks looked at in one transaction.
const AT_ONCE: i64 = 50;
/// Days to see to overdue work.
const DAYS: i64 = 1;

/// Looks for work past its due day.
pub const OVERDUE: Clockwork = Clockwork {
    name: "automation: overdue work",
    every_s: 900,
    strike: |app| {
        Box::pin(async move {
            loop {
                let now = app.now();
                let done = app.write(move |tx| escalate(tx, now)).await?;
                if done < AT_ONCE || app.is_stopping() {
                    return Ok(());
                }
            }
        })
    },
};

/// The key under which somebody is asked to see to overdue work.
#[must_use]
pub fn ask_key(case_id: &str, task: u64) -> String {
    format!("case-late/{case_id}/{task}")
}

/// The work is done or not needed any more; nobody needs to see to it.
///
/// # Errors
/// The database's.
pub fn settle(tx: &mut Tx, now: Time, case_id: &str, task: u64) -> Result<(), Failure> {
    worklist::settle(tx, now, &ask_key(case_id, task))?;
    Ok(())
}

/// Escalates the next tasks whose due day is over; tells how many.
///
/// # Errors
/// The database's.
pub fn escalate(tx: &mut Tx, now: Time) -> Result<i64, Failure> {
    let today = Time::of_date(now.date());
    let late = store::late(tx, today, AT_ONCE)?;
    let count = i64::try_from(late.len()).unwrap_or(AT_ONCE);
    for (case_id, id) in late {
        let (case, one) = (cases::by_id(tx, &case_id)?, task::store::by_id(tx, &case_id, id)?);
        let person = answers(tx, now, &case, &one)?;
        let asked = person.as_ref().map_or("", |person| person.id.as_str());
        store::insert(tx, now, &case_id, id, asked)?;
        if let Some(person) = person {
            ask(tx, now, &case, &one, &person)?;
            let text = format!("escalated “{}”, which is overdue, to {}", one.name, person.name);
            case::note(tx, &Actor::office(), now, &case_id, &text)?;
        }
    }
    Ok(count)
}

/// Who sees to it: the manager, else the owner, else whoever manages the office; not who has the work themselves.
fn answers(tx: &mut Tx, now: Time, case: &Case, task: &Task) -> Result<Option<Person>, Failure> {
    let holders = process::store::holders(tx, &case.process_id)?;
    let mut all: Vec<Person> = Vec::new();
    for role in [HolderRole::Manager, HolderRole::Owner] {
        if let Some(holder) = process::holder::holding(&holders, role) {
            all.push(people::store::person(tx, &holder.person_id)?);
        }
    }
    all.extend(people::store::holders(tx, Role::SmoManager, None, now)?);
    Ok(all.into_iter().find(|person| person.disabled_at.is_none() && person.id != task.claimed_by))
}

fn ask(tx: &mut Tx, now: Time, case: &Case, one: &Task, person: &Person) -> Result<(), Failure> {
    let who = match people::store::person(tx, &one.claimed_by) {
        Ok(person) => format!("{} has it.", person.name),
        Err(_) => "Nobody has taken it on.".to_owned(),
    };
    let due = one.due_at.map(Time::day_in_words).unwrap_or_default();
    let title = format!("See to overdue work: “{}” of {}", one.name, case.title);
    let why = format!("It was due on {due}. {who} You answer for the process.");
    worklist::ask(
        tx,
        now,
        Ask {
            person_id: &person.id,
            key: &ask_key(&case.id, one.id),
            kind: "case.see",
            title: &title,
            why: &why,
            href: &one.href(),
            object_kind: "case",
            object_id: &case.id,
            due_at: now.plus_days(DAYS),
        },
    )?;
    Ok(())
}
