//! What is known of a whole case: when it was opened and resolved, its priority, and the attributes one asked to keep.
//!
//! Absent: values that change from event to event; a case column holds the state of the newest row. Source: the case
//! and event attributes of XES (IEEE 1849-2023, §4.3).

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

/// The kinds of values a case column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Dictionary-encoded text.
    Text,
    /// A finite number.
    Number,
    /// Microseconds since 1970-01-01 UTC.
    Time,
    /// Yes or no.
    Flag,
}

/// One value of a case column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CaseValue<'a> {
    /// A text.
    Text(&'a str),
    /// A finite number.
    Number(f64),
    /// Microseconds since 1970-01-01 UTC.
    Time(i64),
    /// Yes or no.
    Flag(bool),
}

/// One column with a value, or none, for each case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseColumn {
    /// The name in the source, or the name of the fact.
    pub name: String,
    /// Its meaning, where it has one.
    pub fact: Option<Fact>,
    pub(crate) values: CaseValues,
}

#[derive(Clone, Debug)]
pub(crate) enum CaseValues {
    Text { codes: Vec<u32>, names: Names },
    Number(Vec<f64>),
    Time(Vec<i64>),
    Flag(Vec<u8>),
}

impl PartialEq for CaseValues {
    /// Numbers are the same when their bits are, so that two columns without values are equal.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (CaseValues::Text { codes, names }, CaseValues::Text { codes: others, names: other_names }) => {
                codes == others && names == other_names
            }
            (CaseValues::Number(values), CaseValues::Number(others)) => {
                values.iter().map(|number| number.to_bits()).eq(others.iter().map(|number| number.to_bits()))
            }
            (CaseValues::Time(values), CaseValues::Time(others)) => values == others,
            (CaseValues::Flag(values), CaseValues::Flag(others)) => values == others,
            _ => false,
        }
    }
}

impl CaseValues {
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => CaseValues::Text { codes: Vec::new(), names: Names::default() },
            Kind::Number => CaseValues::Number(Vec::new()),
            Kind::Time => CaseValues::Time(Vec::new()),
            Kind::Flag => CaseValues::Flag(Vec::new()),
        }
    }

    /// Makes the column `cases` long, new cases without a value.
    pub(crate) fn extend_to(&mut self, cases: usize) {
        match self {
            CaseValues::Text { codes, .. } => codes.resize(cases, NO_TEXT),
            CaseValues::Number(values) => values.resize(cases, f64::NAN),
            CaseValues::Time(values) => values.resize(cases, NO_TIME),
            CaseValues::Flag(values) => values.resize(cases, NO_FLAG),
        }
    }

    /// Sets or clears a value; a value of another kind clears, a full dictionary is reported as `None`.
    pub(crate) fn set(&mut self, case: usize, value: Option<CaseValue<'_>>) -> Option<()> {
        match (self, value) {
            (CaseValues::Text { codes, names }, Some(CaseValue::Text(text))) => codes[case] = names.add(text)?,
            (CaseValues::Text { codes, .. }, _) => codes[case] = NO_TEXT,
            (CaseValues::Number(values), Some(CaseValue::Number(number))) => values[case] = number,
            (CaseValues::Number(values), _) => values[case] = f64::NAN,
            (CaseValues::Time(values), Some(CaseValue::Time(time))) => values[case] = time,
            (CaseValues::Time(values), _) => values[case] = NO_TIME,
            (CaseValues::Flag(values), Some(CaseValue::Flag(flag))) => values[case] = u8::from(flag),
            (CaseValues::Flag(values), _) => values[case] = NO_FLAG,
        }
        Some(())
    }
}

impl CaseColumn {
    /// The kind of its values.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.values {
            CaseValues::Text { .. } => Kind::Text,
            CaseValues::Number(_) => Kind::Number,
            CaseValues::Time(_) => Kind::Time,
            CaseValues::Flag(_) => Kind::Flag,
        }
    }

    /// The value for a case, counted from 0.
    #[must_use]
    pub fn get(&self, case: usize) -> Option<CaseValue<'_>> {
        match &self.values {
            CaseValues::Text { codes, names } => names.get(*codes.get(case)?).map(CaseValue::Text),
            CaseValues::Number(values) => {
                values.get(case).copied().filter(|number| number.is_finite()).map(CaseValue::Number)
            }
            CaseValues::Time(values) => values.get(case).copied().filter(|time| *time != NO_TIME).map(CaseValue::Time),
            CaseValues::Flag(values) => {
                values.get(case).filter(|flag| **flag != NO_FLAG).map(|flag| CaseValue::Flag(*flag == 1))
            }
        }
    }

    /// The distinct texts of a text column, in order of first appearance; empty for other kinds.
    #[must_use]
    pub fn distinct(&self) -> Vec<&str> {
        match &self.values {
            CaseValues::Text { names, .. } => names.iter().collect(),
            _ => Vec::new(),
        }
    }
}
