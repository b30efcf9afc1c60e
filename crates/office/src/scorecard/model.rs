//! The rule of the scorecard: from facts to lines, each with its figure, target, status, trend, or the reason why it is not known.
//!
//! Pure. A dimension misses when one of its lines misses, and meets when one meets and none misses; a figure without a target is
//! shown and not judged. A trend compares the last four weeks of the log with the four before, at 95 % confidence.

use mining::{Difference, Measure, Verdict};
use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::definition::Target;

/// A side from which a process is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Quality,
    Effectiveness,
    Efficiency,
    Compliance,
    Adoption,
}

impl Dimension {
    /// Every dimension, in the order of the card.
    pub const ALL: [Dimension; 5] = [
        Dimension::Quality,
        Dimension::Effectiveness,
        Dimension::Efficiency,
        Dimension::Compliance,
        Dimension::Adoption,
    ];

    /// The word in addresses and of the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Dimension::Quality => "quality",
            Dimension::Effectiveness => "effectiveness",
            Dimension::Efficiency => "efficiency",
            Dimension::Compliance => "compliance",
            Dimension::Adoption => "adoption",
        }
    }

    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Dimension::Quality => "Quality",
            Dimension::Effectiveness => "Effectiveness",
            Dimension::Efficiency => "Efficiency",
            Dimension::Compliance => "Compliance",
            Dimension::Adoption => "Adoption",
        }
    }

    /// The question that it answers.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Dimension::Quality => "Is the work right the first time?",
            Dimension::Effectiveness => "Does the process reach what was agreed?",
            Dimension::Efficiency => "How much time and how many hands does a case take?",
            Dimension::Compliance => "Does the work follow the process, and is it agreed with its neighbours?",
            Dimension::Adoption => "Has the version in force arrived in the daily work?",
        }
    }
}

/// How a figure stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Missed,
    Met,
    NoTarget,
    Unknown,
}

impl Status {
    /// The word of the API and of files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Status::Missed => "missed",
            Status::Met => "met",
            Status::NoTarget => "no_target",
            Status::Unknown => "unknown",
        }
    }

    /// The words on a page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Status::Missed => "target missed",
            Status::Met => "target met",
            Status::NoTarget => "no target",
            Status::Unknown => "not known",
        }
    }
}

/// Where a figure goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Better,
    Worse,
    /// No clear change: chance could explain it.
    Steady,
    /// Too few cases to say.
    Unknown,
}

impl Trend {
    /// The word of the API and of files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Trend::Better => "better",
            Trend::Worse => "worse",
            Trend::Steady => "steady",
            Trend::Unknown => "unknown",
        }
    }

    fn of(difference: &Difference, more_is_better: bool) -> Trend {
        match (difference.verdict, more_is_better) {
            (Verdict::Higher, true) | (Verdict::Lower, false) => Trend::Better,
            (Verdict::Higher, false) | (Verdict::Lower, true) => Trend::Worse,
            (Verdict::NotClear, _) => Trend::Steady,
            (Verdict::TooFew, _) => Trend::Unknown,
        }
    }
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Percent,
    Hours,
    /// Times for each case.
    Times,
}

impl Unit {
    /// The word after a figure.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unit::Percent => "%",
            Unit::Hours => "h",
            Unit::Times => "times",
        }
    }
}

/// One figure of a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// A word for it that stays: `right_first_time`.
    pub key: &'static str,
    pub what: &'static str,
    /// None where it is not known.
    pub value: Option<f64>,
    pub unit: Unit,
    /// In words; empty without one.
    pub target: String,
    pub status: Status,
    pub trend: Trend,
    /// What it rests on, or why it is not known, as a sentence.
    pub basis: String,
    /// The page below the process that shows more; empty where none does.
    pub page: &'static str,
}

impl Line {
    fn unknown(key: &'static str, what: &'static str, unit: Unit, because: &str) -> Line {
        Line {
            key,
            what,
            value: None,
            unit,
            target: String::new(),
            status: Status::Unknown,
            trend: Trend::Unknown,
            basis: format!("Not known, because {because}."),
            page: "",
        }
    }

    /// The figure as it is shown.
    #[must_use]
    pub fn shown(&self) -> String {
        self.value.map_or("–".to_owned(), |value| format!("{}\u{a0}{}", ui::chart::number(value), self.unit.word()))
    }
}

/// A process on all dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub rows: Vec<(Dimension, Vec<Line>)>,
}

impl Card {
    /// How a dimension stands.
    #[must_use]
    pub fn status(&self, dimension: Dimension) -> Status {
        let lines = self.lines(dimension);
        let has = |status: Status| lines.iter().any(|line| line.status == status);
        [Status::Missed, Status::Met, Status::NoTarget].into_iter().find(|one| has(*one)).unwrap_or(Status::Unknown)
    }

