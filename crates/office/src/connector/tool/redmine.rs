//! Redmine 4 and 5, over its REST interface.
//!
//! What must be known of it: a wrong key gives an empty list with 200, so the account is proved first; `PUT` answers 204 also for
//! what it did not do; the history is a journal in each issue, and the creation is none; values in it are ids. Source: redmine.org,
//! REST API; and a real server.

use serde_json::{Value, json};

use super::super::model::{Action, Batch, Case, Event, Found, Named, Place, State};
use super::super::wire::{Line, Trouble, Why};
use super::Want;
use super::act::Ticket;
use super::answer::{fine, good, number, query, rows, text, time};
use crate::clock::Time;

/// Issues of one list; Redmine gives no more.
const PAGE: i64 = 100;
/// Issues whose journals are read in one step.
const STEP: i64 = 25;

pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let who = me(line).await?;
    let mut found = Found { version: "Redmine".to_owned(), who, ..Found::default() };
    let reply = line.get(&format!("/projects.json?limit={PAGE}")).await?;
    for project in rows(&good(&reply, "the projects")?, "projects")? {
        found.places.push(Place { key: text(project, "id"), label: text(project, "name") });
    }
    for (id, label, ends) in states(line).await? {
        line.learn(format!("state {id}"), label.clone());
        found.states.push(State { label, ends });
    }
    if found.places.is_empty() {
        found.notes.push("The account sees no project. Make it a member of those that matter.".to_owned());
    } else {
        found.notes.push("Private notes are read only when the account's role may view them.".to_owned());
    }
    Ok(found)
}

/// Proves who we are: a list would be empty and fine for anybody.
async fn me(line: &mut Line) -> Result<String, Trouble> {
    let reply = line.get("/users/current.json").await?;
    let found = good(&reply, "the account")?;
    let login = found.pointer("/user/login").and_then(Value::as_str).unwrap_or_default();
    if login.is_empty() {
        return Err(Trouble::answer(
            "This is not Redmine, or its REST interface is switched off (Administration → Settings → API).",
        ));
    }
    line.learn("me", login);
    Ok(login.to_owned())
}

async fn states(line: &mut Line) -> Result<Vec<(String, String, bool)>, Trouble> {
    let reply = line.get("/issue_statuses.json").await?;
    let found = good(&reply, "the states")?;
    let state = |one: &Value| (text(one, "id"), text(one, "name"), text(one, "is_closed") == "true");
    Ok(rows(&found, "issue_statuses")?.iter().map(state).collect())
}

/// Learns the names behind ids once.
async fn learn(line: &mut Line, place: &str) -> Result<(), Trouble> {
    if line.known("learned").is_some() {
        return Ok(());
    }
    me(line).await?;
    for (id, label, _) in states(line).await? {
        line.learn(format!("state {id}"), label);
    }
    let reply = line.get("/enumerations/issue_priorities.json").await?;
    for one in rows(&good(&reply, "the priorities")?, "issue_priorities")? {
        line.learn(format!("priority {}", text(one, "id")), text(one, "name"));
    }
    let reply = line.get(&format!("/projects/{}/memberships.json?limit={PAGE}", query(place))).await?;
    if let Ok(found) = good(&reply, "the members") {
        for one in rows(&found, "memberships")? {
            for who in ["user", "group"].iter().filter_map(|kind| one.get(kind)) {
                line.learn(format!("person {}", text(who, "id")), text(who, "name"));
            }
        }
    }
    line.learn("learned", "yes");
    Ok(())
}

