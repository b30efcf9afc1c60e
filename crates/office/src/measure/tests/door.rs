//! The way of a file as a person walks it: upload, columns, states, import, report; and what a stranger or junk meets.

use axum::body::Body;
use axum::http::{StatusCode, header};

use mining::Target;
use serde_json::json;

use super::{EXPORT, incident};
use crate::access::Role;
use crate::measure::import::upload_path;
use crate::measure::mapping_form::{column_key, state_key};
use crate::measure::store;
use crate::testing::{Guest, Office, Reply, each, request};

/// Sends a file as the form of the first page does.
pub(super) async fn send_file(office: &Office, guest: &Guest, name: &str, bytes: &[u8]) -> Reply {
    let head = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--limit--\r\n"].concat();
    let request = request("POST", "/measures/import", Some(guest))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .body(Body::from(body))
        .expect("a request");
    office.send(request).await
}

/// Sends a file that is taken; returns its address.
pub(super) async fn uploaded(office: &Office, guest: &Guest, name: &str, bytes: &[u8]) -> String {
    let reply = send_file(office, guest, name, bytes).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().to_owned()
}

/// The file that lies behind an address.
fn file_of(office: &Office, address: &str) -> std::path::PathBuf {
    upload_path(&office.app.config().data, address.rsplit('/').next().expect("an id"))
}

/// The columns of [`EXPORT`], as the form sends them.
fn columns_for(process_id: &str) -> Vec<(&str, &str)> {
    vec![
        ("process", process_id),
        ("case", "number"),
        ("shape", "events"),
        ("activity", "state"),
        ("time", "at"),
        ("resource", "group"),
        ("time_format", "year_month_day"),
        ("time_zone", "UTC"),
    ]
}

/// The value of a hidden field of a page.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = page.find(&mark).expect("the field is there") + mark.len();
    let value = &page[from..from + page[from..].find('"').expect("the value ends")];
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Says what the columns and states are and lets the import run.
async fn begun(office: &Office, guest: &Guest, address: &str, process_id: &str, mode: &str) {
    let states = office.post(&format!("{address}/mapping"), Some(guest), &columns_for(process_id)).await;
    assert_eq!(states.status, StatusCode::OK, "{}", states.body);
    let mapping = hidden(&states.body, "mapping");
    let order = [
        ("process", process_id),
        ("mapping", &mapping),
        ("state", "New"),
        ("target", "step:register"),
        ("state", "Resolved"),
        ("target", "step:resolve"),
        ("state", "Active"),
        ("target", ""),
        ("state", "Closed"),
        ("target", "step:close"),
        ("resolved", "Resolved"),
        ("closed", "Closed"),
        ("mode", mode),
        ("save_as", "Tool export"),
    ];
    let reply = office.post(&format!("{address}/beginning"), Some(guest), &order).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, address), "{}", reply.body);
    office.settle().await;
}

#[test]
fn a_file_is_uploaded_looked_at_mapped_imported_and_reported() {
    each("measure_door", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bytes = format!("{EXPORT}A3,New,31/31/2026 99:99,=cmd()\n");
        let address = uploaded(&office, &owner, "C:\\exports\\tickets.csv", bytes.as_bytes()).await;
        let look = office.get(&address, Some(&owner)).await.body;
        for word in ["How is “tickets.csv” read?", "UTF-8", "Network", "year-month-day"] {
            assert!(look.to_lowercase().contains(&word.to_lowercase()), "{word} in {look}");
        }
        begun(&office, &owner, &address, &process_id, "good_rows").await;
        let report = office.get(&address, Some(&owner)).await.body;
        for word in ["Imported", "Rows not taken", "31/31/2026 99:99", "See the measures", "/processes/"] {
            assert!(report.contains(word), "{word} in {report}");
        }
        let rejects = office.get(&format!("{address}/rejects.csv"), Some(&owner)).await.body;
        assert!(rejects.starts_with("\u{feff}Line,Column,What is wrong,number,state,at,group\r\n8,at,"), "{rejects}");
        assert!(rejects.ends_with(",A3,New,31/31/2026 99:99,'=cmd()\r\n"), "{rejects}");
        assert!(!file_of(&office, &address).exists(), "the upload is removed");
        let overview = office.get("/measures", Some(&owner)).await.body;
        assert!(overview.contains("tickets.csv"), "{overview}");
    });
}

