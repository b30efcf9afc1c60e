//! What is known beside activity, time and resource: of a whole case (when it was opened, its priority) and of single
//! events (a cost, a channel).
//!
//! Absent: lists and nested attributes. A column of the case holds what the newest row says. Source: the case and event
//! attributes of XES (IEEE 1849-2023, §4.3).

use super::Names;
use serde::{Deserialize, Serialize};

/// Code for "no value" in dictionary columns.
pub(crate) const NO_TEXT: u32 = u32::MAX;
/// Mark for "no value" in time columns.
pub(crate) const NO_TIME: i64 = i64::MIN;
/// Mark for "no value" in yes/no columns.
pub(crate) const NO_FLAG: u8 = 2;

/// The meanings that measures know how to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// When the case was opened (time).
    Opened,
    /// When it was resolved (time).
    Resolved,
    /// When it was closed (time).
    Closed,
    /// Its priority (text).
    Priority,
    /// Whether it met its service level (yes/no).
    MadeSla,
    /// How often it was reopened (number).
    ReopenCount,
    /// How often it changed hands (number).
    ReassignmentCount,
}

impl Fact {
    /// All of them, in the order in which they are exported.
    pub const ALL: [Fact; 7] = [
        Fact::Opened,
        Fact::Resolved,
        Fact::Closed,
        Fact::Priority,
        Fact::MadeSla,
        Fact::ReopenCount,
        Fact::ReassignmentCount,
    ];

    /// The column name used in exports, such as `made_sla`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fact::Opened => "opened",
            Fact::Resolved => "resolved",
            Fact::Closed => "closed",
            Fact::Priority => "priority",
            Fact::MadeSla => "made_sla",
            Fact::ReopenCount => "reopen_count",
            Fact::ReassignmentCount => "reassignment_count",
        }
    }

    /// The kind of value this fact has.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Fact::Opened | Fact::Resolved | Fact::Closed => Kind::Time,
            Fact::Priority => Kind::Text,
            Fact::MadeSla => Kind::Flag,
            Fact::ReopenCount | Fact::ReassignmentCount => Kind::Number,
        }
    }
}

/// The kinds of values a column may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Dictionary-encoded text.
    #[default]
    Text,
    /// A finite number.
    Number,
    /// Microseconds since 1970-01-01 UTC.
    Time,
    /// Yes or no.
    Flag,
}

/// What a column says something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The case: the newest row that belongs to it decides.
    Case,
    /// The event.
    Event,
}

/// One value of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A finite number.
    Number(f64),
    /// Microseconds since 1970-01-01 UTC.
    Time(i64),
    /// Yes or no.
    Flag(bool),
}

/// One column with a value, or none, for each case or for each event.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueColumn {
    /// The name in the source, or the name of the fact.
    pub name: String,
    /// Its meaning, where it has one.
    pub fact: Option<Fact>,
    /// The texts of a text column; empty for other kinds.
    pub(crate) names: Names,
    pub(crate) values: Values,
}

/// The values of a column; text as codes.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Text(Vec<u32>),
    Number(Vec<f64>),
    Time(Vec<i64>),
    Flag(Vec<u8>),
}

impl PartialEq for Values {
    /// Numbers are the same when their bits are, so that two columns without values are equal.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Values::Text(codes), Values::Text(others)) => codes == others,
            (Values::Number(values), Values::Number(others)) => {
                values.iter().map(|number| number.to_bits()).eq(others.iter().map(|number| number.to_bits()))
            }
            (Values::Time(values), Values::Time(others)) => values == others,
            (Values::Flag(values), Values::Flag(others)) => values == others,
            _ => false,
        }
    }
}

impl Values {
    pub(crate) fn new(kind: Kind, room: usize) -> Self {
        match kind {
            Kind::Text => Values::Text(Vec::with_capacity(room)),
            Kind::Number => Values::Number(Vec::with_capacity(room)),
            Kind::Time => Values::Time(Vec::with_capacity(room)),
            Kind::Flag => Values::Flag(Vec::with_capacity(room)),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Values::Text(_) => Kind::Text,
            Values::Number(_) => Kind::Number,
            Values::Time(_) => Kind::Time,
            Values::Flag(_) => Kind::Flag,
        }
    }

    /// Makes the column `length` long, new places without a value.
    pub(crate) fn extend_to(&mut self, length: usize) {
        match self {
            Values::Text(codes) => codes.resize(length, NO_TEXT),
            Values::Number(values) => values.resize(length, f64::NAN),
            Values::Time(values) => values.resize(length, NO_TIME),
            Values::Flag(values) => values.resize(length, NO_FLAG),
        }
    }

    /// Takes back all values but the first `length`.
    pub(crate) fn truncate(&mut self, length: usize) {
        match self {
            Values::Text(codes) => codes.truncate(length),
            Values::Number(values) => values.truncate(length),
            Values::Time(values) => values.truncate(length),
            Values::Flag(values) => values.truncate(length),
        }
    }

    /// Adds a value at the end, its text looked up in `names`; a value of another kind counts as none, a full
    /// dictionary is reported as `None`.
    pub(crate) fn push(&mut self, names: &mut Names, value: Option<Value<'_>>) -> Option<()> {
        match (self, value) {
            (Values::Text(codes), Some(Value::Text(text))) => codes.push(names.add(text)?),
            (Values::Text(codes), _) => codes.push(NO_TEXT),
            (Values::Number(values), Some(Value::Number(number))) => values.push(number),
            (Values::Number(values), _) => values.push(f64::NAN),
            (Values::Time(values), Some(Value::Time(time))) => values.push(time),
            (Values::Time(values), _) => values.push(NO_TIME),
            (Values::Flag(values), Some(Value::Flag(flag))) => values.push(u8::from(flag)),
            (Values::Flag(values), _) => values.push(NO_FLAG),
        }
        Some(())
    }

    /// The values at some places.
    pub(crate) fn pick(&self, places: impl Iterator<Item = usize> + Clone) -> Values {
        match self {
            Values::Text(codes) => Values::Text(places.map(|place| codes[place]).collect()),
            Values::Number(values) => Values::Number(places.map(|place| values[place]).collect()),
            Values::Time(values) => Values::Time(places.map(|place| values[place]).collect()),
            Values::Flag(values) => Values::Flag(places.map(|place| values[place]).collect()),
        }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Values::Text(codes) => codes.capacity() * 4,
            Values::Number(values) => values.capacity() * 8,
            Values::Time(values) => values.capacity() * 8,
            Values::Flag(values) => values.capacity(),
        }
    }
}

impl ValueColumn {
    /// The kind of its values.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.values.kind()
    }

    /// The value for a case (of a case column) or an event (of an event column), counted from 0.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Value<'_>> {
        match &self.values {
            Values::Text(codes) => self.names.get(*codes.get(place)?).map(Value::Text),
            Values::Number(values) => values.get(place).copied().filter(|number| number.is_finite()).map(Value::Number),
            Values::Time(values) => values.get(place).copied().filter(|time| *time != NO_TIME).map(Value::Time),
            Values::Flag(values) => {
                values.get(place).filter(|flag| **flag != NO_FLAG).map(|flag| Value::Flag(*flag == 1))
            }
        }
    }

    /// The distinct texts of a text column; empty for other kinds.
    #[must_use]
    pub fn distinct(&self) -> Vec<&str> {
        self.names.iter().collect()
    }
}
