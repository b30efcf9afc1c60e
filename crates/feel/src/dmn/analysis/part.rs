//! A column cut into parts within which no rule tells one value from another.
//!
//! Absent: order among texts; texts are equal or not. Source: Calvanese and others (2016), §4.

use std::cmp::Ordering;

use crate::ast::{Comparison, Expr, Node, Test, Tests};
use crate::dmn::table::{InputColumn, Table};
use crate::evaluate::{Evaluator, order};
use crate::limits::Exceeded;
use crate::number::Number;
use crate::scope::Env;
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time};
use crate::types::Type;
use crate::value::Value;

/// Values between which no cell makes a difference.
#[derive(Debug)]
enum Part {
    Point(Value),
    /// Between two values, or open on one side; a value in it.
    Between(Option<Value>, Option<Value>, Value),
    /// A text that no cell names.
    Other,
    /// The whole column.
    Any,
}

/// An input column and which rule matches which part of it.
pub(super) struct Column {
    pub label: String,
    parts: Vec<Part>,
    /// For each rule, the parts that it matches; none where that cannot be told.
    matched: Vec<Option<Vec<bool>>>,
}

/// A text that no table will name.
const OTHER: &str = "something else";

impl Column {
    pub fn of(
        evaluator: &mut Evaluator<'_>,
        table: &Table,
        at: usize,
        unclear: &mut Vec<String>,
    ) -> Result<Self, Exceeded> {
        let input = &table.inputs[at];
        let label = if input.label.is_empty() { input.source.to_string() } else { input.label.clone() };
        let mut constants = Vec::new();
        let mut simple = Vec::new();
        for (number, rule) in table.rules.iter().enumerate() {
            let cell = rule.cells.get(at);
            let is_simple = cell.is_some_and(|cell| cell.invalid.is_none() && is_simple(&cell.tests));
            if let Some(cell) = cell.filter(|_| is_simple) {
                collect(evaluator, &cell.tests, &mut constants)?;
            } else {
                let text = cell.map(|cell| cell.text.as_str()).unwrap_or_default();
                unclear.push(format!(
                    "Rule {} computes with \"{label}\" ({text}), so it was not looked through.",
                    number + 1
                ));
            }
            simple.push(is_simple);
        }
        let allowed = allowed(input);
        if let Some(allowed) = allowed.filter(|allowed| is_simple_list(allowed)) {
            collect(evaluator, allowed, &mut constants)?;
        }
        let Some(mut parts) = parts(constants, input.kind.plain()) else {
            unclear.push(format!("The cells of \"{label}\" are of several kinds, so it was not looked through."));
            return Ok(Self { label, parts: vec![Part::Any], matched: vec![None; table.rules.len()] });
        };
        if let Some(allowed) = allowed {
            let mut kept = Vec::new();
            for part in parts {
                if evaluator.passes(allowed, &part.sample(), &Env::default())? || matches!(part, Part::Any) {
                    kept.push(part);
                }
            }
            parts = kept;
        }
        let mut matched = Vec::new();
        for (rule, simple) in table.rules.iter().zip(simple) {
            let mut row = Vec::with_capacity(parts.len());
            for part in &parts {
                let tests = rule.cells.get(at).map(|cell| &cell.tests);
                row.push(match tests.filter(|_| simple) {
                    Some(tests) => evaluator.passes(tests, &part.sample(), &Env::default())?,
                    None => true,
                });
            }
            matched.push(simple.then_some(row));
        }
        Ok(Self { label, parts, matched })
    }

    pub fn parts(&self) -> std::ops::Range<usize> {
        0..self.parts.len()
    }

    pub fn unclear(&self, rule: usize) -> bool {
        self.matched[rule].is_none()
    }

    pub fn matched(&self, part: usize, rule: usize) -> bool {
        self.matched[rule].as_ref().is_some_and(|parts| parts[part])
    }

    pub fn sample(&self, part: usize) -> Option<Value> {
        match &self.parts[part] {
            Part::Any => None,
            part => Some(part.sample()),
        }
    }

