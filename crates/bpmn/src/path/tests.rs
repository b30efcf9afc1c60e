use super::longest;
use crate::tests::{diagram, flows};

/// The longest way when each task weighs the number in its name.
fn check(nodes: &str, pairs: &str, expected: &[&str], weight: u64) {
    let diagram = diagram(&format!("{nodes}{}", flows(pairs)));
    let way = longest(&diagram, |node| node.name.parse().unwrap_or(0));
    assert_eq!(way.nodes, expected, "{pairs}");
    assert_eq!(way.weight, weight, "{pairs}");
}

const NODES: &str = "<startEvent id=\"s\"/><task id=\"a\" name=\"5\"/><exclusiveGateway id=\"g\"/><task id=\"b\" name=\"7\"/>\
    <task id=\"c\" name=\"2\"/><endEvent id=\"e\"/>";

#[test]
fn the_heavier_branch_counts() {
    check(NODES, "s>a a>g g>b g>c b>e c>e", &["s", "a", "g", "b", "e"], 12);
}

#[test]
fn a_loop_is_walked_once() {
    check(NODES, "s>a a>g g>c c>e g>b b>a", &["s", "a", "g", "b"], 12);
    check("<task id=\"a\" name=\"5\"/><task id=\"b\" name=\"7\"/>", "a>b b>a", &["a", "b"], 12);
}

#[test]
fn a_boundary_event_leads_on_from_its_activity() {
    let nodes = "<startEvent id=\"s\"/><task id=\"a\" name=\"5\"/><boundaryEvent id=\"t\" attachedToRef=\"a\"><timerEventDefinition/>\
        </boundaryEvent><task id=\"b\" name=\"7\"/><endEvent id=\"e\"/>";
    check(nodes, "s>a a>e t>b", &["s", "a", "t", "b"], 12);
}

#[test]
fn what_is_inside_a_sub_process_counts_there() {
    let inner = "<startEvent id=\"s\"/><subProcess id=\"p\" name=\"1\"><task id=\"a\" name=\"5\"/><task id=\"b\" name=\"7\"/>\
        <sequenceFlow id=\"i\" sourceRef=\"a\" targetRef=\"b\"/></subProcess><endEvent id=\"e\"/>";
    check(inner, "s>p p>e", &["s", "p", "a", "b", "e"], 13);
}

#[test]
fn a_file_without_steps_has_no_way() {
    let way = longest(&diagram(""), |_| 1);
    assert!(way.nodes.is_empty() && way.weight == 0);
}

#[test]
fn a_very_long_process_does_not_exhaust_the_stack() {
    let count = 5_000;
    let nodes: String = (0..count).map(|at| format!("<task id=\"n{at}\" name=\"1\"/>")).collect();
    let pairs: Vec<String> = (1..count).map(|at| format!("n{}>n{at}", at - 1)).collect();
    let way = longest(&diagram(&format!("{nodes}{}", flows(&pairs.join(" ")))), |_| 1);
    assert_eq!(way.weight, count);
}
