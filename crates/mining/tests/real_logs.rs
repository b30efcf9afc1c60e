//! Logs that others published, against counts that others published; what is absent is printed and skipped.

use mining::{EventLog, Fact, Imported, Limits, LooksLike, Mapping, Measure, MeasureSpec, Mode, Shape, TimeFormat};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

fn file(name: &str) -> Option<Vec<u8>> {
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

fn service_now() -> Option<(Mapping, Imported)> {
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
