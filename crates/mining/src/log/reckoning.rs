//! By what time is counted: by the clock, or in the working time of a calendar.
//!
//! Absent: calendars themselves (crate `calendar`). Source: ServiceNow, "Business duration".

use calendar::Calendar;
use std::sync::Arc;

/// How long something takes: by the clock unless a calendar says which hours count.
#[derive(Clone, Debug, Default)]
pub struct Reckoning {
    working: Option<Arc<Calendar>>,
}

impl Reckoning {
    /// In working time only.
    #[must_use]
    pub fn working(calendar: Arc<Calendar>) -> Reckoning {
        Reckoning { working: Some(calendar) }
    }

    /// The calendar that says which hours count; none by the clock.
    #[must_use]
    pub fn calendar(&self) -> Option<&Calendar> {
        self.working.as_deref()
    }

    /// Microseconds that count between two instants (microseconds since 1970); 0 when the second is not later.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> i64 {
        match &self.working {
            None => to.saturating_sub(from).max(0),
            Some(calendar) => calendar.between(from, to),
        }
    }

    /// Seconds that count from the first to the last of some instants in order; 0 where there is none.
    #[must_use]
    pub fn seconds(&self, times: &[i64]) -> f64 {
        let ends = times.first().zip(times.last());
        ends.map_or(0.0, |(first, last)| self.between(*first, *last) as f64 / 1e6)
    }
}
