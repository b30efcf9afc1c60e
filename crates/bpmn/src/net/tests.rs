use std::collections::{BTreeMap, BTreeSet};

use super::{Net, Unsupported, net};
use crate::tests::{diagram, flows, models};

type Marking = BTreeMap<usize, usize>;

/// Whether a sequence of activities can be replayed to the end; looks at a bounded number of markings.
fn accepts(net: &Net, trace: &[&str]) -> bool {
    let start: Marking = net.initial.iter().map(|place| (*place, 1)).collect();
    let mut waiting = vec![(start, 0)];
    let mut seen: BTreeSet<(Marking, usize)> = BTreeSet::new();
    while let Some((marking, done)) = waiting.pop() {
        if seen.len() > 20_000 || !seen.insert((marking.clone(), done)) {
            continue;
        }
        let finished = marking.contains_key(&net.finals[0]) && marking.keys().all(|place| net.finals.contains(place));
        if done == trace.len() && finished {
            return true;
        }
        for transition in &net.transitions {
            let step = match &transition.label {
                None => 0,
                Some(label) if trace.get(done) == Some(&label.as_str()) => 1,
                Some(_) => continue,
            };
            if !transition.inputs.iter().all(|place| marking.contains_key(place)) {
                continue;
            }
            let mut next = marking.clone();
            for place in &transition.inputs {
                let tokens = next.get_mut(place).unwrap();
                *tokens -= 1;
                if *tokens == 0 {
                    next.remove(place);
                }
            }
            for place in &transition.outputs {
                *next.entry(*place).or_default() += 1;
            }
            if next.values().all(|tokens| *tokens <= 3) {
                waiting.push((next, done + step));
            }
        }
    }
    false
}

fn check(content: &str, pairs: &str, accepted: &[&str], refused: &[&str]) {
    let net = net(&diagram(&format!("{content}{}", flows(pairs)))).unwrap();
    let trace = |trace: &'static str| trace.split_whitespace().collect::<Vec<_>>();
    for (traces, expected) in [(accepted, true), (refused, false)] {
        for text in traces {
            let text: &'static str = String::leak((*text).to_owned());
            assert_eq!(accepts(&net, &trace(text)), expected, "{text:?} in {pairs}");
        }
    }
}

const ENDS: &str = "<startEvent id=\"s\"/><endEvent id=\"e\"/>";

fn tasks(ids: &str) -> String {
    ids.chars().map(|id| format!("<task id=\"{id}\"/>")).collect()
}

#[test]
fn a_sequence_runs_in_order() {
    check(&format!("{ENDS}{}", tasks("ab")), "s>a a>b b>e", &["a b"], &["", "a", "b a", "a b b"]);
}

#[test]
fn exclusive_branches_exclude_each_other_and_loops_repeat() {
    let content = format!("{ENDS}{}<exclusiveGateway id=\"g\"/><exclusiveGateway id=\"h\"/>", tasks("abc"));
    check(&content, "s>g g>a g>b a>h b>h h>c h>g c>e", &["a c", "b c", "a b a c"], &["a b", "c", "a c c"]);
}

#[test]
fn parallel_branches_all_run_in_any_order() {
    let content = format!("{ENDS}{}<parallelGateway id=\"g\"/><parallelGateway id=\"h\"/>", tasks("abc"));
    check(&content, "s>g g>a g>b a>h b>h h>c c>e", &["a b c", "b a c"], &["a c", "a b", "a c b"]);
}

#[test]
fn without_gateways_splits_are_parallel_and_joins_run_once_for_each() {
    check(
        &format!("{ENDS}{}", tasks("abcd")),
        "s>a a>b a>c b>d c>d d>e",
        &["a b d c d", "a b c d d"],
        &["a b d", "a b c d"],
    );
}

#[test]
fn inclusive_branches_run_alone_or_together() {
    let content = format!("{ENDS}{}<inclusiveGateway id=\"g\"/><inclusiveGateway id=\"h\"/>", tasks("abc"));
    check(&content, "s>g g>a g>b a>h b>h h>c c>e", &["a c", "b c", "a b c", "b a c"], &["c", "a a c"]);
}

