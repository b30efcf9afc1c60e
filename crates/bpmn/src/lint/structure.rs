//! Splits, joins and lanes: what readers understand differently unless it is drawn.
//!
//! Absent: whether every case comes to its end, which is `soundness`. Source: BPMN 2.0.2 §10.6, §13.4; bpmnlint's recommended rules; 7PMG guideline 4.

use std::collections::BTreeSet;

use super::ends::expects_outgoing;
use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Gateway, Kind, Node, Position, SubProcess, Trigger};
use crate::words::{called, kind};

const SUPERFLUOUS: Rule = Rule {
    name: "superfluous-gateway",
    severity: Severity::Warning,
    why: "A gateway with one way in and one way out decides nothing.",
    remedy: "Delete it, or add the missing branch.",
};
const JOIN_FORK: Rule = Rule {
    name: "gateway-joins-and-splits",
    severity: Severity::Warning,
    why: "One mark for two decisions is read in two ways.",
    remedy: "Draw a joining gateway and a splitting gateway one after the other.",
};
const IMPLICIT_SPLIT: Rule = Rule {
    name: "implicit-split",
    severity: Severity::Warning,
    why: "Several flows out of an activity all run at once; many readers take them for a choice.",
    remedy: "Draw the gateway that is meant.",
};
const IMPLICIT_JOIN: Rule = Rule {
    name: "implicit-join",
    severity: Severity::Warning,
    why: "Several flows into an element do not wait for each other: it runs once for each.",
    remedy: "Draw the joining gateway that is meant.",
};
const MIXED_CONDITIONS: Rule = Rule {
    name: "flow-without-condition",
    severity: Severity::Warning,
    why: "Where some flows have a condition, one without is open to two readings.",
    remedy: "Give it a condition, or make it the default.",
};
const CONDITION_MISPLACED: Rule = Rule {
    name: "condition-misplaced",
    severity: Severity::Error,
    why: "Only activities and exclusive, inclusive or complex gateways choose by conditions.",
    remedy: "Remove the condition, or use a gateway that chooses.",
};
const LONE_CONDITION: Rule = Rule {
    name: "lone-condition",
    severity: Severity::Error,
    why: "If the condition of the only way out does not hold, the case is stuck.",
    remedy: "Remove the condition, or add the way that is taken otherwise.",
};
const RARE_GATEWAY: Rule = Rule {
    name: "gateway-hard-to-read",
    severity: Severity::Info,
    why: "Readers misunderstand inclusive and complex gateways most often.",
    remedy: "Use exclusive and parallel gateways where they say the same.",
};
const WITHOUT_LANE: Rule = Rule {
    name: "without-lane",
    severity: Severity::Warning,
    why: "The process has lanes, but nobody can see who is meant here.",
    remedy: "Put it into a lane.",
};
const EMPTY_LANE: Rule = Rule {
    name: "empty-lane",
    severity: Severity::Info,
    why: "A lane without work promises a part that nobody plays.",
    remedy: "Delete the lane, or move its work into it.",
};
const GATEWAY_DIRECTION: Rule = Rule {
    name: "gateway-direction",
    severity: Severity::Error,
    why: "The direction written for the gateway contradicts its flows.",
    remedy: "Correct the direction or the flows.",
};
const SUPERFLUOUS_TERMINATION: Rule = Rule {
    name: "superfluous-termination",
    severity: Severity::Info,
    why: "A terminate event ends parallel work; where there is none it says nothing.",
    remedy: "Use a plain end event.",
};
const AD_HOC: Rule = Rule {
    name: "ad-hoc-content",
    severity: Severity::Error,
    why: "Work in an ad-hoc sub-process has no fixed order, so it has no start and no end event.",
    remedy: "Remove the events, or make it a plain sub-process.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[
    &SUPERFLUOUS,
    &JOIN_FORK,
    &IMPLICIT_SPLIT,
    &IMPLICIT_JOIN,
    &MIXED_CONDITIONS,
    &CONDITION_MISPLACED,
    &LONE_CONDITION,
    &RARE_GATEWAY,
    &WITHOUT_LANE,
    &EMPTY_LANE,
    &GATEWAY_DIRECTION,
    &SUPERFLUOUS_TERMINATION,
    &AD_HOC,
];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for node in diagram.nodes().iter().filter(|node| node.is_flow_node()) {
        let incoming = diagram.incoming(&node.id).count();
        let outgoing = diagram.outgoing(&node.id).count();
        match node.gateway() {
            Some(gateway) => check_gateway(node, gateway, incoming, outgoing, findings),
            None => implicit(diagram, node, incoming, outgoing, findings),
        }
        conditions(diagram, node, findings);
        if matches!(node.kind, Kind::Event(_)) {
            ad_hoc(diagram, node, findings);
        }
    }
    lanes(diagram, findings);
    termination(diagram, findings);
}

