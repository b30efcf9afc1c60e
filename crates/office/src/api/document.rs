//! The OpenAPI document, made from the tables of operations and schemas.
//!
//! Absent: examples. Source: OpenAPI 3.1.1 §4.8.

use serde_json::{Map, Value, json};

use super::operations::{self, Body, Content, GROUPS, Operation};
use super::schema::{of_kind, reference};
use super::schemas;
use crate::access::{Permission, Role};
use crate::web::Access;
use crate::web::guard::SESSION_COOKIE;

/// The whole document; `address` is where the office is reached from outside.
#[must_use]
pub(super) fn document(address: &str) -> Value {
    let mut paths = Map::new();
    for (group, one) in operations::all() {
        let path = paths.entry(one.path).or_insert_with(|| json!({}));
        path[one.method.to_lowercase()] = operation(group, one);
    }
    let schemas: Map<String, Value> = schemas::all().map(|one| (one.name.to_owned(), one.to_json())).collect();
    let tags: Vec<Value> = GROUPS.iter().map(|(name, _)| json!({ "name": name })).collect();
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Mandate",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the pages do, for programs. A program signs in as a person does and may do what that person may.",
        },
        "servers": [{ "url": address }],
        "security": [{ "session": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": { "session": {
                "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
                "description": "The cookie that POST /sign-in (fields email and password) sets.",
            } },
            "schemas": schemas,
        },
    })
}

fn operation(group: &str, one: &Operation) -> Value {
    let mut written = json!({
        "operationId": id(one),
        "tags": [group],
        "summary": one.summary,
        "description": format!("Who may: {}.", who(one.access)),
        "responses": responses(one),
    });
    if one.access == Access::Public {
        written["security"] = json!([]);
    }
    if let Access::May(permission) = one.access {
        written["x-permission"] = json!(permission);
    }
    let parameters = parameters(one);
    if !parameters.is_empty() {
        written["parameters"] = json!(parameters);
    }
    match one.body {
        Body::Nothing => {}
        Body::Json(name) => {
            written["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": reference(name) } } });
        }
        Body::File => {
            written["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": {} } });
        }
    }
    written
}

/// A name for generated code: the method and the words of the path.
fn id(one: &Operation) -> String {
    let words = one.path.trim_start_matches("/api/").replace(['{', '}'], "").replace(['/', '.'], "_");
    format!("{}_{words}", one.method.to_lowercase())
}

fn parameters(one: &Operation) -> Vec<Value> {
    let in_path = one
        .path_names()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = one.query.iter().map(|(name, kind)| {
        let plain = name.trim_end_matches('?');
        json!({ "name": plain, "in": "query", "required": plain == *name, "schema": of_kind(kind) })
    });
    let key = one.keyed.then(|| {
        json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "maxLength": 100 },
            "description": "The same key makes the same thing once, however often it is sent.",
        })
    });
    in_path.chain(in_query).chain(key).collect()
}

fn responses(one: &Operation) -> Value {
    let mut responses = Map::new();
    for status in one.refused() {
        responses.insert(status.to_string(), problem(refusal(status)));
    }
    for (status, says, content) in one.answers {
        let content = match content {
            Content::Json(name) => json!({ "application/json": { "schema": reference(name) } }),
            Content::Html => json!({ "text/html": {} }),
        };
        responses.insert(status.to_string(), json!({ "description": says, "content": content }));
    }
    if responses.contains_key("409") {
        responses["409"]["content"]["application/problem+json"] = json!({ "schema": reference("Problem") });
    }
    responses.insert("default".to_owned(), problem("Not done, for another reason."));
    responses.into()
}

fn problem(says: &str) -> Value {
    json!({ "description": says, "content": { "application/problem+json": { "schema": reference("Problem") } } })
}

/// What a status of a refusal means.
fn refusal(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read.",
        401 => "Nobody is signed in.",
        403 => "The person may not; the document names the roles that may.",
        404 => "There is no such thing, or the person may not see it.",
        409 => "Somebody changed it meanwhile.",
        413 => "The file is larger than this office takes.",
        422 => "The rules of the office say no; each reason with its field.",
        503 => "Too much at once; Retry-After says when to try again.",
        _ => "Something broke. Nothing was changed.",
    }
}

/// Who may use an operation, in words.
pub(super) fn who(access: Access) -> String {
    let holders = |permission: Permission| {
        let labels: Vec<&str> =
            Role::ALL.into_iter().filter(|role| role.grants().contains(&permission)).map(Role::label).collect();
        labels.join(", ")
    };
    match access {
        Access::Public => "anybody".to_owned(),
        Access::SignedIn => "anybody who is signed in".to_owned(),
        Access::May(permission) if Role::ALL.into_iter().all(|role| role.grants().contains(&permission)) => {
            "anybody with a role".to_owned()
        }
        Access::May(permission) => holders(permission),
    }
}
