//! Requirements for programs: list, read, answer, test, waive, and take proposals.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::commands::{self, Named, Tried, Wish};
use super::derive::Proposal;
use super::model::{Gap, ObjectKind, Required, priority_key};
use super::pages::listing;
use super::proposal;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::config::limits;
use crate::failure::{Failure, Refusal};
use crate::process;
use crate::web::{Answer, Visit, answer as reply, body};

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    process_id: &'a str,
    process_key: &'a str,
    process: &'a str,
    text: &'a str,
    /// How it read before it was reworded.
    earlier: &'a str,
    activity: &'a str,
    step: &'a str,
    priority: &'static str,
    acceptance: &'a str,
    version: &'a str,
    state: &'static str,
    gap: Option<&'static str>,
    note: &'a str,
    answered_by: Option<&'a str>,
    answered_at: Option<Time>,
    result: &'static str,
    objects: Vec<Part<'a>>,
    tests: Vec<Trial<'a>>,
    waivers: Vec<Waiver<'a>>,
    revision: i64,
    href: String,
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a str,
    tool: &'a str,
    kind: &'static str,
    name: &'a str,
    link: &'a str,
    named_by: &'a str,
    named_at: Time,
}

#[derive(Serialize)]
struct Trial<'a> {
    result: &'static str,
    text: &'a str,
    version: &'a str,
    note: &'a str,
    evidence: &'a str,
    tested_by: &'a str,
    tested_at: Time,
}

#[derive(Serialize)]
struct Waiver<'a> {
    id: &'a str,
    state: &'static str,
    what: &'a str,
    why: &'a str,
    until: String,
    recorded_by: &'a str,
    accepted_by: &'a str,
    accepted_at: Option<Time>,
    ended_at: Option<Time>,
    end_reason: &'a str,
}

fn item(one: &Required, now: Time) -> Item<'_> {
    let answer = one.answer.as_ref();
    Item {
        id: &one.id,
        process_id: &one.process_id,
        process_key: &one.process_key,
        process: &one.process,
        text: &one.text,
        earlier: &one.earlier,
        activity: &one.activity,
        step: &one.step,
        priority: priority_key(one.priority),
        acceptance: &one.acceptance,
        version: &one.version,
        state: one.standing(now).key(),
        gap: answer.map(|answer| answer.gap.key()),
        note: answer.map_or("", |answer| &answer.note),
        answered_by: answer.map(|answer| answer.by.as_str()),
        answered_at: answer.map(|answer| answer.at),
        result: one.result.key(),
        objects: one.objects.iter().map(part).collect(),
        tests: one.trials.iter().map(trial).collect(),
        waivers: one.waivers.iter().map(|waiver| self::waiver(waiver, now)).collect(),
        revision: one.revision,
        href: one.href(),
    }
}

fn part(one: &super::model::Object) -> Part<'_> {
    Part {
        id: &one.id,
        tool: &one.tool,
        kind: one.kind.key(),
        name: &one.name,
        link: &one.link,
        named_by: &one.named_by,
        named_at: one.named_at,
    }
}

fn trial(one: &super::model::Trial) -> Trial<'_> {
    Trial {
        result: if one.passed { "passed" } else { "failed" },
        text: &one.wording,
        version: &one.version,
        note: &one.note,
        evidence: &one.evidence,
        tested_by: &one.by,
        tested_at: one.at,
    }
}

fn waiver(one: &super::model::Waiver, now: Time) -> Waiver<'_> {
    Waiver {
        id: &one.id,
        state: one.state(now).key(),
        what: &one.what,
        why: &one.why,
        until: one.until.date().to_string(),
        recorded_by: &one.recorded_by,
        accepted_by: &one.accepted_by,
        accepted_at: one.accepted_at,
        ended_at: one.ended_at,
        end_reason: &one.end_reason,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let (actor, now, listing) = (visit.actor()?, visit.now, listing(&visit));
    let all = visit.read(move |tx| commands::readable(tx, &actor)).await?;
    let items: Vec<Item> = listing.of(&all, now).into_iter().map(|one| item(one, now)).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

pub(super) async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let one = visit.read(move |tx| commands::seen(tx, &actor, &id)).await?;
    Ok(reply::json(StatusCode::OK, &item(&one, visit.now)))
}

/// Runs a command and answers the requirement as it is afterwards.
async fn act<F>(id: String, visit: Visit, command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now) = (visit.actor()?, visit.now);
    let one = visit
        .write(move |tx| {
            command(tx, &actor, now, &id)?;
            commands::seen(tx, &actor, &id)
        })
        .await?;
    Ok(reply::json(StatusCode::OK, &item(&one, now)))
}

/// Refuses texts that are too long; each with its field, its text and whether it may have several lines.
fn within(texts: &[(&'static str, &str, bool)]) -> Result<(), Failure> {
    let most = |lines: bool| if lines { limits::TEXT_CHARS } else { limits::LINE_CHARS };
    let refusals: Vec<Refusal> = texts
        .iter()
        .filter(|(_, text, lines)| text.chars().count() > most(*lines))
        .map(|(field, _, lines)| Refusal::at(field, format!("This is too long: at most {} characters.", most(*lines))))
        .collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals.into()) }
}

