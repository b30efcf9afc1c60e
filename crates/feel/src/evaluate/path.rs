//! What stands behind a dot: entries of contexts, parts of dates, times, durations and ranges.
//!
//! Absent: methods. Source: DMN 1.5 §10.3.2.5, table 65.

use super::{Evaluated, Evaluator, Problem, problem};
use crate::number::Number;
use crate::temporal::{DaysDuration, Zone};
use crate::value::{Range, Value};

impl Evaluator<'_> {
    pub(super) fn path(&mut self, value: &Value, name: &std::sync::Arc<str>) -> Evaluated {
        let part = match value {
            Value::Context(context) => context.get(name).cloned(),
            Value::List(elements) => {
                self.meter.step(elements.len() as u64)?;
                let mut values = Vec::with_capacity(elements.len());
                for element in elements.iter() {
                    values.push(match element {
                        Value::Context(context) => context.get(name).cloned().unwrap_or_default(),
                        other => part(other, name).unwrap_or_default(),
                    });
                }
                let list = Value::list(values);
                self.meter.made(&list)?;
                Some(list)
            }
            Value::Null => Some(Value::Null),
            other => part(other, name),
        };
        part.ok_or_else(|| problem(Problem::NoEntry(name.clone())))
    }
}

fn seconds(second: u32, nanos: u32) -> Value {
    Value::Number(DaysDuration::new(second.into(), nanos).number())
}

fn zone_name(zone: Option<&Zone>) -> Value {
    zone.and_then(Zone::name).map_or(Value::Null, Value::from)
}

fn part(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Date(date) => Some(match name {
            "year" => date.year().into(),
            "month" => i64::from(date.month()).into(),
            "day" => i64::from(date.day()).into(),
            "weekday" => i64::from(date.weekday()).into(),
            "value" => (date.days() * crate::temporal::DAY_S).into(),
            _ => return None,
        }),
        Value::Time(time) => Some(match name {
            "hour" => i64::from(time.hour()).into(),
            "minute" => i64::from(time.minute()).into(),
            "second" => seconds(time.second(), time.nanos()),
            "time offset" => time.offset().map_or(Value::Null, Value::Days),
            "timezone" => zone_name(time.zone()),
            "value" => Value::Number(time.since_midnight().number()),
            _ => return None,
        }),
        Value::DateTime(moment) => match name {
            "year" | "month" | "day" | "weekday" => part(&Value::Date(moment.date), name),
            "value" => Some(Value::Number(moment.instant().number())),
            "time offset" => Some(moment.time.offset().map_or(Value::Null, Value::Days)),
            _ => part(&Value::Time(std::sync::Arc::new(moment.time.clone())), name),
        },
        Value::Days(days) => {
            let parts = days.parts();
            Some(match name {
                "value" => Value::Number(days.number()),
                "days" => parts[0].into(),
                "hours" => parts[1].into(),
                "minutes" => parts[2].into(),
                "seconds" => {
                    let nanos = i128::from(parts[3]) * 1_000_000_000 + i128::from(parts[4]);
                    Value::Number(Number::new(nanos, -9)?)
                }
                _ => return None,
            })
        }
        Value::Months(months) => Some(match name {
            "years" => (months.months() / 12).into(),
            "value" => months.months().into(),
            "months" => (months.months() % 12).into(),
            _ => return None,
        }),
        Value::Range(range) => range_part(range, name),
        _ => None,
    }
}

fn range_part(range: &Range, name: &str) -> Option<Value> {
    Some(match name {
        "start" => range.start.clone().unwrap_or_default(),
        "end" => range.end.clone().unwrap_or_default(),
        "start included" => range.start_included.into(),
        "end included" => range.end_included.into(),
        _ => return None,
    })
}
