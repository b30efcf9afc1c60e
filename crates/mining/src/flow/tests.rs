//! Graphs, ways and handovers counted fast are those counted one by one.

use super::*;
use crate::log::{Condition, During, Filter, Part};
use crate::{EventLog, Kind, LogBuilder, NewEvent, Scope, Value};
use std::collections::BTreeMap;

/// A log of some cases by chance, large enough to be shared among cores when asked.
fn log(cases: usize, activities: usize) -> EventLog {
    let mut state = 5_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut builder = LogBuilder::new();
    builder.column("channel", Kind::Text, Scope::Case).expect("room");
    builder.column("cost", Kind::Number, Scope::Event).expect("room");
    let mut row = 0;
    for case in 0..cases {
        let (name, channel) = (format!("c{case}"), ["mail", "phone"][next(2)]);
        let mut time = next(1_000_000) as i64;
        for _ in 0..1 + next(9) {
            time += [0, next(5_000_000) as i64, next(50) as i64][next(3)];
            let (activity, group) = (format!("a{}", next(activities)), format!("g{}", next(3)));
            let resource = (next(5) > 0).then_some(group.as_str());
            let new = NewEvent { case: &name, activity: &activity, time, resource, row };
            let values = [(case % 7 > 0).then_some(Value::Text(channel)), Some(Value::Number(next(10) as f64))];
            builder.event(new, &values).expect("room");
            row += 1;
        }
    }
    builder.finish()
}

/// Gaps between two activities, and the cases they are of.
type Crossings = (Vec<i64>, Vec<usize>);

#[test]
fn the_graph_is_that_of_counting_pair_by_pair_and_its_medians_are_exact() {
    let logs = [
        (log(40_000, 9), "on all cores"),
        (log(40_000, 2), "with a sample that tells where the medians lie"),
        (log(300, 700), "with many activities"),
        (log(25_000, 70), "with more activities than a small table has"),
    ];
    for (log, what) in logs {
        let mut expected: BTreeMap<(&str, &str), Crossings> = BTreeMap::new();
        for case in log.cases() {
            let events: Vec<_> = case.events().collect();
            for two in events.windows(2) {
                let entry = expected.entry((two[0].activity, two[1].activity)).or_default();
                entry.0.push(two[1].time - two[0].time);
                entry.1.push(case.index);
            }
        }
        let graph = dfg(&log);
        assert_eq!(graph.edges.len(), expected.len(), "{what}");
        for edge in &graph.edges {
            let (gaps, cases) = expected.get_mut(&(edge.from.as_str(), edge.to.as_str())).expect("counted");
            gaps.sort_unstable();
            cases.dedup();
            let middle = (gaps[(gaps.len() - 1) / 2] as f64 / 1e6 + gaps[gaps.len() / 2] as f64 / 1e6) / 2.0;
            assert_eq!((edge.count, edge.cases), (gaps.len() as u64, cases.len() as u64));
            assert!((edge.median_seconds - middle).abs() < 1e-9, "{what}: {edge:?} {middle}");
        }
        let counts = follows(&log);
        let named: BTreeMap<(&str, &str), u64> = counts
            .pairs
            .iter()
            .map(|((from, to), count)| {
                let name = |code: &u32| log.activities().get(*code).expect("known");
                ((name(from), name(to)), *count)
            })
            .collect();
        assert_eq!(named, expected.iter().map(|(pair, (gaps, _))| (*pair, gaps.len() as u64)).collect());
        assert_eq!(counts.starts.iter().sum::<u64>(), log.case_count() as u64);
        assert_eq!(follows(Part::of(&log, (0..log.case_count() as u32).collect())), counts);
    }
}

#[test]
fn a_median_is_exact_where_the_sample_misleads() {
    let mut builder = LogBuilder::new();
    for case in 0..60_000_u32 {
        let name = format!("c{case}");
        // Each 64th case is fast, and these are the ones that are looked at first.
        let gap = if case % 64 == 0 { i64::from(case % 5) } else { 1_000_000 + i64::from(case) };
        for (row, time) in [(0, 0), (1, gap)] {
            let new = NewEvent { case: &name, activity: "work", time, resource: None, row };
            builder.event(new, &[]).expect("room");
        }
    }
    let mut gaps: Vec<i64> = (0..60_000).map(|case| if case % 64 == 0 { case % 5 } else { 1_000_000 + case }).collect();
    gaps.sort_unstable();
    let edge = &dfg(&builder.finish()).edges[0];
    let middle = (gaps[29_999] + gaps[30_000]) as f64 / 2e6;
    assert!((edge.median_seconds - middle).abs() < 1e-9, "{edge:?} {middle}");
    assert_eq!((edge.count, edge.cases), (60_000, 60_000));
}

