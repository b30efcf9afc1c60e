//! Files that are no plain table: a workbook with two sheets, an object-centric log, XES with other fields, a table of changes.

use axum::http::StatusCode;

use super::door::{hidden, send_file, uploaded};
use super::incident;
use crate::measure::store;
use crate::testing::{Guest, Office, each};

/// A workbook whose second sheet holds the tickets.
fn workbook() -> Vec<u8> {
    let tab = |name: &str, head: &[&str], rows: &[&[&str]]| press::Tab {
        name: name.to_owned(),
        columns: head.iter().map(|title| press::Column::new(title, 1)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
    };
    press::workbook(&[
        tab("About", &["what", "who"], &[&["Tickets of September", "Desk"]]),
        tab(
            "Tickets",
            &["number", "state", "at", "group"],
            &[
                &["A1", "New", "2026-09-01 08:00", "Desk"],
                &["A1", "Closed", "2026-09-01 12:00", "Desk"],
                &["A2", "New", "never", "Desk"],
            ],
        ),
    ])
}

const OBJECTS: &str = r#"{
  "objectTypes": [{"name": "incident", "attributes": []}, {"name": "asset", "attributes": []}],
  "eventTypes": [{"name": "New", "attributes": []}, {"name": "Closed", "attributes": []}],
  "objects": [{"id": "I1", "type": "incident"}, {"id": "I2", "type": "incident"}, {"id": "X1", "type": "asset"}],
  "events": [
    {"id": "e1", "type": "New", "time": "2026-09-01T08:00:00Z", "relationships": [{"objectId": "I1", "qualifier": "of"}, {"objectId": "X1", "qualifier": "on"}]},
    {"id": "e2", "type": "New", "time": "2026-09-01T09:00:00Z", "relationships": [{"objectId": "I2", "qualifier": "of"}]},
    {"id": "e3", "type": "Closed", "time": "2026-09-01T10:00:00Z", "relationships": [{"objectId": "I1", "qualifier": "of"}]}
  ]}"#;

fn xes(more: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><log xes.version=\"1.0\"><trace><string key=\"concept:name\" value=\"A1\"/>\
         <event><string key=\"concept:name\" value=\"New\"/><date key=\"time:timestamp\" value=\"2026-09-01T08:00:00Z\"/>{more}</event>\
         <event><string key=\"concept:name\" value=\"Closed\"/><date key=\"time:timestamp\" value=\"2026-09-01T12:00:00Z\"/></event>\
         </trace></log>"
    )
}

/// Lets an import run whose columns were chosen, with a name for its mapping; every state is outside of the process.
async fn run(office: &Office, guest: &Guest, address: &str, process_id: &str, states_page: &str, name: &str) {
    let mapping = hidden(states_page, "mapping");
    let order = [
        ("process", process_id),
        ("mapping", &mapping),
        ("state", "New"),
        ("target", "step:register"),
        ("state", "Closed"),
        ("target", "step:close"),
        ("closed", "Closed"),
        ("mode", "good_rows"),
        ("save_as", name),
    ];
    let reply = office.post(&format!("{address}/beginning"), Some(guest), &order).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    office.settle().await;
}

async fn newest(office: &Office, process_id: &str) -> (i64, i64) {
    let id = process_id.to_owned();
    let log = office.app.read(move |tx| Ok(store::logs(tx, &id)?)).await.expect("logs").remove(0);
    (log.cases, log.events)
}

#[test]
fn a_sheet_of_a_workbook_is_chosen_looked_at_imported_and_its_bad_rows_reported() {
    each("measure_workbook", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "tickets.xlsx", &workbook()).await;
        let first = office.get(&address, Some(&owner)).await.body;
        assert!(first.contains("Tickets of September") && first.contains("Look at this sheet"), "{first}");
        let second = office.get(&format!("{address}?sheet=Tickets"), Some(&owner)).await.body;
        assert!(second.contains("2026-09-01 12:00"), "{second}");
        let columns = [
            ("process", process_id.as_str()),
            ("sheet", "Tickets"),
            ("case", "number"),
            ("shape", "events"),
            ("activity", "state"),
            ("time", "at"),
            ("resource", "group"),
            ("time_format", "year_month_day"),
            ("time_zone", "UTC"),
        ];
        let states = office.post(&format!("{address}/mapping"), Some(&owner), &columns).await;
        assert_eq!(states.status, StatusCode::OK, "{}", states.body);
        run(&office, &owner, &address, &process_id, &states.body, "Sheet of tickets").await;
        assert_eq!(newest(&office, &process_id).await, (1, 2));
        let rejects = office.get(&format!("{address}/rejects.csv"), Some(&owner)).await.body;
        assert!(rejects.contains("\r\n4,at,") && rejects.contains("A2,New,never,Desk"), "{rejects}");
        let again = uploaded(&office, &owner, "more.xlsx", &workbook()).await;
        let known = office.get(&format!("{again}?sheet=Tickets"), Some(&owner)).await.body;
        assert!(known.contains("You know this file"), "{known}");
        let sent = [("mode", "good_rows"), ("sheet", "Tickets")];
        let reply = office.post(&format!("{again}/again"), Some(&owner), &sent).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        office.settle().await;
        let broken = uploaded(&office, &owner, "broken.xlsx", b"PK\x03\x04nothing").await;
        let page = office.get(&broken, Some(&owner)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "a damaged workbook is told: {}", page.body);
        office.post(&format!("{broken}/cancellation"), Some(&owner), &[]).await;
    });
}

