//! The tables of migrations and of the cases in them.

use db::{Bind, Error, Row, Tx};
use engine::Mapping;

use super::model::{Migration, Moved, MovedState};
use crate::automation::Case;
use crate::automation::case::store as cases;
use crate::clock::Time;

/// Versions on which cases run that is not this one: the deployment, its number, and how many cases.
///
/// # Errors
/// The database's.
pub fn versions(tx: &mut Tx, process_id: &str, but: &str) -> Result<Vec<(String, String, i64)>, Error> {
    tx.query(
        "select d.id, d.number, count(*) from cases c join deployments d on d.id = c.deployment_id \
         where c.process_id = $1 and c.state = 'running' and c.deployment_id <> $2 group by d.id, d.number, d.deployed_at \
         order by d.deployed_at, d.id",
        &[&process_id, &but],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Running cases that are not on this deployment, of one other version or of any, the oldest first.
///
/// # Errors
/// The database's.
pub fn candidates(tx: &mut Tx, process_id: &str, but: &str, version: &str, limit: i64) -> Result<Vec<Case>, Error> {
    let mut all = cases::on_other_versions(tx, process_id, but, limit)?;
    all.retain(|case| version.is_empty() || case.deployment_id == version);
    Ok(all)
}

/// A case of a process, by its id or code.
///
/// # Errors
/// The database's.
pub fn named(tx: &mut Tx, process_id: &str, name: &str) -> Result<Option<Case>, Error> {
    let code = name.to_uppercase();
    let id = tx.maybe(
        "select id from cases where process_id = $1 and (id = $2 or code = $3)",
        &[&process_id, &name, &code],
        |row| row.get::<String>(0),
    )?;
    id.map(|id| cases::by_id(tx, &id)).transpose()
}

/// Writes a migration.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Migration) -> Result<(), Error> {
    let mapping = serde_json::to_string(&new.mapping).expect("a mapping is plain data");
    tx.execute(
        "insert into case_migrations (id, process_id, deployment_id, number, mapping, reason, by_id, by_name, began_at, until, \
         kept_at, kept_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, '')",
        &[
            &new.id,
            &new.process_id,
            &new.deployment_id,
            &new.number,
            &mapping,
            &new.reason,
            &new.by_id,
            &new.by_name,
            &new.began_at.0,
            &new.until.0,
        ],
    )?;
    Ok(())
}

/// Writes a case of a migration, still to be moved.
///
/// # Errors
/// The database's.
pub fn insert_case(tx: &mut Tx, now: Time, id: &str, case: &Case, number: &str) -> Result<(), Error> {
    let state = MovedState::Waiting.key();
    tx.execute(
        "insert into case_migration_cases (migration_id, case_id, from_id, from_number, state, why, before, seal, changed_at) \
         values ($1, $2, $3, $4, $5, '', '', '', $6)",
        &[&id, &case.id, &case.deployment_id, &number, &state, &now.0],
    )?;
    Ok(())
}

const COLUMNS: &str =
    "id, process_id, deployment_id, number, mapping, reason, by_id, by_name, began_at, until, kept_at, kept_by";

/// One migration.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Migration, Error> {
    tx.one(format!("select {COLUMNS} from case_migrations where id = $1"), &[&id], read)
}

/// The migrations of a process, the newest first.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Migration>, Error> {
    let sql =
        format!("select {COLUMNS} from case_migrations where process_id = $1 order by began_at desc, id desc limit $2");
    tx.query(sql, &[&process_id, &limit], read)
}

/// The cases of a migration, those that stayed first.
///
/// # Errors
/// The database's.
pub fn cases_of(tx: &mut Tx, id: &str) -> Result<Vec<Moved>, Error> {
    tx.query(
        "select m.case_id, c.code, c.title, m.from_number, m.state, m.why from case_migration_cases m \
         join cases c on c.id = m.case_id where m.migration_id = $1 order by m.state desc, c.started_at, m.case_id",
        &[&id],
        |row| {
            let state: String = row.get(4)?;
            Ok(Moved {
                case_id: row.get(0)?,
                code: row.get(1)?,
                title: row.get(2)?,
                from_number: row.get(3)?,
                state: MovedState::from_key(&state)
                    .ok_or_else(|| Error::Sql("a case of a migration holds a state that cannot be read".to_owned()))?,
                why: row.get(5)?,
            })
        },
    )
}

