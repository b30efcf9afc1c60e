//! Intakes through the door: what comes in with a right signature counts once, everything else is refused without a word.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ring::hmac;
use serde_json::{Value, json};

use super::{Intake, store};
use crate::access::Role;
use crate::automation::tests::{begun, deployed, open, published, service_request};
use crate::journal::chain::hex;
use crate::testing::{Guest, Office, Reply, each};
use crate::webhook::signature;

/// A process that begins with the message “hello”, and another task that waits for it by its key `k`.
const BEGINS: &str = "<startEvent id=\"s\"><messageEventDefinition messageRef=\"hello\"/></startEvent><userTask id=\"t\" name=\"Look\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>";
const WAITS: &str = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><messageEventDefinition messageRef=\"hello\"/>\
     </intermediateCatchEvent><userTask id=\"t\" name=\"Look\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/>\
     <sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"t\"/>";

/// An administrator, and an intake; returns also its secret and the path that things are sent to.
async fn added(office: &Office, new: Value) -> (Guest, String, String, String) {
    let name = format!("Nadia {}", new["name"].as_str().expect("a name"));
    let nadia = office.person(&name, &[Role::Administrator]).await;
    let reply = office.json("POST", "/api/intakes", Some(&nadia), &new).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let told = reply.value();
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    let path = text("address").trim_start_matches("http://office.test").to_owned();
    (nadia, text("href"), text("secret"), path)
}

async fn sent(office: &Office, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    office.send(request.body(Body::from(body.to_vec())).expect("a request")).await
}

/// Sends a signed message under a name; `apart_s` is how far its time is from ours.
async fn signed(office: &Office, path: &str, secret: &str, (name, apart_s): (&str, i64), body: &Value) -> StatusCode {
    let (at, body) = (office.app.now().0 / 1_000_000 + apart_s, body.to_string());
    let signature = signature::sign(secret, name, at, body.as_bytes()).expect("signed");
    let at = at.to_string();
    let headers = [("webhook-id", name), ("webhook-timestamp", at.as_str()), ("webhook-signature", signature.as_str())];
    sent(office, path, &headers, body.as_bytes()).await.status
}

async fn intake(office: &Office, here: &str) -> Intake {
    let id = here.rsplit('/').next().expect("an id").to_owned();
    office.app.read(move |tx| Ok(store::by_id(tx, &id)?)).await.expect("an intake")
}

/// The newest cases, as an owner sees them.
async fn cases(office: &Office, guest: &Guest) -> Vec<Value> {
    let told = office.get("/api/cases", Some(guest)).await.value();
    told["items"].as_array().expect("cases").clone()
}

#[test]
fn a_signed_message_begins_a_process_once() {
    each("intake_begins", |office| async move {
        let cast = published(&office, service_request()).await;
        deployed(&office, &cast, BEGINS).await;
        let new = json!({
            "name": "Shop", "form": "standard", "message": "=body.event", "key": "", "values": "{order: body.order.id}",
        });
        let (nadia, here, secret, path) = added(&office, new).await;
        let body = json!({ "event": "hello", "order": { "id": 7 } });
        for _ in 0..2 {
            assert_eq!(signed(&office, &path, &secret, ("m1", 0), &body).await, StatusCode::NO_CONTENT);
        }
        office.settle().await;
        let all = cases(&office, &cast.manager).await;
        assert_eq!(all.len(), 1, "the same name counts once: {all:?}");
        let id = all[0]["id"].as_str().expect("an id").to_owned();
        let case = office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value();
        assert_eq!(case["variables"], json!({ "order": 7 }));
        assert_eq!(signed(&office, &path, &secret, ("m2", -200), &body).await, StatusCode::NO_CONTENT);
        office.settle().await;
        assert_eq!(cases(&office, &cast.manager).await.len(), 2);
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("It brought the message “hello”"), "{}", page.body);
        assert!(!page.body.contains(&secret), "the secret is not shown again");
    });
}

#[test]
fn a_message_goes_to_the_case_that_waits_for_its_key() {
    each("intake_waits", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, WAITS).await;
        let id = begun(&office, &deployment, "{}").await;
        let new = json!({ "name": "Shop", "form": "token", "message": "hello" });
        let (_, _, secret, path) = added(&office, new).await;
        let bearer = format!("Bearer {secret}");
        assert_eq!(sent(&office, &path, &[("authorization", &bearer)], b"{\"paid\": true}").await.status, 204);
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look"]);
        // A tool that cannot send a header puts the token into the address.
        assert_eq!(sent(&office, &format!("{path}/{secret}"), &[], b"{}").await.status, 204);
        assert_eq!(sent(&office, &format!("{path}/{secret}x"), &[], b"{}").await.status, 403);
    });
}

