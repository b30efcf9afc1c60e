//! A time of day.
//!
//! Absent: leap seconds; 24:00:00 is read as the midnight that follows. Source: DMN 1.5 §10.3.2.3.4.

use std::fmt;

use super::{DAY_S, DaysDuration, NANOS, Scan, Zone, nanos_of};

/// A time of day, maybe with a zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0 to 86,399.
    second_of_day: u32,
    nanos: u32,
    zone: Option<Zone>,
}

impl Time {
    /// None for a time that the day has not; nanoseconds are below 10^9.
    #[must_use]
    pub fn new(hour: i64, minute: i64, second: i64, nanos: u32, zone: Option<Zone>) -> Option<Self> {
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&second) || nanos >= NANOS {
            return None;
        }
        Some(Self { second_of_day: u32::try_from(hour * 3_600 + minute * 60 + second).ok()?, nanos, zone })
    }

    #[must_use]
    pub fn midnight(zone: Option<Zone>) -> Self {
        Self { second_of_day: 0, nanos: 0, zone }
    }

    pub(crate) fn from_seconds(second_of_day: i64, nanos: u32, zone: Option<Zone>) -> Self {
        let second = u32::try_from(second_of_day.rem_euclid(DAY_S)).expect("below a day");
        Self { second_of_day: second, nanos, zone }
    }

    #[must_use]
    pub fn hour(&self) -> u32 {
        self.second_of_day / 3_600
    }

    #[must_use]
    pub fn minute(&self) -> u32 {
        self.second_of_day / 60 % 60
    }

    #[must_use]
    pub fn second(&self) -> u32 {
        self.second_of_day % 60
    }

    #[must_use]
    pub fn nanos(&self) -> u32 {
        self.nanos
    }

    #[must_use]
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    pub(crate) fn second_of_day(&self) -> i64 {
        self.second_of_day.into()
    }

    /// The offset of a fixed zone.
    #[must_use]
    pub fn offset(&self) -> Option<DaysDuration> {
        match self.zone {
            Some(Zone::Offset(offset)) => Some(DaysDuration::new(offset.into(), 0)),
            _ => None,
        }
    }

    /// Since midnight in UTC; a time of no zone as if it had that of UTC.
    pub(crate) fn since_midnight(&self) -> DaysDuration {
        let day = super::Date::new(1970, 1, 1).expect("a day");
        let offset = self.zone.as_ref().map_or(0, |zone| zone.offset_at(day, self.second_of_day()));
        DaysDuration::new(self.second_of_day() - i64::from(offset), self.nanos)
    }

    #[must_use]
    pub fn plus(&self, duration: DaysDuration) -> Option<Self> {
        let sum = DaysDuration::new(self.second_of_day(), self.nanos).plus(duration)?;
        Some(Self::from_seconds(sum.seconds(), sum.nanos(), self.zone.clone()))
    }

    /// A time, and whether it is that of the end of the day, 24:00:00.
    pub(crate) fn scan(scan: &mut Scan<'_>) -> Option<(Self, bool)> {
        let hour = scan.two()?;
        scan.expect(b':')?;
        let minute = scan.two()?;
        scan.expect(b':')?;
        let second = scan.two()?;
        let nanos = if scan.take(b'.') {
            let digits = scan.digits();
            if digits.is_empty() {
                return None;
            }
            nanos_of(digits)
        } else {
            0
        };
        let zone = Zone::scan(scan)?;
        if hour == 24 && (minute, second, nanos) == (0, 0, 0) {
            return Some((Self::midnight(zone), true));
        }
        Self::new(hour.into(), minute.into(), second.into(), nanos, zone).map(|time| (time, false))
    }

    /// Reads `13:45:00`, `13:45:00.5Z`, `13:45:00+02:00` or `13:45:00@Europe/Paris`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::scan(&mut Scan::new(text)).map(|(time, _)| time)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())?;
        super::duration::write_fraction(f, self.nanos)?;
        match &self.zone {
            Some(zone) => write!(f, "{zone}"),
            None => Ok(()),
        }
    }
}
