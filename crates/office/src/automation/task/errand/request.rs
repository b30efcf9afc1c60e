//! A request to an HTTP service that an administrator connected: method, path, query and body come from the inputs, the answer becomes values.
//!
//! A request that changes something carries an `Idempotency-Key`, the same in every try. What the service refuses (4xx) stops the step with its
//! words; what passes is tried again. A POST or PATCH whose answer was lost is tried again only where the inputs say by which header the
//! service recognises a repeat (RFC 9110 §9.2.2: the other methods may be repeated). Absent: other hosts than that of the connector, headers of one's own, files.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::once::Once;
use super::{Errand, Undone};
use crate::connector::wire::Line;
use crate::connector::{self, Kind as Tool, Session, tool};
use crate::failure::Failure;
use crate::jobs::{Job, Kind, Lane, always};
use crate::web::App;
use crate::web::form::encode;

/// Makes the request of one task.
pub const HTTP: Kind =
    Kind { name: "case.http", lane: Lane::Outside, ready: always, perform: |app, job| Box::pin(perform(app, job)) };

/// The header that carries the mark in any case.
const KEY: &str = "idempotency-key";
/// The methods that a step may use.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// The largest body that is sent, bytes.
const BODY_BYTES: usize = 1024 * 1024;
/// The largest answer that becomes a value, bytes.
const ANSWER_BYTES: usize = 1024 * 1024;
/// The longest path with its query, characters.
const PATH_CHARS: usize = 4_000;
/// The longest name of a header, characters.
const HEADER_CHARS: usize = 60;
/// Headers that are the line's own, by how their names begin.
const OWN_HEADERS: [&str; 16] = [
    "accept",
    "authorization",
    "connection",
    "content-",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "proxy-",
    "te",
    "trailer",
    "transfer-",
    "upgrade",
    "user-agent",
    "x-forwarded",
];

/// A request whose answer was lost.
const ASKED: Once = Once {
    look: "The request may have been carried out: look in the service (or name in the input “idempotency_header” the header by which it \
           recognises a repeat, so that it is asked again by itself).",
};

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let Some(errand) = Errand::of(&app, &job).await? else { return Ok(()) };
    let services = app.read(|tx| Ok(connector::store::all(tx)?)).await?;
    let services: BTreeMap<String, String> = services
        .into_iter()
        .filter(|one| one.kind == Tool::Http)
        .map(|one| (one.name.to_lowercase(), one.id))
        .collect();
    let outcome = done(&app, &errand, &job, &services).await;
    errand.end(&app, job, outcome).await
}

/// A request as the inputs say it.
#[derive(Debug, PartialEq)]
struct Request {
    service: String,
    method: &'static str,
    path: String,
    body: Option<String>,
    /// The header by which the service recognises a repeat.
    repeat: Option<String>,
}

impl Request {
    /// Whether a repeat may do again what was done.
    fn is_once(&self) -> bool {
        matches!(self.method, "POST" | "PATCH") && self.repeat.is_none()
    }
}

async fn done(app: &App, errand: &Errand, job: &Job, services: &BTreeMap<String, String>) -> Result<Value, Undone> {
    let request = read(errand)?;
    let Some(id) = services.get(&request.service.to_lowercase()) else {
        return Err(Undone::Stop(format!(
            "No HTTP service is called “{}”. Name a connector of this kind that an administrator added, then try again.",
            request.service
        )));
    };
    let mut session = Session::open(app, id).await?;
    if request.method != "GET" {
        mark(&mut session.line, request.repeat.as_deref(), &errand.mark())?;
    }
    let is_once = request.is_once();
    if is_once {
        ASKED.set_out(app, job).await?;
    }
    let asked = match request.body {
        Some(body) => session.line.send_text(request.method, &request.path, body).await,
        None => session.line.ask(request.method, &request.path).await,
    };
    let answered = asked.and_then(|reply| {
        tool::fine(&reply, &format!("{} {}", request.method, request.path.split('?').next().unwrap_or_default()))?;
        Ok(reply)
    });
    if let Err(failure) = session.close(app, answered.as_ref().map(|_| ())).await {
        tracing::warn!(%failure, "the calls of a connector could not be noted");
    }
    let reply = answered.map_err(|trouble| match trouble {
        open if is_once && open.may_be_done => ASKED.lost(&open.sentence),
        other => other.into(),
    })?;
    let body = value(&reply.body, reply.header("content-type").unwrap_or_default())
        .map_err(|sentence| if is_once { ASKED.lost(&sentence) } else { Undone::Stop(sentence) })?;
    Ok(json!({ "http_status": reply.status, "http_body": body }))
}

