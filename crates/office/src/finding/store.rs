//! The tables of what was found and of the activities in force.

use std::collections::BTreeMap;

use db::{Error, Row, Tx};

use super::model::{Found, Outline, Part, Step, key_of, severity_of};
use crate::clock::Time;
use crate::definition::Severity;
use crate::failure::Failure;
use crate::people::store::escape_like;

/// What was looked at last: the version, its seal, the words that counted as jargon, and the rules of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub version_id: String,
    pub seal: String,
    pub words: String,
    pub rules: String,
}

/// What was looked at last, by process.
///
/// # Errors
/// The database's.
pub fn sources(tx: &mut Tx) -> Result<BTreeMap<String, Source>, Error> {
    let all = tx.query("select process_id, version_id, seal, words, rules from finding_sources", &[], |row| {
        let source = Source { version_id: row.get(1)?, seal: row.get(2)?, words: row.get(3)?, rules: row.get(4)? };
        Ok((row.get(0)?, source))
    })?;
    Ok(all.into_iter().collect())
}

/// Writes what was found in a process anew.
///
/// # Errors
/// The database's.
pub fn replace(
    tx: &mut Tx,
    process_id: &str,
    source: &Source,
    outline: &Outline,
    found: &[Found],
    steps: &[Step],
) -> Result<(), Failure> {
    let outline = serde_json::to_string(outline).map_err(|error| Failure::broken(format!("an outline: {error}")))?;
    clear(tx, process_id)?;
    tx.execute(
        "insert into finding_sources (process_id, version_id, seal, words, rules, outline) values ($1, $2, $3, $4, $5, $6) \
         on conflict (process_id) do update set version_id = excluded.version_id, seal = excluded.seal, \
         words = excluded.words, rules = excluded.rules, outline = excluded.outline",
        &[&process_id, &source.version_id, &source.seal, &source.words, &source.rules, &outline],
    )?;
    for (at, one) in (0_i64..).zip(found) {
        tx.execute(
            "insert into findings (process_id, position, rule, severity, message, place, href, new_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &process_id,
                &at,
                &one.rule,
                &key_of(one.severity),
                &one.message,
                &one.place,
                &one.href,
                &one.new_at.map(|time| time.0),
            ],
        )?;
    }
    for (at, step) in (0_i64..).zip(steps) {
        tx.execute(
            "insert into finding_steps (process_id, element_id, position, name, lowered, accountable) \
             values ($1, $2, $3, $4, $5, $6) on conflict (process_id, element_id) do nothing",
            &[&process_id, &step.element_id, &at, &step.name, &step.name.to_lowercase(), &step.accountable],
        )?;
    }
    Ok(())
}

/// Writes the named parts of a process anew.
///
/// # Errors
/// The database's.
pub fn replace_parts(tx: &mut Tx, process_id: &str, parts: &[Part]) -> Result<(), Error> {
    for (at, part) in (0_i64..).zip(parts) {
        tx.execute(
            "insert into finding_parts (process_id, position, kind, name, lowered, href) values ($1, $2, $3, $4, $5, $6)",
            &[&process_id, &at, &part.kind, &part.name, &part.name.to_lowercase(), &part.href],
        )?;
    }
    Ok(())
}

fn clear(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.execute("delete from findings where process_id = $1", &[&process_id])?;
    tx.execute("delete from finding_steps where process_id = $1", &[&process_id])?;
    tx.execute("delete from finding_parts where process_id = $1", &[&process_id])?;
    Ok(())
}

/// Processes that were looked at by other rules than these, `most` at most.
///
/// # Errors
/// The database's.
pub fn looked_at_otherwise(tx: &mut Tx, rules: &str, most: i64) -> Result<Vec<String>, Error> {
    let sql = "select process_id from finding_sources where rules <> $1 order by process_id limit $2";
    tx.query(sql, &[&rules, &most], |row| row.get(0))
}

/// Takes the mark of what is new from the findings of a process; how many had it.
///
/// # Errors
/// The database's.
pub fn not_new(tx: &mut Tx, process_id: &str) -> Result<u64, Error> {
    tx.execute("update findings set new_at = null where process_id = $1 and new_at is not null", &[&process_id])
}

/// Forgets a process of which no version is in force.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    clear(tx, process_id)?;
    tx.execute("delete from finding_sources where process_id = $1", &[&process_id])?;
    Ok(())
}

/// What the definitions in force say about themselves; of one process where it is named.
///
/// # Errors
/// The database's.
pub fn own(tx: &mut Tx, process_id: Option<&str>) -> Result<Vec<Found>, Error> {
    let from = "select f.process_id, p.key, p.name, f.rule, f.severity, f.message, f.place, f.href, f.new_at from findings f \
                join processes p on p.id = f.process_id";
    match process_id {
        None => tx.query(format!("{from} order by f.process_id, f.position"), &[], found),
        Some(id) => tx.query(format!("{from} where f.process_id = $1 order by f.position"), &[&id], found),
    }
}

