//! Known logs with known models, and logs made by chance whose model must allow every case.

use super::*;
use crate::conformance::{ActivityMap, ConformanceOptions, conformance};
use crate::{EventLog, LogBuilder, NewEvent};

/// A log of cases written as "a b c"; `3*a b` is three cases.
fn log(cases: &[&str]) -> EventLog {
    let mut builder = LogBuilder::new();
    let mut number = 0;
    for case in cases {
        let (times, steps) =
            case.split_once('*').map_or((1, *case), |(times, steps)| (times.parse().expect("n"), steps));
        for _ in 0..times {
            number += 1;
            for (row, activity) in steps.split_whitespace().enumerate() {
                let name = format!("c{number}");
                let event = NewEvent { case: &name, activity, time: row as i64, resource: None, row: row as u32 };
                builder.event(event, &[]).expect("room");
            }
        }
    }
    builder.finish()
}

fn exactly(noise: f64) -> DiscoveryOptions {
    DiscoveryOptions { noise, collapse_repeats: false, ..DiscoveryOptions::default() }
}

fn tree(cases: &[&str], noise: f64) -> String {
    inductive(&log(cases), &exactly(noise)).expect("a model").to_string()
}

fn fitness(log: &EventLog, chart: &Flowchart) -> f64 {
    let net = chart.net();
    let map = ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)));
    let options = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
    let result = conformance(log, &net, &map, &options).expect("comparable");
    assert_eq!(result.not_computed, 0);
    result.fitness.expect("cases")
}

#[test]
fn each_way_of_ordering_work_is_recognised() {
    let rules: [(&[&str], &str); 12] = [
        (&["a"], "'a'"),
        (&["a b c"], "→('a', 'b', 'c')"),
        (&["a", "b"], "×('a', 'b')"),
        (&["a b", "b a"], "∧('a', 'b')"),
        (&["a b c d", "a c b d"], "→('a', ∧('b', 'c'), 'd')"),
        (&["a b c", "a c"], "→('a', ×('b', τ), 'c')"),
        (&["a b c d", "a d"], "→('a', ×(→('b', 'c'), τ), 'd')"),
        (&["a b a", "a"], "↺('a', 'b')"),
        (&["a b d a b", "a b e a b", "a b"], "↺(→('a', 'b'), 'd', 'e')"),
        (&["a a", "a"], "↺('a', τ)"),
        (&["a b a b", "a b"], "↺(→('a', 'b'), τ)"),
        (&["a b c d", "b a d c", "e f"], "×(→(∧('a', 'b'), ∧('c', 'd')), →('e', 'f'))"),
    ];
    for (cases, expected) in rules {
        assert_eq!(tree(cases, 0.0), expected, "{cases:?}");
    }
}

#[test]
fn what_is_rarer_than_the_noise_is_left_out() {
    let cases = ["90*a b c d", "9*a c b d", "1*a d b c"];
    assert_eq!(tree(&["97*a b c", "3*a c"], 0.2), "→('a', 'b', 'c')");
    assert_eq!(tree(&["97*a b c", "3*a c"], 0.0), "→('a', ×('b', τ), 'c')");
    assert_eq!(tree(&cases, 0.2), "→('a', 'b', 'c', 'd')");
    assert_eq!(tree(&["98*a b", "2*a b b"], 0.1), "→('a', 'b')");
}

#[test]
fn shares_say_which_way_cases_went() {
    let tree = inductive(&log(&["3*a b d", "a c d"]), &exactly(0.0)).expect("a model");
    let chart = Flowchart::from(&tree);
    let shares: Vec<f64> = chart.flows.iter().filter_map(|flow| flow.share).collect();
    assert_eq!(shares, [0.75, 0.25]);
    let tree = inductive(&log(&["3*a", "a b a"]), &exactly(0.0)).expect("a model");
    let shares: Vec<f64> = Flowchart::from(&tree).flows.iter().filter_map(|flow| flow.share).collect();
    assert_eq!(shares, [0.2, 0.8]);
}

