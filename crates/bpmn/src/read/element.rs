//! The elements of a model: processes and what they contain, pools, flows, notes.
//!
//! Absent: choreography participants and conversation links. Source: BPMN 2.0.2 §8, §9, §10.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node as Xml;

use super::kind::{Definitions, global_task, kind, looping};
use super::{BPMN, Index, View};
use crate::model::{
    Association, Direction, Event, Flow, Kind, Lane, MessageFlow, Node, Participant, Process, Reference,
};

/// Attributes and child elements whose content is the id of another element.
const REFERENCES: [&str; 17] = [
    "sourceRef",
    "targetRef",
    "flowNodeRef",
    "incoming",
    "outgoing",
    "default",
    "attachedToRef",
    "processRef",
    "messageRef",
    "signalRef",
    "errorRef",
    "escalationRef",
    "dataObjectRef",
    "dataStoreRef",
    "activityRef",
    "categoryValueRef",
    "messageFlowRef",
];

/// Attributes that have a field of their own in the view.
pub(super) const SEEN_ATTRIBUTES: [&str; 12] = [
    "id",
    "name",
    "sourceRef",
    "targetRef",
    "default",
    "attachedToRef",
    "cancelActivity",
    "isInterrupting",
    "isForCompensation",
    "triggeredByEvent",
    "isCollection",
    "calledElement",
];

/// Child elements that have a place of their own in the view, or repeat what flows say.
const SEEN_CHILDREN: [&str; 9] = [
    "documentation",
    "incoming",
    "outgoing",
    "laneSet",
    "conditionExpression",
    "text",
    "dataInputAssociation",
    "dataOutputAssociation",
    "flowNodeRef",
];

/// An id without the prefix of its name space.
pub(super) fn local(reference: &str) -> &str {
    let reference = reference.trim();
    reference.rsplit_once(':').map_or(reference, |(_, local)| local)
}

/// All text inside an element.
pub(super) fn text_of(node: Xml<'_, '_>) -> String {
    node.descendants().filter(Xml::is_text).filter_map(|part| part.text()).collect()
}

pub(super) fn is(node: Xml<'_, '_>, name: &str) -> bool {
    node.has_tag_name((BPMN, name))
}

pub(super) fn attribute(node: Xml<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_default().to_owned()
}

pub(super) fn documentation(node: Xml<'_, '_>) -> String {
    let texts: Vec<String> = node
        .children()
        .filter(|child| is(*child, "documentation"))
        .map(|child| text_of(child).trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("\n\n")
}

/// Where an element stands.
#[derive(Clone, Copy)]
struct Scope<'a> {
    process: &'a str,
    parent: Option<&'a str>,
}

struct Reader<'a> {
    view: &'a mut View,
    definitions: Definitions,
    drawn: BTreeSet<String>,
}

pub(super) fn read(root: Xml<'_, '_>, view: &mut View) {
    let shapes = view.planes.iter().flat_map(|plane| &plane.shapes);
    let drawn = shapes.map(|shape| shape.element.clone()).collect();
    ids_and_references(root, view);
    let mut reader = Reader { view, definitions: Definitions::read(root), drawn };
    for child in root.children().filter(Xml::is_element) {
        let id = attribute(child, "id");
        let scope = Scope { process: &id, parent: None };
        match child.tag_name().name() {
            "process" => reader.process(child),
            "collaboration" | "choreography" | "globalChoreographyTask" => {
                reader.collaboration(child, scope);
            }
            "dataStore" => reader.data(child, scope, Kind::DataStore),
            name => {
                if let Some(task) = global_task(name) {
                    reader.view.global_tasks.insert(id, task);
                }
            }
        }
    }
    index(view);
    lanes_of_nodes(view);
}

