//! Complex gateway: goes on when its condition holds, swallows what still comes, then begins anew.
//!
//! `activationCount` is the number of tokens that wait. Absent: a second burst of tokens at the reset; the standard allows conditions to
//! ask `waitingForStart`, this engine does not. Source: BPMN 2.0.2 §13.4.5.

use std::sync::Arc;

use feel::Value;

use super::inclusive::others_may_come;
use crate::program::{Expr, Kind, Node};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase, TokenState};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node, condition: Option<&Expr>) -> Doing {
    let Some(condition) = condition else { return Ok(Next::Go(Phase::Leave)) };
    let Some(found) = machine.case.tokens.get(token).cloned() else { return Ok(Next::Stay) };
    if let Some((memory, mut seen)) = memory(machine, found.scope, &node.id)
        && let Some(via) = &found.via
        && !seen.contains(via)
    {
        seen.push(via.clone());
        let all = seen.len() >= node.incoming.len();
        machine.case.tokens.remove(token);
        machine.case.tokens.change(memory, |token| token.state = TokenState::Resetting { seen });
        if all {
            reset(machine, memory, node);
        }
        return Ok(Next::Stay);
    }
    if memory(machine, found.scope, &node.id).is_some() {
        machine.case.tokens.change(token, |token| token.state = TokenState::Joining);
        return Ok(Next::Stay);
    }
    try_to_start(machine, token, node, condition)
}

fn try_to_start(machine: &mut Machine, token: Id, node: &Node, condition: &Expr) -> Doing {
    let Some(found) = machine.case.tokens.get(token).cloned() else { return Ok(Next::Stay) };
    let waiting = machine.joining(found.scope, &node.id);
    let others = waiting.into_iter().filter(|(other, _)| *other != token).collect::<Vec<_>>();
    let count = Value::from(others.len() + 1);
    let starts = machine.condition_with(condition, (found.scope, token), [("activationCount".into(), count)])?;
    if !starts {
        machine.case.tokens.change(token, |token| token.state = TokenState::Joining);
        return Ok(Next::Stay);
    }
    let mut seen: Vec<Arc<str>> = found.via.into_iter().collect();
    for (other, via) in others {
        seen.extend(via.filter(|via| !seen.contains(via)));
        machine.case.tokens.remove(other);
    }
    if seen.len() < node.incoming.len() {
        machine.place(found.scope, &node.id, TokenState::Resetting { seen })?;
    }
    Ok(Next::Go(Phase::Leave))
}

/// What a gateway that has gone on remembers.
fn memory(machine: &Machine, scope: Id, element: &str) -> Option<(Id, Vec<Arc<str>>)> {
    machine.case.tokens.of(scope).find_map(|token| match &token.state {
        TokenState::Resetting { seen } if *token.element == *element => Some((token.id, seen.clone())),
        _ => None,
    })
}

/// Begins anew; what came twice meanwhile counts for the next time.
fn reset(machine: &mut Machine, memory: Id, node: &Node) {
    let Some(scope) = machine.case.tokens.get(memory).map(|token| token.scope) else { return };
    let waiting = machine.joining(scope, &node.id);
    for (token, _) in waiting {
        machine.ready(token, Phase::Enter);
    }
    machine.consume(memory);
}

/// Begins the first gateway anew to which nothing can come any more.
pub(super) fn settle(machine: &mut Machine) -> bool {
    let program = machine.program;
    let memories: Vec<(Id, Id, Vec<Arc<str>>, &Node)> = machine
        .case
        .tokens
        .iter()
        .filter_map(|token| match &token.state {
            TokenState::Resetting { seen } => {
                let node = program.node(&token.element).filter(|node| matches!(node.kind, Kind::Complex(_)))?;
                Some((token.id, token.scope, seen.clone(), node))
            }
            _ => None,
        })
        .collect();
    for (memory, scope, seen, node) in memories {
        if !others_may_come(machine, node, scope, |flow| seen.iter().any(|other| **other == *flow)) {
            reset(machine, memory, node);
            return true;
        }
    }
    false
}
