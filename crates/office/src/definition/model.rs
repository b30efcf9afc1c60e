//! What a definition holds. Everything may be empty in a draft; `lint` says what a publication needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decision::Decision;
use super::form::Form;
use super::measure::Measure;
use super::memo;
use super::service_level::ServiceLevel;

/// The RACI matrix: activity id → role key → letters.
pub type Matrix = BTreeMap<String, BTreeMap<String, String>>;

/// All that is agreed about one process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Definition {
    /// Verb and noun, or the name the field uses: "Incident management".
    pub name: String,
    pub purpose: String,
    pub objectives: Vec<String>,
    /// What must be true for the objectives to be reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub success_factors: Vec<String>,
    /// How much the business depends on the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    pub scope_in: Vec<String>,
    pub scope_out: Vec<String>,
    /// What starts the process.
    pub triggers: Vec<String>,
    /// Who has a stake in the process beside those who work in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stakeholders: Vec<Stakeholder>,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    /// The flow as BPMN 2.0 XML, as its author's tool wrote it.
    pub diagram: String,
    /// Details by the id of the diagram's element; name, order and lane stand in the diagram alone.
    pub activities: BTreeMap<String, Activity>,
    pub roles: Vec<ProcessRole>,
    /// Activity id → role key → letters of R, A, C, I. A row without letters is no row.
    #[serde(serialize_with = "write_rows", deserialize_with = "read_rows")]
    pub raci: Matrix,
    /// Roles that one person must not hold together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub separations: Vec<Separation>,
    pub policies: Vec<Policy>,
    pub controls: Vec<Control>,
    pub risks: Vec<Risk>,
    pub measures: Vec<Measure>,
    /// Times within which something must be reached in every case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_levels: Vec<ServiceLevel>,
    pub interfaces: Vec<Interface>,
    /// By key: what is filled in at an activity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<String, Form>,
    /// By key: what can be computed of what is known.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub decisions: BTreeMap<String, Decision>,
    /// What the process works with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// What is kept of each case, where and for how long.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Record>,
    pub requirements: Vec<Requirement>,
    pub glossary: Vec<Term>,
    pub mappings: Vec<Mapping>,
    /// Days from one review to the next.
    pub review_interval_days: u32,
}

/// How much the business depends on a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// Nobody outside notices for weeks.
    Low,
    /// Work goes on for some days, with effort.
    Medium,
    /// Customers notice on the same day.
    High,
    /// The business stops.
    Vital,
}

impl Criticality {
    /// Every degree with the word that is stored, from the least to the greatest.
    pub const ALL: [(Criticality, &str); 4] = [
        (Criticality::Low, "low"),
        (Criticality::Medium, "medium"),
        (Criticality::High, "high"),
        (Criticality::Vital, "vital"),
    ];

    /// The word that is stored and read.
    #[must_use]
    pub fn label(self) -> &'static str {
        Criticality::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, label)| label)
    }
}

/// Somebody with a stake in the process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stakeholder {
    pub name: String,
    /// What they want of it.
    pub interest: String,
}

/// Something that the process works with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tool {
    pub name: String,
    /// What it is used for.
    pub purpose: String,
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    pub name: String,
    /// Where it is kept.
    pub place: String,
    /// How long it is kept: "three years after closure".
    pub retention: String,
}

/// Two roles that one person must not hold together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Separation {
    /// The key of a role.
    pub first: String,
    /// The key of the other role.
    pub second: String,
    pub reason: String,
}

/// Something the process needs, and who supplies it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Input {
    pub name: String,
    pub supplier: String,
    /// When it is good enough to begin with.
    pub quality: String,
}

/// Something the process makes, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Output {
    pub name: String,
    pub customer: String,
    /// When the customer accepts it.
    pub acceptance: String,
}

/// What the diagram does not tell about one activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Activity {
    /// The number it has in the office's own documents, where that is not its place in the diagram: "4.2".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    pub purpose: String,
    /// What happens here, in a sentence or two.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What must be at hand to begin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// What is there afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
    /// How it is done, as Markdown.
    pub steps: String,
    pub decision_rule: String,
    pub exception_path: String,
    /// Working time, minutes.
    pub process_time_minutes: Option<u32>,
    /// Waiting time, minutes.
    pub wait_minutes: Option<u32>,
    /// The tool and the screen.
    pub tool: String,
    /// What is recorded.
    pub record: String,
    /// Keys of the forms that are filled in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// Keys of the decisions that are made here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// Keys of the measures that are taken here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// Names of the skills that whoever does it must have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

