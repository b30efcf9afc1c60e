//! The tables of processes, versions, revisions and holders.

use std::sync::Arc;

use db::{Error, Row, Tx};

use super::model::{Holder, HolderRole, Process, State, Version};
use super::place::Level;
use super::retirement::Retirement;
use crate::clock::Time;
use crate::definition::{self, Class, Definition};
use crate::failure::Failure;

const VERSION: &str = "id, process_id, number, state, seal, revision, submitted_revision, base_id, class, started_by, \
     started_at, submitted_by, submitted_at, published_by, published_at, effective_at, improvement_id, note, follows_id";
const PROCESS: &str = "id, key, name, category, level, parent_id, about, variant_of, site, created_at, retires_at, \
     retire_reason, successor_id, retired_by, retirement_done_at";

/// Every process, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Process>, Error> {
    tx.query(format!("select {PROCESS} from processes order by lower(name), id"), &[], process)
}

/// The processes of a condition, which follows the columns.
pub(super) fn some(tx: &mut Tx, condition: &str, values: &[&dyn db::Bind]) -> Result<Vec<Process>, Error> {
    tx.query(format!("select {PROCESS} from processes {condition}"), values, process)
}

/// The process of an address.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_key(tx: &mut Tx, key: &str) -> Result<Process, Error> {
    tx.one(format!("select {PROCESS} from processes where key = $1"), &[&key], process)
}

/// The process of an id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Process, Error> {
    tx.one(format!("select {PROCESS} from processes where id = $1"), &[&id], process)
}

/// Writes a new process.
///
/// # Errors
/// [`Error::Conflict`] when the key is taken.
pub fn insert(tx: &mut Tx, new: &Process, created_by: &str) -> Result<(), Error> {
    tx.execute(
        "insert into processes (id, key, name, category, level, parent_id, about, variant_of, site, created_at, created_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &new.id,
            &new.key,
            &new.name,
            &new.category,
            &new.level.number(),
            &new.parent_id,
            &new.about,
            &new.variant_of,
            &new.site,
            &new.created_at.0,
            &created_by,
        ],
    )?;
    Ok(())
}

/// Gives a process another name.
///
/// # Errors
/// The database's.
pub fn rename(tx: &mut Tx, id: &str, name: &str) -> Result<(), Error> {
    tx.execute("update processes set name = $1 where id = $2", &[&name, &id])?;
    Ok(())
}

/// Every version of a process, newest first.
///
/// # Errors
/// The database's.
pub fn versions(tx: &mut Tx, process_id: &str) -> Result<Vec<Version>, Error> {
    let sql = format!("select {VERSION} from process_versions where process_id = $1 order by started_at desc, id desc");
    tx.query(sql, &[&process_id], version)
}

/// Every version of every process, newest first.
///
/// # Errors
/// The database's.
pub fn all_versions(tx: &mut Tx) -> Result<Vec<Version>, Error> {
    let sql =
        format!("select {VERSION} from process_versions where state <> 'discarded' order by started_at desc, id desc");
    tx.query(sql, &[], version)
}

/// Published versions whose day has come and that nobody was told of yet, in the order of their days.
///
/// # Errors
/// The database's.
pub fn coming(tx: &mut Tx, now: Time) -> Result<Vec<Version>, Error> {
    let sql = format!(
        "select {VERSION} from process_versions where state = 'published' and came_at is null and effective_at <= $1 \
         order by effective_at, id"
    );
    tx.query(sql, &[&now.0], version)
}

/// Notes that a version is in force.
///
/// # Errors
/// [`Error::Stale`] when that was noted already.
pub fn came(tx: &mut Tx, version_id: &str, now: Time) -> Result<(), Error> {
    tx.change("update process_versions set came_at = $1 where id = $2 and came_at is null", &[&now.0, &version_id])
}

/// One version by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn version_by_id(tx: &mut Tx, id: &str) -> Result<Version, Error> {
    tx.one(format!("select {VERSION} from process_versions where id = $1"), &[&id], version)
}

