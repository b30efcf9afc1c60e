//! The elements of a process or sub-process, each compiled by its kind.
//!
//! Absent: choreographies and conversations, which are not executed. Source: BPMN 2.0.2 §10.

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::{Compiler, Link};
use super::xml::{attribute, child, children, is_true, local};
use super::{Body, Call, Catch, Kind, Node, Sub, SubKind, Text};

const FLOW_NODES: &[&str] = &[
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "scriptTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "transaction",
    "adHocSubProcess",
];

/// What stands in a process without doing anything when it runs.
const QUIET: &[&str] = &[
    "documentation",
    "extensionElements",
    "laneSet",
    "textAnnotation",
    "group",
    "category",
    "artifact",
    "incoming",
    "outgoing",
    "dataObjectReference",
    "dataStoreReference",
    "auditing",
    "monitoring",
    "supports",
    "correlationSubscription",
    "ioSpecification",
    "dataInputAssociation",
    "dataOutputAssociation",
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
    "completionCondition",
    "resourceRole",
    "performer",
    "humanPerformer",
    "potentialOwner",
];

pub(super) fn is_flow_node(tag: &str) -> bool {
    FLOW_NODES.contains(&tag)
}

impl<'a> Compiler<'a> {
    /// Compiles all that is directly within an element.
    pub(super) fn body(&mut self, around: Xml<'a, 'a>, process: usize, parent: Option<usize>) -> Body {
        let mut body = Body::default();
        for (tag, xml) in children(around) {
            match tag {
                "sequenceFlow" => self.flow_elements.push(xml),
                "association" => {
                    if let (Some(from), Some(to)) = (attribute(xml, "sourceRef"), attribute(xml, "targetRef")) {
                        self.associations.push((local(from), local(to)));
                    }
                }
                "dataObject" | "property" => {
                    if let Some(name) = attribute(xml, "id").and_then(|id| self.data_name(id)) {
                        body.data.push(name);
                    }
                }
                tag if is_flow_node(tag) => {
                    if let Some(at) = self.node(tag, xml, process, parent) {
                        body.nodes.push(at);
                    }
                }
                tag if QUIET.contains(&tag) => {}
                other => self.refuse(xml, format!("\"{other}\" is not executed")),
            }
        }
        self.sort_out(around, &mut body);
        body
    }

    /// Where tokens begin, and which sub-processes begin by an event.
    fn sort_out(&mut self, around: Xml<'a, 'a>, body: &mut Body) {
        let mut plain = Vec::new();
        let mut any_start = false;
        for at in &body.nodes {
            let node = &self.nodes[*at];
            match &node.kind {
                Kind::Start(catch) => {
                    any_start = true;
                    if catch.triggers.is_empty() {
                        body.starts.push(*at);
                    }
                }
                _ if node.is_event_sub() => {
                    let undoes = node.body().is_some_and(|inner| self.is_undo(inner));
                    if undoes { body.undo = Some(*at) } else { body.event_subs.push(*at) }
                }
                Kind::Boundary { .. } => {}
                Kind::Catch(catch)
                    if catch.triggers.iter().any(|trigger| matches!(trigger, super::Trigger::Link(_))) => {}
                _ if node.activity.as_ref().is_some_and(|activity| activity.undoes) => {}
                _ => plain.push(*at),
            }
        }
        if !any_start {
            // Without a start event a token begins at each element that no flow leads to.
            let entered: Vec<&str> = children(around)
                .filter(|(tag, _)| *tag == "sequenceFlow")
                .filter_map(|(_, flow)| attribute(flow, "targetRef"))
                .map(local)
                .collect();
            plain.retain(|at| !entered.contains(&&*self.nodes[*at].id) && !self.waits_to_begin(*at));
            body.starts = plain;
        }
        if body.starts.len() > 1 && any_start {
            let second = self.sources[body.starts[1]];
            self.refuse(second, "a second start without a trigger; a process or sub-process begins at one");
        }
    }

    /// Whether an element begins a new case when something arrives.
    fn waits_to_begin(&self, at: usize) -> bool {
        is_true(self.sources[at], "instantiate", false)
    }

    fn is_undo(&self, inner: &Body) -> bool {
        inner.nodes.iter().any(|at| match &self.nodes[*at].kind {
            Kind::Start(catch) => catch.triggers.iter().any(|trigger| matches!(trigger, super::Trigger::Undo)),
            _ => false,
        })
    }

