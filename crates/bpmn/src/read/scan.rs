//! A first look at the text: nothing that grows, fetches or nests without end gets further.
//!
//! Absent: name spaces and well-formedness, which the tree checks. Source: XML 1.0 §2.8, §4.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{MAX_DEPTH, MAX_ELEMENTS, ReadError};

pub(super) fn check(text: &str) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut elements) = (0_usize, 0_usize);
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            fault(
                text,
                reader.error_position(),
                format!("this is not well-formed XML ({error})"),
                "export the model again from the tool it was drawn with, or correct the text here",
            )
        })?;
        match event {
            Event::DocType(_) => {
                return Err(fault(
                    text,
                    at,
                    "the file has a document type (DOCTYPE), which is refused because it can make a reader fetch or grow"
                        .to_owned(),
                    "delete the DOCTYPE; BPMN does not need one",
                ));
            }
            Event::Start(_) => {
                depth += 1;
                elements += 1;
            }
            Event::Empty(_) => elements += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > MAX_DEPTH {
            let problem = format!("elements are nested more than {MAX_DEPTH} deep");
            return Err(fault(text, at, problem, "move inner sub-processes to files of their own"));
        }
        if elements > MAX_ELEMENTS {
            let problem = format!("the file has more than {MAX_ELEMENTS} elements");
            return Err(fault(text, at, problem, "split the model into several files"));
        }
    }
}

fn fault(text: &str, at: u64, problem: String, remedy: &str) -> ReadError {
    let at = usize::try_from(at).unwrap_or(text.len()).min(text.len());
    let before = &text.as_bytes()[..at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + String::from_utf8_lossy(&before[line_start..]).chars().count();
    ReadError::new(line, column, problem, remedy)
}
