//! Event sub-processes: they begin when their event comes, instead of the scope around or beside it.
//!
//! Absent: flows to and from them. Source: BPMN 2.0.2 §10.3.5, §13.5.4.

use std::sync::Arc;

use crate::effect::Named;
use crate::event::Event;
use crate::program::{Catch, Kind, Node, Program};
use crate::run::{Machine, Trouble};
use crate::state::{Id, ScopeKind, Token, TokenState, Wait};

/// The start event of an event sub-process.
pub(crate) fn start_of(program: &Program, sub: usize) -> Option<&Node> {
    let body = program.nodes[sub].body()?;
    body.nodes.iter().map(|at| &program.nodes[*at]).find(|node| matches!(node.kind, Kind::Start(_)))
}

/// Listens for the event on behalf of the scope around.
pub(crate) fn listen(machine: &mut Machine, scope: Id, sub: &Node) -> Result<(), Trouble> {
    let program = machine.program;
    match start_of(program, sub.index) {
        Some(start) => match start.catch() {
            Some(catch) => machine.listen(scope, (scope, 0), &start.id, catch),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

/// What it waits for has come.
pub(crate) fn fire(machine: &mut Machine, wait: &Wait, start: &Node, catch: &Catch, payload: &Named) {
    if !catch.interrupting {
        machine.again(wait, catch);
    }
    begin(machine, wait.owner, start, payload);
}

/// Begins; an interrupting one breaks off everything else in the scope.
pub(crate) fn begin(machine: &mut Machine, scope: Id, start: &Node, payload: &Named) {
    let program = machine.program;
    let Some(sub) = start.parent.map(|parent| &program.nodes[parent]) else { return };
    let (Some(body), Some(catch)) = (sub.body(), start.catch()) else { return };
    if catch.interrupting {
        machine.break_off_all(scope, 0);
        machine.drop_waits(scope);
    }
    let token = place(machine, scope, &sub.id);
    machine.tell(Event::Entered { element: sub.id.clone(), token });
    let opened = machine.open(token, &sub.id, ScopeKind::EventSubProcess, Some(body));
    let begun = opened.and_then(|inner| machine.begin(inner, body).map(|()| inner));
    match begun {
        Ok(inner) => {
            let first = place(machine, inner, &start.id);
            machine.tell(Event::Entered { element: start.id.clone(), token: first });
            machine.hand_over(first, start, payload);
        }
        Err(trouble) => machine.stick(token, crate::state::Phase::Run, trouble),
    }
}

/// A token beyond the limit of tokens: what must be handled must begin.
fn place(machine: &mut Machine, scope: Id, element: &Arc<str>) -> Id {
    let id = machine.case.fresh();
    let token = Token { id, scope, element: element.clone(), via: None, state: TokenState::Waiting, undoes: 0 };
    machine.case.tokens.insert(token);
    id
}
