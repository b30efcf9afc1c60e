//! Changes of a text at its elements: attributes, extension elements, a child at the end, another tag.
//!
//! Absent: anything that would move or reformat what stands beside a change. Source: XML 1.0 §3.1.

use roxmltree::Node;

use crate::program::xml::{all, child, tag};

/// Replacements in a text, by range.
#[derive(Debug, Default)]
pub(super) struct Patches(Vec<(usize, usize, String)>);

impl Patches {
    pub fn replace(&mut self, from: usize, to: usize, by: impl Into<String>) {
        self.0.push((from, to, by.into()));
    }

    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at, at, text);
    }

    /// The text with every change; those at one place in the order in which they were made.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(from, to, _)| (*from, *to));
        let mut out = String::with_capacity(text.len() + 4096);
        let mut at = 0;
        for (from, to, by) in self.0 {
            out.push_str(&text[at..from]);
            out.push_str(&by);
            at = to;
        }
        out.push_str(&text[at..]);
        out
    }
}

/// What becomes of one element.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Another tag, without prefix.
    pub tag: Option<&'static str>,
    /// Attributes that are added or replaced, by name as written.
    pub attributes: Vec<(String, String)>,
    /// What stands in its extension elements too.
    pub extension: String,
    /// What stands at its end; `{}` before a tag's name stands for the prefix of the element.
    pub body: String,
}

impl Change {
    pub fn attribute(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.attributes.push((name.into(), value.into()));
    }

    fn is_empty(&self) -> bool {
        self.tag.is_none() && self.attributes.is_empty() && self.extension.is_empty() && self.body.is_empty()
    }

    /// Writes the change of `node` down.
    pub fn write(self, node: Node<'_, '_>, patches: &mut Patches) {
        if self.is_empty() {
            return;
        }
        let text = node.document().input_text();
        let opening = Opening::of(text, node.range().start);
        let written = self.rename(text, &opening, node, patches);
        for (name, value) in &self.attributes {
            match attribute_range(node, name) {
                Some((from, to)) => patches.replace(from, to, format!("{name}=\"{}\"", escaped(value))),
                None => patches.insert(opening.name_end, format!(" {name}=\"{}\"", escaped(value))),
            }
        }
        let prefix = opening.prefix(text);
        let body = self.body.replace("{}", prefix);
        let wrapped = match self.extension.as_str() {
            "" => String::new(),
            inner => format!("<{prefix}extensionElements>{inner}</{prefix}extensionElements>"),
        };
        if opening.is_empty {
            if !wrapped.is_empty() || !body.is_empty() {
                patches.replace(opening.end - 2, opening.end, format!(">{wrapped}{body}</{written}>"));
            }
            return;
        }
        if !self.extension.is_empty() {
            match child(node, "extensionElements") {
                Some(known) => within(text, known, &self.extension, patches),
                None => {
                    let documented = all(node, "documentation").last().map(|last| last.range().end);
                    patches.insert(documented.unwrap_or(opening.end), wrapped);
                }
            }
        }
        if !body.is_empty() {
            patches.insert(closing(text, node), body);
        }
    }

    /// Gives the element another tag; returns its name as it is written then.
    fn rename(&self, text: &str, opening: &Opening, node: Node<'_, '_>, patches: &mut Patches) -> String {
        let name = &text[opening.start + 1..opening.name_end];
        let Some(tag) = self.tag else { return name.to_owned() };
        let written = format!("{}{tag}", opening.prefix(text));
        patches.replace(opening.start + 1, opening.name_end, written.clone());
        if !opening.is_empty {
            let close = closing(text, node) + 2;
            patches.replace(close, close + name.len(), written.clone());
        }
        written
    }
}

/// Puts something first into an element.
fn within(text: &str, node: Node<'_, '_>, inner: &str, patches: &mut Patches) {
    let opening = Opening::of(text, node.range().start);
    if opening.is_empty {
        let name = &text[opening.start + 1..opening.name_end];
        patches.replace(opening.end - 2, opening.end, format!(">{inner}</{name}>"));
    } else {
        patches.insert(opening.end, inner);
    }
}

/// Replaces what an element holds by a text.
pub(super) fn refill(node: Node<'_, '_>, by: &str, patches: &mut Patches) {
    let text = node.document().input_text();
    let opening = Opening::of(text, node.range().start);
    if !opening.is_empty {
        patches.replace(opening.end, closing(text, node), escaped(by));
    }
}

/// Where the closing tag of an element begins.
fn closing(text: &str, node: Node<'_, '_>) -> usize {
    let range = node.range();
    text[range.clone()].rfind("</").map_or(range.end, |at| range.start + at)
}

/// The opening tag of an element.
pub(super) struct Opening {
    pub start: usize,
    /// Behind the name.
    pub name_end: usize,
    /// Behind the `>`.
    pub end: usize,
    /// Whether it ends in `/>`.
    pub is_empty: bool,
}

impl Opening {
    pub fn of(text: &str, start: usize) -> Opening {
        let bytes = text.as_bytes();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name_end = start + bytes[start..].iter().position(is_end).unwrap_or(bytes.len() - start);
        let (mut at, mut quote) = (name_end, None);
        while at < bytes.len() {
            match (quote, bytes[at]) {
                (None, b'"' | b'\'') => quote = Some(bytes[at]),
                (Some(open), byte) if byte == open => quote = None,
                (None, b'>') => break,
                _ => {}
            }
            at += 1;
        }
        let end = (at + 1).min(bytes.len());
        Opening { start, name_end, end, is_empty: at > 0 && bytes.get(at - 1) == Some(&b'/') }
    }

    /// The prefix of the element with its colon; empty where it has none.
    fn prefix<'a>(&self, text: &'a str) -> &'a str {
        let name = &text[self.start + 1..self.name_end];
        name.find(':').map_or("", |colon| &name[..=colon])
    }
}

/// Where an attribute stands that is written under this name.
fn attribute_range(node: Node<'_, '_>, name: &str) -> Option<(usize, usize)> {
    let text = node.document().input_text();
    let found = node.attributes().find(|one| text[one.range()].split('=').next().map(str::trim_end) == Some(name))?;
    Some((found.range().start, found.range().end))
}

/// A text as it stands in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
    out
}

/// An element of the standard within a process, with its tag.
pub(super) fn elements<'a, 'i: 'a>(root: Node<'a, 'i>) -> impl Iterator<Item = (&'a str, Node<'a, 'i>)> {
    root.descendants().filter_map(|node| Some((tag(node)?, node)))
}