/// Lets a request carry its mark: under the usual name, and under the one by which the service recognises a repeat.
fn mark(line: &mut Line, repeat: Option<&str>, mark: &str) -> Result<(), Undone> {
    if let Some(name) = repeat {
        if line.carries(name) {
            return Err(Undone::Stop(format!(
                "The connector sends its credential in the header “{name}”, so a repeat cannot be told by it. Name another one."
            )));
        }
        line.carry(name, mark)?;
    }
    if !line.carries(KEY) {
        line.carry(KEY, mark)?;
    }
    Ok(())
}

/// The request that the inputs make, or what is wrong with them.
fn read(errand: &Errand) -> Result<Request, String> {
    if errand.verb != "request" {
        return Err(format!("“http:{}” is nothing that is done over HTTP: it is request.", errand.verb));
    }
    let service = errand.needed("service")?;
    let wanted = Some(errand.text("method").to_uppercase()).filter(|text| !text.is_empty());
    let wanted = wanted.unwrap_or_else(|| "GET".to_owned());
    let method = METHODS.into_iter().find(|method| *method == wanted).ok_or_else(|| {
        format!("“{wanted}” is no method that a step may use. It is GET, POST, PUT, PATCH or DELETE.")
    })?;
    let path = path(&errand.text("path"), errand.value("query"))?;
    let body = errand.value("body").map(|value| match value {
        // A text that is JSON already is sent as it is; another one as a JSON text.
        Value::String(text) if serde_json::from_str::<Value>(text).is_ok() => text.clone(),
        other => other.to_string(),
    });
    if body.as_ref().is_some_and(|body| body.len() > BODY_BYTES) {
        return Err("The body is larger than 1 MiB, which is not sent. Send less.".to_owned());
    }
    if body.is_some() && method == "GET" {
        return Err("A GET has no body. Put the values into “query”, or choose another method.".to_owned());
    }
    let repeat = header(&errand.text("idempotency_header"))?;
    Ok(Request { service, method, path, body, repeat })
}

/// The name of the header by which the service recognises a repeat, if one is named.
fn header(name: &str) -> Result<Option<String>, String> {
    let wanted = name.to_ascii_lowercase();
    if wanted.is_empty() {
        return Ok(None);
    }
    let is_name = wanted.len() <= HEADER_CHARS && wanted.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_name || OWN_HEADERS.iter().any(|own| wanted.starts_with(own)) {
        let shown: String = name.chars().take(HEADER_CHARS).collect();
        return Err(format!(
            "“{shown}” is no header by which a repeat is recognised. It is often Idempotency-Key; look into the manual of the service."
        ));
    }
    Ok(Some(wanted))
}

/// The path below the service's address, with the query: nothing in it leads elsewhere.
fn path(path: &str, query: Option<&Value>) -> Result<String, String> {
    let no = |what: &str| Err(format!("The path “{}” {what}", path.chars().take(100).collect::<String>()));
    if !path.is_empty() && !path.starts_with('/') {
        return no("must begin with a slash; it goes on where the address of the service ends.");
    }
    if path.contains(['?', '#', '\\']) || path.chars().any(char::is_control) {
        return no("holds a question mark, a hash or a backslash. Put values into “query”.");
    }
    let plain = crate::web::form::decode(path);
    if plain.split('/').any(|part| part == "." || part == "..") {
        return no("leads upwards. Write it from the address of the service on.");
    }
    let mut whole = String::new();
    for c in path.chars() {
        match c {
            '/' | '%' | ':' | '@' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | ',' | ';' | '=' | '+' | '~' => {
                whole.push(c);
            }
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') => whole.push(c),
            c => whole.push_str(&tool::query(&c.to_string())),
        }
    }
    match query {
        None => {}
        Some(Value::Object(fields)) => {
            let pairs: Vec<String> = fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| format!("{}={}", encode(name), encode(&super::as_text(value))))
                .collect();
            if !pairs.is_empty() {
                whole = format!("{whole}?{}", pairs.join("&"));
            }
        }
        Some(_) => {
            return Err("The input “query” is a context of names and values, for example {state: \"open\"}.".to_owned());
        }
    }
    if whole.chars().count() > PATH_CHARS {
        return no("is longer, with its query, than 4,000 characters.");
    }
    Ok(whole)
}

