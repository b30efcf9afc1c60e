//! What a webhook is, what it may hear, and how long it is tried again.

use crate::clock::Time;

/// Waits between the tries of one delivery, seconds: as Standard Webhooks proposes, three and a half days in all.
pub const WAITS_S: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Days without one success after which an address is switched off.
pub const OFF_AFTER_DAYS: i64 = 5;
/// Failures in a row after which an address rests.
const FAILURES: i64 = 5;
/// The first rest, seconds; it doubles with each further failure.
const REST_S: i64 = 30;
/// The longest rest, seconds.
const LONGEST_REST_S: i64 = 3_600;
/// Days for which a delivery stays in the log.
pub const KEPT_DAYS: i64 = 30;
/// Hours for which an old secret still signs beside the new one.
pub const BOTH_HOURS: i64 = 24;

/// In which form an address is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Signed JSON.
    Signed,
    Slack,
    Teams,
    Mattermost,
}

impl Form {
    /// Every form, in the order in which lists show them.
    pub const ALL: [Form; 4] = [Form::Signed, Form::Slack, Form::Teams, Form::Mattermost];

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Form::Signed => "signed",
            Form::Slack => "slack",
            Form::Teams => "teams",
            Form::Mattermost => "mattermost",
        }
    }

    /// Reads [`Form::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.key() == key)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Form::Signed => "Signed webhook",
            Form::Slack => "Slack channel",
            Form::Teams => "Teams channel",
            Form::Mattermost => "Mattermost channel",
        }
    }

    /// Where the address comes from.
    #[must_use]
    pub fn how(self) -> &'static str {
        match self {
            Form::Signed => "JSON for a program of yours, signed as Standard Webhooks says. The secret is shown once.",
            Form::Slack => "The address of an incoming webhook of a Slack app.",
            Form::Teams => "The address of a workflow “When a Teams webhook request is received”.",
            Form::Mattermost => "The address of an incoming webhook of Mattermost.",
        }
    }

    /// Whether the address is a channel of a chat, and so a secret by itself.
    #[must_use]
    pub fn is_chat(self) -> bool {
        self != Form::Signed
    }
}

/// Something that an address can hear of.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// The word stored in the database.
    pub key: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// Actions of the journal; one that ends in a dot or an underscore stands for all that begin like this.
    actions: &'static [&'static str],
}

/// Everything that can be heard of, in the order in which forms show it.
#[rustfmt::skip]
pub const TOPICS: &[Topic] = &[
    Topic { key: "approval", label: "Approvals", hint: "A draft was submitted, sent back, taken back or approved.",
        actions: &["process.submitted", "process.sent_back", "process.withdrawn", "process.approved"] },
    Topic { key: "version", label: "Published versions", hint: "A version was published.", actions: &["process.published"] },
    Topic { key: "process", label: "Processes", hint: "A process was added, placed, retired, or changed its owner or manager.",
        actions: &["process.added", "process.arranged", "process.retiring", "process.retired", "process.reinstated", "process.holder_", "process.role_",
            "process.variant_", "process.base_"] },
    Topic { key: "draft", label: "Drafts", hint: "A draft was started, edited or discarded.", actions: &["process.draft_"] },
    Topic { key: "alarm", label: "Measures outside their limits", hint: "An alarm was raised, answered, or ended by itself.",
        actions: &["measure.alarm_"] },
    Topic { key: "log", label: "Ticket logs", hint: "A log was imported, or a feed begun, paused or ended.",
        actions: &["measure.log_", "measure.feed_"] },
    Topic { key: "improvement", label: "Improvements", hint: "An improvement went on: proposed, accepted, completed, verified.",
        actions: &["improvement."] },
    Topic { key: "stop", label: "Stopped steps", hint: "A case stopped and waits for somebody.", actions: &["case.stopped"] },
    Topic { key: "case", label: "Cases mended", hint: "A step was tried again, skipped or corrected, or a case cancelled.",
        actions: &["case.retried", "case.skipped", "case.corrected", "case.told", "case.cancelled"] },
    Topic { key: "automation", label: "Processes that run", hint: "A process was switched on or off, or a version could not run.",
        actions: &["automation."] },
    Topic { key: "comment", label: "Comments", hint: "Somebody asked, answered or proposed another way.", actions: &["comment."] },
    Topic { key: "handoff", label: "Hand-offs", hint: "A hand-off between processes was found, changed or agreed.", actions: &["handoff."] },
    Topic { key: "requirement", label: "Requirements", hint: "A requirement was found, answered or tested, or a waiver accepted.",
        actions: &["requirement."] },
    Topic { key: "office", label: "People and connectors", hint: "People, roles, units, connectors and webhooks.",
        actions: &["people.added", "people.role_", "people.account_", "unit.", "connector.", "webhook.", "intake."] },
];

