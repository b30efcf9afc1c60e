//! What is looked through.

use db::{Error, Tx};

use super::Found;
use crate::automation;
use crate::automation::case::store::Reader;
use crate::clock::Time;
use crate::comment;
use crate::finding;
use crate::people::store::escape_like;
use crate::process;
use crate::web::form::encode;

/// The most that one kind of thing contributes.
const MOST: i64 = 8;

/// People whose name, address or title has the words in it.
///
/// # Errors
/// The database's.
pub fn people(tx: &mut Tx, words: &str) -> Result<Vec<Found>, Error> {
    let like = pattern(words);
    tx.query(
        "select id, name from people where disabled_at is null and (lower(name) like $1 escape '!' or lower(email) like $1 \
         escape '!' or lower(title) like $1 escape '!') order by name, id limit $2",
        &[&like, &MOST],
        |row| {
            let id: String = row.get(0)?;
            Ok(Found { label: row.get(1)?, kind: "Person".into(), href: format!("/people/{id}") })
        },
    )
}

/// Improvements whose number or title has the words in it: id, process, and what is shown.
///
/// # Errors
/// The database's.
pub fn improvements(tx: &mut Tx, words: &str) -> Result<Vec<(Option<String>, Found)>, Error> {
    let like = pattern(words);
    tx.query(
        "select id, number, title, process_id from improvements where lower(title) like $1 escape '!' \
         or 'i-' || cast(number as TEXT) like $1 escape '!' order by number desc limit $2",
        &[&like, &MOST],
        |row| {
            let (id, number, title): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let label = format!("I-{number} {title}");
            Ok((row.get(3)?, Found { label, kind: "Improvement".into(), href: format!("/improvements/{id}") }))
        },
    )
}

/// Processes whose name has the words in it: id, and what is shown.
///
/// # Errors
/// The database's.
pub fn processes(tx: &mut Tx, words: &str, now: Time) -> Result<Vec<(Option<String>, Found)>, Error> {
    let like = pattern(words);
    tx.query(
        "select id, key, name, retires_at from processes where lower(name) like $1 escape '!' order by name, id limit $2",
        &[&like, &MOST],
        |row| {
            let (id, key): (String, String) = (row.get(0)?, row.get(1)?);
            let ends: Option<i64> = row.get(3)?;
            let kind = if ends.is_some_and(|ends| ends <= now.0) { "Retired process" } else { "Process" };
            Ok((Some(id), Found { label: row.get(2)?, kind: kind.into(), href: format!("/processes/{key}") }))
        },
    )
}

/// Activities of the versions in force whose name has the words in it: id of the process, and what is shown.
///
/// # Errors
/// The database's.
pub fn activities(tx: &mut Tx, words: &str, now: Time) -> Result<Vec<(Option<String>, Found)>, Error> {
    let shown = |one: finding::store::StepFound| {
        let label = format!("{} ({})", one.name, one.process);
        let href = format!("/processes/{}/activities#{}", one.process_key, encode(&one.element_id));
        (Some(one.process_id), Found { label, kind: "Activity".into(), href })
    };
    Ok(finding::store::steps_with(tx, words, now, MOST)?.into_iter().map(shown).collect())
}

/// Roles, forms, decisions, measures and controls in force whose name has the words in it: id of the process, and what is shown.
///
/// # Errors
/// The database's.
pub fn parts(tx: &mut Tx, words: &str, now: Time) -> Result<Vec<(Option<String>, Found)>, Error> {
    let shown = |one: finding::store::PartFound| {
        let label = format!("{} ({})", one.name, one.process);
        (Some(one.process_id), Found { label, kind: one.kind.into(), href: one.href })
    };
    Ok(finding::store::parts_with(tx, words, now, MOST)?.into_iter().map(shown).collect())
}

/// Cases that `reader` may see by their code, their reference, or words of what they are about.
///
/// # Errors
/// The database's.
pub fn cases(tx: &mut Tx, reader: Option<&Reader>, words: &str) -> Result<Vec<Found>, Error> {
    let shown = |one: automation::case::store::Found| {
        let label = format!("{} {} ({})", one.case.code, one.case.title, one.process);
        Found { label, kind: "Case".into(), href: format!("/cases/{}", one.case.id) }
    };
    Ok(automation::case::store::at_hand(tx, reader, words, MOST)?.into_iter().map(shown).collect())
}

/// Answered questions that every reader of their process may find: id of the process, and what is shown.
///
/// # Errors
/// The database's.
pub fn answers(tx: &mut Tx, words: &str) -> Result<Vec<(String, Found)>, Error> {
    let found = comment::store::found(tx, process::comments::SUBJECT, words, MOST)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let processes = process::store::all(tx)?;
    let shown = found.into_iter().filter_map(|(process_id, id, question)| {
        let process = processes.iter().find(|one| one.id == process_id)?;
        let label = format!("{} ({})", question.split_whitespace().collect::<Vec<_>>().join(" "), process.name);
        let href = format!("/processes/{}/comments/{id}", process.key);
        Some((process_id, Found { label, kind: "Answer".into(), href }))
    });
    Ok(shown.collect())
}

fn pattern(words: &str) -> String {
    format!("%{}%", escape_like(&words.to_lowercase()))
}
