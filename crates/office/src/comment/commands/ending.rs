//! How a comment ends: answered, decided, resolved, merged; and how it is opened again.

use db::Tx;
use serde_json::json;

use super::super::model::{Act, Closing, Comment, Kind, Matter, SENTENCE_CHARS, State, TEXT_CHARS, within};
use super::super::{asks, store};
use super::{add, note, seen};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    pub text: String,
    /// Whether every reader shall find question and answer.
    pub is_listed: bool,
    pub mentions: Vec<String>,
}

/// Answers a question or a practice; the asker, and those of merged questions, are told.
///
/// # Errors
/// When the actor does not answer here, the state does not allow it, or the text is missing.
pub fn answer(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    id: &str,
    answer: &Answer,
) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    speaks(actor, matter, &comment)?;
    let mut comment = comment.after(Act::Answer)?;
    within("text", "The answer", &answer.text, TEXT_CHARS)?;
    add(tx, actor, now, &comment, &answer.text, true)?;
    comment.closing = Some(closing(actor, now, ""));
    comment.is_listed = answer.is_listed && may_be_listed(&comment);
    store::save(tx, &comment)?;
    asks::over(tx, now, actor, &comment)?;
    tell_askers(tx, actor, now, matter, &comment, "Your question is answered")?;
    asks::mentioned(tx, now, actor, matter, &comment, &answer.mentions)?;
    let payload = json!({ "text": answer.text.trim(), "listed": comment.is_listed, "mentions": answer.mentions });
    note(tx, actor, now, matter, &comment, "comment.answered", "", payload)
}

/// Accepts a practice; the caller makes the improvement that it becomes.
///
/// # Errors
/// When the actor does not decide here, or the state does not allow it.
pub fn accept(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, sentence: &str) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    speaks(actor, matter, &comment)?;
    short(sentence)?;
    let mut comment = comment.after(Act::Accept)?;
    comment.closing = Some(closing(actor, now, sentence));
    store::save(tx, &comment)?;
    asks::over(tx, now, actor, &comment)?;
    tell_askers(tx, actor, now, matter, &comment, "Your way of doing it was accepted")?;
    note(tx, actor, now, matter, &comment, "comment.accepted", sentence.trim(), json!({}))
}

/// Declines a practice with a reason.
///
/// # Errors
/// When the actor does not decide here, the state does not allow it, or the reason is missing.
pub fn decline(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, reason: &str) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    speaks(actor, matter, &comment)?;
    let mut comment = comment.after(Act::Decline)?;
    within("sentence", "The reason", reason, SENTENCE_CHARS)?;
    comment.closing = Some(closing(actor, now, reason));
    store::save(tx, &comment)?;
    asks::over(tx, now, actor, &comment)?;
    tell_askers(tx, actor, now, matter, &comment, "Your way of doing it was declined")?;
    note(tx, actor, now, matter, &comment, "comment.declined", reason.trim(), json!({}))
}

/// Resolves a comment, or a question that needs no answer any more, with a sentence.
///
/// # Errors
/// When the actor neither said it nor answers here, the state does not allow it, or the sentence is missing.
pub fn resolve(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    id: &str,
    sentence: &str,
) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    said_or_speaks(actor, matter, &comment)?;
    let mut comment = comment.after(Act::Resolve)?;
    within("sentence", "The sentence", sentence, SENTENCE_CHARS)?;
    comment.closing = Some(closing(actor, now, sentence));
    store::save(tx, &comment)?;
    asks::over(tx, now, actor, &comment)?;
    tell_askers(tx, actor, now, matter, &comment, "What you said was resolved")?;
    note(tx, actor, now, matter, &comment, "comment.resolved", sentence.trim(), json!({}))
}

/// Opens a comment again.
///
/// # Errors
/// When the actor neither said it nor answers here, or the state does not allow it.
pub fn reopen(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, reason: &str) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    said_or_speaks(actor, matter, &comment)?;
    if comment.words.withdrawn_at.is_some() {
        return Err(Refusal::because("Its words were withdrawn. Begin a new one.").into());
    }
    short(reason)?;
    let mut comment = comment.after(Act::Reopen)?;
    comment.closing = None;
    comment.is_listed = false;
    comment.merged_into = None;
    if comment.due_at.is_some() {
        comment.due_at = Some(now.plus_days(asks::ANSWER_DAYS));
    }
    store::save(tx, &comment)?;
    asks::answer(tx, now, matter, &comment)?;
    note(tx, actor, now, matter, &comment, "comment.reopened", reason.trim(), json!({}))
}

