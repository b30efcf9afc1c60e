//! What is done to a requirement: each a form of its page.

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;

use super::super::commands::{self, Named, Tried, Wish};
use super::super::model::{Gap, ObjectKind};
use super::{page, shown};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Visit, answer as reply};

/// Checks the form, runs the command, and shows the page with a sentence, or again with what was refused and all that was typed.
async fn act<F>(id: String, visit: Visit, form: Form, sentence: &str, command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now, object) = (visit.actor()?, visit.now, id.clone());
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| command(tx, &actor, now, &object)).await,
        Err(failure) => Err(failure),
    };
    let (refusals, status) = match done {
        Ok(()) => return Ok(reply::redirect_saying(&format!("/requirements/{id}"), sentence)),
        Err(Failure::Refused(refusals)) => (refusals, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Failure::Stale { sentence }) => (vec![Refusal::because(sentence)], StatusCode::CONFLICT),
        Err(failure) => return Err(failure),
    };
    // What the form complained about itself stands in it already.
    let form = if form.refusals().is_empty() { form.with(refusals) } else { form };
    page(&visit, &shown(&visit, id).await?, &form, status)
}

/// The day of a field; a complaint where it is none.
fn day(form: &mut Form, name: &'static str, label: &str) -> Time {
    let text = form.line(name, label);
    Time::parse_date(&text).unwrap_or_else(|sentence| {
        if !text.is_empty() {
            form.refuse(name, sentence);
        }
        Time(0)
    })
}

/// The revision that the form was opened at.
fn revision(form: &Form) -> i64 {
    form.raw("revision").parse().unwrap_or_default()
}

pub(super) async fn answer(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let (note, gap, revision) = (form.text("note", "The explanation"), Gap::from_key(form.raw("gap")), revision(&form));
    if gap.is_none() {
        form.refuse("gap", "Choose how the tool meets it.");
    }
    let gap = gap.unwrap_or(Gap::NotMet);
    act(id, visit, form, "Saved.", move |tx, actor, now, id| {
        commands::answer(tx, actor, now, (id, revision), gap, &note)
    })
    .await
}

pub(super) async fn name_object(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let kind = ObjectKind::from_key(form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "Choose what kind of thing it is.");
    }
    let named = Named {
        tool: form.line("tool", "The tool"),
        kind: kind.unwrap_or(ObjectKind::Other),
        name: form.line("name", "The name"),
        link: form.optional_line("link", "The address"),
    };
    act(id, visit, form, "Added.", move |tx, actor, now, id| commands::name_object(tx, actor, now, id, &named)).await
}

pub(super) async fn remove_object(Path((id, object)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    act(id, visit, form, "Taken away.", move |tx, actor, now, id| commands::remove_object(tx, actor, now, id, &object))
        .await
}

pub(super) async fn test(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let passed = form.raw("result").to_owned();
    if !matches!(passed.as_str(), "passed" | "failed") {
        form.refuse("result", "Choose whether it passed or failed.");
    }
    let tried = Tried {
        passed: passed == "passed",
        note: form.text("observation", "What was seen"),
        evidence: form.optional_line("evidence", "The address of the proof"),
    };
    let revision = revision(&form);
    act(id, visit, form, "The result is saved.", move |tx, actor, now, id| {
        commands::test(tx, actor, now, (id, revision), &tried)
    })
    .await
}

pub(super) async fn waive(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let wish = Wish {
        what: form.required_text("what", "What the tool does otherwise"),
        why: form.required_text("why", "The reason"),
        until: day(&mut form, "until", "The last day"),
    };
    act(id, visit, form, "Written down. The owner of the process is asked to accept it.", move |tx, actor, now, id| {
        commands::waive(tx, actor, now, id, &wish)
    })
    .await
}

pub(super) async fn accept(Path((id, waiver)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let until = day(&mut form, "until", "The last day");
    act(id, visit, form, "Accepted. You are asked again when the day is over.", move |tx, actor, now, id| {
        commands::accept(tx, actor, now, (id, &waiver), until)
    })
    .await
}

pub(super) async fn end(Path((id, waiver)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.required_text("reason", "The reason");
    act(id, visit, form, "The waiver ended.", move |tx, actor, now, id| {
        commands::end_waiver(tx, actor, now, (id, &waiver), &reason)
    })
    .await
}
