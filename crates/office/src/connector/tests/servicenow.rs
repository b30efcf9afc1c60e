use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stand::{Asked, Said, Stand, nothing, said};
use super::{connected, pulled, told, tried};
use crate::connector::tool::Act;
use crate::connector::{Cursor, Kind, ticket};
use crate::testing::{BEGINNING, each};

/// Incidents and their audit, as the Table API shows them.
#[derive(Default)]
struct Now {
    incidents: Vec<(String, i64)>,
    made: Vec<Value>,
    journal: Vec<Value>,
    state: String,
}

fn at(minutes: i64) -> String {
    let at = BEGINNING.plus_seconds(minutes * 60 - 30 * 86_400).rfc3339();
    at.replace('T', " ").trim_end_matches('Z').to_owned()
}

fn both(value: &str, shown: &str) -> Value {
    json!({ "value": value, "display_value": shown })
}

impl Now {
    fn answer(&mut self, asked: &Asked) -> Said {
        if !asked.header("authorization").starts_with("Basic ") {
            return said(401, json!({ "error": { "message": "User Not Authenticated" } }));
        }
        let Some(path) = asked.path.strip_prefix("/api/now/table/") else { return nothing() };
        let query = asked.text("sysparm_query");
        match (asked.method.as_str(), path) {
            ("GET", "sys_user") => said(200, json!({ "result": [{ "user_name": "mandate.bot" }] })),
            ("GET", "sys_choice") => {
                let choice = |value: &str, label: &str| json!({ "name": "incident", "element": "state", "value": value, "label": label });
                said(
                    200,
                    json!({ "result": [choice("1", "New"), choice("2", "In Progress"), choice("6", "Resolved"), choice("7", "Closed")] }),
                )
            }
            ("GET", "sys_user_group") => said(200, json!({ "result": [{ "sys_id": "g1", "name": "Network" }] })),
            ("GET", "sys_audit") => self.audit(query),
            ("GET", "sys_journal_field") => said(200, json!({ "result": self.journal })),
            ("GET", "incident") => self.list(asked, query),
            ("GET", "task") => {
                let mark = query.trim_start_matches("correlation_id=");
                let found: Vec<Value> = self.made.iter().filter(|one| one["correlation_id"] == mark).cloned().collect();
                said(200, json!({ "result": found }))
            }
            ("GET", "problem") => said(403, json!({ "error": { "message": "User Not Authorized" } })),
            ("GET", _) if path.starts_with("incident/") => said(
                200,
                json!({ "result": {
                    "number": both("INC0000001", "INC0000001"), "state": both("2", &self.state),
                    "short_description": both("Mend it", "Mend it"),
                } }),
            ),
            ("GET", _) => said(200, json!({ "result": [] })),
            ("POST", "incident") => {
                let mut new = asked.body.clone();
                new["sys_id"] = json!(format!("n{}", self.made.len()));
                new["sys_class_name"] = json!("incident");
                self.made.push(new.clone());
                said(201, json!({ "result": new }))
            }
            ("PATCH", _) => {
                if let Some(words) = asked.body["work_notes"].as_str() {
                    self.journal.push(json!({ "value": words }));
                }
                if asked.body["state"] == "6" {
                    self.state = "Resolved".to_owned();
                }
                said(200, json!({ "result": {} }))
            }
            _ => nothing(),
        }
    }

    /// The rows behind an access rule are taken out of the page, and the header says that another follows.
    fn list(&self, asked: &Asked, query: &str) -> Said {
        let from =
            query.split('^').find_map(|part| part.strip_prefix("sys_updated_on>=")).unwrap_or_default().to_owned();
        let mut all: Vec<&(String, i64)> = self.incidents.iter().filter(|(_, minutes)| at(*minutes) >= from).collect();
        all.sort_by_key(|(id, minutes)| (*minutes, id.clone()));
        let (offset, limit) = (asked.number("sysparm_offset", 0), asked.number("sysparm_limit", 10));
        let page = all.iter().skip(offset).take(limit).filter(|(id, _)| !id.starts_with("hidden"));
        let rows: Vec<Value> = page
            .map(|(id, minutes)| {
                json!({
                    "sys_id": both(id, id), "number": both(&format!("INC{id}"), &format!("INC{id}")), "state": both("6", "Resolved"),
                    "priority": both("2", "2 - High"), "assignment_group": both("g1", "Network"), "sys_created_by": both("carla", "carla"),
                    "sys_created_on": both(&at(0), "22.11.2026 09:00:00"), "sys_updated_on": both(&at(*minutes), "22.11.2026 10:00:00"),
                })
            })
            .collect();
        let mut headers = vec![("x-total-count", all.len().to_string())];
        if offset + limit < all.len() {
            headers.push(("link", format!("<https://x.example/?sysparm_offset={}>;rel=\"next\"", offset + limit)));
        }
        Said { status: 200, headers, body: json!({ "result": rows }) }
    }

