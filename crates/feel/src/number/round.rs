//! Rounding to a number of decimal places, in all ways FEEL knows.
//!
//! Absent: rounding to significant digits. Source: DMN 1.5 §10.3.4.5 (decimal, floor, ceiling, round up, round down, round
//! half up, round half down).

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::wide::power_of_ten;
use super::{MAX_EXPONENT, MIN_EXPONENT, Number};

/// Which neighbour is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// The nearest; of two, the even one.
    HalfEven,
    /// The nearest; of two, the one further from zero.
    HalfUp,
    /// The nearest; of two, the one nearer to zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Rounding {
    /// Whether a quotient goes one further from zero; `half` compares what was cut off with one half.
    fn away(self, odd: bool, negative: bool, exact: bool, half: Ordering) -> bool {
        !exact
            && match self {
                Self::HalfEven => half == Ordering::Greater || half == Ordering::Equal && odd,
                Self::HalfUp => half != Ordering::Less,
                Self::HalfDown => half == Ordering::Greater,
                Self::Up => true,
                Self::Down => false,
                Self::Floor => negative,
                Self::Ceiling => !negative,
            }
    }
}

impl Number {
    /// Rounded to so many decimal places (negative: tens, hundreds); none for places that no number has.
    #[must_use]
    pub fn rounded(self, places: i32, rounding: Rounding) -> Option<Self> {
        let scale = places.checked_neg()?;
        if !(-MAX_EXPONENT - 65..=-MIN_EXPONENT).contains(&places) {
            return None;
        }
        if self.exponent() >= scale {
            return Some(self);
        }
        let negative = self.is_negative();
        let dropped = scale.abs_diff(self.exponent());
        let Some(unit) = 10_i128.checked_pow(dropped) else {
            return self.rounded_wide(dropped, scale, rounding);
        };
        let coefficient = self.coefficient();
        let (quotient, rest) = (coefficient / unit, (coefficient % unit).abs());
        let half = rest.cmp(&(unit - rest));
        let step = i128::from(rounding.away(quotient % 2 != 0, negative, rest == 0, half));
        Self::new(if negative { quotient - step } else { quotient + step }, scale)
    }

    /// More digits go than any coefficient has: what remains is zero or one.
    fn rounded_wide(self, dropped: u32, scale: i32, rounding: Rounding) -> Option<Self> {
        let twice: BigInt = self.wide().coefficient * 2;
        let half = twice.magnitude().cmp(power_of_ten(dropped.min(100)).magnitude());
        let away = rounding.away(false, self.is_negative(), self.is_zero(), half);
        match (away, self.is_negative()) {
            (false, _) => Some(Self::ZERO),
            (true, negative) => Self::new(if negative { -1 } else { 1 }, scale),
        }
    }
}
