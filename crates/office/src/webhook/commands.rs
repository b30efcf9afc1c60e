//! Each change of state of a webhook: added, changed, given a new secret, switched off and on, removed; a test sent, a delivery sent again.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::address::Address;
use super::jobs;
use super::model::{BOTH_HOURS, Delivery, Form, Health, Stands, Topic, Webhook};
use super::{signature, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::secret::Key;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::process;
use crate::worklist;

/// The action of a test.
const TEST: &str = "webhook.test";

/// What somebody says of a webhook.
#[derive(Clone)]
pub struct Said {
    pub name: String,
    /// Empty for the one that is kept already.
    pub address: String,
    pub topics: Vec<String>,
    pub process_id: Option<String>,
}

/// What is kept sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Secrets {
    pub address: String,
    /// Empty for a chat.
    pub secret: String,
    /// The secret before, while it signs too.
    pub old: String,
}

impl Secrets {
    /// Opens what was sealed for a webhook.
    ///
    /// # Errors
    /// When the key is another one, or it was damaged.
    pub fn open(key: &Key, id: &str, sealed: &[u8]) -> Result<Secrets, Failure> {
        serde_json::from_str(&key.open(id, sealed)?).map_err(Failure::broken)
    }

    fn seal(&self, key: &Key, id: &str) -> Vec<u8> {
        key.seal(id, &serde_json::to_string(self).expect("texts are plain data"))
    }
}

