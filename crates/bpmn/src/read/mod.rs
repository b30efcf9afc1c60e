//! Reading: from text to what the diagram says, or a sentence about what is wrong and where.
//!
//! Absent: validation against the XML schema; what matters of it is a lint finding. Source: BPMN 2.0.2 §15.

mod element;
mod extra;
mod interchange;
mod kept;
mod kind;
mod scan;

use std::collections::BTreeMap;
use std::fmt;

use roxmltree::{Document, ParsingOptions};

use crate::model::{Association, Flow, Kept, Lane, MessageFlow, Node, Participant, Plane, Process, Reference, Task};

/// The largest file read, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The deepest nesting of XML elements read.
pub const MAX_DEPTH: usize = 128;
/// The largest number of XML elements read; the largest of the tested reference models has some 1,300.
pub const MAX_ELEMENTS: usize = 20_000;

/// The namespace of BPMN 2.0 models.
pub(crate) const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters (in bytes where the text could not be decoded).
    pub column: usize,
    pub problem: String,
    pub remedy: String,
}

impl ReadError {
    pub(crate) fn new(line: usize, column: usize, problem: String, remedy: &str) -> Self {
        Self { line, column, problem, remedy: remedy.to_owned() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}; {}", self.line, self.column, self.problem, self.remedy)
    }
}

impl std::error::Error for ReadError {}

/// What was read from the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub processes: Vec<Process>,
    pub participants: Vec<Participant>,
    pub lanes: Vec<Lane>,
    pub nodes: Vec<Node>,
    pub flows: Vec<Flow>,
    pub message_flows: Vec<MessageFlow>,
    pub associations: Vec<Association>,
    pub planes: Vec<Plane>,
    pub ids: BTreeMap<String, Vec<usize>>,
    pub references: Vec<Reference>,
    pub kept: Vec<Kept>,
    /// Tasks defined at the top of the file, which several processes may call.
    pub global_tasks: BTreeMap<String, Task>,
    /// What else the file says, by id: for comparing.
    pub extras: BTreeMap<String, Extra>,
    pub index: Index,
}

/// Something that the view has no place for, or says more than its place holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extra {
    /// The name of its XML element.
    pub tag: String,
    pub name: String,
    pub properties: BTreeMap<String, String>,
    /// Whether its place in the view tells when it comes or goes.
    pub placed: bool,
}

/// Where to find what, by id; the first of several with one id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub nodes: BTreeMap<String, usize>,
    pub flows: BTreeMap<String, usize>,
    pub lanes: BTreeMap<String, usize>,
    pub message_flows: BTreeMap<String, usize>,
    pub associations: BTreeMap<String, usize>,
    /// Flows by the node they leave.
    pub outgoing: BTreeMap<String, Vec<usize>>,
    /// Flows by the node they enter.
    pub incoming: BTreeMap<String, Vec<usize>>,
    /// Nodes by the sub-process or process directly around them.
    pub inside: BTreeMap<String, Vec<usize>>,
    /// Boundary events by the activity they sit on.
    pub attached: BTreeMap<String, Vec<usize>>,
    /// Message flows by either end.
    pub messages: BTreeMap<String, Vec<usize>>,
    /// Associations by either end.
    pub lines: BTreeMap<String, Vec<usize>>,
}

pub(crate) fn check_size(bytes: usize) -> Result<(), ReadError> {
    if bytes > MAX_BYTES {
        return Err(ReadError::new(
            1,
            1,
            format!("the file has {bytes} bytes, more than the {MAX_BYTES} that are read"),
            "split the model into several files",
        ));
    }
    Ok(())
}

/// The tree of a text that passed the scan.
pub(crate) fn tree(text: &str) -> Result<Document<'_>, ReadError> {
    let options = ParsingOptions {
        allow_dtd: false,
        // Elements, the texts between them, and their comments.
        nodes_limit: u32::try_from(4 * MAX_ELEMENTS).expect("the limit is small"),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| {
        let position = error.pos();
        ReadError::new(
            position.row as usize,
            position.col as usize,
            format!("this is not well-formed XML ({error})"),
            "export the model again from the tool it was drawn with, or correct the text here",
        )
    })
}

pub(crate) fn view(text: &str) -> Result<View, ReadError> {
    check_size(text.len())?;
    scan::check(text)?;
    let document = tree(text)?;
    let root = document.root_element();
    if root.tag_name().name() != "definitions" || root.tag_name().namespace() != Some(BPMN) {
        let position = document.text_pos_at(root.range().start);
        return Err(ReadError::new(
            position.row as usize,
            position.col as usize,
            format!("the outermost element is \"{}\", not \"definitions\" of BPMN 2.0", root.tag_name().name()),
            "export the model as BPMN 2.0 XML",
        ));
    }
    let mut view = View { planes: interchange::planes(root), kept: kept::kept(root), ..View::default() };
    element::read(root, &mut view);
    view.extras = extra::extras(root, &view);
    Ok(view)
}

#[cfg(test)]
mod tests;
