//! The health of a process: facts in, a grade and its reasons out.
//!
//! Pure. The rule: whatever keeps a process from being governed calls for action; whatever should be settled calls for attention; a
//! process of which nothing is to be said is in order. An area is asked only for an owner.

use crate::clock::Time;

/// Days before a review from which it counts as near.
const NEAR_DAYS: i64 = 30;

/// What is known about one process at an instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// An area has no definition, so only its owner counts.
    pub is_area: bool,
    pub is_in_force: bool,
    /// Published, and in force only from this day on.
    pub upcoming: Option<Time>,
    pub next_review: Option<Time>,
    pub has_owner: bool,
    pub has_manager: bool,
    /// Findings in the version in force that would keep it from being submitted today.
    pub errors: usize,
    /// Why the approvals of the open draft lapsed, if they did.
    pub lapsed: Option<String>,
    /// Measures off their target in the newest log, by name.
    pub off_target: Vec<String>,
    /// Hand-offs of the process that its owners did not agree on.
    pub handoffs_open: usize,
    /// Tool requirements that are a must and fail or are not met.
    pub musts_missed: usize,
    /// Retired processes that its definition in force still names a hand-off with.
    pub names_retired: Vec<String>,
    /// Deviations in the newest log that no improvement looks after.
    pub deviations_open: usize,
    /// Whether the newest log could not be held against the version in force.
    pub is_log_unreadable: bool,
    /// Whether the base of the variant changed and nobody answered.
    pub is_behind: bool,
}

/// How a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Action,
    Attention,
    Order,
}

impl Grade {
    /// Every grade, the most pressing first.
    pub const ALL: [Grade; 3] = [Grade::Action, Grade::Attention, Grade::Order];

    /// The word of filters and of the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Grade::Action => "action",
            Grade::Attention => "attention",
            Grade::Order => "order",
        }
    }

    /// Reads [`Grade::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.key() == key)
    }

    /// The words on a page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Grade::Action => "needs action",
            Grade::Attention => "needs attention",
            Grade::Order => "in order",
        }
    }
}

/// Something that speaks against a process.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    NoOwner,
    NoManager,
    /// Days since the review was due.
    ReviewOverdue(i64),
    Errors(usize),
    NotPublished,
    Upcoming(Time),
    Lapsed(String),
    /// Days until the review is due.
    ReviewNear(i64),
    OffTarget(Vec<String>),
    Handoffs(usize),
    Requirements(usize),
    NamesRetired(Vec<String>),
    Deviations(usize),
    LogUnreadable,
    Behind,
}

impl Reason {
    /// What the reason makes of the process.
    #[must_use]
    pub fn grade(&self) -> Grade {
        match self {
            Reason::NoOwner | Reason::NoManager | Reason::ReviewOverdue(_) | Reason::Errors(_) => Grade::Action,
            _ => Grade::Attention,
        }
    }

    /// The word of the API.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Reason::NoOwner => "no_owner",
            Reason::NoManager => "no_manager",
            Reason::ReviewOverdue(_) => "review_overdue",
            Reason::Errors(_) => "errors_in_force",
            Reason::NotPublished => "not_published",
            Reason::Upcoming(_) => "not_in_force_yet",
            Reason::Lapsed(_) => "approvals_lapsed",
            Reason::ReviewNear(_) => "review_near",
            Reason::OffTarget(_) => "off_target",
            Reason::Handoffs(_) => "handoffs_not_agreed",
            Reason::Requirements(_) => "musts_missed",
            Reason::NamesRetired(_) => "names_retired",
            Reason::Deviations(_) => "deviations_open",
            Reason::LogUnreadable => "log_not_comparable",
            Reason::Behind => "base_changed",
        }
    }

    /// The reason as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Reason::NoOwner => "Nobody has accepted to own it.".to_owned(),
            Reason::NoManager => "Nobody has accepted to manage it.".to_owned(),
            Reason::ReviewOverdue(days) => format!("Its review is {} overdue.", count(*days, "day")),
            Reason::Errors(1) => "The version in force has 1 error.".to_owned(),
            Reason::Errors(number) => format!("The version in force has {number} errors."),
            Reason::NotPublished => "No version is published.".to_owned(),
            Reason::Upcoming(at) => format!("Its first version is in force only from {}.", at.day_in_words()),
            Reason::Lapsed(why) => format!("The approvals of its draft lapsed: {why}"),
            Reason::ReviewNear(0) => "Its review is due today.".to_owned(),
            Reason::ReviewNear(days) => format!("Its review is due in {}.", count(*days, "day")),
            Reason::OffTarget(names) => match names.as_slice() {
                [one] => format!("{one} is off its target."),
                all => format!("{} measures are off their target: {}.", all.len(), all.join(", ")),
            },
            Reason::Handoffs(1) => "1 hand-off is not agreed.".to_owned(),
            Reason::Handoffs(number) => format!("{number} hand-offs are not agreed."),
            Reason::Requirements(1) => "1 tool requirement that is a must fails or is not met.".to_owned(),
            Reason::Requirements(number) => format!("{number} tool requirements that are a must fail or are not met."),
            Reason::NamesRetired(names) => {
                format!("It still names a hand-off with {}, which is retired.", names.join(" and "))
            }
            Reason::Deviations(1) => "1 deviation in the log is looked after by nobody.".to_owned(),
            Reason::Deviations(number) => format!("{number} deviations in the log are looked after by nobody."),
            Reason::LogUnreadable => "The newest log cannot be held against the version in force.".to_owned(),
            Reason::Behind => "Its base changed, and nobody answered yet.".to_owned(),
        }
    }

    /// Where it is settled, for the process of a key and an id.
    #[must_use]
    pub fn href(&self, key: &str, id: &str) -> String {
        let at = |rest: &str| format!("/processes/{key}/{rest}");
        match self {
            Reason::NoOwner | Reason::NoManager => at("people"),
            Reason::ReviewOverdue(_) | Reason::ReviewNear(_) => format!("/processes/{key}"),
            Reason::Errors(_) | Reason::NotPublished | Reason::Upcoming(_) => at("versions"),
            Reason::Lapsed(_) => at("review"),
            Reason::OffTarget(_) => at("measures"),
            Reason::Requirements(_) => at("tool"),
            Reason::NamesRetired(_) => at("rules"),
            Reason::Handoffs(_) => format!("/hand-offs?process={id}"),
            Reason::Deviations(_) | Reason::LogUnreadable => at("deviations"),
            Reason::Behind => at("base/changes"),
        }
    }
}

