//! Time, handed in from outside: an instant with a unit, and the clock that tells it.
//!
//! Absent: no rule reads the clock; `now` is always an argument. Time zones are applied only where a person reads a date.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One day in microseconds.
pub const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// As RFC 3339 in UTC with as many digits of the second as it takes, so that nothing is lost.
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&self.timestamp())
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Time, D::Error> {
        let text = String::deserialize(input)?;
        text.parse::<Timestamp>().map(|at| Time(at.as_microsecond())).map_err(de::Error::custom)
    }
}

impl Time {
    /// The same instant `seconds` later (earlier when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The same instant `days` of 24 hours later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Time {
        Time(self.0.saturating_add(days.saturating_mul(DAY_US)))
    }

    /// Whole days from `self` to `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Time) -> i64 {
        (other.0 - self.0).div_euclid(DAY_US)
    }

    /// The calendar day of the instant in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        self.timestamp().to_zoned_datetime(TimeZone::UTC).date()
    }

    /// Midnight UTC at the start of `date`.
    #[must_use]
    pub fn of_date(date: Date) -> Time {
        let zoned = date
            .to_datetime(jiff::civil::Time::midnight())
            .to_zoned_datetime(TimeZone::UTC)
            .map(|zoned| zoned.timestamp());
        Time(zoned.map_or(0, Timestamp::as_microsecond))
    }

    /// Reads a calendar day such as `2026-11-25`, as an HTML date field sends it.
    ///
    /// # Errors
    /// A sentence for the user when the text is no date.
    pub fn parse_date(text: &str) -> Result<Time, String> {
        text.trim().parse::<Date>().map(Time::of_date).map_err(|_| {
            format!("“{}” is not a date. Write it as year-month-day, for example 2026-11-25.", text.trim())
        })
    }

    /// RFC 3339 in UTC with whole seconds, for example `2026-11-25T18:34:33Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Day and minute as people read it, for example `25 Nov 2026, 18:34 UTC`.
    #[must_use]
    pub fn in_words(self) -> String {
        self.timestamp().strftime("%-d %b %Y, %H:%M UTC").to_string()
    }

    /// The day as people read it, for example `25 Nov 2026`.
    #[must_use]
    pub fn day_in_words(self) -> String {
        self.timestamp().strftime("%-d %b %Y").to_string()
    }

    /// Day and month as charts label it, for example `25 Nov`.
    #[must_use]
    pub fn day_and_month(self) -> String {
        self.timestamp().strftime("%-d %b").to_string()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rfc3339())
    }
}

/// Where `now` comes from: the machine, or a hand that tests turn.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `now` until [`Clock::advance_days`] moves it.
    #[must_use]
    pub fn set(now: Time) -> Clock {
        Clock::Set(Arc::new(AtomicI64::new(now.0)))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Time {
        match self {
            Clock::System => Time(Timestamp::now().as_microsecond()),
            Clock::Set(hand) => Time(hand.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock forward; the machine's own clock is left alone.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Clock::Set(hand) = self {
            hand.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_rfc_3339_and_read_back_to_the_microsecond() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_793_606_400_000_001, "2026-11-02T08:00:00.000001Z"),
            (1_793_606_400_250_000, "2026-11-02T08:00:00.25Z"),
        ] {
            let written = serde_json::to_string(&Time(micros)).expect("a time is written");
            assert_eq!(written, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Time>(&written).expect("a time is read"), Time(micros));
        }
        assert!(serde_json::from_str::<Time>("\"yesterday\"").is_err());
    }
}
