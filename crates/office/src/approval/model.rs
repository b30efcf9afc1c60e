//! What an approval holds.

use crate::clock::Time;

/// What somebody is asked to approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The word of the capability, for example `process_version`.
    pub kind: &'static str,
    pub id: String,
}

/// Somebody to be asked.
#[derive(Clone, Debug)]
pub struct Asking {
    pub subject: Subject,
    /// Hex of the SHA-256 of the content.
    pub seal: String,
    pub approver_id: String,
    pub asked_by: String,
    pub due_at: Time,
}

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approved,
    SentBack,
}

impl Decision {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Decision::Approved => "approved",
            Decision::SentBack => "sent_back",
        }
    }

    /// Reads [`Decision::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Decision> {
        [Decision::Approved, Decision::SentBack].into_iter().find(|one| one.key() == key)
    }
}

/// One approver's part, with the name as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    pub id: String,
    pub seal: String,
    pub approver_id: String,
    pub approver_name: String,
    pub asked_at: Time,
    pub due_at: Time,
    /// None while it is awaited.
    pub decision: Option<Decision>,
    pub reason: String,
    pub decided_at: Option<Time>,
    /// When the content changed so that the approval no longer counts.
    pub lapsed_at: Option<Time>,
    pub lapse_reason: String,
}

impl Approval {
    /// Whether the approval counts: given, for this seal or for one that differs in wording only, and not lapsed.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.decision == Some(Decision::Approved) && self.lapsed_at.is_none()
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && self.lapsed_at.is_none()
    }
}

/// The approval that lapsed last, with its reason; none while one stands, is awaited, or nobody was asked.
#[must_use]
pub fn last_lapsed(all: &[Approval]) -> Option<&Approval> {
    if all.iter().any(|one| one.stands() || one.is_open()) {
        return None;
    }
    all.iter().filter(|one| one.lapsed_at.is_some()).max_by_key(|one| one.lapsed_at)
}
