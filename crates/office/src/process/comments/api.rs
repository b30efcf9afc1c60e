//! Comments for programs: list, say, read, reply, answer, resolve, open again, withdraw.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use serde::{Deserialize, Serialize};

use super::address::Asked;
use super::pages::{Told, list_of, mentioned, said, talked};
use crate::access::Actor;
use crate::clock::Time;
use crate::comment::commands::{self, Answer as Answered};
use crate::comment::{Comment, Kind, Matter, Notes, Reply, State, store};
use crate::config::limits;
use crate::failure::Failure;
use crate::requests::{self, Keyed};
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
    total: i64,
}

/// A comment; instants are RFC 3339, days are calendar days in UTC.
#[derive(Serialize)]
struct Item {
    id: String,
    kind: Kind,
    state: State,
    /// The key of the place, empty for the whole process.
    element: String,
    /// As the place was called when it was talked about.
    place: String,
    version: String,
    on_draft: bool,
    text: String,
    why: String,
    how_often: String,
    saves: String,
    by: String,
    at: Time,
    edited_at: Option<Time>,
    withdrawn: bool,
    due: Option<String>,
    closed_by: Option<String>,
    closed_at: Option<Time>,
    closing: String,
    listed: bool,
    merged_into: Option<String>,
    became: Option<String>,
    replies: i64,
    href: String,
}

#[derive(Serialize)]
struct Conversation {
    comment: Item,
    replies: Vec<ReplyItem>,
}

#[derive(Serialize)]
struct ReplyItem {
    id: String,
    text: String,
    by: String,
    at: Time,
    edited_at: Option<Time>,
    withdrawn: bool,
    is_answer: bool,
}

/// What a program sends to say something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saying {
    kind: Kind,
    #[serde(default)]
    element: String,
    #[serde(default)]
    on_draft: bool,
    text: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    how_often: String,
    #[serde(default)]
    saves: String,
}

/// What a program sends to reply.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replying {
    text: String,
}

/// What a program sends to answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    text: String,
    #[serde(default)]
    listed: bool,
}

/// What a program sends to resolve, or to open again.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Ending {
    sentence: String,
}

fn item(matter: &Matter, one: Comment) -> Item {
    let closing = one.closing.as_ref();
    Item {
        href: matter.at(&one.id),
        closed_by: closing.map(|closing| closing.by.clone()),
        closed_at: closing.map(|closing| closing.at),
        closing: closing.map(|closing| closing.sentence.clone()).unwrap_or_default(),
        id: one.id,
        kind: one.kind,
        state: one.state,
        element: one.place.element,
        place: one.place.name,
        version: one.version.label,
        on_draft: one.version.is_draft,
        text: one.words.text,
        why: one.notes.why,
        how_often: one.notes.how_often,
        saves: one.notes.saves,
        by: one.words.author,
        at: one.words.said_at,
        edited_at: one.words.edited_at,
        withdrawn: one.words.withdrawn_at.is_some(),
        due: one.due_at.map(|due| due.date().to_string()),
        listed: one.is_listed,
        merged_into: one.merged_into,
        became: one.became.map(|became| became.href),
        replies: one.replies,
    }
}

fn reply_item(one: Reply) -> ReplyItem {
    ReplyItem {
        id: one.id,
        text: one.words.text,
        by: one.words.author,
        at: one.words.said_at,
        edited_at: one.words.edited_at,
        withdrawn: one.words.withdrawn_at.is_some(),
        is_answer: one.is_answer,
    }
}

fn conversation(tx: &mut Tx, matter: &Matter, id: &str) -> Result<Conversation, Failure> {
    let comment = commands::seen(tx, matter, id)?;
    let replies = store::replies(tx, id)?.into_iter().map(reply_item).collect();
    Ok(Conversation { comment: item(matter, comment), replies })
}

pub(super) async fn list(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, Asked::of(&visit));
    let (talked, listed) = visit.read(move |tx| list_of(tx, &actor, now, &key, &asked, limits::PAGE_ROWS)).await?;
    let items = listed.comments.into_iter().map(|one| item(&talked.matter, one)).collect();
    Ok(answer::json(StatusCode::OK, &All { items, total: listed.total }))
}

