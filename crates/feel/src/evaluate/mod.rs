//! Evaluation: walks the tree of an expression within a budget.
//!
//! Absent: files, network, a clock (the caller tells the time). What has no result is `null`, with a warning that names the
//! character. Source: DMN 1.5 §10.3.2.

mod arithmetic;
pub(crate) mod call;
mod compare;
pub(crate) mod conform;
mod filter;
mod looping;
mod path;
mod test;
mod warning;

use std::sync::Arc;

use crate::ast::{Entry, Expr, Node};
use crate::dmn::{Model, Session};
use crate::limits::{Exceeded, Limits, Meter};
use crate::scope::Env;
use crate::temporal::DateTime;
use crate::value::{Callable, Context, Function, Range, Value};

pub(crate) use compare::{equal, in_range, order};
pub(crate) use warning::{Fault, problem};
pub use warning::{Place, Problem, Warning};

/// Warnings kept of one evaluation; more only repeat themselves.
pub const MAX_WARNINGS: usize = 100;

/// What one evaluation knows and has used.
pub(crate) struct Evaluator<'a> {
    pub meter: Meter,
    /// The current time, for `now()` and `today()`.
    pub now: Option<DateTime>,
    pub model: Option<&'a Model>,
    pub session: Session,
    pub warnings: Vec<Warning>,
    pub place: Option<Arc<Place>>,
}

pub(crate) type Evaluated = Result<Value, Fault>;

impl<'a> Evaluator<'a> {
    pub fn new(limits: Limits, now: Option<DateTime>, model: Option<&'a Model>) -> Self {
        let session = Session::default();
        Self { meter: Meter::new(limits), now, model, session, warnings: Vec::new(), place: None }
    }

    pub fn warn(&mut self, problem: Problem, expr: Option<&Expr>) {
        if self.warnings.len() < MAX_WARNINGS {
            let place = self.place.clone();
            self.warnings.push(Warning { problem, span: expr.map(|expr| expr.span).unwrap_or_default(), place });
        }
    }

    /// The value of an expression: null, with a warning, where it has none.
    pub fn eval(&mut self, expr: &Expr, env: &Env) -> Result<Value, Exceeded> {
        self.meter.step(1)?;
        match &expr.node {
            Node::Literal(value) => return Ok(value.clone()),
            Node::Name { name, .. } => {
                if let Some(value) = env.get(name) {
                    return Ok(value);
                }
            }
            _ => {}
        }
        self.meter.enter()?;
        let evaluated = self.node(expr, env);
        self.meter.leave();
        match evaluated {
            Ok(value) => Ok(value),
            Err(Fault::Stop(exceeded)) => Err(exceeded),
            Err(Fault::Null(problem)) => {
                self.warn(problem, Some(expr));
                Ok(Value::Null)
            }
        }
    }

    fn node(&mut self, expr: &Expr, env: &Env) -> Evaluated {
        match &expr.node {
            Node::Literal(value) => Ok(value.clone()),
            Node::Name { name, builtin } => match builtin {
                Some(builtin) => Ok(Value::Function(Arc::new(Function(Callable::Builtin(builtin))))),
                None => Err(problem(Problem::UnknownName(name.clone()))),
            },
            Node::List(elements) => self.list(elements, env),
            Node::Context { entries, result } => self.context(entries, result.as_deref(), env),
            Node::Range(range) => self.range(range, env),
            Node::Arithmetic(operator, left, right) => {
                let (left, right) = (self.eval(left, env)?, self.eval(right, env)?);
                let value = arithmetic::apply(*operator, &left, &right)?;
                self.meter.made(&value)?;
                Ok(value)
            }
            Node::Negate(inner) => arithmetic::negate(&self.eval(inner, env)?),
            Node::And(parts) => self.connect(parts, env, false),
            Node::Or(parts) => self.connect(parts, env, true),
            Node::Compare(comparison, left, right) => {
                let (left, right) = (self.eval(left, env)?, self.eval(right, env)?);
                self.meter.step((left.size().parts.min(right.size().parts)) / 8)?;
                compare::compare(*comparison, &left, &right)
            }
            Node::Between(parts) => self.between(parts, env),
            Node::In(value, tests) => {
                let value = self.eval(value, env)?;
                Ok(self.any_test(tests, &value, env)?)
            }
            Node::InstanceOf(value, kind) => {
                let value = self.eval(value, env)?;
                let null = value.is_null() && !matches!(kind.plain(), crate::types::Type::Null);
                Ok(Value::Boolean(!null && self.conforms(&value, kind)?))
            }
            Node::Path(value, name) => {
                let value = self.eval(value, env)?;
                self.path(&value, name)
            }
            Node::Filter(list, condition) => self.filter(list, condition, env),
            Node::If(parts) => self.condition(parts, env),
            Node::For(body) => self.for_loop(body, env),
            Node::Quantified(quantifier, body) => self.quantified(*quantifier, body, env),
            Node::Function(lambda) => {
                let value = Value::Function(Arc::new(Function(Callable::Lambda(
                    lambda.clone(),
                    env.clone(),
                    self.place.clone(),
                ))));
                self.meter.made(&value)?;
                Ok(value)
            }
            Node::Call(callee, arguments) => self.call(callee, arguments, env),
            Node::CallNamed(callee, arguments) => self.call_named(callee, arguments, env),
            Node::Logic(logic) => self.logic(logic, env),
            Node::Table(table) => self.table(table, env),
            Node::External(parameters) => {
                Ok(Value::Function(Arc::new(Function(Callable::External(parameters.clone())))))
            }
            Node::Invalid(error) => Err(problem(Problem::Syntax(error.clone()))),
        }
    }

