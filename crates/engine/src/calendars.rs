//! The calendars of a host, by their keys: in them working time is reckoned.
//!
//! The host gives those that a program names with every step; a step is the same for the same calendars. Absent: where they are kept,
//! and telling the engine that one changed, which is a command (`Reckon`). Source: crate `calendar`.

use std::collections::HashMap;
use std::sync::Arc;

use calendar::Calendar;

/// Calendars by their keys.
#[derive(Clone, Debug, Default)]
pub struct Calendars(HashMap<Arc<str>, Arc<Calendar>>);

impl Calendars {
    /// No calendar at all: every timer that names one stops.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a calendar; one of the same key is replaced.
    #[must_use]
    pub fn with(mut self, key: &str, calendar: Arc<Calendar>) -> Self {
        self.0.insert(key.into(), calendar);
        self
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Calendar> {
        self.0.get(key).map(|calendar| &**calendar)
    }
}
