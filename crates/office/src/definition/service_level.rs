//! A promise about every case: within which time, from where to where, and where its clock rests.
//!
//! Absent: the clock of a case (`automation::service_level`). Source: ISO/IEC 20000-1:2018 8.3.3; ServiceNow, "Service level management".

use serde::{Deserialize, Serialize};

/// A time within which something must be reached in every case: "answered within eight working hours".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceLevel {
    pub key: String,
    pub name: String,
    /// The time there is.
    pub minutes: u32,
    /// The key of the calendar of the office in whose working time it counts; empty for the time of the clock.
    pub calendar: String,
    /// The step at which the clock starts, by id; empty for the beginning of the case.
    pub starts_at: String,
    /// The step after which it stops, by id; empty for the end of the case.
    pub stops_at: String,
    /// The steps at which it rests, by id.
    pub pauses_at: Vec<String>,
    /// When somebody is warned, in per cent of the time.
    pub warn_at: Vec<u32>,
}
