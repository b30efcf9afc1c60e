use axum::body::Body;
use axum::http::{StatusCode, header};

use super::KEPT_DAYS;
use crate::access::Role;
use crate::testing::{Guest, Office, Reply, each, request};

async fn propose(office: &Office, by: &Guest, key: &str, title: &str) -> Reply {
    let sent = request("POST", "/api/improvements", Some(by))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(format!("{{\"title\":\"{title}\",\"description\":\"\"}}")));
    office.send(sent.expect("a request")).await
}

#[test]
fn a_key_repeats_its_request_for_some_days_and_no_other_one() {
    each("requests_key", |office| async move {
        let guest = office.person("Ada", &[Role::Practitioner]).await;
        let first = propose(&office, &guest, "k1", "Once").await;
        let again = propose(&office, &guest, "k1", "Once").await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK), "{}", first.body);
        assert_eq!(first.value()["id"], again.value()["id"]);
        let other = propose(&office, &guest, "k1", "Another").await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.body);
        assert_eq!(other.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(other.value()["errors"][0]["field"], "idempotency_key");
        for key in ["", &"k".repeat(101)] {
            assert_eq!(propose(&office, &guest, key, "Once").await.status, StatusCode::BAD_REQUEST, "{key}");
        }
        office.app.clock().advance_seconds(KEPT_DAYS * 86_400 + 1);
        let token = office
            .app
            .write({
                let (id, now) = (guest.person.id.clone(), office.app.now());
                move |tx| Ok(crate::people::session::open(tx, &id, "test", now)?)
            })
            .await
            .expect("signed in again");
        let guest = Guest { token, ..guest };
        let later = propose(&office, &guest, "k1", "Another").await;
        assert_eq!(later.status, StatusCode::CREATED, "the key is forgotten: {}", later.body);
        office.settle().await;
    });
}
