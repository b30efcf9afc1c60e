//! Object-centric logs: published examples, both ways, in every form, and damaged.

use super::*;
use crate::{ImportError, Limits, Mode, Problem};

const TWO: &str = r#"{"objectTypes":[{"name":"incident","attributes":[{"name":"priority","type":"integer"}]},{"name":"change"}],
"eventTypes":[{"name":"open","attributes":[{"name":"group","type":"string"},{"name":"cost","type":"float"}]},{"name":"close","attributes":[]}],
"events":[
{"id":3,"type":"close","time":"2024-01-02T10:00:00Z","relationships":[{"objectId":"i1","qualifier":"closed"},{"objectId":"c1","qualifier":"cause"}]},
{"id":"e1","type":"open","time":"2024-01-01T10:00:00+02:00","attributes":[{"name":"group","value":"Desk"},{"name":"cost","value":2}],
"relationships":[{"objectId":"i1","qualifier":"opened"}]},
{"id":"e2","type":"open","time":"2024-01-01T11:00:00Z","attributes":null,"relationships":[{"objectId":"i2"},{"objectId":"i1"},{"objectId":"i1","qualifier":"again"}]}],
"objects":[{"id":"i1","type":"incident","attributes":[{"name":"priority","time":"1970-01-01T00:00:00Z","value":"3"},
{"name":"priority","time":"2024-01-01T12:00:00Z","value":1}],"relationships":[{"objectId":"c1","qualifier":"fixed by"}]},
{"id":"i2","type":"incident"},{"id":"c1","type":"change"}]}"#;

fn json(text: &str, options: &OcelOptions, mode: Mode) -> Result<ImportedObjects, ImportError> {
    import_ocel_json(text.as_bytes(), options, mode, &Limits::default())
}

fn two() -> ObjectLog {
    json(TWO, &OcelOptions::default(), Mode::AllOrNothing).expect("good").log
}

#[test]
fn a_log_is_ordered_by_time_with_its_relations_and_changes() {
    let log = two();
    let ids: Vec<_> = log.events().map(|event| event.id()).collect();
    assert_eq!(ids, ["e1", "e2", "3"]);
    let first = log.events().next().expect("an event");
    assert_eq!(crate::iso(first.time()), "2024-01-01T08:00:00Z");
    assert_eq!(first.values().collect::<Vec<_>>(), [("group", Scalar::Text("Desk")), ("cost", Scalar::Float(2.0))]);
    let incident = log.object("i1").expect("there");
    let values: Vec<_> = incident.values().map(|(name, time, value)| (name, time == 0, value)).collect();
    assert_eq!(values, [("priority", true, Scalar::Integer(3)), ("priority", false, Scalar::Integer(1))]);
    let related: Vec<_> = incident.objects().map(|(object, qualifier)| (object.id(), qualifier)).collect();
    assert_eq!(related, [("c1", "fixed by")]);
}

#[test]
fn a_log_is_the_same_after_writing_and_reading_in_each_form_of_version_two() {
    let log = two();
    let mut text = Vec::new();
    assert!(export_ocel_json(&log, OcelVersion::Two, &mut text).expect("memory").is_empty());
    let read = import_ocel_json(text.as_slice(), &OcelOptions::default(), Mode::AllOrNothing, &Limits::default());
    assert_eq!(read.expect("good").log, log);
    let mut text = Vec::new();
    assert!(export_ocel_xml(&log, OcelVersion::Two, &mut text).expect("memory").is_empty());
    let read = import_ocel_xml(text.as_slice(), &OcelOptions::default(), Mode::AllOrNothing, &Limits::default());
    assert_eq!(read.expect("good").log, log);
    let read = import_ocel_tables(&ocel_tables(&log), &OcelOptions::default(), Mode::AllOrNothing);
    assert_eq!(read.expect("good").log, log);
}

#[test]
fn version_one_says_what_it_cannot_hold_and_comes_back_as_it_is() {
    let log = two();
    let mut text = Vec::new();
    let lost = export_ocel_json(&log, OcelVersion::One, &mut text).expect("memory");
    assert_eq!(lost.len(), 3, "{lost:?}");
    let options = OcelOptions::default();
    let once = import_ocel_json(text.as_slice(), &options, Mode::AllOrNothing, &Limits::default()).expect("good").log;
    assert_eq!((once.events().len(), once.objects().len()), (3, 3));
    let mut text = Vec::new();
    export_ocel_json(&once, OcelVersion::One, &mut text).expect("memory");
    let again = import_ocel_json(text.as_slice(), &options, Mode::AllOrNothing, &Limits::default()).expect("good").log;
    assert_eq!(again, once);
    let mut text = Vec::new();
    export_ocel_xml(&once, OcelVersion::One, &mut text).expect("memory");
    let xml = import_ocel_xml(text.as_slice(), &options, Mode::AllOrNothing, &Limits::default()).expect("good").log;
    assert_eq!(xml, once);
}