#[test]
fn variants_and_handovers_are_those_of_counting_one_by_one() {
    let log = log(40_000, 3);
    let mut ways: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
    let mut hands: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for case in log.cases() {
        ways.entry(case.activity_codes().to_vec()).or_default().push(case.index as u32);
        let known: Vec<u32> = case.resource_codes().iter().copied().filter(|code| *code != u32::MAX).collect();
        known
            .windows(2)
            .filter(|two| two[0] != two[1])
            .for_each(|two| *hands.entry((two[0], two[1])).or_default() += 1);
    }
    let found = variants(&log);
    assert!(found.windows(2).all(|two| two[0].cases.len() >= two[1].cases.len()));
    assert_eq!(found.into_iter().map(|way| (way.activities, way.cases)).collect::<BTreeMap<_, _>>(), ways);
    let found: u64 = handover(&log).iter().map(|pair| pair.count).sum();
    assert_eq!(found, hands.values().sum::<u64>());
}

#[test]
fn each_condition_chooses_the_cases_of_which_it_is_true() {
    let log = log(2_000, 4);
    let name = |text: &str| text.to_owned();
    let has = |case: &crate::Case<'_>, activity: &str| case.events().any(|event| event.activity == activity);
    let seconds = |case: &crate::Case<'_>| (case.times()[case.times().len() - 1] - case.times()[0]) as f64 / 1e6;
    type Rule<'r> = (Condition, &'r dyn Fn(&crate::Case<'_>) -> bool);
    let (from, until) = (Some(200_000), Some(600_000));
    let rules: [Rule<'_>; 9] = [
        (Condition::Passes { activity: name("a1") }, &|case| has(case, "a1")),
        (Condition::Follows { from: name("a1"), to: name("a2") }, &|case| {
            case.events().zip(case.events().skip(1)).any(|(a, b)| a.activity == "a1" && b.activity == "a2")
        }),
        (Condition::Duration { at_least: Some(1.0), at_most: Some(4.0) }, &|case| (1.0..=4.0).contains(&seconds(case))),
        (Condition::Time { from, until, during: During::Starts }, &|case| {
            (200_000..600_000).contains(&case.times()[0])
        }),
        (Condition::Value { column: name("channel"), any_of: vec![name("mail"), String::new()] }, &|case| {
            case.index % 7 == 0 || log.column("channel").and_then(|c| c.get(case.index)) == Some(Value::Text("mail"))
        }),
        (Condition::Value { column: name("resource"), any_of: vec![name("g2")] }, &|case| {
            case.events().any(|event| event.resource == Some("g2"))
        }),
        (Condition::Number { column: name("cost"), at_least: Some(9.0), at_most: None }, &|case| {
            let cost = log.event_column("cost").expect("there");
            case.events().any(|event| cost.get(event.place) == Some(Value::Number(9.0)))
        }),
        (Condition::Variant { any_of: vec![vec![name("a1")], vec![name("a2"), name("a2")]] }, &|case| {
            let way: Vec<_> = case.events().map(|event| event.activity).collect();
            way == ["a1"] || way == ["a2", "a2"]
        }),
        (Condition::Not { condition: Box::new(Condition::Begins { activity: name("a3") }) }, &|case| {
            case.events().next().is_none_or(|event| event.activity != "a3")
        }),
    ];
    for (condition, rule) in &rules {
        let filter = Filter { conditions: vec![condition.clone()] };
        let part = log.part(&filter).expect("columns are there");
        let expected: Vec<usize> = log.cases().filter(|case| rule(case)).map(|case| case.index).collect();
        assert_eq!(part.cases().map(|case| case.index).collect::<Vec<_>>(), expected, "{condition:?}");
        assert!(!expected.is_empty() && expected.len() < 2_000, "{condition:?} decides nothing");
        let copied = log.select(|case| rule(case));
        assert_eq!((dfg(&part), part.event_count()), (dfg(&copied), copied.event_count()));
        let spec = crate::MeasureSpec::default();
        assert_eq!(crate::measures(&part, &spec), crate::measures(&copied, &spec));
        let text = serde_json::to_string(&filter).expect("it serialises");
        assert_eq!(serde_json::from_str::<Filter>(&text).expect("it reads"), filter);
    }
    let unknown = Condition::Value { column: name("colour"), any_of: vec![name("red")] };
    let refused = log.part(&Filter { conditions: vec![unknown] });
    assert!(refused.is_err_and(|error| error.to_string().contains("\"colour\"")));
}

#[test]
fn an_overview_says_what_its_parts_say() {
    let log = log(500, 4);
    let spec = crate::MeasureSpec { resolved: vec!["a0".to_owned()], ..crate::MeasureSpec::default() };
    let overview = crate::overview(&log, &spec);
    assert_eq!(overview.measures, crate::measures(&log, &spec));
    let charts: Vec<_> = crate::Measure::ALL.iter().map(|measure| crate::weekly(&log, &spec, *measure)).collect();
    assert_eq!((overview.charts, overview.variants), (charts, variants(&log)));
}

/// Cases written as the groups that recorded them, one letter each, an hour apart.
fn passed(cases: &[&str]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (number, groups) in cases.iter().enumerate() {
        for (row, group) in groups.chars().enumerate() {
            let (case, group) = (format!("c{number}"), group.to_string());
            let resource = (group != "-").then_some(group.as_str());
            let time = row as i64 * crate::moment::HOUR_US;
            builder
                .event(NewEvent { case: &case, activity: "work", time, resource, row: row as u32 }, &[])
                .expect("room");
        }
    }
    builder.finish()
}

#[test]
fn what_comes_back_is_counted_by_each_definition() {
    // (groups, handovers, alternating, direct, indirect, cycles, cycles of two)
    let rules: [(&str, [u64; 6]); 9] = [
        ("A", [0, 0, 0, 0, 0, 0]),
        ("AAB", [1, 0, 0, 0, 0, 0]),
        ("ABA", [2, 0, 1, 0, 1, 1]),
        ("AB-A", [2, 0, 1, 0, 1, 1]),
        ("ABCA", [3, 0, 0, 1, 1, 0]),
        ("ABAB", [3, 0, 2, 0, 1, 1]),
        ("ABABAB", [5, 1, 4, 0, 1, 1]),
        ("ABCACB", [5, 0, 1, 2, 3, 2]),
        ("----", [0, 0, 0, 0, 0, 0]),
    ];
    for (groups, expected) in rules {
        let log = passed(&[groups]);
        let found = ping_pong(&log, &Groups::resource(&log), USUAL_REPETITIONS);
        let times = [found.handovers, found.alternating, found.direct, found.indirect, found.cycles, found.two_cycles];
        assert_eq!(times.map(|occurs| occurs.times), expected, "{groups}");
        assert_eq!(found.list.len() as u64, found.cycles.times, "{groups}");
    }
    let log = passed(&["BAB", "ABA", "CAC"]);
    let found = ping_pong(&log, &Groups::resource(&log), 1);
    assert_eq!(found.list[0], Cycle { groups: vec!["A".into(), "B".into()], cases: 2 });
    assert_eq!((found.cases, found.alternating.cases), (3, 3));
}

#[test]
fn a_silo_map_tells_who_works_alone_and_what_passes_at_borders() {
    let log = passed(&["AAB", "AA", "B-A", "--"]);
    let map = silo_map(&log, &Groups::resource(&log));
    let unit = |name: &str, events, cases, alone| Unit { name: name.to_owned(), events, cases, alone };
    assert_eq!(map.units, [unit("A", 5, 3, 1), unit("B", 2, 2, 0)]);
    assert_eq!((map.cases, map.crossing), (3, 2));
    // An hour from A to B and two from B to A, of five hours between events of named units.
    assert_eq!(map.index, Some(0.6));
    let borders: Vec<_> = map.borders.iter().map(|one| (one.from.as_str(), one.count, one.median_seconds)).collect();
    assert_eq!(borders, [("A", 1, 3_600.0), ("B", 1, 7_200.0)]);
    assert!(Groups::of(&log, "colour").is_err());
    assert_eq!(silo_map(&log, &Groups::of(&log, "activity").expect("always there")).crossing, 0);
}
