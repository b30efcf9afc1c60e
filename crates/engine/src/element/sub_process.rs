//! Sub-processes: a scope of their own, done when nothing in it moves any more.
//!
//! Absent: those that begin by an event, unless they undo what is around them. Source: BPMN 2.0.2 §13.3.4.

use super::{ad_hoc, event_sub_process};
use crate::program::{Node, Sub, SubKind};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase, ScopeKind};

pub(super) fn run(machine: &mut Machine, token: Id, node: &Node, sub: &Sub) -> Doing {
    let kind = match &sub.kind {
        SubKind::Embedded => ScopeKind::SubProcess,
        SubKind::Transaction => ScopeKind::Transaction,
        SubKind::Event => ScopeKind::EventSubProcess,
        SubKind::AdHoc { .. } => return ad_hoc::run(machine, token, node, sub),
    };
    let scope = machine.open(token, &node.id, kind, Some(&sub.body))?;
    if matches!(sub.kind, SubKind::Event)
        && let Some(start) = event_sub_process::start_of(machine.program, node.index)
    {
        machine.spawn(scope, &start.id, Phase::Enter)?;
    }
    machine.begin(scope, &sub.body)?;
    Ok(Next::Stay)
}