    fn node(&mut self, tag: &'a str, xml: Xml<'a, 'a>, process: usize, parent: Option<usize>) -> Option<usize> {
        let Some(id) = attribute(xml, "id") else {
            self.refuse(xml, format!("this {tag} has no id"));
            return None;
        };
        if self.index.contains_key(id) {
            self.refuse(xml, format!("the id \"{id}\" stands twice"));
            return None;
        }
        let (at, id): (usize, Arc<str>) = (self.nodes.len(), id.into());
        self.index.insert(id.clone(), at);
        self.sources.push(xml);
        let name = attribute(xml, "name").unwrap_or_default().into();
        // The place is taken before what is within, so that numbers go with the text.
        self.nodes.push(Node {
            index: at,
            id,
            name,
            kind: Kind::Exclusive,
            process,
            parent,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            boundary: Vec::new(),
            activity: None,
            reach: None,
        });
        self.refuse_listeners(xml);
        let is_activity = !tag.ends_with("Event") && !tag.ends_with("Gateway");
        if is_activity {
            let activity = self.activity(xml);
            self.nodes[at].activity = Some(Box::new(activity));
        }
        let kind = self.kind(tag, xml, at, process);
        self.nodes[at].kind = kind;
        Some(at)
    }

    fn kind(&mut self, tag: &str, xml: Xml<'a, 'a>, at: usize, process: usize) -> Kind {
        match tag {
            "startEvent" => Kind::Start(self.catch(xml, true)),
            "intermediateCatchEvent" => Kind::Catch(self.catch(xml, false)),
            "boundaryEvent" => self.boundary(xml, at),
            "intermediateThrowEvent" => self.thrower(xml, Kind::Throw),
            "endEvent" => self.thrower(xml, Kind::End),
            "exclusiveGateway" => Kind::Exclusive,
            "parallelGateway" => Kind::Parallel,
            "inclusiveGateway" => Kind::Inclusive,
            "complexGateway" => Kind::Complex(self.child_expression(xml, "activationCondition")),
            "eventBasedGateway" => {
                if is_true(xml, "instantiate", false) && attribute(xml, "eventGatewayType") == Some("Parallel") {
                    self.refuse(xml, "a gateway that begins a case only when all its events came is not executed; use one start event for each");
                }
                Kind::EventBased
            }
            "callActivity" => Kind::Call(self.call(xml)),
            "subProcess" => {
                let kind = if is_true(xml, "triggeredByEvent", false) { SubKind::Event } else { SubKind::Embedded };
                self.sub(xml, at, process, kind)
            }
            "transaction" => self.sub(xml, at, process, SubKind::Transaction),
            "adHocSubProcess" => {
                let sequential = attribute(xml, "ordering") == Some("Sequential");
                let until = self.child_expression(xml, "completionCondition");
                let cancels = is_true(xml, "cancelRemainingInstances", true);
                let active = self.active_elements(xml);
                self.sub(xml, at, process, SubKind::AdHoc { sequential, until, cancels, active })
            }
            task => Kind::Task(self.task(task, xml)),
        }
    }

    fn sub(&mut self, xml: Xml<'a, 'a>, at: usize, process: usize, kind: SubKind) -> Kind {
        Kind::Sub(Sub { body: self.body(xml, process, Some(at)), kind })
    }

    fn boundary(&mut self, xml: Xml<'a, 'a>, at: usize) -> Kind {
        let interrupting = is_true(xml, "cancelActivity", true);
        let catch = self.catch(xml, false);
        match attribute(xml, "attachedToRef") {
            Some(to) => self.attached.push(Link { from: at, to, xml }),
            None => self.refuse(xml, "the boundary event does not say on which activity it sits"),
        }
        Kind::Boundary { on: at, interrupting, catch }
    }

    fn call(&mut self, xml: Xml<'a, 'a>) -> Call {
        let called = self.called(xml);
        let Some(process) = called else {
            self.refuse(xml, "the call does not say which process it calls");
            return Call { process: Text::Fixed("".into()), all_in: false, all_out: false };
        };
        let (all_in, all_out) = self.hands_over(xml);
        Call { process, all_in, all_out }
    }

    /// What cannot be followed because it lies in Java or in a script.
    fn refuse_listeners(&mut self, xml: Xml<'a, 'a>) {
        const LISTENERS: &[&str] =
            &["executionListener", "taskListener", "executionListeners", "taskListeners", "connector"];
        for (_, name, extension) in super::xml::extensions(xml).collect::<Vec<_>>() {
            if LISTENERS.contains(&name) {
                self.refuse(extension, format!("\"{name}\" is not executed; model what it does as a task"));
            }
        }
        if let Some(loops) = child(xml, "multiInstanceLoopCharacteristics")
            && attribute(loops, "behavior") == Some("Complex")
        {
            self.refuse(
                loops,
                "complex behaviour of a multi-instance activity is not executed; use a completion condition",
            );
        }
    }
}

impl Catch {
    /// Whether anything of it waits as a row.
    pub(crate) fn is_none(&self) -> bool {
        self.triggers.is_empty()
    }
}
