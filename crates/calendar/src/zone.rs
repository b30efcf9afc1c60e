//! A time zone: which instant a time of its clock is, and the other way round.
//!
//! Absent: dates as text. Source: the IANA time zone database through `jiff`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::date::{DAY_US, SECOND_US, date_of};

/// Where times without an offset were written.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The zone of a name: `UTC`, `Europe/Zurich`, or a fixed offset such as `+01:00`.
    ///
    /// # Errors
    /// A sentence when there is no such zone.
    pub fn named(name: &str) -> Result<Zone, String> {
        if name.is_empty() || name == "UTC" || name == "Z" {
            return Ok(Zone::utc());
        }
        if let Some(fixed) = offset(name) {
            return Ok(Zone(TimeZone::fixed(fixed)));
        }
        TimeZone::get(name).map(Zone).map_err(|_| {
            format!(
                "there is no time zone \"{name}\"; write UTC, an offset such as +01:00, or a name such as Europe/Zurich"
            )
        })
    }

    /// Whether it is that of UTC.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        self.0 == TimeZone::UTC
    }

    /// The instant of a time of the clock on a day; a time that the clock leaps over is later by the leap, of one that comes twice the
    /// first counts. None outside the years that can be told.
    #[must_use]
    pub fn instant(&self, day: i64, us_of_day: i64) -> Option<i64> {
        let naive = day.checked_mul(DAY_US)?.checked_add(us_of_day)?;
        if self.is_utc() {
            return Some(naive);
        }
        let (year, month, date) = date_of(day);
        let second = us_of_day / SECOND_US;
        let clock = DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(date).ok()?,
            i8::try_from(second / 3600).ok()?,
            i8::try_from(second / 60 % 60).ok()?,
            i8::try_from(second % 60).ok()?,
            0,
        );
        let stamp = self.0.to_ambiguous_timestamp(clock.ok()?).compatible().ok()?;
        Some(stamp.as_microsecond() + us_of_day.rem_euclid(SECOND_US))
    }

    /// [`Zone::instant`], and that of UTC where it cannot be told.
    #[must_use]
    pub fn at(&self, day: i64, us_of_day: i64) -> i64 {
        self.instant(day, us_of_day).unwrap_or_else(|| day.saturating_mul(DAY_US).saturating_add(us_of_day))
    }

    /// The instant at which a day (number since 1970-01-01) begins.
    #[must_use]
    pub fn day_start(&self, day: i64) -> i64 {
        self.at(day, 0)
    }

    /// The number of the day (since 1970-01-01) at an instant, and the microseconds after midnight that the clock shows.
    #[must_use]
    pub fn clock(&self, micros: i64) -> (i64, i64) {
        let shown = micros.saturating_add(self.offset_us(micros));
        (shown.div_euclid(DAY_US), shown.rem_euclid(DAY_US))
    }

    /// The number of the day (since 1970-01-01) at an instant.
    #[must_use]
    pub fn day(&self, micros: i64) -> i64 {
        self.clock(micros).0
    }

    fn offset_us(&self, micros: i64) -> i64 {
        let stamp = Timestamp::from_microsecond(micros);
        stamp.map_or(0, |stamp| i64::from(self.0.to_offset(stamp).seconds()) * SECOND_US)
    }
}

/// `+01:00`, `-0530`, `+1`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits =
        |text: &str| (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<i32>());
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) if hours.len() <= 2 && minutes.len() == 2 => (hours, minutes),
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None if rest.len() <= 2 => (rest, "0"),
        _ => return None,
    };
    let (hours, minutes) = (digits(hours)?.ok()?, digits(minutes)?.ok()?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}
