//! Names: work says what is done to what, decisions ask, branches answer.
//!
//! Absent: languages other than English for the form of a name (its presence is checked in any). Source: 7PMG guideline 6.

use std::collections::BTreeMap;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Gateway, Kind, Node, Position, Trigger};
use crate::words::{called, kind, one_line};

/// A longer name does not fit its shape, in characters.
const LONG_NAME: usize = 60;

const UNNAMED_ACTIVITY: Rule = Rule {
    name: "unnamed-activity",
    severity: Severity::Error,
    why: "Nobody can do, own or measure work that has no name.",
    remedy: "Name it with a verb and a noun: \"Record incident\".",
};
const UNNAMED_EVENT: Rule = Rule {
    name: "unnamed-event",
    severity: Severity::Info,
    why: "The name of an event says what has happened, and with it when the process starts, waits or ends.",
    remedy: "Name it after what has happened: \"Incident reported\".",
};
const UNNAMED_DECISION: Rule = Rule {
    name: "unnamed-decision",
    severity: Severity::Warning,
    why: "Readers cannot see what is decided here.",
    remedy: "Name the gateway with a question: \"Resolved?\".",
};
const UNNAMED_BRANCH: Rule = Rule {
    name: "unnamed-branch",
    severity: Severity::Warning,
    why: "A branch without a name leaves open when it is taken.",
    remedy: "Name each flow out of the decision with its answer: \"yes\", \"no\".",
};
const UNNAMED_POOL: Rule = Rule {
    name: "unnamed-pool-or-lane",
    severity: Severity::Warning,
    why: "A pool or lane says who acts; without a name nobody does.",
    remedy: "Name it after the organisation or role.",
};
const NOT_VERB_NOUN: Rule = Rule {
    name: "verb-noun",
    severity: Severity::Info,
    why: "A verb and a noun (\"Record incident\") tell readers what to do; a noun alone only names a topic.",
    remedy: "Begin with a verb in the imperative.",
};
const TOO_LONG: Rule = Rule {
    name: "long-name",
    severity: Severity::Info,
    why: "A long name does not fit its shape and is not remembered.",
    remedy: "Keep verb and noun, move the rest into the documentation.",
};
const SAME_NAME: Rule = Rule {
    name: "same-name",
    severity: Severity::Info,
    why: "Two activities of one name cannot be told apart in lists, assignments and measures.",
    remedy: "Say how they differ, or model them once and call them.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[
    &UNNAMED_ACTIVITY,
    &UNNAMED_EVENT,
    &UNNAMED_DECISION,
    &UNNAMED_BRANCH,
    &UNNAMED_POOL,
    &NOT_VERB_NOUN,
    &TOO_LONG,
    &SAME_NAME,
];

