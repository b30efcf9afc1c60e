//! What the tests of the definition share, and the tests of the seal.

use std::collections::BTreeMap;

use bpmn::{ProcessSketch, SketchFlow, SketchStep, StepKind};

use serde_json::{Value, json};

use super::*;

fn step(id: &str, name: &str, kind: StepKind) -> SketchStep {
    SketchStep {
        id: id.into(),
        name: name.into(),
        lane: "Desk".into(),
        kind,
        documentation: String::new(),
        attached_to: None,
    }
}

fn flow(from: &str, to: &str) -> SketchFlow {
    SketchFlow { from: from.into(), to: to.into(), name: String::new(), condition: None, default: false }
}

/// A small definition that lints without errors.
pub(crate) fn sample() -> Definition {
    let sketch = ProcessSketch {
        id: "sample".into(),
        name: "Sample".into(),
        documentation: String::new(),
        lanes: vec!["Desk".into()],
        steps: vec![
            step("start", "Call arrives", StepKind::Start),
            step("log", "Log the call", StepKind::UserTask),
            step("solve", "Solve the call", StepKind::UserTask),
            step("end", "Call solved", StepKind::End),
        ],
        flows: vec![flow("start", "log"), flow("log", "solve"), flow("solve", "end")],
    };
    let activity = |purpose: &str| Activity { purpose: purpose.into(), steps: "Do it.".into(), ..Activity::default() };
    let role = |key: &str, name: &str| ProcessRole { key: key.into(), name: name.into(), ..ProcessRole::default() };
    let row = |cells: [(&str, &str); 2]| -> BTreeMap<String, String> {
        cells.into_iter().map(|(role, letters)| (role.to_owned(), letters.to_owned())).collect()
    };
    Definition {
        name: "Sample".into(),
        purpose: "Calls are answered.".into(),
        scope_in: vec!["Calls".into()],
        outputs: vec![Output {
            name: "Answer".into(),
            customer: "Caller".into(),
            acceptance: "The caller agrees".into(),
        }],
        triggers: vec!["A call".into()],
        diagram: bpmn::layout(&sketch).expect("a sketch"),
        activities: [("log".into(), activity("Nothing is lost.")), ("solve".into(), activity("The caller can work."))]
            .into(),
        roles: vec![role("agent", "Agent"), role("manager", "Manager")],
        raci: [
            ("log".to_owned(), row([("agent", "R"), ("manager", "A")])),
            ("solve".to_owned(), row([("agent", "R"), ("manager", "A")])),
        ]
        .into(),
        review_interval_days: 365,
        ..Definition::default()
    }
}

/// Two decisions, each made by a table and shown by two examples.
pub(crate) fn decisions() -> Value {
    let mut sheet = feel::Sheet::first("size", "rank");
    sheet.inputs[0].allowed = "\"big\", \"small\"".into();
    let rule = |size: &str, rank: &str| feel::SheetRule {
        inputs: vec![size.into()],
        outputs: vec![rank.into()],
        note: "So be it.".into(),
        ..feel::SheetRule::default()
    };
    sheet.rules = vec![rule("\"big\"", "\"first\""), rule("\"small\"", "\"second\"")];
    let one = |key: &str| {
        let mut decision = Decision::of_sheet(key, "Rank", "Who is first?", &sheet);
        for (size, rank) in [("big", "first"), ("small", "second")] {
            decision.examples.push(Example {
                name: format!("A {size} one"),
                inputs: [("size".to_owned(), size.to_owned())].into(),
                expected: [("rank".to_owned(), rank.to_owned())].into(),
            });
        }
        decision
    };
    json!({"rank": one("rank"), "row": one("row")})
}

