//! A process in a few lines of data, made into a BPMN 2.0 file with a drawing.
//!
//! Absent: pools other than the process's own, sub-processes, data; draw those in a modeller. Source: BPMN 2.0.2 §10.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{LayoutError, with_layout};
use crate::diagram::Diagram;
use crate::text::escape;

/// What a process consists of. Ids must be XML names: a letter or underscore, then letters, digits, `-`, `_`, `.`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProcessSketch {
    /// The id of the process.
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub documentation: String,
    /// Names of the lanes from top to bottom; without lanes the process is drawn without a pool.
    #[serde(default)]
    pub lanes: Vec<String>,
    pub steps: Vec<SketchStep>,
    pub flows: Vec<SketchFlow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SketchStep {
    pub id: String,
    #[serde(default)]
    pub name: String,
    /// The name of one of the lanes; empty when there are none.
    #[serde(default)]
    pub lane: String,
    pub kind: StepKind,
    #[serde(default)]
    pub documentation: String,
    /// For a boundary event the step it sits on.
    #[serde(default)]
    pub attached_to: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    Start,
    MessageStart,
    TimerStart,
    SignalStart,
    End,
    MessageEnd,
    ErrorEnd,
    TerminateEnd,
    Task,
    UserTask,
    ManualTask,
    ServiceTask,
    ScriptTask,
    SendTask,
    ReceiveTask,
    BusinessRuleTask,
    CallActivity,
    SubProcess,
    Exclusive,
    Parallel,
    Inclusive,
    EventBased,
    MessageCatch,
    TimerCatch,
    SignalCatch,
    MessageThrow,
    SignalThrow,
    TimerBoundary,
    MessageBoundary,
    ErrorBoundary,
    /// A timer that starts work beside the activity without stopping it.
    TimerReminder,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SketchFlow {
    pub from: String,
    pub to: String,
    /// The answer at a decision.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub condition: Option<String>,
    /// Whether the flow is taken when no other is.
    #[serde(default)]
    pub default: bool,
}

impl StepKind {
    /// Element, further attributes, and the event definition.
    fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Start => ("startEvent", "", ""),
            Self::MessageStart => ("startEvent", "", "message"),
            Self::TimerStart => ("startEvent", "", "timer"),
            Self::SignalStart => ("startEvent", "", "signal"),
            Self::End => ("endEvent", "", ""),
            Self::MessageEnd => ("endEvent", "", "message"),
            Self::ErrorEnd => ("endEvent", "", "error"),
            Self::TerminateEnd => ("endEvent", "", "terminate"),
            Self::Task => ("task", "", ""),
            Self::UserTask => ("userTask", "", ""),
            Self::ManualTask => ("manualTask", "", ""),
            Self::ServiceTask => ("serviceTask", "", ""),
            Self::ScriptTask => ("scriptTask", "", ""),
            Self::SendTask => ("sendTask", "", ""),
            Self::ReceiveTask => ("receiveTask", "", ""),
            Self::BusinessRuleTask => ("businessRuleTask", "", ""),
            Self::CallActivity => ("callActivity", "", ""),
            Self::SubProcess => ("subProcess", "", ""),
            Self::Exclusive => ("exclusiveGateway", "", ""),
            Self::Parallel => ("parallelGateway", "", ""),
            Self::Inclusive => ("inclusiveGateway", "", ""),
            Self::EventBased => ("eventBasedGateway", "", ""),
            Self::MessageCatch => ("intermediateCatchEvent", "", "message"),
            Self::TimerCatch => ("intermediateCatchEvent", "", "timer"),
            Self::SignalCatch => ("intermediateCatchEvent", "", "signal"),
            Self::MessageThrow => ("intermediateThrowEvent", "", "message"),
            Self::SignalThrow => ("intermediateThrowEvent", "", "signal"),
            Self::TimerBoundary => ("boundaryEvent", "", "timer"),
            Self::MessageBoundary => ("boundaryEvent", "", "message"),
            Self::ErrorBoundary => ("boundaryEvent", "", "error"),
            Self::TimerReminder => ("boundaryEvent", " cancelActivity=\"false\"", "timer"),
        }
    }
}

/// Writes a sketch as a BPMN 2.0 file with a drawing.
///
/// # Errors
/// When the sketch has no steps, uses an id twice or one that is no XML name, or names a lane or step that it does not have.
pub fn layout(sketch: &ProcessSketch) -> Result<String, LayoutError> {
    check(sketch)?;
    let text = write(sketch);
    let diagram = Diagram::parse(&text).map_err(LayoutError::TooLarge)?;
    Ok(with_layout(&diagram)?.text().to_owned())
}

fn check(sketch: &ProcessSketch) -> Result<(), LayoutError> {
    let fail = |sentence: String| Err(LayoutError::Sketch(sentence));
    if sketch.steps.is_empty() {
        return Err(LayoutError::Empty);
    }
    let mut ids = BTreeSet::new();
    for id in std::iter::once(&sketch.id).chain(sketch.steps.iter().map(|step| &step.id)) {
        let mut letters = id.chars();
        let first = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !first || !letters.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            return fail(format!("the id \"{id}\" is no XML name; begin with a letter, then letters, digits, - _ ."));
        }
        if !ids.insert(id) {
            return fail(format!("the id \"{id}\" is used twice; give each step an id of its own"));
        }
    }
    for step in &sketch.steps {
        let needs_lane = !sketch.lanes.is_empty();
        if needs_lane != sketch.lanes.contains(&step.lane) || !needs_lane && !step.lane.is_empty() {
            return fail(format!(
                "step \"{}\": the lane \"{}\" is not one of the lanes; add it or correct it",
                step.id, step.lane
            ));
        }
        let boundary = step.kind.parts().0 == "boundaryEvent";
        let host = step.attached_to.as_ref().and_then(|id| sketch.steps.iter().find(|other| other.id == *id));
        if boundary
            && !host.is_some_and(|host| {
                host.kind.parts().0.ends_with("ask")
                    || matches!(host.kind, StepKind::CallActivity | StepKind::SubProcess)
            })
        {
            return fail(format!("step \"{}\": say in attached_to which activity the event sits on", step.id));
        }
    }
    for flow in &sketch.flows {
        for end in [&flow.from, &flow.to] {
            if !sketch.steps.iter().any(|step| step.id == *end) {
                return fail(format!("the flow from \"{}\" to \"{}\": there is no step \"{end}\"", flow.from, flow.to));
            }
        }
    }
    Ok(())
}

