//! What people say about a case or one of its tasks, and the files they attach: seen by whoever sees the case.
//!
//! Words are their author's and can be withdrawn. A file is kept in the database with the case, so that it is there on every node, in every
//! backup and copy, and goes when the case goes; it is only ever handed out to be saved, never shown. Absent: comments on a process
//! (`comment`), which have answers and days. Sources: WS-HumanTask 1.1 §4.10 (comments, attachments); OWASP ASVS 5.0 V5 (files).

pub mod store;

use db::Tx;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::case::{self, store as cases};
use super::model::Case;
use super::task;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::chain::hex;
use crate::journal::{self, Object};

/// What somebody says at once, characters.
pub const TEXT_CHARS: usize = 4_000;
/// Comments on one case.
pub const COMMENTS: i64 = 1_000;
/// Files of one case.
pub const FILES: i64 = 50;
/// A file, bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Letters of the name of a file.
const NAME_CHARS: usize = 200;

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: String,
    /// The task it is about; 0 for the whole case.
    pub task: u64,
    pub author_id: String,
    pub author_name: String,
    /// Empty once it was withdrawn.
    pub text: String,
    pub said_at: Time,
    pub withdrawn_at: Option<Time>,
}

/// A file, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub id: String,
    /// The task it belongs to; 0 for the whole case.
    pub task: u64,
    pub name: String,
    pub size: i64,
    pub sha256: String,
    pub by_id: String,
    pub by_name: String,
    pub attached_at: Time,
}

impl Attachment {
    /// Its size in words.
    #[must_use]
    pub fn size_in_words(&self) -> String {
        match self.size {
            size @ ..1024 => format!("{size} bytes"),
            size @ ..1_048_576 => format!("{} KiB", (size + 512) / 1024),
            size => format!("{}.{} MiB", size / 1_048_576, size % 1_048_576 * 10 / 1_048_576),
        }
    }
}

/// A case that the actor sees.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or they may not see it.
pub fn seen(tx: &mut Tx, actor: &Actor, case_id: &str) -> Result<Case, Failure> {
    let case = cases::by_id(tx, case_id)?;
    if task::may_see(tx, actor, &case)? { Ok(case) } else { Err(Failure::NotFound) }
}

/// Whether somebody may say something about a case: who runs its process, began it, or takes part in it.
///
/// # Errors
/// The database's.
pub fn may_speak(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<bool, Failure> {
    let by_right = actor.may_on(Permission::RunProcess, &case.process_id) || case.started_by == actor.person_id;
    Ok(by_right || task::store::takes_part(tx, &case.id, &actor.person_id)?)
}

/// The case, and the task if one is named, where the actor may say something.
fn speaking(tx: &mut Tx, actor: &Actor, case_id: &str, task: u64) -> Result<Case, Failure> {
    let case = seen(tx, actor, case_id)?;
    if !may_speak(tx, actor, &case)? {
        return Err(Failure::Forbidden { needs: "somebody who takes part in the case".to_owned() });
    }
    if task != 0 {
        task::store::by_id(tx, case_id, task)?;
    }
    Ok(case)
}

/// Says something about a case, or about one of its tasks (0: none).
///
/// # Errors
/// Without the right, when the text is missing or too long, or too much was said already.
pub fn say(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, task: u64, text: &str) -> Result<String, Failure> {
    let case = speaking(tx, actor, case_id, task)?;
    let text = text.trim();
    match text.chars().count() {
        0 => return Err(Refusal::at("text", "Write what you want to say.").into()),
        many if many > TEXT_CHARS => {
            let sentence = format!("The comment has {many} characters; {TEXT_CHARS} are possible.");
            return Err(Refusal::at("text", sentence).into());
        }
        _ => {}
    }
    if store::count_comments(tx, case_id)? >= COMMENTS {
        return Err(Refusal::at("text", format!("A case holds at most {COMMENTS} comments.")).into());
    }
    let comment = Comment {
        id: uuid::Uuid::now_v7().to_string(),
        task,
        author_id: actor.person_id.clone(),
        author_name: actor.name.clone(),
        text: text.to_owned(),
        said_at: now,
        withdrawn_at: None,
    };
    store::insert_comment(tx, case_id, &comment)?;
    case::note(tx, actor, now, case_id, "left a comment")?;
    record(tx, actor, now, &case, "case.commented", json!({ "comment": comment.id }))?;
    Ok(comment.id)
}

/// Takes own words back; that something was said stays.
///
/// # Errors
/// When they are somebody else's, or there is no such comment.
pub fn withdraw(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, comment_id: &str) -> Result<(), Failure> {
    let case = seen(tx, actor, case_id)?;
    let comment = store::comment(tx, case_id, comment_id)?;
    if comment.author_id != actor.person_id {
        return Err(Failure::Forbidden { needs: "whoever wrote the comment".to_owned() });
    }
    if comment.withdrawn_at.is_none() {
        store::withdraw(tx, now, comment_id)?;
        record(tx, actor, now, &case, "case.comment_withdrawn", json!({ "comment": comment_id }))?;
    }
    Ok(())
}

/// The name of a file without folders and control characters.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of writing could make a name look like another.
    let turns =
        |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = last.chars().filter(|sign| !sign.is_control() && !turns(*sign)).take(NAME_CHARS).collect();
    plain.trim().trim_matches('.').to_owned()
}

