//! Cases and tasks for programs: begin, read, do, and fetch work by topic.
//!
//! One file per noun. Absent: what is done (the commands), and the description of it all (`crate::api`).

mod cases;
mod operation;
mod programs;
mod retention;
mod stops;
mod talk;
mod tasks;

pub(super) use cases::{cancel, cases, one, start};
pub(super) use operation::{begin, keep, look, one as moved, pause, resume, several, undo};
pub(super) use programs::{fail, fetch, message, succeed};
pub(super) use retention::{retention, set_retention};
pub(super) use stops::{mend, stops};
pub(super) use talk::{attach, comments, files, say};
pub(super) use tasks::{claim, complete, task, tasks};

use engine::Named;
use serde_json::{Map, Value};

use crate::failure::Failure;

pub(super) fn named(variables: &Map<String, Value>) -> Result<Named, Failure> {
    let text = Value::Object(variables.clone()).to_string();
    Named::from_json(&text)
        .map_err(|sentence| Failure::Unreadable { sentence: format!("The variables cannot be read: {sentence}.") })
}

pub(super) fn plain(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
