//! Reading and writing numbers.
//!
//! Absent: grouping and other languages' separators (the function `number` knows them). Source: DMN 1.5 §10.3.1.2 rules 35-38.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;

use super::wide::Wide;
use super::{LIMIT, MIN_EXPONENT, Number};

/// The longest text of a number that is read, in bytes.
pub const MAX_NUMBER_BYTES: usize = 10_000;

/// A text is not a number, or no number of 34 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a number, or too large for one")
    }
}

impl std::error::Error for NotANumber {}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        if text.len() > MAX_NUMBER_BYTES {
            return Err(NotANumber);
        }
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, power) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], unsigned[at + 1..].parse::<i32>().map_err(|_| NotANumber)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits_only(whole) || !digits_only(fraction) || whole.len() + fraction.len() == 0 {
            return Err(NotANumber);
        }
        let places = i32::try_from(fraction.len()).map_err(|_| NotANumber)?;
        let exponent = power.checked_sub(places).filter(|exponent| exponent.abs() < 100_000).ok_or(NotANumber)?;
        let coefficient = format!("{whole}{fraction}");
        let number = match coefficient.parse::<i128>() {
            Ok(small) if small < LIMIT => Self::new(small, exponent),
            _ => Wide::new(coefficient.parse::<BigInt>().map_err(|_| NotANumber)?, exponent).number(),
        };
        let number = number.ok_or(NotANumber)?;
        Ok(if negative { number.negated() } else { number })
    }
}

impl fmt::Display for Number {
    /// All digits, without an exponent and without zeros at the end of a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let same = self.stripped();
        let digits = same.coefficient().unsigned_abs().to_string();
        let sign = if same.is_negative() { "-" } else { "" };
        if same.exponent() >= 0 {
            let zeros = usize::try_from(same.exponent()).expect("not negative");
            return write!(f, "{sign}{digits}{:0<zeros$}", "");
        }
        debug_assert!(same.exponent() >= MIN_EXPONENT);
        let places = same.exponent().unsigned_abs() as usize;
        if digits.len() > places {
            let (whole, fraction) = digits.split_at(digits.len() - places);
            return write!(f, "{sign}{whole}.{fraction}");
        }
        let zeros = places - digits.len();
        write!(f, "{sign}0.{:0<zeros$}{digits}", "")
    }
}
