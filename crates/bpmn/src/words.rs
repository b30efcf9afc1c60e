//! How kinds of elements are called in sentences.
//!
//! Absent: other languages. Source: BPMN 2.0.2, British spelling.

use crate::model::{Event, Gateway, Kind, Node, Position, SubProcess, Task, Trigger};

/// The kind in words, without article: "user task", "timer start event", "exclusive gateway".
pub(crate) fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Task(task) => match task {
            Task::Plain => "task",
            Task::User => "user task",
            Task::Manual => "manual task",
            Task::Service => "service task",
            Task::Script => "script task",
            Task::Send => "send task",
            Task::Receive => "receive task",
            Task::BusinessRule => "business rule task",
        }
        .to_owned(),
        Kind::Event(event) => self::event(event),
        Kind::Gateway(gateway) => match gateway {
            Gateway::Exclusive => "exclusive gateway",
            Gateway::Parallel => "parallel gateway",
            Gateway::Inclusive => "inclusive gateway",
            Gateway::Complex => "complex gateway",
            Gateway::EventBased => "event-based gateway",
        }
        .to_owned(),
        Kind::SubProcess(sub) => match sub {
            SubProcess::Embedded => "sub-process",
            SubProcess::Event => "event sub-process",
            SubProcess::AdHoc => "ad-hoc sub-process",
            SubProcess::Transaction => "transaction",
        }
        .to_owned(),
        Kind::CallActivity { .. } => "call activity".to_owned(),
        Kind::DataObject { .. } => "data object".to_owned(),
        Kind::DataStore => "data store".to_owned(),
        Kind::DataInput { .. } => "data input".to_owned(),
        Kind::DataOutput { .. } => "data output".to_owned(),
        Kind::TextAnnotation => "note".to_owned(),
        Kind::Group => "group".to_owned(),
        Kind::Choreography => "choreography activity".to_owned(),
        Kind::Conversation => "conversation".to_owned(),
    }
}

pub(crate) fn event(event: &Event) -> String {
    let position = match event.position {
        Position::Start => "start event",
        Position::Catch => "catch event",
        Position::Throw => "throw event",
        Position::Boundary => "boundary event",
        Position::End => "end event",
    };
    match trigger(event.trigger) {
        "" => position.to_owned(),
        trigger => format!("{trigger} {position}"),
    }
}

pub(crate) fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::None => "",
        Trigger::Message => "message",
        Trigger::Timer => "timer",
        Trigger::Error => "error",
        Trigger::Escalation => "escalation",
        Trigger::Cancel => "cancel",
        Trigger::Compensation => "compensation",
        Trigger::Conditional => "conditional",
        Trigger::Link => "link",
        Trigger::Signal => "signal",
        Trigger::Terminate => "terminate",
        Trigger::Multiple => "multiple",
        Trigger::ParallelMultiple => "parallel multiple",
    }
}

/// A name on one line, without control characters.
pub(crate) fn one_line(name: &str) -> String {
    let cleaned: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The node in a sentence: its quoted name, or its kind and id.
pub(crate) fn called(node: &Node) -> String {
    match one_line(&node.name) {
        name if name.is_empty() => format!("the {} \"{}\"", kind(&node.kind), node.id),
        name => format!("\"{name}\""),
    }
}
