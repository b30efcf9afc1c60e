//! The signs inside shapes: task kinds, event triggers, gateways, repetition.
//!
//! Absent: nothing of the notation. Signs are drawn around the origin. Source: BPMN 2.0.2 tables 7.2, 10.88, 10.93, §10.3, §10.6.

use super::canvas::{Canvas, OUTLINE, SIGN, SOLID};
use crate::model::{Bounds, Gateway, Loop, Point, Task, Trigger};

const CENTRE: Point = Point { x: 0.0, y: 0.0 };

/// Whether a task of this kind carries a sign.
pub(super) fn has_sign(task: Task) -> bool {
    task != Task::Plain
}

/// The sign of a task kind, 16 units wide.
pub(super) fn task(canvas: &mut Canvas, task: Task) {
    match task {
        Task::Plain => {}
        Task::User => {
            canvas.path("M-6.5 7.5V5.5A6.5 5 0 0 1 6.5 5.5V7.5Z", SIGN);
            canvas.circle(Point { x: 0.0, y: -3.5 }, 3.6, OUTLINE.wide(1.2));
        }
        Task::Manual => canvas.path(
            "M-7.5 -0.5L-2.5 -5.5H1.5A1 1 0 0 1 1.5 -3.5H-0.5H6.5A1.1 1.1 0 0 1 6.5 -1.3H2H7A1.1 1.1 0 0 1 7 0.9H2\
             H6.3A1.1 1.1 0 0 1 6.3 3.1H1.7H5A1 1 0 0 1 5 5.2H-4L-7.5 4Z",
            SIGN.wide(1.1),
        ),
        Task::Service => {
            canvas.path(&gear(), SIGN);
            canvas.circle(CENTRE, 2.4, OUTLINE.wide(1.2));
        }
        Task::Script => {
            canvas.path("M-3.5 -7H6C1.5 -3 8 2 3.5 7H-6C-1.5 2.5 -8 -2.5 -3.5 -7Z", SIGN);
            canvas.path("M-3.5 -3.8H2.5M-2.5 -0.3H3.2M-2.2 3.4H4", SIGN.wide(1.0));
        }
        Task::Send => envelope(canvas, true, 0.85),
        Task::Receive => envelope(canvas, false, 0.85),
        Task::BusinessRule => {
            canvas.rect(Bounds::new(-7.5, -6.0, 15.0, 12.0), 0.0, OUTLINE.wide(1.2));
            canvas.rect(Bounds::new(-7.5, -6.0, 15.0, 3.6), 0.0, SOLID);
            canvas.path("M-7.5 1.8H7.5M-3 -2.4V6", SIGN.wide(1.0));
        }
    }
}

fn gear() -> String {
    const TEETH: usize = 8;
    let mut path = String::new();
    for step in 0..TEETH * 4 {
        let radius = if step % 4 < 2 { 7.4 } else { 5.2 };
        let offset = [-0.30, 0.30, 0.42, 0.58][step % 4];
        let turn = (step / 4) as f64;
        let angle =
            std::f64::consts::TAU * (turn + if step % 4 < 2 { offset / 2.0 + 0.0 } else { offset }) / TEETH as f64;
        let command = if step == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{command}{:.2} {:.2}", radius * angle.sin(), -radius * angle.cos()));
    }
    path.push('Z');
    path
}

fn envelope(canvas: &mut Canvas, solid: bool, scale: f64) {
    let (width, height) = (18.0 * scale, 12.0 * scale);
    let bounds = Bounds::new(-width / 2.0, -height / 2.0, width, height);
    canvas.rect(bounds, 0.0, if solid { SOLID } else { OUTLINE.wide(1.2) });
    let flap = format!("M{:.1} {:.1}L0 {:.1}L{:.1} {:.1}", bounds.x, bounds.y, height * 0.12, bounds.right(), bounds.y);
    if solid {
        canvas.raw(&format!(
            "<path d=\"{flap}\" class=\"bpmn-inverse\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.3\"/>"
        ));
    } else {
        canvas.path(&flap, SIGN);
    }
}

