use axum::http::StatusCode;

use super::stand::{RT_TOKEN, Rt};
use super::{connected, tried};
use crate::access::Role;
use crate::connector::{Kind, Session, Why, store};
use crate::journal;
use crate::testing::{Guest, Office, Reply, each};

async fn added(office: &Office, guest: &Guest, address: &str, credential: &str) -> Reply {
    let fields = [
        ("kind", "rt"),
        ("name", "Tickets"),
        ("address", address),
        ("account", ""),
        ("zone", "UTC"),
        ("credential", credential),
    ];
    office.post("/connectors", Some(guest), &fields).await
}

#[test]
fn an_administrator_adds_tries_and_suspends_a_connector() {
    each("connector_door", |office| async move {
        let (stand, _) = Rt::walked().open().await;
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let reply = added(&office, &nadia, &stand.url(), RT_TOKEN).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let here = reply.location().to_owned();
        // Its host is inside, and nobody named it yet.
        office.post(&format!("{here}/trial"), Some(&nadia), &[]).await;
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("name 127.0.0.1:") && page.body.contains("Hosts inside"), "{}", page.body);
        assert_eq!(stand.count("GET", "/"), 0, "nothing was called");
        let host = stand.address.to_string();
        let named = office.post("/connectors/hosts", Some(&nadia), &[("host", &host)]).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER);
        let twice = office.post("/connectors/hosts", Some(&nadia), &[("host", &host)]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        let tried = office.post(&format!("{here}/trial"), Some(&nadia), &[]).await;
        assert_eq!(tried.status, StatusCode::SEE_OTHER);
        let page = office.get(&here, Some(&nadia)).await;
        for word in ["smo-bot", "Request Tracker 5.0.3", "Incidents, Requests", "/REST/2.0/queues/all"] {
            assert!(page.body.contains(word), "{word}: {}", page.body);
        }
        let told = office.json("POST", &format!("/api{here}/trial"), Some(&nadia), &serde_json::json!({})).await;
        assert_eq!((told.status, told.value()["works"].clone()), (StatusCode::OK, true.into()), "{}", told.body);
        office.post(&format!("{here}/suspension"), Some(&nadia), &[]).await;
        let id = here.rsplit('/').next().expect("an id").to_owned();
        let trouble = Session::open(&office.app, &id).await.err().expect("suspended");
        assert_eq!(trouble.why, Why::Resting);
        assert_eq!(
            office.post(&format!("{here}/suspension"), Some(&nadia), &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        office.post(&format!("{here}/resumption"), Some(&nadia), &[]).await;
        assert!(Session::open(&office.app, &id).await.is_ok());
        let struck = office.post("/connectors/hosts/removal", Some(&nadia), &[("host", &host)]).await;
        assert_eq!(struck.status, StatusCode::SEE_OTHER);
        office.settle().await;
    });
}

#[test]
fn a_credential_is_seen_nowhere_again() {
    each("connector_canary", |office| async move {
        let canary = "canary-7f3a9c-of-the-office";
        let (stand, _) = Rt::walked().open().await;
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let ruth = office.person("Ruth", &[Role::Auditor]).await;
        let refused = added(&office, &nadia, "nonsense", canary).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.body.contains(canary), "a refused form gives it back");
        let reply = added(&office, &nadia, &stand.url(), canary).await;
        let here = reply.location().to_owned();
        let host = stand.address.to_string();
        office.post("/connectors/hosts", Some(&nadia), &[("host", &host)]).await;
        office.post(&format!("{here}/trial"), Some(&nadia), &[]).await;
        for path in [here.as_str(), "/connectors", "/api/connectors", "/journal", "/admin/jobs", "/admin"] {
            let page = office.get(path, Some(if path == "/journal" { &ruth } else { &nadia })).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.body.contains(canary), "{path}");
        }
        let entries = office.app.read(|tx| Ok(journal::store::after(tx, 0, 1000)?)).await.expect("entries");
        assert!(entries.iter().any(|entry| entry.action == "connector.added"));
        assert!(!format!("{entries:?}").contains(canary));
        let id = here.rsplit('/').next().expect("an id").to_owned();
        let sealed = office.app.read(move |tx| Ok(store::credential(tx, &id)?)).await.expect("read").expect("kept");
        assert!(!sealed.windows(canary.len()).any(|window| window == canary.as_bytes()));
        office.settle().await;
    });
}

#[test]
fn a_credential_does_not_follow_to_another_address() {
    each("connector_moved", |office| async move {
        let (stand, _) = Rt::walked().open().await;
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        let here = format!("/connectors/{id}");
        let change = |address: &'static str, credential: &'static str, revision: &'static str| {
            [
                ("name", "Tickets"),
                ("address", address),
                ("account", ""),
                ("zone", "UTC"),
                ("credential", credential),
                ("revision", revision),
            ]
        };
        let moved = office.post(&here, Some(&nadia), &change("https://evil.example", "", "1")).await;
        assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(moved.body.contains("Enter the credential again"), "{}", moved.body);
        let stale = office.post(&here, Some(&nadia), &change("https://rt.example.com", "new", "7")).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let kept = office.post(&here, Some(&nadia), &change("https://rt.example.com/rt/", "new", "1")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
        for address in ["ftp://rt.example.com", "https://a:b@rt.example.com", "javascript:alert(1)", "https://x/?y"] {
            let refused = office.post(&here, Some(&nadia), &change(address, "new", "2")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        }
        office.settle().await;
    });
}

#[test]
fn a_tool_that_fails_again_and_again_is_left_alone_and_tried_once_after() {
    each("connector_breaker", |office| async move {
        let mut rt = Rt::walked();
        rt.is_down = true;
        let (stand, rt) = rt.open().await;
        let id = connected(&office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
        for _ in 0..5 {
            assert_eq!(tried(&office, &id).await.expect_err("down").why, Why::Unreachable);
        }
        let calls = stand.count("GET", "/");
        let trouble = tried(&office, &id).await.expect_err("it rests");
        assert_eq!((trouble.why, stand.count("GET", "/")), (Why::Resting, calls), "{}", trouble.sentence);
        office.app.clock().advance_seconds(301);
        let first = Session::open(&office.app, &id).await.expect("one try after the rest");
        let second = Session::open(&office.app, &id).await.err().expect("and no second beside it");
        assert_eq!(second.why, Why::Resting);
        drop(first);
        office.app.clock().advance_seconds(121);
        rt.lock().expect("free").is_down = false;
        assert!(tried(&office, &id).await.is_ok());
        assert!(Session::open(&office.app, &id).await.is_ok(), "well again");
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let told = office.get("/api/connectors", Some(&nadia)).await.value();
        assert_eq!(told["items"][0]["failures"], 0);
    });
}