#[test]
fn the_same_kind_of_file_is_one_click_the_next_time() {
    each("measure_door_again", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let first = uploaded(&office, &owner, "june.csv", EXPORT.as_bytes()).await;
        begun(&office, &owner, &first, &process_id, "all_or_nothing").await;
        let second = uploaded(&office, &owner, "july.csv", EXPORT.as_bytes()).await;
        let look = office.get(&second, Some(&owner)).await.body;
        assert!(look.contains("You know this file") && look.contains("Tool export"), "{look}");
        let reply = office.post(&format!("{second}/again"), Some(&owner), &[("mode", "all_or_nothing")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        office.settle().await;
        assert!(office.get(&second, Some(&owner)).await.body.contains("See the measures"));
        let twice = office.post(&format!("{second}/again"), Some(&owner), &[("mode", "all_or_nothing")]).await;
        assert_eq!((twice.status, twice.location()), (StatusCode::SEE_OTHER, second.as_str()), "it has begun already");
    });
}

#[test]
fn a_wrong_choice_is_told_beside_its_field_and_nothing_is_lost() {
    each("measure_door_wrong", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "tickets.csv", EXPORT.as_bytes()).await;
        let wrong: [(&str, &str, &str); 5] = [
            ("process", "nonsense", "Choose the process"),
            ("case", "no such column", "Choose the column with the number"),
            ("activity", "", "Choose the column with the state"),
            ("time_format", "sundial", "Choose how times are written"),
            ("time_zone", "Mars/Olympus", "is no time zone"),
        ];
        for (field, value, sentence) in wrong {
            let fields: Vec<(&str, &str)> = columns_for(&process_id)
                .into_iter()
                .map(|(name, old)| (name, if name == field { value } else { old }))
                .collect();
            let reply = office.post(&format!("{address}/mapping"), Some(&owner), &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(reply.body.contains(sentence), "{field}: {}", reply.body);
        }
        assert!(file_of(&office, &address).exists(), "the upload still waits");
        let reply = office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert!(!file_of(&office, &address).exists());
    });
}

#[test]
fn a_file_that_is_no_log_is_refused_with_a_sentence() {
    each("measure_door_junk", |office| async move {
        let (owner, _) = incident(&office).await;
        let junk: Vec<u8> = (0..4_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let torn_gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], b"torn off"].concat();
        for (name, bytes) in [("junk.csv", junk), ("torn.csv.gz", torn_gzip), ("one-line.csv", b"a,b\n".to_vec())] {
            let address = uploaded(&office, &owner, name, &bytes).await;
            let reply = office.get(&address, Some(&owner)).await;
            assert!(
                matches!(reply.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY),
                "{name}: {}",
                reply.status
            );
            office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
            assert!(!file_of(&office, &address).exists(), "{name}");
        }
        for (name, bytes, sentence) in [("", EXPORT, "Choose a file."), ("empty.csv", "", "is empty")] {
            let reply = send_file(&office, &owner, name, bytes.as_bytes()).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(reply.body.contains(sentence), "{}", reply.body);
        }
    });
}

#[test]
fn hostile_names_and_states_stay_text() {
    each("measure_door_hostile", |office| async move {
        let (owner, _) = incident(&office).await;
        let bytes = EXPORT.replace("Network", "<script>alert(1)</script>");
        let address = uploaded(&office, &owner, "..%2F<img src=x onerror=alert(1)>.csv", bytes.as_bytes()).await;
        let look = office.get(&address, Some(&owner)).await.body;
        assert!(!look.contains("<img src=x") && !look.contains("<script>alert"), "{look}");
        office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
    });
}