/// First words that mark a name as verb and noun although the last word looks like a noun made of a verb. Words that IT service
/// management uses as nouns first of all (change, release, request, process, test) are left out.
const VERBS: [&str; 130] = [
    "accept",
    "add",
    "agree",
    "align",
    "approve",
    "arrange",
    "ask",
    "assess",
    "assign",
    "attach",
    "audit",
    "backup",
    "begin",
    "book",
    "build",
    "buy",
    "call",
    "cancel",
    "check",
    "close",
    "collect",
    "complete",
    "conduct",
    "configure",
    "confirm",
    "consult",
    "contact",
    "deal",
    "decide",
    "define",
    "deliver",
    "deploy",
    "describe",
    "design",
    "determine",
    "discuss",
    "do",
    "document",
    "draft",
    "draw",
    "end",
    "ensure",
    "enter",
    "establish",
    "execute",
    "explain",
    "file",
    "fill",
    "find",
    "fix",
    "follow",
    "fulfil",
    "get",
    "give",
    "handle",
    "help",
    "hold",
    "implement",
    "improve",
    "inform",
    "install",
    "keep",
    "lead",
    "listen",
    "log",
    "maintain",
    "make",
    "manage",
    "match",
    "measure",
    "meet",
    "monitor",
    "move",
    "obtain",
    "offer",
    "open",
    "order",
    "pay",
    "perform",
    "plan",
    "prepare",
    "present",
    "print",
    "provide",
    "publish",
    "purchase",
    "put",
    "read",
    "receive",
    "record",
    "refer",
    "register",
    "reject",
    "remove",
    "repair",
    "replace",
    "report",
    "resolve",
    "respond",
    "restore",
    "retire",
    "retrieve",
    "review",
    "run",
    "save",
    "schedule",
    "search",
    "sell",
    "send",
    "set",
    "share",
    "sign",
    "start",
    "store",
    "submit",
    "support",
    "take",
    "talk",
    "tell",
    "track",
    "transfer",
    "treat",
    "turn",
    "use",
    "view",
    "wait",
    "warn",
    "watch",
    "work",
    "write",
];
/// Endings of first words that are verbs nearly always.
const VERB_ENDINGS: [&str; 6] = ["ate", "ise", "ize", "ify", "yse", "yze"];
const NOUN_ENDINGS: [&str; 7] = ["ing", "tion", "sion", "ment", "ance", "ysis", "val"];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for node in diagram.nodes() {
        let name = one_line(&node.name);
        match &node.kind {
            _ if node.is_activity() => activity(diagram, node, &name, findings),
            Kind::Event(event) if name.is_empty() => {
                let inner_blank = node.parent.is_some() && event.trigger == Trigger::None;
                let telling = event.position == Position::Boundary && event.detail.is_some();
                if !inner_blank && !telling {
                    findings.at(&UNNAMED_EVENT, node, format!("The {} \"{}\" has no name.", kind(&node.kind), node.id));
                }
            }
            Kind::Gateway(gateway) => decision(diagram, node, *gateway, &name, findings),
            _ => {}
        }
        if node.is_flow_node() && name.chars().count() > LONG_NAME {
            findings.at(
                &TOO_LONG,
                node,
                format!("The name of {} is longer than {LONG_NAME} characters.", called(node)),
            );
        }
    }
    let pools = diagram.participants().iter().map(|pool| (&pool.id, &pool.name, "pool"));
    let lanes = diagram.lanes().iter().map(|lane| (&lane.id, &lane.name, "lane"));
    for (id, name, what) in pools.chain(lanes) {
        if name.trim().is_empty() {
            findings.add(&UNNAMED_POOL, Some(id), format!("The {what} \"{id}\" has no name."));
        }
    }
    same_names(diagram, findings);
}

fn activity(diagram: &Diagram, node: &Node, name: &str, findings: &mut Findings) {
    if name.is_empty() {
        let expanded = diagram.within(&node.process, Some(&node.id)).next().is_some();
        if !expanded {
            findings.at(&UNNAMED_ACTIVITY, node, format!("The {} \"{}\" has no name.", kind(&node.kind), node.id));
        }
    } else if !is_verb_noun(name) {
        findings.at(&NOT_VERB_NOUN, node, format!("\"{name}\" is not a verb and a noun."));
    }
}

/// Whether a name may pass for verb and noun. Only clear cases fail: one word, or a topic such as "Incident logging".
pub(super) fn is_verb_noun(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    match words.as_slice() {
        [] => true,
        [_] => false,
        [first, .., last] => {
            VERBS.contains(&first.as_str())
                || VERB_ENDINGS.iter().any(|ending| first.ends_with(ending))
                || !NOUN_ENDINGS.iter().any(|ending| last.ends_with(ending))
        }
    }
}

fn decision(diagram: &Diagram, node: &Node, gateway: Gateway, name: &str, findings: &mut Findings) {
    let flows: Vec<_> = diagram.outgoing(&node.id).collect();
    if flows.len() < 2 || matches!(gateway, Gateway::Parallel | Gateway::EventBased) {
        return;
    }
    let nameless: Vec<_> = flows.iter().filter(|flow| flow.name.trim().is_empty() && !flow.is_default).collect();
    if name.is_empty() {
        findings.at(&UNNAMED_DECISION, node, format!("The decision \"{}\" has no name.", node.id));
    }
    for flow in nameless {
        let target = diagram.node(&flow.target).map_or_else(|| flow.target.clone(), called);
        findings.add(
            &UNNAMED_BRANCH,
            Some(&flow.id),
            format!("The branch from {} to {target} has no name.", called(node)),
        );
    }
}

fn same_names(diagram: &Diagram, findings: &mut Findings) {
    let mut first: BTreeMap<(&str, String), &Node> = BTreeMap::new();
    for node in diagram.nodes().iter().filter(|node| node.is_activity()) {
        let name = one_line(&node.name).to_lowercase();
        if name.is_empty() || matches!(node.kind, Kind::CallActivity { .. }) {
            continue;
        }
        match first.entry((&node.process, name)) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(node);
            }
            std::collections::btree_map::Entry::Occupied(other) => {
                let message = format!("{} has the same name as \"{}\".", called(node), other.get().id);
                findings.at(&SAME_NAME, node, message);
            }
        }
    }
}
