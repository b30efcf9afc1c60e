//! Whether a result is the expected one; numbers may differ in the ninth place.
//!
//! Absent: functions, which no case expects. Source: dmn-tck/tck, `runners/README.md`.

use crate::evaluate::equal;
use crate::number::Number;
use crate::value::Value;

/// The largest difference of two numbers that count as equal.
fn tolerance() -> Number {
    Number::new(1, -8).expect("a small number")
}

pub(super) fn same(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Number(actual), Value::Number(expected)) => {
            actual == expected || actual.minus(*expected).is_some_and(|difference| difference.absolute() < tolerance())
        }
        (Value::List(actual), Value::List(expected)) => {
            actual.len() == expected.len() && actual.iter().zip(expected.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Context(actual), Value::Context(expected)) => {
            actual.len() == expected.len()
                && actual.iter().all(|(name, a)| expected.get(name).is_some_and(|b| same(a, b)))
        }
        (actual, expected) => equal(actual, expected) == Some(true),
    }
}
