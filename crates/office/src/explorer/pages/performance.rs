//! The chosen cases on the published process: the page, its table as a file, the moves of its replay, and the same for programs.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use mining::{Conformance, Spread};
use serde::Serialize;

use super::super::performance::{Heat, Performance, Step};
use super::super::replay::{self, Moves};
use super::super::views::{Content, Performed};
use super::{Subject, of_part, subject};
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};
use crate::measure::memory::Chosen;
use crate::measure::{self, Log, figures, memory};
use crate::process::{self, Version};
use crate::web::{Answer, Visit, answer, csv};

/// What the chosen cases are compared with.
pub(super) struct Published {
    pub version: Version,
    pub definition: Definition,
}

pub(super) async fn published(visit: &Visit, subject: &Subject) -> Result<Option<Published>, Failure> {
    let (id, now) = (subject.process.id.clone(), visit.now);
    let found = visit.read(move |tx| process::published(tx, &id, now)).await?;
    Ok(found.map(|(version, definition)| Published { version, definition }))
}

pub(super) async fn compared(
    visit: &Visit,
    subject: &Subject,
    log: &Log,
    published: &Published,
) -> Result<Arc<Conformance>, Failure> {
    let content = figures::content(&visit.app, &log.id).await?;
    let chosen = Chosen {
        name: subject.selection.name(),
        filter: subject.selection.filter(&content),
        counting: subject.counting.clone(),
    };
    memory::deviations_of_part(&visit.app, log, &published.version, &published.definition, chosen).await
}

fn performance(found: &Conformance, log: &Log, published: &Published) -> Result<Performance, Failure> {
    let taken = figures::flows(&published.definition)?;
    Ok(Performance::of(found, published.definition.steps(), &log.reading, &taken))
}

/// What the view shows, or why it cannot.
pub(super) async fn content(visit: &Visit, subject: &Subject, log: &Log, heat: Heat) -> Result<Content, Failure> {
    let Some(published) = published(visit, subject).await? else { return Ok(Content::Unpublished) };
    let found = match compared(visit, subject, log, &published).await {
        Ok(found) => found,
        Err(Failure::Refused(refusals)) => return Ok(Content::NotComparable(refusals)),
        Err(failure) => return Err(failure),
    };
    let performance = performance(&found, log, &published)?;
    let known = measure::pages::known(visit, &subject.process, &found).await?;
    let may_propose = measure::pages::may_propose(visit);
    let may_waive = measure::waiver::pages::may_grant(visit, &subject.process);
    let Published { version, definition } = published;
    let performed = Performed { version, definition, found, performance, heat, known, may_propose, may_waive };
    Ok(Content::Process(Box::new(performed)))
}

/// The steps of the process in force with the figures of the chosen cases.
async fn figured(visit: &Visit, key: &str) -> Result<(Subject, Log, Published, Performance), Failure> {
    let subject = strict(visit, key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let published = published(visit, &subject).await?.ok_or(Failure::NotFound)?;
    let found = compared(visit, &subject, &log, &published).await?;
    let performance = performance(&found, &log, &published)?;
    Ok((subject, log, published, performance))
}

/// A selection that a program or a file asks for is taken whole or refused.
pub(in crate::explorer) async fn strict(visit: &Visit, key: &str) -> Result<Subject, Failure> {
    let subject = subject(visit, key).await?;
    if subject.complaints.is_empty() {
        return Ok(subject);
    }
    Err(Failure::Refused(subject.complaints.into_iter().map(Refusal::because).collect()))
}

pub(super) async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let (subject, .., performance) = figured(&visit, &key).await?;
    let hours_of = subject.counting.hours().to_lowercase();
    let header = [
        "Step",
        "Cases",
        "Times",
        &format!("Waiting before, median {hours_of}"),
        &format!("Waiting before, nine in ten within {hours_of}"),
        &format!("Worked on, median {hours_of}"),
        &format!("To the next step, median {hours_of}"),
        &format!("To the next step, nine in ten within {hours_of}"),
        "Cases that skip it",
        "Cases with it out of place",
    ];
    let hours = |seconds: Option<f64>| seconds.map(|seconds| format!("{:.4}", seconds / 3600.0)).unwrap_or_default();
    let median = |spread: Option<Spread>| hours(spread.map(|spread| spread.median_seconds));
    let p90 = |spread: Option<Spread>| hours(spread.map(|spread| spread.p90_seconds));
    let row = |step: &Step| {
        vec![
            step.name.clone(),
            step.cases.to_string(),
            step.executions.to_string(),
            median(step.waiting),
            p90(step.waiting),
            median(step.working),
            median(step.following),
            p90(step.following),
            step.skipped.to_string(),
            step.misplaced.to_string(),
        ]
    };
    let seen = performance.steps.iter().filter(|step| !step.states.is_empty());
    Ok(csv::download(&format!("{key}-steps.csv"), &header, seen.map(row)))
}

pub(super) async fn replay(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = strict(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let definition = published(&visit, &subject).await?.ok_or(Failure::NotFound)?.definition;
    let of_log = log.clone();
    let moves = of_part(&visit, &log, subject.chosen(), move |part, _| {
        let choice = replay::chosen(part);
        let taken = figures::flows(&definition)?;
        let moved = figures::replay(&of_log, &choice.part, &definition)?;
        Ok::<Moves, Failure>(Moves::of(&moved, &taken, choice.rule()))
    });
    Ok(answer::json(StatusCode::OK, &moves.await??))
}

#[derive(Serialize)]
struct StepAnswer {
    element: String,
    name: String,
    states: Vec<String>,
    cases: u64,
    executions: u64,
    waiting: Option<Spread>,
    working: Option<Spread>,
    following: Option<Spread>,
    skipped_cases: usize,
    misplaced_cases: usize,
}

#[derive(Serialize)]
struct FlowAnswer {
    element: String,
    count: u64,
}

#[derive(Serialize)]
struct StepsAnswer {
    process: String,
    version: String,
    log_id: String,
    /// The key of the calendar in which times count; empty for the clock.
    counted_in: String,
    compared: u64,
    steps: Vec<StepAnswer>,
    flows: Vec<FlowAnswer>,
}

pub(super) async fn api_steps(Path(key): Path<String>, visit: Visit) -> Answer {
    let (subject, log, published, performance) = figured(&visit, &key).await?;
    let steps = performance.steps.into_iter().map(|step| StepAnswer {
        element: step.id,
        name: step.name,
        states: step.states,
        cases: step.cases,
        executions: step.executions,
        waiting: step.waiting,
        working: step.working,
        following: step.following,
        skipped_cases: step.skipped,
        misplaced_cases: step.misplaced,
    });
    let flows = performance.flows.into_iter().map(|(element, count)| FlowAnswer { element, count });
    let body = StepsAnswer {
        process: key,
        version: published.version.number,
        log_id: log.id,
        counted_in: subject.counting.key().to_owned(),
        compared: performance.compared,
        steps: steps.collect(),
        flows: flows.collect(),
    };
    Ok(answer::json(StatusCode::OK, &body))
}