#[test]
fn whoever_is_not_believed_is_refused_without_a_word() {
    each("intake_refused", |office| async move {
        let (nadia, here, secret, path) =
            added(&office, json!({ "name": "Shop", "form": "standard", "message": "hello" })).await;
        let other = signature::new_secret();
        let body = json!({});
        for (secret, apart) in [(&other, 0), (&secret, -301), (&secret, 400)] {
            assert_eq!(signed(&office, &path, secret, ("m1", apart), &body).await, StatusCode::FORBIDDEN);
        }
        let unknown = sent(&office, "/intakes/none/calls", &[], b"{}").await;
        let unsigned = sent(&office, &path, &[], b"{}").await;
        let as_mail = sent(&office, &path.replace("calls", "mails"), &[], b"From: a@b.example\r\n\r\n").await;
        for reply in [&unknown, &unsigned, &as_mail] {
            assert_eq!((reply.status, reply.body.as_str()), (StatusCode::FORBIDDEN, ""));
        }
        assert!(intake(&office, &here).await.refused_at.is_some());
        assert_eq!(sent(&office, &path, &[], &vec![b'x'; 256 * 1024 + 1]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        office.post(&format!("{here}/suspension"), Some(&nadia), &[]).await;
        assert_eq!(signed(&office, &path, &secret, ("m2", 0), &body).await, StatusCode::FORBIDDEN);
        office.post(&format!("{here}/resumption"), Some(&nadia), &[]).await;
        assert_eq!(signed(&office, &path, &secret, ("m2", 0), &body).await, StatusCode::NO_CONTENT);
        let renewed = office.post(&format!("{here}/secret"), Some(&nadia), &[]).await;
        assert!(renewed.body.contains("whsec_"), "{}", renewed.body);
        assert_eq!(signed(&office, &path, &secret, ("m3", 0), &body).await, StatusCode::FORBIDDEN);
        office.settle().await;
    });
}

#[test]
fn what_nothing_can_be_made_of_is_told_to_the_keeper_and_may_come_again() {
    each("intake_unusable", |office| async move {
        let new = json!({ "name": "Shop", "form": "standard", "message": "hello", "key": "body.order.id" });
        let (nadia, here, secret, path) = added(&office, new).await;
        let bad = json!({ "secret-of-the-sender": 1 });
        assert_eq!(signed(&office, &path, &secret, ("m1", 0), &bad).await, StatusCode::UNPROCESSABLE_ENTITY);
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("The key gives no text") && page.body.contains("unusable"), "{}", page.body);
        let good = json!({ "order": { "id": "A7" } });
        assert_eq!(signed(&office, &path, &secret, ("m1", 0), &good).await, StatusCode::NO_CONTENT);
        assert!(intake(&office, &here).await.trouble.is_empty());
        let headers = [("content-type", "application/json")];
        let (_, _, token, by_token) =
            added(&office, json!({ "name": "Token", "form": "token", "message": "hello" })).await;
        let address = format!("{by_token}/{token}");
        for body in [&b"{"[..], b"\xff\xfe", b"<xml/>"] {
            assert_eq!(sent(&office, &address, &headers, body).await.status, StatusCode::BAD_REQUEST);
        }
        office.settle().await;
    });
}

#[test]
fn github_signs_over_the_body_and_its_delivery_counts_once() {
    each("intake_hub", |office| async move {
        let cast = published(&office, service_request()).await;
        deployed(&office, &cast, BEGINS).await;
        let (_, _, secret, path) = added(&office, json!({ "name": "Git", "form": "hub", "message": "hello" })).await;
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), b"{\"zen\": \"Keep\"}");
        let signature = format!("sha256={}", hex(tag.as_ref()));
        let headers = [("x-hub-signature-256", signature.as_str()), ("x-github-delivery", "72d3162e-cc78")];
        for _ in 0..3 {
            assert_eq!(sent(&office, &path, &headers, b"{\"zen\": \"Keep\"}").await.status, 204);
        }
        assert_eq!(sent(&office, &path, &headers, b"{\"zen\": \"Lose\"}").await.status, 403);
        office.settle().await;
        assert_eq!(cases(&office, &cast.manager).await.len(), 1);
    });
}

