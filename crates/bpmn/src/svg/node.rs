//! Nodes: the outlines of activities, events, gateways, data and notes.
//!
//! Absent: nothing of process diagrams. Source: BPMN 2.0.2 §10.3–§10.7, §8.4.1.

use super::canvas::{Canvas, LINE, OUTLINE, SIGN, SOLID};
use super::label::{self, Anchor};
use super::mark::{self, Lower};
use crate::model::{Bounds, Event, Gateway, Kind, Node, Point, Position, Shape, SubProcess, Task};

/// The sizes the standard's signs are made for, in diagram units.
const EVENT: f64 = 36.0;
const GATEWAY: f64 = 50.0;

/// What the drawing around a node says about it.
pub(super) struct View {
    /// Whether the content is drawn inside.
    pub open: bool,
    /// The kind of the task that a call activity calls.
    pub called: Option<Task>,
    /// How much of the lower end boundary events cover, in diagram units.
    pub covered: f64,
}

pub(super) fn draw(canvas: &mut Canvas, shape: &Shape, node: &Node, view: &View) {
    let bounds = shape.bounds;
    match &node.kind {
        Kind::Task(task) => activity(canvas, bounds, node, Some(*task), view),
        Kind::SubProcess(_) | Kind::CallActivity { .. } | Kind::Choreography => {
            activity(canvas, bounds, node, view.called, view);
        }
        Kind::Event(event) => {
            circle(canvas, bounds, event);
            label::beside(canvas, &node.name, shape.label, bounds);
        }
        Kind::Gateway(gateway) => {
            diamond(canvas, bounds, *gateway, shape.marker);
            label::beside(canvas, &node.name, shape.label, bounds);
        }
        Kind::DataObject { collection } => page(canvas, shape, node, *collection, None),
        Kind::DataInput { collection } => page(canvas, shape, node, *collection, Some(false)),
        Kind::DataOutput { collection } => page(canvas, shape, node, *collection, Some(true)),
        Kind::DataStore => {
            store(canvas, bounds);
            label::beside(canvas, &node.name, shape.label, bounds);
        }
        Kind::TextAnnotation => note(canvas, bounds, &node.name),
        Kind::Group => {
            canvas.rect(bounds, 10.0, LINE.dashed("10 4 2 4"));
            let lines = label::wrap(&node.name, bounds.width.max(60.0), label::SMALL);
            let top = shape.label.map_or(bounds.y + 4.0, |label| label.y);
            let x = shape.label.map_or(bounds.centre().x, |label| label.centre().x);
            label::write(canvas, &lines, Point { x, y: top }, label::SMALL, Anchor::Middle, "bpmn-label bpmn-halo");
        }
        Kind::Conversation => {
            let (x, y, w, h) = (bounds.x, bounds.y, bounds.width, bounds.height);
            let corners = [(0.2, 0.0), (0.8, 0.0), (1.0, 0.5), (0.8, 1.0), (0.2, 1.0), (0.0, 0.5)];
            let points = corners.map(|(dx, dy)| Point { x: x + w * dx, y: y + h * dy });
            canvas.polyline(&points, true, OUTLINE);
            label::beside(canvas, &node.name, shape.label, bounds);
        }
    }
}

fn activity(canvas: &mut Canvas, bounds: Bounds, node: &Node, task: Option<Task>, view: &View) {
    let pen = match node.kind {
        Kind::CallActivity { .. } => OUTLINE.wide(4.0),
        Kind::SubProcess(SubProcess::Event) => OUTLINE.dashed("2 3"),
        _ => OUTLINE,
    };
    canvas.rect(bounds, 10.0, pen);
    if node.kind == Kind::SubProcess(SubProcess::Transaction) {
        let inner = Bounds::new(bounds.x + 3.0, bounds.y + 3.0, bounds.width - 6.0, bounds.height - 6.0);
        if inner.width > 0.0 && inner.height > 0.0 {
            canvas.rect(inner, 7.0, LINE);
        }
    }
    let sign = task.filter(|task| mark::has_sign(*task));
    if let Some(task) = sign {
        canvas.at(Point { x: bounds.x + 14.0, y: bounds.y + 13.0 }, 1.0, |canvas| mark::task(canvas, task));
    }
    let signs = lower_signs(node, view);
    for (at, sign) in signs.iter().enumerate() {
        let x = bounds.centre().x + (at as f64 - (signs.len() as f64 - 1.0) / 2.0) * 18.0;
        canvas.at(Point { x, y: bounds.bottom() - 11.0 }, 1.0, |canvas| mark::lower(canvas, *sign));
    }
    if view.open {
        let lines = label::wrap(&node.name, (bounds.width - 16.0).max(20.0), label::SIZE);
        let top = Point { x: bounds.x + 9.0, y: bounds.y + 6.0 };
        label::write(canvas, &lines, top, label::SIZE, Anchor::Start, "bpmn-label");
    } else {
        label::inside(
            canvas,
            &node.name,
            text_area(
                bounds,
                &node.name,
                sign.is_some(),
                if signs.is_empty() { view.covered } else { view.covered.max(16.0) },
            ),
        );
    }
}

/// Where the name of an activity may stand: centred, but clear of the signs.
fn text_area(bounds: Bounds, name: &str, upper: bool, lower: f64) -> Bounds {
    const PAD: f64 = 4.0;
    /// How far down the sign at the upper left corner reaches.
    const SIGN_ROOM: f64 = 21.0;
    let width = (bounds.width - 2.0 * PAD - 2.0).max(8.0);
    let needed = label::height(label::wrap(name, width, label::SIZE).len(), label::SIZE);
    let free = bounds.height - 2.0 * PAD;
    let below = lower.min(free / 2.0);
    let crowded = PAD + (free - below - needed) / 2.0 < SIGN_ROOM;
    let above = if upper && crowded { SIGN_ROOM - PAD } else { 0.0 };
    Bounds::new(bounds.x + PAD + 1.0, bounds.y + PAD + above, width, (free - above - below).max(10.0))
}

