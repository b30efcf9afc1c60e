//! Redmine: the states of all issues, and trackers, fields and categories of a project.
//!
//! The fields that somebody added are told with the project, also to accounts that may not administer. Source: redmine.org, REST API
//! (issue statuses, projects, trackers, enumerations).

use serde_json::Value;

use super::super::super::wire::{Line, Trouble};
use super::super::answer::{good, query, rows, text};
use super::{Part, Shape};

/// What the fields of an issue are called, by the word of the interface.
const FIELDS: &[(&str, &str)] = &[
    ("assigned_to_id", "Assignee"),
    ("category_id", "Category"),
    ("fixed_version_id", "Target version"),
    ("parent_issue_id", "Parent task"),
    ("start_date", "Start date"),
    ("due_date", "Due date"),
    ("estimated_hours", "Estimated time"),
    ("done_ratio", "% Done"),
    ("description", "Description"),
];
/// The fields that every issue has.
const ALWAYS: &[&str] = &["Subject", "Status", "Priority", "Tracker", "Project", "Author", "Private"];

fn names(value: &Value, field: &str) -> Vec<String> {
    let all = value.get(field).and_then(Value::as_array).into_iter().flatten();
    all.map(|one| text(one, "name")).collect()
}

pub(super) async fn shape(line: &mut Line, place: &str) -> Result<Shape, Trouble> {
    let mut shape = Shape::default();
    let reply = line.get("/issue_statuses.json").await?;
    let found = good(&reply, "the states")?;
    rows(&found, "issue_statuses")?;
    shape.whole(Part::State, names(&found, "issue_statuses"));
    let path = format!("/projects/{}.json?include=trackers,issue_categories,issue_custom_fields", query(place));
    let reply = line.get(&path).await?;
    let found = good(&reply, "the project")?;
    let project = found.get("project").cloned().unwrap_or_default();
    let trackers = names(&project, "trackers");
    shape.whole(Part::Type, trackers.clone());
    shape.whole(Part::Category, names(&project, "issue_categories"));
    let reply = line.get("/trackers.json").await?;
    let found = good(&reply, "the trackers")?;
    let mut fields: Vec<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    for tracker in rows(&found, "trackers")?.iter().filter(|one| trackers.contains(&text(one, "name"))) {
        let standard = tracker.get("enabled_standard_fields").and_then(Value::as_array).into_iter().flatten();
        for word in standard.filter_map(Value::as_str) {
            let name = FIELDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| name);
            fields.push(name.to_owned());
        }
    }
    match project.get("issue_custom_fields") {
        Some(_) => {
            fields.extend(names(&project, "issue_custom_fields"));
            shape.whole(Part::Field, fields);
        }
        None => {
            shape.put(Part::Field, fields);
            shape.notes.push(
                "This Redmine does not tell the fields of a project; those it is delivered with were looked at."
                    .to_owned(),
            );
        }
    }
    let reply = line.get("/enumerations/issue_priorities.json").await?;
    let found = good(&reply, "the priorities")?;
    rows(&found, "issue_priorities")?;
    let priorities = names(&found, "issue_priorities");
    shape.values.insert("Priority".to_owned(), priorities.clone());
    shape.whole(Part::Priority, priorities);
    Ok(shape)
}
