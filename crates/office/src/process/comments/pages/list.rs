//! What is said about a process as a list and as a file, and its questions with their answers.

use axum::extract::Path;
use db::Tx;

use super::super::address::Asked;
use super::super::element::Elements;
use super::super::views::{self, Listed};
use super::{Talked, places, talked};
use crate::access::Actor;
use crate::clock::Time;
use crate::comment::store::{self, Which};
use crate::comment::{Comment, Kind};
use crate::config::limits;
use crate::failure::Failure;
use crate::process::pages::tab;
use crate::web::{Answer, Page, Visit, csv};

/// Lines of an exported file at most.
const EXPORTED: i64 = 100_000;

/// A page of the list with what its filters offer.
pub(in super::super) fn read(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &str,
    asked: &Asked,
    limit: i64,
) -> Result<(Talked, Listed), Failure> {
    let talked = talked(tx, actor, now, key)?;
    let said = store::places(tx, &talked.matter.subject)?;
    let (elements, draft) = places(tx, &talked)?;
    let listing = asked.listing(&talked.matter, standing(asked, &elements, draft.as_ref()), &said, limit);
    let (comments, total) = store::list(tx, &listing)?;
    let people = store::people(tx, &talked.matter.subject)?;
    Ok((talked, Listed { comments, total, said, people, elements, draft }))
}

/// The places by which the filter for a place is read: those of the draft when only drafts are meant.
fn standing<'a>(asked: &Asked, shown: &'a Elements, draft: Option<&'a Elements>) -> &'a Elements {
    match (asked.on_draft, draft) {
        (Some(true), Some(draft)) => draft,
        _ => shown,
    }
}

pub(super) async fn list(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, Asked::of(&visit));
    let wanted = asked.clone();
    let (talked, listed) = visit.read(move |tx| read(tx, &actor, now, &key, &wanted, limits::PAGE_ROWS)).await?;
    let page = tab(&talked.seen, "comments").lead("What readers ask and say, each at its place.");
    visit.page(page, views::list(&talked.seen, &talked.matter, &asked, &listed))
}

pub(super) async fn questions(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let mut asked = Asked::of(&visit);
    (asked.which, asked.kind, asked.listed) =
        (Which::Only(crate::comment::State::Answered), Some(Kind::Question), true);
    let wanted = asked.clone();
    let (talked, listed, answers) = visit
        .read(move |tx| {
            let (talked, listed) = read(tx, &actor, now, &key, &wanted, limits::PAGE_ROWS)?;
            let answers = store::answers(tx, &talked.matter.subject)?;
            Ok((talked, listed, answers))
        })
        .await?;
    let title = format!("Questions and answers: {}", talked.seen.process.name);
    let page = Page::new(&title)
        .lead("What readers asked, and what whoever is responsible answered.")
        .under("Processes", "/processes")
        .under(&talked.seen.process.name, &talked.seen.href);
    visit.page(page, views::questions(&talked.seen, &asked, &listed, &answers))
}

pub(super) async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let asked = Asked { page: 1, ..Asked::of(&visit) };
    let name = format!("{key}-comments.csv");
    let (listed, answers) = visit
        .read(move |tx| {
            let (talked, listed) = read(tx, &actor, now, &key, &asked, EXPORTED)?;
            Ok((listed, store::answers(tx, &talked.matter.subject)?))
        })
        .await?;
    let header = [
        "At",
        "Still there",
        "Kind",
        "State",
        "Who",
        "When",
        "About",
        "Text",
        "Why",
        "How often",
        "What it saves",
        "Replies",
        "Answer",
        "Closed by",
        "Closed on",
        "Closing sentence",
        "Became",
    ];
    let rows = listed.comments.iter().map(|one| {
        let answer = answers.get(&one.id).map(|reply| reply.words.text.clone()).unwrap_or_default();
        line(&listed, one, answer)
    });
    Ok(csv::download(&name, &header, rows))
}

fn line(listed: &Listed, one: &Comment, answer: String) -> Vec<String> {
    let (name, is_there) = listed.place(one);
    let closing = one.closing.as_ref();
    vec![
        name,
        if is_there { "yes" } else { "gone" }.to_owned(),
        one.kind.label().to_owned(),
        one.state.label().to_owned(),
        one.words.author.clone(),
        one.words.said_at.rfc3339(),
        one.version.label.clone(),
        if one.words.withdrawn_at.is_some() { "withdrawn".to_owned() } else { one.words.text.clone() },
        one.notes.why.clone(),
        one.notes.how_often.clone(),
        one.notes.saves.clone(),
        one.replies.to_string(),
        answer,
        closing.map(|closing| closing.by.clone()).unwrap_or_default(),
        closing.map(|closing| closing.at.date().to_string()).unwrap_or_default(),
        closing.map(|closing| closing.sentence.clone()).unwrap_or_default(),
        one.became.as_ref().map(|became| became.label.clone()).unwrap_or_default(),
    ]
}