/// The fields of [`rich`] about what is kept apart, filled in, used and kept.
fn around_the_work() -> Value {
    json!({
        "separations": [
            {"first": "agent", "second": "manager", "reason": "Nobody checks themselves."},
            {"first": "manager", "second": "agent", "reason": "Nobody is alone."},
        ],
        "forms": {
            "report": {"title": "Report", "purpose": "Tells what happened", "fields": [
                {"key": "what", "label": "What happened", "kind": "long_text", "required": true, "help": "In your words",
                 "least": 5, "most": 500, "rule": "No names"},
                {"key": "where", "label": "Where", "kind": "choice", "required": false, "help": "The nearest",
                 "choices": ["Here", "There"]},
            ]},
            "thanks": {"title": "Thanks", "purpose": "Says thanks", "fields": [
                {"key": "whom", "label": "Whom", "kind": "person", "required": false, "help": "One person"},
            ]},
        },
        "decisions": decisions(),
        "tools": [{"name": "Phone", "purpose": "To call"}, {"name": "Pen", "purpose": "To write"}],
        "service_levels": [
            {"key": "answer", "name": "Answered", "minutes": 480, "calendar": "support", "starts_at": "log", "stops_at": "solve",
             "pauses_at": ["log", "solve"], "warn_at": [75, 90]},
            {"key": "thank", "name": "Thanked", "minutes": 60, "calendar": "night", "starts_at": "solve", "stops_at": "log",
             "pauses_at": ["solve", "log"], "warn_at": [50, 80]},
        ],
        "records": [
            {"name": "Line", "place": "Book", "retention": "A year"},
            {"name": "Tape", "place": "Shelf", "retention": "A day"},
        ],
        "requirements": [
            {"text": "It rings.", "activity": "log", "priority": "must", "acceptance": "One hears it."},
            {"text": "It records.", "activity": "solve", "priority": "could", "acceptance": "One finds it."},
        ],
        "glossary": [{"term": "Call", "meaning": "A ring"}, {"term": "Letter", "meaning": "A sheet"}],
        "mappings": [{"framework": "FitSM-1:2024", "reference": "PR9.1"}, {"framework": "ISO", "reference": "8.6.1"}]
    })
}

/// A definition in which nothing is empty and each list has two entries.
pub(crate) fn rich() -> Definition {
    let mut document = serde_json::to_value(sample()).expect("a document");
    let fields = json!({
        "objectives": ["Answer fast", "Answer well"],
        "success_factors": ["The desk is staffed", "The line works"],
        "criticality": "high",
        "stakeholders": [
            {"name": "Callers", "interest": "A quick answer"},
            {"name": "Audit", "interest": "Nothing is lost"},
        ],
        "scope_in": ["Calls", "Letters"],
        "scope_out": ["Orders", "Visits"],
        "triggers": ["A call", "A letter"],
        "inputs": [
            {"name": "Call", "supplier": "Caller", "quality": "Audible"},
            {"name": "Letter", "supplier": "Post", "quality": "Readable"},
        ],
        "outputs": [
            {"name": "Answer", "customer": "Caller", "acceptance": "The caller agrees"},
            {"name": "Record", "customer": "Audit", "acceptance": "Complete"},
        ],
        "roles": [
            {"key": "agent", "name": "Agent", "responsibility": "Answers", "authority": "Calls back", "skills": "Ears", "unit": "Desk", "headcount": 3},
            {"key": "manager", "name": "Manager", "responsibility": "Helps", "authority": "Ends calls", "skills": "Calm", "unit": "Hall", "headcount": 1},
        ],
        "policies": [
            {"statement": "Be kind.", "reason": "It helps.", "consequence": "We say sorry.",
             "exceptions": "Threats"},
            {"statement": "Be brief.", "reason": "Others wait.", "consequence": "We practise.",
             "exceptions": "Courts"},
        ],
        "controls": [
            {"key": "listen", "statement": "The manager listens in.", "objective": "Kindness", "kind": "detective",
             "frequency": "weekly", "activity": "log", "evidence": "Notes"},
            {"key": "count", "statement": "Calls are counted.", "objective": "Nothing is lost", "kind": "preventive",
             "frequency": "daily", "activity": "solve", "evidence": "List"},
        ],
        "risks": [
            {"key": "lost", "statement": "A call is lost.", "consequence": "A caller waits.", "controls": ["count"]},
            {"key": "rude", "statement": "A caller is hurt.", "consequence": "A caller leaves.", "controls": ["listen"]},
        ],
        "measures": [
            {"key": "fast", "name": "Time", "objective": "Answer fast", "formula": "Median", "unit": "hours",
             "source": "Log", "frequency": "weekly", "owner": "agent", "calendar": "support", "kind": "resolution_time_median",
             "target": {"direction": "at_most", "value": 0.1}},
            {"key": "well", "name": "Right", "objective": "Answer well", "formula": "Share", "unit": "%",
             "source": "Log", "frequency": "monthly", "owner": "manager", "kind": "first_time_right_share",
             "target": {"direction": "at_least", "value": 90.0}},
        ],
        "interfaces": [
            {"process": "Change", "flow": "gives", "what": "Wishes", "quality": "Clear", "time_limit": "A day",
             "confirmed": true},
            {"process": "Order", "flow": "receives", "what": "News", "quality": "True", "time_limit": "An hour",
             "confirmed": false},
        ],
    });
    for (field, value) in [fields, around_the_work()].iter().flat_map(|part| part.as_object().expect("fields")) {
        document[field] = value.clone();
    }
    for id in ["log", "solve"] {
        document["activities"][id] = json!({
            "number": "4.2", "purpose": "So that it is done.", "description": "It is done.", "inputs": ["Call", "Pen"],
            "outputs": ["Line", "Note"], "forms": ["report", "thanks"], "decisions": ["rank", "row"], "measures": ["fast", "well"], "skills": ["Arabic", "Calm"], "steps": "1. Do it.\n2. Check it.\n", "decision_rule": "Ask when unsure.",
            "exception_path": "Call the manager.", "process_time_minutes": 5, "wait_minutes": 9, "tool": "Phone",
            "record": "Line",
        });
    }
    serde_json::from_value(document).expect("a definition")
}