    fn list(&mut self, elements: &[Expr], env: &Env) -> Evaluated {
        let values = elements.iter().map(|element| self.eval(element, env)).collect::<Result<_, _>>()?;
        let list = Value::list(values);
        self.meter.made(&list)?;
        Ok(list)
    }

    fn context(&mut self, entries: &[Entry], result: Option<&Expr>, env: &Env) -> Evaluated {
        let mut inner = env.clone();
        let mut context = Context::new();
        for entry in entries {
            if context.get(&entry.name).is_some() {
                return Err(problem(Problem::Twice(entry.name.clone())));
            }
            let value = self.eval(&entry.value, &inner)?;
            if entry.used {
                inner = inner.bind(&entry.name, value.clone());
            }
            self.meter.step(context.len() as u64 / 8)?;
            context.put(entry.name.clone(), value);
        }
        if let Some(result) = result {
            return Ok(self.eval(result, &inner)?);
        }
        let value = Value::context(context);
        self.meter.made(&value)?;
        Ok(value)
    }

    fn range(&mut self, range: &crate::ast::RangeExpr, env: &Env) -> Evaluated {
        let mut bound = |bound: &Option<Expr>| bound.as_ref().map(|bound| self.eval(bound, env)).transpose();
        let (start, end) = (bound(&range.start)?, bound(&range.end)?);
        if [&start, &end].into_iter().flatten().any(Value::is_null) {
            return Err(problem(Problem::Null("a bound of a range")));
        }
        if let (Some(start), Some(end)) = (&start, &end)
            && order(start, end).is_none_or(std::cmp::Ordering::is_gt)
        {
            return Err(problem(Problem::Kinds("a range", start.kind(), end.kind())));
        }
        let (start_included, end_included) = (range.start_included, range.end_included);
        Ok(Value::Range(Arc::new(Range { start, start_included, end, end_included })))
    }

    /// `and` (decided by false) or `or` (decided by true) of any number of parts, in three-valued logic.
    fn connect(&mut self, parts: &[Expr], env: &Env, decides: bool) -> Evaluated {
        let mut unknown = false;
        for part in parts {
            match self.eval(part, env)? {
                Value::Boolean(value) if value == decides => return Ok(Value::Boolean(decides)),
                Value::Boolean(_) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Value::Null } else { Value::Boolean(!decides) })
    }

    fn between(&mut self, parts: &[Expr; 3], env: &Env) -> Evaluated {
        let value = self.eval(&parts[0], env)?;
        let (from, to) = (self.eval(&parts[1], env)?, self.eval(&parts[2], env)?);
        let least = compare::compare(crate::ast::Comparison::GreaterOrEqual, &value, &from)?;
        let most = compare::compare(crate::ast::Comparison::LessOrEqual, &value, &to)?;
        Ok(Value::Boolean(least.is_true() && most.is_true()))
    }

    fn condition(&mut self, parts: &[Expr; 3], env: &Env) -> Evaluated {
        let condition = self.eval(&parts[0], env)?;
        match condition {
            Value::Boolean(true) => Ok(self.eval(&parts[1], env)?),
            Value::Boolean(false) | Value::Null => Ok(self.eval(&parts[2], env)?),
            other => {
                self.warn(Problem::Wanted("a condition", "true or false", other.kind()), Some(&parts[0]));
                Ok(self.eval(&parts[2], env)?)
            }
        }
    }

    /// A boxed expression: warnings name its place, and its value is of its type.
    fn logic(&mut self, logic: &crate::ast::Logic, env: &Env) -> Evaluated {
        let outer = self.place.replace(logic.place.clone());
        let value = self.eval(&logic.body, env);
        let coerced = match value {
            Ok(value) => self.coerce(value, &logic.kind),
            Err(exceeded) => Err(exceeded.into()),
        };
        let answer = match coerced {
            Err(Fault::Null(problem)) => {
                self.warn(problem, None);
                Ok(Value::Null)
            }
            other => other,
        };
        if !matches!(answer, Err(Fault::Stop(_))) {
            self.place = outer;
        }
        answer
    }
}
