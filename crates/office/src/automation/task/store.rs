//! The table of tasks and of those who are asked to do them.
//!
//! A task of a case is found by its key: its state is worded `coalesce(state, '')` there, so that PostgreSQL never takes an index of all open
//! tasks instead, which seems short to it while few are open. Absent: what a task leads to.

use std::sync::LazyLock;

use db::{Backend, Bind, Error, Row, Sql, Tx};

use super::super::case::store as cases;
use super::super::case::store::{id, int};
use super::super::model::{Case, State, Task, TaskState, kind_from};
use crate::clock::Time;

const COLUMNS: &str = "t.case_id, t.id, t.process_id, t.kind, t.element, t.name, t.topic, t.state, t.due_at, t.offered_at, t.claimed_by, \
     t.claimed_at, t.done_by, t.done_at, t.locked_by, t.locked_until, t.tries";
const COLUMN_COUNT: usize = 17;

static BY_ID: LazyLock<String> =
    LazyLock::new(|| format!("select {COLUMNS} from case_tasks t where t.case_id = $1 and t.id = $2"));
static OF_CASE: LazyLock<String> =
    LazyLock::new(|| format!("select {COLUMNS} from case_tasks t where t.case_id = $1 order by t.id"));

static WITH_CASE: LazyLock<(String, String)> =
    LazyLock::new(|| (with_case_by("group_concat"), with_case_by("string_agg")));

fn with_case_by(gathered: &str) -> String {
    format!(
        "select {}, {COLUMNS}, (select {gathered}(k.person_id, ',') from case_candidates k where k.case_id = t.case_id and k.task = t.id), \
         (select count(*) from case_pauses z where z.case_id = t.case_id) \
         from case_tasks t join cases c on c.id = t.case_id where t.case_id = $1 and t.id = $2",
        cases::COLUMNS
    )
}

/// A task with all that says who may act on it.
pub struct WithCase {
    pub case: Case,
    pub task: Task,
    /// Who is asked, by id.
    pub candidates: Vec<String>,
    pub is_paused: bool,
}

/// One task with its case, read in one question.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn with_case(tx: &mut Tx, case_id: &str, task: u64) -> Result<WithCase, Error> {
    let (sql, task) = (Sql::Each { sqlite: &WITH_CASE.0, postgres: &WITH_CASE.1 }, int(task));
    tx.one(sql, &[&case_id, &task], |row| {
        let behind = cases::COLUMN_COUNT + COLUMN_COUNT;
        let candidates: Option<String> = row.get(behind)?;
        let mut candidates: Vec<String> = candidates.iter().flat_map(|ids| ids.split(',')).map(str::to_owned).collect();
        candidates.sort_unstable();
        let pauses: i64 = row.get(behind + 1)?;
        Ok(WithCase {
            case: cases::case(row)?,
            task: read_from(row, cases::COLUMN_COUNT)?,
            candidates,
            is_paused: pauses > 0,
        })
    })
}

/// One task.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, case_id: &str, task: u64) -> Result<Task, Error> {
    let task = int(task);
    tx.one(BY_ID.as_str(), &[&case_id, &task], read)
}

/// What a task was offered with, as JSON.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn offer(tx: &mut Tx, case_id: &str, task: u64) -> Result<String, Error> {
    let task = int(task);
    tx.one("select offer from case_tasks where case_id = $1 and id = $2", &[&case_id, &task], |row| row.get(0))
}

/// The tasks of a case, the first ones first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut Tx, case_id: &str) -> Result<Vec<Task>, Error> {
    tx.query(OF_CASE.as_str(), &[&case_id], read)
}

/// The open tasks of a person: taken on, or offered to them; the earliest due first.
///
/// # Errors
/// The database's.
pub fn of_person(tx: &mut Tx, person_id: &str, limit: i64) -> Result<Vec<Task>, Error> {
    let sql = format!(
        "select {COLUMNS} from (\
         select * from case_tasks where claimed_by = $1 and claimed_by <> '' and state = 'open' union all \
         select o.* from case_candidates c join case_tasks o on o.case_id = c.case_id and o.id = c.task \
         where c.person_id = $1 and o.state = 'open' and o.claimed_by = '') as t \
         where not exists (select 1 from case_pauses p where p.case_id = t.case_id) \
         order by coalesce(t.due_at, 9223372036854775807), t.case_id, t.id limit $2"
    );
    tx.query(sql, &[&person_id, &limit], read)
}

