use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stand::{Asked, Said, Stand, nothing, said};
use super::{connected, pulled, told, tried};
use crate::connector::tool::Act;
use crate::connector::{Cursor, Kind, Why, ticket};
use crate::testing::each;

/// Tickets with their logs, as GLPI 10 shows them; times are in the zone of Zurich.
#[derive(Default)]
struct Glpi {
    tickets: Vec<(i64, String)>,
    names: Vec<String>,
    status: i64,
    followups: Vec<Value>,
}

impl Glpi {
    fn answer(&mut self, asked: &Asked) -> Said {
        let Some(path) = asked.path.strip_prefix("/apirest.php/") else { return nothing() };
        if asked.method == "GET" && asked.headers.contains_key("content-type") {
            return said(400, json!(["ERROR_BAD_ARRAY", "a body where none may be"]));
        }
        if path == "initSession" {
            let knows = asked.header("authorization") == "user_token good" && asked.header("app-token") == "app";
            return if knows {
                said(200, json!({ "session_token": "s1" }))
            } else {
                said(401, json!(["ERROR_GLPI_LOGIN_USER_TOKEN", "parameter user_token seems invalid"]))
            };
        }
        if asked.header("session-token") != "s1" {
            return said(401, json!(["ERROR_SESSION_TOKEN_INVALID", ""]));
        }
        let parts: Vec<&str> = path.split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["getFullSession"]) => said(200, json!({ "session": { "glpiname": "mandate" } })),
            ("GET", ["getGlpiConfig"]) => said(200, json!({ "cfg_glpi": { "version": "10.0.16" } })),
            ("GET", ["getMyEntities"]) => said(200, json!({ "myentities": [{ "id": 0, "name": "Root entity" }] })),
            ("GET", ["search", "Ticket"]) => self.search(asked),
            ("GET", ["Ticket", _, "Log"]) => {
                let log = |id: i64, option: i64, old: &str, new: &str, at: &str| json!({ "id": id, "id_search_option": option, "old_value": old, "new_value": new, "date_mod": at, "user_name": "anna (5)" });
                let at = "2026-10-03 10:05:00";
                said(
                    206,
                    json!([
                        log(1, 12, "1", "2", at),
                        log(2, 8, "", "Réseau (3)", at),
                        log(3, 99, "", "x", at),
                        log(4, 12, "2", "5", "2026-10-03 11:00:00")
                    ]),
                )
            }
            ("GET", ["Ticket", _, "ITILFollowup"]) => said(200, json!(self.followups)),
            ("GET", ["Ticket", id]) => {
                said(200, json!({ "id": id.parse::<i64>().unwrap_or(0), "name": "Mend it", "status": self.status }))
            }
            ("PUT", ["Ticket", _]) => {
                let wanted = asked.body["input"]["status"].as_str().and_then(|text| text.parse().ok());
                self.status = wanted.filter(|wanted| *wanted != 6).unwrap_or(self.status);
                said(200, json!([{ "1": true, "message": "" }]))
            }
            ("POST", ["Ticket"]) => {
                self.names.push(asked.body["input"]["name"].as_str().unwrap_or_default().to_owned());
                said(201, json!({ "id": self.names.len(), "message": "" }))
            }
            ("POST", ["ITILFollowup"]) => {
                self.followups.push(json!({ "id": 9, "content": asked.body["input"]["content"], "is_private": 1, "date": "2026-10-03 10:30:00" }));
                said(201, json!({ "id": 9 }))
            }
            _ => nothing(),
        }
    }

    fn search(&self, asked: &Asked) -> Said {
        if asked.text("criteria[0][searchtype]") == "contains" {
            let mark = asked.text("criteria[0][value]");
            let found: Vec<Value> = self
                .names
                .iter()
                .enumerate()
                .filter(|(_, name)| name.contains(mark))
                .map(|(at, name)| json!({ "2": at + 1, "1": name }))
                .collect();
            return said(200, json!({ "totalcount": found.len(), "data": found }));
        }
        let after = asked.text("criteria[1][value]").to_owned();
        let all: Vec<&(i64, String)> = self.tickets.iter().filter(|(_, changed)| *changed > after).collect();
        let (from, to) = asked.text("range").split_once('-').expect("a range");
        let (from, to): (usize, usize) = (from.parse().expect("a number"), to.parse().expect("a number"));
        if from >= all.len() && !all.is_empty() {
            return said(400, json!(["ERROR_RANGE_EXCEED_TOTAL", "Provided range exceed total count of data"]));
        }
        let rows: Vec<Value> = all
            .iter()
            .skip(from)
            .take(to - from + 1)
            .map(|(id, changed)| json!({ "2": id, "12": 5, "3": 4, "15": "2026-10-03 10:00:00", "19": changed, "80": "Root entity" }))
            .collect();
        let status = if rows.len() < all.len() { 206 } else { 200 };
        let mut body = json!({ "totalcount": all.len() });
        if !rows.is_empty() {
            body["data"] = json!(rows);
        }
        said(status, body)
    }

    async fn open(self) -> (Stand, Arc<Mutex<Glpi>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        (Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await, state)
    }
}

