use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stand::{Asked, Said, Stand, nothing, said};
use super::{connected, pulled, told, tried};
use crate::connector::tool::Act;
use crate::connector::{Cursor, Kind, Why, ticket};
use crate::testing::{BEGINNING, each};

/// Issues with their changes, as Jira in the cloud shows them.
#[derive(Default)]
struct Jira {
    issues: Vec<(String, i64)>,
    made: Vec<Value>,
    comments: Vec<Value>,
    state: String,
    /// Says “later” to the next search.
    is_busy: bool,
    asked: Vec<String>,
}

fn at(minutes: i64) -> String {
    BEGINNING.plus_seconds(minutes * 60 - 30 * 86_400).rfc3339().replace('Z', ".000+0000")
}

impl Jira {
    fn answer(&mut self, asked: &Asked) -> Said {
        let Some(path) = asked.path.strip_prefix("/rest/api/3/") else { return nothing() };
        let parts: Vec<&str> = path.split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["myself"]) => {
                said(200, json!({ "accountId": "a1", "displayName": "Mandate", "timeZone": "America/New_York" }))
            }
            ("GET", ["serverInfo"]) => said(200, json!({ "version": "1001.0.0-SNAPSHOT" })),
            ("GET", ["project", "search"]) => match asked.number("startAt", 0) {
                0 => said(200, json!({ "isLast": false, "values": [{ "key": "IT", "name": "IT help" }] })),
                _ => said(200, json!({ "isLast": true, "values": [{ "key": "HR", "name": "People" }] })),
            },
            ("GET", ["status"]) => {
                let state = |name: &str, category: &str| json!({ "name": name, "statusCategory": { "key": category } });
                said(200, json!([state("Open", "new"), state("Done", "done"), state("Done", "done")]))
            }
            ("POST", ["search", "jql"]) => self.search(&asked.body),
            ("POST", ["changelog", "bulkfetch"]) => changes(&asked.body),
            ("GET", ["issue", "createmeta", ..]) => {
                said(200, json!({ "issueTypes": [{ "id": "5", "subtask": true }, { "id": "7", "subtask": false }] }))
            }
            ("POST", ["issue"]) => {
                self.made.push(asked.body["fields"].clone());
                said(201, json!({ "id": "1", "key": format!("IT-{}", self.made.len()) }))
            }
            ("GET", ["issue", key]) => said(
                200,
                json!({ "key": key, "fields": { "summary": "Mend it", "status": { "name": self.state }, "priority": { "name": "High" } } }),
            ),
            ("GET", ["issue", _, "transitions"]) => {
                said(200, json!({ "transitions": [{ "id": "31", "name": "Finish", "to": { "name": "Done" } }] }))
            }
            ("POST", ["issue", _, "transitions"]) => {
                assert_eq!(asked.body["transition"]["id"], "31");
                self.state = "Done".to_owned();
                said(204, Value::Null)
            }
            ("POST", ["issue", _, "comment"]) => {
                assert_eq!(asked.body["properties"][0]["value"]["internal"], true);
                self.comments.push(asked.body.clone());
                said(201, json!({ "id": "1" }))
            }
            ("GET", ["issue", _, "comment"]) => said(200, json!({ "comments": self.comments })),
            _ => nothing(),
        }
    }

    fn search(&mut self, body: &Value) -> Said {
        if std::mem::take(&mut self.is_busy) {
            return Said { status: 429, headers: vec![("retry-after", "90".to_owned())], body: Value::Null };
        }
        let jql = body["jql"].as_str().unwrap_or_default();
        self.asked.push(jql.to_owned());
        if let Some(mark) = jql.strip_prefix("labels = ") {
            let marked = |one: &&Value| one["labels"][0] == mark.trim_matches('"');
            let found: Vec<Value> = self.made.iter().filter(marked).map(|_| json!({ "key": "IT-1" })).collect();
            return said(200, json!({ "issues": found }));
        }
        let from: usize = body["nextPageToken"].as_str().unwrap_or("0").parse().expect("a token of ours");
        let size = usize::try_from(body["maxResults"].as_u64().unwrap_or(50)).expect("a number");
        let page: Vec<Value> = self
            .issues
            .iter()
            .skip(from)
            .take(size)
            .map(|(key, updated)| {
                json!({ "id": key.replace("IT-", "100"), "key": key, "fields": {
                    "status": { "name": "Done" }, "priority": { "name": "High" }, "project": { "name": "IT help" },
                    "created": at(0), "updated": at(*updated), "creator": { "displayName": "Carla" },
                } })
            })
            .collect();
        let mut found = json!({ "issues": page });
        if from + size < self.issues.len() {
            found["nextPageToken"] = json!((from + size).to_string());
        }
        said(200, found)
    }

    async fn open(self) -> (Stand, Arc<Mutex<Jira>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        (Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await, state)
    }
}

