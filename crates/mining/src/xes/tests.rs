//! XES files good, broken and hostile.

use super::*;
use crate::{EventLog, Fact, ImportError, Imported, Limits, Mode, Problem};
use std::io::Write;
use std::ops::ControlFlow;

fn try_read(text: &[u8], options: &XesOptions, mode: Mode) -> Result<Imported, ImportError> {
    import_xes(text, options, &|_| ControlFlow::Continue(()), mode, &Limits::default())
}

fn read(text: &str) -> Imported {
    try_read(text.as_bytes(), &XesOptions::default(), Mode::GoodRows).expect("there are good events")
}

fn file(events: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><log><global scope=\"event\"><string key=\"concept:name\" value=\"x\"/></global><trace><string key=\"concept:name\" value=\"c1\"/><string key=\"priority\" value=\"P1\"/>{events}</trace></log>"
    )
}

fn event(name: &str, time: &str) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"{time}\"/></event>"
    )
}

const GOOD: &str = "2024-01-01T10:00:00.000+01:00";

#[test]
fn each_kind_of_bad_event_is_told_with_its_number_and_key() {
    let long = "x".repeat(70_000);
    let cases = [
        (event("", GOOD), "concept:name", Problem::EmptyActivity),
        (event("a", ""), "time:timestamp", Problem::EmptyTime),
        (event("a", "soon"), "time:timestamp", Problem::UnreadableTime),
        (event("a", "2024-02-31T10:00:00Z"), "time:timestamp", Problem::ImpossibleTime),
        (event("a", "1924-02-01T10:00:00Z"), "time:timestamp", Problem::TooEarly),
        (event("a&#1;b", GOOD), "concept:name", Problem::ControlCharacter { code: 1 }),
        (event("a&unknown;b", GOOD), "concept:name", Problem::InvalidText),
        (event(&long, GOOD), "concept:name", Problem::Oversized { limit: 65_536 }),
    ];
    for (bad, key, problem) in cases {
        let imported = read(&file(&[event("New", GOOD), bad, event("Closed", GOOD)].concat()));
        let found = &imported.report.bad;
        assert_eq!((found.len(), found[0].row, found[0].column.as_deref()), (1, 2, Some(key)));
        assert_eq!((&found[0].problem, imported.log.event_count()), (&problem, 2));
    }
}

#[test]
fn a_trace_without_a_name_is_refused_event_by_event() {
    let text = format!(
        "<log><trace>{}</trace><trace><string key=\"concept:name\" value=\"b\"/>{}</trace></log>",
        event("a", GOOD),
        event("a", GOOD)
    );
    let imported = read(&text);
    assert_eq!((imported.log.case_count(), imported.report.bad[0].problem.clone()), (1, Problem::EmptyCase));
}

#[test]
fn a_file_as_a_whole_bad_gives_one_clear_reason() {
    let cases = [
        ("<!DOCTYPE log [<!ENTITY a \"b\">]><log/>", "document type"),
        ("<log><trace>", "ends in the middle"),
        ("<log><trace></log>", "well-formed"),
        ("<ocel/>", "<log>"),
        ("", "<log>"),
        ("<?xml version=\"1.0\" encoding=\"koi8-r\"?><log/>", "koi8-r"),
    ];
    for (text, reason) in cases {
        let error =
            try_read(text.as_bytes(), &XesOptions::default(), Mode::GoodRows).expect_err("it is bad").to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    let deep = "<a>".repeat(100_000);
    assert!(try_read(format!("<log>{deep}").as_bytes(), &XesOptions::default(), Mode::GoodRows).is_err());
    assert!(matches!(
        try_read(b"<log></log>", &XesOptions::default(), Mode::GoodRows),
        Err(ImportError::NothingGood(_))
    ));
}

#[test]
fn a_fault_in_an_attribute_of_the_trace_refuses_its_events() {
    let options = XesOptions { attributes: vec!["priority".to_owned()], ..XesOptions::default() };
    let good = file(&event("New", GOOD));
    let other = good.split_once("<trace>").map_or("", |(_, rest)| rest).replace("c1", "c2").replace("P1", "P&#7;1");
    let both = good.replace("</log>", "") + "<trace>" + &other;
    let imported = try_read(both.as_bytes(), &options, Mode::GoodRows).expect("one good event");
    assert_eq!(imported.log.case_count(), 1);
    let bad = &imported.report.bad[0];
    assert_eq!(
        (bad.row, bad.column.as_deref(), &bad.problem),
        (2, Some("priority"), &Problem::ControlCharacter { code: 7 })
    );
}

#[test]
fn a_file_that_unpacks_beyond_the_limit_or_has_an_endless_text_is_refused() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(b"<log>").expect("memory");
    for _ in 0..12 {
        gz.write_all(&vec![b' '; 1_000_000]).expect("memory");
    }
    let bomb = gz.finish().expect("memory");
    let go = |_| ControlFlow::Continue(());
    let small = Limits { max_bytes: 2_000_000, ..Limits::default() };
    let large = import_xes(bomb.as_slice(), &XesOptions::default(), &go, Mode::GoodRows, &small);
    assert!(matches!(large, Err(ImportError::TooLarge { limit: 2_000_000 })), "{large:?}");
    let endless = import_xes(bomb.as_slice(), &XesOptions::default(), &go, Mode::GoodRows, &Limits::default());
    assert!(endless.is_err_and(|error| error.to_string().contains("longer than")));
}

