//! Flows: sequence flows, message flows, associations, with their heads, tails and names.
//!
//! Absent: nothing of process and collaboration diagrams. Source: BPMN 2.0.2 §7.5, §8.4.13, §9.4.

use super::Drawing;
use super::canvas::{Canvas, LINE, OUTLINE, Pen, SIGN, SOLID};
use super::label::{self, Anchor};
use crate::model::{Band, Bounds, Direction, Edge, Point};
use crate::words::one_line;

pub(super) fn draw(drawing: &Drawing<'_>, canvas: &mut Canvas, edge: &Edge) {
    let diagram = drawing.diagram;
    let name_of = |id: &str| {
        let node = diagram.node(id).map(crate::words::called);
        node.or_else(|| diagram.participant(id).map(|pool| format!("\"{}\"", one_line(&pool.name))))
            .unwrap_or_else(|| format!("\"{id}\""))
    };
    let words = |what: &str, source: &str, target: &str, name: &str| {
        let name = one_line(name);
        let name = if name.is_empty() { String::new() } else { format!(": {name}") };
        format!("{what} from {} to {}{name}", name_of(source), name_of(target))
    };
    if let Some(flow) = diagram.flow(&edge.element) {
        let words = words("flow", &flow.source, &flow.target, &flow.name);
        drawing.group(canvas, &flow.id, "bpmn-edge bpmn-sequence-flow", &words, |canvas| {
            canvas.polyline(&shortened(&edge.points, 4.0), false, LINE);
            head(canvas, &edge.points, SOLID);
            let source = diagram.node(&flow.source);
            if flow.is_default {
                slash(canvas, &edge.points);
            } else if flow.condition.is_some() && source.is_some_and(crate::model::Node::is_activity) {
                diamond(canvas, &edge.points);
            }
            name(canvas, edge, &flow.name);
        });
    } else if let Some(flow) = diagram.message_flow(&edge.element) {
        let words = words("message flow", &flow.source, &flow.target, &flow.name);
        drawing.group(canvas, &flow.id, "bpmn-edge bpmn-message-flow", &words, |canvas| {
            canvas.polyline(&shortened(&edge.points, 4.0), false, LINE.dashed("8 5"));
            canvas.circle(beginning(&edge.points, 4.0), 4.0, OUTLINE);
            head(canvas, &edge.points, OUTLINE);
            if let Some(band) = edge.message {
                letter(canvas, middle(&edge.points), band);
            }
            name(canvas, edge, &flow.name);
        });
    } else if let Some(line) = diagram.association(&edge.element) {
        let words = words("association", &line.source, &line.target, "");
        drawing.group(canvas, &line.id, "bpmn-edge bpmn-association", &words, |canvas| {
            canvas.polyline(&edge.points, false, LINE.dashed("2 4"));
            if line.direction != Direction::None {
                open_head(canvas, &edge.points);
            }
            if line.direction == Direction::Both {
                let back: Vec<Point> = edge.points.iter().rev().copied().collect();
                open_head(canvas, &back);
            }
        });
    } else {
        drawing.group(canvas, &edge.element, "bpmn-edge bpmn-line-only", "line", |canvas| {
            canvas.polyline(&edge.points, false, LINE);
        });
    }
}

/// The point halfway along a line.
pub(super) fn middle(points: &[Point]) -> Point {
    along(points, 0.5)
}

