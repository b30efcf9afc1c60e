//! The table of sets of linked logs; objects that came in a file are kept by `measure`.

use db::{Error, Row, Tx};

use super::model::LinkedLogs;
use crate::clock::Time;

const COLUMNS: &str = "id, name, sources, links, made_by, made_at";

/// Writes a set.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &LinkedLogs) -> Result<(), Error> {
    let (sources, links) = (json(&new.sources), json(&new.links));
    tx.execute(
        "insert into object_logs (id, name, sources, links, made_by, made_at) values ($1, $2, $3, $4, $5, $6)",
        &[&new.id, &new.name, &sources, &links, &new.made_by, &new.made_at.0],
    )?;
    Ok(())
}

/// Removes a set; its logs stay.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn remove(tx: &mut Tx, id: &str) -> Result<(), Error> {
    match tx.execute("delete from object_logs where id = $1", &[&id])? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Every set, the newest first.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<LinkedLogs>, Error> {
    tx.query(format!("select {COLUMNS} from object_logs order by made_at desc, id desc"), &[], linked)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damage(format!("a stored document cannot be read: {error}")))
}

fn linked(row: &Row) -> Result<LinkedLogs, Error> {
    let (sources, links): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(LinkedLogs {
        id: row.get(0)?,
        name: row.get(1)?,
        sources: parsed(&sources)?,
        links: parsed(&links)?,
        made_by: row.get(4)?,
        made_at: Time(row.get(5)?),
    })
}
