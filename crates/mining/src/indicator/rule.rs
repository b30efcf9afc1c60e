//! The shares: which cases count, and what has to be true of them, one rule for each definition.
//!
//! Absent: times and ages, which are no shares. Source: each rule names who defines it so; see the head of [`super`].

use super::Definition::{self, Bpic2013, Celonis, Mandate, ServiceNow};
use super::case::CaseFigures;

/// Of which cases a share is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Resolved in the period.
    Resolved,
    /// All.
    All,
    /// All, where the spec says which lines there are.
    Lines,
    /// All, where the spec says which states wait for the user.
    Waits,
}

/// A share of cases.
pub(super) struct Rule {
    pub(super) key: &'static str,
    pub(super) definition: Definition,
    pub(super) of: Of,
    pub(super) meaning: &'static str,
    /// Whether it is so of a case; `None` where that is not known.
    pub(super) holds: fn(&CaseFigures) -> Option<bool>,
}

const fn rule(
    key: &'static str,
    definition: Definition,
    of: Of,
    holds: fn(&CaseFigures) -> Option<bool>,
    meaning: &'static str,
) -> Rule {
    Rule { key, definition, of, meaning, holds }
}

/// All shares in the order in which they are told.
pub(super) const RULES: [Rule; 13] = [
    rule(
        "first_assignment_resolution",
        ServiceNow,
        Of::Resolved,
        |case| case.first_assignment,
        "Resolved by the first group that had the ticket, of resolved tickets.",
    ),
    rule(
        "first_time_fix",
        Mandate,
        Of::Resolved,
        |case| case.facts.first_time_right(),
        "Resolved without reassignment and without reopening, of resolved tickets.",
    ),
    rule(
        "reopened",
        ServiceNow,
        Of::Resolved,
        |case| Some(case.facts.reopens > 0.0),
        "Reopened at least once, of resolved tickets.",
    ),
    rule(
        "service_level_missed",
        ServiceNow,
        Of::Resolved,
        |case| case.facts.made_sla.map(|made| !made),
        "Service level missed, of resolved tickets of which it is known.",
    ),
    rule(
        "multi_hop",
        ServiceNow,
        Of::All,
        |case| case.has_groups.then_some(case.hops >= 2),
        "Two or more reassignments, of tickets with a group.",
    ),
    rule(
        "ping_pong_servicenow",
        ServiceNow,
        Of::All,
        |case| case.has_groups.then_some(case.alternates),
        "Two groups alternate without interruption at least three times, of tickets with a group.",
    ),
    rule(
        "ping_pong_celonis_direct",
        Celonis,
        Of::All,
        |case| Some(case.again_after_one),
        "An activity comes again with exactly one other activity in between, of all tickets.",
    ),
    rule(
        "ping_pong_celonis_indirect",
        Celonis,
        Of::All,
        |case| Some(case.again_after_more),
        "An activity comes again with more than one other activity in between, of all tickets.",
    ),
    rule(
        "ping_pong_bpic",
        Bpic2013,
        Of::All,
        |case| case.has_groups.then_some(case.comes_back),
        "A group has the ticket again after another had it, of tickets with a group.",
    ),
    rule("rework", ServiceNow, Of::All, |case| Some(case.rework), "A step appears twice or more, of all tickets."),
    rule(
        "only_first_line",
        Bpic2013,
        Of::Lines,
        |case| Some(case.lines.as_ref()?.iter().all(|line| *line == 1)),
        "Handled in the first line only (push to front), of tickets whose lines are known.",
    ),
    rule(
        "correct_line_path",
        Bpic2013,
        Of::Lines,
        |case| Some([&[1][..], &[1, 2], &[1, 2, 3]].contains(&case.lines.as_ref()?.as_slice())),
        "Lines taken one after the other from the first up (1, 1-2, 1-2-3), of tickets whose lines are known.",
    ),
    rule(
        "wait_user_cases",
        Bpic2013,
        Of::Waits,
        |case| Some(case.wait_user > 0),
        "At least one wait for the user, of all tickets.",
    ),
];
