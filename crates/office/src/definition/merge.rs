//! Two people's edits of the same draft brought together: what only one of them changed is taken, what both changed differently
//! is shown to the second, and nothing is overwritten silently.
//!
//! The parts that are compared are the fields of the document, each field of an activity, each cell of the RACI matrix, and the
//! diagram as a whole. Absent: who the people are and when; the caller knows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::model::Definition;

/// Something that both changed, and differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The path of the part: `purpose`, `activities/diagnose/steps`, `raci/diagnose/agent`.
    pub part: String,
    /// The part in words.
    pub label: String,
    /// What was there before both.
    pub base: String,
    /// What the second wants.
    pub mine: String,
    /// What the first saved meanwhile.
    pub theirs: String,
}

/// The outcome of a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Both edits together; where they conflict, the one that was saved already.
    pub definition: Definition,
    pub conflicts: Vec<Conflict>,
}

/// Brings `mine` and `theirs` together, which both began with `base`.
#[must_use]
pub fn merge(base: &Definition, mine: &Definition, theirs: &Definition) -> Merged {
    let (base_parts, mine_parts, their_parts) = (parts(base), parts(mine), parts(theirs));
    let mut merged = their_parts.clone();
    let mut conflicts = Vec::new();
    let paths: BTreeSet<&Vec<String>> = base_parts.keys().chain(mine_parts.keys()).chain(their_parts.keys()).collect();
    for path in paths {
        let (before, wanted, saved) = (base_parts.get(path), mine_parts.get(path), their_parts.get(path));
        if wanted == before || wanted == saved {
            continue;
        }
        if saved == before {
            match wanted {
                Some(value) => merged.insert(path.clone(), value.clone()),
                None => merged.remove(path),
            };
            continue;
        }
        conflicts.push(Conflict {
            part: path.join("/"),
            label: label(path, mine),
            base: words(before),
            mine: words(wanted),
            theirs: words(saved),
        });
    }
    let definition = whole(&merged).unwrap_or_else(|| theirs.clone());
    Merged { definition, conflicts }
}

type Parts = BTreeMap<Vec<String>, Value>;

/// The document in the parts that are compared.
fn parts(definition: &Definition) -> Parts {
    let mut parts = Parts::new();
    let Ok(Value::Object(fields)) = serde_json::to_value(definition) else { return parts };
    for (field, value) in fields {
        match (field.as_str(), value) {
            ("activities" | "raci", Value::Object(rows)) => {
                for (row, cells) in rows {
                    let Value::Object(cells) = cells else { continue };
                    for (cell, value) in cells {
                        parts.insert(vec![field.clone(), row.clone(), cell], value);
                    }
                }
            }
            (_, value) => {
                parts.insert(vec![field], value);
            }
        }
    }
    parts
}

/// The document out of its parts.
fn whole(parts: &Parts) -> Option<Definition> {
    let mut fields = Map::new();
    for (path, value) in parts {
        match path.as_slice() {
            [field] => drop(fields.insert(field.clone(), value.clone())),
            [field, row, cell] => {
                let rows = fields.entry(field.clone()).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
                let cells = rows.entry(row.clone()).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
                cells.insert(cell.clone(), value.clone());
            }
            _ => return None,
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

fn label(path: &[String], definition: &Definition) -> String {
    let steps = definition.steps();
    let step = |id: &str| steps.iter().find(|(step, _)| step == id).map_or(id.to_owned(), |(_, name)| name.clone());
    let plain = |field: &str| field.replace('_', " ");
    match path {
        [kind, activity, role] if kind == "raci" => {
            format!("{}: part of {}", step(activity), definition.role_name(role))
        }
        [_, activity, field] => format!("{}: {}", step(activity), plain(field)),
        [field] => {
            let text = plain(field);
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
        other => other.join(" "),
    }
}

/// A part as a person reads it.
fn words(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| words(Some(item))).collect::<Vec<_>>().join("\n"),
        Some(Value::Object(map)) => {
            let parts: Vec<String> =
                map.values().map(|value| words(Some(value))).filter(|text| !text.is_empty()).collect();
            parts.join(" · ")
        }
        Some(other) => other.to_string(),
    }
}
