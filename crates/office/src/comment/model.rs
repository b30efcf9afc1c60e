//! A comment, where it stands, and the one life cycle of its three kinds.

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::failure::Refusal;

/// What somebody says at once, characters.
pub const TEXT_CHARS: usize = 4_000;
/// A sentence that closes something, or a note of a practice, characters.
pub const SENTENCE_CHARS: usize = 500;
/// How long own words can be edited, minutes.
pub const EDIT_MINUTES: i64 = 30;
/// Replies to one comment.
pub const REPLIES_MOST: i64 = 300;

/// What kind of thing somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Comment,
    /// Answered by whoever is responsible.
    Question,
    /// "I do it differently because…"
    Practice,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 3] = [Kind::Comment, Kind::Question, Kind::Practice];

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Comment => "comment",
            Kind::Question => "question",
            Kind::Practice => "practice",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The name people use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Comment => "Comment",
            Kind::Question => "Question",
            Kind::Practice => "Done differently",
        }
    }
}

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Answered,
    /// The practice becomes an improvement.
    Accepted,
    Declined,
    Resolved,
    /// The same question is asked elsewhere.
    Merged,
    Withdrawn,
}

/// Something that is done to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Answer,
    Accept,
    Decline,
    Resolve,
    Reopen,
    Merge,
    /// Its author takes the words back.
    Withdraw,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 7] =
        [Act::Answer, Act::Accept, Act::Decline, Act::Resolve, Act::Reopen, Act::Merge, Act::Withdraw];

    fn participle(self) -> &'static str {
        match self {
            Act::Answer => "answered",
            Act::Accept => "accepted",
            Act::Decline => "declined",
            Act::Resolve => "resolved",
            Act::Reopen => "opened again",
            Act::Merge => "merged",
            Act::Withdraw => "withdrawn",
        }
    }
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [State; 7] = [
        State::Open,
        State::Answered,
        State::Accepted,
        State::Declined,
        State::Resolved,
        State::Merged,
        State::Withdrawn,
    ];

    /// The whole life cycle on one screen.
    ///
    /// # Errors
    /// A sentence when the act does not fit the kind or the state.
    pub fn after(self, kind: Kind, act: Act) -> Result<State, Refusal> {
        match (self, kind, act) {
            (State::Open, Kind::Question | Kind::Practice, Act::Answer) => Ok(State::Answered),
            (State::Open, Kind::Practice, Act::Accept) => Ok(State::Accepted),
            (State::Open, Kind::Practice, Act::Decline) => Ok(State::Declined),
            (State::Open, Kind::Comment | Kind::Question, Act::Resolve) => Ok(State::Resolved),
            (State::Answered | State::Declined | State::Resolved | State::Merged, _, Act::Reopen) => Ok(State::Open),
            (State::Open | State::Answered | State::Resolved, Kind::Question, Act::Merge) => Ok(State::Merged),
            (State::Open, _, Act::Withdraw) => Ok(State::Withdrawn),
            (state, kind, act) => {
                let (what, is) = (kind.label().to_lowercase(), state.label());
                let what = if kind == Kind::Practice { "practice".to_owned() } else { what };
                Err(Refusal::because(format!("This {what} is {is} and cannot be {}.", act.participle())))
            }
        }
    }

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Answered => "answered",
            State::Accepted => "accepted",
            State::Declined => "declined",
            State::Resolved => "resolved",
            State::Merged => "merged",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The word on a page.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.key()
    }
}

/// The thing that is talked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The word of the capability, for example `process`.
    pub kind: &'static str,
    pub id: String,
}

/// A place of the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Names the place within the thing; empty for the whole of it.
    pub element: String,
    /// As it was called when it was talked about.
    pub name: String,
}

/// The version that somebody was reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub id: String,
    /// "Version 2.0", or "Draft, revision 5".
    pub label: String,
    pub is_draft: bool,
}