    /// "Age is below 18 or above 65".
    pub fn told(&self, parts: &[usize]) -> Option<String> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for part in parts {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == *part && self.ordered(*part) => *last = *part,
                _ => runs.push((*part, *part)),
            }
        }
        let told: Vec<String> = runs.iter().filter_map(|(first, last)| self.run(*first, *last)).collect();
        (!told.is_empty()).then(|| format!("{} is {}", self.label, told.join(" or ")))
    }

    fn ordered(&self, part: usize) -> bool {
        match &self.parts[part] {
            Part::Between(..) => true,
            Part::Point(value) => order(value, value).is_some() && !matches!(value, Value::String(_)),
            _ => false,
        }
    }

    fn run(&self, first: usize, last: usize) -> Option<String> {
        let low = match &self.parts[first] {
            Part::Any => return None,
            Part::Other => return Some("something that no rule names".to_owned()),
            Part::Point(value) if first == last => return Some(value.to_string()),
            Part::Point(value) => Some(format!("{value} or more")),
            Part::Between(low, _, _) => low.as_ref().map(|low| format!("more than {low}")),
        };
        let high = match &self.parts[last] {
            Part::Point(value) => Some(format!("at most {value}")),
            Part::Between(_, high, _) => high.as_ref().map(|high| format!("less than {high}")),
            _ => None,
        };
        match (low, high) {
            (Some(low), Some(high)) => Some(format!("{low} and {high}")),
            (low, high) => low.or(high),
        }
    }
}

impl Part {
    fn sample(&self) -> Value {
        match self {
            Self::Point(value) | Self::Between(_, _, value) => value.clone(),
            Self::Other => OTHER.into(),
            Self::Any => Value::Null,
        }
    }
}

/// The values that a column may have: those of the column, or of its type.
fn allowed(input: &InputColumn) -> Option<&Tests> {
    match (&input.allowed, &input.kind) {
        (Some(cell), _) if cell.invalid.is_none() && !cell.tests.tests.is_empty() => Some(&cell.tests),
        (_, Type::Item(item)) => item.allowed.as_ref(),
        _ => None,
    }
}

/// An expression without names, whose value is always the same.
pub(super) fn is_constant(expr: &Expr) -> bool {
    match &expr.node {
        Node::Literal(_) => true,
        Node::Negate(inner) => is_constant(inner),
        Node::List(elements) => elements.iter().all(is_constant),
        Node::Range(range) => [&range.start, &range.end].into_iter().flatten().all(is_constant),
        Node::Call(callee, arguments) => {
            matches!(callee.node, Node::Name { builtin: Some(_), .. }) && arguments.iter().all(is_constant)
        }
        _ => false,
    }
}

fn is_input(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Name { name, .. } if &**name == "?")
}

/// Whether a cell only compares its input with constants.
fn is_simple(tests: &Tests) -> bool {
    tests.tests.iter().all(|test| match test {
        Test::Compare(_, bound) => is_constant(bound),
        Test::Is { expr, names_input } => {
            if *names_input {
                is_comparison(expr)
            } else {
                is_constant(expr)
            }
        }
    })
}

fn is_simple_list(tests: &Tests) -> bool {
    is_simple(tests) && !tests.negated
}

/// `? > 5 and ? < 10` and its like.
fn is_comparison(expr: &Expr) -> bool {
    match &expr.node {
        Node::And(parts) | Node::Or(parts) => parts.iter().all(is_comparison),
        Node::Compare(_, left, right) => is_input(left) && is_constant(right) || is_constant(left) && is_input(right),
        Node::Between(parts) => is_input(&parts[0]) && is_constant(&parts[1]) && is_constant(&parts[2]),
        Node::In(value, tests) => is_input(value) && is_simple(tests),
        _ => false,
    }
}

/// The constants at which a cell changes its answer.
fn collect(evaluator: &mut Evaluator<'_>, tests: &Tests, found: &mut Vec<Value>) -> Result<(), Exceeded> {
    for test in &tests.tests {
        match test {
            Test::Compare(Comparison::Equal | Comparison::Unequal, expr) | Test::Is { expr, .. } => {
                constants(evaluator, expr, found)?;
            }
            Test::Compare(_, expr) => constants(evaluator, expr, found)?,
        }
    }
    Ok(())
}

fn constants(evaluator: &mut Evaluator<'_>, expr: &Expr, found: &mut Vec<Value>) -> Result<(), Exceeded> {
    if is_constant(expr) {
        match evaluator.eval(expr, &Env::default())? {
            Value::List(elements) => elements.iter().for_each(|element| add(element, found)),
            value => add(&value, found),
        }
        return Ok(());
    }
    match &expr.node {
        Node::And(parts) | Node::Or(parts) => {
            for part in parts {
                constants(evaluator, part, found)?;
            }
        }
        Node::Compare(_, left, right) => {
            constants(evaluator, left, found)?;
            constants(evaluator, right, found)?;
        }
        Node::Between(parts) => {
            constants(evaluator, &parts[1], found)?;
            constants(evaluator, &parts[2], found)?;
        }
        Node::In(_, tests) => collect(evaluator, tests, found)?,
        _ => {}
    }
    Ok(())
}

