//! A measure of a process: what is counted, in whose time, and where it should be.
//!
//! Absent: the figures (the slice `measure`). Source: FitSM-1 GR6.1; ISO 9001:2015 9.1.1.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A measure with its target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Measure {
    pub key: String,
    pub name: String,
    /// The objective it tells about.
    pub objective: String,
    pub formula: String,
    pub unit: String,
    pub source: String,
    pub frequency: String,
    /// The key of the role that answers for it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Which figure of the ticket log it is, where it is one.
    pub kind: MeasureKind,
    /// The key of the calendar of the office in whose working time its times count; empty for the time of the clock.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub calendar: String,
    #[serde(serialize_with = "write_target")]
    pub target: Option<Target>,
}

impl Measure {
    /// The unit with what its hours are: "hours", or "hours of work".
    #[must_use]
    pub fn unit_in_words(&self) -> String {
        let in_working_time = self.kind.is_time() && !self.calendar.is_empty();
        if in_working_time { format!("{} of work", self.unit) } else { self.unit.clone() }
    }
}

/// The figures that Mandate computes from a ticket log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Cases opened.
    Volume,
    /// Median time from opening to resolution, hours.
    ResolutionTimeMedian,
    /// Ninth decile of the time from opening to resolution, hours.
    ResolutionTimeP90,
    /// Resolved cases that were opened again, per cent.
    ReopenedShare,
    /// Cases handed to another group, per cent.
    ReassignedShare,
    /// Cases resolved without reassignment and reopening, per cent.
    FirstTimeRightShare,
    /// Cases resolved within the agreed time, per cent.
    SlaMetShare,
    /// Known from elsewhere.
    #[default]
    Other,
}

impl MeasureKind {
    /// Whether it is a time, which counts by the clock or in working time.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, MeasureKind::ResolutionTimeMedian | MeasureKind::ResolutionTimeP90)
    }
}

/// Where a measure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub direction: Direction,
    /// In the unit of the measure; never infinite, never "not a number".
    #[serde(deserialize_with = "read_finite")]
    pub value: f64,
}

impl Target {
    /// Whether a measured value meets the target.
    #[must_use]
    pub fn is_met(&self, value: f64) -> bool {
        match self.direction {
            Direction::AtMost => value <= self.value,
            Direction::AtLeast => value >= self.value,
        }
    }
}

/// On which side of the target a value is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    AtMost,
    AtLeast,
}

impl Direction {
    /// The direction in words, before the value.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Direction::AtMost => "at most",
            Direction::AtLeast => "at least",
        }
    }
}

/// A target that is no number is no target.
fn write_target<S: Serializer>(target: &Option<Target>, out: S) -> Result<S::Ok, S::Error> {
    target.filter(|target| target.value.is_finite()).serialize(out)
}

/// TOML can write `nan` and `inf`; no measured value can be held against them, and JSON cannot keep them.
fn read_finite<'de, D: Deserializer<'de>>(input: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(input)?;
    if value.is_finite() { Ok(value) } else { Err(de::Error::custom("a target is a finite number")) }
}
