use super::flow;
use crate::Diagram;
use crate::tests::{diagram, flows, models};

fn told(content: &str, pairs: &str) -> Vec<String> {
    let steps = flow(&diagram(&format!("{content}{}", flows(pairs))));
    steps.iter().map(|step| format!("{}{} {}", "  ".repeat(step.level), step.number, step.text)).collect()
}

#[test]
fn decisions_and_loops_are_told_by_step_numbers() {
    let content = "<startEvent id=\"s\" name=\"Call\"/><task id=\"a\" name=\"Diagnose\"/><exclusiveGateway id=\"g\" name=\"Resolved?\"/>\
        <task id=\"b\" name=\"Escalate\"/><exclusiveGateway id=\"j\"/><task id=\"c\" name=\"Close\"/><endEvent id=\"e\" name=\"Closed\"/>";
    assert_eq!(
        told(content, "s>a a>g g>j:yes g>b:no b>a j>c c>e"),
        [
            "1 Start: Call.",
            "2 Diagnose.",
            "3 Decide: Resolved?",
            "  3a If \"Resolved?\" is \"yes\": go to step 4.",
            "  3b If \"Resolved?\" is \"no\": go to step 6.",
            "4 Close.",
            "5 End: Closed.",
            "6 Escalate. Then go to step 2.",
        ]
    );
}

#[test]
fn parallel_work_events_and_inner_steps_are_told() {
    let content = "<startEvent id=\"s\"><messageEventDefinition/></startEvent><parallelGateway id=\"f\"/><task id=\"a\" name=\"Tell\"/>\
        <subProcess id=\"b\" name=\"Repair\"><startEvent id=\"bs\"/><task id=\"bt\" name=\"Swap part\"/><endEvent id=\"be\"/>\
        <sequenceFlow id=\"x\" sourceRef=\"bs\" targetRef=\"bt\"/><sequenceFlow id=\"y\" sourceRef=\"bt\" targetRef=\"be\"/></subProcess>\
        <boundaryEvent id=\"t\" attachedToRef=\"b\"><timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>\
        <parallelGateway id=\"j\"/><endEvent id=\"e\"/><endEvent id=\"late\" name=\"Late\"/>";
    assert_eq!(
        told(content, "s>f f>a f>b a>j b>j j>e t>late"),
        [
            "1 Start on message.",
            "2 Several things run side by side. Go on at the same time with step 3 and step 4.",
            "3 Tell. Then go to step 5.",
            "4 Repair. Its steps:",
            "  4.1 Start.",
            "  4.2 Swap part.",
            "  4.3 End.",
            "  4a During \"Repair\", if timer PT4H happens: stop it and go to step 7.",
            "5 Wait until all branches have arrived.",
            "6 End.",
            "7 End: Late.",
        ]
    );
}

#[test]
fn every_flow_node_of_the_reference_models_is_told_once_unless_it_only_joins() {
    for (name, bytes) in models("bpmn-miwg") {
        let diagram = Diagram::read(&bytes).unwrap();
        let steps = flow(&diagram);
        for node in
            diagram.nodes().iter().filter(|node| node.is_flow_node() && diagram.process(&node.process).is_some())
        {
            let count = steps.iter().filter(|step| step.id == node.id).count();
            assert_eq!(count, usize::from(!super::passes_through(&diagram, node)), "{name}: {}", node.id);
        }
    }
}