    fn audit(&self, query: &str) -> Said {
        let keys = query.split('^').find_map(|part| part.strip_prefix("documentkeyIN")).unwrap_or_default();
        let rows: Vec<Value> = keys
            .split(',')
            .filter(|key| !key.is_empty())
            .flat_map(|key| {
                let row = |number: i64, field: &str, old: &str, new: &str, minutes: i64| {
                    json!({
                        "sys_id": format!("{key}-{number}"), "documentkey": key, "fieldname": field, "oldvalue": old, "newvalue": new,
                        "user": "anna", "sys_created_on": at(minutes), "record_checkpoint": number.to_string(),
                    })
                };
                vec![
                    row(1, "assignment_group", "", "g1", 3),
                    row(2, "state", "1", "2", 3),
                    row(3, "incident_state", "1", "2", 3),
                    row(4, "work_notes", "", "secret words", 4),
                    row(5, "state", "2", "6", 60),
                ]
            })
            .collect();
        let rows = if query.is_empty() { vec![json!({ "sys_id": "a" })] } else { rows };
        said(200, json!({ "result": rows }))
    }

    async fn open(self) -> (Stand, Arc<Mutex<Now>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        (Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await, state)
    }
}

#[test]
fn a_ticket_with_a_time_in_the_future_hides_nothing_that_changes_later() {
    each("connector_servicenow_future", |office| async move {
        const NOW: i64 = 30 * 24 * 60;
        let incidents = vec![("000".to_owned(), 100), ("999".to_owned(), 40 * NOW)];
        let (stand, state) = Now { incidents, ..Now::default() }.open().await;
        let id = connected(&office, Kind::ServiceNow, &stand.url(), "mandate.bot", "password").await;
        let (batch, cursor) = pulled(&office, &id, "incident", &Cursor::default()).await.expect("pulled");
        assert_eq!(batch.cases.iter().filter(|case| case.id == "INC999").count(), 1);
        state.lock().expect("free").incidents.push(("001".to_owned(), NOW + 1));
        office.app.clock().advance_seconds(600);
        let (batch, _) = pulled(&office, &id, "incident", &cursor).await.expect("pulled");
        assert!(batch.cases.iter().any(|case| case.id == "INC001"), "{:?}", batch.cases);
    });
}

#[test]
fn audits_become_events_and_pages_emptied_by_access_rules_are_no_end() {
    each("connector_servicenow_pull", |office| async move {
        let mut incidents: Vec<(String, i64)> = (0..55).map(|at| (format!("hidden{at:03}"), 1)).collect();
        incidents.extend((0..60).map(|at| (format!("{at:03}"), 100 + at)));
        let (stand, _) = Now { incidents, ..Now::default() }.open().await;
        let id = connected(&office, Kind::ServiceNow, &stand.url(), "mandate.bot", "password").await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!(found.who, "mandate.bot");
        assert!(found.places.iter().all(|place| place.key != "problem"), "a table that is forbidden is not offered");
        let (batch, cursor) = pulled(&office, &id, "incident", &Cursor::default()).await.expect("pulled");
        let tickets: std::collections::BTreeSet<&str> =
            batch.events.iter().map(|event| event.case_id.as_str()).collect();
        assert_eq!(tickets.len(), 60);
        assert!(batch.notes.iter().any(|note| note.contains("hidden from the account")), "{:?}", batch.notes);
        let first: Vec<String> = batch.events.iter().filter(|event| event.case_id == "INC000").map(told).collect();
        assert_eq!(
            first,
            [
                "INC000 08:00:00 create → by carla",
                "INC000 08:03:00 group →Network by anna",
                "INC000 08:03:00 status New→In Progress by anna",
                "INC000 08:04:00 comment_private → by anna",
                "INC000 09:00:00 status In Progress→Resolved by anna",
            ],
            "raw values have their labels, raw times are UTC, and words are not copied"
        );
        assert!(!batch.events.iter().any(|event| event.raw.contains("secret words")));
        let (next, _) = pulled(&office, &id, "incident", &cursor).await.expect("pulled");
        assert!(next.cases.len() <= 7, "only the last five minutes are read again: {}", next.cases.len());
    });
}

#[test]
fn a_ticket_carries_its_mark_as_correlation_id() {
    each("connector_servicenow_act", |office| async move {
        let (stand, now) = Now { state: "In Progress".into(), ..Now::default() }.open().await;
        let id = connected(&office, Kind::ServiceNow, &stand.url(), "mandate.bot", "password").await;
        let create = Act::Create { place: "incident".into(), subject: "Mend it".into(), text: "Because.".into() };
        for changed in [true, false] {
            let done = ticket::act(&office.app, &id, "M-1", &create, false).await.expect("made");
            assert_eq!((done.changed, done.ticket.number.as_str()), (changed, "INC0000001"));
            assert!(done.ticket.href.contains("nav_to.do?uri=incident.do%3Fsys_id%3D"), "{}", done.ticket.href);
        }
        assert_eq!(now.lock().expect("free").made.len(), 1);
        let state = Act::State { ticket: "incident/n0".into(), state: "resolved".into() };
        assert!(ticket::act(&office.app, &id, "M-2", &state, false).await.expect("done").changed);
        let words = Act::Comment { ticket: "incident/n0".into(), text: "Done".into(), inside: true };
        assert!(ticket::act(&office.app, &id, "M-3", &words, false).await.expect("said").changed);
        let wrong = Act::State { ticket: "INC0000001".into(), state: "Resolved".into() };
        assert!(
            ticket::act(&office.app, &id, "M-4", &wrong, false)
                .await
                .expect_err("no key")
                .sentence
                .contains("table/sys_id")
        );
    });
}