fn lower_signs(node: &Node, view: &View) -> Vec<Lower> {
    let mut signs = Vec::new();
    if let Some(repeat) = node.looping {
        signs.push(Lower::Repeat(repeat));
    }
    if node.compensates {
        signs.push(Lower::Compensation);
    }
    // A call of a task shows that task; a call of anything else hides steps, as a collapsed sub-process does.
    let hides_steps = match node.kind {
        Kind::SubProcess(_) => true,
        Kind::CallActivity { .. } => view.called.is_none(),
        _ => false,
    };
    if hides_steps && !view.open {
        signs.push(Lower::Collapsed);
    }
    if node.kind == Kind::SubProcess(SubProcess::AdHoc) {
        signs.push(Lower::AdHoc);
    }
    signs
}

fn circle(canvas: &mut Canvas, bounds: Bounds, event: &Event) {
    let centre = bounds.centre();
    let radius = bounds.width.min(bounds.height) / 2.0;
    let pen = if event.position == Position::End { OUTLINE.wide(3.5) } else { OUTLINE };
    let pen = if event.interrupting { pen } else { pen.dashed("4 3") };
    canvas.circle(centre, radius, pen);
    let double = matches!(event.position, Position::Catch | Position::Throw | Position::Boundary);
    if double && radius > 4.0 {
        let inner = if event.interrupting { LINE.wide(1.2) } else { LINE.wide(1.2).dashed("4 3") };
        canvas.circle(centre, radius - 3.0, inner);
    }
    let thrown = matches!(event.position, Position::Throw | Position::End);
    let scale = radius * 2.0 / EVENT * if double { 0.9 } else { 1.0 };
    canvas.at(centre, scale, |canvas| mark::trigger(canvas, event.trigger, thrown));
}

fn diamond(canvas: &mut Canvas, bounds: Bounds, gateway: Gateway, cross: bool) {
    let centre = bounds.centre();
    let points = [
        Point { x: centre.x, y: bounds.y },
        Point { x: bounds.right(), y: centre.y },
        Point { x: centre.x, y: bounds.bottom() },
        Point { x: bounds.x, y: centre.y },
    ];
    canvas.polyline(&points, true, OUTLINE);
    let scale = bounds.width.min(bounds.height) / GATEWAY;
    canvas.at(centre, scale, |canvas| mark::gateway(canvas, gateway, cross));
}

fn page(canvas: &mut Canvas, shape: &Shape, node: &Node, collection: bool, output: Option<bool>) {
    let bounds = shape.bounds;
    let fold = (bounds.width * 0.3).min(12.0);
    let (x, y, right, bottom) = (bounds.x, bounds.y, bounds.right(), bounds.bottom());
    let corner = |x, y| Point { x, y };
    let outline =
        [corner(x, y), corner(right - fold, y), corner(right, y + fold), corner(right, bottom), corner(x, bottom)];
    canvas.polyline(&outline, true, OUTLINE);
    canvas.polyline(&[corner(right - fold, y), corner(right - fold, y + fold), corner(right, y + fold)], false, SIGN);
    if let Some(output) = output {
        let pen = if output { SOLID } else { SIGN };
        canvas.at(corner(x + 11.0, y + 10.0), 1.0, |canvas| canvas.path("M-7 -2.2H1V-5.5L7 0L1 5.5V2.2H-7Z", pen));
    }
    if collection {
        let at = corner(bounds.centre().x, bottom - 8.0);
        canvas.at(at, 1.0, |canvas| canvas.path("M-4 -5V5M0 -5V5M4 -5V5", SIGN.wide(1.8)));
    }
    label::beside(canvas, &node.name, shape.label, bounds);
}

fn store(canvas: &mut Canvas, bounds: Bounds) {
    let depth = (bounds.height * 0.14).min(10.0);
    let (rx, x, right) = (bounds.width / 2.0, bounds.x, bounds.right());
    let (top, bottom) = (bounds.y + depth, bounds.bottom() - depth);
    canvas.reach(bounds);
    canvas.path(
        &format!("M{x:.2} {top:.2}A{rx:.2} {depth:.2} 0 0 1 {right:.2} {top:.2}V{bottom:.2}A{rx:.2} {depth:.2} 0 0 1 {x:.2} {bottom:.2}Z"),
        OUTLINE,
    );
    for step in 0..3 {
        let y = top + f64::from(step) * depth * 0.6;
        canvas.path(&format!("M{x:.2} {y:.2}A{rx:.2} {depth:.2} 0 0 0 {right:.2} {y:.2}"), SIGN);
    }
}

fn note(canvas: &mut Canvas, bounds: Bounds, text: &str) {
    let arm = bounds.width.min(14.0);
    let (x, y, bottom) = (bounds.x, bounds.y, bounds.bottom());
    canvas.reach(bounds);
    canvas.path(&format!("M{:.2} {y:.2}H{x:.2}V{bottom:.2}H{:.2}", x + arm, x + arm), LINE);
    let lines = label::wrap(text, (bounds.width - 8.0).max(20.0), label::SMALL);
    let lines: Vec<String> = lines.into_iter().collect();
    label::write(canvas, &lines, Point { x: x + 6.0, y: y + 4.0 }, label::SMALL, Anchor::Start, "bpmn-label bpmn-note");
}
