//! Jira Service Management in the cloud, over REST version 3.
//!
//! What must be known of it: a search takes times to the minute and in the time zone of the account, so that zone is asked first; pages
//! follow by a token; changes of many issues come in one list, with times as numbers or as texts; a state is changed by a
//! transition and not by its name; texts are documents; 429 names when to come back. The search lags behind what was just written.
//! Source: developer.atlassian.com, Jira Cloud platform REST API v3.

use serde_json::{Value, json};

use super::super::model::{Action, Batch, Case, Event, Found, Named, Place, State};
use super::super::wire::{Line, Trouble, Why};
use super::Want;
use super::act::Ticket;
use super::answer::{fine, good, number, query, rows, text, time};
use crate::clock::Time;

/// Issues of one step.
const STEP: i64 = 100;
/// Pages of one list, at most.
const PAGES: usize = 100;
/// The fields whose changes are read.
const CHANGED: &[&str] = &["status", "assignee", "priority", "project", "resolution"];

async fn me(line: &mut Line) -> Result<Value, Trouble> {
    let reply = line.get("/rest/api/3/myself").await?;
    let found = good(&reply, "the account")?;
    if text(&found, "accountId").is_empty() {
        return Err(Trouble::answer("This is not Jira in the cloud: it does not say who we are. Look at the address."));
    }
    line.learn("zone", text(&found, "timeZone"));
    Ok(found)
}

pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let mut found = Found { who: text(&me(line).await?, "displayName"), ..Found::default() };
    let reply = line.get("/rest/api/3/serverInfo").await?;
    found.version = format!("Jira {}", text(&good(&reply, "the version")?, "version"));
    for page in 0..PAGES {
        let reply = line.get(&format!("/rest/api/3/project/search?maxResults=50&startAt={}", page * 50)).await?;
        let list = good(&reply, "the projects")?;
        for one in rows(&list, "values")? {
            found.places.push(Place { key: text(one, "key"), label: text(one, "name") });
        }
        if text(&list, "isLast") != "false" {
            break;
        }
    }
    let reply = line.get("/rest/api/3/status").await?;
    for one in good(&reply, "the states")?.as_array().into_iter().flatten() {
        let ends = one.pointer("/statusCategory/key").and_then(Value::as_str) == Some("done");
        let label = text(one, "name");
        if !found.states.iter().any(|state| state.label == label) {
            found.states.push(State { label, ends });
        }
    }
    if found.places.is_empty() {
        found.notes.push("The account sees no project. Give it “Browse projects” in those that matter.".to_owned());
    }
    Ok(found)
}

