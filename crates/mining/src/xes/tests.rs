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