/// The first open task of a case that a person has taken on or is asked to do.
///
/// # Errors
/// The database's.
pub fn next_of(tx: &mut Tx, case_id: &str, person_id: &str) -> Result<Option<Task>, Error> {
    let sql = format!(
        "select {COLUMNS} from case_tasks t where t.case_id = $1 and coalesce(t.state, '') = 'open' and (t.claimed_by = $2 or (t.claimed_by = '' \
         and exists (select 1 from case_candidates c where c.case_id = t.case_id and c.task = t.id and c.person_id = $2))) \
         order by coalesce(t.due_at, 9223372036854775807), t.id limit 1"
    );
    tx.maybe(sql, &[&case_id, &person_id], read)
}

/// A task that was done, with what a log says of its case.
pub struct Done {
    pub task: Task,
    pub code: String,
    pub deployment_id: String,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    /// Whether its case came to its end, and was not cancelled.
    pub is_complete: bool,
}

/// Every task of a process that was done, for a log; the newest cases first.
///
/// # Errors
/// The database's.
pub fn done_of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Done>, Error> {
    let sql = format!(
        "select {COLUMNS}, c.code, c.deployment_id, c.started_at, c.ended_at, c.state from cases c join case_tasks t on t.case_id = c.id \
         where c.process_id = $1 and t.state = 'done' order by c.started_at desc, t.case_id, t.id limit $2"
    );
    tx.query(sql, &[&process_id, &limit], |row| {
        Ok(Done {
            task: read(row)?,
            code: row.get(17)?,
            deployment_id: row.get(18)?,
            started_at: Time(row.get(19)?),
            ended_at: row.get::<Option<i64>>(20)?.map(Time),
            is_complete: row.get::<String>(21)? == State::Completed.key(),
        })
    })
}

/// Names the element of a task anew, with its offer.
///
/// # Errors
/// The database's.
pub fn rename(tx: &mut Tx, case_id: &str, task: u64, (element, name): (&str, &str), offer: &str) -> Result<(), Error> {
    let task = int(task);
    tx.execute(
        "update case_tasks set element = $1, name = $2, offer = $3 where case_id = $4 and id = $5",
        &[&element, &name, &offer, &case_id, &task],
    )?;
    Ok(())
}

/// Sets the due day of a task.
///
/// # Errors
/// The database's.
pub fn set_due(tx: &mut Tx, case_id: &str, task: u64, due: Time) -> Result<(), Error> {
    let task = int(task);
    tx.execute("update case_tasks set due_at = $1 where case_id = $2 and id = $3", &[&due.0, &case_id, &task])?;
    Ok(())
}

/// How much work for people stands at an element, and how long it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heat {
    pub element: String,
    pub name: String,
    pub open: i64,
    pub overdue: i64,
    /// Since when the oldest open work waits.
    pub oldest: Option<Time>,
    /// When open work was offered on average.
    pub mean_offered: Option<Time>,
    pub done: i64,
    /// How long done work took on average from its offer, seconds.
    pub took_s: Option<i64>,
}

/// The work of a process by element, the most open work first; overdue is what was due before `today`.
///
/// # Errors
/// The database's.
pub fn heat(tx: &mut Tx, process_id: &str, today: Time) -> Result<Vec<Heat>, Error> {
    let sql = "select element, max(name), \
         cast(sum(case when state = 'open' then 1 else 0 end) as INT8) as open_count, \
         cast(sum(case when state = 'open' and due_at < $2 then 1 else 0 end) as INT8), \
         min(case when state = 'open' then offered_at end), \
         cast(sum(case when state = 'open' then offered_at / 1000000 else 0 end) as INT8), \
         cast(sum(case when state = 'done' then 1 else 0 end) as INT8), \
         cast(sum(case when state = 'done' and done_at is not null then (done_at - offered_at) / 1000000 else 0 end) as INT8) \
         from case_tasks where process_id = $1 and kind = 'user' group by element order by open_count desc, element";
    tx.query(sql, &[&process_id, &today.0], |row| {
        let (open, done): (i64, i64) = (row.get(2)?, row.get(6)?);
        let (offered, took): (i64, i64) = (row.get(5)?, row.get(7)?);
        Ok(Heat {
            element: row.get(0)?,
            name: row.get(1)?,
            open,
            overdue: row.get(3)?,
            oldest: row.get::<Option<i64>>(4)?.map(Time),
            mean_offered: (open > 0).then(|| Time(offered / open.max(1) * 1_000_000)),
            done,
            took_s: (done > 0).then(|| took / done.max(1)),
        })
    })
}

