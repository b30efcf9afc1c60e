//! Badges: a few characters at a corner or a line, in a colour that says how grave.
//!
//! A badge covers no name, no other badge and no element but its own: where its usual place is taken it goes along the line, to another
//! corner, or beside, with a thin line back. Absent: meaning, which the caller gives. Sources: WCAG 2.2 §1.4.3 (white text on each colour
//! has a contrast of 4.5 or more); J. Christensen, J. Marks and S. Shieber, "An Empirical Study of Algorithms for Point-Feature Label
//! Placement" (1995), whose greedy way with ranked places this is.

use super::canvas::{Canvas, attribute, number};
use super::{Badge, Tone, label};
use crate::model::{Bounds, Point};

const HEIGHT: f64 = 16.0;
const SIZE: f64 = 10.0;
/// Longer texts are cut, in characters.
const MAX_TEXT: usize = 24;
/// How far a badge reaches beyond the corner at its right; a wide one grows to the left, over its own element.
const BEYOND: f64 = 10.0;
/// Room between a badge and what it must not cover.
const APART: f64 = 1.0;
/// A badge farther from its line than this has a line back.
const FAR: f64 = HEIGHT * 0.75;
/// Steps away from a line that are tried, and how wide they are.
const STEPS: u32 = 14;
const STEP: f64 = 6.0;

/// A badge with its place.
pub(super) struct Placed<'b> {
    badge: &'b Badge,
    pub bounds: Bounds,
    /// The point of the line that it belongs to, where it stands away from it.
    back: Option<Point>,
}

/// What badges must not cover.
pub(super) struct Taken {
    /// Names, and badges that have their place.
    pub names: Vec<Bounds>,
    /// Elements, with their identifiers.
    pub nodes: Vec<(String, Bounds)>,
}

impl Taken {
    /// How much of a place is taken; a badge at an element may cover that element.
    fn covered(&self, place: &Bounds, own: &str) -> f64 {
        let names: f64 = self.names.iter().map(|name| shared(place, name)).sum();
        let nodes = self.nodes.iter().filter(|(id, _)| id != own);
        names + nodes.map(|(_, node)| shared(place, node)).sum::<f64>()
    }

    /// The first place that is free, or else the one that covers least.
    fn best<T>(&self, places: impl Iterator<Item = (Bounds, T)>, own: &str) -> Option<(Bounds, T)> {
        let mut best: Option<(f64, (Bounds, T))> = None;
        for place in places {
            let covered = self.covered(&place.0, own);
            if covered == 0.0 {
                return Some(place);
            }
            if best.as_ref().is_none_or(|(least, _)| covered < *least) {
                best = Some((covered, place));
            }
        }
        best.map(|(_, place)| place)
    }
}

/// The area that two places share, with some room between them.
fn shared(one: &Bounds, other: &Bounds) -> f64 {
    let width = one.right().min(other.right()) - one.x.max(other.x) + APART;
    let height = one.bottom().min(other.bottom()) - one.y.max(other.y) + APART;
    if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
}

fn text(badge: &Badge) -> String {
    badge.text.chars().take(MAX_TEXT).collect()
}

fn around(x: f64, y: f64, badge: &Badge) -> Bounds {
    let width = (label::width(&text(badge), SIZE) * 1.08 + 10.0).max(HEIGHT);
    Bounds::new(x - width / 2.0, y - HEIGHT / 2.0, width, HEIGHT)
}

/// Finds the place of a badge at an element: its upper right corner, else another place at its edge.
pub(super) fn at_element<'b>(badge: &'b Badge, id: &str, node: Bounds, taken: &mut Taken) -> Placed<'b> {
    let width = around(0.0, 0.0, badge).width;
    let reach = if width > 2.0 * BEYOND { BEYOND - width / 2.0 } else { 0.0 };
    let (left, right, middle) = (node.x - reach, node.right() + reach, node.centre().x);
    let (above, below) = (node.y - HEIGHT / 2.0 - APART, node.bottom() + HEIGHT / 2.0 + APART);
    let places = [
        (right, node.y),
        (left, node.y),
        (middle, node.y),
        (right, node.y - 4.0),
        (left, node.y - 4.0),
        (right, node.bottom()),
        (left, node.bottom()),
        (middle, above),
        (right, above),
        (left, above),
        (middle, below),
        (right, below),
        (left, below),
    ];
    let places = places.into_iter().map(|(x, y)| (around(x, y, badge), ()));
    let usual = around(right, node.y, badge);
    let bounds = taken.best(places, id).map_or(usual, |(bounds, ())| bounds);
    taken.names.push(bounds);
    Placed { badge, bounds, back: None }
}

/// Finds the place of a badge at a line: on it, the nearer to its middle the better, else beside it.
pub(super) fn at_line<'b>(badge: &'b Badge, points: &[Point], taken: &mut Taken) -> Placed<'b> {
    /// Where along the line, from the middle outwards.
    const ALONG: [f64; 9] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];
    let spots: Vec<Point> = ALONG.iter().map(|part| super::edge::along(points, *part)).collect();
    let on = spots.iter().map(|spot| (around(spot.x, spot.y, badge), *spot));
    let beside = (1..=STEPS).flat_map(|step| {
        let away = f64::from(step) * STEP;
        spots.iter().take(5).flat_map(move |spot| {
            let (x, y) = (spot.x, spot.y);
            [(x, y - away), (x, y + away), (x + away, y), (x - away, y)].map(|(x, y)| (around(x, y, badge), *spot))
        })
    });
    let found = taken.best(on.chain(beside), "");
    let (bounds, spot) = found.unwrap_or_else(|| (around(spots[0].x, spots[0].y, badge), spots[0]));
    taken.names.push(bounds);
    let centre = bounds.centre();
    let is_far = (centre.x - spot.x).hypot(centre.y - spot.y) > FAR;
    Placed { badge, bounds, back: is_far.then_some(spot) }
}

/// Draws a badge at its place.
pub(super) fn draw(canvas: &mut Canvas, placed: &Placed<'_>) {
    let (class, colour) = match placed.badge.tone {
        Tone::Neutral => ("neutral", "#56616b"),
        Tone::Info => ("info", "#1d5fb4"),
        Tone::Good => ("good", "#1a7033"),
        Tone::Warning => ("warning", "#8a5a00"),
        Tone::Bad => ("bad", "#b3261e"),
    };
    let (bounds, centre) = (placed.bounds, placed.bounds.centre());
    canvas.reach(bounds);
    let back = placed.back.map_or_else(String::new, |to| {
        format!(
            "<path class=\"bpmn-back\" d=\"M{} {}L{} {}\" stroke=\"{colour}\" stroke-width=\"1\"/>",
            number(centre.x),
            number(centre.y),
            number(to.x),
            number(to.y)
        )
    });
    canvas.raw(&format!(
        "<g class=\"bpmn-badge bpmn-tone-{class}\" aria-hidden=\"true\">{back}<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
         rx=\"8\" fill=\"{colour}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"{}\" font-weight=\"bold\" \
         fill=\"#fff\">{}</text></g>",
        number(bounds.x),
        number(bounds.y),
        number(bounds.width),
        number(HEIGHT),
        number(centre.x),
        number(centre.y + 3.6),
        number(SIZE),
        attribute(&text(placed.badge))
    ));
}
