//! The token game of one process or sub-process: who takes a token from where, and where it may put which.
//!
//! Absent: complex gateways, whose meaning is written in expressions; a scope with one is not looked at. Source: BPMN 2.0.2
//! §13.4.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagram::Diagram;
use crate::model::{Event, Gateway, Kind, Node, Position, Trigger};
use crate::net::ALL_SUBSETS;

/// What a step needs before it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// A token on any one of its inputs.
    Any,
    /// A token on each of its inputs.
    All,
    /// A token on each of its inputs on which one can still arrive.
    Inclusive,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The node, as an index into the list the graph was made of.
    pub node: usize,
    pub join: Join,
    pub inputs: Vec<usize>,
    /// One of these sets of edges gets a token each. An end has one empty set.
    pub choices: Vec<Vec<usize>>,
    /// Takes every other token away: a terminate event, or an error that leaves the scope.
    pub clears: bool,
}

/// Steps joined by numbered edges.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub steps: Vec<Step>,
    pub edges: usize,
    /// Each way to begin: the edges that hold a token at the start.
    pub starts: Vec<Vec<usize>>,
}

/// Whether tokens visit the node.
pub(super) fn takes_part(node: &Node) -> bool {
    node.is_flow_node() && !node.compensates && !node.is_event_sub_process() && node.kind != Kind::Choreography
}

impl Graph {
    /// The graph of the nodes of one scope; none when there is nothing to play or a node has no plain meaning.
    pub fn of(diagram: &Diagram, nodes: &[&Node]) -> Option<Self> {
        if nodes.is_empty() || nodes.iter().any(|node| node.gateway() == Some(Gateway::Complex)) {
            return None;
        }
        let mut builder = Builder { diagram, nodes, edges: BTreeMap::new(), count: 0 };
        builder.number();
        let steps: Vec<Step> = (0..nodes.len()).filter_map(|at| builder.step(at)).collect();
        let starts = builder.starts();
        let edges = builder.count;
        (!starts.is_empty()).then_some(Self { steps, edges, starts })
    }
}

struct Builder<'a> {
    diagram: &'a Diagram,
    nodes: &'a [&'a Node],
    /// Edges by the id of the flow, or by the id of the node that nothing leads to.
    edges: BTreeMap<&'a str, usize>,
    count: usize,
}

impl<'a> Builder<'a> {
    fn number(&mut self) {
        let inside: BTreeSet<&str> = self.nodes.iter().map(|node| node.id.as_str()).collect();
        for node in self.nodes {
            for flow in self.diagram.outgoing(&node.id) {
                if inside.contains(flow.target.as_str()) {
                    self.edges.insert(&flow.id, self.count);
                    self.count += 1;
                }
            }
        }
        for node in self.nodes {
            if self.arriving(node).is_empty() && !node.is_event_at(Position::Boundary) {
                self.edges.insert(&node.id, self.count);
                self.count += 1;
            }
        }
    }

    /// The edges of the flows into a node.
    fn arriving(&self, node: &Node) -> Vec<usize> {
        self.diagram.incoming(&node.id).filter_map(|flow| self.edges.get(flow.id.as_str()).copied()).collect()
    }

    fn inputs(&self, node: &Node) -> Vec<usize> {
        let arriving = self.arriving(node);
        if arriving.is_empty() { self.edges.get(node.id.as_str()).copied().into_iter().collect() } else { arriving }
    }

    /// A process begins at one of its start events; without any, at all nodes that nothing leads to.
    fn starts(&self) -> Vec<Vec<usize>> {
        let edge = |node: &&Node| self.edges.get(node.id.as_str()).copied();
        let starts = self.nodes.iter().filter(|node| node.is_event_at(Position::Start));
        let each: Vec<Vec<usize>> = starts.filter_map(edge).map(|edge| vec![edge]).collect();
        if !each.is_empty() {
            return each;
        }
        let links = |node: &&&Node| node.event().is_none_or(|event| event.trigger != Trigger::Link);
        let all: Vec<usize> = self.nodes.iter().filter(links).filter_map(edge).collect();
        if all.is_empty() { Vec::new() } else { vec![all] }
    }

