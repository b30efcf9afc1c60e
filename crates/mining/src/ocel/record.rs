//! One event or object as a file states it, before it is judged.
//!
//! Absent: any check; see `build`. Source: OCEL 2.0 Specification, §4 (the JSON form), whose shape this has.

use super::log::AttributeType;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A value as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Raw {
    #[default]
    Nothing,
    Text(String),
    /// A text that the file declares a time.
    Time(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
}

/// A text that some files write as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Id(pub(super) String);

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Link {
    #[serde(rename = "objectId")]
    pub(super) object: Id,
    #[serde(default)]
    pub(super) qualifier: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Stated {
    pub(super) name: String,
    #[serde(default)]
    pub(super) time: Option<String>,
    #[serde(default)]
    pub(super) value: Raw,
}

/// An event (with a time) or an object.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Record {
    #[serde(default)]
    pub(super) id: Id,
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) time: String,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) attributes: Vec<Stated>,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) relationships: Vec<Link>,
}

/// A type with its attributes, as OCEL 2.0 declares it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Declared {
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) attributes: Vec<AttributeType>,
}

/// A list, or nothing in its place.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

struct Scalars;

impl Visitor<'_> for Scalars {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true or false")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Raw, E> {
        Ok(i64::try_from(number).map_or(Raw::Float(number as f64), Raw::Integer))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Raw, E> {
        Ok(Raw::Float(number))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Raw, E> {
        Ok(Raw::Flag(flag))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(Scalars)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        Ok(Id(match Raw::deserialize(deserializer)? {
            Raw::Text(text) | Raw::Time(text) => text,
            Raw::Integer(number) => number.to_string(),
            Raw::Float(number) => number.to_string(),
            Raw::Flag(flag) => flag.to_string(),
            Raw::Nothing => String::new(),
        }))
    }
}
