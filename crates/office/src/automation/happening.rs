//! What happens in the office itself begins and continues processes: an entry of the journal is a signal with a plain name.
//!
//! So an office automates its own approval or review. Each entry counts once. Absent: what happens within cases, which would go round in a
//! circle. Source: BPMN 2.0.2 §10.5.1 (signals).

use db::Tx;
use engine::Named;
use serde_json::json;

use super::case;
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::listen::{ANY, Listener};
use crate::journal::{Entry, words};
use crate::process;

/// Tells what happened as a signal.
pub const TELL: Listener =
    Listener { name: "automation: happenings", actions: ANY, react: |tx, entry, now| tell(tx, entry, now) };

/// Actions of the journal and the names of their signals.
pub const SIGNALS: [(&str, &str); 15] = [
    ("process.submitted", "Version submitted"),
    ("process.sent_back", "Version sent back"),
    ("process.approved", "Version approved"),
    ("process.published", "Version published"),
    ("process.retired", "Process retired"),
    ("process.role_accepted", "Owner or manager accepted"),
    ("process.role_left", "Owner or manager left"),
    ("measure.alarm_raised", "Measure outside its limits"),
    ("measure.alarm_answered", "Alarm answered"),
    ("improvement.proposed", "Improvement proposed"),
    ("improvement.accepted", "Improvement accepted"),
    ("improvement.completed", "Improvement completed"),
    ("requirement.waiver_recorded", "Waiver asked for"),
    ("people.added", "Person added"),
    ("connector.added", "Connector added"),
];

fn tell(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let Some((_, name)) = SIGNALS.iter().find(|(action, _)| *action == entry.action) else { return Ok(()) };
    let process = match entry.object.kind.as_str() {
        "process" => process::store::by_id(tx, &entry.object.id).ok().map(|one| one.key),
        _ => None,
    };
    let told = json!({
        "happening": {
            "name": name, "sentence": format!("{} {}", entry.actor_name, words::deed(entry)), "reason": entry.reason(),
            "who": entry.actor_name, "at": entry.at.rfc3339(), "process": process,
            "about": { "kind": entry.object.kind, "id": entry.object.id, "label": entry.object.label },
        },
    });
    let variables = Named::from_json(&told.to_string()).map_err(Failure::broken)?;
    case::broadcast(tx, now, &format!("journal/{}", entry.seq), name, &variables, "")
}
