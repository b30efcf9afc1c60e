//! Logs that others published, against counts that others published; what is absent is printed and skipped.

use mining::{
    ActivityMap, ConformanceOptions, EventLog, Fact, Imported, Limits, LooksLike, Mapping, Measure, MeasureSpec, Mode,
    Net, Shape, TimeFormat, Transition, XesActivity, XesOptions,
};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

mod bpic2013;
mod discovery;
mod peers;
mod properties;
#[path = "../told/mod.rs"]
mod told;

pub(crate) fn file(name: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("MANDATE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join("logs").join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(_) => {
            println!("skipped: {name} is not there (set MANDATE_DATA to the folder of test data)");
            None
        }
    }
}

pub(crate) fn service_now() -> Option<(Mapping, Imported)> {
    let bytes = file("servicenow_incidents_uci498.csv.gz")?;
    let preview = mining::csv_preview(bytes.as_slice(), &Limits::default()).expect("readable");
    let mapping = preview.suggested.expect("a suggestion");
    let start = Instant::now();
    let go = |_| ControlFlow::Continue(());
    let imported =
        mining::import_csv(bytes.as_slice(), &mapping, &go, Mode::GoodRows, &Limits::default()).expect("imports");
    println!("ServiceNow log: {} in {:?}", imported.report.sentence(), start.elapsed());
    Some((mapping, imported))
}

#[test]
fn the_service_now_log_is_understood_without_help_and_has_the_published_counts() {
    let Some((mapping, Imported { log, report })) = service_now() else { return };
    assert_eq!(mapping.shape, Shape::Events { activity: "incident_state".into(), time: "sys_updated_at".into() });
    assert_eq!((mapping.case.as_str(), mapping.time_format), ("number", TimeFormat::DayMonthYear));
    assert_eq!(mapping.facts.resolved.as_deref(), Some("resolved_at"));
    assert_eq!(
        (report.rows_read, report.rows_bad, report.duplicates),
        (141_712, 0, 0),
        "{:?}",
        &report.bad[..report.bad.len().min(3)]
    );
    assert_eq!((log.event_count(), log.case_count()), (141_712, 24_918));
    assert_eq!(mining::variants(&log).len(), 2_080);
    assert_eq!(mining::dfg(&log).edges.len(), 50);
    let bytes = log.to_bytes();
    println!("stored in {} bytes, {:.1} per event", bytes.len(), bytes.len() as f64 / log.event_count() as f64);
    assert_eq!(EventLog::from_bytes(&bytes), Ok(log));
}

#[test]
fn the_measures_of_the_service_now_log_are_those_of_its_columns() {
    let Some((_, Imported { log, .. })) = service_now() else { return };
    let measures = mining::measures(&log, &MeasureSpec::default());
    for value in &measures.values {
        println!("{:?} {:?} n={}", value.measure, value.value, value.n);
    }
    assert_eq!(measures.get(Measure::Volume).value, Some(24_918.0));
    let reopened = log.cases().filter(|case| case.number(Fact::ReopenCount).is_some_and(|count| count > 0.0)).count();
    let share = measures.get(Measure::ReopenedShare).value.expect("there are resolved cases");
    assert!((share - reopened as f64 / 24_918.0).abs() < 0.002, "{share} {reopened}");
    let chart = mining::weekly(&log, &MeasureSpec::default(), Measure::Volume);
    assert_eq!(chart.points.iter().map(|point| point.n).sum::<usize>(), 24_918);
}

#[test]
fn the_semicolon_file_of_open_problems_is_understood_without_help() {
    let Some(bytes) = file("bpic2013_open_problems.csv") else { return };
    let preview = mining::csv_preview(bytes.as_slice(), &Limits::default()).expect("readable");
    assert_eq!(preview.delimiter, ';');
    let time = preview.columns.iter().find(|column| column.name == "Problem Change Date+Time").expect("it is there");
    assert_eq!(time.looks_like, LooksLike::Time { format: TimeFormat::YearMonthDay, ambiguous: false });
    let mapping = preview.suggested.expect("a suggestion");
    let go = |_| ControlFlow::Continue(());
    let Imported { log, report } =
        mining::import_csv(bytes.as_slice(), &mapping, &go, Mode::GoodRows, &Limits::default()).expect("imports");
    assert_eq!((log.event_count() as u64 + report.duplicates, log.case_count()), (2_351, 819), "{}", report.sentence());
}

pub(crate) fn xes(name: &str, activity: XesActivity) -> Option<Imported> {
    let bytes = file(name)?;
    let options = XesOptions { activity, ..XesOptions::default() };
    let start = Instant::now();
    let go = |_| ControlFlow::Continue(());
    let imported =
        mining::import_xes(bytes.as_slice(), &options, &go, Mode::AllOrNothing, &Limits::default()).expect("imports");
    println!("{name}: {} in {:?}", imported.report.sentence(), start.elapsed());
    Some(imported)
}

