//! The diagram in words: an ordered list of steps that says everything the picture says about the flow.
//!
//! Absent: where things are drawn. Reading order is the order of the flow, first branch first, loops last. Source: WCAG 2.2
//! §1.1.1 (a text alternative that serves the same purpose).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagram::Diagram;
use crate::model::{Event, Flow, Gateway, Kind, Loop, Node, Position, SubProcess, Trigger};
use crate::words::{called, one_line, trigger as trigger_words};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// "4", "4a" for a branch of step 4, "4.1" for a step inside it.
    pub number: String,
    /// The element: a node, for a branch its flow, for a heading the process.
    pub id: String,
    pub text: String,
    /// The name of the lane.
    pub lane: Option<String>,
    /// How far the line is indented, from 0.
    pub level: usize,
}

/// Tells a diagram as a list of steps.
#[must_use]
pub fn flow(diagram: &Diagram) -> Vec<Step> {
    let told: Vec<_> = diagram
        .processes()
        .iter()
        .filter(|process| diagram.within(&process.id, None).any(Node::is_flow_node))
        .collect();
    let mut teller = Teller { diagram, numbers: BTreeMap::new(), steps: Vec::new() };
    if let [process] = told.as_slice() {
        teller.number(&process.id, None, "");
        teller.tell(&process.id, None, 0);
        return teller.steps;
    }
    for (at, process) in told.iter().enumerate() {
        teller.number(&process.id, None, &format!("{}.", at + 1));
    }
    for (at, process) in told.iter().enumerate() {
        let pool = diagram.participants().iter().find(|pool| pool.process.as_deref() == Some(&process.id));
        let name = pool.map_or(&process.name, |pool| &pool.name);
        let name = if name.trim().is_empty() { &process.id } else { name };
        teller.steps.push(Step {
            number: (at + 1).to_string(),
            id: process.id.clone(),
            text: format!("{}:", one_line(name)),
            lane: None,
            level: 0,
        });
        teller.tell(&process.id, None, 1);
    }
    teller.steps
}

struct Teller<'a> {
    diagram: &'a Diagram,
    numbers: BTreeMap<&'a str, String>,
    steps: Vec<Step>,
}

impl<'a> Teller<'a> {
    /// Gives every told node its number, those inside sub-processes too.
    fn number(&mut self, process: &'a str, parent: Option<&'a str>, prefix: &str) {
        let mut count = 0;
        for node in order(self.diagram, process, parent) {
            if node.is_event_at(Position::Boundary) || passes_through(self.diagram, node) {
                continue;
            }
            count += 1;
            let number = format!("{prefix}{count}");
            for (at, event) in self.diagram.attached(&node.id).enumerate() {
                self.numbers.insert(&event.id, format!("{number}{}", letter(at)));
            }
            if matches!(node.kind, Kind::SubProcess(_)) {
                self.number(&node.process, Some(&node.id), &format!("{number}."));
            }
            self.numbers.insert(&node.id, number);
        }
    }

    fn tell(&mut self, process: &'a str, parent: Option<&'a str>, level: usize) {
        let nodes: Vec<&Node> = order(self.diagram, process, parent)
            .into_iter()
            .filter(|node| !node.is_event_at(Position::Boundary) && !passes_through(self.diagram, node))
            .collect();
        for (at, node) in nodes.iter().enumerate() {
            let next = nodes.get(at + 1).map(|node| node.id.as_str());
            let branches: Vec<&Flow> =
                if chooses(self.diagram, node) { self.diagram.outgoing(&node.id).collect() } else { Vec::new() };
            let mut text = self.sentence(node);
            if branches.is_empty() {
                text.push_str(&self.onward(node, next));
            }
            text.push_str(&self.surroundings(node));
            text.push_str(self.opening(node));
            self.push(node, &node.id, self.numbers[node.id.as_str()].clone(), text, level);
            for (at, flow) in branches.iter().enumerate() {
                let number = format!("{}{}", self.numbers[node.id.as_str()], letter(at));
                let text = self.branch(node, flow);
                self.push(node, &flow.id, number, text, level + 1);
            }
            if matches!(node.kind, Kind::SubProcess(_)) {
                self.tell(&node.process, Some(&node.id), level + 1);
            }
            let events: Vec<&Node> = self.diagram.attached(&node.id).collect();
            for event in events {
                let text = self.interruption(event, node);
                self.push(event, &event.id, self.numbers[event.id.as_str()].clone(), text, level + 1);
            }
        }
    }

