//! From values to places on the picture: round ticks, figures in words.

const TICKS_WANTED: f64 = 4.0;
/// What lies beyond is drawn at the edge; nothing an office counts comes near it.
const LARGEST: f64 = 1e15;
const THOUSAND: f64 = 1000.0;

/// A range of values laid on a range of places.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Covers all finite values (and zero when `zero`), rounded outwards to whole steps, laid from `from` to `to`.
    pub fn over(values: impl Iterator<Item = f64>, zero: bool, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()).chain(zero.then_some(0.0)) {
            let value = value.clamp(-LARGEST, LARGEST);
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low < f64::EPSILON * high.abs().max(1.0) {
            high = low + low.abs().max(1.0);
        }
        let step = step((high / TICKS_WANTED) - (low / TICKS_WANTED));
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step, from, to }
    }

    /// Where a value stands; beyond the range, at its edge.
    pub fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        round(self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from))
    }

    /// The round values to write at the axis.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 20.0);
        (0..=count as u32).map(|index| self.low + f64::from(index) * self.step).collect()
    }
}

/// The round number (1, 2, 2.5 or 5 times a power of ten) at or above a raw step.
fn step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let fraction = raw / power;
    let round = [1.0, 2.0, 2.5, 5.0].into_iter().find(|round| fraction <= *round + 1e-9).unwrap_or(10.0);
    let step = round * power;
    if step.is_finite() && step > 0.0 { step } else { 1.0 }
}

/// Places with one decimal keep the page small.
pub fn round(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

/// A name cut to so many characters; the whole stands in the tooltip and the table.
pub fn shortened(name: &str, length: usize) -> String {
    if name.chars().count() <= length {
        return name.to_owned();
    }
    name.chars().take(length.saturating_sub(1)).chain(['…']).collect()
}

/// A figure as it is read: at most two decimals, thousands apart ("12 345.5", with a narrow space).
#[must_use]
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let decimals = if value.abs() >= THOUSAND || value.fract() == 0.0 { 0 } else { 2 };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    let zero = out.chars().all(|digit| matches!(digit, '0' | '.'));
    if value < 0.0 && !zero { format!("−{out}") } else { out }
}