/// The answer as a value: JSON as it is, a text as a text, nothing as null.
fn value(body: &[u8], kind: &str) -> Result<Value, String> {
    if body.len() > ANSWER_BYTES {
        return Err("The service answers with more than 1 MiB, which no case keeps. Ask it for less.".to_owned());
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let kind: String =
        kind.split(';').next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(60).collect();
    match std::str::from_utf8(body) {
        Ok(text) if kind.starts_with("text/plain") => Ok(Value::String(text.to_owned())),
        _ => Err(format!(
            "The service answers with “{kind}”, which is neither JSON nor plain text. Look at its path: is it a page for people?"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(given: &str) -> Result<Request, String> {
        read(&Errand::told("http:request", given))
    }

    #[test]
    fn the_inputs_make_one_request_below_the_address_of_the_service() {
        let given = r#"{"service": "Rooms", "path": "/rooms/Zürich 1", "query": {"on": "a b&c", "no": null, "n": 3}}"#;
        let path = "/rooms/Z%C3%BCrich%201?on=a%20b%26c&n=3".to_owned();
        let request = told(given).expect("read");
        assert_eq!((request.method, request.body), ("GET", None));
        let sorted = |text: &str| {
            let (path, query) = text.split_once('?').expect("a query");
            let mut parts: Vec<String> = query.split('&').map(|part| part.replace('+', "%20")).collect();
            parts.sort();
            (path.to_owned(), parts)
        };
        assert_eq!(sorted(&request.path), sorted(&path));
        let given = r#"{"service": "Rooms", "method": "post", "path": "", "body": {"room": 1}}"#;
        let posted = Request {
            service: "Rooms".into(),
            method: "POST",
            path: String::new(),
            body: Some(r#"{"room":1}"#.into()),
            repeat: None,
        };
        assert_eq!(told(given), Ok(posted));
        for (method, header, is_once) in [
            ("POST", "", true),
            ("patch", "", true),
            ("PUT", "", false),
            ("DELETE", "", false),
            ("POST", "Idempotency-Key", false),
        ] {
            let given = json!({ "service": "Rooms", "method": method, "idempotency_header": header }).to_string();
            assert_eq!(told(&given).expect("read").is_once(), is_once, "{method} {header}");
        }
    }

    #[test]
    fn what_leads_elsewhere_or_is_no_request_is_refused() {
        for (given, said) in [
            (r#"{}"#, "“service” is missing"),
            (r#"{"service": "R", "method": "TRACE"}"#, "no method"),
            (r#"{"service": "R", "path": "https://evil.example/"}"#, "begin with a slash"),
            (r#"{"service": "R", "path": "@evil.example/"}"#, "begin with a slash"),
            (r#"{"service": "R", "path": "/a/../../admin"}"#, "upwards"),
            (r#"{"service": "R", "path": "/a/%2e%2E/admin"}"#, "upwards"),
            (r#"{"service": "R", "path": "/a\\..\\b"}"#, "backslash"),
            ("{\"service\": \"R\", \"path\": \"/a\\r\\nHost: evil\"}", "question mark"),
            (r#"{"service": "R", "path": "/a?b=c"}"#, "question mark"),
            (r#"{"service": "R", "path": "/a", "query": "b=c"}"#, "context of names"),
            (r#"{"service": "R", "path": "/a", "body": {}}"#, "no body"),
            (r#"{"service": "R", "idempotency_header": "Host"}"#, "no header by which"),
            (r#"{"service": "R", "idempotency_header": "Authorization"}"#, "no header by which"),
            (r#"{"service": "R", "idempotency_header": "X-Key: 1\r\nHost"}"#, "no header by which"),
        ] {
            let sentence = told(given).expect_err(given);
            assert!(sentence.contains(said), "{given}: {sentence}");
        }
        let long = format!(r#"{{"service": "R", "method": "PUT", "body": "{}"}}"#, "x".repeat(BODY_BYTES));
        assert!(told(&long).expect_err("too large").contains("1 MiB"));
    }

    #[test]
    fn an_answer_is_json_or_plain_text_or_nothing() {
        assert_eq!(value(b" {\"a\": 1}", "text/html"), Ok(json!({"a": 1})));
        assert_eq!(value(b"fine", "text/plain; charset=utf-8"), Ok(json!("fine")));
        assert_eq!(value(b"\r\n", "text/html"), Ok(Value::Null));
        assert!(value(b"<html>", "text/html").expect_err("a page").contains("page for people"));
        assert!(value(&[b'1'; ANSWER_BYTES + 1], "application/json").expect_err("large").contains("1 MiB"));
    }
}
