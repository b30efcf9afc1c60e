//! The tables of objects as files: types, where flows meet, and what objects state of each other.

use axum::extract::Path;

use super::{seen, types};
use crate::web::{Answer, Visit, csv};

pub(super) async fn types_of(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let header = [
        "Type",
        "Objects",
        "Without any event",
        "Events",
        "Events of an object, mean",
        "Objects of an event, mean",
        "Relations stated, mean",
        "First to last event, median hours",
    ];
    let rows = sight.flow.types.iter().map(|flow| {
        let mean = |value: f64| format!("{value:.3}");
        vec![
            flow.object_type.clone(),
            flow.objects.to_string(),
            flow.without_events.to_string(),
            flow.events.to_string(),
            mean(flow.events_per_object.mean),
            mean(flow.objects_per_event.mean),
            mean(flow.relations_per_object.mean),
            flow.median_seconds.map(|seconds| mean(seconds / 3600.0)).unwrap_or_default(),
        ]
    });
    Ok(csv::download("types-of-objects.csv", &header, rows))
}

/// Events that speak of several of the chosen types.
pub(super) async fn meetings(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let chosen = types(&visit, &sight);
    let met = sight.flow.meetings.iter();
    let met = met.filter(|one| one.types.iter().filter(|name| chosen.contains(name)).count() > 1);
    let rows = met.map(|one| vec![one.activity.clone(), one.types.join("; "), one.events.to_string()]);
    Ok(csv::download("where-flows-meet.csv", &["Step", "Speaks of", "Events"], rows))
}

pub(super) async fn statements(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let rows = mining::statements(&sight.log)
        .into_iter()
        .map(|one| vec![one.qualifier, one.from, one.to, one.count.to_string()]);
    Ok(csv::download("statements-of-objects.csv", &["As what", "Stated by each", "Of each", "How often"], rows))
}
