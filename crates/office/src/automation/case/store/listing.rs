//! Cases as a list: who may see which, what they are searched by, and where each of them stands.

use std::collections::BTreeMap;

use db::{Bind, Error, Row, Tx};

use super::super::super::condition::{Compare, Condition};
use super::super::super::model::{Case, State};
use super::{COLUMNS, case};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::people::store::escape_like;

/// Among how many of the newest cases a word of a title is looked for.
pub const NEWEST: i64 = 20_000;
/// Among how many values that begin with a word their cases are found.
const VALUES: i64 = 20_000;
/// How many columns the case has in a list.
const WIDTH: usize = 18;

/// Which cases to show, the newest first unless asked otherwise.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Words of the title, a reference, a code, or a value of any variable.
    pub words: String,
    pub process_id: Option<String>,
    pub state: Option<State>,
    /// Only cases with a stopped step.
    pub stopped: bool,
    /// Only cases that are paused.
    pub paused: bool,
    /// What values are asked for, all of them.
    pub values: Vec<Condition>,
    /// The same as it was written.
    pub value_text: String,
    /// Why it could not be read; then no case is found.
    pub wrong_value: String,
    /// Only cases with open work or a stopped step at this element.
    pub element: Option<String>,
    /// Only what began before this.
    pub begun_before: Option<Time>,
    /// The same in days, as the address says it.
    pub older_days: Option<i64>,
    /// Titles are looked for among cases that began before this; none for the newest.
    pub further: Option<Time>,
    /// Only what this person began.
    pub begun_by: Option<String>,
    /// Whom the list is for; none for somebody who sees every case.
    pub reader: Option<Reader>,
    /// The least time left of a service level first, instead of the newest.
    pub by_time_left: bool,
    pub offset: i64,
    pub limit: i64,
}

/// A case with the names that stand behind its ids.
#[derive(Clone, Debug)]
pub struct Found {
    pub case: Case,
    pub paused: bool,
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

/// What is joined to the least time left of a service level, and how cases are ordered by it.
const BY_TIME_LEFT: (&str, &str) = (
    "left join (select case_id, min(due_at) as due_at from case_service_levels where stand = 'running' group by case_id) l \
     on l.case_id = c.id",
    "case when l.due_at is null then 1 else 0 end, l.due_at, ",
);

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

/// The conditions of a search, with what they are bound to.
#[derive(Default)]
struct Search {
    args: Vec<Box<dyn Bind>>,
    conditions: Vec<String>,
}

impl Search {
    /// Binds a value; gives its number.
    fn bind(&mut self, value: impl Bind + 'static) -> usize {
        self.args.push(Box::new(value));
        self.args.len()
    }

    fn of(listing: &Listing) -> Search {
        let mut search = Search::default();
        for (column, value) in
            [("c.process_id", listing.process_id.clone()), ("c.started_by", listing.begun_by.clone())]
        {
            if let Some(value) = value {
                let at = search.bind(value);
                search.conditions.push(format!("{column} = ${at}"));
            }
        }
        // Named in the text, so that the index of running cases answers.
        search.conditions.extend(listing.state.map(|state| format!("c.state = '{}'", state.key())));
        if listing.stopped {
            // Worded so that the few stopped ones are looked through, and not all that run.
            search.conditions.push("c.stops > 0 and c.state not in ('completed', 'failed', 'cancelled')".to_owned());
        }
        if listing.paused {
            search.conditions.push("exists (select 1 from case_pauses z where z.case_id = c.id)".to_owned());
        }
        search.values(listing);
        if let Some(element) = listing.element.clone() {
            let at = search.bind(element);
            search.conditions.push(format!(
                "(c.id in (select t.case_id from case_tasks t where t.state = 'open' and t.element = ${at}) \
                 or c.id in (select s.case_id from case_stops s where s.element = ${at}))"
            ));
        }
        if let Some(before) = listing.begun_before {
            let at = search.bind(before.0);
            search.conditions.push(format!("c.started_at <= ${at}"));
        }
        search.reader(listing.reader.as_ref());
        search
    }

