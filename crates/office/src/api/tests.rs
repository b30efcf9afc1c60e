use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::document::document;
use super::operations::{self, Body as Carries, Operation};
use super::schemas;
use crate::access::Role;
use crate::app;
use crate::demo::furnish;
use crate::measure::{self, Reading, SavedMapping};
use crate::process;
use crate::testing::{Guest, Office, Reply, each, request};

/// What is wrong with `value` by `schema`; the subset of JSON Schema that the document uses. A field that is not declared is wrong.
fn wrong(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(reference.trim_start_matches('#')).expect("the reference leads somewhere");
        return wrong(document, schema, value, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let all: Option<Vec<String>> = choices.iter().map(|one| wrong(document, one, value, at)).collect();
        return all.map(|all| all.join(" and "));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = |kind: &&str| match *kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no kind of JSON Schema"),
    };
    if !kinds.iter().any(is) {
        return Some(format!("{at} is {value} and should be {kinds:?}"));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        return Some(format!("{at} is {value}, which is none of {}", schema["enum"]));
    }
    if let Some(items) = value.as_array() {
        return items.iter().find_map(|item| wrong(document, &schema["items"], item, &format!("{at}[]")));
    }
    let object = value.as_object()?;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(name) = required.into_iter().find(|name| !object.contains_key(*name)) {
        return Some(format!("{at}.{name} is missing"));
    }
    object.iter().find_map(|(name, value)| {
        let at = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(schema), _) | (None, schema @ Value::Object(_)) => wrong(document, schema, value, &at),
            (None, _) => Some(format!("{at} is not declared")),
        }
    })
}

/// Asserts that an answer is one that the document declares for the operation.
fn declared(document: &Value, one: &Operation, path: &str, reply: &Reply) {
    let responses = &document["paths"][one.path][one.method.to_lowercase()]["responses"];
    let response = &responses[reply.status.as_str()];
    assert!(
        response.is_object(),
        "{} {path} answers {}, which is not declared: {}",
        one.method,
        reply.status,
        reply.body
    );
    let kind = reply.headers["content-type"].to_str().expect("text").split(';').next().expect("a kind").to_owned();
    let content = response["content"].get(&kind);
    let content =
        content.unwrap_or_else(|| panic!("{path} answers {kind}, which is not declared for {}", reply.status));
    if kind.ends_with("json") {
        let fault = wrong(document, &content["schema"], &reply.value(), "body");
        assert_eq!(fault, None, "{} {path}", one.method);
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let document = json!({ "components": { "schemas": { "A": {
        "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" }, "w": { "type": "string", "enum": ["x"] } },
    } } } });
    let schema = json!({ "type": "array", "items": { "$ref": "#/components/schemas/A" } });
    for (value, fault) in [
        (json!([{ "n": 1, "w": "x" }]), None),
        (json!({}), Some("body is {} and should be [\"array\"]")),
        (json!([{}]), Some("body[].n is missing")),
        (json!([{ "n": 1.5 }]), Some("body[].n is 1.5 and should be [\"integer\"]")),
        (json!([{ "n": 1, "w": "y" }]), Some("body[].w is \"y\", which is none of [\"x\"]")),
        (json!([{ "n": 1, "more": 1 }]), Some("body[].more is not declared")),
    ] {
        assert_eq!(wrong(&document, &schema, &value, "body").as_deref(), fault);
    }
}

#[test]
fn the_document_describes_exactly_the_doors_of_the_house() {
    let door = |method: &str, path: &str, access: String| (method.to_owned(), path.to_owned(), access);
    let doors: BTreeSet<_> = app::routes()
        .doors()
        .iter()
        .filter(|one| one.path.starts_with("/api/"))
        .map(|one| door(one.method.as_str(), one.path, one.access.label()))
        .collect();
    let described: BTreeSet<_> =
        operations::all().map(|(_, one)| door(one.method, one.path, one.access.label())).collect();
    assert_eq!(doors, described);
    let document = document("https://office.example");
    let written: usize = document["paths"]
        .as_object()
        .expect("paths")
        .values()
        .map(|path| path.as_object().map_or(0, serde_json::Map::len))
        .sum();
    assert_eq!(written, described.len(), "no operation hides another");
    let ids: BTreeSet<String> = operations::all()
        .map(|(_, one)| document["paths"][one.path][one.method.to_lowercase()]["operationId"].to_string())
        .collect();
    assert_eq!(ids.len(), described.len(), "operation ids are unique");
}

