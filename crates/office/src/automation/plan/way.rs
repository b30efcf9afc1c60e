//! Which questions a diagram leaves to people, and after which step each is asked.
//!
//! A gateway with several ways out and no condition on any is a question. It is asked with the step before it where every way that
//! leads to it comes from a step that people do; else a task of its own is added. Absent: the form that asks.

use std::collections::{BTreeMap, BTreeSet};

use bpmn::{Diagram, Flow, Gateway, Node, Position, Trigger};

use super::{Choice, Way, name_of};

/// The questions of a process.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub all: Vec<Way>,
    pub ways: BTreeMap<String, Vec<Way>>,
    pub added: BTreeMap<String, String>,
}

struct Asking<'a> {
    diagram: &'a Diagram,
    entry: &'a str,
    by_hand: &'a [String],
    /// Gateways that are questions, by id.
    open: BTreeMap<&'a str, Way>,
    /// Those of them with a task of their own.
    alone: BTreeSet<&'a str>,
}

/// All questions of a process, given the steps that people do.
pub(super) fn questions(diagram: &Diagram, entry: &str, by_hand: &[String]) -> Questions {
    let open = diagram.nodes().iter().filter(|node| node.process == entry && is_open(diagram, node));
    let open: BTreeMap<&str, Way> = open.map(|node| (node.id.as_str(), way(diagram, node))).collect();
    let mut asking = Asking { diagram, entry, by_hand, open, alone: BTreeSet::new() };
    while let Some(next) = asking.uncovered() {
        asking.alone.insert(next);
    }
    let added: BTreeMap<String, String> =
        asking.alone.iter().map(|gateway| (format!("{gateway}.ask"), (*gateway).to_owned())).collect();
    let mut ways = BTreeMap::new();
    let steps = asking.by_hand.iter().map(String::as_str).chain(asking.starts());
    for step in steps {
        let found = asking.after(diagram.outgoing(step).collect());
        if !found.is_empty() {
            ways.insert(step.to_owned(), found);
        }
    }
    for (task, gateway) in &added {
        ways.insert(task.clone(), asking.at(gateway));
    }
    Questions { all: asking.open.into_values().collect(), ways, added }
}

/// Whether a gateway has several ways out and says nothing about any.
fn is_open(diagram: &Diagram, node: &Node) -> bool {
    let flows: Vec<&Flow> = diagram.outgoing(&node.id).collect();
    let decides = matches!(node.gateway(), Some(Gateway::Exclusive | Gateway::Inclusive));
    let said = |flow: &&Flow| flow.condition.as_deref().is_some_and(|condition| !condition.trim().is_empty());
    decides && flows.len() > 1 && !flows.iter().any(said)
}

fn way(diagram: &Diagram, node: &Node) -> Way {
    let choices = diagram.outgoing(&node.id).map(|flow| {
        let own = flow.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let label = if own.is_empty() { format!("Go on to: {}", name_of(diagram, &flow.target)) } else { own };
        Choice { flow: flow.id.clone(), label }
    });
    let named = node.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let question = if named.is_empty() { "Which way does it go on?".to_owned() } else { named };
    let plain: String = node.id.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect();
    Way {
        gateway: node.id.clone(),
        question,
        variable: format!("way_{plain}"),
        many: node.gateway() == Some(Gateway::Inclusive),
        choices: choices.collect(),
        only_after: Vec::new(),
    }
}

