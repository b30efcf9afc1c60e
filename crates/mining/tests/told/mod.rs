//! Everything that is told of a log as one text, to compare what must be the same.
//!
//! Absent: the names of the cases and their order.

use mining::{
    ActivityMap, ConformanceOptions, DiscoveryOptions, EventLog, Flowchart, Groups, Measure, MeasureSpec, Part,
    USUAL_REPETITIONS,
};
use std::collections::BTreeMap;

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}

/// Ways by their names and the number of cases that take them.
pub fn ways<'l>(part: impl Into<Part<'l>>) -> BTreeMap<Vec<String>, usize> {
    let part = part.into();
    let named = |variant: &mining::Variant| variant.names(part.log()).into_iter().map(str::to_owned).collect();
    mining::variants(&part).iter().map(|variant| (named(variant), variant.cases.len())).collect()
}

/// Everything that is told of a log, without the names of the cases.
pub fn told(log: &EventLog) -> String {
    let spec = MeasureSpec {
        resolved: vec!["Resolve".to_owned()],
        closed: vec!["Close".to_owned()],
        ..MeasureSpec::default()
    };
    let tree =
        mining::inductive(log, &DiscoveryOptions { noise: 0.2, ..DiscoveryOptions::default() }).expect("a model");
    let net = Flowchart::from(&tree).net();
    let map = ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)));
    let fit = mining::conformance(log, &net, &map, &ConformanceOptions::default()).expect("comparable");
    let groups = Groups::resource(log);
    let charts: Vec<_> = Measure::ALL.iter().map(|measure| mining::weekly(log, &spec, *measure)).collect();
    let rounded = |value: Option<f64>| value.map(|value| (value * 1e12).round());
    format!(
        "{:#?}",
        (
            (ways(log), mining::dfg(log), mining::measures(log, &spec), charts),
            (mining::handover(log), mining::silo_map(log, &groups), mining::ping_pong(log, &groups, USUAL_REPETITIONS)),
            (tree.to_string(), mining::heuristics(log, &DiscoveryOptions::default()).expect("a model")),
            (rounded(fit.fitness), rounded(fit.average_fitness), fit.conforming, fit.ways, fit.activities),
        )
    )
}

/// The first line in which two texts differ, with its number.
pub fn first_difference(one: &str, other: &str) -> String {
    let differs = one.lines().zip(other.lines()).enumerate().find(|(_, (one, other))| one != other);
    differs.map_or_else(|| "lengths differ".to_owned(), |(line, (one, other))| format!("{line}: {one}\n{other}"))
}
