//! One act over many stopped steps of one group: each its own outcome, what cannot be done with one keeps no other.

use db::Tx;

use super::super::bulk::{self, MOST, Outcome};
use super::super::case::store as cases;
use super::super::model::Case;
use super::{key_of, store, value};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// What is done with each stopped step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    Retry,
    Skip {
        reason: String,
        /// The flow by which the case goes on; empty where there is no choice.
        via: String,
    },
    /// A value of the case is corrected, then the step is tried again.
    Correct {
        name: String,
        text: String,
    },
}

/// The words of an act: what is sent, and what is shown.
pub const MENDS: [(&str, &str); 3] =
    [("retry", "Try them again"), ("correct", "Correct a value in each case, then try again"), ("skip", "Skip them")];

impl Mend {
    /// The act of these words.
    ///
    /// # Errors
    /// What is missing.
    pub fn of(word: &str, reason: &str, via: &str, name: &str, text: &str) -> Result<Mend, Vec<Refusal>> {
        match word {
            "retry" => Ok(Mend::Retry),
            "skip" if reason.trim().is_empty() => {
                Err(vec![Refusal::at("reason", "Say why they are skipped; whoever reads the cases later has to know.")])
            }
            "skip" => Ok(Mend::Skip { reason: reason.trim().to_owned(), via: via.trim().to_owned() }),
            "correct" if name.trim().is_empty() => Err(vec![Refusal::at("name", "Say which value, by its name.")]),
            "correct" => Ok(Mend::Correct { name: name.trim().to_owned(), text: text.to_owned() }),
            _ => Err(vec![Refusal::at("act", "Choose what is to be done.")]),
        }
    }
}

/// Refuses a choice of none, or of too many.
///
/// # Errors
/// As it says.
pub fn within(chosen: &[(String, u64)]) -> Result<(), Failure> {
    match chosen.len() {
        0 => Err(Refusal::at("stop", "Choose at least one case.").into()),
        more if more > MOST => {
            Err(Refusal::at("stop", format!("At most {MOST} cases at a time; {more} were chosen.")).into())
        }
        _ => Ok(()),
    }
}

/// Does an act with these stops of a process: case and number of the stop, all of one group.
///
/// # Errors
/// Without the permission; the database's.
pub fn run(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (process_id, group): (&str, &str),
    chosen: &[(String, u64)],
    mend: &Mend,
) -> Result<Vec<Outcome>, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let mut outcomes = Vec::new();
    for (case_id, stop) in chosen {
        let of_it = |case: &Case| case.process_id == process_id;
        let meant: (&dyn Fn(&Case) -> bool, &str) = (&of_it, "There is no such case of this process.");
        let outcome =
            bulk::outcome(tx, actor, case_id, meant, |tx, case| one(tx, actor, now, case, (group, *stop), mend))?;
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Does it with one stopped step, and says what came of it.
fn one(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case: &Case,
    (group, stop): (&str, u64),
    mend: &Mend,
) -> Result<String, Failure> {
    let all = store::of_case(tx, &case.id)?;
    let Some((incident, _)) = all.into_iter().find(|(incident, _)| incident.id == stop) else {
        return Err(Failure::refused("It goes on already; nothing was done."));
    };
    if key_of(&incident) != group {
        return Err(Failure::refused("It stopped for another cause. Look at it by itself."));
    }
    let said = match mend {
        Mend::Retry => {
            super::retry(tx, actor, now, &case.id, stop)?;
            "Tried again"
        }
        Mend::Skip { reason, via } => {
            super::skip(tx, actor, now, &case.id, stop, (reason, via))?;
            "Skipped"
        }
        Mend::Correct { name, text } => {
            let running = cases::load(tx, case)?;
            let value = value::reading(running.variable(name), text).map_err(|said| Refusal::at("value", said))?;
            super::correct(tx, actor, now, &case.id, name, value)?;
            super::retry(tx, actor, now, &case.id, stop)?;
            "Corrected and tried again"
        }
    };
    let again = store::of_case(tx, &case.id)?.into_iter().any(|(left, _)| left.element == incident.element);
    Ok(if again { format!("{said}; it stopped again.") } else { format!("{said}; the case goes on.") })
}
