//! What happens at each kind of element.
//!
//! A token enters, the work is done, results are taken over, and it leaves; which of these an element has stands in its file. Absent:
//! choreographies. Source: BPMN 2.0.2 §13.3 (activities), §13.4 (gateways), §13.5 (events).

pub(crate) mod activity;
pub(crate) mod ad_hoc;
pub(crate) mod boundary;
pub(crate) mod call;
mod catch;
mod complex;
mod decision;
mod event_based;
pub(crate) mod event_sub_process;
mod exclusive;
mod inclusive;
mod parallel;
mod repeat;
mod script;
mod sub_process;
mod throw;
mod transaction;

use crate::event::Event;
use crate::program::{Kind, Node};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase};

/// One phase of a token at an element.
pub(crate) fn advance(machine: &mut Machine, token: Id, node: &Node, phase: Phase) -> Doing {
    if node.activity.is_some() {
        return match phase {
            Phase::Enter => activity::enter(machine, token, node),
            Phase::Run => activity::run(machine, token, node),
            Phase::Finish => activity::finish(machine, token, node),
            Phase::Leave => activity::leave(machine, token, node),
        };
    }
    match phase {
        Phase::Enter => {
            machine.tell(Event::Entered { element: node.id.clone(), token });
            enter(machine, token, node)
        }
        Phase::Run | Phase::Finish => finish(machine, token, node),
        Phase::Leave => leave(machine, token, node),
    }
}

fn enter(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    match &node.kind {
        Kind::Start(_) | Kind::Exclusive | Kind::Boundary { .. } => Ok(Next::Go(Phase::Leave)),
        Kind::Catch(catch) => catch::enter(machine, token, node, catch),
        Kind::Throw(throws) | Kind::End(throws) => throw::enter(machine, token, node, throws),
        Kind::Parallel => parallel::enter(machine, token, node),
        Kind::Inclusive => inclusive::enter(machine, token, node),
        Kind::Complex(condition) => complex::enter(machine, token, node, condition.as_ref()),
        Kind::EventBased => event_based::enter(machine, token, node),
        Kind::Task(_) | Kind::Sub(_) | Kind::Call(_) => Ok(Next::Go(Phase::Finish)),
    }
}

fn finish(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    match &node.kind {
        Kind::Throw(throws) | Kind::End(throws) => throw::finish(machine, token, throws),
        _ => {
            if let Some(catch) = node.catch() {
                catch::finish(machine, token, catch)?;
            }
            Ok(Next::Go(Phase::Leave))
        }
    }
}

fn leave(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let flows = match &node.kind {
        Kind::Exclusive => exclusive::ways(machine, token, node)?,
        Kind::Inclusive | Kind::Complex(_) => inclusive::ways(machine, token, node)?,
        Kind::Parallel => node.outgoing.clone(),
        _ => exclusive::uncontrolled(machine, token, node)?,
    };
    machine.take(token, node, &flows, 1)?;
    Ok(Next::Stay)
}

/// Lets one gateway go on that looks upstream before it does, now that nothing else moves. False when none can.
pub(crate) fn settle_joins(machine: &mut Machine) -> bool {
    machine.program.looks_upstream && (inclusive::settle(machine) || complex::settle(machine))
}

/// Work that is skipped: as if it were done, without results.
pub(crate) fn skipped(machine: &mut Machine, token: Id) {
    if machine.is_round(token) {
        repeat::round_done(machine, token);
    } else {
        machine.ready(token, Phase::Leave);
    }
}