impl Reader<'_> {
    fn process(&mut self, xml: Xml<'_, '_>) {
        let id = attribute(xml, "id");
        self.view.processes.push(Process {
            name: attribute(xml, "name"),
            documentation: documentation(xml),
            executable: xml.attribute("isExecutable") == Some("true"),
            properties: properties(xml),
            id: id.clone(),
        });
        self.content(xml, Scope { process: &id, parent: None });
    }

    fn collaboration(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>) {
        for child in xml.children().filter(Xml::is_element) {
            match child.tag_name().name() {
                "participant" => self.view.participants.push(Participant {
                    id: attribute(child, "id"),
                    name: attribute(child, "name"),
                    documentation: documentation(child),
                    process: child.attribute("processRef").map(|id| local(id).to_owned()),
                    multiple: child.children().any(|part| is(part, "participantMultiplicity")),
                }),
                "messageFlow" => self.view.message_flows.push(MessageFlow {
                    id: attribute(child, "id"),
                    name: attribute(child, "name"),
                    source: local(&attribute(child, "sourceRef")).to_owned(),
                    target: local(&attribute(child, "targetRef")).to_owned(),
                }),
                _ => {}
            }
        }
        self.content(xml, scope);
    }

    fn content(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>) {
        for child in xml.children().filter(Xml::is_element) {
            match child.tag_name().name() {
                "laneSet" => self.lanes(child, scope, None),
                "sequenceFlow" => self.flow(child, scope),
                "association" => self.association(child),
                "ioSpecification" => self.inputs_and_outputs(child, scope),
                "dataObject" => self.data(child, scope, Kind::DataObject { collection: collection(child) }),
                _ => self.node(child, scope),
            }
        }
    }

    fn lanes(&mut self, set: Xml<'_, '_>, scope: Scope<'_>, parent: Option<&str>) {
        for lane in set.children().filter(|child| is(*child, "lane")) {
            let id = attribute(lane, "id");
            let nodes = lane.children().filter(|child| is(*child, "flowNodeRef"));
            self.view.lanes.push(Lane {
                name: attribute(lane, "name"),
                documentation: documentation(lane),
                process: scope.process.to_owned(),
                parent: parent.map(str::to_owned),
                nodes: nodes.map(|node| local(&text_of(node)).to_owned()).collect(),
                id: id.clone(),
            });
            for inner in lane.children().filter(|child| is(*child, "childLaneSet")) {
                self.lanes(inner, scope, Some(&id));
            }
        }
    }

    fn flow(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>) {
        let condition = xml.children().find(|child| is(*child, "conditionExpression"));
        self.view.flows.push(Flow {
            id: attribute(xml, "id"),
            name: attribute(xml, "name"),
            documentation: documentation(xml),
            source: local(&attribute(xml, "sourceRef")).to_owned(),
            target: local(&attribute(xml, "targetRef")).to_owned(),
            condition: condition.map(|child| text_of(child).trim().to_owned()),
            is_default: false,
            parent: scope.parent.map(str::to_owned),
            process: scope.process.to_owned(),
        });
    }

    fn association(&mut self, xml: Xml<'_, '_>) {
        self.view.associations.push(Association {
            id: attribute(xml, "id"),
            source: local(&attribute(xml, "sourceRef")).to_owned(),
            target: local(&attribute(xml, "targetRef")).to_owned(),
            direction: match xml.attribute("associationDirection") {
                Some("One") => Direction::One,
                Some("Both") => Direction::Both,
                _ => Direction::None,
            },
            data: false,
        });
    }

    fn inputs_and_outputs(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>) {
        for child in xml.children() {
            let collection = collection(child);
            if is(child, "dataInput") {
                self.data(child, scope, Kind::DataInput { collection });
            } else if is(child, "dataOutput") {
                self.data(child, scope, Kind::DataOutput { collection });
            }
        }
    }

    /// Data that usually has no outline of its own (a reference to it has): a node only where it is drawn.
    fn data(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>, kind: Kind) {
        if xml.attribute("id").is_some_and(|id| self.drawn.contains(id)) {
            self.push(xml, scope, kind);
        }
    }

    fn node(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>) {
        let Some(kind) = kind(xml, &self.definitions) else { return };
        let id = attribute(xml, "id");
        let contains = matches!(kind, Kind::SubProcess(_) | Kind::Choreography);
        self.push(xml, scope, kind);
        self.data_associations(xml, &id);
        if contains {
            self.content(xml, Scope { process: scope.process, parent: Some(&id) });
        }
    }

    fn push(&mut self, xml: Xml<'_, '_>, scope: Scope<'_>, kind: Kind) {
        let name = match kind {
            Kind::TextAnnotation => xml.children().find(|child| is(*child, "text")).map(text_of).unwrap_or_default(),
            Kind::Group => self.definitions.category(xml.attribute("categoryValueRef").unwrap_or_default()),
            _ => attribute(xml, "name"),
        };
        self.view.nodes.push(Node {
            id: attribute(xml, "id"),
            kind,
            name,
            documentation: documentation(xml),
            lane: None,
            parent: scope.parent.map(str::to_owned),
            process: scope.process.to_owned(),
            looping: looping(xml),
            compensates: xml.attribute("isForCompensation") == Some("true"),
            default_flow: xml.attribute("default").map(|id| local(id).to_owned()),
            properties: properties(xml),
        });
    }

    fn data_associations(&mut self, xml: Xml<'_, '_>, owner: &str) {
        for child in xml.children() {
            let into = is(child, "dataInputAssociation");
            if !into && !is(child, "dataOutputAssociation") {
                continue;
            }
            let end = |name| {
                let end = child.children().find(|part| is(*part, name));
                end.map(|part| local(&text_of(part)).to_owned())
            };
            let (source, target) = if into {
                (end("sourceRef"), Some(owner.to_owned()))
            } else {
                (Some(owner.to_owned()), end("targetRef"))
            };
            if let (Some(source), Some(target)) = (source, target) {
                let id = attribute(child, "id");
                let direction = Direction::One;
                self.view.associations.push(Association { id, source, target, direction, data: true });
            }
        }
    }
}

