//! What must not matter does not, on published logs too: the order of rows, a log in two files, rows and records that come twice.
//!
//! Rows of one case and instant keep the order of the file, by rule, so that only the others change places.

use crate::discovery::open_problems;
use crate::told::{Dice, first_difference, told, ways};
use crate::{file, service_now, xes};
use mining::{
    Duplicates, EventLog, ImportedObjects, Limits, Mapping, Mode, ObjectLog, OcelOptions, Part, XesActivity,
    import_ocel_json,
};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

fn logs() -> Vec<(&'static str, EventLog)> {
    let logs = [
        ("incidents", xes("bpic2013_incidents.xes.gz", XesActivity::Name).map(|imported| imported.log)),
        ("open problems", open_problems()),
        ("ServiceNow", service_now().map(|(_, imported)| imported.log)),
    ];
    logs.into_iter().filter_map(|(name, log)| Some((name, log?))).collect()
}

/// The header and the rows of a log as it is exported.
fn rows(log: &EventLog) -> (String, Vec<String>) {
    let mut file = Vec::new();
    mining::export_csv(log, &mut file).expect("memory");
    let text = String::from_utf8(file).expect("text");
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().expect("a header"), lines.collect())
}

fn import(of: &EventLog, header: &str, rows: &[String]) -> (EventLog, u64) {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let go = |_| ControlFlow::Continue(());
    let (mut mapping, limits) = (Mapping::of_export(of), Limits::default());
    mapping.duplicates = Duplicates::SkipSameRow;
    let imported = mining::import_csv(text.as_bytes(), &mapping, &go, Mode::AllOrNothing, &limits).expect("imports");
    (imported.log, imported.report.duplicates)
}

fn assert_same(name: &str, before: &str, log: &EventLog) {
    let after = told(log);
    assert!(before == after, "{name}: {}", first_difference(before, &after));
}

/// Places by chance; what has the same key keeps its order.
fn mixed<T: Clone>(list: &[T], dice: &mut Dice, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut places: Vec<usize> = (0..list.len()).collect();
    dice.shuffle(&mut places);
    let mut of_key: HashMap<String, Vec<usize>> = HashMap::new();
    list.iter().zip(&places).for_each(|(one, place)| of_key.entry(key(one)).or_default().push(*place));
    of_key.values_mut().for_each(|places| places.sort_unstable_by(|a, b| b.cmp(a)));
    let mut mixed: Vec<(usize, T)> = Vec::new();
    for one in list {
        mixed.push((of_key.get_mut(&key(one)).and_then(Vec::pop).expect("a place"), one.clone()));
    }
    mixed.sort_by_key(|(place, _)| *place);
    mixed.into_iter().map(|(_, one)| one).collect()
}

#[test]
fn the_order_of_rows_a_second_file_and_rows_that_come_twice_change_nothing() {
    let mut dice = Dice(11);
    for (name, log) in logs() {
        let (header, rows) = rows(&log);
        let (log, _) = import(&log, &header, &rows);
        let before = told(&log);
        let case = |row: &String| row.split(',').next().unwrap_or_default().to_owned();
        let (shuffled, _) = import(&log, &header, &mixed(&rows, &mut dice, case));
        assert_same(name, &before, &shuffled);
        let (one, other): (Vec<String>, Vec<String>) =
            rows.iter().cloned().partition(|row| case(row).len() % 2 == 0 || case(row).ends_with('7'));
        let (merged, _) = import(&log, &header, &[other, one].concat());
        assert_same(name, &before, &merged);
        let (twice, left_out) = import(&log, &header, &[rows.clone(), rows.clone()].concat());
        assert!(left_out >= rows.len() as u64, "{name}: {left_out} of {} rows", rows.len());
        let (once, _) = import(&log, &header, &rows);
        assert!(twice == once, "{name} imported twice");
    }
}

#[test]
fn two_parts_of_a_log_add_up_to_the_whole() {
    let mut dice = Dice(12);
    for (name, log) in logs() {
        let (one, other): (Vec<u32>, Vec<u32>) = (0..log.case_count() as u32).partition(|_| dice.below(3) == 0);
        let mut pairs: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        let mut all_ways: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for part in [Part::of(&log, one), Part::of(&log, other)] {
            mining::follows(&part).pairs.into_iter().for_each(|(pair, count)| *pairs.entry(pair).or_default() += count);
            ways(&part).into_iter().for_each(|(way, cases)| *all_ways.entry(way).or_default() += cases);
        }
        assert_eq!(pairs, mining::follows(&log).pairs, "{name}");
        assert_eq!(all_ways, ways(&log), "{name}");
    }
}

fn objects(document: &Value) -> ImportedObjects {
    let text = serde_json::to_vec(document).expect("memory");
    import_ocel_json(text.as_slice(), &OcelOptions::default(), Mode::GoodRows, &Limits::default()).expect("imports")
}

/// What each type of objects tells, flattened, without the order of objects.
fn flows(log: &ObjectLog) -> Vec<String> {
    let types = log.object_types().iter().map(|kind| kind.name.clone());
    let told = |kind: String| {
        let flat = log.flatten(&kind).map_err(|error| error.to_string());
        format!("{kind}: {:#?}", flat.map(|flat| (ways(&flat), mining::dfg(&flat))))
    };
    types.map(told).collect()
}

/// The events or the objects of a document: a list, or an object by identifiers.
fn records<'d>(document: &'d mut Value, names: [&str; 2]) -> &'d mut Value {
    let name = if document.get(names[0]).is_some() { names[0] } else { names[1] };
    document.get_mut(name).expect("records")
}

#[test]
fn the_order_of_records_of_object_centric_logs_changes_nothing_and_twice_is_told() {
    let mut dice = Dice(13);
    for name in ["ocel20_example.jsonocel", "p2p_ocel1.jsonocel"] {
        let Some(bytes) = file(name) else { continue };
        let document: Value = serde_json::from_slice(&bytes).expect("JSON");
        let before = objects(&document);
        assert_eq!(before.report.rows_bad, 0, "{name}");
        let mut shuffled = document.clone();
        if let Value::Array(events) = records(&mut shuffled, ["events", "ocel:events"]) {
            *events = mixed(events, &mut dice, |event| event["time"].to_string());
        }
        if let Value::Array(objects) = records(&mut shuffled, ["objects", "ocel:objects"]) {
            dice.shuffle(objects);
        }
        assert_eq!(flows(&objects(&shuffled).log), flows(&before.log), "{name}");
        let mut twice = document.clone();
        if let Value::Array(events) = records(&mut twice, ["events", "ocel:events"]) {
            events.extend(events.clone());
            let twice = objects(&twice);
            assert_eq!(twice.report.rows_bad, before.report.rows_good, "{name}");
            assert!(twice.log == before.log, "{name}");
        }
    }
}
