//! The four operations and the remainder, in machine words where they fit.
//!
//! Absent: flags of inexactness. Source: IEEE 754-2008 §5.4, DMN 1.5 §10.3.2.14 and table 75 (modulo).

use super::wide::digits;
use super::{Number, Rounding};

impl Number {
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let least = self.exponent.min(other.exponent);
        if let (Some(left), Some(right)) = (self.scaled_to(least), other.scaled_to(least))
            && let Some(sum) = left.checked_add(right)
        {
            return Self::new(sum, least);
        }
        self.wide().plus(&other.wide()).number()
    }

    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    #[must_use]
    pub fn negated(self) -> Self {
        Self::pack(-self.coefficient(), self.exponent)
    }

    #[must_use]
    pub fn absolute(self) -> Self {
        Self::pack(self.coefficient().abs(), self.exponent)
    }

    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let exponent = self.exponent + other.exponent;
        match self.coefficient().checked_mul(other.coefficient()) {
            Some(product) => Self::new(product, exponent),
            None => self.wide().times(&other.wide()).number(),
        }
    }

    /// None when dividing by zero, or out of range.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(Self::ZERO);
        }
        self.over_in_words(other).or_else(|| {
            let (quotient, more) = self.wide().over(&other.wide(), super::DIGITS);
            quotient.number_and_more(more)
        })
    }

    /// Most quotients in tables end after a few digits.
    fn over_in_words(self, other: Self) -> Option<Self> {
        const TRIES: i32 = 8;
        let (mut left, right) = (self.coefficient(), other.coefficient());
        for more in 0..TRIES {
            if left % right == 0 {
                return Self::new(left / right, self.exponent - other.exponent - more);
            }
            left = left.checked_mul(10)?;
        }
        None
    }

    /// `self − other × floor(self ÷ other)`: the sign is that of the divisor.
    #[must_use]
    pub fn modulo(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let least = self.exponent.min(other.exponent);
        if let (Some(left), Some(right)) = (self.scaled_to(least), other.scaled_to(least)) {
            let rest = left % right;
            let rest = if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest };
            return Self::new(rest, least);
        }
        let quotient = self.over(other)?.rounded(0, Rounding::Floor)?;
        let (a, b) = (self.wide(), other.wide().times(&quotient.negated().wide()));
        a.plus(&b).number()
    }

    /// The power with a whole exponent by squaring; with any other by logarithms. None where it has no real value.
    #[must_use]
    pub fn power(self, exponent: Self) -> Option<Self> {
        match exponent.whole() {
            Some(whole) => self.whole_power(whole),
            None if self.is_zero() && !exponent.is_negative() => Some(Self::ZERO),
            None => self.real_power(exponent),
        }
    }

    fn whole_power(self, exponent: i64) -> Option<Self> {
        /// Digits kept in between, so that hundreds of steps leave 34 right ones.
        const KEPT: u32 = 60;
        if exponent == 0 || self == Self::ONE {
            return Some(Self::ONE);
        }
        if self.is_zero() {
            return (exponent > 0).then_some(Self::ZERO);
        }
        // A larger power of anything but 1 is out of range, or zero, long before this.
        let times = exponent.unsigned_abs().min(1 << 50);
        let (mut result, mut square) = (Self::ONE.wide(), self.wide());
        let mut left = times;
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(&square).rounded(KEPT, false);
            }
            left >>= 1;
            if left > 0 {
                square = square.times(&square).rounded(KEPT, false);
            }
            let size = i64::from(result.exponent) + i64::from(digits(&result.coefficient));
            if size.abs() > 20_000 || square.exponent.abs() > 1_000_000_000 {
                let tiny = (size < 0) == (exponent > 0);
                return tiny.then_some(Self::ZERO);
            }
        }
        if exponent > 0 {
            return result.number();
        }
        let (inverse, more) = Self::ONE.wide().over(&result, super::DIGITS);
        inverse.number_and_more(more)
    }
}
