//! The explorer for programs: the figures, the flow and the ways of the selected cases.

use axum::extract::Path;
use axum::http::StatusCode;
use mining::{Edge, Handover, MeasureValue};
use serde::Serialize;
use serde_json::{Value, json};

use super::changes::{self, Change};
use super::pages::{of_part, strict};
use crate::failure::Failure;
use crate::measure;
use crate::web::{Answer, Visit, answer};

/// Ways told; the file of cases has all.
const MOST_WAYS: usize = 100;

#[derive(Serialize)]
struct Explored {
    log: String,
    /// The key of the calendar in which times count; empty for the clock.
    counted_in: String,
    cases: usize,
    of_cases: usize,
    events: usize,
    measures: Vec<MeasureValue>,
    activities: Vec<Count>,
    edges: Vec<Edge>,
    ways: Vec<Way>,
    handovers: Vec<Handover>,
}

#[derive(Serialize)]
struct Count {
    activity: String,
    count: u64,
}

#[derive(Serialize)]
struct Way {
    activities: Vec<String>,
    cases: usize,
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = strict(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let (spec, name) = (measure::figures::spec(&log), log.name.clone());
    let counted_in = subject.counting.key().to_owned();
    let explored = of_part(&visit, &log, subject.chosen(), move |part, content| {
        let found = mining::overview(part, &spec);
        let ways = found.variants.iter().take(MOST_WAYS).map(|way| Way {
            activities: way.names(content).into_iter().map(str::to_owned).collect(),
            cases: way.cases.len(),
        });
        Explored {
            log: name,
            counted_in,
            cases: found.cases,
            of_cases: content.case_count(),
            events: found.events,
            ways: ways.collect(),
            measures: found.measures.values,
            activities: found.flow.activities.into_iter().map(|(activity, count)| Count { activity, count }).collect(),
            edges: found.flow.edges,
            handovers: found.handovers,
        }
    });
    Ok(answer::json(StatusCode::OK, &explored.await?))
}

/// When the chosen cases began to take other ways.
pub(super) async fn changes(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = strict(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let (spec, id) = (measure::figures::spec(&log), log.id.clone());
    let found = of_part(&visit, &log, subject.chosen(), move |part, _| changes::changes(part, &spec)).await?;
    let items: Vec<Value> = found.all.iter().map(change).collect();
    Ok(answer::json(
        StatusCode::OK,
        &json!({ "log_id": id, "counted_in": subject.counting.key(), "window": found.window, "items": items }),
    ))
}

fn change(one: &Change) -> Value {
    let figures: Vec<Value> = one
        .figures
        .iter()
        .map(|(measure, difference)| json!({ "measure": measure, "difference": difference }))
        .collect();
    json!({
        "at": one.at, "chance": one.chance, "cases_before": one.before.1, "cases_after": one.after.1,
        "shifted": one.shifted, "figures": figures,
    })
}
