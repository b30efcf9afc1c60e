//! Variants of a process, what their versions follow, and what was answered to their base.

use db::{Error, Tx};

use super::super::model::Process;
use super::super::store;
use super::model::{Answered, Reply};
use crate::access::Actor;
use crate::clock::Time;

/// The variants of a process, by site.
///
/// # Errors
/// The database's.
pub fn of_base(tx: &mut Tx, base_id: &str) -> Result<Vec<Process>, Error> {
    store::some(tx, "where variant_of = $1 order by lower(site), id", &[&base_id])
}

/// Writes which version of the base a version follows.
///
/// # Errors
/// [`Error::Stale`] when the version is gone.
pub fn follow(tx: &mut Tx, version_id: &str, base_version_id: &str) -> Result<(), Error> {
    tx.change("update process_versions set follows_id = $1 where id = $2", &[&base_version_id, &version_id])
}

/// Keeps an answer.
///
/// # Errors
/// The database's.
pub fn answer(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    base_version_id: &str,
    reply: Reply,
    reason: &str,
) -> Result<(), Error> {
    let (id, reply) = (uuid::Uuid::now_v7().to_string(), reply.key());
    tx.execute(
        "insert into variant_answers (id, process_id, base_version_id, answer, reason, answered_by, answered_name, answered_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&id, &process_id, &base_version_id, &reply, &reason, &actor.person_id, &actor.name, &now.0],
    )?;
    Ok(())
}

/// The last answer that was given for a variant.
///
/// # Errors
/// The database's.
pub fn last_answer(tx: &mut Tx, process_id: &str) -> Result<Option<Answered>, Error> {
    tx.maybe(
        "select base_version_id, answer, reason, answered_name, answered_at from variant_answers where process_id = $1 \
         order by answered_at desc, id desc limit 1",
        &[&process_id],
        |row| {
            let reply: String = row.get(1)?;
            Ok(Answered {
                base_version_id: row.get(0)?,
                reply: Reply::from_key(&reply).unwrap_or(Reply::Taken),
                reason: row.get(2)?,
                by: row.get(3)?,
                at: Time(row.get(4)?),
            })
        },
    )
}
