//! Service tasks that the office does itself: over HTTP and by mail.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;
use crate::config::Config;
use crate::connector::Kind;
use crate::connector::tests::connected;
use crate::connector::tests::stand::{Asked, Mute, Said, Stand, said};
use crate::jobs;
use crate::mail::sink::Sink;
use crate::testing::{each, each_with};

/// A start, one service task of this topic, and a task of a person after it.
pub(crate) fn errand(topic: &str) -> String {
    format!(
        "<startEvent id=\"s\"/><serviceTask id=\"do\" name=\"Do it\"><extensionElements>\
         <zeebe:taskDefinition type=\"{topic}\"/></extensionElements></serviceTask><userTask id=\"t\" name=\"Look\"/>\
         <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"do\"/><sequenceFlow id=\"b\" sourceRef=\"do\" targetRef=\"t\"/>"
    )
}

/// What stopped a case, and its variables.
pub(crate) async fn told(office: &Office, id: &str, cast: &Cast) -> Value {
    office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value()
}

#[test]
fn a_service_task_asks_an_http_service_and_the_case_goes_on_with_the_answer() {
    each("automation_http", |office| async move {
        let down = Arc::new(Mutex::new(true));
        let is_down = Arc::clone(&down);
        let stand = Stand::open(move |asked: &Asked| {
            if asked.path == "/api/rooms" && *is_down.lock().expect("free") {
                return said(503, json!({}));
            }
            match asked.path.as_str() {
                "/api/rooms" => said(201, json!({ "room": "R-7", "for": asked.body["name"] })),
                _ => said(422, json!({ "detail": "There is no such room." })),
            }
        })
        .await;
        connected(&office, Kind::Http, &stand.url(), "header X-Api-Key", "s3cret").await;
        let service = format!("HTTP service {}", stand.url());
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &errand("http:request")).await;
        let given = json!({
            "service": service, "method": "POST", "path": "/api/rooms", "query": { "day": "2026-11-02" }, "body": { "name": "Una" },
        });
        let id = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Do it"], "the service is down; it is tried again");
        *down.lock().expect("free") = false;
        office.app.clock().advance_seconds(90);
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        let values = told(&office, &id, &cast).await["variables"].clone();
        assert_eq!((values["http_status"].clone(), values["http_body"]["room"].clone()), (201.into(), "R-7".into()));
        assert_eq!(values["http_body"]["for"], "Una");
        let asked = stand.asked();
        assert_eq!((asked.len(), asked[0].text("day"), asked[0].header("x-api-key")), (2, "2026-11-02", "s3cret"));
        let keys: Vec<&str> = asked.iter().map(|one| one.header("idempotency-key")).collect();
        assert!(!keys[0].is_empty() && keys[0] == keys[1], "a repeat is recognised: {keys:?}");
        let fetch = json!({ "topic": "http:request", "most": 1, "lock_s": 60 });
        assert_eq!(office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await.status, 422);
    });
}

#[test]
fn what_an_http_service_refuses_or_may_not_be_called_stops_the_step_with_its_words() {
    each("automation_http_refused", |office| async move {
        let stand = Stand::open(|asked: &Asked| match asked.path.as_str() {
            "/moved" => Said {
                headers: vec![("location", "http://169.254.169.254/latest".to_owned())],
                ..said(302, Value::Null)
            },
            "/page" => Said { headers: vec![], ..said(200, Value::Null) },
            _ => said(422, json!({ "detail": "There is no such room." })),
        })
        .await;
        connected(&office, Kind::Http, &stand.url(), "", "").await;
        let service = format!("HTTP service {}", stand.url());
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &errand("http:request")).await;
        for (given, words) in [
            (json!({ "service": service, "path": "/rooms/9" }), "There is no such room."),
            (json!({ "service": service, "path": "/moved" }), "sends us on to"),
            (json!({ "service": service, "path": "/../admin" }), "leads upwards"),
            (json!({ "service": "Nobody's", "path": "/" }), "No HTTP service is called"),
        ] {
            let id = begun(&office, &deployment, &given.to_string()).await;
            office.settle().await;
            let stopped = told(&office, &id, &cast).await["stopped"][0].to_string();
            assert!(stopped.contains(words), "{words}: {stopped}");
        }
        let id = begun(&office, &deployment, &json!({ "service": service, "path": "/page" }).to_string()).await;
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look"], "an empty answer is no value");
        assert_eq!(told(&office, &id, &cast).await["variables"]["http_body"], Value::Null);
    });
}

