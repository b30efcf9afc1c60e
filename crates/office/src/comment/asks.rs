//! What a comment asks of people: answer a question, decide about a practice, read what concerns them.

use db::{Error, Tx};

use super::model::{Comment, Kind, Matter};
use crate::access::Actor;
use crate::clock::Time;
use crate::worklist::{self, Ask};

/// Days to answer a question or decide about a practice.
pub const ANSWER_DAYS: i64 = 7;
/// Days to read what somebody wrote to one.
const READ_DAYS: i64 = 14;

/// The word under which asks know a comment.
pub const OBJECT: &str = "comment";

fn key(id: &str, what: &str) -> String {
    format!("comment/{id}/{what}")
}

struct Wanted<'a> {
    what: &'a str,
    kind: &'a str,
    title: String,
    why: String,
    due_at: Time,
}

fn put(tx: &mut Tx, now: Time, matter: &Matter, one: &Comment, person_id: &str, wanted: &Wanted) -> Result<(), Error> {
    let ask = Ask {
        person_id,
        key: &key(&one.id, wanted.what),
        kind: wanted.kind,
        title: &wanted.title,
        why: &wanted.why,
        href: &matter.at(&one.id),
        object_kind: OBJECT,
        object_id: &one.id,
        due_at: wanted.due_at,
    };
    worklist::ask(tx, now, ask)
}

/// Where something was said, for a sentence: "Diagnose at first contact (Incident management)".
fn place(matter: &Matter, one: &Comment) -> String {
    if one.place.element.is_empty() { matter.name.clone() } else { format!("{} ({})", one.place.name, matter.name) }
}

/// Asks those who are responsible for an answer or a decision, while it is open; nobody for a plain comment.
pub(super) fn answer(tx: &mut Tx, now: Time, matter: &Matter, one: &Comment) -> Result<(), Error> {
    let (kind, title) = match one.kind {
        Kind::Comment => return Ok(()),
        Kind::Question => ("comment.answer", format!("Answer a question about {}", place(matter, one))),
        Kind::Practice => ("comment.decide", format!("Decide about another way to do it: {}", place(matter, one))),
    };
    let why = match one.kind {
        Kind::Practice => format!("{} does it differently. You are responsible for it.", one.words.author),
        _ => format!("{} asks, and you are responsible for it.", one.words.author),
    };
    let due_at = one.due_at.unwrap_or(now.plus_days(ANSWER_DAYS));
    let wanted = Wanted { what: "answer", kind, title, why, due_at };
    for (person_id, _) in matter.answerers.iter().filter(|(id, _)| *id != one.words.author_id) {
        put(tx, now, matter, one, person_id, &wanted)?;
    }
    Ok(())
}

/// An answer or a decision is no longer awaited; `actor` may have given it.
pub(super) fn over(tx: &mut Tx, now: Time, actor: &Actor, one: &Comment) -> Result<(), Error> {
    let key = key(&one.id, "answer");
    worklist::settle_of(tx, now, &actor.person_id, &key)?;
    worklist::settle(tx, now, &key)?;
    Ok(())
}

/// Nothing more is asked about it.
pub(super) fn all_over(tx: &mut Tx, now: Time, one: &Comment) -> Result<(), Error> {
    worklist::settle_object(tx, now, OBJECT, &one.id)?;
    Ok(())
}

/// Asks those who were mentioned to read it.
pub(super) fn mentioned(
    tx: &mut Tx,
    now: Time,
    actor: &Actor,
    matter: &Matter,
    one: &Comment,
    people: &[String],
) -> Result<(), Error> {
    let wanted = Wanted {
        what: "mention",
        kind: "comment.read",
        title: format!("Read what {} wrote to you about {}", actor.name, place(matter, one)),
        why: format!("{} mentions you there.", actor.name),
        due_at: now.plus_days(READ_DAYS),
    };
    for person_id in people.iter().filter(|id| **id != actor.person_id) {
        put(tx, now, matter, one, person_id, &wanted)?;
    }
    Ok(())
}

/// Tells somebody what happened to words of theirs, or to a draft of theirs.
pub(super) fn tell(
    tx: &mut Tx,
    now: Time,
    actor: &Actor,
    matter: &Matter,
    one: &Comment,
    person_id: &str,
    (title, why): (&str, &str),
) -> Result<(), Error> {
    if person_id.is_empty() || person_id == actor.person_id {
        return Ok(());
    }
    let wanted = Wanted {
        what: "news",
        kind: "comment.read",
        title: format!("{title}: {}", place(matter, one)),
        why: why.to_owned(),
        due_at: now.plus_days(READ_DAYS),
    };
    put(tx, now, matter, one, person_id, &wanted)
}

/// The actor read what was new there. Returns whether anything had been asked.
pub(super) fn read(tx: &mut Tx, now: Time, actor: &Actor, id: &str) -> Result<bool, Error> {
    let mut ended = 0;
    for what in ["mention", "news"] {
        ended += worklist::settle_of(tx, now, &actor.person_id, &key(id, what))?;
    }
    Ok(ended > 0)
}