/// What the capability that owns a thing says about it and about the actor.
#[derive(Clone, Debug)]
pub struct Matter {
    pub subject: Subject,
    /// What people call it.
    pub name: String,
    /// The address of its comments, without a trailing slash; one comment has its id below it.
    pub href: String,
    /// Who answers questions about it and decides about practices: id and name.
    pub answerers: Vec<(String, String)>,
    /// Whether the actor is one of those.
    pub speaks: bool,
    /// Whether the actor may see drafts of it, and what is said about them.
    pub drafts: bool,
}

impl Matter {
    /// The page of one comment.
    #[must_use]
    pub fn at(&self, id: &str) -> String {
        format!("{}/{id}", self.href)
    }
}

/// Words of a person: once withdrawn they are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub author_id: String,
    pub author: String,
    pub text: String,
    pub said_at: Time,
    pub edited_at: Option<Time>,
    pub withdrawn_at: Option<Time>,
}

impl Words {
    /// Whether they can still be edited at `now`.
    #[must_use]
    pub fn is_editable(&self, now: Time) -> bool {
        self.withdrawn_at.is_none() && now < self.said_at.plus_seconds(EDIT_MINUTES * 60)
    }

    /// The first words, for lists, asks and the journal.
    #[must_use]
    pub fn excerpt(&self, most_chars: usize) -> String {
        if self.withdrawn_at.is_some() {
            return "withdrawn".to_owned();
        }
        let line = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= most_chars {
            return line;
        }
        let cut: String = line.chars().take(most_chars).collect();
        let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
        format!("{whole}…")
    }
}

/// What is asked about a practice besides what is done; any of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    pub why: String,
    pub how_often: String,
    pub saves: String,
}

/// How a comment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    pub by_id: String,
    pub by: String,
    pub at: Time,
    pub sentence: String,
}

/// What a comment became, elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Became {
    /// For example "I-12 Show the caller what happens next".
    pub label: String,
    pub href: String,
}

/// Something that somebody said at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: String,
    pub subject_id: String,
    pub place: Place,
    pub version: Version,
    pub kind: Kind,
    pub state: State,
    pub words: Words,
    pub notes: Notes,
    /// The day by which an answer is expected.
    pub due_at: Option<Time>,
    pub closing: Option<Closing>,
    /// Whether every reader finds it under "Questions and answers".
    pub is_listed: bool,
    /// The question that stands for this one.
    pub merged_into: Option<String>,
    pub became: Option<Became>,
    pub replies: i64,
}

impl Comment {
    /// How it is named in asks and in the journal: "Question about Diagnose: Who calls the vendor?"
    #[must_use]
    pub fn label(&self, subject: &str) -> String {
        let place = if self.place.element.is_empty() { subject } else { &self.place.name };
        let kind = if self.kind == Kind::Practice { "Practice" } else { self.kind.label() };
        format!("{kind} about {place}: {}", self.words.excerpt(LABEL_CHARS))
    }

    /// The same comment after an act.
    ///
    /// # Errors
    /// When the act does not fit.
    pub fn after(mut self, act: Act) -> Result<Comment, Refusal> {
        self.state = self.state.after(self.kind, act)?;
        Ok(self)
    }
}

/// Characters of a text that stand for it.
const LABEL_CHARS: usize = 60;

/// What somebody said to a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub id: String,
    pub words: Words,
    /// Whether it is the answer to the question, given by whoever is responsible.
    pub is_answer: bool,
}

/// Passes when a text is there and not longer than it may be.
///
/// # Errors
/// A sentence beside `field`.
pub fn within(field: &'static str, label: &str, text: &str, most_chars: usize) -> Result<(), Refusal> {
    let length = text.trim().chars().count();
    match length {
        0 => Err(Refusal::at(field, format!("{label} is missing."))),
        _ if length > most_chars => {
            Err(Refusal::at(field, format!("{label} is too long: {length} characters, at most {most_chars}.")))
        }
        _ => Ok(()),
    }
}
