//! Events that throw, in the flow and at its end, and tasks that send.
//!
//! Absent: waiting for who receives. Source: BPMN 2.0.2 §13.5.4, §13.5.6 (end events).

use super::transaction;
use crate::effect::{Act, Message, Named};
use crate::event::Event;
use crate::program::{Node, Throw};
use crate::run::{Alarm, Doing, Machine, Next, Trouble};
use crate::state::{Id, Outcome, Phase};

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node, throws: &[Throw]) -> Doing {
    // What ends everything comes last, so that the rest is thrown too.
    let ends = |throw: &&Throw| {
        matches!(throw, Throw::Error { .. } | Throw::Cancel | Throw::Terminate | Throw::Undo { .. } | Throw::Link(_))
    };
    for throw in throws.iter().filter(|throw| !ends(throw)) {
        one(machine, token, node, throw)?;
        let here = machine.case.tokens.get(token).is_some_and(|token| token.element == node.id);
        if !here {
            return Ok(Next::Stay);
        }
    }
    match throws.iter().find(ends) {
        Some(throw) => last(machine, token, node, throw),
        None => Ok(Next::Go(Phase::Leave)),
    }
}

/// Throws what lets the token go on.
fn one(machine: &mut Machine, token: Id, node: &Node, throw: &Throw) -> Result<(), Trouble> {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
    match throw {
        Throw::Message { message, payload } => {
            let payload = Named(machine.mapped(payload, scope, token)?);
            let name = machine.named(&message.name, scope, token)?;
            let key = machine.sent_key(message, (scope, token), &payload)?;
            machine.tell(Event::MessageSent { element: node.id.clone(), name: name.clone() });
            let message = Message { name, key, variables: payload };
            machine.act(Act::Send { element: node.id.clone(), message });
        }
        Throw::Signal { name, payload } => {
            let payload = Named(machine.mapped(payload, scope, token)?);
            let name = machine.named(name, scope, token)?;
            machine.tell(Event::SignalSent { element: node.id.clone(), name: name.clone() });
            machine.act(Act::Broadcast { element: node.id.clone(), name: name.clone(), variables: payload.clone() });
            machine.signal(&name, &payload);
        }
        Throw::Escalation { code } => {
            let code = machine.named(code, scope, token)?;
            machine.raise(Alarm::Escalation, token, false, &code, &Named::default());
        }
        _ => {}
    }
    Ok(())
}

/// Throws what decides where the token goes.
fn last(machine: &mut Machine, token: Id, node: &Node, throw: &Throw) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    match throw {
        Throw::Error { code, message } => {
            let code = machine.named(code, scope, token)?;
            if !machine.raise(Alarm::Error, token, false, &code, &Named::default()) {
                machine.end(Outcome::Error { code, message: message.clone() });
            }
            Ok(Next::Stay)
        }
        Throw::Terminate => {
            machine.break_off_all(scope, token);
            machine.take(token, node, &[], 1)?;
            Ok(Next::Stay)
        }
        Throw::Cancel => {
            machine.break_off_all(scope, token);
            machine.drop_waits(scope);
            machine.undo(token, None, true)?;
            Ok(Next::Stay)
        }
        Throw::Undo { activity, wait } => {
            machine.undo(token, activity.as_ref(), *wait)?;
            Ok(if *wait { Next::Stay } else { Next::Go(Phase::Finish) })
        }
        Throw::Link(target) => {
            machine.tell(Event::Completed { element: node.id.clone(), token });
            machine.shift(token, &machine.program.nodes[*target].id);
            machine.ready(token, Phase::Enter);
            Ok(Next::Stay)
        }
        _ => Ok(Next::Go(Phase::Leave)),
    }
}

pub(super) fn finish(machine: &mut Machine, token: Id, throws: &[Throw]) -> Doing {
    if throws.iter().any(|throw| matches!(throw, Throw::Cancel)) {
        transaction::cancelled(machine, token);
        return Ok(Next::Stay);
    }
    Ok(Next::Go(Phase::Leave))
}

/// What one round of a repeated activity throws when it is done.
pub(super) fn by_round(machine: &mut Machine, token: Id, node: &Node, throw: &Throw) -> Result<(), Trouble> {
    one(machine, token, node, throw)
}

/// A task that sends: the message carries what is mapped for the task.
pub(super) fn send(machine: &mut Machine, token: Id, node: &Node, throw: &Throw) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    if let Throw::Message { message, .. } = throw {
        let own = machine.case.variables.of(token).map(|(name, value)| (name.clone(), value.clone()));
        let payload = Named(own.collect());
        let name = machine.named(&message.name, scope, token)?;
        let key = machine.sent_key(message, (scope, token), &payload)?;
        machine.tell(Event::MessageSent { element: node.id.clone(), name: name.clone() });
        machine.act(Act::Send { element: node.id.clone(), message: Message { name, key, variables: payload } });
    }
    Ok(Next::Go(Phase::Finish))
}
