//! The data of a diagram at the places that a definition has for it.
//!
//! Absent: the types of data. Data that is only read comes in, data that is only written goes out, and what an activity writes is
//! its record. Source: BPMN 2.0.2 §10.4; the suppliers, inputs, process, outputs and customers of SIPOC.

use std::collections::{BTreeMap, BTreeSet};

use bpmn::{Diagram, Kind, Node};

use super::line;
use crate::definition::{Definition, Input, Output};

pub(super) fn place(diagram: &Diagram, definition: &mut Definition) {
    let is_data =
        |node: &Node| matches!(node.kind, Kind::DataObject { .. } | Kind::DataInput { .. } | Kind::DataOutput { .. });
    let named = |id: &str| diagram.node(id).filter(|node| !line(&node.name).is_empty());
    // The same object may be drawn several times, so it is known by its name.
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    let mut records: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for association in diagram.associations().iter().filter(|line| line.data) {
        if let Some(node) = named(&association.source).filter(|node| is_data(node)) {
            read.insert(line(&node.name));
        }
        let stored = |node: &&Node| is_data(node) || node.kind == Kind::DataStore;
        let Some(node) = named(&association.target).filter(stored) else { continue };
        let name = line(&node.name);
        if is_data(node) {
            written.insert(name.clone());
        }
        if diagram.node(&association.source).is_some_and(Node::is_activity) {
            let names = records.entry(association.source.as_str()).or_default();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    for node in diagram.nodes() {
        match node.kind {
            Kind::DataInput { .. } => drop(read.insert(line(&node.name))),
            Kind::DataOutput { .. } => drop(written.insert(line(&node.name))),
            _ => {}
        }
    }
    let inputs = read.difference(&written).filter(|name| !name.is_empty());
    definition.inputs = inputs.map(|name| Input { name: name.clone(), ..Input::default() }).collect();
    let outputs = written.difference(&read).filter(|name| !name.is_empty());
    definition.outputs = outputs.map(|name| Output { name: name.clone(), ..Output::default() }).collect();
    for (id, names) in records {
        definition.activities.entry(id.to_owned()).or_default().record = names.join(", ");
    }
}
