//! From where a token can still come: what inclusive and complex gateways must know before they go on.
//!
//! Absent: conditions; a path counts whether or not it will be taken. Source: BPMN 2.0.2 §13.4.3.

use std::sync::Arc;

use super::{Flow, Kind, Node, Throw};

/// For each incoming flow of a gateway the elements from which a token can come by it, without passing through the gateway.
#[derive(Debug)]
pub(crate) struct Reach(Vec<(Arc<str>, Vec<u64>)>);

impl Reach {
    pub fn of(nodes: &[Node], flows: &[Flow], gateway: usize) -> Self {
        Self(
            nodes[gateway]
                .incoming
                .iter()
                .map(|flow| (flows[*flow].id.clone(), before(nodes, flows, *flow, gateway)))
                .collect(),
        )
    }

    /// Whether a token at a node can come by one of the flows for which `counts` holds.
    pub fn comes(&self, node: usize, counts: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|(flow, set)| set[node / 64] >> (node % 64) & 1 == 1 && counts(flow))
    }
}

fn before(nodes: &[Node], flows: &[Flow], flow: usize, gateway: usize) -> Vec<u64> {
    let mut set = vec![0_u64; nodes.len().div_ceil(64)];
    let mut open = vec![flows[flow].source];
    while let Some(at) = open.pop() {
        if at == gateway || set[at / 64] >> (at % 64) & 1 == 1 {
            continue;
        }
        set[at / 64] |= 1 << (at % 64);
        open.extend(nodes[at].incoming.iter().map(|flow| flows[*flow].source));
        // Work at an activity may go on by an event on its border.
        if let Kind::Boundary { on, .. } = nodes[at].kind {
            open.push(on);
        }
        open.extend(nodes.iter().filter(|other| links_to(other, at)).map(|other| other.index));
    }
    set
}

fn links_to(node: &Node, target: usize) -> bool {
    match &node.kind {
        Kind::Throw(throws) => throws.iter().any(|throw| matches!(throw, Throw::Link(to) if *to == target)),
        _ => false,
    }
}
