//! What one evaluation may cost, and the meter that stops it.
//!
//! Absent: wall-clock time, so that the same expression always ends the same way. Source: none.

use std::fmt;

use crate::value::Value;

/// What one evaluation may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Operations, each of about a tenth of a microsecond.
    pub steps: u64,
    /// Evaluations inside one another: calls, and parts of expressions.
    pub depth: u32,
    /// Bytes of all values made, whether still held or not.
    pub bytes: u64,
}

/// The deepest nesting of a value's lists and contexts, and of the scopes that functions keep.
pub const MAX_VALUE_DEPTH: u32 = 400;
/// The largest value, in parts, when shared parts are counted each time.
pub const MAX_VALUE_PARTS: u64 = 4_000_000;

impl Limits {
    /// What a server grants to one decision.
    pub const STANDARD: Self = Self { steps: 5_000_000, depth: 600, bytes: 256 * 1024 * 1024 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Why an evaluation was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    Steps(u64),
    Depth(u32),
    Bytes(u64),
    ValueDepth,
    ValueParts,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps(limit) => write!(f, "the evaluation was stopped after {limit} steps; it may never end"),
            Self::Depth(limit) => {
                write!(f, "the evaluation was stopped {limit} calls deep; a function may call itself without end")
            }
            Self::Bytes(limit) => write!(f, "the evaluation was stopped after making {limit} bytes of values"),
            Self::ValueDepth => write!(f, "a value is nested more than {MAX_VALUE_DEPTH} deep"),
            Self::ValueParts => write!(f, "a value has more than {MAX_VALUE_PARTS} parts"),
        }
    }
}

impl std::error::Error for Exceeded {}

/// Counts what an evaluation uses.
#[derive(Debug)]
pub(crate) struct Meter {
    limits: Limits,
    steps: u64,
    bytes: u64,
    depth: u32,
}

impl Meter {
    pub fn new(limits: Limits) -> Self {
        Self { limits, steps: 0, bytes: 0, depth: 0 }
    }

    pub fn step(&mut self, steps: u64) -> Result<(), Exceeded> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.limits.steps { Err(Exceeded::Steps(self.limits.steps)) } else { Ok(()) }
    }

    /// Steps so far.
    pub fn used(&self) -> u64 {
        self.steps
    }

    pub fn bytes(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if self.bytes > self.limits.bytes { Err(Exceeded::Bytes(self.limits.bytes)) } else { Ok(()) }
    }

    pub fn enter(&mut self) -> Result<(), Exceeded> {
        self.depth += 1;
        if self.depth > self.limits.depth { Err(Exceeded::Depth(self.limits.depth)) } else { Ok(()) }
    }

    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Leaves all that was entered since a depth was noted.
    pub fn back_to(&mut self, depth: u32) {
        self.depth = depth;
    }

    /// Admits a value that was just made.
    pub fn made(&mut self, value: &Value) -> Result<(), Exceeded> {
        let size = value.size();
        if size.depth > MAX_VALUE_DEPTH {
            return Err(Exceeded::ValueDepth);
        }
        if size.parts > MAX_VALUE_PARTS {
            return Err(Exceeded::ValueParts);
        }
        let own = match value {
            Value::String(text) => text.len(),
            Value::List(list) => list.len() * size_of::<Value>(),
            Value::Context(context) => context.len() * 2 * size_of::<Value>(),
            _ => 0,
        };
        self.bytes(own)
    }
}
