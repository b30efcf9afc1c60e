use axum::http::StatusCode;
use serde_json::json;

use crate::access::Role;
use crate::improvement::{Measurement, record_measurement};
use crate::testing::{Guest, Office, each, request};

/// Proposes an idea through the form and returns the address of its page.
async fn proposed(office: &Office, guest: &Guest, title: &str) -> String {
    let reply = office.post("/improvements", Some(guest), &[("title", title), ("size", "small"), ("value", "5")]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().to_owned()
}

async fn sent(office: &Office, guest: &Guest, address: &str, what: &str, fields: &[(&str, &str)]) -> StatusCode {
    let reply = office.post(&format!("{address}/{what}"), Some(guest), fields).await;
    if reply.status == StatusCode::SEE_OTHER {
        assert_eq!(reply.location(), address);
    }
    reply.status
}

fn plan(owner: &Guest) -> Vec<(&str, &str)> {
    vec![
        ("owner", &owner.person.id),
        ("measure_name", "Resolution time, median"),
        ("unit", "h"),
        ("baseline", "52,5"),
        ("target", "40"),
        ("due", "2026-12-01"),
        ("expected", "Fewer detours."),
    ]
}

#[test]
fn an_idea_goes_through_its_pages_to_a_verified_benefit() {
    each("improvement_pages", |office| async move {
        let raiser = office.person("Rita", &[Role::Practitioner]).await;
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let lead = office.person("Gina", &[Role::GovernanceLead]).await;
        let address = proposed(&office, &raiser, "Ask for the affected service first").await;
        let page = office.get(&address, Some(&raiser)).await;
        assert!(page.body.contains("Somebody decides") && !page.body.contains("/acceptance"), "{}", page.body);
        assert!(office.get(&address, Some(&manager)).await.body.contains("/acceptance"));
        assert_eq!(sent(&office, &raiser, &address, "acceptance", &plan(&manager)).await, StatusCode::FORBIDDEN);
        assert_eq!(sent(&office, &manager, &address, "acceptance", &plan(&manager)).await, StatusCode::SEE_OTHER);
        let page = office.get(&address, Some(&raiser)).await;
        assert!(
            page.body.contains("52.5 h") && page.body.contains("Simon completes it by 1 Dec 2026"),
            "{}",
            page.body
        );
        assert_eq!(sent(&office, &manager, &address, "start", &[]).await, StatusCode::SEE_OTHER);
        assert_eq!(
            sent(&office, &manager, &address, "completion", &[("comment", "Form changed.")]).await,
            StatusCode::SEE_OTHER
        );
        let (id, now) = (address.trim_start_matches("/improvements/").to_owned(), office.app.now());
        let measurement = Measurement { value: 39.25, n: 412, low: Some(37.0), high: Some(42.0), at: now };
        office.app.write(move |tx| record_measurement(tx, now, &id, measurement)).await.expect("it is measured");
        let page = office.get(&address, Some(&lead)).await;
        for words in ["39.25", "target reached", "between 37 h and 42 h", "412 cases", "Is the benefit there?"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert_eq!(sent(&office, &lead, &address, "verification", &[]).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sent(&office, &lead, &address, "verification", &[("verdict", "kept")]).await, StatusCode::SEE_OTHER);
        let page = office.get(&address, Some(&raiser)).await;
        assert!(page.body.contains("The benefit is there") && page.body.contains("Gina"), "{}", page.body);
    });
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() {
    each("improvement_refused", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let reply = office
            .post("/improvements", Some(&manager), &[("description", "All of it"), ("size", "huge"), ("value", "9")])
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["The title is missing.", "Choose a size from the list.", "All of it"] {
            assert!(reply.body.contains(words), "{words}: {}", reply.body);
        }
        let reply = office.post("/improvements", Some(&manager), &[("title", "T"), ("value", "9")]).await;
        assert!(reply.body.contains("Value goes from 1 to 5; 9 does not."), "{}", reply.body);
        let address = proposed(&office, &manager, "T").await;
        let wrong = [
            ("owner", "nobody"),
            ("measure_name", "Time"),
            ("baseline", "many"),
            ("due", "soon"),
            ("expected", "Kept text"),
        ];
        let reply = office.post(&format!("{address}/acceptance"), Some(&manager), &wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in
            ["must be a number; “many” is not one", "The target is missing.", "“soon” is not a date", "Kept text"]
        {
            assert!(reply.body.contains(words), "{words}: {}", reply.body);
        }
        let early = [
            ("owner", manager.person.id.as_str()),
            ("measure_name", "Time"),
            ("baseline", "3"),
            ("target", "3"),
            ("due", "2026-01-01"),
        ];
        let reply = office.post(&format!("{address}/acceptance"), Some(&manager), &early).await;
        assert!(reply.body.contains("is in the past") && reply.body.contains("same as the baseline"), "{}", reply.body);
        assert_eq!(sent(&office, &manager, &address, "refusal", &[]).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            sent(&office, &manager, &address, "refusal", &[("reason", "Too dear.")]).await,
            StatusCode::SEE_OTHER
        );
        assert!(office.get(&address, Some(&manager)).await.body.contains("Too dear."));
    });
}

#[test]
fn the_list_filters_sorts_pages_and_exports() {
    each("improvement_list", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        assert!(office.get("/improvements", Some(&manager)).await.body.contains("The register is empty"));
        let first = proposed(&office, &manager, "=cmd|' /C calc'!A0").await;
        proposed(&office, &manager, "50% of <script>alert(1)</script> calls").await;
        for n in 0..51 {
            proposed(&office, &manager, &format!("Idea number {n}")).await;
        }
        assert_eq!(sent(&office, &manager, &first, "refusal", &[("reason", "No.")]).await, StatusCode::SEE_OTHER);
        let page = |query: &'static str| {
            let (office, manager) = (&office, &manager);
            async move { office.get(&format!("/improvements{query}"), Some(manager)).await.body }
        };
        let body = page("?sort=number").await;
        assert!(body.contains("I-50<") && !body.contains("I-51<") && body.contains("page=2"), "{body}");
        let body = page("?sort=number&page=2").await;
        assert!(body.contains("I-53<") && !body.contains("I-50<"), "{body}");
        let body = page("?stage=declined").await;
        assert!(body.contains("I-1<") && !body.contains("I-2<"), "{body}");
        let body = page("?q=50%25").await;
        assert!(body.contains("I-2<") && !body.contains("I-3<") && body.contains("&lt;script&gt;"), "{body}");
        assert!(page("?q=i-7").await.contains("I-7<"));
        assert!(page("?q=nothing&stage=wrong&origin=wrong&sort=wrong&page=-4").await.contains("Nothing matches"));
        let board = office.get("/improvements/board", Some(&manager)).await;
        assert!(board.status == StatusCode::OK && board.body.contains("All 52"), "{}", board.body);
        let file = office.get("/improvements.csv?stage=declined", Some(&manager)).await;
        let lines: Vec<&str> = file.body.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("I-1,'=cmd|' /C calc'!A0,"), "{}", lines[1]);
    });
}

