//! One event or object as a file states it, before it is judged.
//!
//! Absent: any check; see `build`. Source: OCEL 2.0 Specification, §4 (the JSON form), whose shape this has.

use super::log::AttributeType;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A value as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Raw<'r> {
    #[default]
    Nothing,
    Text(Cow<'r, str>),
    /// A text that the file declares a time.
    Time(Cow<'r, str>),
    Integer(i64),
    Float(f64),
    Flag(bool),
}

/// A text, of the file itself where it stands there as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'r>(pub(super) Cow<'r, str>);

/// A text that some files write as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Id<'r>(pub(super) Cow<'r, str>);

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(text.into())
    }
}

impl From<String> for Id<'_> {
    fn from(text: String) -> Self {
        Id(text.into())
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Link<'r> {
    #[serde(borrow, rename = "objectId")]
    pub(super) object: Id<'r>,
    #[serde(borrow, default)]
    pub(super) qualifier: Text<'r>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Stated<'r> {
    #[serde(borrow)]
    pub(super) name: Text<'r>,
    #[serde(borrow, default)]
    pub(super) time: Option<Text<'r>>,
    #[serde(borrow, default)]
    pub(super) value: Raw<'r>,
}

/// An event (with a time) or an object.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Record<'r> {
    #[serde(borrow, default)]
    pub(super) id: Id<'r>,
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'r>,
    #[serde(borrow, default)]
    pub(super) time: Text<'r>,
    #[serde(borrow, default, deserialize_with = "or_none")]
    pub(super) attributes: Vec<Stated<'r>>,
    #[serde(borrow, default, deserialize_with = "or_none")]
    pub(super) relationships: Vec<Link<'r>>,
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

impl<'de> Visitor<'de> for Scalars {
    type Value = Raw<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true or false")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Raw<'de>, E> {
        Ok(Raw::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw<'de>, E> {
        Ok(Raw::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Raw<'de>, E> {
        Ok(Raw::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Raw<'de>, E> {
        Ok(i64::try_from(number).map_or(Raw::Float(number as f64), Raw::Integer))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Raw<'de>, E> {
        Ok(Raw::Float(number))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Raw<'de>, E> {
        Ok(Raw::Flag(flag))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw<'de>, E> {
        Ok(Raw::Nothing)
    }
}

impl<'r, 'de: 'r> Deserialize<'de> for Raw<'r> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw<'r>, D::Error> {
        deserializer.deserialize_any(Scalars)
    }
}

impl<'r, 'de: 'r> Deserialize<'de> for Id<'r> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<'r>, D::Error> {
        Ok(Id(match deserializer.deserialize_any(Scalars)? {
            Raw::Text(text) | Raw::Time(text) => text,
            Raw::Integer(number) => number.to_string().into(),
            Raw::Float(number) => number.to_string().into(),
            Raw::Flag(flag) => flag.to_string().into(),
            Raw::Nothing => Cow::Borrowed(""),
        }))
    }
}

struct Strings;

impl<'de> Visitor<'de> for Strings {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

impl<'r, 'de: 'r> Deserialize<'de> for Text<'r> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'r>, D::Error> {
        deserializer.deserialize_str(Strings)
    }
}
