use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stand::{Asked, Said, Stand, nothing, said};
use super::{connected, pulled, told, tried};
use crate::connector::tool::Act;
use crate::connector::{Cursor, Kind, Why, ticket};
use crate::testing::{BEGINNING, each};

/// Issues with their journals, as Redmine 5 shows them.
#[derive(Default)]
struct Redmine {
    issues: Vec<Value>,
    /// `PUT` answers 204 and changes nothing.
    reads_only: bool,
}

fn at(minutes: i64) -> String {
    BEGINNING.plus_seconds(minutes * 60 - 30 * 86_400).rfc3339()
}

fn status(id: i64) -> Value {
    let name =
        ["", "New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected"][usize::try_from(id).expect("a state")];
    json!({ "id": id, "name": name })
}

fn issue(id: i64, updated: i64) -> Value {
    let detail = |name: &str, old: &str, new: &str| json!({ "property": "attr", "name": name, "old_value": old, "new_value": new });
    json!({
        "id": id, "project": { "id": 1, "name": "IT Service" }, "status": status(5), "priority": { "id": 2, "name": "Normal" },
        "author": { "id": 5, "name": "anna Test" }, "subject": format!("Ticket {id}"), "created_on": at(0), "updated_on": at(updated),
        "journals": [
            { "id": id * 10 + 1, "user": { "id": 5, "name": "anna Test" }, "notes": "", "created_on": at(1), "private_notes": false,
              "details": [detail("status_id", "1", "2"), detail("assigned_to_id", "", "6")] },
            { "id": id * 10 + 2, "user": { "id": 6, "name": "boris Test" }, "notes": "which room?", "created_on": at(1), "private_notes": true,
              "details": [] },
            { "id": id * 10 + 3, "user": { "id": 6, "name": "boris Test" }, "notes": "", "created_on": at(updated), "private_notes": false,
              "details": [detail("status_id", "2", "5")] },
        ],
    })
}

impl Redmine {
    fn answer(&mut self, asked: &Asked) -> Said {
        let knows = asked.header("x-redmine-api-key") == "good";
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["users", "current.json"]) if knows => said(200, json!({ "user": { "id": 7, "login": "bot" } })),
            ("GET", ["users", _]) => said(401, Value::Null),
            // A wrong key is nobody, and nobody sees an empty list.
            ("GET", ["issues.json" | "projects.json"]) if !knows => {
                said(200, json!({ "issues": [], "projects": [], "total_count": 0, "offset": 0, "limit": 100 }))
            }
            ("GET", ["projects.json"]) => said(200, json!({ "projects": [{ "id": 1, "name": "IT Service" }] })),
            ("GET", ["issue_statuses.json"]) => {
                let all: Vec<Value> =
                    (1..=6).map(|id| json!({ "id": id, "name": status(id)["name"], "is_closed": id >= 5 })).collect();
                said(200, json!({ "issue_statuses": all }))
            }
            ("GET", ["enumerations", _]) => said(200, json!({ "issue_priorities": [{ "id": 2, "name": "Normal" }] })),
            ("GET", ["projects", "1", "memberships.json"]) => {
                said(200, json!({ "memberships": [{ "user": { "id": 6, "name": "boris Test" } }] }))
            }
            ("GET", ["issues.json"]) => self.list(asked),
            ("GET", ["issues", id]) => {
                let id = id.trim_end_matches(".json");
                let found = self.issues.iter().find(|one| one["id"].as_i64() == id.parse().ok());
                found.map_or_else(nothing, |one| said(200, json!({ "issue": one })))
            }
            ("POST", ["issues.json"]) => {
                let mut new = issue(i64::try_from(self.issues.len()).expect("few") + 1, 5);
                new["subject"] = asked.body["issue"]["subject"].clone();
                self.issues.push(new.clone());
                said(201, json!({ "issue": new }))
            }
            ("PUT", ["issues", id]) => {
                let id = id.trim_end_matches(".json");
                let wanted = asked.body["issue"]["status_id"].as_str().and_then(|id| id.parse::<i64>().ok());
                if let (false, Some(wanted), Some(one)) =
                    (self.reads_only, wanted, self.issues.iter_mut().find(|one| one["id"].as_i64() == id.parse().ok()))
                {
                    one["status"] = status(wanted);
                }
                said(204, Value::Null)
            }
            _ => nothing(),
        }
    }

    fn list(&self, asked: &Asked) -> Said {
        let from = asked.text("updated_on").trim_start_matches(">=").to_owned();
        let subject = asked.text("subject").trim_start_matches('~').to_owned();
        let mut all: Vec<&Value> = self
            .issues
            .iter()
            .filter(|one| one["updated_on"].as_str().unwrap_or_default() >= from.as_str())
            .filter(|one| one["subject"].as_str().unwrap_or_default().contains(&subject))
            .collect();
        all.sort_by_key(|one| (one["updated_on"].as_str().unwrap_or_default().to_owned(), one["id"].as_i64()));
        let (offset, limit) = (asked.number("offset", 0), asked.number("limit", 25).min(100));
        let page: Vec<&Value> = all.iter().skip(offset).take(limit).copied().collect();
        said(200, json!({ "issues": page, "total_count": all.len(), "offset": offset, "limit": limit }))
    }

    async fn open(self) -> (Stand, Arc<Mutex<Redmine>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        (Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await, state)
    }
}