impl Topic {
    /// The topic of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<&'static Topic> {
        TOPICS.iter().find(|topic| topic.key == key)
    }

    /// Whether an action of the journal belongs to it.
    #[must_use]
    pub fn holds(&self, action: &str) -> bool {
        let open = |pattern: &str| pattern.ends_with(['.', '_']);
        self.actions.iter().any(|pattern| if open(pattern) { action.starts_with(pattern) } else { action == *pattern })
    }

    /// The topic that an action belongs to.
    #[must_use]
    pub fn of_action(action: &str) -> Option<&'static Topic> {
        TOPICS.iter().find(|topic| topic.holds(action))
    }
}

/// An address that hears what happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    pub id: String,
    pub name: String,
    pub form: Form,
    /// The address as it may be shown; of a chat only where it is, because the rest is a secret.
    pub shown: String,
    /// Keys of [`Topic`]s.
    pub topics: Vec<String>,
    /// The only process it hears of; none for all.
    pub process_id: Option<String>,
    pub owner_id: String,
    /// The entry of the journal after which it hears.
    pub since: i64,
    pub health: Health,
    /// Until when the secret before still signs too.
    pub old_secret_until: Option<Time>,
    /// Since when it hears nothing; none while it does.
    pub off_at: Option<Time>,
    pub off_reason: String,
    pub created_at: Time,
    pub revision: i64,
}

impl Webhook {
    /// The page of the webhook.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/webhooks/{}", self.id)
    }

    /// Whether it wants to hear of an entry about these processes.
    #[must_use]
    pub fn hears(&self, seq: i64, topic: &Topic, processes: &[String]) -> bool {
        self.off_at.is_none()
            && seq > self.since
            && self.topics.iter().any(|key| key == topic.key)
            && self.process_id.as_ref().is_none_or(|only| processes.contains(only))
    }
}

/// How an address has fared lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Failures since the last success.
    pub failures: i64,
    pub failing_since: Option<Time>,
    pub rests_until: Option<Time>,
    pub good_at: Option<Time>,
    /// The last trouble; empty after a success.
    pub trouble: String,
}

impl Health {
    /// After a delivery that arrived.
    #[must_use]
    pub fn good(now: Time) -> Health {
        Health { good_at: Some(now), ..Health::default() }
    }

    /// After one that did not; `later_s` is what the receiver asked for.
    #[must_use]
    pub fn bad(self, now: Time, trouble: &str, later_s: Option<i64>) -> Health {
        let failures = self.failures + 1;
        let over = failures - FAILURES;
        let rest = (over >= 0).then(|| (REST_S << over.clamp(0, 7)).min(LONGEST_REST_S));
        let rest = rest.into_iter().chain(later_s).max();
        Health {
            failures,
            failing_since: self.failing_since.or(Some(now)),
            rests_until: rest.map(|seconds| now.plus_seconds(seconds)),
            good_at: self.good_at,
            trouble: trouble.to_owned(),
        }
    }

    /// Until when it rests, if it does at `now`.
    #[must_use]
    pub fn rests(&self, now: Time) -> Option<Time> {
        self.rests_until.filter(|until| *until > now)
    }

    /// Whether it has failed for so long that it is switched off.
    #[must_use]
    pub fn is_lost(&self, now: Time) -> bool {
        self.failing_since.is_some_and(|since| since.plus_days(OFF_AFTER_DAYS) <= now)
    }
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Waits for its first or next try.
    Waiting,
    /// The receiver took it.
    Sent,
    /// It is not tried any more.
    Failed,
}

impl Stands {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stands::Waiting => "waiting",
            Stands::Sent => "sent",
            Stands::Failed => "failed",
        }
    }

    /// Reads [`Stands::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Stands> {
        [Stands::Waiting, Stands::Sent, Stands::Failed].into_iter().find(|one| one.key() == key)
    }
}

/// One thing told to one address.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub id: String,
    pub webhook_id: String,
    /// Names the message to the receiver; the same in every try.
    pub message_id: String,
    /// The action of the journal, or `webhook.test`.
    pub kind: String,
    pub sentence: String,
    /// What is told, as JSON, with paths instead of whole addresses.
    pub content: String,
    pub made_at: Time,
    pub stands: Stands,
    pub attempts: i64,
    /// 0 where no answer came.
    pub status: i64,
    pub ms: i64,
    pub trouble: String,
    pub tried_at: Option<Time>,
    pub next_at: Option<Time>,
}

impl Delivery {
    /// Something to tell for the first time.
    #[must_use]
    pub fn new(
        (id, webhook_id): (String, &str),
        message_id: String,
        kind: &str,
        sentence: String,
        content: String,
        now: Time,
    ) -> Delivery {
        Delivery {
            id,
            webhook_id: webhook_id.to_owned(),
            message_id,
            kind: kind.to_owned(),
            sentence,
            content,
            made_at: now,
            stands: Stands::Waiting,
            attempts: 0,
            status: 0,
            ms: 0,
            trouble: String::new(),
            tried_at: None,
            next_at: Some(now),
        }
    }
}
