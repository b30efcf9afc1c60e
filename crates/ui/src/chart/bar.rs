//! Bars: upright for a few things in order, lying for things with long names.

use maud::{Markup, html};

use super::scale::{Scale, number, round, shortened};
use super::{About, figure, finite, numbers};
use crate::Tone;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 30.0;
const BAR_PART: f64 = 0.64;
const WIDEST_BAR: f64 = 56.0;
const LYING_RIGHT: f64 = 84.0;
const LYING_ROW: f64 = 54.0;
const LYING_NAME: f64 = 17.0;
const LYING_BAR: f64 = 16.0;
/// Characters of a name above a lying bar; the rest is in the tooltip and the table.
const NAME_LENGTH: usize = 56;

/// One bar.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bar<'a> {
    /// Its name.
    pub label: &'a str,
    /// Its value.
    pub value: f64,
    /// Draws the eye to it.
    pub tone: Tone,
}

/// A bar chart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bars<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// The bars, in order.
    pub bars: &'a [Bar<'a>],
}

/// Upright bars.
#[must_use]
pub fn columns(chart: &Bars<'_>) -> Markup {
    let scale = Scale::over(chart.bars.iter().map(|bar| bar.value), true, HEIGHT - BOTTOM, TOP);
    let step = (WIDTH - LEFT) / chart.bars.len().max(1) as f64;
    let width = round((step * BAR_PART).min(WIDEST_BAR));
    let picture = html! {
        @for tick in scale.ticks() {
            line.chart-grid x1=(LEFT) x2=(WIDTH) y1=(scale.at(tick)) y2=(scale.at(tick)) {}
            text.chart-tick x=(LEFT - 8.0) y=(scale.at(tick) + 4.0) text-anchor="end" { (number(tick)) }
        }
        @for (index, bar) in chart.bars.iter().enumerate() {
            @let centre = round(LEFT + (index as f64 + 0.5) * step);
            @let value = finite(Some(bar.value)).unwrap_or_default();
            @let (top, foot) = (scale.at(value.max(0.0)), scale.at(value.min(0.0)));
            rect class={ "chart-bar " (bar.tone.class()) } x=(round(centre - width / 2.0)) y=(top) width=(width) height=(round(foot - top)) rx="3" {
                title { (bar.label) ": " (number(bar.value)) " " (chart.about.unit) }
            }
            text.chart-value x=(centre) y=(top - 5.0) text-anchor="middle" { (number(bar.value)) }
            text class=(if index.is_multiple_of(2) { "chart-tick" } else { "chart-tick is-minor" }) x=(centre) y=(HEIGHT - 8.0) text-anchor="middle" { (bar.label) }
        }
    };
    figure(&chart.about, (WIDTH, HEIGHT), picture, table(chart))
}

/// Lying bars, each with its name above it, so that long names stay readable on a narrow page.
#[must_use]
pub fn bars(chart: &Bars<'_>) -> Markup {
    let scale = Scale::over(chart.bars.iter().map(|bar| bar.value.max(0.0)), true, 0.0, WIDTH - LYING_RIGHT);
    let height = LYING_ROW * chart.bars.len().max(1) as f64;
    let picture = html! {
        @for (index, bar) in chart.bars.iter().enumerate() {
            @let top = LYING_ROW * index as f64;
            @let end = scale.at(finite(Some(bar.value)).unwrap_or_default().max(0.0));
            text.chart-name x="0" y=(top + LYING_NAME) { (shortened(bar.label, NAME_LENGTH)) }
            rect class={ "chart-bar " (bar.tone.class()) } x="0" y=(top + LYING_NAME + 7.0) width=(end.max(1.0)) height=(LYING_BAR) rx="3" {
                title { (bar.label) ": " (number(bar.value)) " " (chart.about.unit) }
            }
            text.chart-value x=(end.max(1.0) + 8.0) y=(top + LYING_NAME + 7.0 + LYING_BAR - 2.0) { (number(bar.value)) }
        }
    };
    figure(&chart.about, (WIDTH, height), picture, table(chart))
}

fn table(chart: &Bars<'_>) -> Markup {
    let rows: Vec<(&str, Vec<Option<f64>>)> =
        chart.bars.iter().map(|bar| (bar.label, vec![finite(Some(bar.value))])).collect();
    let heading = if chart.about.unit.is_empty() { "Value" } else { chart.about.unit };
    numbers(&["", heading], &rows)
}
