//! A radar: several scores on one scale, today against before or against a target.

use std::f64::consts::{FRAC_PI_2, TAU};

use maud::{Markup, html};

use super::scale::{number, round};
use super::{About, Series, figure, finite, numbers};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 360.0;
const CENTRE: (f64, f64) = (240.0, 180.0);
const RADIUS: f64 = 128.0;
const LABEL_RADIUS: f64 = 146.0;
const RINGS: u32 = 5;
/// How far from the vertical a label still counts as above or below.
const NEAR: f64 = 12.0;

/// A radar chart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Radar<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// The axes; at least three.
    pub axes: &'a [&'a str],
    /// One to four outlines.
    pub series: &'a [Series<'a>],
    /// The greatest score.
    pub max: f64,
}

/// Draws the radar. With fewer than three axes there is no area to see, and only the numbers are shown.
#[must_use]
pub fn radar(chart: &Radar<'_>) -> Markup {
    let count = chart.axes.len();
    let max = if chart.max.is_finite() && chart.max > 0.0 { chart.max } else { 1.0 };
    let ring = |part: f64| outline((0..count).map(|axis| spot(axis, count, part * RADIUS)));
    let picture = html! {
        @if count >= 3 {
            @for step in 1..=RINGS { polygon.chart-grid points=(ring(f64::from(step) / f64::from(RINGS))) {} }
            @for (axis, label) in chart.axes.iter().enumerate() {
                @let (x, y) = spot(axis, count, RADIUS);
                line.chart-grid x1=(CENTRE.0) y1=(CENTRE.1) x2=(x) y2=(y) {}
                @let (x, y) = spot(axis, count, LABEL_RADIUS);
                text.chart-name x=(x) y=(y + 4.0) text-anchor=(anchor(x)) { (label) }
            }
            @for (index, series) in chart.series.iter().enumerate() {
                g class={ "series-" (index % 4) } {
                    @let values: Vec<f64> = (0..count).map(|axis| finite(series.values.get(axis).copied().flatten()).unwrap_or_default().clamp(0.0, max)).collect();
                    polygon.radar-area points=(outline(values.iter().enumerate().map(|(axis, value)| spot(axis, count, value / max * RADIUS)))) {}
                    @for (axis, value) in values.iter().enumerate() {
                        @let (x, y) = spot(axis, count, value / max * RADIUS);
                        circle.chart-point cx=(x) cy=(y) r="3" { title { (series.label) ", " (chart.axes[axis]) ": " (number(*value)) } }
                    }
                }
            }
            text.chart-tick x=(CENTRE.0 + 4.0) y=(CENTRE.1 - RADIUS + 12.0) { (number(max)) }
        }
    };
    let headings: Vec<&str> = std::iter::once("").chain(chart.series.iter().map(|series| series.label)).collect();
    let rows: Vec<(&str, Vec<Option<f64>>)> = chart
        .axes
        .iter()
        .enumerate()
        .map(|(axis, label)| {
            (*label, chart.series.iter().map(|series| finite(series.values.get(axis).copied().flatten())).collect())
        })
        .collect();
    html! {
        (figure(&chart.about, (WIDTH, HEIGHT), picture, numbers(&headings, &rows)))
        ul.legend role="list" { @for (index, series) in chart.series.iter().enumerate() { li { span class={ "legend-line series-" (index % 4) } {} (series.label) } } }
    }
}

fn spot(axis: usize, count: usize, radius: f64) -> (f64, f64) {
    let angle = TAU * axis as f64 / count as f64 - FRAC_PI_2;
    (round(CENTRE.0 + radius * angle.cos()), round(CENTRE.1 + radius * angle.sin()))
}

fn outline(spots: impl Iterator<Item = (f64, f64)>) -> String {
    spots.map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

fn anchor(x: f64) -> &'static str {
    if (x - CENTRE.0).abs() < NEAR {
        "middle"
    } else if x > CENTRE.0 {
        "start"
    } else {
        "end"
    }
}
