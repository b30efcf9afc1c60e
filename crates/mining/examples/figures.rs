//! Measures this crate: makes logs by seed, reads them, and computes what a dashboard shows.
//!
//! `figures make EVENTS FILE.csv`, `figures write FILE OUT` (OUT ends in .csv, .xes or .json, the last for OCEL), `figures read
//! FILE`, `figures all FILE`, `figures compare FILE [NET.json]`; one line of JSON for each measurement. Absent: peers; `cargo
//! xtask bench mining` runs them beside this. Source: the processes are walked by [`mining::walk`].

use mining::{
    ActivityMap, Calendar, CalendarSpec, Condition, ConformanceOptions, DiscoveryOptions, EventLog, Filter, Imported,
    Limits, Mapping, MeasureSpec, Mode, Net, ObjectLog, OcelOptions, OcelVersion, Part, Reckoning, Transition,
    WalkSpec, XesOptions,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", events, out] => make(events.parse()?, out),
        ["write", from, out] => write(&read(from)?.log, out),
        ["read", file] if file.ends_with(".json") => read_objects(file),
        ["read", file] => read(file).map(|_| told_peak()),
        ["all", file] => all(file),
        ["compare", file] => compare(file, None),
        ["compare", file, net] => compare(file, Some(net)),
        _ => Err("figures make EVENTS OUT.csv | write IN OUT | read FILE | all FILE | compare FILE [NET.json]".into()),
    }
}

/// An incident process with loops, a choice and parallel work.
fn incident() -> Net {
    let steps: [(&str, &[usize], &[usize]); 15] = [
        ("Register", &[0], &[2]),
        ("Classify", &[2], &[3]),
        ("Diagnose", &[3], &[4]),
        ("Escalate", &[4], &[3]),
        ("Wait for user", &[4], &[5]),
        ("User answered", &[5], &[4]),
        ("Wait for vendor", &[4], &[6]),
        ("Vendor answered", &[6], &[4]),
        ("", &[4], &[7, 8]),
        ("Repair", &[7], &[9]),
        ("Inform user", &[8], &[10]),
        ("", &[9, 10], &[11]),
        ("Resolve", &[11], &[12]),
        ("Reopen", &[12], &[3]),
        ("Close", &[12], &[1]),
    ];
    let transitions = steps.iter().enumerate().map(|(index, (label, inputs, outputs))| Transition {
        id: format!("t{index}"),
        label: (!label.is_empty()).then(|| (*label).to_owned()),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
    });
    let places = (0..13).map(|place| format!("p{place}")).collect();
    Net { places, transitions: transitions.collect(), initial: vec![0], finals: vec![vec![1]] }
}

/// Case, activity, time, group and channel, in the order in which things happened.
fn make(events: usize, out: &str) -> Outcome {
    let groups = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1.0)).collect::<Vec<_>>();
    let mut spec =
        WalkSpec { seed: 7, cases: events / 9, arrivals_per_day: events as f64 / 9.0 / 365.0, ..WalkSpec::default() };
    spec.start = 1_700_000_000_000_000;
    spec.weights = BTreeMap::from([("t8".to_owned(), 3.0), ("t14".to_owned(), 9.0)]);
    spec.groups = BTreeMap::from([
        ("Diagnose".to_owned(), groups(&["Desk", "Network", "Database", "Workplace", "Application"])),
        ("Repair".to_owned(), groups(&["Network", "Database", "Workplace", "Application"])),
    ]);
    let log = mining::walk(&incident(), &spec)?;
    let channel = ["phone", "mail", "portal", "chat", "monitoring"];
    let mut rows: Vec<(i64, usize, usize)> = Vec::with_capacity(log.event_count());
    for case in log.cases() {
        rows.extend(case.times().iter().enumerate().map(|(place, time)| (*time, case.index, place)));
    }
    rows.sort_unstable();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(out)?);
    writeln!(file, "case,activity,time,group,channel")?;
    for (time, index, place) in rows.into_iter().take(events) {
        let case = log.case(index).ok_or("a case")?;
        let activity = log.activities().get(case.activity_codes()[place]).unwrap_or_default();
        let group = log.resources().get(case.resource_codes()[place]).unwrap_or_default();
        writeln!(file, "{},{activity},{},{group},{}", case.name(), mining::iso(time), channel[index % 5])?;
    }
    Ok(file.flush()?)
}

