//! Call activities: a process of the same diagram runs within the case, any other is asked of the host.
//!
//! Absent: choosing a version; the host does. A called process sees only what is handed to it. Source: BPMN 2.0.2 §10.3.6, §13.3.4.

use std::sync::Arc;

use feel::Value;

use crate::effect::Named;
use crate::program::{Call, Node};
use crate::run::{Doing, Machine, Next, Trouble};
use crate::state::{Cause, Id, ScopeKind};

pub(super) fn run(machine: &mut Machine, token: Id, node: &Node, call: &Call) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    let called = machine.named(&call.process, scope, token)?;
    let own = machine.case.variables.of(token);
    let mapped: Vec<(Arc<str>, Value)> = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut variables: Vec<(Arc<str>, Value)> = Vec::new();
    if call.all_in {
        let context = machine.context(scope, token);
        variables.extend(context.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    for (name, value) in mapped {
        match variables.iter_mut().find(|(other, _)| *other == name) {
            Some(entry) => entry.1 = value,
            None => variables.push((name, value)),
        }
    }
    let program = machine.program;
    let Some(process) = program.process(&called) else {
        machine.offer_call(token, node, called, Named(variables));
        return Ok(Next::Stay);
    };
    if process.body.starts.is_empty() {
        let message = format!("the process \"{called}\" begins only when something comes, so that it cannot be called");
        return Err(Trouble::new(Cause::NoWayOut, message));
    }
    let inner = machine.open(token, &process.id, ScopeKind::Call, None)?;
    for (name, value) in &variables {
        machine.put(inner, name, value.clone())?;
    }
    for name in &process.body.data {
        if machine.case.variables.get(inner, name).is_none() {
            machine.put(inner, name, Value::Null)?;
        }
    }
    // What was mapped was for the called process.
    machine.take_all(token);
    machine.begin(inner, &process.body)?;
    Ok(Next::Stay)
}
