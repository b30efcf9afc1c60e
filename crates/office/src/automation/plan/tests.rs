use super::*;
use crate::library;

/// The questions of a process of the library by the step after which they are asked, or what keeps it from running.
fn asked(key: &str) -> Vec<String> {
    match plan(&library::one(key).expect("in the library").definition) {
        Ok(plan) => told(&plan),
        Err(obstacles) => obstacles.iter().map(|one| format!("! {}: {}", one.place, one.sentence)).collect(),
    }
}

fn told(plan: &Plan) -> Vec<String> {
    let questions = |ways: &Vec<Way>| ways.iter().map(|way| way.question.clone()).collect::<Vec<_>>().join(" / ");
    let mut lines: Vec<String> = plan.ways.iter().map(|(step, ways)| format!("{step}: {}", questions(ways))).collect();
    lines.extend(plan.added.iter().map(|(task, gateway)| format!("{task} before {gateway}")));
    lines
}

#[test]
fn decisions_of_a_written_process_are_asked_of_whoever_did_the_step_before() {
    assert_eq!(
        asked("service-request"),
        ["approve: Granted?", "check: Complete and entitled? / Approval needed?", "confirm: All as ordered?"]
    );
    assert_eq!(
        asked("change-enablement"),
        ["approve: Approved?", "assess: Which kind of change?", "implement: Did it work?"]
    );
}

#[test]
fn a_question_behind_a_question_is_asked_only_where_it_is_reached() {
    let plan = plan(&library::one("service-request").expect("in the library").definition).expect("it runs");
    let [first, second] = plan.ways["check"].as_slice() else { panic!("two questions") };
    assert!(first.only_after.is_empty());
    assert_eq!(second.only_after.len(), 1);
    assert_eq!(second.only_after[0].0, first.gateway);
    assert_eq!(first.choices.len(), 2);
    assert!(plan.text.contains("isExecutable=\"true\""));
}

#[test]
fn every_process_of_the_library_runs_as_it_is_written() {
    for entry in library::all() {
        let stuck: Vec<String> = asked(entry.key).into_iter().filter(|line| line.starts_with('!')).collect();
        assert!(stuck.is_empty(), "{}: {stuck:#?}", entry.key);
    }
}

#[test]
fn what_is_not_run_is_named_at_its_element() {
    let timer = "<timerEventDefinition id=\"d\"><timeCycle>0 8 * * *</timeCycle></timerEventDefinition>";
    let content = format!("<startEvent id=\"s\" name=\"Each morning\">{timer}</startEvent><task id=\"a\" name=\"A\"/>");
    let flow = "<sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/>";
    let found = plan(&drawn(&format!("{content}{flow}"))).expect_err("cron is not run");
    assert_eq!((found[0].element.as_str(), found[0].place.as_str()), ("s", "Each morning"));
}

/// A definition of one role that does everything.
fn drawn(content: &str) -> Definition {
    let mut definition = Definition {
        name: "Drawn".to_owned(),
        diagram: format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:t\">\
             <process id=\"p\">{content}</process></definitions>"
        ),
        ..Definition::default()
    };
    definition.roles.push(crate::definition::ProcessRole {
        key: "doer".into(),
        name: "Doer".into(),
        ..crate::definition::ProcessRole::default()
    });
    for (step, _) in definition.steps() {
        definition.raci.entry(step).or_default().insert("doer".into(), "RA".into());
    }
    definition
}

#[test]
fn a_question_that_follows_no_step_becomes_a_task_and_one_at_the_start_a_field_of_the_start_form() {
    let content = |start: &str| {
        format!(
            "<startEvent id=\"s\">{start}</startEvent><exclusiveGateway id=\"g\" name=\"Big?\"/><task id=\"a\" name=\"A\"/>\
             <task id=\"b\" name=\"B\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"g\"/>\
             <sequenceFlow id=\"y\" name=\"Yes\" sourceRef=\"g\" targetRef=\"a\"/>\
             <sequenceFlow id=\"n\" sourceRef=\"g\" targetRef=\"b\"/>"
        )
    };
    let timer = "<timerEventDefinition id=\"d\"><timeCycle>R/P1D</timeCycle></timerEventDefinition>";
    for (start, expected) in [("", vec!["s: Big?"]), (timer, vec!["g.ask: Big?", "g.ask before g"])] {
        let plan = plan(&drawn(&content(start))).expect("it runs");
        assert_eq!(told(&plan), expected);
        let choices: Vec<&str> =
            plan.ways.values().flatten().flat_map(|way| &way.choices).map(|one| one.label.as_str()).collect();
        assert_eq!(choices, ["Yes", "Go on to: B"]);
        assert_eq!(plan.drawn("g.ask"), if start.is_empty() { "g.ask" } else { "g" });
    }
}

#[test]
fn a_matrix_with_errors_and_a_diagram_that_is_missing_keep_a_process_from_running() {
    let mut definition = drawn(
        "<startEvent id=\"s\"/><task id=\"a\" name=\"A\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/>",
    );
    assert!(plan(&definition).is_ok());
    definition.raci.insert("a".into(), [("doer".to_owned(), "R".to_owned())].into());
    let found = plan(&definition).expect_err("nobody is accountable");
    assert_eq!((found[0].element.as_str(), found[0].place.as_str()), ("a", "A"));
    definition.diagram.clear();
    assert!(plan(&definition).is_err());
}

#[test]
fn a_step_that_names_a_table_or_a_program_in_the_words_of_any_tool_is_not_given_to_people() {
    for telling in [
        "<businessRuleTask id=\"a\" name=\"A\"><extensionElements><zeebe:calledDecision decisionId=\"none\" resultVariable=\"x\"/>\
         </extensionElements></businessRuleTask>",
        "<businessRuleTask id=\"a\" name=\"A\" camunda:decisionRef=\"none\"/>",
    ] {
        let flow = "<sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/>";
        let mut definition = drawn(&format!("<startEvent id=\"s\"/>{telling}{flow}"));
        let vendors = "<definitions xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" \
                       xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" ";
        definition.diagram = definition.diagram.replace("<definitions ", vendors);
        definition.raci.entry("a".into()).or_default().insert("doer".into(), "RA".into());
        let found = plan(&definition).expect_err("the table is missing, which nobody must do by hand");
        assert_eq!(found[0].sentence, "The decision \"none\" was not given with the process.", "{telling}");
    }
    let flow = "<sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/>";
    let untold = format!("<startEvent id=\"s\"/><businessRuleTask id=\"a\" name=\"A\"/>{flow}");
    assert!(plan(&drawn(&untold)).expect("people decide").text.contains("<userTask"));
}
