//! A paused case stands still: its people, its timers, its messages and its programs.

use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::automation::jobs;
use crate::testing::each;

/// “Look”, until a time comes: then “Late”.
fn timed(time: &str) -> String {
    format!(
        "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><boundaryEvent id=\"limit\" attachedToRef=\"look\">\
         <timerEventDefinition><{time}</timerEventDefinition></boundaryEvent><userTask id=\"late\" name=\"Late\"/>\
         <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"limit\" targetRef=\"late\"/>"
    )
}

async fn paused(office: &Office, cast: &Cast, id: &str) {
    let reply =
        office.post(&format!("/cases/{id}/pause"), Some(&cast.manager), &[("pause_reason", "Waits for a part.")]).await;
    assert_eq!(reply.location(), format!("/cases/{id}"), "{}", reply.body);
}

async fn resumed(office: &Office, cast: &Cast, id: &str) {
    let reply = office.post(&format!("/cases/{id}/resumption"), Some(&cast.manager), &[]).await;
    assert_eq!(reply.location(), format!("/cases/{id}"), "{}", reply.body);
}

async fn after(office: &Office, minutes: i64) {
    office.app.clock().advance_seconds(minutes * 60);
    jobs::fire_due(office.app.clone()).await.expect("looked");
}

#[test]
fn nobody_is_asked_and_a_while_waits_until_the_case_is_resumed() {
    each("pause_while", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &timed("timeDuration>PT1H</timeDuration>")).await;
        let id = begun(&office, &deployment, "{}").await;
        let due = one(&office, &id).await.1[0].due_at.expect("a due day");
        after(&office, 30).await;
        let cast = again(&office, &cast).await;
        paused(&office, &cast, &id).await;
        assert!(asked(&office, &cast.manager).await.is_empty(), "nobody is asked");
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await.body;
        assert!(page.contains("This case is paused") && page.contains("Waits for a part."), "{page}");
        let listed = office.get("/cases?state=paused", Some(&cast.manager)).await.body;
        assert!(listed.contains(&format!("/cases/{id}")), "{listed}");
        let task = one(&office, &id).await.1[0].href();
        let reply = office.post(&format!("{task}/completion"), Some(&cast.manager), &[]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("It goes on when"), "{}", reply.body);
        after(&office, 120).await;
        let cast = again(&office, &cast).await;
        assert_eq!(open(&office, &id).await, ["Look"], "no time passes for it");
        resumed(&office, &cast, &id).await;
        assert_eq!(asked(&office, &cast.manager).await, ["Look: A case"], "and it is asked again");
        let later = one(&office, &id).await.1[0].due_at.expect("a due day");
        assert_eq!((later.0 - due.0) / 60_000_000, 120, "the due day moved by the pause");
        after(&office, 29).await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        after(&office, 2).await;
        assert_eq!(open(&office, &id).await, ["Late"]);
        let cast = again(&office, &cast).await;
        let story = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await.body;
        assert!(story.contains("paused the case: Waits for a part") && story.contains("resumed the case"), "{story}");
    });
}

#[test]
fn a_date_that_passed_meanwhile_counts_as_soon_as_the_case_is_resumed() {
    each("pause_date", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &timed("timeDate>2026-11-02T09:00:00Z</timeDate>")).await;
        let id = begun(&office, &deployment, "{}").await;
        paused(&office, &cast, &id).await;
        after(&office, 120).await;
        let cast = again(&office, &cast).await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        resumed(&office, &cast, &id).await;
        after(&office, 1).await;
        assert_eq!(open(&office, &id).await, ["Late"]);
    });
}

const WAITS: &str = "<startEvent id=\"s\"/><receiveTask id=\"w\" messageRef=\"hello\"/><intermediateCatchEvent id=\"v\">\
     <signalEventDefinition id=\"d\" signalRef=\"fire\"/></intermediateCatchEvent><userTask id=\"t\" name=\"Look\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"v\"/>\
     <sequenceFlow id=\"c\" sourceRef=\"v\" targetRef=\"t\"/>";

#[test]
fn messages_and_signals_are_kept_and_count_once_when_the_case_goes_on() {
    each("pause_messages", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, WAITS).await;
        let id = begun(&office, &deployment, "{}").await;
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await.body;
        let wait =
            page.split(&format!("/cases/{id}/waits/")).nth(1).and_then(|rest| rest.split('/').next()).expect("a wait");
        paused(&office, &cast, &id).await;
        let hello = json!({ "id": "m-1", "name": "hello", "variables": { "said": "yes" } });
        for _ in 0..2 {
            assert_eq!(office.json("POST", "/api/messages", Some(&cast.manager), &hello).await.status, 200);
        }
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await.body;
        assert!(page.contains("1 thing came meanwhile"), "{page}");
        let by_hand = office.post(&format!("/cases/{id}/waits/{wait}/arrival"), Some(&cast.manager), &[]).await;
        assert_eq!(by_hand.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", by_hand.body);
        resumed(&office, &cast, &id).await;
        let whole = office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value();
        assert_eq!(whole["variables"]["said"], "yes", "{whole}");
        paused(&office, &cast, &id).await;
        let now = office.app.now();
        let told = office.app.write(move |tx| case::broadcast(tx, now, "s-1", "fire", &Named::default(), ""));
        told.await.expect("told");
        office.settle().await;
        assert!(open(&office, &id).await.is_empty());
        resumed(&office, &cast, &id).await;
        assert_eq!(open(&office, &id).await, ["Look"]);
    });
}

