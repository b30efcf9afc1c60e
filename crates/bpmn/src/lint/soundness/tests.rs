use std::collections::BTreeSet;

use super::MAX_STATES;
use crate::lint::lint;
use crate::tests::{diagram, flows, models};
use crate::{Diagram, Severity};

const RULES: [&str; 4] = ["deadlock", "lack-of-synchronization", "never-runs", "soundness-not-shown"];

/// What is said about soundness: rule and element.
fn said(diagram: &Diagram) -> BTreeSet<String> {
    let findings = lint(diagram).into_iter().filter(|finding| RULES.contains(&finding.rule));
    findings.map(|finding| format!("{} {}", finding.rule, finding.element.unwrap_or_default())).collect()
}

/// Nodes by the first letter of their id: s start, e end, x exclusive, p parallel, o inclusive, t terminate, others tasks.
fn process(pairs: &str) -> Diagram {
    let ids: BTreeSet<&str> =
        pairs.split_whitespace().flat_map(|pair| pair.split(':').next().unwrap().split('>')).collect();
    let node = |id: &&str| match id.as_bytes()[0] {
        b's' => format!("<startEvent id=\"{id}\"/>"),
        b'e' => format!("<endEvent id=\"{id}\"/>"),
        b't' => format!("<endEvent id=\"{id}\"><terminateEventDefinition/></endEvent>"),
        b'x' => format!("<exclusiveGateway id=\"{id}\"/>"),
        b'p' => format!("<parallelGateway id=\"{id}\"/>"),
        b'o' => format!("<inclusiveGateway id=\"{id}\"/>"),
        b'i' => {
            format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{}\"><timerEventDefinition/></boundaryEvent>", &id[1..])
        }
        b'n' => format!(
            "<boundaryEvent id=\"{id}\" attachedToRef=\"{}\" cancelActivity=\"false\"><timerEventDefinition/></boundaryEvent>",
            &id[1..]
        ),
        _ => format!("<task id=\"{id}\"/>"),
    };
    diagram(&(ids.iter().map(node).collect::<String>() + &flows(pairs)))
}

#[test]
fn each_way_to_get_stuck_or_run_twice_is_found_at_its_gateway() {
    let cases: [(&str, &[&str]); 18] = [
        // Sound.
        ("s>a a>e", &[]),
        ("s>x1 x1>a x1>b a>x2 b>x2 x2>e", &[]),
        ("s>p1 p1>a p1>b a>p2 b>p2 p2>e", &[]),
        ("s>o1 o1>a o1>b a>o2 b>o2 o2>e", &[]),
        ("s>x1 x1>a a>x2 x2>x1 x2>e", &[]),
        ("s>p1 p1>a p1>b a>e1 b>e2", &[]),
        ("s>p1 p1>a p1>x1 x1>b x1>c b>x2 c>x2 a>p2 x2>p2 p2>e", &[]),
        ("s>a a>b b>e ia>c c>e2", &[]),
        ("s>a a>b b>e na>c c>e2", &[]),
        ("s>p1 p1>a p1>b a>e1 b>t", &[]),
        ("s>o1 o1>a o1>b o1>c a>o2 b>x c>x x>o2 o2>e", &["lack-of-synchronization x"]),
        // Unsound.
        ("s>x1 x1>a x1>b a>p2 b>p2 p2>e", &["deadlock p2"]),
        ("s>p1 p1>a p1>b a>x2 b>x2 x2>e", &["lack-of-synchronization x2"]),
        ("s>o1 o1>a o1>b a>p2 b>p2 p2>e", &["deadlock p2"]),
        ("s>p1 p1>a p2>p1 a>p2 p2>e", &["deadlock p1"]),
        ("s>a a>x1 na>b b>x1 x1>c c>e", &["lack-of-synchronization x1"]),
        ("s>x1 x1>a x1>p1 p1>b p1>c a>p2 b>p2 c>p3 p2>p3 p3>e", &["deadlock p2", "deadlock p3"]),
        ("s>p1 p1>a p1>b a>x1 x1>c c>x2 x2>x1 x2>p2 b>p2 p2>e", &[]),
    ];
    for (pairs, expected) in cases {
        let expected: BTreeSet<String> = expected.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(said(&process(pairs)), expected, "{pairs}");
    }
}

#[test]
fn links_and_sub_processes_are_followed() {
    let link = |element: &str, id: &str| {
        format!(
            "<intermediate{element}Event id=\"{id}\"><linkEventDefinition name=\"L\"/></intermediate{element}Event>"
        )
    };
    let sound = format!(
        "<startEvent id=\"s\"/><endEvent id=\"e\"/>{}{}{}",
        link("Throw", "t"),
        link("Catch", "c"),
        flows("s>t c>e")
    );
    assert!(said(&diagram(&sound)).is_empty());
    let inner = "<subProcess id=\"u\"><startEvent id=\"si\"/><exclusiveGateway id=\"x\"/><parallelGateway id=\"p\"/><endEvent id=\"ei\"/>";
    let stuck = format!(
        "<startEvent id=\"s\"/>{inner}{}</subProcess><endEvent id=\"e\"/>{}",
        flows("si>x x>p:a p>ei") + "<sequenceFlow id=\"second\" sourceRef=\"x\" targetRef=\"p\"/>",
        flows("s>u u>e")
    );
    assert_eq!(said(&diagram(&stuck)), ["deadlock p".to_owned()].into());
}

/// Fourteen parallel branches that cross each other, which no reduction makes small.
fn tangle() -> String {
    const WIDTH: usize = 14;
    let mut pairs = String::from("s>p0 ");
    for at in 0..WIDTH {
        pairs.push_str(&format!(
            "p0>xa{at} xa{at}>xb{at} xa{at}>xc{at} xb{at}>xd{at} xc{at}>xd{at} xb{at}>xc{at} xd{at}>p9 "
        ));
    }
    pairs + "p9>e"
}

#[test]
fn when_there_are_too_many_states_the_answer_is_that_it_is_open() {
    let findings = lint(&process(&tangle()));
    let open: Vec<_> = findings.iter().filter(|finding| RULES.contains(&finding.rule)).collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].rule, open[0].severity), ("soundness-not-shown", Severity::Info));
    assert!(open[0].message.contains(&MAX_STATES.to_string()));
}

#[test]
fn many_parallel_branches_that_are_nested_are_no_trouble() {
    let mut pairs = String::from("s>p0 ");
    for at in 0..60 {
        pairs
            .push_str(&format!("p0>a{at} a{at}>xx{at} xx{at}>b{at} xx{at}>c{at} b{at}>xy{at} c{at}>xy{at} xy{at}>p9 "));
    }
    assert!(said(&process(&(pairs + "p9>e"))).is_empty());
}

#[test]
fn no_reference_model_gets_stuck() {
    for (name, bytes) in models("bpmn-miwg") {
        let said: Vec<String> = said(&Diagram::read(&bytes).unwrap()).into_iter().collect();
        println!("{name}: {said:?}");
        assert!(said.iter().all(|said| !said.starts_with("never-runs")), "{name}: {said:?}");
    }
}
