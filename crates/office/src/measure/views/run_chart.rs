//! A measure week by week, with the limits of usual variation and what stands out.

use maud::Markup;
use mining::{RunChart, Signal};
use ui::chart::{About, Line, Series, line};

use crate::clock::Time;

/// Weeks drawn: five years. One wrong date in a log would else make a picture of decades.
pub const MOST_WEEKS: usize = 260;

/// A run chart and what is said of it.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub title: &'a str,
    pub unit: &'a str,
    /// What is said before how steady it is; may be empty.
    pub lead: &'a str,
    pub chart: &'a RunChart,
    /// From the miner's unit to the one shown.
    pub factor: f64,
    /// In the unit shown.
    pub target: Option<f64>,
    pub export_href: Option<&'a str>,
}

/// Draws it.
#[must_use]
pub fn run_chart(run: &Run) -> Markup {
    let (all, factor) = (&run.chart.points, run.factor);
    let points = &all[all.len().saturating_sub(MOST_WEEKS)..];
    let days: Vec<String> = points.iter().map(|point| Time(point.start).day_and_month()).collect();
    let labels: Vec<&str> = days.iter().map(String::as_str).collect();
    let reasons: Vec<(usize, String)> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| !point.signals.is_empty())
        .map(|(at, point)| (at, in_words(&point.signals)))
        .collect();
    let flagged: Vec<(usize, &str)> = reasons.iter().map(|(at, reason)| (*at, reason.as_str())).collect();
    let mut description = format!("{} {}", run.lead, steadiness(run.chart.limits.is_some(), reasons.len()));
    if points.len() < all.len() {
        let weeks = ui::chart::number(all.len() as f64);
        description.push_str(&format!(" Shown are the newest {MOST_WEEKS} of {weeks} weeks; the file has all."));
    }
    line(&Line {
        about: About {
            title: run.title,
            description: description.trim(),
            unit: run.unit,
            export_href: run.export_href,
        },
        labels: &labels,
        series: &[Series {
            label: run.title,
            values: points.iter().map(|point| point.value.map(|value| value * factor)).collect(),
        }],
        centre: run.chart.limits.map(|limits| limits.mean * factor),
        limits: run.chart.limits.map(|limits| (limits.lower * factor, limits.upper * factor)),
        target: run.target,
        flagged: &flagged,
        from_zero: true,
    })
}

/// What there is to see, as a sentence.
fn steadiness(has_limits: bool, signals: usize) -> String {
    match (has_limits, signals) {
        (false, _) => "Too few whole weeks for control limits.".to_owned(),
        (true, 0) => "Every week lies within the usual variation.".to_owned(),
        (true, 1) => "One week stands out.".to_owned(),
        (true, many) => format!("{many} weeks stand out."),
    }
}

fn in_words(signals: &[Signal]) -> String {
    let words: Vec<&str> = signals
        .iter()
        .map(|signal| match signal {
            Signal::OutsideLimits => "outside the usual variation",
            Signal::RunOnOneSide => "one of eight or more weeks on the same side of the mean",
            Signal::NearLimit => "one of four weeks close to a limit",
        })
        .collect();
    words.join("; ")
}
