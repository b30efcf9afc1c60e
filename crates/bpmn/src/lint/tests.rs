use std::collections::BTreeSet;

use super::naming::is_verb_noun;
use super::{Severity, lint};
use crate::Diagram;
use crate::tests::{diagram, flows};

/// The rules that speak up, without those about the missing drawing and about names of events.
fn rules(content: &str, pairs: &str) -> BTreeSet<&'static str> {
    let findings = lint(&diagram(&format!("{content}{}", flows(pairs))));
    findings
        .iter()
        .map(|finding| finding.rule)
        .filter(|rule| !["no-drawing", "unnamed-event", "timer-without-time"].contains(rule))
        .collect()
}

const ENDS: &str = "<startEvent id=\"s\"/><endEvent id=\"e\"/>";

fn task(id: &str) -> String {
    format!("<task id=\"{id}\" name=\"Check case {id}\"/>")
}

#[test]
fn a_sound_process_has_no_findings() {
    let content = format!(
        "{ENDS}{}{}<exclusiveGateway id=\"g\" name=\"Done?\"/><exclusiveGateway id=\"j\"/>",
        task("a"),
        task("b")
    );
    assert_eq!(rules(&content, "s>a a>g g>b:yes g>j:no b>j j>e"), BTreeSet::new());
}

#[test]
fn each_flaw_has_its_finding() {
    let (a, b) = (task("a"), task("b"));
    let g = "<exclusiveGateway id=\"g\" name=\"Done?\"/>";
    let timer = "<intermediateCatchEvent id=\"i\" name=\"Later\"><timerEventDefinition/></intermediateCatchEvent>";
    let cases: Vec<(String, &str, &[&str])> = vec![
        (format!("{a}<endEvent id=\"e\"/>"), "a>e", &["start-event-required"]),
        (format!("<startEvent id=\"s\"/>{a}"), "s>a", &["end-event-required", "dead-end"]),
        (format!("{ENDS}{a}{b}"), "s>a a>e", &["disconnected"]),
        (format!("{ENDS}{a}{b}"), "s>a a>e b>e", &["unreachable"]),
        (format!("{ENDS}{a}{b}"), "s>a a>e a>b b>b", &["implicit-split", "implicit-join", "no-way-out"]),
        (format!("{ENDS}<task id=\"a\"/>"), "s>a a>e", &["unnamed-activity"]),
        (format!("{ENDS}<task id=\"a\" name=\"Incident logging\"/>"), "s>a a>e", &["verb-noun"]),
        (format!("{ENDS}{a}{g}"), "s>a a>g g>e", &["superfluous-gateway"]),
        (format!("{ENDS}{a}{b}{g}"), "s>a a>g g>e:yes g>b b>g", &["gateway-joins-and-splits", "unnamed-branch"]),
        (format!("{ENDS}{a}{b}<exclusiveGateway id=\"g\"/>"), "s>g g>a:x g>b:y a>e b>e", &["unnamed-decision"]),
        (format!("{ENDS}{a}<task id=\"a\" name=\"Check it\"/>"), "s>a a>e", &["duplicate-id"]),
        (format!("{ENDS}{a}"), "s>a a>e a>gone", &["dangling-reference", "implicit-split"]),
        (
            format!("{ENDS}{a}{b}<exclusiveGateway id=\"g\" name=\"Ok?\" default=\"s_g\"/>"),
            "s>g g>a:x g>b:y a>e b>e",
            &["default-flow-elsewhere"],
        ),
        (format!("{ENDS}{a}"), "s>a a>e e>a", &["flow-into-start-or-out-of-end", "implicit-join"]),
        (
            format!("{ENDS}{a}<boundaryEvent id=\"k\" attachedToRef=\"s\"><timerEventDefinition/></boundaryEvent>"),
            "s>a a>e k>e",
            &["boundary-event"],
        ),
        (
            format!("{ENDS}{a}{b}<eventBasedGateway id=\"g\"/>{timer}"),
            "s>g g>i g>a i>b b>e a>e",
            &["event-based-gateway"],
        ),
        (
            format!("{ENDS}{a}<intermediateThrowEvent id=\"i\"><timerEventDefinition/></intermediateThrowEvent>"),
            "s>i i>a a>e",
            &["trigger-not-allowed"],
        ),
        (
            format!("<startEvent id=\"s\"/>{a}<endEvent id=\"e\"><cancelEventDefinition/></endEvent>"),
            "s>a a>e",
            &["cancel-outside-transaction"],
        ),
        (
            format!("<startEvent id=\"s\"/>{a}<endEvent id=\"e\"><terminateEventDefinition/></endEvent>"),
            "s>a a>e",
            &["superfluous-termination"],
        ),
        (format!("<laneSet><lane id=\"l\" name=\"L\"/></laneSet>{ENDS}"), "s>e", &["empty-lane", "without-lane"]),
        (
            format!(
                "{ENDS}{a}<intermediateThrowEvent id=\"i\" name=\"x\"><linkEventDefinition name=\"x\"/></intermediateThrowEvent>"
            ),
            "s>a a>e a>i",
            &["link-event", "implicit-split"],
        ),
    ];
    let lone = "<sequenceFlow id=\"x\" sourceRef=\"a\" targetRef=\"e\"><conditionExpression>ok</conditionExpression></sequenceFlow>";
    let cases = cases.into_iter().chain([(format!("{ENDS}{a}{lone}"), "s>a", ["lone-condition"].as_slice())]);
    for (content, pairs, expected) in cases {
        assert_eq!(rules(&content, pairs), expected.iter().copied().collect(), "{content} {pairs}");
    }
}

#[test]
fn a_flow_between_pools_and_a_message_within_one_are_found() {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><collaboration id=\"c\"><participant id=\"p1\" name=\"One\" \
         processRef=\"a\"/><participant id=\"p2\" name=\"Two\" processRef=\"b\"/><messageFlow id=\"m\" sourceRef=\"x\" targetRef=\"y\"/>\
         </collaboration><process id=\"a\">{}{}{}</process><process id=\"b\">{}</process></definitions>",
        task("x"),
        task("y"),
        flows("x>y y>z"),
        task("z")
    );
    let found: BTreeSet<&str> = lint(&Diagram::parse(&text).unwrap()).iter().map(|finding| finding.rule).collect();
    assert!(found.contains("flow-crosses-border") && found.contains("message-flow-inside-pool"), "{found:?}");
}

#[test]
fn the_gravest_findings_come_first() {
    let findings = lint(&diagram("<task id=\"a\"/><task id=\"b\" name=\"Logging\"/>"));
    assert!(findings.windows(2).all(|pair| pair[0].severity <= pair[1].severity));
    assert_eq!(findings[0].severity, Severity::Error);
}

#[test]
fn names_are_verb_and_noun_unless_clearly_not() {
    for (name, good) in [
        ("Record incident", true),
        ("Perform testing", true),
        ("Configure workstation", true),
        ("Validate provided information", true),
        ("Check", false),
        ("Incident management", false),
        ("Störung prüfen", true),
        ("Change evaluation", false),
        ("", true),
    ] {
        assert_eq!(is_verb_noun(name), good, "{name}");
    }
}

#[test]
fn the_list_of_rules_names_each_rule_once() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/lint")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let names = text.lines().filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","));
            found.extend(names.map(str::to_owned));
        }
    }
    assert_eq!(found.into_iter().collect::<Vec<_>>(), super::RULES);
    assert_eq!(super::rules().iter().map(|rule| rule.name).collect::<Vec<_>>(), super::RULES);
}
