//! Functions that make one kind of value from another.
//!
//! Absent: the formats of languages. Source: DMN 1.5 §10.3.4.1, table 73; §10.3.4.6.

use std::sync::Arc;

use super::{Builtin, argument, builtin, defined, fails, number_at, single, text, wanted, whole_at};
use crate::evaluate::{Evaluated, Evaluator};
use crate::number::Number;
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time, Zone};
use crate::value::Value;

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("date", &["from", "year,month,day"], date),
    builtin("time", &["from", "hour,minute,second,offset?"], time),
    builtin("date and time", &["from", "date,time", "date,timezone"], date_and_time),
    builtin("duration", &["from"], duration),
    builtin("years and months duration", &["from,to"], years_and_months),
    builtin("number", &["from,grouping separator?,decimal separator?"], number),
    builtin("string", &["from"], string),
    builtin("not", &["negand"], not),
];

/// The value of `@"…"`.
pub(crate) fn temporal_literal(text: &str) -> Option<Value> {
    if let Some(date) = Date::parse(text) {
        return Some(Value::Date(date));
    }
    if text.contains('T')
        && let Some(moment) = DateTime::parse(text)
    {
        return Some(Value::DateTime(Arc::new(moment)));
    }
    if let Some(time) = Time::parse(text) {
        return Some(Value::Time(Arc::new(time)));
    }
    duration_of(text)
}

fn duration_of(text: &str) -> Option<Value> {
    let months = MonthsDuration::parse(text).map(Value::Months);
    months.or_else(|| DaysDuration::parse(text).map(Value::Days))
}

fn date(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    if arguments.len() == 3 {
        let (year, month, day) = (whole_at(arguments, 0)?, whole_at(arguments, 1)?, whole_at(arguments, 2)?);
        return Date::new(year, month, day)
            .map(Value::Date)
            .ok_or_else(|| fails("date", "the calendar has no such day"));
    }
    match argument(arguments, 0) {
        Value::String(text) => {
            Date::parse(text).map(Value::Date).ok_or_else(|| fails("date", "the text is no day like 2024-02-29"))
        }
        Value::Date(date) => Ok(Value::Date(*date)),
        Value::DateTime(moment) => Ok(Value::Date(moment.date)),
        other => Err(wanted("a string, a date, or a date and time", other)),
    }
}

fn time(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    if arguments.len() > 1 {
        return time_of_parts(arguments);
    }
    let time = match argument(arguments, 0) {
        Value::String(text) => Time::parse(text).ok_or_else(|| fails("time", "the text is no time like 13:45:00"))?,
        Value::Time(time) => return Ok(Value::Time(time.clone())),
        Value::DateTime(moment) => moment.time.clone(),
        Value::Date(_) => Time::midnight(Some(Zone::UTC)),
        other => return Err(wanted("a string, a time, a date, or a date and time", other)),
    };
    Ok(Value::Time(Arc::new(time)))
}

fn time_of_parts(arguments: &[Value]) -> Evaluated {
    let (hour, minute, second) = (whole_at(arguments, 0)?, whole_at(arguments, 1)?, number_at(arguments, 2)?);
    let zone = match argument(arguments, 3) {
        Value::Null => None,
        Value::Days(offset) => {
            let seconds = i32::try_from(offset.seconds()).ok().filter(|seconds| seconds.abs() <= 18 * 3_600);
            Some(Zone::Offset(seconds.ok_or_else(|| fails("time", "the offset is too large"))?))
        }
        other => return Err(wanted("a days and time duration", other)),
    };
    let time = DaysDuration::from_number(second)
        .and_then(|second| Time::new(hour, minute, second.seconds(), second.nanos(), zone));
    time.map(|time| Value::Time(Arc::new(time))).ok_or_else(|| fails("time", "the day has no such time"))
}

