//! Square root, logarithm and exponential, right to 34 digits but for the last.
//!
//! Absent: trigonometry, which FEEL has not. Source: DMN 1.5 table 75; series of R. P. Brent, "Fast Multiple-Precision
//! Evaluation of Elementary Functions" (1976).

use num_bigint::{BigInt, Sign};

use super::wide::{Wide, digits, power_of_ten};
use super::{DIGITS, Number};

/// Decimal places of the fixed-point steps in between.
const PLACES: u32 = 64;
/// ln 10 with 64 decimal places.
const LN_10: &str = "23025850929940456840179914546843642076011014886287729760333279010";
/// ln 2 with 64 decimal places.
const LN_2: &str = "6931471805599453094172321214581765680755001343602552541206800095";

fn constant(text: &str) -> BigInt {
    text.parse().expect("digits")
}

fn one() -> BigInt {
    power_of_ten(PLACES)
}

/// e^x of a fixed-point number between −ln 10 and ln 10.
fn exponential(x: &BigInt) -> BigInt {
    /// Halvings before the series, squarings after it.
    const HALVINGS: u32 = 8;
    let small = x >> HALVINGS;
    let unit = one();
    let (mut sum, mut term) = (unit.clone(), unit.clone());
    for n in 1_u32.. {
        term = &term * &small / &unit / n;
        if term.sign() == Sign::NoSign {
            break;
        }
        sum += &term;
    }
    for _ in 0..HALVINGS {
        sum = &sum * &sum / &unit;
    }
    sum
}

/// ln x of a fixed-point number from 1 to 10.
fn logarithm(mut x: BigInt) -> BigInt {
    let unit = one();
    let limit = &unit * 4 / 3;
    let mut twos = 0_u32;
    while x > limit {
        x >>= 1;
        twos += 1;
    }
    // ln x = 2 artanh((x − 1) / (x + 1))
    let ratio = (&x - &unit) * &unit / (&x + &unit);
    let square = &ratio * &ratio / &unit;
    let (mut sum, mut power) = (ratio.clone(), ratio);
    for n in 1_u32.. {
        power = &power * &square / &unit;
        let term = &power / (2 * n + 1);
        if term.sign() == Sign::NoSign {
            break;
        }
        sum += term;
    }
    sum * 2 + constant(LN_2) * twos
}

impl Number {
    /// None for negative numbers.
    #[must_use]
    pub fn square_root(self) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        let wide = self.wide();
        let mut up = 2 * (DIGITS + 2);
        if (wide.exponent - i32::try_from(up).ok()?) % 2 != 0 {
            up += 1;
        }
        let scaled = &wide.coefficient * power_of_ten(up);
        let root = scaled.sqrt();
        let more = &root * &root != scaled;
        Wide::new(root, (wide.exponent - i32::try_from(up).ok()?) / 2).number_and_more(more)
    }

    /// The natural logarithm as fixed-point number; none for zero and below.
    fn fixed_logarithm(self) -> Option<BigInt> {
        if self.is_negative() || self.is_zero() {
            return None;
        }
        let coefficient = BigInt::from(self.coefficient());
        let length = digits(&coefficient);
        let mantissa = coefficient * power_of_ten(PLACES + 1 - length);
        let tens = self.exponent() + i32::try_from(length).ok()? - 1;
        Some(logarithm(mantissa) + constant(LN_10) * tens)
    }

    /// The natural logarithm; none for zero and below.
    #[must_use]
    pub fn natural_logarithm(self) -> Option<Self> {
        Wide::new(self.fixed_logarithm()?, -i32::try_from(PLACES).ok()?).number()
    }

    /// e to this power; none when it is out of range.
    #[must_use]
    pub fn exponential(self) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::ONE);
        }
        // e^±15,000 is beyond all exponents of ten.
        if self.absolute() > Self::from(15_000) {
            return self.is_negative().then_some(Self::ZERO);
        }
        let down = self.exponent() + i32::try_from(PLACES).ok()?;
        let coefficient = BigInt::from(self.coefficient());
        let fixed = match u32::try_from(down) {
            Ok(up) => coefficient * power_of_ten(up),
            Err(_) => coefficient / power_of_ten(down.unsigned_abs().min(2 * PLACES)),
        };
        fixed_exponential(&fixed)
    }

    /// Any real power of a positive number.
    pub(super) fn real_power(self, exponent: Self) -> Option<Self> {
        let logarithm = Wide::new(self.fixed_logarithm()?, -i32::try_from(PLACES).ok()?);
        let product = logarithm.times(&exponent.wide());
        let size = i64::from(digits(&product.coefficient)) + i64::from(product.exponent);
        if size > 6 {
            return (product.coefficient.sign() == Sign::Minus).then_some(Self::ZERO);
        }
        let down = product.exponent + i32::try_from(PLACES).ok()?;
        let fixed = match u32::try_from(down) {
            Ok(up) => product.coefficient * power_of_ten(up),
            Err(_) => product.coefficient / power_of_ten(down.unsigned_abs()),
        };
        fixed_exponential(&fixed)
    }
}

fn fixed_exponential(fixed: &BigInt) -> Option<Number> {
    let ln_10 = constant(LN_10);
    let tens = fixed / &ln_10;
    let rest = fixed - &tens * &ln_10;
    let tens = i32::try_from(tens).ok().filter(|tens| tens.abs() < 20_000);
    match tens {
        Some(tens) => Wide::new(exponential(&rest), tens - i32::try_from(PLACES).ok()?).number(),
        None => (fixed.sign() == Sign::Minus).then_some(Number::ZERO),
    }
}
