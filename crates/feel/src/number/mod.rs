//! Numbers as people write them: exact decimals of 34 digits.
//!
//! Absent: infinity, not-a-number and negative zero; what would give one of them gives no result. Source: DMN 1.5 §10.3.2.3.1,
//! IEEE 754-2008 decimal128, round half to even.

mod arithmetic;
mod function;
mod round;
mod text;
mod wide;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

pub use round::Rounding;
use wide::Wide;

/// Significant decimal digits of a number.
pub const DIGITS: u32 = 34;
/// The largest exponent of ten of a coefficient.
pub const MAX_EXPONENT: i32 = 6111;
/// The smallest exponent of ten of a coefficient.
pub const MIN_EXPONENT: i32 = -6176;
/// The first coefficient that has too many digits.
pub(crate) const LIMIT: i128 = 10_i128.pow(DIGITS);

/// A decimal number: a coefficient below 10^34 times a power of ten.
///
/// The coefficient is kept in two words so that a value needs 24 bytes, not 32.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    high: i64,
    low: u64,
    exponent: i32,
}

impl Number {
    pub const ZERO: Self = Self::small(0);
    pub const ONE: Self = Self::small(1);

    const fn small(coefficient: i64) -> Self {
        Self::pack(coefficient as i128, 0)
    }

    const fn pack(coefficient: i128, exponent: i32) -> Self {
        Self { high: (coefficient >> 64) as i64, low: coefficient as u64, exponent }
    }

    pub(crate) const fn coefficient(self) -> i128 {
        ((self.high as i128) << 64) | self.low as i128
    }

    pub(crate) const fn exponent(self) -> i32 {
        self.exponent
    }

    /// `coefficient` × 10^`exponent`, rounded to 34 digits; none when it is out of range.
    #[must_use]
    pub fn new(coefficient: i128, exponent: i32) -> Option<Self> {
        if coefficient.abs() < LIMIT && (MIN_EXPONENT..=MAX_EXPONENT).contains(&exponent) {
            return Some(Self::pack(coefficient, exponent));
        }
        Wide::new(coefficient.into(), exponent).number()
    }

    /// The whole number nearest to zero from this one, where 64 bits hold it.
    #[must_use]
    pub fn truncated(self) -> Option<i64> {
        let whole = self.rounded(0, Rounding::Down)?;
        i64::try_from(whole.scaled_to(0)?).ok()
    }

    /// The number as a whole number of 64 bits, where it is one.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        if self.exponent == 0 {
            return i64::try_from(self.coefficient()).ok();
        }
        if self.is_whole() { self.truncated() } else { None }
    }

    /// Nothing after the decimal point.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.exponent >= 0 || self.stripped().exponent >= 0
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    #[must_use]
    pub fn is_negative(self) -> bool {
        self.high < 0
    }

    /// The same value without zeros at the end of the coefficient, which may raise the exponent above the largest.
    pub(crate) fn stripped(self) -> Self {
        let (mut coefficient, mut exponent) = (self.coefficient(), self.exponent);
        if coefficient == 0 {
            return Self::ZERO;
        }
        while coefficient % 10 == 0 {
            coefficient /= 10;
            exponent += 1;
        }
        Self::pack(coefficient, exponent)
    }

    /// The coefficient at another exponent, where that is exact and fits.
    fn scaled_to(self, exponent: i32) -> Option<i128> {
        if self.is_zero() || self.exponent == exponent {
            return Some(self.coefficient());
        }
        let up = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        10_i128.checked_pow(up)?.checked_mul(self.coefficient())
    }

    pub(crate) fn wide(self) -> Wide {
        Wide::new(self.coefficient().into(), self.exponent)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::small(value)
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self::small(value.into())
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::pack(value as i128, 0)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.exponent == other.exponent {
            return self.coefficient().cmp(&other.coefficient());
        }
        let least = self.exponent.min(other.exponent);
        match (self.scaled_to(least), other.scaled_to(least)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.wide().compare(&other.wide()),
        }
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let same = self.stripped();
        (same.coefficient(), same.exponent).hash(state);
    }
}

#[cfg(test)]
mod tests;
