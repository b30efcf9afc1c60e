//! When a measure asks for somebody.
//!
//! Pure. Absent: who is asked.

use mining::{Signal, WeekPoint};

use super::super::figures::{Figure, scale};
use crate::clock::Time;
use crate::definition::{Direction, Target};

/// Whole weeks in a row beside the target that raise an alarm.
pub const WEEKS_BESIDE: usize = 4;

/// What is wrong with a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The beginning of the week that raised it.
    pub week: Time,
    /// A whole sentence with the figures.
    pub sentence: String,
}

/// What the newest whole week of a figure tells, if it tells something bad.
#[must_use]
pub fn alarm(figure: &Figure) -> Option<Alarm> {
    let whole: Vec<&WeekPoint> =
        figure.chart.points.iter().filter(|point| point.whole && point.value.is_some()).collect();
    let newest = whole.last()?;
    let (factor, unit) = (scale(figure.measure.kind), &figure.unit());
    let number = |value: f64| ui::chart::number(value * factor);
    let (value, week) = (newest.value?, Time(newest.start));
    let name = &figure.measure.name;
    if let (Some(limits), Some(signal)) = (figure.chart.limits, newest.signals.first())
        && is_bad(figure.measure.target, value, limits.mean)
    {
        let usual = format!("usual are {} to {} {unit}", number(limits.lower), number(limits.upper));
        let side = if value > limits.mean { "above" } else { "below" };
        let what = match signal {
            Signal::OutsideLimits => format!("{} {unit}; {usual}", number(value)),
            Signal::RunOnOneSide => {
                format!("for eight weeks or more {side} its mean of {} {unit}", number(limits.mean))
            }
            Signal::NearLimit => format!("{} {unit}, again close to the limit; {usual}", number(value)),
        };
        return Some(Alarm { week, sentence: format!("{name}, week from {}: {what}.", week.day_in_words()) });
    }
    let target = figure.measure.target?;
    let beside = |point: &&&WeekPoint| point.value.is_some_and(|value| !target.is_met(value * factor));
    let weeks = whole.iter().rev().take_while(beside).count();
    (weeks >= WEEKS_BESIDE).then(|| Alarm {
        week,
        sentence: format!(
            "{name} misses its target of {} {} {unit} for {weeks} weeks in a row; in the week from {} it was {} {unit}.",
            target.direction.words(),
            ui::chart::number(target.value),
            week.day_in_words(),
            number(value),
        ),
    })
}

/// Whether a value lies on the side where nobody wants it; without a target every side counts.
fn is_bad(target: Option<Target>, value: f64, mean: f64) -> bool {
    match target.map(|target| target.direction) {
        Some(Direction::AtMost) => value > mean,
        Some(Direction::AtLeast) => value < mean,
        None => true,
    }
}