#[test]
fn a_program_proposes_once_however_often_it_asks() {
    each("improvement_api", |office| async move {
        let guest = office.person("Rita", &[Role::Practitioner]).await;
        super::process(&office, "p1").await;
        let propose = |key: &'static str, body: serde_json::Value| {
            let request = request("POST", "/api/improvements", Some(&guest))
                .header("content-type", "application/json")
                .header("idempotency-key", key)
                .body(axum::body::Body::from(body.to_string()))
                .expect("a request");
            office.send(request)
        };
        let body = json!({ "title": "Categorise first", "process_id": "p1" });
        let first = propose("k1", body.clone()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let address = first.location().to_owned();
        let again = propose("k1", body.clone()).await;
        assert_eq!((again.status, again.location()), (StatusCode::OK, address.as_str()));
        assert_eq!(again.value()["id"], first.value()["id"]);
        assert_eq!(propose("k2", body).await.value()["number"], 2);
        let read = office.get(&address, Some(&guest)).await.value();
        assert_eq!((read["stage"].as_str(), read["priority"].as_f64()), (Some("proposed"), Some(4.5)));
        let list = office.get("/api/improvements?process=p1&sort=number", Some(&guest)).await.value();
        assert_eq!((list["total"].as_i64(), list["items"][1]["name"].as_str()), (Some(2), Some("I-2")));
        for (body, status, words) in [
            (json!({}), StatusCode::BAD_REQUEST, "missing field `title`"),
            (json!({ "title": "T", "owner": "x" }), StatusCode::BAD_REQUEST, "unknown field `owner`"),
            (
                json!({ "title": "T", "process_id": "p2" }),
                StatusCode::UNPROCESSABLE_ENTITY,
                "There is no such process.",
            ),
            (json!({ "title": " " }), StatusCode::UNPROCESSABLE_ENTITY, "The title is missing."),
            (json!({ "title": "a\u{0}b" }), StatusCode::UNPROCESSABLE_ENTITY, "control characters"),
            (json!({ "title": "T", "process_id": "\u{0}" }), StatusCode::UNPROCESSABLE_ENTITY, "control characters"),
        ] {
            let reply = propose("k3", body).await;
            assert_eq!(reply.status, status, "{}", reply.body);
            assert!(reply.body.contains(words), "{words}: {}", reply.body);
        }
    });
}

