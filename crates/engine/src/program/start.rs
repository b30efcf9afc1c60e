//! How the processes of a program can begin: what a host must listen for when it deploys one.
//!
//! Absent: listening. Source: BPMN 2.0.2 §10.5.2.

use std::sync::Arc;

use super::{Catch, Kind, Node, Program, Says, Task, Text, Trigger};
use crate::calendars::Calendars;
use crate::effect::Named;
use crate::timer::{Due, Time};

/// A way in which a process begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub process: Arc<str>,
    /// The element at which the case begins.
    pub element: Arc<str>,
    pub on: StartOn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartOn {
    /// Whoever may begins it.
    Asked,
    Message(Arc<str>),
    Signal(Arc<str>),
    /// By the clock; ask [`Program::first_due`].
    Timer,
    /// By a condition; ask [`Program::start_condition`].
    Condition,
}

impl Program {
    /// All ways in which the processes begin.
    #[must_use]
    pub fn starts(&self) -> Vec<Start> {
        let mut starts = Vec::new();
        for process in &self.processes {
            let mut add = |element: &Node, on: StartOn| {
                starts.push(Start { process: process.id.clone(), element: element.id.clone(), on });
            };
            if let Some(at) = process.body.starts.first() {
                add(&self.nodes[*at], StartOn::Asked);
            }
            for node in process.body.nodes.iter().map(|at| &self.nodes[*at]) {
                for trigger in beginning(self, node).into_iter().flat_map(|catch| &catch.triggers) {
                    if let Some(on) = start_on(trigger) {
                        add(node, on);
                    }
                }
            }
        }
        starts
    }

    /// When a timer start event is due for the first time after `now`.
    #[must_use]
    pub fn first_due(&self, element: &str, now: Time, calendars: &Calendars) -> Option<Due> {
        let catch = self.node(element)?.catch()?;
        catch.triggers.iter().find_map(|trigger| {
            let Trigger::Timer(timer) = trigger else { return None };
            let computed = match &timer.says {
                Says::Computed(expression) => {
                    let answer =
                        expression.compiled.evaluate(&Arc::default(), Some(&now.moment()), crate::limits::EXPRESSION);
                    Some((answer.ok()?.value, &*expression.text))
                }
                Says::By(_) | Says::In(_) => None,
            };
            timer.due(computed.as_ref().map(|(value, text)| (value, *text)), now, calendars).ok()
        })
    }

    /// Whether the condition of a conditional start event holds for these variables.
    #[must_use]
    pub fn start_condition(&self, element: &str, variables: &Named, now: Time) -> bool {
        let Some(catch) = self.node(element).and_then(Node::catch) else { return false };
        let context = Arc::new(variables.0.iter().cloned().collect());
        catch.triggers.iter().any(|trigger| match trigger {
            Trigger::Condition(condition) => {
                let answer = condition.compiled.evaluate(&context, Some(&now.moment()), crate::limits::EXPRESSION);
                answer.is_ok_and(|answer| matches!(answer.value, feel::Value::Boolean(true)))
            }
            _ => false,
        })
    }

    /// Whether a case may begin at this element of a process.
    pub(crate) fn begins_at(&self, process: usize, element: &str) -> Option<&Node> {
        let node = self.node(element).filter(|node| node.process == process && node.parent.is_none())?;
        let plain = matches!(node.kind, Kind::Start(_)) || self.processes[process].body.starts.contains(&node.index);
        (plain || beginning(self, node).is_some()).then_some(node)
    }
}

/// What an element waits for before a case has begun.
fn beginning<'a>(program: &'a Program, node: &'a Node) -> Option<&'a Catch> {
    let comes_from_gateway = || {
        let sources = node.incoming.iter().map(|flow| &program.nodes[program.flows[*flow].source]);
        let mut gateways = sources.filter(|source| matches!(source.kind, Kind::EventBased));
        gateways.any(|gateway| gateway.incoming.is_empty())
    };
    match &node.kind {
        Kind::Start(catch) => Some(catch),
        Kind::Task(Task::Receive(catch)) if node.incoming.is_empty() || comes_from_gateway() => Some(catch),
        Kind::Catch(catch) if comes_from_gateway() => Some(catch),
        _ => None,
    }
}

fn start_on(trigger: &Trigger) -> Option<StartOn> {
    match trigger {
        Trigger::Message(message) => match &message.name {
            Text::Fixed(name) => Some(StartOn::Message(name.clone())),
            Text::Computed(_) => None,
        },
        Trigger::Signal(Text::Fixed(name)) => Some(StartOn::Signal(name.clone())),
        Trigger::Timer(_) => Some(StartOn::Timer),
        Trigger::Condition(_) => Some(StartOn::Condition),
        _ => None,
    }
}
