//! The diagram as a picture: crisp SVG that a keyboard and a screen reader can walk through.
//!
//! Absent: the double line of conversation links, colours stored by tools. A shape of something this crate does not know is
//! drawn as an empty dashed box. There are no scripts, no style
//! attributes and no ids in the picture, so several may stand on one page under a strict content security policy; style sheets
//! reach every part by class. Source: BPMN 2.0.2 §12 and the notation tables of §7–§11.

mod badge;
mod canvas;
mod container;
mod edge;
mod label;
mod mark;
mod node;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::diagram::Diagram;
use crate::model::{Band, Kind, Node, Plane, Position, Shape, Task};
use crate::words::{kind, one_line};
use canvas::{Canvas, attribute};
pub(crate) use label::{text_height, text_width};

/// Empty space around the drawing, in diagram units.
const MARGIN: f64 = 8.0;

/// What callers draw on top of a diagram.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Overlay {
    /// Which drawing of the file; the first that shows something when none is given.
    pub plane: Option<usize>,
    /// By element id.
    pub marks: BTreeMap<String, Mark>,
}

/// What is drawn at one element.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mark {
    /// A class more for the element's group (`heat-3`, `added`).
    pub class: Option<String>,
    pub badge: Option<Badge>,
    /// Said after the element's own name, on hover and to screen readers.
    pub tooltip: Option<String>,
    /// Where a click leads: a path (`/…`), a query (`?…`), a fragment (`#…`) or an `https:`/`http:` address.
    pub href: Option<String>,
}

/// A short text at the upper right corner of an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Badge {
    pub text: String,
    pub tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Tone {
    Neutral,
    Info,
    Good,
    Warning,
    Bad,
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SvgError {
    /// The file has no drawing, or not this one.
    NoDrawing,
    /// A link of the overlay is neither a path nor an http(s) address.
    Link { element: String, href: String },
}

impl fmt::Display for SvgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDrawing => f.write_str("the model has no drawing; lay it out first"),
            Self::Link { element, href } => {
                write!(f, "the link \"{href}\" at \"{element}\" is neither a path nor an http(s) address")
            }
        }
    }
}

impl std::error::Error for SvgError {}

/// Draws a diagram with an overlay.
///
/// # Errors
/// When there is nothing to draw, or a link of the overlay could run a script.
pub fn svg(diagram: &Diagram, overlay: &Overlay) -> Result<String, SvgError> {
    let drawing = Drawing::of(diagram, overlay, false)?;
    let mut canvas = Canvas::default();
    drawing.layers(&mut canvas);
    Ok(drawing.wrap(canvas))
}

/// Draws a diagram with an overlay, and over it, where it stood, what only an older version has: the marked elements of `gone`, in a
/// group of class `bpmn-ghosts`.
///
/// # Errors
/// As [`svg`], of either; an older version without a drawing has nothing to show and is no error.
pub fn svg_over(
    diagram: &Diagram,
    overlay: &Overlay,
    gone: &Diagram,
    gone_overlay: &Overlay,
) -> Result<String, SvgError> {
    let drawing = Drawing::of(diagram, overlay, false)?;
    let mut canvas = Canvas::default();
    drawing.layers(&mut canvas);
    match Drawing::of(gone, gone_overlay, true) {
        Ok(ghosts) => {
            canvas.raw("<g class=\"bpmn-ghosts\">");
            ghosts.layers(&mut canvas);
            canvas.raw("</g>");
        }
        Err(SvgError::NoDrawing) => {}
        Err(error) => return Err(error),
    }
    Ok(drawing.wrap(canvas))
}

fn check_links(overlay: &Overlay) -> Result<(), SvgError> {
    for (element, mark) in &overlay.marks {
        let Some(href) = &mark.href else { continue };
        let safe = ["/", "?", "#", "https://", "http://"].iter().any(|start| href.starts_with(start));
        if !safe {
            return Err(SvgError::Link { element: element.clone(), href: href.clone() });
        }
    }
    Ok(())
}

struct Drawing<'a> {
    diagram: &'a Diagram,
    plane: &'a Plane,
    overlay: &'a Overlay,
    /// Whether only what is marked is drawn.
    only_marked: bool,
}

impl<'a> Drawing<'a> {
    fn of(diagram: &'a Diagram, overlay: &'a Overlay, only_marked: bool) -> Result<Self, SvgError> {
        check_links(overlay)?;
        let plane = match overlay.plane {
            Some(at) => diagram.planes().get(at),
            None => diagram.planes().iter().find(|plane| !plane.shapes.is_empty()),
        };
        let plane = plane.filter(|plane| !plane.shapes.is_empty() || !plane.edges.is_empty());
        Ok(Self { diagram, plane: plane.ok_or(SvgError::NoDrawing)?, overlay, only_marked })
    }
}