    /// All conditions in one.
    fn condition(&self) -> String {
        if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" and ") }
    }

    /// What fits all else, and of that the newest, among which titles are looked for.
    fn window(&mut self, further: Option<Time>) -> String {
        let older = further.map(|before| format!(" and c.started_at < ${}", self.bind(before.0))).unwrap_or_default();
        format!("from cases c where {}{older} order by c.started_at desc", self.condition())
    }

    /// The words come last: what else is asked for says among which cases titles are looked for. Codes and references are found among all,
    /// and values by their index.
    fn words(&mut self, listing: &Listing) {
        let words = listing.words.trim();
        if words.is_empty() {
            return;
        }
        let window = self.window(listing.further);
        let named = self.named(words);
        self.let_ids_lead();
        let like = self.bind(format!("%{}%", search_words(words)));
        // Values that begin with the words, as a range that an index answers.
        let begins = self.bind(words.to_lowercase());
        let behind = self.bind(format!("{}\u{10FFFF}", words.to_lowercase()));
        self.conditions.push(format!(
            "c.id in ({named} union all select v.id from (select case_id as id from case_variables where words >= ${begins} \
             and words < ${behind} limit {VALUES}) v union all {})",
            titled(&window, like)
        ));
    }

    /// Words the other conditions so that no index of theirs seems better than the ids that were found.
    fn let_ids_lead(&mut self) {
        for condition in &mut self.conditions {
            if let Some((column, value)) = condition.split_once(" = ")
                && ["c.process_id", "c.started_by", "c.state"].contains(&column)
            {
                *condition = format!("({column} || '') = {value}");
            }
        }
    }

    /// The ids of cases of a code or a reference.
    fn named(&mut self, words: &str) -> String {
        let (code, key) = (self.bind(words.to_uppercase()), self.bind(words.to_owned()));
        // Worded so that the index answers which holds only what has a reference.
        format!(
            "select id from cases where code = ${code} union all select id from cases where business_key = ${key} and business_key <> ''"
        )
    }

    fn values(&mut self, listing: &Listing) {
        if !listing.wrong_value.is_empty() {
            self.conditions.push("1 = 0".to_owned());
        }
        for condition in &listing.values {
            let words = match condition.compare {
                Compare::Begins => format!("{}%", escape_like(&condition.words)),
                _ => condition.words.clone(),
            };
            self.bind(condition.name.clone());
            let at = self.bind(words);
            if let Some(figure) = condition.figure {
                self.bind(figure);
            }
            self.conditions.push(valued(condition, at));
        }
    }

    /// Only what the reader may see.
    fn reader(&mut self, reader: Option<&Reader>) {
        let Some((person, processes)) = reader else { return };
        let own = self.bind(person.clone());
        let processes: Vec<usize> = processes.iter().map(|process| self.bind(process.clone())).collect();
        self.conditions.push(seen_by(own, &processes));
    }
}

/// A page of cases, and how many match in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, listing: &Listing) -> Result<(Vec<Found>, i64), Error> {
    let mut search = Search::of(listing);
    search.words(listing);
    let condition = search.condition();
    let bound: Vec<&dyn Bind> = search.args.iter().map(|arg| &**arg).collect();
    let total = tx.one(format!("select count(*) from cases c where {condition}"), &bound, |row| row.get(0))?;
    let (limit, offset) = (search.bind(listing.limit), search.bind(listing.offset));
    let (join, order) = if listing.by_time_left { BY_TIME_LEFT } else { ("", "") };
    let sql = format!(
        "select {COLUMNS}, r.name, r.key, coalesce(p.name, ''), coalesce(z.paused_at, 0) from cases c \
         join processes r on r.id = c.process_id left join people p on p.id = c.started_by \
         left join case_pauses z on z.case_id = c.id {join} where {condition} order by {order}c.started_at desc, c.id desc \
         limit ${limit} offset ${offset}"
    );
    let bound: Vec<&dyn Bind> = search.args.iter().map(|arg| &**arg).collect();
    Ok((tx.query(sql, &bound, found)?, total))
}

/// The ids of the newest of a window whose title has the words.
fn titled(window: &str, like: usize) -> String {
    format!(
        "select n.id from (select c.id, c.title {window} limit {NEWEST}) n where lower(n.title) like ${like} escape '!'"
    )
}

