//! Looking into the XML of a diagram by the names of the standard and of the vendors' extensions.
//!
//! Absent: reading files; `bpmn` has checked size, depth and document type. Source: BPMN 2.0.2 §15.

use roxmltree::Node;

const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// What Mandate says beside the standard: calendars, missed times, pauses between tries, due times.
pub const MANDATE: &str = "urn:mandate:bpmn:1.0";
const ZEEBE: &str = "http://camunda.org/schema/zeebe/1.0";
/// Camunda 7 and those who went on from it.
const CAMUNDA: &[&str] = &["http://camunda.org/schema/1.0/bpmn", "http://operaton.org/schema/1.0/bpmn"];

/// Whose extension an element or attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Zeebe,
    Camunda,
    Mandate,
}

fn is_of(vendor: Vendor, namespace: Option<&str>) -> bool {
    namespace.is_some_and(|namespace| match vendor {
        Vendor::Zeebe => namespace == ZEEBE,
        Vendor::Camunda => CAMUNDA.contains(&namespace),
        Vendor::Mandate => namespace == MANDATE,
    })
}

pub(crate) fn vendor(namespace: Option<&str>) -> Option<Vendor> {
    [Vendor::Zeebe, Vendor::Camunda, Vendor::Mandate].into_iter().find(|vendor| is_of(*vendor, namespace))
}

/// The local name of an element of the standard.
pub(crate) fn tag<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    (node.is_element() && node.tag_name().namespace() == Some(BPMN)).then(|| node.tag_name().name())
}

/// The elements of the standard directly within another.
pub(crate) fn children<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = (&'a str, Node<'a, 'i>)> {
    node.children().filter_map(|child| Some((tag(child)?, child)))
}

pub(crate) fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node).find(|(tag, _)| *tag == name).map(|(_, child)| child)
}

pub(crate) fn all<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    children(node).filter(move |(tag, _)| *tag == name).map(|(_, child)| child)
}

/// The text of an element and all within it, without space around.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
    texts.collect::<String>().trim().to_owned()
}

/// The text of a child element; none when it is missing or empty.
pub(crate) fn child_text(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name).map(text).filter(|text| !text.is_empty())
}

/// An attribute, without space around; none when it is missing or empty.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name).map(str::trim).filter(|value| !value.is_empty())
}

/// A reference, without the prefix of its namespace.
pub(crate) fn local(reference: &str) -> &str {
    let reference = reference.trim();
    reference.rsplit_once(':').map_or(reference, |(_, local)| local)
}

pub(crate) fn is_true(node: Node<'_, '_>, name: &str, otherwise: bool) -> bool {
    match attribute(node, name) {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => otherwise,
    }
}

/// An attribute of a vendor.
pub(crate) fn vendor_attribute<'a>(node: Node<'a, '_>, vendor: Vendor, name: &str) -> Option<&'a str> {
    let mut found = node.attributes().filter(|other| other.name() == name && is_of(vendor, other.namespace()));
    found.next().map(|attribute| attribute.value().trim()).filter(|value| !value.is_empty())
}

/// Everything that vendors say about an element: the elements within its `extensionElements`.
pub(crate) fn extensions<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = (Vendor, &'a str, Node<'a, 'i>)> {
    let around = child(node, "extensionElements");
    around.into_iter().flat_map(|around| around.children()).filter_map(|child| {
        let vendor = vendor(child.tag_name().namespace()).filter(|_| child.is_element())?;
        Some((vendor, child.tag_name().name(), child))
    })
}

pub(crate) fn extension<'a, 'i: 'a>(node: Node<'a, 'i>, vendor: Vendor, name: &str) -> Option<Node<'a, 'i>> {
    extensions(node).find(|(other, tag, _)| *other == vendor && *tag == name).map(|(_, _, child)| child)
}

/// The elements of the same vendor directly within an extension.
pub(crate) fn parts<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The line of an element, 1-based.
pub(crate) fn line(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

/// The id of the element, or of the nearest one around it that has one.
pub(crate) fn nearest_id(node: Node<'_, '_>) -> String {
    let ids = node.ancestors().filter(|around| tag(*around).is_some_and(|tag| !tag.ends_with("EventDefinition")));
    ids.filter_map(|around| attribute(around, "id")).next().unwrap_or_default().to_owned()
}
