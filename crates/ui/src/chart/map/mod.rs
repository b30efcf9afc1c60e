//! A process map: which step follows which, as boxes and arrows; heavy arrows are thick, and each says its figure.
//!
//! Several flows are drawn on one map in colours, each also with dashes of its own; arrows of two flows between the same steps stand
//! side by side. Absent: which steps and arrows to show; the caller leaves out what is rare. The list of arrows is the table behind the picture.

mod layout;

use maud::{Markup, html};

use super::scale::{round, shortened};
use super::{About, large_figure};
use layout::{Graph, Point};

const BOX_WIDTH: f64 = 168.0;
const BOX_HEIGHT: f64 = 46.0;
/// Width and height of the circle at the beginning and at the end.
const END_SIZE: f64 = 26.0;
/// Between a beginning or an end and its words, and the width of a letter of them at most, in the unit of the drawing.
const END_GAP: f64 = 6.0;
const LETTER: f64 = 7.5;
const GAP: Point = (26.0, 112.0);
const MARGIN: f64 = 34.0;
/// Characters of a name in a box.
const NAME_LENGTH: usize = 22;
/// How far an arrow against the stream stands beside one with it.
const ASIDE: f64 = 34.0;
/// Width of the heaviest arrow.
const HEAVIEST: f64 = 7.0;
/// Levels 0 to 5, as the style colours them.
const TOP_LEVEL: f64 = 5.0;
/// How far arrows of two flows between the same steps stand apart.
const BESIDE: f64 = 16.0;
/// Colours of flows, as the style has them.
const COLOURS: usize = 8;

/// A step of the map.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step<'a> {
    /// Its name; the beginning and the end of cases are steps too.
    pub name: &'a str,
    /// The figure below the name.
    pub figure: &'a str,
    /// How much it weighs, for its colour.
    pub weight: f64,
    /// A circle in place of a box: where cases begin or end.
    pub is_end: bool,
    /// Where it leads to; empty for nowhere.
    pub href: &'a str,
    /// Which of [`Map::flows`] a beginning or end belongs to; none for all.
    pub flow: Option<usize>,
}

/// An arrow of the map.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrow<'a> {
    /// Places of its steps in the list.
    pub from: usize,
    pub to: usize,
    /// The figure beside it.
    pub figure: &'a str,
    /// How much it weighs, for its width.
    pub weight: f64,
    /// Where it leads to; empty for nowhere.
    pub href: &'a str,
    /// Which of [`Map::flows`] it belongs to; none where there is only one.
    pub flow: Option<usize>,
}

/// A process map.
#[derive(Debug, Clone, Copy, Default)]
pub struct Map<'a> {
    /// Title, description, unit of the figures.
    pub about: About<'a>,
    pub steps: &'a [Step<'a>],
    /// At most one for each pair of steps and flow.
    pub arrows: &'a [Arrow<'a>],
    /// What the colours stand for, at most eight; empty for a map of one flow.
    pub flows: &'a [&'a str],
}

