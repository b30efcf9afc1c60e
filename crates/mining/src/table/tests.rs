//! Files good and bad: what is taken, what is refused, where and why.

mod shapes;

use super::*;
use crate::{EventLog, Fact, Limits, Mode, Problem, TimeFormat, import_csv};
use std::io::Write;
use std::ops::ControlFlow;

const GO: &dyn Fn(crate::Progress) -> ControlFlow<()> = &|_| ControlFlow::Continue(());

fn mapping() -> Mapping {
    let mut mapping = Mapping::events("number", "state", "at", TimeFormat::DayMonthYear);
    mapping.resource = Some("group".to_owned());
    mapping.facts.opened = Some("opened".to_owned());
    mapping.facts.resolved = Some("resolved".to_owned());
    mapping.facts.reopen_count = Some("reopens".to_owned());
    mapping.facts.made_sla = Some("sla".to_owned());
    mapping
}

const HEADER: &str = "number,state,at,group,opened,resolved,reopens,sla\n";
const GOOD: &str = "INC1,New,1/2/2024 10:00,Desk,1/2/2024 10:00,2/2/2024 10:00,0,true\n";
const LAST: &str = "INC1,Resolved,2/2/2024 10:00,Desk,1/2/2024 10:00,2/2/2024 10:00,0,true\n";

fn read(bytes: &[u8], mapping: &Mapping) -> crate::Imported {
    import_csv(bytes, mapping, GO, Mode::GoodRows, &Limits::default()).expect("there are good rows")
}

/// A file with one bad row between two good ones: the bad row is told with its line, the good ones are untouched.
#[track_caller]
fn refuses(row: &[u8], column: Option<&str>, problem: Problem) {
    let file = [HEADER.as_bytes(), GOOD.as_bytes(), row, b"\n", LAST.as_bytes()].concat();
    let imported = read(&file, &mapping());
    assert_eq!(imported.report.rows_bad, 1, "{:?}", imported.report);
    let bad = &imported.report.bad[0];
    assert_eq!((bad.row, bad.column.as_deref(), &bad.problem), (3, column, &problem));
    let clean = read(&[HEADER, GOOD, "\n", LAST].concat().into_bytes(), &mapping());
    assert_eq!(imported.log, clean.log, "a bad row changed a good one");
    assert_eq!((imported.report.rows_read, imported.report.rows_good), (3, 2));
    let refused = import_csv(file.as_slice(), &mapping(), GO, Mode::AllOrNothing, &Limits::default());
    assert!(matches!(refused, Err(crate::ImportError::BadRows(_))));
}

#[test]
fn the_cells_of_a_bad_row_are_kept_and_bounded() {
    let long = "x".repeat(2 * crate::MAX_CELLS_BYTES);
    let rows = format!("INC2,\"New, again\",never,Desk\nINC3,\"{long}\",never,,,,,\n,\"open\nINC4,{long}\n");
    let imported = read([HEADER, GOOD, &rows].concat().as_bytes(), &mapping());
    assert_eq!(imported.report.header.join(","), HEADER.trim());
    let bad = &imported.report.bad;
    assert_eq!(bad[0].cells, vec!["INC2", "New, again", "never", "Desk"]);
    assert_eq!((bad[1].cells.len(), bad[1].cells[1].ends_with('…')), (2, true));
    assert!(bad.iter().all(|row| row.cells.concat().len() <= crate::MAX_CELLS_BYTES + '…'.len_utf8()), "{bad:?}");
    assert_eq!(bad[2].cells, vec![",\"open"], "a row that cannot be split is one cell");
}

