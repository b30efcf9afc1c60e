//! A diagram: the text of a file, and a view of what it says.
//!
//! Absent: execution. Source: BPMN 2.0.2.

use std::collections::BTreeMap;

use crate::model::{
    Association, Flow, Kept, Lane, MessageFlow, Node, Participant, Plane, Position, Process, Reference, Task,
};
use crate::read::{ReadError, View, view};
use crate::text::Source;

/// A BPMN 2.0 diagram. The text is the model of record; the view is read from it.
#[derive(Clone, Debug)]
pub struct Diagram {
    pub(crate) source: Source,
    pub(crate) view: View,
}

impl Diagram {
    /// Reads the bytes of a `.bpmn` file.
    ///
    /// # Errors
    /// When the bytes are no XML, no BPMN 2.0, carry a document type (which could make the reader fetch or grow), or exceed
    /// [`crate::MAX_BYTES`], [`crate::MAX_DEPTH`] or [`crate::MAX_ELEMENTS`]. The error names line, column and remedy.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        crate::read::check_size(bytes.len())?;
        Self::from_source(Source::decode(bytes)?)
    }

    /// Reads text that is decoded already, whatever encoding its first line declares.
    ///
    /// # Errors
    /// As [`Diagram::read`].
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        crate::read::check_size(text.len())?;
        Self::from_source(Source::from_text(text))
    }

    pub(crate) fn from_source(source: Source) -> Result<Self, ReadError> {
        let view = view(&source.text)?;
        Ok(Self { source, view })
    }

    /// The text, exactly as it was read (without a byte order mark), save for edits.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The bytes, exactly as they were read, save for edits.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.source.bytes()
    }

    #[must_use]
    pub fn processes(&self) -> &[Process] {
        &self.view.processes
    }

    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.view.participants
    }

    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.view.lanes
    }

    /// All nodes in the order of the text, those of sub-processes included.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.view.nodes
    }

    #[must_use]
    pub fn flows(&self) -> &[Flow] {
        &self.view.flows
    }

    #[must_use]
    pub fn message_flows(&self) -> &[MessageFlow] {
        &self.view.message_flows
    }

    #[must_use]
    pub fn associations(&self) -> &[Association] {
        &self.view.associations
    }

    /// The drawings; empty for a model without diagram interchange.
    #[must_use]
    pub fn planes(&self) -> &[Plane] {
        &self.view.planes
    }

    /// Every id with the lines where it is given (1-based); more than one line is a mistake.
    #[must_use]
    pub fn ids(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.view.ids
    }

    /// Every mention of one element by another.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.view.references
    }

    /// What the file says beyond the standard: vendors' extensions and elements the standard does not have, in the order of
    /// the text. All of it comes back with [`Diagram::bytes`].
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        &self.view.kept
    }

    /// The kind of a task that is defined at the top of the file, outside any process, for call activities to call.
    #[must_use]
    pub fn global_task(&self, id: &str) -> Option<Task> {
        self.view.global_tasks.get(id).copied()
    }

    #[must_use]
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.view.index.nodes.get(id).map(|at| &self.view.nodes[*at])
    }

    #[must_use]
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.view.processes.iter().find(|process| process.id == id)
    }

    #[must_use]
    pub fn participant(&self, id: &str) -> Option<&Participant> {
        self.view.participants.iter().find(|pool| pool.id == id)
    }

    #[must_use]
    pub fn lane(&self, id: &str) -> Option<&Lane> {
        self.view.index.lanes.get(id).map(|at| &self.view.lanes[*at])
    }

    #[must_use]
    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.view.index.flows.get(id).map(|at| &self.view.flows[*at])
    }

    #[must_use]
    pub fn message_flow(&self, id: &str) -> Option<&MessageFlow> {
        self.view.index.message_flows.get(id).map(|at| &self.view.message_flows[*at])
    }

    #[must_use]
    pub fn association(&self, id: &str) -> Option<&Association> {
        self.view.index.associations.get(id).map(|at| &self.view.associations[*at])
    }

    /// The sequence flows that leave a node, in the order of the text.
    pub fn outgoing(&self, id: &str) -> impl Iterator<Item = &Flow> {
        pick(&self.view.index.outgoing, id, &self.view.flows)
    }

    /// The sequence flows that enter a node, in the order of the text.
    pub fn incoming(&self, id: &str) -> impl Iterator<Item = &Flow> {
        pick(&self.view.index.incoming, id, &self.view.flows)
    }

    /// The boundary events that sit on an activity.
    pub fn attached(&self, id: &str) -> impl Iterator<Item = &Node> {
        let nodes = pick(&self.view.index.attached, id, &self.view.nodes);
        nodes.filter(|node| node.is_event_at(Position::Boundary))
    }

    /// The message flows that start or end at a node or pool.
    pub fn messages(&self, id: &str) -> impl Iterator<Item = &MessageFlow> {
        pick(&self.view.index.messages, id, &self.view.message_flows)
    }

    /// The associations that start or end at an element.
    pub fn lines(&self, id: &str) -> impl Iterator<Item = &Association> {
        pick(&self.view.index.lines, id, &self.view.associations)
    }

    /// The nodes directly within a process (`parent` none) or within a sub-process of it.
    pub fn within<'a>(&'a self, process: &'a str, parent: Option<&'a str>) -> impl Iterator<Item = &'a Node> {
        let nodes = pick(&self.view.index.inside, parent.unwrap_or(process), &self.view.nodes);
        nodes.filter(move |node| node.process == process && node.parent.as_deref() == parent)
    }

    /// The name of a lane by id.
    #[must_use]
    pub fn lane_name(&self, id: &str) -> Option<&str> {
        self.lane(id).map(|lane| lane.name.as_str())
    }
}

fn pick<'a, T>(index: &'a BTreeMap<String, Vec<usize>>, id: &str, from: &'a [T]) -> impl Iterator<Item = &'a T> {
    index.get(id).into_iter().flatten().map(|at| &from[*at])
}