/// When the oldest case began among those whose titles were looked at; none where all were, or nothing was looked for.
///
/// # Errors
/// The database's.
pub fn looked_back_to(tx: &mut Tx, listing: &Listing) -> Result<Option<Time>, Error> {
    if listing.words.trim().is_empty() {
        return Ok(None);
    }
    let mut search = Search::of(listing);
    let window = search.window(listing.further);
    let bound: Vec<&dyn Bind> = search.args.iter().map(|arg| &**arg).collect();
    let sql = format!("select c.started_at {window} limit 1 offset {}", NEWEST - 1);
    tx.maybe(sql, &bound, |row| Ok(Time(row.get(0)?)))
}

/// Cases of a code or a reference, and those among the newest whose title has the words; the newest first, `most` at most.
///
/// # Errors
/// The database's.
pub fn at_hand(tx: &mut Tx, reader: Option<&Reader>, words: &str, most: i64) -> Result<Vec<Found>, Error> {
    let (words, mut search) = (words.trim(), Search::default());
    let like = search.bind(format!("%{}%", search_words(words)));
    let (named, window) = (search.named(words), search.window(None));
    search.conditions.push(format!("c.id in ({named} union all {})", titled(&window, like)));
    search.reader(reader);
    let (condition, most) = (search.condition(), search.bind(most));
    let sql = format!(
        "select {COLUMNS}, r.name, r.key, coalesce(p.name, ''), coalesce(z.paused_at, 0) from cases c join processes r on r.id = c.process_id \
         left join people p on p.id = c.started_by left join case_pauses z on z.case_id = c.id where {condition} \
         order by c.started_at desc, c.id desc limit ${most}"
    );
    let bound: Vec<&dyn Bind> = search.args.iter().map(|arg| &**arg).collect();
    tx.query(sql, &bound, found)
}

/// The condition under which somebody sees a case: the numbers of their id and of the processes all of whose cases they see.
fn seen_by(own: usize, processes: &[usize]) -> String {
    let mut places = vec![format!(
        "c.started_by = ${own} or c.id in (select k.case_id from case_candidates k where k.person_id = ${own}) \
         or c.id in (select t.case_id from case_tasks t where t.claimed_by = ${own} and t.claimed_by <> '') \
         or c.id in (select t.case_id from case_tasks t where t.done_by = ${own} and t.done_by <> '')"
    )];
    places.extend(processes.iter().map(|at| format!("c.process_id = ${at}")));
    format!("({})", places.join(" or "))
}

fn found(row: &Row) -> Result<Found, Error> {
    Ok(Found {
        case: case(row)?,
        paused: row.get::<i64>(WIDTH + 3)? != 0,
        process: row.get(WIDTH)?,
        process_key: row.get(WIDTH + 1)?,
        starter: row.get(WIDTH + 2)?,
    })
}

/// A condition in SQL: its name and words stand at `at - 1` and `at`, its figure, where there is one, behind them.
fn valued(condition: &Condition, at: usize) -> String {
    let (name, words, figure) = (at - 1, at, at + 1);
    let sign = condition.compare.sql();
    let holds = match (condition.compare, condition.figure) {
        (Compare::Begins, _) => format!("v.words like ${words} escape '!'"),
        (Compare::Is, Some(_)) => format!("(v.words = ${words} or v.figure = ${figure})"),
        (Compare::IsNot, Some(_)) => format!("(v.words <> ${words} and (v.figure is null or v.figure <> ${figure}))"),
        // The words of a figure say nothing about how large it is.
        (_, Some(_)) => format!("v.words <> '' and ${words} <> '' and v.figure {sign} ${figure}"),
        (Compare::Is | Compare::IsNot, None) => format!("v.words {sign} ${words}"),
        (_, None) => format!("v.figure is null and v.words <> '' and v.words {sign} ${words}"),
    };
    format!("c.id in (select v.case_id from case_variables v where v.name = ${name} and {holds})")
}

/// Cases by their ids or codes, as ids; what names none is given back as it is.
///
/// # Errors
/// The database's.
pub fn ids_of(tx: &mut Tx, names: &[String]) -> Result<Vec<String>, Error> {
    let mut ids: Vec<String> = Vec::new();
    for name in names {
        let code = name.trim().to_uppercase();
        let id = tx.maybe("select id from cases where code = $1", &[&code], |row| row.get::<String>(0))?;
        let id = id.unwrap_or_else(|| name.clone());
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
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