#[test]
fn an_import_of_another_person_is_not_there() {
    each("measure_door_others", |office| async move {
        let (owner, _) = incident(&office).await;
        let address = uploaded(&office, &owner, "tickets.csv", EXPORT.as_bytes()).await;
        let other = office.person("Sid Stranger", &[Role::ToolsLiaison]).await;
        for path in [address.clone(), format!("{address}/progress"), format!("{address}/rejects.csv")] {
            assert_eq!(office.get(&path, Some(&other)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for action in ["mapping", "beginning", "again", "cancellation"] {
            let path = format!("{address}/{action}");
            assert_eq!(office.post(&path, Some(&other), &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
    });
}

#[test]
fn a_program_brings_a_file_with_a_saved_mapping() {
    each("measure_door_api", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let first = uploaded(&office, &owner, "june.csv", EXPORT.as_bytes()).await;
        begun(&office, &owner, &first, &process_id, "all_or_nothing").await;
        let bring = async |path: &str, body: &str| {
            let request = request("POST", path, Some(&owner)).body(Body::from(body.to_owned())).expect("a request");
            office.send(request).await
        };
        for (path, body, sentence) in [
            ("/api/logs?mapping=Unknown", EXPORT, "no saved mapping"),
            ("/api/logs?mapping=Tool%20export&mode=perhaps", EXPORT, "all_or_nothing or good_rows"),
            ("/api/logs?mapping=Tool%20export", "", "is empty"),
        ] {
            let reply = bring(path, body).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(reply.body.contains(sentence), "{}", reply.body);
        }
        let keyed = async |key: &str, path: &str, body: &str| {
            let request = request("POST", path, Some(&owner)).header("idempotency-key", key);
            office.send(request.body(Body::from(body.to_owned())).expect("a request")).await
        };
        let path = "/api/logs?mapping=Tool%20export&name=keyed.csv";
        let (first, again) = (keyed("k1", path, EXPORT).await, keyed("k1", path, EXPORT).await);
        assert_eq!((first.status, again.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED), "{}", again.body);
        assert_eq!((first.location(), &first.body), (again.location(), &again.body), "the same answer");
        let other = EXPORT.replace("A2", "B2");
        for (path, body) in [(path, other.as_str()), ("/api/logs?mapping=Tool%20export&name=other.csv", EXPORT)] {
            let refused = keyed("k1", path, body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.body);
            assert_eq!(refused.headers[header::CONTENT_TYPE], "application/problem+json");
        }
        office.settle().await;
        let late = keyed("k1", path, EXPORT).await;
        assert_eq!((late.location(), &late.value()["state"]), (first.location(), &json!("done")));
        let process = process_id.clone();
        let logs = office.app.read(move |tx| Ok(store::logs(tx, &process)?)).await.expect("logs").len();
        assert_eq!(logs, 2, "one by the page, one by the key");
        let reply = bring("/api/logs?mapping=Tool%20export&name=july.csv", EXPORT).await;
        assert_eq!((reply.status, &reply.value()["state"]), (StatusCode::ACCEPTED, &serde_json::json!("running")));
        let address = reply.location().to_owned();
        office.settle().await;
        let told = office.get(&address, Some(&owner)).await.value();
        assert_eq!((&told["state"], &told["rows_read"]), (&serde_json::json!("done"), &serde_json::json!(6)), "{told}");
        let measures = office.get("/api/processes/incident-management/measures", Some(&owner)).await.value();
        assert_eq!(measures["log"]["name"], "july.csv");
    });
}

#[test]
fn a_deviation_leads_to_its_cases_and_becomes_one_improvement() {
    each("measure_door_deviation", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "june.csv", EXPORT.as_bytes()).await;
        begun(&office, &owner, &address, &process_id, "all_or_nothing").await;
        let here = "/processes/incident-management/deviations";
        let page = office.get(here, Some(&owner)).await;
        assert_eq!(page.status, StatusCode::OK);
        let said = page.body.find("Work that the process does not know").expect("said out loud");
        assert!(said < page.body.find("Fitness").expect("the figures"), "unmodelled work is said first");
        let mark = "href=\"/processes/incident-management/deviations/cases?";
        let from = page.body.find(mark).expect("a link to the cases") + "href=\"".len();
        let href = page.body[from..from + page.body[from..].find('"').expect("it ends")].replace("&amp;", "&");
        let cases = office.get(&href, Some(&owner)).await;
        assert_eq!(cases.status, StatusCode::OK);
        assert!(cases.body.contains(" → "), "{}", cases.body);
        let file = office.get(&href.replace("/cases?", "/cases.csv?"), Some(&owner)).await.body;
        assert!(file.contains("Case,First event,Hours,Events,Way"), "{file}");
        let unknown = office.get(&format!("{here}/cases?deviation=skipped:nothing"), Some(&owner)).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let fields = [("deviation", "unmodelled:Active")];
        let improvement = format!("{here}/improvement");
        let first = office.post(&improvement, Some(&owner), &fields).await;
        let second = office.post(&improvement, Some(&owner), &fields).await;
        assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, second.location()), "{}", first.body);
        let shown = office.get(first.location(), Some(&owner)).await.body;
        assert!(shown.contains("Active") && shown.contains(here), "{shown}");
        office.settle().await;
    });
}

#[test]
fn an_import_that_stops_at_bad_rows_shows_them_all_and_goes_on_without_another_upload() {
    each("measure_door_stopped", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let many: String = (0..60).map(|at| format!("B{at},New,31/31/2026 99:99,=cmd({at})\n")).collect();
        let address = uploaded(&office, &owner, "tickets.csv", format!("{EXPORT}{many}").as_bytes()).await;
        begun(&office, &owner, &address, &process_id, "all_or_nothing").await;
        let page = office.get(&address, Some(&owner)).await.body;
        for word in
            ["Nothing is imported yet", "60 of 66 rows are bad", "kept for 7 days", "Take the good rows", "Discard"]
        {
            assert!(page.contains(word), "{word} in {page}");
        }
        assert!(page.contains("B0,New,31/31/2026") && !page.contains("B59,New"), "a page at a time");
        assert!(office.get(&format!("{address}?page=2"), Some(&owner)).await.body.contains("B59,New"));
        let file = office.get(&format!("{address}/rejects.csv"), Some(&owner)).await.body;
        assert_eq!(file.lines().count(), 61);
        assert!(file.contains(",B59,New,31/31/2026 99:99,'=cmd(59)\r\n"), "{file}");
        assert!(file_of(&office, &address).exists(), "the upload is kept");

        let anew = office.post(&format!("{address}/remapping"), Some(&owner), &[]).await;
        assert_eq!((anew.status, anew.location()), (StatusCode::SEE_OTHER, address.as_str()));
        assert!(office.get(&address, Some(&owner)).await.body.contains("How is “tickets.csv” read?"));
        begun(&office, &owner, &address, &process_id, "all_or_nothing").await;
        let go_on = office.post(&format!("{address}/good-rows"), Some(&owner), &[]).await;
        assert_eq!((go_on.status, go_on.location()), (StatusCode::SEE_OTHER, address.as_str()));
        office.settle().await;
        let report = office.get(&address, Some(&owner)).await.body;
        assert!(report.contains("Imported") && report.contains("Rows not taken"), "{report}");
        let late = office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
        assert_eq!((late.status, late.location()), (StatusCode::SEE_OTHER, address.as_str()));
        let cookie = late.headers[header::SET_COOKIE].to_str().expect("text");
        assert!(cookie.contains("too%20late"), "{cookie}");
    });
}

