//! A first look at a text of XML: nothing that grows, fetches or nests without end gets further.
//!
//! Absent: name spaces and the tree, and what somebody should do about a fault. Source: XML 1.0 §2.8, §4.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::Event;

/// What a text may hold at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Elements within each other.
    pub depth: usize,
    /// Elements altogether.
    pub elements: usize,
}

/// Why a text gets no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not well-formed, in the words of the reader.
    Malformed(String),
    /// It has a document type, which can make a reader fetch or grow.
    DocumentType,
    /// Its elements are nested deeper than this.
    Deep(usize),
    /// It has more elements than this.
    Many(usize),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Malformed(error) => write!(f, "this is not well-formed XML ({error})"),
            Why::DocumentType => f.write_str(
                "the file has a document type (DOCTYPE), which is refused because it can make a reader fetch or grow",
            ),
            Why::Deep(most) => write!(f, "elements are nested more than {most} deep"),
            Why::Many(most) => write!(f, "the file has more than {most} elements"),
        }
    }
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub why: Why,
}

/// Passes over a text once.
///
/// # Errors
/// The first fault.
pub fn look(text: &str, limits: Limits) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut elements) = (0_usize, 0_usize);
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            let why = Why::Malformed(error.to_string());
            fault(text, reader.error_position(), why)
        })?;
        match event {
            Event::DocType(_) => return Err(fault(text, at, Why::DocumentType)),
            Event::Start(_) => {
                depth += 1;
                elements += 1;
            }
            Event::Empty(_) => elements += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > limits.depth {
            return Err(fault(text, at, Why::Deep(limits.depth)));
        }
        if elements > limits.elements {
            return Err(fault(text, at, Why::Many(limits.elements)));
        }
    }
}

fn fault(text: &str, at: u64, why: Why) -> Fault {
    let at = usize::try_from(at).unwrap_or(text.len()).min(text.len());
    let before = &text.as_bytes()[..at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + String::from_utf8_lossy(&before[line_start..]).chars().count();
    Fault { line, column, why }
}

#[cfg(test)]
mod tests;