#[test]
fn times_with_an_offset_are_utc_inside_and_attributes_of_the_trace_are_kept() {
    let mut options = XesOptions { attributes: vec!["priority".to_owned()], ..XesOptions::default() };
    options.facts.insert(Fact::Priority, "priority".to_owned());
    let log = try_read(file(&event("New", GOOD)).as_bytes(), &options, Mode::AllOrNothing).expect("good").log;
    let case = log.find_case("c1").expect("there");
    assert_eq!(crate::iso(case.times()[0]), "2024-01-01T09:00:00Z");
    assert_eq!(case.text(Fact::Priority), Some("P1"));
}

#[test]
fn an_exported_log_imports_as_the_same_log() {
    let mut options = XesOptions { attributes: vec!["priority".to_owned()], ..XesOptions::default() };
    options.resource = vec!["org:group".to_owned()];
    let events = event("a &lt; &quot;b&quot; &amp; c&#10;d", GOOD) + &event("z", GOOD);
    let log = try_read(file(&events).as_bytes(), &options, Mode::AllOrNothing).expect("good").log;
    let mut out = Vec::new();
    export_xes(&log, &mut out).expect("memory");
    let again = try_read(&out, &options, Mode::AllOrNothing).expect("good").log;
    assert_eq!(again, log);
}

#[test]
fn no_damage_to_a_file_makes_the_import_panic() {
    let good = file(&[event("New", GOOD), event("Closed", GOOD)].concat()).into_bytes();
    let mut state = 11_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..3_000 {
        let mut file = good.clone();
        for _ in 0..1 + next(3) {
            let at = next(file.len());
            match next(3) {
                _ if file.is_empty() => {}
                0 => file[at] = next(256) as u8,
                1 => drop(file.remove(at)),
                _ => file.truncate(at.max(1)),
            }
        }
        let outcome = try_read(&file, &XesOptions::default(), Mode::GoodRows);
        let _ = outcome.map(|imported: Imported| EventLog::to_bytes(&imported.log));
    }
}

/// A file of many stretches; every hundredth trace has a comment that holds the end of a trace.
fn large(traces: usize) -> String {
    let mut text = String::from("<?xml version=\"1.0\"?>\n<x:log>\n");
    for number in 0..traces {
        let trap = if number % 100 == 7 { "<!-- </x:trace> --><![CDATA[</x:trace>]]>" } else { "" };
        text += &format!("<x:trace><x:string key=\"concept:name\" value=\"c{number}\"/>{trap}\n");
        for step in 0..5 {
            text += &format!(
                "<x:event><x:string key=\"concept:name\" value=\"step {step}\"/><x:int value='{number}' key='cost'/>\
                 <x:date key=\"time:timestamp\" value=\"2024-01-0{}T10:00:00.000+01:00\"/></x:event>\n",
                step + 1
            );
        }
        text += "</x:trace>\n";
    }
    text + "</x:log>\n"
}