/// Whether a task is still to be done.
///
/// # Errors
/// The database's.
pub fn is_open(tx: &mut Tx, case_id: &str, task: u64) -> Result<bool, Error> {
    let task = int(task);
    let sql = "select state from case_tasks where case_id = $1 and id = $2";
    let state = tx.maybe(sql, &[&case_id, &task], |row| row.get::<String>(0))?;
    Ok(state.as_deref() == Some(TaskState::Open.key()))
}

/// Lets a person take a task on that nobody has.
///
/// # Errors
/// [`Error::Stale`] when somebody has it, or it is no longer open.
pub fn claim(tx: &mut Tx, now: Time, case_id: &str, task: u64, person_id: &str) -> Result<(), Error> {
    let task = int(task);
    tx.put_change(
        "update case_tasks set claimed_by = $1, claimed_at = $2 where case_id = $3 and id = $4 and coalesce(state, '') = 'open' \
         and claimed_by = ''",
        &[&person_id, &now.0, &case_id, &task],
    )
}

/// Gives a task to somebody, or to nobody in particular where the person is empty.
///
/// # Errors
/// [`Error::Stale`] when it is no longer open.
pub fn assign(tx: &mut Tx, now: Time, case_id: &str, task: u64, person_id: &str) -> Result<(), Error> {
    let (task, at) = (int(task), (!person_id.is_empty()).then_some(now.0));
    tx.change(
        "update case_tasks set claimed_by = $1, claimed_at = $2 where case_id = $3 and id = $4 and coalesce(state, '') = 'open'",
        &[&person_id, &at, &case_id, &task],
    )
}

/// Notes who does a task; the step that follows ends it. Nobody is asked any more.
///
/// # Errors
/// The database's.
pub fn finish(tx: &mut Tx, now: Time, case_id: &str, task: u64, person_id: &str) -> Result<(), Error> {
    let row = int(task);
    tx.put(
        "update case_tasks set done_by = $1, done_at = $2, locked_by = '' where case_id = $3 and id = $4 and coalesce(state, '') = 'open'",
        &[&person_id, &now.0, &case_id, &row],
    )?;
    clear_candidates(tx, case_id, task)
}

/// The elements at which a person did a task of a case.
///
/// # Errors
/// The database's.
pub fn done_by(tx: &mut Tx, case_id: &str, person_id: &str) -> Result<Vec<String>, Error> {
    let sql = "select element from case_tasks where case_id = $1 and done_by = $2 and state = 'done' order by id";
    tx.query(sql, &[&case_id, &person_id], |row| row.get(0))
}

/// Whether a person has or had to do with a case: was asked, took something on, or did it.
///
/// # Errors
/// The database's.
pub fn takes_part(tx: &mut Tx, case_id: &str, person_id: &str) -> Result<bool, Error> {
    let asked = "select 1 from case_candidates where case_id = $1 and person_id = $2 limit 1";
    if tx.maybe(asked, &[&case_id, &person_id], |row| row.get::<i64>(0))?.is_some() {
        return Ok(true);
    }
    let did = "select 1 from case_tasks where case_id = $1 and (claimed_by = $2 or done_by = $2) limit 1";
    Ok(tx.maybe(did, &[&case_id, &person_id], |row| row.get::<i64>(0))?.is_some())
}

/// Who is asked to do a task, by id.
///
/// # Errors
/// The database's.
pub fn candidates(tx: &mut Tx, case_id: &str, task: u64) -> Result<Vec<String>, Error> {
    let task = int(task);
    let sql = "select person_id from case_candidates where case_id = $1 and task = $2 order by person_id";
    tx.query(sql, &[&case_id, &task], |row| row.get(0))
}

