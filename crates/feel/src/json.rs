//! Values as JSON, with all digits of a number and the order of entries kept.
//!
//! Absent: dates in JSON, which has none: they are texts, and become dates where a type asks for them. Source: RFC 8259.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::limits::MAX_VALUE_DEPTH;
use crate::source::position;
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time};
use crate::types::Type;
use crate::value::{Context, Value};

/// The deepest nesting of JSON read.
pub const MAX_JSON_DEPTH: usize = 128;

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: &'static str,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for JsonError {}

const _: () = assert!(MAX_JSON_DEPTH < MAX_VALUE_DEPTH as usize);

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Value {
    /// Reads JSON; dates and times stay texts.
    ///
    /// # Errors
    /// Names the character at which the text stops being JSON.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        let value = reader.value()?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.error("the value should end here"));
        }
        Ok(value)
    }

    /// Writes JSON; dates, times, durations and ranges become texts, functions null.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }

    /// Texts become dates, times and durations where a type asks for them.
    #[must_use]
    pub(crate) fn typed(self, kind: &Type) -> Self {
        match (&self, kind.plain()) {
            (Self::String(text), Type::Date) => Date::parse(text).map_or(self, Self::Date),
            (Self::String(text), Type::Time) => Time::parse(text).map_or(self, |time| Self::Time(Arc::new(time))),
            (Self::String(text), Type::DateTime) => {
                DateTime::parse(text).map_or(self, |moment| Self::DateTime(Arc::new(moment)))
            }
            (Self::String(text), Type::Days) => DaysDuration::parse(text).map_or(self, Self::Days),
            (Self::String(text), Type::Months) => MonthsDuration::parse(text).map_or(self, Self::Months),
            (Self::List(elements), Type::List(kind)) => {
                Self::list(elements.iter().map(|element| element.clone().typed(kind)).collect())
            }
            (Self::Context(context), Type::Context(kinds)) => {
                let entries = context.iter().map(|(name, value)| {
                    let kind = kinds.iter().find(|(other, _)| other == name).map(|(_, kind)| kind);
                    (name.clone(), value.clone().typed(kind.unwrap_or(&Type::Any)))
                });
                Self::context(entries.collect())
            }
            _ => self,
        }
    }
}

impl Reader<'_> {
    fn error(&self, message: &'static str) -> JsonError {
        let (line, column) = position(self.text, u32::try_from(self.at).unwrap_or(u32::MAX));
        JsonError { line, column, message }
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let there = self.text[self.at..].starts_with(sign);
        self.at += if there { sign.len() } else { 0 };
        there
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        for (word, value) in [("null", Value::Null), ("true", true.into()), ("false", false.into())] {
            if self.take(word) {
                return Ok(value);
            }
        }
        if self.text[self.at..].starts_with('"') {
            return Ok(Value::from(self.string()?));
        }
        self.depth += 1;
        if self.depth > MAX_JSON_DEPTH {
            return Err(self.error("the JSON is nested too deep"));
        }
        let value = if self.take("[") {
            self.array()?
        } else if self.take("{") {
            self.object()?
        } else {
            self.number()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let rest = &self.text[self.at..];
        let length =
            rest.find(|next: char| !matches!(next, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let number = &rest[..length];
        if !number.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Err(self.error("a JSON value is missing here"));
        }
        let value = number.parse().map_err(|_| self.error("this is not a number, or too large for 34 digits"))?;
        self.at += length;
        Ok(Value::Number(value))
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut values = Vec::new();
        if self.take("]") {
            return Ok(Value::list(values));
        }
        loop {
            values.push(self.value()?);
            if self.take("]") {
                return Ok(Value::list(values));
            }
            if !self.take(",") {
                return Err(self.error("\",\" or \"]\" is missing here"));
            }
        }
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut context = Context::new();
        if self.take("}") {
            return Ok(Value::context(context));
        }
        loop {
            self.space();
            let name = self.string()?;
            if !self.take(":") {
                return Err(self.error("\":\" is missing here"));
            }
            let value = self.value()?;
            context.put(name.into(), value);
            if self.take("}") {
                return Ok(Value::context(context));
            }
            if !self.take(",") {
                return Err(self.error("\",\" or \"}\" is missing here"));
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        if !self.text[self.at..].starts_with('"') {
            return Err(self.error("a name in quotation marks is missing here"));
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(next) = self.text[self.at..].chars().next() else {
                return Err(self.error("the closing quotation mark is missing"));
            };
            self.at += next.len_utf8();
            match next {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                '\0'..='\u{1f}' => return Err(self.error("a control character must be written as \\u and four digits")),
                other => out.push(other),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let Some(next) = self.text[self.at..].chars().next() else {
            return Err(self.error("the closing quotation mark is missing"));
        };
        self.at += next.len_utf8();
        Ok(match next {
            '"' | '\\' | '/' => next,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return Err(self.error("there is no such escape")),
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let code = self.text.get(self.at..self.at + 4)?;
        let code = u32::from_str_radix(code, 16).ok()?;
        self.at += 4;
        Some(code)
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.unit();
        let code = match first {
            Some(high @ 0xD800..=0xDBFF) if self.text[self.at..].starts_with("\\u") => {
                self.at += 2;
                let low = self.unit().filter(|low| (0xDC00..=0xDFFF).contains(low));
                low.map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            }
            other => other,
        };
        code.and_then(char::from_u32).ok_or_else(|| self.error("this is not the code of a character"))
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => write!(out, "\\u{:04x}", u32::from(character)).expect("a text takes all"),
            other => out.push(other),
        }
    }
    out.push('"');
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Function(_) => out.push_str("null"),
        Value::Boolean(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::String(text) => quoted(text, out),
        Value::List(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(element, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (at, (name, value)) in context.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        other => quoted(&other.to_string(), out),
    }
}

#[cfg(test)]
mod tests;
