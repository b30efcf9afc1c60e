//! Parallel gateway: waits for one token by each way in, then takes all ways out.
//!
//! Absent: conditions, which are refused at deployment. Source: BPMN 2.0.2 §13.4.1.

use std::sync::Arc;

use crate::program::Node;
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase, TokenState};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let Some(found) = machine.case.tokens.get(token) else { return Ok(Next::Stay) };
    let (scope, via) = (found.scope, found.via.clone());
    let Some(via) = via.filter(|_| node.incoming.len() > 1) else { return Ok(Next::Go(Phase::Leave)) };
    let waiting = machine.joining(scope, &node.id);
    match others(machine, node, &via, &waiting) {
        Some(others) => {
            for other in others {
                machine.case.tokens.remove(other);
            }
            Ok(Next::Go(Phase::Leave))
        }
        None => {
            machine.case.tokens.change(token, |token| token.state = TokenState::Joining);
            Ok(Next::Stay)
        }
    }
}

/// One waiting token for each way in but one; none when a way has none yet.
fn others(machine: &Machine, node: &Node, via: &Arc<str>, waiting: &[(Id, Option<Arc<str>>)]) -> Option<Vec<Id>> {
    let mut found = Vec::with_capacity(node.incoming.len() - 1);
    for flow in &node.incoming {
        let flow = &machine.program.flows[*flow].id;
        if flow == via {
            continue;
        }
        found.push(waiting.iter().find(|(_, other)| other.as_ref() == Some(flow))?.0);
    }
    Some(found)
}
