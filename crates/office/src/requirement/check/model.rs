//! What a look at a tool brought.

use serde::{Deserialize, Serialize};

use super::super::model::Required;
use crate::clock::Time;
use crate::connector::tool::shape::Part;

/// Where a look stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    Done,
    /// The tool could not be read; somebody may look again.
    Failed,
}

impl State {
    /// The word stored in the database and told to programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        [State::Waiting, State::Done, State::Failed].into_iter().find(|one| one.key() == key)
    }
}

/// What the look says of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The tool has everything that it names.
    Seen,
    /// The tool lacks something that it names.
    Missing,
    /// Something was not found, and the tool does not tell all it has.
    Unclear,
}

/// Something that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    pub part: Part,
    /// The field whose choice it is; empty where it is no choice.
    pub of: String,
    pub name: String,
    pub found: bool,
    /// Whether what was not found does not exist.
    pub certain: bool,
}

/// What the look says of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub requirement_id: String,
    /// At which revision it was looked at.
    pub revision: i64,
    pub text: String,
    pub verdict: Verdict,
    /// What was seen, as a sentence that can stand as the result of a test.
    pub note: String,
    pub looked: Vec<Looked>,
}

/// What both sides have of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    pub part: Part,
    /// The field whose choices they are; empty otherwise.
    pub of: String,
    pub both: Vec<String>,
    pub only_process: Vec<String>,
    pub only_tool: Vec<String>,
    /// Whether the tool told all it has.
    pub whole: bool,
}

/// What a look brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// The version of the process.
    pub version: String,
    pub beside: Vec<Beside>,
    pub findings: Vec<Finding>,
    /// Requirements that name nothing that a configuration shows.
    pub others: usize,
    pub notes: Vec<String>,
}

/// A look at a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub id: String,
    pub process_id: String,
    pub connector_id: String,
    /// The name of the connector.
    pub connector: String,
    pub place: String,
    pub place_label: String,
    pub state: State,
    pub outcome: Outcome,
    /// Why it failed; empty otherwise.
    pub trouble: String,
    pub asked_by: String,
    pub asked_at: Time,
    pub done_at: Option<Time>,
}

/// What can be done with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It can be taken as the result of a test: passed or failed.
    Result(bool),
    /// A result was written down since.
    Taken,
    /// The requirement changed since; look again.
    Changed,
    /// The departure is known and waived.
    Waived,
    /// It is known that nothing does it.
    Known,
    /// Nobody said yet how the tool meets it.
    Unanswered,
    /// The last test says the same.
    Same,
    /// What was seen decides nothing: it is not certain, or a person who tried it out saw it fail.
    Nothing,
}

/// What can be done with a finding of a look that was done at `done`, as the requirement stands at `now`.
#[must_use]
pub fn offer(finding: &Finding, required: Option<&Required>, done: Time, now: Time) -> Offer {
    use super::super::model::{Gap, Result as Tested, Standing};
    let Some(one) = required else { return Offer::Changed };
    let standing = one.standing(now);
    if one.trials.first().is_some_and(|trial| trial.at >= done) {
        return Offer::Taken;
    }
    if one.text != finding.text || one.revision != finding.revision {
        return Offer::Changed;
    }
    match (finding.verdict, standing) {
        (Verdict::Unclear, _) | (_, Standing::NotWanted) => Offer::Nothing,
        (Verdict::Missing, Standing::Waived) => Offer::Waived,
        (_, Standing::Unanswered) => Offer::Unanswered,
        (Verdict::Seen, _) if one.result == Tested::Failed => Offer::Nothing,
        (Verdict::Seen, _) if one.result == Tested::Passed => Offer::Same,
        (Verdict::Missing, _) if one.result == Tested::Failed => Offer::Same,
        _ if one.answer.as_ref().is_some_and(|answer| answer.gap == Gap::NotMet) => Offer::Known,
        (verdict, _) if one.can_be_tested() => Offer::Result(verdict == Verdict::Seen),
        _ => Offer::Unanswered,
    }
}
