//! Each change of a comment: it is said, replied to, edited, withdrawn, answered, decided, resolved, opened again, merged.

mod ending;
mod words;

use db::Tx;
use serde_json::{Value, json};

pub use ending::{Answer, accept, answer, decline, list, merge, reopen, resolve};
pub use words::{edit, withdraw};

use super::model::{
    Comment, Kind, Matter, Notes, Place, REPLIES_MOST, Reply, SENTENCE_CHARS, State, TEXT_CHARS, Version, Words, within,
};
use super::{Became, asks, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// What somebody says.
#[derive(Clone, Debug)]
pub struct New {
    pub kind: Kind,
    pub place: Place,
    pub version: Version,
    pub text: String,
    pub notes: Notes,
    /// Ids of those who are mentioned.
    pub mentions: Vec<String>,
    /// Whose draft it is about; empty where nobody needs to know.
    pub drafter_id: String,
}

/// Says something at a place; the caller made sure that the actor may read it. Returns the comment.
///
/// # Errors
/// When a text is missing or too long, or it is about a draft that the actor may not see.
pub fn say(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, new: &New) -> Result<Comment, Failure> {
    let mut refusals: Vec<Refusal> = within("text", "The text", &new.text, TEXT_CHARS).err().into_iter().collect();
    if new.kind == Kind::Practice {
        let sentence = "Say why you do it differently; the reason is what others can learn from.";
        if new.notes.why.trim().is_empty() {
            refusals.push(Refusal::at("why", sentence));
        }
    }
    for (field, label, text) in [
        ("why", "The reason", &new.notes.why),
        ("how_often", "How often", &new.notes.how_often),
        ("saves", "What it saves", &new.notes.saves),
    ] {
        if !text.trim().is_empty() {
            refusals.extend(within(field, label, text, SENTENCE_CHARS).err());
        }
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    if new.version.is_draft && !matter.drafts {
        return Err(Failure::NotFound);
    }
    let notes = if new.kind == Kind::Practice { new.notes.clone() } else { Notes::default() };
    let comment = Comment {
        id: uuid::Uuid::now_v7().to_string(),
        subject_id: matter.subject.id.clone(),
        place: new.place.clone(),
        version: new.version.clone(),
        kind: new.kind,
        state: State::Open,
        words: spoken(actor, now, &new.text),
        notes,
        due_at: (new.kind != Kind::Comment).then(|| now.plus_days(asks::ANSWER_DAYS)),
        closing: None,
        is_listed: false,
        merged_into: None,
        became: None,
        replies: 0,
    };
    store::insert(tx, &matter.subject, &comment)?;
    asks::answer(tx, now, matter, &comment)?;
    if comment.version.is_draft {
        let title = format!("{} commented on your draft", actor.name);
        asks::tell(tx, now, actor, matter, &comment, &new.drafter_id, (&title, "You began the draft."))?;
    }
    asks::mentioned(tx, now, actor, matter, &comment, &new.mentions)?;
    let payload = json!({
        "kind": comment.kind, "element": comment.place.element, "place": comment.place.name, "version": comment.version.label,
        "text": comment.words.text, "why": comment.notes.why, "how_often": comment.notes.how_often, "saves": comment.notes.saves,
        "mentions": new.mentions,
    });
    note(tx, actor, now, matter, &comment, "comment.said", "", payload)?;
    Ok(comment)
}

/// Replies to a comment.
///
/// # Errors
/// When the text is missing or too long, or too much was said already.
pub fn reply(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    id: &str,
    text: &str,
    mentions: &[String],
) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    within("text", "The reply", text, TEXT_CHARS)?;
    add(tx, actor, now, &comment, text, false)?;
    asks::read(tx, now, actor, id)?;
    let title = format!("{} replied to you", actor.name);
    asks::tell(tx, now, actor, matter, &comment, &comment.words.author_id, (&title, "You began the conversation."))?;
    asks::mentioned(tx, now, actor, matter, &comment, mentions)?;
    let payload = json!({ "text": text.trim(), "mentions": mentions });
    note(tx, actor, now, matter, &comment, "comment.replied", "", payload)
}

/// Notes that the actor read what was new there.
///
/// # Errors
/// When there is no such comment.
pub fn read(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str) -> Result<(), Failure> {
    let comment = seen(tx, matter, id)?;
    if asks::read(tx, now, actor, id)? {
        note(tx, actor, now, matter, &comment, "comment.read", "", json!({}))?;
    }
    Ok(())
}

/// Remembers what a comment became elsewhere.
///
/// # Errors
/// When there is no such comment.
pub fn became(tx: &mut Tx, actor: &Actor, now: Time, matter: &Matter, id: &str, what: Became) -> Result<(), Failure> {
    let mut comment = seen(tx, matter, id)?;
    if comment.became.as_ref() == Some(&what) {
        return Ok(());
    }
    let payload = json!({ "label": what.label, "href": what.href });
    comment.became = Some(what);
    store::save(tx, &comment)?;
    let title = format!("{} made an improvement of what you said", actor.name);
    let author = comment.words.author_id.clone();
    asks::tell(tx, now, actor, matter, &comment, &author, (&title, "You said it."))?;
    note(tx, actor, now, matter, &comment, "comment.became", "", payload)
}

/// Asks those who are responsible now for what is still open, and nobody else; for when somebody else became responsible.
///
/// # Errors
/// The database's.
pub fn ask_again(tx: &mut Tx, now: Time, matter: &Matter) -> Result<(), Failure> {
    for on_draft in [false, true] {
        for comment in store::open(tx, &matter.subject, on_draft)? {
            asks::over(tx, now, &Actor::office(), &comment)?;
            asks::answer(tx, now, matter, &comment)?;
        }
    }
    Ok(())
}

/// The comment, for somebody who may see it.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or it is about a draft that the actor may not see.
pub fn seen(tx: &mut Tx, matter: &Matter, id: &str) -> Result<Comment, Failure> {
    let comment = store::by_id(tx, &matter.subject, id)?;
    if comment.version.is_draft && !matter.drafts { Err(Failure::NotFound) } else { Ok(comment) }
}

fn spoken(actor: &Actor, now: Time, text: &str) -> Words {
    Words {
        author_id: actor.person_id.clone(),
        author: actor.name.clone(),
        text: text.trim().to_owned(),
        said_at: now,
        edited_at: None,
        withdrawn_at: None,
    }
}

fn add(tx: &mut Tx, actor: &Actor, now: Time, comment: &Comment, text: &str, is_answer: bool) -> Result<(), Failure> {
    if comment.replies >= REPLIES_MOST {
        let sentence = format!("This conversation has {REPLIES_MOST} replies and is full. Begin a new one.");
        return Err(Refusal::at("text", sentence).into());
    }
    let reply = Reply { id: uuid::Uuid::now_v7().to_string(), words: spoken(actor, now, text), is_answer };
    store::insert_reply(tx, &comment.id, &reply)?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "an entry of the journal names all of it")]
fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    matter: &Matter,
    comment: &Comment,
    action: &'static str,
    reason: &str,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new(asks::OBJECT, &comment.id, comment.label(&matter.name));
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