    fn push(&mut self, node: &Node, id: &str, number: String, text: String, level: usize) {
        let lane = node.lane.as_deref().and_then(|lane| self.diagram.lane_name(lane)).map(one_line);
        let lane = lane.filter(|name| !name.is_empty());
        self.steps.push(Step { number, id: id.to_owned(), text, lane, level });
    }

    fn sentence(&self, node: &Node) -> String {
        let name = one_line(&node.name);
        let or = |other: &str| if name.is_empty() { other.to_owned() } else { name.clone() };
        match &node.kind {
            Kind::Event(event) => event_sentence(event, &name),
            Kind::Gateway(gateway) => {
                let joins = self.diagram.incoming(&node.id).count() > 1;
                let splits = self.diagram.outgoing(&node.id).count() > 1;
                match gateway {
                    Gateway::Parallel if joins => "Wait until all branches have arrived.".to_owned(),
                    Gateway::Parallel => "Several things run side by side.".to_owned(),
                    Gateway::Exclusive => format!("Decide: {}", or("which way to go?")),
                    Gateway::Inclusive if joins && !splits => {
                        "Wait until all branches that were taken have arrived.".to_owned()
                    }
                    Gateway::Inclusive => format!("Decide (one or more may apply): {}", or("which ways to go?")),
                    Gateway::Complex if joins && !splits => {
                        format!("Wait for the branches that are needed: {}", or("see the documentation"))
                    }
                    Gateway::Complex => format!("Decide by a rule of its own: {}", or("which ways to go?")),
                    Gateway::EventBased => "Wait for whichever happens first.".to_owned(),
                }
            }
            Kind::SubProcess(kind) => {
                let when = if *kind == SubProcess::Event { "Whenever needed: " } else { "" };
                format!("{when}{}{}.", or("sub-process"), repeats(node.looping))
            }
            _ => format!("{}{}.", or("(activity without a name)"), repeats(node.looping)),
        }
    }