#[test]
fn improvements_of_a_process_that_somebody_may_not_read_do_not_exist_for_them() {
    each("improvement_reader", |office| async move {
        super::process(&office, "p1").await;
        super::process(&office, "p2").await;
        let all = office.person("Rita", &[Role::Practitioner]).await;
        let one = office.person_on("Otto", &[Role::Practitioner], Some("p1")).await;
        let mut addresses = Vec::new();
        for (title, process) in [("Of the first", "p1"), ("Of the second", "p2"), ("Of the office", "")] {
            let reply = office.post("/improvements", Some(&all), &[("title", title), ("process_id", process)]).await;
            addresses.push(reply.location().to_owned());
        }
        for (address, status) in addresses.iter().zip([StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::OK]) {
            assert_eq!(office.get(address, Some(&one)).await.status, status, "{address}");
            assert_eq!(office.get(&format!("/api{address}"), Some(&one)).await.status, status, "{address}");
        }
        for path in ["/improvements", "/improvements/board", "/improvements.csv", "/api/improvements"] {
            let body = office.get(path, Some(&one)).await.body;
            assert!(body.contains("Of the first") && body.contains("Of the office"), "{path}: {body}");
            assert!(!body.contains("Of the second"), "{path}: {body}");
        }
        assert_eq!(sent(&office, &one, &addresses[1], "withdrawal", &[("why", "x")]).await, StatusCode::NOT_FOUND);
        let reply = office.post("/improvements", Some(&one), &[("title", "T"), ("process_id", "p2")]).await;
        assert!(
            reply.status == StatusCode::UNPROCESSABLE_ENTITY && !reply.body.contains("Process p2"),
            "{}",
            reply.body
        );
    });
}

#[test]
fn what_is_not_there_is_not_found_and_strangers_stay_outside() {
    each("improvement_doors", |office| async move {
        let guest = office.person("Rita", &[Role::Practitioner]).await;
        let auditor = office.person("Aldo", &[Role::Auditor]).await;
        let nobody = office.person("Nora", &[]).await;
        let acts = ["acceptance", "refusal", "withdrawal", "score", "start", "draft", "completion", "verification"];
        for act in acts {
            let fields = [
                ("reason", "x"),
                ("why", "x"),
                ("verdict", "kept"),
                ("owner", "x"),
                ("measure_name", "x"),
                ("baseline", "1"),
                ("target", "2"),
                ("due", "2026-12-01"),
            ];
            assert_eq!(sent(&office, &guest, "/improvements/none", act, &fields).await, StatusCode::NOT_FOUND, "{act}");
            assert_eq!(
                sent(&office, &nobody, "/improvements/none", act, &fields).await,
                StatusCode::FORBIDDEN,
                "{act}"
            );
        }
        assert_eq!(office.get("/improvements/none", Some(&guest)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get("/api/improvements/none", Some(&guest)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get("/improvements", None).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/improvements/new", Some(&auditor)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/improvements", Some(&auditor)).await.status, StatusCode::OK);
    });
}
