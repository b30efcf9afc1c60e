//! From a sheet back to the text of its model: parts that did not change are copied to the byte, the others are written anew.
//!
//! An input that a column names and the model does not have is added, with the requirement; one that no column names any more goes, unless
//! another decision needs it. Absent: a drawing for what is added. Source: DMN 1.3 §7.3, §8.3; XML 1.0 §2.

mod requirement;
mod table;

use std::fmt;
use std::ops::Range;

use super::{Logic, Made, Sheet};
use crate::dmn::xml::{ReadError, Xml, child, children, model};

/// The namespace of the models that are written.
const NAMESPACE: &str = "https://www.omg.org/spec/DMN/20191111/MODEL/";

/// Why a sheet cannot be written into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    Read(ReadError),
    /// The model has no such decision.
    NoDecision(String),
    /// The decision is made by something else: what, in words.
    NoTable(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::NoDecision(id) => write!(f, "the model has no decision \"{id}\""),
            Self::NoTable(what) => write!(f, "the decision is made by {what}, which cannot be edited as a table"),
        }
    }
}

impl std::error::Error for WriteError {}

/// A change of a text: what stands in a range from now on.
type Edit = (Range<usize>, String);

impl Sheet {
    /// A model of one decision, made by this table.
    ///
    /// `key` becomes the id of the decision and names the model; it should be letters, digits, hyphens and underscores.
    #[must_use]
    pub fn document(&self, key: &str, name: &str, question: &str) -> String {
        let id = id_from(key, "decision");
        let named = attribute(name);
        let question = match question.trim() {
            "" => String::new(),
            question => format!("    <question>{}</question>\n", content(question)),
        };
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <definitions xmlns=\"{NAMESPACE}\" id=\"{id}_model\" name=\"{named}\" namespace=\"urn:decision:{id}\">\n  \
             <decision id=\"{id}\" name=\"{named}\">\n{question}    <variable id=\"{id}_result\" name=\"{named}\" />\n  \
             </decision>\n</definitions>\n"
        );
        self.write_into(&text, &id).expect("the text was just written")
    }

    /// The text of a model with this table in place of that of a decision, which is named by its id.
    ///
    /// # Errors
    /// The text is no model, has no such decision, or the decision is made by something other than a table.
    pub fn write_into(&self, text: &str, decision: &str) -> Result<String, WriteError> {
        let document = model(text).map_err(WriteError::Read)?;
        let root = document.root_element();
        let node = children(root, "decision")
            .find(|node| node.attribute("id").unwrap_or_default() == decision)
            .ok_or_else(|| WriteError::NoDecision(decision.to_owned()))?;
        let made = Made::all(text).map_err(WriteError::Read)?;
        let old = match made.into_iter().find(|one| one.id == decision).map(|one| one.logic) {
            Some(Logic::Table(sheet)) => Some(sheet),
            Some(Logic::Nothing) | None => None,
            Some(Logic::Expression(_)) => return Err(WriteError::NoTable("an expression".to_owned())),
            Some(Logic::Other(what)) => return Err(WriteError::NoTable(what)),
        };
        if old.as_ref() == Some(self) {
            return Ok(text.to_owned());
        }
        let mut writer = Writer { text, root, prefix: prefix(text, node), edits: Vec::new(), ids: ids(root) };
        writer.requirements(node, old.as_ref(), self);
        match child(node, "decisionTable") {
            Some(table) => writer.table(table, old.as_ref(), self),
            None => writer.first_table(node, decision, self),
        }
        Ok(applied(text, writer.edits))
    }
}

struct Writer<'a> {
    text: &'a str,
    root: Xml<'a>,
    /// The prefix of the names of elements, with its colon: `dmn:`.
    prefix: &'a str,
    edits: Vec<Edit>,
    /// Every id of the text, and those that were given since.
    ids: Vec<String>,
}

impl Writer<'_> {
    /// An id that nothing has yet.
    fn free(&mut self, wanted: &str) -> String {
        let taken = |id: &str| self.ids.iter().any(|other| other == id);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let id = std::iter::once(wanted.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default();
        self.ids.push(id.clone());
        id
    }

    /// Writes something as the last child of an element that is not empty.
    fn append(&mut self, parent: Xml<'_>, lines: &str) {
        match parent.children().rfind(roxmltree::Node::is_element) {
            Some(last) => self.edits.push((last.range().end..last.range().end, lines.to_owned())),
            None => {
                let (range, tag) = (parent.range(), &self.text[parent.range()]);
                let open = tag.trim_end().trim_end_matches("/>").trim_end();
                let name = format!("{}{}", self.prefix, parent.tag_name().name());
                let is_closed = tag.ends_with("/>");
                let at =
                    if is_closed { range.start + open.len() } else { range.start + tag.find('>').unwrap_or(0) + 1 };
                if is_closed {
                    self.edits.push((at..range.end, format!(">{lines}\n{}</{name}>", indent(self.text, range.start))));
                } else {
                    self.edits.push((at..at, lines.to_owned()));
                }
            }
        }
    }

    /// Takes an element out, with the blanks before it.
    fn remove(&mut self, node: Xml<'_>) {
        let range = node.range();
        let start = self.text[..range.start].trim_end_matches([' ', '\t', '\r', '\n']).len();
        self.edits.push((start..range.end, String::new()));
    }

    /// Gives an attribute another value, or takes it out.
    fn set(&mut self, node: Xml<'_>, name: &str, value: Option<&str>) {
        let found = node.attributes().find(|one| one.name() == name && one.namespace().is_none());
        match (found, value) {
            (Some(found), _) if Some(found.value()) == value => {}
            (Some(found), Some(value)) => self.edits.push((found.range_value(), attribute(value))),
            (Some(found), None) => {
                let range = found.range();
                let start = self.text[..range.start].trim_end().len();
                self.edits.push((start..range.end, String::new()));
            }
            (None, Some(value)) => {
                let name_end = self.text[node.range().start..].find([' ', '\t', '\r', '\n', '>', '/']).unwrap_or(0);
                let at = node.range().start + name_end;
                self.edits.push((at..at, format!(" {name}=\"{}\"", attribute(value))));
            }
            (None, None) => {}
        }
    }
}

/// Every id of a text.
fn ids(root: Xml<'_>) -> Vec<String> {
    root.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect()
}

/// The prefix of an element's name as it is written.
fn prefix<'a>(text: &'a str, node: Xml<'_>) -> &'a str {
    let name = &text[node.range().start + 1..];
    let end = name.find(|letter: char| letter.is_whitespace() || letter == '>' || letter == '/').unwrap_or(0);
    name[..end].find(':').map_or("", |colon| &name[..=colon])
}

/// The blanks before an element, where it begins its line.
fn indent(text: &str, start: usize) -> &str {
    let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
    if line.trim().is_empty() { line } else { "" }
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// An id of XML: letters, digits, hyphens and underscores, beginning with a letter or an underscore.
fn id_from(text: &str, otherwise: &str) -> String {
    let id: String = text
        .trim()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' })
        .take(60)
        .collect();
    match id.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => id,
        Some(_) => format!("{otherwise}_{id}"),
    }
}

/// A text within an element. What XML cannot hold is left out.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// A text within an attribute.
fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
