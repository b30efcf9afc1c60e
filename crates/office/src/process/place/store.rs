//! The place of a process, as it is stored with it.

use db::{Error, Tx};

use super::super::model::Process;
use super::super::store;
use super::model::{Level, Place};

/// Writes another place.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, process_id: &str, place: &Place) -> Result<(), Error> {
    let level = place.level.number();
    tx.change(
        "update processes set level = $1, category = $2, parent_id = $3, about = $4 where id = $5",
        &[&level, &place.category, &place.parent_id, &place.about, &process_id],
    )
}

/// What stands above a process, the broadest first.
///
/// # Errors
/// The database's.
pub fn ancestors(tx: &mut Tx, process: &Process) -> Result<Vec<Process>, Error> {
    let mut found = Vec::new();
    let mut next = process.parent_id.clone();
    while let Some(id) = next.filter(|_| found.len() < Level::ALL.len()) {
        let above = store::by_id(tx, &id)?;
        next = above.parent_id.clone();
        found.push(above);
    }
    found.reverse();
    Ok(found)
}

/// What hangs directly below a process, by name.
///
/// # Errors
/// The database's.
pub fn children(tx: &mut Tx, process_id: &str) -> Result<Vec<Process>, Error> {
    store::some(tx, "where parent_id = $1 order by lower(name), id", &[&process_id])
}
