//! What is not run, said at deployment.
//!
//! Absent: warnings; what is accepted is run. Source: BPMN 2.0.2 §2.2.
use std::fmt;

/// One reason why a diagram cannot run, at its element.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// The id of the element, or of the nearest one around it that has an id.
    pub element: String,
    /// 1-based.
    pub line: u32,
    /// What is wrong and what to do instead.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.element.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.reason),
            element => write!(f, "line {}, {element}: {}", self.line, self.reason),
        }
    }
}
