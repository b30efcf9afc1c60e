//! The explorer for programs: the figures, the flow and the ways of the selected cases.

use axum::extract::Path;
use axum::http::StatusCode;
use mining::{Edge, Handover, MeasureValue};
use serde::Serialize;

use super::pages::{of_part, subject};
use crate::failure::{Failure, Refusal};
use crate::measure;
use crate::web::{Answer, Visit, answer};

/// Ways told; the file of cases has all.
const MOST_WAYS: usize = 100;

#[derive(Serialize)]
struct Explored {
    log: String,
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
    let subject = subject(&visit, &key).await?;
    if !subject.complaints.is_empty() {
        return Err(Failure::Refused(subject.complaints.into_iter().map(Refusal::because).collect()));
    }
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let (spec, name) = (measure::figures::spec(&log), log.name.clone());
    let explored = of_part(&visit, &log, &subject.selection, move |part, content| {
        let found = mining::overview(part, &spec);
        let ways = found.variants.iter().take(MOST_WAYS).map(|way| Way {
            activities: way.names(content).into_iter().map(str::to_owned).collect(),
            cases: way.cases.len(),
        });
        Explored {
            log: name,
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