#[test]
fn parts_of_a_list_and_times_without_a_zone_are_read() {
    each("connector_glpi_pull", |office| async move {
        let tickets = (1..=60).map(|id| (id, format!("2026-10-03 12:{:02}:00", id % 60))).collect::<Vec<_>>();
        let mut tickets = tickets;
        tickets.sort_by(|a, b| a.1.cmp(&b.1));
        let (stand, _) = Glpi { tickets, ..Glpi::default() }.open().await;
        let id = connected(&office, Kind::Glpi, &stand.url(), "app", "good").await;
        let found = tried(&office, &id).await.expect("it works");
        assert_eq!((found.who.as_str(), found.version.as_str()), ("mandate", "GLPI 10.0.16"));
        let (batch, cursor) = pulled(&office, &id, "0", &Cursor::default()).await.expect("pulled");
        let known: std::collections::BTreeSet<&str> = batch.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(known.len(), 60);
        let mut first: Vec<String> = batch.events.iter().filter(|event| event.case_id == "1").map(told).collect();
        first.dedup();
        assert_eq!(
            first[..4],
            [
                "1 08:00:00 create → by ",
                "1 08:05:00 status New→Assigned by anna (5)",
                "1 08:05:00 group →Réseau (3) by anna (5)",
                "1 09:00:00 status Assigned→Solved by anna (5)",
            ],
            "ten in Zurich is eight in UTC in summer"
        );
        let (next, _) = pulled(&office, &id, "0", &cursor).await.expect("pulled");
        assert!(next.cases.len() <= 7, "{}", next.cases.len());
        let wrong = connected(&office, Kind::Glpi, &format!("{}/", stand.url()), "app", "bad").await;
        assert_eq!(tried(&office, &wrong).await.expect_err("a wrong token").why, Why::Credential);
    });
}

#[test]
fn a_state_that_is_not_taken_is_told_and_tickets_are_made_once() {
    each("connector_glpi_act", |office| async move {
        let (stand, glpi) = Glpi { status: 1, ..Glpi::default() }.open().await;
        let id = connected(&office, Kind::Glpi, &stand.url(), "app", "good").await;
        let create = Act::Create { place: "0".into(), subject: "Mend it".into(), text: "Because.".into() };
        for changed in [true, false] {
            assert_eq!(ticket::act(&office.app, &id, "M-1", &create, false).await.expect("made").changed, changed);
        }
        assert_eq!(glpi.lock().expect("free").names, ["Mend it [M-1]"]);
        let state = |state: &str| Act::State { ticket: "1".into(), state: state.into() };
        assert!(ticket::act(&office.app, &id, "M-2", &state("Solved"), false).await.expect("done").changed);
        let trouble = ticket::act(&office.app, &id, "M-2", &state("Closed"), false).await.expect_err("not taken");
        assert!(trouble.sentence.contains("#1 is still Solved"), "{}", trouble.sentence);
        let words = Act::Comment { ticket: "1".into(), text: "Hello".into(), inside: true };
        for changed in [true, false] {
            assert_eq!(ticket::act(&office.app, &id, "M-3", &words, false).await.expect("said").changed, changed);
        }
    });
}
