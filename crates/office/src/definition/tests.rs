use std::collections::BTreeMap;

use bpmn::{ProcessSketch, SketchFlow, SketchStep, StepKind};

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
fn sample() -> Definition {
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

fn rules(definition: &Definition) -> Vec<&'static str> {
    lint(definition).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_sample_has_no_errors() {
    let errors: Vec<_> = lint(&sample()).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors, vec![]);
}

#[test]
fn each_rule_finds_its_case() {
    type Spoil = fn(&mut Definition);
    let cases: [(&str, Spoil); 16] = [
        ("diagram-missing", |d| d.diagram.clear()),
        ("content-missing", |d| d.purpose.clear()),
        ("sipoc-open", |d| d.outputs.push(Output { name: "Report".into(), ..Output::default() })),
        ("policy-without-reason", |d| d.policies.push(Policy { statement: "Be kind.".into(), ..Policy::default() })),
        ("control-without-evidence", |d| d.controls.push(Control { key: "c".into(), ..Control::default() })),
        ("interface-one-sided", |d| d.interfaces.push(Interface { process: "Change".into(), ..Interface::default() })),
        ("details-without-activity", |d| drop(d.activities.insert("gone".into(), Activity::default()))),
        ("activity-without-details", |d| drop(d.activities.remove("log"))),
        ("objective-without-measure", |d| d.objectives.push("Answer fast".into())),
        ("measure-incomplete", |d| d.measures.push(Measure { key: "m".into(), ..Measure::default() })),
        ("key-twice", |d| d.roles.push(ProcessRole { key: "agent".into(), ..ProcessRole::default() })),
        ("raci-no-accountable", |d| drop(d.raci.get_mut("log").and_then(|row| row.remove("manager")))),
        ("raci-many-accountable", |d| {
            drop(d.raci.entry("log".into()).or_default().insert("agent".into(), "RA".into()));
        }),
        ("raci-no-responsible", |d| drop(d.raci.entry("log".into()).or_default().insert("agent".into(), "C".into()))),
        ("raci-unknown-role", |d| drop(d.raci.entry("log".into()).or_default().insert("ghost".into(), "I".into()))),
        ("raci-letters", |d| drop(d.raci.entry("log".into()).or_default().insert("agent".into(), "RX".into()))),
    ];
    let before = rules(&sample());
    for (rule, spoil) in cases {
        assert!(!before.contains(&rule), "{rule} is found in the sample already");
        let mut spoilt = sample();
        spoil(&mut spoilt);
        assert!(rules(&spoilt).contains(&rule), "{rule} is not found");
    }
}

#[test]
fn language_is_advice_and_never_blocks() {
    let mut definition = sample();
    definition.purpose = format!("{} with the CMDB.", "word ".repeat(30));
    let found: Vec<_> =
        lint(&definition).into_iter().filter(|finding| finding.target == Place::Field("purpose")).collect();
    assert_eq!(
        found.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
        vec!["sentence-too-long", "acronym-unexplained"]
    );
    assert!(found.iter().all(|finding| finding.severity == Severity::Info));
}

#[test]
fn the_seal_names_the_content_and_nothing_else() {
    let definition = sample();
    let again = read(&canonical(&definition)).expect("reads");
    assert_eq!(seal(&again), seal(&definition));
    let mut other = sample();
    other.purpose.push('!');
    assert_ne!(seal(&other), seal(&definition));
    assert_eq!(seal(&definition).len(), 64);
}

#[test]
fn an_unknown_field_is_refused() {
    let error = read("{\"name\":\"x\",\"colour\":\"red\"}").expect_err("unknown");
    assert!(error.contains("unknown field `colour`"), "{error}");
}

#[test]
fn the_class_of_a_change_follows_the_rule() {
    type Edit = fn(&mut Definition);
    let cases: [(Edit, Class, &str); 7] = [
        (
            |d| d.purpose = "Calls are answered fast.".into(),
            Class::Minor,
            "The purpose was “Calls are answered.” and is “Calls are answered fast.” now.",
        ),
        (
            |d| d.activities.entry("log".into()).or_default().steps = "Do it well.".into(),
            Class::Minor,
            "Log the call: the steps was “Do it.” and is “Do it well.” now.",
        ),
        (
            |d| d.activities.entry("log".into()).or_default().decision_rule = "If unsure, ask.".into(),
            Class::Major,
            "Log the call: the decision rule was added: “If unsure, ask.”.",
        ),
        (
            |d| drop(d.raci.entry("log".into()).or_default().insert("manager".into(), "AC".into())),
            Class::Major,
            "Log the call: Manager was accountable and is accountable and consulted now.",
        ),
        (
            |d| d.roles.push(ProcessRole { key: "vip".into(), name: "Expert".into(), ..ProcessRole::default() }),
            Class::Major,
            "The role Expert was added.",
        ),
        (|d| d.scope_out.push("Orders".into()), Class::Major, "Out of scope added: “Orders”."),
        (
            |d| d.glossary.push(Term { term: "Call".into(), meaning: "A wish".into() }),
            Class::Minor,
            "Term added: “Call means A wish”.",
        ),
    ];
    for (edit, expected, sentence) in cases {
        let mut new = sample();
        edit(&mut new);
        let changes = diff(&sample(), &new);
        assert_eq!(changes.iter().map(|change| change.sentence.as_str()).collect::<Vec<_>>(), vec![sentence]);
        assert_eq!(class(&changes), expected, "{sentence}");
    }
    assert_eq!(diff(&sample(), &sample()), vec![]);
}