pub async fn pull(line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    learn(line, want.place).await?;
    let cursor = want.cursor;
    let from = Time(cursor.at.max(want.since.0));
    let asked = [
        ("project_id", want.place.to_owned()),
        ("status_id", "*".to_owned()),
        ("updated_on", format!(">={}", from.rfc3339())),
        ("created_on", format!(">={}", want.since.rfc3339())),
        ("sort", "updated_on:asc,id:asc".to_owned()),
        ("limit", STEP.to_string()),
        ("offset", cursor.skip.to_string()),
    ];
    let asked: Vec<String> = asked.iter().map(|(name, value)| format!("{name}={}", query(value))).collect();
    let reply = line.get(&format!("/issues.json?{}", asked.join("&"))).await?;
    let list = good(&reply, "the issues")?;
    let issues = rows(&list, "issues")?;
    let mut batch = Batch { cursor: cursor.clone(), ..Batch::default() };
    let Some(last) = issues.last() else {
        batch.cursor.at = want.again_from(cursor.at);
        batch.cursor.skip = 0;
        return Ok(batch);
    };
    for issue in issues {
        let reply = line.get(&format!("/issues/{}.json?include=journals", text(issue, "id"))).await?;
        let found = good(&reply, "an issue")?;
        let issue = found.get("issue").cloned().unwrap_or_default();
        batch.events.extend(events(line, &issue));
        batch.cases.push(case(&issue));
    }
    // While a page is read issues change and move to the end: the next page begins at the time of the last issue, not at a number.
    let at = time(&text(last, "updated_on"), "UTC").map_or(cursor.at, |at| at.0);
    let same = i64::try_from(issues.iter().filter(|one| text(one, "updated_on") == text(last, "updated_on")).count())
        .unwrap_or(0);
    batch.cursor.skip = if at == from.0 { cursor.skip + i64::try_from(issues.len()).unwrap_or(0) } else { same };
    batch.cursor.at = at;
    batch.more = true;
    Ok(batch)
}

fn named(value: &Value, field: &str) -> Named {
    let one = value.get(field).cloned().unwrap_or_default();
    Named::new(text(&one, "id"), text(&one, "name"))
}

fn case(issue: &Value) -> Case {
    Case {
        id: text(issue, "id"),
        state: named(issue, "status").label,
        priority: named(issue, "priority").label,
        group: named(issue, "project").label,
    }
}

/// The journal of an issue as events, with its creation, which the journal leaves out.
fn events(line: &Line, issue: &Value) -> Vec<Event> {
    let case_id = text(issue, "id");
    let mut events = Vec::new();
    let mut put =
        |event_id: String, field: &str, seq: i64, at: Option<Time>, actor: String, action, old, new, raw: String| {
            let Some(at) = at else { return };
            let (case_id, field, group) = (case_id.clone(), field.to_owned(), String::new());
            events.push(Event { case_id, event_id, field, seq, at, actor, group, action, old, new, raw });
        };
    let (made, by) = (time(&text(issue, "created_on"), "UTC"), named(issue, "author").label);
    put(
        format!("i{}", text(issue, "id")),
        "",
        0,
        made,
        by,
        Action::Create,
        Named::default(),
        Named::default(),
        String::new(),
    );
    for journal in issue.get("journals").and_then(Value::as_array).into_iter().flatten() {
        let (id, at, by) =
            (number(journal, "id"), time(&text(journal, "created_on"), "UTC"), named(journal, "user").label);
        if !text(journal, "notes").is_empty() {
            let inside = text(journal, "private_notes") == "true";
            let action = if inside { Action::CommentPrivate } else { Action::CommentPublic };
            put(
                format!("j{id}"),
                "notes",
                id,
                at,
                by.clone(),
                action,
                Named::default(),
                Named::default(),
                String::new(),
            );
        }
        for detail in journal.get("details").and_then(Value::as_array).into_iter().flatten() {
            let (property, name) = (text(detail, "property"), text(detail, "name"));
            let (action, kind) = match (property.as_str(), name.as_str()) {
                ("attr", "status_id") => (Action::Status, "state"),
                ("attr", "assigned_to_id") => (Action::Assign, "person"),
                ("attr", "priority_id") => (Action::Priority, "priority"),
                ("attr", "project_id" | "category_id") => (Action::Group, ""),
                ("relation", _) => (Action::Link, ""),
                _ => (Action::Field, ""),
            };
            let value = |field: &str| {
                let id = text(detail, field);
                let label = line.known(&format!("{kind} {id}")).unwrap_or_else(|| id.clone());
                Named::new(id, label)
            };
            let field = format!("{property}.{name}");
            put(
                format!("j{id}"),
                &field,
                id,
                at,
                by.clone(),
                action,
                value("old_value"),
                value("new_value"),
                detail.to_string(),
            );
        }
    }
    events
}

