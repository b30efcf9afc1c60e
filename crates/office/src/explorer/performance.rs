//! How the chosen cases go through the published process: each step with how often, how long and where it is left, each flow with
//! how often it is taken.
//!
//! Pure. Absent: the comparison itself (`measure::figures`), what it looks like (`views`). Source: W. van der Aalst, A. Adriansyah,
//! B. van Dongen, "Replaying History on Process Models for Conformance Checking and Performance Analysis" (2012), §5.

use std::collections::{BTreeMap, BTreeSet};

use mining::{ActivityFlow, Conformance, DeviationKind, Spread, Target};

use crate::measure::Reading;

/// Shades of heat above none.
pub const SHADES: u8 = 5;

/// What the colour of a step tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// How often it happens.
    Often,
    /// How long cases wait before it.
    Waiting,
    /// How long it takes from it to the step after it.
    Following,
    /// In how many cases it is skipped, or happens where it has no place.
    Deviations,
}

impl Heat {
    /// Every kind, in the order in which it is offered.
    pub const ALL: [Heat; 4] = [Heat::Often, Heat::Waiting, Heat::Following, Heat::Deviations];

    /// The word in the address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Heat::Often => "often",
            Heat::Waiting => "waiting",
            Heat::Following => "following",
            Heat::Deviations => "deviations",
        }
    }

    /// Reads [`Heat::key`]; how often where it is none.
    #[must_use]
    pub fn from_key(key: &str) -> Heat {
        Heat::ALL.into_iter().find(|heat| heat.key() == key).unwrap_or(Heat::Often)
    }
}

/// A step of the process in the chosen cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub id: String,
    pub name: String,
    /// The states of the log that stand for it; without one nobody can see whether it happened.
    pub states: Vec<String>,
    /// Cases in which it happened as the process has it.
    pub cases: u64,
    pub executions: u64,
    pub waiting: Option<Spread>,
    pub working: Option<Spread>,
    pub following: Option<Spread>,
    /// Cases in which it was demanded and did not happen.
    pub skipped: usize,
    /// Cases in which it happened where the process does not have it.
    pub misplaced: usize,
    /// Cases of either kind.
    pub deviating: usize,
}

impl Step {
    /// The figure that a kind of heat shows: times, seconds or cases; none where it is not known.
    #[must_use]
    pub fn figure(&self, heat: Heat) -> Option<f64> {
        let median = |spread: &Option<Spread>| spread.map(|spread| spread.median_seconds);
        match heat {
            _ if self.states.is_empty() => None,
            Heat::Often => Some(self.executions as f64),
            Heat::Waiting => median(&self.waiting),
            Heat::Following => median(&self.following),
            Heat::Deviations => Some(self.deviating as f64),
        }
    }
}

/// The process with its figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Performance {
    /// In the order of the diagram.
    pub steps: Vec<Step>,
    /// How often each flow was taken, by its id.
    pub flows: BTreeMap<String, u64>,
    /// Cases that were compared.
    pub compared: u64,
}

impl Performance {
    /// The figures of a comparison at the steps and flows of its process.
    #[must_use]
    pub fn of(
        found: &Conformance,
        steps: Vec<(String, String)>,
        reading: &Reading,
        taken: &BTreeMap<(usize, usize), String>,
    ) -> Performance {
        let seen: BTreeMap<&str, &ActivityFlow> =
            found.activities.iter().map(|flow| (flow.activity.as_str(), flow)).collect();
        let steps = steps.into_iter().map(|(id, name)| {
            let flow = seen.get(id.as_str());
            let cases = |wanted: &dyn Fn(DeviationKind) -> bool| {
                let own = found.deviations.iter().filter(|one| one.element == id && wanted(one.kind));
                own.flat_map(|one| one.case_numbers.iter().copied()).collect::<BTreeSet<u32>>()
            };
            let skipped = cases(&|kind| kind == DeviationKind::Skipped);
            let misplaced = cases(&|kind| !matches!(kind, DeviationKind::Skipped | DeviationKind::Unmodelled));
            Step {
                states: states_of(reading, &id),
                cases: flow.map_or(0, |flow| flow.cases),
                executions: flow.map_or(0, |flow| flow.executions),
                waiting: flow.and_then(|flow| flow.waiting),
                working: flow.and_then(|flow| flow.working),
                following: flow.and_then(|flow| flow.following),
                deviating: skipped.union(&misplaced).count(),
                skipped: skipped.len(),
                misplaced: misplaced.len(),
                id,
                name,
            }
        });
        let steps = steps.collect();
        let mut flows: BTreeMap<String, u64> = taken.values().map(|flow| (flow.clone(), 0)).collect();
        for ((transition, _), flow) in taken {
            if let (Some(count), Some(all)) = (found.firings.get(*transition), flows.get_mut(flow)) {
                *all += count;
            }
        }
        Performance { steps, flows, compared: found.compared }
    }

    /// The largest figure of any step; 0 where none is known.
    #[must_use]
    pub fn most(&self, heat: Heat) -> f64 {
        self.steps.iter().filter_map(|step| step.figure(heat)).fold(0.0, f64::max)
    }

    /// The shade of a step, from 0 for none to [`SHADES`] for the most: equal parts of the largest figure.
    #[must_use]
    pub fn shade(&self, step: &Step, heat: Heat) -> u8 {
        let (figure, most) = (step.figure(heat).unwrap_or_default(), self.most(heat));
        if figure <= 0.0 || most <= 0.0 {
            return 0;
        }
        ((figure / most * f64::from(SHADES)).ceil() as u8).clamp(1, SHADES)
    }
}

/// The states of the log that stand for a step.
fn states_of(reading: &Reading, id: &str) -> Vec<String> {
    let stands = |target: &Target| matches!(target, Target::Activity(activity) if activity == id);
    reading.states.iter().filter(|(_, target)| stands(target)).map(|(state, _)| state.clone()).collect()
}
