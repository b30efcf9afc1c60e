//! Whether every case can come to its end: nothing waits for ever, nothing runs twice by accident, nothing never runs.
//!
//! Absent: data (every condition may hold or not) and messages between pools (always there). A sub-process counts as one step of
//! what is around it and is looked at on its own; an event that does not interrupt happens at most once. A process is first made
//! smaller by steps that change none of the three answers, then all its states are visited, up to [`MAX_STATES`]; when that is
//! not enough, a finding says so. Source: BPMN 2.0.2 §13.4 (token semantics, the inclusive join of §13.4.2); van der Aalst,
//! *The application of Petri nets to workflow management* (1998); reductions after Sadiq and Orlowska (2000).

mod explore;
mod graph;
mod reduce;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Kind, Node, SubProcess};
use crate::words::{called, one_line};
use explore::{Answer, explore};
use graph::Graph;

/// The most states visited of one process or sub-process.
pub const MAX_STATES: usize = 20_000;

const DEADLOCK: Rule = Rule {
    name: "deadlock",
    severity: Severity::Error,
    why: "A case that gets here waits for something that cannot come any more, and is never finished.",
    remedy: "Join with the same kind of gateway that split the paths: exclusive with exclusive, parallel with parallel.",
};
const LACK_OF_SYNCHRONIZATION: Rule = Rule {
    name: "lack-of-synchronization",
    severity: Severity::Warning,
    why: "Paths that run at the same time meet here without waiting for each other, so all that follows is done more than once.",
    remedy: "Join them with a parallel gateway, or split them with an exclusive one if only one of them is meant.",
};
const NEVER_RUNS: Rule = Rule {
    name: "never-runs",
    severity: Severity::Error,
    why: "A path leads here on the page, but no case can ever take it: what it needs never comes together.",
    remedy: "Follow the path from the start and correct the gateway that can never be passed.",
};
const NOT_SHOWN: Rule = Rule {
    name: "soundness-not-shown",
    severity: Severity::Info,
    why: "So many things can happen at the same time here that not all of their orders were tried; a mistake among them may have been missed.",
    remedy: "Move parts of it into sub-processes, which are looked at on their own.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&DEADLOCK, &LACK_OF_SYNCHRONIZATION, &NEVER_RUNS, &NOT_SHOWN];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for process in diagram.processes() {
        scope(diagram, &process.id, None, &process.name, findings);
    }
    for node in diagram.nodes() {
        if matches!(node.kind, Kind::SubProcess(kind) if kind != SubProcess::AdHoc) {
            scope(diagram, &node.process, Some(&node.id), &node.name, findings);
        }
    }
}

fn scope(diagram: &Diagram, process: &str, parent: Option<&str>, name: &str, findings: &mut Findings) {
    let nodes: Vec<&Node> = diagram.within(process, parent).filter(|node| graph::takes_part(node)).collect();
    let Some(graph) = Graph::of(diagram, &nodes) else { return };
    let steps = reduce::reduce(graph);
    let node = |at: usize| nodes[at];
    match explore(&steps, MAX_STATES) {
        Answer::Unknown => {
            let label = match one_line(name) {
                name if name.is_empty() => "This".to_owned(),
                name => format!("\"{name}\""),
            };
            let message =
                format!("{label} has more than {MAX_STATES} states; whether every case comes to an end is open.");
            findings.add(&NOT_SHOWN, parent.or(Some(process)), message);
        }
        Answer::Known { stuck, doubled, dead } => {
            for at in &stuck {
                let message = format!("{} can wait for ever for a path that is not taken.", called(node(*at)));
                findings.at(&DEADLOCK, node(*at), message);
            }
            for at in &doubled {
                let message = format!("Paths that run at the same time meet at {} without waiting.", called(node(*at)));
                findings.at(&LACK_OF_SYNCHRONIZATION, node(*at), message);
            }
            // What lies behind a deadlock never runs because of it; that needs no words of its own.
            for at in dead.iter().filter(|_| stuck.is_empty()) {
                findings.at(&NEVER_RUNS, node(*at), format!("No case ever gets past {}.", called(node(*at))));
            }
        }
    }
}

#[cfg(test)]
mod tests;
