//! What is known about a tool, and the one shape that the ticket histories of all tools are brought into.

use ::engine::elsewhere::Target;
use serde::{Deserialize, Serialize};

use super::wire::{Trouble, Why};
use crate::clock::Time;

/// Failures in a row after which a connector rests.
pub const FAILURES: i64 = 5;
/// The first rest, seconds; it doubles with each further failure.
pub const REST_S: i64 = 5 * 60;
/// The longest rest, seconds.
pub const LONGEST_REST_S: i64 = 4 * 60 * 60;
/// How far behind the newest event the next pull begins, seconds: what was written at the same time arrives late.
pub const OVERLAP_S: i64 = 5 * 60;

/// The tools that are spoken with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Rt,
    Redmine,
    ServiceNow,
    Jira,
    Glpi,
    Camunda8,
    Operaton,
    /// Any service that speaks JSON over HTTP; it has no tickets.
    Http,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 8] =
        [Kind::Rt, Kind::Redmine, Kind::ServiceNow, Kind::Jira, Kind::Glpi, Kind::Camunda8, Kind::Operaton, Kind::Http];

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Rt => "rt",
            Kind::Redmine => "redmine",
            Kind::ServiceNow => "servicenow",
            Kind::Jira => "jira",
            Kind::Glpi => "glpi",
            Kind::Camunda8 => "camunda8",
            Kind::Operaton => "operaton",
            Kind::Http => "http",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The name of the tool.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Rt => "Request Tracker",
            Kind::Redmine => "Redmine",
            Kind::ServiceNow => "ServiceNow",
            Kind::Jira => "Jira Service Management",
            Kind::Glpi => "GLPI",
            Kind::Camunda8 => "Camunda 8",
            Kind::Operaton => "Operaton or Camunda 7",
            Kind::Http => "HTTP service",
        }
    }

    /// What the tool calls the place that tickets lie in.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Kind::Rt => "queue",
            Kind::Redmine | Kind::Jira => "project",
            Kind::ServiceNow => "table",
            Kind::Glpi => "entity",
            Kind::Camunda8 | Kind::Operaton => "engine",
            Kind::Http => "path",
        }
    }

    /// What to enter as account and credential.
    #[must_use]
    pub fn how(self) -> &'static str {
        match self {
            Kind::Rt => "An authentication token alone, or the account's name with its password.",
            Kind::Redmine => "The API access key of the account, from its page “My account”. Leave the account empty.",
            Kind::ServiceNow => {
                "The user name and the password of an integration user with the roles itil and snc_read_only."
            }
            Kind::Jira => "The mail address of the account, and an API token made for it.",
            Kind::Glpi => {
                "The remote access key (user token) of the account. Where the API client asks for an application token, enter that as account."
            }
            Kind::Camunda8 => {
                "The client id as account and its secret, with the token address below; or a user name and its password. Both empty where the engine asks for none."
            }
            Kind::Operaton => {
                "The user name and the password of an account that may create deployments. Both empty where the engine asks for none."
            }
            Kind::Http => {
                "For service tasks that call it. A bearer token alone, or name and password; with “header X-Api-Key” as account the \
                 credential is sent in that header. Leave both empty where the service wants none."
            }
        }
    }

    /// Whether an account must be entered.
    #[must_use]
    pub fn needs_account(self) -> bool {
        matches!(self, Kind::ServiceNow | Kind::Jira)
    }

    /// Whether a credential must be entered; there are engines that ask for none.
    #[must_use]
    pub fn needs_credential(self) -> bool {
        self.engine().is_none() && self != Kind::Http
    }

    /// The engine that processes are deployed to; none for a tool of tickets.
    #[must_use]
    pub fn engine(self) -> Option<Target> {
        match self {
            Kind::Camunda8 => Some(Target::Camunda8),
            Kind::Operaton => Some(Target::Operaton),
            _ => None,
        }
    }
}

/// A tool that the office speaks with.
#[derive(Clone, Debug, PartialEq)]
pub struct Connector {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub address: String,
    /// The account's name; empty where the credential tells it.
    pub account: String,
    /// The time zone in which the tool writes times without one.
    pub zone: String,
    /// Whether a credential is kept.
    pub has_credential: bool,
    /// What the last trial found.
    pub found: Option<Found>,
    pub health: Health,
    /// Since when nobody may use it; none while it may be used.
    pub suspended_at: Option<Time>,
    pub created_at: Time,
    pub revision: i64,
}

/// What a trial found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// Who the tool says we are.
    pub who: String,
    pub version: String,
    /// What can be read.
    pub places: Vec<Place>,
    /// The states that tickets may have, as far as the tool tells.
    pub states: Vec<State>,
    /// What somebody should know or mend, in sentences.
    pub notes: Vec<String>,
    /// Microseconds since 1970.
    pub at: i64,
}