/// The definition with one value changed: once for each value in it, with the pointer to that value.
pub(crate) fn mutations(definition: &Definition) -> Vec<(String, Definition)> {
    let document = serde_json::to_value(definition).expect("a document");
    let mut pointers = Vec::new();
    leaves(&document, String::new(), &mut pointers);
    let mut mutations = Vec::new();
    for pointer in pointers {
        let value = document.pointer(&pointer).expect("there");
        let choices = match value {
            Value::String(text) => {
                let words =
                    ["corrective", "volume", "gives", "receives", "wont", "at_most", "at_least", "low", "number"];
                let other = words.iter().filter(|word| **word != text).map(|word| json!(word));
                [json!(format!("{text}x"))].into_iter().chain(other).collect()
            }
            Value::Number(number) => vec![json!(number.as_f64().unwrap_or(0.0) + 1.5), json!(77)],
            Value::Bool(yes) => vec![json!(!yes)],
            _ => vec![json!(7)],
        };
        let edited = choices.into_iter().find_map(|choice| {
            let mut edited = document.clone();
            *edited.pointer_mut(&pointer)? = choice;
            serde_json::from_value::<Definition>(edited).ok()
        });
        mutations.push((pointer.clone(), edited.unwrap_or_else(|| panic!("{pointer} can be edited"))));
    }
    mutations
}

fn leaves(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, one)| leaves(one, format!("{pointer}/{key}"), pointers)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, one)| leaves(one, format!("{pointer}/{at}"), pointers));
        }
        _ => pointers.push(pointer),
    }
}

/// The definition with one entry of a list, one activity or one row or cell of the matrix removed, and what it was.
pub(super) fn removals(definition: &Definition) -> Vec<(String, Definition)> {
    let document = serde_json::to_value(definition).expect("a document");
    let mut removals = Vec::new();
    let mut keep = |what: String, edited: Value| {
        removals.push((what, serde_json::from_value(edited).expect("still a definition")));
    };
    for (field, value) in document.as_object().expect("fields") {
        for at in 0..value.as_array().map_or(0, Vec::len) {
            let mut edited = document.clone();
            edited[field].as_array_mut().expect("a list").remove(at);
            keep(format!("{field}/{at} removed"), edited);
        }
        for (row, cells) in value.as_object().into_iter().flatten() {
            let mut edited = document.clone();
            edited[field].as_object_mut().expect("rows").remove(row);
            keep(format!("{field}/{row} removed"), edited);
            for cell in cells.as_object().into_iter().flatten().filter(|_| field == "raci").map(|(cell, _)| cell) {
                let mut edited = document.clone();
                edited[field][row].as_object_mut().expect("cells").remove(cell);
                keep(format!("{field}/{row}/{cell} removed"), edited);
            }
        }
    }
    removals
}

#[test]
fn the_seal_names_the_content_and_nothing_else() {
    let definition = rich();
    let again = read(&canonical(&definition)).expect("reads");
    assert_eq!(again, definition);
    assert_eq!(seal(&again), seal(&definition));
    assert_eq!(seal(&definition).len(), 64);
    for (what, edited) in mutations(&definition).into_iter().chain(removals(&definition)) {
        assert_ne!(seal(&edited), seal(&definition), "{what}");
        assert_eq!(read(&canonical(&edited)).expect("reads"), edited, "{what}");
    }
}

