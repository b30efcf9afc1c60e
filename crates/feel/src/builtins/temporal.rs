//! Functions on dates and times.
//!
//! Absent: a clock: `now()` and `today()` give what the caller says. Source: DMN 1.5 §10.3.4.6, §10.3.4.8, tables 79 and 80.

use std::sync::Arc;

use super::{Builtin, argument, builtin, fails, wanted};
use crate::evaluate::{Evaluated, Evaluator, Fault};
use crate::temporal::Date;
use crate::value::Value;

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("now", &[""], now),
    builtin("today", &[""], |evaluator, arguments| match now(evaluator, arguments)? {
        Value::DateTime(moment) => Ok(Value::Date(moment.date)),
        other => Ok(other),
    }),
    builtin("day of year", &["date"], |_, arguments| Ok(day(arguments)?.day_of_year().into())),
    builtin("day of week", &["date"], |_, arguments| {
        const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        Ok(NAMES[usize::from(day(arguments)?.weekday() - 1)].into())
    }),
    builtin("month of year", &["date"], |_, arguments| {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        Ok(NAMES[usize::from(day(arguments)?.month() - 1)].into())
    }),
    builtin("week of year", &["date"], |_, arguments| Ok(day(arguments)?.week_of_year().into())),
];

fn now(evaluator: &mut Evaluator<'_>, _: &[Value]) -> Evaluated {
    let now = evaluator.now.clone().ok_or_else(|| fails("now", "the caller did not tell the time"))?;
    Ok(Value::DateTime(Arc::new(now)))
}

fn day(arguments: &[Value]) -> Result<Date, Fault> {
    match argument(arguments, 0) {
        Value::Date(date) => Ok(*date),
        Value::DateTime(moment) => Ok(moment.date),
        other => Err(wanted("a date, or a date and time", other)),
    }
}