#[test]
fn every_reference_leads_to_a_schema_and_every_schema_is_used() {
    let text = document("https://office.example").to_string();
    let used: BTreeSet<&str> =
        text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let known: BTreeSet<&str> = schemas::all().map(|one| one.name).collect();
    assert_eq!(used, known);
    assert_eq!(schemas::all().count(), known.len(), "no name is given twice");
}

/// A furnished office, and somebody who holds every role.
async fn furnished(office: &Office) -> Guest {
    furnish(&office.app).await.expect("furnished");
    office.settle().await;
    office.person("Una Universal", &Role::ALL).await
}

/// Brings a log of one case with a saved mapping; the address of its import.
async fn brought(office: &Office, guest: &Guest) -> String {
    let now = office.app.now();
    office
        .app
        .write(move |tx| {
            let saved = SavedMapping {
                id: "m1".to_owned(),
                name: "Tool".to_owned(),
                process_id: process::store::by_key(tx, "service-request")?.id,
                fingerprint: String::new(),
                plan: None,
                reading: Reading::default(),
                saved_by: String::new(),
                saved_at: now,
            };
            Ok(measure::store::save_mapping(tx, &saved)?)
        })
        .await
        .expect("a mapping is saved");
    let event = "<event><string key=\"concept:name\" value=\"New\"/>\
                 <date key=\"time:timestamp\" value=\"2026-10-01T08:00:00Z\"/></event>";
    let log = format!("<log><trace><string key=\"concept:name\" value=\"1\"/>{event}</trace></log>");
    let sent = request("POST", "/api/logs?mapping=Tool&name=one.xes", Some(guest)).body(Body::from(log));
    let reply = office.send(sent.expect("a request")).await;
    let document = document("https://office.example");
    let (_, one) = operations::all().find(|(_, one)| one.path == "/api/logs").expect("described");
    declared(&document, one, "/api/logs", &reply);
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.body);
    office.settle().await;
    reply.location().to_owned()
}

/// Real addresses for the path of an operation, out of the office itself.
async fn addresses(office: &Office, guest: &Guest, path: &str) -> Vec<String> {
    let list =
        async |path: &str| office.get(path, Some(guest)).await.value()["items"].as_array().cloned().expect("items");
    let mut found = Vec::new();
    let lists = ["/api/improvements", "/api/hand-offs", "/api/requirements", "/api/webhooks", "/api/intakes"];
    if let Some(list_path) = lists.into_iter().find(|one| path.starts_with(&format!("{one}/{{id}}"))) {
        for one in list(list_path).await {
            found.push(path.replace("{id}", one["id"].as_str().expect("an id")));
        }
    } else if path.starts_with("/api/objects/{id}") {
        for one in list("/api/objects").await {
            let address = path.replace("{id}", one["id"].as_str().expect("an id"));
            let asked = if path.ends_with("/found") { "?of=problem&with=incident" } else { "" };
            found.push(format!("{address}{asked}"));
        }
    } else if path.starts_with("/api/cases/{id}") {
        for one in list("/api/cases").await {
            let id = one["id"].as_str().expect("an id");
            let whole = office.get(&format!("/api/cases/{id}"), Some(guest)).await.value();
            for task in whole["tasks"].as_array().expect("tasks").iter().filter(|task| task["kind"] == "user").take(1) {
                found.push(path.replace("{id}", id).replace("{task}", &task["id"].to_string()));
            }
        }
    } else if path.contains("/migrations/{id}") {
        // It runs on the version in force already, so that the report says that it stays.
        let case = list("/api/cases?state=running").await[0]["code"].clone();
        let list = path.replace("{key}", "service-request").replace("/{id}", "");
        let made = office.json("POST", &list, Some(guest), &json!({ "cases": [case] })).await;
        found.push(format!("{list}/{}", made.value()["id"].as_str().expect("an id")));
    } else if path.contains("{kind}/{name}") {
        for one in list("/api/dictionary?kind=role").await.iter().take(3) {
            let entry = format!("/api{}", one["href"].as_str().expect("an address"));
            found.push(path.replace("/api/dictionary/{kind}/{name}", &entry).replace("renaming", "renaming?to=Helper"));
        }
    } else if path.contains("/comments/{id}") {
        for one in list("/api/processes/incident-management/comments?state=all").await {
            let path = path.replace("{key}", "incident-management");
            found.push(path.replace("{id}", one["id"].as_str().expect("an id")));
        }
    } else if path.contains("/tool/checks/{id}") {
        for one in list("/api/processes/incident-management/tool/checks").await {
            let path = path.replace("{key}", "incident-management");
            found.push(path.replace("{id}", one["id"].as_str().expect("an id")));
        }
    } else if path.contains("{engine}") {
        let path = path.replace("{key}", "incident-management");
        found.extend(["camunda8", "operaton", "none"].map(|engine| path.replace("{engine}", engine)));
    } else if path.starts_with("/api/calendars/{key}") {
        let asked = if path.ends_with("reckoning") { "?duration=PT8H" } else { "" };
        for one in list("/api/calendars").await {
            found.push(path.replace("{key}", one["key"].as_str().expect("a key")) + asked);
        }
    } else if path.starts_with("/api/skills/{id}") {
        for one in list("/api/skills").await.iter().filter(|one| one["id"].is_string()) {
            found.push(path.replace("{id}", one["id"].as_str().expect("an id")));
        }
    } else if path.contains("{key}") {
        for one in list("/api/processes").await {
            let path = path.replace("{key}", one["key"].as_str().expect("a key"));
            found.extend(["draft", "1.0", "2.0", "9.9"].map(|number| path.replace("{number}", number)));
        }
        found.dedup();
    } else if path.contains("/imports/{id}") {
        found.push(brought(office, guest).await);
        found.push(path.replace("{id}", "none"));
    } else {
        found.push(path.to_owned());
    }
    found
}

