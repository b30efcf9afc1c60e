//! A process that was found in a log becomes a diagram: drawn, readable by every BPMN tool, and ready to be a draft.
//!
//! Absent: roles and lanes; the log knows groups, not who answers. Source: BPMN 2.0.2 §10; discovery itself is in the crate
//! `mining`.

use std::collections::BTreeSet;

use bpmn::{LayoutError, ProcessSketch, SketchFlow, SketchStep, StepKind};
use mining::{ChartNode, Flowchart};

use crate::process::key_of;

/// The chart as a BPMN file with its drawing; the flows out of a choice say which share of the cases took them.
///
/// # Errors
/// When the chart is too large to be laid out.
pub fn diagram(name: &str, documentation: &str, chart: &Flowchart) -> Result<String, LayoutError> {
    let mut taken = BTreeSet::new();
    let ids: Vec<String> = chart.nodes.iter().map(|node| free_id(node, &mut taken)).collect();
    let step = |(node, id): (&ChartNode, &String)| {
        let (kind, name) = match node {
            ChartNode::Start => (StepKind::Start, "Recorded for the first time"),
            ChartNode::End => (StepKind::End, "Nothing more recorded"),
            ChartNode::Activity(name) => (StepKind::Task, name.as_str()),
            ChartNode::Exclusive => (StepKind::Exclusive, ""),
            ChartNode::Parallel => (StepKind::Parallel, ""),
        };
        SketchStep {
            id: id.clone(),
            name: name.to_owned(),
            lane: String::new(),
            kind,
            documentation: String::new(),
            attached_to: None,
        }
    };
    let flow = |flow: &mining::ChartFlow| SketchFlow {
        from: ids[flow.from].clone(),
        to: ids[flow.to].clone(),
        name: flow.share.map(told).unwrap_or_default(),
        condition: None,
        default: false,
    };
    bpmn::layout(&ProcessSketch {
        id: "process".to_owned(),
        name: name.to_owned(),
        documentation: documentation.to_owned(),
        lanes: Vec::new(),
        steps: chart.nodes.iter().zip(&ids).map(step).collect(),
        flows: chart.flows.iter().map(flow).collect(),
    })
}

/// A share in whole per cent.
fn told(share: f64) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "under 1 %".to_owned(),
        share if (99.5..100.0).contains(&share) => "over 99 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

/// An XML name that says what it names and is not taken yet.
fn free_id(node: &ChartNode, taken: &mut BTreeSet<String>) -> String {
    let word = match node {
        ChartNode::Start => "start".to_owned(),
        ChartNode::End => "end".to_owned(),
        ChartNode::Activity(name) => format!("step_{}", key_of(name).replace('-', "_")),
        ChartNode::Exclusive => "choice".to_owned(),
        ChartNode::Parallel => "parallel".to_owned(),
    };
    let numbered = (2..).map(|number| format!("{word}_{number}"));
    let free = std::iter::once(word.clone()).chain(numbered).find(|id| !taken.contains(id));
    let id = free.expect("numbers do not run out");
    taken.insert(id.clone());
    id
}

#[cfg(test)]
mod tests;