#[test]
fn the_volvo_incident_log_has_the_published_counts() {
    let Some(Imported { log, .. }) = xes("bpic2013_incidents.xes.gz", XesActivity::NameAndTransition) else { return };
    assert_eq!((log.case_count(), log.event_count()), (7_554, 65_533));
    let variants = mining::variants(&log);
    assert_eq!(variants.len(), 2_278);
    assert_eq!([variants[0].cases.len(), variants[1].cases.len(), variants[2].cases.len()], [1_749, 524, 352]);
    let graph = mining::dfg(&log);
    assert_eq!((graph.edges.len(), graph.activities[0].1), (81, 30_239));
    assert_eq!(graph.starts[0].1, 6_372);
    assert_eq!(graph.activities.len(), 13);
    let Some(Imported { log, .. }) = xes("bpic2013_incidents.xes.gz", XesActivity::Name) else { return };
    assert_eq!(mining::variants(&log).len(), 1_511);
}

/// The running example of the process-mining book as a net: register, then examine and check in any order, decide,
/// perhaps start again, then pay or reject.
fn running_example() -> Net {
    let steps: [(&str, &[usize], &[usize]); 9] = [
        ("register request", &[0], &[2]),
        ("", &[2], &[3, 4]),
        ("examine casually", &[3], &[5]),
        ("examine thoroughly", &[3], &[5]),
        ("check ticket", &[4], &[6]),
        ("decide", &[5, 6], &[7]),
        ("reinitiate request", &[7], &[2]),
        ("pay compensation", &[7], &[1]),
        ("reject request", &[7], &[1]),
    ];
    let transitions = steps.iter().enumerate().map(|(index, (label, inputs, outputs))| Transition {
        id: format!("t{index}"),
        label: (!label.is_empty()).then(|| (*label).to_owned()),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
    });
    let places = (0..8).map(|place| format!("p{place}")).collect();
    Net { places, transitions: transitions.collect(), initial: vec![0], finals: vec![vec![1]] }
}

#[test]
fn the_running_example_fits_its_own_model_and_a_shortened_model_is_told_apart() {
    let Some(Imported { log, .. }) = xes("pm4py_running-example.xes", XesActivity::Name) else { return };
    let mut net = running_example();
    let compare = |net: &Net| {
        let map = ActivityMap::by_name(&log, net.activities().into_iter().map(|id| (id, id)));
        mining::conformance(&log, net, &map, &ConformanceOptions::default()).expect("comparable")
    };
    let whole = compare(&net);
    assert_eq!((whole.cases, whole.conforming, whole.fitness, whole.average_fitness), (6, 6, Some(1.0), Some(1.0)));
    net.transitions.remove(6);
    let without_loop = compare(&net);
    assert_eq!(without_loop.conforming, 4);
    assert_eq!(
        without_loop.unmodelled.iter().map(|count| (count.state.as_str(), count.events)).collect::<Vec<_>>(),
        [("reinitiate request", 3)]
    );
}

#[test]
fn the_service_now_log_is_compared_with_an_incident_process_in_good_time() {
    let Some((_, Imported { log, .. })) = service_now() else { return };
    let steps: [(&str, &[usize], &[usize]); 8] = [
        ("New", &[0], &[2]),
        ("Active", &[2], &[3]),
        ("", &[2], &[3]),
        ("Awaiting User Info", &[3], &[2]),
        ("Awaiting Vendor", &[3], &[2]),
        ("Resolved", &[3], &[4]),
        ("Active", &[4], &[3]),
        ("Closed", &[4], &[1]),
    ];
    let transitions = steps.iter().enumerate().map(|(index, (label, inputs, outputs))| Transition {
        id: format!("t{index}"),
        label: (!label.is_empty()).then(|| (*label).to_owned()),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
    });
    let places = (0..5).map(|place| format!("p{place}")).collect();
    let net = Net { places, transitions: transitions.collect(), initial: vec![0], finals: vec![vec![1]] };
    let map = ActivityMap::by_name(&log, net.activities().into_iter().map(|id| (id, id)));
    let start = Instant::now();
    let result = mining::conformance(&log, &net, &map, &ConformanceOptions::default()).expect("comparable");
    println!(
        "{} ways compared in {:?}; fitness {:?}, {} conforming",
        result.ways,
        start.elapsed(),
        result.fitness,
        result.conforming
    );
    for deviation in &result.deviations {
        println!("{} {:?} h", deviation.sentence(), deviation.extra_hours);
    }
    println!("{:#?}", result.notes);
    assert_eq!((result.compared, result.not_computed), (24_918, 0));
    let outside: Vec<&str> = result.unmodelled.iter().map(|count| count.state.as_str()).collect();
    assert_eq!(outside, ["Awaiting Problem", "Awaiting Evidence", "-100"]);
    assert!(result.deviations.iter().filter(|found| found.kind == mining::DeviationKind::Unmodelled).count() == 3);
}

