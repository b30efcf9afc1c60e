//! Request Tracker 5, over REST 2.
//!
//! What must be known of it: rows that the account may not see are taken out of a page after paging, and neither totals nor next
//! pages are told then, so an empty page is no end; a change of the owner is written twice; `PUT` answers 200 also for what it did not
//! do; an unset time is 1970. Source: RT 5.0 documentation (REST 2, transactions), and a real server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::model::{Action, Batch, Case, Event, Found, Named, OVERLAP_S, Place, State};
use super::super::wire::{Line, Trouble, Why};
use super::Want;
use super::act::Ticket;
use super::answer::{basic, fine, good, number, plain, query, rows, text, time};
use crate::clock::Time;

/// Transactions of one page; RT gives no more.
const PAGE: usize = 100;
/// Pages of hidden rows that are turned over before it is an end.
const HIDDEN_PAGES: usize = 20;
/// The fields of a transaction that are asked for.
const FIELDS: &str = "fields=Type,Field,OldValue,NewValue,Created,ObjectId,Creator&fields%5BCreator%5D=Name";
/// The states that end work in RT's own life cycle.
const ENDS: &[&str] = &["resolved", "rejected", "deleted"];

pub fn sign_in(line: &mut Line, account: &str, secret: &str) -> Result<(), Trouble> {
    if !account.is_empty() {
        line.learn("me", account);
        return basic(line, account, secret);
    }
    // A token names its owner: 1-<user>-<secret>.
    if let Some(owner) = secret.split('-').nth(1).filter(|owner| owner.parse::<u32>().is_ok()) {
        line.learn("me", owner);
    }
    line.carry("authorization", &format!("token {secret}"))
}

pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let reply = line.get("/REST/2.0/rt").await?;
    let version = text(&good(&reply, "the version")?, "Version");
    if version.is_empty() {
        return Err(Trouble::answer("This is not Request Tracker: it tells no version. Look at the address."));
    }
    let mut found = Found { version: format!("Request Tracker {version}"), ..Found::default() };
    if let Some(me) = line.known("me") {
        let reply = line.get(&format!("/REST/2.0/user/{}", query(&me))).await?;
        if let Ok(user) = good(&reply, "the account") {
            found.who = text(&user, "Name");
        }
    }
    let reply = line.get(&format!("/REST/2.0/queues/all?fields=Name&per_page={PAGE}")).await?;
    let queues = good(&reply, "the queues")?;
    for queue in rows(&queues, "items")? {
        found.places.push(Place { key: text(queue, "id"), label: text(queue, "Name") });
    }
    found.states = ["new", "open", "stalled", "resolved", "rejected", "deleted"]
        .iter()
        .map(|label| State { label: (*label).to_owned(), ends: ENDS.contains(label) })
        .collect();
    if found.places.is_empty() {
        found
            .notes
            .push("The account sees no queue. Give it SeeQueue and ShowTicket on the queues that matter.".to_owned());
    } else if transactions(line, 0, None, 1, false).await?.is_empty() {
        found.notes.push("The account sees queues but no history. Give it ShowTicket on them.".to_owned());
    } else {
        found.notes.push(
            "For whole histories the account needs SeeQueue, ShowTicket, ShowTicketComments, ShowOutgoingEmail and SeeCustomField.".to_owned(),
        );
    }
    Ok(found)
}

/// One page of transactions of tickets after an id.
async fn transactions(
    line: &mut Line,
    after: i64,
    since: Option<&str>,
    page: usize,
    newest: bool,
) -> Result<Vec<Value>, Trouble> {
    let mut conditions = vec![
        json!({ "field": "id", "operator": ">", "value": after }),
        json!({ "field": "ObjectType", "value": "RT::Ticket" }),
    ];
    if let Some(since) = since {
        conditions.push(json!({ "field": "Created", "operator": ">", "value": since }));
    }
    let order = if newest { "DESC" } else { "ASC" };
    let path = format!("/REST/2.0/transactions?{FIELDS}&per_page={PAGE}&page={page}&orderby=id&order={order}");
    let reply = line.send("POST", &path, &Value::Array(conditions)).await?;
    Ok(rows(&good(&reply, "the histories")?, "items")?.clone())
}