#[test]
fn a_service_task_sends_one_mail_with_a_name_of_its_own() {
    each_with("automation_mail", |db| async move {
        let sink = Sink::open(1).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..crate::testing::config() });
        let cast = published(&office, service_request()).await;
        office.app.clock().advance_seconds(60);
        office.settle().await;
        let before = sink.mails().len();
        let deployment = deployed(&office, &cast, &errand("mail:send")).await;
        let given =
            json!({ "to": "una@customer.example", "subject": "Your desk — ready", "text": "It is there.\nÜber." });
        let id = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        office.app.clock().advance_seconds(60);
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        let mails = sink.mails();
        assert_eq!(mails.len(), before + 1, "one mail");
        let mail = mails.last().expect("a mail");
        assert!(mail.to[0].contains("una@customer.example"), "{:?}", mail.to);
        assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        let name = told(&office, &id, &cast).await["variables"]["mail_id"].as_str().expect("a name").to_owned();
        assert_eq!(mail.header("Message-ID"), Some(name));
        let bad = json!({ "to": "una@customer.example", "subject": "A\r\nBcc: eve@evil.example", "text": "T" });
        let id = begun(&office, &deployment, &bad.to_string()).await;
        office.settle().await;
        let stopped = told(&office, &id, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("line breaks"), "{stopped}");
    });
}

/// Lets the time pass in which ten tries are made.
async fn days_pass(office: &Office) {
    for _ in 0..14 {
        office.app.clock().advance_seconds(3_600);
        office.settle().await;
    }
}

#[test]
fn a_request_whose_answer_is_lost_is_repeated_only_where_a_repeat_does_no_harm() {
    each("automation_http_lost", |office| async move {
        let mute = Mute::open().await;
        let url = format!("http://{}", mute.address);
        connected(&office, Kind::Http, &url, "", "").await;
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &errand("http:request")).await;
        let mut before = mute.taken();
        for (more, times) in [
            (json!({ "method": "POST" }), 1),
            (json!({ "method": "PATCH" }), 1),
            (json!({ "method": "POST", "idempotency_header": "X-Request-Id" }), 10),
            (json!({ "method": "PUT" }), 10),
        ] {
            let mut given = json!({ "service": format!("HTTP service {url}"), "path": "/rooms" });
            given.as_object_mut().expect("inputs").extend(more.as_object().expect("inputs").clone());
            let id = begun(&office, &deployment, &given.to_string()).await;
            office.settle().await;
            days_pass(&office).await;
            let cast = again(&office, &cast).await;
            let stopped = told(&office, &id, &cast).await["stopped"][0].to_string();
            assert_eq!(stopped.contains("may have been carried out"), times == 1, "{given}: {stopped}");
            assert!(mute.taken() - before <= times, "{given}: {}", mute.taken() - before);
            assert!(times == 1 || mute.taken() - before > 1, "{given}: it is asked again");
            before = mute.taken();
        }
    });
}

#[test]
fn a_step_that_was_broken_off_while_it_sent_stops_instead_of_sending_again() {
    each("automation_broken_off", |office| async move {
        let stand = Stand::open(|_: &Asked| said(201, json!({}))).await;
        connected(&office, Kind::Http, &stand.url(), "", "").await;
        let before = stand.asked().len();
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, &errand("http:request")).await;
        let given = json!({ "service": format!("HTTP service {}", stand.url()), "method": "POST", "path": "/rooms" });
        let id = begun(&office, &deployment, &given.to_string()).await;
        let now = office.app.now();
        let killed = office.app.write(move |tx| {
            let wanted = jobs::store::Wanted::Only(vec!["case.http"]);
            let leased = jobs::store::lease(tx, now, "a node that dies", &wanted, 1)?;
            jobs::set_out(tx, now, &leased[0], true)?;
            Ok(jobs::store::end_leases(tx)?)
        });
        assert_eq!(killed.await.expect("killed"), 1);
        office.settle().await;
        let stopped = told(&office, &id, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("was stopped while it did this"), "{stopped}");
        assert_eq!(stand.asked().len(), before, "nothing is sent again");
    });
}

#[test]
fn a_mail_whose_answer_is_lost_stops_the_step_and_one_that_cannot_be_handed_over_is_tried_again() {
    each_with("automation_mail_lost", |db| async move {
        let sink = Sink::open(0).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..crate::testing::config() });
        let cast = published(&office, service_request()).await;
        office.settle().await;
        let deployment = deployed(&office, &cast, &errand("mail:send")).await;
        let given = json!({ "to": "una@customer.example", "subject": "Your desk", "text": "It is there." });
        sink.loses(true);
        let id = begun(&office, &deployment, &given.to_string()).await;
        office.settle().await;
        sink.loses(false);
        for _ in 0..5 {
            office.app.clock().advance_seconds(60);
            office.settle().await;
        }
        let sent = |to: &str| sink.mails().iter().filter(|mail| mail.to.iter().any(|one| one.contains(to))).count();
        assert_eq!(sent("una@customer.example"), 1, "one mail");
        let stopped = told(&office, &id, &cast).await["stopped"][0].to_string();
        assert!(stopped.contains("may have been sent") && stopped.contains("skip the step"), "{stopped}");
    });
}