/// A role within the process; people hold it in their units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProcessRole {
    /// Short and stable: "agent".
    pub key: String,
    pub name: String,
    pub responsibility: String,
    /// What it may decide alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub authority: String,
    pub skills: String,
    /// Where its holders usually work: a hint for whoever appoints them.
    pub unit: String,
    /// How many people the role needs.
    pub headcount: Option<u32>,
}

/// A rule with its reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    pub statement: String,
    pub reason: String,
    pub consequence: String,
    /// Where it does not hold, and who may say so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub exceptions: String,
}

/// An action that keeps a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Control {
    pub key: String,
    pub statement: String,
    /// What it must achieve; the risk it answers.
    pub objective: String,
    pub kind: ControlKind,
    /// For example "monthly".
    pub frequency: String,
    /// The activity where it is performed, by id; empty where it stands beside the flow.
    pub activity: String,
    /// What proves that it was performed.
    pub evidence: String,
}

/// What could go wrong, and which controls answer it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Risk {
    pub key: String,
    pub statement: String,
    /// What it would cost.
    pub consequence: String,
    /// Keys of the controls that answer it.
    pub controls: Vec<String>,
}

/// When a control acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    #[default]
    Preventive,
    Detective,
    Corrective,
}

/// What passes between this process and another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Interface {
    /// The name of the other process.
    pub process: String,
    pub flow: Flow,
    pub what: String,
    pub quality: String,
    pub time_limit: String,
    /// Whether the other side agreed.
    pub confirmed: bool,
}

/// The direction of an interface, seen from this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    #[default]
    Gives,
    Receives,
}

/// What a tool must do for the process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requirement {
    pub text: String,
    /// The activity that needs it, by id; empty where the whole process does.
    pub activity: String,
    pub priority: Priority,
    /// How one sees that it is met.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub acceptance: String,
}

/// How much a requirement matters (`MoSCoW`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Must,
    #[default]
    Should,
    Could,
    Wont,
}

/// A word and what it means here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Term {
    pub term: String,
    pub meaning: String,
}

/// Where a framework asks for this process, by number only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// For example "FitSM-1:2024" or "ISO/IEC 20000-1:2018".
    pub framework: String,
    /// For example "PR9.1" or "8.6.1".
    pub reference: String,
}

impl Definition {
    /// The diagram, where it can be read.
    #[must_use]
    pub fn flow(&self) -> Option<Arc<bpmn::Diagram>> {
        memo::diagram(&self.diagram)
    }

    /// The picture of the diagram under an overlay; none where there is no diagram.
    ///
    /// # Errors
    /// When the diagram has no drawing.
    #[must_use]
    pub fn picture(&self, overlay: &bpmn::Overlay) -> Option<Result<Arc<String>, bpmn::SvgError>> {
        Some(memo::picture(&self.diagram, &*self.flow()?, overlay))
    }

    /// The flow of the diagram in words; empty where there is no diagram.
    #[must_use]
    pub fn told(&self) -> Arc<Vec<bpmn::Step>> {
        self.flow().map(|diagram| memo::told(&self.diagram, &diagram)).unwrap_or_default()
    }

    /// The activities of the diagram in the order of its steps: id and name.
    #[must_use]
    pub fn steps(&self) -> Vec<(String, String)> {
        let Some(diagram) = self.flow() else { return Vec::new() };
        diagram
            .nodes()
            .iter()
            .filter(|node| node.is_activity())
            .map(|node| (node.id.clone(), node.name.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect()
    }

    /// The name of a role, or its key where it is unknown.
    #[must_use]
    pub fn role_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.roles.iter().find(|role| role.key == key).map_or(key, |role| role.name.as_str())
    }
}

/// Writes the rows that hold letters, so that an emptied row leaves no trace in the seal.
fn write_rows<S: Serializer>(rows: &Matrix, out: S) -> Result<S::Ok, S::Error> {
    out.collect_map(rows.iter().filter(|(_, row)| !row.is_empty()))
}

fn read_rows<'de, D: Deserializer<'de>>(input: D) -> Result<Matrix, D::Error> {
    let mut rows = Matrix::deserialize(input)?;
    rows.retain(|_, row| !row.is_empty());
    Ok(rows)
}
