//! What an improvement is, and the one life cycle it goes through.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::benefit::Measurement;
use super::score::Score;
use crate::clock::Time;
use crate::failure::Refusal;

/// Where an improvement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Proposed,
    Accepted,
    InProgress,
    Completed,
    /// The benefit was verified: it is there.
    Verified,
    /// The benefit was looked for and not found.
    NotVerified,
    Declined,
    Withdrawn,
}

/// Something that is done to an improvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Accept,
    Decline,
    Withdraw,
    Start,
    Complete,
    /// Say that the benefit is there.
    Confirm,
    /// Say that the benefit is not there.
    Doubt,
}

impl Stage {
    /// Every stage, in the order of a life.
    pub const ALL: [Stage; 8] = [
        Stage::Proposed,
        Stage::Accepted,
        Stage::InProgress,
        Stage::Completed,
        Stage::Verified,
        Stage::NotVerified,
        Stage::Declined,
        Stage::Withdrawn,
    ];

    /// The whole life cycle on one screen. A verdict may be given again when newer data says otherwise, and work goes on
    /// when the benefit was not there.
    ///
    /// # Errors
    /// A sentence when the act does not fit the stage.
    pub fn after(self, act: Act) -> Result<Stage, Refusal> {
        match (self, act) {
            (Stage::Proposed, Act::Accept) => Ok(Stage::Accepted),
            (Stage::Proposed, Act::Decline) => Ok(Stage::Declined),
            (Stage::Proposed | Stage::Accepted | Stage::InProgress, Act::Withdraw) => Ok(Stage::Withdrawn),
            (Stage::Accepted | Stage::NotVerified, Act::Start) => Ok(Stage::InProgress),
            (Stage::Accepted | Stage::InProgress, Act::Complete) => Ok(Stage::Completed),
            (Stage::Completed | Stage::NotVerified | Stage::Verified, Act::Confirm) => Ok(Stage::Verified),
            (Stage::Completed | Stage::Verified | Stage::NotVerified, Act::Doubt) => Ok(Stage::NotVerified),
            (stage, act) => Err(Refusal::because(format!(
                "This improvement is {} and cannot be {}.",
                stage.label().to_lowercase(),
                act.participle()
            ))),
        }
    }

    /// Whether the life cycle has an end here: nothing more can be done.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Stage::Declined | Stage::Withdrawn)
    }

    /// Whether new data about its measure says something about its benefit.
    #[must_use]
    pub fn is_measurable(self) -> bool {
        matches!(self, Stage::Completed | Stage::Verified | Stage::NotVerified)
    }

    /// The name people use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Stage::Proposed => "Proposed",
            Stage::Accepted => "Accepted",
            Stage::InProgress => "In progress",
            Stage::Completed => "Completed",
            Stage::Verified => "Verified",
            Stage::NotVerified => "Not verified",
            Stage::Declined => "Declined",
            Stage::Withdrawn => "Withdrawn",
        }
    }

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stage::Proposed => "proposed",
            Stage::Accepted => "accepted",
            Stage::InProgress => "in_progress",
            Stage::Completed => "completed",
            Stage::Verified => "verified",
            Stage::NotVerified => "not_verified",
            Stage::Declined => "declined",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`Stage::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 7] =
        [Act::Accept, Act::Decline, Act::Withdraw, Act::Start, Act::Complete, Act::Confirm, Act::Doubt];

    fn participle(self) -> &'static str {
        match self {
            Act::Accept => "accepted",
            Act::Decline => "declined",
            Act::Withdraw => "withdrawn",
            Act::Start => "started",
            Act::Complete => "completed",
            Act::Confirm | Act::Doubt => "verified",
        }
    }
}

/// What kind of thing gave rise to an improvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    Idea,
    Deviation,
    Measure,
    Finding,
    Workshop,
    Audit,
    Survey,
    Incidents,
    /// Something that a reader said or asked.
    Comment,
    /// A way of working that differs from the process.
    Practice,
    /// A number of objects seen together.
    Objects,
}

impl OriginKind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [OriginKind; 11] = [
        OriginKind::Idea,
        OriginKind::Deviation,
        OriginKind::Measure,
        OriginKind::Finding,
        OriginKind::Workshop,
        OriginKind::Audit,
        OriginKind::Survey,
        OriginKind::Incidents,
        OriginKind::Comment,
        OriginKind::Practice,
        OriginKind::Objects,
    ];

    /// The name people use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            OriginKind::Idea => "Idea",
            OriginKind::Deviation => "Deviation in the log",
            OriginKind::Measure => "Measure out of its limits",
            OriginKind::Finding => "Finding",
            OriginKind::Workshop => "Workshop",
            OriginKind::Audit => "Audit",
            OriginKind::Survey => "Survey",
            OriginKind::Incidents => "Incident trend",
            OriginKind::Comment => "Comment or question",
            OriginKind::Practice => "Done differently",
            OriginKind::Objects => "Objects seen together",
        }
    }

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            OriginKind::Idea => "idea",
            OriginKind::Deviation => "deviation",
            OriginKind::Measure => "measure",
            OriginKind::Finding => "finding",
            OriginKind::Workshop => "workshop",
            OriginKind::Audit => "audit",
            OriginKind::Survey => "survey",
            OriginKind::Incidents => "incidents",
            OriginKind::Comment => "comment",
            OriginKind::Practice => "practice",
            OriginKind::Objects => "objects",
        }
    }

    /// Reads [`OriginKind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<OriginKind> {
        OriginKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// Where an improvement comes from; kept for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    pub kind: OriginKind,
    /// Names the thing within its kind; empty for an idea. One live improvement per thing.
    pub id: String,
    /// The thing in words, for example "Work begins before the incident is categorised (412 cases)".
    pub label: String,
    /// Where it can be looked at; empty where there is no page.
    pub href: String,
    /// What was known at that time, as JSON.
    pub evidence: Value,
}

