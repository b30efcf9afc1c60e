//! What is found in a log is a diagram that our own checks find sound, and that allows the log.

use mining::{
    ActivityMap, ConformanceOptions, DiscoveryOptions, EventLog, Flowchart, LogBuilder, NewEvent, heuristics, inductive,
};

use super::diagram;
use crate::measure::figures::net;

fn log(cases: &[&str]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (number, steps) in cases.iter().enumerate() {
        for (row, activity) in steps.split(", ").enumerate() {
            let (case, time) = (format!("c{number}"), i64::try_from(row).expect("small"));
            let row = u32::try_from(row).expect("small");
            builder.event(NewEvent { case: &case, activity, time, resource: None, row }, &[]).expect("room");
        }
    }
    builder.finish()
}

fn cases() -> EventLog {
    log(&[
        "Register incident, Diagnose incident, Resolve incident, Close incident",
        "Register incident, Diagnose incident, Escalate incident, Diagnose incident, Resolve incident, Close incident",
        "Register incident, Inform user, Diagnose incident, Resolve incident, Close incident",
        "Register incident, Diagnose incident, Inform user, Resolve incident, Close incident",
        "Register incident, Close incident",
        "Register incident, Diagnose incident, Resolve incident, Resolve incident, Close incident",
    ])
}

#[test]
fn a_discovered_diagram_is_sound_and_allows_its_log() {
    let log = cases();
    let options = DiscoveryOptions { collapse_repeats: false, ..DiscoveryOptions::default() };
    let block = Flowchart::from(&inductive(&log, &options).expect("a model"));
    for (name, chart, exact) in
        [("inductive", block, true), ("heuristics", heuristics(&log, &options).expect("a model"), false)]
    {
        let text = diagram("Incidents", "Found in a log.", &chart).expect("drawn");
        let drawn = bpmn::Diagram::parse(&text).expect("readable");
        let findings: Vec<_> = bpmn::lint(&drawn).into_iter().map(|finding| (finding.rule, finding.message)).collect();
        // A log knows the answers of a decision, not its question; the finding asks a person for it.
        let told: Vec<_> = findings.iter().filter(|(rule, _)| *rule != "unnamed-decision").collect();
        assert!(told.is_empty(), "{name}: {told:?}");
        let net = net(&drawn).expect("a net");
        let names: Vec<(String, String)> =
            drawn.nodes().iter().map(|node| (node.id.clone(), node.name.clone())).collect();
        let known = net.activities();
        let named = names.iter().filter(|(id, _)| known.contains(id.as_str()));
        let map = ActivityMap::by_name(&log, named.map(|(id, name)| (id.as_str(), name.as_str())));
        let as_told = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
        let result = mining::conformance(&log, &net, &map, &as_told).expect("comparable");
        assert!(!exact || result.fitness == Some(1.0), "{name}: {:?}", result.deviations);
    }
}

#[test]
fn shares_stand_at_the_flows_out_of_a_choice() {
    let chart = Flowchart::from(&inductive(&cases(), &DiscoveryOptions::default()).expect("a model"));
    let text = diagram("Incidents", "", &chart).expect("drawn");
    assert!(text.contains("name=\"17 %\"") && text.contains("name=\"83 %\""), "{text}");
}

#[test]
fn activities_without_letters_or_of_like_names_keep_apart() {
    let chart =
        Flowchart::from(&inductive(&log(&["?, !, In work, In-work"]), &DiscoveryOptions::default()).expect("a model"));
    let drawn = bpmn::Diagram::parse(&diagram("x", "", &chart).expect("drawn")).expect("readable");
    let names: Vec<&str> = drawn.nodes().iter().map(|node| node.name.as_str()).collect();
    for name in ["?", "!", "In work", "In-work"] {
        assert!(names.contains(&name), "{names:?}");
    }
}
