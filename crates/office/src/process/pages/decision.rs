//! The decisions of a process: to read and to try, and in the draft to fill in, to bring in and to take along.
//!
//! Absent: making decisions for programs (`api`). A case that is tried is not kept.

use std::collections::BTreeMap;

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use feel::Request;

use super::super::draft::Saved;
use super::super::section::table::Filled;
use super::super::store;
use super::super::views::decision::{self as views, Edited, Tried};
use super::super::views::{Drafted, Seen};
use super::draft::read;
use super::edit::{Edit, decided, finish, saved};
use super::{below, below_draft, seen, tab};
use crate::clock::Time;
use crate::definition::decision::EVALUATION;
use crate::definition::{Decision, Definition, limits};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Visit, answer, form};

/// The media type of a model.
const DMN: &str = "application/xml; charset=utf-8";

pub(super) async fn all(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let page = tab(&seen, "decisions").lead("Rules that are computed, each with examples of what must come out.");
    visit.page(page, views::decisions(&seen))
}

fn find<'a>(definition: &'a Definition, key: &str) -> Result<&'a Decision, Failure> {
    definition.decisions.get(key).ok_or(Failure::NotFound)
}

pub(super) async fn one(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let decision = find(&seen.definition, &word)?;
    let asked = form::pairs(visit.uri.query().unwrap_or_default().as_bytes());
    let tried = tried(decision, &asked, visit.now);
    let all = seen.at("decisions");
    let page = below(&seen, decision.title(&word)).under("Decisions", &all).lead(&decision.question);
    let is_wrong = !tried.wrong.is_empty();
    let body = views::decision(&seen, &word, decision, &tried);
    if is_wrong { visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page, body) } else { visit.page(page, body) }
}

/// The case in the address, and what comes of it.
fn tried(decision: &Decision, asked: &[(String, String)], now: Time) -> Tried {
    if !asked.iter().any(|(name, _)| name == "try") {
        return Tried::default();
    }
    let slots = decision.slots();
    let values = asked.iter().filter(|(name, _)| name == "in").map(|(_, text)| text.clone());
    let typed: BTreeMap<String, String> = slots.inputs.iter().map(|slot| slot.name.clone()).zip(values).collect();
    let inputs = match slots.given(&typed) {
        Ok(inputs) => inputs,
        Err(wrong) => return Tried { typed, wrong, answer: None },
    };
    let request = Request { inputs, now: feel::DateTime::parse(&now.rfc3339()), limits: EVALUATION, explain: true };
    let answer = decision.model().and_then(|model| {
        let top = model.top().ok_or_else(|| "The model decides nothing.".to_owned())?;
        model.decide(top, &request).map_err(|stopped| format!("It was not run to its end: {stopped}."))
    });
    Tried { typed, wrong: Vec::new(), answer: Some(answer) }
}

pub(super) async fn model(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let decision = find(&seen.definition, &word)?;
    Ok(answer::download(&format!("{word}.dmn"), DMN, decision.dmn.clone().into_bytes()))
}

pub(super) async fn drafted_model(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let (_, drafted) = read(&visit, key).await?;
    let decision = find(&drafted.definition, &word)?;
    Ok(answer::download(&format!("{word}.dmn"), DMN, decision.dmn.clone().into_bytes()))
}

pub(super) async fn edit_page(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let decision = find(&drafted.definition, &word)?;
    let filled = Filled::of(decision);
    let revision = drafted.version.revision.to_string();
    let edited = Edited { key: &word, decision, filled: &filled, revision: &revision, done: None };
    show(&visit, &seen, &drafted, &edited, &Form::default(), false)
}

