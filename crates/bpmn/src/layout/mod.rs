//! A drawing for a model that has none: layers from left to right, lanes as swim lanes, lines at right angles.
//!
//! Absent: groups, and more than one drawing for one file. Sequence flows never run through steps, though they may cross each
//! other; message flows and associations take the short way. Source:
//! Sugiyama, Tagawa, Toda (1981) for the layers; BPMN 2.0.2 §12 for what is written.

mod draw;
mod grid;
mod place;
mod route;
mod sketch;
mod track;

use std::fmt;

pub use draw::with_layout;
pub use sketch::{ProcessSketch, SketchFlow, SketchStep, StepKind, layout};

use crate::read::ReadError;

/// Why nothing was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// There is nothing to draw.
    Empty,
    /// The sketch contradicts itself; the sentence says where and what to do.
    Sketch(String),
    /// The model with its drawing would be too large.
    TooLarge(ReadError),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the model has no steps to draw; add some first"),
            Self::Sketch(sentence) => f.write_str(sentence),
            Self::TooLarge(error) => write!(f, "the drawing cannot be kept: {error}"),
        }
    }
}

impl std::error::Error for LayoutError {}

#[cfg(test)]
mod tests;
