//! Inclusive gateway: takes every way out whose condition holds, and waits for every token that can still come.
//!
//! Absent: waiting for a token that can come as well by a way by which one has come already; that one need not come. Source: BPMN 2.0.2
//! §13.4.3.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::exclusive::default_of;
use crate::program::{Kind, Node};
use crate::run::{Doing, Machine, Next, Trouble};
use crate::state::{Id, Phase, Token, TokenState};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    if node.reach.is_none() {
        return Ok(Next::Go(Phase::Leave));
    }
    machine.case.tokens.change(token, |token| token.state = TokenState::Joining);
    Ok(Next::Stay)
}

pub(super) fn ways(machine: &mut Machine, token: Id, node: &Node) -> Result<Vec<usize>, Trouble> {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Vec::new()) };
    let mut flows = Vec::new();
    for at in &node.outgoing {
        let holds = match &machine.program.flows[*at].condition {
            _ if Some(*at) == node.default => false,
            None => true,
            Some(condition) => machine.condition(condition, scope, token)?,
        };
        if holds {
            flows.push(*at);
        }
    }
    if flows.is_empty() { default_of(node) } else { Ok(flows) }
}

/// Lets the first gateway go on for which no token can come any more.
pub(super) fn settle(machine: &mut Machine) -> bool {
    let mut places: BTreeSet<(Id, Arc<str>)> = BTreeSet::new();
    for token in machine.case.tokens.iter() {
        let inclusive =
            || machine.program.node(&token.element).is_some_and(|node| matches!(node.kind, Kind::Inclusive));
        if token.state == TokenState::Joining && inclusive() {
            places.insert((token.scope, token.element.clone()));
        }
    }
    machine.charge(machine.case.tokens.len());
    places.into_iter().any(|(scope, element)| settle_one(machine, scope, &element))
}

fn settle_one(machine: &mut Machine, scope: Id, element: &str) -> bool {
    let program = machine.program;
    let Some(node) = program.node(element) else { return false };
    let waiting = machine.joining(scope, element);
    let came: Vec<&str> = waiting.iter().filter_map(|(_, via)| via.as_deref()).collect();
    if others_may_come(machine, node, scope, |flow| came.contains(&flow)) {
        return false;
    }
    let mut seen: Vec<&Option<Arc<str>>> = Vec::new();
    let mut first = None;
    for (token, via) in &waiting {
        if seen.contains(&via) {
            continue;
        }
        seen.push(via);
        if first.is_none() {
            first = Some(*token);
        } else {
            machine.case.tokens.remove(*token);
        }
    }
    match first {
        Some(first) => {
            machine.ready(first, Phase::Leave);
            true
        }
        None => false,
    }
}

/// Whether a token of the scope can still come by a way by which none came, and by no way by which one came.
pub(super) fn others_may_come(machine: &mut Machine, node: &Node, scope: Id, came: impl Fn(&str) -> bool) -> bool {
    let Some(reach) = &node.reach else { return false };
    let program = machine.program;
    let moves = |token: &&Token| {
        let here = *token.element == *node.id && token.state == TokenState::Joining;
        !here && !matches!(token.state, TokenState::Resetting { .. })
    };
    let mut looked_at = 0;
    let blocked = machine.case.tokens.of(scope).filter(moves).any(|token| {
        looked_at += 1;
        let Some(at) = program.node(&token.element) else { return false };
        reach.comes(at.index, |flow| !came(flow)) && !reach.comes(at.index, &came)
    });
    machine.charge(looked_at);
    blocked
}