fn show(visit: &Visit, seen: &Seen, drafted: &Drafted, edited: &Edited<'_>, form: &Form, refused: bool) -> Answer {
    let (draft, decisions) = (seen.at("draft"), seen.at("draft/sections/decisions"));
    let title = edited.decision.title(edited.key).to_owned();
    let page = below_draft(seen, &draft, &title)
        .under("Decisions", &decisions)
        .lead("One row for each rule: when this is so, then that comes out.");
    let body = views::decision_form(seen, &drafted.definition, edited, &drafted.findings, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Saves the decision, or does what a button of the form says and shows it again unsaved.
pub(super) async fn edit(Path((key, word)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (seen, drafted) = read(&visit, key.clone()).await?;
    let base = find(&drafted.definition, &word)?;
    let mut filled = Filled::read(form.fields())?;
    let revision = form.raw("revision").to_owned();
    let act = form.raw("act").to_owned();
    if !act.is_empty() {
        let done = filled.act(&act).unwrap_or_else(|| "There is nothing to move or remove there.".to_owned());
        let decision = filled.decision(base).unwrap_or_else(|_| base.clone());
        let edited =
            Edited { key: &word, decision: &decision, filled: &filled, revision: &revision, done: Some(&done) };
        return show(&visit, &seen, &drafted, &edited, &form, false);
    }
    let (written, asked) = (filled.clone(), word.clone());
    let edit: Edit = Box::new(move |definition| written.write(definition, &asked));
    match saved(&visit, &key, &form, edit).await {
        Ok(saved) => finish(&visit, &key, &form, saved, visit.uri.path(), "The decision").await,
        Err(Failure::Refused(refusals)) => {
            let decision = filled.decision(base).unwrap_or_else(|_| base.clone());
            let edited = Edited { key: &word, decision: &decision, filled: &filled, revision: &revision, done: None };
            show(&visit, &seen, &drafted, &edited, &form.clone().with(refusals), true)
        }
        Err(failure) => Err(failure),
    }
}

/// Puts the model of a file in the place of the decision's own.
pub(super) async fn import(Path((key, word)): Path<(String, String)>, visit: Visit, mut parts: Multipart) -> Answer {
    let (revision, bytes) = take(&mut parts).await?;
    let (seen, drafted) = read(&visit, key).await?;
    let base = find(&drafted.definition, &word)?;
    let dmn = match text(bytes) {
        Ok(dmn) => dmn,
        Err(refusal) => {
            let filled = Filled::of(base);
            let revision = drafted.version.revision.to_string();
            let edited = Edited { key: &word, decision: base, filled: &filled, revision: &revision, done: None };
            return show(&visit, &seen, &drafted, &edited, &Form::default().with(vec![refusal]), true);
        }
    };
    let asked = word.clone();
    let edit: Edit = Box::new(move |definition| match definition.decisions.get_mut(&asked) {
        Some(decision) => {
            decision.dmn.clone_from(&dmn);
            Ok(())
        }
        None => Err(Failure::refused("The process has no such decision any more. Open the list of decisions again.")),
    });
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let began = revision.parse().unwrap_or(drafted.version.revision);
    let saved = visit
        .write(move |tx| {
            let process = store::by_id(tx, &id)?;
            decided(tx, &actor, now, &process.id, (began, None), &*edit)
        })
        .await?;
    match saved {
        Saved::Kept { .. } => {
            let to = seen.at(&format!("draft/decisions/{}", form::encode(&word)));
            Ok(answer::redirect_saying(&to, "The model is brought in. Look at its examples, and at what was found."))
        }
        Saved::Contested(contest) => Err(Failure::Stale {
            sentence: format!("{} changed the decision meanwhile. Nothing was replaced; open it again.", contest.by),
        }),
    }
}

/// A model of a file, when it is one.
fn text(bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.len() > limits::MODEL_BYTES {
        return Err(Refusal::at("file", format!("The file is larger than {} KiB.", limits::MODEL_BYTES / 1024)));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Refusal::at("file", "The file is not UTF-8 text. Export it again as DMN."))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    match feel::Model::read(&text, &[]) {
        Ok(model) if model.top().is_some() => Ok(text),
        Ok(_) => Err(Refusal::at("file", "The file decides nothing: it holds no decision.")),
        Err(error) => Err(Refusal::at("file", format!("This is no DMN that can be kept: {error}."))),
    }
}

/// The revision and the bytes of the file that was sent.
async fn take(parts: &mut Multipart) -> Result<(String, Vec<u8>), Failure> {
    let unreadable = |error: MultipartError| match error.status().as_u16() {
        413 => Failure::TooLarge { sentence: "The file is too large. Send a smaller one.".to_owned() },
        _ => Failure::Unreadable { sentence: "The upload broke off. Please send the file again.".to_owned() },
    };
    let (mut revision, mut bytes) = (String::new(), Vec::new());
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let is_file = match part.name() {
            Some("revision") => false,
            Some("file") => true,
            _ => continue,
        };
        let most = if is_file { limits::MODEL_BYTES + 1 } else { 20 };
        let mut held = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            // One byte more than a model may have tells the rule that it is too large.
            let room = most - held.len();
            held.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        if is_file {
            bytes = held;
        } else {
            revision = String::from_utf8(held).unwrap_or_default();
        }
    }
    Ok((revision, bytes))
}