pub(super) async fn one(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let found = visit
        .read(move |tx| {
            let talked = talked(tx, &actor, now, &key)?;
            conversation(tx, &talked.matter, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &found))
}

pub(super) async fn say(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Saying = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let told = Told {
        kind: sent.kind,
        element: sent.element,
        on_draft: sent.on_draft,
        text: sent.text,
        notes: Notes { why: sent.why, how_often: sent.how_often, saves: sent.saves },
        mention: String::new(),
    };
    let asked = Keyed::of(&visit, &body)?;
    let (status, made) = visit
        .write(move |tx| {
            let before = made_before(tx, &actor, now, asked.as_ref())?;
            let status = if before.is_some() { StatusCode::OK } else { StatusCode::CREATED };
            let id = match before {
                Some(id) => id,
                None => said(tx, &actor, now, &key, &told)?.id,
            };
            if let Some(asked) = asked.as_ref().filter(|_| status == StatusCode::CREATED) {
                requests::remember(tx, &actor, now, asked, &id)?;
            }
            let talked = talked(tx, &actor, now, &key)?;
            Ok((status, conversation(tx, &talked.matter, &id)?))
        })
        .await?;
    Ok(answer::json(status, &made))
}

/// The id of the comment that the same request made or changed before.
fn made_before(tx: &mut Tx, actor: &Actor, now: Time, asked: Option<&Keyed>) -> Result<Option<String>, Failure> {
    asked.map_or(Ok(None), |asked| requests::made_before(tx, actor, now, asked))
}

/// Does something to a comment, and answers with the conversation as it is then.
async fn done<F>(visit: &Visit, (key, id): (String, String), deed: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &Matter, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now) = (visit.actor()?, visit.now);
    let found = visit
        .write(move |tx| {
            let talked = talked(tx, &actor, now, &key)?;
            deed(tx, &actor, now, &talked.matter, &id)?;
            conversation(tx, &talked.matter, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &found))
}

pub(super) async fn reply(Path((key, id)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Replying = body::read(&body)?;
    let (actor, now, asked) = (visit.actor()?, visit.now, Keyed::of(&visit, &body)?);
    let (status, found) = visit
        .write(move |tx| {
            let talked = talked(tx, &actor, now, &key)?;
            let on_draft = commands::seen(tx, &talked.matter, &id)?.version.is_draft;
            let mut status = StatusCode::OK;
            if made_before(tx, &actor, now, asked.as_ref())?.is_none() {
                let mentions = mentioned(tx, now, &talked, on_draft, (&sent.text, ""))?;
                commands::reply(tx, &actor, now, &talked.matter, &id, &sent.text, &mentions)?;
                if let Some(asked) = &asked {
                    requests::remember(tx, &actor, now, asked, &id)?;
                }
                status = StatusCode::CREATED;
            }
            Ok((status, conversation(tx, &talked.matter, &id)?))
        })
        .await?;
    Ok(answer::json(status, &found))
}

pub(super) async fn answer(Path((key, id)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Answering = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let found = visit
        .write(move |tx| {
            let talked = talked(tx, &actor, now, &key)?;
            let on_draft = commands::seen(tx, &talked.matter, &id)?.version.is_draft;
            let mentions = mentioned(tx, now, &talked, on_draft, (&sent.text, ""))?;
            let answer = Answered { text: sent.text.clone(), is_listed: sent.listed, mentions };
            commands::answer(tx, &actor, now, &talked.matter, &id, &answer)?;
            conversation(tx, &talked.matter, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &found))
}

pub(super) async fn resolve(Path(at): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Ending = body::read(&body)?;
    done(&visit, at, move |tx, actor, now, matter, id| commands::resolve(tx, actor, now, matter, id, &sent.sentence))
        .await
}

pub(super) async fn reopen(Path(at): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Ending = body::read(&body)?;
    done(&visit, at, move |tx, actor, now, matter, id| commands::reopen(tx, actor, now, matter, id, &sent.sentence))
        .await
}

pub(super) async fn withdraw(Path(at): Path<(String, String)>, visit: Visit) -> Answer {
    done(&visit, at, move |tx, actor, now, matter, id| commands::withdraw(tx, actor, now, matter, (id, None))).await
}
