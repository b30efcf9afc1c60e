//! What all activities have in common: they wait for enough tokens, listen on their border, are repeated, and map values.
//!
//! Absent: the work of each kind. Source: BPMN 2.0.2 §13.3.2.

use super::{call, decision, exclusive, repeat, script, sub_process, throw};
use crate::event::Event;
use crate::program::{Activity, Kind, Node, Task};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase, TokenState};

fn of(node: &Node) -> &Activity {
    node.activity.as_deref().expect("only activities come here")
}

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let activity = of(node);
    let scope = match machine.case.tokens.get(token) {
        Some(found) => found.scope,
        None => return Ok(Next::Stay),
    };
    if activity.start_quantity > 1 {
        let others = machine.joining(scope, &node.id);
        let needed = activity.start_quantity as usize - 1;
        if others.len() < needed {
            machine.case.tokens.change(token, |token| token.state = TokenState::Joining);
            return Ok(Next::Stay);
        }
        for (other, _) in others.into_iter().take(needed) {
            machine.case.tokens.remove(other);
        }
    }
    machine.tell(Event::Entered { element: node.id.clone(), token });
    for event in &node.boundary {
        let event = &machine.program.nodes[*event];
        if let Some(catch) = event.catch() {
            machine.listen(token, (scope, token), &event.id, catch)?;
        }
    }
    if !node.boundary.is_empty() && machine.program.conditions {
        machine.meet_conditions();
        let same = machine.case.tokens.get(token).is_some_and(|token| token.element == node.id);
        if !same {
            return Ok(Next::Stay);
        }
    }
    match &activity.looping {
        Some(looping) => repeat::enter(machine, token, node, looping),
        None => Ok(Next::Go(Phase::Run)),
    }
}

pub(super) fn run(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    if machine.is_round(token) {
        machine.tell(Event::Entered { element: node.id.clone(), token });
    }
    let inputs = machine.mapped(&of(node).inputs, scope, token)?;
    for (name, value) in inputs {
        machine.put(token, &name, value)?;
    }
    match &node.kind {
        Kind::Task(Task::Work(work)) => {
            machine.offer(token, node, work)?;
            Ok(Next::Stay)
        }
        Kind::Task(Task::Script { expression, result }) => {
            script::run(machine, token, node, expression, result.as_ref())
        }
        Kind::Task(Task::Decision(decision)) => decision::run(machine, token, node, decision),
        Kind::Task(Task::Send(message)) => throw::send(machine, token, node, message),
        Kind::Task(Task::Receive(catch)) => super::catch::wait(machine, token, node, catch),
        Kind::Sub(sub) => sub_process::run(machine, token, node, sub),
        Kind::Call(called) => call::run(machine, token, node, called),
        _ => Ok(Next::Go(Phase::Finish)),
    }
}

pub(super) fn finish(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let Some(found) = machine.case.tokens.get(token).cloned() else { return Ok(Next::Stay) };
    let activity = of(node);
    if let Some(looping) = &activity.looping
        && !machine.is_round(token)
    {
        return repeat::decide(machine, token, node, looping);
    }
    let outputs = machine.mapped(&activity.outputs, found.scope, token)?;
    let round = machine.is_round(token);
    if round {
        repeat::keep_result(machine, token, node)?;
    }
    let own = machine.take_all(token);
    for (name, value) in &outputs {
        if let Err(trouble) = machine.assign(found.scope, 0, name, value.clone()) {
            for (name, value) in own {
                machine.case.variables.put(token, name, value);
            }
            return Err(trouble);
        }
    }
    machine.note_done(found.scope, node);
    if round {
        repeat::round_done(machine, token);
        return Ok(Next::Stay);
    }
    Ok(Next::Go(Phase::Leave))
}

pub(super) fn leave(machine: &mut Machine, token: Id, node: &Node) -> Doing {
    let flows = exclusive::uncontrolled(machine, token, node)?;
    machine.drop_waits(token);
    machine.take(token, node, &flows, of(node).completion_quantity)?;
    Ok(Next::Stay)
}
