//! What the standard forbids or the engine does not run, found before anything runs.
//!
//! Absent: style, which `bpmn::lint` looks at. Source: BPMN 2.0.2 §10.5.2–§10.6.

use super::compile::Compiler;
use super::{Catch, Kind, Node, Process, SubKind, Task, Text, Throw, Trigger};

impl Compiler<'_> {
    /// Looks at every node once everything is connected.
    pub(super) fn check(&mut self, processes: &[Process]) {
        for at in 0..self.nodes.len() {
            let mut reasons: Vec<&'static str> = Vec::new();
            let node = &self.nodes[at];
            match &node.kind {
                Kind::Start(catch) => self.start(node, catch, &mut reasons),
                Kind::Catch(catch) => caught(catch, node, &mut reasons),
                Kind::Boundary { on, interrupting, catch } => {
                    self.boundary_event(*on, *interrupting, catch, &mut reasons);
                }
                Kind::Throw(throws) => self.thrown(node, throws, &mut reasons),
                Kind::End(throws) => self.ended(node, throws, &mut reasons),
                Kind::Parallel => {
                    let conditional = node.outgoing.iter().any(|flow| self.flows[*flow].condition.is_some());
                    if conditional {
                        reasons.push("a parallel gateway takes all its flows; take the conditions away, or use an inclusive gateway");
                    }
                }
                Kind::Complex(None) if node.incoming.len() > 1 => {
                    reasons.push("a complex gateway that joins needs an activation condition");
                }
                Kind::EventBased => self.event_based(node, &mut reasons),
                Kind::Sub(sub) => self.sub_process(node, &sub.kind, &mut reasons),
                _ => {}
            }
            self.activity_flows(node, &mut reasons);
            for reason in reasons {
                self.refuse(self.sources[at], reason);
            }
        }
        for process in processes {
            let begins = process.body.starts.len() + process.body.nodes.iter().filter(|at| self.begins(**at)).count();
            if begins == 0 {
                let xml = self.definitions.elements.get(&*process.id).copied();
                if let Some(xml) = xml {
                    self.refuse(xml, "the process begins nowhere; add a start event");
                }
            }
        }
    }

    fn begins(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        matches!(node.kind, Kind::Start(_))
            || (node.incoming.is_empty() && matches!(node.kind, Kind::EventBased | Kind::Task(Task::Receive(_))))
    }

    fn start(&self, node: &Node, catch: &Catch, reasons: &mut Vec<&'static str>) {
        let around = node.parent.map(|parent| &self.nodes[parent]);
        let in_event_sub = around.is_some_and(Node::is_event_sub);
        if !node.incoming.is_empty() {
            reasons.push("a flow leads to a start event");
        }
        if in_event_sub && catch.is_none() {
            reasons.push("the start event of an event sub-process must say what it waits for");
        }
        if around.is_some() && !in_event_sub && !catch.is_none() {
            reasons.push("a sub-process begins when the flow arrives; its start event must have no trigger");
        }
        for trigger in &catch.triggers {
            match trigger {
                Trigger::Cancel | Trigger::Link(_) => reasons.push("nothing begins by a link or a cancellation"),
                Trigger::Error(_) | Trigger::Escalation(_) | Trigger::Undo if !in_event_sub => {
                    reasons.push("errors, escalations and compensation begin only event sub-processes");
                }
                Trigger::Error(_) if !catch.interrupting => reasons.push("an error always interrupts"),
                Trigger::Message(message) if around.is_none() && matches!(message.name, Text::Computed(_)) => {
                    reasons.push("the name of a message that begins a process must be a fixed text");
                }
                Trigger::Signal(Text::Computed(_)) if around.is_none() => {
                    reasons.push("the name of a signal that begins a process must be a fixed text");
                }
                _ => {}
            }
        }
        if around.is_none() && catch.all {
            reasons.push(
                "a process that begins only when several things came is not executed; use one start event for each",
            );
        }
    }

    fn boundary_event(&self, on: usize, interrupting: bool, catch: &Catch, reasons: &mut Vec<&'static str>) {
        let host = &self.nodes[on].kind;
        if catch.is_none() {
            reasons.push("the boundary event does not say what it waits for");
        }
        for trigger in &catch.triggers {
            match trigger {
                Trigger::Cancel if !matches!(host, Kind::Sub(sub) if matches!(sub.kind, SubKind::Transaction)) => {
                    reasons.push("only a transaction can be cancelled by a cancel event");
                }
                Trigger::Error(_) if !interrupting => {
                    reasons.push("an error always interrupts; set cancelActivity to true");
                }
                Trigger::Link(_) => reasons.push("a link cannot sit on an activity"),
                _ => {}
            }
        }
    }

    fn thrown(&self, node: &Node, throws: &[Throw], reasons: &mut Vec<&'static str>) {
        for throw in throws {
            match throw {
                Throw::Error { .. } | Throw::Cancel | Throw::Terminate => {
                    reasons.push("errors, cancellation and termination are thrown by end events only");
                }
                Throw::Link(_) if !node.outgoing.is_empty() => reasons.push("no flow leaves a link that is thrown"),
                Throw::Undo { activity: Some(activity), .. } if !self.index.contains_key(activity) => {
                    reasons.push("the activity that is to be undone is not here");
                }
                _ => {}
            }
        }
    }

    fn ended(&self, node: &Node, throws: &[Throw], reasons: &mut Vec<&'static str>) {
        if !node.outgoing.is_empty() {
            reasons.push("a flow leaves an end event");
        }
        let in_transaction = node.parent.is_some_and(
            |parent| matches!(&self.nodes[parent].kind, Kind::Sub(sub) if matches!(sub.kind, SubKind::Transaction)),
        );
        for throw in throws {
            match throw {
                Throw::Cancel if !in_transaction => reasons.push("only the end of a transaction can cancel it"),
                Throw::Link(_) => reasons.push("a link is no end"),
                Throw::Undo { activity: Some(activity), .. } if !self.index.contains_key(activity) => {
                    reasons.push("the activity that is to be undone is not here");
                }
                _ => {}
            }
        }
    }

    fn event_based(&self, node: &Node, reasons: &mut Vec<&'static str>) {
        let targets = node.outgoing.iter().map(|flow| &self.nodes[self.flows[*flow].target]);
        let waits = |target: &Node| matches!(target.kind, Kind::Catch(_) | Kind::Task(Task::Receive(_)));
        if node.outgoing.is_empty() || !targets.into_iter().all(waits) {
            reasons.push("an event-based gateway must lead to events that wait, or to receive tasks");
        }
        if node.outgoing.iter().any(|flow| self.flows[*flow].condition.is_some()) {
            reasons.push("the flows of an event-based gateway have no conditions; the first event decides");
        }
    }

    fn sub_process(&self, node: &Node, kind: &SubKind, reasons: &mut Vec<&'static str>) {
        let Some(body) = node.body() else { return };
        if matches!(kind, SubKind::Event) {
            let starts = body.nodes.iter().filter(|at| matches!(self.nodes[**at].kind, Kind::Start(_))).count();
            if starts != 1 {
                reasons.push("an event sub-process has exactly one start event");
            }
            if !node.incoming.is_empty() || !node.outgoing.is_empty() {
                reasons.push("no flow leads to or from an event sub-process");
            }
        } else if body.starts.is_empty() {
            reasons.push("nothing in the sub-process can begin");
        }
    }

    fn activity_flows(&self, node: &Node, reasons: &mut Vec<&'static str>) {
        let Some(activity) = &node.activity else { return };
        if activity.undoes && !(node.incoming.is_empty() && node.outgoing.is_empty()) && !node.is_event_sub() {
            reasons.push("no flow leads to or from an activity that undoes another");
        }
        if activity.undoes && activity.undo.is_some() {
            reasons.push("an activity that undoes another cannot itself be undone");
        }
    }
}

fn caught(catch: &Catch, node: &Node, reasons: &mut Vec<&'static str>) {
    if catch.is_none() {
        reasons.push("the event does not say what it waits for");
    }
    for trigger in &catch.triggers {
        match trigger {
            Trigger::Error(_) | Trigger::Escalation(_) | Trigger::Cancel | Trigger::Undo => {
                reasons.push(
                    "errors, escalations, cancellation and compensation are caught on the border of an activity only",
                );
            }
            Trigger::Link(_) if !node.incoming.is_empty() => reasons.push("no flow leads to a link that is caught"),
            _ => {}
        }
    }
}
