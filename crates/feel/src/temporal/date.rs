//! A day of the calendar.
//!
//! Absent: a time of day and a zone. Source: DMN 1.5 §10.3.2.3.5; day counts after H. Hinnant, "chrono-Compatible Low-Level
//! Date Algorithms".

use std::fmt;

use super::{MonthsDuration, Scan, value_of};

/// Years reach from minus this to this.
const MAX_YEAR: i32 = 999_999_999;

/// A day of the Gregorian calendar, also before it was introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i64, month: u8) -> u8 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// None for a day that the calendar has not.
    #[must_use]
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let bound = i64::from(MAX_YEAR);
        if !(-bound..=bound).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        let month = u8::try_from(month).ok()?;
        if day < 1 || day > length(year, month).into() {
            return None;
        }
        Some(Self { year: i32::try_from(year).ok()?, month, day: u8::try_from(day).ok()? })
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1 January 1970.
    #[must_use]
    pub fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day so many days after 1 January 1970.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self::new(year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// 1 for Monday to 7 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from((self.days() + 3).rem_euclid(7) + 1).expect("1 to 7")
    }

    /// 1 to 366.
    #[must_use]
    pub fn day_of_year(self) -> i64 {
        let first = Self { year: self.year, month: 1, day: 1 };
        self.days() - first.days() + 1
    }

    /// The week of ISO 8601: week 1 has the first Thursday.
    #[must_use]
    pub fn week_of_year(self) -> i64 {
        let week = (self.day_of_year() - i64::from(self.weekday()) + 10) / 7;
        match week {
            0 => weeks(i64::from(self.year) - 1),
            53 if weeks(self.year.into()) < 53 => 1,
            week => week,
        }
    }

    /// Months later; a day that the month has not becomes its last.
    #[must_use]
    pub fn plus_months(self, months: MonthsDuration) -> Option<Self> {
        let month = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months.months())?;
        let (year, month) = (month.div_euclid(12), u8::try_from(month.rem_euclid(12) + 1).ok()?);
        Self::new(year, month.into(), self.day.min(length(year, month)).into())
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_days(self.days().checked_add(days)?)
    }

    pub(crate) fn scan(scan: &mut Scan<'_>) -> Option<Self> {
        let negative = scan.take(b'-');
        let digits = scan.digits();
        let padded = digits.len() > 4 && digits[0] == b'0';
        if !(4..=9).contains(&digits.len()) || padded {
            return None;
        }
        let year = value_of(digits)?;
        scan.expect(b'-')?;
        let month = scan.two()?;
        scan.expect(b'-')?;
        let day = scan.two()?;
        Self::new(if negative { -year } else { year }, month.into(), day.into())
    }

    /// Reads `2024-02-29`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan::new(text);
        let date = Self::scan(&mut scan)?;
        scan.end()?;
        Some(date)
    }
}

/// 52 or 53.
fn weeks(year: i64) -> i64 {
    let last = |year: i64| (year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)).rem_euclid(7);
    52 + i64::from(last(year) == 4 || last(year - 1) == 3)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}
