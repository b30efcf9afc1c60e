//! ServiceNow, over its Table API.
//!
//! What must be known of it: values are raw (`2`) beside what people read (`In Progress`), raw times are UTC; the history is
//! `sys_audit`, which keeps audited fields only and is searched by tickets and never by date (`sys_history_line` is made when
//! somebody looks and cleaned away); rows behind an access rule leave a page short or empty although more follow, so the `Link` header
//! says whether there is another. Source: ServiceNow documentation (Table API, `sys_audit`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::model::{Action, Batch, Case, Event, Found, Named, Place, State};
use super::super::wire::{Line, Reply, Trouble, Why};
use super::Want;
use super::act::Ticket;
use super::answer::{fine, good, number, query, rows, second, text, time};
use crate::clock::Time;

/// Tickets of one step; their ids stand in one address.
const STEP: i64 = 50;
/// Rows of one list.
const PAGE: i64 = 1000;
/// Pages of one list, at most.
const PAGES: usize = 50;
/// The tables that hold tickets.
const TABLES: &[(&str, &str)] = &[
    ("incident", "Incidents"),
    ("problem", "Problems"),
    ("change_request", "Changes"),
    ("sc_request", "Requests"),
    ("sc_req_item", "Requested items"),
    ("sc_task", "Catalogue tasks"),
];
/// States that end work, by the words of the tool as it comes.
const ENDS: &[&str] = &["Resolved", "Closed", "Canceled", "Closed Complete", "Closed Incomplete", "Closed Skipped"];
/// The fields whose changes are read.
const AUDITED: &str =
    "state,incident_state,problem_state,assignment_group,assigned_to,priority,approval,comments,work_notes,stage";

fn table(name: &str, asked: &str, fields: &str, limit: i64, offset: i64, shown: &str) -> String {
    format!(
        "/api/now/table/{}?sysparm_query={}&sysparm_fields={fields}&sysparm_display_value={shown}\
         &sysparm_exclude_reference_link=true&sysparm_limit={limit}&sysparm_offset={offset}",
        query(name),
        query(asked)
    )
}

/// Whether another page follows.
fn follows(reply: &Reply) -> bool {
    reply.header("link").is_some_and(|links| links.contains("rel=\"next\""))
}

pub(super) async fn list(line: &mut Line, name: &str, asked: &str, fields: &str) -> Result<Vec<Value>, Trouble> {
    let mut all = Vec::new();
    for page in 0..PAGES {
        let offset = PAGE * i64::try_from(page).unwrap_or(0);
        let reply = line.get(&table(name, asked, fields, PAGE, offset, "false")).await?;
        all.extend(rows(&good(&reply, name)?, "result")?.iter().cloned());
        if !follows(&reply) {
            break;
        }
    }
    Ok(all)
}

pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let me = list(line, "sys_user", "user_name=javascript:gs.getUserName()", "user_name,name").await?;
    let mut found = Found { version: "ServiceNow".to_owned(), ..Found::default() };
    match me.first() {
        Some(user) => found.who = text(user, "user_name"),
        None => found.notes.push("The account may not read its own name; it works all the same.".to_owned()),
    }
    for (name, label) in TABLES {
        let reply = line.get(&table(name, "", "sys_id", 1, 0, "false")).await?;
        if fine(&reply, name).is_ok() {
            found.places.push(Place { key: (*name).to_owned(), label: (*label).to_owned() });
        }
    }
    let reply = line.get(&table("sys_audit", "", "sys_id", 1, 0, "false")).await?;
    if fine(&reply, "sys_audit").is_err() || rows(&reply.json()?, "result")?.is_empty() {
        found.notes.push(
            "The account may not read sys_audit, so there is no history. Give it a role with read access to sys_audit."
                .to_owned(),
        );
    }
    let mut labels = BTreeSet::new();
    for (_, _, label) in choices(line).await? {
        if labels.insert(label.clone()) {
            found.states.push(State { ends: ENDS.contains(&label.as_str()), label });
        }
    }
    if found.places.is_empty() {
        found
            .notes
            .push("The account may read no table of tickets. Give it the role itil or snc_read_only.".to_owned());
    }
    Ok(found)
}

/// Table, raw value and label of every state; remembered on the line.
async fn choices(line: &mut Line) -> Result<Vec<(String, String, String)>, Trouble> {
    let tables: Vec<&str> = TABLES.iter().map(|(name, _)| *name).chain(["task"]).collect();
    let asked = format!("nameIN{}^elementINstate,incident_state,stage^inactive=false^language=en", tables.join(","));
    let found = list(line, "sys_choice", &asked, "name,element,value,label").await?;
    let mut all = Vec::new();
    for one in &found {
        let (name, value, label) = (text(one, "name"), text(one, "value"), text(one, "label"));
        line.learn(format!("{name}.state {value}"), label.clone());
        all.push((name, value, label));
    }
    line.learn("choices", "yes");
    Ok(all)
}

