//! The few kinds of value that pass the door, and how Rust types become them and are made from them.
//!
//! Absent: dates, decimals, arrays, UUID columns: times are `INT8` microseconds, ids and JSON are text.

use crate::Error;

/// A value on its way in or out. Truth values travel as 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// `INT8`.
    Int(i64),
    /// `FLOAT8`; never NaN.
    Float(f64),
    /// `TEXT`; never with a NUL character.
    Text(&'a str),
    /// `BYTES`.
    Bytes(&'a [u8]),
}

impl Value<'_> {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "NULL",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
        }
    }

    /// Refuses what only one of the two databases would store as given.
    pub(crate) fn checked(self, number: usize) -> Result<Self, Error> {
        match self {
            Value::Float(x) if x.is_nan() => Err(Error::Sql(format!("parameter ${number} is not a number (NaN)"))),
            Value::Text(text) if text.contains('\0') => Err(Error::Nul { parameter: number }),
            value => Ok(value),
        }
    }
}

/// Can be bound to a `$n`. Implement it for a newtype by delegating to the value inside.
pub trait Bind {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// Can be read from a column. Implement it for a newtype by delegating to the type inside.
pub trait Column: Sized {
    /// Makes the type from a value.
    ///
    /// # Errors
    /// A sentence naming what was wanted and what was found.
    fn column(value: Value<'_>) -> Result<Self, String>;
}

fn mismatch<T>(wanted: &str, found: Value<'_>) -> Result<T, String> {
    Err(format!("wanted {wanted}, found {}", found.kind()))
}

/// A value that outlives its row.
#[derive(Debug)]
pub(crate) enum Owned {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<Value<'_>> for Owned {
    fn from(value: Value<'_>) -> Owned {
        match value {
            Value::Null => Owned::Null,
            Value::Int(n) => Owned::Int(n),
            Value::Float(x) => Owned::Float(x),
            Value::Text(text) => Owned::Text(text.to_owned()),
            Value::Bytes(bytes) => Owned::Bytes(bytes.to_vec()),
        }
    }
}

impl Bind for Owned {
    fn value(&self) -> Value<'_> {
        match self {
            Owned::Null => Value::Null,
            Owned::Int(n) => Value::Int(*n),
            Owned::Float(x) => Value::Float(*x),
            Owned::Text(text) => Value::Text(text),
            Owned::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

impl<T: Bind + ?Sized> Bind for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Bind> Bind for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Bind::value)
    }
}

impl Bind for Value<'_> {
    fn value(&self) -> Value<'_> {
        *self
    }
}

impl Bind for i64 {
    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl Bind for i32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Bind for u32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Bind for f64 {
    fn value(&self) -> Value<'_> {
        Value::Float(*self)
    }
}

impl Bind for bool {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Bind for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl Bind for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl Column for i64 {
    fn column(value: Value<'_>) -> Result<i64, String> {
        match value {
            Value::Int(n) => Ok(n),
            other => mismatch("an integer", other),
        }
    }
}

impl Column for u32 {
    fn column(value: Value<'_>) -> Result<u32, String> {
        let n = i64::column(value)?;
        u32::try_from(n).map_err(|_| format!("wanted an integer from 0 to {}, found {n}", u32::MAX))
    }
}

impl Column for f64 {
    fn column(value: Value<'_>) -> Result<f64, String> {
        match value {
            Value::Float(x) => Ok(x),
            Value::Int(n) => Ok(n as f64),
            other => mismatch("a float", other),
        }
    }
}

impl Column for bool {
    fn column(value: Value<'_>) -> Result<bool, String> {
        match value {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            Value::Int(n) => Err(format!("wanted 0 or 1, found {n}")),
            other => mismatch("0 or 1", other),
        }
    }
}

impl Column for String {
    fn column(value: Value<'_>) -> Result<String, String> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            other => mismatch("text", other),
        }
    }
}

impl Column for Vec<u8> {
    fn column(value: Value<'_>) -> Result<Vec<u8>, String> {
        match value {
            Value::Bytes(bytes) => Ok(bytes.to_vec()),
            other => mismatch("bytes", other),
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn column(value: Value<'_>) -> Result<Option<T>, String> {
        match value {
            Value::Null => Ok(None),
            value => T::column(value).map(Some),
        }
    }
}
