//! Values on their way to the server and back.
//!
//! Absent: guessing types. The server says what a parameter is; a value of another kind is an error that names both.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::failure;
use crate::tx::Cells;
use crate::value::Owned;
use crate::{Bind, Value};

impl ToSql for Owned {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Parameter(self.value()).to_sql(wanted, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub Value<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self.0, wanted) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT8) => n.to_sql(wanted, out)?,
            (Value::Int(n), &Type::INT4) => i32::try_from(n)?.to_sql(wanted, out)?,
            (Value::Int(n), &Type::INT2) => i16::try_from(n)?.to_sql(wanted, out)?,
            (Value::Int(n), &Type::FLOAT8) => (n as f64).to_sql(wanted, out)?,
            (Value::Float(x), &Type::FLOAT8) => x.to_sql(wanted, out)?,
            (Value::Text(text), wanted) if <&str as ToSql>::accepts(wanted) => text.to_sql(wanted, out)?,
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out)?,
            (value, wanted) => {
                return Err(format!(
                    "{} was bound where the server wants {wanted}; cast the parameter in the statement",
                    value.kind()
                )
                .into());
            }
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value as the server sent it.
struct Received<'a>(Value<'a>);

impl<'a> FromSql<'a> for Received<'a> {
    fn from_sql(sent: &Type, raw: &'a [u8]) -> Result<Received<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(Received(match *sent {
            Type::INT8 => Value::Int(i64::from_sql(sent, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(sent, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(sent, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(sent, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(sent, raw)?),
            Type::FLOAT4 => Value::Float(f32::from_sql(sent, raw)?.into()),
            Type::BYTEA => Value::Bytes(raw),
            _ if <&str as FromSql>::accepts(sent) => Value::Text(<&str>::from_sql(sent, raw)?),
            _ => return Err(format!("it is {sent}; cast it to INT8, FLOAT8 or TEXT in the statement").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Received<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(Received(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Cells for tokio_postgres::Row {
    fn cell(&self, index: usize) -> Result<Value<'_>, String> {
        if index >= self.len() {
            return Err("there is no such column".to_owned());
        }
        let received: Received<'_> = self.try_get(index).map_err(|error| failure::text(&error))?;
        Ok(received.0)
    }
}