fn collection(xml: Xml<'_, '_>) -> bool {
    xml.attribute("isCollection") == Some("true")
}

fn ids_and_references(root: Xml<'_, '_>, view: &mut View) {
    let breaks: Vec<usize> = root.document().input_text().match_indices('\n').map(|(at, _)| at).collect();
    let line_at = |at: usize| 1 + breaks.partition_point(|end| *end < at);
    let mut note = |xml: Xml<'_, '_>, role: &str, to: &str, at: usize| {
        let mut around = xml.ancestors();
        let from = around.find_map(|node| node.attribute("id")).map(str::to_owned);
        let to = local(to).to_owned();
        let line = line_at(at);
        view.references.push(Reference { from, role: role.to_owned(), to, line });
    };
    let mut ids: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for xml in root.descendants().filter(Xml::is_element) {
        let in_model = xml.tag_name().namespace() == Some(BPMN);
        for attribute in xml.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let at = attribute.range().start;
            if attribute.name() == "id" && (in_model || xml.tag_name().name().starts_with("BPMN")) {
                let line = line_at(at);
                ids.entry(attribute.value().to_owned()).or_default().push(line);
            } else if attribute.name() == "bpmnElement" || in_model && REFERENCES.contains(&attribute.name()) {
                note(xml, attribute.name(), attribute.value(), at);
            }
        }
        if in_model && REFERENCES.contains(&xml.tag_name().name()) {
            note(xml, xml.tag_name().name(), &text_of(xml), xml.range().start);
        }
    }
    view.ids = ids;
}

/// What an element says that the view has no field for.
fn properties(xml: Xml<'_, '_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for attribute in xml.attributes() {
        if attribute.namespace().is_some() || !SEEN_ATTRIBUTES.contains(&attribute.name()) {
            found.insert(format!("@{}", attribute.name()), attribute.value().to_owned());
        }
    }
    for child in xml.children().filter(Xml::is_element) {
        let name = child.tag_name().name();
        let is_content =
            child.tag_name().namespace() == Some(BPMN) && (SEEN_CHILDREN.contains(&name) || has_own_place(child));
        if !is_content {
            collect(child, name.to_owned(), &mut found);
        }
    }
    found
}

fn has_own_place(xml: Xml<'_, '_>) -> bool {
    let name = xml.tag_name().name();
    matches!(name, "sequenceFlow" | "association" | "dataObject" | "participant" | "messageFlow")
        || kind(xml, &Definitions::default()).is_some()
}

