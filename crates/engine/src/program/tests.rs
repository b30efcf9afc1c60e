//! Tests of what is refused at deployment, as data.

use bpmn::Diagram;

use crate::program::{Decisions, Program, Refusal, StartOn};

fn compile(body: &str, decisions: &Decisions) -> Result<Program, Vec<Refusal>> {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" \
         xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:mandate=\"urn:mandate:bpmn:1.0\"><process id=\"main\" isExecutable=\"true\">{body}</process>\
         <message id=\"m\" name=\"paid\"/><signal id=\"g\" name=\"stop\"/><error id=\"e\" errorCode=\"E\"/></definitions>"
    );
    Program::compile_with(&Diagram::parse(&text).expect("a diagram"), decisions)
}

/// Element and a part of the reason, for each thing that must be refused.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "<startEvent id=\"s\"/><scriptTask id=\"t\" scriptFormat=\"groovy\"><script>x</script></scriptTask>",
        "t",
        "written in \"groovy\"",
    ),
    ("<startEvent id=\"s\"/><scriptTask id=\"t\"/>", "t", "no script"),
    (
        "<startEvent id=\"s\"/><scriptTask id=\"t\"><script>1 +</script></scriptTask>",
        "t",
        "cannot be read: character 4",
    ),
    (
        "<startEvent id=\"s\"/><serviceTask id=\"t\" camunda:class=\"org.Charge\"/>",
        "t",
        "camunda:class names Java code",
    ),
    (
        "<startEvent id=\"s\"/><serviceTask id=\"t\" camunda:expression=\"${bean.run()}\"/>",
        "t",
        "camunda:expression names Java code",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"><extensionElements><camunda:executionListener class=\"x\"/></extensionElements></task>",
        "t",
        "\"executionListener\" is not executed",
    ),
    (
        "<startEvent id=\"s\"/><businessRuleTask id=\"t\" camunda:decisionRef=\"price\"/>",
        "t",
        "\"price\" was not given",
    ),
    ("<startEvent id=\"s\"/><callActivity id=\"c\"/>", "c", "does not say which process"),
    ("<startEvent id=\"s\"/><receiveTask id=\"r\"/>", "r", "no message is named"),
    ("<startEvent id=\"s\"><timerEventDefinition/></startEvent>", "s", "no date, duration or cycle"),
    (
        "<startEvent id=\"s\"><timerEventDefinition><timeCycle>0 0 9 * * MON</timeCycle></timerEventDefinition></startEvent>",
        "s",
        "cron text",
    ),
    (
        "<startEvent id=\"s\" mandate:calendar=\"office\"><timerEventDefinition><timeDuration>P1W</timeDuration></timerEventDefinition></startEvent>",
        "s",
        "nothing certain in working time",
    ),
    (
        "<startEvent id=\"s\" mandate:calendar=\"office\"><timerEventDefinition><timeDate>2026-01-01</timeDate></timerEventDefinition></startEvent>",
        "s",
        "a date needs no calendar",
    ),
    (
        "<startEvent id=\"s\" mandate:calendar=\"The Office\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>",
        "s",
        "no key of a calendar",
    ),
    (
        "<startEvent id=\"s\" mandate:missed=\"sometimes\"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></startEvent>",
        "s",
        "once, each or skip",
    ),
    (
        "<startEvent id=\"s\" mandate:missed=\"skip\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>",
        "s",
        "only a cycle can miss",
    ),
    ("<startEvent id=\"s\"/><userTask id=\"t\" mandate:calendar=\"office\"/>", "t", "no due time"),
    (
        "<startEvent id=\"s\"/><userTask id=\"t\" mandate:calendar=\"office\" mandate:due=\"P1M\"/>",
        "t",
        "no due time in working time",
    ),
    ("<startEvent id=\"s\"/><userTask id=\"t\" mandate:due=\"soon\"/>", "t", "is no due time"),
    ("<startEvent id=\"s\"/><serviceTask id=\"t\" mandate:retry=\"often\"/>", "t", "no list of pauses"),
    ("<startEvent id=\"s\"/><serviceTask id=\"t\" mandate:retry=\"P31D\"/>", "t", "no list of pauses"),
    (
        "<startEvent id=\"s\"/><serviceTask id=\"t\"><extensionElements><camunda:failedJobRetryTimeCycle>R0/PT5M</camunda:failedJobRetryTimeCycle></extensionElements></serviceTask>",
        "t",
        "no list of pauses",
    ),
    ("<startEvent id=\"s\"/><intermediateCatchEvent id=\"c\"/>", "c", "does not say what it waits for"),
    (
        "<startEvent id=\"s\"/><intermediateThrowEvent id=\"t\"><errorEventDefinition errorRef=\"e\"/></intermediateThrowEvent>",
        "t",
        "by end events only",
    ),
    (
        "<startEvent id=\"s\"/><endEvent id=\"t\"><cancelEventDefinition/></endEvent>",
        "t",
        "only the end of a transaction",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"/><boundaryEvent id=\"b\" attachedToRef=\"t\" cancelActivity=\"false\"><errorEventDefinition/></boundaryEvent>",
        "b",
        "an error always interrupts",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"/><boundaryEvent id=\"b\" attachedToRef=\"t\"><compensateEventDefinition/></boundaryEvent>",
        "b",
        "leads to no activity",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"/><boundaryEvent id=\"b\" attachedToRef=\"x\"><errorEventDefinition/></boundaryEvent>",
        "b",
        "sits on no activity",
    ),
    (
        "<startEvent id=\"s\"/><intermediateThrowEvent id=\"t\"><linkEventDefinition name=\"L\"/></intermediateThrowEvent>",
        "t",
        "no link event here catches \"L\"",
    ),
    ("<startEvent id=\"s\"/><task id=\"t\"><multiInstanceLoopCharacteristics/></task>", "t", "does not say how often"),
    ("<startEvent id=\"s\"/><task id=\"t\"><standardLoopCharacteristics/></task>", "t", "could never end"),
    (
        "<startEvent id=\"s\"/><eventBasedGateway id=\"g\"/><task id=\"t\"/><sequenceFlow id=\"f\" sourceRef=\"g\" targetRef=\"t\"/>",
        "g",
        "must lead to events that wait",
    ),
    ("<startEvent id=\"s\"/><startEvent id=\"s2\"/>", "s2", "a second start"),
    (
        "<startEvent id=\"s\"/><subProcess id=\"p\"><startEvent id=\"q\"><messageEventDefinition messageRef=\"m\"/></startEvent></subProcess>",
        "q",
        "must have no trigger",
    ),
    ("<startEvent id=\"s\"/><subProcess id=\"p\"/>", "p", "nothing in the sub-process can begin"),
    (
        "<startEvent id=\"s\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"nowhere\"/>",
        "f",
        "an end that is no element",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"t\"><conditionExpression>${bean.ask()}</conditionExpression></sequenceFlow>",
        "f",
        "calls a method",
    ),
    (
        "<startEvent id=\"s\"/><task id=\"t\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"t\"><conditionExpression language=\"python\">x</conditionExpression></sequenceFlow>",
        "f",
        "written in \"python\"",
    ),
    ("<startEvent id=\"s\"/><task id=\"s\"/>", "s", "stands twice"),
    ("<startEvent id=\"s\"/><choreographyTask id=\"c\"/>", "c", "\"choreographyTask\" is not executed"),
];

