//! A walked log is the same every time, believable, and holds what was planted.

use super::*;
use crate::conformance::Transition;
use crate::{ActivityMap, ConformanceOptions, DeviationKind, Limits, Mapping, Measure, MeasureSpec, Mode};
use std::ops::ControlFlow;

fn net() -> Net {
    let steps: [(&str, &str, &[usize], &[usize]); 8] = [
        ("register", "register", &[0], &[2]),
        ("split", "", &[2], &[3, 4]),
        ("inform", "inform", &[3], &[5]),
        ("diagnose", "diagnose", &[4], &[6]),
        ("again", "", &[6], &[4]),
        ("resolve", "resolve", &[6], &[7]),
        ("close", "close", &[5, 7], &[1]),
        ("reopen", "diagnose", &[7], &[6]),
    ];
    let transitions = steps.iter().map(|(id, label, inputs, outputs)| Transition {
        id: (*id).to_owned(),
        label: (!label.is_empty()).then(|| (*label).to_owned()),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
    });
    let places = (0..8).map(|place| format!("p{place}")).collect();
    Net { places, transitions: transitions.collect(), initial: vec![0], finals: vec![vec![1]] }
}

/// 2 January 2023, a Monday.
const START: i64 = 1_672_617_600_000_000;

fn spec() -> WalkSpec {
    let mut spec = WalkSpec { seed: 42, cases: 2_000, start: START, ..WalkSpec::default() };
    spec.weights.insert("again".to_owned(), 0.2);
    spec.weights.insert("reopen".to_owned(), 0.05);
    spec.groups.insert("diagnose".to_owned(), vec![("Network".to_owned(), 1.0), ("Database".to_owned(), 2.0)]);
    spec.durations.insert("inform".to_owned(), Duration::around(1.0));
    spec.resolved = vec!["resolve".to_owned()];
    spec.closed = vec!["close".to_owned()];
    spec.priorities = vec![
        Priority { name: "1 - Critical".to_owned(), weight: 1.0, resolve_minutes: 120.0, pace: 0.5 },
        Priority { name: "3 - Moderate".to_owned(), weight: 9.0, resolve_minutes: 600.0, pace: 1.0 },
    ];
    spec
}

fn planted(plant: Plant, share: f64) -> Planted {
    Planted { plant, share, from: None, until: None, extra_minutes: 0.0 }
}

fn compare(log: &EventLog) -> crate::Conformance {
    let net = net();
    let map = ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)));
    crate::conformance(log, &net, &map, &ConformanceOptions::default()).expect("comparable")
}

