//! A process, its versions and their life cycle, and who holds its two roles.

use serde::Serialize;

use super::place::Level;
use super::retirement::Retirement;
use crate::access::Role;
use crate::clock::Time;
use crate::definition::Class;
use crate::failure::Refusal;

/// A process of the office.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Process {
    pub id: String,
    /// The word in its address, for example `incident-management`.
    pub key: String,
    pub name: String,
    /// `management`, `core` or `support`.
    pub category: String,
    /// How broad it is; areas have no definition.
    pub level: Level,
    /// What it hangs below, if anything.
    pub parent_id: Option<String>,
    /// What an area is for; empty where a definition says it.
    pub about: String,
    /// The base, where it is a variant.
    pub variant_of: Option<String>,
    /// The site or region of a variant; empty otherwise.
    pub site: String,
    /// When it ends or ended, if it does.
    pub retirement: Option<Retirement>,
    pub created_at: Time,
}

/// One version of a process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    pub id: String,
    pub process_id: String,
    /// "2.1" once published, empty before.
    pub number: String,
    pub state: State,
    /// Hex of the SHA-256 of the definition.
    pub seal: String,
    /// Counts the saves.
    pub revision: i64,
    /// The revision that approvers were asked about.
    pub submitted_revision: Option<i64>,
    pub base_id: Option<String>,
    /// The version of the base that a version of a variant follows.
    pub follows_id: Option<String>,
    /// Minor or major against the version in force; set at submission.
    #[serde(skip)]
    pub class: Option<Class>,
    pub started_by: String,
    pub started_at: Time,
    pub submitted_by: String,
    pub submitted_at: Option<Time>,
    pub published_by: String,
    pub published_at: Option<Time>,
    pub effective_at: Option<Time>,
    /// The improvement it was drafted for; empty where there is none.
    pub improvement_id: String,
    /// What the author told the approvers.
    pub note: String,
}

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    InReview,
    SentBack,
    Approved,
    Published,
    Discarded,
}

/// What can happen to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Save a wording change.
    Reword,
    /// Save a change of substance.
    Change,
    Submit,
    Withdraw,
    SendBack,
    /// The last approval arrived.
    Approve,
    Publish,
    Discard,
}

impl State {
    /// Every state, in the order of the life cycle.
    pub const ALL: [State; 6] =
        [State::Draft, State::InReview, State::SentBack, State::Approved, State::Published, State::Discarded];

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::InReview => "in_review",
            State::SentBack => "sent_back",
            State::Approved => "approved",
            State::Published => "published",
            State::Discarded => "discarded",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The state in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::InReview => "in review",
            State::SentBack => "sent back",
            State::Approved => "approved",
            State::Published => "published",
            State::Discarded => "discarded",
        }
    }

    /// Whether somebody works on the version.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, State::Published | State::Discarded)
    }

    /// The life cycle: where an act leads from here.
    ///
    /// # Errors
    /// A sentence when the act makes no sense in this state.
    pub fn after(self, act: Act) -> Result<State, Refusal> {
        use State as S;
        let next = match (self, act) {
            (S::Draft | S::SentBack, Act::Reword | Act::Change) => self,
            (S::InReview | S::Approved, Act::Reword) => self,
            (S::InReview | S::Approved, Act::Change) => S::Draft,
            (S::Draft | S::SentBack, Act::Submit) => S::InReview,
            (S::InReview | S::Approved, Act::Withdraw) => S::Draft,
            (S::InReview, Act::SendBack) => S::SentBack,
            (S::InReview, Act::Approve) => S::Approved,
            (S::Approved, Act::Publish) => S::Published,
            (S::Draft | S::InReview | S::SentBack | S::Approved, Act::Discard) => S::Discarded,
            _ => {
                return Err(Refusal::because(format!(
                    "This version is {}; it cannot be {} now.",
                    if self == S::Draft { "a draft" } else { self.label() },
                    act.participle()
                )));
            }
        };
        Ok(next)
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 8] =
        [Act::Reword, Act::Change, Act::Submit, Act::Withdraw, Act::SendBack, Act::Approve, Act::Publish, Act::Discard];

    fn participle(self) -> &'static str {
        match self {
            Act::Reword => "reworded",
            Act::Change => "changed",
            Act::Submit => "submitted",
            Act::Withdraw => "withdrawn",
            Act::SendBack => "sent back",
            Act::Approve => "approved",
            Act::Publish => "published",
            Act::Discard => "discarded",
        }
    }
}

/// The version in force at `now`: published, effective, and followed by none that is effective too.
#[must_use]
pub fn in_force(versions: &[Version], now: Time) -> Option<&Version> {
    versions
        .iter()
        .filter(|version| version.state == State::Published && version.effective_at.is_some_and(|at| at <= now))
        .max_by_key(|version| (version.effective_at, version.published_at))
}

/// How a published version stands at `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    Current,
    /// Its effective date is still to come.
    Upcoming,
    Superseded,
}

/// How a published version stands among all versions of its process.
#[must_use]
pub fn force(version: &Version, versions: &[Version], now: Time) -> Force {
    if version.effective_at.is_some_and(|at| at > now) {
        Force::Upcoming
    } else if in_force(versions, now).is_some_and(|one| one.id == version.id) {
        Force::Current
    } else {
        Force::Superseded
    }
}

/// The number of the next version: 1.0 first, then by the class of the change.
#[must_use]
pub fn next_number(latest: Option<&str>, class: Class) -> String {
    let parts = latest.and_then(|number| number.split_once('.'));
    let numbers = parts.and_then(|(major, minor)| Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?)));
    match (numbers, class) {
        (None, _) => "1.0".to_owned(),
        (Some((major, _)), Class::Major) => format!("{}.0", major + 1),
        (Some((major, minor)), Class::Minor) => format!("{major}.{}", minor + 1),
    }
}

/// The number after `number` and every later minor version of the same major one.
#[must_use]
pub fn minor_after(versions: &[Version], number: &str) -> String {
    let split = |number: &str| {
        let (major, minor) = number.split_once('.')?;
        Some((major.to_owned(), minor.parse::<u32>().ok()?))
    };
    let Some((major, _)) = split(number) else { return format!("{number}.1") };
    let minors = versions.iter().filter_map(|one| split(&one.number)).filter(|(one, _)| *one == major);
    let last = minors.map(|(_, minor)| minor).max().unwrap_or_default();
    format!("{major}.{}", last + 1)
}

/// The two roles that every process has exactly one holder of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderRole {
    Owner,
    Manager,
}

impl HolderRole {
    /// The word stored in the database and used in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            HolderRole::Owner => "owner",
            HolderRole::Manager => "manager",
        }
    }

    /// Reads [`HolderRole::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<HolderRole> {
        [HolderRole::Owner, HolderRole::Manager].into_iter().find(|role| role.key() == key)
    }

    /// The role as rights know it.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            HolderRole::Owner => Role::ProcessOwner,
            HolderRole::Manager => Role::ProcessManager,
        }
    }

    /// The role in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.role().label()
    }
}

/// Somebody who was asked to hold a role of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    pub id: String,
    pub role: HolderRole,
    pub person_id: String,
    pub person_name: String,
    pub asked_by: String,
    pub asked_at: Time,
    pub accepted_at: Option<Time>,
    /// The assignment that carries the rights, once accepted.
    pub assignment_id: String,
    pub ended_at: Option<Time>,
}

/// A word for an address out of a name: `Incident management` → `incident-management`.
#[must_use]
pub fn key_of(name: &str) -> String {
    let mut key = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            key.push(letter);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(60);
    key.trim_end_matches('-').to_owned()
}
