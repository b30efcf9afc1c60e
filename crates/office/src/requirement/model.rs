//! A requirement as the office follows it: how a tool meets it, whether that was tested, and how it stands.

use crate::clock::Time;
use crate::definition::Priority;
use crate::failure::Refusal;

/// Days for which a waiver may hold at most; after that the owner decides anew.
pub const WAIVER_DAYS: i64 = 730;
/// Tool objects of one requirement at most.
pub const OBJECTS: usize = 30;
/// Waivers of one requirement at most.
pub const WAIVERS: usize = 30;

/// How a tool meets a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    Standard,
    Configuration,
    Customisation,
    Workaround,
    NotMet,
}

impl Gap {
    pub const ALL: [Gap; 5] = [Gap::Standard, Gap::Configuration, Gap::Customisation, Gap::Workaround, Gap::NotMet];

    /// The word that is stored and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Gap::Standard => "standard",
            Gap::Configuration => "configuration",
            Gap::Customisation => "customisation",
            Gap::Workaround => "workaround",
            Gap::NotMet => "not_met",
        }
    }

    /// Reads [`Gap::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Gap> {
        Gap::ALL.into_iter().find(|gap| gap.key() == key)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Gap::Standard => "by the standard",
            Gap::Configuration => "by configuration",
            Gap::Customisation => "by customisation",
            Gap::Workaround => "by a workaround",
            Gap::NotMet => "not met",
        }
    }

    /// What it means, for whoever chooses it.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Gap::Standard => "The tool does it as it is delivered.",
            Gap::Configuration => "Settings make the tool do it; an update of the tool leaves them alone.",
            Gap::Customisation => "Code or a change of the tool does it; every update has to look after it.",
            Gap::Workaround => "People do it another way, beside the tool or against its grain.",
            Gap::NotMet => "Nothing does it yet.",
        }
    }
}

/// What the last test says about the requirement as it reads now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Result {
    Untested,
    /// It was tested, and it or what meets it changed since.
    Retest,
    Failed,
    Passed,
}

impl Result {
    pub const ALL: [Result; 4] = [Result::Untested, Result::Retest, Result::Failed, Result::Passed];

    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Result::Untested => "untested",
            Result::Retest => "retest",
            Result::Failed => "failed",
            Result::Passed => "passed",
        }
    }

    /// Reads [`Result::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Result> {
        Result::ALL.into_iter().find(|one| one.key() == key)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Result::Untested => "not tested",
            Result::Retest => "to be tested again",
            Result::Failed => "failed",
            Result::Passed => "passed",
        }
    }

    /// What is left of a result when the requirement or what meets it changes.
    #[must_use]
    pub fn after_change(self) -> Result {
        if self == Result::Untested { Result::Untested } else { Result::Retest }
    }
}

/// What kind of thing in a tool meets a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    Form,
    Field,
    Workflow,
    Rule,
    Notification,
    Report,
    Permission,
    Integration,
    Other,
}

impl ObjectKind {
    pub const ALL: [ObjectKind; 9] = [
        ObjectKind::Form,
        ObjectKind::Field,
        ObjectKind::Workflow,
        ObjectKind::Rule,
        ObjectKind::Notification,
        ObjectKind::Report,
        ObjectKind::Permission,
        ObjectKind::Integration,
        ObjectKind::Other,
    ];

    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ObjectKind::Form => "form",
            ObjectKind::Field => "field",
            ObjectKind::Workflow => "workflow",
            ObjectKind::Rule => "rule",
            ObjectKind::Notification => "notification",
            ObjectKind::Report => "report",
            ObjectKind::Permission => "permission",
            ObjectKind::Integration => "integration",
            ObjectKind::Other => "other",
        }
    }

    /// Reads [`ObjectKind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<ObjectKind> {
        ObjectKind::ALL.into_iter().find(|one| one.key() == key)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            ObjectKind::Form => "Form",
            ObjectKind::Field => "Field",
            ObjectKind::Workflow => "Workflow",
            ObjectKind::Rule => "Rule",
            ObjectKind::Notification => "Notification",
            ObjectKind::Report => "Report",
            ObjectKind::Permission => "Permission",
            ObjectKind::Integration => "Integration",
            ObjectKind::Other => "Something else",
        }
    }
}

/// A thing in a tool that meets a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub id: String,
    pub tool: String,
    pub kind: ObjectKind,
    pub name: String,
    /// Where it is to be seen; empty where nobody said.
    pub link: String,
    /// The name of whoever named it.
    pub named_by: String,
    pub named_at: Time,
}

/// One test of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The requirement as it read then.
    pub wording: String,
    /// The version of the process in which it stood.
    pub version: String,
    /// Passed or failed.
    pub passed: bool,
    pub note: String,
    /// Where the proof is to be seen; empty where there is none.
    pub evidence: String,
    pub by_id: String,
    pub by: String,
    pub at: Time,
}

/// A known departure of the tool from the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    pub id: String,
    pub what: String,
    pub why: String,
    /// The last day on which it holds.
    pub until: Time,
    pub recorded_by: String,
    pub recorded_at: Time,
    /// Who accepted it, as owner of the process; empty before.
    pub accepted_by: String,
    pub accepted_at: Option<Time>,
    pub ended_by: String,
    pub ended_at: Option<Time>,
    pub end_reason: String,
}

/// Where a waiver is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// The owner of the process has not accepted it.
    Asked,
    Accepted,
    /// It was accepted, and its day is over.
    Expired,
    Ended,
}

impl WaiverState {
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            WaiverState::Asked => "asked",
            WaiverState::Accepted => "accepted",
            WaiverState::Expired => "expired",
            WaiverState::Ended => "ended",
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            WaiverState::Asked => "waits for the owner",
            WaiverState::Accepted => "accepted",
            WaiverState::Expired => "expired",
            WaiverState::Ended => "ended",
        }
    }
}

