//! Functions on numbers.
//!
//! Absent: random numbers. Source: DMN 1.5 §10.3.4.5, table 77.

use super::{Builtin, argument, builtin, defined, fails, number_at, wanted};
use crate::evaluate::{Evaluated, Evaluator, Fault};
use crate::number::{MAX_EXPONENT, MIN_EXPONENT, Rounding};
use crate::value::Value;

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("decimal", &["n,scale"], |_, arguments| rounded("decimal", arguments, Rounding::HalfEven)),
    builtin("floor", &["n,scale?"], |_, arguments| rounded("floor", arguments, Rounding::Floor)),
    builtin("ceiling", &["n,scale?"], |_, arguments| rounded("ceiling", arguments, Rounding::Ceiling)),
    builtin("round up", &["n,scale"], |_, arguments| rounded("round up", arguments, Rounding::Up)),
    builtin("round down", &["n,scale"], |_, arguments| rounded("round down", arguments, Rounding::Down)),
    builtin("round half up", &["n,scale"], |_, arguments| rounded("round half up", arguments, Rounding::HalfUp)),
    builtin("round half down", &["n,scale"], |_, arguments| rounded("round half down", arguments, Rounding::HalfDown)),
    builtin("abs", &["n", "number"], absolute),
    builtin("modulo", &["dividend,divisor"], |_, arguments| {
        let (dividend, divisor) = (number_at(arguments, 0)?, number_at(arguments, 1)?);
        defined("modulo", dividend.modulo(divisor).map(Value::Number))
    }),
    builtin("sqrt", &["number"], |_, arguments| {
        defined("sqrt", number_at(arguments, 0)?.square_root().map(Value::Number))
    }),
    builtin("log", &["number"], |_, arguments| {
        defined("log", number_at(arguments, 0)?.natural_logarithm().map(Value::Number))
    }),
    builtin("exp", &["number"], |_, arguments| {
        defined("exp", number_at(arguments, 0)?.exponential().map(Value::Number))
    }),
    builtin("odd", &["number"], |_, arguments| parity("odd", arguments, true)),
    builtin("even", &["number"], |_, arguments| parity("even", arguments, false)),
];

fn rounded(function: &'static str, arguments: &[Value], rounding: Rounding) -> Evaluated {
    let number = number_at(arguments, 0)?;
    let scale = if arguments.len() > 1 { number_at(arguments, 1)? } else { 0.into() };
    let scale = scale.truncated().and_then(|scale| i32::try_from(scale).ok());
    let scale = scale.filter(|scale| (-MAX_EXPONENT..=-MIN_EXPONENT).contains(scale));
    let scale = scale.ok_or_else(|| fails(function, "the scale is out of range"))?;
    defined(function, number.rounded(scale, rounding).map(Value::Number))
}

fn absolute(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    match argument(arguments, 0) {
        Value::Number(number) => Ok(Value::Number(number.absolute())),
        Value::Days(days) if days.is_negative() => defined("abs", days.negated().map(Value::Days)),
        Value::Months(months) => {
            Ok(Value::Months(crate::temporal::MonthsDuration::new(months.months().saturating_abs())))
        }
        same @ Value::Days(_) => Ok(same.clone()),
        other => Err(wanted("a number or duration", other)),
    }
}

fn parity(function: &'static str, arguments: &[Value], odd: bool) -> Result<Value, Fault> {
    let number = number_at(arguments, 0)?;
    if !number.is_whole() {
        return Err(fails(function, "the number is not whole"));
    }
    let rest = number.modulo(2.into());
    defined(function, rest.map(|rest| Value::Boolean(rest.is_zero() != odd)))
}
