//! What is looked through.

use db::{Error, Tx};

use super::Found;
use crate::clock::Time;
use crate::comment;
use crate::failure::Failure;
use crate::people::store::escape_like;
use crate::process;

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
            Ok(Found { label: row.get(1)?, kind: "Person", href: format!("/people/{id}") })
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
            Ok((row.get(3)?, Found { label, kind: "Improvement", href: format!("/improvements/{id}") }))
        },
    )
}

/// Processes by name, and the activities of their versions in force.
///
/// # Errors
/// The database's.
pub fn processes(tx: &mut Tx, words: &str, now: Time) -> Result<Vec<Found>, Failure> {
    let words = words.to_lowercase();
    let mut found = Vec::new();
    let mut steps = Vec::new();
    for process in process::store::all(tx)? {
        if process.name.to_lowercase().contains(&words) {
            let href = format!("/processes/{}", process.key);
            found.push(Found { label: process.name.clone(), kind: "Process", href });
        }
        if let Some((_, definition)) = process::published(tx, &process.id, now)? {
            for (id, name) in definition.steps() {
                if name.to_lowercase().contains(&words) {
                    let label = format!("{name} ({})", process.name);
                    steps.push(Found {
                        label,
                        kind: "Activity",
                        href: format!("/processes/{}/activities#{id}", process.key),
                    });
                }
            }
        }
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    found.truncate(most);
    steps.truncate(most);
    found.extend(steps);
    Ok(found)
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
        Some((process_id, Found { label, kind: "Answer", href }))
    });
    Ok(shown.collect())
}

fn pattern(words: &str) -> String {
    format!("%{}%", escape_like(&words.to_lowercase()))
}
