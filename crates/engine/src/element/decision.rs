//! Business-rule tasks that make a decision of a DMN model. Its inputs are the variables of the same names.
//!
//! Absent: decisions that somebody else makes, which are jobs. Source: BPMN 2.0.2 §10.3.3 (business rule task); DMN 1.5 §10.4.

use feel::{Context, Request, Value};

use crate::effect::Named;
use crate::event::Event;
use crate::program::{Decision, Node};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase};

pub(super) fn run(machine: &mut Machine, token: Id, node: &Node, decision: &Decision) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    let inputs: Context = (*machine.context(scope, token)).clone();
    let request = Request { inputs, now: Some(machine.moment()), limits: machine.limits(), explain: false };
    let decided = decision.model.decide(decision.place, &request);
    let value = machine.decided_value(&decision.name, decided)?;
    machine.tell(Event::Decided { element: node.id.clone(), decision: decision.name.clone() });
    let values = match (&decision.result, value) {
        (Some(name), value) => vec![(name.clone(), value)],
        (None, Value::Context(entries)) => entries.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        (None, value) => vec![(decision.name.clone(), value)],
    };
    machine.given(token, node, &Named(values))?;
    Ok(Next::Go(Phase::Finish))
}
