//! Jira Service Management: the types of issues of a project with their states and fields, and the priorities.
//!
//! Source: Jira Cloud platform REST API v3 (project statuses, create metadata, fields, priorities).

use serde_json::Value;

use super::super::super::wire::{Line, Trouble};
use super::super::answer::{good, query, text};
use super::{Part, Shape};

pub(super) async fn shape(line: &mut Line, place: &str) -> Result<Shape, Trouble> {
    let mut shape = Shape::default();
    let reply = line.get(&format!("/rest/api/3/project/{}/statuses", query(place))).await?;
    let types = good(&reply, "the states of the project")?;
    let types: Vec<Value> = types.as_array().cloned().unwrap_or_default();
    shape.whole(Part::Type, types.iter().map(|one| text(one, "name")));
    let states = types.iter().filter_map(|one| one.get("statuses").and_then(Value::as_array)).flatten();
    shape.whole(Part::State, states.map(|one| text(one, "name")));
    let reply = line.get("/rest/api/3/field").await?;
    let fields = good(&reply, "the fields")?;
    shape.whole(Part::Field, fields.as_array().into_iter().flatten().map(|one| text(one, "name")));
    shape.notes.push(
        "Jira tells its fields for all projects; whether one is on a screen of this project is not looked at."
            .to_owned(),
    );
    let reply = line.get("/rest/api/3/priority").await?;
    let priorities = good(&reply, "the priorities")?;
    let priorities: Vec<String> = priorities.as_array().into_iter().flatten().map(|one| text(one, "name")).collect();
    shape.values.insert("Priority".to_owned(), priorities.clone());
    shape.whole(Part::Priority, priorities);
    Ok(shape)
}