#[test]
fn what_the_office_answers_is_what_the_document_says() {
    each("api_answers", |office| async move {
        let guest = furnished(&office).await;
        let document = office.get("/api/openapi.json", Some(&guest)).await.value();
        for (_, one) in operations::all().filter(|(_, one)| one.method == "GET") {
            let mut good = 0;
            for path in addresses(&office, &guest, one.path).await {
                let reply = office.get(&path, Some(&guest)).await;
                declared(&document, one, &path, &reply);
                good += usize::from(reply.status == StatusCode::OK);
            }
            assert!(good > 0, "{} never answered well", one.path);
            if one.path == "/api/docs" {
                continue;
            }
            let path = one.path.replace(['{', '}'], "");
            declared(&document, one, &path, &office.get(&path, None).await);
        }
        office.settle().await;
    });
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    each("api_unknown_field", |office| async move {
        let guest = furnished(&office).await;
        let document = office.get("/api/openapi.json", Some(&guest)).await.value();
        for (_, one) in operations::all() {
            let Carries::Json(name) = one.body else { continue };
            let path = one.path.replace("{key}", "incident-management").replace("{role}", "owner");
            let reply = office.json(one.method, &path, Some(&guest), &json!({ "surprise": 1 })).await;
            declared(&document, one, &path, &reply);
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
            assert!(reply.body.contains("unknown field `surprise`"), "{path}: {}", reply.body);
            let schema = schemas::named(name).expect("the schema is there").to_json();
            assert_eq!(schema["additionalProperties"], json!(false), "{name}");
        }
    });
}

#[test]
fn what_is_made_through_the_api_is_answered_as_declared() {
    each("api_made", |office| async move {
        let guest = furnished(&office).await;
        let document = office.get("/api/openapi.json", Some(&guest)).await.value();
        for (path, body, status) in [
            ("/api/improvements", json!({ "title": "Answer within the hour" }), StatusCode::CREATED),
            ("/api/improvements", json!({ "title": "" }), StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/processes", json!({ "name": "Knowledge management" }), StatusCode::CREATED),
            ("/api/processes/{key}/draft", json!({}), StatusCode::CREATED),
            ("/api/processes/{key}/comments", json!({ "kind": "question", "text": "Why so?" }), StatusCode::CREATED),
            (
                "/api/processes/{key}/comments",
                json!({ "kind": "practice", "text": "So." }),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
        ] {
            let (_, one) =
                operations::all().find(|(_, one)| one.method == "POST" && one.path == path).expect("described");
            let path = path.replace("{key}", "incident-management");
            let reply = office.json("POST", &path, Some(&guest), &body).await;
            declared(&document, one, &path, &reply);
            assert_eq!(reply.status, status, "{path}: {}", reply.body);
        }
        office.settle().await;
    });
}

#[test]
fn the_page_lists_every_address_and_asks_a_person_to_sign_in() {
    each("api_page", |office| async move {
        let guest = office.person("Ada", &[Role::Practitioner]).await;
        let page = office.get("/api/docs", Some(&guest)).await;
        assert_eq!(page.status, StatusCode::OK);
        for (_, one) in operations::all() {
            assert!(page.body.contains(&format!("{} {}", one.method, one.path)), "{}", one.path);
        }
        let stranger = office.get("/api/docs", None).await;
        assert_eq!((stranger.status, stranger.location()), (StatusCode::SEE_OTHER, "/sign-in?to=/api/docs"));
    });
}
