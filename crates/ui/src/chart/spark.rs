//! A line the size of a word.

use maud::{Markup, html};

use super::scale::Scale;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;
const EDGE: f64 = 4.0;

/// The course of a few values; `words` says it to those who do not see it ("rising from 4 to 9 hours").
#[must_use]
pub fn sparkline(values: &[f64], words: &str) -> Markup {
    let scale = Scale::over(values.iter().copied(), false, HEIGHT - EDGE, EDGE);
    let step = (WIDTH - 2.0 * EDGE) / (values.len().saturating_sub(1).max(1)) as f64;
    let places: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(|(index, value)| (super::scale::round(EDGE + index as f64 * step), scale.at(*value)))
        .collect();
    let line = super::line::path(&places);
    html! {
        svg.spark viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(words) preserveAspectRatio="none" {
            @if let (Some(first), Some(last)) = (places.first(), places.last()) {
                path.spark-area d={ (line) "L" (last.0) " " (HEIGHT) "L" (first.0) " " (HEIGHT) "Z" } {}
                path.spark-line d=(line) {}
                path.spark-end d={ "M" (last.0) " " (last.1) "h0" } {}
            }
        }
    }
}
