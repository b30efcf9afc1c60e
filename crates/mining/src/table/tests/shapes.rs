//! Tables of changes and histories, two formats in one column, tickets that end too early, and what was written read again.

use super::super::*;
use crate::Problem;

#[test]
fn a_written_log_comes_back_whole_whatever_its_texts_and_names_are() {
    use crate::{Kind, LogBuilder, NewEvent, Scope, Value};
    let mut builder = LogBuilder::new();
    for (name, kind, scope) in [
        ("time", Kind::Time, Scope::Case),
        ("cost", Kind::Number, Scope::Case),
        ("cost", Kind::Flag, Scope::Event),
        ("note", Kind::Text, Scope::Event),
    ] {
        builder.column(name, kind, scope).expect("there is room");
    }
    let texts =
        ["=1+1", "+49 30 1", "-5", "'quoted", "'=x", "''@", "a,\"b\"\nc", "@home", "NULL", "-", "ünï", "2024-01-01"];
    for (row, text) in (2..).zip(texts) {
        let new = NewEvent { case: text, activity: text, time: i64::from(row) * 1_000_001, resource: Some(text), row };
        let values = [Some(Value::Time(5)), Some(Value::Number(0.1)), Some(Value::Flag(true)), Some(Value::Text(text))];
        builder.event(new, &values).expect("there is room");
    }
    let log = builder.finish();
    let mut written = Vec::new();
    crate::export_csv(&log, &mut written).expect("memory");
    let (mode, limits) = (crate::Mode::AllOrNothing, crate::Limits::default());
    let go = |_| std::ops::ControlFlow::Continue(());
    let read = crate::import_csv(written.as_slice(), &crate::Mapping::of_export(&log), &go, mode, &limits);
    let read = read.expect("what was written is good").log;
    let mut again = Vec::new();
    crate::export_csv(&read, &mut again).expect("memory");
    let (written, again) =
        (String::from_utf8_lossy(&written).into_owned(), String::from_utf8_lossy(&again).into_owned());
    assert_eq!(written.split_once("\r\n").map(|both| both.1), again.split_once("\r\n").map(|both| both.1));
    assert!(written.starts_with("case,activity,time,resource,time (case),cost,cost (event),note\r\n"), "{written:.90}");
    let names: Vec<_> = read.cases().map(|case| case.name().to_owned()).collect();
    assert_eq!(names, texts);
}

const AUDIT: &str = "documentkey,fieldname,oldvalue,newvalue,sys_created_on,user\n\
    INC1,assignment_group,,Desk,2024-01-01 08:00:00,ann\nINC1,state,,New,2024-01-01 08:00:00,ann\n\
    INC1,short_description,a,b,2024-01-01 08:30:00,ann\nINC1,assignment_group,Desk,Network,2024-01-01 09:00:00,bob\n\
    INC1,state,New,Resolved,2024-01-01 10:00:00,bob\nINC2,assignment_group,,Desk,2024-01-01 11:00:00,ann\n\
    INC1,assignment_group,Network,,2024-01-01 12:00:00,bob\nINC1,state,Resolved,Closed,2024-01-01 13:00:00,bob\n";

#[test]
fn a_table_of_changes_becomes_events_with_the_group_of_the_moment() {
    let preview = crate::csv_preview(AUDIT.as_bytes(), &crate::Limits::default()).expect("readable");
    let mapping = preview.suggested.expect("the columns are usual");
    assert!(
        matches!(&mapping.shape, Shape::Changes { states, groups, .. } if states == &["state"] && groups == &["assignment_group"])
    );
    let go = |_| std::ops::ControlFlow::Continue(());
    let (mode, limits) = (crate::Mode::AllOrNothing, crate::Limits::default());
    let imported = crate::import_csv(AUDIT.as_bytes(), &mapping, &go, mode, &limits).expect("good");
    let log = imported.log;
    let told: Vec<_> = log
        .cases()
        .flat_map(|case| case.events().map(move |event| (case.name(), event.activity, event.resource, event.row)))
        .collect();
    let (desk, network) = (Some("Desk"), Some("Network"));
    assert_eq!(told, [("INC1", "New", desk, 3), ("INC1", "Resolved", network, 6), ("INC1", "Closed", None, 9)]);
    assert_eq!(log.activities().iter().collect::<Vec<_>>(), ["New", "Resolved", "Closed"]);
    assert_eq!((log.case_count(), imported.report.events), (1, 3));
    assert!(imported.report.notes[0].starts_with("1 rows are changes of other fields"), "{:?}", imported.report.notes);
}

