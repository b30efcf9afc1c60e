//! Expressions in a case: what they see, and what they may use.
//!
//! Absent: null for a condition; a condition that is neither true nor false is an incident that says why. Source: DMN 1.5 §10.3;
//! BPMN 2.0.2 §10.4.3.

use std::sync::Arc;

use feel::{Context, Limits, Value};

use super::{Machine, Trouble};
use crate::limits::EXPRESSION;
use crate::program::{Expr, Mapping, Source, Text};
use crate::state::{Cause, Id};

impl Machine<'_> {
    /// What an expression sees at a token (0: none) of a scope.
    pub fn context(&mut self, scope: Id, token: Id) -> Arc<Context> {
        if let Some((place, context)) = &self.context
            && *place == (scope, token)
        {
            return context.clone();
        }
        let holders = self.holders(scope, token);
        let mut context = Context::new();
        for holder in holders.into_iter().rev() {
            for (name, value) in self.case.variables.of(holder) {
                context.put(name.clone(), value.clone());
            }
        }
        let context = Arc::new(context);
        self.context = Some(((scope, token), context.clone()));
        context
    }

    /// The value of an expression, and why parts of it are null.
    fn answer(&mut self, expression: &Expr, context: &Arc<Context>) -> Result<feel::Answer, Trouble> {
        let moment = self.moment();
        let limits = self.limits();
        let answer = expression
            .compiled
            .evaluate(context, Some(&moment), limits)
            .map_err(|exceeded| Trouble::new(Cause::Limit, format!("\"{}\": {exceeded}", expression.text)))?;
        self.fuel = self.fuel.saturating_sub(answer.steps);
        Ok(answer)
    }

    /// The time of the command, as expressions have it.
    pub fn moment(&mut self) -> feel::DateTime {
        let now = self.now;
        self.moment.get_or_insert_with(|| now.moment()).clone()
    }

    /// What one evaluation may still use.
    pub fn limits(&self) -> Limits {
        Limits { steps: EXPRESSION.steps.min(self.fuel), ..EXPRESSION }
    }

    /// The result of a decision.
    pub fn decided_value(
        &mut self,
        name: &str,
        decided: Result<feel::Decided, feel::Exceeded>,
    ) -> Result<Value, Trouble> {
        let decided =
            decided.map_err(|exceeded| Trouble::new(Cause::Limit, format!("the decision \"{name}\": {exceeded}")))?;
        self.fuel = self.fuel.saturating_sub(decided.steps);
        Ok(decided.value)
    }

    pub fn evaluate(&mut self, expression: &Expr, scope: Id, token: Id) -> Result<Value, Trouble> {
        let context = self.context(scope, token);
        self.answer(expression, &context).map(|answer| answer.value)
    }

    /// The value of an expression that may also use these names.
    pub fn evaluate_with(
        &mut self,
        expression: &Expr,
        (scope, token): (Id, Id),
        more: impl IntoIterator<Item = (Arc<str>, Value)>,
    ) -> Result<Value, Trouble> {
        let mut context = (*self.context(scope, token)).clone();
        for (name, value) in more {
            context.put(name, value);
        }
        self.answer(expression, &Arc::new(context)).map(|answer| answer.value)
    }

    /// A condition: true or false.
    pub fn condition(&mut self, expression: &Expr, scope: Id, token: Id) -> Result<bool, Trouble> {
        let context = self.context(scope, token);
        let answer = self.answer(expression, &context)?;
        Self::decided(expression, &answer)
    }

    pub fn condition_with(
        &mut self,
        expression: &Expr,
        (scope, token): (Id, Id),
        more: impl IntoIterator<Item = (Arc<str>, Value)>,
    ) -> Result<bool, Trouble> {
        let mut context = (*self.context(scope, token)).clone();
        for (name, value) in more {
            context.put(name, value);
        }
        let answer = self.answer(expression, &Arc::new(context))?;
        Self::decided(expression, &answer)
    }

    fn decided(expression: &Expr, answer: &feel::Answer) -> Result<bool, Trouble> {
        match &answer.value {
            Value::Boolean(value) => Ok(*value),
            other => {
                let why = answer.warnings.first().map(|warning| format!(": {}", warning.problem)).unwrap_or_default();
                let message =
                    format!("the condition \"{}\" is {}, neither true nor false{why}", expression.text, other.kind());
                Err(Trouble::new(Cause::Expression, message))
            }
        }
    }

    /// A text of the model; none where the expression gives null.
    pub fn text(&mut self, text: &Text, scope: Id, token: Id) -> Result<Option<Arc<str>>, Trouble> {
        match text {
            Text::Fixed(text) => Ok(Some(text.clone())),
            Text::Computed(expression) => Ok(plain(&self.evaluate(expression, scope, token)?)),
        }
    }

    /// A name that must be there.
    pub fn named(&mut self, text: &Text, scope: Id, token: Id) -> Result<Arc<str>, Trouble> {
        if let Text::Fixed(text) = text {
            return Ok(text.clone());
        }
        let name = self.text(text, scope, token)?;
        name.ok_or_else(|| Trouble::new(Cause::Expression, format!("{text:?} gives no name")))
    }

    pub fn source(&mut self, source: &Source, scope: Id, token: Id) -> Result<Value, Trouble> {
        match source {
            Source::Expression(expression) => self.evaluate(expression, scope, token),
            Source::Text(text) => Ok(Value::String(text.clone())),
            Source::Variable(name) => Ok(self.visible(scope, token, name).unwrap_or_default()),
        }
    }

    /// The values of mappings, by their targets.
    pub fn mapped(&mut self, mappings: &[Mapping], scope: Id, token: Id) -> Result<Vec<(Arc<str>, Value)>, Trouble> {
        let mut values = Vec::with_capacity(mappings.len());
        for mapping in mappings {
            values.push((mapping.target.clone(), self.source(&mapping.source, scope, token)?));
        }
        Ok(values)
    }
}

/// A value as a name or key: texts as they are, numbers and times as written; none for null and what has parts.
pub(crate) fn plain(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::List(_) | Value::Context(_) | Value::Function(_) => None,
        other => Some(other.to_string().into()),
    }
}
