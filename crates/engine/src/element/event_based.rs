//! Event-based gateway: the first event that comes decides the way.
//!
//! Absent: a gateway that begins a case only when all its events came, which is refused at deployment. Source: BPMN 2.0.2 §13.4.4.

use crate::program::Node;
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, TokenState};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    machine.case.tokens.change(token, |token| token.state = TokenState::Waiting);
    for flow in &node.outgoing {
        let target = &machine.program.nodes[machine.program.flows[*flow].target];
        if let Some(catch) = target.catch() {
            machine.listen(token, (scope, token), &target.id, catch)?;
        }
    }
    Ok(Next::Stay)
}