#[test]
fn a_history_of_rows_becomes_the_changes_of_state_and_group() {
    let text = "number,state,group,at\n1,New,A,2024-01-01 08:00\n1,New,A,2024-01-01 09:00\n1,New,B,2024-01-01 10:00\n\
        1,Closed,B,2024-01-01 11:00\n2,New,A,2024-01-01 08:00\n";
    let mut mapping = crate::Mapping::events("number", "state", "at", crate::TimeFormat::YearMonthDay);
    mapping.shape = Shape::History { activity: "state".to_owned(), time: "at".to_owned() };
    mapping.resource = Some("group".to_owned());
    let go = |_| std::ops::ControlFlow::Continue(());
    let (mode, limits) = (crate::Mode::AllOrNothing, crate::Limits::default());
    let imported = crate::import_csv(text.as_bytes(), &mapping, &go, mode, &limits).expect("good");
    let rows: Vec<u32> = imported.log.cases().flat_map(|case| case.events().map(|event| event.row)).collect();
    assert_eq!((rows, imported.report.notes.len()), (vec![2, 4, 5, 6], 1));
}

#[test]
fn two_formats_of_times_in_one_column_are_found_and_shown() {
    let mut text = String::from("number,state,updated\n");
    for day in 1..=20 {
        text += &format!("{day},New,{day:02}/03/2024 10:00\n{day},Closed,2024-04-{day:02} 10:00\n");
    }
    let preview = crate::csv_preview(text.as_bytes(), &crate::Limits::default()).expect("readable");
    let note = preview.notes.iter().find(|note| note.contains("two formats")).expect("it is said");
    assert!(
        note.contains("\"updated\"") && note.contains("20 values") && note.contains("line 3: 2024-04-01"),
        "{note}"
    );
    assert!(preview.suggested.is_some());
}

#[test]
fn a_ticket_that_ends_before_it_begins_is_refused_or_taken_without_the_time() {
    let text = "number,state,at,opened,resolved\n1,New,2024-01-02 08:00,2024-01-02 08:00,2024-01-01 08:00\n\
        2,New,2024-01-02 08:00,2024-01-02 08:00,2024-01-03 08:00\n";
    let mut mapping = crate::Mapping::events("number", "state", "at", crate::TimeFormat::YearMonthDay);
    mapping.facts.opened = Some("opened".to_owned());
    mapping.facts.resolved = Some("resolved".to_owned());
    let go = |_| std::ops::ControlFlow::Continue(());
    let read = |mapping: &crate::Mapping| {
        crate::import_csv(text.as_bytes(), mapping, &go, crate::Mode::GoodRows, &crate::Limits::default())
            .expect("good")
    };
    let bad = read(&mapping).report.bad;
    assert_eq!((bad.len(), bad[0].row, &bad[0].problem), (1, 2, &Problem::ResolvedBeforeOpened));
    mapping.backwards = crate::Backwards::LeaveOut;
    let imported = read(&mapping);
    assert_eq!((imported.report.rows_bad, imported.report.notes.len(), imported.log.case_count()), (0, 1, 2));
    let first = imported.log.find_case("1").expect("taken");
    assert_eq!((first.time(crate::Fact::Resolved), first.time(crate::Fact::Opened).is_some()), (None, true));
}

