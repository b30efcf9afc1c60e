//! Charts drawn on the server as SVG, each with a title, a description and the table of its numbers behind it.
//!
//! Absent: statistics (control limits and quartiles come in as numbers) and zooming. Colours come from the style, so that
//! light, dark and print each look right; values that are not finite count as missing.

mod bar;
mod boxplot;
mod dots;
mod heat;
mod line;
mod map;
mod radar;
mod scale;
mod spark;

use maud::{Markup, html};

pub use bar::{Bar, Bars, bars, columns};
pub use boxplot::{BoxPlot, Boxes, boxes};
pub use dots::{Dots, dots};
pub use heat::{Heat, heat};
pub use line::{Line, Series, line};
pub use map::{Arrow, Map, Step, map};
pub use radar::{Radar, radar};
pub use scale::number;
pub use spark::sparkline;

/// What every chart says about itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What there is to see in it, as a sentence.
    pub description: &'a str,
    /// The unit of its figures.
    pub unit: &'a str,
    /// Where the numbers are to be had as a file.
    pub export_href: Option<&'a str>,
}

/// The picture with its caption, and the numbers behind it.
fn figure(about: &About<'_>, size: (f64, f64), picture: Markup, numbers: Markup) -> Markup {
    frame(about, size, false, picture, numbers)
}

/// The same, as large as it is: a wide one scrolls and keeps its letters readable.
fn large_figure(about: &About<'_>, size: (f64, f64), picture: Markup, numbers: Markup) -> Markup {
    frame(about, size, true, picture, numbers)
}

fn frame(about: &About<'_>, size: (f64, f64), is_large: bool, picture: Markup, numbers: Markup) -> Markup {
    let label = if about.description.is_empty() {
        about.title.to_owned()
    } else {
        format!("{}. {}", about.title, about.description)
    };
    html! {
        figure.chart.is-large[is_large] {
            figcaption {
                span.chart-title { (about.title) @if !about.unit.is_empty() { span.chart-unit { " (" (about.unit) ")" } } }
                @if !about.description.is_empty() { span.chart-words { (about.description) } }
            }
            div.chart-picture tabindex=[is_large.then_some("0")] role=[is_large.then_some("region")] aria-label=[is_large.then_some(about.title)] {
                // Links within the picture are reached one by one; a picture without them is one image.
                svg viewBox={ "0 0 " (size.0) " " (size.1) } width=(size.0) height=(size.1) role=(if is_large { "group" } else { "img" }) aria-label=(label) {
                    desc { (about.description) }
                    (picture)
                }
            }
            details.chart-numbers {
                summary { "Numbers" }
                div.scroll tabindex="0" role="region" aria-label={ "Numbers: " (about.title) } { (numbers) }
                @if let Some(href) = about.export_href { p { a href=(href) download { "Download as CSV" } } }
            }
        }
    }
}

/// A table of numbers: the headings, and rows of a label with its values.
fn numbers(headings: &[&str], rows: &[(&str, Vec<Option<f64>>)]) -> Markup {
    html! {
        table.table.is-small {
            thead { tr { @for (index, heading) in headings.iter().enumerate() { th scope="col" class=[(index > 0).then_some("is-figure")] { (heading) } } } }
            tbody {
                @for (label, values) in rows {
                    tr {
                        th scope="row" { (label) }
                        @for value in values { td.is-figure { @match value { Some(value) => (number(*value)), None => "–" } } }
                    }
                }
            }
        }
    }
}

/// A finite value, or nothing.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}
