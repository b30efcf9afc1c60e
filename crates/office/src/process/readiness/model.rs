//! Whether a process is managed, as far as the records show: what stands in the way of automating it as a whole.
//!
//! The office keeps no assessed level of capability, and none is made up. What is asked are the marks of a process that is performed and
//! managed, which the records can show: somebody answers for it, it has figures to reach, its work is controlled, it is reviewed when it is
//! due, and the work is done as it is written. Pure. Source: ISO/IEC 33020 (levels 1 and 2, in our own words).

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::definition::{Definition, Finding, Place, lint};

/// The share of cases that must follow the process before it counts as performed.
const FOLLOWED: f64 = 0.5;

/// What the records show of a process beside its definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Managed {
    pub owner: bool,
    pub manager: bool,
    /// Days since the review was due, 0 where it is not; none where no review is due at all.
    pub overdue_days: Option<i64>,
    /// The share of cases in the newest log that follow the process; none without a log.
    pub conforming: Option<f64>,
}

/// One mark of a managed process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    /// Short and stable.
    #[serde(skip)]
    pub key: &'static str,
    pub name: &'static str,
    /// None where nothing tells.
    pub met: Option<bool>,
    pub why: String,
}

fn condition(key: &'static str, name: &'static str, met: Option<bool>, why: impl Into<String>) -> Condition {
    Condition { key, name, met, why: why.into() }
}

/// One thing that stands in the way, as an owner may accept it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unsettled {
    /// The condition that is not met; for the RACI with the activity and the rule.
    pub key: String,
    pub sentence: String,
}

/// Everything that stands in the way of automating the process as a whole: each defect of the RACI by itself.
#[must_use]
pub fn unsettled(definition: &Definition, managed: &Managed) -> Vec<Unsettled> {
    let mut all = Vec::new();
    for one in conditions(definition, managed).into_iter().filter(|one| one.met == Some(false)) {
        if one.key != SETTLED {
            all.push(Unsettled { key: one.key.to_owned(), sentence: one.why });
            continue;
        }
        for (activity, finding) in defects(definition) {
            all.push(Unsettled { key: format!("{SETTLED}/{activity}/{}", finding.rule), sentence: finding.message });
        }
    }
    all
}

/// What an owner accepted before the process was automated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    pub accepted: Vec<Unsettled>,
    pub reason: String,
    pub by_id: String,
    pub by_name: String,
    pub accepted_at: Time,
}

/// How ready a process in force is.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub conditions: Vec<Condition>,
    pub unsettled: Vec<Unsettled>,
    pub acceptance: Option<Acceptance>,
}

impl Standing {
    /// What holds the process back: unsettled, and accepted by nobody.
    #[must_use]
    pub fn held(&self) -> Vec<Unsettled> {
        left(self.unsettled.clone(), self.acceptance.as_ref())
    }
}

/// What is left of it when that is taken away which was accepted.
#[must_use]
pub fn left(unsettled: Vec<Unsettled>, acceptance: Option<&Acceptance>) -> Vec<Unsettled> {
    let is_accepted = |one: &Unsettled| acceptance.is_some_and(|all| all.accepted.iter().any(|two| two.key == one.key));
    unsettled.into_iter().filter(|one| !is_accepted(one)).collect()
}

/// The key of the condition that the RACI is settled.
const SETTLED: &str = "settled";

/// Rules of the RACI that must hold before work is given to a machine.
pub const DEFECTS: [&str; 5] =
    ["raci-no-accountable", "raci-many-accountable", "raci-no-responsible", "raci-unknown-role", "raci-letters"];

/// Every mark, in the order in which they are settled.
#[must_use]
pub fn conditions(definition: &Definition, managed: &Managed) -> Vec<Condition> {
    vec![
        answered(managed),
        settled(definition),
        aimed(definition),
        controlled(definition),
        reviewed(managed),
        followed(managed),
    ]
}

/// Whether nothing is known to stand in the way of the process as a whole.
#[must_use]
pub fn is_ready(conditions: &[Condition]) -> bool {
    conditions.iter().all(|one| one.met != Some(false))
}

fn answered(managed: &Managed) -> Condition {
    let why = match (managed.owner, managed.manager) {
        (true, true) => "Owner and manager accepted.",
        (true, false) => "Nobody accepted to be its manager.",
        (false, true) => "Nobody accepted to be its owner.",
        (false, false) => "Nobody accepted to be its owner or its manager.",
    };
    condition("answered", "Somebody answers for it", Some(managed.owner && managed.manager), why)
}

/// Defects of the RACI, each with its activity.
fn defects(definition: &Definition) -> Vec<(String, Finding)> {
    let all = lint::lint(definition).into_iter().filter(|one| DEFECTS.contains(&one.rule));
    all.filter_map(|one| match &one.target {
        Place::Activity(id) | Place::Cell { activity: id, .. } => Some((id.clone(), one)),
        _ => None,
    })
    .collect()
}

fn settled(definition: &Definition) -> Condition {
    let mut activities: Vec<String> = defects(definition).into_iter().map(|(id, _)| id).collect();
    activities.sort_unstable();
    activities.dedup();
    let why = match activities.len() {
        0 => "The RACI of every activity is settled.".to_owned(),
        1 => "The RACI of one activity is not settled; it is named below.".to_owned(),
        many => format!("The RACI of {many} activities is not settled; they are named below."),
    };
    condition(SETTLED, "The RACI is settled", Some(activities.is_empty()), why)
}

fn aimed(definition: &Definition) -> Condition {
    let (all, with) =
        (definition.measures.len(), definition.measures.iter().filter(|one| one.target.is_some()).count());
    let why = match (all, with) {
        (0, _) => "It has no measure.".to_owned(),
        (_, 0) => "None of its measures has a target.".to_owned(),
        (all, with) => format!("{with} of {all} measures have a target."),
    };
    condition("aimed", "It has figures to reach", Some(with > 0), why)
}

fn controlled(definition: &Definition) -> Condition {
    let proved = definition.controls.iter().filter(|one| !one.evidence.trim().is_empty()).count();
    let why = match (definition.controls.len(), proved) {
        (0, _) => "It has no control.".to_owned(),
        (_, 0) => "None of its controls leaves a proof.".to_owned(),
        (all, proved) => format!("{proved} of {all} controls leave a proof."),
    };
    condition("controlled", "Its work is controlled", Some(proved > 0), why)
}

fn reviewed(managed: &Managed) -> Condition {
    let (met, why) = match managed.overdue_days {
        None => (None, "No review is due.".to_owned()),
        Some(0) => (Some(true), "Its review is not overdue.".to_owned()),
        Some(1) => (Some(false), "Its review is overdue since yesterday.".to_owned()),
        Some(days) => (Some(false), format!("Its review is overdue for {days} days.")),
    };
    condition("reviewed", "It is reviewed when it is due", met, why)
}

fn followed(managed: &Managed) -> Condition {
    let name = "The work follows it";
    match managed.conforming {
        None => condition("followed", name, None, "No ticket log shows it."),
        Some(share) => {
            let per_cent = (share * 100.0).round();
            condition(
                "followed",
                name,
                Some(share >= FOLLOWED),
                format!("{per_cent} % of the cases of the newest log follow it; half are asked for."),
            )
        }
    }
}