impl Waiver {
    /// Where it is in its life; it holds through its last day.
    #[must_use]
    pub fn state(&self, now: Time) -> WaiverState {
        match (self.ended_at, self.accepted_at) {
            (Some(_), _) => WaiverState::Ended,
            (None, None) => WaiverState::Asked,
            (None, Some(_)) if now.date() > self.until.date() => WaiverState::Expired,
            (None, Some(_)) => WaiverState::Accepted,
        }
    }
}

/// Until when a waiver may hold.
///
/// # Errors
/// When the day is over or too far away.
pub fn waiver_day(until: Time, now: Time) -> std::result::Result<(), Refusal> {
    if until.date() <= now.date() {
        return Err(Refusal::at("until", "The last day must be after today."));
    }
    if now.days_until(until) > WAIVER_DAYS {
        let sentence = format!("The last day must be within {WAIVER_DAYS} days, so that the owner decides anew.");
        return Err(Refusal::at("until", sentence));
    }
    Ok(())
}

/// How a requirement stands, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Failed,
    NotMet,
    Unanswered,
    ToTest,
    Waived,
    Workaround,
    Met,
    NotWanted,
}

impl Standing {
    pub const ALL: [Standing; 8] = [
        Standing::Failed,
        Standing::NotMet,
        Standing::Unanswered,
        Standing::ToTest,
        Standing::Waived,
        Standing::Workaround,
        Standing::Met,
        Standing::NotWanted,
    ];

    /// The word of addresses and of the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Standing::Failed => "failed",
            Standing::NotMet => "not_met",
            Standing::Unanswered => "unanswered",
            Standing::ToTest => "to_test",
            Standing::Waived => "waived",
            Standing::Workaround => "workaround",
            Standing::Met => "met",
            Standing::NotWanted => "not_wanted",
        }
    }

    /// Reads [`Standing::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.key() == key)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Standing::Failed => "test failed",
            Standing::NotMet => "not met",
            Standing::Unanswered => "not answered",
            Standing::ToTest => "to be tested",
            Standing::Waived => "waived",
            Standing::Workaround => "met by a workaround",
            Standing::Met => "met",
            Standing::NotWanted => "not wanted now",
        }
    }
}

/// The answer of the team that runs the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub gap: Gap,
    pub note: String,
    pub by_id: String,
    pub by: String,
    pub at: Time,
}

/// A requirement of a version in force with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Required {
    pub id: String,
    pub process_id: String,
    /// The word in the address of the process.
    pub process_key: String,
    pub process: String,
    pub text: String,
    /// How it read before it was reworded; empty where it never was.
    pub earlier: String,
    /// The element that needs it; empty where the whole process does.
    pub activity: String,
    /// The name of the activity.
    pub step: String,
    pub priority: Priority,
    /// How one sees that it is met.
    pub acceptance: String,
    /// The number of the version in which it stands.
    pub version: String,
    pub found_at: Time,
    pub answer: Option<Answer>,
    pub result: Result,
    /// Who tested it last; empty before.
    pub tested_by: String,
    /// Counts the changes, so that nobody overwrites another unseen.
    pub revision: i64,
    pub objects: Vec<Object>,
    /// The newest first.
    pub trials: Vec<Trial>,
    /// The newest first.
    pub waivers: Vec<Waiver>,
}

impl Required {
    /// How the requirement stands at `now`.
    #[must_use]
    pub fn standing(&self, now: Time) -> Standing {
        if self.priority == Priority::Wont {
            return Standing::NotWanted;
        }
        let plain = match (self.answer.as_ref().map(|answer| answer.gap), self.result) {
            (None, _) => Standing::Unanswered,
            (Some(Gap::NotMet), _) => Standing::NotMet,
            (Some(_), Result::Failed) => Standing::Failed,
            (Some(_), Result::Untested | Result::Retest) => Standing::ToTest,
            (Some(Gap::Workaround), Result::Passed) => Standing::Workaround,
            (Some(_), Result::Passed) => Standing::Met,
        };
        let waived = self.waivers.iter().any(|one| one.state(now) == WaiverState::Accepted);
        if waived && !matches!(plain, Standing::Met) { Standing::Waived } else { plain }
    }

    /// Whether it is a must and a tool is known to fail it.
    #[must_use]
    pub fn is_missed_must(&self, now: Time) -> bool {
        self.priority == Priority::Must && matches!(self.standing(now), Standing::Failed | Standing::NotMet)
    }

    /// Whether it can be tested: somebody said how it is met.
    #[must_use]
    pub fn can_be_tested(&self) -> bool {
        self.priority != Priority::Wont && self.answer.as_ref().is_some_and(|answer| answer.gap != Gap::NotMet)
    }

    /// The address of its page.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/requirements/{}", self.id)
    }
}

/// The word of a priority as it is stored and sent through the API.
#[must_use]
pub fn priority_key(priority: Priority) -> &'static str {
    match priority {
        Priority::Must => "must",
        Priority::Should => "should",
        Priority::Could => "could",
        Priority::Wont => "wont",
    }
}

/// Every priority, the weightiest first.
pub const PRIORITIES: [Priority; 4] = [Priority::Must, Priority::Should, Priority::Could, Priority::Wont];

/// Reads [`priority_key`].
#[must_use]
pub fn priority_of(key: &str) -> Option<Priority> {
    PRIORITIES.into_iter().find(|one| priority_key(*one) == key)
}

/// The priority in words.
#[must_use]
pub fn priority_label(priority: Priority) -> &'static str {
    match priority {
        Priority::Must => "must",
        Priority::Should => "should",
        Priority::Could => "could",
        Priority::Wont => "will not, for now",
    }
}
