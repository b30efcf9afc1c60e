//! Operators on numbers, texts, dates, times and durations.
//!
//! Absent: conversion between kinds. Source: DMN 1.5 §10.3.2.14, tables 57 to 63.

use std::sync::Arc;

use super::{Evaluated, Problem, problem};
use crate::ast::Operator;
use crate::temporal::{DateTime, DaysDuration, MonthsDuration};
use crate::value::Value;

fn name(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Power => "**",
    }
}

/// What an operation answers: nothing when it has no meaning, or a result that may be out of range.
type Tried = Option<Option<Value>>;

pub(super) fn apply(operator: Operator, left: &Value, right: &Value) -> Evaluated {
    if let (Value::Number(left), Value::Number(right)) = (left, right) {
        let result = match operator {
            Operator::Add => left.plus(*right),
            Operator::Subtract => left.minus(*right),
            Operator::Multiply => left.times(*right),
            Operator::Divide => left.over(*right),
            Operator::Power => left.power(*right),
        };
        return result.map(Value::Number).ok_or_else(|| problem(Problem::Undefined(name(operator))));
    }
    let tried = match operator {
        Operator::Add => add(left, right),
        Operator::Subtract => subtract(left, right),
        Operator::Multiply => multiply(left, right),
        Operator::Divide => divide(left, right),
        Operator::Power => None,
    };
    match tried {
        Some(Some(value)) => Ok(value),
        Some(None) => Err(problem(Problem::Undefined(name(operator)))),
        None => Err(problem(Problem::Kinds(name(operator), left.kind(), right.kind()))),
    }
}

fn add(left: &Value, right: &Value) -> Tried {
    Some(match (left, right) {
        (Value::String(left), Value::String(right)) => Some(Value::String([&**left, &**right].concat().into())),
        (Value::Days(left), Value::Days(right)) => left.plus(*right).map(Value::Days),
        (Value::Months(left), Value::Months(right)) => {
            left.months().checked_add(right.months()).map(|months| Value::Months(MonthsDuration::new(months)))
        }
        (moment, Value::Days(days)) | (Value::Days(days), moment) => return later(moment, *days),
        (moment, Value::Months(months)) | (Value::Months(months), moment) => return months_later(moment, *months),
        _ => return None,
    })
}

fn later(moment: &Value, days: DaysDuration) -> Tried {
    Some(match moment {
        Value::Date(date) => DateTime::midnight(*date).plus(days).map(|moment| Value::Date(moment.date)),
        Value::Time(time) => time.plus(days).map(|time| Value::Time(Arc::new(time))),
        Value::DateTime(moment) => moment.plus(days).map(|moment| Value::DateTime(Arc::new(moment))),
        _ => return None,
    })
}

fn months_later(moment: &Value, months: MonthsDuration) -> Tried {
    Some(match moment {
        Value::Date(date) => date.plus_months(months).map(Value::Date),
        Value::DateTime(moment) => moment.plus_months(months).map(|moment| Value::DateTime(Arc::new(moment))),
        _ => return None,
    })
}

fn subtract(left: &Value, right: &Value) -> Tried {
    Some(match (left, right) {
        (Value::Days(left), Value::Days(right)) => left.minus(*right).map(Value::Days),
        (Value::Months(left), Value::Months(right)) => {
            left.months().checked_sub(right.months()).map(|months| Value::Months(MonthsDuration::new(months)))
        }
        (Value::Time(left), Value::Time(right)) => {
            if left.zone().is_some() != right.zone().is_some() {
                return Some(None);
            }
            left.since_midnight().minus(right.since_midnight()).map(Value::Days)
        }
        (Value::Date(_) | Value::DateTime(_), Value::Date(_) | Value::DateTime(_)) => {
            moment(left)?.minus(&moment(right)?).map(Value::Days)
        }
        (moment, Value::Days(days)) => match days.negated() {
            Some(days) => return later(moment, days),
            None => None,
        },
        (moment, Value::Months(months)) => match months.months().checked_neg() {
            Some(months) => return months_later(moment, MonthsDuration::new(months)),
            None => None,
        },
        _ => return None,
    })
}

/// A date as the date and time of its first moment in UTC.
fn moment(value: &Value) -> Option<DateTime> {
    match value {
        Value::Date(date) => Some(DateTime::midnight(*date)),
        Value::DateTime(moment) => Some((**moment).clone()),
        _ => None,
    }
}

fn multiply(left: &Value, right: &Value) -> Tried {
    Some(match (left, right) {
        (Value::Days(days), Value::Number(factor)) | (Value::Number(factor), Value::Days(days)) => {
            days.number().times(*factor).and_then(DaysDuration::from_number).map(Value::Days)
        }
        (Value::Months(months), Value::Number(factor)) | (Value::Number(factor), Value::Months(months)) => {
            factor.times(months.months().into()).and_then(MonthsDuration::from_number).map(Value::Months)
        }
        _ => return None,
    })
}

fn divide(left: &Value, right: &Value) -> Tried {
    Some(match (left, right) {
        (Value::Days(days), Value::Number(divisor)) => {
            days.number().over(*divisor).and_then(DaysDuration::from_number).map(Value::Days)
        }
        (Value::Months(months), Value::Number(divisor)) => crate::number::Number::from(months.months())
            .over(*divisor)
            .and_then(MonthsDuration::from_number)
            .map(Value::Months),
        (Value::Days(left), Value::Days(right)) => left.number().over(right.number()).map(Value::Number),
        (Value::Months(left), Value::Months(right)) => {
            crate::number::Number::from(left.months()).over(right.months().into()).map(Value::Number)
        }
        _ => return None,
    })
}

pub(super) fn negate(value: &Value) -> Evaluated {
    match value {
        Value::Number(number) => Ok(Value::Number(number.negated())),
        Value::Days(days) => days.negated().map(Value::Days).ok_or_else(|| problem(Problem::Undefined("-"))),
        Value::Months(months) => Ok(Value::Months(MonthsDuration::new(months.months().saturating_neg()))),
        other => Err(problem(Problem::Wanted("what \"-\" turns round", "a number or duration", other.kind()))),
    }
}
