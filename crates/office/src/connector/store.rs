//! The tables of connectors and of the calls they made.

use db::{Error, Row, Tx};

use super::model::{Connector, Found, Health, Kind};
use super::wire::{Call, Inside};
use crate::clock::Time;
use crate::settings;

/// The setting that lists the hosts inside that may be called.
const INSIDE: &str = "connector_hosts_inside";
/// Calls kept for each connector.
pub const CALLS_KEPT: i64 = 500;

const COLUMNS: &str = "id, name, kind, address, account, zone, cast(case when credential is null then 0 else 1 end as INT8), \
     found, failures, rests_until, good_at, bad_at, trouble, suspended_at, created_at, revision";

/// Writes a new connector.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn insert(tx: &mut Tx, new: &Connector, credential: Option<&[u8]>) -> Result<(), Error> {
    let kind = new.kind.key();
    tx.execute(
        "insert into connectors (id, name, kind, address, account, zone, credential, failures, trouble, created_at, revision) \
         values ($1, $2, $3, $4, $5, $6, $7, 0, '', $8, 1)",
        &[&new.id, &new.name, &kind, &new.address, &new.account, &new.zone, &credential, &new.created_at.0],
    )?;
    Ok(())
}

/// Writes what somebody changed; [`Error::Stale`] unless the revision is the one it was read with. The credential stays where none
/// is given. What was found and how it fared is forgotten, because it belongs to what was there before.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut Tx, changed: &Connector, credential: Option<&[u8]>) -> Result<(), Error> {
    tx.change(
        "update connectors set name = $1, address = $2, account = $3, zone = $4, credential = coalesce($5, credential), \
         found = null, failures = 0, rests_until = null, trouble = '', revision = revision + 1 where id = $6 and revision = $7",
        &[
            &changed.name,
            &changed.address,
            &changed.account,
            &changed.zone,
            &credential,
            &changed.id,
            &changed.revision,
        ],
    )
}

/// Takes a connector out of use, or back into it.
///
/// # Errors
/// The database's.
pub fn suspend(tx: &mut Tx, id: &str, since: Option<Time>) -> Result<(), Error> {
    let since = since.map(|time| time.0);
    tx.execute("update connectors set suspended_at = $1, revision = revision + 1 where id = $2", &[&since, &id])?;
    Ok(())
}

/// Notes how a piece of work went.
///
/// # Errors
/// The database's.
pub fn note_health(tx: &mut Tx, id: &str, health: &Health) -> Result<(), Error> {
    let (rests, good, bad) = (micros(health.rests_until), micros(health.good_at), micros(health.bad_at));
    tx.execute(
        "update connectors set failures = $1, rests_until = $2, good_at = $3, bad_at = $4, trouble = $5 where id = $6",
        &[&health.failures, &rests, &good, &bad, &health.trouble, &id],
    )?;
    Ok(())
}

/// Lets one of several that wait behind a rest make the first try: whoever moves the end of the rest may.
///
/// # Errors
/// The database's.
pub fn claim_try(tx: &mut Tx, id: &str, now: Time, until: Time) -> Result<bool, Error> {
    let changed = tx.execute(
        "update connectors set rests_until = $1 where id = $2 and rests_until is not null and rests_until <= $3",
        &[&until.0, &id, &now.0],
    )?;
    Ok(changed == 1)
}

/// Keeps what a trial found.
///
/// # Errors
/// The database's.
pub fn keep_found(tx: &mut Tx, id: &str, found: &Found) -> Result<(), Error> {
    let found = serde_json::to_string(found).unwrap_or_default();
    tx.execute("update connectors set found = $1 where id = $2", &[&found, &id])?;
    Ok(())
}

/// The sealed credential, if one is kept.
///
/// # Errors
/// [`Error::NotFound`] when there is no such connector.
pub fn credential(tx: &mut Tx, id: &str) -> Result<Option<Vec<u8>>, Error> {
    tx.one("select credential from connectors where id = $1", &[&id], |row| row.get(0))
}

/// One connector.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Connector, Error> {
    tx.one(format!("select {COLUMNS} from connectors where id = $1"), &[&id], connector)
}

/// Every connector, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Connector>, Error> {
    tx.query(format!("select {COLUMNS} from connectors order by name"), &[], connector)
}

/// Notes calls, and lets go of the oldest beyond [`CALLS_KEPT`].
///
/// # Errors
/// The database's.
pub fn note_calls(tx: &mut Tx, connector_id: &str, calls: &[Call]) -> Result<(), Error> {
    let newest = calls.len().saturating_sub(usize::try_from(CALLS_KEPT).unwrap_or(usize::MAX));
    for call in &calls[newest..] {
        let id = uuid::Uuid::now_v7().to_string();
        tx.execute(
            "insert into connector_calls (id, connector_id, at, method, path, status, ms, bytes, trouble) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &id,
                &connector_id,
                &call.at.0,
                &call.method,
                &call.path,
                &call.status,
                &call.ms,
                &call.bytes,
                &call.trouble,
            ],
        )?;
    }
    tx.execute(
        "delete from connector_calls where connector_id = $1 and id < coalesce((select id from connector_calls \
         where connector_id = $1 order by id desc limit 1 offset $2), '')",
        &[&connector_id, &(CALLS_KEPT - 1)],
    )?;
    Ok(())
}

/// The newest calls of a connector.
///
/// # Errors
/// The database's.
pub fn calls(tx: &mut Tx, connector_id: &str, limit: i64) -> Result<Vec<Call>, Error> {
    tx.query(
        "select at, method, path, status, ms, bytes, trouble from connector_calls where connector_id = $1 order by id desc limit $2",
        &[&connector_id, &limit],
        |row| {
            Ok(Call {
                at: Time(row.get(0)?),
                method: row.get(1)?,
                path: row.get(2)?,
                status: row.get(3)?,
                ms: row.get(4)?,
                bytes: row.get(5)?,
                trouble: row.get(6)?,
            })
        },
    )
}

/// The hosts inside that may be called.
///
/// # Errors
/// The database's.
pub fn inside(tx: &mut Tx) -> Result<Vec<Inside>, Error> {
    let kept = settings::get(tx, INSIDE)?.unwrap_or_else(|| "[]".to_owned());
    serde_json::from_str(&kept).map_err(|error| Error::Damage(format!("the hosts inside cannot be read: {error}")))
}

/// Keeps the hosts inside that may be called.
///
/// # Errors
/// The database's.
pub fn keep_inside(tx: &mut Tx, hosts: &[Inside]) -> Result<(), Error> {
    settings::put(tx, INSIDE, &serde_json::to_string(hosts).unwrap_or_default())
}

fn micros(time: Option<Time>) -> Option<i64> {
    time.map(|time| time.0)
}

fn connector(row: &Row) -> Result<Connector, Error> {
    let (kind, found): (String, Option<String>) = (row.get(2)?, row.get(7)?);
    let time = |at: usize| row.get::<Option<i64>>(at).map(|micros| micros.map(Time));
    Ok(Connector {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: Kind::from_key(&kind).ok_or_else(|| Error::Damage(format!("no tool is called {kind}")))?,
        address: row.get(3)?,
        account: row.get(4)?,
        zone: row.get(5)?,
        has_credential: row.get::<i64>(6)? == 1,
        found: found.and_then(|found| serde_json::from_str(&found).ok()),
        health: Health {
            failures: row.get(8)?,
            rests_until: time(9)?,
            good_at: time(10)?,
            bad_at: time(11)?,
            trouble: row.get(12)?,
        },
        suspended_at: time(13)?,
        created_at: Time(row.get(14)?),
        revision: row.get(15)?,
    })
}
