//! A dotted chart: one line per case, one dot per event, at its time; what was done is the colour.
//!
//! Absent: choosing the cases; a picture of some hundred says more than one of all. Source: M. Song and W. van der Aalst,
//! "Supporting Process Mining by Showing Events at a Glance" (2007).

use maud::{Markup, html};

use super::scale::round;
use super::{About, figure};

const WIDTH: f64 = 880.0;
const LEFT: f64 = 8.0;
const TOP: f64 = 26.0;
/// Height of a case.
const ROW: f64 = 3.0;
const LEAST_HEIGHT: f64 = 120.0;

/// A dotted chart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dots<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// What the colours stand for, at most eight; an event of another kind has the last one.
    pub kinds: &'a [&'a str],
    /// The cases from the top: where their events lie on the axis, from 0 to 1, and of which kind they are.
    pub cases: &'a [Vec<(f64, usize)>],
    /// Words below the axis, with their places from 0 to 1.
    pub ticks: &'a [(f64, String)],
    /// The table behind the picture: events of each kind.
    pub counts: &'a [usize],
}

/// Draws the chart.
#[must_use]
pub fn dots(chart: &Dots<'_>) -> Markup {
    let width = WIDTH - 2.0 * LEFT;
    let height = (TOP + chart.cases.len() as f64 * ROW + 8.0).max(LEAST_HEIGHT);
    let x = |place: f64| round(LEFT + place.clamp(0.0, 1.0) * width);
    let picture = html! {
        @for (place, words) in chart.ticks {
            line.chart-grid x1=(x(*place)) x2=(x(*place)) y1=(TOP - 8.0) y2=(height) {}
            text.chart-tick x=(x(*place)) y="12" text-anchor=(anchor(*place)) { (words) }
        }
        @for (kind, name) in chart.kinds.iter().enumerate() {
            path class={ "dots dots-" (kind % 8) } d=(course(chart, kind, &x)) { title { (name) } }
        }
    };
    html! {
        (figure(&chart.about, (WIDTH, height), picture, counts(chart)))
        ul.legend role="list" { @for (kind, name) in chart.kinds.iter().enumerate() { li { span class={ "legend-dot dots-" (kind % 8) } {} (name) } } }
    }
}

fn anchor(place: f64) -> &'static str {
    if place < 0.05 {
        "start"
    } else if place > 0.95 {
        "end"
    } else {
        "middle"
    }
}

/// Every dot of a kind as a line without length, which a round end makes a dot.
fn course(chart: &Dots<'_>, kind: usize, x: &dyn Fn(f64) -> f64) -> String {
    let last = chart.kinds.len().saturating_sub(1);
    let mut line = String::new();
    for (row, events) in chart.cases.iter().enumerate() {
        let y = TOP + (row as f64 + 0.5) * ROW;
        for (place, _) in events.iter().filter(|(_, of)| (*of).min(last) == kind) {
            line.push_str(&format!("M{} {y}h0", x(*place)));
        }
    }
    line
}

fn counts(chart: &Dots<'_>) -> Markup {
    html! {
        table.table.is-small {
            thead { tr { th scope="col" { "What" } th.is-figure scope="col" { "Events shown" } } }
            tbody { @for (name, count) in chart.kinds.iter().zip(chart.counts) { tr { th scope="row" { (name) } td.is-figure { (count) } } } }
        }
    }
}
