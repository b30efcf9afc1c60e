//! Values as people type them: what a text means depends on the type that is asked for.
//!
//! Absent: languages; numbers have a point, dates are written as ISO 8601 says. Source: DMN 1.5 §10.3.2.

use std::sync::Arc;

use crate::evaluate::equal;
use crate::expression::Expression;
use crate::limits::Limits;
use crate::names::Scope;
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time};
use crate::types::Type;
use crate::value::{Context, Value};

impl Value {
    /// The value that a text means where a value of a type is asked for: a text itself for texts (quotation marks may stand around it),
    /// a date for dates, an expression of FEEL for lists, contexts and what has no type. An empty text is null.
    ///
    /// # Errors
    /// A sentence: what is not a value of the type, and how one is written.
    pub fn from_typed(text: &str, kind: &Type) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text == "null" {
            return Ok(Self::Null);
        }
        let wrong = |what: &str| format!("“{text}” is not {what}.");
        match kind.plain() {
            Type::String => Ok(in_quotes(text).unwrap_or_else(|| text.into())),
            Type::Number => {
                text.parse().map(Self::Number).map_err(|_| wrong("a number; write digits with a point, such as 2.5"))
            }
            Type::Boolean => match text.to_lowercase().as_str() {
                "true" | "yes" => Ok(true.into()),
                "false" | "no" => Ok(false.into()),
                _ => Err(wrong("yes or no")),
            },
            Type::Date => Date::parse(text).map(Self::Date).ok_or_else(|| wrong("a date such as 2026-11-26")),
            Type::Time => Time::parse(text)
                .map(|time| Self::Time(Arc::new(time)))
                .ok_or_else(|| wrong("a time of day such as 14:30:00")),
            Type::DateTime => DateTime::parse(text)
                .map(|moment| Self::DateTime(Arc::new(moment)))
                .ok_or_else(|| wrong("a date with a time such as 2026-11-26T14:30:00")),
            Type::Days => DaysDuration::parse(text)
                .map(Self::Days)
                .ok_or_else(|| wrong("a duration of days, hours and minutes such as P1DT4H")),
            Type::Months => MonthsDuration::parse(text)
                .map(Self::Months)
                .ok_or_else(|| wrong("a duration of years and months such as P1Y6M")),
            Type::Any => Ok(expression(text).unwrap_or_else(|_| text.into())),
            _ => expression(text).map_err(|why| format!("“{text}” cannot be read: {why}")),
        }
    }

    /// The value as it would be typed: [`Value::from_typed`] reads it again.
    #[must_use]
    pub fn to_typed(&self, kind: &Type) -> String {
        match (self, kind.plain()) {
            (Self::Null, _) => String::new(),
            (Self::Boolean(yes), Type::Boolean) => if *yes { "yes" } else { "no" }.to_owned(),
            (Self::String(text), Type::String)
                if in_quotes(text).is_none() && text.trim() == &**text && !text.is_empty() && &**text != "null" =>
            {
                text.to_string()
            }
            (value, _) => value.to_string(),
        }
    }

    /// Whether two values are the same, as FEEL compares them; null is the same as null only.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        equal(self, other) == Some(true)
    }
}

fn in_quotes(text: &str) -> Option<Value> {
    let is_quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    is_quoted.then(|| expression(text).ok()).flatten().filter(|value| matches!(value, Value::String(_)))
}

/// The value of an expression that names nothing.
fn expression(text: &str) -> Result<Value, String> {
    let compiled = Expression::compile(text, &Scope::new()).map_err(|error| format!("{error}."))?;
    let limits = Limits { steps: MAX_STEPS, ..Limits::STANDARD };
    let answer = compiled.evaluate(&Arc::new(Context::new()), None, limits).map_err(|stopped| format!("{stopped}."))?;
    match (answer.value, answer.warnings.first()) {
        (_, Some(warning)) => Err(format!("{}.", warning.problem)),
        (value, None) => Ok(value),
    }
}

/// Steps of an expression that somebody types as a value.
const MAX_STEPS: u64 = 10_000;

#[cfg(test)]
mod tests {
    use crate::{Type, Value};

    #[test]
    fn a_text_means_what_its_type_says() {
        for (text, kind, expected) in [
            ("high", "string", "\"high\""),
            ("\"high\"", "string", "\"high\""),
            ("2.50", "number", "2.5"),
            ("yes", "boolean", "true"),
            ("false", "boolean", "false"),
            ("2026-02-28", "date", "2026-02-28"),
            ("P1DT4H", "days and time duration", "P1DT4H"),
            ("[1, 2]", "list", "[1, 2]"),
            ("{a: 1}", "Any", "{a: 1}"),
            ("high", "Any", "\"high\""),
            ("  ", "number", "null"),
        ] {
            let kind = Type::named(kind).unwrap();
            let value = Value::from_typed(text, &kind).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(value.to_string(), expected, "{text} as {kind}");
            assert!(Value::from_typed(&value.to_typed(&kind), &kind).unwrap().is_same(&value), "{text} comes back");
        }
    }

    #[test]
    fn what_is_not_of_the_type_is_refused_with_an_example() {
        for (text, kind, part) in [
            ("many", "number", "“many” is not a number; write digits"),
            ("1,5", "number", "is not a number"),
            ("perhaps", "boolean", "is not yes or no"),
            ("31.12.2026", "date", "is not a date such as"),
            ("[1,", "list", "cannot be read"),
            ("count(1..9)", "list", "cannot be read"),
        ] {
            let said = Value::from_typed(text, &Type::named(kind).unwrap()).unwrap_err();
            assert!(said.contains(part), "{said}");
        }
        let endless = "for i in 1..1000000 return i";
        assert!(Value::from_typed(endless, &Type::named("list").unwrap()).is_err());
    }
}
