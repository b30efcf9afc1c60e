//! The tables of engines and of what was deployed to them.

use db::{Error, Row, Tx};

use super::super::model::Connector;
use super::model::{Deployment, Settings, Stands};
use crate::clock::Time;

const COLUMNS: &str = "d.id, d.process_id, d.version_id, d.number, d.connector_id, c.name, d.stands, d.deployment, d.items, d.told, \
     d.asked_by, d.asked_at, d.done_at";
const FROM: &str = "from engine_deployments d join connectors c on c.id = d.connector_id";

/// How we come in to the engine of a connector.
///
/// # Errors
/// The database's.
pub fn settings(tx: &mut Tx, connector_id: &str) -> Result<Settings, Error> {
    let found = tx.query(
        "select token_address, audience, tenant from connector_engines where connector_id = $1",
        &[&connector_id],
        |row| Ok(Settings { token_address: row.get(0)?, audience: row.get(1)?, tenant: row.get(2)? }),
    )?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Keeps how we come in.
///
/// # Errors
/// The database's.
pub fn keep_settings(tx: &mut Tx, connector_id: &str, settings: &Settings) -> Result<(), Error> {
    tx.execute(
        "insert into connector_engines (connector_id, token_address, audience, tenant) values ($1, $2, $3, $4) \
         on conflict (connector_id) do update set token_address = $2, audience = $3, tenant = $4",
        &[&connector_id, &settings.token_address, &settings.audience, &settings.tenant],
    )?;
    Ok(())
}

/// The engines that may be used, by name.
///
/// # Errors
/// The database's.
pub fn engines(tx: &mut Tx) -> Result<Vec<Connector>, Error> {
    let mut all = super::super::store::all(tx)?;
    all.retain(|one| one.kind.engine().is_some() && one.suspended_at.is_none());
    Ok(all)
}

/// Writes a new deployment.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Deployment) -> Result<(), Error> {
    let stands = new.stands.key();
    tx.execute(
        "insert into engine_deployments (id, process_id, version_id, number, connector_id, stands, deployment, items, told, asked_by, \
         asked_at) values ($1, $2, $3, $4, $5, $6, '', '[]', '', $7, $8)",
        &[
            &new.id,
            &new.process_id,
            &new.version_id,
            &new.number,
            &new.connector_id,
            &stands,
            &new.asked_by,
            &new.asked_at.0,
        ],
    )?;
    Ok(())
}

/// Writes where a deployment stands.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut Tx, one: &Deployment) -> Result<(), Error> {
    let (stands, done) = (one.stands.key(), one.done_at.map(|at| at.0));
    let items = serde_json::to_string(&one.items).unwrap_or_default();
    tx.execute(
        "update engine_deployments set stands = $1, deployment = $2, items = $3, told = $4, done_at = $5 where id = $6",
        &[&stands, &one.deployment, &items, &one.told, &done, &one.id],
    )?;
    Ok(())
}

/// One deployment.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Deployment, Error> {
    tx.one(format!("select {COLUMNS} {FROM} where d.id = $1"), &[&id], deployment)
}

/// The newest deployments of a process, at most `limit`, the newest first.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Deployment>, Error> {
    let sql = format!("select {COLUMNS} {FROM} where d.process_id = $1 order by d.id desc limit $2");
    tx.query(sql, &[&process_id, &limit], deployment)
}

fn deployment(row: &Row) -> Result<Deployment, Error> {
    let (stands, items): (String, String) = (row.get(6)?, row.get(8)?);
    Ok(Deployment {
        id: row.get(0)?,
        process_id: row.get(1)?,
        version_id: row.get(2)?,
        number: row.get(3)?,
        connector_id: row.get(4)?,
        connector: row.get(5)?,
        stands: Stands::from_key(&stands).ok_or_else(|| Error::Damage(format!("no deployment stands at {stands}")))?,
        deployment: row.get(7)?,
        items: serde_json::from_str(&items)
            .map_err(|error| Error::Damage(format!("what was deployed cannot be read: {error}")))?,
        told: row.get(9)?,
        asked_by: row.get(10)?,
        asked_at: Time(row.get(11)?),
        done_at: row.get::<Option<i64>>(12)?.map(Time),
    })
}
