//! What is done to an improvement: each a form of its page.

use axum::extract::Path;
use db::Tx;

use super::super::commands::{self, Verdict};
use super::super::model::{Measure, Plan};
use super::super::store;
use super::super::views::OTHER;
use super::propose::score;
use super::show::{measures, refused};
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
        Err(Failure::Refused(refusals)) => refused(id, &visit, form.with(refusals)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn accept(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let (mut form, object, now) = (form, id.clone(), visit.now);
    let measures = visit
        .read(move |tx| {
            let improvement = store::improvement(tx, &object)?;
            measures(tx, &improvement, now)
        })
        .await?;
    let plan = plan(&mut form, &measures);
    act(id, visit, form, "Accepted. Its owner is asked to complete it by the due day.", move |tx, actor, now, id| {
        commands::accept(tx, actor, now, id, &plan)
    })
    .await
}

fn plan(form: &mut Form, measures: &[Measure]) -> Plan {
    let owner_id = form.line("owner", "The owner");
    let measure = measure(form, measures);
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
    Plan { owner_id, measure, baseline, target, due_at, expected }
}

/// The measure of the process that was chosen, else the one that was named.
fn measure(form: &mut Form, measures: &[Measure]) -> Measure {
    let key = form.optional_line("measure", "The measure");
    if let Some(chosen) = measures.iter().find(|measure| measure.key == key) {
        return chosen.clone();
    }
    let label = form.optional_line("measure_name", "The measure");
    let unit = form.optional_line("unit", "The unit");
    let field = if measures.is_empty() { "measure_name" } else { "measure" };
    if !key.is_empty() && key != OTHER {
        form.refuse(field, "The process has no such measure any more. Choose one from the list.");
    } else if label.is_empty() && form.complaint("measure_name").is_none() {
        form.refuse(field, "Say what the benefit is measured by.");
    }
    Measure { key: String::new(), label, unit }
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

pub(super) async fn draft(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, object) = (visit.actor()?, visit.now, id.clone());
    match visit.write(move |tx| commands::draft(tx, &actor, now, &object)).await {
        Ok(process) => {
            let sentence = format!("A draft of {} is open for this improvement.", process.name);
            Ok(answer::redirect_saying(&format!("/processes/{}/draft", process.key), &sentence))
        }
        Err(Failure::Refused(refusals)) => refused(id, &visit, form.with(refusals)).await,
        Err(failure) => Err(failure),
    }
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
