//! Box plots: the middle half, the median, the whiskers and what lies outside, group by group (Tukey 1977).

use maud::{Markup, html};

use super::scale::{Scale, number, round, shortened};
use super::{About, figure, finite, numbers};

const WIDTH: f64 = 640.0;
const LEFT: f64 = 176.0;
/// Characters of a name at the left.
const NAME_LENGTH: usize = 17;
const RIGHT: f64 = 24.0;
const ROW: f64 = 40.0;
const BOX: f64 = 18.0;
const FOOT: f64 = 26.0;

/// One group.
#[derive(Debug, Clone, Copy, Default)]
pub struct BoxPlot<'a> {
    /// Its name.
    pub label: &'a str,
    /// Lower whisker, lower quartile, median, upper quartile, upper whisker, in this order.
    pub five: [f64; 5],
    /// Values outside the whiskers.
    pub outliers: &'a [f64],
}

/// A chart of boxes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Boxes<'a> {
    /// Title, description, unit.
    pub about: About<'a>,
    /// The groups.
    pub boxes: &'a [BoxPlot<'a>],
}

/// Draws the boxes, lying, one row per group.
#[must_use]
pub fn boxes(chart: &Boxes<'_>) -> Markup {
    let known = chart.boxes.iter().flat_map(|one| one.five.iter().chain(one.outliers).copied());
    let scale = Scale::over(known, false, LEFT, WIDTH - RIGHT);
    let bottom = ROW * chart.boxes.len() as f64;
    let picture = html! {
        @for tick in scale.ticks() {
            line.chart-grid x1=(scale.at(tick)) x2=(scale.at(tick)) y1="0" y2=(bottom) {}
            text.chart-tick x=(scale.at(tick)) y=(bottom + 18.0) text-anchor="middle" { (number(tick)) }
        }
        @for (index, one) in chart.boxes.iter().enumerate() {
            @let middle = ROW * (index as f64 + 0.5);
            text.chart-name x=(LEFT - 10.0) y=(middle + 4.0) text-anchor="end" { (shortened(one.label, NAME_LENGTH)) }
            @if one.five.iter().all(|value| value.is_finite()) { (drawn(one, &scale, middle, chart.about.unit)) }
            @for value in one.outliers.iter().filter(|value| value.is_finite()) {
                circle.box-outlier cx=(scale.at(*value)) cy=(middle) r="3" { title { (one.label) ": " (number(*value)) " " (chart.about.unit) } }
            }
        }
    };
    let rows: Vec<(&str, Vec<Option<f64>>)> = chart
        .boxes
        .iter()
        .map(|one| (one.label, one.five.iter().map(|value| finite(Some(*value))).collect()))
        .collect();
    let headings = ["", "Lower whisker", "Lower quartile", "Median", "Upper quartile", "Upper whisker"];
    figure(&chart.about, (WIDTH, bottom + FOOT), picture, numbers(&headings, &rows))
}

fn drawn(one: &BoxPlot<'_>, scale: &Scale, middle: f64, unit: &str) -> Markup {
    let [low, lower, median, upper, high] = one.five.map(|value| scale.at(value));
    html! {
        line.box-whisker x1=(low) x2=(lower) y1=(middle) y2=(middle) {}
        line.box-whisker x1=(upper) x2=(high) y1=(middle) y2=(middle) {}
        line.box-whisker x1=(low) x2=(low) y1=(middle - 5.0) y2=(middle + 5.0) {}
        line.box-whisker x1=(high) x2=(high) y1=(middle - 5.0) y2=(middle + 5.0) {}
        rect.box-body x=(lower) y=(middle - BOX / 2.0) width=(round(upper - lower).max(1.0)) height=(BOX) rx="3" {
            title { (one.label) ": median " (number(one.five[2])) " " (unit) ", middle half " (number(one.five[1])) " to " (number(one.five[3])) }
        }
        line.box-median x1=(median) x2=(median) y1=(middle - BOX / 2.0) y2=(middle + BOX / 2.0) {}
    }
}
