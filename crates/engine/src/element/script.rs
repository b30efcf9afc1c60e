//! Script tasks in FEEL. The result goes into the variable that the task names; without one the entries of a context become variables.
//!
//! Absent: other languages, which are refused at deployment. Source: BPMN 2.0.2 §10.3.3 (script task).

use std::sync::Arc;

use feel::Value;

use crate::effect::Named;
use crate::program::{Expr, Node};
use crate::run::{Doing, Machine, Next};
use crate::state::{Id, Phase};

pub(super) fn run(
    machine: &mut Machine,
    token: Id,
    node: &Node,
    expression: &Expr,
    result: Option<&Arc<str>>,
) -> Doing {
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    let value = machine.evaluate(expression, scope, token)?;
    let values = match (result, value) {
        (Some(name), value) => vec![(name.clone(), value)],
        (None, Value::Context(entries)) => entries.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        (None, _) => Vec::new(),
    };
    machine.given(token, node, &Named(values))?;
    Ok(Next::Go(Phase::Finish))
}
