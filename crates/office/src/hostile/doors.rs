//! Doors that stay closed: to other sites, to unknown and foreign ids, to bodies that cannot be read, to borrowed names.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use super::{furnished, guest, proposed, stands};
use crate::access::Role;
use crate::app;
use crate::testing::{each, request};

/// An address with its places filled in.
fn filled(path: &str, with: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { with } else { part }).collect::<Vec<_>>().join("/")
}

#[test]
fn no_change_comes_in_from_another_site() {
    each("hostile_sites", |office| async move {
        furnished(&office).await;
        let amara = guest(&office, "Nadia").await;
        for door in app::routes().doors().iter().filter(|door| door.method != Method::GET) {
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.test"),
                ("origin", "null"),
                ("origin", "http://office.test.evil.test"),
            ] {
                let path = filled(door.path, "x");
                let mut builder = request(door.method.as_str(), &path, Some(&amara)).header("host", "office.test");
                builder.headers_mut().expect("headers").remove("sec-fetch-site");
                let reply = office.send(builder.header(name, value).body(Body::empty()).expect("a request")).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{} {path} with {name}: {value}", door.method);
            }
        }
    });
}

#[test]
fn what_does_not_exist_is_not_there_at_any_door() {
    each("hostile_unknown", |office| async move {
        furnished(&office).await;
        let strange = [
            "x",
            "00000000-0000-7000-8000-000000000000",
            "%27%20or%201=1--",
            "..%2F..%2Fetc%2Fpasswd",
            "%3Cscript%3E",
            "%E2%80%AE",
            "%01",
            "-1",
            "99999999999999999999999",
        ];
        for name in ["Nadia", "Priya", "Ingrid"] {
            let somebody = guest(&office, name).await;
            for door in app::routes().doors().iter().filter(|door| door.path.contains('{')) {
                for id in strange {
                    let path = filled(door.path, id);
                    let sent = request(door.method.as_str(), &path, Some(&somebody)).body(Body::empty());
                    let reply = office.send(sent.expect("a request")).await;
                    let what = format!("{name}: {} {path}", door.method);
                    stands(&reply, &what);
                    assert!(reply.status.is_client_error(), "{what}: {}", reply.status);
                }
            }
        }
    });
}

#[test]
fn what_belongs_to_others_is_not_there() {
    each("hostile_others", |office| async move {
        furnished(&office).await;
        let (marek, aisha) = (guest(&office, "Marek").await, guest(&office, "Aisha").await);
        let stranger = office.person("Sid Stranger", &[Role::ToolsLiaison]).await;
        let person_id = marek.person.id.clone();
        let sessions = office
            .app
            .read(move |tx| Ok(crate::people::session::of_person(tx, &person_id, crate::testing::BEGINNING)?))
            .await
            .expect("sessions");
        for session in &sessions {
            let path = format!("/me/sessions/{}/end", session.id);
            assert_eq!(office.post(&path, Some(&aisha), &[]).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!sessions.is_empty());
        assert_eq!(office.get("/me", Some(&marek)).await.status, StatusCode::OK, "nobody ended the session");

        let nobody = office.person("Nell Nobody", &[]).await;
        let address = proposed(&office, &aisha, "Mine").await;
        for path in [address.clone(), format!("/api{address}"), "/processes/incident-management".to_owned()] {
            let reply = office.get(&path, Some(&nobody)).await;
            assert!(matches!(reply.status.as_u16(), 403 | 404), "{path}: {}", reply.status);
        }
        for act in ["acceptance", "refusal", "withdrawal", "score", "start", "draft", "completion", "verification"] {
            for other in [&nobody, &stranger] {
                let fields = [("reason", "No."), ("why", "No."), ("verdict", "kept")];
                let reply = office.post(&format!("{address}/{act}"), Some(other), &fields).await;
                assert!(matches!(reply.status.as_u16(), 403 | 404 | 422), "{act}: {}", reply.status);
            }
        }
        assert!(office.get(&address, Some(&aisha)).await.body.contains("Proposed"));
        for path in ["draft", "draft/raci", "submission", "draft/diagram.bpmn"] {
            let reply = office.get(&format!("/processes/service-request/{path}"), Some(&stranger)).await;
            assert!(matches!(reply.status.as_u16(), 403 | 404), "{path}: {}", reply.status);
        }
        office.settle().await;
    });
}

/// A body that cannot be read: its type and its bytes.
fn broken_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    vec![
        ("application/json", b"{\"title\": ".to_vec()),
        ("application/json", b"[[[[[[[[".to_vec()),
        ("application/json", b"{\"title\": 7}".to_vec()),
        ("application/json", b"\xff\xfe\xfd".to_vec()),
        ("application/json", vec![b'['; 100_000]),
        ("text/xml", b"<title/>".to_vec()),
        (form, b"title=%ff%fe&name=%c3%28".to_vec()),
        (form, [b"title=".as_slice(), &vec![b'x'; 3 * 1024 * 1024]].concat()),
        ("multipart/form-data; boundary=limit", b"--limit\r\nContent-Disp".to_vec()),
        ("multipart/form-data", b"no boundary".to_vec()),
    ]
}