fn found(row: &Row) -> Result<Found, Error> {
    Ok(Found {
        process_id: row.get(0)?,
        process_key: row.get(1)?,
        process: row.get(2)?,
        rule: row.get(3)?,
        severity: severity_of(&row.get::<String>(4)?).unwrap_or(Severity::Info),
        message: row.get(5)?,
        place: row.get(6)?,
        href: row.get(7)?,
        new_at: row.get::<Option<i64>>(8)?.map(Time),
    })
}

/// A process of which a version is in force, with its outline.
pub struct Outlined {
    pub id: String,
    pub key: String,
    pub name: String,
    /// The process that it is a variant of, else itself: within a family the same steps are meant.
    pub family: String,
    pub outline: Outline,
}

/// Every process of which a version is in force.
///
/// # Errors
/// The database's, or an outline that cannot be read.
pub fn outlines(tx: &mut Tx) -> Result<Vec<Outlined>, Failure> {
    let rows: Vec<(String, String, String, Option<String>, String)> = tx.query(
        "select p.id, p.key, p.name, p.variant_of, s.outline from finding_sources s join processes p on p.id = s.process_id \
         order by p.name",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )?;
    rows.into_iter()
        .map(|(id, key, name, base, outline)| {
            let outline =
                serde_json::from_str(&outline).map_err(|error| Failure::broken(format!("an outline: {error}")))?;
            let family = base.unwrap_or_else(|| id.clone());
            Ok(Outlined { id, key, name, family, outline })
        })
        .collect()
}

/// Who says that a role of a process is theirs.
pub struct Practised {
    pub process_id: String,
    pub role_key: String,
    pub person_id: String,
    pub person: String,
}

/// Every role that somebody says is theirs.
///
/// # Errors
/// The database's.
pub fn practised(tx: &mut Tx) -> Result<Vec<Practised>, Error> {
    tx.query(
        "select pp.process_id, pp.role_key, pp.person_id, p.name from process_practices pp join people p on p.id = pp.person_id \
         where p.disabled_at is null order by p.name, pp.person_id",
        &[],
        |row| {
            Ok(Practised { process_id: row.get(0)?, role_key: row.get(1)?, person_id: row.get(2)?, person: row.get(3)? })
        },
    )
}

/// The processes of which somebody accepted a role: process and role.
///
/// # Errors
/// The database's.
pub fn held(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        "select process_id, role from process_holders where accepted_at is not null and ended_at is null",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// An activity for which several processes answer.
pub struct Shared {
    pub lowered: String,
    pub process_id: String,
    pub element_id: String,
    pub name: String,
    pub accountable: String,
}

/// Activities of the same name for which somebody is accountable in more than one process.
///
/// # Errors
/// The database's.
pub fn shared_steps(tx: &mut Tx) -> Result<Vec<Shared>, Error> {
    tx.query(
        "select lowered, process_id, element_id, name, accountable from finding_steps where accountable <> '' and lowered in \
         (select lowered from finding_steps where accountable <> '' and lowered <> '' group by lowered \
         having count(distinct process_id) > 1) order by lowered, process_id",
        &[],
        |row| {
            Ok(Shared {
                lowered: row.get(0)?,
                process_id: row.get(1)?,
                element_id: row.get(2)?,
                name: row.get(3)?,
                accountable: row.get(4)?,
            })
        },
    )
}

/// An activity in force that a search found.
pub struct StepFound {
    pub process_id: String,
    pub process_key: String,
    pub process: String,
    pub element_id: String,
    pub name: String,
}

/// Activities in force whose name has the words in it, `most` at most.
///
/// # Errors
/// The database's.
pub fn steps_with(tx: &mut Tx, words: &str, now: Time, most: i64) -> Result<Vec<StepFound>, Error> {
    let like = format!("%{}%", escape_like(&words.to_lowercase()));
    tx.query(
        "select p.id, p.key, p.name, s.element_id, s.name from finding_steps s join processes p on p.id = s.process_id \
         where s.lowered like $1 escape '!' and (p.retires_at is null or p.retires_at > $2) \
         order by p.name, s.position limit $3",
        &[&like, &now.0, &most],
        |row| {
            Ok(StepFound {
                process_id: row.get(0)?,
                process_key: row.get(1)?,
                process: row.get(2)?,
                element_id: row.get(3)?,
                name: row.get(4)?,
            })
        },
    )
}

/// A named part of a definition in force that a search found.
pub struct PartFound {
    pub process_id: String,
    pub process: String,
    pub kind: String,
    pub name: String,
    pub href: String,
}

/// Named parts in force whose name has the words in it, `most` at most.
///
/// # Errors
/// The database's.
pub fn parts_with(tx: &mut Tx, words: &str, now: Time, most: i64) -> Result<Vec<PartFound>, Error> {
    let like = format!("%{}%", escape_like(&words.to_lowercase()));
    tx.query(
        "select p.id, p.name, f.kind, f.name, f.href from finding_parts f join processes p on p.id = f.process_id \
         where f.lowered like $1 escape '!' and (p.retires_at is null or p.retires_at > $2) \
         order by length(f.lowered), f.lowered, p.name, f.position limit $3",
        &[&like, &now.0, &most],
        |row| {
            Ok(PartFound {
                process_id: row.get(0)?,
                process: row.get(1)?,
                kind: row.get(2)?,
                name: row.get(3)?,
                href: row.get(4)?,
            })
        },
    )
}