/// Attaches a file to a case, or to one of its tasks (0: none).
///
/// # Errors
/// Without the right, when it is empty, too large or without a name, or there are too many already.
pub fn attach(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (case_id, task): (&str, u64),
    name: &str,
    content: &[u8],
) -> Result<Attachment, Failure> {
    let case = speaking(tx, actor, case_id, task)?;
    let name = plain_name(name);
    if name.is_empty() || content.is_empty() {
        return Err(Refusal::at("file", "Choose a file that is not empty.").into());
    }
    if content.len() > FILE_BYTES {
        let limit = FILE_BYTES / 1024 / 1024;
        return Err(Refusal::at("file", format!("“{name}” is larger than {limit} MiB. Send a smaller file.")).into());
    }
    if store::count_files(tx, case_id)? >= FILES {
        return Err(Refusal::at("file", format!("A case holds at most {FILES} files. Remove one first.")).into());
    }
    let attachment = Attachment {
        id: uuid::Uuid::now_v7().to_string(),
        task,
        name,
        size: i64::try_from(content.len()).unwrap_or(i64::MAX),
        sha256: hex(&Sha256::digest(content)),
        by_id: actor.person_id.clone(),
        by_name: actor.name.clone(),
        attached_at: now,
    };
    store::insert_file(tx, case_id, &attachment, content)?;
    case::note(tx, actor, now, case_id, &format!("attached “{}”", attachment.name))?;
    let payload = json!({ "name": attachment.name, "sha256": attachment.sha256 });
    record(tx, actor, now, &case, "case.attached", payload)?;
    Ok(attachment)
}

/// Removes a file: whoever attached it, or whoever runs the process.
///
/// # Errors
/// Without the right, or when there is no such file.
pub fn detach(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, file_id: &str) -> Result<(), Failure> {
    let case = seen(tx, actor, case_id)?;
    let file = store::file(tx, case_id, file_id)?;
    if file.by_id != actor.person_id && !actor.may_on(Permission::RunProcess, &case.process_id) {
        return Err(Failure::Forbidden { needs: "whoever attached the file, or whoever runs the process".to_owned() });
    }
    store::delete_file(tx, file_id)?;
    case::note(tx, actor, now, case_id, &format!("removed “{}”", file.name))?;
    record(tx, actor, now, &case, "case.detached", json!({ "name": file.name }))
}

fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case: &Case,
    action: &'static str,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("case", &case.id, &case.code);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_has_no_folders_and_no_tricks() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\bill.pdf", "bill.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\u{0}b\r\n.txt", "ab.txt"),
            (" .. ", ""),
            ("Rechnung für Zoë.pdf", "Rechnung für Zoë.pdf"),
        ] {
            assert_eq!(plain_name(sent), kept);
        }
    }
}
