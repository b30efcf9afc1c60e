//! Whom and what a set of changes touches: the roles that must be told, the activities, controls, measures and tools to look at.
//!
//! Absent: the people who hold the roles (`people`), and what follows for training and communication.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Change;
use crate::definition::lint::Target;
use crate::definition::{Definition, decision};

/// Whom and what a set of changes touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Names of roles that do something differently.
    pub roles: BTreeSet<String>,
    /// Ids of activities that changed.
    pub activities: BTreeSet<String>,
    /// Keys.
    pub controls: BTreeSet<String>,
    /// Keys.
    pub measures: BTreeSet<String>,
    pub tools: BTreeSet<String>,
}

/// What `changes` touch in the new definition: the roles are those with a part in a changed activity, and the places of a changed
/// control, form or decision count as changed.
#[must_use]
pub fn impact(new: &Definition, changes: &[Change]) -> Impact {
    let mut impact = Impact::default();
    for change in changes {
        match &change.target {
            Target::Activity(id) => drop(impact.activities.insert(id.clone())),
            Target::Cell { activity, role } => {
                impact.activities.insert(activity.clone());
                impact.roles.insert(new.role_name(role).to_owned());
            }
            Target::Role(key) => drop(impact.roles.insert(new.role_name(key).to_owned())),
            Target::Control(key) => {
                impact.controls.insert(key.clone());
                let place = new.controls.iter().find(|one| one.key == *key).map(|one| one.activity.clone());
                impact.activities.extend(place.filter(|id| !id.is_empty()));
            }
            Target::Measure(key) => drop(impact.measures.insert(key.clone())),
            Target::Form(key) => impact
                .activities
                .extend(new.activities.iter().filter(|(_, one)| one.forms.contains(key)).map(|(id, _)| id.clone())),
            Target::Decision(key) => {
                let users = new.activities.iter().filter(|(_, one)| one.decisions.contains(key));
                impact.activities.extend(users.map(|(id, _)| id.clone()));
                let tasks = decision::tasks(new).into_iter().filter(|task| task.key.as_ref() == Some(key));
                impact.activities.extend(tasks.map(|task| task.element));
            }
            Target::Field(_) | Target::Element(_) => {}
        }
    }
    for id in &impact.activities {
        let cells = new.raci.get(id).into_iter().flatten();
        impact.roles.extend(cells.map(|(role, _)| new.role_name(role).to_owned()));
        let tool = new.activities.get(id).map(|activity| activity.tool.clone()).filter(|tool| !tool.is_empty());
        impact.tools.extend(tool);
    }
    impact
}
