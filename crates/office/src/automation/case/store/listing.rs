//! Cases as a list: who may see which, what they are searched by, and where each of them stands.

use std::collections::BTreeMap;

use db::{Bind, Error, Row, Tx};

use super::super::super::model::{Case, State};
use super::{COLUMNS, case};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::people::store::escape_like;

/// Among how many of the newest cases a word of a title is looked for.
const NEWEST: i64 = 20_000;
/// How many columns the case has in a list.
const WIDTH: usize = 18;

/// Which cases to show, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Words of the title, a reference, a code, or a value of any variable.
    pub words: String,
    pub process_id: Option<String>,
    pub state: Option<State>,
    /// Only cases with a stopped step.
    pub stopped: bool,
    /// Only what this person began.
    pub begun_by: Option<String>,
    /// Whom the list is for; none for somebody who sees every case.
    pub reader: Option<Reader>,
    pub offset: i64,
    pub limit: i64,
}

/// A case with the names that stand behind its ids.
#[derive(Clone, Debug)]
pub struct Found {
    pub case: Case,
    pub process: String,
    pub process_key: String,
    /// Empty where nobody began it.
    pub starter: String,
}

/// Where a case stands: what is to be done or waited for, who has it, since when.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub what: String,
    /// Who took it; empty where nobody did.
    pub who: String,
    /// When the task was offered; none for what is only waited for.
    pub since: Option<Time>,
    pub due_at: Option<Time>,
}

/// The words that a search looks for, as they are kept.
#[must_use]
pub fn search_words(words: &str) -> String {
    escape_like(&words.trim().to_lowercase())
}

/// Whom a list is for: a person, and the processes all of whose cases they see.
pub type Reader = (String, Vec<String>);

/// Whom a list is for; none for somebody who sees every case.
#[must_use]
pub fn reader(actor: &Actor) -> Option<Reader> {
    if actor.may(Permission::RunProcess) || actor.may(Permission::ReadJournal) {
        return None;
    }
    let held = actor.holdings.iter().filter(|one| one.role.grants().contains(&Permission::RunProcess));
    Some((actor.person_id.clone(), held.filter_map(|one| one.process_id.clone()).collect()))
}

/// A page of cases, and how many match in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, listing: &Listing) -> Result<(Vec<Found>, i64), Error> {
    let words = listing.words.trim();
    let like = format!("%{}%", search_words(words));
    // Values that begin with the words, as a range that an index answers.
    let (code, begins) = (words.to_uppercase(), words.to_lowercase());
    let behind = format!("{begins}\u{10FFFF}");
    let mut args: Vec<&dyn Bind> = Vec::new();
    let mut conditions: Vec<String> = Vec::new();
    if !words.is_empty() {
        args.extend::<[&dyn Bind; 5]>([&like, &code, &words, &begins, &behind]);
        conditions.push(
            "(lower(c.title) like $1 escape '!' or c.code = $2 or c.business_key = $3 \
             or c.id in (select v.case_id from case_variables v where v.words >= $4 and v.words < $5))"
                .to_owned(),
        );
    }
    // Named in the text, so that the index of running cases answers.
    conditions.extend(listing.state.map(|state| format!("c.state = '{}'", state.key())));
    let filters = [("c.process_id", listing.process_id.as_ref()), ("c.started_by", listing.begun_by.as_ref())];
    for (column, value) in filters {
        if let Some(value) = value {
            args.push(value);
            conditions.push(format!("{column} = ${}", args.len()));
        }
    }
    if listing.stopped {
        // Worded so that the few stopped ones are looked through, and not all that run.
        conditions.push("c.stops > 0 and c.state not in ('completed', 'failed', 'cancelled')".to_owned());
    }
    if let Some(reader) = &listing.reader {
        conditions.push(seen_by(reader, &mut args));
    }
    let condition = if conditions.is_empty() { "1 = 1".to_owned() } else { conditions.join(" and ") };
    let total = tx.one(format!("select count(*) from cases c where {condition}"), &args, |row| row.get(0))?;
    let at = args.len();
    args.push(&listing.limit);
    args.push(&listing.offset);
    let sql = format!(
        "select {COLUMNS}, r.name, r.key, coalesce(p.name, '') from cases c join processes r on r.id = c.process_id \
         left join people p on p.id = c.started_by where {condition} order by c.started_at desc, c.id desc limit ${} offset ${}",
        at + 1,
        at + 2
    );
    Ok((tx.query(sql, &args, found)?, total))
}

