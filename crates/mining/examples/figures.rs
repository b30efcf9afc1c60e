//! Measures this crate: makes logs by seed, reads them, and computes what a dashboard shows.
//!
//! `figures make EVENTS FILE.csv`, `figures xes FILE.csv FILE.xes`, `figures read FILE`, `figures all FILE`; one line of JSON
//! for each measurement. Absent: peers; `benches/mining` runs them beside this. Source: the processes are walked by
//! [`mining::walk`].

use mining::{Imported, Limits, Mapping, Mode, Net, Transition, WalkSpec, XesOptions};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::time::Instant;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", events, out] => make(events.parse()?, out),
        ["xes", from, out] => Ok(mining::export_xes(&read(from)?.log, BufWriter::new(File::create(out)?))?),
        ["read", file] => read(file).map(|_| ()),
        ["all", file] => all(file),
        _ => Err("figures make EVENTS OUT.csv | xes IN OUT.xes | read FILE | all FILE".into()),
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

fn read(path: &str) -> Result<Imported, Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let go = |_| ControlFlow::Continue(());
    let start = Instant::now();
    let imported = if path.ends_with(".csv") {
        let mut mapping = Mapping::events("case", "activity", "time", mining::TimeFormat::YearMonthDay);
        mapping.resource = Some("group".to_owned());
        mapping.event_attributes = vec!["channel".to_owned()];
        mining::import_csv(File::open(path)?, &mapping, &go, Mode::GoodRows, &limits)?
    } else {
        mining::import_xes(File::open(path)?, &XesOptions::default(), &go, Mode::GoodRows, &limits)?
    };
    tell("import", start, &imported.report.sentence());
    let bytes = imported.log.heap_bytes() as f64 / imported.log.event_count() as f64;
    println!("{{\"what\":\"memory\",\"bytes_per_event\":{bytes:.1}}}");
    Ok(imported)
}

fn tell(what: &str, start: Instant, note: &str) {
    println!("{{\"what\":\"{what}\",\"ms\":{:.2},\"note\":\"{note}\"}}", start.elapsed().as_secs_f64() * 1e3);
}

fn all(path: &str) -> Outcome {
    let log = read(path)?.log;
    let start = Instant::now();
    let graph = mining::dfg(&log);
    tell("dfg", start, &format!("{} edges", graph.edges.len()));
    let start = Instant::now();
    let variants = mining::variants(&log);
    tell("variants", start, &format!("{} variants", variants.len()));
    Ok(())
}
