//! Cases as programs see them: begun once under a key, their work fetched under a lock.

use axum::body::Body;
use serde_json::json;

use super::*;
use crate::testing::{each, request};

const SERVICE: &str = "<startEvent id=\"s\"/><serviceTask id=\"call\" name=\"Call the tool\"><extensionElements>\
     <zeebe:taskDefinition type=\"tool\" retries=\"2\"/></extensionElements></serviceTask><userTask id=\"t\" name=\"Look\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"call\"/><sequenceFlow id=\"b\" sourceRef=\"call\" targetRef=\"t\"/>";

#[test]
fn a_program_fetches_work_under_a_lock_and_one_that_is_late_is_refused() {
    each("automation_workers", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, SERVICE).await;
        let id = begun(&office, &deployment, r#"{"item": "laptop"}"#).await;
        let fetch = json!({ "topic": "tool", "most": 5, "lock_s": 60 });
        let take = || async { office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await.value() };
        let first = take().await;
        assert_eq!(first["items"][0]["variables"]["item"], "laptop");
        assert_eq!(take().await["items"].as_array().map(Vec::len), Some(0), "it is locked");
        let task = first["items"][0]["task"]["id"].as_u64().expect("a number");
        office.app.clock().advance_seconds(61);
        let second = take().await;
        let at = |act: &str| format!("/api/cases/{id}/tasks/{task}/{act}");
        let late = json!({ "token": first["items"][0]["token"] });
        let reply = office.json("POST", &at("success"), Some(&cast.manager), &late).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        let failed = json!({ "token": second["items"][0]["token"], "message": "no route", "pause_s": 0 });
        assert_eq!(office.json("POST", &at("failure"), Some(&cast.manager), &failed).await.status, 200);
        assert_eq!(one(&office, &id).await.0.stops, 0, "one try is left");
        let third = take().await;
        let failed = json!({ "token": third["items"][0]["token"], "message": "no route", "pause_s": 0 });
        office.json("POST", &at("failure"), Some(&cast.manager), &failed).await;
        assert_eq!(one(&office, &id).await.0.stops, 1, "no try is left");
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
        assert!(page.body.contains("No route."), "{}", page.body);
        let stop = json_of(&office, &cast, &id).await["stopped"][0]["id"].as_u64().expect("a number");
        office.post(&format!("/cases/{id}/stops/{stop}/retry"), Some(&cast.manager), &[]).await;
        let again = take().await;
        let token = again["items"][0]["token"].clone();
        let task = again["items"][0]["task"]["id"].as_u64().expect("a number");
        let done = json!({ "token": token, "variables": { "ticket": "T-1" } });
        let reply =
            office.json("POST", &format!("/api/cases/{id}/tasks/{task}/success"), Some(&cast.manager), &done).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(open(&office, &id).await, ["Look"]);
        assert_eq!(json_of(&office, &cast, &id).await["variables"]["ticket"], "T-1");
    });
}

async fn json_of(office: &Office, cast: &Cast, id: &str) -> serde_json::Value {
    office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value()
}

#[test]
fn a_case_begun_under_a_key_begins_once() {
    each("automation_keyed", |office| async move {
        let desk = desk(&office).await;
        let begin = |key: &'static str, title: &'static str| {
            let request = request("POST", "/api/processes/service-request/cases", Some(&desk.user))
                .header("content-type", "application/json")
                .header("accept", "application/json")
                .header("idempotency-key", key)
                .body(Body::from(json!({ "title": title }).to_string()))
                .expect("a request");
            office.send(request)
        };
        let first = begin("k1", "A chair").await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = begin("k1", "A chair").await;
        assert_eq!(again.status, 200, "{}", again.body);
        assert_eq!(first.value()["case"]["id"], again.value()["case"]["id"]);
        let id = first.value()["case"]["id"].as_str().expect("an id").to_owned();
        let tasks = office.get("/api/tasks", Some(&desk.user)).await.value();
        let task = tasks["items"][0]["id"].as_u64().expect("a number");
        let form = office.get(&format!("/api/cases/{id}/tasks/{task}"), Some(&desk.user)).await.value();
        assert_eq!(form["questions"][0]["key"], "item");
        let at = format!("/api/cases/{id}/tasks/{task}/completion");
        let me = desk.user.person.id.clone();
        let wrong = json!({ "answers": { "item": "New equipment", "for_whom": me, "why": "x", "colour": "red" } });
        let reply = office.json("POST", &at, Some(&desk.user), &wrong).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        let right = json!({ "answers": { "item": "New equipment", "for_whom": me, "why": "x" } });
        let reply = office.json("POST", &at, Some(&desk.user), &right).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.value()["variables"]["for_whom"]["name"], "Una User");
        let twice = office.json("POST", &at, Some(&desk.user), &right).await;
        assert_eq!(twice.status, 422, "the same work is not done twice");
    });
}

#[test]
fn an_outcome_sent_again_under_its_key_is_answered_and_counts_once() {
    each("automation_outcome_keyed", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, SERVICE).await;
        let id = begun(&office, &deployment, r#"{"item": "laptop"}"#).await;
        let fetch = json!({ "topic": "tool", "most": 5, "lock_s": 60 });
        let work = office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await.value();
        let (token, task) = (&work["items"][0]["token"], work["items"][0]["task"]["id"].as_u64().expect("a number"));
        let say = |task: u64, act: &'static str, key: &'static str, body: serde_json::Value| {
            let request = request("POST", &format!("/api/cases/{id}/tasks/{task}/{act}"), Some(&cast.manager))
                .header("content-type", "application/json")
                .header("accept", "application/json")
                .header("idempotency-key", key)
                .body(Body::from(body.to_string()))
                .expect("a request");
            office.send(request)
        };
        let body = json!({ "token": token, "variables": { "ticket": "T-1" } });
        for _ in 0..2 {
            let reply = say(task, "success", "s1", body.clone()).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.value()["state"], "done");
        }
        let other = say(task, "success", "s1", json!({ "token": token, "variables": { "ticket": "T-2" } })).await;
        assert_eq!(other.status, 422, "the key stands for one request: {}", other.body);
        assert_eq!(say(task, "success", "s2", body.clone()).await.status, 422, "another key is another request");
        let (case, tasks) = one(&office, &id).await;
        let look = tasks.iter().find(|task| task.name == "Look").expect("the next task").id;
        for _ in 0..2 {
            let reply = say(look, "completion", "c1", json!({ "answers": {} })).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.value()["case"]["state"], "completed");
        }
        assert_eq!(one(&office, &id).await.0.steps, case.steps + 1, "one more step");
    });
}
