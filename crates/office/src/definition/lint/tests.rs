use super::*;
use crate::definition::tests::{rich, sample};
use crate::definition::{
    Activity, Control, Decision, Direction, FieldKind, Form, FormField, Input, Interface, Measure, MeasureKind, Output,
    Policy, ProcessRole, Record, Requirement, Risk, Separation, ServiceLevel, Target as Aim, Term,
};

fn rules(definition: &Definition) -> Vec<&'static str> {
    lint(definition).into_iter().map(|finding| finding.rule).collect()
}

fn errors(definition: &Definition) -> Vec<Finding> {
    lint(definition).into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

fn letters(definition: &mut Definition, role: &str, letters: &str) {
    definition.raci.entry("log".into()).or_default().insert(role.into(), letters.into());
}

/// Roles beside the two of the sample, each with the letter at one activity.
fn crowd(definition: &mut Definition, count: usize, letter: &str) {
    for number in 0..count {
        let key = format!("r{number}");
        letters(definition, &key, letter);
        definition.roles.push(ProcessRole { key, name: format!("Role {number}"), ..ProcessRole::default() });
    }
}

/// The sample with as many activities as the checks of columns need.
fn wide() -> Definition {
    let mut definition = sample();
    let tasks: String = (0..6).map(|number| format!("<task id=\"t{number}\" name=\"Do part {number}\"/>")).collect();
    let head = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">";
    definition.diagram = format!("{head}{tasks}</process></definitions>");
    let row =
        |cells: &[(&str, &str)]| cells.iter().map(|(role, text)| ((*role).to_owned(), (*text).to_owned())).collect();
    definition.raci = (0..6)
        .map(|number| {
            let doer = if number < 3 { "agent" } else { "manager" };
            let told = if number == 0 { "C" } else { "A" };
            (format!("t{number}"), row(&[(doer, "RA"), (if number < 3 { "manager" } else { "agent" }, told)]))
        })
        .map(|(id, mut cells): (String, std::collections::BTreeMap<String, String>)| {
            cells.retain(|_, text| text != "A");
            (id, cells)
        })
        .collect();
    definition
}

#[test]
fn a_complete_definition_has_no_errors() {
    assert_eq!(errors(&sample()), vec![]);
    assert_eq!(errors(&rich()), vec![]);
}

type Spoil = fn(&mut Definition);

/// Each rule with an edit that breaks it; the definition before the edit keeps it.
const CASES: [(&str, Spoil); 73] = [
    ("decision-unreadable", |d| decides(d, |one| one.dmn.clear())),
    ("decision-unreadable", |d| decides(d, |one| one.dmn = "<no".into())),
    ("decision-unreadable", |d| decides(d, |one| one.dmn = one.dmn.replacen("\"big\"</text>", "\"big</text>", 2))),
    ("decision-incomplete", |d| decides(d, |one| one.question.clear())),
    ("decision-gap", |d| decides(d, |one| table(one, |sheet| drop(sheet.rules.pop())))),
    ("decision-overlap", |d| decides(d, |one| table(one, |sheet| sheet.rules[1].inputs[0].clear()))),
    ("decision-rule-unreached", |d| {
        decides(d, |one| {
            table(one, |sheet| {
                sheet.hit_policy = feel::HitPolicy::First;
                sheet.rules[0].inputs[0].clear();
            });
        });
    }),
    ("decision-without-example", |d| decides(d, |one| one.examples.clear())),
    ("decision-example-fails", |d| decides(d, |one| table(one, |sheet| sheet.rules[1].outputs[0] = "3".into()))),
    ("decision-unused", |d| decides(d, |_| {})),
    ("activity-unknown-reference", |d| d.activities.entry("log".into()).or_default().decisions.push("ghost".into())),
    ("decision-unknown", |d| {
        let task = "<bpmn:businessRuleTask xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" camunda:decisionRef=\"ghost\" id=\"log\"";
        d.diagram = d.diagram.replacen("<bpmn:userTask id=\"log\"", task, 1).replacen(
            "</bpmn:userTask>",
            "</bpmn:businessRuleTask>",
            1,
        );
    }),
    ("diagram-missing", |d| d.diagram.clear()),
    ("diagram-missing", |d| d.diagram = "<no".into()),
    ("content-missing", |d| d.name.clear()),
    ("content-missing", |d| d.purpose = " ".into()),
    ("content-missing", |d| d.scope_in.clear()),
    ("content-missing", |d| d.triggers.clear()),
    ("entry-blank", |d| d.objectives.push(" ".into())),
    ("too-large", |d| d.purpose = "x".repeat(crate::definition::limits::TEXT_BYTES + 1)),
    ("too-large", |d| d.triggers = vec!["x".into(); crate::definition::limits::LIST_ENTRIES + 1]),
    ("review-missing", |d| d.review_interval_days = 0),
    ("sipoc-open", |d| d.outputs.push(Output { name: "Report".into(), ..Output::default() })),
    ("sipoc-open", |d| d.inputs.push(Input { name: "Report".into(), ..Input::default() })),
    ("sipoc-unjudged", |d| d.outputs[0].acceptance.clear()),
    ("nothing-comes-out", |d| d.outputs.clear()),
    ("interface-one-sided", |d| d.interfaces.push(Interface { process: "Change".into(), ..Interface::default() })),
    ("interface-vague", |d| d.interfaces.push(Interface { confirmed: true, ..Interface::default() })),
    ("policy-without-reason", |d| d.policies.push(Policy { statement: "Be kind.".into(), ..Policy::default() })),
    ("control-without-evidence", |d| d.controls.push(Control { key: "c".into(), ..Control::default() })),
    ("control-incomplete", |d| d.controls.push(Control { evidence: "List".into(), ..Control::default() })),
    ("control-without-place", |d| d.controls.push(Control { activity: "gone".into(), ..Control::default() })),
    ("risk-unanswered", |d| d.risks.push(Risk { key: "r".into(), ..Risk::default() })),
    ("risk-unknown-control", |d| d.risks.push(Risk { controls: vec!["ghost".into()], ..Risk::default() })),
    ("requirement-without-place", |d| {
        d.requirements.push(Requirement { activity: "gone".into(), ..Requirement::default() });
    }),
    ("details-without-activity", |d| drop(d.activities.insert("gone".into(), Activity::default()))),
    ("activity-without-details", |d| drop(d.activities.remove("log"))),
    ("activity-without-details", |d| d.activities.entry("log".into()).or_default().steps.clear()),
    ("objective-without-measure", |d| d.objectives.push("Answer fast".into())),
    ("measure-unknown-objective", |d| d.measures.push(Measure { objective: "Gone".into(), ..Measure::default() })),
    ("measure-unknown-owner", |d| d.measures.push(Measure { owner: "ghost".into(), ..Measure::default() })),
    ("form-incomplete", |d| drop(d.forms.insert("f".into(), Form { title: "Report".into(), ..Form::default() }))),
    ("form-incomplete", |d| asks(d, FormField { kind: FieldKind::Choice, ..field() })),
    ("form-incomplete", |d| asks(d, FormField { label: String::new(), ..field() })),
    ("form-bounds", |d| asks(d, FormField { least: Some(3), most: Some(2), ..field() })),
    ("form-bounds", |d| asks(d, FormField { least: Some(3), kind: FieldKind::Date, ..field() })),
    ("form-unused", |d| asks(d, field())),
    ("activity-unknown-reference", |d| d.activities.entry("log".into()).or_default().forms.push("ghost".into())),
    ("activity-unknown-reference", |d| d.activities.entry("log".into()).or_default().measures.push("ghost".into())),
    ("separation-unclear", |d| d.separations.push(Separation { first: "agent".into(), ..Separation::default() })),
    ("record-without-retention", |d| d.records.push(Record { name: "Line".into(), ..Record::default() })),
    ("measure-incomplete", |d| d.measures.push(Measure { key: "m".into(), ..Measure::default() })),
    ("service-level-incomplete", |d| d.service_levels.push(level(0, &[], &[]))),
    ("service-level-unknown-step", |d| d.service_levels.push(level(5, &["gone"], &[]))),
    ("service-level-warning-unfit", |d| d.service_levels.push(level(5, &["log"], &[100]))),
    ("measure-calendar-without-time", |d| {
        d.measures.push(Measure { calendar: "support".into(), ..share(50.0) });
    }),
    ("target-out-of-range", |d| d.measures.push(share(101.0))),
    ("target-out-of-range", |d| d.measures.push(share(-1.0))),
    ("key-twice", |d| d.roles.push(ProcessRole { key: "agent".into(), ..ProcessRole::default() })),
    ("key-unfit", |d| d.roles[0].key = "the agent".into()),
    ("role-nameless", |d| d.roles[0].name.clear()),
    ("raci-no-accountable", |d| drop(d.raci.get_mut("log").and_then(|row| row.remove("manager")))),
    ("raci-many-accountable", |d| letters(d, "agent", "RA")),
    ("raci-no-responsible", |d| letters(d, "agent", "C")),
    ("raci-unknown-role", |d| letters(d, "ghost", "I")),
    ("raci-letters", |d| letters(d, "agent", "RX")),
    ("raci-letters", |d| letters(d, "agent", "RR")),
    ("raci-letters", |d| letters(d, "agent", "")),
    ("raci-cell-redundant", |d| letters(d, "agent", "RI")),
    ("raci-many-responsible", |d| crowd(d, 3, "R")),
    ("raci-many-consulted", |d| crowd(d, 4, "C")),
    ("raci-many-informed", |d| crowd(d, 5, "I")),
    ("raci-role-without-work", |d| crowd(d, 1, "I")),
];

/// Adds a decision that nobody makes.
fn decides(definition: &mut Definition, edit: fn(&mut Decision)) {
    let mut decision = rich().decisions["rank"].clone();
    edit(&mut decision);
    definition.decisions.insert("rank".into(), decision);
}

fn table(decision: &mut Decision, edit: fn(&mut feel::Sheet)) {
    let (id, mut sheet) = decision.table().expect("a table");
    edit(&mut sheet);
    decision.dmn = sheet.write_into(&decision.dmn, &id).expect("written");
}

fn field() -> FormField {
    FormField { key: "what".into(), label: "What".into(), ..FormField::default() }
}

fn asks(definition: &mut Definition, field: FormField) {
    definition.forms.insert("f".into(), Form { title: "Report".into(), fields: vec![field], ..Form::default() });
}

fn level(minutes: u32, pauses: &[&str], warn_at: &[u32]) -> ServiceLevel {
    let pauses_at = pauses.iter().map(|id| (*id).to_owned()).collect();
    ServiceLevel {
        key: "s".into(),
        name: "Answered".into(),
        minutes,
        pauses_at,
        warn_at: warn_at.to_vec(),
        ..ServiceLevel::default()
    }
}

fn share(value: f64) -> Measure {
    let target = Some(Aim { direction: Direction::AtLeast, value });
    Measure { kind: MeasureKind::SlaMetShare, target, ..Measure::default() }
}

#[test]
fn each_rule_finds_its_case_and_nothing_where_all_is_well() {
    let before = rules(&sample());
    for (rule, spoil) in CASES {
        assert!(!before.contains(&rule), "{rule} is found in the sample already");
        let mut spoilt = sample();
        spoil(&mut spoilt);
        assert!(rules(&spoilt).contains(&rule), "{rule} is not found");
    }
}

#[test]
fn the_columns_of_the_matrix_are_checked_too() {
    let cases: [(&str, Spoil); 3] = [
        ("raci-nobody-told", |d| {
            for row in d.raci.values_mut() {
                row.retain(|_, text| text == "RA");
            }
        }),
        ("raci-role-overloaded", |d| {
            for row in d.raci.values_mut() {
                row.clear();
                row.insert("agent".into(), "RA".into());
            }
        }),
        ("raci-role-everywhere", |d| {
            for row in d.raci.values_mut() {
                row.entry("manager".into()).or_insert_with(|| "I".into());
            }
        }),
    ];
    let before = rules(&wide());
    for (rule, spoil) in cases {
        assert!(!before.contains(&rule), "{rule} is found before");
        let mut spoilt = wide();
        spoil(&mut spoilt);
        assert!(rules(&spoilt).contains(&rule), "{rule} is not found");
    }
}

#[test]
fn the_diagrams_own_findings_stand_at_their_element() {
    let definition = wide();
    let findings = lint(&definition);
    let at_task = findings.iter().find(|one| one.target == Target::Activity("t0".into()));
    assert!(at_task.is_some(), "{findings:?}");
    assert!(findings.iter().any(|one| bpmn_rule(one.rule)), "{findings:?}");
}

/// Whether the rule comes from the crate that knows diagrams.
fn bpmn_rule(rule: &str) -> bool {
    let diagram = sample().diagram.replace("name=\"Log the call\"", "name=\"\"");
    let diagram = bpmn::Diagram::parse(&diagram).expect("a diagram");
    let bare = bpmn::Diagram::parse(&wide().diagram).expect("a diagram");
    bpmn::lint(&diagram).iter().chain(&bpmn::lint(&bare)).any(|finding| finding.rule == rule)
}

#[test]
fn each_finding_says_what_why_and_how_to_mend() {
    for (_, spoil) in CASES {
        let mut spoilt = sample();
        spoil(&mut spoilt);
        for finding in lint(&spoilt) {
            let texts = [finding.message.as_str(), finding.why, finding.remedy];
            assert!(texts.iter().all(|text| text.ends_with(['.', '!', '?']) || text.len() > 20), "{finding:?}");
            assert!(finding.rule.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{finding:?}");
        }
    }
}

#[test]
fn language_is_advice_and_never_blocks() {
    let mut definition = sample();
    definition.purpose = format!("{} with the CMDB.", "word ".repeat(30));
    let found: Vec<_> =
        lint(&definition).into_iter().filter(|finding| finding.target == Target::Field("purpose")).collect();
    assert_eq!(
        found.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
        vec!["sentence-too-long", "acronym-unexplained"]
    );
    assert!(found.iter().all(|finding| finding.severity == Severity::Info));
    definition.purpose = "Entries reach the CMDB.".into();
    definition.glossary = vec![Term { term: "CMDB (configuration database)".into(), meaning: "A list".into() }];
    assert!(!rules(&definition).contains(&"acronym-unexplained"));
    definition.glossary[0].term = "CMDBX".into();
    assert!(rules(&definition).contains(&"acronym-unexplained"));
}

#[test]
fn jargon_heavy_and_passive_parts_are_remarked_where_they_stand() {
    let cases: [(&str, String); 3] = [
        ("jargon-word", "We leverage the list prior to a call.".into()),
        (
            "hard-to-read",
            "Organisational prioritisation methodology facilitation necessitates interdepartmental communication. "
                .repeat(7),
        ),
        ("mostly-passive", "The call is logged. ".repeat(7)),
    ];
    for (rule, text) in cases {
        let mut definition = sample();
        assert!(!rules(&definition).contains(&rule), "{rule}");
        definition.policies.push(Policy { statement: text, reason: "So.".into(), ..Policy::default() });
        let found = lint(&definition).into_iter().find(|finding| finding.rule == rule).expect(rule);
        assert_eq!((found.target, found.severity), (Target::Field("policies"), Severity::Info));
    }
    let mut definition = sample();
    definition.purpose = "Leveraged buyouts are no utilisation.".into();
    assert!(!rules(&definition).contains(&"jargon-word"), "only whole words count");
}

#[test]
fn errors_come_first() {
    let mut definition = sample();
    definition.roles.push(ProcessRole::default());
    definition.policies.push(Policy::default());
    let severities: Vec<Severity> = lint(&definition).into_iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted(), "{severities:?}");
    assert_eq!(severities.first(), Some(&Severity::Error));
}
