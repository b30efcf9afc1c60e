//! Saying something at a place; a question that was asked before is shown first.

use axum::extract::Path;
use db::Tx;
use ui::Extra;

use super::super::element::Elements;
use super::super::readers;
use super::super::views::{self, Alike, Asking};
use super::{Talked, talked, version};
use crate::access::Actor;
use crate::clock::Time;
use crate::comment::commands::{self, New};
use crate::comment::likeness::{SIMILAR, alike};
use crate::comment::{Comment, Kind, Notes, mention, store};
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::web::{Answer, Form, Page, Visit, answer};

/// Similar questions shown before a new one is asked.
const ALIKE_MOST: usize = 5;

/// What somebody wrote, before it is checked against the process.
pub(in super::super) struct Told {
    pub kind: Kind,
    pub element: String,
    pub on_draft: bool,
    pub text: String,
    pub notes: Notes,
    /// Names from the list, separated by commas.
    pub mention: String,
}

impl Told {
    fn of(form: &mut Form) -> Told {
        let kind = Kind::from_key(form.raw("kind")).unwrap_or_else(|| {
            form.refuse("kind", "Choose what it is: a comment, a question, or another way to do it.");
            Kind::Comment
        });
        Told {
            kind,
            element: form.optional_line("element", "The place"),
            on_draft: form.raw("on") == "draft",
            text: form.text("text", "The text"),
            notes: Notes {
                why: form.text("why", "The reason"),
                how_often: form.text("how_often", "How often"),
                saves: form.text("saves", "What it saves"),
            },
            mention: form.optional_line("mention", "The names"),
        }
    }
}

/// The ids of those whom a text and a field of names mention; all of them may read the process, and its draft where that is
/// talked about.
pub(in super::super) fn mentioned(
    tx: &mut Tx,
    now: Time,
    talked: &Talked,
    on_draft: bool,
    (text, field): (&str, &str),
) -> Result<Vec<String>, Failure> {
    if !text.contains('@') && field.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = people::store::everybody(tx)?;
    people.retain(|person| person.disabled_at.is_none());
    let mut ids = mention::in_text(text, &people)?;
    for id in mention::in_field(field, &people)? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    people.retain(|person| ids.contains(&person.id));
    let may: Vec<String> =
        readers(tx, now, &talked.seen.process, on_draft, people.clone())?.into_iter().map(|person| person.id).collect();
    if let Some(out) = people.iter().find(|person| !may.contains(&person.id)) {
        let what = if on_draft { "its draft" } else { "this process" };
        let sentence = format!("{} may not see {what}, so mentioning would lead nowhere.", out.name);
        return Err(Refusal::at("mention", sentence).into());
    }
    Ok(ids)
}

/// Says it.
pub(in super::super) fn said(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &str,
    told: &Told,
) -> Result<Comment, Failure> {
    let talked = talked(tx, actor, now, key)?;
    let (version, definition, drafter_id) = version(tx, &talked, told.on_draft)?;
    let place = Elements::of(&definition).place(&told.element).ok_or_else(|| {
        Refusal::at("element", "This place is not in the version that is shown. Choose one from the list.")
    })?;
    let mentions = mentioned(tx, now, &talked, version.is_draft, (&told.text, &told.mention))?;
    let new = New {
        kind: told.kind,
        place,
        version,
        text: told.text.clone(),
        notes: told.notes.clone(),
        mentions,
        drafter_id,
    };
    commands::say(tx, actor, now, &talked.matter, &new)
}

/// What the form offers: places, and people to mention.
fn asking(tx: &mut Tx, actor: &Actor, now: Time, key: &str, on_draft: bool) -> Result<(Talked, Asking), Failure> {
    let talked = talked(tx, actor, now, key)?;
    let (version, definition, _) = version(tx, &talked, on_draft)?;
    let people = people::store::everybody(tx)?;
    Ok((talked, Asking { version, elements: Elements::of(&definition), people }))
}

pub(super) async fn new_page(Path(key): Path<String>, visit: Visit) -> Answer {
    let given = |name: &str| (name.to_owned(), visit.query(name).unwrap_or_default());
    let mut fields = vec![given("element"), given("on"), given("text")];
    let kind = visit.query("kind").filter(|kind| Kind::from_key(kind).is_some());
    fields.push(("kind".to_owned(), kind.unwrap_or_else(|| Kind::Comment.key().to_owned())));
    form_page(&visit, key, Form::of(fields), false).await
}

async fn form_page(visit: &Visit, key: String, form: Form, refused: bool) -> Answer {
    let (actor, now, on_draft) = (visit.actor()?, visit.now, form.raw("on") == "draft");
    let (talked, asking) = visit.read(move |tx| asking(tx, &actor, now, &key, on_draft)).await?;
    let page = under(&talked, "Say something").needs(&[Extra::Mention]);
    let body = views::say(&talked.seen, &talked.matter, &asking, &form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// The frame of a page below the comments.
pub(super) fn under<'a>(talked: &'a Talked, title: &'a str) -> Page<'a> {
    Page::new(title)
        .under("Processes", "/processes")
        .under(&talked.seen.process.name, &talked.seen.href)
        .under("Comments", &talked.matter.href)
}

pub(super) async fn say(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let told = Told::of(&mut form);
    if let Err(Failure::Refused(_)) = form.checked() {
        return form_page(&visit, key, form, true).await;
    }
    if told.kind == Kind::Question && !form.ticked("anyway") {
        let (actor, now, asked, text) = (visit.actor()?, visit.now, key.clone(), told.text.clone());
        let (talked, alike) = visit.read(move |tx| asked_before(tx, &actor, now, &asked, &text)).await?;
        if !alike.is_empty() {
            let page = under(&talked, "Was this asked before?");
            return visit.page(page, views::alike(&talked.matter, &alike, &form));
        }
    }
    let (actor, now, at) = (visit.actor()?, visit.now, key.clone());
    let kind = told.kind;
    match visit.write(move |tx| said(tx, &actor, now, &at, &told)).await {
        Ok(comment) => {
            let sentence = match kind {
                Kind::Comment => "It stands at its place now, for everybody who reads this.",
                Kind::Question => "Whoever is responsible is asked to answer, and you are told.",
                Kind::Practice => "Thank you. Whoever is responsible decides, and you are told.",
            };
            Ok(answer::redirect_saying(&format!("/processes/{key}/comments/{}", comment.id), sentence))
        }
        Err(Failure::Refused(refusals)) => form_page(&visit, key, form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

/// Questions of the process that are like a text, with their answers.
fn asked_before(tx: &mut Tx, actor: &Actor, now: Time, key: &str, text: &str) -> Result<(Talked, Vec<Alike>), Failure> {
    let talked = talked(tx, actor, now, key)?;
    let questions = store::questions(tx, &talked.matter.subject, talked.matter.drafts)?;
    let found: Vec<Comment> =
        alike(text, &questions, |one| &one.words.text, SIMILAR, ALIKE_MOST).into_iter().cloned().collect();
    let mut answers =
        if found.is_empty() { std::collections::BTreeMap::new() } else { store::answers(tx, &talked.matter.subject)? };
    let alike = found.into_iter().map(|question| Alike { answer: answers.remove(&question.id), question }).collect();
    Ok((talked, alike))
}
