//! Small edits to a diagram: a name, a documentation. Only the range concerned changes; every other byte stays.
//!
//! Absent: adding, moving or removing elements, which is the modeller's work; [`Rework`] adds only what a drawing needs to run.
//! Source: BPMN 2.0.2 §8.3.1.

mod rework;

pub use rework::Rework;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use roxmltree::{Document, Node as Xml};

use crate::diagram::Diagram;
use crate::model::Kind;
use crate::read::{BPMN, ReadError, tree};
use crate::text::escape;

/// Why an edit was not made; the diagram is as before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// No element has this id.
    Unknown(String),
    /// More than one element has this id.
    Ambiguous(String),
    /// The element has no name of its own: a group shows the name of its category.
    Nameless(String),
    /// The edited text would not be a diagram (too large, say).
    Spoilt(ReadError),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(id) => write!(f, "the diagram has no element \"{id}\"; reload it and choose again"),
            Self::Ambiguous(id) => {
                write!(f, "the id \"{id}\" is used more than once; give each element an id of its own")
            }
            Self::Nameless(id) => {
                write!(f, "the group \"{id}\" shows the name of its category; change it in the modeller")
            }
            Self::Spoilt(error) => write!(f, "the edit cannot be kept: {error}"),
        }
    }
}

impl std::error::Error for EditError {}

impl Diagram {
    /// Gives an element another name (for a note: another text). Control characters other than line breaks are dropped.
    ///
    /// # Errors
    /// When the id is unknown or used twice, or the element shows a name that is not its own.
    pub fn rename(&mut self, id: &str, name: &str) -> Result<(), EditError> {
        if self.node(id).is_some_and(|node| node.kind == Kind::Group) {
            return Err(EditError::Nameless(id.to_owned()));
        }
        let (range, text) = {
            let document = tree(self.text()).map_err(EditError::Spoilt)?;
            let xml = find(&document, id)?;
            if xml.has_tag_name((BPMN, "textAnnotation")) {
                content_patch(self.text(), xml, "text", name)
            } else if let Some(attribute) = xml.attribute_node("name") {
                (attribute.range_value(), attribute_text(name))
            } else {
                let id = xml.attribute_node("id").expect("found by its id");
                (id.range().end..id.range().end, format!(" name=\"{}\"", attribute_text(name)))
            }
        };
        self.patch(range, &text)
    }

    /// Gives an element another documentation, in plain text; empty text removes it.
    ///
    /// # Errors
    /// When the id is unknown or used twice.
    pub fn set_documentation(&mut self, id: &str, documentation: &str) -> Result<(), EditError> {
        let patches = {
            let document = tree(self.text()).map_err(EditError::Spoilt)?;
            let xml = find(&document, id)?;
            let mut present = children(xml, "documentation");
            let mut patches: Vec<(Range<usize>, String)> = Vec::new();
            if !documentation.trim().is_empty() {
                patches.push(content_patch(self.text(), xml, "documentation", documentation));
                present = present.split_off(present.len().min(1));
            }
            for extra in present {
                let before = self.text()[..extra.range().start].trim_end().len();
                patches.push((before..extra.range().end, String::new()));
            }
            patches
        };
        let original = self.clone();
        for (range, text) in patches.into_iter().rev() {
            if let Err(error) = self.patch(range, &text) {
                *self = original;
                return Err(error);
            }
        }
        Ok(())
    }

    /// What elements with an id say in attributes of a namespace: by id, then by name.
    #[must_use]
    pub fn foreign(&self, namespace: &str) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let Ok(document) = tree(self.text()) else { return found };
        for xml in document.descendants() {
            let Some(id) = xml.attribute("id") else { continue };
            for attribute in xml.attributes().filter(|one| one.namespace() == Some(namespace)) {
                found
                    .entry(id.to_owned())
                    .or_default()
                    .insert(attribute.name().to_owned(), attribute.value().to_owned());
            }
        }
        found
    }

    /// Sets an attribute of a namespace at an element, or takes it away. A namespace that is not declared where the element stands is
    /// declared at the root, under the prefix or a free one like it.
    ///
    /// # Errors
    /// When the id is unknown or used twice.
    pub fn set_foreign(
        &mut self,
        id: &str,
        (namespace, prefix): (&str, &str),
        name: &str,
        value: Option<&str>,
    ) -> Result<(), EditError> {
        let text = {
            let document = tree(self.text()).map_err(EditError::Spoilt)?;
            let xml = find(&document, id)?;
            let present = xml.attributes().find(|one| one.namespace() == Some(namespace) && one.name() == name);
            let mut text = self.text().to_owned();
            match (present, value) {
                (None, None) => return Ok(()),
                (Some(present), None) => {
                    let before = text[..present.range().start].trim_end().len();
                    text.replace_range(before..present.range().end, "");
                }
                (Some(present), Some(value)) => text.replace_range(present.range_value(), &attribute_text(value)),
                (None, Some(value)) => {
                    let known = xml.lookup_prefix(namespace).filter(|prefix| !prefix.is_empty());
                    let used = known.map_or_else(|| free_prefix(&text, prefix), str::to_owned);
                    let id = xml.attribute_node("id").expect("found by its id").range().end;
                    text.insert_str(id, &format!(" {used}:{name}=\"{}\"", attribute_text(value)));
                    if known.is_none() {
                        let root = document.root_element();
                        let at = root.range().start + 1 + qualified(self.text(), root).len();
                        text.insert_str(at, &format!(" xmlns:{used}=\"{}\"", attribute_text(namespace)));
                    }
                }
            }
            text
        };
        *self = Diagram::from_source(self.source.with_text(text)).map_err(EditError::Spoilt)?;
        Ok(())
    }

    pub(crate) fn patch(&mut self, range: Range<usize>, replacement: &str) -> Result<(), EditError> {
        let mut text = self.text().to_owned();
        text.replace_range(range, replacement);
        *self = Diagram::from_source(self.source.with_text(text)).map_err(EditError::Spoilt)?;
        Ok(())
    }
}

