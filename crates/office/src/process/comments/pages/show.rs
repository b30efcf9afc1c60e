//! One conversation.

use axum::extract::Path;
use db::Tx;
use ui::Extra;

use super::super::views::{self, Shown};
use super::{Talked, places, talked};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::comment::likeness::{likeness, words};
use crate::comment::{Kind, commands, store};
use crate::failure::Failure;
use crate::journal;
use crate::people;
use crate::web::{Answer, Form, Visit};
use crate::worklist;

/// Entries of its journal shown.
const ENTRIES: i64 = 50;
/// Questions offered to merge into.
const OFFERED: usize = 100;

pub(super) async fn show(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    page(&visit, key, id, Form::default(), false).await
}

/// The page, or the page again with what was refused.
pub(super) async fn page(visit: &Visit, key: String, id: String, form: Form, refused: bool) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (talked, shown) = visit.read(move |tx| shown(tx, &actor, now, &key, &id)).await?;
    let title = shown.title();
    let page = super::say::under(&talked, &title).status(views::status(&shown.comment, now)).needs(&[Extra::Mention]);
    let body = views::show(&talked.seen, &talked.matter, &shown, &form, now);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

fn shown(tx: &mut Tx, actor: &Actor, now: Time, key: &str, id: &str) -> Result<(Talked, Shown), Failure> {
    let talked = talked(tx, actor, now, key)?;
    let comment = commands::seen(tx, &talked.matter, id)?;
    let (elements, draft) = places(tx, &talked)?;
    let elements = if comment.version.is_draft { draft.as_ref().unwrap_or(&elements) } else { &elements };
    let place = elements.find(&comment.place).cloned();
    let mut others = Vec::new();
    if talked.matter.speaks && comment.kind == Kind::Question {
        let own = words(&comment.words.text);
        others = store::questions(tx, &talked.matter.subject, talked.matter.drafts)?;
        others.retain(|one| one.id != comment.id);
        others.sort_by(|one, other| {
            let score = |text: &str| likeness(&own, &words(text));
            score(&other.words.text).total_cmp(&score(&one.words.text))
        });
        others.truncate(OFFERED);
    }
    let into = match &comment.merged_into {
        Some(into) => Some(store::by_id(tx, &talked.matter.subject, into)?),
        None => None,
    };
    let is_news = worklist::is_asked(tx, &actor.person_id, "comment.read", ("comment", &comment.id))?;
    let shown = Shown {
        replies: store::replies(tx, id)?,
        merged: store::merged(tx, id)?,
        entries: journal::store::of_object(tx, "comment", id, ENTRIES)?,
        people: people::store::everybody(tx)?,
        person_id: actor.person_id.clone(),
        proposes: actor.may_somewhere(Permission::ProposeImprovement),
        place,
        others,
        into,
        is_news,
        comment,
    };
    Ok((talked, shown))
}