#[test]
fn a_stopped_import_can_be_discarded_by_page_and_program() {
    each("measure_door_discard", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bytes = format!("{EXPORT}B1,New,31/31/2026 99:99,Desk\n");
        for api in [false, true] {
            let address = uploaded(&office, &owner, "tickets.csv", bytes.as_bytes()).await;
            begun(&office, &owner, &address, &process_id, "all_or_nothing").await;
            let id = address.rsplit('/').next().expect("an id");
            let told = office.get(&format!("/api/imports/{id}"), Some(&owner)).await.value();
            assert_eq!((&told["state"], &told["rows_bad"]), (&json!("stopped"), &json!(1)), "{told}");
            if api {
                let reply =
                    office.json("POST", &format!("/api/imports/{id}/cancellation"), Some(&owner), &json!({})).await;
                assert_eq!((reply.status, &reply.value()["state"]), (StatusCode::OK, &json!("cancelled")));
                let reply =
                    office.json("POST", &format!("/api/imports/{id}/good-rows"), Some(&owner), &json!({})).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "it is gone");
            } else {
                let reply = office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
                assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/measures/import"));
            }
            assert!(!file_of(&office, &address).exists());
        }
    });
}

#[test]
fn a_refused_beginning_shows_the_states_again_with_what_was_typed() {
    each("measure_door_refused", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let address = uploaded(&office, &owner, "tickets.csv", EXPORT.as_bytes()).await;
        let states = office.post(&format!("{address}/mapping"), Some(&owner), &columns_for(&process_id)).await;
        let mapping = hidden(&states.body, "mapping");
        let long = "x".repeat(201);
        let sent = |field: &'static str, value: &str| -> Vec<(&str, String)> {
            let order = [
                ("process", process_id.as_str()),
                ("mapping", &mapping),
                ("state", "New"),
                ("target", "step:register"),
                ("resolved", "New"),
                ("mode", "good_rows"),
                ("save_as", "My name"),
            ];
            order.iter().map(|(name, old)| (*name, if *name == field { value } else { old }.to_owned())).collect()
        };
        for (field, value, sentence) in [
            ("target", "step:nowhere", "a step that the process does not have"),
            ("resolved", "Unheard", "is no state of this file"),
            ("mode", "perhaps", "Choose what happens when rows are bad"),
            ("save_as", long.as_str(), "too long"),
            ("process", "nonsense", "Choose a process from the list"),
            ("mapping", "{", "damaged on its way"),
        ] {
            let order = sent(field, value);
            let order: Vec<(&str, &str)> = order.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let reply = office.post(&format!("{address}/beginning"), Some(&owner), &order).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(reply.body.contains(sentence), "{field}: {}", reply.body);
            if !matches!(field, "process" | "mapping") {
                assert!(reply.body.contains("What do the states of"), "{field}: {}", reply.body);
                assert!(field == "save_as" || reply.body.contains("value=\"My name\""), "{field}: {}", reply.body);
            }
        }
        assert!(file_of(&office, &address).exists(), "the upload still waits");
        office.post(&format!("{address}/cancellation"), Some(&owner), &[]).await;
    });
}

