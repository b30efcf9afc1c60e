//! Order, storage and damage of a log.

use super::*;

fn log() -> EventLog {
    let mut builder = LogBuilder::new();
    for fact in [Fact::Priority, Fact::Opened, Fact::MadeSla, Fact::ReopenCount] {
        builder.fact_column(fact).expect("room");
    }
    builder.column("cost", Kind::Number, Scope::Event).expect("room");
    builder.column("channel", Kind::Text, Scope::Event).expect("room");
    let events = [("B", "x", 5, Some("g")), ("A", "x", 9, None), ("B", "y", 5, Some("h")), ("A", "z", 2, Some("g"))];
    for (row, (case, activity, time, resource)) in events.into_iter().enumerate() {
        let row = row as u32 + 2;
        let values = [
            Some(Value::Text(activity)),
            Some(Value::Time(time)),
            (case == "A").then_some(Value::Flag(true)),
            (case == "A").then_some(Value::Number(1.5)),
            (row > 2).then_some(Value::Number(f64::from(row))),
            (row != 4).then_some(Value::Text("phone")),
        ];
        builder.event(NewEvent { case, activity, time, resource, row }, &values).expect("room");
    }
    builder.finish()
}

#[test]
fn events_are_ordered_by_case_time_and_source_row() {
    let log = log();
    let order: Vec<_> =
        log.cases().flat_map(|case| case.events().map(move |event| (case.name(), event.activity, event.row))).collect();
    assert_eq!(order, [("B", "x", 2), ("B", "y", 4), ("A", "z", 5), ("A", "x", 3)]);
    let case = log.find_case("A").expect("there");
    assert_eq!(
        (case.text(Fact::Priority), case.flag(Fact::MadeSla), case.number(Fact::ReopenCount)),
        (Some("x"), Some(true), Some(1.5))
    );
    let cost = log.event_column("cost").expect("there");
    let costs: Vec<_> = case.events().map(|event| cost.get(event.place)).collect();
    assert_eq!(costs, [Some(Value::Number(5.0)), Some(Value::Number(3.0))]);
    assert_eq!(log.event_column("channel").expect("there").get(1), None);
    assert_eq!(log.find_case("B").and_then(|case| case.flag(Fact::MadeSla)), None);
    assert_eq!(log.period(), Some((2, 9)));
}

#[test]
fn a_log_survives_storage() {
    let log = log();
    assert_eq!(EventLog::from_bytes(&log.to_bytes()), Ok(log));
    let empty = LogBuilder::new().finish();
    assert_eq!(EventLog::from_bytes(&empty.to_bytes()).map(|log| log.case_count()), Ok(0));
}

#[test]
fn stored_bytes_that_are_cut_or_altered_are_refused() {
    let bytes = log().to_bytes();
    for length in 0..bytes.len() {
        assert!(EventLog::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
    }
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x20;
        let read = EventLog::from_bytes(&altered);
        assert!(read.is_err() || read == Ok(log()), "altered at {at}");
    }
}

#[test]
fn a_body_altered_under_a_good_checksum_gives_an_error_or_a_usable_log() {
    let body = log().body();
    for at in 0..body.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut altered = body.clone();
            altered[at] = value;
            if let Ok(log) = EventLog::from_bytes(&super::bytes::frame(&altered)) {
                let seen: usize = log.cases().map(|case| case.events().count() + case.name().len()).sum();
                let _ = (
                    seen,
                    crate::measures(&log, &crate::MeasureSpec::default()),
                    crate::dfg(&log),
                    crate::variants(&log),
                );
            }
        }
    }
}

#[test]
fn a_part_of_a_log_is_a_log_with_the_same_cases_whole() {
    let log = log();
    assert_eq!(log.select(|_| true), log);
    let part = log.select(|case| case.flag(Fact::MadeSla) == Some(true));
    let case = part.case(0).expect("one case");
    assert_eq!((part.case_count(), part.event_count(), case.name()), (1, 2, "A"));
    assert_eq!(case.events().map(|event| event.activity).collect::<Vec<_>>(), ["z", "x"]);
    assert_eq!((case.text(Fact::Priority), case.number(Fact::ReopenCount)), (Some("x"), Some(1.5)));
    assert_eq!(EventLog::from_bytes(&part.to_bytes()), Ok(part));
    assert_eq!(log.select(|_| false).period(), None);
}

#[test]
fn a_log_stored_before_there_were_event_columns_is_still_read() {
    let mut builder = LogBuilder::new();
    let event = NewEvent { case: "A", activity: "x", time: 5, resource: None, row: 2 };
    builder.event(event, &[]).expect("room");
    let log = builder.finish();
    let mut body = log.body();
    assert_eq!(body.pop(), Some(0), "the number of event columns");
    let mut bytes = super::bytes::frame(&body);
    bytes[4] = 1;
    assert_eq!(EventLog::from_bytes(&bytes), Ok(log));
}