#[test]
fn boundary_events_interrupt_or_go_along() {
    let boundary = |cancel: bool| {
        format!(
            "{ENDS}{}<boundaryEvent id=\"t\" attachedToRef=\"a\" cancelActivity=\"{cancel}\"><timerEventDefinition/></boundaryEvent><endEvent id=\"z\"/>",
            tasks("abc")
        )
    };
    check(&boundary(true), "s>a a>b b>e t>c c>z", &["a b", "a c", "c"], &["a b c", "b"]);
    check(&boundary(false), "s>a a>b b>e t>c c>z", &["a b", "a b c", "c a b", "a c b"], &["c", "a"]);
}

#[test]
fn a_sub_process_runs_its_content_and_its_errors_are_caught() {
    let content = format!(
        "{ENDS}{}<subProcess id=\"p1\"><startEvent id=\"is\"/><task id=\"x\"/><exclusiveGateway id=\"ig\"/><task id=\"y\"/>\
         <endEvent id=\"ie\"/><endEvent id=\"ix\"><errorEventDefinition/></endEvent>{}</subProcess>\
         <boundaryEvent id=\"t\" attachedToRef=\"p1\"><errorEventDefinition/></boundaryEvent><endEvent id=\"z\"/>",
        tasks("ab"),
        flows("is>x x>ig ig>y y>ie ig>ix")
    );
    check(&content, "s>p1 p1>a a>e t>b b>z", &["x y a", "x b"], &["x a", "y a", "a"]);
}

#[test]
fn unordered_and_repeated_work_and_collapsed_sub_processes_are_seen() {
    let content = format!(
        "{ENDS}<adHocSubProcess id=\"h\"><task id=\"x\"/><task id=\"y\"/></adHocSubProcess>\
         <task id=\"a\"><standardLoopCharacteristics/></task><subProcess id=\"k\"/>"
    );
    check(&content, "s>h h>a a>k k>e", &["a k", "x y x a a k"], &["a x k", "x y"]);
}

#[test]
fn links_join_what_the_page_separates() {
    let link = |element: &str, id: &str| {
        format!(
            "<intermediate{element}Event id=\"{id}\"><linkEventDefinition name=\"L\"/></intermediate{element}Event>"
        )
    };
    let content = format!("{ENDS}{}{}{}", tasks("ab"), link("Throw", "t"), link("Catch", "c"));
    check(&content, "s>a a>t c>b b>e", &["a b"], &["a", "b"]);
}

#[test]
fn what_has_no_net_is_named() {
    let event = diagram("<startEvent id=\"s\"/><subProcess id=\"x\" triggeredByEvent=\"true\"/>");
    assert!(net(&event).unwrap_err().to_string().contains("\"x\" is an event sub-process"));
    assert_eq!(net(&diagram("")), Err(Unsupported::NoProcess));
}

#[test]
fn every_index_of_a_net_exists() {
    for (name, bytes) in models("bpmn-miwg").into_iter().chain(models("bpmn-engine-cases")) {
        let diagram = crate::Diagram::read(&bytes).unwrap();
        for process in diagram.processes() {
            let Ok(net) = super::net_of(&diagram, &process.id) else { continue };
            let used =
                net.transitions.iter().flat_map(|transition| transition.inputs.iter().chain(&transition.outputs));
            assert!(used.chain(&net.initial).chain(&net.finals).all(|place| *place < net.places.len()), "{name}");
        }
    }
}

#[test]
fn a_transition_names_the_flows_that_it_takes_and_the_places_they_lead_to() {
    let content = format!(
        "{ENDS}<task id=\"a\"/><parallelGateway id=\"p\"/><parallelGateway id=\"q\"/><task id=\"b\"/><task id=\"c\"/>"
    );
    let pairs = "s>a a>p p>b p>c b>q c>q q>e";
    let net = net(&diagram(&format!("{content}{}", flows(pairs)))).unwrap();
    let named: BTreeSet<&str> =
        net.transitions.iter().flat_map(|one| one.flows.iter()).map(|(flow, _)| flow.as_str()).collect();
    assert_eq!(named.len(), 7, "every flow is taken by some transition: {named:?}");
    for transition in &net.transitions {
        assert!(transition.flows.iter().all(|(_, place)| transition.outputs.contains(place)));
        assert!(transition.label.is_none() || transition.flows.is_empty(), "an activity is left by a step of its own");
    }
    let split = net.transitions.iter().find(|one| one.element == "p").unwrap();
    assert_eq!(split.flows.len(), 2, "a parallel gateway takes both");
}