/// The open draft of a process, if somebody works on one.
///
/// # Errors
/// The database's.
pub fn open_draft(tx: &mut Tx, process_id: &str) -> Result<Option<Version>, Error> {
    let sql = format!(
        "select {VERSION} from process_versions where process_id = $1 and state in ('draft', 'in_review', 'sent_back', 'approved') \
         order by id desc limit 1"
    );
    tx.maybe(sql, &[&process_id], version)
}

/// The published version of a number.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_number(tx: &mut Tx, process_id: &str, number: &str) -> Result<Version, Error> {
    let sql =
        format!("select {VERSION} from process_versions where process_id = $1 and number = $2 and state = 'published'");
    tx.one(sql, &[&process_id, &number], version)
}

/// The definition of a version.
///
/// # Errors
/// When it does not exist or cannot be read.
pub fn definition(tx: &mut Tx, version_id: &str) -> Result<Definition, Failure> {
    shared_definition(tx, version_id).map(|shared| Definition::clone(&shared))
}

/// [`definition`] to look at: shared with everybody else who looks.
///
/// # Errors
/// When it does not exist or cannot be read.
pub fn shared_definition(tx: &mut Tx, version_id: &str) -> Result<Arc<Definition>, Failure> {
    let text: String =
        tx.one("select definition from process_versions where id = $1", &[&version_id], |row| row.get(0))?;
    definition::read_shared(&text).map_err(Failure::broken)
}

/// The definition as it was at a revision, and who saved it when.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such revision.
pub fn revision(tx: &mut Tx, version_id: &str, revision: i64) -> Result<Revision, Failure> {
    let (text, saved_by, saved_by_name, saved_at) = tx.one(
        "select definition, saved_by, saved_by_name, saved_at from process_revisions where version_id = $1 and revision = $2",
        &[&version_id, &revision],
        |row| Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?, Time(row.get(3)?))),
    )?;
    let definition = definition::read(&text).map_err(Failure::broken)?;
    Ok(Revision { definition, saved_by, saved_by_name, saved_at })
}

/// A saved state of a draft.
#[derive(Clone, Debug)]
pub struct Revision {
    pub definition: Definition,
    pub saved_by: String,
    pub saved_by_name: String,
    pub saved_at: Time,
}

/// Everybody who saved a revision of a version.
///
/// # Errors
/// The database's.
pub fn authors(tx: &mut Tx, version_id: &str) -> Result<Vec<String>, Error> {
    tx.query("select distinct saved_by from process_revisions where version_id = $1", &[&version_id], |row| row.get(0))
}

/// Whether anybody else saved a version after a revision.
///
/// # Errors
/// The database's.
pub fn saved_by_others(tx: &mut Tx, version_id: &str, after: i64, person_id: &str) -> Result<bool, Error> {
    let others: i64 = tx.one(
        "select count(*) from process_revisions where version_id = $1 and revision > $2 and saved_by <> $3",
        &[&version_id, &after, &person_id],
        |row| row.get(0),
    )?;
    Ok(others > 0)
}

/// Writes a new version with its first revision.
///
/// # Errors
/// The database's.
pub fn insert_version(tx: &mut Tx, new: &Version, definition: &Definition, by_name: &str) -> Result<(), Error> {
    let text = definition::canonical(definition);
    let class = class_key(new.class);
    let state = new.state.key();
    tx.execute(
        "insert into process_versions (id, process_id, number, state, definition, seal, revision, base_id, class, started_by, \
         started_at, submitted_by, published_by, improvement_id, note, follows_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', $12, '', $13)",
        &[
            &new.id,
            &new.process_id,
            &new.number,
            &state,
            &text,
            &new.seal,
            &new.revision,
            &new.base_id,
            &class,
            &new.started_by,
            &new.started_at.0,
            &new.improvement_id,
            &new.follows_id,
        ],
    )?;
    insert_revision(tx, &new.id, new.revision, &text, &new.started_by, by_name, new.started_at)
}

