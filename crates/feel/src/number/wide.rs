//! Steps in between that need more than 34 digits.
//!
//! Absent: numbers of unlimited size; a result is rounded to a stated number of digits. Source: General Decimal Arithmetic.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use super::{DIGITS, MAX_EXPONENT, MIN_EXPONENT, Number};

/// More digits than any two coefficients have together: further apart, the smaller one only tips the rounding.
const APART: i64 = 80;

/// A coefficient of any length times a power of ten.
#[derive(Clone, Debug)]
pub(crate) struct Wide {
    pub coefficient: BigInt,
    pub exponent: i32,
}

pub(crate) fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// Decimal digits of a coefficient; 1 for zero.
pub(crate) fn digits(coefficient: &BigInt) -> u32 {
    let bits = coefficient.bits();
    // log10(2) as a fraction, always at or just below the true number of digits.
    let least = u32::try_from(bits.saturating_sub(1) * 30_102 / 100_000).unwrap_or(u32::MAX);
    let mut digits = least.max(1);
    while coefficient.magnitude() >= power_of_ten(digits).magnitude() {
        digits += 1;
    }
    digits
}

impl Wide {
    pub fn new(coefficient: BigInt, exponent: i32) -> Self {
        Self { coefficient, exponent }
    }

    /// Rounded half to even to so many digits; anything non-zero below the coefficient is told by `more`.
    pub fn rounded(self, kept: u32, more: bool) -> Self {
        let digits = digits(&self.coefficient);
        if digits <= kept {
            return self;
        }
        self.without(digits - kept, more)
    }

    /// Without the last `dropped` digits, rounded half to even.
    fn without(self, dropped: u32, more: bool) -> Self {
        let unit = power_of_ten(dropped);
        let mut quotient = &self.coefficient / &unit;
        let rest = (&self.coefficient % &unit).magnitude() * 2_u32;
        let up = match rest.cmp(unit.magnitude()) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => more || quotient.bit(0),
        };
        if up {
            quotient += if self.coefficient.sign() == Sign::Minus { -1 } else { 1 };
        }
        let exponent = self.exponent.saturating_add_unsigned(dropped);
        Self { coefficient: quotient, exponent }
    }

    /// As a number of 34 digits; none when it is too large. What is too small becomes zero.
    pub fn number(self) -> Option<Number> {
        self.number_and_more(false)
    }

    pub fn number_and_more(self, more: bool) -> Option<Number> {
        // Twice, because rounding 99…9 up gives one digit more.
        let mut wide = self.rounded(DIGITS, more).rounded(DIGITS, false);
        if wide.coefficient.sign() == Sign::NoSign {
            return Some(Number::ZERO);
        }
        if wide.exponent < MIN_EXPONENT {
            let dropped = MIN_EXPONENT.checked_sub(wide.exponent)?.unsigned_abs();
            if dropped > DIGITS {
                return Some(Number::ZERO);
            }
            wide = wide.without(dropped, more);
        }
        if wide.exponent > MAX_EXPONENT {
            let up = wide.exponent.checked_sub(MAX_EXPONENT)?.unsigned_abs();
            if up > DIGITS {
                return None;
            }
            wide = Self { coefficient: wide.coefficient * power_of_ten(up), exponent: MAX_EXPONENT };
        }
        let coefficient = i128::try_from(wide.coefficient).ok()?;
        (coefficient.abs() < super::LIMIT).then(|| Number::pack(coefficient, wide.exponent))
    }

    /// Both coefficients at one exponent; of two numbers very far apart the smaller is replaced by one of its sign.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i32) {
        if self.coefficient.sign() == Sign::NoSign {
            return (BigInt::ZERO, other.coefficient.clone(), other.exponent);
        }
        if other.coefficient.sign() == Sign::NoSign {
            return (self.coefficient.clone(), BigInt::ZERO, self.exponent);
        }
        let apart = i64::from(self.exponent) - i64::from(other.exponent);
        if apart < 0 {
            let (right, left, exponent) = other.aligned(self);
            return (left, right, exponent);
        }
        let right_digits = i64::from(digits(&other.coefficient));
        if apart > APART + right_digits {
            let exponent = self.exponent.saturating_sub(i32::try_from(APART).expect("small"));
            let tip = if other.coefficient.sign() == Sign::Minus { -1 } else { 1 };
            return (&self.coefficient * power_of_ten(u32::try_from(APART).expect("small")), tip.into(), exponent);
        }
        let up = u32::try_from(apart).expect("small and not negative");
        (&self.coefficient * power_of_ten(up), other.coefficient.clone(), other.exponent)
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }

    pub fn plus(&self, other: &Self) -> Self {
        let (left, right, exponent) = self.aligned(other);
        Self::new(left + right, exponent)
    }

    pub fn times(&self, other: &Self) -> Self {
        Self::new(&self.coefficient * &other.coefficient, self.exponent.saturating_add(other.exponent))
    }

    /// The quotient with at least `kept` digits, and whether something remains; the divisor is not zero.
    pub fn over(&self, other: &Self, kept: u32) -> (Self, bool) {
        let up = (kept + 1 + digits(&other.coefficient)).saturating_sub(digits(&self.coefficient));
        let dividend = &self.coefficient * power_of_ten(up);
        let quotient = &dividend / &other.coefficient;
        let more = &quotient * &other.coefficient != dividend;
        let exponent = self.exponent.saturating_sub(other.exponent).saturating_sub_unsigned(up);
        (Self::new(quotient, exponent), more)
    }
}