fn day(text: &str) -> Result<Time, Failure> {
    Time::parse_date(text).map_err(|sentence| Refusal::at("until", sentence).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    revision: i64,
    gap: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn answer(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Answering = body::read(&body)?;
    within(&[("note", &sent.note, true)])?;
    let gap = Gap::from_key(&sent.gap).ok_or_else(|| {
        let all: Vec<&str> = Gap::ALL.iter().map(|gap| gap.key()).collect();
        Failure::from(Refusal::at("gap", format!("The gap is one of: {}.", all.join(", "))))
    })?;
    act(id, visit, move |tx, actor, now, id| commands::answer(tx, actor, now, (id, sent.revision), gap, &sent.note))
        .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Naming {
    tool: String,
    kind: String,
    name: String,
    #[serde(default)]
    link: String,
}

pub(super) async fn name_object(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Naming = body::read(&body)?;
    within(&[("tool", &sent.tool, false), ("name", &sent.name, false), ("link", &sent.link, false)])?;
    let kind = ObjectKind::from_key(&sent.kind).ok_or_else(|| {
        let all: Vec<&str> = ObjectKind::ALL.iter().map(|kind| kind.key()).collect();
        Failure::from(Refusal::at("kind", format!("The kind is one of: {}.", all.join(", "))))
    })?;
    let named = Named { tool: sent.tool, kind, name: sent.name, link: sent.link };
    act(id, visit, move |tx, actor, now, id| commands::name_object(tx, actor, now, id, &named)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub(super) async fn remove_object(Path((id, object)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let Nothing {} = body::read(&body)?;
    act(id, visit, move |tx, actor, now, id| commands::remove_object(tx, actor, now, id, &object)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Testing {
    revision: i64,
    passed: bool,
    #[serde(default)]
    observation: String,
    #[serde(default)]
    evidence: String,
}

pub(super) async fn test(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Testing = body::read(&body)?;
    within(&[("observation", &sent.observation, true), ("evidence", &sent.evidence, false)])?;
    let tried = Tried { passed: sent.passed, note: sent.observation, evidence: sent.evidence };
    act(id, visit, move |tx, actor, now, id| commands::test(tx, actor, now, (id, sent.revision), &tried)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiving {
    what: String,
    why: String,
    until: String,
}

pub(super) async fn waive(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Waiving = body::read(&body)?;
    within(&[("what", &sent.what, true), ("why", &sent.why, true)])?;
    let wish = Wish { until: day(&sent.until)?, what: sent.what, why: sent.why };
    act(id, visit, move |tx, actor, now, id| commands::waive(tx, actor, now, id, &wish)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepting {
    until: String,
}

pub(super) async fn accept(Path((id, waiver)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Accepting = body::read(&body)?;
    let until = day(&sent.until)?;
    act(id, visit, move |tx, actor, now, id| commands::accept(tx, actor, now, (id, &waiver), until)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    reason: String,
}

pub(super) async fn end(Path((id, waiver)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Ending = body::read(&body)?;
    within(&[("reason", &sent.reason, true)])?;
    act(id, visit, move |tx, actor, now, id| commands::end_waiver(tx, actor, now, (id, &waiver), &sent.reason)).await
}

#[derive(Serialize)]
struct Proposed<'a> {
    source: &'a str,
    because: &'a str,
    text: &'a str,
    activity: &'a str,
    priority: &'static str,
    acceptance: &'a str,
}

/// What is proposed to a process now, for whoever may write its draft.
fn proposed(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<Vec<Proposal>, Failure> {
    let process = process::store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    actor.needs_on(Permission::DraftProcess, &process.id)?;
    let Some(definition) = proposal::basis(tx, &process, now)? else { return Ok(Vec::new()) };
    proposal::open(tx, &process.id, &definition)
}

fn all(proposals: &[Proposal]) -> serde_json::Value {
    let items: Vec<Proposed> = proposals
        .iter()
        .map(|one| Proposed {
            source: &one.source,
            because: &one.because,
            text: &one.requirement.text,
            activity: &one.requirement.activity,
            priority: priority_key(one.requirement.priority),
            acceptance: &one.requirement.acceptance,
        })
        .collect();
    json!({ "total": items.len(), "items": items })
}

pub(super) async fn proposals(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let open = visit.read(move |tx| proposed(tx, &actor, now, &key)).await?;
    Ok(reply::json(StatusCode::OK, &all(&open)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taking {
    sources: Vec<String>,
}

pub(super) async fn take(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Taking = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let open = visit
        .write(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            commands::take(tx, &actor, now, &process.id, &sent.sources)?;
            proposed(tx, &actor, now, &key)
        })
        .await?;
    Ok(reply::json(StatusCode::OK, &all(&open)))
}
