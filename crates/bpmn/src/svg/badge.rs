//! Badges: a few characters at a corner, in a colour that says how grave.
//!
//! Absent: meaning, which the caller gives. Source: WCAG 2.2 §1.4.3 (white text on each colour has a contrast of 4.5 or more).

use super::canvas::{Canvas, attribute, number};
use super::{Badge, Tone, label};
use crate::model::Bounds;

const HEIGHT: f64 = 16.0;
const SIZE: f64 = 10.0;
/// Longer texts are cut, in characters.
const MAX_TEXT: usize = 24;

/// How far a badge reaches beyond the corner at its right; a wide one grows to the left, over its own element.
const BEYOND: f64 = 10.0;

/// Draws a badge at the upper right corner of an element, or in the middle of a line.
pub(super) fn draw(canvas: &mut Canvas, x: f64, y: f64, badge: &Badge) {
    let (class, colour) = match badge.tone {
        Tone::Neutral => ("neutral", "#56616b"),
        Tone::Info => ("info", "#1d5fb4"),
        Tone::Good => ("good", "#1a7033"),
        Tone::Warning => ("warning", "#8a5a00"),
        Tone::Bad => ("bad", "#b3261e"),
    };
    let text: String = badge.text.chars().take(MAX_TEXT).collect();
    let width = (label::width(&text, SIZE) * 1.08 + 10.0).max(HEIGHT);
    let x = if width > 2.0 * BEYOND { x + BEYOND - width / 2.0 } else { x };
    let bounds = Bounds::new(x - width / 2.0, y - HEIGHT / 2.0, width, HEIGHT);
    canvas.reach(bounds);
    canvas.raw(&format!(
        "<g class=\"bpmn-badge bpmn-tone-{class}\" aria-hidden=\"true\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
         rx=\"8\" fill=\"{colour}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"{}\" font-weight=\"bold\" \
         fill=\"#fff\">{}</text></g>",
        number(bounds.x),
        number(bounds.y),
        number(width),
        number(HEIGHT),
        number(x),
        number(y + 3.6),
        number(SIZE),
        attribute(&text)
    ));
}