fn write(log: &EventLog, out: &str) -> Outcome {
    let file = BufWriter::with_capacity(1 << 20, File::create(out)?);
    match out.rsplit('.').next() {
        Some("csv") => mining::export_csv(log, file)?,
        Some("xes") => mining::export_xes(log, file)?,
        _ => drop(mining::export_ocel_json(&ObjectLog::from_cases(log, "case")?, OcelVersion::Two, file)?),
    }
    Ok(())
}

fn read_objects(path: &str) -> Outcome {
    let (start, cpu) = (Instant::now(), cpu_ms());
    let file = File::open(path)?;
    let read = mining::import_ocel_json(file, &OcelOptions::default(), Mode::GoodRows, &Limits::default())?;
    let (ms, cpu) = (start.elapsed().as_secs_f64() * 1e3, cpu_ms() - cpu);
    let note = format!("{} events", read.report.events);
    println!("{{\"what\":\"import OCEL\",\"ms\":{ms:.2},\"cpu_ms\":{cpu:.1},\"note\":\"{note}\"}}");
    told_peak();
    Ok(())
}

fn read(path: &str) -> Result<Imported, Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let go = |_| ControlFlow::Continue(());
    let (start, cpu) = (Instant::now(), cpu_ms());
    let imported = if path.contains(".csv") {
        let mut mapping = Mapping::events("case", "activity", "time", mining::TimeFormat::YearMonthDay);
        let header =
            BufReader::new(File::open(path)?).lines().next().transpose().unwrap_or_default().unwrap_or_default();
        let named = |name: &str| header.split(',').find(|column| *column == name).map(str::to_owned);
        mapping.resource = named("group").or_else(|| named("resource"));
        mapping.event_attributes = named("channel").into_iter().collect();
        if path.ends_with(".gz") {
            mapping =
                mining::csv_preview(File::open(path)?, &limits)?.suggested.ok_or("columns that are recognised")?;
        }
        mining::import_csv(File::open(path)?, &mapping, &go, Mode::GoodRows, &limits)?
    } else {
        mining::import_xes(File::open(path)?, &XesOptions::default(), &go, Mode::GoodRows, &limits)?
    };
    let (ms, cpu) = (start.elapsed().as_secs_f64() * 1e3, cpu_ms() - cpu);
    let note = format!("{} events", imported.report.events);
    let kind = if path.contains(".csv") { "CSV" } else { "XES" };
    println!("{{\"what\":\"import {kind}\",\"ms\":{ms:.2},\"cpu_ms\":{cpu:.1},\"note\":\"{note}\"}}");
    let bytes = imported.log.heap_bytes() as f64 / imported.log.event_count() as f64;
    println!("{{\"what\":\"memory\",\"bytes_per_event\":{bytes:.1}}}");
    Ok(imported)
}

/// CPU time of this process so far on all cores, in milliseconds; Linux counts it in hundredths of a second.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) * 10.0
}

/// Does something some times, more often when it is quick, and tells the fastest time and the mean CPU time.
fn best<R>(what: &str, work: impl Fn() -> R, note: impl Fn(&R) -> String) {
    const TIMES: std::ops::Range<u32> = 10..1_000;
    const LONG_ENOUGH_MS: f64 = 500.0;
    let mut fastest = f64::INFINITY;
    let mut told = String::new();
    let (begin, cpu, mut times) = (Instant::now(), cpu_ms(), 0);
    while times < TIMES.start || times < TIMES.end && begin.elapsed().as_secs_f64() * 1e3 < LONG_ENOUGH_MS {
        let start = Instant::now();
        let result = work();
        fastest = fastest.min(start.elapsed().as_secs_f64() * 1e3);
        told = note(&result);
        times += 1;
    }
    let cpu = (cpu_ms() - cpu) / f64::from(times);
    println!("{{\"what\":\"{what}\",\"ms\":{fastest:.2},\"cpu_ms\":{cpu:.2},\"note\":\"{told}\"}}");
}