/// Draws the map.
#[must_use]
pub fn map(map: &Map<'_>) -> Markup {
    let arrows: Vec<&Arrow> =
        map.arrows.iter().filter(|arrow| arrow.from < map.steps.len() && arrow.to < map.steps.len()).collect();
    let returns = |at: usize| arrows.iter().any(|arrow| arrow.from == at && arrow.to == at);
    let width = |(at, step): (usize, &Step)| match (step.is_end, returns(at)) {
        (true, _) => END_SIZE,
        (false, true) => BOX_WIDTH + 2.0 * MARGIN,
        (false, false) => BOX_WIDTH,
    };
    let pairs = pairs(&arrows);
    let graph = Graph {
        widths: map.steps.iter().enumerate().map(width).collect(),
        arrows: pairs.iter().map(|pair| (pair.from, pair.to, pair.weight)).collect(),
        gap: GAP,
    };
    let laid = layout::layout(&graph);
    let heaviest = arrows.iter().map(|arrow| arrow.weight).fold(f64::MIN_POSITIVE, f64::max);
    let most = map.steps.iter().filter(|step| !step.is_end).map(|step| step.weight).fold(f64::MIN_POSITIVE, f64::max);
    let lift = (GAP.1 - BOX_HEIGHT) / 2.0 - MARGIN;
    let at = |point: Point| (round(point.0 + MARGIN), round(point.1 - lift));
    // The words beside a beginning or an end may reach further than the steps.
    let words = |step: &Step| END_SIZE / 2.0 + END_GAP + LETTER * (words_of(step).chars().count() as f64);
    let ends = map.steps.iter().zip(&laid.steps).filter(|(step, _)| step.is_end);
    let reach = ends.map(|(step, place)| at(*place).0 + words(step)).fold(laid.size.0 + 2.0 * MARGIN, f64::max);
    let size = (round(reach), round(laid.size.1 + 2.0 * MARGIN - GAP.1 + BOX_HEIGHT));
    let picture = html! {
        defs { @if arrows.iter().any(|arrow| arrow.flow.is_none()) { (tip(None)) } @for flow in 0..map.flows.len().min(COLOURS) { (tip(Some(flow))) } }
        @for (pair, places) in pairs.iter().zip(&laid.arrows) {
            @for (place, arrow) in pair.arrows.iter().enumerate() {
                @let aside = (place as f64 - (pair.arrows.len() - 1) as f64 / 2.0) * BESIDE;
                @let places: Vec<Point> = places.iter().map(|place| at(*place)).collect();
                @let ends = (&map.steps[arrow.from], &map.steps[arrow.to]);
                (draw_arrow(map, arrow, ends, &places, (aside, arrow.weight / heaviest)))
            }
        }
        @for (step, place) in map.steps.iter().zip(&laid.steps) { (draw_step(step, at(*place), step.weight / most)) }
    };
    html! {
        @if !map.flows.is_empty() {
            ul.legend role="list" { @for (flow, name) in map.flows.iter().enumerate() { li {
                svg.legend-flow viewBox="0 0 34 8" width="34" height="8" aria-hidden="true" { g class=(coloured(flow)) { path.map-arrow d="M0 4H34" stroke-width="3" {} } }
                (name)
            } } }
        }
        (large_figure(&map.about, size, picture, list(map, &arrows)))
    }
}

/// All arrows between two steps.
struct Pair<'m> {
    from: usize,
    to: usize,
    weight: f64,
    arrows: Vec<&'m Arrow<'m>>,
}

fn pairs<'m>(arrows: &[&'m Arrow<'m>]) -> Vec<Pair<'m>> {
    let mut places = std::collections::HashMap::new();
    let mut pairs: Vec<Pair<'m>> = Vec::new();
    for arrow in arrows {
        let (from, to) = (arrow.from, arrow.to);
        let place = *places.entry((from, to)).or_insert_with(|| {
            pairs.push(Pair { from, to, weight: 0.0, arrows: Vec::new() });
            pairs.len() - 1
        });
        pairs[place].weight += arrow.weight;
        pairs[place].arrows.push(arrow);
    }
    pairs
}

fn coloured(flow: usize) -> String {
    format!("map-flow dots-{}", flow % COLOURS)
}

/// The name of the tip of an arrow.
fn tip_name(flow: Option<usize>) -> String {
    flow.map_or_else(|| "map-tip".to_owned(), |flow| format!("map-tip-{}", flow % COLOURS))
}

fn tip(flow: Option<usize>) -> Markup {
    html! {
        marker id=(tip_name(flow)) viewBox="0 0 8 8" refX="6" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto" {
            g class=[flow.map(coloured)] { path.map-tip d="M0 0L8 4L0 8z" {} }
        }
    }
}

fn linked(href: &str, inside: Markup) -> Markup {
    html! { @if href.is_empty() { (inside) } @else { a href=(href) { (inside) } } }
}

/// What stands beside a beginning or an end.
fn words_of(step: &Step<'_>) -> String {
    format!("{}, {}", step.name, step.figure)
}

fn draw_step(step: &Step<'_>, (x, y): Point, share: f64) -> Markup {
    let level = (share.clamp(0.0, 1.0) * TOP_LEVEL).round() as u8;
    let shape = html! {
        @if step.is_end {
            g class=[step.flow.map(coloured)] { circle.map-end cx=(x) cy=(y) r=(END_SIZE / 2.0) { title { (step.name) ": " (step.figure) } } }
            text.map-figure x=(x + END_SIZE / 2.0 + END_GAP) y=(y + 4.0) { (words_of(step)) }
        } @else {
            g class={ "heat-" (level) } {
                rect.heat-cell x=(round(x - BOX_WIDTH / 2.0)) y=(y - BOX_HEIGHT / 2.0) width=(BOX_WIDTH) height=(BOX_HEIGHT) rx="8" {
                    title { (step.name) ": " (step.figure) }
                }
                text.heat-figure.map-name x=(x) y=(y - 3.0) text-anchor="middle" { (shortened(step.name, NAME_LENGTH)) }
                text.heat-figure x=(x) y=(y + 15.0) text-anchor="middle" { (step.figure) }
            }
        }
    };
    linked(step.href, shape)
}