#[test]
fn names_with_line_breaks_come_through_a_browser_unchanged() {
    each("measure_door_breaks", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bytes = "number,\"the\nstate\",at\nA1,\"New\nand fresh\",2026-09-01 08:00\nA1,Closed,2026-09-01 12:00\n";
        let address = uploaded(&office, &owner, "tickets.csv", bytes.as_bytes()).await;
        // A browser sends every line break of a field as CR LF.
        let browser = |value: &str| value.replace('\n', "\r\n");
        let columns = [
            ("process", process_id.clone()),
            ("case", "number".to_owned()),
            ("shape", "events".to_owned()),
            ("activity", browser(&column_key("the\nstate"))),
            ("time", "at".to_owned()),
            ("time_format", "year_month_day".to_owned()),
            ("time_zone", "UTC".to_owned()),
        ];
        let columns: Vec<(&str, &str)> = columns.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let states = office.post(&format!("{address}/mapping"), Some(&owner), &columns).await;
        assert_eq!(states.status, StatusCode::OK, "{}", states.body);
        let (mapping, first) = (browser(&hidden(&states.body, "mapping")), browser(&hidden(&states.body, "state")));
        let (first, second) =
            if first == "Closed" { (state_key("New\nand fresh"), first) } else { (first, "Closed".to_owned()) };
        let order = [
            ("process", process_id.as_str()),
            ("mapping", &mapping),
            ("state", &first),
            ("target", "step:register"),
            ("state", &second),
            ("target", "step:close"),
            ("closed", &second),
            ("mode", "all_or_nothing"),
            ("save_as", ""),
        ];
        let reply = office.post(&format!("{address}/beginning"), Some(&owner), &order).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        office.settle().await;
        let log = office.app.read(move |tx| Ok(store::logs(tx, &process_id)?)).await.expect("logs").remove(0);
        let expected = Target::Activity("register".to_owned());
        assert_eq!(log.reading.states.get("New\nand fresh"), Some(&expected), "{:?}", log.reading);
    });
}