#[test]
fn a_mail_begins_a_process_once_and_an_automatic_answer_begins_nothing() {
    each("intake_mail", |office| async move {
        let cast = published(&office, service_request()).await;
        deployed(&office, &cast, BEGINS).await;
        let new = json!({
            "name": "Desk", "form": "mail", "message": "hello", "values": "{who: mail.from, what: mail.subject, text: mail.text}",
        });
        let (nadia, here, secret, path) = added(&office, new).await;
        assert!(path.ends_with("/mails"), "{path}");
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "message/rfc822")];
        let mail = b"From: =?utf-8?q?Zo=C3=AB?= <zoe@customer.example>\r\nSubject: A desk\r\nMessage-ID: <1@customer.example>\r\n\
            MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Please, <b>a desk</b>.</p><script>x</script>\r\n";
        for _ in 0..2 {
            assert_eq!(sent(&office, &path, &headers, mail).await.status, StatusCode::NO_CONTENT);
        }
        for header in ["Auto-Submitted: auto-replied", "Precedence: bulk"] {
            let away = format!("{header}\r\nFrom: zoe@customer.example\r\nSubject: Away\r\n\r\nI am away.\r\n");
            assert_eq!(sent(&office, &path, &headers, away.as_bytes()).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(sent(&office, &path, &headers, b"no mail").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(sent(&office, &path, &[], mail).await.status, StatusCode::FORBIDDEN);
        office.settle().await;
        let all = cases(&office, &cast.manager).await;
        assert_eq!(all.len(), 1, "{all:?}");
        let id = all[0]["id"].as_str().expect("an id");
        let values = office.get(&format!("/api/cases/{id}"), Some(&cast.manager)).await.value()["variables"].clone();
        assert_eq!((values["who"].clone(), values["what"].clone()), ("zoe@customer.example".into(), "A desk".into()));
        assert_eq!(values["text"], "Please, a desk.");
        let page = office.get(&here, Some(&nadia)).await;
        assert!(page.body.contains("left alone") && !page.body.contains("I am away"), "{}", page.body);
        let told = office.get(&format!("/api{here}/calls"), Some(&nadia)).await.value();
        assert_eq!(told["items"].as_array().map(Vec::len), Some(3), "{told}");
    });
}

#[test]
fn what_is_wrong_with_an_intake_is_said_at_its_field() {
    each("intake_form", |office| async move {
        let nadia = office.person("Nadia", &[Role::Administrator]).await;
        let fields = [("form", "standard"), ("name", ""), ("purpose", "message"), ("message", ""), ("key", "1 +")];
        let reply = office.post("/intakes", Some(&nadia), &fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("The name is missing") && reply.body.contains("1 +"), "{}", reply.body);
        let fields = [("form", "standard"), ("name", "A"), ("purpose", "message"), ("message", ""), ("key", "1 +")];
        let reply = office.post("/intakes", Some(&nadia), &fields).await;
        for word in ["The name of the message is missing", "The expression cannot be read"] {
            assert!(reply.body.contains(word), "{word}: {}", reply.body);
        }
        let fields = [("form", "standard"), ("name", "A"), ("purpose", "nudge"), ("feed_id", "none")];
        let reply = office.post("/intakes", Some(&nadia), &fields).await;
        assert!(reply.body.contains("Choose a feed"), "{}", reply.body);
        let fields = [("form", "standard"), ("name", "A"), ("purpose", "message"), ("message", "hello")];
        let kept = office.post("/intakes", Some(&nadia), &fields).await;
        assert!(kept.status == StatusCode::OK && kept.body.contains("whsec_"), "{}", kept.body);
        let id = office.app.read(|tx| Ok(store::all(tx)?.remove(0).id)).await.expect("kept");
        let stale = [("name", "B"), ("purpose", "message"), ("message", "hello"), ("revision", "7")];
        assert_eq!(office.post(&format!("/intakes/{id}"), Some(&nadia), &stale).await.status, StatusCode::CONFLICT);
        let good = [("name", "B"), ("purpose", "message"), ("message", "other"), ("revision", "1")];
        assert_eq!(office.post(&format!("/intakes/{id}"), Some(&nadia), &good).await.status, StatusCode::SEE_OTHER);
        let removed = office.post(&format!("/intakes/{id}/removal"), Some(&nadia), &[]).await;
        assert_eq!(removed.location(), "/intakes");
        let aisha = office.person("Aisha", &[Role::Practitioner]).await;
        assert_eq!(office.get("/intakes", Some(&aisha)).await.status, StatusCode::FORBIDDEN);
        office.settle().await;
    });
}
