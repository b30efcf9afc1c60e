//! Lines over time, with the centre, control limits and target of a run chart, and flagged points.
//!
//! Control limits follow Shewhart's individuals chart; they come in as numbers.

use maud::{Markup, html};

use super::scale::{Scale, number, round};
use super::{About, figure, finite, numbers};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 76.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;
/// The least distance of two words at the right.
const LEVEL_HEIGHT: f64 = 19.0;
/// As many labels as fit below the axis.
const LABELS: usize = 8;

/// A line chart.
#[derive(Debug, Clone, Default)]
pub struct Line<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// The points of time, in order.
    pub labels: &'a [&'a str],
    /// One to four lines.
    pub series: &'a [Series<'a>],
    /// The centre line (mean or median).
    pub centre: Option<f64>,
    /// Lower and upper control limit.
    pub limits: Option<(f64, f64)>,
    /// The target.
    pub target: Option<f64>,
    /// Points of the first series that stand out: index and reason.
    pub flagged: &'a [(usize, &'a str)],
    /// Whether the axis begins at zero.
    pub from_zero: bool,
}

/// One line.
#[derive(Debug, Clone, Default)]
pub struct Series<'a> {
    /// Its name.
    pub label: &'a str,
    /// One value per label; `None` leaves a gap.
    pub values: Vec<Option<f64>>,
}

/// Draws the chart.
#[must_use]
pub fn line(chart: &Line<'_>) -> Markup {
    let known = chart.series.iter().flat_map(|series| series.values.iter().copied().filter_map(finite));
    let marks = [chart.centre, chart.target, chart.limits.map(|limits| limits.0), chart.limits.map(|limits| limits.1)];
    let scale = Scale::over(known.chain(marks.into_iter().flatten()), chart.from_zero, HEIGHT - BOTTOM, TOP);
    let headings: Vec<&str> = std::iter::once("").chain(chart.series.iter().map(|series| series.label)).collect();
    let rows: Vec<(&str, Vec<Option<f64>>)> = chart
        .labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            (*label, chart.series.iter().map(|series| finite(series.values.get(index).copied().flatten())).collect())
        })
        .collect();
    let picture = html! {
        (grid(&scale))
        (labels(chart.labels))
        @if let Some((low, high)) = chart.limits {
            rect.chart-band x=(LEFT) y=(scale.at(high)) width=(WIDTH - LEFT - RIGHT) height=(round(scale.at(low) - scale.at(high)).max(0.0)) {}
        }
        (levels(chart, &scale))
        @for (index, series) in chart.series.iter().enumerate() {
            g class={ "series-" (index % 4) } { (course(chart, series, &scale, index == 0)) }
        }
    };
    html! {
        (figure(&chart.about, (WIDTH, HEIGHT), picture, numbers(&headings, &rows)))
        @if chart.series.len() > 1 {
            ul.legend role="list" { @for (index, series) in chart.series.iter().enumerate() { li { span class={ "legend-line series-" (index % 4) } {} (series.label) } } }
        }
    }
}

/// Horizontal lines with their values at the left.
pub fn grid(scale: &Scale) -> Markup {
    html! {
        @for tick in scale.ticks() {
            line.chart-grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(scale.at(tick)) y2=(scale.at(tick)) {}
            text.chart-tick x=(LEFT - 8.0) y=(scale.at(tick) + 4.0) text-anchor="end" { (number(tick)) }
        }
    }
}

/// The path through these places.
pub fn path(places: &[(f64, f64)]) -> String {
    let mut text = String::new();
    for (index, (x, y)) in places.iter().enumerate() {
        text.push_str(&format!("{}{x} {y}", if index == 0 { 'M' } else { 'L' }));
    }
    text
}

fn place(index: usize, count: usize) -> f64 {
    let step = (WIDTH - LEFT - RIGHT) / count.saturating_sub(1).max(1) as f64;
    round(LEFT + index as f64 * step)
}

fn labels(all: &[&str]) -> Markup {
    let every = all.len().div_ceil(LABELS).max(1);
    html! {
        @for (index, label) in all.iter().enumerate().filter(|(index, _)| index.is_multiple_of(every)) {
            text class=(if (index / every).is_multiple_of(2) { "chart-tick" } else { "chart-tick is-minor" })
                x=(place(index, all.len())) y=(HEIGHT - 8.0) text-anchor="middle" { (label) }
        }
    }
}

/// Limits, centre and target as lines, with their words at the right, moved apart where they would overlap.
fn levels(chart: &Line<'_>, scale: &Scale) -> Markup {
    let all = [
        (chart.limits.map(|limits| limits.1), "chart-limit", "UCL"),
        (chart.limits.map(|limits| limits.0), "chart-limit", "LCL"),
        (chart.centre, "chart-centre", "mean"),
        (chart.target, "chart-target", "target"),
    ];
    let mut known: Vec<(f64, &str, String)> = all
        .into_iter()
        .filter_map(|(value, class, word)| {
            let value = finite(value)?;
            Some((scale.at(value), class, format!("{word} {}", number(value))))
        })
        .collect();
    known.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = f64::NEG_INFINITY;
    let heights: Vec<f64> = known
        .iter()
        .map(|(y, ..)| {
            let height = y.max(free);
            free = height + LEVEL_HEIGHT;
            round(height + 4.0)
        })
        .collect();
    html! {
        @for ((y, class, words), height) in known.iter().zip(heights) {
            line class=(class) x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y) y2=(y) {}
            text class={ "chart-level " (class) } x=(WIDTH - RIGHT + 6.0) y=(height) { (words) }
        }
    }
}

fn course(chart: &Line<'_>, series: &Series<'_>, scale: &Scale, first: bool) -> Markup {
    let count = chart.labels.len().max(series.values.len());
    let places: Vec<Option<(f64, f64)>> = series
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| finite(*value).map(|value| (place(index, count), scale.at(value))))
        .collect();
    let runs: Vec<Vec<(f64, f64)>> =
        places.split(Option::is_none).map(|run| run.iter().flatten().copied().collect()).collect();
    html! {
        @for run in runs.iter().filter(|run| !run.is_empty()) { path.chart-line d=(path(run)) {} }
        @for (index, spot) in places.iter().enumerate() {
            @if let Some((x, y)) = spot {
                @let flag = chart.flagged.iter().find(|(at, _)| first && *at == index);
                @let label = chart.labels.get(index).copied().unwrap_or_default();
                @let value = number(series.values[index].unwrap_or_default());
                @if let Some((_, reason)) = flag {
                    circle.chart-flag cx=(x) cy=(y) r="6" { title { (label) ": " (value) " " (chart.about.unit) ". " (reason) } }
                } @else {
                    circle.chart-point cx=(x) cy=(y) r="2.5" { title { (label) ": " (value) " " (chart.about.unit) } }
                }
            }
        }
    }
}
