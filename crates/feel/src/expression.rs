//! One expression, or the tests of one cell, compiled for use again and again.
//!
//! Absent: the model around it (`Model`). Source: DMN 1.5 §10.3.

use std::sync::Arc;

use crate::ast::{Expr, Tests};
use crate::evaluate::{Evaluator, Warning};
use crate::limits::{Exceeded, Limits};
use crate::names::Scope;
use crate::parser::{self, SyntaxError};
use crate::scope::Env;
use crate::temporal::DateTime;
use crate::value::{Context, Value};

/// A compiled expression.
#[derive(Debug)]
pub struct Expression(Expr);

/// Compiled tests of a value, as a cell of a decision table has them.
#[derive(Debug)]
pub struct UnaryTests(Tests);

/// The value of an expression, and why parts of it are null.
#[derive(Clone, Debug)]
pub struct Answer {
    pub value: Value,
    pub warnings: Vec<Warning>,
    /// What the evaluation used of [`Limits::steps`].
    pub steps: u64,
}

impl Expression {
    /// Compiles an expression that may use the names of a scope.
    ///
    /// # Errors
    /// Names the character from which on the text is not an expression.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, SyntaxError> {
        parser::expression(text, scope).map(Self)
    }

    /// The value for these variables; `now` is what `now()` and `today()` give.
    ///
    /// # Errors
    /// The evaluation needs more than the limits grant.
    pub fn evaluate(
        &self,
        variables: &Arc<Context>,
        now: Option<&DateTime>,
        limits: Limits,
    ) -> Result<Answer, Exceeded> {
        let mut evaluator = Evaluator::new(limits, now.cloned(), None);
        let value = evaluator.eval(&self.0, &Env::default().entries(variables.clone()))?;
        Ok(Answer { value, warnings: evaluator.warnings, steps: evaluator.meter.used() })
    }
}

impl UnaryTests {
    /// Compiles tests such as `< 10, [20..30]` or `not("a", "b")`.
    ///
    /// # Errors
    /// Names the character from which on the text is not a test.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, SyntaxError> {
        parser::tests(text, scope).map(Self)
    }

    /// Whether a value passes one of the tests; false where that cannot be told.
    ///
    /// # Errors
    /// The evaluation needs more than the limits grant.
    pub fn pass(
        &self,
        value: &Value,
        variables: &Arc<Context>,
        now: Option<&DateTime>,
        limits: Limits,
    ) -> Result<bool, Exceeded> {
        let mut evaluator = Evaluator::new(limits, now.cloned(), None);
        evaluator.passes(&self.0, value, &Env::default().entries(variables.clone()))
    }
}

#[cfg(test)]
mod tests;
