//! Durations: of days and time, exact to the nanosecond; of years and months, whose length depends on the calendar.
//!
//! Absent: a mixture of both kinds. Source: DMN 1.5 §10.3.2.3.7, §10.3.2.3.8; XML Schema 1.1 part 2 §3.4.26, §3.4.27.

use std::fmt;

use super::{DAY_S, NANOS, Scan, value_of};
use crate::number::{Number, Rounding};

/// A duration of days, hours, minutes and seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaysDuration {
    seconds: i64,
    /// Always counted upwards, also from negative seconds.
    nanos: u32,
}

/// A duration of years and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthsDuration(i64);

pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

impl DaysDuration {
    pub const ZERO: Self = Self { seconds: 0, nanos: 0 };

    /// Nanoseconds are below 10^9.
    #[must_use]
    pub const fn new(seconds: i64, nanos: u32) -> Self {
        Self { seconds, nanos }
    }

    fn from_nanos(nanos: i128) -> Option<Self> {
        let unit = i128::from(NANOS);
        let seconds = i64::try_from(nanos.div_euclid(unit)).ok()?;
        Some(Self { seconds, nanos: u32::try_from(nanos.rem_euclid(unit)).ok()? })
    }

    fn total(self) -> i128 {
        i128::from(self.seconds) * i128::from(NANOS) + i128::from(self.nanos)
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    #[must_use]
    pub fn nanos(self) -> u32 {
        self.nanos
    }

    /// All seconds as a decimal number.
    #[must_use]
    pub fn number(self) -> Number {
        Number::new(self.total(), -9).expect("fits 34 digits")
    }

    /// A number of seconds, cut off after nanoseconds.
    #[must_use]
    pub fn from_number(seconds: Number) -> Option<Self> {
        let nanos = seconds.times(Number::from(i64::from(NANOS)))?.rounded(0, Rounding::Down)?;
        let nanos = nanos.stripped();
        let up = 10_i128.checked_pow(u32::try_from(nanos.exponent()).ok()?)?;
        Self::from_nanos(nanos.coefficient().checked_mul(up)?)
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::from_nanos(self.total() + other.total())
    }

    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::from_nanos(self.total() - other.total())
    }

    #[must_use]
    pub fn negated(self) -> Option<Self> {
        Self::from_nanos(-self.total())
    }

    #[must_use]
    pub fn is_negative(self) -> bool {
        self.seconds < 0
    }

    /// Days, hours, minutes, seconds and nanoseconds, all of the sign of the whole.
    #[must_use]
    pub fn parts(self) -> [i64; 5] {
        let total = self.total().unsigned_abs();
        let seconds = i64::try_from(total / u128::from(NANOS)).unwrap_or(i64::MAX);
        let nanos = i64::try_from(total % u128::from(NANOS)).expect("below a second");
        let sign = if self.is_negative() { -1 } else { 1 };
        [seconds / DAY_S, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60, nanos].map(|part| part * sign)
    }

    /// Reads `P1DT2H3M4.5S`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan::new(text);
        let negative = scan.take(b'-');
        scan.expect(b'P')?;
        let mut total = 0_i128;
        let mut any = false;
        let mut in_time = false;
        let mut least = 0;
        while scan.end().is_none() {
            if !in_time && scan.take(b'T') {
                in_time = true;
                any = false;
                continue;
            }
            let digits = scan.digits();
            if digits.is_empty() || digits.len() > 18 {
                return None;
            }
            let fraction = if in_time && scan.take(b'.') { Some(scan.digits()) } else { None };
            if fraction.is_some_and(<[u8]>::is_empty) {
                return None;
            }
            let (order, unit) = match (in_time, scan.peek()?) {
                (false, b'D') => (1, DAY_S),
                (true, b'H') => (2, 3_600),
                (true, b'M') => (3, 60),
                (true, b'S') => (4, 1),
                _ => return None,
            };
            if order <= least || fraction.is_some() && order != 4 {
                return None;
            }
            scan.expect(scan.peek()?)?;
            least = order;
            any = true;
            total += i128::from(value_of(digits)?) * i128::from(unit) * i128::from(NANOS);
            total += fraction.map_or(0, |digits| super::nanos_of(digits).into());
        }
        any.then(|| Self::from_nanos(if negative { -total } else { total })).flatten()
    }
}

impl fmt::Display for DaysDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return f.write_str("PT0S");
        }
        let [days, hours, minutes, seconds, nanos] = self.parts().map(i64::unsigned_abs);
        f.write_str(if self.is_negative() { "-P" } else { "P" })?;
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if hours + minutes + seconds + nanos > 0 {
            f.write_str("T")?;
        }
        for (part, unit) in [(hours, 'H'), (minutes, 'M')] {
            if part > 0 {
                write!(f, "{part}{unit}")?;
            }
        }
        if seconds + nanos > 0 {
            write!(f, "{seconds}")?;
            write_fraction(f, u32::try_from(nanos).expect("below a second"))?;
            f.write_str("S")?;
        }
        Ok(())
    }
}

impl MonthsDuration {
    #[must_use]
    pub const fn new(months: i64) -> Self {
        Self(months)
    }

    /// Years and months together, in months.
    #[must_use]
    pub fn months(self) -> i64 {
        self.0
    }

    /// A number of months, cut off after whole ones.
    #[must_use]
    pub fn from_number(months: Number) -> Option<Self> {
        months.truncated().map(Self)
    }

    /// Reads `P1Y2M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan::new(text);
        let negative = scan.take(b'-');
        scan.expect(b'P')?;
        let mut months = 0_i64;
        let (mut years_seen, mut months_seen) = (false, false);
        while scan.end().is_none() {
            let number = Some(scan.digits()).filter(|digits| !digits.is_empty()).and_then(value_of)?;
            if scan.take(b'Y') && !years_seen && !months_seen {
                years_seen = true;
                months = months.checked_add(number.checked_mul(12)?)?;
            } else if scan.take(b'M') && !months_seen {
                months_seen = true;
                months = months.checked_add(number)?;
            } else {
                return None;
            }
        }
        (years_seen || months_seen).then_some(Self(if negative { -months } else { months }))
    }
}

impl fmt::Display for MonthsDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, months) = (self.0.unsigned_abs() / 12, self.0.unsigned_abs() % 12);
        f.write_str(if self.0 < 0 { "-P" } else { "P" })?;
        if years > 0 {
            write!(f, "{years}Y")?;
        }
        if months > 0 || years == 0 {
            write!(f, "{months}M")?;
        }
        Ok(())
    }
}
