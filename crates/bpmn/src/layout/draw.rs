//! The drawing of a whole file: pools under each other, sub-processes open, notes and data below, written as diagram interchange.
//!
//! Absent: groups, and drawings of collapsed sub-processes. Source: BPMN 2.0.2 §12.2.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::grid::{Form, Graph, Item, Link};
use super::place::{Arrangement, arrange};
use super::{LayoutError, MAX_FLOWS, MAX_STEPS};
use crate::diagram::Diagram;
use crate::edit::EditError;
use crate::model::{Bounds, Event, Kind, Node, Participant, Point};
use crate::read::tree;

const ACTIVITY: (f64, f64) = (110.0, 80.0);
const EVENT: f64 = 36.0;
const GATEWAY: f64 = 50.0;
const DATA: (f64, f64) = (40.0, 52.0);
const NOTE: (f64, f64) = (130.0, 50.0);
/// The strip with the name of a pool, in diagram units.
const STRIP: f64 = 30.0;
const POOL_GAP: f64 = 50.0;
const BLACK_BOX: (f64, f64) = (600.0, 60.0);
/// Inside an open sub-process: at the sides, and above for its name.
const INSET: (f64, f64) = (10.0, 26.0);

/// The same model with a drawing of all of it, in place of any it had; the rest of the text stays as it is.
///
/// # Errors
/// When there is nothing to draw, or the text would grow too large.
pub fn with_layout(diagram: &Diagram) -> Result<Diagram, LayoutError> {
    let (steps, flows) = (diagram.nodes().len(), diagram.flows().len());
    if steps > MAX_STEPS || flows > MAX_FLOWS {
        return Err(LayoutError::TooMany { steps, flows });
    }
    let mut page = Page { diagram, shapes: Vec::new(), edges: Vec::new(), at: BTreeMap::new() };
    page.fill();
    if page.shapes.is_empty() {
        return Err(LayoutError::Empty);
    }
    let drawing = page.write();
    let (last, old) = {
        let document = tree(diagram.text()).map_err(LayoutError::TooLarge)?;
        let root = document.root_element();
        let old: Vec<_> = root
            .children()
            .filter(|child| child.tag_name().name() == "BPMNDiagram")
            .map(|child| child.range())
            .collect();
        let end = root.range().end;
        (diagram.text()[..end].rfind("</"), old)
    };
    let mut drawn = diagram.clone();
    let at = last.ok_or(LayoutError::Empty)?;
    let too_large = |error: EditError| match error {
        EditError::Spoilt(error) => LayoutError::TooLarge(error),
        other => LayoutError::Sketch(other.to_string()),
    };
    let mut text = diagram.text().to_owned();
    text.insert_str(at, &drawing);
    for range in old.into_iter().rev() {
        text.replace_range(range, "");
    }
    let whole = 0..diagram.text().len();
    drawn.patch(whole, &text).map_err(too_large)?;
    Ok(drawn)
}

struct DrawnShape {
    id: String,
    bounds: Bounds,
    label: Option<Bounds>,
    attributes: &'static str,
}

struct DrawnEdge {
    id: String,
    points: Vec<Point>,
    label: Option<Bounds>,
}

struct Page<'a> {
    diagram: &'a Diagram,
    shapes: Vec<DrawnShape>,
    edges: Vec<DrawnEdge>,
    at: BTreeMap<String, Bounds>,
}

/// A scope with its own scopes inside, arranged from the inside outwards.
struct Scope<'a> {
    nodes: Vec<&'a Node>,
    links: Vec<String>,
    inner: BTreeMap<usize, Scope<'a>>,
    arrangement: Arrangement,
}

impl<'a> Page<'a> {
    fn shape(&mut self, id: &str, bounds: Bounds, label: Option<Bounds>, attributes: &'static str) {
        self.at.insert(id.to_owned(), bounds);
        self.shapes.push(DrawnShape { id: id.to_owned(), bounds, label, attributes });
    }