/// The changes of many issues, in two pages, with times as numbers and as texts.
fn changes(body: &Value) -> Said {
    let ids: Vec<&str> = body["issueIdsOrKeys"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let millis = (BEGINNING.0 / 1_000) - 30 * 86_400_000;
    let is_second = body["nextPageToken"].is_string();
    let logs: Vec<Value> = ids
        .iter()
        .map(|id| {
            let history = if is_second {
                json!({ "id": "2", "author": { "displayName": "Boris" }, "created": at(30),
                        "items": [{ "field": "status", "fieldId": "status", "from": "1", "fromString": "Open", "to": "9", "toString": "Done" }] })
            } else {
                json!({ "id": "1", "author": { "displayName": "Anna" }, "created": millis + 300_000,
                        "items": [{ "field": "assignee", "fieldId": "assignee", "from": null, "fromString": null, "to": "b", "toString": "Boris" }] })
            };
            json!({ "issueId": id, "changeHistories": [history] })
        })
        .collect();
    let mut found = json!({ "issueChangeLogs": logs });
    if !is_second {
        found["nextPageToken"] = json!("2");
    }
    said(200, found)
}

#[test]
fn issues_come_with_their_changes_and_times_are_asked_in_the_zone_of_the_account() {
    each("connector_jira_pull", |office| async move {
        let issues = (1..=230).map(|number| (format!("IT-{number}"), number)).collect();
        let (stand, jira) = Jira { issues, ..Jira::default() }.open().await;
        let id = connected(&office, Kind::Jira, &stand.url(), "bot@office.test", "token").await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!((found.who.as_str(), found.places.len(), found.states.len()), ("Mandate", 2, 2));
        let (batch, cursor) = pulled(&office, &id, "IT", &Cursor::default()).await.expect("pulled");
        assert_eq!(batch.cases.len(), 230);
        let first: Vec<String> = batch.events.iter().filter(|event| event.case_id == "IT-1").map(told).collect();
        assert_eq!(
            first,
            [
                "IT-1 08:00:00 create → by Carla",
                "IT-1 08:05:00 assign →Boris by Anna",
                "IT-1 08:30:00 status Open→Done by Boris",
            ]
        );
        pulled(&office, &id, "IT", &cursor).await.expect("pulled");
        let asked = jira.lock().expect("free").asked.last().cloned().unwrap_or_default();
        // 11:50 in UTC, minus the overlap, is 07:45 in summer in New York.
        assert!(asked.contains("updated >= \"2026-10-03 07:45\""), "{asked}");
        jira.lock().expect("free").is_busy = true;
        let trouble = pulled(&office, &id, "IT", &cursor).await.expect_err("busy");
        assert_eq!((trouble.why, trouble.later_s), (Why::Later, Some(90)));
    });
}

#[test]
fn a_state_is_reached_by_a_transition_and_words_are_documents() {
    each("connector_jira_act", |office| async move {
        let (stand, jira) = Jira { state: "Open".into(), ..Jira::default() }.open().await;
        let id = connected(&office, Kind::Jira, &stand.url(), "bot@office.test", "token").await;
        let create = Act::Create { place: "IT".into(), subject: "Mend it".into(), text: "One\n\nTwo".into() };
        for changed in [true, false] {
            let done = ticket::act(&office.app, &id, "M-1", &create, false).await.expect("made");
            assert_eq!((done.changed, done.ticket.href), (changed, format!("{}/browse/IT-1", stand.url())));
        }
        let made = jira.lock().expect("free").made[0].clone();
        assert_eq!(
            (&made["issuetype"]["id"], &made["description"]["content"][2]["content"][0]["text"]),
            (&json!("7"), &json!("Two"))
        );
        let nowhere = Act::State { ticket: "IT-1".into(), state: "Sleeping".into() };
        let trouble = ticket::act(&office.app, &id, "M-2", &nowhere, false).await.expect_err("no such way");
        assert!(trouble.sentence.contains("It can go to: Done"), "{}", trouble.sentence);
        let state = Act::State { ticket: "IT-1".into(), state: "done".into() };
        assert!(ticket::act(&office.app, &id, "M-2", &state, false).await.expect("done").changed);
        let words = Act::Comment { ticket: "IT-1".into(), text: "Hello".into(), inside: true };
        for changed in [true, false] {
            assert_eq!(ticket::act(&office.app, &id, "M-3", &words, false).await.expect("said").changed, changed);
        }
    });
}
