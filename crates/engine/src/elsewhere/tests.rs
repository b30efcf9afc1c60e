use std::collections::BTreeMap;

use super::{Carried, Field, FieldKind, Form, Hint, Target, Weight, carry};
use crate::program::Program;

const OPEN: &str = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" \
     xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" targetNamespace=\"t\">";

fn model(body: &str, after: &str) -> bpmn::Diagram {
    let text = format!("{OPEN}<process id=\"main\">{body}</process>{after}</definitions>");
    bpmn::Diagram::parse(&text).expect("a diagram")
}

fn hints() -> BTreeMap<String, Hint> {
    let field = |key: &str, kind: FieldKind, required| Field {
        key: key.into(),
        label: format!("Which {key}?"),
        kind,
        required,
        ..Field::default()
    };
    let form = Form {
        key: "report".into(),
        title: "Report".into(),
        fields: vec![
            Field {
                least: Some(10),
                most: Some(200),
                help: "Own words".into(),
                ..field("what", FieldKind::LongText, true)
            },
            field("since", FieldKind::Date, false),
            field("service", FieldKind::Choice(vec!["Mail & calendar".into(), "Telephone".into()]), true),
            field("again", FieldKind::YesNo, false),
            Field { most: Some(9), ..field("people", FieldKind::Number, false) },
        ],
    };
    BTreeMap::from([(
        "log".to_owned(),
        Hint { groups: vec!["agent".into(), "lead".into()], form: Some(form), decision: None },
    )])
}

/// The diagram for an engine; it is read again and, where `runs`, compiled.
fn carried(target: Target, body: &str, after: &str, runs: bool) -> Carried {
    let carried = carry(&model(body, after), target, &hints()).expect("carried");
    let again = bpmn::Diagram::parse(&carried.text).unwrap_or_else(|error| panic!("{error:?}: {}", carried.text));
    if runs {
        let program = Program::compile(&again);
        assert!(program.is_ok(), "{:?}: {}", program.err(), carried.text);
    }
    carried
}

/// Whether an element of the id has an attribute, or an element within it has, by the names as written.
fn says(carried: &Carried, id: &str, element: &str, attributes: &[(&str, &str)]) -> bool {
    let document = roxmltree::Document::parse(&carried.text).expect("XML");
    let around = document.descendants().find(|node| node.attribute("id") == Some(id)).expect(id);
    around.descendants().filter(|node| node.is_element() && node.tag_name().name() == element).any(|node| {
        attributes.iter().all(|(name, value)| node.attributes().any(|one| one.name() == *name && one.value() == *value))
    })
}

fn told(carried: &Carried, element: &str, weight: Weight, words: &str) -> bool {
    carried.notes.iter().any(|one| one.element == element && one.weight == weight && one.sentence.contains(words))
}

const PLAIN: &str = "<startEvent id=\"s\"/><sequenceFlow id=\"f0\" sourceRef=\"s\" targetRef=\"log\"/>\
     <task id=\"log\" name=\"Log it\"><documentation>What happened</documentation></task>\
     <sequenceFlow id=\"f1\" sourceRef=\"log\" targetRef=\"g\"/><exclusiveGateway id=\"g\" name=\"Major?\"/>\
     <sequenceFlow id=\"yes\" name=\"Yes, &quot;major&quot;\" sourceRef=\"g\" targetRef=\"e\"/>\
     <sequenceFlow id=\"no\" sourceRef=\"g\" targetRef=\"job\"/><serviceTask id=\"job\" name=\"Tell\"/>\
     <sequenceFlow id=\"f2\" sourceRef=\"job\" targetRef=\"e\"/><endEvent id=\"e\"/>";

