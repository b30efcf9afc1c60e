//! Comments on a process: which places it has, who answers for it, and who may see what is said about a draft.
//!
//! Absent: comments themselves (`comment`) and improvements made of them (`improvement`).

mod address;
mod api;
pub mod element;
pub mod jobs;
pub mod pages;
mod views;

use std::collections::BTreeMap;

use db::Tx;

pub use views::{Places, at, badges, count, draft_panel, gone, opened, panel};

use super::model::Process;
use super::{commands, store};
use crate::access::{Actor, Permission, Role};
use crate::approval;
use crate::clock::Time;
use crate::comment::store::{Listing, Which};
use crate::comment::{self, Comment, Kind, Matter, Place, Reply, State, Subject};
use crate::definition::Definition;
use crate::failure::Failure;
use crate::people::{self, Person};
use element::Elements;

/// The word under which comments know a process.
pub const SUBJECT: &str = "process";

/// The process as something to talk about.
#[must_use]
pub fn subject(process_id: &str) -> Subject {
    Subject { kind: SUBJECT, id: process_id.to_owned() }
}

/// What comments need to know of the process and the actor: the manager and the owner answer; where nobody holds these roles,
/// whoever manages the office.
///
/// # Errors
/// The database's.
pub fn matter(tx: &mut Tx, actor: &Actor, now: Time, process: &Process) -> Result<Matter, Failure> {
    let mut answerers: Vec<(String, String)> = Vec::new();
    for role in [Role::ProcessManager, Role::ProcessOwner] {
        for person in people::store::holders(tx, role, Some(&process.id), now)? {
            if !answerers.iter().any(|(id, _)| *id == person.id) {
                answerers.push((person.id, person.name));
            }
        }
    }
    if answerers.is_empty() {
        let managers = people::store::holders(tx, Role::SmoManager, None, now)?;
        answerers.extend(managers.into_iter().map(|person| (person.id, person.name)));
    }
    let speaks = answerers.iter().any(|(id, _)| *id == actor.person_id);
    let drafts = actor.may_on(Permission::DraftProcess, &process.id) || is_asked(tx, actor, process)?;
    Ok(Matter {
        subject: subject(&process.id),
        name: process.name.clone(),
        href: format!("/processes/{}/comments", process.key),
        answerers,
        speaks,
        drafts,
    })
}

/// Whether the actor is or was asked to approve the open draft.
fn is_asked(tx: &mut Tx, actor: &Actor, process: &Process) -> Result<bool, Failure> {
    let Some(open) = store::open_draft(tx, &process.id)? else { return Ok(false) };
    let asked = approval::of_subject(tx, &commands::subject(&open.id))?;
    Ok(asked.iter().any(|one| one.approver_id == actor.person_id))
}

/// Those of `people` who may read the process, and its drafts where that is needed.
///
/// # Errors
/// The database's.
pub fn readers(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    on_draft: bool,
    people: Vec<Person>,
) -> Result<Vec<Person>, Failure> {
    let mut readers = Vec::new();
    for person in people.into_iter().filter(|person| person.disabled_at.is_none()) {
        let holdings = people::store::holdings(tx, &person.id, now)?;
        let actor = Actor { person_id: person.id.clone(), name: person.name.clone(), holdings };
        let reads = actor.may_on(Permission::Read, &process.id);
        let sees = !on_draft || actor.may_on(Permission::DraftProcess, &process.id) || is_asked(tx, &actor, process)?;
        if reads && sees {
            readers.push(person);
        }
    }
    Ok(readers)
}

/// Questions, and their answers by the id of the question.
pub type Answered = (Vec<Comment>, BTreeMap<String, Reply>);

/// Listed questions that the first page of a process shows.
const FIRST_PAGE: i64 = 5;

/// The latest questions that are listed for every reader, with their answers.
///
/// # Errors
/// The database's.
pub fn answered(tx: &mut Tx, process_id: &str) -> Result<Answered, Failure> {
    let listing = Listing {
        which: Which::Only(State::Answered),
        kind: Some(Kind::Question),
        listed: true,
        ..Listing::of(subject(process_id), false, FIRST_PAGE)
    };
    let (questions, _) = comment::store::list(tx, &listing)?;
    let answers =
        if questions.is_empty() { BTreeMap::new() } else { comment::store::answers(tx, &subject(process_id))? };
    Ok((questions, answers))
}

/// What is open about drafts or about published versions, by the place at which it stands in `definition`; what stands nowhere
/// is under [`element::GONE`], what is said about the whole under [`element::WHOLE`].
///
/// # Errors
/// The database's.
pub fn open(tx: &mut Tx, process_id: &str, definition: &Definition, on_draft: bool) -> Result<Places, Failure> {
    let open = comment::store::open(tx, &subject(process_id), on_draft)?;
    let mut places = Places::new();
    if open.is_empty() {
        return Ok(places);
    }
    let elements = Elements::of(definition);
    for one in open {
        let key = key_now(&one.place, &elements);
        places.entry(key).or_default().push(one);
    }
    Ok(places)
}

fn key_now(place: &Place, elements: &Elements) -> String {
    if place.element.is_empty() {
        return element::WHOLE.to_owned();
    }
    elements.find(place).map_or_else(|| element::GONE.to_owned(), |one| one.key.clone())
}

#[cfg(test)]
mod tests;
