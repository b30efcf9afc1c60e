//! Where things are drawn: the planes, shapes and edges of a file.
//!
//! Absent: fonts and colours, which are the reader's business. A shape without readable numbers is left out, which the linter
//! reports as not drawn. Source: BPMN 2.0.2 §12 (BPMN DI).

use roxmltree::Node as Xml;

use crate::model::{Band, Bounds, Edge, Plane, Point, Shape};

pub(super) const DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
const DD: &str = "http://www.omg.org/spec/DD/20100524/DI";
/// The farthest coordinate believed, in diagram units.
const MAX_COORDINATE: f64 = 1e6;

pub(super) fn planes(root: Xml<'_, '_>) -> Vec<Plane> {
    let diagrams = root.children().filter(|child| child.has_tag_name((DI, "BPMNDiagram")));
    diagrams
        .flat_map(|diagram| {
            let planes = diagram.children().filter(|child| child.has_tag_name((DI, "BPMNPlane")));
            planes.map(move |plane| Plane {
                name: diagram.attribute("name").unwrap_or_default().to_owned(),
                element: reference(plane),
                shapes: plane.children().filter_map(shape).collect(),
                edges: plane.children().filter_map(edge).collect(),
            })
        })
        .collect()
}

fn reference(node: Xml<'_, '_>) -> String {
    super::element::local(node.attribute("bpmnElement").unwrap_or_default()).to_owned()
}

fn shape(node: Xml<'_, '_>) -> Option<Shape> {
    if !node.has_tag_name((DI, "BPMNShape")) {
        return None;
    }
    Some(Shape {
        element: reference(node),
        bounds: bounds(node)?,
        horizontal: flag(node, "isHorizontal").unwrap_or(true),
        expanded: flag(node, "isExpanded"),
        marker: flag(node, "isMarkerVisible").unwrap_or(false),
        label: label(node),
        band: node
            .attribute("participantBandKind")
            .map(|kind| if kind.ends_with("non_initiating") { Band::Answering } else { Band::Initiating }),
    })
}

fn edge(node: Xml<'_, '_>) -> Option<Edge> {
    if !node.has_tag_name((DI, "BPMNEdge")) {
        return None;
    }
    let points = node
        .children()
        .filter(|child| child.has_tag_name((DD, "waypoint")))
        .map(|child| Some(Point { x: number(child, "x")?, y: number(child, "y")? }))
        .collect::<Option<Vec<_>>>()?;
    (points.len() >= 2).then(|| Edge {
        element: reference(node),
        points,
        label: label(node),
        message: match node.attribute("messageVisibleKind") {
            Some("initiating") => Some(Band::Initiating),
            Some("non_initiating") => Some(Band::Answering),
            _ => None,
        },
    })
}

fn label(node: Xml<'_, '_>) -> Option<Bounds> {
    let label = node.children().find(|child| child.has_tag_name((DI, "BPMNLabel")))?;
    bounds(label)
}

fn bounds(node: Xml<'_, '_>) -> Option<Bounds> {
    let bounds = node.children().find(|child| child.has_tag_name((DC, "Bounds")))?;
    let size = |name| number(bounds, name).filter(|size| *size >= 0.0);
    Some(Bounds::new(number(bounds, "x")?, number(bounds, "y")?, size("width")?, size("height")?))
}

fn number(node: Xml<'_, '_>, name: &str) -> Option<f64> {
    let number: f64 = node.attribute(name)?.trim().parse().ok()?;
    (number.abs() <= MAX_COORDINATE).then_some(number)
}

fn flag(node: Xml<'_, '_>, name: &str) -> Option<bool> {
    match node.attribute(name)?.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
