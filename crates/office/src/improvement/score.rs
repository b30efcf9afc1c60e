//! What comes first: the size of an improvement and what speaks for it, in one number.
//!
//! Priority is (value + risk + urgency) ÷ size, the weighted-shortest-job-first rule (D. Reinertsen, Principles of Product
//! Development Flow, ch. 7). Absent: money; value and risk are judged from 1 to 5.

use serde::{Deserialize, Serialize};

use crate::failure::Refusal;

/// How much work an improvement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    Small,
    Medium,
    Large,
}

impl Size {
    /// Every size, the smallest first.
    pub const ALL: [Size; 3] = [Size::Small, Size::Medium, Size::Large];

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Size::Small => "small",
            Size::Medium => "medium",
            Size::Large => "large",
        }
    }

    /// Reads [`Size::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Size> {
        Size::ALL.into_iter().find(|size| size.key() == key)
    }

    /// The size in words, with what it means.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Size::Small => "Small (days)",
            Size::Medium => "Medium (weeks)",
            Size::Large => "Large (months)",
        }
    }

    fn divisor(self) -> i64 {
        match self {
            Size::Small => 1,
            Size::Medium => 2,
            Size::Large => 3,
        }
    }
}

/// The size of an improvement, and how much speaks for it: each from 1 (little) to 5 (much).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub size: Size,
    /// What it is worth.
    pub value: i64,
    /// What may happen without it.
    pub risk: i64,
    /// How soon its worth is lost.
    pub urgency: i64,
}

impl Default for Score {
    /// The middle of everything, for an idea that nobody has judged yet.
    fn default() -> Score {
        Score { size: Size::Medium, value: 3, risk: 3, urgency: 3 }
    }
}

impl Score {
    /// (value + risk + urgency) ÷ size, in hundredths: from 100 to 1,500.
    #[must_use]
    pub fn priority(self) -> i64 {
        (self.value + self.risk + self.urgency) * 100 / self.size.divisor()
    }

    /// The formula with its numbers, for people who ask why.
    #[must_use]
    pub fn in_words(self) -> String {
        let Score { value, risk, urgency, size } = self;
        let priority = priority_in_words(self.priority());
        format!("(value {value} + risk {risk} + urgency {urgency}) ÷ size {} = {priority}", size.divisor())
    }

    /// Passes when each judgement is from 1 to 5.
    ///
    /// # Errors
    /// Every judgement that is not.
    pub fn checked(self) -> Result<(), Vec<Refusal>> {
        let parts = [("value", "Value", self.value), ("risk", "Risk", self.risk), ("urgency", "Urgency", self.urgency)];
        let refusals: Vec<Refusal> = parts
            .into_iter()
            .filter(|(_, _, number)| !(1..=5).contains(number))
            .map(|(field, label, number)| Refusal::at(field, format!("{label} goes from 1 to 5; {number} does not.")))
            .collect();
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }
}

/// A priority with its decimals, for example `7.5`.
#[must_use]
pub fn priority_in_words(hundredths: i64) -> String {
    format!("{:.1}", hundredths as f64 / 100.0)
}
