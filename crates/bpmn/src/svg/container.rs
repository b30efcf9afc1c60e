//! Pools and lanes.
//!
//! Absent: nothing of the notation. Source: BPMN 2.0.2 §9.3, §10.8.

use super::canvas::{Canvas, LINE, OUTLINE, SIGN, number};
use super::label;
use crate::model::{Band, Bounds, Participant, Point, Shape};

/// The width of the strip that carries the name, in diagram units.
const STRIP: f64 = 30.0;

pub(super) fn pool(canvas: &mut Canvas, shape: &Shape, pool: &Participant) {
    canvas.rect(shape.bounds, 0.0, OUTLINE);
    if pool.process.is_some() {
        named_strip(canvas, shape, &pool.name, true);
    } else {
        label::inside(canvas, &pool.name, inner(shape.bounds, 6.0));
    }
    if pool.multiple {
        let origin = Point { x: shape.bounds.centre().x, y: shape.bounds.bottom() - 10.0 };
        canvas.at(origin, 1.0, |canvas| canvas.path("M-4 -6V6M0 -6V6M4 -6V6", SIGN.wide(2.0)));
    }
}

pub(super) fn lane(canvas: &mut Canvas, shape: &Shape, name: &str) {
    canvas.rect(shape.bounds, 0.0, LINE.wide(1.0));
    named_strip(canvas, shape, name, false);
}

/// Who takes part in a choreography activity; who only answers is shaded.
pub(super) fn band(canvas: &mut Canvas, shape: &Shape, pool: &Participant, band: Band) {
    canvas.rect(shape.bounds, 4.0, OUTLINE);
    if band == Band::Answering {
        let Bounds { x, y, width, height } = shape.bounds;
        canvas.raw(&format!(
            "<rect class=\"bpmn-shade\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"currentColor\" \
             fill-opacity=\"0.15\"/>",
            number(x),
            number(y),
            number(width),
            number(height)
        ));
    }
    label::inside(canvas, &pool.name, inner(shape.bounds, 2.0));
}

/// The place of something that the file keeps and the picture does not know.
pub(super) fn kept(canvas: &mut Canvas, shape: &Shape) {
    canvas.rect(shape.bounds, 0.0, LINE.wide(1.0).dashed("3 3"));
}

fn named_strip(canvas: &mut Canvas, shape: &Shape, name: &str, ruled: bool) {
    let bounds = shape.bounds;
    if shape.horizontal {
        let strip = Bounds::new(bounds.x, bounds.y, STRIP.min(bounds.width), bounds.height);
        if ruled {
            let (top, bottom) = (Point { x: strip.right(), y: strip.y }, Point { x: strip.right(), y: strip.bottom() });
            canvas.polyline(&[top, bottom], false, LINE.wide(1.0));
        }
        label::upright(canvas, name, inner(strip, 2.0));
    } else {
        let strip = Bounds::new(bounds.x, bounds.y, bounds.width, STRIP.min(bounds.height));
        if ruled {
            let (left, right) =
                (Point { x: strip.x, y: strip.bottom() }, Point { x: strip.right(), y: strip.bottom() });
            canvas.polyline(&[left, right], false, LINE.wide(1.0));
        }
        label::inside(canvas, name, inner(strip, 2.0));
    }
}

fn inner(bounds: Bounds, by: f64) -> Bounds {
    Bounds::new(bounds.x + by, bounds.y + by, (bounds.width - 2.0 * by).max(1.0), (bounds.height - 2.0 * by).max(1.0))
}