/// The sign of a trigger inside an event 36 units wide; solid when thrown.
pub(super) fn trigger(canvas: &mut Canvas, trigger: Trigger, thrown: bool) {
    let pen = if thrown { SOLID } else { SIGN.wide(1.4) };
    match trigger {
        Trigger::None => {}
        Trigger::Message => envelope(canvas, thrown, 1.0),
        Trigger::Timer => {
            canvas.circle(CENTRE, 10.0, SIGN);
            canvas.path("M0 -10V-7.5M0 10V7.5M-10 0H-7.5M10 0H7.5M0 -6.5V0L4.5 2.5", SIGN.wide(1.3));
        }
        Trigger::Error => canvas.path("M-8.5 7.5L-3.5 -7L2.5 1L7.5 -8.5L3.2 7L-2.3 -0.5Z", pen),
        Trigger::Escalation => canvas.path("M0 -9.5L7 8L0 1.5L-7 8Z", pen),
        Trigger::Cancel => {
            canvas.path("M-8 -5.5L-5.5 -8L0 -2.5L5.5 -8L8 -5.5L2.5 0L8 5.5L5.5 8L0 2.5L-5.5 8L-8 5.5L-2.5 0Z", pen);
        }
        Trigger::Compensation => canvas.path("M-9.5 0L-1 -6.5V6.5ZM-1 0L7.5 -6.5V6.5Z", pen),
        Trigger::Conditional => {
            canvas.rect(Bounds::new(-7.0, -9.0, 14.0, 18.0), 0.0, SIGN);
            canvas.path("M-4.5 -5.5H4.5M-4.5 -1.8H4.5M-4.5 1.8H4.5M-4.5 5.5H4.5", SIGN);
        }
        Trigger::Link => canvas.path("M-9.5 -3.5H1.5V-7.5L10 0L1.5 7.5V3.5H-9.5Z", pen),
        Trigger::Signal => canvas.path("M0 -9L8.5 6H-8.5Z", pen),
        Trigger::Terminate => canvas.circle(CENTRE, 10.5, SOLID),
        Trigger::Multiple => canvas.path("M0 -9.5L9 -2.8L5.6 7.8H-5.6L-9 -2.8Z", pen),
        Trigger::ParallelMultiple => {
            canvas.path("M-2.8 -9H2.8V-2.8H9V2.8H2.8V9H-2.8V2.8H-9V-2.8H-2.8Z", pen);
        }
    }
}

/// The sign inside a gateway 50 units wide.
pub(super) fn gateway(canvas: &mut Canvas, gateway: Gateway, cross: bool) {
    match gateway {
        Gateway::Exclusive if cross => canvas.path("M-7 -8.5L7 8.5M7 -8.5L-7 8.5", SIGN.wide(3.5)),
        Gateway::Exclusive => {}
        Gateway::Parallel => canvas.path("M0 -11V11M-11 0H11", SIGN.wide(3.5)),
        Gateway::Inclusive => canvas.circle(CENTRE, 11.0, SIGN.wide(3.0)),
        Gateway::Complex => canvas.path("M0 -11V11M-11 0H11M-8 -8L8 8M8 -8L-8 8", SIGN.wide(3.0)),
        Gateway::EventBased => {
            canvas.circle(CENTRE, 14.0, SIGN);
            canvas.circle(CENTRE, 11.5, SIGN);
            canvas.path("M0 -7.5L7.1 -2.3L4.4 6.1H-4.4L-7.1 -2.3Z", SIGN);
        }
    }
}

/// A sign at the lower border of an activity, 14 units wide.
#[derive(Clone, Copy)]
pub(super) enum Lower {
    Repeat(Loop),
    Compensation,
    AdHoc,
    Collapsed,
}

pub(super) fn lower(canvas: &mut Canvas, sign: Lower) {
    match sign {
        Lower::Repeat(Loop::Standard) => {
            canvas.path("M-3.2 5.2A6 6 0 1 1 2.2 5.6", SIGN.wide(1.5));
            canvas.path("M-3.4 1.2L-2.9 5.6L-7.2 5.6", SIGN.wide(1.5));
        }
        Lower::Repeat(Loop::Parallel) => canvas.path("M-4.5 -6V6M0 -6V6M4.5 -6V6", SIGN.wide(2.2)),
        Lower::Repeat(Loop::Sequential) => canvas.path("M-6 -4.5H6M-6 0H6M-6 4.5H6", SIGN.wide(2.2)),
        Lower::Compensation => canvas.path("M-7 0L-0.5 -5V5ZM-0.5 0L6 -5V5Z", SIGN),
        Lower::AdHoc => canvas.path("M-7 1.5C-5 -4.5 -2 -3 0 0S5 4.5 7 -1.5", SIGN.wide(2.0)),
        Lower::Collapsed => {
            canvas.rect(Bounds::new(-7.0, -7.0, 14.0, 14.0), 0.0, SIGN);
            canvas.path("M0 -4.5V4.5M-4.5 0H4.5", SIGN.wide(1.5));
        }
    }
}