fn insert_revision(
    tx: &mut Tx,
    version_id: &str,
    revision: i64,
    text: &str,
    by: &str,
    by_name: &str,
    at: Time,
) -> Result<(), Error> {
    tx.execute(
        "insert into process_revisions (version_id, revision, definition, saved_by, saved_by_name, saved_at) \
         values ($1, $2, $3, $4, $5, $6)",
        &[&version_id, &revision, &text, &by, &by_name, &at.0],
    )?;
    Ok(())
}

/// Saves a definition as the next revision of a version; [`Error::Stale`] when somebody saved meanwhile.
///
/// # Errors
/// The database's.
pub fn save(
    tx: &mut Tx,
    version: &Version,
    definition: &Definition,
    by: &str,
    by_name: &str,
    now: Time,
) -> Result<i64, Error> {
    let text = definition::canonical(definition);
    let next = version.revision + 1;
    let seal = definition::seal(definition);
    let state = version.state.key();
    tx.change(
        "update process_versions set definition = $1, seal = $2, revision = $3, state = $4 where id = $5 and revision = $6",
        &[&text, &seal, &next, &state, &version.id, &version.revision],
    )?;
    insert_revision(tx, &version.id, next, &text, by, by_name, now)?;
    Ok(next)
}

/// Writes everything about a version but its definition.
///
/// # Errors
/// [`Error::Stale`] when somebody saved meanwhile.
pub fn update_version(tx: &mut Tx, version: &Version) -> Result<(), Error> {
    let (state, class) = (version.state.key(), class_key(version.class));
    let submitted_at = version.submitted_at.map(|time| time.0);
    let published_at = version.published_at.map(|time| time.0);
    let effective_at = version.effective_at.map(|time| time.0);
    tx.change(
        "update process_versions set number = $1, state = $2, submitted_revision = $3, class = $4, submitted_by = $5, \
         submitted_at = $6, published_by = $7, published_at = $8, effective_at = $9, note = $10 where id = $11 and revision = $12",
        &[
            &version.number,
            &state,
            &version.submitted_revision,
            &class,
            &version.submitted_by,
            &submitted_at,
            &version.published_by,
            &published_at,
            &effective_at,
            &version.note,
            &version.id,
            &version.revision,
        ],
    )
}

/// Lets the open draft of a process that was started from one version go on from another.
///
/// # Errors
/// The database's.
pub fn rebase(tx: &mut Tx, from_version: &str, to_version: &str) -> Result<(), Error> {
    tx.execute(
        "update process_versions set base_id = $1 where base_id = $2 and state in ('draft', 'in_review', 'sent_back', 'approved')",
        &[&to_version, &from_version],
    )?;
    Ok(())
}

/// When a process is to be reviewed next: what its owner was asked at publication.
///
/// # Errors
/// The database's.
pub fn next_review(tx: &mut Tx, process_id: &str) -> Result<Option<Time>, Error> {
    let sql = "select max(due_at) from asks where object_kind = 'process_review' and object_id = $1";
    Ok(tx.one(sql, &[&process_id], |row| row.get::<Option<i64>>(0))?.map(Time))
}

/// Who holds or was asked to hold the roles of a process and has not left them.
///
/// # Errors
/// The database's.
pub fn holders(tx: &mut Tx, process_id: &str) -> Result<Vec<Holder>, Error> {
    tx.query(
        "select h.id, h.role, h.person_id, p.name, h.asked_by, h.asked_at, h.accepted_at, h.assignment_id, h.ended_at \
         from process_holders h join people p on p.id = h.person_id where h.process_id = $1 and h.ended_at is null order by h.id",
        &[&process_id],
        holder,
    )
}

