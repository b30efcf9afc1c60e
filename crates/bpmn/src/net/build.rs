//! From nodes and flows to places and transitions.
//!
//! Absent: see the module above. Source: Dijkman, Dumas, Ouyang (2008), figures 3–8.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALL_SUBSETS, Net, Place, Transition, Unsupported};
use crate::diagram::Diagram;
use crate::model::{Event, Flow, Gateway, Kind, Node, Position, SubProcess, Trigger};
use crate::words::one_line;

pub(super) fn build(diagram: &Diagram, process: &str) -> Result<Net, Unsupported> {
    let mut builder = Builder { diagram, net: Net::default(), entries: BTreeMap::new(), waits: BTreeMap::new() };
    let start = builder.place("start");
    let end = builder.place("end");
    builder.net.initial.push(start);
    builder.net.finals.push(end);
    if !builder.scope(process, None, start, end)? {
        return Err(Unsupported::NoProcess);
    }
    builder.name_flows();
    Ok(builder.net)
}

struct Builder<'a> {
    diagram: &'a Diagram,
    net: Net,
    /// The place in front of a node.
    entries: BTreeMap<&'a str, usize>,
    /// The place of a flow into a gateway that waits for several flows.
    waits: BTreeMap<&'a str, usize>,
}

impl<'a> Builder<'a> {
    fn place(&mut self, name: &str) -> usize {
        self.net.places.push(Place { name: name.to_owned() });
        self.net.places.len() - 1
    }

    fn transition(&mut self, label: Option<&str>, element: &str, inputs: &[usize], outputs: &[usize]) {
        let set = |places: &[usize]| places.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        self.net.transitions.push(Transition {
            label: label.map(str::to_owned),
            element: element.to_owned(),
            inputs: set(inputs),
            outputs: set(outputs),
            flows: Vec::new(),
        });
    }

    /// Says for each transition which flows of its element it takes; of two between the same places the first.
    fn name_flows(&mut self) {
        let mut transitions = std::mem::take(&mut self.net.transitions);
        for transition in &mut transitions {
            for flow in self.diagram.outgoing(&transition.element) {
                let Some(place) = self.target(flow).filter(|place| transition.outputs.contains(place)) else {
                    continue;
                };
                if transition.flows.iter().all(|(_, known)| *known != place) {
                    transition.flows.push((flow.id.clone(), place));
                }
            }
        }
        self.net.transitions = transitions;
    }

    /// Builds the content of a process or sub-process between two places; false when there is none.
    fn scope(
        &mut self,
        process: &'a str,
        parent: Option<&'a str>,
        start: usize,
        end: usize,
    ) -> Result<bool, Unsupported> {
        let diagram = self.diagram;
        let nodes: Vec<&'a Node> =
            diagram.within(process, parent).filter(|node| node.is_flow_node() && !node.compensates).collect();
        if nodes.is_empty() {
            return Ok(false);
        }
        if let Some(node) = nodes.iter().find(|node| node.is_event_sub_process()) {
            return Err(Unsupported::Element { id: node.id.clone(), what: "an event sub-process" });
        }
        for node in &nodes {
            let entry = self.place(&format!("before {}", title(node)));
            self.entries.insert(&node.id, entry);
            if waits_for_several(diagram, node) {
                for flow in diagram.incoming(&node.id) {
                    let place = self.place(&format!("{} arrived at {}", flow.id, title(node)));
                    self.waits.insert(&flow.id, place);
                }
            }
        }
        self.begin(&nodes, start);
        for node in &nodes {
            self.node(node, end)?;
        }
        Ok(true)
    }