/// Numbers that look random and are the same each time.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

#[test]
fn without_noise_every_case_of_any_log_is_allowed() {
    let mut next = dice(11);
    for round in 0..150 {
        let activities = 1 + next(7);
        let cases: Vec<String> = (0..1 + next(12))
            .map(|_| (0..1 + next(9)).map(|_| format!("{} ", (b'a' + next(activities) as u8) as char)).collect())
            .collect();
        let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
        let log = log(&cases);
        let tree = inductive(&log, &exactly(0.0)).expect("a model");
        let chart = Flowchart::from(&tree);
        assert_eq!(fitness(&log, &chart), 1.0, "round {round}: {cases:?} {tree}");
        assert!(sound::is_sound(&chart.net()), "round {round}: {cases:?} {tree}");
    }
}

#[test]
fn with_noise_and_by_heuristics_every_model_is_sound() {
    let mut next = dice(5);
    for round in 0..150 {
        let activities = 1 + next(5);
        let cases: Vec<String> = (0..1 + next(12))
            .map(|_| {
                let steps: String =
                    (0..1 + next(9)).map(|_| format!("{} ", (b'a' + next(activities) as u8) as char)).collect();
                format!("{}*{steps}", 1 + next(40))
            })
            .collect();
        let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
        let log = log(&cases);
        let noise = [0.1, 0.3, 1.0][next(3)];
        let tree = inductive(&log, &exactly(noise)).expect("a model");
        assert!(sound::is_sound(&Flowchart::from(&tree).net()), "round {round}: {cases:?} {tree}");
        let options = DiscoveryOptions { dependency: [0.0, 0.5, 0.9][next(3)], ..exactly(0.0) };
        let chart = heuristics(&log, &options).expect("a model");
        assert!(sound::is_sound(&chart.net()), "round {round}: {cases:?} {chart:?}");
        let drawn = chart.nodes.iter().filter(|node| matches!(node, ChartNode::Activity(_))).count();
        assert_eq!(drawn, log.activities().len());
    }
}

#[test]
fn the_heuristics_miner_draws_parallel_work_and_loops() {
    let cases = log(&["40*a b c d", "40*a c b d"]);
    let chart = heuristics(&cases, &DiscoveryOptions::default()).expect("a model");
    assert_eq!(chart.nodes.iter().filter(|node| **node == ChartNode::Parallel).count(), 2);
    assert_eq!(fitness(&cases, &chart), 1.0);
    let cases = log(&["40*a b d", "20*a b b d", "10*a c d"]);
    let chart = heuristics(&cases, &exactly(0.0)).expect("a model");
    assert_eq!(fitness(&cases, &chart), 1.0);
    assert_eq!(chart.nodes.iter().filter(|node| **node == ChartNode::Exclusive).count(), 4);
}

#[test]
fn a_log_that_cannot_be_drawn_is_refused_with_a_reason() {
    assert_eq!(inductive(&log(&[]), &exactly(0.0)), Err(DiscoveryError::Empty));
    let many: Vec<String> = (0..=MAX_MODEL_ACTIVITIES).map(|number| format!("step{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = inductive(&log(&many), &exactly(0.0)).expect_err("too many");
    assert!(refused.to_string().contains("201 different activities"));
    assert_eq!(inductive(&log(&["a"]), &exactly(1.5)), Err(DiscoveryError::NoShare("noise")));
}

#[test]
fn the_order_of_cases_decides_nothing() {
    let cases = ["5*a b c d", "2*a c b d", "a b e d", "e a"];
    let turned: Vec<&str> = cases.iter().rev().copied().collect();
    for noise in [0.0, 0.25] {
        assert_eq!(tree(&cases, noise), tree(&turned, noise));
    }
    let options = DiscoveryOptions::default();
    assert_eq!(heuristics(&log(&cases), &options), heuristics(&log(&turned), &options));
}