/// A time as a search takes it, in the account's zone.
fn minute(at: Time, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

pub async fn pull(line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    if line.known("zone").is_none() {
        me(line).await?;
    }
    let zone = line.known("zone").unwrap_or_default();
    let cursor = want.cursor;
    let from = Time(cursor.safe.max(want.since.0));
    let asked = format!(
        "project = {} AND created >= {} AND updated >= {} ORDER BY updated ASC, key ASC",
        quoted(want.place),
        quoted(&minute(want.since, &zone)),
        quoted(&minute(from, &zone))
    );
    let mut body = json!({
        "jql": asked, "maxResults": STEP, "fields": ["status", "priority", "project", "created", "creator", "updated", "assignee"],
    });
    if !cursor.page.is_empty() {
        body["nextPageToken"] = json!(cursor.page);
    }
    let reply = line.send("POST", "/rest/api/3/search/jql", &body).await?;
    let found = good(&reply, "the issues")?;
    let issues = rows(&found, "issues")?;
    let mut batch = Batch { cursor: cursor.clone(), ..Batch::default() };
    let mut keys = Vec::new();
    for issue in issues {
        batch.cases.push(case(issue));
        batch.events.extend(made(issue));
        keys.push((text(issue, "id"), text(issue, "key")));
        let updated = issue.pointer("/fields/updated").and_then(Value::as_str).and_then(|at| time(at, "UTC"));
        batch.cursor.at = batch.cursor.at.max(updated.map_or(0, |at| at.0));
    }
    batch.events.extend(changes(line, &keys).await?);
    batch.cursor.page = text(&found, "nextPageToken");
    batch.more = !batch.cursor.page.is_empty();
    if !batch.more {
        batch.cursor.safe = want.again_from(batch.cursor.at).max(batch.cursor.safe);
    }
    Ok(batch)
}

fn under(issue: &Value, path: &str) -> String {
    issue.pointer(&format!("/fields/{path}")).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn case(issue: &Value) -> Case {
    Case {
        id: text(issue, "key"),
        state: under(issue, "status/name"),
        priority: under(issue, "priority/name"),
        group: under(issue, "project/name"),
    }
}

fn made(issue: &Value) -> Option<Event> {
    Some(Event {
        case_id: text(issue, "key"),
        event_id: format!("i{}", text(issue, "id")),
        field: String::new(),
        seq: -1,
        at: time(&under(issue, "created"), "UTC")?,
        actor: under(issue, "creator/displayName"),
        group: String::new(),
        action: Action::Create,
        old: Named::default(),
        new: Named::default(),
        raw: String::new(),
    })
}

async fn changes(line: &mut Line, keys: &[(String, String)]) -> Result<Vec<Event>, Trouble> {
    let mut events = Vec::new();
    if keys.is_empty() {
        return Ok(events);
    }
    let ids: Vec<&str> = keys.iter().map(|(id, _)| id.as_str()).collect();
    let mut body = json!({ "issueIdsOrKeys": ids, "fieldIds": CHANGED, "maxResults": 1000 });
    for _ in 0..PAGES {
        let reply = line.send("POST", "/rest/api/3/changelog/bulkfetch", &body).await?;
        let found = good(&reply, "the changes")?;
        for log in rows(&found, "issueChangeLogs")? {
            let id = text(log, "issueId");
            let Some((_, key)) = keys.iter().find(|(known, _)| *known == id) else { continue };
            for history in rows(log, "changeHistories")? {
                events.extend(entries(key, history));
            }
        }
        let next = text(&found, "nextPageToken");
        if next.is_empty() {
            break;
        }
        body["nextPageToken"] = json!(next);
    }
    Ok(events)
}

/// Seconds, milliseconds or a text.
fn moment(history: &Value) -> Option<Time> {
    match history.get("created")? {
        Value::Number(number) => {
            let number = number.as_i64()?;
            Some(Time(number.saturating_mul(if number > 100_000_000_000 { 1_000 } else { 1_000_000 })))
        }
        Value::String(words) => time(words, "UTC"),
        _ => None,
    }
}

fn entries(key: &str, history: &Value) -> Vec<Event> {
    let Some(at) = moment(history) else { return Vec::new() };
    let actor = history.pointer("/author/displayName").and_then(Value::as_str).unwrap_or_default();
    let items = history.get("items").and_then(Value::as_array).into_iter().flatten();
    let entry = |item: &Value| {
        let field = text(item, "fieldId");
        let field = if field.is_empty() { text(item, "field") } else { field };
        Event {
            case_id: key.to_owned(),
            event_id: format!("h{}", text(history, "id")),
            seq: number(history, "id"),
            at,
            actor: actor.to_owned(),
            group: String::new(),
            action: match field.as_str() {
                "status" => Action::Status,
                "assignee" => Action::Assign,
                "priority" => Action::Priority,
                "project" => Action::Group,
                _ => Action::Field,
            },
            field,
            old: Named::new(text(item, "from"), text(item, "fromString")),
            new: Named::new(text(item, "to"), text(item, "toString")),
            raw: item.to_string(),
        }
    };
    items.map(entry).collect()
}

/// A plain text as a document, a paragraph for each line.
fn document(words: &str) -> Value {
    let paragraph = |line: &str| match line.trim() {
        "" => json!({ "type": "paragraph", "content": [] }),
        line => json!({ "type": "paragraph", "content": [{ "type": "text", "text": line }] }),
    };
    json!({ "type": "doc", "version": 1, "content": words.lines().map(paragraph).collect::<Vec<_>>() })
}

/// The words of a document.
fn words(document: &Value, out: &mut String) {
    if let Some(text) = document.get("text").and_then(Value::as_str) {
        out.push_str(text);
        out.push('\n');
    }
    for part in document.get("content").and_then(Value::as_array).into_iter().flatten() {
        words(part, out);
    }
}

pub async fn find(line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    let body = json!({ "jql": format!("labels = {}", quoted(mark)), "maxResults": 2, "fields": ["status"] });
    let reply = line.send("POST", "/rest/api/3/search/jql", &body).await?;
    let found = good(&reply, "the search for the mark")?;
    Ok(rows(&found, "issues")?.first().map(|issue| text(issue, "key")))
}

pub async fn create(line: &mut Line, mark: &str, place: &str, subject: &str, said_as: &str) -> Result<String, Trouble> {
    let reply = line.get(&format!("/rest/api/3/issue/createmeta/{}/issuetypes", query(place))).await?;
    let found = good(&reply, "the kinds of issues")?;
    let kinds = rows(&found, "issueTypes")?;
    let kind = kinds.iter().find(|kind| text(kind, "subtask") != "true");
    let kind = kind.ok_or_else(|| {
        Trouble::new(Why::Credential, "The account may make no issue in this project. Give it “Create issues”.")
    })?;
    let fields = json!({
        "project": { "key": place }, "issuetype": { "id": text(kind, "id") }, "summary": subject, "labels": [mark],
        "description": document(said_as),
    });
    let reply = line.send("POST", "/rest/api/3/issue", &json!({ "fields": fields })).await?;
    Ok(text(&good(&reply, "the new issue")?, "key"))
}

async fn whole(line: &mut Line, ticket: &str) -> Result<Value, Trouble> {
    let reply = line.get(&format!("/rest/api/3/issue/{}", query(ticket))).await?;
    good(&reply, &format!("issue {ticket}"))
}

pub async fn read(line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    let found = whole(line, ticket).await?;
    let key = text(&found, "key");
    Ok(Ticket {
        number: key.clone(),
        href: format!("{}/browse/{key}", line.target().address()),
        state: under(&found, "status/name"),
        subject: under(&found, "summary"),
        key,
    })
}

pub async fn field(line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    let found = whole(line, ticket).await?;
    let value = found.get("fields").and_then(|fields| fields.get(field)).cloned().unwrap_or_default();
    Ok(match &value {
        Value::Object(one) => ["name", "value", "accountId"]
            .iter()
            .find_map(|key| one.get(*key))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

pub async fn set(line: &mut Line, ticket: &str, field: &str, value: &str) -> Result<String, Trouble> {
    let value = match field {
        "priority" | "resolution" => json!({ "name": value }),
        "assignee" => json!({ "accountId": value }),
        _ => json!(value),
    };
    let reply = line
        .send("PUT", &format!("/rest/api/3/issue/{}", query(ticket)), &json!({ "fields": { field: value } }))
        .await?;
    fine(&reply, &format!("issue {ticket}"))?;
    Ok(String::new())
}

pub async fn set_state(line: &mut Line, ticket: &str, state: &str) -> Result<String, Trouble> {
    let path = format!("/rest/api/3/issue/{}/transitions", query(ticket));
    let reply = line.get(&path).await?;
    let found = good(&reply, "the transitions")?;
    let all = rows(&found, "transitions")?;
    let to = |one: &&Value| {
        one.pointer("/to/name").and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case(state))
    };
    let Some(one) = all.iter().find(to) else {
        let names: Vec<&str> = all.iter().filter_map(|one| one.pointer("/to/name").and_then(Value::as_str)).collect();
        let told = format!("{ticket} cannot go to “{state}” from where it is. It can go to: {}.", names.join(", "));
        return Err(Trouble::new(Why::Refused, told));
    };
    let reply = line.send("POST", &path, &json!({ "transition": { "id": text(one, "id") } })).await?;
    fine(&reply, "the transition")?;
    Ok(String::new())
}

pub async fn say(line: &mut Line, ticket: &str, said_as: &str, inside: bool) -> Result<(), Trouble> {
    let body = json!({
        "body": document(said_as), "properties": [{ "key": "sd.public.comment", "value": { "internal": inside } }],
    });
    let reply = line.send("POST", &format!("/rest/api/3/issue/{}/comment", query(ticket)), &body).await?;
    fine(&reply, &format!("a comment on {ticket}"))
}

pub async fn said(line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    let reply =
        line.get(&format!("/rest/api/3/issue/{}/comment?orderBy=-created&maxResults=100", query(ticket))).await?;
    let found = good(&reply, "the comments")?;
    let told = |one: &Value| {
        let mut out = String::new();
        words(&one["body"], &mut out);
        out
    };
    Ok(rows(&found, "comments")?.iter().map(told).collect())
}