    fn fill(&mut self) {
        let diagram = self.diagram;
        let mut top = 0.0;
        let black_boxes = diagram
            .participants()
            .iter()
            .filter(|pool| pool.process.as_ref().is_none_or(|id| diagram.process(id).is_none()));
        for pool in black_boxes {
            self.shape(&pool.id, Bounds::new(0.0, top, BLACK_BOX.0, BLACK_BOX.1), None, " isHorizontal=\"true\"");
            top += BLACK_BOX.1 + POOL_GAP;
        }
        for process in diagram.processes() {
            let lanes: Vec<&str> = diagram
                .lanes()
                .iter()
                .filter(|lane| {
                    lane.process == process.id
                        && !diagram.lanes().iter().any(|other| other.parent.as_ref() == Some(&lane.id))
                })
                .map(|lane| lane.id.as_str())
                .collect();
            let scope = scope(diagram, &process.id, None, &lanes);
            let pool = diagram.participants().iter().find(|pool| pool.process.as_ref() == Some(&process.id));
            if scope.nodes.is_empty() && pool.is_none() {
                continue;
            }
            top = self.process(&scope, pool, &lanes, top) + POOL_GAP;
        }
        self.beside_the_flow(top);
        self.associations();
        self.messages();
    }

    /// Draws one process with its pool and lanes; gives back its lower edge.
    fn process(&mut self, scope: &Scope<'a>, pool: Option<&Participant>, lanes: &[&str], top: f64) -> f64 {
        let arrangement = &scope.arrangement;
        let strip = if pool.is_some() { STRIP } else { 0.0 };
        let lane_strip = if lanes.is_empty() { 0.0 } else { STRIP };
        let height = arrangement.height.max(100.0);
        if let Some(pool) = pool {
            let bounds = Bounds::new(0.0, top, strip + lane_strip + arrangement.width.max(200.0), height);
            self.shape(&pool.id, bounds, None, " isHorizontal=\"true\"");
        }
        let width = lane_strip + arrangement.width.max(200.0);
        let mut outer: BTreeMap<String, Bounds> = BTreeMap::new();
        for (id, (y, height)) in lanes.iter().zip(&arrangement.lanes) {
            let bounds = Bounds::new(strip, top + y, width, *height);
            let mut around = self.diagram.lane(id).and_then(|lane| lane.parent.clone());
            while let Some(parent) = around {
                let joined = outer.get(&parent).map_or(bounds, |other| other.with(&bounds));
                outer.insert(parent.clone(), joined);
                around = self.diagram.lane(&parent).and_then(|lane| lane.parent.clone());
            }
            self.shape(id, bounds, None, " isHorizontal=\"true\"");
        }
        for (id, bounds) in outer {
            self.shape(&id, bounds, None, " isHorizontal=\"true\"");
        }
        self.scope(scope, strip + lane_strip, top);
        top + height
    }

    fn scope(&mut self, scope: &Scope<'a>, dx: f64, dy: f64) {
        let moved = |bounds: Bounds| Bounds::new(bounds.x + dx, bounds.y + dy, bounds.width, bounds.height);
        for (at, node) in scope.nodes.iter().enumerate() {
            let bounds = moved(scope.arrangement.items[at]);
            let attributes = match node.kind {
                Kind::Gateway(crate::model::Gateway::Exclusive) => " isMarkerVisible=\"true\"",
                Kind::SubProcess(_) if scope.inner.contains_key(&at) => " isExpanded=\"true\"",
                Kind::SubProcess(_) => " isExpanded=\"false\"",
                _ => "",
            };
            self.shape(&node.id, bounds, scope.arrangement.item_labels[at].map(moved), attributes);
            if let Some(inner) = scope.inner.get(&at) {
                self.scope(inner, bounds.x + INSET.0, bounds.y + INSET.1);
            }
        }
        for (at, id) in scope.links.iter().enumerate() {
            let points =
                scope.arrangement.links[at].iter().map(|point| Point { x: point.x + dx, y: point.y + dy }).collect();
            let label = scope.arrangement.link_labels[at].map(moved);
            self.edges.push(DrawnEdge { id: id.clone(), points, label });
        }
    }