fn draw_arrow(
    map: &Map<'_>,
    arrow: &Arrow<'_>,
    (from, to): (&Step<'_>, &Step<'_>),
    places: &[Point],
    (aside, share): (f64, f64),
) -> Markup {
    let half = |step: &Step| if step.is_end { END_SIZE / 2.0 } else { BOX_HEIGHT / 2.0 };
    let (line, label) = match places {
        [place] => own((place.0 + aside, place.1 + aside), half(from)),
        _ => course(&places.iter().map(|place| (place.0 + aside, place.1)).collect::<Vec<_>>(), half(from), half(to)),
    };
    let width = round(1.0 + share.clamp(0.0, 1.0).sqrt() * (HEAVIEST - 1.0));
    let flow = arrow.flow.and_then(|flow| map.flows.get(flow));
    let whose = flow.map_or_else(String::new, |flow| format!("{flow}: "));
    let words = format!("{whose}{} → {}: {}", from.name, to.name, arrow.figure);
    // Figures of flows side by side stand below each other.
    let down = round(label.1 + aside);
    linked(
        arrow.href,
        html! {
            g class=[arrow.flow.map(coloured)] {
                path.map-arrow d=(line) stroke-width=(width) marker-end={ "url(#" (tip_name(arrow.flow)) ")" } { title { (words) } }
            }
            text.map-figure x=(label.0) y=(down) text-anchor="middle" { (arrow.figure) }
        },
    )
}

/// An arrow from a step back to itself, at the right of it.
fn own((x, y): Point, half: f64) -> (String, Point) {
    let right = round(x + BOX_WIDTH / 2.0);
    let (top, bottom) = (round(y - half / 2.0), round(y + half / 2.0));
    let out = right + MARGIN - 6.0;
    (format!("M{right} {top}C{out} {top} {out} {bottom} {right} {bottom}"), (round(right + 16.0), round(top - 4.0)))
}

/// A smooth line through the places, from the edge of the first step to the edge of the last.
fn course(places: &[Point], from: f64, to: f64) -> (String, Point) {
    let (first, last) = (places[0], places[places.len() - 1]);
    let down = if last.1 >= first.1 { 1.0 } else { -1.0 };
    // Arrows against the stream leave and arrive a little beside the others.
    let aside = if down > 0.0 { 0.0 } else { ASIDE };
    let mut points = places.to_vec();
    let end = points.len() - 1;
    points[0] = (first.0 + aside, first.1 + from * down);
    points[end] = (last.0 + aside, last.1 - (to + 2.0) * down);
    let mut line = format!("M{} {}", round(points[0].0), round(points[0].1));
    for pair in points.windows(2) {
        let middle = round((pair[0].1 + pair[1].1) / 2.0);
        let (x0, x1, y1) = (round(pair[0].0), round(pair[1].0), round(pair[1].1));
        line.push_str(&format!("C{x0} {middle} {x1} {middle} {x1} {y1}"));
    }
    let half = points.len() / 2;
    let label = if points.len() > 2 {
        points[half]
    } else {
        ((points[0].0 + points[1].0) / 2.0 + aside / 2.0, (points[0].1 + points[1].1) / 2.0 + 4.0)
    };
    (line, (round(label.0), round(label.1)))
}

fn list(map: &Map<'_>, arrows: &[&Arrow<'_>]) -> Markup {
    html! {
        table.table.is-small {
            thead { tr {
                @if !map.flows.is_empty() { th scope="col" { "Flow of" } }
                th scope="col" { "From" } th scope="col" { "To" } th.is-figure scope="col" { (map.about.unit) }
            } }
            tbody {
                @for arrow in arrows {
                    tr {
                        @if !map.flows.is_empty() { td { (arrow.flow.and_then(|flow| map.flows.get(flow)).copied().unwrap_or("all")) } }
                        th scope="row" { (map.steps[arrow.from].name) } td { (map.steps[arrow.to].name) } td.is-figure { (arrow.figure) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
