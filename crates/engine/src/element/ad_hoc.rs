//! Ad-hoc sub-processes: activities in no fixed order.
//!
//! Each activity that no flow leads to begins by itself, all at once or one after the other as the ordering says; people may begin them
//! again or others. It is done when nothing runs and the completion condition, where there is one, holds. Absent: choosing what is best
//! done next. Source: BPMN 2.0.2 §10.3.5, §13.3.5.

use std::sync::Arc;

use feel::Value;

use crate::command::Rejection;
use crate::program::{Node, Sub, SubKind};
use crate::run::{Doing, Machine, Next, Trouble};
use crate::state::{Cause, Id, Phase, ScopeKind};

pub(super) fn run(machine: &mut Machine, token: Id, node: &Node, sub: &Sub) -> Doing {
    let SubKind::AdHoc { sequential, active, .. } = &sub.kind else { return Ok(Next::Stay) };
    let program = machine.program;
    let around = machine.case.tokens.get(token).map_or(0, |token| token.scope);
    let mut todo: Vec<Arc<str>> = match active {
        None => sub.body.starts.iter().map(|at| program.nodes[*at].id.clone()).collect(),
        Some(active) => chosen(&machine.evaluate(active, around, token)?, node, sub, |id| {
            machine.program.node(id).map(|node| node.index)
        })?,
    };
    let now: Vec<Arc<str>> =
        if *sequential { todo.drain(..todo.len().min(1)).collect() } else { std::mem::take(&mut todo) };
    let scope = machine.open(token, &node.id, ScopeKind::AdHoc { finished: false, todo }, Some(&sub.body))?;
    for at in &sub.body.event_subs {
        super::event_sub_process::listen(machine, scope, &program.nodes[*at])?;
    }
    for element in now {
        machine.spawn(scope, &element, Phase::Enter)?;
    }
    if !machine.case.tokens.any_of(scope) {
        ended(machine, scope);
    }
    Ok(Next::Stay)
}

/// The activities that an expression names.
fn chosen(
    value: &Value,
    node: &Node,
    sub: &Sub,
    find: impl Fn(&str) -> Option<usize>,
) -> Result<Vec<Arc<str>>, Trouble> {
    let wrong = |what: String| Trouble::new(Cause::Expression, format!("{what} is no activity of \"{}\"", node.id));
    let Value::List(names) = value else { return Err(wrong(value.to_string())) };
    let mut found = Vec::new();
    for name in names.iter() {
        match name {
            Value::String(id) if find(id).is_some_and(|at| sub.body.nodes.contains(&at)) => found.push(id.clone()),
            other => return Err(wrong(other.to_string())),
        }
    }
    Ok(found)
}

/// A token in it has come to an end.
pub(crate) fn ended(machine: &mut Machine, scope: Id) {
    let program = machine.program;
    let Some(found) = machine.case.scopes.get(scope).cloned() else { return };
    let ScopeKind::AdHoc { finished, mut todo } = found.kind else { return };
    let Some(node) = program.node(&found.element) else { return };
    let Some((until, cancels)) = rule(node) else { return };
    let done = match until {
        None => None,
        Some(until) => match machine.condition(until, scope, 0) {
            Ok(done) => Some(done),
            Err(trouble) => return machine.incident(found.owner, found.element, trouble.cause, trouble.message.into()),
        },
    };
    let quiet = !machine.case.tokens.any_of(scope);
    if finished || done == Some(true) {
        if cancels || quiet {
            machine.break_off_all(scope, 0);
            return machine.complete(scope);
        }
        return change(machine, scope, true, Vec::new());
    }
    if !quiet {
        return;
    }
    if todo.is_empty() {
        if done.is_none() {
            machine.complete(scope);
        }
        return;
    }
    let next = todo.remove(0);
    change(machine, scope, false, todo);
    if let Err(trouble) = machine.spawn(scope, &next, Phase::Enter) {
        machine.incident(found.owner, found.element, trouble.cause, trouble.message.into());
    }
}

fn rule(node: &Node) -> Option<(Option<&crate::program::Expr>, bool)> {
    match &node.kind {
        crate::program::Kind::Sub(sub) => match &sub.kind {
            SubKind::AdHoc { until, cancels, .. } => Some((until.as_ref(), *cancels)),
            _ => None,
        },
        _ => None,
    }
}

fn change(machine: &mut Machine, scope: Id, finished: bool, todo: Vec<Arc<str>>) {
    machine.case.scopes.change(scope, |scope| scope.kind = ScopeKind::AdHoc { finished, todo });
}

/// Looks at the completion condition once more.
pub(crate) fn again(machine: &mut Machine, token: Id) {
    let scopes: Vec<Id> = machine.case.scopes.ids_of(token).collect();
    for scope in scopes {
        ended(machine, scope);
    }
}

/// Somebody begins one of its activities.
pub(crate) fn activate(machine: &mut Machine, scope: Id, element: &Arc<str>) -> Result<(), Rejection> {
    let gone = || Rejection::Gone { what: "ad-hoc sub-process", id: scope };
    let found = machine.case.scopes.get(scope).cloned().filter(|scope| !scope.kept).ok_or_else(gone)?;
    let ScopeKind::AdHoc { finished: false, mut todo } = found.kind else { return Err(gone()) };
    let program = machine.program;
    let body = program.node(&found.element).and_then(Node::body).ok_or_else(gone)?;
    let node = program
        .node(element)
        .filter(|node| body.nodes.contains(&node.index) && node.is_activity() && !node.is_event_sub());
    let Some(node) = node else {
        return Err(Rejection::NoElement(format!("\"{element}\" is no activity of \"{}\"", found.element)));
    };
    let sequential = matches!(
        &program.node(&found.element).map(|node| &node.kind),
        Some(crate::program::Kind::Sub(Sub { kind: SubKind::AdHoc { sequential: true, .. }, .. }))
    );
    if sequential && machine.case.tokens.any_of(scope) {
        todo.push(node.id.clone());
        change(machine, scope, false, todo);
        return Ok(());
    }
    machine.spawn(scope, &node.id, Phase::Enter).map(drop).map_err(|trouble| Rejection::TooLarge(trouble.message))
}

/// Somebody says that nothing more is to be done.
pub(crate) fn finish(machine: &mut Machine, scope: Id) -> Result<(), Rejection> {
    let gone = || Rejection::Gone { what: "ad-hoc sub-process", id: scope };
    let found = machine.case.scopes.get(scope).cloned().filter(|scope| !scope.kept).ok_or_else(gone)?;
    let ScopeKind::AdHoc { finished: false, .. } = found.kind else { return Err(gone()) };
    change(machine, scope, true, Vec::new());
    let cancels = machine.program.node(&found.element).and_then(rule).is_some_and(|(_, cancels)| cancels);
    if cancels || !machine.case.tokens.any_of(scope) {
        machine.break_off_all(scope, 0);
        machine.complete(scope);
    }
    Ok(())
}