/// Cases that are still to be moved, by id.
///
/// # Errors
/// The database's.
pub fn waiting(tx: &mut Tx, id: &str, limit: i64) -> Result<Vec<String>, Error> {
    let state = MovedState::Waiting.key();
    let sql =
        "select case_id from case_migration_cases where migration_id = $1 and state = $2 order by case_id limit $3";
    tx.query(sql, &[&id, &state, &limit], |row| row.get(0))
}

/// Cases that were moved: the id, and the deployment they came from.
///
/// # Errors
/// The database's.
pub fn moved(tx: &mut Tx, id: &str) -> Result<Vec<(String, String)>, Error> {
    let state = MovedState::Moved.key();
    let sql =
        "select case_id, from_id from case_migration_cases where migration_id = $1 and state = $2 order by case_id";
    tx.query(sql, &[&id, &state], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What has to be written to take the move of a case back, and the seal of where it stood after it.
///
/// # Errors
/// [`Error::NotFound`] when it is no case of the migration.
pub fn before(tx: &mut Tx, id: &str, case_id: &str) -> Result<(String, String), Error> {
    let sql = "select before, seal from case_migration_cases where migration_id = $1 and case_id = $2";
    tx.one(sql, &[&id, &case_id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Notes that a case was moved.
///
/// # Errors
/// The database's.
pub fn set_moved(tx: &mut Tx, now: Time, id: &str, case_id: &str, before: &str, seal: &str) -> Result<(), Error> {
    let state = MovedState::Moved.key();
    tx.execute(
        "update case_migration_cases set state = $1, before = $2, seal = $3, changed_at = $4 where migration_id = $5 and case_id = $6",
        &[&state as &dyn Bind, &before, &seal, &now.0, &id, &case_id],
    )?;
    Ok(())
}

/// Notes what came of a case, and why.
///
/// # Errors
/// The database's.
pub fn set_state(
    tx: &mut Tx,
    now: Time,
    id: &str,
    case_id: &str,
    (state, why): (MovedState, &str),
) -> Result<(), Error> {
    let state = state.key();
    tx.execute(
        "update case_migration_cases set state = $1, why = $2, changed_at = $3 where migration_id = $4 and case_id = $5",
        &[&state as &dyn Bind, &why, &now.0, &id, &case_id],
    )?;
    Ok(())
}

/// Keeps a migration; what was kept to take it back goes. False when it was kept already.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, now: Time, id: &str, by: &str) -> Result<bool, Error> {
    let kept = tx.execute(
        "update case_migrations set kept_at = $1, kept_by = $2 where id = $3 and kept_at is null",
        &[&now.0, &by, &id],
    )?;
    tx.execute("update case_migration_cases set before = '', seal = '' where migration_id = $1", &[&id])?;
    Ok(kept == 1)
}

/// Migrations whose time to be taken back is over and that nobody kept.
///
/// # Errors
/// The database's.
pub fn overdue(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "select id from case_migrations where kept_at is null and until <= $1 order by until limit $2";
    tx.query(sql, &[&now.0, &limit], |row| row.get(0))
}

fn read(row: &Row) -> Result<Migration, Error> {
    let mapping: String = row.get(4)?;
    let mapping: Mapping = serde_json::from_str(&mapping).map_err(|error| Error::Sql(format!("a mapping: {error}")))?;
    Ok(Migration {
        id: row.get(0)?,
        process_id: row.get(1)?,
        deployment_id: row.get(2)?,
        number: row.get(3)?,
        mapping,
        reason: row.get(5)?,
        by_id: row.get(6)?,
        by_name: row.get(7)?,
        began_at: Time(row.get(8)?),
        until: Time(row.get(9)?),
        kept_at: row.get::<Option<i64>>(10)?.map(Time),
        kept_by: row.get(11)?,
    })
}
