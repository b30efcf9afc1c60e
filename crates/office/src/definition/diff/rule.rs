//! Which changes are minor and which are major: one rule for each kind of part, and nobody's opinion.
//!
//! Absent: who approves which class (`approval`). Source: document control (FitSM-1 GR2.4): what readers must learn anew, or what the
//! owner answers for, is major; wording is minor.

use serde::Serialize;

/// How much a change asks of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Minor,
    Major,
}

/// The rule that decides the class of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Wording,
    Order,
    Support,
    Confirmation,
    Aim,
    Boundary,
    Flow,
    Method,
    Role,
    Policy,
    Control,
    Risk,
    Measure,
    Review,
}

impl Rule {
    /// The class that the rule gives.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::Wording | Self::Order | Self::Support | Self::Confirmation => Class::Minor,
            Self::Aim
            | Self::Boundary
            | Self::Flow
            | Self::Method
            | Self::Role
            | Self::Policy
            | Self::Control
            | Self::Risk
            | Self::Measure
            | Self::Review => Class::Major,
        }
    }

    /// Why, in a sentence for whoever asks.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Wording => "Only words change; people do the same as before.",
            Self::Order => "Only the order changes; everything is still there.",
            Self::Support => "It helps to read or to find; it asks nothing new of anybody.",
            Self::Confirmation => "The other side agreed or withdrew; what passes between the two stays the same.",
            Self::Aim => "The owner answers for the objectives.",
            Self::Boundary => "Others count on what comes in, what goes out, and where the process begins and ends.",
            Self::Flow => "People do other steps, or the same in another order.",
            Self::Method => "A decision, an exception, a tool or a record is new to those who do the work.",
            Self::Role => "Somebody does or answers for something else than before.",
            Self::Policy => "People are held to another rule.",
            Self::Control => "Another proof is asked for, by other people or at another time.",
            Self::Risk => "What the process guards against is for the owner to decide.",
            Self::Measure => "Figures before and after can no longer be compared without care.",
            Self::Review => "The owner promised when the process is looked at again.",
        }
    }
}
