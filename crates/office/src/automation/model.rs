//! A process that runs, what is deployed of it, a case and the work in it.
//!
//! Absent: how a case goes on (crate `engine`) and what is written where. Sources: BPMN 2.0.2 §13.2; WS-HumanTask 1.1 §4 (states of a
//! task); ISO 8601 (due days).

use engine::Offer;
use engine::state::{CaseRow, JobKind, Outcome, Status};
use serde::{Deserialize, Serialize};

use super::plan::{Obstacle, Plan};
use super::task::worker::USUAL_TRIES;
use crate::clock::Time;

/// In a list of who does the work of a role: whoever the case was begun by.
pub const STARTER: &str = "starter";

/// In the same list: the people of a unit, by its id, as they are when work is offered.
pub const UNIT: &str = "unit:";

/// Whether and how a process runs here.
#[derive(Clone, Debug, PartialEq)]
pub struct Automation {
    pub process_id: String,
    /// What new cases begin with.
    pub deployment_id: Option<String>,
    /// Whether new cases may begin.
    pub is_on: bool,
    /// Why the version that was published last could not be deployed.
    pub obstacles: Vec<Obstacle>,
    pub changed_at: Time,
}

/// A version that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    pub id: String,
    pub process_id: String,
    pub version_id: String,
    /// The number of the version.
    pub number: String,
    pub plan: Plan,
    pub deployed_at: Time,
}

/// A running process: one order, one ticket, one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub id: String,
    /// What people call it: `C-7K3Q-9FHB`.
    pub code: String,
    pub process_id: String,
    pub deployment_id: String,
    pub title: String,
    /// What it is called elsewhere: the number of a ticket, an order. Empty where nobody said.
    pub business_key: String,
    pub state: State,
    /// Stopped steps that wait for somebody.
    pub stops: i64,
    pub row: CaseRow,
    /// Who began it; empty where a time, a message or a signal did.
    pub started_by: String,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    /// What is said about the end; empty while it runs.
    pub outcome: String,
    /// The case and its task that wait for the end.
    pub caller: Option<(String, u64)>,
    /// Calls around it.
    pub depth: i64,
    /// Steps written so far.
    pub steps: i64,
    pub revision: i64,
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    Completed,
    /// It ended with an error that nothing caught.
    Failed,
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Running, State::Completed, State::Failed, State::Cancelled];

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Completed => "completed",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Completed => "completed",
            State::Failed => "ended with an error",
            State::Cancelled => "cancelled",
        }
    }

    /// The state and its explanation, as the engine tells it.
    #[must_use]
    pub fn of(status: &Status) -> (State, String) {
        match status {
            Status::New | Status::Running => (State::Running, String::new()),
            Status::Ended(Outcome::Completed) => (State::Completed, String::new()),
            Status::Ended(Outcome::Error { code, message }) => {
                (State::Failed, format!("{code} {message}").trim().to_owned())
            }
            Status::Ended(Outcome::Cancelled { reason }) => (State::Cancelled, reason.to_string()),
        }
    }
}

impl Case {
    /// The page of the case.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/cases/{}", self.id)
    }

    /// Title and code in one.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} ({})", self.title, self.code)
    }
}

/// Signs of a code: digits and letters that nobody mistakes for each other (Crockford).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What people call a case, from the chance in its id: eight signs in two groups.
#[must_use]
pub fn code_of(id: &str) -> String {
    let hex: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    let tail = hex.get(hex.len().saturating_sub(10)..).unwrap_or(&hex);
    let mut number = u64::from_str_radix(tail, 16).unwrap_or(0);
    let mut signs = Vec::with_capacity(8);
    for _ in 0..8 {
        signs.push(char::from(SIGNS[usize::try_from(number % 32).unwrap_or(0)]));
        number /= 32;
    }
    let word: String = signs.into_iter().rev().collect();
    format!("C-{}-{}", &word[..4], &word[4..])
}

/// Where the work of a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    Open,
    Done,
    /// The case went on without it.
    Withdrawn,
}

impl TaskState {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Done => "done",
            TaskState::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`TaskState::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<TaskState> {
        [TaskState::Open, TaskState::Done, TaskState::Withdrawn].into_iter().find(|state| state.key() == key)
    }
}

/// Work of a case that is offered to people or to a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub case_id: String,
    pub id: u64,
    pub process_id: String,
    pub kind: JobKind,
    /// The element of the running text.
    pub element: String,
    pub name: String,
    /// Which programs it is for, or which process is called; empty for people.
    pub topic: String,
    pub state: TaskState,
    pub due_at: Option<Time>,
    pub offered_at: Time,
    /// Who took it; empty while nobody did.
    pub claimed_by: String,
    pub claimed_at: Option<Time>,
    pub done_by: String,
    pub done_at: Option<Time>,
    /// The program that has it, and until when.
    pub locked_by: String,
    pub locked_until: Option<Time>,
    /// Tries that a program has left.
    pub tries: i64,
}

impl Task {
    /// The work that a case offers now.
    #[must_use]
    pub fn offered(case: &Case, offer: &Offer, due_at: Option<Time>, now: Time) -> Task {
        Task {
            case_id: case.id.clone(),
            id: offer.job,
            process_id: case.process_id.clone(),
            kind: offer.kind,
            element: offer.element.to_string(),
            name: offer.name.to_string(),
            topic: offer.topic.to_string(),
            state: TaskState::Open,
            due_at,
            offered_at: now,
            claimed_by: String::new(),
            claimed_at: None,
            done_by: String::new(),
            done_at: None,
            locked_by: String::new(),
            locked_until: None,
            tries: offer.tries.map_or(USUAL_TRIES, i64::from),
        }
    }

    /// The page of the task.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/cases/{}/tasks/{}", self.case_id, self.id)
    }

    /// Whether people do it.
    #[must_use]
    pub fn is_for_people(&self) -> bool {
        self.kind == JobKind::User
    }

    /// The key under which people are asked to do it.
    #[must_use]
    pub fn ask_key(&self) -> String {
        format!("case-task/{}/{}", self.case_id, self.id)
    }
}

/// The word stored for a kind of work.
#[must_use]
pub fn kind_key(kind: JobKind) -> &'static str {
    match kind {
        JobKind::User => "user",
        JobKind::Service => "service",
        JobKind::Send => "send",
        JobKind::BusinessRule => "business_rule",
        JobKind::Script => "script",
        JobKind::Call => "call",
    }
}

/// Reads [`kind_key`].
#[must_use]
pub fn kind_from(key: &str) -> JobKind {
    let kinds = [JobKind::Service, JobKind::Send, JobKind::BusinessRule, JobKind::Script, JobKind::Call];
    kinds.into_iter().find(|kind| kind_key(*kind) == key).unwrap_or(JobKind::User)
}