pub async fn find(line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    me(line).await?;
    let reply = line.get(&format!("/issues.json?status_id=*&limit=2&subject={}", query(&format!("~[{mark}]")))).await?;
    let found = good(&reply, "the search for the mark")?;
    // A server that does not know the filter answers with anything.
    let marked = |row: &&Value| text(row, "subject").contains(mark);
    Ok(rows(&found, "issues")?.iter().find(marked).map(|row| text(row, "id")))
}

pub async fn create(line: &mut Line, mark: &str, place: &str, subject: &str, words: &str) -> Result<String, Trouble> {
    let issue = json!({
        "project_id": place.parse::<i64>().map_or_else(|_| json!(place), |id| json!(id)),
        "subject": format!("{subject} [{mark}]"), "description": words,
    });
    let reply = line.send("POST", "/issues.json", &json!({ "issue": issue })).await?;
    let made = good(&reply, "the new issue")?;
    let id = made.pointer("/issue/id").map(ToString::to_string).unwrap_or_default();
    if id.is_empty() { Err(Trouble::new(Why::Refused, "The tool made no issue and did not say why.")) } else { Ok(id) }
}

async fn whole(line: &mut Line, ticket: &str) -> Result<Value, Trouble> {
    let reply = line.get(&format!("/issues/{}.json?include=journals", query(ticket))).await?;
    Ok(good(&reply, &format!("issue {ticket}"))?.get("issue").cloned().unwrap_or_default())
}

pub async fn read(line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    let found = whole(line, ticket).await?;
    let id = text(&found, "id");
    Ok(Ticket {
        number: format!("#{id}"),
        href: format!("{}/issues/{id}", line.target().address()),
        key: id,
        state: named(&found, "status").label,
        subject: text(&found, "subject"),
    })
}

/// The attribute that an issue shows under another name than it is set by.
fn shown(field: &str) -> &str {
    field.strip_suffix("_id").unwrap_or(field)
}

pub async fn field(line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    let found = whole(line, ticket).await?;
    let value = found.get(shown(field)).cloned().unwrap_or_default();
    Ok(if value.is_object() { text(&value, "id") } else { text(&found, field) })
}

pub async fn set(line: &mut Line, ticket: &str, field: &str, value: &str) -> Result<String, Trouble> {
    let body = json!({ "issue": { field: value } });
    let reply = line.send("PUT", &format!("/issues/{}.json", query(ticket)), &body).await?;
    fine(&reply, &format!("issue {ticket}"))?;
    Ok(String::new())
}

pub async fn set_state(line: &mut Line, ticket: &str, state: &str) -> Result<String, Trouble> {
    let all = states(line).await?;
    let Some((id, _, _)) = all.iter().find(|(_, label, _)| label.eq_ignore_ascii_case(state)) else {
        let names: Vec<&str> = all.iter().map(|(_, label, _)| label.as_str()).collect();
        let told = format!("Redmine has no state “{state}”. It has: {}.", names.join(", "));
        return Err(Trouble::new(Why::Refused, told));
    };
    set(line, ticket, "status_id", id).await
}

pub async fn say(line: &mut Line, ticket: &str, words: &str, inside: bool) -> Result<(), Trouble> {
    let body = json!({ "issue": { "notes": words, "private_notes": inside } });
    let reply = line.send("PUT", &format!("/issues/{}.json", query(ticket)), &body).await?;
    fine(&reply, &format!("a note on issue {ticket}"))
}

pub async fn said(line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    let found = whole(line, ticket).await?;
    let journals = found.get("journals").and_then(Value::as_array).into_iter().flatten();
    Ok(journals.map(|journal| text(journal, "notes")).collect())
}