#[test]
fn each_kind_of_bad_record_is_told_by_its_number() {
    let cases = [
        (TWO.replace("\"id\":\"e2\"", "\"id\":\"e1\""), 3, "id", Problem::SameIdentifier { of: 2 }),
        (TWO.replace("\"id\":\"e2\"", "\"id\":\"\""), 3, "id", Problem::NoIdentifier),
        (TWO.replace("2024-01-01T11:00:00Z", "2024-02-31T11:00:00Z"), 3, "time", Problem::ImpossibleTime),
        (TWO.replace("\"time\":\"2024-01-01T11:00:00Z\",", ""), 3, "time", Problem::EmptyTime),
        (TWO.replace("{\"objectId\":\"i2\"}", "{\"objectId\":\"i9\"}"), 3, "relationships", Problem::UnknownObject),
        (TWO.replace("\"value\":2}", "\"value\":\"two\"}"), 2, "cost", Problem::NotANumber),
        (TWO.replace("\"value\":\"3\"", "\"value\":\"high\""), 1, "priority of an object", Problem::NotANumber),
        (TWO.replace("\"id\":\"i2\",\"type\":\"incident\"", "\"id\":\"i2\""), 2, "type of an object", Problem::NoType),
    ];
    for (text, row, column, problem) in cases {
        let refused = json(&text, &OcelOptions::default(), Mode::AllOrNothing);
        let Err(ImportError::BadRows(report)) = refused else { panic!("{problem:?}: {refused:?}") };
        let bad = &report.bad[0];
        assert_eq!((bad.row, bad.column.as_deref(), &bad.problem), (row, Some(column), &problem));
        // Where an object is bad, so is each event that speaks of it.
        assert!(json(&text, &OcelOptions::default(), Mode::GoodRows).is_ok() || column.ends_with("of an object"));
    }
    let options = OcelOptions { unknown_objects: UnknownObjects::LeaveOut, ..OcelOptions::default() };
    let text = TWO.replace("{\"objectId\":\"i2\"}", "{\"objectId\":\"i9\"}");
    let imported = json(&text, &options, Mode::AllOrNothing).expect("the relation is left out");
    assert_eq!((imported.report.notes.len(), imported.log.events().len()), (1, 3));
}