#[test]
fn the_cases_of_one_type_of_objects_are_imported_and_an_unknown_type_is_refused() {
    each("measure_objects", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "log.jsonocel", OBJECTS.as_bytes()).await;
        let look = office.get(&address, Some(&owner)).await.body;
        assert!(look.contains("incident (2)") && look.contains("asset (1)"), "{look}");
        let ask = |kind: &'static str| [("process", process_id.clone()), ("object_type", kind.to_owned())];
        let wrong = ask("problem");
        let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = office.post(&format!("{address}/mapping"), Some(&owner), &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        let right = ask("incident");
        let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let states = office.post(&format!("{address}/mapping"), Some(&owner), &right).await;
        assert_eq!(states.status, StatusCode::OK, "{}", states.body);
        run(&office, &owner, &address, &process_id, &states.body, "").await;
        assert_eq!(newest(&office, &process_id).await, (2, 3), "cases of incidents, not of assets");
        // The assets are kept beside them: all types are seen together.
        let all = office.get("/api/objects", Some(&owner)).await.value();
        let entry = &all["items"][0];
        assert_eq!((entry["kind"].as_str(), entry["name"].as_str()), (Some("file"), Some("log.jsonocel")), "{all}");
        let at = entry["href"].as_str().expect("an address");
        let together = office.get(&format!("/api{at}"), Some(&owner)).await.value();
        assert_eq!(
            (together["objects"].as_u64(), together["links"][0]["links"].as_u64()),
            (Some(3), Some(1)),
            "{together}"
        );
        let page = office.get(at, Some(&owner)).await;
        assert!(page.status == StatusCode::OK && page.body.contains("asset begins"), "{}", page.body);
        let back = office.get(&format!("{at}/log.jsonocel"), Some(&owner)).await;
        assert!(back.body.contains("\"X1\""), "{}", back.body);
        let reply = send_file(&office, &owner, "log.json", b"{\"tickets\": []}").await;
        let page = office.get(reply.location(), Some(&owner)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "JSON of another kind is told: {}", page.body);
        office.post(&format!("{}/cancellation", reply.location()), Some(&owner), &[]).await;
    });
}

#[test]
fn a_saved_mapping_of_xes_is_offered_for_files_with_the_same_fields_only() {
    each("measure_xes_fields", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "one.xes", xes("").as_bytes()).await;
        let states =
            office.post(&format!("{address}/mapping"), Some(&owner), &[("process", process_id.as_str())]).await;
        run(&office, &owner, &address, &process_id, &states.body, "Plain XES").await;
        for (name, more, is_known) in
            [("same.xes", "", true), ("other.xes", "<string key=\"org:group\" value=\"Desk\"/>", false)]
        {
            let address = uploaded(&office, &owner, name, xes(more).as_bytes()).await;
            let look = office.get(&address, Some(&owner)).await.body;
            assert_eq!(look.contains("You know this file"), is_known, "{name}: {look}");
            office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
        }
    });
}

#[test]
fn a_table_of_field_changes_becomes_states_with_the_group_of_the_moment() {
    each("measure_changes", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let table = "ticket,field,new,at\nA1,assignment_group,Desk,2026-09-01 07:59\nA1,state,New,2026-09-01 08:00\n\
                     A1,priority,3,2026-09-01 08:30\nA1,state,Closed,2026-09-01 12:00\n";
        let address = uploaded(&office, &owner, "sys_audit.csv", table.as_bytes()).await;
        let columns = |states: &'static str| {
            [
                ("process", process_id.clone()),
                ("case", "ticket".to_owned()),
                ("shape", "changes".to_owned()),
                ("change_field", "field".to_owned()),
                ("change_value", "new".to_owned()),
                ("change_states", states.to_owned()),
                ("change_groups", "assignment_group".to_owned()),
                ("time", "at".to_owned()),
                ("time_format", "year_month_day".to_owned()),
                ("time_zone", "UTC".to_owned()),
            ]
        };
        let without = columns("");
        let without: Vec<(&str, &str)> = without.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = office.post(&format!("{address}/mapping"), Some(&owner), &without).await;
        assert!(refused.body.contains("Name at least one field"), "{}", refused.body);
        let with = columns("state");
        let with: Vec<(&str, &str)> = with.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let states = office.post(&format!("{address}/mapping"), Some(&owner), &with).await;
        assert_eq!(states.status, StatusCode::OK, "{}", states.body);
        run(&office, &owner, &address, &process_id, &states.body, "").await;
        let id = process_id.clone();
        let log = office.app.read(move |tx| Ok(store::logs(tx, &id)?)).await.expect("logs").remove(0);
        let content = office.app.read(move |tx| store::content(tx, &log.id)).await.expect("content");
        let case = content.case(0).expect("one case");
        let told: Vec<(&str, Option<&str>)> = case.events().map(|event| (event.activity, event.resource)).collect();
        assert_eq!(told, [("New", Some("Desk")), ("Closed", Some("Desk"))]);
    });
}