#[test]
fn the_published_object_centric_examples_are_read_in_all_their_forms() {
    use mining::{OcelOptions, OcelVersion};
    let (options, limits) = (OcelOptions::default(), Limits::default());
    let Some(text) = file("ocel20_example.jsonocel") else { return };
    let json = mining::import_ocel_json(text.as_slice(), &options, Mode::AllOrNothing, &limits).expect("good").log;
    assert_eq!((json.events().len(), json.objects().len(), json.object_types().len()), (13, 9, 4));
    let blocked = json.object("R3").expect("an invoice").values().count();
    assert_eq!(blocked, 3);
    let Some(text) = file("ocel20_example.xmlocel") else { return };
    let xml = mining::import_ocel_xml(text.as_slice(), &options, Mode::AllOrNothing, &limits).expect("good").log;
    let shape = |log: &mining::ObjectLog| {
        let events =
            log.events().map(|event| format!("{} {} {}", event.id(), event.activity(), event.objects().count()));
        let objects = log.objects().map(|object| format!("{} {}", object.id(), object.values().count()));
        (events.collect::<Vec<_>>(), objects.collect::<Vec<_>>())
    };
    assert_eq!(shape(&xml), shape(&json));
    let Some(text) = file("p2p_ocel1.jsonocel") else { return };
    let older = mining::import_ocel_json(text.as_slice(), &options, Mode::AllOrNothing, &limits).expect("good").log;
    assert_eq!((older.events().len(), older.objects().len(), older.object_types().len()), (720, 781, 5));
    let mut written = Vec::new();
    mining::export_ocel_json(&older, OcelVersion::Two, &mut written).expect("memory");
    let again = mining::import_ocel_json(written.as_slice(), &options, Mode::AllOrNothing, &limits).expect("good").log;
    assert_eq!(again, older);
    let flow = mining::object_flow(&older);
    for (kind, flow) in older.object_types().iter().zip(&flow.types) {
        let flat = older.flatten(&kind.name).expect("a type of the log");
        assert_eq!((flow.objects - flow.without_events) as usize, flat.case_count());
        let flat: u64 = mining::dfg(&flat).edges.iter().map(|edge| edge.count).sum();
        assert_eq!(flow.edges.iter().map(|edge| edge.count).sum::<u64>(), flat, "{}", kind.name);
    }
}

#[test]
fn the_published_figures_of_the_volvo_incidents_are_met() {
    use mining::{IndicatorSpec, LineRule, LogBuilder, NewEvent};
    let Some(Imported { log, .. }) = xes("bpic2013_incidents.xes.gz", XesActivity::NameAndTransition) else { return };
    let endings = [" 2nd", " 3rd"];
    let spec = IndicatorSpec {
        wait_user: vec!["Accepted/Wait - User".to_owned()],
        lines: Some(LineRule::Suffix { endings: endings.map(str::to_owned).to_vec() }),
        ..IndicatorSpec::default()
    };
    let count = |log: &EventLog, key: &str| {
        let all = mining::indicators(log, &spec).expect("the spec is good");
        let one = all.into_iter().find(|one| one.key == key).expect("a figure");
        (one.value.unwrap_or_default() * if one.unit == mining::IndicatorUnit::Share { one.n as f64 } else { 1.0 })
            .round() as usize
    };
    assert_eq!((count(&log, "wait_user_count"), count(&log, "wait_user_cases")), (4_217, 2_495));
    assert_eq!(count(&log, "only_first_line"), 4_546);
    // The published cycles are those of support teams, whose name is the group without its line.
    let mut builder = LogBuilder::new();
    for case in log.cases() {
        for event in case.events() {
            let team = event.resource.map(|group| group.split(' ').next().unwrap_or(group));
            let new = NewEvent {
                case: case.name(),
                activity: event.activity,
                time: event.time,
                resource: team,
                row: event.row,
            };
            builder.event(new, &[]).expect("it fits");
        }
    }
    let teams = builder.finish();
    assert_eq!(count(&teams, "ping_pong_bpic"), 1_258);
    let handovers: u64 = mining::handover(&teams).iter().map(|pair| pair.count).sum();
    assert_eq!(handovers, 9_454);
}