/// Cases of a code or a reference, and those among the newest whose title has the words; the newest first, `most` at most.
///
/// # Errors
/// The database's.
pub fn at_hand(tx: &mut Tx, reader: Option<&Reader>, words: &str, most: i64) -> Result<Vec<Found>, Error> {
    let words = words.trim();
    let (code, like) = (words.to_uppercase(), format!("%{}%", search_words(words)));
    let mut args: Vec<&dyn Bind> = vec![&code, &words, &like, &NEWEST, &most];
    let seen = reader.map_or_else(|| "1 = 1".to_owned(), |reader| seen_by(reader, &mut args));
    let sql = format!(
        "select {COLUMNS}, r.name, r.key, coalesce(p.name, '') from cases c join processes r on r.id = c.process_id \
         left join people p on p.id = c.started_by where (c.code = $1 or c.business_key = $2 or (lower(c.title) like $3 escape '!' \
         and c.started_at >= (select min(n.started_at) from (select started_at from cases order by started_at desc limit $4) n))) \
         and {seen} order by c.started_at desc, c.id desc limit $5"
    );
    tx.query(sql, &args, found)
}

/// The condition under which a reader sees a case.
fn seen_by<'a>((person, processes): &'a Reader, args: &mut Vec<&'a dyn Bind>) -> String {
    args.push(person);
    let own = args.len();
    let mut places = vec![format!(
        "c.started_by = ${own} or c.id in (select k.case_id from case_candidates k where k.person_id = ${own}) \
         or c.id in (select t.case_id from case_tasks t where t.claimed_by = ${own} and t.claimed_by <> '') \
         or c.id in (select t.case_id from case_tasks t where t.done_by = ${own} and t.done_by <> '')"
    )];
    for process in processes {
        args.push(process);
        places.push(format!("c.process_id = ${}", args.len()));
    }
    format!("({})", places.join(" or "))
}

fn found(row: &Row) -> Result<Found, Error> {
    Ok(Found {
        case: case(row)?,
        process: row.get(WIDTH)?,
        process_key: row.get(WIDTH + 1)?,
        starter: row.get(WIDTH + 2)?,
    })
}

/// Where running cases stand, by case: their open tasks, and what they wait for where there is none.
///
/// # Errors
/// The database's.
pub fn places(tx: &mut Tx, case_ids: &[&str]) -> Result<BTreeMap<String, Vec<Place>>, Error> {
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    if case_ids.is_empty() {
        return Ok(found);
    }
    let args: Vec<&dyn Bind> = case_ids.iter().map(|id| id as &dyn Bind).collect();
    let list = (1..=args.len()).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
    let tasks = tx.query(
        format!(
            "select t.case_id, t.name, coalesce(p.name, ''), t.offered_at, t.due_at from case_tasks t \
             left join people p on p.id = t.claimed_by where t.state = 'open' and t.case_id in ({list}) order by t.case_id, t.id"
        ),
        &args,
        |row| {
            let place = Place {
                what: row.get(1)?,
                who: row.get(2)?,
                since: Some(Time(row.get(3)?)),
                due_at: row.get::<Option<i64>>(4)?.map(Time),
            };
            Ok((row.get::<String>(0)?, place))
        },
    )?;
    for (case_id, place) in tasks {
        found.entry(case_id).or_default().push(place);
    }
    let waits = tx.query(
        format!(
            "select w.case_id, w.kind, w.name, w.due_at from case_waits w where w.case_id in ({list}) \
             order by w.case_id, w.id"
        ),
        &args,
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?, row.get::<Option<i64>>(3)?)),
    )?;
    for (case_id, kind, name, due) in waits {
        let due_at = due.map(Time);
        let what = match (kind.as_str(), due_at) {
            ("timer", Some(due)) => format!("Waits until {}", due.in_words()),
            ("message" | "signal", _) => format!("Waits for “{name}”"),
            _ => "Waits for a condition".to_owned(),
        };
        let places = found.entry(case_id).or_default();
        if places.is_empty() {
            places.push(Place { what, who: String::new(), since: None, due_at: None });
        }
    }
    Ok(found)
}