pub async fn pull(line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    let since = super::answer::second(want.since);
    let mut batch = Batch { cursor: want.cursor.clone(), ..Batch::default() };
    let read = visible(line, want.cursor.id, &since, &mut batch.notes).await?;
    let Some(read) = read else {
        // Everything is read; the next pull begins where it is old enough to be whole.
        batch.cursor.id = batch.cursor.safe;
        return Ok(batch);
    };
    let ids: BTreeSet<i64> = read.iter().map(|row| number(row, "ObjectId")).collect();
    let cases = tickets(line, &ids).await?;
    let newest = read.iter().filter_map(|row| time(&text(row, "Created"), "UTC")).max();
    let old = newest.map_or(Time(0), |newest| newest.plus_seconds(-OVERLAP_S));
    // What was read before is whole as soon as something is read that is so much newer.
    if want.cursor.at > 0 && Time(want.cursor.at) <= old {
        batch.cursor.safe = batch.cursor.safe.max(want.cursor.id);
    }
    batch.cursor.at = batch.cursor.at.max(newest.map_or(0, |newest| newest.0));
    let mut arrivals = BTreeSet::new();
    for row in &read {
        let (id, ticket) = (number(row, "id"), number(row, "ObjectId"));
        batch.cursor.id = batch.cursor.id.max(id);
        if time(&text(row, "Created"), "UTC").is_some_and(|at| at <= old) {
            batch.cursor.safe = batch.cursor.safe.max(id);
        }
        let is_here = cases.iter().any(|(case, queue)| case.id == ticket.to_string() && queue == want.place);
        let moves = text(row, "Type") == "Set" && text(row, "Field") == "Queue";
        if moves && is_here && text(row, "NewValue") == want.place {
            arrivals.insert(ticket);
        }
        if is_here || (moves && text(row, "OldValue") == want.place) {
            batch.events.extend(event(line, row).await?);
        }
    }
    for ticket in arrivals {
        batch.events.extend(history(line, ticket).await?);
    }
    batch.cases = cases.into_iter().filter(|(_, queue)| queue == want.place).map(|(case, _)| case).collect();
    batch.more = true;
    Ok(batch)
}

/// The next transactions that the account may see; none at the end.
async fn visible(
    line: &mut Line,
    after: i64,
    since: &str,
    notes: &mut Vec<String>,
) -> Result<Option<Vec<Value>>, Trouble> {
    let first = transactions(line, after, Some(since), 1, false).await?;
    if !first.is_empty() {
        return Ok(Some(first));
    }
    let newest = transactions(line, after, Some(since), 1, true).await?;
    if newest.is_empty() {
        return Ok(None);
    }
    notes.push(
        "The account does not see every entry of the history. Give it ShowTicketComments and ShowOutgoingEmail, so that nothing is left out."
            .to_owned(),
    );
    for page in 2..=HIDDEN_PAGES {
        let rows = transactions(line, after, Some(since), page, false).await?;
        if !rows.is_empty() {
            return Ok(Some(rows));
        }
    }
    // The hidden stretch is longer than we turn over: go on from its far side.
    let mut newest = newest;
    newest.sort_by_key(|row| number(row, "id"));
    Ok(Some(newest))
}

/// What these tickets are now, each with the id of its queue.
async fn tickets(line: &mut Line, ids: &BTreeSet<i64>) -> Result<Vec<(Case, String)>, Trouble> {
    let asked: Vec<String> = ids.iter().map(|id| format!("id={id}")).collect();
    let fields = "fields=Queue,Status,Priority&fields%5BQueue%5D=Name";
    let path = format!("/REST/2.0/tickets?query={}&{fields}&per_page={PAGE}", query(&asked.join(" OR ")));
    let reply = line.get(&path).await?;
    let found = good(&reply, "the tickets")?;
    let case = |row: &Value| {
        let queue = row.get("Queue").cloned().unwrap_or_default();
        let case = Case {
            id: text(row, "id"),
            state: text(row, "Status"),
            priority: text(row, "Priority"),
            group: text(&queue, "Name"),
        };
        (case, text(&queue, "id"))
    };
    Ok(rows(&found, "items")?.iter().map(case).collect())
}