#[test]
fn a_task_with_a_role_becomes_a_user_task_with_its_group_and_its_form_in_camunda_8() {
    let carried = carried(Target::Camunda8, PLAIN, "", true);
    assert!(says(&carried, "main", "process", &[("isExecutable", "true")]));
    assert!(says(&carried, "log", "assignmentDefinition", &[("candidateGroups", "agent,lead")]));
    assert!(says(&carried, "log", "userTask", &[("name", "Log it")]), "{}", carried.text);
    assert!(says(&carried, "log", "formDefinition", &[("formId", "report")]));
    assert!(
        carried.text.contains("<documentation>What happened</documentation><extensionElements>"),
        "{}",
        carried.text
    );
    assert!(says(&carried, "job", "taskDefinition", &[("type", "job")]));
    assert!(told(&carried, "job", Weight::ToDo, "jobs of the type “job”"));
    assert!(says(&carried, "g", "exclusiveGateway", &[("default", "no")]));
    assert!(carried.text.contains("=g = &quot;Yes, major&quot;"), "{}", carried.text);
    assert!(told(&carried, "g", Weight::ToDo, "the variable g, which is one of “Yes, major”"));
    assert!(carried.text.contains("executionPlatform=\"Camunda Cloud\""));
    let (name, form) = &carried.forms[0];
    let form: serde_json::Value = serde_json::from_str(form).expect("JSON");
    assert_eq!((name.as_str(), form["id"].as_str()), ("report.form", Some("report")));
    let kinds: Vec<&str> =
        form["components"].as_array().expect("a list").iter().filter_map(|one| one["type"].as_str()).collect();
    assert_eq!(kinds, ["text", "textarea", "datetime", "select", "checkbox", "number"]);
    assert_eq!(
        form["components"][1]["validate"],
        serde_json::json!({ "required": true, "minLength": 10, "maxLength": 200 })
    );
    assert_eq!(form["components"][3]["values"][0]["value"], "Mail & calendar");
}

#[test]
fn the_same_becomes_candidate_groups_form_data_and_topics_in_operaton() {
    let carried = carried(Target::Operaton, PLAIN, "", true);
    assert!(says(&carried, "main", "process", &[("isExecutable", "true"), ("historyTimeToLive", "180")]));
    assert!(says(&carried, "log", "userTask", &[("candidateGroups", "agent,lead")]), "{}", carried.text);
    for (key, kind) in
        [("what", "string"), ("since", "date"), ("service", "enum"), ("again", "boolean"), ("people", "long")]
    {
        assert!(says(&carried, "log", "formField", &[("id", key), ("type", kind)]), "{key}");
    }
    assert!(says(&carried, "log", "constraint", &[("name", "minlength"), ("config", "10")]));
    assert!(says(&carried, "log", "value", &[("id", "Mail & calendar")]));
    assert!(says(&carried, "job", "serviceTask", &[("type", "external"), ("topic", "job")]));
    assert!(carried.text.contains("${g == 'Yes, major'}"), "{}", carried.text);
    assert!(carried.forms.is_empty());
}