#[test]
fn a_body_that_cannot_be_read_is_refused_at_every_door() {
    each("hostile_bodies", |office| async move {
        furnished(&office).await;
        let amara = guest(&office, "Amara").await;
        let unread = ["/sign-out", "/me/sessions/end-others", "/me/calendar", "/me/calendar/end"];
        let doors = app::routes();
        let doors = doors.doors().iter().filter(|door| door.method != Method::GET && !unread.contains(&door.path));
        for door in doors {
            for (kind, body) in broken_bodies() {
                let path = filled(door.path, "x");
                let length = body.len();
                let sent = request(door.method.as_str(), &path, Some(&amara)).header(header::CONTENT_TYPE, kind);
                let reply = office.send(sent.body(Body::from(body)).expect("a request")).await;
                let what = format!("{} {path}: {kind} of {length} bytes", door.method);
                assert!(reply.status.is_client_error(), "{what}: {} {}", reply.status, reply.body);
                if path.starts_with("/api/") {
                    assert_eq!(reply.headers["content-type"], "application/problem+json", "{what}");
                    assert!(!reply.value()["detail"].as_str().unwrap_or("").is_empty(), "{what}: {}", reply.body);
                }
            }
        }
    });
}

#[test]
fn a_borrowed_host_changes_no_link() {
    each("hostile_hosts", |office| async move {
        furnished(&office).await;
        let nadia = guest(&office, "Nadia").await;
        let borrowed = [
            ("host", "evil.test"),
            ("x-forwarded-host", "evil.test"),
            ("x-forwarded-proto", "evil.test"),
            ("x-forwarded-prefix", "//evil.test"),
            ("x-forwarded-for", "evil.test"),
            ("x-original-url", "/evil.test"),
            ("x-rewrite-url", "/evil.test"),
            ("forwarded", "host=evil.test;proto=https"),
        ];
        for (at, (name, value)) in borrowed.into_iter().enumerate() {
            for path in ["/", "/me", "/admin", "/people", "/processes", "/nowhere", "/sign-in?to=//evil.test/"] {
                let reply = office
                    .send(
                        request("GET", path, Some(&nadia)).header(name, value).body(Body::empty()).expect("a request"),
                    )
                    .await;
                assert!(!reply.body.contains("evil.test\""), "{path} with {name}");
                assert!(!reply.body.contains("=\"//evil.test") && !reply.location().contains("evil"), "{path}");
            }
            let form = format!("name=Ann&email=ann{at}%40office.test&title=&unit=");
            let sent = request("POST", "/people", Some(&nadia))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value);
            let reply = office.send(sent.body(Body::from(form)).expect("a request")).await;
            assert!(reply.body.contains("http://office.test/invitation/"), "{name}: {}", reply.body);
            assert!(!reply.body.contains("evil.test"), "{name}: {}", reply.body);
        }
        office.settle().await;
    });
}
