//! Events that wait in the flow, and tasks that receive.
//!
//! Absent: events on a border, which do not wait in the flow. Source: BPMN 2.0.2 §13.5.2; §13.3.3 (receive task).

use std::sync::Arc;

use crate::program::{Catch, Node, Trigger};
use crate::run::{Doing, Machine, Next, Trouble};
use crate::state::{Id, Phase, TokenState};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node, catch: &Catch) -> Doing {
    // A link is where the flow goes on, not something to wait for.
    if catch.triggers.iter().any(|trigger| matches!(trigger, Trigger::Link(_))) {
        return Ok(Next::Go(Phase::Leave));
    }
    wait(machine, token, node, catch)
}

pub(super) fn wait(machine: &mut Machine, token: Id, node: &Node, catch: &Catch) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    machine.case.tokens.change(token, |token| token.state = TokenState::Waiting);
    machine.listen(token, (scope, token), &node.id, catch)?;
    Ok(Next::Stay)
}

/// Takes over what came, as the outputs say.
pub(super) fn finish(machine: &mut Machine, token: Id, catch: &Catch) -> Result<(), Trouble> {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
    let outputs: Vec<(Arc<str>, feel::Value)> = machine.mapped(&catch.outputs, scope, token)?;
    machine.take_all(token);
    machine.assign_all(scope, 0, &outputs)
}