#[test]
fn what_one_vendor_says_is_said_in_the_words_of_the_other() {
    let flow = "<startEvent id=\"s\"/><sequenceFlow id=\"f0\" sourceRef=\"s\" targetRef=\"u\"/>";
    let seven = format!(
        "{flow}<userTask id=\"u\" camunda:assignee=\"${{owner}}\" camunda:candidateGroups=\"desk\" camunda:dueDate=\"${{due}}\"/>\
         <sequenceFlow id=\"f1\" sourceRef=\"u\" targetRef=\"w\"><conditionExpression>${{amount &gt; 10 &amp;&amp; kind == 'a'}}</conditionExpression></sequenceFlow>\
         <serviceTask id=\"w\" camunda:type=\"external\" camunda:topic=\"charge\"><extensionElements><camunda:inputOutput>\
         <camunda:inputParameter name=\"sum\">${{amount}}</camunda:inputParameter></camunda:inputOutput></extensionElements>\
         <multiInstanceLoopCharacteristics camunda:collection=\"items\" camunda:elementVariable=\"item\"><completionCondition>${{done}}</completionCondition></multiInstanceLoopCharacteristics></serviceTask>"
    );
    let eight = carried(Target::Camunda8, &seven, "", true);
    assert!(
        says(&eight, "u", "assignmentDefinition", &[("assignee", "=owner"), ("candidateGroups", "desk")]),
        "{}",
        eight.text
    );
    assert!(says(&eight, "u", "taskSchedule", &[("dueDate", "=due")]));
    assert!(says(&eight, "w", "taskDefinition", &[("type", "charge")]));
    assert!(says(&eight, "w", "input", &[("source", "=amount"), ("target", "sum")]));
    assert!(says(&eight, "w", "loopCharacteristics", &[("inputCollection", "=items"), ("inputElement", "item")]));
    assert!(eight.text.contains("=amount &gt; 10 and kind = &quot;a&quot;"), "{}", eight.text);
    assert!(eight.text.contains("<completionCondition>=done</completionCondition>"), "{}", eight.text);
    let zeebe = format!(
        "{flow}<userTask id=\"u\"><extensionElements><zeebe:assignmentDefinition assignee=\"=owner\" candidateGroups=\"desk\"/></extensionElements></userTask>\
         <sequenceFlow id=\"f1\" sourceRef=\"u\" targetRef=\"w\"><conditionExpression>=amount &gt; 10 and kind = \"a\"</conditionExpression></sequenceFlow>\
         <serviceTask id=\"w\"><extensionElements><zeebe:taskDefinition type=\"charge\"/><zeebe:ioMapping><zeebe:input source=\"=amount\" target=\"sum\"/></zeebe:ioMapping></extensionElements>\
         <multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection=\"=items\" inputElement=\"item\"/></extensionElements></multiInstanceLoopCharacteristics></serviceTask>"
    );
    let seven = carried(Target::Operaton, &zeebe, "", true);
    assert!(says(&seven, "u", "userTask", &[("assignee", "${owner}"), ("candidateGroups", "desk")]), "{}", seven.text);
    assert!(says(&seven, "w", "serviceTask", &[("type", "external"), ("topic", "charge")]));
    assert!(says(
        &seven,
        "w",
        "multiInstanceLoopCharacteristics",
        &[("collection", "${items}"), ("elementVariable", "item")]
    ));
    assert!(seven.text.contains("${amount &gt; 10 &amp;&amp; kind == 'a'}"), "{}", seven.text);
    assert!(
        seven.text.contains("<camunda:inputParameter name=\"sum\">${amount}</camunda:inputParameter>"),
        "{}",
        seven.text
    );
}

#[test]
fn a_message_gets_a_key_a_decision_its_call_and_a_script_its_expression() {
    let body = "<startEvent id=\"s\"/><receiveTask id=\"r\" messageRef=\"m\"/><businessRuleTask id=\"d\" camunda:decisionRef=\"price\"/>\
         <scriptTask id=\"x\" scriptFormat=\"feel\" camunda:resultVariable=\"sum\"><script>1 + 2</script></scriptTask>\
         <callActivity id=\"c\" calledElement=\"other\"/><endEvent id=\"e\"><messageEventDefinition messageRef=\"m\"/></endEvent>";
    let eight = carried(Target::Camunda8, body, "<message id=\"m\"/>", false);
    assert!(says(&eight, "m", "subscription", &[("correlationKey", "=correlationKey")]), "{}", eight.text);
    assert!(says(&eight, "m", "message", &[("name", "m")]));
    assert!(told(&eight, "r", Weight::ToDo, "by the variable correlationKey"));
    assert!(says(&eight, "d", "calledDecision", &[("decisionId", "price"), ("resultVariable", "priceResult")]));
    assert!(says(&eight, "x", "script", &[("expression", "=1 + 2"), ("resultVariable", "sum")]));
    assert!(says(&eight, "c", "calledElement", &[("processId", "other")]));
    assert!(says(&eight, "e", "taskDefinition", &[("type", "e")]));
    let seven = carried(Target::Operaton, body, "<message id=\"m\"/>", false);
    assert!(says(&seven, "e", "messageEventDefinition", &[("type", "external"), ("topic", "e")]), "{}", seven.text);
}