impl Origin {
    /// Somebody had an idea.
    #[must_use]
    pub fn idea() -> Origin {
        Origin {
            kind: OriginKind::Idea,
            id: String::new(),
            label: String::new(),
            href: String::new(),
            evidence: Value::Null,
        }
    }
}

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub title: String,
    pub description: String,
    /// The process it would improve; none means the office as a whole.
    pub process_id: Option<String>,
    pub origin: Origin,
    pub score: Score,
}

/// The measure that an improvement is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The key of a measure of the process; empty for one that only people can take.
    pub key: String,
    pub label: String,
    pub unit: String,
}

/// What is agreed when an improvement is accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub owner_id: String,
    pub measure: Measure,
    /// Where the measure stood, in its unit.
    pub baseline: f64,
    /// Where it shall stand.
    pub target: f64,
    pub due_at: Time,
    /// The benefit in words.
    pub expected: String,
}

impl Plan {
    /// Passes when the plan says who, what and by when, and the target is another number than the baseline.
    ///
    /// # Errors
    /// Everything that is wrong, each beside its field.
    pub fn checked(&self, now: Time) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        if self.measure.label.is_empty() {
            refusals.push(Refusal::at("measure", "Say what the benefit is measured by."));
        }
        if self.baseline == self.target {
            let sentence = "The target is the same as the baseline. An improvement changes something.";
            refusals.push(Refusal::at("target", sentence));
        }
        if self.due_at.date() < now.date() {
            refusals.push(Refusal::at("due", format!("{} is in the past.", self.due_at.day_in_words())));
        }
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }
}

/// The version of a process that an improvement changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    pub id: String,
    /// For example "Incident management 2.0".
    pub label: String,
    pub href: String,
}

/// Who looked whether the benefit is there, and what they found.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    pub value: f64,
    pub by: String,
    pub at: Time,
    pub comment: String,
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Improvement {
    pub id: String,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub process_id: Option<String>,
    pub origin: Origin,
    pub raised_by: String,
    pub raised_at: Time,
    pub score: Score,
    pub stage: Stage,
    pub stage_at: Time,
    /// Why it was declined or withdrawn; empty otherwise.
    pub reason: String,
    pub plan: Option<Plan>,
    pub version: Option<Version>,
    pub completed_at: Option<Time>,
    pub measurement: Option<Measurement>,
    pub verification: Option<Verification>,
    /// Counts the changes; a change based on an older one is refused.
    pub revision: i64,
}

impl Improvement {
    /// The number as people say it, for example `I-12`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("I-{}", self.number)
    }

    /// Number and title.
    #[must_use]
    pub fn label(&self) -> String {
        format!("I-{} {}", self.number, self.title)
    }

    /// The page of the improvement.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/improvements/{}", self.id)
    }

    /// The same improvement after an act.
    ///
    /// # Errors
    /// When the act does not fit the stage.
    pub fn after(mut self, act: Act, now: Time) -> Result<Improvement, Refusal> {
        self.stage = self.stage.after(act)?;
        self.stage_at = now;
        Ok(self)
    }
}
