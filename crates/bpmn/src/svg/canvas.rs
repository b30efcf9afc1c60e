//! A growing picture that knows how far it reaches.
//!
//! Absent: anything about BPMN. Source: SVG 1.1 §8, §9.

use std::fmt::Write as _;

use crate::model::{Bounds, Point};
use crate::text::escape;

/// How an outline is drawn.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub class: &'a str,
    pub fill: &'a str,
    pub width: f64,
    pub dash: Option<&'a str>,
}

/// The usual outline: background inside, current colour around.
pub(super) const OUTLINE: Pen<'static> = Pen { class: "bpmn-outline", fill: "#fff", width: 1.5, dash: None };
/// A line without inside.
pub(super) const LINE: Pen<'static> = Pen { class: "bpmn-line", fill: "none", width: 1.5, dash: None };
/// A sign inside an outline.
pub(super) const SIGN: Pen<'static> = Pen { class: "bpmn-sign", fill: "none", width: 1.2, dash: None };
/// A sign that is filled.
pub(super) const SOLID: Pen<'static> = Pen { class: "bpmn-solid", fill: "currentColor", width: 1.0, dash: None };

impl<'a> Pen<'a> {
    pub fn wide(self, width: f64) -> Self {
        Self { width, ..self }
    }

    pub fn dashed(self, dash: &'a str) -> Self {
        Self { dash: Some(dash), ..self }
    }

    fn attributes(&self) -> String {
        let dash = self.dash.map_or(String::new(), |dash| format!(" stroke-dasharray=\"{dash}\""));
        let class = self.class;
        let (fill, width) = (self.fill, number(self.width));
        format!("class=\"{class}\" fill=\"{fill}\" stroke=\"currentColor\" stroke-width=\"{width}\"{dash}")
    }
}

#[derive(Default)]
pub(super) struct Canvas {
    body: String,
    extent: Option<Bounds>,
    /// Where names stand.
    names: Vec<Bounds>,
}

/// A number with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Adding zero turns minus zero into zero.
    format!("{}", rounded + 0.0)
}

/// Text for an attribute or an element: escaped, control characters gone, on one line.
pub(super) fn attribute(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    escape(spaced.trim())
}

impl Canvas {
    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    pub fn extent(&self) -> Bounds {
        self.extent.unwrap_or(Bounds::new(0.0, 0.0, 0.0, 0.0))
    }

    /// Notes that a name stands here.
    pub fn says(&mut self, bounds: Bounds) {
        self.names.push(bounds);
    }

    /// Where names stand that were written so far.
    pub fn names(&self) -> &[Bounds] {
        &self.names
    }

    /// Makes sure the picture reaches this far.
    pub fn reach(&mut self, bounds: Bounds) {
        self.extent = Some(self.extent.map_or(bounds, |extent| extent.with(&bounds)));
    }

    pub fn rect(&mut self, bounds: Bounds, radius: f64, pen: Pen<'_>) {
        self.reach(bounds);
        let rounded = if radius > 0.0 { format!(" rx=\"{}\"", number(radius)) } else { String::new() };
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{rounded} {}/>",
            number(bounds.x),
            number(bounds.y),
            number(bounds.width),
            number(bounds.height),
            pen.attributes()
        );
    }

    pub fn circle(&mut self, centre: Point, radius: f64, pen: Pen<'_>) {
        self.reach(Bounds::new(centre.x - radius, centre.y - radius, 2.0 * radius, 2.0 * radius));
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>",
            number(centre.x),
            number(centre.y),
            number(radius),
            pen.attributes()
        );
    }

    /// A path whose extent is known to lie inside what was drawn before.
    pub fn path(&mut self, path: &str, pen: Pen<'_>) {
        let _ = write!(self.body, "<path d=\"{path}\" {}/>", pen.attributes());
    }

    /// A line through points.
    pub fn polyline(&mut self, points: &[Point], closed: bool, pen: Pen<'_>) {
        let mut path = String::new();
        for (at, point) in points.iter().enumerate() {
            self.reach(Bounds::new(point.x, point.y, 0.0, 0.0));
            let command = if at == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", number(point.x), number(point.y));
        }
        if closed {
            path.push('Z');
        }
        self.path(&path, pen);
    }

    /// Draws something made around the origin at another place and size.
    pub fn at(&mut self, origin: Point, scale: f64, draw: impl FnOnce(&mut Canvas)) {
        let mut inner = Canvas::default();
        draw(&mut inner);
        let scale = if (scale - 1.0).abs() < 0.01 { String::new() } else { format!(" scale({})", number(scale)) };
        let _ = write!(
            self.body,
            "<g transform=\"translate({} {}){scale}\">{}</g>",
            number(origin.x),
            number(origin.y),
            inner.body
        );
    }
}
