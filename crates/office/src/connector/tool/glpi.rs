//! GLPI 9.5 to 11, over version 1 of its REST interface.
//!
//! What must be known of it: a session is opened first; a part of a list answers 206; a range beyond the end answers 400; `GET` must
//! carry no body; times are in the zone of the server and have none of their own; states are numbers, and names in its logs are in
//! the language of the account, so that only numbers are read. Source: GLPI, apirest.md.

use serde_json::{Value, json};

use super::super::model::{Action, Batch, Case, Event, Found, Named, Place, State};
use super::super::wire::{Line, Trouble, Why};
use super::Want;
use super::act::Ticket;
use super::answer::{fine, good, number, query, rows, text, time};
use crate::clock::Time;

/// Tickets of one step: each needs two calls more.
const STEP: i64 = 25;
/// Entries of one ticket that are read.
const ENTRIES: i64 = 1000;
/// Numbers of the columns of a search over tickets.
const ID: &str = "2";
const NAME: &str = "1";
const STATUS: &str = "12";
const PRIORITY: &str = "3";
const OPENED: &str = "15";
const CHANGED: &str = "19";
const ENTITY: &str = "80";
/// The states of a ticket; the last two end work.
pub(super) const STATES: &[(i64, &str)] =
    &[(1, "New"), (2, "Assigned"), (3, "Planned"), (4, "Pending"), (5, "Solved"), (6, "Closed")];

pub fn sign_in(line: &mut Line, account: &str, secret: &str) -> Result<(), Trouble> {
    if !account.is_empty() {
        line.carry("app-token", account)?;
    }
    line.carry("authorization", &format!("user_token {secret}"))
}

/// Opens a session, once for each line; GLPI ends it by itself.
pub(super) async fn session(line: &mut Line) -> Result<(), Trouble> {
    if line.known("session").is_some() {
        return Ok(());
    }
    let reply = line.get("/apirest.php/initSession").await?;
    let token = text(&good(&reply, "the session")?, "session_token");
    if token.is_empty() {
        return Err(Trouble::answer(
            "This is not GLPI, or its REST interface is switched off (Setup → General → API).",
        ));
    }
    line.learn("session", "open");
    line.carry("session-token", &token)
}

fn state(number: i64) -> String {
    STATES
        .iter()
        .find(|(known, _)| *known == number)
        .map_or_else(|| number.to_string(), |(_, label)| (*label).to_owned())
}

pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    session(line).await?;
    let mut found = Found { version: "GLPI".to_owned(), ..Found::default() };
    let reply = line.get("/apirest.php/getFullSession").await?;
    let whole = good(&reply, "the account")?;
    found.who = whole.pointer("/session/glpiname").and_then(Value::as_str).unwrap_or_default().to_owned();
    let reply = line.get("/apirest.php/getGlpiConfig").await?;
    if let Ok(config) = good(&reply, "the version") {
        let version = config.pointer("/cfg_glpi/version").and_then(Value::as_str).unwrap_or_default();
        found.version = format!("GLPI {version}").trim_end().to_owned();
    }
    let reply = line.get("/apirest.php/getMyEntities?is_recursive=true").await?;
    for one in rows(&good(&reply, "the entities")?, "myentities")? {
        found.places.push(Place { key: text(one, "id"), label: text(one, "name") });
    }
    found.states =
        STATES.iter().map(|(number, label)| State { label: (*label).to_owned(), ends: *number >= 5 }).collect();
    found.notes.push(
        "GLPI writes times without a zone. Look that the time zone of the connector is that of its server.".to_owned(),
    );
    Ok(found)
}

