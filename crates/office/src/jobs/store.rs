//! The jobs' table.

use db::{Backend, Bind, Error, Row, Tx};

use super::model::{Job, LEASE_S, New, PUT_OFF_S, SET_OUT, State, TRIES, back_off_s};
use crate::clock::Time;

const COLUMNS: &str =
    "id, kind, idempotency_key, payload, state, run_at, attempts, last_error, created_at, lease_token";

/// Writes a job in the caller's transaction; a key that was used before changes nothing.
///
/// # Errors
/// The database's.
pub fn enqueue(tx: &mut Tx, now: Time, new: New) -> Result<(), Error> {
    let id = uuid::Uuid::now_v7().to_string();
    let payload = new.payload.to_string();
    tx.execute(
        "insert into jobs (id, kind, idempotency_key, payload, state, run_at, attempts, last_error, created_at, lease_until, \
         lease_token) values ($1, $2, $3, $4, 'waiting', $5, 0, '', $6, 0, '') on conflict (idempotency_key) do nothing",
        &[&id, &new.kind, &new.key, &payload, &new.run_at.0, &now.0],
    )?;
    Ok(())
}

/// Which kinds of jobs are asked for.
#[derive(Clone, Debug)]
pub enum Wanted {
    Only(Vec<&'static str>),
    /// Every kind, known or not, but these.
    AllBut(Vec<&'static str>),
}

impl Wanted {
    /// Every kind.
    #[must_use]
    pub fn all() -> Wanted {
        Wanted::AllBut(Vec::new())
    }

    /// The condition on the kind, with parameters from `$first` on.
    fn condition(&self, first: usize) -> String {
        let (kinds, verb, without) = match self {
            Wanted::Only(kinds) => (kinds, "in", "1 = 0"),
            Wanted::AllBut(kinds) => (kinds, "not in", "1 = 1"),
        };
        if kinds.is_empty() {
            return without.to_owned();
        }
        let places: Vec<String> = (first..first + kinds.len()).map(|at| format!("${at}")).collect();
        format!("kind {verb} ({})", places.join(", "))
    }

    fn kinds(&self) -> impl Iterator<Item = &dyn Bind> {
        let (Wanted::Only(kinds) | Wanted::AllBut(kinds)) = self;
        kinds.iter().map(|kind| kind as &dyn Bind)
    }
}

/// Leases at most `limit` due jobs of the wanted kinds under `token`, the ones that wait longest first.
///
/// # Errors
/// The database's.
pub fn lease(tx: &mut Tx, now: Time, token: &str, wanted: &Wanted, limit: i64) -> Result<Vec<Job>, Error> {
    let until = now.plus_seconds(LEASE_S);
    let skip = if tx.backend() == Backend::Postgres { " for update skip locked" } else { "" };
    let sql = format!(
        "update jobs set lease_until = $1, lease_token = $2 where id in (select id from jobs where state = 'waiting' \
         and run_at <= $3 and lease_until <= $3 and {} order by run_at, id limit $4{skip}) returning {COLUMNS}",
        wanted.condition(5)
    );
    let mut args: Vec<&dyn Bind> = vec![&until.0, &token, &now.0, &limit];
    args.extend(wanted.kinds());
    let mut jobs = tx.query(sql, &args, job)?;
    jobs.sort_by(|a, b| a.run_at.cmp(&b.run_at).then_with(|| a.id.cmp(&b.id)));
    Ok(jobs)
}

/// Holds a leased job for another [`LEASE_S`]; in the transaction of a job's effect it is the fence against a worker that lost
/// its lease. [`Error::NotFound`] when another worker has taken it, or it has ended.
///
/// # Errors
/// The database's.
pub fn hold(tx: &mut Tx, now: Time, job: &Job) -> Result<(), Error> {
    let until = now.plus_seconds(LEASE_S);
    let changed = tx.execute(
        "update jobs set lease_until = $1 where id = $2 and lease_token = $3 and state = 'waiting'",
        &[&until.0, &job.id, &job.lease],
    )?;
    if changed == 0 || job.lease.is_empty() { Err(Error::NotFound) } else { Ok(()) }
}

/// Notes before a leased job does what nobody outside recognises as a repeat that it sets out, so that after a crash the next try knows it
/// ([`Job::is_out`]); and takes the note back where it has certainly not been done. A fence as [`hold`] is.
///
/// # Errors
/// The database's; [`Error::NotFound`] when another worker has taken the job.
pub fn set_out(tx: &mut Tx, now: Time, job: &Job, is_out: bool) -> Result<(), Error> {
    hold(tx, now, job)?;
    let mut payload = job.payload.clone();
    payload[SET_OUT] = is_out.into();
    tx.execute("update jobs set payload = $1 where id = $2", &[&payload.to_string(), &job.id])?;
    Ok(())
}

/// Puts a leased job back, to be taken up at once by whoever comes next; no try is counted.
///
/// # Errors
/// The database's.
pub fn put_back(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    tx.execute(
        "update jobs set lease_until = 0, lease_token = '' where id = $1 and lease_token = $2",
        &[&job.id, &job.lease],
    )?;
    Ok(())
}

/// Ends every lease, so that the jobs are due again at once; returns how many there were.
///
/// # Errors
/// The database's.
pub fn end_leases(tx: &mut Tx) -> Result<u64, Error> {
    tx.execute("update jobs set lease_until = 0, lease_token = '' where state = 'waiting' and lease_until > 0", &[])
}

/// Marks a leased job done; [`Error::NotFound`] when the lease was lost.
///
/// # Errors
/// The database's.
pub fn done(tx: &mut Tx, now: Time, job: &Job) -> Result<(), Error> {
    let changed = tx.execute(
        "update jobs set state = 'done', done_at = $1, attempts = attempts + 1, lease_until = 0, lease_token = '' where id = $2 \
         and lease_token = $3",
        &[&now.0, &job.id, &job.lease],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Notes a failed try: the job waits for the next one, or is left to an operator.
///
/// # Errors
/// The database's.
pub fn failed(tx: &mut Tx, now: Time, job: &Job, error: &str) -> Result<State, Error> {
    let attempts = job.attempts + 1;
    let state = if attempts >= TRIES { State::Failed } else { State::Waiting };
    let next = now.plus_seconds(back_off_s(attempts));
    let error: String = error.chars().take(500).collect();
    let key = state.key();
    tx.execute(
        "update jobs set state = $1, run_at = $2, attempts = $3, last_error = $4, lease_until = 0, lease_token = '' \
         where id = $5 and lease_token = $6",
        &[&key, &next.0, &attempts, &error, &job.id, &job.lease],
    )?;
    Ok(state)
}

/// Lets a leased job wait, with the reason, and without counting a try.
///
/// # Errors
/// The database's.
pub fn put_off(tx: &mut Tx, now: Time, job: &Job, why: &str) -> Result<(), Error> {
    let next = now.plus_seconds(PUT_OFF_S);
    tx.execute(
        "update jobs set run_at = $1, last_error = $2, lease_until = 0, lease_token = '' where id = $3 and lease_token = $4",
        &[&next.0, &why, &job.id, &job.lease],
    )?;
    Ok(())
}

/// Puts a failed job back to work at once; [`Error::NotFound`] when it is not failed.
///
/// # Errors
/// The database's.
pub fn try_again(tx: &mut Tx, now: Time, id: &str) -> Result<(), Error> {
    let changed = tx.execute(
        "update jobs set state = 'waiting', run_at = $1, attempts = 0 where id = $2 and state = 'failed'",
        &[&now.0, &id],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Gives a failed job up; [`Error::NotFound`] when it is not failed.
///
/// # Errors
/// The database's.
pub fn give_up(tx: &mut Tx, now: Time, id: &str) -> Result<(), Error> {
    let changed = tx.execute(
        "update jobs set state = 'given_up', done_at = $1 where id = $2 and state = 'failed'",
        &[&now.0, &id],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// At most `limit` jobs, of one state where it is given, newest first.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, state: Option<State>, limit: i64) -> Result<Vec<Job>, Error> {
    match state {
        Some(state) => {
            let key = state.key();
            let sql = format!("select {COLUMNS} from jobs where state = $1 order by id desc limit $2");
            tx.query(sql, &[&key, &limit], job)
        }
        None => tx.query(format!("select {COLUMNS} from jobs order by id desc limit $1"), &[&limit], job),
    }
}

/// Where the job of an idempotency key stands; none when there is no such job.
///
/// # Errors
/// The database's.
pub fn state_of(tx: &mut Tx, key: &str) -> Result<Option<State>, Error> {
    tx.maybe("select state from jobs where idempotency_key = $1", &[&key], |row| {
        let state: String = row.get(0)?;
        Ok(State::from_key(&state).unwrap_or(State::Failed))
    })
}

/// How many jobs are in each state.
///
/// # Errors
/// The database's.
pub fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    tx.query("select state, count(*) from jobs group by state order by state", &[], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// How many jobs of the wanted kinds wait and are due.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, now: Time, wanted: &Wanted) -> Result<i64, Error> {
    let sql = format!("select count(*) from jobs where state = 'waiting' and run_at <= $1 and {}", wanted.condition(2));
    let mut args: Vec<&dyn Bind> = vec![&now.0];
    args.extend(wanted.kinds());
    tx.one(sql, &args, |row| row.get(0))
}

/// Whether an earlier job of the same kind and payload is being performed just now.
///
/// # Errors
/// The database's.
pub fn is_behind_its_like(tx: &mut Tx, now: Time, job: &Job) -> Result<bool, Error> {
    let payload = job.payload.to_string();
    let held: i64 = tx.one(
        "select count(*) from jobs where state = 'waiting' and kind = $1 and payload = $2 and lease_until > $3 and id < $4",
        &[&job.kind, &payload, &now.0, &job.id],
        |row| row.get(0),
    )?;
    Ok(held > 0)
}

/// When the first job of the wanted kinds is due that nobody holds, up to `horizon`.
///
/// # Errors
/// The database's.
pub fn next_due(tx: &mut Tx, now: Time, horizon: Time, wanted: &Wanted) -> Result<Option<Time>, Error> {
    let sql = format!(
        "select run_at from jobs where state = 'waiting' and run_at <= $1 and lease_until <= $2 and {} order by run_at limit 1",
        wanted.condition(3)
    );
    let mut args: Vec<&dyn Bind> = vec![&horizon.0, &now.0];
    args.extend(wanted.kinds());
    tx.maybe(sql, &args, |row| Ok(Time(row.get(0)?)))
}

fn job(row: &Row) -> Result<Job, Error> {
    let payload: String = row.get(3)?;
    let state: String = row.get(4)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        payload: serde_json::from_str(&payload).unwrap_or_default(),
        state: State::from_key(&state).unwrap_or(State::Failed),
        run_at: Time(row.get(5)?),
        attempts: row.get(6)?,
        last_error: row.get(7)?,
        created_at: Time(row.get(8)?),
        lease: row.get(9)?,
    })
}
