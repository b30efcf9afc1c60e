use std::collections::BTreeMap;

use feel::{HitPolicy, Sheet};

use super::{Decision, Example, compiled, tasks};
use crate::definition::Definition;
use crate::definition::tests::{rich, sample};

/// The decision "rank" of the rich definition.
fn rank() -> Decision {
    rich().decisions["rank"].clone()
}

fn edited(mut decision: Decision, edit: impl FnOnce(&mut Sheet)) -> Decision {
    let (id, mut sheet) = decision.table().expect("a table");
    edit(&mut sheet);
    decision.dmn = sheet.write_into(&decision.dmn, &id).expect("written");
    decision
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

type Pairs = &'static [(&'static str, &'static str)];

#[test]
fn examples_say_what_comes_out_and_why_not() {
    let cases: [(&str, Pairs, Pairs, &str); 7] = [
        ("as it is", &[("size", "big")], &[("rank", "first")], ""),
        ("otherwise", &[("size", "big")], &[("rank", "second")], "rank is “first”, not “second”."),
        ("nothing given", &[], &[("rank", "first")], "rank is nothing, not “first”."),
        ("not allowed", &[("size", "huge")], &[], ""),
        ("no such input", &[("width", "1")], &[], "The decision does not ask for “width”."),
        ("no such result", &[("size", "big")], &[("place", "1")], "The decision has no result “place”."),
        ("nothing expected", &[("size", "big")], &[], "rank is “first”, not nothing."),
    ];
    for (name, inputs, expected, why) in cases {
        let mut decision = rank();
        decision.examples = vec![Example { name: name.into(), inputs: typed(inputs), expected: typed(expected) }];
        let outcome = decision.outcomes()[0].clone();
        assert_eq!(outcome.passed, why.is_empty(), "{name}: {outcome:?}");
        assert!(outcome.why.starts_with(why), "{name}: {}", outcome.why);
    }
}

#[test]
fn an_example_of_a_model_that_cannot_be_read_or_never_ends_fails() {
    let mut broken = rank();
    broken.dmn = "<no".into();
    assert!(broken.outcomes().iter().all(|one| !one.passed && one.why.contains("not well-formed")));
    let endless = "count(for i in 1..1000, j in 1..1000, k in 1..1000 return i)";
    let endless = edited(rank(), |sheet| sheet.rules[0].outputs[0] = endless.into());
    let outcomes = endless.outcomes();
    assert!(outcomes[0].why.starts_with("It was not run to its end"), "{}", outcomes[0].why);
    assert!(!outcomes[1].passed, "what was left to use is gone");
}

#[test]
fn a_decision_asks_by_its_columns_and_answers_by_its_outputs() {
    let slots = rank().slots();
    assert_eq!(
        (slots.inputs[0].name.as_str(), slots.inputs[0].choices.as_slice()),
        ("size", &["big".to_owned(), "small".to_owned()][..])
    );
    assert_eq!(slots.inputs[0].kind.to_string(), "string");
    assert_eq!(slots.outputs.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["rank"]);
    let listed = edited(rank(), |sheet| sheet.hit_policy = HitPolicy::Collect).slots();
    assert_eq!(listed.outputs.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["result"]);
    let wrong = edited(rank(), |sheet| {
        sheet.inputs[0].kind = "number".into();
        sheet.inputs[0].allowed.clear();
    });
    let said = wrong.slots().given(&typed(&[("size", "big")])).expect_err("no number");
    assert!(said[0].1.starts_with("“big” is not a number"), "{said:?}");
}

#[test]
fn what_a_table_forgets_is_found() {
    let first = |edit: fn(&mut Sheet)| {
        let report = edited(rank(), edit).reports()[0].clone();
        (report.gaps.len(), report.overlaps.len(), report.unreached.len())
    };
    assert_eq!(first(|_| {}), (0, 0, 0));
    assert_eq!(first(|sheet| drop(sheet.rules.pop())), (1, 0, 0));
    assert_eq!(first(|sheet| sheet.rules[1].inputs[0] = "-".into()), (0, 1, 0));
    let shadowed = |sheet: &mut Sheet| {
        sheet.hit_policy = HitPolicy::First;
        sheet.rules[0].inputs[0] = "-".into();
    };
    assert_eq!(first(shadowed), (0, 0, 1));
}

/// The sample with its second step as a business-rule task that names a decision.
fn with_task(decision: &str) -> Definition {
    let mut definition = sample();
    let task = format!(
        "<bpmn:businessRuleTask xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" camunda:decisionRef=\"{decision}\" id=\"solve\""
    );
    definition.diagram = definition.diagram.replace("<bpmn:userTask id=\"solve\"", &task);
    let (head, tail) = definition.diagram.split_once(&task).expect("the task");
    definition.diagram = format!("{head}{task}{}", tail.replacen("</bpmn:userTask>", "</bpmn:businessRuleTask>", 1));
    definition.decisions = [("rank".to_owned(), rank())].into();
    definition
}

#[test]
fn a_task_finds_its_decision_by_key_id_or_name() {
    for (name, key) in [("rank", Some("rank")), ("Rank", Some("rank")), ("other", None)] {
        let found = tasks(&with_task(name));
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!((found[0].element.as_str(), found[0].key.as_deref()), ("solve", key), "{name}");
    }
}

#[test]
fn the_decisions_of_a_definition_are_what_its_diagram_runs_with() {
    let definition = with_task("rank");
    let text = definition.diagram.replace("isExecutable=\"false\"", "isExecutable=\"true\"");
    let diagram = bpmn::Diagram::parse(&text).expect("a diagram");
    assert!(engine::Program::compile_with(&diagram, &compiled(&definition)).is_ok());
    let refused = engine::Program::compile_with(&diagram, &engine::Decisions::new()).expect_err("no decision");
    assert!(refused[0].to_string().contains("rank"), "{}", refused[0]);
}