/// Merges a question into another that asks the same; whoever asked is told of that one's answer.
///
/// # Errors
/// When the actor does not answer here, or one of the two is no question that stands for itself.
pub fn merge(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, into: &str) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    speaks(actor, matter, &comment)?;
    let target = match store::by_id(tx, &matter.subject, into) {
        Ok(target) if target.id != comment.id => target,
        Ok(_) | Err(db::Error::NotFound) => {
            return Err(Refusal::at("into", "Choose another question of this process from the list.").into());
        }
        Err(error) => return Err(error.into()),
    };
    let stands = matches!(target.state, State::Open | State::Answered) && target.kind == Kind::Question;
    if !stands || (target.version.is_draft && !comment.version.is_draft) {
        return Err(Refusal::at("into", "That question cannot stand for this one. Choose another.").into());
    }
    let mut comment = comment.after(Act::Merge)?;
    comment.merged_into = Some(target.id.clone());
    comment.is_listed = false;
    comment.closing = Some(closing(actor, now, ""));
    store::save(tx, &comment)?;
    store::merge_on(tx, &comment.id, &target.id)?;
    asks::over(tx, now, actor, &comment)?;
    if target.state == State::Answered {
        tell_askers(tx, actor, now, matter, &comment, "Your question is answered elsewhere")?;
    }
    let payload = json!({ "into": target.id, "label": target.label(&matter.name) });
    note(tx, actor, now, matter, &comment, "comment.merged", "", payload)
}

/// Puts an answered question under "Questions and answers", or takes it away from there.
///
/// # Errors
/// When the actor does not answer here, or it is no answered question about a published version.
pub fn list(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, listed: bool) -> Result<(), Failure> {
    let mut comment = seen(tx, matter, id)?;
    speaks(actor, matter, &comment)?;
    if listed && !(comment.state == State::Answered && may_be_listed(&comment)) {
        let sentence = "Only an answered question about a published version can be listed for every reader.";
        return Err(Refusal::because(sentence).into());
    }
    if comment.is_listed == listed {
        return Ok(());
    }
    comment.is_listed = listed;
    store::save(tx, &comment)?;
    note(tx, actor, now, matter, &comment, "comment.listed", "", json!({ "listed": listed }))
}

fn may_be_listed(comment: &Comment) -> bool {
    comment.kind == Kind::Question && !comment.version.is_draft && comment.words.withdrawn_at.is_none()
}

/// Tells whoever said it, and whoever asked the same, how it ended.
fn tell_askers(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    comment: &Comment,
    title: &str,
) -> Result<(), Failure> {
    let why = format!("{} wrote to you there.", actor.name);
    let mut askers = vec![comment.words.author_id.clone()];
    askers.extend(store::merged(tx, &comment.id)?.into_iter().map(|one| one.words.author_id));
    askers.sort();
    askers.dedup();
    for asker in askers {
        asks::tell(tx, now, actor, matter, comment, &asker, (title, &why))?;
    }
    Ok(())
}

fn closing(actor: &Actor, now: Time, sentence: &str) -> Closing {
    Closing { by_id: actor.person_id.clone(), by: actor.name.clone(), at: now, sentence: sentence.trim().to_owned() }
}

fn short(sentence: &str) -> Result<(), Refusal> {
    if sentence.trim().is_empty() { Ok(()) } else { within("sentence", "The sentence", sentence, SENTENCE_CHARS) }
}

fn speaks(actor: &Actor, matter: &Matter, comment: &Comment) -> Result<(), Failure> {
    if !matter.speaks {
        return Err(Failure::Forbidden { needs: format!("to be responsible for {}", matter.name) });
    }
    if comment.words.author_id == actor.person_id && comment.kind == Kind::Practice {
        let sentence =
            "Nobody decides about their own practice. Propose an improvement, or ask somebody else to decide.";
        return Err(Refusal::because(sentence).into());
    }
    Ok(())
}

fn said_or_speaks(actor: &Actor, matter: &Matter, comment: &Comment) -> Result<(), Failure> {
    if matter.speaks || comment.words.author_id == actor.person_id {
        return Ok(());
    }
    let needs = format!("to be the person who said it, or to be responsible for {}", matter.name);
    Err(Failure::Forbidden { needs })
}
