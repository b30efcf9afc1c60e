//! Conditions of flows. Where a gateway only names its ways, the name of the way is looked for in a variable of the gateway.
//!
//! Absent: what puts the name into the variable; that is told. Source: BPMN 2.0.2 §10.6.2 (exclusive), §10.6.3 (inclusive).

use roxmltree::Node;

use super::patch::{Change, escaped, refill};
use super::walk::Walk;
use super::{Target, Weight};
use crate::program::xml::{attribute, child, children, local, text};

/// An id as the name of a variable.
pub(super) fn variable(id: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || sign == '_' { sign } else { '_' };
    let name: String = id.chars().map(plain).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// The name of a way as it stands in a condition.
fn way(name: &str) -> String {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace(['"', '\'', '\\'], "")
}

/// The flows that leave a node, in the order of the text.
fn outgoing<'a, 'i: 'a>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let Some((around, id)) = node.parent().zip(attribute(node, "id")) else { return Vec::new() };
    children(around)
        .filter(|(tag, flow)| *tag == "sequenceFlow" && attribute(*flow, "sourceRef").map(local) == Some(id))
        .map(|(_, flow)| flow)
        .collect()
}

fn is_bare(flow: Node<'_, '_>, default: Option<&str>) -> bool {
    child(flow, "conditionExpression").is_none_or(|one| text(one).is_empty()) && attribute(flow, "id") != default
}

impl<'a> Walk<'a> {
    /// A gateway that decides: every way needs a condition, save the one that is taken otherwise.
    pub(super) fn ways(&mut self, tag: &str, node: Node<'a, '_>) {
        let all = outgoing(node);
        if all.len() < 2 {
            return;
        }
        let (id, mut default) = (attribute(node, "id").unwrap_or("decision"), attribute(node, "default").map(local));
        let mut named: Vec<String> = Vec::new();
        let bare: Vec<Node> = all.into_iter().filter(|flow| is_bare(*flow, default)).collect();
        for flow in bare {
            let name = attribute(flow, "name").map(way).filter(|name| !name.is_empty());
            match name {
                Some(name) => {
                    let mut change = Change::default();
                    let said = escaped(&self.chosen(tag, &variable(id), &name));
                    change.body = format!(
                        "<{{}}conditionExpression xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                         xsi:type=\"{{}}tFormalExpression\">{said}</{{}}conditionExpression>"
                    );
                    if child(flow, "conditionExpression").is_none() {
                        change.write(flow, &mut self.patches);
                    } else if let Some(known) = child(flow, "conditionExpression") {
                        refill(known, &self.chosen(tag, &variable(id), &name), &mut self.patches);
                    }
                    named.push(format!("“{name}”"));
                }
                None if default.is_none() => {
                    default = attribute(flow, "id");
                    let mut change = Change::default();
                    change.attribute("default", default.unwrap_or_default());
                    change.write(node, &mut self.patches);
                    self.note(
                        node,
                        Weight::Said,
                        "The way without a name and without a condition is taken when no other is.",
                    );
                }
                None => {
                    self.note(flow, Weight::ToDo, "The way has neither a condition nor a name. Say when it is taken.");
                }
            }
        }
        if !named.is_empty() {
            let holds = if tag == "inclusiveGateway" { "holds a list of" } else { "is one of" };
            let sentence = format!(
                "The diagram names its ways and says no conditions. They look at the variable {}, which {holds} {}: let the step \
                 before it set this variable.",
                variable(id),
                named.join(", ")
            );
            self.note(node, Weight::ToDo, sentence);
        }
    }

    fn chosen(&self, tag: &str, variable: &str, name: &str) -> String {
        match (self.target, tag) {
            (Target::Camunda8, "inclusiveGateway") => format!("=list contains({variable}, \"{name}\")"),
            (Target::Camunda8, _) => format!("={variable} = \"{name}\""),
            (Target::Operaton, "inclusiveGateway") => format!("${{{variable}.contains('{name}')}}"),
            (Target::Operaton, _) => format!("${{{variable} == '{name}'}}"),
        }
    }

    /// A condition that is written down, in the words of the engine.
    pub(super) fn condition(&mut self, node: Node<'a, '_>) {
        let Some(condition) = child(node, "conditionExpression") else { return };
        let written = text(condition);
        if written.is_empty() {
            return;
        }
        if let Some(language) = attribute(condition, "language") {
            let known = language.to_ascii_lowercase();
            if !known.contains("feel") && !known.contains("juel") {
                let sentence =
                    format!("The condition is written in {language}. Write it in the language of the engine.");
                return self.note(node, Weight::Lost, sentence);
            }
        }
        if let Some(said) = self.expression(node, &written).filter(|said| *said != written) {
            refill(condition, &said, &mut self.patches);
        }
    }
}