#[test]
fn a_file_as_a_whole_bad_gives_one_clear_reason() {
    let xml =
        |text: &str| import_ocel_xml(text.as_bytes(), &OcelOptions::default(), Mode::GoodRows, &Limits::default());
    for (text, reason) in [
        ("<!DOCTYPE log [<!ENTITY a \"b\">]><log/>", "document type"),
        ("<log>\n<events>\n<event id=\"1\">", "line 3): it ends in the middle"),
        ("<log><events></log>", "well-formed"),
        ("<pnml/>", "<log>"),
        (&format!("<log><events>{}", "<a>".repeat(50_000)), "nested deeper"),
    ] {
        let error = xml(text).expect_err("it is bad").to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    for (text, reason) in [
        (&TWO[..TWO.len() - 30], "ends in the middle"),
        ("{\"log\": 1}", "events"),
        ("{\n\"events\": [{\"id\": {}}]}", "line 2"),
        ("[]", "object"),
        (&format!("{{\"x\":{}", "[".repeat(100_000)), "ends in the middle"),
    ] {
        let error = json(text, &OcelOptions::default(), Mode::GoodRows).expect_err("it is bad").to_string();
        assert!(error.contains(reason), "{text:.60}: {error}");
    }
}

#[test]
fn no_damage_to_a_file_makes_the_import_panic() {
    let mut xml = Vec::new();
    export_ocel_xml(&two(), OcelVersion::Two, &mut xml).expect("memory");
    let mut state = 5_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for round in 0..2_000 {
        let mut file = if round % 2 == 0 { TWO.as_bytes().to_vec() } else { xml.clone() };
        for _ in 0..1 + next(3) {
            let at = next(file.len());
            match next(3) {
                _ if file.is_empty() => {}
                0 => file[at] = next(256) as u8,
                1 => drop(file.remove(at)),
                _ => file.truncate(at.max(1)),
            }
        }
        let (options, limits) = (OcelOptions::default(), Limits::default());
        let _ = import_ocel_json(file.as_slice(), &options, Mode::GoodRows, &limits);
        if let Ok(imported) = import_ocel_xml(file.as_slice(), &options, Mode::GoodRows, &limits) {
            let _ = (object_flow(&imported.log), ocel_tables(&imported.log));
        }
    }
}

#[test]
fn each_object_of_a_type_becomes_a_case_and_types_flow_together() {
    let log = two();
    let flat = log.flatten("incident").expect("there is the type");
    let cases: Vec<_> = flat.cases().map(|case| (case.name(), case.activity_codes().len())).collect();
    assert_eq!(cases, [("i1", 3), ("i2", 1)]);
    assert_eq!(flat.resources().iter().collect::<Vec<_>>(), ["Desk"]);
    let priority = flat.column("priority").expect("kept");
    assert_eq!((priority.get(0), priority.get(1)), (Some(crate::Value::Number(1.0)), None));
    let unknown = log.flatten("problem").expect_err("there is none");
    assert_eq!(unknown, FlattenError::UnknownType(vec!["incident".to_owned(), "change".to_owned()]));
    let flow = object_flow(&log);
    let incident = &flow.types[0];
    assert_eq!((incident.objects, incident.starts["open"], incident.ends["close"]), (2, 2, 1));
    let edges: Vec<_> = incident.edges.iter().map(|edge| (&*edge.from, &*edge.to, edge.count)).collect();
    assert_eq!(edges, [("open", "close", 1), ("open", "open", 1)]);
    assert_eq!((incident.activities["open"], flow.activities["open"]), ((2, 3), 2));
    assert_eq!((flow.types[1].objects, flow.types[1].starts["close"]), (1, 1));
}

#[test]
fn a_log_of_cases_becomes_object_centric_and_comes_back() {
    let cases = two().flatten("incident").expect("there is the type");
    let objects = ObjectLog::from_cases(&cases, "incident").expect("it fits");
    assert_eq!(objects.events().len(), cases.event_count());
    let again = objects.flatten("incident").expect("there is the type");
    let mut texts = [Vec::new(), Vec::new()];
    crate::export_csv(&cases, &mut texts[0]).expect("memory");
    crate::export_csv(&again, &mut texts[1]).expect("memory");
    assert_eq!(String::from_utf8_lossy(&texts[0]), String::from_utf8_lossy(&texts[1]));
}

#[test]
fn a_look_counts_the_types_of_objects_and_ends_early_where_they_are_declared() {
    let types = ocel_json_types(TWO.as_bytes(), &Limits::default()).expect("a log");
    let counted = |name: &str, count| (name.to_owned(), count);
    assert_eq!(types, ObjectTypes { types: vec![counted("incident", 2), counted("change", 1)], whole: true });
    let mut xml = Vec::new();
    export_ocel_xml(&two(), OcelVersion::Two, &mut xml).expect("memory");
    assert_eq!(ocel_xml_types(xml.as_slice(), &Limits::default()).expect("a log"), types);
    assert_eq!(ocel_table_types(&ocel_tables(&two()), true).expect("tables"), types);
    assert!(ocel_table_types(&[], true).is_err());
    // What comes after the look is not read, however broken.
    let objects: Vec<String> = (0..=LOOKED_AT).map(|at| format!("{{\"id\":{at},\"type\":\"incident\"}}")).collect();
    let long = format!("{{\"objectTypes\":[{{\"name\":\"change\"}}],\"objects\":[{}, broken", objects.join(","));
    let types = ocel_json_types(long.as_bytes(), &Limits::default()).expect("enough was seen");
    assert_eq!((types.types[0].1, types.types[1].1, types.whole), (LOOKED_AT + 1, 0, false));
    let undeclared = long.replace("objectTypes", "nothing");
    assert!(ocel_json_types(undeclared.as_bytes(), &Limits::default()).is_err(), "a type may come last");
}

#[test]
fn a_text_that_would_fill_the_memory_is_refused_whatever_the_file_says_it_is() {
    let text = format!("{{\"objectTypes\":[{{\"name\":\"{}\"}}]}}", "\\\"a".repeat(6 * 1024 * 1024));
    let refused = ocel_json_types(text.as_bytes(), &Limits::default()).expect_err("it is too long").to_string();
    assert!(refused.contains("a text of more than"), "{refused}");
    let refused = json(&text, &OcelOptions::default(), Mode::GoodRows).expect_err("it is too long").to_string();
    assert!(refused.contains("a text of more than"), "{refused}");
}
