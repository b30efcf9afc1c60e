//! Each change of state of a connector: added, changed, tried, suspended and taken back; hosts inside named and struck off.

use db::Tx;
use serde_json::{Value, json};

use super::model::{Connector, Found, Health, Kind};
use super::secret::Key;
use super::store;
use super::wire::{Inside, Target};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// What somebody says of a tool.
#[derive(Clone)]
pub struct Said {
    pub name: String,
    pub address: String,
    pub account: String,
    pub zone: String,
    /// Empty for the one that is kept already.
    pub credential: String,
}

impl Said {
    /// Whether a credential is missing; a service without an account may be open to everybody.
    fn lacks(&self, kind: Kind) -> bool {
        let wants = kind.needs_credential() || (kind == Kind::Http && !self.account.is_empty());
        wants && self.credential.is_empty()
    }

    /// Everything that is wrong with it at once.
    fn checked(&self, kind: Kind) -> Result<Target, Failure> {
        let mut refusals = Vec::new();
        if self.name.is_empty() {
            refusals.push(Refusal::at("name", "The name is missing."));
        }
        if kind.needs_account() && self.account.is_empty() {
            refusals.push(Refusal::at("account", format!("{} wants an account. {}", kind.label(), kind.how())));
        }
        if self.account.contains(':') || self.credential.chars().any(char::is_control) {
            refusals.push(Refusal::at("account", "An account has no colon, and a credential no line breaks."));
        }
        if mining::Zone::named(&self.zone).is_err() {
            let told = format!("“{}” is no time zone. Write UTC, +01:00 or Europe/Zurich.", self.zone);
            refusals.push(Refusal::at("zone", told));
        }
        match Target::read(&self.address) {
            Ok(target) if refusals.is_empty() => return Ok(target),
            Ok(_) => {}
            Err(refusal) => refusals.push(refusal),
        }
        Err(Failure::Refused(refusals))
    }
}

/// Adds a connector; returns its id. The credential is sealed with `key` before it is written.
///
/// # Errors
/// Without the permission, or when something is wrong with what was said.
pub fn add(tx: &mut Tx, actor: &Actor, now: Time, key: &Key, kind: Kind, said: &Said) -> Result<String, Failure> {
    actor.needs(Permission::Administer)?;
    let target = said.checked(kind)?;
    if said.lacks(kind) {
        return Err(Refusal::at("credential", format!("The credential is missing. {}", kind.how())).into());
    }
    let connector = Connector {
        id: uuid::Uuid::now_v7().to_string(),
        name: said.name.clone(),
        kind,
        address: target.address(),
        account: said.account.clone(),
        zone: said.zone.clone(),
        has_credential: !said.credential.is_empty(),
        found: None,
        health: Health::default(),
        suspended_at: None,
        created_at: now,
        revision: 1,
    };
    is_free(tx, &connector)?;
    let sealed = connector.has_credential.then(|| key.seal(&connector.id, &said.credential));
    store::insert(tx, &connector, sealed.as_deref())?;
    let payload = json!({ "kind": kind.key(), "address": connector.address, "account": connector.account });
    note(tx, actor, now, "connector.added", &connector, payload)?;
    Ok(connector.id)
}

/// Changes a connector that was read with `revision`. A credential that was entered for one address is not sent to another: whoever
/// changes the origin enters it again.
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
) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let before = store::by_id(tx, id)?;
    let target = said.checked(before.kind)?;
    if before.revision != revision {
        return Err(Failure::Stale {
            sentence: "Somebody changed this connector meanwhile. Open it again and look at what is there now."
                .to_owned(),
        });
    }
    let moved = Target::read(&before.address).is_ok_and(|old| old.origin() != target.origin());
    let follows = before.has_credential && (moved || before.account != said.account) && said.credential.is_empty();
    if follows || (!before.has_credential && said.lacks(before.kind)) {
        let told = "Enter the credential again: it is not sent to another address or under another account unseen.";
        return Err(Refusal::at("credential", told).into());
    }
    let changed = Connector {
        name: said.name.clone(),
        address: target.address(),
        account: said.account.clone(),
        zone: said.zone.clone(),
        ..before.clone()
    };
    is_free(tx, &changed)?;
    let sealed = (!said.credential.is_empty()).then(|| key.seal(id, &said.credential));
    store::update(tx, &changed, sealed.as_deref())?;
    let payload = json!({
        "name": changed.name, "address": changed.address, "account": changed.account, "before": before.address,
        "credential_replaced": sealed.is_some(),
    });
    note(tx, actor, now, "connector.changed", &changed, payload)
}

fn is_free(tx: &mut Tx, connector: &Connector) -> Result<(), Failure> {
    let taken = store::all(tx)?.into_iter().any(|other| other.name == connector.name && other.id != connector.id);
    if !taken {
        return Ok(());
    }
    Err(Refusal::at("name", format!("There is a connector “{}” already. Choose another name.", connector.name)).into())
}

/// Keeps what a trial found.
///
/// # Errors
/// Without the permission.
pub fn tried(tx: &mut Tx, actor: &Actor, now: Time, id: &str, found: Option<&Found>) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let connector = store::by_id(tx, id)?;
    if let Some(found) = found {
        store::keep_found(tx, id, found)?;
    }
    note(tx, actor, now, "connector.tried", &connector, json!({ "works": found.is_some() }))
}

/// Takes a connector out of use: nothing is called until it is taken back.
///
/// # Errors
/// Without the permission, or when it is suspended already.
pub fn suspend(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let connector = store::by_id(tx, id)?;
    if connector.suspended_at.is_some() {
        return Err(Failure::refused("This connector is suspended already."));
    }
    store::suspend(tx, id, Some(now))?;
    note(tx, actor, now, "connector.suspended", &connector, json!({}))
}

/// Takes a connector back into use.
///
/// # Errors
/// Without the permission, or when it is in use.
pub fn resume(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let connector = store::by_id(tx, id)?;
    if connector.suspended_at.is_none() {
        return Err(Failure::refused("This connector is in use already."));
    }
    store::suspend(tx, id, None)?;
    note(tx, actor, now, "connector.resumed", &connector, json!({}))
}

/// Names a host inside that may be called.
///
/// # Errors
/// Without the permission, or when it is named already.
pub fn name_host(tx: &mut Tx, actor: &Actor, now: Time, host: &Inside) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let mut hosts = store::inside(tx)?;
    if hosts.contains(host) {
        return Err(Refusal::at("host", format!("{} is named already.", host.as_str())).into());
    }
    hosts.push(host.clone());
    hosts.sort();
    store::keep_inside(tx, &hosts)?;
    note_host(tx, actor, now, "connector.host_named", host)
}

/// Strikes a host off the list.
///
/// # Errors
/// Without the permission, or when it is not on the list.
pub fn strike_host(tx: &mut Tx, actor: &Actor, now: Time, host: &Inside) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let mut hosts = store::inside(tx)?;
    if !hosts.contains(host) {
        return Err(Failure::NotFound);
    }
    hosts.retain(|other| other != host);
    store::keep_inside(tx, &hosts)?;
    note_host(tx, actor, now, "connector.host_struck", host)
}

fn note_host(tx: &mut Tx, actor: &Actor, now: Time, action: &'static str, host: &Inside) -> Result<(), Failure> {
    let object = Object::new("host", host.as_str(), host.as_str());
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload: json!({}) })?;
    Ok(())
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    connector: &Connector,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new("connector", &connector.id, &connector.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