#[test]
fn canonical_json_is_the_one_of_the_standard() {
    let mut definition = Definition { name: "\u{1f}\"\\/é\u{1f600}\n".into(), ..Definition::default() };
    definition.measures =
        vec![Measure { target: Some(Target { direction: Direction::AtMost, value: 24.0 }), ..Measure::default() }];
    // U+FB33 comes after U+1F600 in UTF-16 order, although its code point is smaller.
    for id in ["\u{fb33}", "\u{1f600}", "b", "a"] {
        definition.raci.entry(id.into()).or_default().insert("r".into(), "R".into());
    }
    let text = canonical(&definition);
    assert!(text.contains(r#""name":"\u001f\"\\/é😀\n""#), "{text}");
    assert!(text.contains(r#""target":{"direction":"at_most","value":24}"#), "{text}");
    assert!(
        text.contains("\"raci\":{\"a\":{\"r\":\"R\"},\"b\":{\"r\":\"R\"},\"😀\":{\"r\":\"R\"},\"\u{fb33}\":"),
        "{text}"
    );
    assert!(!text.contains(": ") && text.starts_with("{\"activities\":{},"), "{text}");
}

#[test]
fn numbers_are_written_as_ecmascript_writes_them_and_read_back_the_same() {
    let cases = [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (333_333_333.333_333_3, "333333333.3333333"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000_001, "0.000001"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (f64::MAX, "1.7976931348623157e+308"),
    ];
    for (value, text) in cases {
        assert_eq!(seal::digits(value), text);
    }
    let mut bits: u64 = 0x2545_F491_4F6C_DD1D;
    for _ in 0..20_000 {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        let value = f64::from_bits(bits);
        if value.is_finite() {
            let again: f64 = serde_json::from_str(&seal::digits(value)).expect("a number");
            assert_eq!(again.to_bits(), value.to_bits(), "{value:e}");
        }
    }
}

#[test]
fn a_target_that_is_no_number_is_no_target() {
    for value in [f64::NAN, f64::INFINITY] {
        let mut definition = rich();
        definition.measures[0].target = Some(Target { direction: Direction::AtMost, value });
        let again = read(&canonical(&definition)).expect("reads");
        assert_eq!(again.measures[0].target, None);
        assert_eq!(seal(&again), seal(&definition));
    }
}

/// A definition as it was stored before activities had inputs and measures had owners, and the seal it had then.
const STORED_BEFORE: (&str, &str) =
    (include_str!("tests/stored_before.json"), "cf50c93b6d3ddc98bbb5a1ebc6b925c28734c80201e9636d74d84b0029a6690d");

#[test]
fn a_definition_stored_before_the_model_grew_loads_and_keeps_its_seal() {
    let (text, sealed) = STORED_BEFORE;
    let text = text.trim_end();
    let definition = read(text).expect("loads");
    assert_eq!(canonical(&definition), text, "nothing is added to it");
    assert_eq!(seal(&definition), sealed);
    assert!(definition.measures.len() > 1 && definition.activities.len() > 1);
    assert_eq!(from_files(&files(&definition)).expect("reads"), definition);
}

#[test]
fn an_emptied_row_leaves_no_trace() {
    let mut definition = sample();
    definition.raci.insert("ghost".into(), BTreeMap::new());
    assert_eq!(seal(&definition), seal(&sample()));
    assert_eq!(read(&canonical(&definition)).expect("reads"), sample());
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let long = " ".repeat(limits::DOCUMENT_BYTES + 1);
    let cases = [
        ("{\"name\":\"x\",\"colour\":\"red\"}", "unknown field `colour`"),
        ("{\"name\":\n3}", "line 2"),
        ("[]", "This is no definition of a process"),
        ("", "This is no definition of a process"),
        ("{\"roles\":[{\"key\":\"a\",\"boss\":1}]}", "unknown field `boss`"),
        (long.as_str(), "The definition is too large: 4097 KiB, at most 4096 KiB."),
    ];
    for (text, expected) in cases {
        let error = read(text).expect_err(expected);
        assert!(error.contains(expected), "{error}");
    }
    let deep = format!("{{\"name\":{}", "[".repeat(100_000));
    assert!(read(&deep).is_err());
}
