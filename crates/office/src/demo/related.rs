//! The problems and changes of the demo: which incidents they gather, which they cause, and the set that shows them together.
//!
//! Made of the incidents of the demo log by a stated seed and imported as files, as the tools liaison would.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use mining::{EventLog, LinkColumn, Mapping, TimeFormat};

use super::cast::Cast;
use crate::clock::Time;
use crate::failure::Failure;
use crate::measure::commands::{Read, keep};
use crate::measure::read::read;
use crate::measure::{Format, Mode, Plan, Reading};
use crate::object::commands::link;
use crate::object::{LinkedLogs, Source};
use crate::process::store;

const SEED: u64 = 20_261_126;
/// Hours between two problems, and between two changes.
const PROBLEM_EVERY: i64 = 62;
const CHANGE_EVERY: i64 = 41;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The states of a problem with the hours until each.
const PROBLEM: [(&str, i64, i64); 6] = [
    ("Problem registered", 0, 0),
    ("Under investigation", 6, 40),
    ("Known error", 40, 180),
    ("Waiting for change", 10, 60),
    ("Problem resolved", 60, 240),
    ("Problem closed", 24, 96),
];
const CHANGE: [(&str, i64, i64); 6] = [
    ("Change requested", 0, 0),
    ("Assessed", 8, 48),
    ("Approved", 4, 72),
    ("Implemented", 24, 120),
    ("Reviewed", 12, 60),
    ("Change closed", 1, 24),
];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }

    fn hours(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most - least).unwrap_or(0);
        least + i64::try_from(self.below(span + 1)).unwrap_or(0)
    }
}

/// What stands beside each incident, and the files of problems and changes.
pub(super) struct Related {
    /// By incident: its problem, and the change that caused it.
    incidents: BTreeMap<String, (String, String)>,
    problems: String,
    changes: String,
}

/// The begin of each incident, by time.
fn begins(log: &EventLog) -> Vec<(i64, String)> {
    let mut all: Vec<(i64, String)> =
        log.cases().filter_map(|case| Some((*case.times().first()?, case.name().to_owned()))).collect();
    all.sort();
    all
}

/// Makes problems and changes for the incidents of a log.
pub(super) fn related(log: &EventLog, now: Time) -> Related {
    let begins = begins(log);
    let mut dice = Dice(SEED);
    let mut incidents: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (first, last) = log.period().unwrap_or_default();
    let mut problems = "number,state,at,change\n".to_owned();
    let mut changes = "number,state,at\n".to_owned();
    let within = |from: i64, until: i64| {
        let place = |time: i64| begins.partition_point(|(begin, _)| *begin < time);
        &begins[place(from)..place(until).max(place(from))]
    };
    let mut open: Vec<(i64, String)> = Vec::new();
    for (number, at) in (1..).zip((first + 48 * HOUR..last).step_by(usize::try_from(CHANGE_EVERY * HOUR).unwrap_or(1)))
    {
        let id = format!("CHG{number:05}");
        let mut time = at;
        for (state, least, most) in CHANGE {
            time += dice.hours(least, most) * HOUR;
            if time > now.0 {
                break;
            }
            changes += &format!("{id},{state},{}\n", mining::iso(time));
            if state == "Implemented" {
                open.push((time, id.clone()));
                // One change of eight breaks something.
                let broken = if dice.below(8) == 0 { 1 + dice.below(5) } else { 0 };
                let near = within(time, time + 60 * HOUR);
                for _ in 0..broken.min(near.len()) {
                    let name = &near[dice.below(near.len())].1;
                    incidents.entry(name.clone()).or_default().1.clone_from(&id);
                }
            }
        }
    }
    for (number, at) in (1..).zip((first + 96 * HOUR..last).step_by(usize::try_from(PROBLEM_EVERY * HOUR).unwrap_or(1)))
    {
        let id = format!("PRB{number:04}");
        let mut time = at;
        let mut change = "";
        for (state, least, most) in PROBLEM {
            time += dice.hours(least, most) * HOUR;
            if time > now.0 {
                break;
            }
            if state == "Problem resolved" && dice.below(3) > 0 {
                let before = open.iter().rev().find(|(implemented, _)| *implemented < time);
                change = before.map_or("", |(_, change)| change.as_str());
            }
            problems += &format!("{id},{state},{},{change}\n", mining::iso(time));
        }
        // Some problems gather many incidents, a few are found before there is one; some incidents come after.
        let near = within(at - 240 * HOUR, at + 90 * HOUR);
        let gathered = [0, 1, 1, 2, 3, 5, 9][dice.below(7)];
        for _ in 0..gathered.min(near.len()) {
            let name = &near[dice.below(near.len())].1;
            incidents.entry(name.clone()).or_default().0.clone_from(&id);
        }
    }
    Related { incidents, problems, changes }
}

impl Related {
    /// The file of incidents with two columns more.
    pub(super) fn beside(&self, text: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(text);
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        for (row, line) in text.lines().enumerate() {
            let of = line.split(',').next().and_then(|case| self.incidents.get(case));
            let (problem, change) = match (row, of) {
                (0, _) => ("problem", "caused by change"),
                (_, Some((problem, change))) => (problem.as_str(), change.as_str()),
                (_, None) => ("", ""),
            };
            out += &format!("{line},{problem},{change}\r\n");
        }
        out.into_bytes()
    }

    /// Imports the files and links the three logs.
    pub(super) fn import(&self, tx: &mut db::Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
        let liaison = cast.actor(tx, "Mei", super::ago(now, 0))?;
        let source = |kind: &str, process_id: String| Source { process_id, object_type: kind.to_owned() };
        let mut sources = vec![source("incident", store::by_key(tx, "incident-management")?.id)];
        let files = [
            ("problem", "problem-management", "Problem records", &self.problems, Some("change"), "Problem closed"),
            ("change", "change-enablement", "Change records", &self.changes, None, "Change closed"),
        ];
        for (kind, key, name, text, column, closed) in files {
            let process = store::by_key(tx, key)?;
            let mut mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
            mapping.attributes = column.iter().map(|name| (*name).to_owned()).collect();
            let plan = Plan::Columns(Box::new(mapping));
            let go = |_| ControlFlow::Continue(());
            let imported =
                read(text.as_bytes(), Format::Table, Some(&plan), Mode::AllOrNothing, &go).map_err(Failure::broken)?;
            let reading = Reading { closed: vec![closed.to_owned()], ..Reading::default() };
            let kept = Read {
                process_id: &process.id,
                name,
                sha256: "",
                reading: &reading,
                imported: &imported,
                content: &imported.log.to_bytes(),
                objects: None,
            };
            keep(tx, &liaison, now, &kept)?;
            sources.push(source(kind, process.id));
        }
        let column = |from, column: &str, to| LinkColumn { from, column: column.to_owned(), to };
        let links = vec![column(0, "problem", 1), column(0, "caused by change", 2), column(1, "change", 2)];
        let set = LinkedLogs {
            id: uuid::Uuid::now_v7().to_string(),
            name: "Incidents, problems and changes".to_owned(),
            sources,
            links,
            made_by: liaison.person_id.clone(),
            made_at: now,
        };
        link(tx, &liaison, &set)
    }
}