fn add(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Range(range) => found.extend([&range.start, &range.end].into_iter().flatten().cloned()),
        Value::Null => {}
        other => found.push(other.clone()),
    }
}

/// Cuts a column at its constants; none when they are of several kinds.
fn parts(mut constants: Vec<Value>, kind: &Type) -> Option<Vec<Part>> {
    let of_kind = constants.first().map(Value::kind);
    if constants.iter().any(|value| Some(value.kind()) != of_kind) {
        return None;
    }
    match (constants.first(), kind) {
        (Some(Value::Boolean(_)), _) | (None, Type::Boolean) => {
            Some([true, false].map(|value| Part::Point(value.into())).into())
        }
        (None, _) => Some(vec![Part::Any]),
        (Some(Value::String(_)), _) => {
            let mut parts: Vec<Part> = Vec::new();
            for value in constants {
                if !parts.iter().any(
                    |part| matches!(part, Part::Point(other) if crate::evaluate::equal(other, &value) == Some(true)),
                ) {
                    parts.push(Part::Point(value));
                }
            }
            parts.push(Part::Other);
            Some(parts)
        }
        (Some(first), _) => {
            order(first, first)?;
            constants.sort_by(|left, right| order(left, right).unwrap_or(Ordering::Equal));
            constants.dedup_by(|left, right| order(left, right) == Some(Ordering::Equal));
            Some(intervals(&constants))
        }
    }
}

fn intervals(points: &[Value]) -> Vec<Part> {
    let mut parts = Vec::new();
    let between = |low: Option<&Value>, high: Option<&Value>| {
        sample(low, high).map(|sample| Part::Between(low.cloned(), high.cloned(), sample))
    };
    parts.extend(between(None, points.first()));
    for (at, point) in points.iter().enumerate() {
        parts.push(Part::Point(point.clone()));
        parts.extend(between(Some(point), points.get(at + 1)));
    }
    parts
}

/// A value between two others, or beyond one of them; none when there is none.
fn sample(low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
    let candidate = match (low, high) {
        (Some(Value::Number(low)), Some(Value::Number(high))) => {
            let next = low.rounded(0, crate::number::Rounding::Floor)?.plus(Number::ONE)?;
            let middle = low.plus(*high)?.over(2.into())?;
            Value::Number(if next < *high { next } else { middle })
        }
        (Some(value), None) => moved(value, 1)?,
        (None, Some(value)) => moved(value, -1)?,
        (Some(Value::DateTime(low)), Some(Value::DateTime(high))) => {
            let half = high.instant().minus(low.instant())?.number().over(2.into())?;
            Value::DateTime(DateTime::plus(low, DaysDuration::from_number(half)?)?.into())
        }
        (Some(Value::Days(low)), Some(Value::Days(high))) => {
            Value::Days(DaysDuration::from_number(low.number().plus(high.number())?.over(2.into())?)?)
        }
        (Some(Value::Time(low)), Some(Value::Time(high))) => {
            let half = high.since_midnight().minus(low.since_midnight())?.number().over(2.into())?;
            Value::Time(Time::plus(low, DaysDuration::from_number(half)?)?.into())
        }
        (Some(value), Some(_)) => moved(value, 1)?,
        (None, None) => return None,
    };
    let after = low.is_none_or(|low| order(&candidate, low) == Some(Ordering::Greater));
    let before = high.is_none_or(|high| order(&candidate, high) == Some(Ordering::Less));
    (after && before).then_some(candidate)
}

/// One step up or down: a unit, a day, an hour, a month.
fn moved(value: &Value, step: i64) -> Option<Value> {
    let hour = DaysDuration::new(step * 3_600, 0);
    Some(match value {
        Value::Number(number) => Value::Number(number.plus(step.into())?),
        Value::Date(date) => Value::Date(Date::plus_days(*date, step)?),
        Value::DateTime(moment) => Value::DateTime(moment.plus(hour)?.into()),
        Value::Time(time) => Value::Time(time.plus(hour)?.into()),
        Value::Days(days) => Value::Days(days.plus(hour)?),
        Value::Months(months) => Value::Months(MonthsDuration::new(months.months().checked_add(step)?)),
        _ => return None,
    })
}
