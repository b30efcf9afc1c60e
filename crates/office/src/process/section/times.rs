//! Times of steps as rows: what the diagram says of them in the words of Mandate, written into the diagram itself.
//!
//! One row for each element that says anything. The attributes stand in a namespace of their own, as the standard allows, so that every
//! other tool keeps them and passes them over. Absent: the time of a timer, which is drawn. Source: BPMN 2.0.2 §8.2.3.

use bpmn::Diagram;

use super::Row;
use super::lists::Answers;
use crate::definition::Definition;

/// The namespace and its usual prefix.
const MANDATE: (&str, &str) = (engine::MANDATE, "mandate");
/// The attributes, in the order of the columns after the element.
const NAMES: [&str; 4] = ["due", "calendar", "missed", "retry"];

fn diagram(definition: &Definition) -> Option<Diagram> {
    Diagram::parse(&definition.diagram).ok()
}

pub(super) fn read(definition: &Definition) -> Vec<Row> {
    let Some(diagram) = diagram(definition) else { return Vec::new() };
    let said = diagram.foreign(MANDATE.0);
    let row = |id: &String| {
        let own = said.get(id)?;
        let mut row = vec![id.clone()];
        row.extend(NAMES.map(|name| own.get(name).cloned().unwrap_or_default()));
        row[3] = if row[3].is_empty() { "once".to_owned() } else { row[3].clone() };
        Some(row)
    };
    diagram.nodes().iter().filter_map(|node| row(&node.id)).collect()
}

pub(super) fn write(definition: &mut Definition, rows: &[&Row]) {
    let Some(mut diagram) = diagram(definition) else { return };
    let before: Vec<String> = diagram.foreign(MANDATE.0).into_keys().collect();
    let rows: Vec<Answers> = rows.iter().map(|row| Answers(row)).collect();
    for id in before.iter().filter(|id| !rows.iter().any(|row| row.at(0) == **id)) {
        for name in NAMES {
            let _ = diagram.set_foreign(id, MANDATE, name, None);
        }
    }
    for row in &rows {
        for (at, name) in NAMES.into_iter().enumerate() {
            let value = row.at(at + 1);
            // What goes without saying is not said.
            let value = if value.is_empty() || (name == "missed" && value == "once") { None } else { Some(value) };
            // A step that was taken out meanwhile has no times any more.
            let _ = diagram.set_foreign(&row.at(0), MANDATE, name, value.as_deref());
        }
    }
    if diagram.text() != definition.diagram {
        diagram.text().clone_into(&mut definition.diagram);
    }
}