pub(super) fn collect(xml: Xml<'_, '_>, path: String, found: &mut BTreeMap<String, String>) {
    let mut put = |path: String, value: String| {
        let (mut key, mut count) = (path.clone(), 1);
        while found.contains_key(&key) {
            count += 1;
            key = format!("{path}[{count}]");
        }
        found.insert(key, value);
    };
    for attribute in xml.attributes().filter(|attribute| attribute.name() != "id") {
        put(format!("{path}/@{}", attribute.name()), attribute.value().to_owned());
    }
    let text: String = xml.children().filter(Xml::is_text).filter_map(|part| part.text()).collect();
    // An empty event definition says no more than the trigger of the event.
    let bare =
        !xml.has_children() && xml.attributes().len() == 0 && !xml.tag_name().name().ends_with("EventDefinition");
    if !text.trim().is_empty() || bare {
        put(path.clone(), text.trim().to_owned());
    }
    for child in xml.children().filter(Xml::is_element) {
        collect(child, format!("{path}/{}", child.tag_name().name()), found);
    }
}

fn index(view: &mut View) {
    fn first<'a>(ids: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
        let mut index = BTreeMap::new();
        for (at, id) in ids.enumerate() {
            index.entry(id.clone()).or_insert(at);
        }
        index
    }
    fn all<'a>(keys: impl Iterator<Item = (usize, &'a String)>) -> BTreeMap<String, Vec<usize>> {
        let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, key) in keys {
            let found = index.entry(key.clone()).or_default();
            // A line from an element to itself is found once.
            if found.last() != Some(&at) {
                found.push(at);
            }
        }
        index
    }
    let nodes = || view.nodes.iter().enumerate();
    let flows = || view.flows.iter().enumerate();
    let messages = || view.message_flows.iter().enumerate();
    let lines = || view.associations.iter().enumerate();
    let host = |node: &'_ Node| match &node.kind {
        Kind::Event(Event { attached_to: Some(host), .. }) => Some(host.clone()),
        _ => None,
    };
    let hosts: Vec<(usize, String)> = nodes().filter_map(|(at, node)| Some((at, host(node)?))).collect();
    let index = Index {
        nodes: first(view.nodes.iter().map(|node| &node.id)),
        flows: first(view.flows.iter().map(|flow| &flow.id)),
        lanes: first(view.lanes.iter().map(|lane| &lane.id)),
        message_flows: first(view.message_flows.iter().map(|flow| &flow.id)),
        associations: first(view.associations.iter().map(|line| &line.id)),
        outgoing: all(flows().map(|(at, flow)| (at, &flow.source))),
        incoming: all(flows().map(|(at, flow)| (at, &flow.target))),
        inside: all(nodes().map(|(at, node)| (at, node.parent.as_ref().unwrap_or(&node.process)))),
        attached: all(hosts.iter().map(|(at, host)| (*at, host))),
        messages: all(messages().flat_map(|(at, flow)| [(at, &flow.source), (at, &flow.target)])),
        lines: all(lines().flat_map(|(at, line)| [(at, &line.source), (at, &line.target)])),
    };
    view.index = index;
    let defaults: BTreeSet<(String, String)> =
        view.nodes.iter().filter_map(|node| Some((node.id.clone(), node.default_flow.clone()?))).collect();
    for flow in &mut view.flows {
        flow.is_default = defaults.contains(&(flow.source.clone(), flow.id.clone()));
    }
}

fn lanes_of_nodes(view: &mut View) {
    // An inner lane comes after the lane around it, so the innermost claim wins.
    let mut claims: BTreeMap<&str, &str> = BTreeMap::new();
    for lane in &view.lanes {
        claims.extend(lane.nodes.iter().map(|node| (node.as_str(), lane.id.as_str())));
    }
    let lanes: Vec<Option<String>> = (0..view.nodes.len())
        .map(|at| {
            let mut node = &view.nodes[at];
            for _ in 0..super::MAX_DEPTH {
                if let Some(lane) = claims.get(node.id.as_str()) {
                    return Some((*lane).to_owned());
                }
                let host = match &node.kind {
                    Kind::Event(Event { attached_to: Some(host), .. }) => Some(host),
                    _ => node.parent.as_ref(),
                };
                node = &view.nodes[*view.index.nodes.get(host?)?];
            }
            None
        })
        .collect();
    for (node, lane) in view.nodes.iter_mut().zip(lanes) {
        node.lane = lane;
    }
}
