//! Dates and times as exports write them, read to microseconds since 1970 UTC, with a clear reason when they cannot be.
//!
//! Absent: languages other than English for names of months, calendars other than the Gregorian, week dates. Sources:
//! ISO 8601-1:2019 for year–month–day; POSIX (`strptime`, `%y`) for years of two digits; the IANA time zone database
//! through the crate `calendar`.

mod reader;
#[cfg(test)]
mod tests;

pub(crate) use reader::TimeReader;

#[cfg(test)]
pub(crate) use calendar::HOUR_US;
pub(crate) use calendar::date::{date_of, days_since_1970};
pub(crate) use calendar::{DAY_US, SECOND_US};
pub use calendar::{LAST_YEAR, Zone};
use serde::{Deserialize, Serialize};

/// How the times of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// `2024-02-29 13:05:00`, `2024-02-29T13:05:00.123+01:00`, `2024/02/29`.
    YearMonthDay,
    /// `29/2/2024 13:05`, `29.02.2024 13:05:00`, `29-Feb-24 1:05 PM`.
    DayMonthYear,
    /// `2/29/2024 1:05 PM`, `Feb 29, 2024`.
    MonthDayYear,
    /// Seconds since 1970 UTC, a fraction allowed.
    EpochSeconds,
    /// Milliseconds since 1970 UTC.
    EpochMilliseconds,
}

impl TimeFormat {
    /// All formats, the safest first.
    pub const ALL: [TimeFormat; 5] = [
        TimeFormat::YearMonthDay,
        TimeFormat::DayMonthYear,
        TimeFormat::MonthDayYear,
        TimeFormat::EpochSeconds,
        TimeFormat::EpochMilliseconds,
    ];

    /// The format in words with an example.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            TimeFormat::YearMonthDay => "year-month-day, such as 2024-02-29 13:05",
            TimeFormat::DayMonthYear => "day/month/year, such as 29/2/2024 13:05",
            TimeFormat::MonthDayYear => "month/day/year, such as 2/29/2024 1:05 PM",
            TimeFormat::EpochSeconds => "seconds since 1970, such as 1709208300",
            TimeFormat::EpochMilliseconds => "milliseconds since 1970, such as 1709208300000",
        }
    }
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeProblem {
    /// It is not written in the expected format.
    Unreadable,
    /// It is written well but there is no such day or hour, such as 31/2.
    Impossible,
    /// It lies before 1970.
    TooEarly,
    /// It lies after the year [`LAST_YEAR`].
    TooLate,
}

/// Microseconds since 1970 UTC of a text in a format; `zone` holds where the text has no offset of its own.
///
/// # Errors
/// [`TimeProblem`] says why not.
pub fn parse(text: &str, format: TimeFormat, zone: &Zone) -> Result<i64, TimeProblem> {
    let text = text.trim();
    let time = match format {
        TimeFormat::EpochSeconds => epoch(text, 1e6)?,
        TimeFormat::EpochMilliseconds => epoch(text, 1e3)?,
        _ => {
            let civil = scan(text, format)?;
            match civil.offset {
                Some(offset) => civil.micros() - offset * SECOND_US,
                None => civil.instant(zone).ok_or(TimeProblem::Impossible)?,
            }
        }
    };
    if time < 0 {
        return Err(TimeProblem::TooEarly);
    }
    if time >= days_since_1970(LAST_YEAR + 1, 1, 1) * DAY_US {
        return Err(TimeProblem::TooLate);
    }
    Ok(time)
}

/// The instant as `2024-02-29T13:05:00Z`, with a fraction where there is one.
#[must_use]
pub fn iso(micros: i64) -> String {
    let (year, month, day) = date_of(micros.div_euclid(DAY_US));
    let second = micros.rem_euclid(DAY_US) / SECOND_US;
    let fraction = micros.rem_euclid(SECOND_US);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

fn epoch(text: &str, scale: f64) -> Result<i64, TimeProblem> {
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'-');
    if !starts_well || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-') {
        return Err(TimeProblem::Unreadable);
    }
    let number: f64 = text.parse().map_err(|_| TimeProblem::Unreadable)?;
    let micros = number * scale;
    if micros > 1e17 { Err(TimeProblem::TooLate) } else { Ok(micros.round() as i64) }
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    us_of_day: i64,
    offset: Option<i64>,
}

impl Civil {
    fn instant(&self, zone: &Zone) -> Option<i64> {
        zone.instant(days_since_1970(self.year, self.month, self.day), self.us_of_day)
    }

