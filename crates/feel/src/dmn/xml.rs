//! The text of a model as a tree, after a first look that nothing in it grows, fetches or nests without end.
//!
//! Absent: validation against the XML schema; what is missing for evaluation is told where it is missed. Source: XML 1.0
//! §2.8, §4; DMN 1.5 §12 and its predecessors from 1.1 on.

use std::fmt;

use ::xml::{Limits, Why, look};
use roxmltree::{Document, Node, ParsingOptions};

/// The largest model read, in bytes.
pub const MAX_MODEL_BYTES: usize = 8 * 1024 * 1024;
/// The deepest nesting of XML elements read.
pub const MAX_XML_DEPTH: usize = 100;
/// The largest number of XML elements read.
pub const MAX_XML_ELEMENTS: usize = 200_000;

/// What the names of all versions of DMN begin with.
const NAMESPACES: [&str; 2] = ["http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/"];

/// Why a model cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    pub problem: String,
    pub remedy: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}; {}", self.line, self.column, self.problem, self.remedy)
    }
}

impl std::error::Error for ReadError {}

fn fault(text: &str, at: u64, problem: String, remedy: &str) -> ReadError {
    let at = u32::try_from(at).unwrap_or(u32::MAX).min(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let (line, column) = crate::source::position(text, at);
    ReadError { line, column, problem, remedy: remedy.to_owned() }
}

fn scan(text: &str) -> Result<(), ReadError> {
    look(text, Limits { depth: MAX_XML_DEPTH, elements: MAX_XML_ELEMENTS }).map_err(|fault| {
        let remedy = match fault.why {
            Why::Malformed(_) => "export the model again, or correct the text here",
            Why::DocumentType => "delete the DOCTYPE; it is not needed",
            Why::Deep(_) => "move inner expressions to decisions of their own",
            Why::Many(_) => "split it into several files",
        };
        ReadError { line: fault.line, column: fault.column, problem: fault.why.to_string(), remedy: remedy.to_owned() }
    })
}

/// The tree of a well-formed file without a document type.
pub(crate) fn tree(text: &str) -> Result<Document<'_>, ReadError> {
    if text.len() > MAX_MODEL_BYTES {
        let problem = format!("the file has {} bytes, more than the {MAX_MODEL_BYTES} that are read", text.len());
        return Err(fault(text, 0, problem, "split it into several files"));
    }
    scan(text)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(4 * MAX_XML_ELEMENTS).expect("the limit is small"),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| ReadError {
        line: error.pos().row as usize,
        column: error.pos().col as usize,
        problem: format!("this is not well-formed XML ({error})"),
        remedy: "export the model again, or correct the text here".to_owned(),
    })
}

/// The tree of a model in any version of DMN.
pub(super) fn model(text: &str) -> Result<Document<'_>, ReadError> {
    let document = tree(text)?;
    let root = document.root_element();
    let namespace = root.tag_name().namespace().unwrap_or_default();
    if root.tag_name().name() == "definitions" && NAMESPACES.iter().any(|known| namespace.starts_with(known)) {
        return Ok(document);
    }
    let problem = format!("the outermost element is \"{}\", not \"definitions\" of DMN", root.tag_name().name());
    Err(fault(text, root.range().start as u64, problem, "export the model as DMN 1.1 to 1.5 XML"))
}

pub(crate) type Xml<'a> = Node<'a, 'a>;

pub(crate) fn children<'a>(node: Xml<'a>, name: &'static str) -> impl Iterator<Item = Xml<'a>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

pub(crate) fn child<'a>(node: Xml<'a>, name: &'static str) -> Option<Xml<'a>> {
    children(node, name).next()
}

pub(crate) fn text_of(node: Xml<'_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect()
}

/// The content of `<text>` in an element.
pub(super) fn text_in(node: Xml<'_>) -> Option<String> {
    child(node, "text").map(text_of)
}

/// The type an element names, as an attribute (from DMN 1.2 on) or an element.
pub(super) fn type_ref(node: Xml<'_>) -> Option<String> {
    let own = node.attribute("typeRef").map(str::to_owned);
    own.or_else(|| child(node, "typeRef").map(text_of))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}
