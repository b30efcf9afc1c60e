//! Fitness and precision beside those of pm4py, an implementation that shares nothing with this one.
//!
//! `tests/peer/fitness.py` made the nets and the numbers with pm4py 2.7.23.11 and says how; run it to make them again.

use crate::discovery::open_problems;
use crate::{service_now, xes};
use mining::{ActivityMap, Conformance, ConformanceOptions, EventLog, Net, XesActivity};

/// What a result may differ from the recorded number.
const NEAR: f64 = 1e-6;

fn compare(log: &EventLog, net: &str) -> Conformance {
    let net: Net = serde_json::from_str(net).expect("a net");
    let map = ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)));
    let options = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
    let result = mining::conformance(log, &net, &map, &options).expect("comparable");
    println!("{} ways: {:?} {:?} {:?}", result.ways, result.fitness, result.precision, result.generalization);
    assert_eq!(result.not_computed, 0);
    result
}

fn assert_near(found: Option<f64>, recorded: f64) {
    assert!(found.is_some_and(|found| (found - recorded).abs() < NEAR), "{found:?} is not {recorded}");
}

#[test]
fn fitness_of_the_open_problems_is_the_peers() {
    let Some(log) = open_problems() else { return };
    let result = compare(&log, include_str!("../peer/open_problems.json"));
    assert_near(result.fitness, 0.994_006_309_148_264_9);
    assert_near(result.average_fitness, 0.988_603_988_603_988_7);
    assert_eq!((result.cases, result.conforming), (819, 800));
}

#[test]
fn precision_of_models_that_allow_everything_is_the_peers() {
    let Some(log) = open_problems() else { return };
    assert_near(compare(&log, include_str!("../peer/open_problems_0.json")).precision, 0.906_564_582_447_185_6);
    let Some(log) = xes("pm4py_running-example.xes", XesActivity::Name) else { return };
    let result = compare(&log.log, include_str!("../peer/running_example_0.json"));
    assert_eq!(result.fitness, Some(1.0));
    assert_near(result.precision, 0.753_086_419_753_086_4);
}

#[test]
fn fitness_of_the_service_now_log_is_the_peers() {
    let Some((_, log)) = service_now() else { return };
    let result = compare(&log.log, include_str!("../peer/service_now.json"));
    assert_near(result.fitness, 0.988_399_774_469_062_6);
    assert_near(result.average_fitness, 0.990_440_341_540_658_9);
    assert_eq!((result.cases, result.conforming), (24_918, 22_823));
}

#[test]
fn fitness_of_the_volvo_incidents_is_the_peers() {
    let Some(log) = xes("bpic2013_incidents.xes.gz", XesActivity::Name) else { return };
    let result = compare(&log.log, include_str!("../peer/incidents.json"));
    assert_near(result.fitness, 0.991_009_536_092_062_3);
    assert_near(result.average_fitness, 0.994_114_373_020_121_3);
    assert_eq!((result.cases, result.conforming), (7_554, 7_031));
}
