//! Request Tracker: the fields of a queue, and the states that its tickets have.
//!
//! RT does not tell which states a life cycle has. Those of the one that it is delivered with are known; of another one those are found that
//! tickets are in, one search for each: “in none of these”. Source: RT 5 documentation (REST 2, life cycles).

use serde_json::Value;

use super::super::super::wire::{Line, Trouble};
use super::super::answer::{good, query, rows, text};
use super::{Part, Shape};

/// The states of the life cycle that RT is delivered with.
const DELIVERED: &[&str] = &["new", "open", "stalled", "resolved", "rejected", "deleted"];
/// The fields that every ticket has.
const FIELDS: &[&str] = &[
    "Subject",
    "Status",
    "Owner",
    "Requestor",
    "Cc",
    "AdminCc",
    "Priority",
    "Final Priority",
    "Queue",
    "Due",
    "Starts",
    "Started",
    "Resolved",
    "Created",
    "Last Updated",
    "Time Estimated",
    "Time Worked",
    "Time Left",
];
/// States that are searched for at most.
const STATES: usize = 40;

pub(super) async fn shape(line: &mut Line, place: &str) -> Result<Shape, Trouble> {
    let reply = line.get(&format!("/REST/2.0/queue/{}", query(place))).await?;
    let queue = good(&reply, "the queue")?;
    let mut shape = Shape::default();
    let own = queue.get("TicketCustomFields").and_then(Value::as_array).into_iter().flatten();
    let own: Vec<(String, String)> = own.map(|one| (text(one, "id"), text(one, "name"))).collect();
    let named = FIELDS.iter().map(|name| (*name).to_owned()).chain(own.iter().map(|(_, name)| name.clone()));
    shape.whole(Part::Field, named);
    for (id, name) in &own {
        let reply = line.get(&format!("/REST/2.0/customfield/{}", query(id))).await?;
        let Ok(field) = good(&reply, "a field") else { continue };
        let values = field.get("Values").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<String> = values.filter_map(Value::as_str).map(str::to_owned).collect();
        if !values.is_empty() {
            shape.values.insert(name.clone(), values);
        }
    }
    let cycle = text(&queue, "Lifecycle");
    let mut states = Vec::new();
    if cycle == "default" {
        states.extend(DELIVERED.iter().map(|state| (*state).to_owned()));
    }
    let found = in_use(line, place, &mut states).await?;
    if cycle == "default" && found == 0 {
        shape.whole(Part::State, states);
        shape.notes.push("The queue has the life cycle that Request Tracker is delivered with.".to_owned());
    } else {
        shape.put(Part::State, states);
        let told = format!(
            "Request Tracker does not tell which states the life cycle “{cycle}” has; those that tickets are in were looked at."
        );
        shape.notes.push(told);
    }
    Ok(shape)
}

/// States that tickets are in and that are not known yet; returns how many there were.
async fn in_use(line: &mut Line, place: &str, states: &mut Vec<String>) -> Result<usize, Trouble> {
    let before = states.len();
    while states.len() < STATES {
        let place = place.replace('\'', "");
        let mut asked = format!("Queue = '{place}'");
        for state in states.iter() {
            asked.push_str(&format!(" AND Status != '{}'", state.replace('\'', "")));
        }
        let path = format!("/REST/2.0/tickets?query={}&fields=Status&per_page=1", query(&asked));
        let reply = line.get(&path).await?;
        let found = good(&reply, "the states of tickets")?;
        let state = rows(&found, "items")?.first().map(|row| text(row, "Status")).unwrap_or_default();
        if state.is_empty() || states.contains(&state) {
            break;
        }
        states.push(state);
    }
    Ok(states.len() - before)
}
