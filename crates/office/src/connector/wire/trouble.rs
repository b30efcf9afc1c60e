//! What went wrong on the way to a tool, as a sentence that says what to do.
//!
//! Absent: anything that was sent; a sentence here never holds a credential.

use crate::failure::Failure;

/// The kind of trouble, for rules; people read the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The address must not be called.
    Address,
    /// Nobody answers there, or not over TLS as it should.
    Unreachable,
    /// It took too long.
    Slow,
    /// The answer is larger than we take.
    TooLarge,
    /// It leads elsewhere.
    Moved,
    /// The tool does not know us, or we may not.
    Credential,
    /// The tool said no to this request.
    Refused,
    /// It asks us to come back later.
    Later,
    /// What came back is not what this tool answers.
    Answer,
    /// The connector rests after failures, or is switched off.
    Resting,
}

/// A trouble with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub why: Why,
    /// What is wrong and what to do about it.
    pub sentence: String,
    /// Seconds after which the tool wants to be asked again.
    pub later_s: Option<i64>,
    /// Whether what was asked for may have been done all the same: it was sent, and no answer says that it was not.
    pub may_be_done: bool,
}

impl Trouble {
    /// A trouble of a kind.
    pub fn new(why: Why, sentence: impl Into<String>) -> Trouble {
        Trouble { why, sentence: sentence.into(), later_s: None, may_be_done: false }
    }

    /// What came back is not what was expected.
    pub fn answer(sentence: impl Into<String>) -> Trouble {
        Trouble::new(Why::Answer, sentence)
    }

    /// Whether it may go away by itself, so that trying again later makes sense.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self.why, Why::Unreachable | Why::Slow | Why::Later | Why::Resting)
    }

    /// Whether it says something about the tool's health, so that it counts for the rest after failures.
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(self.why, Why::Refused | Why::Later | Why::Resting | Why::Address)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Failure {
        Failure::refused(trouble.sentence)
    }
}