    /// The words before the steps inside a sub-process.
    fn opening(&self, node: &Node) -> &'static str {
        match node.kind {
            Kind::SubProcess(kind) if self.diagram.within(&node.process, Some(&node.id)).any(Node::is_flow_node) => {
                if kind == SubProcess::AdHoc {
                    " Inside, in any order:"
                } else {
                    " Its steps:"
                }
            }
            _ => "",
        }
    }

    /// Where a node leads that does not choose, unless it leads to the next step of the list.
    fn onward(&self, node: &Node, next: Option<&str>) -> String {
        let targets: Vec<&Flow> = self.diagram.outgoing(&node.id).collect();
        match targets.as_slice() {
            [] => {
                let stops = node.is_flow_node() && stops(node);
                if stops { " This path stops here.".to_owned() } else { String::new() }
            }
            [flow] if Some(self.resolve(&flow.target)) == next => String::new(),
            [flow] => format!(" Then go to {}.", self.step(&flow.target)),
            several => {
                let steps: Vec<String> = several.iter().map(|flow| self.step(&flow.target)).collect();
                format!(" Go on at the same time with {}.", steps.join(" and "))
            }
        }
    }

    fn branch(&self, node: &Node, flow: &Flow) -> String {
        let step = self.step(&flow.target);
        if node.gateway() == Some(Gateway::EventBased) {
            let event = self.diagram.node(&flow.target).map_or_else(|| "this".to_owned(), called);
            return format!("If {event} happens first: go to {step}.");
        }
        let answer = one_line(&flow.name);
        let answer = match &flow.condition {
            Some(condition) if answer.is_empty() => one_line(condition),
            _ => answer,
        };
        let question = one_line(&node.name);
        let when = match (answer.is_empty(), flow.is_default, question.is_empty() || node.gateway().is_none()) {
            (true, true, _) => "Otherwise".to_owned(),
            (true, false, _) => "If this way is chosen".to_owned(),
            (false, true, _) => format!("Otherwise ({answer})"),
            (false, false, true) => format!("If \"{answer}\""),
            (false, false, false) => format!("If \"{question}\" is \"{answer}\""),
        };
        format!("{when}: go to {step}.")
    }

    fn interruption(&self, event: &Node, host: &Node) -> String {
        let Some(kind) = event.event() else { return String::new() };
        let name = one_line(&event.name);
        let what = match (name.is_empty(), trigger_words(kind.trigger)) {
            (true, "") => "an event".to_owned(),
            (true, trigger) => format!(
                "{trigger}{}",
                kind.detail.as_deref().map_or(String::new(), |detail| format!(" {}", one_line(detail)))
            ),
            (false, "") => format!("\"{name}\""),
            (false, trigger) => format!("{trigger} \"{name}\""),
        };
        if kind.trigger == Trigger::Compensation {
            return format!("If {} has to be undone: {what}.", called(host));
        }
        let effect = if kind.interrupting { "stop it and" } else { "also" };
        let steps: Vec<String> = self.diagram.outgoing(&event.id).map(|flow| self.step(&flow.target)).collect();
        let steps = if steps.is_empty() { "end".to_owned() } else { format!("go to {}", steps.join(" and ")) };
        format!("During {}, if {what} happens: {effect} {steps}.", called(host))
    }

    /// Messages, data and notes at a node.
    fn surroundings(&self, node: &Node) -> String {
        let mut text = String::new();
        let name_of = |id: &str| {
            let node = self.diagram.node(id).map(called);
            node.or_else(|| self.diagram.participant(id).map(|pool| format!("\"{}\"", one_line(&pool.name))))
        };
        for message in self.diagram.messages(&node.id) {
            let what = match one_line(&message.name) {
                name if name.is_empty() => "a message".to_owned(),
                name => format!("\"{name}\""),
            };
            if message.source == node.id {
                if let Some(other) = name_of(&message.target) {
                    text.push_str(&format!(" Sends {what} to {other}."));
                }
            } else if message.target == node.id
                && let Some(other) = name_of(&message.source)
            {
                text.push_str(&format!(" Receives {what} from {other}."));
            }
        }
        for line in self.diagram.lines(&node.id) {
            let (other, out) = if line.source == node.id { (&line.target, true) } else { (&line.source, false) };
            let Some(other) = self.diagram.node(other).filter(|other| !other.name.trim().is_empty()) else { continue };
            let verb = match other.kind {
                Kind::TextAnnotation => "Note:",
                _ if !line.data => continue,
                _ if out => "Produces",
                _ => "Uses",
            };
            let name = one_line(&other.name);
            let stop = if name.ends_with(['.', '!', '?']) { "" } else { "." };
            text.push_str(&format!(" {verb} {name}{stop}"));
        }
        text
    }

    /// The node a flow leads to when gateways that only join are passed.
    fn resolve<'s>(&'s self, target: &'s str) -> &'s str {
        let mut at = target;
        let mut seen = BTreeSet::new();
        while let Some(node) = self.diagram.node(at).filter(|node| passes_through(self.diagram, node)) {
            let Some(flow) = self.diagram.outgoing(&node.id).next() else { break };
            if !seen.insert(at) {
                break;
            }
            at = &flow.target;
        }
        at
    }

    fn step(&self, target: &str) -> String {
        match self.numbers.get(self.resolve(target)) {
            Some(number) => format!("step {number}"),
            None => format!("\"{}\"", one_line(target)),
        }
    }
}

/// Whether a path that reaches the node without leaving it has no defined end.
fn stops(node: &Node) -> bool {
    !node.is_event_at(Position::End)
        && !node.is_event_sub_process()
        && !node.compensates
        && node.event().is_none_or(|event| event.trigger != Trigger::Link)
}

fn repeats(looping: Option<Loop>) -> &'static str {
    match looping {
        None => "",
        Some(Loop::Standard) => " (repeated until done)",
        Some(Loop::Parallel) => " (for each item, at the same time)",
        Some(Loop::Sequential) => " (for each item, one after the other)",
    }
}

fn event_sentence(event: &Event, name: &str) -> String {
    let detail = event.detail.as_deref().map(one_line).filter(|detail| detail != name);
    let detail = detail.map_or(String::new(), |detail| format!(" ({detail})"));
    let trigger = trigger_words(event.trigger);
    let verb = match (event.position, event.trigger) {
        (Position::Start, Trigger::None) => "Start",
        (Position::Start, _) => "Start on",
        (Position::End, Trigger::Terminate) => "End everything",
        (Position::End, Trigger::None) => "End",
        (Position::End, _) => "End with",
        (Position::Throw, Trigger::None) => "Milestone",
        (Position::Throw, Trigger::Link) => "Go on at",
        (Position::Throw, _) => "Send",
        (Position::Catch, Trigger::Link) => "Go on from",
        _ => "Wait for",
    };
    let trigger =
        if event.trigger == Trigger::Terminate || trigger.is_empty() { String::new() } else { format!(" {trigger}") };
    let name = if name.is_empty() { String::new() } else { format!(": {name}") };
    format!("{verb}{trigger}{name}{detail}.")
}

