//! A heat map: rows by columns, six levels of one colour, the figure written in each cell.

use maud::{Markup, html};

use super::scale::{number, round, shortened};
use super::{About, figure, finite, numbers};

const WIDTH: f64 = 640.0;
const LEFT: f64 = 176.0;
/// Characters of a name at the left.
const NAME_LENGTH: usize = 17;
const TOP: f64 = 26.0;
const CELL_HEIGHT: f64 = 34.0;
const GAP: f64 = 2.0;
/// Levels 0 to 5, as the style colours them.
const TOP_LEVEL: f64 = 5.0;

/// A heat map.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heat<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// The columns, from the left.
    pub columns: &'a [&'a str],
    /// The rows, each with one value per column.
    pub rows: &'a [(&'a str, &'a [Option<f64>])],
}

/// Draws the map.
#[must_use]
pub fn heat(chart: &Heat<'_>) -> Markup {
    let known = || chart.rows.iter().flat_map(|(_, values)| values.iter().copied().filter_map(finite));
    let low = known().fold(f64::INFINITY, f64::min);
    let span = known().fold(f64::NEG_INFINITY, f64::max) - low;
    let width = round((WIDTH - LEFT) / chart.columns.len().max(1) as f64);
    let height = TOP + CELL_HEIGHT * chart.rows.len() as f64;
    let picture = html! {
        @for (index, column) in chart.columns.iter().enumerate() {
            text.chart-tick x=(round(LEFT + (index as f64 + 0.5) * width)) y="16" text-anchor="middle" { (column) }
        }
        @for (row, (label, values)) in chart.rows.iter().enumerate() {
            @let y = TOP + row as f64 * CELL_HEIGHT;
            text.chart-name x=(LEFT - 10.0) y=(y + CELL_HEIGHT / 2.0 + 4.0) text-anchor="end" { (shortened(label, NAME_LENGTH)) }
            @for index in 0..chart.columns.len() {
                @let value = finite(values.get(index).copied().flatten());
                @let x = round(LEFT + index as f64 * width);
                g class={ "heat-" (level(value, low, span)) } {
                    rect.heat-cell x=(x + GAP / 2.0) y=(y + GAP / 2.0) width=(round((width - GAP).max(1.0))) height=(CELL_HEIGHT - GAP) rx="4" {
                        title { (label) ", " (chart.columns[index]) ": " @if let Some(value) = value { (number(value)) " " (chart.about.unit) } @else { "no value" } }
                    }
                    @if let Some(value) = value { text.heat-figure x=(round(x + width / 2.0)) y=(y + CELL_HEIGHT / 2.0 + 4.0) text-anchor="middle" { (number(value)) } }
                }
            }
        }
    };
    let headings: Vec<&str> = std::iter::once("").chain(chart.columns.iter().copied()).collect();
    let rows: Vec<(&str, Vec<Option<f64>>)> = chart
        .rows
        .iter()
        .map(|(label, values)| (*label, values.iter().map(|value| finite(*value)).collect()))
        .collect();
    figure(&chart.about, (WIDTH, height), picture, numbers(&headings, &rows))
}

/// The level of a value between the least and the greatest; "none" where there is no value.
fn level(value: Option<f64>, low: f64, span: f64) -> String {
    match value {
        None => "none".to_owned(),
        Some(_) if span <= 0.0 => "2".to_owned(),
        Some(value) => format!("{}", ((value - low) / span * TOP_LEVEL).round().clamp(0.0, TOP_LEVEL) as u8),
    }
}