impl<'a> Asking<'a> {
    /// Start events without a trigger, whose form can ask.
    fn starts(&self) -> impl Iterator<Item = &'a str> {
        let plain = |node: &&Node| node.event().is_some_and(|event| event.trigger == Trigger::None);
        let unsaid = super::untriggered(self.diagram, self.entry);
        let starts = self.diagram.within(self.entry, None).filter(|node| node.is_event_at(Position::Start));
        starts.filter(move |node| plain(node) || unsaid.contains(&node.id)).map(|node| node.id.as_str())
    }

    /// A question that nobody is asked yet; the first on its way.
    fn uncovered(&self) -> Option<&'a str> {
        let uncovered: Vec<&str> = self
            .open
            .keys()
            .copied()
            .filter(|gateway| !self.alone.contains(gateway) && !self.is_asked(gateway, &mut BTreeSet::new()))
            .collect();
        let comes_after_another = |gateway: &&&str| {
            let before = |id: &str| uncovered.contains(&id) && id != **gateway;
            self.diagram.incoming(gateway).any(|flow| before(&flow.source))
        };
        let first = uncovered.iter().find(|gateway| !comes_after_another(gateway)).or(uncovered.first());
        first.copied()
    }

    /// Whether every way to an element comes from somebody who can be asked.
    fn is_asked(&self, element: &'a str, seen: &mut BTreeSet<&'a str>) -> bool {
        if !seen.insert(element) {
            return true;
        }
        let diagram = self.diagram;
        let mut sources = diagram.incoming(element).map(|flow| flow.source.as_str()).peekable();
        sources.peek().is_some() && sources.all(|source| self.asks(source, seen))
    }

    /// Whether whoever is asked at an element, or before it, can answer for what follows it.
    fn asks(&self, element: &'a str, seen: &mut BTreeSet<&'a str>) -> bool {
        if self.alone.contains(element) || self.starts().any(|start| start == element) {
            return true;
        }
        let Some(node) = self.diagram.node(element) else { return false };
        if self.by_hand.iter().any(|task| task == element) {
            return node.looping.is_none();
        }
        self.passes(node) && self.is_asked(element, seen)
    }

    /// Whether a case goes through an element at once, for a question asked before it.
    fn passes(&self, node: &Node) -> bool {
        match node.gateway() {
            Some(Gateway::Exclusive) => true,
            Some(Gateway::Inclusive | Gateway::Parallel) => self.diagram.incoming(&node.id).count() < 2,
            _ => false,
        }
    }

    /// The questions of one gateway with a task of its own, and of those behind it.
    fn at(&self, gateway: &str) -> Vec<Way> {
        let Some(way) = self.open.get(gateway) else { return Vec::new() };
        let mut found = vec![way.clone()];
        let mut seen = BTreeSet::from([gateway.to_owned()]);
        for choice in &way.choices {
            let via = Some((gateway.to_owned(), choice.flow.clone()));
            if let Some(flow) = self.diagram.flow(&choice.flow) {
                self.walk(flow, via.as_ref(), &mut seen, &mut found);
            }
        }
        found
    }

    /// The questions that stand on the flows before anything else happens.
    fn after(&self, flows: Vec<&Flow>) -> Vec<Way> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for flow in flows {
            self.walk(flow, None, &mut seen, &mut found);
        }
        found
    }

    fn walk(&self, flow: &Flow, via: Option<&(String, String)>, seen: &mut BTreeSet<String>, found: &mut Vec<Way>) {
        let Some(node) = self.diagram.node(&flow.target) else { return };
        if self.alone.contains(node.id.as_str()) || !self.passes(node) {
            return;
        }
        if let Some(known) = found.iter_mut().find(|way| way.gateway == node.id) {
            // Another way to the same question; it is asked on each.
            match via {
                Some(via) if !known.only_after.is_empty() => known.only_after.push(via.clone()),
                _ => known.only_after.clear(),
            }
            return;
        }
        let question = self.open.get(node.id.as_str());
        if question.is_none() && !seen.insert(format!("{}<{via:?}", node.id)) {
            return;
        }
        if let Some(way) = question {
            found.push(Way { only_after: via.cloned().into_iter().collect(), ..way.clone() });
        }
        for next in self.diagram.outgoing(&node.id).collect::<Vec<_>>() {
            let chosen = (node.id.clone(), next.id.clone());
            self.walk(next, if question.is_some() { Some(&chosen) } else { via }, seen, found);
        }
    }
}
