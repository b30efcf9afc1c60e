//! The quantile of Student's t distribution that a two-sided interval of 95 % needs.
//!
//! Absent: other levels of confidence. Source: NIST Digital Library of Mathematical Functions §8.17.22 (continued
//! fraction of the incomplete beta function) and §5.11 (gamma function); the quantile by bisection.

/// Steps of the continued fraction and of the bisection.
const STEPS: usize = 200;

/// The value that Student's t with `freedom` degrees of freedom (at least 1) stays below with probability 0.975.
pub(super) fn quantile_975(freedom: f64) -> f64 {
    let freedom = freedom.max(1.0);
    let (mut low, mut high) = (1.0, 13.0);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if upper_tail(middle, freedom) > 0.025 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

fn upper_tail(t: f64, freedom: f64) -> f64 {
    0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// The regularised incomplete beta function.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (a * x.ln() + b * (1.0 - x).ln() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b)).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction by the modified method of Lentz.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let keep = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep(1.0 + even * d);
        c = keep(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep(1.0 + odd * d);
        c = keep(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    value
}

/// The logarithm of the gamma function for positive numbers: Stirling's series after shifting the argument above 10.
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    shift + (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}