/// The label of a raw state in a table; the table it derives from knows those that it does not.
fn label(line: &Line, name: &str, value: &str) -> String {
    let own = line.known(&format!("{name}.state {value}"));
    own.or_else(|| line.known(&format!("task.state {value}"))).unwrap_or_else(|| value.to_owned())
}

fn part(row: &Value, field: &str, which: &str) -> String {
    row.get(field).map(|value| text(value, which)).unwrap_or_default()
}

pub async fn pull(line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    if line.known("choices").is_none() {
        choices(line).await?;
    }
    let cursor = want.cursor;
    let from = Time(cursor.at.max(want.since.0));
    let asked = format!(
        "sys_updated_on>={}^sys_created_on>={}^ORDERBYsys_updated_on^ORDERBYsys_id",
        second(from),
        second(want.since)
    );
    let fields = "sys_id,number,state,priority,assignment_group,sys_created_on,sys_created_by,sys_updated_on";
    let reply = line.get(&table(want.place, &asked, fields, STEP, cursor.skip, "all")).await?;
    let found = good(&reply, want.place)?;
    let tickets = rows(&found, "result")?;
    let mut batch = Batch { cursor: cursor.clone(), ..Batch::default() };
    if tickets.is_empty() && follows(&reply) {
        batch.notes.push("Some tickets are hidden from the account by an access rule, and are left out.".to_owned());
        batch.cursor.skip = cursor.skip + STEP;
        batch.more = true;
        return Ok(batch);
    }
    let Some(last) = tickets.last() else {
        batch.cursor.at = want.again_from(cursor.at);
        batch.cursor.skip = 0;
        return Ok(batch);
    };
    let numbers: Vec<(String, String)> =
        tickets.iter().map(|one| (part(one, "sys_id", "value"), part(one, "number", "value"))).collect();
    for ticket in tickets {
        batch.cases.push(case(ticket));
        batch.events.extend(made(ticket));
    }
    batch.events.extend(audits(line, want.place, &numbers).await?);
    let updated = |one: &Value| part(one, "sys_updated_on", "value");
    let at = time(&updated(last), "UTC").map_or(cursor.at, |at| at.0);
    // Rows behind an access rule took places in the page too, so a page that did not move counts whole.
    let same = tickets.iter().filter(|one| updated(one) == updated(last)).count();
    let stays = at == from.0 || at == cursor.at;
    batch.cursor.skip = if stays { cursor.skip + STEP } else { i64::try_from(same).unwrap_or(0) };
    batch.cursor.at = at;
    batch.more = true;
    Ok(batch)
}

fn case(ticket: &Value) -> Case {
    Case {
        id: part(ticket, "number", "value"),
        state: part(ticket, "state", "display_value"),
        priority: part(ticket, "priority", "display_value"),
        group: part(ticket, "assignment_group", "display_value"),
    }
}

fn made(ticket: &Value) -> Option<Event> {
    Some(Event {
        case_id: part(ticket, "number", "value"),
        event_id: format!("i{}", part(ticket, "sys_id", "value")),
        field: String::new(),
        seq: -1,
        at: time(&part(ticket, "sys_created_on", "value"), "UTC")?,
        actor: part(ticket, "sys_created_by", "value"),
        group: String::new(),
        action: Action::Create,
        old: Named::default(),
        new: Named::default(),
        raw: String::new(),
    })
}

/// What was changed on these tickets.
async fn audits(line: &mut Line, name: &str, numbers: &[(String, String)]) -> Result<Vec<Event>, Trouble> {
    let ids: Vec<&str> = numbers.iter().map(|(id, _)| id.as_str()).collect();
    let asked = format!("tablename={name}^documentkeyIN{}^fieldnameIN{AUDITED}^ORDERBYsys_created_on", ids.join(","));
    let fields = "sys_id,documentkey,fieldname,oldvalue,newvalue,user,sys_created_on,record_checkpoint";
    let found = list(line, "sys_audit", &asked, fields).await?;
    let groups: BTreeSet<String> = found
        .iter()
        .filter(|one| text(one, "fieldname") == "assignment_group")
        .flat_map(|one| [text(one, "oldvalue"), text(one, "newvalue")])
        .filter(|id| !id.is_empty() && line.known(&format!("group {id}")).is_none())
        .collect();
    if !groups.is_empty() {
        let asked = format!("sys_idIN{}", groups.into_iter().collect::<Vec<_>>().join(","));
        for one in list(line, "sys_user_group", &asked, "sys_id,name").await? {
            line.learn(format!("group {}", text(&one, "sys_id")), text(&one, "name"));
        }
    }
    Ok(found.iter().filter_map(|one| audit(line, name, numbers, one)).collect())
}