    /// The first line that is known, else the first.
    #[must_use]
    pub fn headline(&self, dimension: Dimension) -> Option<&Line> {
        let lines = self.lines(dimension);
        lines.iter().find(|line| line.value.is_some()).or_else(|| lines.first())
    }

    fn lines(&self, dimension: Dimension) -> &[Line] {
        self.rows.iter().find(|(one, _)| *one == dimension).map_or(&[], |(_, lines)| lines.as_slice())
    }
}

/// A figure of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mined {
    pub measure: Measure,
    /// In per cent, hours or times.
    pub value: Option<f64>,
    /// Cases behind it.
    pub n: usize,
    /// The last four weeks beside the four before.
    pub recent: Difference,
    /// What the definition wants, if it wants something of this figure.
    pub target: Option<Target>,
    /// By what its time was counted, in words; empty for what is no time.
    pub counted: String,
    /// Whether the office lacks the calendar in which it counts.
    pub calendar_missing: bool,
}

/// How the cases follow the process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Following {
    pub conforming: usize,
    pub compared: usize,
    /// Shares of conforming cases among those begun in the last four weeks and the four before.
    pub recent: Difference,
    /// Shares among the cases begun before the version in force came into force, and since.
    pub since_effective: Difference,
}

/// What takes long to compute: everything that a log tells, held against one version. Kept in the database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub mined: Vec<Mined>,
    pub targets: (usize, usize),
    pub not_compared: String,
    pub following: Option<Following>,
}

impl Facts {
    /// The same with what the log tells.
    #[must_use]
    pub fn with(self, told: Told) -> Facts {
        let Told { mined, targets, not_compared, following } = told;
        Facts { mined, targets, not_compared, following, ..self }
    }
}

/// Everything that is known of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The version in force: its number, and since when.
    pub version: Option<(String, Time)>,
    /// The name of the newest log.
    pub log: Option<String>,
    pub mined: Vec<Mined>,
    /// Targets of the definition that the log can tell: met, and all.
    pub targets: (usize, usize),
    /// Why the log was not compared with the process, where there is a log.
    pub not_compared: String,
    pub following: Option<Following>,
    /// Hand-offs with other processes of the office: agreed, and all.
    pub handoffs: (usize, usize),
    /// Roles of the definition: those that somebody says are theirs, and all.
    pub roles: (usize, usize),
}

/// The card of a process.
#[must_use]
pub fn card(facts: &Facts) -> Card {
    let rows = Dimension::ALL.map(|dimension| {
        let lines = match dimension {
            Dimension::Quality => vec![
                mined(facts, "right_first_time", "Right first time", Measure::FirstTimeRightShare, true),
                mined(facts, "reopened", "Reopened", Measure::ReopenedShare, false),
            ],
            Dimension::Effectiveness => vec![
                mined(facts, "in_agreed_time", "Resolved in agreed time", Measure::SlaMetShare, true),
                targets(facts),
            ],
            Dimension::Efficiency => vec![
                mined(facts, "resolution_time", "Resolution time, median", Measure::ResolutionTimeMedian, false),
                mined(facts, "reassignments", "Reassignments of a case, mean", Measure::ReassignmentsMean, false),
            ],
            Dimension::Compliance => vec![following(facts), handoffs(facts)],
            Dimension::Adoption => vec![arrived(facts), roles(facts)],
        };
        (dimension, lines)
    });
    Card { rows: rows.to_vec() }
}

/// The measures of the log that the card shows.
pub const SHOWN: [Measure; 5] = [
    Measure::FirstTimeRightShare,
    Measure::ReopenedShare,
    Measure::SlaMetShare,
    Measure::ResolutionTimeMedian,
    Measure::ReassignmentsMean,
];

fn unit_of(measure: Measure) -> Unit {
    match measure {
        _ if measure.is_time() => Unit::Hours,
        _ if measure.is_share() => Unit::Percent,
        _ => Unit::Times,
    }
}

/// Why nothing is known from a log.
fn no_log(facts: &Facts) -> &'static str {
    if facts.version.is_none() { "no version is in force" } else { "no log was imported yet" }
}

fn mined(facts: &Facts, key: &'static str, what: &'static str, measure: Measure, more_is_better: bool) -> Line {
    let unit = unit_of(measure);
    let Some(found) = facts.mined.iter().find(|one| one.measure == measure) else {
        return Line::unknown(key, what, unit, no_log(facts));
    };
    let Some(value) = found.value else {
        let because = match measure {
            Measure::SlaMetShare => "the log does not say whether a case met its agreed time",
            Measure::ReassignmentsMean | Measure::FirstTimeRightShare => {
                "the log does not say who works on a case, or no case is resolved"
            }
            _ if found.calendar_missing => "it counts in a calendar that this office does not keep",
            _ => "no case of the log is resolved",
        };
        return Line::unknown(key, what, unit, because);
    };
    let target = found.target.map_or(String::new(), |target| {
        format!("{} {} {}", target.direction.words(), ui::chart::number(target.value), unit.word())
    });
    Line {
        key,
        what,
        value: Some(value),
        unit,
        target,
        status: found.target.map_or(Status::NoTarget, |target| judged(target.is_met(value))),
        trend: Trend::of(&found.recent, more_is_better),
        basis: basis(found),
        page: "measures",
    }
}