fn check_gateway(node: &Node, gateway: Gateway, incoming: usize, outgoing: usize, findings: &mut Findings) {
    if incoming == 1 && outgoing == 1 {
        findings.at(&SUPERFLUOUS, node, format!("{} has one way in and one way out.", called(node)));
    }
    if incoming > 1 && outgoing > 1 {
        findings.at(&JOIN_FORK, node, format!("{} joins {incoming} flows and splits into {outgoing}.", called(node)));
    }
    if matches!(gateway, Gateway::Inclusive | Gateway::Complex) {
        findings.at(
            &RARE_GATEWAY,
            node,
            format!("{} is an {}.", called(node), kind(&node.kind)).replace("an complex", "a complex"),
        );
    }
    let fits = match node.properties.get("@gatewayDirection").map(String::as_str) {
        Some("Converging") => outgoing <= 1 && incoming > 1,
        Some("Diverging") => incoming <= 1 && outgoing > 1,
        Some("Mixed") => incoming > 1 && outgoing > 1,
        _ => true,
    };
    if !fits {
        let message =
            format!("{} has {incoming} flows in and {outgoing} out, which is not its written direction.", called(node));
        findings.at(&GATEWAY_DIRECTION, node, message);
    }
}

fn implicit(diagram: &Diagram, node: &Node, incoming: usize, outgoing: usize, findings: &mut Findings) {
    let unconditional = diagram.outgoing(&node.id).filter(|flow| flow.condition.is_none() && !flow.is_default).count();
    if outgoing > 1 && unconditional > 1 {
        findings.at(&IMPLICIT_SPLIT, node, format!("{outgoing} flows leave {} at once.", called(node)));
    }
    if incoming > 1 && !node.is_event_at(Position::End) {
        findings.at(&IMPLICIT_JOIN, node, format!("{incoming} flows lead into {} without a gateway.", called(node)));
    }
}

fn conditions(diagram: &Diagram, node: &Node, findings: &mut Findings) {
    let flows: Vec<_> = diagram.outgoing(&node.id).collect();
    let conditional = flows.iter().filter(|flow| flow.condition.is_some()).count();
    if conditional == 0 {
        return;
    }
    let chooses = match node.gateway() {
        Some(gateway) => !matches!(gateway, Gateway::Parallel | Gateway::EventBased),
        None => node.is_activity(),
    };
    if let [only] = flows.as_slice() {
        let message = format!("The only flow out of {} has a condition.", called(node));
        findings.add(&LONE_CONDITION, Some(&only.id), message);
    }
    for flow in flows {
        if flow.condition.is_some() && !chooses {
            let message = format!("The flow \"{}\" has a condition, but {} does not choose.", flow.id, called(node));
            findings.add(&CONDITION_MISPLACED, Some(&flow.id), message);
        } else if flow.condition.is_none() && !flow.is_default && node.gateway().is_some() {
            let message =
                format!("The flow \"{}\" out of {} has no condition and is not the default.", flow.id, called(node));
            findings.add(&MIXED_CONDITIONS, Some(&flow.id), message);
        }
    }
}

fn ad_hoc(diagram: &Diagram, node: &Node, findings: &mut Findings) {
    let parent = node.parent.as_deref().and_then(|id| diagram.node(id));
    let inside = parent.is_some_and(|parent| parent.kind == Kind::SubProcess(SubProcess::AdHoc));
    if inside && (node.is_event_at(Position::Start) || node.is_event_at(Position::End)) {
        findings.at(
            &AD_HOC,
            node,
            format!("The {} \"{}\" stands in an ad-hoc sub-process.", kind(&node.kind), node.id),
        );
    }
}

fn lanes(diagram: &Diagram, findings: &mut Findings) {
    let outer: BTreeSet<&str> = diagram.lanes().iter().filter_map(|lane| lane.parent.as_deref()).collect();
    let working: BTreeSet<&str> = diagram.nodes().iter().filter_map(|node| node.lane.as_deref()).collect();
    for lane in diagram.lanes() {
        if !outer.contains(lane.id.as_str()) && !working.contains(lane.id.as_str()) {
            findings.add(&EMPTY_LANE, Some(&lane.id), format!("The lane \"{}\" is empty.", lane.name));
        }
    }
    let divided: BTreeSet<&str> = diagram.lanes().iter().map(|lane| lane.process.as_str()).collect();
    for node in diagram.nodes().iter().filter(|node| node.is_flow_node() && node.lane.is_none()) {
        if node.parent.is_none() && divided.contains(node.process.as_str()) {
            findings.at(&WITHOUT_LANE, node, format!("{} is in no lane.", called(node)));
        }
    }
}

fn termination(diagram: &Diagram, findings: &mut Findings) {
    for node in diagram.nodes() {
        let terminates =
            node.event().is_some_and(|event| event.position == Position::End && event.trigger == Trigger::Terminate);
        if !terminates {
            continue;
        }
        let parallel = diagram.within(&node.process, node.parent.as_deref()).any(|other| {
            let outgoing = diagram.outgoing(&other.id).count();
            let goes_on =
                other.event().is_some_and(|event| event.position == Position::Boundary && !event.interrupting);
            let splits = !matches!(other.gateway(), Some(Gateway::Exclusive | Gateway::EventBased));
            goes_on || other.is_event_sub_process() || outgoing > 1 && splits && expects_outgoing(other)
        });
        if !parallel {
            findings.at(
                &SUPERFLUOUS_TERMINATION,
                node,
                format!("{} terminates, but nothing runs beside it.", called(node)),
            );
        }
    }
}
