//! A day and a time of it.
//!
//! Absent: the second of two equal local times when a clock is set back; the first is meant. Source: DMN 1.5 §10.3.2.3.6.

use std::cmp::Ordering;
use std::fmt;

use super::{DAY_S, Date, DaysDuration, MonthsDuration, Scan, Time};

/// A date and time, maybe with a zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    pub date: Date,
    pub time: Time,
}

impl DateTime {
    #[must_use]
    pub fn new(date: Date, time: Time) -> Self {
        Self { date, time }
    }

    /// The day's first moment in UTC, as dates are compared with dates and times.
    #[must_use]
    pub fn midnight(date: Date) -> Self {
        Self { date, time: Time::midnight(Some(super::Zone::UTC)) }
    }

    /// Since 1970 in UTC; of no zone as if it had that of UTC.
    #[must_use]
    pub fn instant(&self) -> DaysDuration {
        let second = self.time.second_of_day();
        let offset = self.time.zone().map_or(0, |zone| zone.offset_at(self.date, second));
        DaysDuration::new(self.date.days() * DAY_S + second - i64::from(offset), self.time.nanos())
    }

    /// Seconds east of UTC, where there is a zone.
    #[must_use]
    pub fn offset(&self) -> Option<DaysDuration> {
        let zone = self.time.zone()?;
        Some(DaysDuration::new(zone.offset_at(self.date, self.time.second_of_day()).into(), 0))
    }

    #[must_use]
    pub fn plus(&self, duration: DaysDuration) -> Option<Self> {
        let instant = self.instant().plus(duration)?;
        let zone = self.time.zone().cloned();
        let offset = zone.as_ref().map_or(0, |zone| zone.offset_of(instant.seconds()));
        let local = instant.seconds().checked_add(offset.into())?;
        let date = Date::from_days(local.div_euclid(DAY_S))?;
        Some(Self { date, time: Time::from_seconds(local.rem_euclid(DAY_S), instant.nanos(), zone) })
    }

    #[must_use]
    pub fn plus_months(&self, months: MonthsDuration) -> Option<Self> {
        Some(Self { date: self.date.plus_months(months)?, time: self.time.clone() })
    }

    /// None when one has a zone and the other has not.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Option<DaysDuration> {
        if self.time.zone().is_some() != other.time.zone().is_some() {
            return None;
        }
        self.instant().minus(other.instant())
    }

    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.time.zone().is_some() != other.time.zone().is_some() {
            return None;
        }
        Some(self.instant().cmp(&other.instant()))
    }

    /// Reads `2024-02-29T13:45:00` with what a time may end in, or a day alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan::new(text);
        let date = Date::scan(&mut scan)?;
        if scan.end().is_some() {
            return Some(Self { date, time: Time::midnight(None) });
        }
        scan.expect(b'T')?;
        let (time, next_day) = Time::scan(&mut scan)?;
        Some(Self { date: date.plus_days(next_day.into())?, time })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}
