//! Hearing the journal, carrying out what is to be told, and letting go of the old log.

use db::Tx;
use serde_json::json;

use super::deliver::{Outcome, deliver};
use super::model::{Delivery, Health, KEPT_DAYS, OFF_AFTER_DAYS, Stands, Topic, WAITS_S, Webhook};
use super::{commands, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::connector;
use crate::failure::Failure;
use crate::jobs::{self, Clockwork, Job, Kind, Lane};
use crate::journal::listen::{ANY, Listener};
use crate::journal::{Entry, words};
use crate::process;
use crate::web::App;
use crate::worklist::{self, Ask};

/// The name of the job.
const DELIVER_JOB: &str = "webhook.deliver";
/// Days to look why a webhook was switched off.
const LOOK_DAYS: i64 = 7;

/// Carries out one try of one delivery.
pub const DELIVER: Kind = Kind {
    name: DELIVER_JOB,
    lane: Lane::Outside,
    ready: jobs::always,
    perform: |app, job| Box::pin(perform(app, job)),
};

/// Hears everything that happens.
pub const HEAR: Listener =
    Listener { name: "webhook: hear", actions: ANY, react: |tx, entry, now| hear(tx, entry, now) };

/// Lets go of what was told long ago.
pub const FORGET: Clockwork = Clockwork {
    name: "webhook: old deliveries",
    every_s: 6 * 3_600,
    strike: |app| {
        Box::pin(async move {
            let before = app.now().plus_days(-KEPT_DAYS);
            app.write(move |tx| Ok(store::forget(tx, before)?)).await
        })
    },
};

/// Orders one try of a delivery in the caller's transaction.
///
/// # Errors
/// The database's.
pub(super) fn order(tx: &mut Tx, now: Time, delivery: &Delivery, at: Time) -> Result<(), Failure> {
    let key = format!("webhook/{}/{}/{}", delivery.id, delivery.attempts, at.0);
    let payload = json!({ "delivery_id": delivery.id });
    Ok(jobs::enqueue(tx, now, jobs::New { kind: DELIVER_JOB, key, payload, run_at: at })?)
}

fn hear(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let Some(topic) = Topic::of_action(&entry.action) else { return Ok(()) };
    let mut all = store::all(tx)?;
    all.retain(|one| one.off_at.is_none() && one.since < entry.seq);
    if all.is_empty() {
        return Ok(());
    }
    let (processes, path) = store::place_of(tx, &entry.object.kind, &entry.object.id)?;
    all.retain(|one| one.hears(entry.seq, topic, &processes));
    if all.is_empty() {
        return Ok(());
    }
    let (content, sentence) = content(tx, entry, &processes, path)?;
    for webhook in all {
        // The hash of the entry tells this office from another one.
        let message = format!("entry-{}-{}", entry.seq, &entry.hash[..16]);
        let own = (uuid::Uuid::now_v7().to_string(), webhook.id.as_str());
        let delivery = Delivery::new(own, message, &entry.action, sentence.clone(), content.clone(), now);
        if store::insert_delivery(tx, &delivery)? {
            order(tx, now, &delivery, now)?;
        }
    }
    Ok(())
}

/// What is told of an entry, and its sentence.
fn content(tx: &mut Tx, entry: &Entry, processes: &[String], path: String) -> Result<(String, String), Failure> {
    let sentence = format!("{} {}", entry.actor_name, words::deed(entry));
    let mut told = Vec::new();
    for id in processes {
        if let Ok(process) = process::store::by_id(tx, id) {
            told.push(json!({ "id": process.id, "key": process.key, "name": process.name }));
        }
    }
    let first = told.first().and_then(|one| one["key"].as_str()).map(|key| format!("/processes/{key}"));
    let path = if path.is_empty() { first.unwrap_or_else(|| "/".to_owned()) } else { path };
    let content = json!({
        "type": entry.action, "timestamp": entry.at.rfc3339(), "sentence": sentence, "reason": entry.reason(), "path": path,
        "actor": { "id": entry.actor_id, "name": entry.actor_name }, "object": entry.object, "processes": told,
    });
    Ok((content.to_string(), sentence))
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let (id, now) = (job.payload["delivery_id"].as_str().unwrap_or_default().to_owned(), app.now());
    let found = app
        .read(move |tx| {
            let delivery = match store::delivery(tx, &id) {
                Ok(delivery) if delivery.stands == Stands::Waiting => delivery,
                // Removed with its webhook, or arrived meanwhile.
                Ok(_) | Err(db::Error::NotFound) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let webhook = store::by_id(tx, &delivery.webhook_id)?;
            let sealed = store::sealed(tx, &webhook.id)?;
            Ok(Some((delivery, webhook, sealed, connector::store::inside(tx)?)))
        })
        .await?;
    let Some((delivery, webhook, sealed, inside)) = found else { return Ok(()) };
    let rests = webhook.health.rests(now);
    let outcome = if webhook.off_at.is_some() || rests.is_some() {
        None
    } else {
        Some(deliver(&app, (&webhook, sealed), inside, &delivery).await)
    };
    let now = app.now();
    app.write(move |tx| {
        match jobs::hold(tx, now, &job) {
            Err(db::Error::NotFound) => return Ok(()), // another worker has it
            other => other?,
        }
        // Removed, or changed, while it was called.
        let Ok(webhook) = store::by_id(tx, &delivery.webhook_id) else { return Ok(()) };
        match (&outcome, rests) {
            (Some(outcome), _) => settle(tx, now, &webhook, &delivery, outcome),
            (None, Some(until)) if webhook.off_at.is_none() => {
                store::note_delivery(tx, &Delivery { next_at: Some(until), ..delivery.clone() })?;
                order(tx, now, &delivery, until)
            }
            (None, _) => give_up(tx, &delivery, "The webhook is switched off."),
        }
    })
    .await
}

fn give_up(tx: &mut Tx, delivery: &Delivery, why: &str) -> Result<(), Failure> {
    let given_up = Delivery { stands: Stands::Failed, trouble: why.to_owned(), next_at: None, ..delivery.clone() };
    Ok(store::note_delivery(tx, &given_up)?)
}

/// Keeps what came of a try: it arrived, is tried again, or is given up; and what that says of the address.
fn settle(tx: &mut Tx, now: Time, webhook: &Webhook, delivery: &Delivery, outcome: &Outcome) -> Result<(), Failure> {
    let tried = Delivery {
        attempts: delivery.attempts + 1,
        status: outcome.status,
        ms: outcome.ms,
        trouble: outcome.trouble.clone().unwrap_or_default(),
        tried_at: Some(now),
        next_at: None,
        ..delivery.clone()
    };
    let Some(trouble) = &outcome.trouble else {
        store::note_delivery(tx, &Delivery { stands: Stands::Sent, ..tried })?;
        return Ok(store::note_health(tx, &webhook.id, &Health::good(now), None)?);
    };
    let health = webhook.health.clone().bad(now, trouble, outcome.later_s);
    let off = if outcome.is_gone {
        Some("The receiver says that nobody listens at this address any more (410).".to_owned())
    } else {
        health.is_lost(now).then(|| format!("Nothing arrived for {OFF_AFTER_DAYS} days. The last trouble: {trouble}"))
    };
    store::note_health(tx, &webhook.id, &health, off.as_deref().map(|reason| (now, reason)))?;
    if let Some(reason) = &off {
        tell_owner(tx, now, webhook, reason)?;
        commands::note(tx, &Actor::office(), now, "webhook.switched_off", webhook, json!({ "reason": reason }))?;
    }
    let wait = usize::try_from(delivery.attempts).ok().and_then(|at| WAITS_S.get(at));
    match wait.filter(|_| off.is_none()) {
        Some(wait) => {
            let next = now.plus_seconds((*wait).max(outcome.later_s.unwrap_or(0)));
            let again = Delivery { next_at: Some(next), ..tried };
            store::note_delivery(tx, &again)?;
            order(tx, now, &again, next)
        }
        None => Ok(store::note_delivery(tx, &Delivery { stands: Stands::Failed, ..tried })?),
    }
}

fn tell_owner(tx: &mut Tx, now: Time, webhook: &Webhook, reason: &str) -> Result<(), Failure> {
    worklist::ask(
        tx,
        now,
        Ask {
            person_id: &webhook.owner_id,
            key: &format!("webhook/{}/off", webhook.id),
            kind: "webhook.see",
            title: &format!("See why the webhook “{}” was switched off", webhook.name),
            why: reason,
            href: &webhook.href(),
            object_kind: "webhook",
            object_id: &webhook.id,
            due_at: now.plus_days(LOOK_DAYS),
        },
    )?;
    Ok(())
}