/// Writes that somebody was asked to hold a role.
///
/// # Errors
/// The database's.
pub fn insert_holder(tx: &mut Tx, process_id: &str, new: &Holder) -> Result<(), Error> {
    let role = new.role.key();
    tx.execute(
        "insert into process_holders (id, process_id, role, person_id, asked_by, asked_at, assignment_id, end_reason) \
         values ($1, $2, $3, $4, $5, $6, '', '')",
        &[&new.id, &process_id, &role, &new.person_id, &new.asked_by, &new.asked_at.0],
    )?;
    Ok(())
}

/// Notes that somebody accepted a role.
///
/// # Errors
/// [`Error::Stale`] when they answered already.
pub fn accept_holder(tx: &mut Tx, id: &str, assignment_id: &str, now: Time) -> Result<(), Error> {
    tx.change(
        "update process_holders set accepted_at = $1, assignment_id = $2 where id = $3 and accepted_at is null and ended_at is null",
        &[&now.0, &assignment_id, &id],
    )
}

/// Notes that somebody declined or left a role.
///
/// # Errors
/// [`Error::Stale`] when that was noted already.
pub fn end_holder(tx: &mut Tx, id: &str, reason: &str, now: Time) -> Result<(), Error> {
    tx.change(
        "update process_holders set ended_at = $1, end_reason = $2 where id = $3 and ended_at is null",
        &[&now.0, &reason, &id],
    )
}

fn class_key(class: Option<Class>) -> &'static str {
    match class {
        None => "",
        Some(Class::Minor) => "minor",
        Some(Class::Major) => "major",
    }
}

fn process(row: &Row) -> Result<Process, Error> {
    Ok(Process {
        id: row.get(0)?,
        key: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        level: Level::from_number(row.get(4)?).unwrap_or_default(),
        parent_id: row.get(5)?,
        about: row.get(6)?,
        variant_of: row.get(7)?,
        site: row.get(8)?,
        created_at: Time(row.get(9)?),
        retirement: match row.get::<Option<i64>>(10)? {
            None => None,
            Some(from) => Some(Retirement {
                from: Time(from),
                reason: row.get(11)?,
                successor_id: row.get(12)?,
                by: row.get(13)?,
                done_at: row.get::<Option<i64>>(14)?.map(Time),
            }),
        },
    })
}

fn version(row: &Row) -> Result<Version, Error> {
    let (state, class): (String, String) = (row.get(3)?, row.get(8)?);
    Ok(Version {
        id: row.get(0)?,
        process_id: row.get(1)?,
        number: row.get(2)?,
        state: State::from_key(&state).unwrap_or(State::Discarded),
        seal: row.get(4)?,
        revision: row.get(5)?,
        submitted_revision: row.get(6)?,
        base_id: row.get(7)?,
        follows_id: row.get(18)?,
        class: match class.as_str() {
            "minor" => Some(Class::Minor),
            "major" => Some(Class::Major),
            _ => None,
        },
        started_by: row.get(9)?,
        started_at: Time(row.get(10)?),
        submitted_by: row.get(11)?,
        submitted_at: row.get::<Option<i64>>(12)?.map(Time),
        published_by: row.get(13)?,
        published_at: row.get::<Option<i64>>(14)?.map(Time),
        effective_at: row.get::<Option<i64>>(15)?.map(Time),
        improvement_id: row.get(16)?,
        note: row.get(17)?,
    })
}

fn holder(row: &Row) -> Result<Holder, Error> {
    let role: String = row.get(1)?;
    Ok(Holder {
        id: row.get(0)?,
        role: HolderRole::from_key(&role).unwrap_or(HolderRole::Manager),
        person_id: row.get(2)?,
        person_name: row.get(3)?,
        asked_by: row.get(4)?,
        asked_at: Time(row.get(5)?),
        accepted_at: row.get::<Option<i64>>(6)?.map(Time),
        assignment_id: row.get(7)?,
        ended_at: row.get::<Option<i64>>(8)?.map(Time),
    })
}