/// The prefix, or one like it that the text does not declare.
fn free_prefix(text: &str, wanted: &str) -> String {
    let numbered = |number: u32| if number == 1 { wanted.to_owned() } else { format!("{wanted}{number}") };
    let is_free = |prefix: &String| !text.contains(&format!("xmlns:{prefix}="));
    (1..).map(numbered).find(is_free).expect("numbers do not end")
}

/// Both kinds of quotation mark are escaped, so the text fits whichever is around it.
fn attribute_text(text: &str) -> String {
    escape(text).replace('\'', "&apos;")
}

fn find<'a, 'input>(document: &'a Document<'input>, id: &str) -> Result<Xml<'a, 'input>, EditError> {
    let mut found = document
        .descendants()
        .filter(|xml| xml.tag_name().namespace() == Some(BPMN) && xml.attribute("id") == Some(id));
    let first = found.next().ok_or_else(|| EditError::Unknown(id.to_owned()))?;
    match found.next() {
        Some(_) => Err(EditError::Ambiguous(id.to_owned())),
        None => Ok(first),
    }
}

fn children<'a, 'input>(xml: Xml<'a, 'input>, name: &str) -> Vec<Xml<'a, 'input>> {
    xml.children().filter(|child| child.has_tag_name((BPMN, name))).collect()
}

/// Replaces the content of a child element, or adds the element as the first child.
fn content_patch(text: &str, xml: Xml<'_, '_>, name: &str, content: &str) -> (Range<usize>, String) {
    let content = escape(content).replace("&#10;", "\n").replace("&#9;", "\t");
    if let Some(child) = children(xml, name).first() {
        let tag = qualified(text, *child);
        let start_tag = start_tag(text, *child);
        let head = text[start_tag].trim_end_matches('>').trim_end_matches('/').trim_end();
        return (child.range(), format!("{head}>{content}</{tag}>"));
    }
    let parent = qualified(text, xml);
    let prefix = parent.rsplit_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    let element = format!("<{prefix}{name}>{content}</{prefix}{name}>");
    let head = start_tag(text, xml);
    let indent = indentation(text, xml.range().start);
    if text[head.clone()].ends_with("/>") {
        let close = indent.as_ref().map_or(String::new(), |indent| format!("\n{indent}"));
        let open = indent.map_or(String::new(), |indent| format!("\n{indent}  "));
        let slash = head.start + text[head.clone()].trim_end_matches("/>").trim_end().len();
        return (slash..head.end, format!(">{open}{element}{close}</{parent}>"));
    }
    let open = indent.map_or(String::new(), |indent| format!("\n{indent}  "));
    (head.end..head.end, format!("{open}{element}"))
}

fn qualified<'t>(text: &'t str, xml: Xml<'_, '_>) -> &'t str {
    let head = &text[xml.range().start + 1..];
    let end = head.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(head.len());
    &head[..end]
}

/// From `<` to `>` of the first tag of an element.
fn start_tag(text: &str, xml: Xml<'_, '_>) -> Range<usize> {
    let start = xml.range().start;
    let after = xml.attributes().map(|attribute| attribute.range().end).max().unwrap_or(start);
    // Name space declarations are no attributes to the parser, so quoted values are skipped by hand.
    let mut quote = None;
    for (at, byte) in text.as_bytes().iter().enumerate().skip(after) {
        match (quote, byte) {
            (None, b'>') => return start..at + 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    start..xml.range().end
}

/// The white space before an element that begins its line.
fn indentation(text: &str, at: usize) -> Option<String> {
    let line = text[..at].rfind('\n')? + 1;
    let indent = &text[line..at];
    indent.chars().all(char::is_whitespace).then(|| indent.to_owned())
}

#[cfg(test)]
mod tests;