/// The point at a part of a line, from 0 to 1.
pub(super) fn along(points: &[Point], part: f64) -> Point {
    let lengths: Vec<f64> = points.windows(2).map(|pair| distance(pair[0], pair[1])).collect();
    let mut left = lengths.iter().sum::<f64>() * part;
    for (pair, length) in points.windows(2).zip(&lengths) {
        if left <= *length && *length > 0.0 {
            let part = left / length;
            return Point {
                x: pair[0].x + (pair[1].x - pair[0].x) * part,
                y: pair[0].y + (pair[1].y - pair[0].y) * part,
            };
        }
        left -= length;
    }
    points.first().copied().unwrap_or(Point { x: 0.0, y: 0.0 })
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The last point that lies apart from the end, and the unit direction from it to the end.
fn arrival(points: &[Point]) -> Option<(Point, f64, f64)> {
    let end = *points.last()?;
    let before = points.iter().rev().find(|point| distance(**point, end) > 0.5)?;
    let length = distance(*before, end);
    Some((end, (end.x - before.x) / length, (end.y - before.y) / length))
}

/// The line without its last bit, so that it does not show beyond the tip of the head.
fn shortened(points: &[Point], by: f64) -> Vec<Point> {
    let mut points = points.to_vec();
    if let Some((end, dx, dy)) = arrival(&points)
        && let Some(last) = points.last_mut()
    {
        *last = Point { x: end.x - dx * by, y: end.y - dy * by };
    }
    points
}

fn head(canvas: &mut Canvas, points: &[Point], pen: Pen<'_>) {
    /// Length and half width of an arrow head, in diagram units.
    const HEAD: (f64, f64) = (10.0, 4.5);
    let Some((end, dx, dy)) = arrival(points) else { return };
    let side =
        |sign: f64| Point { x: end.x - dx * HEAD.0 - dy * HEAD.1 * sign, y: end.y - dy * HEAD.0 + dx * HEAD.1 * sign };
    canvas.polyline(&[end, side(1.0), side(-1.0)], true, pen);
}

fn open_head(canvas: &mut Canvas, points: &[Point]) {
    let Some((end, dx, dy)) = arrival(points) else { return };
    let side = |sign: f64| Point { x: end.x - dx * 8.0 - dy * 5.0 * sign, y: end.y - dy * 8.0 + dx * 5.0 * sign };
    canvas.polyline(&[side(1.0), end, side(-1.0)], false, LINE);
}

/// A point a little after the beginning, clear of the shape the line starts at.
fn beginning(points: &[Point], by: f64) -> Point {
    let back: Vec<Point> = points.iter().rev().copied().collect();
    arrival(&back).map_or(points[0], |(start, dx, dy)| Point { x: start.x - dx * by, y: start.y - dy * by })
}

/// The stroke across the beginning of a default flow.
fn slash(canvas: &mut Canvas, points: &[Point]) {
    let back: Vec<Point> = points.iter().rev().copied().collect();
    let Some((start, dx, dy)) = arrival(&back) else { return };
    let at = |along: f64, across: f64| Point {
        x: start.x - dx * along - dy * across,
        y: start.y - dy * along + dx * across,
    };
    canvas.polyline(&[at(7.0, -5.0), at(13.0, 5.0)], false, LINE);
}

/// The diamond at the beginning of a conditional flow.
fn diamond(canvas: &mut Canvas, points: &[Point]) {
    let back: Vec<Point> = points.iter().rev().copied().collect();
    let Some((start, dx, dy)) = arrival(&back) else { return };
    let at = |along: f64, across: f64| Point {
        x: start.x - dx * along - dy * across,
        y: start.y - dy * along + dx * across,
    };
    canvas.polyline(&[at(0.0, 0.0), at(8.0, 5.0), at(16.0, 0.0), at(8.0, -5.0)], true, OUTLINE);
}

/// The message on a message flow; shaded when it answers one.
fn letter(canvas: &mut Canvas, at: Point, band: Band) {
    /// Half the width and half the height of an envelope, in diagram units.
    const HALF: (f64, f64) = (11.0, 7.5);
    let (w, h) = HALF;
    canvas.rect(Bounds::new(at.x - w, at.y - h, 2.0 * w, 2.0 * h), 0.0, OUTLINE);
    if band == Band::Answering {
        canvas.raw(&format!(
            "<rect class=\"bpmn-shade\" x=\"{:.2}\" y=\"{:.2}\" width=\"{}\" height=\"{}\" fill=\"currentColor\" \
             fill-opacity=\"0.15\"/>",
            at.x - w,
            at.y - h,
            2.0 * w,
            2.0 * h
        ));
    }
    canvas.at(at, 1.0, |canvas| canvas.path("M-11 -7.5L0 1L11 -7.5", SIGN));
}

fn name(canvas: &mut Canvas, edge: &Edge, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    if edge.label.is_some_and(|label| label.width > 0.0) {
        let middle = middle(&edge.points);
        let at = Bounds::new(middle.x, middle.y, 0.0, 0.0);
        label::beside(canvas, text, edge.label, at);
        return;
    }
    let lines = label::wrap(text, 90.0, label::SMALL);
    let middle = middle(&edge.points);
    let top = Point { x: middle.x, y: middle.y - label::height(lines.len(), label::SMALL) - 2.0 };
    label::write(canvas, &lines, top, label::SMALL, Anchor::Middle, "bpmn-label bpmn-halo");
}