#[test]
fn the_same_seed_gives_the_same_log_and_another_seed_another() {
    let first = walk(&net(), &spec()).expect("walks");
    assert_eq!(first, walk(&net(), &spec()).expect("walks"));
    assert_ne!(first, walk(&net(), &WalkSpec { seed: 43, ..spec() }).expect("walks"));
    let mut chance = Chance::new(1_234_567);
    assert_eq!(
        [chance.next(), chance.next(), chance.next()],
        [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
    );
}

#[test]
fn a_walk_without_plants_conforms_and_measures_look_alive() {
    let log = walk(&net(), &spec()).expect("walks");
    let result = compare(&log);
    assert_eq!((result.cases, result.conforming, result.fitness), (2_000, 2_000, Some(1.0)));
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let spec = MeasureSpec { resolved: names(&["resolve"]), closed: names(&["close"]), ..MeasureSpec::default() };
    let measures = crate::measures(&log, &spec);
    let value = |measure| measures.get(measure).value.expect("known");
    assert!((0.02..0.09).contains(&value(Measure::ReopenedShare)), "{}", value(Measure::ReopenedShare));
    assert!(value(Measure::SlaMetShare) > 0.5 && value(Measure::SlaMetShare) < 0.99, "{}", value(Measure::SlaMetShare));
    assert!(value(Measure::ResolutionTimeP90) > value(Measure::ResolutionTimeMedian));
    let by_events = crate::measures(&log, &MeasureSpec { use_columns: false, ..spec });
    assert_eq!(by_events.get(Measure::ReassignmentsMean), measures.get(Measure::ReassignmentsMean));
}

#[test]
fn what_is_planted_is_found_from_its_date_on() {
    let half = walk(&net(), &spec()).expect("walks").case(1_000).map(|case| case.times()[0]).expect("there");
    let mut spec = spec();
    let skip = Planted { from: Some(half), ..planted(Plant::Skip { activity: "diagnose".to_owned() }, 0.5) };
    let insert = Plant::Insert { state: "waiting for a vendor".to_owned(), after: "diagnose".to_owned() };
    spec.planted = vec![
        skip,
        Planted { extra_minutes: 600.0, ..planted(insert, 0.1) },
        planted(Plant::Swap { activity: "register".to_owned() }, 0.1),
    ];
    let log = walk(&net(), &spec).expect("walks");
    let result = compare(&log);
    let find =
        |kind, element: &str| result.deviations.iter().find(|found| found.kind == kind && found.element == element);
    let skipped = find(DeviationKind::Skipped, "diagnose").expect("planted");
    assert!((420..560).contains(&skipped.cases), "{}", skipped.sentence());
    assert!(log.find_case(&skipped.examples[0]).is_some_and(|case| case.times()[0] >= half));
    let vendor = find(DeviationKind::Unmodelled, "waiting for a vendor").expect("planted");
    assert!((120..220).contains(&vendor.cases) && vendor.extra_hours.is_some_and(|hours| hours > 5.0), "{vendor:?}");
    assert!(result.deviations.iter().any(|found| found.kind == DeviationKind::OutOfPlace && found.cases > 120));
}

#[test]
fn a_reassignment_changes_the_group_and_is_counted() {
    let mut spec = spec();
    spec.planted = vec![planted(Plant::Reassign { activity: "diagnose".to_owned() }, 1.0)];
    let log = walk(&net(), &spec).expect("walks");
    for case in log.cases() {
        let hands = case.number(Fact::ReassignmentCount).expect("known");
        let changes = case.resource_codes().windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(hands >= 2.0 && hands as usize == changes, "{}: {hands}", case.name());
    }
}

#[test]
fn a_log_cut_off_at_an_instant_has_open_cases() {
    let until = START + 20 * DAY_US;
    let log = walk(&net(), &WalkSpec { until: Some(until), ..spec() }).expect("walks");
    assert!(log.period().is_some_and(|(_, last)| last < until));
    let open = log.cases().filter(|case| case.time(Fact::Resolved).is_none()).count();
    assert!(open > 0 && open < log.case_count());
}

#[test]
fn a_walked_log_passes_through_the_csv_door_unchanged() {
    let log = walk(&net(), &WalkSpec { cases: 300, ..spec() }).expect("walks");
    let mut csv = Vec::new();
    crate::export_csv(&log, &mut csv).expect("memory");
    let go = |_| ControlFlow::Continue(());
    let read =
        crate::import_csv(csv.as_slice(), &Mapping::of_export(&log), &go, Mode::AllOrNothing, &Limits::default())
            .expect("imports");
    assert_eq!((read.log.event_count(), read.log.columns()), (log.event_count(), log.columns()));
    assert_eq!(crate::dfg(&read.log), crate::dfg(&log));
    let preview = crate::csv_preview(csv.as_slice(), &Limits::default()).expect("readable");
    let suggested = preview.suggested.expect("understood");
    assert_eq!((suggested.case.as_str(), suggested.facts.reopen_count.as_deref()), ("case", Some("reopen_count")));
}

#[test]
fn a_net_that_gets_stuck_or_never_ends_is_told() {
    let mut stuck = net();
    stuck.transitions.truncate(4);
    assert!(walk(&stuck, &spec()).is_err_and(|error| error.why.contains("stuck")));
    let mut endless = spec();
    endless.weights.insert("again".to_owned(), 1.0);
    endless.weights.insert("resolve".to_owned(), 0.0);
    assert!(walk(&net(), &endless).is_err_and(|error| error.why.contains("steps")));
    assert!(walk(&net(), &WalkSpec { priorities: Vec::new(), ..spec() }).is_err());
    for arrivals_per_day in [f64::NAN, f64::INFINITY, 0.0, -1.0, 1e-300] {
        assert!(walk(&net(), &WalkSpec { arrivals_per_day, ..spec() }).is_err());
    }
    let huge = Duration { shortest: 0.0, median: 1e300, p90: f64::INFINITY, longest: f64::NAN };
    assert!(walk(&net(), &WalkSpec { duration: huge, ..spec() }).is_ok());
}
