//! What is done to an improvement: each a form of its page.

use axum::extract::Path;
use db::Tx;

use super::super::commands::{self, Verdict};
use super::super::model::{Measure, Plan};
use super::propose::{again, score};
use super::show::refused;
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer};

/// Checks the form, runs the command, and shows the page with a sentence, or again with what was refused.
async fn act<F>(id: String, visit: Visit, form: Form, sentence: &str, command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now, object) = (visit.actor()?, visit.now, id.clone());
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| command(tx, &actor, now, &object)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(answer::redirect_saying(&format!("/improvements/{id}"), sentence)),
        Err(Failure::Refused(refusals)) => refused(id, &visit, again(form, refusals)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn accept(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let plan = plan(&mut form);
    act(id, visit, form, "Accepted. Its owner is asked to complete it by the due day.", move |tx, actor, now, id| {
        commands::accept(tx, actor, now, id, &plan)
    })
    .await
}

fn plan(form: &mut Form) -> Plan {
    let owner_id = form.line("owner", "The owner");
    let label = form.line("measure", "The measure");
    let unit = form.optional_line("unit", "The unit");
    let mut figure = |name: &'static str, label: &str| {
        let figure = form.optional_number(name, label);
        if figure.is_none() && form.complaint(name).is_none() {
            form.refuse(name, format!("{label} is missing."));
        }
        figure.unwrap_or(0.0)
    };
    let (baseline, target) = (figure("baseline", "The baseline"), figure("target", "The target"));
    let due = form.line("due", "The due day");
    let due_at = Time::parse_date(&due).unwrap_or_else(|sentence| {
        if !due.is_empty() {
            form.refuse("due", sentence);
        }
        Time(0)
    });
    let expected = form.text("expected", "The expected benefit");
    Plan { owner_id, measure: Measure { key: String::new(), label, unit }, baseline, target, due_at, expected }
}

pub(super) async fn decline(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.required_text("reason", "The reason");
    act(id, visit, form, "Declined. Whoever raised it can read why.", move |tx, actor, now, id| {
        commands::decline(tx, actor, now, id, &reason)
    })
    .await
}

pub(super) async fn withdraw(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.required_text("why", "The reason");
    act(id, visit, form, "Withdrawn. It stays in the register with its reason.", move |tx, actor, now, id| {
        commands::withdraw(tx, actor, now, id, &reason)
    })
    .await
}

pub(super) async fn rescore(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let score = score(&mut form);
    act(id, visit, form, "The priority is judged anew.", move |tx, actor, now, id| {
        commands::rescore(tx, actor, now, id, score)
    })
    .await
}

pub(super) async fn start(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    act(id, visit, form, "Work has begun.", commands::start).await
}

pub(super) async fn complete(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let comment = form.text("comment", "The comment");
    act(id, visit, form, "Completed. Data will tell whether the benefit is there.", move |tx, actor, now, id| {
        commands::complete(tx, actor, now, id, &comment)
    })
    .await
}

pub(super) async fn verify(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let kept = match form.raw("verdict") {
        "kept" => true,
        "not_kept" => false,
        _ => {
            form.refuse("verdict", "Say whether the benefit is there.");
            false
        }
    };
    let value = form.optional_number("seen", "The value");
    let comment = form.text("comment", "The comment");
    act(id, visit, form, "Your verdict stands in the register.", move |tx, actor, now, id| {
        commands::verify(tx, actor, now, id, &Verdict { kept, value, comment: comment.clone() })
    })
    .await
}
