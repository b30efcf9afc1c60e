//! One case: a walk through the net in time, then what is planted in it.
//!
//! Among the steps that may happen, the one whose tokens have waited since the earliest moment happens next; where
//! several are equally early, their weights decide. Absent: backtracking; a walk that does not end is an error.

use super::WalkError;
use super::chance::Chance;
use super::spec::{Plant, Planted, WalkSpec};
use crate::conformance::Net;

/// Most steps of one case, silent ones included.
const MAX_STEPS: usize = 10_000;
/// Microseconds in a minute.
const MINUTE_US: f64 = 60.0e6;
/// Longest duration of one step, in microseconds (100 years).
const LONGEST_US: f64 = 3.2e15;

/// One event of a case.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    /// Identifier of the activity; `None` for a planted state outside the process.
    pub(super) activity: Option<String>,
    pub(super) state: String,
    pub(super) time: i64,
    pub(super) group: String,
}

/// A case as it was walked.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) opened: i64,
    pub(super) priority: String,
    resolve_us: f64,
    pub(super) events: Vec<Happening>,
}

/// What a ticket tool would know of the case.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub(super) resolved: Option<i64>,
    pub(super) closed: Option<i64>,
    pub(super) made_sla: Option<bool>,
    pub(super) reopens: f64,
    pub(super) reassignments: f64,
}

/// Walks one case that begins at `opened`.
pub(super) fn tell(net: &Net, spec: &WalkSpec, opened: i64, chance: &mut Chance) -> Result<Told, WalkError> {
    let priority = &spec.priorities[chance.choose(spec.priorities.iter().map(|priority| priority.weight))];
    let mut told = Told {
        opened,
        priority: priority.name.clone(),
        resolve_us: priority.resolve_minutes * MINUTE_US,
        events: Vec::new(),
    };
    let mut tokens: Vec<(usize, i64)> = net.initial.iter().map(|place| (*place, opened)).collect();
    let mut finals = net.finals.clone();
    finals.iter_mut().for_each(|tokens| tokens.sort_unstable());
    let mut group = spec.default_group.clone();
    for _ in 0..MAX_STEPS {
        let mut places: Vec<usize> = tokens.iter().map(|(place, _)| *place).collect();
        places.sort_unstable();
        if finals.contains(&places) {
            plant(spec, &mut told, chance);
            return Ok(told);
        }
        let Some((transition, ready)) = choose(net, spec, &tokens, chance) else {
            return Err(WalkError {
                why: "The process cannot be walked: a case got stuck before an end. Check its gateways.".to_owned(),
            });
        };
        let step = &net.transitions[transition];
        let mut after = ready;
        if let Some(activity) = &step.label {
            group = choose_group(spec, activity, &group, None, chance);
            told.events.push(happening(spec, activity, ready, &group));
            let duration = spec.durations.get(activity).unwrap_or(&spec.duration);
            let took = duration.at(chance.unit()) * priority.pace.max(0.0) * MINUTE_US;
            after = ready.saturating_add(whole_second(took));
        }
        for place in &step.inputs {
            let taken = earliest(&tokens, *place).unwrap_or(0);
            tokens.remove(taken);
        }
        tokens.extend(step.outputs.iter().map(|place| (*place, after)));
    }
    Err(WalkError {
        why: format!(
            "The process cannot be walked: a case took more than {MAX_STEPS} steps. Check its loops and weights."
        ),
    })
}

fn whole_second(micros: f64) -> i64 {
    (micros.min(LONGEST_US) / 1e6) as i64 * 1_000_000
}

fn happening(spec: &WalkSpec, activity: &str, time: i64, group: &str) -> Happening {
    let state = spec.states.get(activity).map_or(activity, String::as_str);
    Happening { activity: Some(activity.to_owned()), state: state.to_owned(), time, group: group.to_owned() }
}

fn earliest(tokens: &[(usize, i64)], place: usize) -> Option<usize> {
    let here = tokens.iter().enumerate().filter(|(_, token)| token.0 == place);
    here.min_by_key(|(_, token)| token.1).map(|(index, _)| index)
}

/// The next transition and the moment it happens.
fn choose(net: &Net, spec: &WalkSpec, tokens: &[(usize, i64)], chance: &mut Chance) -> Option<(usize, i64)> {
    let places: Vec<usize> = tokens.iter().map(|(place, _)| *place).collect();
    let marking = net.marking(&places);
    let ready = |transition: usize| {
        let inputs = net.transitions[transition].inputs.iter();
        inputs.filter_map(|place| earliest(tokens, *place).map(|index| tokens[index].1)).max()
    };
    let enabled = (0..net.transitions.len()).filter(|transition| net.enabled(*transition, &marking));
    let possible: Vec<(usize, i64)> = enabled.filter_map(|index| ready(index).map(|time| (index, time))).collect();
    let first = possible.iter().map(|(_, time)| *time).min()?;
    let now: Vec<(usize, i64)> = possible.into_iter().filter(|(_, time)| *time == first).collect();
    let weight = |index: usize| spec.weights.get(&net.transitions[index].id).copied().unwrap_or(1.0);
    let chosen = chance.choose(now.iter().map(|(index, _)| weight(*index)));
    now.get(chosen).copied()
}