/// One part of a search over tickets; none beyond its end.
async fn search(
    line: &mut Line,
    criteria: &[(&str, &str, String)],
    from: i64,
    rows_: i64,
) -> Result<Vec<Value>, Trouble> {
    let mut path = format!("/apirest.php/search/Ticket?range={from}-{}&sort={CHANGED}&order=ASC", from + rows_ - 1);
    for (at, (field, kind, value)) in criteria.iter().enumerate() {
        let value = query(value);
        path.push_str(&format!(
            "&criteria%5B{at}%5D%5Blink%5D=AND&criteria%5B{at}%5D%5Bfield%5D={field}&criteria%5B{at}%5D%5Bsearchtype%5D={kind}\
             &criteria%5B{at}%5D%5Bvalue%5D={value}"
        ));
    }
    for (at, field) in [ID, NAME, STATUS, PRIORITY, OPENED, CHANGED, ENTITY].iter().enumerate() {
        path.push_str(&format!("&forcedisplay%5B{at}%5D={field}"));
    }
    let reply = line.get(&path).await?;
    if reply.status == 400 && String::from_utf8_lossy(&reply.body).contains("ERROR_RANGE_EXCEED_TOTAL") {
        return Ok(Vec::new());
    }
    let found = good(&reply, "the tickets")?;
    Ok(found.get("data").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// A time as GLPI compares it, in the zone of the server.
fn local(at: Time, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub async fn pull(line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    session(line).await?;
    let cursor = want.cursor;
    let from = Time(cursor.at.max(want.since.0));
    // “More than” leaves out the second itself.
    let after = |at: Time| local(at.plus_seconds(-1), want.zone);
    let criteria = [
        (ENTITY, "equals", want.place.to_owned()),
        (CHANGED, "morethan", after(from)),
        (OPENED, "morethan", after(want.since)),
    ];
    let tickets = search(line, &criteria, cursor.skip, STEP).await?;
    let mut batch = Batch { cursor: cursor.clone(), ..Batch::default() };
    let Some(last) = tickets.last() else {
        batch.cursor.at = want.again_from(cursor.at);
        batch.cursor.skip = 0;
        return Ok(batch);
    };
    for ticket in &tickets {
        let id = text(ticket, ID);
        batch.cases.push(Case {
            id: id.clone(),
            state: state(number(ticket, STATUS)),
            priority: text(ticket, PRIORITY),
            group: text(ticket, ENTITY),
        });
        batch.events.extend(made(ticket, want.zone));
        for entry in part(line, &format!("Ticket/{}/Log", query(&id))).await? {
            batch.events.extend(logged(&id, &entry, want.zone));
        }
        for entry in part(line, &format!("Ticket/{}/ITILFollowup", query(&id))).await? {
            batch.events.extend(followed(&id, &entry, want.zone));
        }
    }
    let at = time(&text(last, CHANGED), want.zone).map_or(cursor.at, |at| at.0);
    let same = tickets.iter().filter(|one| text(one, CHANGED) == text(last, CHANGED)).count();
    let read = i64::try_from(tickets.len()).unwrap_or(0);
    batch.cursor.skip = if at == from.0 { cursor.skip + read } else { i64::try_from(same).unwrap_or(0) };
    batch.cursor.at = at;
    batch.more = true;
    Ok(batch)
}

/// The rows that belong to a ticket; none where the account may not see them.
async fn part(line: &mut Line, path: &str) -> Result<Vec<Value>, Trouble> {
    let reply = line.get(&format!("/apirest.php/{path}?range=0-{}", ENTRIES - 1)).await?;
    if matches!(reply.status, 400 | 403 | 404) {
        return Ok(Vec::new());
    }
    Ok(good(&reply, "the history of a ticket")?.as_array().cloned().unwrap_or_default())
}

fn event(case: &str, event_id: String, seq: i64, at: Option<Time>, action: Action) -> Option<Event> {
    Some(Event {
        case_id: case.to_owned(),
        event_id,
        field: String::new(),
        seq,
        at: at?,
        actor: String::new(),
        group: String::new(),
        action,
        old: Named::default(),
        new: Named::default(),
        raw: String::new(),
    })
}

fn made(ticket: &Value, zone: &str) -> Option<Event> {
    let id = text(ticket, ID);
    event(&id, format!("i{id}"), 0, time(&text(ticket, OPENED), zone), Action::Create)
}

fn logged(case: &str, entry: &Value, zone: &str) -> Option<Event> {
    let id = number(entry, "id");
    let action = match number(entry, "id_search_option") {
        12 => Action::Status,
        5 => Action::Assign,
        8 => Action::Group,
        3 => Action::Priority,
        _ => return None,
    };
    let value = |field: &str| match action {
        Action::Status => Named::new(text(entry, field), state(number(entry, field))),
        _ => Named::plain(text(entry, field)),
    };
    let (old, new) = (value("old_value"), value("new_value"));
    let found = event(case, format!("l{id}"), id, time(&text(entry, "date_mod"), zone), action)?;
    let group = if action == Action::Group { new.label.clone() } else { String::new() };
    Some(Event { actor: text(entry, "user_name"), group, old, new, raw: entry.to_string(), ..found })
}

fn followed(case: &str, entry: &Value, zone: &str) -> Option<Event> {
    let id = number(entry, "id");
    let action = if number(entry, "is_private") == 1 { Action::CommentPrivate } else { Action::CommentPublic };
    let found = event(case, format!("f{id}"), i64::MAX, time(&text(entry, "date"), zone), action)?;
    Some(Event { actor: text(entry, "users_id"), ..found })
}

pub async fn find(line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    session(line).await?;
    let found = search(line, &[(NAME, "contains", mark.to_owned())], 0, 2).await?;
    Ok(found.iter().find(|one| text(one, NAME).contains(mark)).map(|one| text(one, ID)))
}

pub async fn create(line: &mut Line, mark: &str, place: &str, subject: &str, words: &str) -> Result<String, Trouble> {
    let input =
        json!({ "name": format!("{subject} [{mark}]"), "content": words, "entities_id": place, "externalid": mark });
    let reply = line.send("POST", "/apirest.php/Ticket", &json!({ "input": input })).await?;
    let id = text(&good(&reply, "the new ticket")?, "id");
    if matches!(id.as_str(), "" | "false") {
        return Err(Trouble::new(
            Why::Refused,
            "GLPI made no ticket. Look whether the account may create one in this entity.",
        ));
    }
    Ok(id)
}

async fn whole(line: &mut Line, ticket: &str) -> Result<Value, Trouble> {
    session(line).await?;
    let reply = line.get(&format!("/apirest.php/Ticket/{}", query(ticket))).await?;
    good(&reply, &format!("ticket {ticket}"))
}

pub async fn read(line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    let found = whole(line, ticket).await?;
    let id = text(&found, "id");
    Ok(Ticket {
        number: format!("#{id}"),
        href: format!("{}/front/ticket.form.php?id={id}", line.target().address()),
        state: state(number(&found, "status")),
        subject: text(&found, "name"),
        key: id,
    })
}

pub async fn field(line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    Ok(text(&whole(line, ticket).await?, field))
}

pub async fn set(line: &mut Line, ticket: &str, field: &str, value: &str) -> Result<String, Trouble> {
    session(line).await?;
    let body = json!({ "input": { field: value } });
    let reply = line.send("PUT", &format!("/apirest.php/Ticket/{}", query(ticket)), &body).await?;
    fine(&reply, &format!("ticket {ticket}"))?;
    let told = reply.json().ok().and_then(|told| told.pointer("/0/message").and_then(Value::as_str).map(str::to_owned));
    Ok(told.unwrap_or_default())
}

pub async fn set_state(line: &mut Line, ticket: &str, name: &str) -> Result<String, Trouble> {
    let Some((number, _)) = STATES.iter().find(|(_, label)| label.eq_ignore_ascii_case(name)) else {
        let names: Vec<&str> = STATES.iter().map(|(_, label)| *label).collect();
        return Err(Trouble::new(Why::Refused, format!("GLPI has no state “{name}”. It has: {}.", names.join(", "))));
    };
    set(line, ticket, "status", &number.to_string()).await
}

pub async fn say(line: &mut Line, ticket: &str, words: &str, inside: bool) -> Result<(), Trouble> {
    session(line).await?;
    let input = json!({ "itemtype": "Ticket", "items_id": ticket, "content": words, "is_private": i64::from(inside) });
    let reply = line.send("POST", "/apirest.php/ITILFollowup", &json!({ "input": input })).await?;
    fine(&reply, &format!("a follow-up on ticket {ticket}"))
}

pub async fn said(line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    session(line).await?;
    let found = part(line, &format!("Ticket/{}/ITILFollowup", query(ticket))).await?;
    Ok(found.iter().map(|one| text(one, "content")).collect())
}
