//! The tab “Tool” of a process, its test sheet and its proposals.

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;

use super::super::commands::{self, Tried};
use super::super::model::Required;
use super::super::views::{self, By, Tooled};
use super::super::{proposal, store};
use super::listing;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::config::limits;
use crate::failure::{Failure, Refusal};
use crate::process::{self, Process};
use crate::web::{Answer, Form, Page, Visit, answer as reply};

/// The process of an address, if the actor may read it and it has a definition.
fn readable(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Process, Failure> {
    let process = process::store::by_key(tx, key)?;
    if process.level.is_area() || !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    Ok(process)
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let tooled = tooled(&visit, key).await?;
    page(&visit, &tooled, &Form::default(), StatusCode::OK)
}

async fn tooled(visit: &Visit, key: String) -> Result<Tooled, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let process = readable(tx, &actor, &key)?;
            let basis = proposal::basis(tx, &process, now)?;
            let writes = actor.may_on(Permission::DraftProcess, &process.id) && !process.is_retired(now);
            let proposals = match basis.filter(|_| writes) {
                Some(definition) => Some(proposal::open(tx, &process.id, &definition)?),
                None => None,
            };
            let mut all = store::live(tx, Some(&process.id))?;
            in_order(tx, &process, now, &mut all)?;
            Ok(Tooled {
                answers: actor.may_on(Permission::AnswerRequirement, &process.id),
                is_in_force: process::in_force(tx, &process.id, now)?.is_some(),
                has_draft: process::store::open_draft(tx, &process.id)?.is_some(),
                proposals,
                all,
                process,
                now,
            })
        })
        .await
}

/// Puts requirements into the order in which the process is worked through; those of the whole process come last.
fn in_order(tx: &mut Tx, process: &Process, now: Time, all: &mut [Required]) -> Result<(), Failure> {
    if let Some(definition) = process::in_force(tx, &process.id, now)? {
        let steps = definition.steps();
        let place = |one: &Required| steps.iter().position(|(id, _)| *id == one.activity).unwrap_or(usize::MAX);
        all.sort_by_key(place);
    }
    Ok(())
}

fn page(visit: &Visit, tooled: &Tooled, form: &Form, status: StatusCode) -> Answer {
    let page = Page::new(&tooled.process.name)
        .under("Processes", "/processes")
        .lead("What the process asks of its tools, how they meet it, and whether that was tested.");
    let page = process::as_tab(page, &tooled.process, "tool", visit.now);
    let mut listing = listing(visit);
    listing.process.clear();
    if visit.query("sort").is_none() {
        listing.sort = "process".to_owned();
    }
    let by = By::from_key(&visit.query("by").unwrap_or_default());
    visit.page_with(status, page, views::tool(tooled, &listing, by, form))
}

pub(super) async fn take(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, sources) = (visit.actor()?, visit.now, form.all("source"));
    let of = key.clone();
    let done = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::take(tx, &actor, now, &process.id, &sources)
        })
        .await;
    match done {
        Ok(1) => {
            Ok(reply::redirect_saying(&format!("/processes/{key}/tool"), "1 requirement is written into the draft."))
        }
        Ok(count) => {
            let sentence = format!("{count} requirements are written into the draft.");
            Ok(reply::redirect_saying(&format!("/processes/{key}/tool"), &sentence))
        }
        Err(failure) => again(key, &visit, form, failure).await,
    }
}

pub(super) async fn decline(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let (actor, now) = (visit.actor()?, visit.now);
    let (source, reason) = (form.raw("proposal").to_owned(), form.required_text("reason", "The reason"));
    if source.is_empty() {
        form.refuse("proposal", "Choose what no tool has to do.");
    }
    if !form.refusals().is_empty() {
        return page(&visit, &tooled(&visit, key).await?, &form, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let of = key.clone();
    let done = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::decline(tx, &actor, now, &process.id, &source, &reason)
        })
        .await;
    match done {
        Ok(()) => Ok(reply::redirect_saying(&format!("/processes/{key}/tool"), "It is left out from now on.")),
        Err(failure) => again(key, &visit, form, failure).await,
    }
}