/// A group for an activity: the present one if it may do it, else one by weight; `not` is passed over where there is
/// another.
fn choose_group(spec: &WalkSpec, activity: &str, present: &str, not: Option<&str>, chance: &mut Chance) -> String {
    let Some(groups) = spec.groups.get(activity).filter(|groups| !groups.is_empty()) else {
        return if not.is_some() { present.to_owned() } else { spec.default_group.clone() };
    };
    if not.is_none() && groups.iter().any(|(name, _)| name == present) {
        return present.to_owned();
    }
    let others: Vec<&(String, f64)> = groups.iter().filter(|(name, _)| Some(name.as_str()) != not).collect();
    if others.is_empty() {
        return present.to_owned();
    }
    others[chance.choose(others.iter().map(|(_, weight)| *weight))].0.clone()
}

fn plant(spec: &WalkSpec, told: &mut Told, chance: &mut Chance) {
    for planted in &spec.planted {
        let within = planted.from.is_none_or(|from| told.opened >= from)
            && planted.until.is_none_or(|until| told.opened < until);
        if chance.happens(planted.share) && within {
            apply(spec, planted, told, chance);
        }
    }
}

fn apply(spec: &WalkSpec, planted: &Planted, told: &mut Told, chance: &mut Chance) {
    let find =
        |told: &Told, activity: &str| told.events.iter().position(|event| event.activity.as_deref() == Some(activity));
    let extra = whole_second(planted.extra_minutes.max(0.0) * MINUTE_US);
    let at = match &planted.plant {
        Plant::Skip { activity } => {
            let Some(at) = find(told, activity) else { return };
            told.events.retain(|event| event.activity.as_ref() != Some(activity));
            at
        }
        Plant::Swap { activity } => {
            let Some(at) = find(told, activity).filter(|at| at + 1 < told.events.len()) else { return };
            let (first, second) = (told.events[at].time, told.events[at + 1].time);
            told.events.swap(at, at + 1);
            told.events[at].time = first;
            told.events[at + 1].time = second;
            at + 1
        }
        Plant::Insert { state, after } => {
            let Some(at) = find(told, after) else { return };
            let event = Happening {
                activity: None,
                state: state.clone(),
                time: between(told, at),
                group: told.events[at].group.clone(),
            };
            told.events.insert(at + 1, event);
            at + 2
        }
        Plant::Reassign { activity } => {
            let Some(at) = find(told, activity) else { return };
            let present = told.events[at].group.clone();
            let group = choose_group(spec, activity, &present, Some(&present), chance);
            told.events.insert(at + 1, happening(spec, activity, between(told, at), &group));
            at + 2
        }
    };
    for event in told.events.iter_mut().skip(at) {
        event.time = event.time.saturating_add(extra);
    }
}

/// The middle between an event and the next, in whole seconds.
fn between(told: &Told, at: usize) -> i64 {
    let time = told.events[at].time;
    let next = told.events.get(at + 1).map_or(time, |event| event.time);
    time + (next - time) / 2 / 1_000_000 * 1_000_000
}

impl Told {
    /// What a ticket tool would know after the events that have happened.
    pub(super) fn facts<'t>(&self, happened: impl Iterator<Item = &'t Happening>, spec: &WalkSpec) -> Known {
        let mut known = Known::default();
        let mut last_group: Option<&str> = None;
        for event in happened {
            let is = |list: &[String]| event.activity.as_ref().is_some_and(|activity| list.contains(activity));
            if is(&spec.closed) {
                known.closed = Some(event.time);
                known.resolved = known.resolved.or(Some(event.time));
            } else if is(&spec.resolved) {
                known.resolved = known.resolved.or(Some(event.time));
            } else if known.resolved.is_some() && event.activity.is_some() {
                known.resolved = None;
                known.closed = None;
                known.reopens += 1.0;
            }
            if last_group.is_some_and(|group| group != event.group) {
                known.reassignments += 1.0;
            }
            last_group = Some(&event.group);
        }
        known.made_sla = known.resolved.map(|resolved| resolved.saturating_sub(self.opened) as f64 <= self.resolve_us);
        known
    }
}
