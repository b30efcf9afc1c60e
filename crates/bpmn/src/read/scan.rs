//! A first look at the text, and what to do about what it finds.
//!
//! Absent: name spaces and well-formedness, which the tree checks. Source: XML 1.0 §2.8, §4.

use xml::{Limits, Why, look};

use super::{MAX_DEPTH, MAX_ELEMENTS, ReadError};

pub(super) fn check(text: &str) -> Result<(), ReadError> {
    look(text, Limits { depth: MAX_DEPTH, elements: MAX_ELEMENTS }).map_err(|fault| {
        let remedy = match fault.why {
            Why::Malformed(_) => "export the model again from the tool it was drawn with, or correct the text here",
            Why::DocumentType => "delete the DOCTYPE; BPMN does not need one",
            Why::Deep(_) => "move inner sub-processes to files of their own",
            Why::Many(_) => "split the model into several files",
        };
        ReadError::new(fault.line, fault.column, fault.why.to_string(), remedy)
    })
}
