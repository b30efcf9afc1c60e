//! Search: any process, what it is made of, case, person, improvement or page by a few letters, for the palette (Ctrl K) and as a page.
//!
//! Only what the person may see is found. Absent: full text of definitions and guides, and ranking by use.

pub mod pages;
pub mod store;
pub mod views;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use db::Tx;
use serde::Serialize;

use crate::access::{Actor, Permission};
use crate::automation;
use crate::clock::Time;
use crate::failure::Failure;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub label: String,
    /// What it is, in a word or two: "Process", "Retired process", "Activity", "Role", "Form", "Decision", "Measure", "Control",
    /// "Answer", "Improvement", "Case", "Person", "Page".
    pub kind: Cow<'static, str>,
    pub href: String,
}

/// The processes, activities, improvements and people whose name has the words in it, as far as `actor` may know them.
///
/// # Errors
/// The database's.
pub fn things(tx: &mut Tx, actor: &Actor, now: Time, words: &str) -> Result<Vec<Found>, Failure> {
    let mut of_processes = store::processes(tx, words, now)?;
    of_processes.extend(store::activities(tx, words, now)?);
    of_processes.extend(store::parts(tx, words, now)?);
    of_processes.extend(store::improvements(tx, words)?);
    let may_see = |process: Option<&str>| process.is_none_or(|id| actor.may_on(Permission::Read, id));
    let seen = of_processes.into_iter().filter(|(process, _)| may_see(process.as_deref()));
    let mut things: Vec<Found> = seen.map(|(_, found)| found).collect();
    let answers = store::answers(tx, words)?;
    let read = answers.into_iter().filter(|(process, _)| actor.may_on(Permission::Read, process));
    things.extend(read.map(|(_, found)| found));
    things.extend(store::cases(tx, automation::case::store::reader(actor).as_ref(), words)?);
    things.extend(store::people(tx, words)?);
    Ok(things)
}