/// The whole history of one ticket that came from another queue.
async fn history(line: &mut Line, ticket: i64) -> Result<Vec<Event>, Trouble> {
    let mut events = Vec::new();
    for page in 1..=HIDDEN_PAGES {
        let reply =
            line.get(&format!("/REST/2.0/ticket/{ticket}/history?{FIELDS}&per_page={PAGE}&page={page}")).await?;
        let found = good(&reply, "the history of a ticket")?;
        let rows = rows(&found, "items")?;
        for row in rows {
            let mut row = row.clone();
            row["ObjectId"] = json!(ticket);
            events.extend(event(line, &row).await?);
        }
        if rows.is_empty() {
            break;
        }
    }
    Ok(events)
}

/// A transaction as an event; none for mails and for what says nothing new.
async fn event(line: &mut Line, row: &Value) -> Result<Option<Event>, Trouble> {
    let (kind, field) = (text(row, "Type"), text(row, "Field"));
    let action = match (kind.as_str(), field.as_str()) {
        ("Create", _) => Action::Create,
        ("Status", _) => Action::Status,
        ("Set" | "Take" | "Steal" | "Give" | "Force" | "Untake", "Owner") => Action::Assign,
        ("Set", "Queue") => Action::Group,
        ("Set", "Priority" | "FinalPriority") => Action::Priority,
        ("Set" | "CustomField", _) => Action::Field,
        ("Comment", _) => Action::CommentPrivate,
        ("Correspond", _) => Action::CommentPublic,
        ("AddLink" | "DeleteLink", _) => Action::Link,
        _ => return Ok(None),
    };
    let Some(at) = time(&text(row, "Created"), "UTC") else { return Ok(None) };
    let id = number(row, "id");
    let (mut old, mut new) = (Named::plain(text(row, "OldValue")), Named::plain(text(row, "NewValue")));
    if action == Action::Assign {
        old.label = person(line, &old.id).await?;
        new.label = person(line, &new.id).await?;
    }
    let creator = row.get("Creator").cloned().unwrap_or_default();
    let actor = text(&creator, "Name");
    Ok(Some(Event {
        case_id: number(row, "ObjectId").to_string(),
        event_id: format!("t{id}"),
        field,
        seq: id,
        at,
        actor,
        group: String::new(),
        action,
        old,
        new,
        raw: raw(row),
    }))
}

/// The source's words without addresses.
fn raw(row: &Value) -> String {
    json!({
        "id": text(row, "id"), "Type": text(row, "Type"), "Field": text(row, "Field"), "OldValue": text(row, "OldValue"),
        "NewValue": text(row, "NewValue"), "Created": text(row, "Created"),
    })
    .to_string()
}

/// The name of an account by its number, asked once.
async fn person(line: &mut Line, id: &str) -> Result<String, Trouble> {
    if id.parse::<u32>().is_err() {
        return Ok(id.to_owned());
    }
    let key = format!("user {id}");
    if let Some(name) = line.known(&key) {
        return Ok(name);
    }
    let reply = line.get(&format!("/REST/2.0/user/{id}")).await?;
    let name = good(&reply, "an account").map(|user| text(&user, "Name")).unwrap_or_default();
    let name = if name.is_empty() { format!("account {id}") } else { name };
    line.learn(key, name.clone());
    Ok(name)
}

pub async fn find(line: &mut Line, mark: &str) -> Result<Option<String>, Trouble> {
    let asked = query(&format!("Subject LIKE '[{}]'", mark.replace('\'', "")));
    let reply = line.get(&format!("/REST/2.0/tickets?query={asked}&per_page=2&orderby=id&order=ASC")).await?;
    let found = good(&reply, "the search for the mark")?;
    Ok(rows(&found, "items")?.first().map(|row| text(row, "id")))
}

