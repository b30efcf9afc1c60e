//! Own words: edited for a short while, withdrawn at any time. Others' words stay as they are.

use db::Tx;
use serde_json::json;

use super::super::model::{Act, Comment, EDIT_MINUTES, Matter, Reply, State, TEXT_CHARS, Words, within};
use super::super::{asks, store};
use super::{note, seen};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// Edits words of the actor: those of the comment, or of one of its replies.
///
/// # Errors
/// When they are somebody else's, withdrawn, or said too long ago.
pub fn edit(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    (id, reply_id): (&str, Option<&str>),
    text: &str,
) -> Result<(), Failure> {
    let (mut comment, mut reply) = own(tx, actor, matter, id, reply_id)?;
    let words = reply.as_mut().map_or(&mut comment.words, |reply| &mut reply.words);
    if !words.is_editable(now) {
        let sentence = format!("Words can be edited for {EDIT_MINUTES} minutes. Write a reply that says what changed.");
        return Err(Refusal::because(sentence).into());
    }
    within("text", "The text", text, TEXT_CHARS)?;
    let old = std::mem::replace(&mut words.text, text.trim().to_owned());
    if old == words.text {
        return Ok(());
    }
    words.edited_at = Some(now);
    let payload = json!({ "reply_id": reply_id, "old": old, "new": words.text });
    match &reply {
        Some(reply) => store::save_reply(tx, reply)?,
        None => store::save(tx, &comment)?,
    }
    note(tx, actor, now, matter, &comment, "comment.edited", "", payload)
}

/// Takes words of the actor back. An open comment ends with that; a question whose answer is withdrawn is open again.
///
/// # Errors
/// When they are somebody else's, or withdrawn already.
pub fn withdraw(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    (id, reply_id): (&str, Option<&str>),
) -> Result<(), Failure> {
    let (mut comment, mut reply) = own(tx, actor, matter, id, reply_id)?;
    let words = reply.as_mut().map_or(&mut comment.words, |reply| &mut reply.words);
    if words.withdrawn_at.is_some() {
        return Err(Refusal::because("This was withdrawn before.").into());
    }
    let old = take(words, now);
    let mut payload = json!({ "reply_id": reply_id, "old": old });
    match &reply {
        Some(reply) => {
            store::save_reply(tx, reply)?;
            if reply.is_answer && comment.state == State::Answered {
                comment = comment.after(Act::Reopen)?;
                comment.closing = None;
                comment.is_listed = false;
                store::save(tx, &comment)?;
                asks::answer(tx, now, matter, &comment)?;
            }
        }
        None => {
            payload["notes"] = json!([comment.notes.why, comment.notes.how_often, comment.notes.saves]);
            comment.notes = super::Notes::default();
            comment.is_listed = false;
            if comment.state == State::Open {
                comment = comment.after(Act::Withdraw)?;
                asks::all_over(tx, now, &comment)?;
            }
            store::save(tx, &comment)?;
        }
    }
    note(tx, actor, now, matter, &comment, "comment.withdrawn", "", payload)
}

fn take(words: &mut Words, now: Time) -> String {
    words.withdrawn_at = Some(now);
    std::mem::take(&mut words.text)
}

/// The comment, and the reply that is meant, when the words are the actor's own.
fn own(
    tx: &mut Tx,
    actor: &Actor,
    matter: &Matter,
    id: &str,
    reply_id: Option<&str>,
) -> Result<(Comment, Option<Reply>), Failure> {
    let comment = seen(tx, matter, id)?;
    let reply = match reply_id {
        None => None,
        Some(wanted) => {
            let all = store::replies(tx, id)?;
            Some(all.into_iter().find(|reply| reply.id == wanted).ok_or(Failure::NotFound)?)
        }
    };
    let words = reply.as_ref().map_or(&comment.words, |reply| &reply.words);
    if words.author_id != actor.person_id {
        let needs = "to be the person who said it; nobody edits or withdraws the words of others".to_owned();
        return Err(Failure::Forbidden { needs });
    }
    Ok((comment, reply))
}