fn audit(line: &Line, name: &str, numbers: &[(String, String)], one: &Value) -> Option<Event> {
    let key = text(one, "documentkey");
    let (_, case_id) = numbers.iter().find(|(id, _)| *id == key)?;
    let field = text(one, "fieldname");
    let action = match field.as_str() {
        "state" | "stage" => Action::Status,
        // These repeat what `state` says in the tables that have both.
        "incident_state" | "problem_state" => return None,
        "assigned_to" => Action::Assign,
        "assignment_group" => Action::Group,
        "priority" => Action::Priority,
        "approval" => Action::Approval,
        "comments" => Action::CommentPublic,
        "work_notes" => Action::CommentPrivate,
        _ => Action::Field,
    };
    let words = matches!(action, Action::CommentPublic | Action::CommentPrivate);
    let value = |which: &str| {
        let id = if words { String::new() } else { text(one, which) };
        let label = match action {
            Action::Status => label(line, name, &id),
            Action::Group => line.known(&format!("group {id}")).unwrap_or_else(|| id.clone()),
            _ => id.clone(),
        };
        Named::new(id, label)
    };
    let (old, new) = (value("oldvalue"), value("newvalue"));
    let group = if action == Action::Group { new.label.clone() } else { String::new() };
    Some(Event {
        case_id: case_id.clone(),
        event_id: text(one, "sys_id"),
        field,
        seq: number(one, "record_checkpoint"),
        at: time(&text(one, "sys_created_on"), "UTC")?,
        actor: text(one, "user"),
        group,
        action,
        raw: json!({ "old": old.id, "new": new.id }).to_string(),
        old,
        new,
    })
}

/// `table/sys_id` taken apart.
fn taken(ticket: &str) -> Result<(&str, &str), Trouble> {
    ticket
        .split_once('/')
        .ok_or_else(|| Trouble::new(Why::Refused, format!("“{ticket}” is no ticket of ServiceNow: table/sys_id.")))
}

fn row(ticket: &str) -> Result<String, Trouble> {
    let (name, id) = taken(ticket)?;
    Ok(format!("/api/now/table/{}/{}", query(name), query(id)))
}

pub async fn find(line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    let found = list(line, "task", &format!("correlation_id={mark}"), "sys_id,sys_class_name").await?;
    Ok(found.first().map(|one| format!("{}/{}", text(one, "sys_class_name"), text(one, "sys_id"))))
}

pub async fn create(line: &mut Line, mark: &str, place: &str, subject: &str, words: &str) -> Result<String, Trouble> {
    let body = json!({
        "short_description": subject, "description": words, "correlation_id": mark, "correlation_display": "Mandate",
    });
    let reply = line.send("POST", &format!("/api/now/table/{}", query(place)), &body).await?;
    let made = good(&reply, "the new ticket")?;
    let id = made.pointer("/result/sys_id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() {
        return Err(Trouble::new(Why::Refused, "The tool made no ticket and did not say why."));
    }
    Ok(format!("{place}/{id}"))
}

async fn whole(line: &mut Line, ticket: &str, shown: &str) -> Result<Value, Trouble> {
    let path = format!("{}?sysparm_display_value={shown}&sysparm_exclude_reference_link=true", row(ticket)?);
    let reply = line.get(&path).await?;
    Ok(good(&reply, &format!("ticket {ticket}"))?.get("result").cloned().unwrap_or_default())
}

pub async fn read(line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    let (name, id) = taken(ticket)?;
    let found = whole(line, ticket, "all").await?;
    Ok(Ticket {
        number: part(&found, "number", "value"),
        key: ticket.to_owned(),
        href: format!("{}/nav_to.do?uri={name}.do%3Fsys_id%3D{id}", line.target().address()),
        state: part(&found, "state", "display_value"),
        subject: part(&found, "short_description", "value"),
    })
}

pub async fn field(line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    Ok(text(&whole(line, ticket, "false").await?, field))
}

pub async fn set(line: &mut Line, ticket: &str, field: &str, value: &str) -> Result<String, Trouble> {
    let reply = line.send("PATCH", &row(ticket)?, &json!({ field: value })).await?;
    fine(&reply, &format!("ticket {ticket}"))?;
    Ok(String::new())
}

pub async fn set_state(line: &mut Line, ticket: &str, state: &str) -> Result<String, Trouble> {
    let (name, _) = taken(ticket)?;
    let all = choices(line).await?;
    let found = [name, "task"]
        .iter()
        .find_map(|own| all.iter().find(|(table, _, label)| table == own && label.eq_ignore_ascii_case(state)))
        .ok_or_else(|| Trouble::new(Why::Refused, format!("ServiceNow has no state “{state}” in {name}.")))?;
    set(line, ticket, "state", &found.1).await
}

pub async fn say(line: &mut Line, ticket: &str, words: &str, inside: bool) -> Result<(), Trouble> {
    let field = if inside { "work_notes" } else { "comments" };
    set(line, ticket, field, words).await.map(|_| ())
}

pub async fn said(line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    let (_, id) = taken(ticket)?;
    let found = list(line, "sys_journal_field", &format!("element_id={id}^ORDERBYDESCsys_created_on"), "value").await?;
    Ok(found.iter().map(|one| text(one, "value")).collect())
}