/// A queue, project or table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub key: String,
    pub label: String,
}

/// A state of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub label: String,
    /// Whether work ends there.
    pub ends: bool,
}

/// How a connector has fared lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Failures since the last success.
    pub failures: i64,
    /// Until when it rests.
    pub rests_until: Option<Time>,
    pub good_at: Option<Time>,
    pub bad_at: Option<Time>,
    /// The last trouble; empty after a success.
    pub trouble: String,
}

impl Health {
    /// The health after a piece of work that ended at `now`.
    #[must_use]
    pub fn after(self, now: Time, outcome: Result<(), &Trouble>) -> Health {
        let trouble = match outcome {
            Err(trouble) if trouble.why != Why::Refused => trouble,
            // Whoever says no is there.
            _ => return Health { good_at: Some(now), bad_at: self.bad_at, ..Health::default() },
        };
        let failures = self.failures + i64::from(trouble.counts());
        let over = failures - FAILURES;
        let rest = (trouble.counts() && over >= 0)
            .then(|| (REST_S << over.clamp(0, 10)).min(LONGEST_REST_S))
            .into_iter()
            .chain(trouble.later_s)
            .max();
        Health {
            failures,
            rests_until: rest.map(|seconds| now.plus_seconds(seconds)).or(self.rests_until),
            good_at: self.good_at,
            bad_at: Some(now),
            trouble: trouble.sentence.clone(),
        }
    }

    /// Until when it rests, if it does at `now`.
    #[must_use]
    pub fn rests(&self, now: Time) -> Option<Time> {
        self.rests_until.filter(|until| *until > now)
    }
}

/// What happened to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Create,
    Status,
    Assign,
    Group,
    Priority,
    Field,
    CommentPublic,
    CommentPrivate,
    Approval,
    Link,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 10] = [
        Action::Create,
        Action::Status,
        Action::Assign,
        Action::Group,
        Action::Priority,
        Action::Field,
        Action::CommentPublic,
        Action::CommentPrivate,
        Action::Approval,
        Action::Link,
    ];

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Status => "status",
            Action::Assign => "assign",
            Action::Group => "group",
            Action::Priority => "priority",
            Action::Field => "field",
            Action::CommentPublic => "comment_public",
            Action::CommentPrivate => "comment_private",
            Action::Approval => "approval",
            Action::Link => "link",
        }
    }

    /// Reads [`Action::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.key() == key)
    }

    /// What a log calls it when it is no state of the ticket.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Action::Create => "(created)",
            Action::Status => "(state)",
            Action::Assign => "(assigned)",
            Action::Group => "(moved to another group)",
            Action::Priority => "(priority changed)",
            Action::Field => "(field changed)",
            Action::CommentPublic => "(answered)",
            Action::CommentPrivate => "(noted inside)",
            Action::Approval => "(approval)",
            Action::Link => "(linked)",
        }
    }
}

/// A value as the tool keeps it and as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub label: String,
}

impl Named {
    /// A value that is its own name.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Named {
        let label = text.into();
        Named { id: label.clone(), label }
    }

    /// A value with an id.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Named {
        Named { id: id.into(), label: label.into() }
    }
}

/// One change of one ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub case_id: String,
    /// Unique within the source, together with `field`.
    pub event_id: String,
    /// What was changed; empty where the event is no change of a field.
    pub field: String,
    /// Orders events of one ticket that happened within the same grain of the tool's clock.
    pub seq: i64,
    pub at: Time,
    pub actor: String,
    pub group: String,
    pub action: Action,
    pub old: Named,
    pub new: Named,
    /// The source's own words, for mapping anew.
    pub raw: String,
}

/// What a ticket is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub id: String,
    pub state: String,
    pub priority: String,
    /// The queue, group or service it lies with.
    pub group: String,
}

/// Where a pull stands; the next one goes on from there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// Id of the last row that was read.
    pub id: i64,
    /// From which id the next pull begins: everything up to it is old enough to be whole.
    pub safe: i64,
    /// Time of the last row that was read, microseconds since 1970.
    pub at: i64,
    /// Rows at that time that were read already.
    pub skip: i64,
    /// A word of the tool that leads to the next page.
    pub page: String,
}

/// What one step of a pull brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub events: Vec<Event>,
    pub cases: Vec<Case>,
    pub cursor: Cursor,
    /// Whether there is more to read now.
    pub more: bool,
    /// What the reader should know, in sentences.
    pub notes: Vec<String>,
}