fn count(number: i64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The grade of a process with every reason for it, the gravest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    pub grade: Grade,
    pub reasons: Vec<Reason>,
}

/// The health of a process by what is known about it.
#[must_use]
pub fn health(facts: &Facts, now: Time) -> Health {
    let mut reasons = Vec::new();
    if !facts.has_owner {
        reasons.push(Reason::NoOwner);
    }
    if !facts.is_area {
        of_process(facts, now, &mut reasons);
    }
    let grade = reasons.iter().map(Reason::grade).min().unwrap_or(Grade::Order);
    Health { grade, reasons }
}

fn of_process(facts: &Facts, now: Time, reasons: &mut Vec<Reason>) {
    let mut add = |holds: bool, reason: Reason| {
        if holds {
            reasons.push(reason);
        }
    };
    let days = facts.next_review.filter(|_| facts.is_in_force).map(|at| now.days_until(at));
    add(!facts.has_manager, Reason::NoManager);
    if let Some(days) = days.filter(|days| *days < 0) {
        add(true, Reason::ReviewOverdue(-days));
    }
    add(facts.errors > 0, Reason::Errors(facts.errors));
    match facts.upcoming {
        Some(at) => add(!facts.is_in_force, Reason::Upcoming(at)),
        None => add(!facts.is_in_force, Reason::NotPublished),
    }
    if let Some(why) = &facts.lapsed {
        add(true, Reason::Lapsed(why.clone()));
    }
    if let Some(days) = days.filter(|days| (0..NEAR_DAYS).contains(days)) {
        add(true, Reason::ReviewNear(days));
    }
    add(!facts.off_target.is_empty(), Reason::OffTarget(facts.off_target.clone()));
    add(facts.handoffs_open > 0, Reason::Handoffs(facts.handoffs_open));
    add(facts.musts_missed > 0, Reason::Requirements(facts.musts_missed));
    add(!facts.names_retired.is_empty(), Reason::NamesRetired(facts.names_retired.clone()));
    add(facts.deviations_open > 0, Reason::Deviations(facts.deviations_open));
    add(facts.is_log_unreadable, Reason::LogUnreadable);
    add(facts.is_behind, Reason::Behind);
}

/// The rule in words: each reason and what it makes of a process.
pub const RULE: [(Grade, &str); 14] = [
    (Grade::Action, "nobody has accepted to own it (an area is asked for nothing else)"),
    (Grade::Action, "nobody has accepted to manage it"),
    (Grade::Action, "its review is overdue"),
    (Grade::Action, "the version in force has errors"),
    (Grade::Attention, "no version is published, or the first one is not in force yet"),
    (Grade::Attention, "the approvals of its draft lapsed"),
    (Grade::Attention, "its review is due within 30 days"),
    (Grade::Attention, "a measure is off its target in the newest log"),
    (Grade::Attention, "a hand-off is not agreed by both owners"),
    (Grade::Attention, "a tool requirement that is a must fails or is not met, and is not waived"),
    (Grade::Attention, "it still names a hand-off with a retired process"),
    (Grade::Attention, "a deviation in the newest log is looked after by no improvement"),
    (Grade::Attention, "the newest log cannot be held against the version in force"),
    (Grade::Attention, "the base of a variant changed, and nobody answered yet"),
];
