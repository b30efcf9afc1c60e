//! What is said and attached in a case, overdue work, how long ended cases are kept, and how cases are found by their values.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::automation::{escalation, retention};
use crate::testing::{Reply, each, request};

const ROW: &str = "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><userTask id=\"next\" name=\"Next\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"next\"/>\
     <sequenceFlow id=\"c\" sourceRef=\"next\" targetRef=\"e\"/>";

async fn sent(office: &Office, id: &str, guest: &Guest, name: &str, content: &[u8]) -> Reply {
    let mut body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = request("POST", &format!("/cases/{id}/attachments"), Some(guest))
        .header("content-type", "multipart/form-data; boundary=limit")
        .body(Body::from(body))
        .expect("a request");
    office.send(request).await
}

#[test]
fn comments_and_files_are_seen_by_whoever_sees_the_case_and_a_file_is_only_ever_saved() {
    each("keeping_talk", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, ROW).await;
        let id = begun(&office, &deployment, "{}").await;
        let at = format!("/cases/{id}");
        let task = one(&office, &id).await.1[0].id.to_string();
        let said = [("text", "<script>alert(1)</script> Call Lena first."), ("task", task.as_str())];
        let reply = office.post(&format!("{at}/comments"), Some(&cast.manager), &said).await;
        assert_eq!(reply.location(), format!("{at}/tasks/{task}"), "{}", reply.body);
        let page = office.get(&at, Some(&cast.manager)).await.body;
        assert!(page.contains("Call Lena first.") && !page.contains("<script>alert"), "{page}");
        assert!(page.contains("about “Look”") && page.contains("left a comment"), "{page}");
        for (text, sentence) in
            [(" ".to_owned(), "Write what you want to say."), ("x".repeat(4_001), "4000 are possible")]
        {
            let reply = office.post(&format!("{at}/comments"), Some(&cast.manager), &[("text", &text)]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(reply.body.contains(sentence), "{}", reply.body);
        }
        let reply = sent(&office, &id, &cast.manager, "../../bill.html", b"<h1>hello</h1>").await;
        assert_eq!(reply.location(), at, "{}", reply.body);
        let files = office.get(&format!("/api{at}/attachments"), Some(&cast.manager)).await.value();
        assert_eq!(files["items"][0]["name"], "bill.html", "{files}");
        let href = files["items"][0]["href"].as_str().expect("an address").to_owned();
        let file = office.get(&href, Some(&cast.manager)).await;
        assert_eq!(file.body, "<h1>hello</h1>");
        for (name, value) in [
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
            ("content-disposition", "attachment; filename=\"bill.html\"; filename*=UTF-8''bill.html"),
        ] {
            assert_eq!(file.headers[name], value);
        }
        let stranger = office.person("Stan Stranger", &[Role::Practitioner]).await;
        let auditor = office.person("Rita Auditor", &[Role::Auditor]).await;
        assert_eq!(office.get(&href, Some(&stranger)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get(&href, Some(&auditor)).await.status, StatusCode::OK);
        let audited = office.post(&format!("{at}/comments"), Some(&auditor), &[("text", "hm")]).await;
        assert_eq!(audited.status, StatusCode::FORBIDDEN);
        assert_eq!(sent(&office, &id, &stranger, "a.txt", b"a").await.status, StatusCode::NOT_FOUND);
        let comment = office.get(&format!("/api{at}/comments"), Some(&cast.owner)).await.value()["items"][0].clone();
        let withdrawal = format!("{at}/comments/{}/withdrawal", comment["id"].as_str().expect("an id"));
        assert_eq!(office.post(&withdrawal, Some(&cast.owner), &[]).await.status, StatusCode::FORBIDDEN);
        office.post(&withdrawal, Some(&cast.manager), &[]).await;
        let page = office.get(&at, Some(&cast.manager)).await.body;
        assert!(!page.contains("Call Lena first.") && page.contains("Withdrawn by its author."), "{page}");
        office.post(&format!("{href}/removal"), Some(&cast.manager), &[]).await;
        assert_eq!(office.get(&href, Some(&cast.manager)).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_file_that_is_empty_nameless_or_too_large_is_refused() {
    each("keeping_files", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, ROW).await;
        let id = begun(&office, &deployment, "{}").await;
        assert_eq!(sent(&office, &id, &cast.manager, "a.txt", b"").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sent(&office, &id, &cast.manager, "..", b"a").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let large = vec![b'x'; crate::automation::talk::FILE_BYTES + 1];
        assert_eq!(sent(&office, &id, &cast.manager, "a.txt", &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        let put = |query: &'static str, content: Vec<u8>| {
            let request = request("POST", &format!("/api/cases/{id}/attachments{query}"), Some(&cast.manager))
                .header("content-type", "application/octet-stream")
                .header("accept", "application/json")
                .body(Body::from(content))
                .expect("a request");
            office.send(request)
        };
        assert_eq!(put("", b"a".to_vec()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(put("?name=a.txt&task=999", b"a".to_vec()).await.status, StatusCode::NOT_FOUND);
        assert_eq!(put("?name=a.txt", large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(put("?name=a.txt", b"a".to_vec()).await.status, StatusCode::CREATED);
    });
}

async fn escalated(office: &Office) -> i64 {
    let now = office.app.now();
    office.app.write(move |tx| escalation::escalate(tx, now)).await.expect("looked")
}

#[test]
fn work_past_its_due_day_is_brought_before_the_manager_once_and_before_the_owner_where_the_manager_has_it() {
    each("keeping_late", |office| async move {
        let desk = desk(&office).await;
        let fields = [("title", "A laptop for Lena")];
        office.post("/processes/service-request/cases", Some(&desk.user), &fields).await;
        assert_eq!(escalated(&office).await, 0, "nothing is late");
        office.app.clock().advance_seconds(30 * 86_400);
        assert_eq!(escalated(&office).await, 1);
        assert_eq!(escalated(&office).await, 0, "once");
        let asks = asked(&office, &desk.cast.manager).await;
        assert_eq!(asks, ["See to overdue work: “Order from the catalogue” of A laptop for Lena"]);
        assert!(asked(&office, &desk.cast.owner).await.is_empty());
        let desk = Desk { cast: again(&office, &desk.cast).await, ..desk };
        let deployment = deployed_again(&office, &desk.cast).await;
        let own = begun(&office, &deployment, "{}").await;
        let task = one(&office, &own).await.1[0].href();
        office.post(&format!("{task}/claim"), Some(&desk.cast.manager), &[]).await;
        office.app.clock().advance_seconds(30 * 86_400);
        let desk = Desk { cast: again(&office, &desk.cast).await, ..desk };
        assert_eq!(escalated(&office).await, 1);
        assert_eq!(asked(&office, &desk.cast.owner).await, ["See to overdue work: “Look” of A case"]);
        let story = office.get(&format!("/cases/{own}"), Some(&desk.cast.manager)).await.body;
        assert!(story.contains("escalated “Look”, which is overdue, to Olga Owner"), "{story}");
        office.post(&format!("{task}/completion"), Some(&desk.cast.manager), &[]).await;
        assert!(asked(&office, &desk.cast.owner).await.is_empty(), "it is done");
    });
}

/// A deployment of the row, beside the one of the version in force.
async fn deployed_again(office: &Office, cast: &Cast) -> Deployment {
    let (id, now) = (cast.process_id.clone(), office.app.now());
    let designer = crate::process::tests::actor(office, &cast.designer).await;
    office
        .app
        .write(move |tx| {
            let draft = crate::process::commands::start_draft(tx, &designer, now, &id, "")?;
            let text = format!(
                "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:test\">\
                 <process id=\"p\" isExecutable=\"true\">{ROW}</process></definitions>"
            );
            let deployment = Deployment {
                id: uuid::Uuid::now_v7().to_string(),
                process_id: id.clone(),
                version_id: draft.id,
                number: "1.1".to_owned(),
                plan: Plan { text, entry: "p".to_owned(), ..Plan::default() },
                deployed_at: now,
            };
            deployment::store::insert(tx, &deployment)?;
            Ok(deployment)
        })
        .await
        .expect("deployed")
}

#[test]
fn ended_cases_go_after_the_days_that_the_owner_says_and_nothing_else_does() {
    each("keeping_retention", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, ROW).await;
        let (ended, running) =
            (begun(&office, &deployment, r#"{"item": "laptop"}"#).await, begun(&office, &deployment, "{}").await);
        sent(&office, &ended, &cast.manager, "a.txt", b"a").await;
        office.post(&format!("/cases/{ended}/comments"), Some(&cast.manager), &[("text", "hm")]).await;
        office.post(&format!("/cases/{ended}/cancellation"), Some(&cast.manager), &[("why", "twice")]).await;
        let at = "/processes/service-request/cases/retention";
        let days = [("days", "30"), ("way", "remove")];
        let refused = office.post(at, Some(&cast.manager), &days).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "the manager does not decide it");
        for wrong in ["0", "-3", "99999", "many"] {
            let reply = office.post(at, Some(&cast.owner), &[("days", wrong), ("way", "remove")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        office.app.clock().advance_seconds(31 * 86_400);
        let cast = again(&office, &cast).await;
        let page = office.get(&format!("{at}?days=30&way=remove"), Some(&cast.owner)).await.body;
        assert!(page.contains("1 case that ended before") && page.contains("1 comment and 1 file"), "{page}");
        assert_eq!(office.post(at, Some(&cast.owner), &days).await.location(), at);
        (retention::DUE.strike)(office.app.clone()).await.expect("done");
        assert_eq!(office.get(&format!("/cases/{ended}"), Some(&cast.owner)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(one(&office, &running).await.0.state, State::Running, "what runs stays");
        let auditor = office.person("Rita Auditor", &[Role::Auditor]).await;
        let journal = office.get("/journal", Some(&auditor)).await.body;
        assert!(journal.contains("removed 1 ended case"), "{journal}");
        nothing_is_said_of(&office, &ended, &["A case", "twice", "a.txt"]).await;
        assert_eq!(office.get(at, Some(&auditor)).await.status, StatusCode::OK);
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        assert_eq!(office.get(at, Some(&reader)).await.status, StatusCode::FORBIDDEN);
    });
}

/// That neither journal nor worklist repeats words of a case that is gone, and that the chain is whole.
async fn nothing_is_said_of(office: &Office, id: &str, words: &[&str]) {
    let id = id.to_owned();
    let (entries, asks) = office
        .app
        .write(move |tx| {
            let all = crate::journal::store::after(tx, 0, 10_000)?;
            let asks = worklist::forget_object(tx, "case", &id)?;
            let mut head = crate::journal::chain::Head::default();
            for entry in &all {
                head.take(entry).expect("the chain verifies");
            }
            let of_case = all.into_iter().filter(|entry| entry.object.kind == "case" && entry.object.id == id);
            Ok((of_case.collect::<Vec<_>>(), asks))
        })
        .await
        .expect("read");
    assert!(!entries.is_empty(), "that something happened stays");
    for entry in entries {
        assert!(entry.body.is_none() && entry.object.label.starts_with("C-"), "{entry:?}");
        assert!(!words.iter().any(|word| entry.object.label.contains(word)), "{entry:?}");
    }
    assert_eq!(asks, 0, "no ask repeats its title");
}

#[test]
fn an_emptied_case_keeps_who_did_which_step_and_nothing_it_was_told() {
    each("keeping_emptied", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, ROW).await;
        let id = begun(&office, &deployment, r#"{"item": "laptop"}"#).await;
        let first = one(&office, &id).await.1[0].href();
        let words = [("person", cast.manager.person.id.as_str()), ("reason", "It is a laptop of Lena")];
        office.post(&format!("{first}/delegation"), Some(&cast.manager), &words).await;
        let story = office.get(&format!("/cases/{id}"), Some(&cast.owner)).await.body;
        assert!(story.contains("a laptop of Lena"), "{story}");
        for _ in 0..2 {
            let tasks = one(&office, &id).await.1;
            let task = tasks.into_iter().find(|task| task.state == TaskState::Open).expect("open work");
            office.post(&format!("{}/completion", task.href()), Some(&cast.manager), &[]).await;
        }
        assert_eq!(one(&office, &id).await.0.state, State::Completed);
        let at = "/api/processes/service-request/cases/retention";
        let asked = json!({ "days": 1, "way": "empty" });
        let reply = office.json("PUT", at, Some(&cast.owner), &asked).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        office.app.clock().advance_seconds(2 * 86_400);
        let cast = again(&office, &cast).await;
        let preview = office.get(at, Some(&cast.owner)).await.value();
        assert_eq!(preview["would_go"]["cases"], 1, "{preview}");
        (retention::DUE.strike)(office.app.clone()).await.expect("done");
        let whole = office.get(&format!("/api/cases/{id}"), Some(&cast.owner)).await.value();
        assert_eq!(
            (whole["variables"].clone(), whole["case"]["title"].clone()),
            (json!({}), json!("Emptied")),
            "{whole}"
        );
        let log = office.get("/processes/service-request/cases.csv", Some(&cast.owner)).await.body;
        assert!(log.contains("Look") && log.contains("Max Manager"), "{log}");
        let story = office.get(&format!("/cases/{id}"), Some(&cast.owner)).await.body;
        assert!(story.contains("did “Look”") && !story.contains("a laptop of Lena"), "{story}");
        assert_eq!(office.get(at, Some(&cast.owner)).await.value()["would_go"]["cases"], 0, "once");
        let wrong = json!({ "days": 1, "way": "burn" });
        assert_eq!(office.json("PUT", at, Some(&cast.owner), &wrong).await.status, 422);
        let for_ever = office.json("PUT", at, Some(&cast.owner), &json!({ "days": null })).await;
        assert_eq!(for_ever.value()["days"], json!(null), "{}", for_ever.body);
    });
}

#[test]
fn cases_are_found_by_any_value_by_step_and_by_age() {
    each("keeping_search", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, ROW).await;
        let dear = begun(&office, &deployment, r#"{"amount": 1200, "item": "New laptop", "due": "2026-12-01"}"#).await;
        let cheap =
            begun(&office, &deployment, r#"{"amount": 99.5, "item": "Chair", "due": "2027-01-15", "granted": true}"#)
                .await;
        let found = |query: String| {
            let (office, manager) = (&office, &cast.manager);
            async move {
                let all = office.get(&format!("/api/cases?{query}"), Some(manager)).await.value();
                let mut ids: Vec<String> = all["items"]
                    .as_array()
                    .expect("items")
                    .iter()
                    .map(|one| one["id"].as_str().expect("an id").to_owned())
                    .collect();
                ids.sort();
                ids
            }
        };
        let both = {
            let mut both = vec![dear.clone(), cheap.clone()];
            both.sort();
            both
        };
        for (value, expected) in [
            ("amount > 100", vec![dear.clone()]),
            ("amount < 1000", vec![cheap.clone()]),
            ("amount = 99.5", vec![cheap.clone()]),
            ("amount >= 99", both.clone()),
            ("amount != 1200", vec![cheap.clone()]),
            ("item = new LAPTOP", vec![dear.clone()]),
            ("item ~ cha", vec![cheap.clone()]),
            ("due <= 2026-12-31", vec![dear.clone()]),
            ("granted = yes", vec![cheap.clone()]),
            ("amount > 100 and item ~ cha", vec![]),
            ("item ~ %", vec![]),
            ("'; drop table cases; -- = 1", vec![]),
        ] {
            let query = format!("value={}", crate::web::form::encode(value));
            assert_eq!(found(query).await, expected, "{value}");
        }
        let task = one(&office, &dear).await.1[0].href();
        office.post(&format!("{task}/completion"), Some(&cast.manager), &[]).await;
        assert_eq!(found("at=next".to_owned()).await, vec![dear.clone()]);
        assert_eq!(found("at=look&state=running".to_owned()).await, vec![cheap.clone()]);
        assert_eq!(found("age=1".to_owned()).await, Vec::<String>::new());
        office.app.clock().advance_seconds(2 * 86_400);
        let cast = again(&office, &cast).await;
        let old = office.get("/api/cases?age=1", Some(&cast.manager)).await.value();
        assert_eq!(old["total"], 2, "{old}");
        let page =
            office.get("/processes/service-request/cases?value=amount+%3E+100&at=next", Some(&cast.manager)).await;
        assert!(page.body.contains("value=\"amount &gt; 100\"") && page.body.contains(&dear), "{}", page.body);
        assert!(page.body.contains("Work by step") && page.body.contains("?at=look"), "{}", page.body);
        assert_eq!(office.get("/api/cases?value=amount", Some(&cast.manager)).await.status, 422);
        let wrong = office.get("/cases?value=amount", Some(&cast.manager)).await.body;
        assert!(wrong.contains("says no value"), "{wrong}");
    });
}

#[test]
fn work_of_a_role_goes_to_the_people_of_a_unit_as_they_are_then() {
    each("keeping_units", |office| async move {
        let cast = published(&office, service_request()).await;
        let user = office.person("Una User", &[Role::Practitioner]).await;
        let unit = crate::people::Unit { id: "u-desk".to_owned(), name: "Service desk".to_owned(), parent_id: None };
        let agent = crate::people::Person {
            id: "p-desk".to_owned(),
            name: "Desi Desk".to_owned(),
            email: "desi@office.test".to_owned(),
            unit_id: Some(unit.id.clone()),
            ..user.person.clone()
        };
        let all = (unit, agent);
        office
            .app
            .write(move |tx| {
                crate::people::store::insert_unit(tx, &all.0)?;
                Ok(crate::people::store::insert(tx, &all.1, None)?)
            })
            .await
            .expect("a unit");
        let fields = [("people user", "service DESK"), ("people agent", "Nobody"), ("starter user", "")];
        let at = "/processes/service-request/automation";
        let refused = office.post(at, Some(&cast.manager), &fields).await;
        assert!(refused.body.contains("no unit and nobody"), "{}", refused.body);
        let fields = [("people user", "service DESK")];
        let reply = office.post(at, Some(&cast.manager), &fields).await;
        assert_eq!(reply.location(), "/processes/service-request/cases", "{}", reply.body);
        assert!(office.get(at, Some(&cast.manager)).await.body.contains("Service desk"));
        office.post("/processes/service-request/cases", Some(&user), &[("title", "A chair")]).await;
        let asks = office.app.read(|tx| Ok(worklist::open_for(tx, "p-desk")?)).await.expect("asks");
        assert_eq!(asks.len(), 1, "{asks:?}");
        assert_eq!(asks[0].title, "Order from the catalogue: A chair");
    });
}