    /// A process begins at one of its start events; without any, at all nodes that nothing leads to.
    fn begin(&mut self, nodes: &[&'a Node], start: usize) {
        let starts: Vec<&Node> = nodes.iter().copied().filter(|node| node.is_event_at(Position::Start)).collect();
        for node in &starts {
            let entry = self.entries[node.id.as_str()];
            self.transition(None, &node.id, &[start], &[entry]);
        }
        if starts.is_empty() {
            let first: Vec<usize> = nodes
                .iter()
                .filter(|node| {
                    !node.is_event_at(Position::Boundary) && self.diagram.incoming(&node.id).next().is_none()
                })
                .map(|node| self.entries[node.id.as_str()])
                .collect();
            let first = if first.is_empty() { vec![self.entries[nodes[0].id.as_str()]] } else { first };
            self.transition(None, &nodes[0].process, &[start], &first);
        }
    }

    /// Where a token goes that takes this flow; none when the flow leads nowhere.
    fn target(&self, flow: &Flow) -> Option<usize> {
        self.waits.get(flow.id.as_str()).or_else(|| self.entries.get(flow.target.as_str())).copied()
    }

    fn node(&mut self, node: &'a Node, end: usize) -> Result<(), Unsupported> {
        match &node.kind {
            Kind::Gateway(gateway) => self.gateway(node, *gateway, end),
            Kind::Event(event) => self.event(node, event, end),
            Kind::SubProcess(kind) => self.sub_process(node, *kind, end)?,
            _ => {
                let entry = self.entries[node.id.as_str()];
                let done = self.place(&format!("after {}", title(node)));
                self.transition(Some(&node.id), &node.id, &[entry], &[done]);
                self.finish(node, entry, done, end);
            }
        }
        Ok(())
    }

    /// What may happen once the work of an activity is done: repeat, be interrupted, go on.
    fn finish(&mut self, node: &'a Node, entry: usize, done: usize, end: usize) {
        if node.looping.is_some() {
            self.transition(None, &node.id, &[done], &[entry]);
        }
        for (event, interrupting) in boundary_events(self.diagram, node) {
            let place = self.entries[event.id.as_str()];
            for at in [entry, done] {
                let outputs = if interrupting { vec![place] } else { vec![place, at] };
                self.transition(None, &event.id, &[at], &outputs);
            }
        }
        self.leave(node, &[done], end);
    }

    /// Takes the outgoing flows of an activity or event: all at once, or a selection where they have conditions.
    fn leave(&mut self, node: &'a Node, from: &[usize], end: usize) {
        let flows: Vec<&Flow> = self.diagram.outgoing(&node.id).collect();
        let always: Vec<usize> = flows
            .iter()
            .filter(|flow| flow.condition.is_none() && !flow.is_default)
            .filter_map(|flow| self.target(flow))
            .collect();
        let sometimes: Vec<usize> = flows
            .iter()
            .filter(|flow| flow.condition.is_some() || flow.is_default)
            .filter_map(|flow| self.target(flow))
            .collect();
        if always.is_empty() && sometimes.is_empty() {
            self.transition(None, &node.id, from, &[end]);
        } else if sometimes.is_empty() {
            self.transition(None, &node.id, from, &always);
        } else {
            if !always.is_empty() {
                self.transition(None, &node.id, from, &always);
            }
            for choice in selections(&sometimes) {
                let outputs: Vec<usize> = always.iter().chain(&choice).copied().collect();
                self.transition(None, &node.id, from, &outputs);
            }
        }
    }

    fn event(&mut self, node: &'a Node, event: &Event, end: usize) {
        let entry = self.entries[node.id.as_str()];
        match (event.position, event.trigger) {
            (Position::End, Trigger::Error | Trigger::Escalation | Trigger::Cancel) => {
                match self.catcher(node, event.trigger) {
                    Some(place) => self.transition(None, &node.id, &[entry], &[place]),
                    None => self.transition(None, &node.id, &[entry], &[end]),
                }
            }
            (Position::End, _) => self.transition(None, &node.id, &[entry], &[end]),
            (Position::Throw, Trigger::Link) => {
                let partner =
                    self.link_partner(node, event).and_then(|partner| self.entries.get(partner.id.as_str()).copied());
                self.transition(None, &node.id, &[entry], &[partner.unwrap_or(end)]);
            }
            _ => self.leave(node, &[entry], end),
        }
    }

    /// The boundary event of the sub-process around a node that catches what the node throws.
    fn catcher(&self, node: &Node, trigger: Trigger) -> Option<usize> {
        let host = self.diagram.node(node.parent.as_deref()?)?;
        let caught = boundary_events(self.diagram, host)
            .find(|(event, _)| event.event().is_some_and(|event| event.trigger == trigger))?;
        self.entries.get(caught.0.id.as_str()).copied()
    }

    fn link_partner(&self, node: &'a Node, event: &Event) -> Option<&'a Node> {
        let name = |node: &Node, event: &Event| event.detail.clone().unwrap_or_else(|| node.name.clone());
        let wanted = name(node, event);
        self.diagram.within(&node.process, node.parent.as_deref()).find(|other| {
            other.event().is_some_and(|event| {
                event.position == Position::Catch && event.trigger == Trigger::Link && name(other, event) == wanted
            })
        })
    }

    fn gateway(&mut self, node: &'a Node, gateway: Gateway, end: usize) {
        let waiting: Vec<usize> =
            self.diagram.incoming(&node.id).filter_map(|flow| self.waits.get(flow.id.as_str()).copied()).collect();
        let entry = self.entries[node.id.as_str()];
        let targets: Vec<usize> = self.diagram.outgoing(&node.id).filter_map(|flow| self.target(flow)).collect();
        let targets = if targets.is_empty() { vec![end] } else { targets };
        let choices = match gateway {
            Gateway::Parallel => vec![targets],
            Gateway::Exclusive | Gateway::EventBased => targets.into_iter().map(|target| vec![target]).collect(),
            Gateway::Inclusive | Gateway::Complex => selections(&targets),
        };
        let arrivals = match gateway {
            _ if waiting.is_empty() => vec![vec![entry]],
            Gateway::Parallel => vec![waiting],
            _ => selections(&waiting),
        };
        // With several ways in and several ways out the entry place stands between both.
        let between = arrivals.len() > 1 && choices.len() > 1;
        if between {
            for arrival in &arrivals {
                self.transition(None, &node.id, arrival, &[entry]);
            }
            for choice in &choices {
                self.transition(None, &node.id, &[entry], choice);
            }
            return;
        }
        for arrival in &arrivals {
            for choice in &choices {
                self.transition(None, &node.id, arrival, choice);
            }
        }
    }

    fn sub_process(&mut self, node: &'a Node, kind: SubProcess, end: usize) -> Result<(), Unsupported> {
        let diagram = self.diagram;
        let entry = self.entries[node.id.as_str()];
        let done = self.place(&format!("after {}", title(node)));
        let first_inner = self.net.places.len();
        if kind == SubProcess::AdHoc && self.ad_hoc(node, entry, done)? {
            self.finish(node, entry, done, end);
            return Ok(());
        }
        let inner_start = self.place(&format!("inside {}", title(node)));
        if !self.scope(&node.process, Some(&node.id), inner_start, done)? {
            // Nothing inside: the sub-process itself is what is seen.
            self.transition(Some(&node.id), &node.id, &[entry], &[done]);
            self.finish(node, entry, done, end);
            return Ok(());
        }
        self.transition(None, &node.id, &[entry], &[inner_start]);
        let sequential = diagram
            .nodes()
            .iter()
            .filter(|inner| is_inside(diagram, inner, node))
            .all(|inner| keeps_one_token(diagram, inner));
        if sequential {
            let inner: Vec<usize> = (first_inner..self.net.places.len()).collect();
            for (event, interrupting) in boundary_events(diagram, node) {
                let place = self.entries[event.id.as_str()];
                for at in &inner {
                    let outputs = if interrupting { vec![place] } else { vec![place, *at] };
                    self.transition(None, &event.id, &[*at], &outputs);
                }
            }
        } else {
            self.net.finals.push(done);
        }
        self.finish(node, entry, done, end);
        Ok(())
    }

    /// Unordered work: each activity inside any number of times. False when the content has an order.
    fn ad_hoc(&mut self, node: &'a Node, entry: usize, done: usize) -> Result<bool, Unsupported> {
        let inner: Vec<&'a Node> =
            self.diagram.within(&node.process, Some(&node.id)).filter(|inner| inner.is_flow_node()).collect();
        let unordered = inner.iter().all(|inner| {
            inner.is_activity()
                && !matches!(inner.kind, Kind::SubProcess(_))
                && self.diagram.outgoing(&inner.id).next().is_none()
        });
        if inner.is_empty() || !unordered {
            return Ok(false);
        }
        let open = self.place(&format!("inside {}", title(node)));
        self.transition(None, &node.id, &[entry], &[open]);
        for inner in inner {
            self.transition(Some(&inner.id), &inner.id, &[open], &[open]);
        }
        self.transition(None, &node.id, &[open], &[done]);
        Ok(true)
    }
}

fn title(node: &Node) -> String {
    match one_line(&node.name) {
        name if name.is_empty() => node.id.clone(),
        name => name,
    }
}

fn waits_for_several(diagram: &Diagram, node: &Node) -> bool {
    matches!(node.gateway(), Some(Gateway::Parallel | Gateway::Inclusive | Gateway::Complex))
        && diagram.incoming(&node.id).count() > 1
}

/// The boundary events of an activity that start a path, and whether each interrupts.
fn boundary_events<'a>(diagram: &'a Diagram, host: &Node) -> impl Iterator<Item = (&'a Node, bool)> {
    let parent = host.parent.clone();
    diagram.attached(&host.id).filter_map(move |node| {
        let event = node.event()?;
        let here = event.trigger != Trigger::Compensation && node.parent == parent;
        here.then_some((node, event.interrupting))
    })
}

fn is_inside(diagram: &Diagram, node: &Node, outer: &Node) -> bool {
    let parents = std::iter::successors(Some(node), |node| diagram.node(node.parent.as_deref()?));
    parents.skip(1).take(crate::read::MAX_DEPTH).any(|parent| parent.id == outer.id)
}

/// Whether a token that enters the node comes out as at most one.
fn keeps_one_token(diagram: &Diagram, node: &Node) -> bool {
    let goes_on_beside = node.event().is_some_and(|event| event.position == Position::Boundary && !event.interrupting);
    let splits = diagram.outgoing(&node.id).count() > 1
        && !matches!(node.gateway(), Some(Gateway::Exclusive | Gateway::EventBased));
    !goes_on_beside && !splits
}

/// Every selection of at least one of a few places; of many, each alone and all together.
fn selections(places: &[usize]) -> Vec<Vec<usize>> {
    if places.len() > ALL_SUBSETS {
        let mut choices: Vec<Vec<usize>> = places.iter().map(|place| vec![*place]).collect();
        choices.push(places.to_vec());
        return choices;
    }
    (1_usize..1 << places.len())
        .map(|mask| {
            let chosen = places.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
            chosen.map(|(_, place)| *place).collect()
        })
        .collect()
}
