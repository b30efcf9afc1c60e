//! The times of one column, read fast because their neighbours look alike.
//!
//! What was found for the last text, the last day and the last quarter of an hour is remembered. Absent: shortcuts for
//! times that are not written as `2024-02-29 13:05:00`; these go the general way. Source: [`super::parse`], whose answers
//! these are.

use super::{
    DAY_US, LAST_YEAR, SECOND_US, TimeFormat, TimeProblem, Zone, days_in_month, days_since_1970, offset, parse,
};

/// Offsets of zones change at quarters of an hour (since 1973, when Liberia was the last to adopt one).
const QUARTER_US: i64 = 900 * SECOND_US;
const FIRST_YEAR_OF_QUARTERS: i64 = 1973;

/// Reads the times of one column.
#[derive(Clone, Debug)]
pub(crate) struct TimeReader {
    format: TimeFormat,
    zone: Zone,
    utc: bool,
    last: (String, i64),
    /// The day last read as it is written, and its beginning.
    day: ([u8; 10], i64),
    /// A quarter of an hour in the zone and what is added to its local time.
    quarter: (i64, i64),
}

impl TimeReader {
    pub(crate) fn new(format: TimeFormat, zone: Zone) -> Self {
        let utc = zone.is_utc();
        TimeReader { format, zone, utc, last: (String::new(), 0), day: ([0; 10], 0), quarter: (i64::MIN, 0) }
    }

    /// Microseconds since 1970 UTC.
    pub(crate) fn read(&mut self, text: &str) -> Result<i64, TimeProblem> {
        if self.format == TimeFormat::YearMonthDay
            && let Some(time) = self.quick(text.as_bytes())
        {
            return Ok(time);
        }
        if !text.is_empty() && text == self.last.0 {
            return Ok(self.last.1);
        }
        let time = parse(text, self.format, &self.zone)?;
        self.last.0.clear();
        self.last.0.push_str(text);
        self.last.1 = time;
        Ok(time)
    }

    /// A time such as `2024-02-29 13:05:00`, with or without fraction and offset; `None` for all others.
    fn quick(&mut self, text: &[u8]) -> Option<i64> {
        let (head, rest) = text.split_first_chunk::<19>()?;
        let day: [u8; 10] = head[..10].try_into().expect("ten bytes");
        if day != self.day.0 {
            self.day = (day, day_us(&day)?);
        }
        let [b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = head[10..] else { return None };
        let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let local = self.day.1 + (hour * 3_600 + minute * 60 + second) * SECOND_US;
        match rest {
            [] => self.in_zone(local),
            [b'Z'] => Some(local),
            _ => {
                let (fraction, mut rest) = fraction(rest)?;
                match offset(&mut rest) {
                    Ok(Some(east)) if rest.is_empty() => {
                        Some(local + fraction - east * SECOND_US).filter(|time| *time >= 0)
                    }
                    Ok(None) => Some(self.in_zone(local)? + fraction),
                    _ => None,
                }
            }
        }
    }

    fn in_zone(&mut self, local: i64) -> Option<i64> {
        if self.utc {
            return Some(local);
        }
        let quarter = local.div_euclid(QUARTER_US);
        if quarter != self.quarter.0 {
            let year = super::date_of(local.div_euclid(DAY_US)).0;
            if year < FIRST_YEAR_OF_QUARTERS {
                return None;
            }
            let start = quarter * QUARTER_US;
            let (year, month, day) = super::date_of(start.div_euclid(DAY_US));
            let civil = super::Civil { year, month, day, us_of_day: start.rem_euclid(DAY_US), offset: None };
            self.quarter = (quarter, civil.instant(&self.zone)? - start);
        }
        Some(local + self.quarter.1).filter(|time| *time >= 0)
    }
}

/// The beginning of a day written as `2024-02-29` between 1970 and the last year a log may speak of.
fn day_us(text: &[u8; 10]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let (year, month, day) = (two(y1, y2)? * 100 + two(y3, y4)?, two(m1, m2)?, two(d1, d2)?);
    let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    (exists && (1970..LAST_YEAR).contains(&year)).then(|| days_since_1970(year, month, day) * DAY_US)
}

fn two(tens: u8, units: u8) -> Option<i64> {
    let (tens, units) = (tens.wrapping_sub(b'0'), units.wrapping_sub(b'0'));
    (tens < 10 && units < 10).then(|| i64::from(tens * 10 + units))
}

/// Microseconds of a fraction of a second, and what follows it.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.' | b',', digits @ ..] = text else { return Some((0, text)) };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 || count > 9 {
        return None;
    }
    let value = digits[..count].iter().fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
    Some((value * 10_i64.pow(9 - count as u32) / 1_000, &digits[count..]))
}