/// What a figure rests on, as a sentence.
fn basis(found: &Mined) -> String {
    let cases = format!("{} cases of the newest log", ui::chart::number(found.n as f64));
    if found.counted.is_empty() { format!("{cases}.") } else { format!("{cases}; time counts {}.", found.counted) }
}

fn judged(is_met: bool) -> Status {
    if is_met { Status::Met } else { Status::Missed }
}

fn percent((part, of): (usize, usize)) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64 * 100.0)
}

/// A share of a count, with "all of them" as its target.
fn whole(key: &'static str, what: &'static str, count: (usize, usize), basis: String, page: &'static str) -> Line {
    Line {
        key,
        what,
        value: percent(count),
        unit: Unit::Percent,
        target: "all of them".to_owned(),
        status: judged(count.0 == count.1),
        trend: Trend::Unknown,
        basis,
        page,
    }
}

fn targets(facts: &Facts) -> Line {
    let (key, what) = ("targets_met", "Targets met");
    let (met, all) = facts.targets;
    if facts.log.is_none() {
        return Line::unknown(key, what, Unit::Percent, no_log(facts));
    }
    if all == 0 {
        return Line::unknown(
            key,
            what,
            Unit::Percent,
            "no measure of the definition has a target that the log can tell",
        );
    }
    whole(key, what, facts.targets, format!("{met} of {all} targets that the log can tell."), "measures")
}

fn not_compared(facts: &Facts) -> &str {
    if facts.log.is_none() || facts.not_compared.is_empty() { no_log(facts) } else { &facts.not_compared }
}

fn following(facts: &Facts) -> Line {
    let (key, what) = ("follows_process", "Cases without a deviation");
    let Some(found) = &facts.following else {
        return Line::unknown(key, what, Unit::Percent, not_compared(facts));
    };
    let Some(value) = percent((found.conforming, found.compared)) else {
        return Line::unknown(key, what, Unit::Percent, "no case could be compared with the process");
    };
    Line {
        key,
        what,
        value: Some(value),
        unit: Unit::Percent,
        target: String::new(),
        status: Status::NoTarget,
        trend: Trend::of(&found.recent, true),
        basis: format!(
            "{} of {} cases follow the version in force.",
            ui::chart::number(found.conforming as f64),
            ui::chart::number(found.compared as f64)
        ),
        page: "deviations",
    }
}

fn handoffs(facts: &Facts) -> Line {
    let (key, what) = ("handoffs_agreed", "Hand-offs agreed by both owners");
    let (agreed, all) = facts.handoffs;
    if all == 0 {
        return Line::unknown(
            key,
            what,
            Unit::Percent,
            "no definition in force names a hand-off with another process of the office",
        );
    }
    whole(key, what, facts.handoffs, format!("{agreed} of {all} hand-offs."), "")
}

/// Whether the cases since the version in force follow it more often than those before.
fn arrived(facts: &Facts) -> Line {
    let (key, what) = ("follows_since_in_force", "Cases since it is in force that follow it");
    let (Some(found), Some((number, since))) = (&facts.following, &facts.version) else {
        return Line::unknown(key, what, Unit::Percent, not_compared(facts));
    };
    let Some(after) = found.since_effective.after else {
        let because =
            format!("no case of the log began since version {number} came into force on {}", since.day_in_words());
        return Line::unknown(key, what, Unit::Percent, &because);
    };
    let before = found.since_effective.before.map_or(String::new(), |before| {
        format!("; of those before, {} % would have followed it", ui::chart::number(before * 100.0))
    });
    Line {
        key,
        what,
        value: Some(after * 100.0),
        unit: Unit::Percent,
        target: String::new(),
        status: Status::NoTarget,
        trend: Trend::of(&found.since_effective, true),
        basis: format!(
            "{} cases begun since {}{before}.",
            ui::chart::number(found.since_effective.n_after as f64),
            since.day_in_words()
        ),
        page: "deviations",
    }
}

fn roles(facts: &Facts) -> Line {
    let (key, what) = ("roles_taken", "Roles that somebody says are theirs");
    let (taken, all) = facts.roles;
    if all == 0 {
        let because = if facts.version.is_none() { "no version is in force" } else { "the definition names no roles" };
        return Line::unknown(key, what, Unit::Percent, because);
    }
    whole(key, what, facts.roles, format!("{taken} of {all} roles of the definition."), "people")
}