#[test]
fn a_renamed_step_is_told_from_the_diagram_and_touches_its_roles() {
    let mut diagram = sample().flow().expect("a diagram");
    diagram.rename("solve", "Resolve the call").expect("renames");
    let new = Definition { diagram: diagram.text().to_owned(), ..sample() };
    let changes = diff(&sample(), &new);
    assert!(changes.iter().any(|change| change.target == Place::Activity("solve".into())), "{changes:?}");
    let impact = impact(&new, &changes);
    assert!(impact.activities.contains("solve"));
    assert_eq!(impact.roles.into_iter().collect::<Vec<_>>(), vec!["Agent", "Manager"]);
}

#[test]
fn edits_of_different_parts_both_survive() {
    let (mut mine, mut theirs) = (sample(), sample());
    mine.purpose = "Mine.".into();
    mine.activities.entry("log".into()).or_default().tool = "Phone".into();
    theirs.activities.entry("log".into()).or_default().steps = "Theirs.".into();
    theirs.raci.entry("log".into()).or_default().insert("manager".into(), "AI".into());
    let merged = merge(&sample(), &mine, &theirs);
    assert_eq!(merged.conflicts, vec![]);
    assert_eq!(merged.definition.purpose, "Mine.");
    let log = &merged.definition.activities["log"];
    assert_eq!((log.tool.as_str(), log.steps.as_str()), ("Phone", "Theirs."));
    assert_eq!(merged.definition.raci["log"]["manager"], "AI");
}

#[test]
fn edits_of_the_same_part_are_shown_and_the_saved_one_stays() {
    let (mut mine, mut theirs) = (sample(), sample());
    mine.activities.entry("log".into()).or_default().steps = "Mine.".into();
    theirs.activities.entry("log".into()).or_default().steps = "Theirs.".into();
    let merged = merge(&sample(), &mine, &theirs);
    let expected = Conflict {
        part: "activities/log/steps".into(),
        label: "Log the call: steps".into(),
        base: "Do it.".into(),
        mine: "Mine.".into(),
        theirs: "Theirs.".into(),
    };
    assert_eq!(merged.conflicts, vec![expected]);
    assert_eq!(merged.definition.activities["log"].steps, "Theirs.");
}

#[test]
fn the_same_edit_twice_is_no_conflict_and_a_removal_counts() {
    let (mut mine, mut theirs) = (sample(), sample());
    mine.purpose = "Same.".into();
    theirs.purpose = "Same.".into();
    mine.raci.entry("log".into()).or_default().remove("manager");
    let merged = merge(&sample(), &mine, &theirs);
    assert_eq!(merged.conflicts, vec![]);
    assert!(!merged.definition.raci["log"].contains_key("manager"));
}

#[test]
fn a_definition_survives_its_folder() {
    let definition = sample();
    assert_eq!(from_files(&files(&definition)).expect("reads"), definition);
}

#[test]
fn a_wrong_file_is_named_with_its_line() {
    let spoil = |path: &str, text: &str| {
        let mut folder = files(&sample());
        folder.insert(path.to_owned(), text.as_bytes().to_vec());
        from_files(&folder).expect_err(path).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let cases = [
        ("process.toml", "name = \"x\"\ncolour = 1\n", "process.toml, line 2: unknown field `colour`"),
        ("raci.csv", "activity,role,letters\nlog,agent\n", "raci.csv, line 2: Three cells are expected, 2 found."),
        ("activities/log.md", "no front matter", "activities/log.md, line 1: The front matter"),
        ("activities/log.md", "+++\npurpose = 1\n+++\n", "activities/log.md, line 2: "),
        ("diagram.bpmn", "<definitions>", "diagram.bpmn: This is no BPMN"),
        ("notes.txt", "hello", "notes.txt: This file is not part of a definition."),
    ];
    for (path, text, expected) in cases {
        let told = spoil(path, text);
        assert!(told.contains(expected), "{told}");
    }
}
