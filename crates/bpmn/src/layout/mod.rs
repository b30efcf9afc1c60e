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

/// The most steps that are laid out.
pub const MAX_STEPS: usize = 2_000;
/// The most sequence flows that are laid out.
pub const MAX_FLOWS: usize = 4_000;

/// Why nothing was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// There is nothing to draw.
    Empty,
    /// More steps or flows than anybody could read on one page.
    TooMany { steps: usize, flows: usize },
    /// The sketch contradicts itself; the sentence says where and what to do.
    Sketch(String),
    /// The model with its drawing would be too large.
    TooLarge(ReadError),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the model has no steps to draw; add some first"),
            Self::TooMany { steps, flows } => write!(
                f,
                "the model has {steps} steps and {flows} flows, more than the {MAX_STEPS} and {MAX_FLOWS} that are laid out; \
                 split it into processes that call each other"
            ),
            Self::Sketch(sentence) => f.write_str(sentence),
            Self::TooLarge(error) => write!(f, "the drawing cannot be kept: {error}"),
        }
    }
}

impl std::error::Error for LayoutError {}

#[cfg(test)]
mod tests;