#[test]
fn each_kind_of_bad_row_is_told_with_its_line_and_column() {
    let count = |found| Problem::ColumnCount { expected: 8, found };
    let control = |code| Problem::ControlCharacter { code };
    let cases: Vec<(Vec<u8>, Option<&str>, Problem)> = vec![
        (b"INC2,New,1/2/2024 10:00".to_vec(), None, count(3)),
        (b"INC2,New,1/2/2024 10:00,Desk,,,0,true,more".to_vec(), None, count(9)),
        (b" ,New,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("number"), Problem::EmptyCase),
        (b"?,New,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("number"), Problem::EmptyCase),
        (b"INC2,,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("state"), Problem::EmptyActivity),
        (b"INC2,New,NULL,Desk,,,0,true".to_vec(), Some("at"), Problem::EmptyTime),
        (b"INC2,New,yesterday,Desk,,,0,true".to_vec(), Some("at"), Problem::UnreadableTime),
        (b"INC2,New,2024-02-01,Desk,,,0,true".to_vec(), Some("at"), Problem::UnreadableTime),
        (b"INC2,New,31/2/2024 10:00,Desk,,,0,true".to_vec(), Some("at"), Problem::ImpossibleTime),
        (b"INC2,New,1/2/2024 25:00,Desk,,,0,true".to_vec(), Some("at"), Problem::ImpossibleTime),
        (b"INC2,New,1/2/1969 10:00,Desk,,,0,true".to_vec(), Some("at"), Problem::TooEarly),
        (b"INC2,New,1/2/2924 10:00,Desk,,,0,true".to_vec(), Some("at"), Problem::TooLate),
        (b"INC2,N\xffw,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("state"), Problem::InvalidText),
        (b"INC2,N\0w,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("state"), control(0)),
        (b"INC2,N\x1b[2Jw,1/2/2024 10:00,Desk,,,0,true".to_vec(), Some("state"), control(27)),
        (b"INC2,\"New,1/2/2024 10:00,Desk,,,0,true".to_vec(), None, Problem::UnclosedQuote),
        (
            b"INC2,New,1/2/2024 10:00,Desk,5/2/2024,1/2/2024,0,true".to_vec(),
            Some("resolved"),
            Problem::ResolvedBeforeOpened,
        ),
        (b"INC2,New,1/2/2024 10:00,Desk,,,many,true".to_vec(), Some("reopens"), Problem::NotANumber),
        (b"INC2,New,1/2/2024 10:00,Desk,,,inf,true".to_vec(), Some("reopens"), Problem::NotANumber),
        (b"INC2,New,1/2/2024 10:00,Desk,,,0,perhaps".to_vec(), Some("sla"), Problem::NotYesOrNo),
        (b"   ".to_vec(), None, Problem::EmptyLine),
        (
            [b"INC2,".as_slice(), &[b'x'; 70_000], b",1/2/2024 10:00,Desk,,,0,true"].concat(),
            Some("state"),
            Problem::Oversized { limit: 65_536 },
        ),
        (
            [b"INC2,".as_slice(), &[b'x'; 2_000_000], b",1/2/2024 10:00,Desk,,,0,true"].concat(),
            None,
            Problem::Oversized { limit: 1_048_576 },
        ),
    ];
    for (row, column, problem) in cases {
        refuses(&row, column, problem);
    }
}

#[test]
fn an_unclosed_quote_does_not_swallow_the_quoted_rows_after_it() {
    let rows = "\"INC1\",\"New\",\"1/2/2024 10:00\",\"Desk\",\"\",\"\",\"0\",\"true\"\n";
    let file = format!(
        "{HEADER}{rows}\"INC2\",\"New,\"1/2/2024 10:00\",\"Desk\",\"\",\"\",\"0\",\"true\"\nINC3,\"New,x\n{}",
        rows.replace("INC1", "INC4")
    );
    let imported = read(file.as_bytes(), &mapping());
    assert!(
        imported.log.find_case("INC1").is_some() && imported.log.find_case("INC4").is_some(),
        "{:?}",
        imported.report
    );
    assert_eq!(imported.report.bad.iter().map(|bad| bad.row).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn quoted_fields_hold_separators_quotes_and_line_breaks_and_rows_keep_their_line() {
    let file = "number,state,at\nINC1,\"a, \"\"b\"\"\nc\",2024-01-01\nINC2,,2024-01-01\n";
    let mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    let imported = read(file.as_bytes(), &mapping);
    assert_eq!(imported.log.activities().get(0), Some("a, \"b\"\nc"));
    assert_eq!(imported.report.bad[0].row, 4);
}

#[test]
fn empty_lines_at_the_end_are_no_fault() {
    let imported = read(format!("{HEADER}{GOOD}\n\n  \n").as_bytes(), &mapping());
    assert_eq!((imported.report.rows_bad, imported.report.rows_read), (0, 1));
}

#[test]
fn repeated_rows_follow_the_rule_of_the_mapping() {
    let file = [HEADER, GOOD, GOOD, &GOOD.replace("true", "false")].concat();
    let outcome = |rule| {
        let mapping = Mapping { duplicates: rule, ..mapping() };
        let report = read(file.as_bytes(), &mapping).report;
        (report.rows_good, report.duplicates, report.rows_bad)
    };
    assert_eq!(outcome(Duplicates::Keep), (3, 0, 0));
    assert_eq!(outcome(Duplicates::SkipSameRow), (2, 1, 0));
    assert_eq!(outcome(Duplicates::SkipSameEvent), (1, 2, 0));
    assert_eq!(outcome(Duplicates::RefuseSameRow), (2, 0, 1));
}

#[test]
fn the_newest_row_decides_what_is_known_of_the_case() {
    let file = "number,state,at,resolved\nA,Resolved,2024-01-02,2024-01-02\nA,Reopened,2024-01-03,\nA,New,2024-01-01,\nB,x,2024-01-01,2024-01-09\n";
    let mut mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    mapping.facts.resolved = Some("resolved".to_owned());
    let log = read(file.as_bytes(), &mapping).log;
    let case = log.find_case("A").expect("it is there");
    assert_eq!(case.events().map(|event| event.activity).collect::<Vec<_>>(), ["New", "Resolved", "Reopened"]);
    assert_eq!(case.time(Fact::Resolved), None);
    assert_eq!(
        log.find_case("B").and_then(|case| case.time(Fact::Resolved)).map(crate::iso),
        Some("2024-01-09T00:00:00Z".to_owned())
    );
}

#[test]
fn a_ticket_per_row_becomes_an_event_per_date() {
    let file = "id;opened;resolved;closed\n7;2/1/2024 10:00;3/1/2024 9:30;\n8;;;\n";
    let mut mapping = Mapping::events("id", "", "", TimeFormat::DayMonthYear);
    let step = |activity: &str, column: &str| Step { activity: activity.to_owned(), column: column.to_owned() };
    mapping.shape = Shape::Tickets {
        steps: vec![step("Opened", "opened"), step("Resolved", "resolved"), step("Closed", "closed")],
    };
    let imported = read(file.as_bytes(), &mapping);
    let events: Vec<_> =
        imported.log.cases().flat_map(|case| case.events().collect::<Vec<_>>()).map(|event| event.activity).collect();
    assert_eq!(events, ["Opened", "Resolved"]);
    assert_eq!((imported.report.events, imported.report.bad[0].problem.clone()), (2, Problem::NoStep));
}

#[test]
fn a_file_in_any_encoding_and_compressed_reads_the_same() {
    let text = "number;state;at\nINC1;Zurückgestellt;2024-01-01\nINC2;Gelöst;2024-01-02\n";
    let mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    let expected = read(text.as_bytes(), &mapping).log;
    let utf16 = |big: bool, mark: bool| {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
    };
    let windows: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).expect("memory");
    let gz = gz.finish().expect("memory");
    let mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for file in [windows, gz, mark, utf16(false, true), utf16(true, true), utf16(false, false), utf16(true, false)] {
        assert_eq!(read(&file, &mapping).log, expected);
        let preview = csv_preview(file.as_slice(), &Limits::default()).expect("it is readable");
        assert_eq!((preview.delimiter, preview.rows[0][1].as_str()), (';', "Zurückgestellt"));
    }
}

#[test]
fn a_compressed_file_that_unpacks_beyond_the_limit_or_is_cut_is_refused() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(b"number,state,at\n").expect("memory");
    gz.write_all(&vec![b'a'; 3_000_000]).expect("memory");
    let bomb = gz.finish().expect("memory");
    let limits = Limits { max_bytes: 1_000_000, ..Limits::default() };
    let mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    let outcome = import_csv(bomb.as_slice(), &mapping, GO, Mode::GoodRows, &limits);
    assert!(matches!(outcome, Err(crate::ImportError::TooLarge { limit: 1_000_000 })), "{outcome:?}");
    let cut = import_csv(&bomb[..bomb.len() / 2], &mapping, GO, Mode::GoodRows, &Limits::default());
    assert!(matches!(cut, Err(crate::ImportError::NotReadable { .. })), "{cut:?}");
}

#[test]
fn a_mapping_that_does_not_fit_says_which_column_is_missing() {
    let wrong = Mapping::events("number", "stat", "at", TimeFormat::YearMonthDay);
    let error =
        import_csv(HEADER.as_bytes(), &wrong, GO, Mode::GoodRows, &Limits::default()).expect_err("no such column");
    assert!(error.to_string().contains("\"stat\"") && error.to_string().contains("number, state"), "{error}");
}

#[test]
fn an_import_stops_when_asked() {
    let outcome = import_csv(
        format!("{HEADER}{GOOD}").as_bytes(),
        &mapping(),
        &|_| ControlFlow::Break(()),
        Mode::GoodRows,
        &Limits::default(),
    );
    assert!(matches!(outcome, Err(crate::ImportError::Stopped)));
}

#[test]
fn the_preview_decides_day_and_month_from_the_data_or_says_that_it_cannot() {
    let format = |rows: &str| {
        let file = format!("number,state,updated\n{rows}");
        let preview = csv_preview(file.as_bytes(), &Limits::default()).expect("readable");
        (preview.columns[2].looks_like.clone(), preview.notes)
    };
    let time = |format, ambiguous| LooksLike::Time { format, ambiguous };
    let cases = [
        ("1,N,1/2/2024 10:00\n2,N,29/2/2024 10:00\n", time(TimeFormat::DayMonthYear, false)),
        ("1,N,1/2/2024 10:00 AM\n2,N,2/29/2024 1:00 PM\n", time(TimeFormat::MonthDayYear, false)),
        ("1,N,1/2/2024 10:00\n2,N,3/4/2024 10:00\n", time(TimeFormat::DayMonthYear, true)),
        ("1,N,2024-01-02T10:00:00+01:00\n2,N,2024-01-02T10:00:00Z\n", time(TimeFormat::YearMonthDay, false)),
        ("1,N,12/Jan/24 3:45 PM\n2,N,13/Feb/24 3:45 AM\n", time(TimeFormat::DayMonthYear, false)),
        ("1,N,1709208300\n2,N,1709208400\n", time(TimeFormat::EpochSeconds, false)),
        ("1,N,1709208300000\n2,N,1709208400000\n", time(TimeFormat::EpochMilliseconds, false)),
        ("1,N,5\n2,N,6\n", LooksLike::Number),
    ];
    for (rows, expected) in cases {
        let (found, notes) = format(rows);
        assert_eq!(found, expected, "{rows}");
        assert_eq!(
            notes.iter().any(|note| note.contains("day or the month")),
            matches!(expected, LooksLike::Time { ambiguous: true, .. })
        );
    }
}

#[test]
fn a_ticket_export_is_suggested_as_one_event_per_date() {
    let file = "Number;State;Opened;Resolved;Closed;Priority\nINC1;Closed;2/1/2024 10:00;13/1/2024 9:30;14/1/2024 9:30;P1\nINC2;New;3/1/2024 10:00;;;P2\n";
    let mapping = csv_preview(file.as_bytes(), &Limits::default()).expect("readable").suggested.expect("understood");
    let Shape::Tickets { steps } = &mapping.shape else { panic!("{mapping:?}") };
    assert_eq!(steps.iter().map(|step| step.column.as_str()).collect::<Vec<_>>(), ["Opened", "Resolved", "Closed"]);
    assert_eq!((mapping.case.as_str(), mapping.facts.priority.as_deref()), ("Number", Some("Priority")));
    assert_eq!(read(file.as_bytes(), &mapping).log.event_count(), 4);
}

#[test]
fn the_separator_is_found() {
    for delimiter in [',', ';', '\t', '|'] {
        let file =
            "number,state,updated_at\n1,\"a;b\",2024-01-01\n2,c|d,2024-01-02\n".replace(',', &delimiter.to_string());
        let preview = csv_preview(file.as_bytes(), &Limits::default()).expect("readable");
        assert_eq!(preview.delimiter, delimiter);
    }
}

#[test]
fn a_mapping_survives_being_saved() {
    let mapping = mapping();
    let saved = serde_json::to_string(&mapping).expect("it serialises");
    assert_eq!(serde_json::from_str::<Mapping>(&saved).expect("it reads"), mapping);
    assert!(serde_json::from_str::<Mapping>(&saved.replace("\"number\"", "\"number\",\"surprise\":1")).is_err());
}

#[test]
fn an_exported_log_imports_as_the_same_log_and_opens_safely_in_a_spreadsheet() {
    let file = [
        HEADER,
        GOOD,
        LAST,
        "INC2,\"=cmd()|x, \"\"y\"\"\",1/2/2024 10:00,@SUM,,,1,false\nINC3,-100,1/2/2024 10:00,,,,,\n",
    ]
    .concat();
    let log = read(file.as_bytes(), &mapping()).log;
    let mut out = Vec::new();
    export_csv(&log, &mut out).expect("memory");
    let text = String::from_utf8(out).expect("text");
    assert!(
        text.contains("\"'=cmd()|x, \"\"y\"\"\"") && text.contains(",\"'@SUM\",") && text.contains(",-100,"),
        "{text}"
    );
    let plain = read([HEADER, GOOD, LAST].concat().as_bytes(), &mapping()).log;
    let again = round_trip(&plain);
    let events = |log: &EventLog| {
        format!(
            "{:?}",
            log.cases()
                .map(|c| c
                    .events()
                    .map(|e| (e.activity.to_owned(), e.time, e.resource.map(str::to_owned)))
                    .collect::<Vec<_>>())
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(events(&again), events(&plain));
    assert_eq!(again.columns(), plain.columns());
}

fn round_trip(log: &EventLog) -> EventLog {
    let mut out = Vec::new();
    export_csv(log, &mut out).expect("memory");
    import_csv(out.as_slice(), &Mapping::of_export(log), GO, Mode::AllOrNothing, &Limits::default())
        .expect("it imports")
        .log
}

#[test]
fn no_damage_to_a_file_makes_the_import_panic() {
    let good = [HEADER, GOOD, LAST, "INC2,\"a\nb\",1/2/2024 10:00,Desk,,,0,true\n"].concat().into_bytes();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..3_000 {
        let mut file = good.clone();
        for _ in 0..1 + next(4) {
            let at = next(file.len());
            match next(4) {
                _ if file.is_empty() => {}
                0 => file[at] = next(256) as u8,
                1 => drop(file.remove(at)),
                2 => file.insert(at, b"\"\n,\0\xff/;:"[next(8)]),
                _ => file.truncate(at.max(1)),
            }
        }
        let _ = csv_preview(file.as_slice(), &Limits::default());
        let _ = import_csv(file.as_slice(), &mapping(), GO, Mode::GoodRows, &Limits::default());
    }
}

/// A file of many stretches with rows of several lines, broken rows and repeated rows, and what is in it.
#[test]
fn a_large_file_read_in_stretches_gives_what_was_written_with_the_right_lines() {
    let mut state = 11_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut file, mut line) = ("number,state,at,note\n".to_owned(), 2_u64);
    let (mut good, mut bad, mut repeated) = (Vec::new(), Vec::new(), 0_u64);
    while file.len() < 5_000_000 {
        let (case, time) = (format!("INC{}", next(3_000)), format!("2024-01-{:02}", 1 + next(28)));
        let row = match next(40) {
            0 => format!("{case},\"On\nHold, {line}\n\"\"quoted\"\"\",{time},\"{}\"\n", "long\n".repeat(next(60))),
            1 => {
                bad.push((line, Problem::UnclosedQuote));
                format!("{case},\"New,{time},\n")
            }
            2 => {
                bad.push((line, Problem::EmptyTime));
                format!("{case},New {line},,\n")
            }
            3 => {
                repeated += 1;
                let row = format!("{case},Seen {line},{time},twice\n");
                row.repeat(2)
            }
            _ => format!("{case},Work {line},{time},{}\n", "x".repeat(next(200))),
        };
        if bad.last().is_none_or(|(last, _)| *last != line) {
            let state = match row.as_str() {
                row if row.contains("On\nHold") => format!("On\nHold, {line}\n\"quoted\""),
                row if row.contains("Seen") => format!("Seen {line}"),
                _ => format!("Work {line}"),
            };
            good.push((case, state, line as u32));
        }
        line += row.matches('\n').count() as u64;
        file.push_str(&row);
    }
    let mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    let imported = read(file.as_bytes(), &mapping);
    let (report, log) = (imported.report, imported.log);
    assert_eq!((report.duplicates, report.rows_good, report.rows_bad), (repeated, good.len() as u64, bad.len() as u64));
    let told: Vec<_> = report.bad.into_iter().map(|bad| (bad.row, bad.problem)).collect();
    assert_eq!(told, bad[..bad.len().min(crate::MAX_BAD_ROWS_KEPT)]);
    let mut found: Vec<_> = log
        .cases()
        .flat_map(|case| case.events().map(move |event| (case.name().to_owned(), event.activity.to_owned(), event.row)))
        .collect();
    found.sort_by_key(|(_, _, row)| *row);
    assert_eq!(found, good);
    assert_eq!(log.case(0).map(|case| case.name()), Some(good[0].0.as_str()));
    let codes = log.activities().iter().collect::<Vec<_>>();
    assert_eq!(codes, good.iter().map(|event| event.1.as_str()).collect::<Vec<_>>(), "codes in order of the file");
}

#[test]
fn attributes_of_cases_and_events_keep_their_kind_and_three_cost_less_than_40_bytes_an_event() {
    let mut file = "number,state,at,group,cost,urgent,channel\n".to_owned();
    for row in 0..20_000 {
        let cost = row % 100;
        file.push_str(&format!(
            "INC{},S{},2024-01-01 10:00:{:02},G{},{cost}.5,{},C{}\n",
            row / 9,
            row % 13,
            row % 60,
            row % 7,
            row % 2,
            row % 5
        ));
    }
    let mut mapping = Mapping::events("number", "state", "at", TimeFormat::YearMonthDay);
    mapping.resource = Some("group".to_owned());
    mapping.event_attributes = vec!["channel".to_owned(), "cost".to_owned()];
    mapping.attributes = vec!["urgent".to_owned()];
    mapping.kinds = [("cost".to_owned(), crate::Kind::Number), ("urgent".to_owned(), crate::Kind::Flag)].into();
    let log = read(file.as_bytes(), &mapping).log;
    let event = log.case(0).and_then(|case| case.events().next()).expect("an event");
    assert_eq!(log.event_column("cost").and_then(|column| column.get(event.place)), Some(crate::Value::Number(0.5)));
    assert_eq!(log.column("urgent").and_then(|column| column.get(0)), Some(crate::Value::Flag(false)));
    assert_eq!(round_trip(&log).event_columns(), log.event_columns());
    let per_event = log.heap_bytes() as f64 / log.event_count() as f64;
    println!("{per_event:.1} bytes per event with group, channel, cost and urgency");
    assert!(per_event < 40.0, "{per_event}");
    let bad = import_csv(file.replace(",7.5,", ",dear,").as_bytes(), &mapping, GO, Mode::GoodRows, &Limits::default());
    let bad = bad.expect("some rows are good").report.bad;
    assert_eq!((bad[0].column.as_deref(), &bad[0].problem), (Some("cost"), &Problem::NotANumber));
}
