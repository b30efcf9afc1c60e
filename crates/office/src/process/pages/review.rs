//! Submitting, deciding, publishing.

use axum::extract::Path;
use ui::Extra;

use super::super::comments::{self, Places};
use super::super::model::State;
use super::super::submission::{self, ANSWER_DAYS, Submission};
use super::super::views::{self, Reviewed, Seen};
use super::super::{commands, store};
use super::draft::read;
use super::{below, below_draft, load, owner_id, seen};
use crate::approval::{self, Decision};
use crate::clock::Time;
use crate::failure::Failure;
use crate::people;
use crate::rule;
use crate::web::{Answer, Form, Page, Visit, answer};

/// A day of a form; a complaint stands at its field.
pub(super) fn day(form: &mut Form, name: &'static str, label: &str) -> Option<Time> {
    let text = form.optional_line(name, label);
    if text.is_empty() {
        return None;
    }
    match Time::parse_date(&text) {
        Ok(day) => Some(day),
        Err(sentence) => {
            form.refuse(name, sentence);
            None
        }
    }
}

pub(super) async fn submission_page(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let mut answers = vec![("due".to_owned(), visit.now.plus_days(ANSWER_DAYS).date().to_string())];
    answers.extend(owner_id(&seen).map(|id| ("approver".to_owned(), id)));
    show_submission(&visit, &seen, &drafted, &Form::of(answers), false).await
}

async fn show_submission(visit: &Visit, seen: &Seen, drafted: &views::Drafted, form: &Form, refused: bool) -> Answer {
    let (process, now) = (seen.process.clone(), visit.now);
    let approvers = visit.read(move |tx| submission::approvers(tx, &process, now)).await?;
    let draft = seen.at("draft");
    let page = below_draft(seen, &draft, "Submit for approval")
        .lead("Whom you ask reads what changed and approves it, or sends it back.");
    let body = views::submission(seen, drafted, &approvers, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

pub(super) async fn submit(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let due = day(&mut form, "due", "The day").unwrap_or_else(|| visit.now.plus_days(ANSWER_DAYS));
    let submission = Submission { approvers: form.all("approver"), due_at: due, note: form.text("note", "The note") };
    let (seen, drafted) = read(&visit, key).await?;
    let (actor, now, id, href) = (visit.actor()?, visit.now, seen.process.id.clone(), seen.at("review"));
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| submission::submit(tx, &actor, now, &id, &submission)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&href, "Submitted. Everybody you named finds it in their work.")),
        Err(Failure::Refused(refusals)) => show_submission(&visit, &seen, &drafted, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn withdraw(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let reason = form.optional_line("reason", "The reason");
    form.checked()?;
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.at("draft"));
    visit.write(move |tx| submission::withdraw(tx, &actor, now, &seen.process.id, &reason)).await?;
    Ok(answer::redirect_saying(&href, "It is a draft again. Nobody is asked any more."))
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    show_review(&visit, key, &Form::default(), false).await
}

async fn show_review(visit: &Visit, key: String, form: &Form, refused: bool) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (seen, reviewed) = visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            let Some(version) = seen.open_to_read().cloned() else { return Ok((seen, None)) };
            let definition = store::definition(tx, &version.id)?;
            let base = match &version.base_id {
                Some(id) => Some((store::version_by_id(tx, id)?, store::definition(tx, id)?)),
                None => None,
            };
            let approvals = approval::of_subject(tx, &commands::subject(&version.id))?;
            let submitted_by = match version.submitted_by.as_str() {
                "" => String::new(),
                id => people::store::person(tx, id)?.name,
            };
            let sees = seen.rights.drafts || seen.rights.is_asked;
            let talk = if sees { comments::open(tx, &seen.process.id, &definition, true)? } else { Places::new() };
            let findings = rule::in_use(tx)?.check(&definition).0;
            let talk = sees.then_some(talk);
            Ok((seen, Some(Reviewed { version, definition, findings, base, approvals, submitted_by, talk })))
        })
        .await?;
    let Some(reviewed) = reviewed else {
        return Ok(answer::redirect_saying(&seen.href, "Nothing is under review here now."));
    };
    let title = format!("Review of {}", seen.process.name);
    let page: Page = below(&seen, &title).status(views::status(&seen)).needs(&[Extra::Diagram]);
    let body = views::review(&seen, &reviewed, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

pub(super) async fn decide(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let reason = form.text("reason", "The reason");
    let decision = Decision::from_key(form.raw("decision"));
    if decision.is_none() {
        form.refuse("decision", "Choose whether you approve it or send it back.");
    }
    let seal = form.raw("seal").to_owned();
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id, name) = (visit.actor()?, visit.now, seen.process.id.clone(), seen.process.name.clone());
    let outcome = match (form.checked(), decision) {
        (Ok(()), Some(decision)) => {
            visit.write(move |tx| submission::decide(tx, &actor, now, &id, &seal, decision, &reason)).await
        }
        (Err(failure), _) => Err(failure),
        (Ok(()), None) => Err(Failure::NotFound),
    };
    match outcome {
        Ok(State::SentBack) => {
            Ok(answer::redirect_saying(&seen.href, &format!("{name} went back to its author with your reason.")))
        }
        Ok(State::Approved) => {
            Ok(answer::redirect_saying(&seen.at("review"), "Everybody approved. The owner can publish it."))
        }
        Ok(_) => Ok(answer::redirect_saying(&seen.at("review"), "Approved. Others are still to answer.")),
        Err(Failure::Refused(refusals)) => show_review(&visit, key, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn publish(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let effective = day(&mut form, "effective", "The day");
    let reason = form.optional_line("reason", "The remark");
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| submission::publish(tx, &actor, now, &id, effective, &reason)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(version) => {
            let day = version.effective_at.map(Time::day_in_words).unwrap_or_default();
            let sentence = format!("Version {} is published, in force from {day}.", version.number);
            Ok(answer::redirect_saying(&seen.href, &sentence))
        }
        Err(Failure::Refused(refusals)) => show_review(&visit, key, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}