#[test]
fn what_is_not_executed_is_refused_at_its_element_with_a_reason() {
    for (body, element, reason) in REFUSED {
        let refusals = compile(body, &Decisions::new()).err().unwrap_or_default();
        let said = refusals.iter().any(|refusal| refusal.element == *element && refusal.reason.contains(reason));
        assert!(said, "{body}\n  wanted {element}: {reason}\n  came {refusals:?}");
    }
}

#[test]
fn a_file_without_a_process_that_is_meant_to_run_says_so() {
    for (attributes, body, reason) in [
        (" isExecutable=\"false\"", "<startEvent id=\"s\"/>", "set it to \"true\""),
        (" isExecutable=\"true\"", "", "no process with steps"),
    ] {
        let text = format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"main\"{attributes}>{body}</process></definitions>"
        );
        let diagram = bpmn::Diagram::read(text.as_bytes()).expect("a diagram");
        let refusals = Program::compile(&diagram).expect_err("it does not run");
        let said = refusals[0].to_string();
        assert!(said.starts_with("line 1: ") && said.contains(reason), "{said}");
    }
}

#[test]
fn all_refusals_come_at_once_in_the_order_of_the_text() {
    let body = "<startEvent id=\"s\"/>\n<scriptTask id=\"t\"/>\n<callActivity id=\"c\"/>\n<receiveTask id=\"r\"/>";
    let refusals = compile(body, &Decisions::new()).err().unwrap_or_default();
    assert_eq!(refusals.iter().map(|refusal| &*refusal.element).collect::<Vec<_>>(), ["t", "c", "r"]);
    assert_eq!(refusals.iter().map(|refusal| refusal.line).collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn a_program_tells_how_its_processes_begin() {
    let body = "<startEvent id=\"a\"/><startEvent id=\"b\"><messageEventDefinition messageRef=\"m\"/></startEvent>\
                <startEvent id=\"c\"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></startEvent>\
                <startEvent id=\"d\"><signalEventDefinition signalRef=\"g\"/></startEvent><receiveTask id=\"e\" messageRef=\"m\" instantiate=\"true\"/>";
    let program = compile(body, &Decisions::new()).expect("a program");
    let starts: Vec<(String, StartOn)> =
        program.starts().into_iter().map(|start| (start.element.to_string(), start.on)).collect();
    let expected = [
        ("a", StartOn::Asked),
        ("b", StartOn::Message("paid".into())),
        ("c", StartOn::Timer),
        ("d", StartOn::Signal("stop".into())),
        ("e", StartOn::Message("paid".into())),
    ];
    assert_eq!(starts, expected.map(|(element, on)| (element.to_owned(), on)));
    assert_eq!(
        program.first_due("c", crate::Time(0), &crate::Calendars::none()).map(|due| due.at),
        Some(crate::Time(3_600_000_000))
    );
    assert_eq!(program.first_due("a", crate::Time(0), &crate::Calendars::none()), None);
}

#[test]
fn a_decision_that_is_given_is_made_in_the_process() {
    let dmn = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"p\" namespace=\"n\" id=\"d\">\
               <inputData id=\"i\" name=\"age\"><variable name=\"age\" typeRef=\"number\"/></inputData>\
               <decision id=\"price\" name=\"price\"><variable name=\"price\"/><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\
               <literalExpression><text>if age &lt; 18 then 5 else 10</text></literalExpression></decision></definitions>";
    let mut decisions = Decisions::new();
    decisions.add(feel::Model::read(dmn, &[]).expect("a model"));
    let body = "<startEvent id=\"s\"/><businessRuleTask id=\"t\" camunda:decisionRef=\"price\" camunda:resultVariable=\"due\"/>\
                <sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"t\"/>";
    let program = compile(body, &decisions).unwrap_or_else(|refusals| panic!("{refusals:?}"));
    let mut case = crate::Case::new();
    let variables = crate::Named::from_json(r#"{"age": 12}"#).expect("an object");
    let command = crate::Command::Start { process: None, at: None, variables };
    crate::step(&program, &mut case, &command, crate::Time(0)).expect("it runs");
    assert_eq!(case.variable("due").map(ToString::to_string).as_deref(), Some("5"));
}

#[test]
fn pauses_between_tries_are_read_as_they_are_stated() {
    const MINUTE_US: i64 = 60_000_000;
    for (text, pauses) in [
        ("PT1M PT5M PT30M", vec![1, 5, 30]),
        ("PT1M,PT5M", vec![1, 5]),
        ("R3/PT10M", vec![10, 10]),
        ("R1/PT10M", vec![]),
    ] {
        let read = crate::Pauses::parse(text).expect(text);
        assert_eq!(read.0, pauses.iter().map(|minutes| minutes * MINUTE_US).collect::<Vec<_>>(), "{text}");
        assert_eq!(read.tries(true), Some(pauses.len() as u32 + 1));
    }
    let many = "PT1M ".repeat(21);
    for text in ["", "R0/PT1M", "R99999999999/PT1M", "R-1/PT1M", "1M", "P1000Y", "PT1M;PT2M", many.as_str()] {
        assert_eq!(crate::Pauses::parse(text), None, "{text}");
    }
    let program = compile(
        "<startEvent id=\"s\"/><serviceTask id=\"t\" mandate:calendar=\"office\" mandate:due=\"PT8H\"/><intermediateCatchEvent id=\"c\">\
         <timerEventDefinition mandate:calendar=\"night\"><timeDuration>PT8H</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        &Decisions::new(),
    );
    assert_eq!(program.expect("it runs").calendars(), ["night", "office"]);
}