fn write(sketch: &ProcessSketch) -> String {
    let taken: BTreeSet<&str> = sketch.steps.iter().map(|step| step.id.as_str()).chain([sketch.id.as_str()]).collect();
    let fresh = |wanted: String| {
        let mut id = wanted;
        while taken.contains(id.as_str()) {
            id.push('_');
        }
        id
    };
    let flow_ids: Vec<String> = (1..=sketch.flows.len()).map(|at| fresh(format!("{}_flow_{at}", sketch.id))).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions xmlns:bpmn=\"{}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"{}\" targetNamespace=\"urn:process:{}\">\n",
        crate::read::BPMN,
        fresh(format!("{}_definitions", sketch.id)),
        sketch.id,
    );
    let name = escape(&sketch.name);
    if !sketch.lanes.is_empty() {
        let _ = write!(
            out,
            "  <bpmn:collaboration id=\"{}\">\n    <bpmn:participant id=\"{}\" name=\"{name}\" processRef=\"{}\" />\n  \
             </bpmn:collaboration>\n",
            fresh(format!("{}_collaboration", sketch.id)),
            fresh(format!("{}_pool", sketch.id)),
            sketch.id
        );
    }
    let _ = writeln!(out, "  <bpmn:process id=\"{}\" name=\"{name}\" isExecutable=\"false\">", sketch.id);
    documentation(&mut out, "    ", &sketch.documentation);
    if !sketch.lanes.is_empty() {
        let _ = writeln!(out, "    <bpmn:laneSet id=\"{}\">", fresh(format!("{}_lanes", sketch.id)));
        for (at, lane) in sketch.lanes.iter().enumerate() {
            let id = fresh(format!("{}_lane_{}", sketch.id, at + 1));
            let _ = writeln!(out, "      <bpmn:lane id=\"{id}\" name=\"{}\">", escape(lane));
            for step in sketch.steps.iter().filter(|step| step.lane == *lane) {
                let _ = writeln!(out, "        <bpmn:flowNodeRef>{}</bpmn:flowNodeRef>", step.id);
            }
            out.push_str("      </bpmn:lane>\n");
        }
        out.push_str("    </bpmn:laneSet>\n");
    }
    steps(&mut out, sketch, &flow_ids);
    flows(&mut out, sketch, &flow_ids);
    out.push_str("  </bpmn:process>\n</bpmn:definitions>\n");
    out
}

fn documentation(out: &mut String, indent: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = writeln!(out, "{indent}<bpmn:documentation>{}</bpmn:documentation>", escape(text));
    }
}

fn steps(out: &mut String, sketch: &ProcessSketch, flow_ids: &[String]) {
    let defaults: BTreeMap<&str, &String> = sketch
        .flows
        .iter()
        .zip(flow_ids)
        .filter(|(flow, _)| flow.default)
        .map(|(flow, id)| (flow.from.as_str(), id))
        .collect();
    for step in &sketch.steps {
        let (element, attributes, definition) = step.kind.parts();
        let _ = write!(out, "    <bpmn:{element} id=\"{}\"", step.id);
        if !step.name.is_empty() {
            let _ = write!(out, " name=\"{}\"", escape(&step.name));
        }
        if let Some(host) = &step.attached_to {
            let _ = write!(out, " attachedToRef=\"{host}\"");
        }
        if let Some(default) = defaults.get(step.id.as_str()) {
            let _ = write!(out, " default=\"{default}\"");
        }
        let _ = writeln!(out, "{attributes}>");
        documentation(out, "      ", &step.documentation);
        for (_, id) in sketch.flows.iter().zip(flow_ids).filter(|(flow, _)| flow.to == step.id) {
            let _ = writeln!(out, "      <bpmn:incoming>{id}</bpmn:incoming>");
        }
        for (_, id) in sketch.flows.iter().zip(flow_ids).filter(|(flow, _)| flow.from == step.id) {
            let _ = writeln!(out, "      <bpmn:outgoing>{id}</bpmn:outgoing>");
        }
        if !definition.is_empty() {
            let _ = writeln!(out, "      <bpmn:{definition}EventDefinition id=\"{}_{definition}\" />", step.id);
        }
        let _ = writeln!(out, "    </bpmn:{element}>");
    }
}

fn flows(out: &mut String, sketch: &ProcessSketch, flow_ids: &[String]) {
    for (flow, id) in sketch.flows.iter().zip(flow_ids) {
        let _ = write!(out, "    <bpmn:sequenceFlow id=\"{id}\"");
        if !flow.name.is_empty() {
            let _ = write!(out, " name=\"{}\"", escape(&flow.name));
        }
        let _ = write!(out, " sourceRef=\"{}\" targetRef=\"{}\"", flow.from, flow.to);
        match &flow.condition {
            Some(condition) => {
                let _ = writeln!(
                    out,
                    ">\n      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:conditionExpression>\n    \
                     </bpmn:sequenceFlow>",
                    escape(condition)
                );
            }
            None => out.push_str(" />\n"),
        }
    }
}
