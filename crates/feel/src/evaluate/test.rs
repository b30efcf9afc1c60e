//! Tests of a value: comparisons, ranges, lists, conditions on `?`.
//!
//! Absent: tests without a value. Source: DMN 1.5 §10.3.2.7 table 55, §7.3.3.

use std::sync::Arc;
use std::sync::LazyLock;

use super::compare::{compare, in_range};
use super::{Evaluator, Fault, equal};
use crate::ast::{Comparison, Expr, Test, Tests};
use crate::limits::Exceeded;
use crate::scope::Env;
use crate::value::Value;

static INPUT: LazyLock<Arc<str>> = LazyLock::new(|| "?".into());

impl Evaluator<'_> {
    /// Whether a value passes: true, false, or null where it cannot be told.
    pub fn any_test(&mut self, tests: &Tests, value: &Value, env: &Env) -> Result<Value, Exceeded> {
        if tests.tests.is_empty() {
            return Ok(Value::Boolean(true));
        }
        let mut unknown = false;
        for test in &tests.tests {
            match self.test(test, value, env)? {
                Some(true) => return Ok(Value::Boolean(!tests.negated)),
                Some(false) => {}
                None => unknown = true,
            }
        }
        Ok(if unknown { Value::Null } else { Value::Boolean(tests.negated) })
    }

    /// Whether a value passes the tests of a cell or a type, where `?` stands for it.
    pub fn passes(&mut self, tests: &Tests, value: &Value, env: &Env) -> Result<bool, Exceeded> {
        let names_input = |test: &Test| matches!(test, Test::Is { names_input: true, .. });
        if tests.tests.iter().any(names_input) {
            let env = env.bind(&INPUT, value.clone());
            return Ok(self.any_test(tests, value, &env)?.is_true());
        }
        Ok(self.any_test(tests, value, env)?.is_true())
    }

    fn test(&mut self, test: &Test, value: &Value, env: &Env) -> Result<Option<bool>, Exceeded> {
        match test {
            Test::Compare(comparison, bound) => {
                let bound = self.eval(bound, env)?;
                self.compared(*comparison, value, &bound)
            }
            Test::Is { expr, names_input } => {
                let wanted = self.eval(expr, env)?;
                if *names_input {
                    return Ok(match wanted {
                        Value::Boolean(holds) => Some(holds),
                        _ => None,
                    });
                }
                self.meter.step(wanted.size().parts / 8)?;
                Ok(is(value, &wanted, expr))
            }
        }
    }

    fn compared(&mut self, comparison: Comparison, left: &Value, right: &Value) -> Result<Option<bool>, Exceeded> {
        match compare(comparison, left, right) {
            Ok(holds) => Ok(Some(holds.is_true())),
            Err(Fault::Stop(exceeded)) => Err(exceeded),
            Err(Fault::Null(_)) => Ok(None),
        }
    }
}

/// Equal to what is wanted, or in it.
fn is(value: &Value, wanted: &Value, expr: &Expr) -> Option<bool> {
    let literal = matches!(expr.node, crate::ast::Node::Literal(_));
    match wanted {
        Value::Range(range) if !matches!(value, Value::Range(_)) => in_range(range, value),
        Value::Range(_) => equal(value, wanted),
        Value::List(wanted) => {
            if let Value::List(values) = value {
                let same = values.len() == wanted.len()
                    && values.iter().zip(wanted.iter()).all(|(a, b)| equal(a, b) == Some(true));
                if same {
                    return Some(true);
                }
            }
            let found = wanted.iter().any(|wanted| match wanted {
                Value::Range(range) if !matches!(value, Value::Range(_)) => in_range(range, value) == Some(true),
                other => equal(value, other) == Some(true),
            });
            Some(found)
        }
        Value::Boolean(true) if !literal && !matches!(value, Value::Boolean(_)) => Some(true),
        _ => equal(value, wanted),
    }
}