    fn step(&self, at: usize) -> Option<Step> {
        let node = self.nodes[at];
        if node.is_event_at(Position::Boundary) {
            return None;
        }
        let inputs = self.inputs(node);
        let join = match node.gateway() {
            Some(Gateway::Parallel) => Join::All,
            Some(Gateway::Inclusive) => Join::Inclusive,
            _ => Join::Any,
        };
        let ends = |trigger| node.event().is_some_and(|e| e.position == Position::End && e.trigger == trigger);
        let clears = ends(Trigger::Terminate) || ends(Trigger::Error) || ends(Trigger::Cancel);
        Some(Step { node: at, join, inputs, choices: self.choices(node), clears })
    }

    fn choices(&self, node: &Node) -> Vec<Vec<usize>> {
        let outgoing: Vec<(usize, bool)> = self
            .diagram
            .outgoing(&node.id)
            .filter_map(|flow| Some((*self.edges.get(flow.id.as_str())?, flow.condition.is_some() || flow.is_default)))
            .collect();
        let all: Vec<usize> = outgoing.iter().map(|(edge, _)| *edge).collect();
        match node.gateway() {
            Some(Gateway::Exclusive | Gateway::EventBased) if !all.is_empty() => {
                all.into_iter().map(|edge| vec![edge]).collect()
            }
            Some(Gateway::Inclusive) if all.len() > 1 => selections(&all),
            Some(_) => vec![all],
            None => self.activity(node, &outgoing),
        }
    }

    fn activity(&self, node: &Node, outgoing: &[(usize, bool)]) -> Vec<Vec<usize>> {
        if let Some(partner) = self.link(node) {
            return vec![vec![partner]];
        }
        let always: Vec<usize> = outgoing.iter().filter(|(_, depends)| !depends).map(|(edge, _)| *edge).collect();
        let sometimes: Vec<usize> = outgoing.iter().filter(|(_, depends)| *depends).map(|(edge, _)| *edge).collect();
        let mut normal: Vec<Vec<usize>> =
            selections(&sometimes).into_iter().map(|chosen| always.iter().copied().chain(chosen).collect()).collect();
        if !always.is_empty() || sometimes.is_empty() {
            normal.push(always);
        }
        let mut choices = normal.clone();
        for event in self.diagram.attached(&node.id).filter(|event| takes_part(event)) {
            let Kind::Event(Event { trigger, interrupting, .. }) = event.kind else { continue };
            let leads: Vec<usize> =
                self.diagram.outgoing(&event.id).filter_map(|flow| self.edges.get(flow.id.as_str()).copied()).collect();
            if trigger == Trigger::Compensation || leads.is_empty() {
                continue;
            }
            if interrupting {
                choices.push(leads);
            } else {
                choices.extend(normal.iter().map(|normal| normal.iter().chain(&leads).copied().collect()));
            }
        }
        choices
    }

    /// The edge at the catching end of a link.
    fn link(&self, node: &Node) -> Option<usize> {
        let label = |node: &Node| {
            let detail = node.event().and_then(|event| event.detail.clone());
            detail.or_else(|| Some(node.name.clone()).filter(|name| !name.is_empty()))
        };
        let is = |node: &Node, position| {
            node.event().is_some_and(|event| event.trigger == Trigger::Link && event.position == position)
        };
        if !is(node, Position::Throw) {
            return None;
        }
        let own = label(node)?;
        let partner = self.nodes.iter().find(|other| is(other, Position::Catch) && label(other).as_ref() == Some(&own));
        self.edges.get(partner?.id.as_str()).copied()
    }
}

/// Every selection of at least one of a few edges; of many, each alone and all together.
fn selections(edges: &[usize]) -> Vec<Vec<usize>> {
    if edges.len() > ALL_SUBSETS {
        let mut choices: Vec<Vec<usize>> = edges.iter().map(|edge| vec![*edge]).collect();
        choices.push(edges.to_vec());
        return choices;
    }
    (1_usize..1 << edges.len())
        .map(|mask| edges.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0).map(|(_, edge)| *edge).collect())
        .collect()
}