pub async fn create(line: &mut Line, mark: &str, place: &str, subject: &str, words: &str) -> Result<String, Trouble> {
    let body = json!({
        "Queue": place, "Subject": format!("{subject} [{mark}]"), "Content": words, "ContentType": "text/plain",
    });
    let reply = line.send("POST", "/REST/2.0/ticket", &body).await?;
    let made = good(&reply, "the new ticket")?;
    let id = text(&made, "id");
    if id.is_empty() {
        let told = plain(&String::from_utf8_lossy(&reply.body)).unwrap_or_default();
        return Err(Trouble::new(Why::Refused, format!("No ticket was made. The tool says: “{told}”.")));
    }
    Ok(id)
}

async fn whole(line: &mut Line, ticket: &str) -> Result<Value, Trouble> {
    let reply = line.get(&format!("/REST/2.0/ticket/{}", query(ticket))).await?;
    good(&reply, &format!("ticket {ticket}"))
}

pub async fn read(line: &mut Line, ticket: &str) -> Result<Ticket, Trouble> {
    let found = whole(line, ticket).await?;
    let id = text(&found, "id");
    Ok(Ticket {
        number: format!("#{id}"),
        href: format!("{}/Ticket/Display.html?id={id}", line.target().address()),
        key: id,
        state: text(&found, "Status"),
        subject: text(&found, "Subject"),
    })
}

pub async fn field(line: &mut Line, ticket: &str, field: &str) -> Result<String, Trouble> {
    let found = whole(line, ticket).await?;
    Ok(match found.get(field) {
        Some(Value::Object(_)) => text(&found[field], "id"),
        Some(_) => text(&found, field),
        None => {
            let own = found.get("CustomFields").and_then(Value::as_array).into_iter().flatten();
            let own = own.into_iter().find(|one| text(one, "name") == field);
            own.and_then(|one| one.pointer("/values/0")).and_then(Value::as_str).unwrap_or_default().to_owned()
        }
    })
}

pub async fn set(line: &mut Line, ticket: &str, field: &str, value: &str) -> Result<String, Trouble> {
    const OWN: &[&str] = &[
        "Subject",
        "Status",
        "Owner",
        "Queue",
        "Priority",
        "InitialPriority",
        "FinalPriority",
        "TimeEstimated",
        "TimeWorked",
        "TimeLeft",
        "Starts",
        "Due",
        "Type",
    ];
    let body = if OWN.contains(&field) { json!({ field: value }) } else { json!({ "CustomFields": { field: value } }) };
    let reply = line.send("PUT", &format!("/REST/2.0/ticket/{}", query(ticket)), &body).await?;
    fine(&reply, &format!("ticket {ticket}"))?;
    let told: Vec<String> = serde_json::from_slice(&reply.body).unwrap_or_default();
    Ok(told.join(" "))
}

pub async fn say(line: &mut Line, ticket: &str, words: &str, inside: bool) -> Result<(), Trouble> {
    let verb = if inside { "comment" } else { "correspond" };
    let body = json!({ "Content": words, "ContentType": "text/plain" });
    let reply = line.send("POST", &format!("/REST/2.0/ticket/{}/{verb}", query(ticket)), &body).await?;
    fine(&reply, &format!("a comment on ticket {ticket}"))
}

pub async fn said(line: &mut Line, ticket: &str) -> Result<Vec<String>, Trouble> {
    let fields = "fields=Content,ContentType";
    let path = format!("/REST/2.0/ticket/{}/attachments?{fields}&per_page={PAGE}&orderby=id&order=DESC", query(ticket));
    let reply = line.get(&path).await?;
    let found = good(&reply, &format!("what was said on ticket {ticket}"))?;
    Ok(rows(&found, "items")?.iter().map(|one| text(one, "Content")).collect())
}
