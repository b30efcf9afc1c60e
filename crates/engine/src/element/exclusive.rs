//! Exclusive gateway: one way out, the first whose condition holds. And the ways out of everything that is no gateway.
//!
//! Absent: a silent dead end; where no condition holds and there is no default flow stands an incident. Source: BPMN 2.0.2 §13.2.1,
//! §13.4.2.

use crate::program::Node;
use crate::run::{Machine, Trouble};
use crate::state::{Cause, Id};

pub(super) fn ways(machine: &mut Machine, token: Id, node: &Node) -> Result<Vec<usize>, Trouble> {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Vec::new()) };
    for at in &node.outgoing {
        if Some(*at) == node.default {
            continue;
        }
        match &machine.program.flows[*at].condition {
            None => return Ok(vec![*at]),
            Some(condition) if machine.condition(condition, scope, token)? => return Ok(vec![*at]),
            Some(_) => {}
        }
    }
    default_of(node)
}

/// All flows without a condition, and those whose condition holds; the default flow when no condition holds.
pub(super) fn uncontrolled(machine: &mut Machine, token: Id, node: &Node) -> Result<Vec<usize>, Trouble> {
    if node.outgoing.iter().all(|flow| machine.program.flows[*flow].condition.is_none() && Some(*flow) != node.default)
    {
        return Ok(node.outgoing.clone());
    }
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Vec::new()) };
    let mut flows = Vec::new();
    let mut met = false;
    for at in &node.outgoing {
        match &machine.program.flows[*at].condition {
            _ if Some(*at) == node.default => {}
            None => flows.push(*at),
            Some(condition) => {
                if machine.condition(condition, scope, token)? {
                    met = true;
                    flows.push(*at);
                }
            }
        }
    }
    if !met {
        flows.extend(node.default);
    }
    if flows.is_empty() { Err(no_way_out()) } else { Ok(flows) }
}

pub(super) fn default_of(node: &Node) -> Result<Vec<usize>, Trouble> {
    match node.default {
        Some(default) => Ok(vec![default]),
        None if node.outgoing.is_empty() => Ok(Vec::new()),
        None => Err(no_way_out()),
    }
}

fn no_way_out() -> Trouble {
    Trouble::new(Cause::NoWayOut, "no condition of the outgoing flows holds, and there is no default flow")
}
