//! Dates, times and durations as FEEL has them.
//!
//! Absent: calendars other than the Gregorian, leap seconds, and the current time, which the caller tells. Years reach from
//! −999,999,999 to 999,999,999. Source: DMN 1.5 §10.3.2.3.4 to §10.3.2.3.9; XML Schema 1.1 part 2 §3.3; zones by IANA names.

mod date;
mod duration;
mod moment;
mod time;
mod zone;

pub use date::Date;
pub use duration::{DaysDuration, MonthsDuration};
pub use moment::DateTime;
pub use time::Time;
pub use zone::Zone;

/// Nanoseconds in a second.
pub(crate) const NANOS: u32 = 1_000_000_000;
/// Seconds in a day.
pub(crate) const DAY_S: i64 = 86_400;

/// A text as bytes, taken from the front.
pub(crate) struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0 }
    }

    pub fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    pub fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    /// All digits that follow.
    pub fn digits(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// Exactly two digits.
    pub fn two(&mut self) -> Option<u8> {
        let digits = self.digits();
        (digits.len() == 2).then(|| (digits[0] - b'0') * 10 + (digits[1] - b'0'))
    }

    pub fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    pub fn end(&self) -> Option<()> {
        (self.at == self.text.len()).then_some(())
    }
}

/// The value of decimal digits, where 64 bits hold it.
pub(crate) fn value_of(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add((digit - b'0').into()))
}

/// Digits after a decimal point as nanoseconds; further digits are cut off.
pub(crate) fn nanos_of(digits: &[u8]) -> u32 {
    let mut nanos = 0;
    for place in 0..9 {
        nanos = nanos * 10 + digits.get(place).map_or(0, |digit| u32::from(digit - b'0'));
    }
    nanos
}

#[cfg(test)]
mod tests;
