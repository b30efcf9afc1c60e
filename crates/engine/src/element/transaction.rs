//! Transactions: a cancelled one is undone before it is left.
//!
//! Absent: protocols between several systems. An error breaks a transaction off without undoing anything (a hazard). Source: BPMN 2.0.2
//! §10.3.5 (transaction), §13.5.5.

use super::boundary;
use crate::effect::Named;
use crate::program::{Kind, Node, Trigger};
use crate::run::Machine;
use crate::state::{Id, Phase};

/// Everything in the transaction of a cancel end event has been undone: it is left by its cancel event.
pub(super) fn cancelled(machine: &mut Machine, token: Id) {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return };
    let Some(mut owner) = machine.case.scopes.get(scope).map(|scope| scope.owner) else { return };
    machine.drop_scope(scope);
    // Of a repeated transaction the event sits on the whole.
    while machine.is_round(owner) {
        let rounds = machine.case.tokens.get(owner).and_then(|token| machine.case.scopes.get(token.scope));
        match rounds.map(|rounds| rounds.owner) {
            Some(outer) => owner = outer,
            None => return,
        }
    }
    let program = machine.program;
    let events = machine.node_of(owner).into_iter().flat_map(|node| &node.boundary).map(|at| &program.nodes[*at]);
    match events.into_iter().find(|event| catches(event)) {
        Some(event) => boundary::fire(machine, owner, event, &Named::default()),
        None => machine.ready(owner, Phase::Leave),
    }
}

fn catches(event: &Node) -> bool {
    let cancels = |trigger: &Trigger| matches!(trigger, Trigger::Cancel);
    matches!(&event.kind, Kind::Boundary { catch, .. } if catch.triggers.iter().any(cancels))
}
