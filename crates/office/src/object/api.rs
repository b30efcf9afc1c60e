//! Objects for programs: the list, one log of objects with its flows and links, and the objects behind a number.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use mining::TypeFlow;
use serde_json::{Value, json};

use super::pages::{asking, origins, seen, types};
use super::sight::Origin;
use super::views::linkages;
use crate::web::{Answer, Visit, answer};

/// Objects told at once; the file has all.
const MOST_FOUND: usize = 1_000;

pub(super) async fn list(visit: Visit) -> Answer {
    let all = origins(&visit).await?;
    let item = |origin: &Origin| {
        let processes: Vec<&str> = match origin {
            Origin::File { process, .. } => vec![process.key.as_str()],
            Origin::Linked { logs, .. } => logs.iter().map(|(process, _)| process.key.as_str()).collect(),
        };
        let kind = if matches!(origin, Origin::File { .. }) { "file" } else { "linked" };
        let href = format!("/objects/{}", origin.id());
        json!({ "id": origin.id(), "name": origin.name(), "kind": kind, "processes": processes, "href": href })
    };
    let items: Vec<Value> = all.iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let (origin, sight) = seen(&visit, &id).await?;
    let links = linkages(&sight, &types(&visit, &sight));
    let body = json!({
        "id": origin.id(), "name": origin.name(), "objects": sight.log.objects().len(), "events": sight.log.events().len(),
        "types": sight.flow.types.iter().map(flow).collect::<Vec<Value>>(), "meetings": sight.flow.meetings, "links": links,
        "statements": mining::statements(&sight.log),
    });
    Ok(answer::json(StatusCode::OK, &body))
}

fn flow(one: &TypeFlow) -> Value {
    let counts = |counts: &BTreeMap<String, u64>| {
        counts.iter().map(|(name, count)| json!({ "activity": name, "count": count })).collect::<Vec<Value>>()
    };
    json!({
        "object_type": one.object_type, "objects": one.objects, "without_events": one.without_events,
        "events": one.events, "events_per_object": one.events_per_object, "objects_per_event": one.objects_per_event,
        "relations_per_object": one.relations_per_object, "median_seconds": one.median_seconds,
        "starts": counts(&one.starts), "ends": counts(&one.ends), "edges": one.edges,
    })
}

pub(super) async fn found(Path(id): Path<String>, visit: Visit) -> Answer {
    let asking = asking(&visit, &id).await?;
    let log = &asking.sight.log;
    let name = |number: &u32| log.object_at(*number as usize).map(|object| object.id());
    let items: Vec<Value> = asking
        .found
        .iter()
        .take(MOST_FOUND)
        .map(|(object, others)| json!({ "object": name(object), "linked": others.iter().filter_map(name).collect::<Vec<_>>() }))
        .collect();
    let body = json!({ "asked": asking.sought.words(&asking.of), "total": asking.found.len(), "items": items });
    Ok(answer::json(StatusCode::OK, &body))
}