fn letter(at: usize) -> String {
    let letter = char::from(b'a' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26) }
}

/// A gateway that only brings exclusive branches together says nothing in a list.
fn passes_through(diagram: &Diagram, node: &Node) -> bool {
    matches!(node.gateway(), Some(Gateway::Exclusive | Gateway::EventBased)) && diagram.outgoing(&node.id).count() == 1
}

/// Whether the ways out of a node are told as branches.
fn chooses(diagram: &Diagram, node: &Node) -> bool {
    let mut outgoing = diagram.outgoing(&node.id);
    match node.gateway() {
        Some(Gateway::Parallel) => false,
        Some(_) => outgoing.count() > 1,
        None => outgoing.any(|flow| flow.condition.is_some()),
    }
}

/// The flow nodes of a scope in reading order: the flow without its loops, sorted so that a step stands after what leads to
/// it, the first branch first.
fn order<'a>(diagram: &'a Diagram, process: &'a str, parent: Option<&'a str>) -> Vec<&'a Node> {
    let nodes: Vec<&Node> = diagram.within(process, parent).filter(|node| node.is_flow_node()).collect();
    let inside: BTreeSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let rank = |node: &Node| {
        let fed = diagram.incoming(&node.id).next().is_some();
        match () {
            () if node.is_event_at(Position::Start) => 0,
            () if node.is_event_sub_process() || node.compensates => 3,
            () if !fed && !node.is_event_at(Position::Boundary) => 1,
            () => 2,
        }
    };
    let mut roots = nodes.clone();
    roots.sort_by_key(|node| rank(node));
    let successors = |node: &'a Node| -> Vec<&'a Node> {
        let flows = diagram.outgoing(&node.id).filter_map(|flow| diagram.node(&flow.target));
        let events = diagram.attached(&node.id);
        flows.chain(events).filter(|next| inside.contains(next.id.as_str())).collect()
    };
    let loops = loops(&roots, &successors);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut walk = |root: &'a Node, order: &mut Vec<&'a Node>| {
        let mut stack: Vec<(&Node, bool)> = vec![(root, false)];
        while let Some((node, done)) = stack.pop() {
            if done {
                order.push(node);
            } else if seen.insert(&node.id) {
                stack.push((node, true));
                // The last branch is walked first and so stands last in the reversed list.
                let ahead =
                    successors(node).into_iter().filter(|next| !loops.contains(&(node.id.as_str(), next.id.as_str())));
                stack.extend(ahead.map(|next| (next, false)));
            }
        }
    };
    let (begins, rest): (Vec<&Node>, Vec<&Node>) = roots.iter().partition(|node| rank(node) != 2);
    let mut order: Vec<&Node> = Vec::new();
    // The last beginning is walked first: reversed, the first comes first and every step after what leads to it.
    for root in begins.into_iter().rev() {
        walk(root, &mut order);
    }
    order.reverse();
    // What no beginning leads to comes last.
    for root in rest {
        let mut found = Vec::new();
        walk(root, &mut found);
        order.extend(found.into_iter().rev());
    }
    order
}

/// The pairs of nodes whose flow leads back into a path that is being walked.
fn loops<'a>(roots: &[&'a Node], successors: &impl Fn(&'a Node) -> Vec<&'a Node>) -> BTreeSet<(&'a str, &'a str)> {
    let mut found = BTreeSet::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for root in roots {
        if !seen.insert(&root.id) {
            continue;
        }
        open.insert(&root.id);
        let mut path: Vec<(&Node, std::vec::IntoIter<&Node>)> = vec![(root, successors(root).into_iter())];
        while let Some((node, ahead)) = path.last_mut() {
            let Some(next) = ahead.next() else {
                open.remove(node.id.as_str());
                path.pop();
                continue;
            };
            if open.contains(next.id.as_str()) {
                found.insert((node.id.as_str(), next.id.as_str()));
            } else if seen.insert(&next.id) {
                open.insert(&next.id);
                path.push((next, successors(next).into_iter()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
