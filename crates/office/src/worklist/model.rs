//! What is asked of somebody, and how near it is.

use crate::clock::Time;

/// Days ahead that count as "this week", today included.
pub const WEEK_DAYS: i64 = 7;

/// Something to be asked of a person.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub person_id: &'a str,
    /// Names the matter; asking the same person again under the same key changes the ask, it does not double it.
    pub key: &'a str,
    /// What kind of act it is, `noun.verb`, for example `approval.decide`.
    pub kind: &'a str,
    /// What to do, as an imperative: "Approve Incident management, draft 2".
    pub title: &'a str,
    /// Why it is asked of this person, as a sentence.
    pub why: &'a str,
    /// The page where it is done, beginning with `/`.
    pub href: &'a str,
    pub object_kind: &'a str,
    pub object_id: &'a str,
    /// The day by which it is to be done; the time of day does not matter.
    pub due_at: Time,
}

/// An ask as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub id: String,
    pub person_id: String,
    pub key: String,
    pub kind: String,
    pub title: String,
    pub why: String,
    pub href: String,
    pub object_kind: String,
    pub object_id: String,
    pub due_at: Time,
    pub created_at: Time,
    pub done_at: Option<Time>,
    /// How it ended; none while it is open.
    pub outcome: Option<Outcome>,
    /// The last step that its person was reminded of (see [`step_bounds`]); 0 for none.
    pub reminded: i64,
}

/// How an ask ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This person did it.
    Done,
    /// It is no longer needed: somebody did it, or the matter changed.
    Settled,
}

impl Outcome {
    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Settled => "settled",
        }
    }

    /// Reads [`Outcome::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Outcome> {
        [Outcome::Done, Outcome::Settled].into_iter().find(|outcome| outcome.key() == key)
    }
}

/// How near the due day of an open ask is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Overdue,
    ThisWeek,
    Later,
}

impl Group {
    /// Every group, the most pressing first.
    pub const ALL: [Group; 3] = [Group::Overdue, Group::ThisWeek, Group::Later];

    /// The group of something due on the day of `due_at`: it is overdue from the day after.
    #[must_use]
    pub fn of(due_at: Time, now: Time) -> Group {
        match days_left(due_at, now) {
            ..0 => Group::Overdue,
            0..WEEK_DAYS => Group::ThisWeek,
            _ => Group::Later,
        }
    }

    /// The heading of the group.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Group::Overdue => "Overdue",
            Group::ThisWeek => "This week",
            Group::Later => "Later",
        }
    }
}

/// Calendar days (UTC) from the day of `now` to the day of `due_at`; negative once it is overdue.
#[must_use]
pub fn days_left(due_at: Time, now: Time) -> i64 {
    Time::of_date(now.date()).days_until(Time::of_date(due_at.date()))
}

/// A person is reminded of an open ask at its steps: 1 it is new, 2 two days before its due day, 3 on the due day, and one more with each week that
/// it is overdue. From these on an ask is due that is at its first step, and at its second.
#[must_use]
pub fn step_bounds(now: Time) -> (Time, Time) {
    let today = Time::of_date(now.date());
    (today.plus_days(3), today.plus_days(1))
}

/// The due day as people say it: "due today", "due in 3 days", "2 days overdue".
#[must_use]
pub fn due_in_words(due_at: Time, now: Time) -> String {
    match days_left(due_at, now) {
        -1 => "1 day overdue".to_owned(),
        late @ ..-1 => format!("{} days overdue", -late),
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        days => format!("due in {days} days"),
    }
}
