use axum::http::StatusCode;
use serde_json::json;

use super::camunda8::{Eight, client};
use super::operaton::Seven;
use crate::access::Role;
use crate::connector::Kind;
use crate::connector::tests::connected;
use crate::journal;
use crate::process::tests::{cast, publish_draft};
use crate::testing::{Guest, Office, each};
use crate::worklist;

const AT: &str = "/processes/incident-management/elsewhere/deployments";

async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("reads");
    open.into_iter().map(|one| one.title).collect()
}

#[test]
fn the_version_in_force_is_looked_at_first_and_then_deployed_and_its_version_there_is_shown() {
    each("engine_door", |office| async move {
        let (stand, _) = Eight::default().open().await;
        let engine = client(&office, &stand, "a secret+with&signs").await;
        let cast = cast(&office).await;
        let before = office.post(AT, Some(&cast.owner), &[("engine", &engine)]).await;
        assert_eq!(before.status, StatusCode::UNPROCESSABLE_ENTITY, "no version is in force");
        publish_draft(&office, &cast).await;
        let dry = office.get(&format!("{AT}?engine={engine}"), Some(&cast.owner)).await;
        for words in ["Nothing was sent yet", "incident-management.bpmn", "report.form", "Deploy version 1.0"] {
            assert!(dry.body.contains(words), "{words}: {}", dry.body);
        }
        assert_eq!(stand.count("POST", "/v2"), 0, "a dry run calls nothing");
        let reader = office.get(&format!("{AT}?engine={engine}"), Some(&cast.lead)).await;
        assert!(
            reader.status == StatusCode::OK && !reader.body.contains("Deploy version"),
            "a reader sees and does not deploy"
        );
        let denied = office.post(AT, Some(&cast.lead), &[("engine", &engine), ("although", "on")]).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        let fields = [("engine", engine.as_str()), ("number", "0.9"), ("although", "on")];
        assert_eq!(office.post(AT, Some(&cast.owner), &fields).await.status, StatusCode::CONFLICT);
        let fields = [("engine", engine.as_str()), ("number", "1.0"), ("although", "on")];
        let sent = office.post(AT, Some(&cast.owner), &fields).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, AT), "{}", sent.body);
        let twice = office.post(AT, Some(&cast.owner), &fields).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one is on its way");
        office.settle().await;
        let page = office.get(AT, Some(&cast.lead)).await;
        for words in [
            "deployed",
            "version 1 there",
            "Deployment 2251799813685300",
            "Read back: it is what was sent.",
            "Olga Owner",
        ] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let told = office.get(&format!("/api{AT}"), Some(&cast.lead)).await.value();
        assert_eq!(
            (&told["items"][0]["state"], &told["items"][0]["parts"][0]["what"]),
            (&json!("deployed"), &json!("process"))
        );
        let entries = office.app.read(|tx| Ok(journal::store::after(tx, 0, 1000)?)).await.expect("entries");
        let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert!(actions.contains(&"engine.asked") && actions.contains(&"engine.deployed"), "{actions:?}");
        assert!(!format!("{entries:?}").contains("a secret+with&signs"));
    });
}

#[test]
fn what_an_engine_refuses_waits_for_whoever_asked_with_its_words_and_is_tried_again() {
    each("engine_refused", |office| async move {
        let words = json!({ "type": "ParseException", "message": "Could not parse <this>" });
        let (stand, seven) = Seven { refuses: Some((400, words)), ..Seven::default() }.open().await;
        let engine = connected(&office, Kind::Operaton, &stand.url(), "demo", "demo").await;
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let body = json!({ "connector_id": engine, "although": true });
        let sent = office.json("POST", &format!("/api{AT}"), Some(&cast.manager), &body).await;
        assert_eq!((sent.status, &sent.value()["state"]), (StatusCode::ACCEPTED, &json!("waiting")));
        office.settle().await;
        let page = office.get(AT, Some(&cast.manager)).await;
        assert!(page.body.contains("Could not parse &lt;this&gt;") && page.body.contains("Try again"), "{}", page.body);
        let waiting = asked(&office, &cast.manager).await;
        assert!(waiting.iter().any(|title| title.starts_with("See why")), "{waiting:?}");
        let id = office.get(&format!("/api{AT}"), Some(&cast.manager)).await.value()["items"][0]["id"].clone();
        let retry = format!("{AT}/{}/retry", id.as_str().expect("an id"));
        assert_eq!(office.post(&retry, Some(&cast.lead), &[]).await.status, StatusCode::FORBIDDEN);
        seven.lock().expect("free").refuses = None;
        assert_eq!(office.post(&retry, Some(&cast.manager), &[]).await.status, StatusCode::SEE_OTHER);
        office.settle().await;
        let told = office.get(&format!("/api{AT}"), Some(&cast.manager)).await.value();
        assert_eq!(told["items"][0]["state"], json!("deployed"), "{told}");
        assert!(!asked(&office, &cast.manager).await.iter().any(|title| title.starts_with("See why")));
        assert_eq!(office.post(&retry, Some(&cast.manager), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(seven.lock().expect("free").deployments(), 1);
    });
}

#[test]
fn a_secret_is_not_sent_to_another_token_address_unseen_and_an_engine_may_ask_for_none() {
    each("engine_settings", |office| async move {
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let fields = |token: &'static str, credential: &'static str, revision: &'static str| {
            [
                ("kind", "camunda8"),
                ("name", "Engine"),
                ("address", "https://engine.example"),
                ("account", "client"),
                ("zone", "UTC"),
                ("token_address", token),
                ("audience", "a"),
                ("tenant", ""),
                ("credential", credential),
                ("revision", revision),
            ]
        };
        let none = office.post("/connectors", Some(&nadia), &fields("https://login.example/token", "", "")).await;
        assert!(
            none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("A token is fetched for a client")
        );
        let added =
            office.post("/connectors", Some(&nadia), &fields("https://login.example/token", "secret", "")).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
        let here = added.location().to_owned();
        let moved = office.post(&here, Some(&nadia), &fields("https://evil.example/token", "", "1")).await;
        assert!(moved.body.contains("it is not sent to another address unseen"), "{}", moved.body);
        let odd = office.post(&here, Some(&nadia), &fields("ftp://login.example", "secret", "1")).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        let same = office.post(&here, Some(&nadia), &fields("https://login.example/token", "", "1")).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.body);
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("https://login.example/token") && !page.body.contains("secret\""));
        let mut open = fields("", "", "");
        (open[0].1, open[1].1, open[3].1) = ("operaton", "Open", "");
        assert_eq!(office.post("/connectors", Some(&nadia), &open).await.status, StatusCode::SEE_OTHER);
        let mut ticket = open;
        (ticket[0].1, ticket[1].1) = ("rt", "Tickets");
        assert_eq!(office.post("/connectors", Some(&nadia), &ticket).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