/// Writes who is asked to do a task.
///
/// # Errors
/// The database's.
pub fn insert_candidate(tx: &mut Tx, case_id: &str, task: u64, person_id: &str) -> Result<(), Error> {
    let task = int(task);
    tx.put(
        "insert into case_candidates (case_id, task, person_id) values ($1, $2, $3) \
         on conflict (case_id, task, person_id) do nothing",
        &[&case_id, &task, &person_id],
    )?;
    Ok(())
}

/// Nobody is asked any more.
///
/// # Errors
/// The database's.
pub fn clear_candidates(tx: &mut Tx, case_id: &str, task: u64) -> Result<(), Error> {
    let task = int(task);
    tx.put("delete from case_candidates where case_id = $1 and task = $2", &[&case_id, &task])?;
    Ok(())
}

/// Tasks of a topic that no program has, of some processes (none: of any), the oldest first.
///
/// # Errors
/// The database's.
pub fn free_for_programs(
    tx: &mut Tx,
    now: Time,
    topic: &str,
    processes: Option<&[String]>,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    let mut args: Vec<&dyn Bind> = vec![&topic, &now.0];
    let mut condition = String::new();
    if let Some(processes) = processes {
        let places: Vec<String> = processes
            .iter()
            .map(|process| {
                args.push(process);
                format!("${}", args.len())
            })
            .collect();
        condition = if places.is_empty() {
            " and 1 = 0".to_owned()
        } else {
            format!(" and t.process_id in ({})", places.join(", "))
        };
    }
    args.push(&limit);
    // Programs that ask at once get different work.
    let skip = if tx.backend() == Backend::Postgres { " for update skip locked" } else { "" };
    let sql = format!(
        "select {COLUMNS} from case_tasks t where t.state = 'open' and t.topic = $1 and t.kind not in ('user', 'call') \
         and t.tries > 0 and (t.locked_until is null or t.locked_until <= $2) \
         and not exists (select 1 from case_pauses p where p.case_id = t.case_id){condition} order by t.offered_at, t.case_id, t.id limit ${}{skip}",
        args.len()
    );
    tx.query(sql, &args, read)
}

/// Lets a program have a task until a time; false when another has it.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut Tx, now: Time, task: &Task, token: &str, until: Time) -> Result<bool, Error> {
    let row = int(task.id);
    let locked = tx.execute(
        "update case_tasks set locked_by = $1, locked_until = $2 where case_id = $3 and id = $4 and coalesce(state, '') = 'open' \
         and (locked_until is null or locked_until <= $5)",
        &[&token, &until.0, &task.case_id, &row, &now.0],
    )?;
    Ok(locked > 0)
}

/// Takes a task back from a program: how many tries it has left, and when it may be tried again.
///
/// # Errors
/// The database's.
pub fn unlock(tx: &mut Tx, case_id: &str, task: u64, tries: i64, until: Time) -> Result<(), Error> {
    let task = int(task);
    tx.put(
        "update case_tasks set locked_by = '', locked_until = $1, tries = $2 where case_id = $3 and id = $4",
        &[&until.0, &tries, &case_id, &task],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Task, Error> {
    read_from(row, 0)
}

/// A task whose columns begin at `at`.
fn read_from(row: &Row, at: usize) -> Result<Task, Error> {
    let (kind, state): (String, String) = (row.get(at + 3)?, row.get(at + 7)?);
    let time = |micros: Option<i64>| micros.map(Time);
    Ok(Task {
        case_id: row.get(at)?,
        id: id(row.get(at + 1)?),
        process_id: row.get(at + 2)?,
        kind: kind_from(&kind),
        element: row.get(at + 4)?,
        name: row.get(at + 5)?,
        topic: row.get(at + 6)?,
        state: TaskState::from_key(&state).unwrap_or(TaskState::Withdrawn),
        due_at: time(row.get(at + 8)?),
        offered_at: Time(row.get(at + 9)?),
        claimed_by: row.get(at + 10)?,
        claimed_at: time(row.get(at + 11)?),
        done_by: row.get(at + 12)?,
        done_at: time(row.get(at + 13)?),
        locked_by: row.get(at + 14)?,
        locked_until: time(row.get(at + 15)?),
        tries: row.get(at + 16)?,
    })
}