const SERVICE: &str = "<startEvent id=\"s\"/><serviceTask id=\"call\" name=\"Call the tool\"><extensionElements>\
     <zeebe:taskDefinition type=\"tool\"/></extensionElements></serviceTask><userTask id=\"t\" name=\"Look\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"call\"/><sequenceFlow id=\"b\" sourceRef=\"call\" targetRef=\"t\"/>";

#[test]
fn a_program_finishes_what_it_began_and_gets_nothing_new() {
    each("pause_programs", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, SERVICE).await;
        let (held, free) = (begun(&office, &deployment, "{}").await, begun(&office, &deployment, "{}").await);
        let fetch = json!({ "topic": "tool", "most": 1, "lock_s": 600 });
        let take = || async { office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await.value() };
        let work = take().await;
        assert_eq!(work["items"][0]["task"]["case_id"], held.as_str());
        for id in [&held, &free] {
            paused(&office, &cast, id).await;
        }
        assert_eq!(take().await["items"], json!([]), "a paused case gives no work");
        let task = work["items"][0]["task"]["id"].as_u64().expect("a number");
        let done = json!({ "token": work["items"][0]["token"] });
        let at = format!("/api/cases/{held}/tasks/{task}/success");
        let reply = office.json("POST", &at, Some(&cast.manager), &done).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(open(&office, &held).await, ["Look"]);
        assert!(asked(&office, &cast.manager).await.is_empty(), "but nobody is asked yet");
        resumed(&office, &cast, &held).await;
        assert_eq!(asked(&office, &cast.manager).await, ["Look: A case"]);
        resumed(&office, &cast, &free).await;
        assert_eq!(take().await["items"][0]["task"]["case_id"], free.as_str());
    });
}

#[test]
fn all_cases_of_a_process_are_paused_and_resumed() {
    each("pause_all", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, WAITS).await;
        let (first, second) = (begun(&office, &deployment, "{}").await, begun(&office, &deployment, "{}").await);
        let at = "/processes/service-request/cases";
        let unsaid = office.post(&format!("{at}/pause"), Some(&cast.manager), &[("pause_reason", " ")]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        let refused = office.post(&format!("{at}/pause"), Some(&reader), &[("pause_reason", "me")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        office.post(&format!("{at}/pause"), Some(&cast.manager), &[("pause_reason", "Stocktaking")]).await;
        office.settle().await;
        let paused = |id: String| {
            let (office, manager) = (&office, &cast.manager);
            async move { office.get(&format!("/api/cases/{id}"), Some(manager)).await.value()["case"]["paused"].clone() }
        };
        assert_eq!((paused(first.clone()).await, paused(second.clone()).await), (json!(true), json!(true)));
        let page = office.get(at, Some(&cast.manager)).await.body;
        assert!(page.contains("Resume all cases"), "{page}");
        office.post(&format!("{at}/resumption"), Some(&cast.manager), &[]).await;
        office.settle().await;
        assert_eq!((paused(first).await, paused(second).await), (json!(false), json!(false)));
    });
}

#[test]
fn a_case_is_paused_once_with_a_reason_by_whoever_runs_it_and_can_be_cancelled() {
    each("pause_refusals", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, WAITS).await;
        let id = begun(&office, &deployment, "{}").await;
        let at = format!("/api/cases/{id}/pause");
        let send = |reason: String| {
            let (office, manager, at) = (&office, &cast.manager, at.clone());
            async move { office.json("POST", &at, Some(manager), &json!({ "reason": reason })).await.status.as_u16() }
        };
        assert_eq!(send(" ".to_owned()).await, 422);
        assert_eq!(send("x".repeat(1_001)).await, 422);
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        let reply = office.json("POST", &at, Some(&reader), &json!({ "reason": "me" })).await;
        assert_eq!(reply.status, 403);
        assert_eq!(send("A part is missing".to_owned()).await, 200);
        assert_eq!(send("Again".to_owned()).await, 422, "it is paused already");
        office.post(&format!("/cases/{id}/cancellation"), Some(&cast.manager), &[("why", "not needed")]).await;
        assert_eq!(one(&office, &id).await.0.state, State::Cancelled);
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await.body;
        assert!(!page.contains("This case is paused"), "{page}");
    });
}