#[test]
fn a_wrong_key_is_no_empty_list() {
    each("connector_redmine_key", |office| async move {
        let (stand, _) = Redmine { issues: vec![issue(1, 9)], ..Redmine::default() }.open().await;
        let wrong = connected(&office, Kind::Redmine, &stand.url(), "", "bad").await;
        let trouble = pulled(&office, &wrong, "1", &Cursor::default()).await.expect_err("a wrong key");
        assert_eq!(trouble.why, Why::Credential, "{}", trouble.sentence);
        let good = connected(&office, Kind::Redmine, &format!("{}/", stand.url()), "", "good").await;
        let found = tried(&office, &good).await.expect("it works");
        assert_eq!((found.who.as_str(), found.places[0].label.as_str()), ("bot", "IT Service"));
        let ends: Vec<&str> = found.states.iter().filter(|one| one.ends).map(|one| one.label.as_str()).collect();
        assert_eq!(ends, ["Closed", "Rejected"]);
    });
}

#[test]
fn journals_become_events_with_names_and_many_of_one_second_are_all_read() {
    each("connector_redmine_pull", |office| async move {
        // More issues of one second than a page holds, and some later.
        let issues = (1..=60).map(|id| issue(id, 7)).chain((61..=70).map(|id| issue(id, id))).collect();
        let (stand, redmine) = Redmine { issues, ..Redmine::default() }.open().await;
        let id = connected(&office, Kind::Redmine, &stand.url(), "", "good").await;
        let (batch, cursor) = pulled(&office, &id, "1", &Cursor::default()).await.expect("pulled");
        let tickets: std::collections::BTreeSet<&str> =
            batch.events.iter().map(|event| event.case_id.as_str()).collect();
        assert_eq!(tickets.len(), 70);
        let first: Vec<String> = batch.events.iter().filter(|event| event.case_id == "1").map(told).collect();
        assert_eq!(
            first,
            [
                "1 08:00:00 create → by anna Test",
                "1 08:01:00 status New→In Progress by anna Test",
                "1 08:01:00 assign →boris Test by anna Test",
                "1 08:01:00 comment_private → by boris Test",
                "1 08:07:00 status In Progress→Closed by boris Test",
            ]
        );
        redmine.lock().expect("free").issues[0]["updated_on"] = json!(at(500));
        let before = stand.count("GET", "/issues/");
        let (next, _) = pulled(&office, &id, "1", &cursor).await.expect("pulled");
        assert!(next.cases.iter().any(|case| case.id == "1"));
        let read = stand.count("GET", "/issues/") - before;
        assert!(read <= 8, "only what changed and the last five minutes are read again: {read}");
    });
}

#[test]
fn a_204_that_changed_nothing_is_told() {
    each("connector_redmine_act", |office| async move {
        let (stand, redmine) = Redmine { issues: vec![issue(1, 9)], reads_only: true }.open().await;
        let id = connected(&office, Kind::Redmine, &stand.url(), "", "good").await;
        let state = |state: &str| Act::State { ticket: "1".into(), state: state.into() };
        let trouble = ticket::act(&office.app, &id, "M-1", &state("Resolved"), false).await.expect_err("no right");
        assert!(trouble.sentence.contains("#1 is still Closed"), "{}", trouble.sentence);
        let unknown = ticket::act(&office.app, &id, "M-1", &state("Sleeping"), false).await.expect_err("unknown");
        assert!(unknown.sentence.contains("It has: New, In Progress"), "{}", unknown.sentence);
        redmine.lock().expect("free").reads_only = false;
        assert!(ticket::act(&office.app, &id, "M-1", &state("Resolved"), false).await.expect("done").changed);
        let create = Act::Create { place: "1".into(), subject: "New one".into(), text: "Why".into() };
        for changed in [true, false] {
            assert_eq!(ticket::act(&office.app, &id, "M-9", &create, false).await.expect("made").changed, changed);
        }
        assert_eq!(redmine.lock().expect("free").issues.len(), 2);
    });
}