    /// Notes and data stand below everything, each under what it belongs to as far as there is room.
    fn beside_the_flow(&mut self, top: f64) {
        let mut waiting: Vec<(f64, &Node)> = Vec::new();
        for node in self.diagram.nodes().iter().filter(|node| !node.is_flow_node() && node.kind != Kind::Group) {
            let partner = self
                .diagram
                .lines(&node.id)
                .find_map(|line| self.at.get(if line.source == node.id { &line.target } else { &line.source }));
            waiting.push((partner.map_or(0.0, |bounds| bounds.centre().x), node));
        }
        waiting.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut free, y) = (0.0_f64, top - POOL_GAP + 30.0);
        for (x, node) in waiting {
            let (width, height) = match node.kind {
                Kind::TextAnnotation => {
                    let height = crate::svg::text_height(&node.name, NOTE.0 - 10.0);
                    (NOTE.0, (height + 10.0).max(NOTE.1))
                }
                _ => DATA,
            };
            let x = (x - width / 2.0).max(free);
            self.shape(&node.id, Bounds::new(x, y, width, height), None, "");
            free = x + width + 70.0;
        }
    }

    fn associations(&mut self) {
        for line in self.diagram.associations() {
            if let (Some(a), Some(b)) = (self.at.get(&line.source), self.at.get(&line.target)) {
                let points = vec![border(a, b), border(b, a)];
                self.edges.push(DrawnEdge { id: line.id.clone(), points, label: None });
            }
        }
    }

    /// Messages run through the gap before the pool of the receiver, side by side.
    fn messages(&mut self) {
        /// Between two lines at one element, or in one gap.
        const STEP: f64 = 12.0;
        let diagram = self.diagram;
        let mut touching: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, message) in diagram.message_flows().iter().enumerate() {
            let (Some(a), Some(b)) = (self.at.get(&message.source), self.at.get(&message.target)) else { continue };
            let mut beside = |id: &'a str, bounds: &Bounds| {
                let count = touching.entry(id).or_default();
                *count += 1;
                // 0, 1, -1, 2, -2 … steps from the middle.
                let steps = (*count / 2) as f64 * if count.is_multiple_of(2) { 1.0 } else { -1.0 };
                bounds.centre().x + (steps * STEP).clamp(-bounds.width / 2.5, bounds.width / 2.5)
            };
            let mut from = beside(&message.source, a);
            let mut to = beside(&message.target, b);
            // A pool is wide: the line meets it straight across.
            if diagram.participant(&message.source).is_some() {
                from = to.clamp(a.x, a.right());
            } else if diagram.participant(&message.target).is_some() {
                to = from.clamp(b.x, b.right());
            }
            let down = a.centre().y < b.centre().y;
            let (start, end) = if down { (a.bottom(), b.y) } else { (a.y, b.bottom()) };
            let pool = self.pool_of(&message.target).unwrap_or(*b);
            let track = STEP + (at % 3) as f64 * STEP;
            let middle = if down { pool.y - track } else { pool.bottom() + track };
            let mut points = vec![
                Point { x: from, y: start },
                Point { x: from, y: middle },
                Point { x: to, y: middle },
                Point { x: to, y: end },
            ];
            if (from - to).abs() < 0.5 {
                points.drain(1..3);
            }
            self.edges.push(DrawnEdge { id: message.id.clone(), points, label: None });
        }
    }

    fn pool_of(&self, id: &str) -> Option<Bounds> {
        let process = &self.diagram.node(id)?.process;
        let pool = self.diagram.participants().iter().find(|pool| pool.process.as_ref() == Some(process))?;
        self.at.get(&pool.id).copied()
    }

    fn write(&self) -> String {
        let plane = self.plane_element();
        let fresh = |wanted: String| {
            let mut id = wanted;
            while self.diagram.ids().contains_key(&id) {
                id.push('_');
            }
            id
        };
        let mut out = format!(
            "  <bpmndi:BPMNDiagram xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
             xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" \
             id=\"{}\">\n    <bpmndi:BPMNPlane id=\"{}\" bpmnElement=\"{}\">\n",
            fresh("BPMNDiagram_1".to_owned()),
            fresh("BPMNPlane_1".to_owned()),
            crate::text::escape(&plane)
        );
        let rectangle = |bounds: &Bounds| {
            let [x, y, width, height] = [bounds.x, bounds.y, bounds.width, bounds.height].map(f64::round);
            format!("<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" />")
        };
        let label = |label: &Option<Bounds>| {
            label.as_ref().map_or(String::new(), |label| {
                format!("        <bpmndi:BPMNLabel>{}</bpmndi:BPMNLabel>\n", rectangle(label))
            })
        };
        for shape in self.shapes.iter().filter(|shape| !shape.id.is_empty()) {
            let id = crate::text::escape(&shape.id);
            let _ = write!(
                out,
                "      <bpmndi:BPMNShape id=\"{}\" bpmnElement=\"{id}\"{}>\n        {}\n{}      </bpmndi:BPMNShape>\n",
                fresh(format!("{id}_di")),
                shape.attributes,
                rectangle(&shape.bounds),
                label(&shape.label)
            );
        }
        for edge in self.edges.iter().filter(|edge| !edge.id.is_empty()) {
            let id = crate::text::escape(&edge.id);
            let _ = writeln!(out, "      <bpmndi:BPMNEdge id=\"{}\" bpmnElement=\"{id}\">", fresh(format!("{id}_di")));
            for point in &edge.points {
                let _ = writeln!(out, "        <di:waypoint x=\"{}\" y=\"{}\" />", point.x.round(), point.y.round());
            }
            let _ = writeln!(out, "{}      </bpmndi:BPMNEdge>", label(&edge.label));
        }
        out.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
        out
    }

    /// The collaboration when there are pools, else the process.
    fn plane_element(&self) -> String {
        let of_pool = self.diagram.participants().first().and_then(|pool| {
            let document = tree(self.diagram.text()).ok()?;
            let xml = document.descendants().find(|xml| xml.attribute("id") == Some(&pool.id))?;
            xml.parent()?.attribute("id").map(str::to_owned)
        });
        of_pool.or_else(|| self.diagram.processes().first().map(|process| process.id.clone())).unwrap_or_default()
    }
}

