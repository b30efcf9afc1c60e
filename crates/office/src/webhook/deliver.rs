//! One try to tell one address something: over the way out that judges every address, signed, bounded in time.
//!
//! Absent: what is done with the outcome (`jobs`).

use std::time::Duration;

use serde_json::Value;

use super::address::Address;
use super::commands::Secrets;
use super::model::{Delivery, Webhook};
use super::{shape, signature};
use crate::clock::Time;
use crate::connector::secret::Key;
use crate::connector::wire::{Inside, Line, Names, Pace, Trouble, Way, Why};
use crate::failure::Failure;
use crate::web::App;

/// How long a receiver may take.
const PACE: Pace =
    Pace { connect: Duration::from_secs(5), silent: Duration::from_secs(10), call: Duration::from_secs(15) };

/// What came of a try.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// 0 where no answer came.
    pub status: i64,
    pub ms: i64,
    /// Why it did not arrive; none where it did.
    pub trouble: Option<String>,
    /// Seconds after which the receiver wants to be told again.
    pub later_s: Option<i64>,
    /// It may have arrived all the same: it was sent, and no answer says that it was not taken.
    pub may_be_done: bool,
    /// The receiver says that it is gone for good.
    pub is_gone: bool,
}

impl Outcome {
    fn none(sentence: String) -> Outcome {
        Outcome { status: 0, ms: 0, trouble: Some(sentence), later_s: None, may_be_done: false, is_gone: false }
    }
}

/// Tells one address.
pub(super) async fn deliver(
    app: &App,
    (webhook, sealed): (&Webhook, Vec<u8>),
    inside: Vec<Inside>,
    delivery: &Delivery,
) -> Outcome {
    let config = app.config().clone();
    let id = webhook.id.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let key = Key::of_office(&config)?;
        Secrets::open(&key, &id, &sealed)
    });
    let secrets = match opened.await {
        Ok(Ok(secrets)) => secrets,
        Ok(Err(failure)) => return Outcome::none(failure.sentence()),
        Err(error) => return Outcome::none(Failure::broken(error).sentence()),
    };
    let way = Way { names: Names::System, inside, own: app.config().listen, pace: PACE };
    match attempt(app, webhook, &secrets, way, delivery).await {
        Ok(outcome) => outcome,
        Err(trouble) => Outcome::none(trouble.sentence),
    }
}

async fn attempt(
    app: &App,
    webhook: &Webhook,
    secrets: &Secrets,
    way: Way,
    delivery: &Delivery,
) -> Result<Outcome, Trouble> {
    let now = app.now();
    let address = Address::read(&secrets.address).map_err(|refusal| Trouble::new(Why::Address, refusal.sentence))?;
    let content: Value = serde_json::from_str(&delivery.content).unwrap_or_default();
    let body = shape::body(webhook.form, &content, &app.config().public_url);
    let mut line = Line::new(way, address.target, app.clock().clone());
    if !webhook.form.is_chat() {
        sign(&mut line, webhook, secrets, &delivery.message_id, now, &body)?;
    }
    let answered = line.send_text("POST", &address.path, body).await;
    let ms = line.take_calls().last().map_or(0, |call| call.ms);
    let reply = match answered {
        Ok(reply) => reply,
        Err(trouble) => return Ok(Outcome { ms, may_be_done: trouble.may_be_done, ..Outcome::none(trouble.sentence) }),
    };
    let trouble = match reply.status {
        200..=299 => None,
        410 => Some("The receiver says that nobody listens there any more (410).".to_owned()),
        429 | 503 => Some(format!("The receiver asks us to come back later ({}).", reply.status)),
        401 | 403 => Some(format!(
            "The receiver does not accept the message ({}). Look whether it has the secret.",
            reply.status
        )),
        404 => Some("There is nothing at this address (404). Look at the address.".to_owned()),
        500.. => Some(format!("The receiver has a fault of its own ({}).", reply.status)),
        other => Some(format!("The receiver refused the message ({other}).")),
    };
    Ok(Outcome {
        status: i64::from(reply.status),
        ms,
        may_be_done: reply.status >= 500 && reply.status != 503,
        is_gone: reply.status == 410,
        later_s: trouble.is_some().then(|| reply.retry_after_s()).flatten(),
        trouble,
    })
}

/// The headers of the standard: name, time, and a signature under each secret that counts.
fn sign(line: &mut Line, webhook: &Webhook, secrets: &Secrets, id: &str, now: Time, body: &str) -> Result<(), Trouble> {
    let at_s = now.0.div_euclid(1_000_000);
    let both = webhook.old_secret_until.is_some_and(|until| until > now);
    let signing = [Some(secrets.secret.as_str()), both.then_some(secrets.old.as_str())];
    let signatures: Vec<String> =
        signing.into_iter().flatten().filter_map(|secret| signature::sign(secret, id, at_s, body.as_bytes())).collect();
    line.carry("webhook-id", id)?;
    line.carry("webhook-timestamp", &at_s.to_string())?;
    line.carry("webhook-signature", &signatures.join(" "))
}