fn all(path: &str) -> Outcome {
    let log = read(path)?.log;
    let spec = spec();
    best("follows", || mining::follows(&log), |counts| format!("{} pairs", counts.pairs.len()));
    best("dfg with times", || mining::dfg(&log), |graph| format!("{} edges", graph.edges.len()));
    best("variants", || mining::variants(&log), |variants| format!("{} variants", variants.len()));
    best("handover", || mining::handover(&log), |pairs| format!("{} pairs", pairs.len()));
    best("measures", || mining::measures(&log, &spec), |measures| format!("{} measures", measures.values.len()));
    let filter = filter();
    let part = || log.part(&filter).expect("no columns are named");
    best("filter", part, |part| format!("{} cases", part.case_count()));
    dashboard(&log, &spec);
    let told = |overview: &mining::Overview| format!("{} cases, {} events", overview.cases, overview.events);
    best("overview of all", || mining::overview(&log, &spec), told);
    let hours = Calendar::new(&CalendarSpec { time_zone: "Europe/Zurich".to_owned(), ..CalendarSpec::default() })?;
    let working = Reckoning::working(Arc::new(hours));
    let whole = || Part::from(&log).counted_by(working.clone());
    best("dfg in working time", || mining::dfg(whole()), |graph| format!("{} edges", graph.edges.len()));
    let work = || mining::overview(log.part_by(&filter, &working).expect("no columns are named"), &spec);
    best("dashboard in working time", work, told);
    Ok(())
}

/// Cases of an hour or more that wait for no vendor.
fn filter() -> Filter {
    let conditions = vec![
        Condition::Not { condition: Box::new(Condition::Passes { activity: "Wait for vendor".to_owned() }) },
        Condition::Duration { at_least: Some(3_600.0), at_most: None },
    ];
    Filter { conditions }
}

/// Everything a dashboard shows, the filter included.
fn dashboard(log: &EventLog, spec: &MeasureSpec) {
    let filter = filter();
    let work = || mining::overview(log.part(&filter).expect("no columns are named"), spec);
    best("dashboard under a filter", work, |found| format!("{} cases, {} events", found.cases, found.events));
}

fn spec() -> MeasureSpec {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    MeasureSpec {
        resolved: names(["Resolve", "Resolved"]),
        closed: names(["Close", "Closed"]),
        ..MeasureSpec::default()
    }
}

/// What peers can do too, each the same way; alignments with a net that both are given.
fn compare(path: &str, net: Option<&str>) -> Outcome {
    let log = read(path)?.log;
    best("follows", || mining::follows(&log), |counts| format!("{} pairs", counts.pairs.len()));
    best("dfg with times", || mining::dfg(&log), |graph| format!("{} edges", graph.edges.len()));
    best("variants", || mining::variants(&log), |variants| format!("{} variants", variants.len()));
    best("handover", || mining::handover(&log), |pairs| format!("{} pairs", pairs.len()));
    dashboard(&log, &spec());
    let options = DiscoveryOptions { noise: 0.2, collapse_repeats: false, ..DiscoveryOptions::default() };
    let told =
        |found: &Result<mining::ProcessTree, _>| found.as_ref().map_or(String::new(), |_| "noise 0.2".to_owned());
    best("inductive miner", || mining::inductive(&log, &options), told);
    let told = |found: &Result<mining::Flowchart, mining::DiscoveryError>| {
        found.as_ref().map_or(String::new(), |chart| format!("{} flows", chart.flows.len()))
    };
    best("heuristics miner", || mining::heuristics(&log, &options), told);
    if let Some(net) = net {
        let net: Net = serde_json::from_str(&std::fs::read_to_string(net)?)?;
        let map = ActivityMap::by_name(&log, net.activities().into_iter().map(|id| (id, id)));
        let options = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
        let align = || mining::conformance(&log, &net, &map, &options).expect("the net holds together");
        best("alignments", align, |found| format!("fitness {:.6}", found.fitness.unwrap_or_default()));
    }
    told_peak();
    Ok(())
}

/// Tells the most memory this process had so far.
fn told_peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let peak = line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0;
    println!("{{\"what\":\"peak\",\"mb\":{peak:.0}}}");
}