fn date_and_time(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let moment = match (argument(arguments, 0), arguments.get(1).map(single)) {
        (Value::String(text), None) => {
            DateTime::parse(text).ok_or_else(|| fails("date and time", "the text is none like 2024-02-29T13:45:00"))?
        }
        (Value::DateTime(moment), None) => (**moment).clone(),
        (Value::Date(date), None) => DateTime::midnight(*date),
        (Value::Date(date), Some(Value::Time(time))) => DateTime::new(*date, (**time).clone()),
        (Value::DateTime(moment), Some(Value::Time(time))) => DateTime::new(moment.date, (**time).clone()),
        (Value::DateTime(moment), Some(Value::String(zone))) => {
            let zone = Zone::named(zone).ok_or_else(|| fails("date and time", "no zone has this name"))?;
            in_zone(moment, &zone).ok_or_else(|| fails("date and time", "the result is out of range"))?
        }
        (other, _) => return Err(wanted("a string, or a date and a time", other)),
    };
    Ok(Value::DateTime(Arc::new(moment)))
}

/// The same instant in another zone.
fn in_zone(moment: &DateTime, zone: &Zone) -> Option<DateTime> {
    let instant = moment.instant();
    let utc = DateTime::midnight(Date::from_days(0)?);
    let local = DateTime::new(utc.date, Time::midnight(Some(zone.clone())));
    local.plus(instant.minus(local.instant())?)
}

fn duration(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    match argument(arguments, 0) {
        Value::String(text) => {
            duration_of(text).ok_or_else(|| fails("duration", "the text is no duration like P1DT2H or P1Y2M"))
        }
        same @ (Value::Days(_) | Value::Months(_)) => Ok(same.clone()),
        other => Err(wanted("a string or duration", other)),
    }
}

fn years_and_months(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let moment = |at| match argument(arguments, at) {
        Value::Date(date) => Ok(*date),
        Value::DateTime(moment) => Ok(moment.date),
        other => Err(wanted("a date, or a date and time", other)),
    };
    let (from, to) = (moment(0)?, moment(1)?);
    let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let mut months = count(to) - count(from);
    if months > 0 && to.day() < from.day() {
        months -= 1;
    } else if months < 0 && to.day() > from.day() {
        months += 1;
    }
    Ok(Value::Months(MonthsDuration::new(months)))
}

fn number(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    if let ([_], Value::Number(same)) = (arguments, argument(arguments, 0)) {
        return Ok(Value::Number(*same));
    }
    let from = text(arguments, 0)?;
    let separator = |at| match argument(arguments, at) {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        other => Err(wanted("a string", other)),
    };
    let (grouping, decimal) = (separator(1)?, separator(2)?);
    let is_one = |separator: &Option<Arc<str>>, allowed: &[&str]| {
        separator.as_deref().is_none_or(|separator| allowed.contains(&separator))
    };
    if !is_one(&grouping, &[" ", ",", "."])
        || !is_one(&decimal, &[",", "."])
        || grouping.is_some() && grouping == decimal
    {
        return Err(fails("number", "the separators must be two different ones of comma, dot and space"));
    }
    let mut digits = from.to_string();
    if let Some(grouping) = grouping {
        digits = digits.replace(&*grouping, "");
    }
    if let Some(decimal) = decimal.filter(|decimal| **decimal != *".") {
        digits = digits.replace(&*decimal, ".");
    }
    let number = digits.parse::<Number>().map_err(|_| fails("number", "the text is not a number"))?;
    Ok(Value::Number(number))
}

fn string(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    match argument(arguments, 0) {
        Value::Null => Ok(Value::Null),
        same @ Value::String(_) => Ok(same.clone()),
        _ => {
            let value = &arguments[0];
            evaluator.meter.step(value.size().parts)?;
            Ok(Value::from(value.to_string()))
        }
    }
}

fn not(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    defined(
        "not",
        match argument(arguments, 0) {
            Value::Boolean(value) => Some(Value::Boolean(!value)),
            _ => None,
        },
    )
}
