//! Loops: `for`, `some` and `every`.
//!
//! Absent: loops without a list or range to run over. Source: DMN 1.5 §10.3.2.14, table 52 rules 46 and 47.

use std::sync::{Arc, LazyLock};

use super::{Evaluated, Evaluator, Fault, Problem, order, problem};
use crate::ast::{Domain, Iteration, Loop, Quantifier};
use crate::scope::Env;
use crate::temporal::Date;
use crate::value::{List, Range, Value};

static PARTIAL: LazyLock<Arc<str>> = LazyLock::new(|| "partial".into());

/// What a loop runs over, without making it all at once.
enum Run {
    Elements(List),
    Whole(i64, i64),
    Days(Date, Date),
}

impl Run {
    /// From one bound to the other, both included.
    fn between(from: &Value, to: &Value) -> Option<Self> {
        match (from, to) {
            (Value::Number(from), Value::Number(to)) => Some(Self::Whole(from.whole()?, to.whole()?)),
            (Value::Date(from), Value::Date(to)) => Some(Self::Days(*from, *to)),
            _ => None,
        }
    }

    fn over(range: &Range) -> Option<Self> {
        let mut run = Self::between(range.start.as_ref()?, range.end.as_ref()?)?;
        match &mut run {
            Self::Whole(from, to) => {
                *from = from.checked_add((!range.start_included).into())?;
                *to = to.checked_sub((!range.end_included).into())?;
                if *from > *to {
                    return Some(Self::Elements(List::new(Vec::new())));
                }
            }
            Self::Days(from, to) => {
                *from = from.plus_days((!range.start_included).into())?;
                *to = to.plus_days(-i64::from(!range.end_included))?;
                if *from > *to {
                    return Some(Self::Elements(List::new(Vec::new())));
                }
            }
            Self::Elements(_) => {}
        }
        Some(run)
    }

    fn at(&self, index: u64) -> Option<Value> {
        let offset = i64::try_from(index).ok()?;
        match self {
            Self::Elements(elements) => elements.get(usize::try_from(index).ok()?).cloned(),
            Self::Whole(from, to) => step(*from, *to, offset).map(Value::from),
            Self::Days(from, to) => {
                let days = step(from.days(), to.days(), offset)?;
                Date::from_days(days).map(Value::Date)
            }
        }
    }
}

fn step(from: i64, to: i64, offset: i64) -> Option<i64> {
    if from <= to {
        from.checked_add(offset).filter(|at| *at <= to)
    } else {
        from.checked_sub(offset).filter(|at| *at >= to)
    }
}

/// What to do after an element.
enum Next {
    On,
    Stop,
}

impl Evaluator<'_> {
    fn run(&mut self, domain: &Domain, env: &Env) -> Result<Run, Fault> {
        let wanted =
            |kind| problem(Problem::Wanted("what a loop runs over", "a list or range of whole numbers or dates", kind));
        match domain {
            Domain::Between(from, to) => {
                let (from, to) = (self.eval(from, env)?, self.eval(to, env)?);
                Run::between(&from, &to).ok_or_else(|| wanted(from.kind()))
            }
            Domain::Each(list) => match self.eval(list, env)? {
                Value::List(elements) => Ok(Run::Elements(elements)),
                Value::Range(range) => Run::over(&range).ok_or_else(|| wanted("such a range")),
                Value::Null => Err(problem(Problem::Null("what a loop runs over"))),
                other => Ok(Run::Elements(List::new(vec![other]))),
            },
        }
    }

    fn nested(
        &mut self,
        iterations: &[Iteration],
        env: &Env,
        body: &mut dyn FnMut(&mut Self, &Env) -> Result<Next, Fault>,
    ) -> Result<Next, Fault> {
        let Some((first, rest)) = iterations.split_first() else { return body(self, env) };
        self.meter.enter()?;
        let run = self.run(&first.domain, env)?;
        for index in 0.. {
            self.meter.step(1)?;
            let Some(value) = run.at(index) else { break };
            let inner = env.bind(&first.name, value);
            if let Next::Stop = self.nested(rest, &inner, body)? {
                self.meter.leave();
                return Ok(Next::Stop);
            }
        }
        self.meter.leave();
        Ok(Next::On)
    }

    pub(super) fn for_loop(&mut self, body: &Loop, env: &Env) -> Evaluated {
        let mut results: Vec<Value> = Vec::new();
        let depth = self.meter.depth();
        let ran = self.nested(&body.iterations, env, &mut |evaluator, inner| {
            let value = if body.partial {
                evaluator.meter.step(results.len() as u64)?;
                let partial = Value::list(results.clone());
                evaluator.meter.made(&partial)?;
                evaluator.eval(&body.body, &inner.bind(&PARTIAL, partial))?
            } else {
                evaluator.eval(&body.body, inner)?
            };
            evaluator.meter.bytes(size_of::<Value>())?;
            results.push(value);
            Ok(Next::On)
        });
        self.meter.back_to(depth);
        ran?;
        let list = Value::list(results);
        self.meter.made(&list)?;
        Ok(list)
    }

    pub(super) fn quantified(&mut self, quantifier: Quantifier, body: &Loop, env: &Env) -> Evaluated {
        let decides = quantifier == Quantifier::Some;
        let (mut decided, mut unknown) = (false, false);
        let depth = self.meter.depth();
        let ran = self.nested(&body.iterations, env, &mut |evaluator, inner| {
            match evaluator.eval(&body.body, inner)? {
                Value::Boolean(value) if value == decides => {
                    decided = true;
                    return Ok(Next::Stop);
                }
                Value::Boolean(_) => {}
                Value::Null => unknown = true,
                other => return Err(problem(Problem::Wanted("the condition", "true or false", other.kind()))),
            }
            Ok(Next::On)
        });
        self.meter.back_to(depth);
        ran?;
        Ok(match (decided, unknown) {
            (true, _) => Value::Boolean(decides),
            (false, true) => Value::Null,
            (false, false) => Value::Boolean(!decides),
        })
    }

    /// Elements in the order in which a function says that one comes before another.
    pub(crate) fn sorted(&mut self, elements: &List, precedes: Option<&Value>) -> Result<Vec<Value>, Fault> {
        let mut runs: Vec<Vec<Value>> = elements.iter().map(|element| vec![element.clone()]).collect();
        while runs.len() > 1 {
            let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
            let mut pairs = runs.into_iter();
            while let Some(left) = pairs.next() {
                match pairs.next() {
                    Some(right) => merged.push(self.merged(left, right, precedes)?),
                    None => merged.push(left),
                }
            }
            runs = merged;
        }
        Ok(runs.pop().unwrap_or_default())
    }

    fn merged(&mut self, left: Vec<Value>, right: Vec<Value>, precedes: Option<&Value>) -> Result<Vec<Value>, Fault> {
        let mut merged = Vec::with_capacity(left.len() + right.len());
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            self.meter.step(1)?;
            let right_first = match precedes {
                Some(function) => self.invoke(function, vec![b.clone(), a.clone()])?.is_true(),
                None => {
                    let order = order(b, a);
                    order.ok_or_else(|| problem(Problem::Kinds("an order", a.kind(), b.kind())))?.is_lt()
                }
            };
            merged.extend(if right_first { right.next() } else { left.next() });
        }
        merged.extend(left);
        merged.extend(right);
        Ok(merged)
    }
}
