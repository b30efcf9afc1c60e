//! Models of published logs: without noise each allows its own log; with noise it is smaller and still fits most.

use crate::{file, service_now, xes};
use mining::{
    ActivityMap, ChartNode, Conformance, ConformanceOptions, DiscoveryOptions, EventLog, Flowchart, Imported, Limits,
    Mode, XesActivity, heuristics, inductive,
};
use std::ops::ControlFlow;
use std::time::Instant;

pub(crate) fn open_problems() -> Option<EventLog> {
    let bytes = file("bpic2013_open_problems.csv")?;
    let mapping =
        mining::csv_preview(bytes.as_slice(), &Limits::default()).expect("readable").suggested.expect("a way");
    let go = |_| ControlFlow::Continue(());
    let imported = mining::import_csv(bytes.as_slice(), &mapping, &go, Mode::GoodRows, &Limits::default());
    Some(imported.expect("imports").log)
}

fn logs() -> Vec<(&'static str, EventLog)> {
    let of = |imported: Option<Imported>| imported.map(|imported| imported.log);
    let logs = [
        ("running example", of(xes("pm4py_running-example.xes", XesActivity::Name))),
        ("incidents", of(xes("bpic2013_incidents.xes.gz", XesActivity::Name))),
        ("open problems", open_problems()),
        ("ServiceNow", service_now().map(|(_, imported)| imported.log)),
    ];
    logs.into_iter().filter_map(|(name, log)| Some((name, log?))).collect()
}

fn compare(log: &EventLog, chart: &Flowchart) -> Conformance {
    let net = chart.net();
    let map = ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)));
    mining::conformance(log, &net, &map, &ConformanceOptions::default()).expect("comparable")
}

fn steps(chart: &Flowchart) -> usize {
    chart.nodes.iter().filter(|node| matches!(node, ChartNode::Activity(_))).count()
}

#[test]
fn a_model_without_noise_allows_each_case_of_its_log() {
    for (name, log) in logs() {
        let start = Instant::now();
        let tree = inductive(&log, &DiscoveryOptions::default()).expect("a model");
        let found = start.elapsed();
        let result = compare(&log, &Flowchart::from(&tree));
        println!("{name}: {tree}; found in {found:?}, {} ways compared in {:?}", result.ways, start.elapsed() - found);
        assert_eq!((result.not_computed, result.conforming, result.fitness), (0, result.cases, Some(1.0)), "{name}");
    }
}

#[test]
fn a_model_with_noise_is_no_larger_and_fits_most_of_its_log() {
    for (name, log) in logs() {
        let exact = Flowchart::from(&inductive(&log, &DiscoveryOptions::default()).expect("a model"));
        let options = DiscoveryOptions { noise: 0.2, ..DiscoveryOptions::default() };
        let tree = inductive(&log, &options).expect("a model");
        let chart = Flowchart::from(&tree);
        let start = Instant::now();
        let result = compare(&log, &chart);
        let fitness = result.fitness.expect("compared");
        println!("{name}: {tree}; fitness {fitness}, {} ways compared in {:?}", result.ways, start.elapsed());
        assert!(fitness > 0.9 && chart.nodes.len() <= exact.nodes.len() && steps(&chart) <= steps(&exact), "{name}");
        let chart = heuristics(&log, &DiscoveryOptions::default()).expect("a model");
        let result = compare(&log, &chart);
        println!("{name}: heuristics, {} nodes, fitness {:?}", chart.nodes.len(), result.fitness);
        assert_eq!((steps(&chart), result.not_computed), (log.activities().len(), 0), "{name}");
    }
}