#[test]
fn a_file_of_many_stretches_reads_as_one() {
    const TRACES: usize = 12_000;
    let text = large(TRACES);
    assert!(text.len() > 6 * 1024 * 1024, "several stretches are meant");
    let preview = xes_preview(text.as_bytes(), u64::MAX, &Limits::default()).expect("readable");
    assert_eq!((preview.traces, preview.events, preview.whole_file), (12_000, 60_000, true));
    let Imported { log, report } =
        try_read(text.as_bytes(), &preview.keep_all(), Mode::AllOrNothing).expect("all of it is good");
    assert_eq!((report.rows_read, log.case_count(), log.event_count()), (60_000, TRACES, 60_000));
    let cost = log.event_column("cost").expect("kept");
    for case in log.cases() {
        assert_eq!(case.name(), format!("c{}", case.index));
        let events: Vec<_> = case.events().collect();
        assert_eq!((events.len(), events[0].row as usize), (5, case.index * 5 + 1));
        assert_eq!(cost.get(events[4].place), Some(crate::Value::Number(case.index as f64)));
    }
}

#[test]
fn damage_far_into_a_file_is_told_by_its_line() {
    let good = large(6_000);
    let lines = good.lines().count() as u64;
    let cases = [
        (good.replace("\"c5000\"", "\"c5000"), 5_000 * 7 + 4, "well-formed"),
        (good[..good.len() - 30].to_owned(), lines - 1, "ends in the middle"),
        (good.replace("\"c5999\"/>", "\"c5999\"/></oops>"), 5_999 * 7 + 3, "</oops>"),
        (format!("{good}<x:trace></x:trace>"), lines + 1, "follows the end"),
    ];
    for (text, expected, reason) in cases {
        let error = try_read(text.as_bytes(), &XesOptions::default(), Mode::GoodRows).expect_err("it is damaged");
        let ImportError::NotReadable { place: Some(line), why } = error else { panic!("{error}") };
        assert!(line.abs_diff(expected) <= 1 && why.contains(reason), "line {line}, expected {expected}: {why}");
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(good.as_bytes()).expect("memory");
    let packed = gz.finish().expect("memory");
    let cut = try_read(&packed[..packed.len() / 2], &XesOptions::default(), Mode::GoodRows).expect_err("it is cut");
    let ImportError::NotReadable { place: Some(line), .. } = cut else { panic!("{cut}") };
    assert!((1_000..lines).contains(&line), "line {line} of {lines}");
}

#[test]
fn a_bad_event_in_a_late_stretch_is_counted_from_the_beginning_of_the_file() {
    let text = large(6_000).replacen("step 0\"/><x:int value='5500'", "\"/><x:int value='5500'", 1);
    let imported = try_read(text.as_bytes(), &XesOptions::default(), Mode::GoodRows).expect("the others are good");
    let bad = &imported.report.bad[0];
    assert_eq!((bad.row, &bad.problem), (5_500 * 5 + 1, &Problem::EmptyActivity));
    assert_eq!(imported.log.event_count(), 29_999);
}

#[test]
fn all_attributes_of_a_file_are_kept_with_their_kinds_and_come_back_after_writing() {
    let text = "<log><trace><string key=\"concept:name\" value=\"1\"/><date key=\"opened\" value=\"2024-01-01T00:00:00Z\"/>\
        <event><string key=\"concept:name\" value=\"a\"/><date key=\"time:timestamp\" value=\"2024-01-01T10:00:00.123456Z\"/>\
        <float key=\"cost\" value=\"1.25\"/><boolean key=\"done\" value=\"true\"/><string key=\"org:resource\" value=\"Ann\"/>\
        <string key=\"org:group\" value=\"Desk\"/><string key=\"lifecycle:transition\" value=\"complete\"/></event></trace></log>";
    let preview = xes_preview(text.as_bytes(), u64::MAX, &Limits::default()).expect("readable");
    let log = try_read(text.as_bytes(), &preview.keep_all(), Mode::AllOrNothing).expect("good").log;
    let kinds: Vec<_> = log.event_columns().iter().map(|column| (column.name.as_str(), column.kind())).collect();
    use crate::Kind::{Flag, Number, Text};
    assert_eq!(kinds, [("cost", Number), ("done", Flag), ("org:resource", Text), ("lifecycle:transition", Text)]);
    assert_eq!(log.columns()[0].kind(), crate::Kind::Time);
    let mut out = Vec::new();
    export_xes(&log, &mut out).expect("memory");
    let preview = xes_preview(out.as_slice(), u64::MAX, &Limits::default()).expect("readable");
    assert_eq!(try_read(&out, &preview.keep_all(), Mode::AllOrNothing).expect("good").log, log);
}