/// Where the line between two centres leaves a rectangle.
fn border(from: &Bounds, to: &Bounds) -> Point {
    let (a, b) = (from.centre(), to.centre());
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let part = |half: f64, length: f64| if length.abs() < 0.01 { f64::INFINITY } else { half / length.abs() };
    let reach = part(from.width / 2.0, dx).min(part(from.height / 2.0, dy)).min(1.0);
    Point { x: a.x + dx * reach, y: a.y + dy * reach }
}

fn scope<'a>(diagram: &'a Diagram, process: &'a str, parent: Option<&'a str>, lanes: &[&str]) -> Scope<'a> {
    let nodes: Vec<&Node> = diagram.within(process, parent).filter(|node| node.is_flow_node()).collect();
    let index: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let mut graph = Graph { lanes: lanes.len().max(1), ..Graph::default() };
    let mut inner = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        let (form, (width, height)) = match &node.kind {
            Kind::Event(_) => (Form::Event, (EVENT, EVENT)),
            Kind::Gateway(_) => (Form::Gateway, (GATEWAY, GATEWAY)),
            Kind::SubProcess(_) if diagram.within(process, Some(&node.id)).any(Node::is_flow_node) => {
                let content = scope(diagram, process, Some(&node.id), &[]);
                let size = (content.arrangement.width + 2.0 * INSET.0, content.arrangement.height + INSET.1 + 10.0);
                inner.insert(at, content);
                (Form::Activity, size)
            }
            _ => (Form::Activity, ACTIVITY),
        };
        let host = match &node.kind {
            Kind::Event(Event { attached_to: Some(host), .. }) => index.get(host.as_str()).copied(),
            _ => None,
        };
        let lane = node.lane.as_deref().and_then(|lane| lanes.iter().position(|other| *other == lane)).unwrap_or(0);
        let name = if form == Form::Activity { String::new() } else { node.name.clone() };
        graph.items.push(Item { width, height, lane, form, name, host: host.filter(|host| *host != at) });
    }
    // An event on an event would have no place; only activities carry boundary events.
    for at in 0..graph.items.len() {
        if graph.items[at].host.is_some_and(|host| graph.items[host].host.is_some()) {
            graph.items[at].host = None;
        }
    }
    let mut links = Vec::new();
    for flow in diagram.flows() {
        if let (Some(from), Some(to)) = (index.get(flow.source.as_str()), index.get(flow.target.as_str())) {
            graph.links.push(Link { from: *from, to: *to, name: flow.name.clone() });
            links.push(flow.id.clone());
        }
    }
    let arrangement = arrange(&graph);
    Scope { nodes, links, inner, arrangement }
}