#[test]
fn what_does_not_carry_over_is_told_at_its_element() {
    let timer = |text: &str| {
        format!(
            "<intermediateCatchEvent id=\"t\"><timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        )
    };
    let cases: [(Target, String, &str, Weight, &str); 11] = [
        (Target::Camunda8, "<complexGateway id=\"t\"/>".into(), "t", Weight::Lost, "complex gateway"),
        (Target::Operaton, "<task id=\"t\"><standardLoopCharacteristics/></task>".into(), "t", Weight::Lost, "standard loop"),
        (Target::Camunda8, "<transaction id=\"t\"/>".into(), "t", Weight::Lost, "transaction"),
        (Target::Operaton, "<adHocSubProcess id=\"t\"/>".into(), "t", Weight::Lost, "ad-hoc"),
        (Target::Camunda8, timer("five days"), "t", Weight::ToDo, "no time of ISO 8601"),
        (Target::Camunda8, "<serviceTask id=\"t\" camunda:class=\"org.X\"/>".into(), "t", Weight::Lost, "Java code"),
        (Target::Operaton, "<serviceTask id=\"t\"><extensionElements><zeebe:ioMapping><zeebe:input source=\"=count(list)\" target=\"n\"/></zeebe:ioMapping></extensionElements></serviceTask>".into(), "t", Weight::Lost, "no function “count”"),
        (Target::Camunda8, "<callActivity id=\"t\"/>".into(), "t", Weight::ToDo, "names no process"),
        (Target::Camunda8, "<receiveTask id=\"t\"/>".into(), "t", Weight::ToDo, "names no message"),
        (Target::Camunda8, "<userTask id=\"t\"/>".into(), "t", Weight::ToDo, "Nobody is named"),
        (Target::Operaton, "<task id=\"t\"/>".into(), "t", Weight::ToDo, "passes it without waiting"),
    ];
    for (target, body, element, weight, words) in cases {
        let carried = carried(target, &format!("<startEvent id=\"s\"/>{body}"), "", false);
        assert!(told(&carried, element, weight, words), "{words}: {:?}", carried.notes);
    }
    for time in ["P5D", "R3/PT10M"] {
        let carried = carried(Target::Camunda8, &format!("<startEvent id=\"s\"/>{}", timer(time)), "", false);
        assert_eq!(carried.notes, Vec::new(), "{time}");
    }
}

#[test]
fn prefixes_comments_and_what_else_stands_in_the_file_stay_and_a_second_time_changes_nothing() {
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?>\n<!-- ours --><bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:zeebe=\"urn:other\" xmlns:x=\"urn:x\" targetNamespace=\"t\"><bpmn:process id=\"p\" isExecutable=\"false\" x:kept=\"&gt;\">\n\
         <bpmn:startEvent id=\"s\" /><bpmn:sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"log\" />\n\
         <bpmn:task id=\"log\" name=\"a &gt; b\"><bpmn:extensionElements><x:y/></bpmn:extensionElements><bpmn:incoming>f</bpmn:incoming></bpmn:task>\
         </bpmn:process></bpmn:definitions>";
    let diagram = bpmn::Diagram::parse(text).expect("a diagram");
    for target in Target::ALL {
        let once = carry(&diagram, target, &hints()).expect("carried");
        assert!(once.text.starts_with("<?xml version='1.0' encoding='UTF-8'?>\n<!-- ours -->"), "{}", once.text);
        assert!(
            once.text.contains("isExecutable=\"true\" x:kept=\"&gt;\"")
                && once.text.contains("<x:y/></bpmn:extensionElements>")
        );
        assert!(once.text.contains("</bpmn:userTask>") && !once.text.contains("bpmn:task "), "{}", once.text);
        let again = bpmn::Diagram::parse(&once.text).expect("a diagram");
        let twice = carry(&again, target, &hints()).expect("carried");
        assert_eq!(twice.text, once.text);
    }
}

#[test]
fn a_decision_that_is_taken_along_is_called_by_its_id_and_said_in_feel() {
    let body = "<startEvent id=\"s\"/><businessRuleTask id=\"d\" camunda:decisionRef=\"ours\"/>\
         <businessRuleTask id=\"z\"><extensionElements><zeebe:calledDecision decisionId=\"ours\" resultVariable=\"r\"/></extensionElements></businessRuleTask>";
    let text = format!("{OPEN}<process id=\"p\">{body}</process></definitions>");
    let diagram = bpmn::Diagram::parse(&text).expect("a diagram");
    let hint = || Hint { decision: Some("theirs".into()), ..Hint::default() };
    let hints = BTreeMap::from([("d".to_owned(), hint()), ("z".to_owned(), hint())]);
    for target in Target::ALL {
        let carried = carry(&diagram, target, &hints).expect("carried");
        let said = match target {
            Target::Camunda8 => "decisionId=\"theirs\"",
            Target::Operaton => "camunda:decisionRef=\"theirs\"",
        };
        assert_eq!(carried.text.matches(said).count(), 2, "{}", carried.text);
        assert!(told(&carried, "d", Weight::Said, "deployed with the diagram"), "{:?}", carried.notes);
        let again = bpmn::Diagram::parse(&carried.text).expect("a diagram");
        assert_eq!(carry(&again, target, &hints).expect("carried").text, carried.text, "a second time changes nothing");
    }
    let model = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"m\">\
         <decision id=\"theirs\"><decisionTable><input label=\"a\"/><input id=\"kept\"/><output/><rule/></decisionTable></decision></definitions>";
    let eight = super::carry_decision(model, Target::Camunda8).expect("carried");
    let seven = super::carry_decision(model, Target::Operaton).expect("carried");
    for text in [&eight, &seven] {
        for part in [
            "encoding=\"UTF-8\"",
            "expressionLanguage=\"feel\"",
            "id=\"theirs_input_1\" label=\"a\"",
            "id=\"kept\"",
            "id=\"theirs_rule_1\"",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert!(seven.contains("camunda:historyTimeToLive=\"180\"") && !eight.contains("camunda"), "{seven}");
    assert_eq!(
        super::carry_decision(&seven, Target::Operaton).expect("carried"),
        seven,
        "a second time changes nothing"
    );
    assert!(super::carry_decision("<!DOCTYPE a><a/>", Target::Operaton).is_err());
}

#[test]
fn working_time_missed_times_and_pauses_stay_in_the_diagram_and_are_told() {
    const OWN: &str = "xmlns:m=\"urn:mandate:bpmn:1.0\"";
    let body = format!(
        "<startEvent id=\"s\" {OWN} m:missed=\"each\"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>\
         <userTask id=\"t\" {OWN} m:due=\"PT8H\" m:calendar=\"support\"/><userTask id=\"u\" {OWN} m:due=\"P3D\"/>\
         <serviceTask id=\"w\" {OWN} m:retry=\"PT1M PT5M\"/><boundaryEvent id=\"b\" attachedToRef=\"t\" {OWN} m:calendar=\"support\">\
         <timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id=\"e\"/>\
         <sequenceFlow id=\"f1\" sourceRef=\"s\" targetRef=\"t\"/><sequenceFlow id=\"f2\" sourceRef=\"t\" targetRef=\"u\"/>\
         <sequenceFlow id=\"f3\" sourceRef=\"u\" targetRef=\"w\"/><sequenceFlow id=\"f4\" sourceRef=\"w\" targetRef=\"e\"/>\
         <sequenceFlow id=\"f5\" sourceRef=\"b\" targetRef=\"e\"/>"
    );
    for target in Target::ALL {
        let carried = carried(target, &body, "", true);
        for attribute in ["m:missed=\"each\"", "m:due=\"PT8H\"", "m:calendar=\"support\"", "m:retry=\"PT1M PT5M\""] {
            assert!(carried.text.contains(attribute), "{target:?} {attribute}: {}", carried.text);
        }
        let told = |id: &str, part: &str| {
            let mut notes = carried.notes.iter().filter(|note| note.element == id && note.weight == Weight::ToDo);
            notes.any(|note| note.sentence.contains(part))
        };
        for (id, part) in [
            ("s", "missed times (“each”)"),
            ("t", "PT8H of working time in the calendar “support”"),
            ("u", "due after P3D"),
            ("w", "tried again after PT1M PT5M"),
            ("b", "there it counts by the clock"),
        ] {
            assert!(told(id, part), "{target:?} {id}: {:?}", carried.notes);
        }
    }
}
