//! Did a change help? Two samples, before and after, compared with the uncertainty that is in them.
//!
//! Absent: causes (another change at the same time looks the same), seasonal correction. Sources: B. L. Welch, "The
//! generalization of 'Student's' problem" (1947) for means; R. G. Newcombe, "Interval estimation for the difference
//! between independent proportions" (1998), method 10, and E. B. Wilson (1927), for shares; L. V. Hedges,
//! "Distribution theory for Glass's estimator of effect size" (1981), and Cohen's h for the size of the effect.

mod student;
#[cfg(test)]
mod tests;

use crate::conformance::thousands;
use serde::{Deserialize, Serialize};

/// Fewest values on each side for a verdict.
pub const MIN_VALUES: usize = 5;
/// Quantile of the normal distribution for a two-sided interval of 95 %.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Lower after; the interval does not hold 0.
    Lower,
    /// Higher after; the interval does not hold 0.
    Higher,
    /// The interval holds 0: chance alone would explain the difference.
    NotClear,
    /// Too few values for a verdict.
    TooFew,
}

/// The difference after − before, in the unit of the values (a fraction for shares).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean (or share) before; `None` without values.
    pub before: Option<f64>,
    /// Mean (or share) after; `None` without values.
    pub after: Option<f64>,
    /// After − before.
    pub difference: Option<f64>,
    /// The interval of 95 % confidence around the difference, lower and upper end.
    pub interval: Option<(f64, f64)>,
    /// Values before.
    pub n_before: usize,
    /// Values after.
    pub n_after: usize,
    /// How large the difference is beside the usual spread: Hedges' g for values, Cohen's h for shares; `None` with too few
    /// values, or where there is no spread.
    pub effect: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
}

/// How large an effect is, in words. Source: J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (2nd ed.,
/// 1988), §2.2.3 and §6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectSize {
    /// Under 0.2: hardly anybody notices.
    Negligible,
    /// From 0.2 on.
    Small,
    /// From 0.5 on: visible to the naked eye.
    Medium,
    /// From 0.8 on.
    Large,
}

impl Difference {
    /// The verdict in plain English.
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts =
            format!("{} values before and {} after", thousands(self.n_before as u64), thousands(self.n_after as u64));
        match self.verdict {
            Verdict::Lower => {
                format!("Lower after the change; chance alone is an unlikely explanation ({counts}, 95 % confidence).")
            }
            Verdict::Higher => {
                format!("Higher after the change; chance alone is an unlikely explanation ({counts}, 95 % confidence).")
            }
            Verdict::NotClear => {
                format!("No clear difference: chance alone could explain it ({counts}, 95 % confidence).")
            }
            Verdict::TooFew => {
                format!("Too few values for a verdict ({counts}; at least {MIN_VALUES} each are needed).")
            }
        }
    }

    /// The size of the effect in words.
    #[must_use]
    pub fn effect_size(&self) -> Option<EffectSize> {
        self.effect.map(|effect| match effect.abs() {
            size if size < 0.2 => EffectSize::Negligible,
            size if size < 0.5 => EffectSize::Small,
            size if size < 0.8 => EffectSize::Medium,
            _ => EffectSize::Large,
        })
    }

    fn new(
        before: Option<f64>,
        after: Option<f64>,
        n: (usize, usize),
        interval: Option<(f64, f64)>,
        effect: Option<f64>,
    ) -> Difference {
        let enough = n.0 >= MIN_VALUES && n.1 >= MIN_VALUES;
        let interval = interval.filter(|(low, high)| enough && low.is_finite() && high.is_finite());
        let verdict = match interval {
            None => Verdict::TooFew,
            Some((_, high)) if high < 0.0 => Verdict::Lower,
            Some((low, _)) if low > 0.0 => Verdict::Higher,
            Some(_) => Verdict::NotClear,
        };
        let difference = before.zip(after).map(|(before, after)| after - before);
        let effect = effect.filter(|effect| enough && effect.is_finite());
        Difference { before, after, difference, interval, n_before: n.0, n_after: n.1, effect, verdict }
    }
}

/// Compares two samples of values, such as resolution times, by their means (Welch). Values that are not finite are
/// passed over.
#[must_use]
pub fn compare_before_after(before: &[f64], after: &[f64]) -> Difference {
    let (before, after) = (Sample::of(before), Sample::of(after));
    let interval = (before.n >= 2 && after.n >= 2).then(|| {
        let (v1, v2) = (before.variance / before.n as f64, after.variance / after.n as f64);
        let freedom = (v1 + v2).powi(2) / (v1 * v1 / (before.n - 1) as f64 + v2 * v2 / (after.n - 1) as f64);
        let difference = after.mean - before.mean;
        let reach = if v1 + v2 > 0.0 { student::quantile_975(freedom) * (v1 + v2).sqrt() } else { 0.0 };
        (difference - reach, difference + reach)
    });
    let effect = hedges_g(&before, &after);
    Difference::new(before.known_mean(), after.known_mean(), (before.n, after.n), interval, effect)
}

/// Compares two shares, given as (how many have it, of how many), such as reopened tickets (Newcombe, method 10).
#[must_use]
pub fn compare_shares(before: (usize, usize), after: (usize, usize)) -> Difference {
    let share = |(yes, n): (usize, usize)| (n > 0).then(|| yes.min(n) as f64 / n as f64);
    let interval = share(before).zip(share(after)).map(|(p1, p2)| {
        let ((l1, u1), (l2, u2)) = (wilson(p1, before.1), wilson(p2, after.1));
        let difference = p2 - p1;
        let low = difference - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt();
        let high = difference + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt();
        (low, high)
    });
    let angle = |share: f64| 2.0 * share.sqrt().asin();
    let effect = share(before).zip(share(after)).map(|(p1, p2)| angle(p2) - angle(p1));
    Difference::new(share(before), share(after), (before.1, after.1), interval, effect)
}

/// The difference of the means in pooled standard deviations, corrected for small samples.
fn hedges_g(before: &Sample, after: &Sample) -> Option<f64> {
    let freedom = (before.n + after.n).checked_sub(2).filter(|freedom| *freedom > 0)? as f64;
    let squares =
        before.variance * before.n.saturating_sub(1) as f64 + after.variance * after.n.saturating_sub(1) as f64;
    let spread = (squares / freedom).sqrt();
    (spread > 0.0).then(|| (after.mean - before.mean) / spread * (1.0 - 3.0 / (4.0 * freedom - 1.0)))
}

fn wilson(share: f64, n: usize) -> (f64, f64) {
    let (n, z2) = (n as f64, NORMAL_95 * NORMAL_95);
    let middle = share + z2 / (2.0 * n);
    let reach = NORMAL_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z2 / n;
    ((middle - reach) / whole, (middle + reach) / whole)
}

struct Sample {
    n: usize,
    mean: f64,
    variance: f64,
}

impl Sample {
    fn of(values: &[f64]) -> Sample {
        let (mut n, mut mean, mut squares) = (0_usize, 0.0, 0.0);
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            n += 1;
            let away = value - mean;
            mean += away / n as f64;
            squares += away * (value - mean);
        }
        Sample { n, mean, variance: if n > 1 { squares / (n - 1) as f64 } else { 0.0 } }
    }

    fn known_mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }
}
