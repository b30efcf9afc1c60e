//! Which values are equal, and which comes first.
//!
//! Absent: an order of booleans, lists and contexts. Source: DMN 1.5 §10.3.2.13, tables 53 to 55.

use std::cmp::Ordering;

use super::{Evaluated, Problem, problem};
use crate::ast::Comparison;
use crate::temporal::Time;
use crate::value::{Range, Value};

pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Evaluated {
    let holds = match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::Unequal => equal(left, right).map(|equal| !equal),
        Comparison::Less => order(left, right).map(Ordering::is_lt),
        Comparison::LessOrEqual => order(left, right).map(Ordering::is_le),
        Comparison::Greater => order(left, right).map(Ordering::is_gt),
        Comparison::GreaterOrEqual => order(left, right).map(Ordering::is_ge),
    };
    let kinds = || problem(Problem::Kinds("a comparison", left.kind(), right.kind()));
    holds.map(Value::Boolean).ok_or_else(kinds)
}

/// None for values of different kinds, and for functions.
pub(crate) fn equal(left: &Value, right: &Value) -> Option<bool> {
    Some(match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Date(left), Value::Date(right)) => left == right,
        (Value::Days(left), Value::Days(right)) => left == right,
        (Value::Months(left), Value::Months(right)) => left == right,
        (Value::Time(left), Value::Time(right)) => compare_times(left, right) == Some(Ordering::Equal),
        (Value::DateTime(left), Value::DateTime(right)) => left.compare(right) == Some(Ordering::Equal),
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(a, b)| equal(a, b) == Some(true))
        }
        (Value::Context(left), Value::Context(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, a)| right.get(name).is_some_and(|b| equal(a, b) == Some(true)))
        }
        (Value::Range(left), Value::Range(right)) => equal_ranges(left, right),
        _ => return None,
    })
}

fn equal_ranges(left: &Range, right: &Range) -> bool {
    let bound = |left: &Option<Value>, right: &Option<Value>| match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => equal(left, right) == Some(true),
        _ => false,
    };
    left.start_included == right.start_included
        && left.end_included == right.end_included
        && bound(&left.start, &right.start)
        && bound(&left.end, &right.end)
}

fn compare_times(left: &Time, right: &Time) -> Option<Ordering> {
    if left.zone().is_some() != right.zone().is_some() {
        return None;
    }
    Some(left.since_midnight().cmp(&right.since_midnight()))
}

/// None for values that have no order between them.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Days(left), Value::Days(right)) => Some(left.cmp(right)),
        (Value::Months(left), Value::Months(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => compare_times(left, right),
        (Value::DateTime(left), Value::DateTime(right)) => left.compare(right),
        _ => None,
    }
}

/// Whether a range holds a value; none when they have no order between them.
pub(crate) fn in_range(range: &Range, value: &Value) -> Option<bool> {
    let after = match &range.start {
        None => true,
        Some(start) => match order(value, start)? {
            Ordering::Less => false,
            Ordering::Equal => range.start_included,
            Ordering::Greater => true,
        },
    };
    let before = match &range.end {
        None => true,
        Some(end) => match order(value, end)? {
            Ordering::Greater => false,
            Ordering::Equal => range.end_included,
            Ordering::Less => true,
        },
    };
    Some(after && before)
}