impl Drawing<'_> {
    fn shows(&self, element: &str) -> bool {
        !self.only_marked || self.overlay.marks.contains_key(element)
    }

    /// From the back to the front: pools, lanes, open sub-processes, flows, nodes, boundary events, groups, badges.
    fn layers(&self, canvas: &mut Canvas) {
        let mut open: Vec<(usize, &Shape, &Node)> = Vec::new();
        let mut front: Vec<(usize, &Shape, &Node)> = Vec::new();
        let mut lanes = Vec::new();
        let mut bands = Vec::new();
        for shape in self.plane.shapes.iter().filter(|shape| self.shows(&shape.element)) {
            if let Some(pool) = self.diagram.participant(&shape.element) {
                if let Some(band) = shape.band {
                    bands.push((shape, pool, band));
                    continue;
                }
                self.group(canvas, &shape.element, "bpmn-pool", &format!("pool: {}", one_line(&pool.name)), |canvas| {
                    container::pool(canvas, shape, pool);
                });
            } else if let Some(lane) = self.diagram.lane(&shape.element) {
                lanes.push((shape, lane));
            } else if let Some(node) = self.diagram.node(&shape.element) {
                match &node.kind {
                    Kind::SubProcess(_) | Kind::CallActivity { .. } if self.is_open(shape, node) => {
                        open.push((self.depth(node), shape, node));
                    }
                    Kind::Group => front.push((2, shape, node)),
                    _ => front.push((usize::from(node.is_event_at(Position::Boundary)), shape, node)),
                }
            } else {
                let words = format!("not drawn: {}", shape.element);
                self.group(canvas, &shape.element, "bpmn-kept", &words, |canvas| container::kept(canvas, shape));
            }
        }
        for (shape, lane) in lanes {
            self.group(canvas, &shape.element, "bpmn-lane", &format!("lane: {}", one_line(&lane.name)), |canvas| {
                container::lane(canvas, shape, &lane.name);
            });
        }
        open.sort_by_key(|(depth, ..)| *depth);
        front.sort_by_key(|(layer, ..)| *layer);
        for (_, shape, node) in open {
            self.node(canvas, shape, node, true);
        }
        for edge in self.plane.edges.iter().filter(|edge| self.shows(&edge.element)) {
            edge::draw(self, canvas, edge);
        }
        for (_, shape, node) in front {
            self.node(canvas, shape, node, false);
        }
        for (shape, pool, band) in bands {
            let part = if band == Band::Initiating { "begins" } else { "answers" };
            let words = format!("participant: {} ({part})", one_line(&pool.name));
            self.group(canvas, &shape.element, "bpmn-band", &words, |canvas| {
                container::band(canvas, shape, pool, band);
            });
        }
        self.badges(canvas);
    }

    /// Whether an activity is drawn with its content inside and its name at the top.
    fn is_open(&self, shape: &Shape, node: &Node) -> bool {
        let drawn = || {
            let mut inner = self.diagram.within(&node.process, Some(&node.id));
            inner.any(|inner| self.plane.shapes.iter().any(|other| other.element == inner.id))
        };
        shape.expanded.unwrap_or_else(drawn)
    }

    fn depth(&self, node: &Node) -> usize {
        let parents = std::iter::successors(Some(node), |node| self.diagram.node(node.parent.as_deref()?));
        parents.take(crate::read::MAX_DEPTH).count()
    }

    fn node(&self, canvas: &mut Canvas, shape: &Shape, node: &Node, open: bool) {
        let class = format!("bpmn-node bpmn-{}", kind(&node.kind).replace(' ', "-"));
        let mut label = match one_line(&node.name) {
            name if name.is_empty() => kind(&node.kind),
            name => format!("{}: {name}", kind(&node.kind)),
        };
        if let Some(lane) =
            node.lane.as_deref().and_then(|id| self.diagram.lane_name(id)).filter(|name| !name.is_empty())
        {
            label.push_str(&format!(" ({})", one_line(lane)));
        }
        let view = node::View { open, called: self.called(node), covered: self.covered(shape, node) };
        self.group(canvas, &node.id, &class, &label, |canvas| node::draw(canvas, shape, node, &view));
    }

    /// What a call activity calls: a task of the file, or something with steps of its own.
    fn called(&self, node: &Node) -> Option<Task> {
        let Kind::CallActivity { called: Some(id) } = &node.kind else { return None };
        self.diagram.global_task(id)
    }

    /// How much of an activity's lower end its boundary events cover, in diagram units.
    fn covered(&self, shape: &Shape, node: &Node) -> f64 {
        if !node.is_activity() {
            return 0.0;
        }
        let (middle, bottom) = (shape.bounds.centre(), shape.bounds.bottom());
        let events = self.diagram.attached(&node.id);
        let shapes = events.filter_map(|event| self.plane.shapes.iter().find(|other| other.element == event.id));
        let lower = shapes.map(|other| other.bounds).filter(|other| {
            let reach = shape.bounds.width * 0.3;
            other.centre().y > middle.y && other.right() > middle.x - reach && other.x < middle.x + reach
        });
        lower.map(|other| (bottom - other.y).max(0.0)).fold(0.0, f64::max)
    }

    /// Opens the group of an element, with its link, its classes and its words.
    fn group(&self, canvas: &mut Canvas, id: &str, class: &str, label: &str, draw: impl FnOnce(&mut Canvas)) {
        let mark = self.overlay.marks.get(id);
        let mut class = class.to_owned();
        if let Some(extra) = mark.and_then(|mark| mark.class.as_deref()) {
            class.push(' ');
            class.push_str(extra);
        }
        let mut words = label.to_owned();
        if let Some(badge) = mark.and_then(|mark| mark.badge.as_ref()) {
            words.push_str(&format!(", {}", badge.text));
        }
        if let Some(tooltip) = mark.and_then(|mark| mark.tooltip.as_deref()) {
            words.push_str(&format!(". {tooltip}"));
        }
        let (id, class, words) = (attribute(id), attribute(&class), attribute(&words));
        let href = mark.and_then(|mark| mark.href.as_deref());
        match href {
            Some(href) => canvas.raw(&format!(
                "<a href=\"{}\" class=\"{class}\" data-id=\"{id}\" aria-label=\"{words}\"><title>{words}</title>",
                attribute(href)
            )),
            None => {
                let focus = if class.starts_with("bpmn-edge") { "" } else { " tabindex=\"0\"" };
                canvas.raw(&format!(
                    "<g class=\"{class}\" data-id=\"{id}\"{focus} role=\"img\" aria-label=\"{words}\"><title>{words}</title>"
                ));
            }
        }
        draw(canvas);
        canvas.raw(if href.is_some() { "</a>" } else { "</g>" });
    }

    fn badges(&self, canvas: &mut Canvas) {
        for placed in &self.placed(canvas) {
            badge::draw(canvas, placed);
        }
    }

    /// The badges with their places, so that none covers a name, another badge or an element that is not its own.
    fn placed(&self, canvas: &Canvas) -> Vec<badge::Placed<'_>> {
        let badge = |element: &str| self.overlay.marks.get(element).and_then(|mark| mark.badge.as_ref());
        let mut taken = self.taken(canvas);
        let mut placed = Vec::new();
        for shape in &self.plane.shapes {
            if let Some(badge) = badge(&shape.element) {
                placed.push(badge::at_element(badge, &shape.element, shape.bounds, &mut taken));
            }
        }
        for edge in &self.plane.edges {
            if let Some(badge) = badge(&edge.element) {
                placed.push(badge::at_line(badge, &edge.points, &mut taken));
            }
        }
        placed
    }

    /// What badges must not cover: names, and elements that hold no others.
    fn taken(&self, canvas: &Canvas) -> badge::Taken {
        let holds = |shape: &&Shape| {
            let node = self.diagram.node(&shape.element);
            node.is_none_or(|node| matches!(node.kind, Kind::Group) || self.is_open(shape, node))
        };
        let closed = self.plane.shapes.iter().filter(|shape| self.shows(&shape.element) && !holds(shape));
        badge::Taken {
            names: canvas.names().to_vec(),
            nodes: closed.map(|shape| (shape.element.clone(), shape.bounds)).collect(),
        }
    }

    fn wrap(&self, canvas: Canvas) -> String {
        let extent = canvas.extent();
        let name = self.name();
        let nodes = self.diagram.nodes().iter().filter(|node| node.is_activity()).count();
        let mut description = format!("{nodes} activities; the list of steps says the same in words.");
        let outlined = |node: &&Node| matches!(node.kind, Kind::Choreography | Kind::Conversation);
        let count = self.diagram.nodes().iter().filter(outlined).count();
        if count > 0 {
            description.push_str(&format!(
                " {count} elements of a choreography or conversation are drawn in outline only; the file keeps all of them."
            ));
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bpmn\" viewBox=\"{} {} {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"group\" aria-label=\"{name}\" fill=\"none\" stroke-linejoin=\"round\" \
             font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\"><title>{name}</title><desc>{description}</desc>{}</svg>",
            canvas::number(extent.x - MARGIN),
            canvas::number(extent.y - MARGIN),
            canvas.body(),
            width = canvas::number(extent.width + 2.0 * MARGIN),
            height = canvas::number(extent.height + 2.0 * MARGIN),
        )
    }

    fn name(&self) -> String {
        let own = self.diagram.process(&self.plane.element).map(|process| process.name.clone());
        let own = own.or_else(|| self.diagram.node(&self.plane.element).map(|node| node.name.clone()));
        let pools: Vec<String> = self
            .diagram
            .participants()
            .iter()
            .map(|pool| one_line(&pool.name))
            .filter(|name| !name.is_empty())
            .collect();
        let name = own.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| pools.join(", "));
        match one_line(&name) {
            name if name.is_empty() => "Process diagram".to_owned(),
            name => format!("Process diagram: {}", attribute(&name)),
        }
    }
}

#[cfg(test)]
mod tests;
