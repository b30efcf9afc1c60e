//! Posting into a channel for a service task with the topic `chat:post`: now, and with the outcome told to the case.
//!
//! What was posted stands in the log of the channel under the mark of the task, so that a task whose outcome was lost posts nothing twice when
//! the chat had answered. No chat recognises a repeat: where its answer was lost, the step stops and a person looks. Absent: reading what
//! people answer in the chat.

use serde_json::{Value, json};

use super::deliver::deliver;
use super::model::{Delivery, Health, Stands, Webhook};
use super::store;
use crate::automation::task::errand::once::Once;
use crate::automation::task::errand::{CHAT_JOB, Errand, Undone};
use crate::config::limits;
use crate::connector;
use crate::failure::Failure;
use crate::jobs::{Job, Kind, Lane, always};
use crate::web::App;

/// Posts for one task.
pub const POST: Kind =
    Kind { name: CHAT_JOB, lane: Lane::Outside, ready: always, perform: |app, job| Box::pin(perform(app, job)) };

/// A message whose answer was lost.
const POSTED: Once = Once { look: "The message may have been posted: look in the channel." };

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let Some(errand) = Errand::of(&app, &job).await? else { return Ok(()) };
    let outcome = match read(&errand) {
        Ok((channel, text)) => post(&app, &errand, &job, &channel, text).await?,
        Err(sentence) => Err(Undone::Stop(sentence)),
    };
    errand.end(&app, job, outcome).await
}

/// The channel and the text, or what is missing.
fn read(errand: &Errand) -> Result<(String, String), String> {
    if errand.verb != "post" {
        return Err(format!("“chat:{}” is nothing that is done in a chat: it is post.", errand.verb));
    }
    let (channel, text) = (errand.needed("channel")?, errand.needed("text")?);
    if text.chars().count() > limits::TEXT_CHARS {
        return Err(format!("The text is longer than {} characters. Shorten it.", limits::TEXT_CHARS));
    }
    Ok((channel, text))
}

async fn post(
    app: &App,
    errand: &Errand,
    job: &Job,
    channel: &str,
    text: String,
) -> Result<Result<Value, Undone>, Failure> {
    let (wanted, now) = (channel.to_lowercase(), app.now());
    let content = json!({ "type": CHAT_JOB, "sentence": text, "path": errand.href() }).to_string();
    let (message, shown) = (errand.mark(), text.chars().take(limits::LINE_CHARS).collect::<String>());
    let found = app
        .write(move |tx| {
            let all = store::all(tx)?;
            let Some(one) = all.into_iter().find(|one| one.form.is_chat() && one.name.to_lowercase() == wanted) else {
                return Ok(None);
            };
            let own = (uuid::Uuid::now_v7().to_string(), one.id.as_str());
            let new = Delivery::new(own, message.clone(), CHAT_JOB, shown.clone(), content.clone(), now);
            store::insert_delivery(tx, &new)?;
            let delivery = store::by_message(tx, &one.id, &message)?;
            let sealed = store::sealed(tx, &one.id)?;
            Ok(Some((one, delivery, sealed, connector::store::inside(tx)?)))
        })
        .await?;
    let Some((webhook, delivery, sealed, inside)) = found else {
        return Ok(Err(Undone::Stop(format!(
            "No channel is called “{channel}”. Name one that an administrator added under Webhooks, then try again."
        ))));
    };
    if delivery.stands == Stands::Sent {
        return Ok(Ok(json!({})));
    }
    if webhook.off_at.is_some() {
        return Ok(Err(Undone::Stop(format!(
            "The channel “{}” is switched off. An administrator switches it on under Webhooks.",
            webhook.name
        ))));
    }
    if let Some(until) = webhook.health.rests(now) {
        let told = format!("The channel rests until {}. {}", until.in_words(), webhook.health.trouble);
        return Ok(Err(Undone::Again(told)));
    }
    if let Err(undone) = POSTED.set_out(app, job).await {
        return Ok(Err(undone));
    }
    let outcome = deliver(app, (&webhook, sealed), inside, &delivery).await;
    note(app, &webhook, &delivery, &outcome).await?;
    Ok(match outcome.trouble {
        None => Ok(json!({})),
        Some(trouble) if outcome.may_be_done => Err(POSTED.lost(&trouble)),
        Some(trouble) if matches!(outcome.status, 0 | 408 | 429 | 503) => Err(Undone::Again(trouble)),
        Some(trouble) => Err(Undone::Stop(trouble)),
    })
}

/// Keeps what came of the try in the log of the channel.
async fn note(
    app: &App,
    webhook: &Webhook,
    delivery: &Delivery,
    outcome: &super::deliver::Outcome,
) -> Result<(), Failure> {
    let now = app.now();
    let stands = if outcome.trouble.is_none() { Stands::Sent } else { Stands::Failed };
    let tried = Delivery {
        stands,
        attempts: delivery.attempts + 1,
        status: outcome.status,
        ms: outcome.ms,
        trouble: outcome.trouble.clone().unwrap_or_default(),
        tried_at: Some(now),
        next_at: None,
        ..delivery.clone()
    };
    let (id, later_s) = (webhook.id.clone(), outcome.later_s);
    app.write(move |tx| {
        store::note_delivery(tx, &tried)?;
        let Ok(webhook) = store::by_id(tx, &id) else { return Ok(()) };
        let health = match stands {
            Stands::Sent => Health::good(now),
            _ => webhook.health.bad(now, &tried.trouble, later_s),
        };
        Ok(store::note_health(tx, &id, &health, None)?)
    })
    .await
}