/// The tab again with what was refused.
async fn again(key: String, visit: &Visit, form: Form, failure: Failure) -> Answer {
    let (refusals, status) = match failure {
        Failure::Refused(refusals) => (refusals, StatusCode::UNPROCESSABLE_ENTITY),
        Failure::Stale { sentence } => (vec![Refusal::because(sentence)], StatusCode::CONFLICT),
        failure => return Err(failure),
    };
    page(visit, &tooled(visit, key).await?, &form.with(refusals), status)
}

/// The process with its requirements in order, for somebody who may test them.
async fn tested(visit: &Visit, key: String) -> Result<(Process, Vec<Required>), Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let process = readable(tx, &actor, &key)?;
            actor.needs_on(Permission::AnswerRequirement, &process.id)?;
            let mut all = store::live(tx, Some(&process.id))?;
            in_order(tx, &process, now, &mut all)?;
            Ok((process, all))
        })
        .await
}

fn sheet_page(visit: &Visit, (process, all): &(Process, Vec<Required>), form: &Form, status: StatusCode) -> Answer {
    let href = format!("/processes/{}", process.key);
    let tool = format!("{href}/tool");
    let page = Page::new("Test sheet")
        .under("Processes", "/processes")
        .under(&process.name, &href)
        .under("Tool", &tool)
        .lead("Every requirement that can be tested, in the order of the process.");
    visit.page_with(status, page, views::sheet(process, all, form, visit.now))
}

pub(super) async fn sheet(Path(key): Path<String>, visit: Visit) -> Answer {
    let known = tested(&visit, key).await?;
    sheet_page(&visit, &known, &Form::default(), StatusCode::OK)
}

/// One answer of the sheet.
type Line = (String, i64, Tried);

pub(super) async fn test(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let known = tested(&visit, key.clone()).await?;
    let (lines, refusals) = lines(&known.1, &form);
    if !refusals.is_empty() {
        return sheet_page(&visit, &known, &form.with(refusals), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let (actor, now, count) = (visit.actor()?, visit.now, lines.len());
    let done = visit
        .write(move |tx| {
            for (id, revision, tried) in &lines {
                commands::test(tx, &actor, now, (id, *revision), tried)?;
            }
            Ok(())
        })
        .await;
    let (refusals, status) = match done {
        Ok(()) => {
            let sentence =
                if count == 1 { "1 result is saved.".to_owned() } else { format!("{count} results are saved.") };
            return Ok(reply::redirect_saying(&format!("/processes/{key}/tool"), &sentence));
        }
        Err(Failure::Refused(refusals)) => (refusals, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Failure::Stale { sentence }) => (vec![Refusal::because(sentence)], StatusCode::CONFLICT),
        Err(failure) => return Err(failure),
    };
    // The fields of the sheet have names of their own, so each sentence names its requirement.
    let refusals = refusals.into_iter().map(|one| Refusal::because(one.sentence)).collect();
    sheet_page(&visit, &known, &form.with(refusals), status)
}

/// The answers that were given, and what is wrong with them.
fn lines(all: &[Required], form: &Form) -> (Vec<Line>, Vec<Refusal>) {
    let (mut lines, mut refusals) = (Vec::new(), Vec::new());
    for one in all {
        let raw = |part: &str| form.raw(&format!("{part}-{}", one.id)).trim().to_owned();
        let passed = match raw("result").as_str() {
            "passed" => true,
            "failed" => false,
            _ => continue,
        };
        let (note, evidence) = (raw("observation").replace("\r\n", "\n"), raw("evidence"));
        let wild =
            |text: &str, lines: bool| text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\t')));
        if wild(&note, true) || wild(&evidence, false) {
            refusals.push(Refusal::because(format!(
                "What was written at “{}” contains control characters. Please remove them.",
                one.text
            )));
        }
        if note.chars().count() > limits::TEXT_CHARS || evidence.chars().count() > limits::LINE_CHARS {
            let (text, line) = (limits::TEXT_CHARS, limits::LINE_CHARS);
            let sentence = format!(
                "What was written at “{}” is too long: at most {text} characters of what was seen, {line} of the address.",
                one.text
            );
            refusals.push(Refusal::because(sentence));
        }
        let revision = raw("revision").parse().unwrap_or_default();
        lines.push((one.id.clone(), revision, Tried { passed, note, evidence }));
    }
    if lines.is_empty() {
        refusals.push(Refusal::because("Choose “Passed” or “Failed” for at least one requirement."));
    }
    (lines, refusals)
}