    fn micros(&self) -> i64 {
        days_since_1970(self.year, self.month, self.day) * DAY_US + self.us_of_day
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A number of the date: its value and how many digits it was written with (0 for the name of a month).
type Part = (i64, usize);

fn scan(text: &str, format: TimeFormat) -> Result<Civil, TimeProblem> {
    let mut rest = text.as_bytes();
    let first = part(&mut rest)?;
    separator(&mut rest)?;
    let second = part(&mut rest)?;
    separator(&mut rest)?;
    let third = part(&mut rest)?;
    let (year, month, day) = match format {
        TimeFormat::DayMonthYear => (third, second, first),
        TimeFormat::MonthDayYear => (third, first, second),
        _ => (first, second, third),
    };
    let year = match year {
        (year, 4) => year,
        (year, 2) if format != TimeFormat::YearMonthDay => year + if year < 69 { 2000 } else { 1900 },
        _ => return Err(TimeProblem::Unreadable),
    };
    if month.1 > 2 || !(1..=2).contains(&day.1) {
        return Err(TimeProblem::Unreadable);
    }
    let us_of_day = time_of_day(&mut rest)?;
    let offset = offset(&mut rest)?;
    if !rest.is_empty() {
        return Err(TimeProblem::Unreadable);
    }
    if !(1..=12).contains(&month.0) || day.0 < 1 || day.0 > days_in_month(year, month.0) {
        return Err(TimeProblem::Impossible);
    }
    Ok(Civil { year, month: month.0, day: day.0, us_of_day, offset })
}

fn part(rest: &mut &[u8]) -> Result<Part, TimeProblem> {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters >= 3 {
        let name = rest[..3].to_ascii_lowercase();
        *rest = &rest[letters..];
        let month = MONTHS.iter().position(|month| *month == name.as_slice());
        return month.map(|month| (month as i64 + 1, 0)).ok_or(TimeProblem::Unreadable);
    }
    digits(rest, 4)
}

fn digits(rest: &mut &[u8], most: usize) -> Result<Part, TimeProblem> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 || count > most {
        return Err(TimeProblem::Unreadable);
    }
    let value = rest[..count].iter().fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
    *rest = &rest[count..];
    Ok((value, count))
}

fn separator(rest: &mut &[u8]) -> Result<(), TimeProblem> {
    let count = match rest {
        [b',', b' ', ..] => 2,
        [b'/' | b'-' | b'.' | b' ', ..] => 1,
        _ => return Err(TimeProblem::Unreadable),
    };
    *rest = &rest[count..];
    Ok(())
}

fn time_of_day(rest: &mut &[u8]) -> Result<i64, TimeProblem> {
    match rest {
        [] | [b'Z'] => return Ok(0),
        [b',', b' ', ..] => *rest = &rest[2..],
        [b'T' | b't' | b' ' | b',', ..] => *rest = &rest[1..],
        _ => return Err(TimeProblem::Unreadable),
    }
    let mut hour = digits(rest, 2)?.0;
    let [b':', ..] = rest else { return Err(TimeProblem::Unreadable) };
    *rest = &rest[1..];
    let minute = digits(rest, 2)?.0;
    let mut second = 0;
    let mut fraction_us = 0;
    if let [b':', ..] = rest {
        *rest = &rest[1..];
        second = digits(rest, 2)?.0;
        if let [b'.' | b',', ..] = rest {
            *rest = &rest[1..];
            let (value, count) = digits(rest, 9)?;
            fraction_us = value * 10_i64.pow(9 - count as u32) / 1_000;
        }
    }
    let half = rest.trim_ascii_start().to_ascii_lowercase();
    if half.starts_with(b"am") || half.starts_with(b"pm") {
        if !(1..=12).contains(&hour) {
            return Err(TimeProblem::Impossible);
        }
        hour = hour % 12 + if half[0] == b'p' { 12 } else { 0 };
        *rest = &rest.trim_ascii_start()[2..];
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err(TimeProblem::Impossible);
    }
    Ok((hour * 3600 + minute * 60 + second) * SECOND_US + fraction_us)
}

/// Seconds east of UTC, where the text says so.
fn offset(rest: &mut &[u8]) -> Result<Option<i64>, TimeProblem> {
    *rest = rest.trim_ascii_start();
    let sign = match rest {
        [] => return Ok(None),
        [b'Z' | b'z'] | [b'U', b'T', b'C'] | [b'G', b'M', b'T'] => {
            *rest = &[];
            return Ok(Some(0));
        }
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return Err(TimeProblem::Unreadable),
    };
    *rest = &rest[1..];
    let (value, count) = digits(rest, 4)?;
    let (hours, minutes) = match (count, &**rest) {
        (4, _) => (value / 100, value % 100),
        (1 | 2, [b':', ..]) => {
            *rest = &rest[1..];
            (value, digits(rest, 2)?.0)
        }
        (1 | 2, _) => (value, 0),
        _ => return Err(TimeProblem::Unreadable),
    };
    if hours > 18 || minutes > 59 {
        return Err(TimeProblem::Impossible);
    }
    Ok(Some(sign * (hours * 3600 + minutes * 60)))
}