impl Said {
    /// Everything that is wrong with it at once, but for the address.
    fn complaints(&self, tx: &mut Tx, id: &str) -> Result<Vec<Refusal>, Failure> {
        let mut refusals = Vec::new();
        if self.name.is_empty() {
            refusals.push(Refusal::at("name", "The name is missing."));
        }
        if store::all(tx)?.iter().any(|other| other.name == self.name && other.id != id) {
            let told = format!("There is a webhook “{}” already. Choose another name.", self.name);
            refusals.push(Refusal::at("name", told));
        }
        if self.topics.is_empty() {
            refusals.push(Refusal::at("topics", "Choose at least one thing that it hears of."));
        }
        if self.topics.iter().any(|key| Topic::of_key(key).is_none()) {
            refusals.push(Refusal::at("topics", "Choose from the list what it hears of."));
        }
        if let Some(id) = &self.process_id {
            match process::store::by_id(tx, id) {
                Ok(_) => {}
                Err(db::Error::NotFound) => {
                    refusals.push(Refusal::at("process_id", "Choose a process from the list, or all of them."));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(refusals)
    }
}

/// Adds a webhook; returns its id and, where it signs, its secret, which is never told again.
///
/// # Errors
/// Without the permission, or when something is wrong with what was said.
pub fn add(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &Key,
    form: Form,
    said: &Said,
) -> Result<(String, String), Failure> {
    actor.needs(Permission::Administer)?;
    let mut refusals = said.complaints(tx, "")?;
    let address = match Address::read(&said.address) {
        Ok(address) if refusals.is_empty() => address,
        Ok(_) => return Err(Failure::Refused(refusals)),
        Err(refusal) => {
            refusals.push(refusal);
            return Err(Failure::Refused(refusals));
        }
    };
    let id = uuid::Uuid::now_v7().to_string();
    let secret = if form.is_chat() { String::new() } else { signature::new_secret() };
    let secrets = Secrets { address: address.whole(), secret: secret.clone(), old: String::new() };
    let webhook = Webhook {
        id: id.clone(),
        name: said.name.clone(),
        form,
        shown: address.shown(form),
        topics: said.topics.clone(),
        process_id: said.process_id.clone(),
        owner_id: actor.person_id.clone(),
        since: journal::store::head(tx)?.seq,
        health: Health::default(),
        old_secret_until: None,
        off_at: None,
        off_reason: String::new(),
        created_at: now,
        revision: 1,
    };
    store::insert(tx, &webhook, &secrets.seal(key, &id))?;
    note(tx, actor, now, "webhook.added", &webhook, json!({ "form": form.key(), "address": webhook.shown }))?;
    Ok((id, secret))
}

/// Changes a webhook that was read with `revision`. An address that is left empty stays; one that is entered is a new one, and where it is at
/// another host, the secret does not follow there unseen: a new one is given.
///
/// # Errors
/// Without the permission, when somebody changed it meanwhile, or when something is wrong with what was said.
pub fn change(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &Key,
    (id, revision): (&str, i64),
    said: &Said,
) -> Result<Option<String>, Failure> {
    let (before, mut secrets) = held(tx, actor, key, id)?;
    if before.revision != revision {
        return Err(stale());
    }
    let mut refusals = said.complaints(tx, id)?;
    let address = (!said.address.is_empty()).then(|| Address::read(&said.address)).transpose();
    let address = address.unwrap_or_else(|refusal| {
        refusals.push(refusal);
        None
    });
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let mut changed = Webhook {
        name: said.name.clone(),
        topics: said.topics.clone(),
        process_id: said.process_id.clone(),
        ..before.clone()
    };
    let mut told = None;
    if let Some(address) = address {
        let moved = Address::read(&secrets.address).is_ok_and(|old| old.target.origin() != address.target.origin());
        changed.shown = address.shown(before.form);
        secrets.address = address.whole();
        if moved && !before.form.is_chat() {
            let secret = signature::new_secret();
            (secrets.secret, secrets.old, changed.old_secret_until) = (secret.clone(), String::new(), None);
            told = Some(secret);
        }
    }
    store::update(tx, &changed, &secrets.seal(key, id))?;
    let payload = json!({ "address": changed.shown, "before": before.shown, "topics": changed.topics });
    note(tx, actor, now, "webhook.changed", &changed, payload)?;
    Ok(told)
}

/// Gives a webhook a new secret, which is told once; the one before signs beside it for a day, so that the receiver has time to change.
///
/// # Errors
/// Without the permission, or for a chat, which has no secret.
pub fn rotate(tx: &mut Tx, actor: &Actor, now: Time, key: &Key, id: &str) -> Result<String, Failure> {
    let (webhook, mut secrets) = held(tx, actor, key, id)?;
    if webhook.form.is_chat() {
        return Err(Failure::refused("A channel of a chat has no secret of ours; its address is the secret."));
    }
    let secret = signature::new_secret();
    secrets.old = std::mem::replace(&mut secrets.secret, secret.clone());
    let changed = Webhook { old_secret_until: Some(now.plus_seconds(BOTH_HOURS * 3_600)), ..webhook };
    store::update(tx, &changed, &secrets.seal(key, id))?;
    note(tx, actor, now, "webhook.secret_replaced", &changed, json!({}))?;
    Ok(secret)
}

/// Switches a webhook off: it hears nothing until it is switched on.
///
/// # Errors
/// Without the permission, or when it is off already.
pub fn switch_off(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    if webhook.off_at.is_some() {
        return Err(Failure::refused("This webhook is switched off already."));
    }
    let sealed = store::sealed(tx, id)?;
    let reason = format!("{} switched it off.", actor.name);
    store::update(tx, &Webhook { off_at: Some(now), off_reason: reason, ..webhook.clone() }, &sealed)?;
    note(tx, actor, now, "webhook.switched_off", &webhook, json!({}))
}

/// Switches a webhook on again. What happened meanwhile is not told; a delivery of before can be sent again by hand.
///
/// # Errors
/// Without the permission, or when it is on.
pub fn switch_on(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    if webhook.off_at.is_none() {
        return Err(Failure::refused("This webhook is switched on already."));
    }
    let (sealed, since) = (store::sealed(tx, id)?, journal::store::head(tx)?.seq);
    store::update(tx, &Webhook { off_at: None, off_reason: String::new(), since, ..webhook.clone() }, &sealed)?;
    worklist::settle_object(tx, now, "webhook", id)?;
    note(tx, actor, now, "webhook.switched_on", &webhook, json!({}))
}

/// Removes a webhook with its address, its secrets and its log.
///
/// # Errors
/// Without the permission.
pub fn remove(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    store::remove(tx, id)?;
    worklist::settle_object(tx, now, "webhook", id)?;
    note(tx, actor, now, "webhook.removed", &webhook, json!({ "address": webhook.shown }))
}

/// Sends a test, whatever the webhook hears of; returns the delivery.
///
/// # Errors
/// Without the permission, or when it is off.
pub fn test(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<Delivery, Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    is_on(&webhook)?;
    let sentence = format!("{} sends a test of the webhook “{}”.", actor.name, webhook.name);
    let content = json!({
        "type": TEST, "timestamp": now.rfc3339(), "sentence": sentence, "reason": "", "path": webhook.href(),
        "actor": { "id": actor.person_id, "name": actor.name },
        "object": { "kind": "webhook", "id": webhook.id, "label": webhook.name }, "processes": [],
    });
    let own = uuid::Uuid::now_v7().to_string();
    let message = format!("test-{own}");
    let delivery = Delivery::new((own, id), message, TEST, sentence, content.to_string(), now);
    store::insert_delivery(tx, &delivery)?;
    // A test is made at once, also while the address rests.
    store::note_health(tx, id, &Health { rests_until: None, ..webhook.health }, None)?;
    jobs::order(tx, now, &delivery, now)?;
    Ok(delivery)
}

/// Sends a delivery again, under its own name, so that a receiver that has it knows it.
///
/// # Errors
/// Without the permission, when it is of another webhook, still waits, or the webhook is off.
pub fn send_again(tx: &mut Tx, actor: &Actor, now: Time, id: &str, delivery_id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    is_on(&webhook)?;
    let delivery = store::delivery(tx, delivery_id)?;
    if delivery.webhook_id != webhook.id {
        return Err(Failure::NotFound);
    }
    if delivery.stands == Stands::Waiting {
        return Err(Failure::refused("This is on its way already; the log says when it is tried next."));
    }
    let again = Delivery { stands: Stands::Waiting, attempts: 0, next_at: Some(now), ..delivery };
    store::note_delivery(tx, &again)?;
    jobs::order(tx, now, &again, now)?;
    let payload = json!({ "message": again.message_id });
    note(tx, actor, now, "webhook.sent_again", &webhook, payload)
}

fn is_on(webhook: &Webhook) -> Result<(), Failure> {
    match webhook.off_at {
        None => Ok(()),
        Some(_) => Err(Failure::refused("This webhook is switched off. Switch it on first.")),
    }
}

fn held(tx: &mut Tx, actor: &Actor, key: &Key, id: &str) -> Result<(Webhook, Secrets), Failure> {
    actor.needs(Permission::Administer)?;
    let webhook = store::by_id(tx, id)?;
    let secrets = Secrets::open(key, id, &store::sealed(tx, id)?)?;
    Ok((webhook, secrets))
}

fn stale() -> Failure {
    let sentence = "Somebody changed this webhook meanwhile. Open it again and look at what is there now.";
    Failure::Stale { sentence: sentence.to_owned() }
}

pub(super) fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    webhook: &Webhook,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new("webhook", &webhook.id, &webhook.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
