//! How likely chance makes a χ² statistic at least as large as one that was seen.
//!
//! Absent: other distributions. Source: W. H. Press et al., "Numerical Recipes" (3rd ed., 2007), §6.2: the incomplete gamma
//! function by its series and its continued fraction; the logarithm of gamma after C. Lanczos (1964).

/// Terms after which a series or fraction is taken as it is.
const MOST_TERMS: usize = 500;
/// Relative size of a term that changes nothing any more.
const NEGLIGIBLE: f64 = 1e-15;
/// Stands for zero where something is divided by it.
const TINY: f64 = 1e-300;

/// The probability that χ² with these degrees of freedom is at least `square`.
pub(super) fn upper_tail(square: f64, freedom: f64) -> f64 {
    let (shape, x) = (freedom / 2.0, square / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (shape * x.ln() - x - log_gamma(shape)).exp();
    let tail = if x < shape + 1.0 { 1.0 - scale * series(shape, x) } else { scale * fraction(shape, x) };
    tail.clamp(0.0, 1.0)
}

fn series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    for step in 1..MOST_TERMS {
        term *= x / (shape + step as f64);
        sum += term;
        if term < sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// Lentz's way to evaluate the continued fraction.
fn fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for step in 1..MOST_TERMS {
        let step = step as f64;
        let a = -step * (step - shape);
        b += 2.0;
        let guarded = |number: f64| if number.abs() < TINY { TINY } else { number };
        d = 1.0 / guarded(a * d + b);
        c = guarded(b + a / c);
        value *= c * d;
        if (c * d - 1.0).abs() < NEGLIGIBLE {
            break;
        }
    }
    value
}

/// The logarithm of the gamma function of a positive number.
fn log_gamma(number: f64) -> f64 {
    const PARTS: [f64; 6] = [
        76.180_091_729_471_46,
        -86.505_320_329_416_77,
        24.014_098_240_830_91,
        -1.231_739_572_450_155,
        0.120_865_097_386_617_9e-2,
        -0.539_523_938_495_3e-5,
    ];
    let near = number + 5.5;
    let sum = PARTS.iter().enumerate().map(|(at, part)| part / (number + 1.0 + at as f64)).sum::<f64>();
    (number + 0.5) * near.ln() - near + (2.506_628_274_631_000_5 * (1.000_000_000_190_015 + sum) / number).ln()
}