#[test]
fn a_long_case_is_read_and_a_million_activities_are_refused() {
    let long: String = (0..100_000).map(|step| format!("1,s{},{}\n", step % 7, 1_700_000_000 + step)).collect();
    let mut mapping = crate::Mapping::events("c", "a", "t", crate::TimeFormat::EpochSeconds);
    mapping.duplicates = crate::Duplicates::Keep;
    let go = |_| std::ops::ControlFlow::Continue(());
    let (mode, limits) = (crate::Mode::AllOrNothing, crate::Limits::default());
    let text = format!("c,a,t\n{long}");
    let log = crate::import_csv(text.as_bytes(), &mapping, &go, mode, &limits).expect("good").log;
    assert_eq!((log.case_count(), log.event_count(), crate::variants(&log).len()), (1, 100_000, 1));
    let many: String = (0..1_000_000).map(|step| format!("1,s{step},1700000000\n")).collect();
    let text = format!("c,a,t\n{many}");
    let error = crate::import_csv(text.as_bytes(), &mapping, &go, mode, &limits).expect_err("too many").to_string();
    assert!(error.contains("1000000 different activities"), "{error}");
}

#[test]
fn a_ticket_with_several_rows_is_refused_or_its_last_row_counts_as_the_mapping_says() {
    let text = "id,opened,closed,priority\n1,2024-01-01,2024-01-05,low\n2,2024-01-02,,low\n1,2024-01-01,2024-01-03,high\n\
        2,2024-01-02,,low\n1,2024-01-01,2024-01-04,middle\n";
    let mut mapping = crate::Mapping::events("id", "", "", crate::TimeFormat::YearMonthDay);
    let step = |activity: &str, column: &str| Step { activity: activity.to_owned(), column: column.to_owned() };
    mapping.shape = Shape::Tickets { steps: vec![step("Opened", "opened"), step("Closed", "closed")] };
    mapping.facts.priority = Some("priority".to_owned());
    let read = |duplicates| {
        let mapping = crate::Mapping { duplicates, ..mapping.clone() };
        let go = |_| std::ops::ControlFlow::Continue(());
        let (mode, limits) = (crate::Mode::GoodRows, crate::Limits::default());
        crate::import_csv(text.as_bytes(), &mapping, &go, mode, &limits).expect("good")
    };
    let told = |imported: &crate::Imported| {
        let rows: Vec<u32> = imported.log.cases().flat_map(|case| case.events().map(|event| event.row)).collect();
        let first = imported.log.find_case("1").and_then(|case| case.text(crate::Fact::Priority)).map(str::to_owned);
        let report = &imported.report;
        (rows, first.unwrap_or_default(), report.rows_good, report.rows_bad, report.duplicates)
    };
    let usual = read(Duplicates::SkipSameRow);
    assert_eq!(told(&usual), (vec![2, 2, 3], "low".to_owned(), 2, 2, 1));
    let bad: Vec<_> =
        usual.report.bad.iter().map(|bad| (bad.row, bad.column.as_deref(), bad.problem.clone())).collect();
    assert_eq!(bad, [4, 6].map(|row| (row, Some("id"), Problem::SameTicket { of: 2 })));
    assert!(usual.report.bad[0].sentence().starts_with("Row 4, column \"id\": Row 2 is of the same ticket"));
    assert_eq!(told(&read(Duplicates::RefuseSameRow)), (vec![2, 2, 3], "low".to_owned(), 2, 3, 0));
    assert_eq!(told(&read(Duplicates::LastRowOfTicket)), (vec![6, 6, 5], "middle".to_owned(), 2, 0, 3));
    let events = crate::Mapping::events("id", "priority", "opened", crate::TimeFormat::YearMonthDay);
    let events = crate::Mapping { duplicates: Duplicates::LastRowOfTicket, ..events };
    assert!(events.check().is_err_and(|error| error.to_string().contains("only in a table of tickets")));
    let (rows, _, good, none, left_out) = told(&read(Duplicates::Keep));
    assert_eq!((rows.len(), good, none, left_out), (8, 5, 0, 0));
}
