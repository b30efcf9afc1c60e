//! Filters: the elements of a list that a condition holds for, or the one at a place.
//!
//! Absent: ranges as places. Source: DMN 1.5 §10.3.2.6, table 52 rule 52.

use super::{Evaluated, Evaluator, Problem, problem};
use crate::ast::{Expr, Node};
use crate::scope::Env;
use crate::value::{List, Value};

impl Evaluator<'_> {
    pub(super) fn filter(&mut self, list: &Expr, condition: &Expr, env: &Env) -> Evaluated {
        let value = self.eval(list, env)?;
        self.filtered(value, condition, env)
    }

    fn filtered(&mut self, value: Value, condition: &Expr, env: &Env) -> Evaluated {
        let elements = match value {
            Value::List(elements) => elements,
            other => List::new(vec![other]),
        };
        if let Node::Literal(Value::Number(_)) = condition.node {
            let place = self.eval(condition, env)?;
            return at(&elements, &place);
        }
        let mut kept = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let inner = env.item(element.clone());
            match self.eval(condition, &inner)? {
                Value::Boolean(true) => kept.push(element.clone()),
                place @ Value::Number(_) if index == 0 => return at(&elements, &place),
                Value::Boolean(false) | Value::Null => {}
                other => {
                    let wanted = "true, false or a number";
                    return Err(problem(Problem::Wanted("the condition of a filter", wanted, other.kind())));
                }
            }
        }
        if elements.is_empty() && self.eval(condition, &env.item(Value::Null))?.kind() == "number" {
            return Ok(Value::Null);
        }
        let kept = Value::list(kept);
        self.meter.made(&kept)?;
        Ok(kept)
    }
}

/// The element at a place from 1, or from −1 at the end.
fn at(elements: &List, place: &Value) -> Evaluated {
    let Value::Number(place) = place else { return Ok(Value::Null) };
    let outside = || problem(Problem::Undefined("a place outside the list"));
    let place = place.whole().ok_or_else(outside)?;
    let index = if place > 0 { place - 1 } else { place.saturating_add(i64::try_from(elements.len()).unwrap_or(0)) };
    let index = usize::try_from(index).ok().filter(|_| place != 0).ok_or_else(outside)?;
    elements.get(index).cloned().ok_or_else(outside)
}
