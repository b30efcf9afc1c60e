//! What is sent twice happens once, and a save from an old page overwrites nothing.

use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;

use super::{entries, furnished, guest, open_draft, process_id, proposed};
use crate::testing::{Guest, Office, each, request};

/// Sends the same form twice: the first changes something, the second nothing and is no fault.
async fn once(office: &Office, path: &str, by: &Guest, fields: &[(&str, &str)]) {
    let before = entries(office).await;
    let first = office.post(path, Some(by), fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{path}: {}", first.body);
    let after = entries(office).await;
    assert!(after > before, "{path}: something is noted");
    let second = office.post(path, Some(by), fields).await;
    assert!(second.status.is_client_error(), "{path} a second time: {} {}", second.status, second.location());
    assert_eq!(entries(office).await, after, "{path}: nothing is noted a second time");
}

#[test]
fn a_form_that_is_sent_twice_changes_once() {
    each("hostile_twice", |office| async move {
        furnished(&office).await;
        let (aisha, ingrid, jonas) =
            (guest(&office, "Aisha").await, guest(&office, "Ingrid").await, guest(&office, "Jonas").await);
        let (chloe, fatima) = (guest(&office, "Chloé").await, guest(&office, "Fatima").await);

        once(&office, "/processes/service-request/people/manager/acceptance", &aisha, &[]).await;
        let address = proposed(&office, &aisha, "Once").await;
        let plan = [
            ("owner", aisha.person.id.as_str()),
            ("measure", "-"),
            ("measure_name", "Calls"),
            ("unit", "calls"),
            ("baseline", "10"),
            ("target", "5"),
            ("due", "2027-03-01"),
            ("expected", "Fewer calls."),
        ];
        once(&office, &format!("{address}/acceptance"), &ingrid, &plan).await;
        once(&office, &format!("{address}/start"), &aisha, &[]).await;
        once(&office, &format!("{address}/completion"), &aisha, &[("comment", "Done.")]).await;
        let declined = proposed(&office, &aisha, "Never").await;
        once(&office, &format!("{declined}/refusal"), &ingrid, &[("reason", "Not now.")]).await;

        let (_, seal) = open_draft(&office, "change-enablement").await;
        let verdict = [("decision", "approved"), ("seal", seal.as_str()), ("reason", "Agreed.")];
        once(&office, "/processes/change-enablement/approval", &fatima, &verdict).await;
        once(&office, "/processes/change-enablement/publication", &fatima, &[("effective", ""), ("reason", "")]).await;

        let (_, seal) = open_draft(&office, "service-request").await;
        let asked = [("approver", chloe.person.id.as_str()), ("due", "2026-12-24"), ("note", "Again.")];
        once(&office, "/processes/service-request/submission", &jonas, &asked).await;
        let stale = [("decision", "approved"), ("seal", "0000"), ("reason", "")];
        let reply = office.post("/processes/service-request/approval", Some(&chloe), &stale).await;
        assert!(reply.status.is_client_error(), "approved what was not read: {}", reply.status);
        let back = [("decision", "sent_back"), ("seal", seal.as_str()), ("reason", "Not yet.")];
        once(&office, "/processes/service-request/approval", &chloe, &back).await;
        office.settle().await;
    });
}

#[test]
fn a_program_that_repeats_itself_proposes_once() {
    each("hostile_repeats", |office| async move {
        furnished(&office).await;
        let (aisha, samuel) = (guest(&office, "Aisha").await, guest(&office, "Samuel").await);
        let process = process_id(&office, "incident-management").await;
        let body = json!({ "title": "Twice", "description": "", "process_id": process }).to_string();
        let mut made = Vec::new();
        for by in [&aisha, &aisha, &samuel] {
            let sent = request("POST", "/api/improvements", Some(by))
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", "the same key")
                .body(Body::from(body.clone()));
            let reply = office.send(sent.expect("a request")).await;
            assert!(reply.status.is_success(), "{}", reply.body);
            made.push((reply.status, reply.value()["id"].clone()));
        }
        assert_eq!((made[0].0, made[1].0), (StatusCode::CREATED, StatusCode::OK));
        assert_eq!(made[0].1, made[1].1, "the same improvement");
        assert_ne!(made[0].1, made[2].1, "a key is its owner's alone");
        office.settle().await;
    });
}

#[test]
fn an_old_page_overwrites_nothing_and_shows_both() {
    each("hostile_stale", |office| async move {
        furnished(&office).await;
        let (jonas, chloe) = (guest(&office, "Jonas").await, guest(&office, "Chloé").await);
        let (revision, _) = open_draft(&office, "service-request").await;
        let path = "/processes/service-request/draft/activities/";
        let page = office.get("/api/processes/service-request/versions/draft", Some(&jonas)).await.value();
        let step =
            page["definition"]["activities"].as_object().expect("activities").keys().next().expect("one").clone();
        let path = format!("{path}{step}");
        let quick = [("revision", revision.as_str()), ("purpose", "The quick purpose.")];
        assert_eq!(office.post(&path, Some(&jonas), &quick).await.status, StatusCode::SEE_OTHER);
        let slow = [("revision", revision.as_str()), ("purpose", "The <b>slow</b> purpose.")];
        let reply = office.post(&path, Some(&chloe), &slow).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
        for part in ["The quick purpose.", "The &lt;b&gt;slow&lt;/b&gt; purpose."] {
            assert!(reply.body.contains(part), "{part} in {}", reply.body);
        }
        let kept = office.get("/api/processes/service-request/versions/draft", Some(&jonas)).await.body;
        assert!(kept.contains("The quick purpose.") && !kept.contains("slow"), "{kept}");
        for revision in ["", "-1", "999", "1e3", "99999999999999999999"] {
            let reply = office.post(&path, Some(&jonas), &[("revision", revision), ("purpose", "x")]).await;
            assert!(reply.status.is_client_error(), "revision {revision}: {}", reply.status);
        }
    });
}
