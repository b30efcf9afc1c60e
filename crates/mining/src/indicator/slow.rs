//! Transitions that are sometimes slow, and transitions that some cases repeat far too often.
//!
//! Absent: the causes; who wants them filters the cases that are named. Source: ServiceNow, Process Mining insights, with its
//! defaults.

use crate::log::Part;
use crate::measure::quantile;
use serde::Serialize;
use std::collections::HashMap;

/// Fewest occurrences of a transition that is looked at.
const MIN_OCCURRENCES: usize = 50;
/// Fewest slow and fewest regular occurrences.
const MIN_EACH: usize = 20;
/// Least difference between the medians of slow and regular occurrences, seconds.
const MIN_GAP_SECONDS: f64 = 120.0 * 60.0;
/// Times the median number of repetitions that make a repetition extreme.
const EXTREME_TIMES: f64 = 20.0;
/// Fewest cases with an extreme repetition.
const MIN_EXTREME: usize = 20;
/// The share of cases, those with most repetitions, among which extreme ones are looked for.
const TOP_SHARE: f64 = 0.02;
/// Cases named with a finding.
const EXAMPLES: usize = 20;

/// A transition with slow occurrences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlowTransition {
    /// The step before.
    pub from: String,
    /// The step after.
    pub to: String,
    /// How often it happened.
    pub occurrences: usize,
    /// How often it was slow: longer than the third quartile and one and a half times the distance of the quartiles.
    pub slow: usize,
    /// Median seconds of the slow ones.
    pub slow_seconds: f64,
    /// Median seconds of the others.
    pub regular_seconds: f64,
    /// Hours that would be won if the slow ones were as fast as the others.
    pub hours_lost: f64,
    /// Some of the cases with a slow one, slowest first.
    pub examples: Vec<String>,
}

/// A transition that cases repeat far more often than usual.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repetition {
    /// The step before.
    pub from: String,
    /// The step after.
    pub to: String,
    /// Cases that have it.
    pub cases: usize,
    /// The median number of times a case has it.
    pub median: f64,
    /// Cases that have it at least twenty times the median.
    pub extreme: usize,
    /// Some of these cases, the most extreme first.
    pub examples: Vec<String>,
}

type Pair = (u32, u32);

/// The transitions with slow occurrences, the most hours lost first.
#[must_use]
pub fn slow_transitions<'l>(part: impl Into<Part<'l>>) -> Vec<SlowTransition> {
    let part = part.into();
    let mut all: HashMap<Pair, Vec<(f64, u32)>> = HashMap::new();
    for case in part.cases() {
        for (codes, times) in case.activity_codes().windows(2).zip(case.times().windows(2)) {
            let seconds = part.reckoning().between(times[0], times[1]) as f64 / 1e6;
            all.entry((codes[0], codes[1])).or_default().push((seconds, case.index as u32));
        }
    }
    let mut found: Vec<SlowTransition> = all.into_iter().filter_map(|(pair, gaps)| slow(&part, pair, gaps)).collect();
    found.sort_by(|a, b| b.hours_lost.total_cmp(&a.hours_lost).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    found
}

fn slow(part: &Part<'_>, pair: Pair, mut gaps: Vec<(f64, u32)>) -> Option<SlowTransition> {
    if gaps.len() < MIN_OCCURRENCES {
        return None;
    }
    let mut seconds: Vec<f64> = gaps.iter().map(|(seconds, _)| *seconds).collect();
    let (low, high) = (quantile(&mut seconds, 0.25)?, quantile(&mut seconds, 0.75)?);
    let bound = high + 1.5 * (high - low);
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let count = gaps.partition_point(|(seconds, _)| *seconds > bound);
    let (late, usual) = gaps.split_at(count);
    if late.len() < MIN_EACH || usual.len() < MIN_EACH {
        return None;
    }
    let median = |gaps: &[(f64, u32)]| quantile(&mut gaps.iter().map(|(seconds, _)| *seconds).collect::<Vec<_>>(), 0.5);
    let (slow_seconds, regular_seconds) = (median(late)?, median(usual)?);
    let lost: f64 = late.iter().map(|(seconds, _)| seconds - regular_seconds).sum();
    (slow_seconds - regular_seconds >= MIN_GAP_SECONDS).then(|| SlowTransition {
        from: name(part, pair.0),
        to: name(part, pair.1),
        occurrences: gaps.len(),
        slow: late.len(),
        slow_seconds,
        regular_seconds,
        hours_lost: lost / 3_600.0,
        examples: examples(part, late.iter().map(|(_, case)| *case)),
    })
}

/// The transitions that some cases repeat far too often, the most cases first.
#[must_use]
pub fn repetitions<'l>(part: impl Into<Part<'l>>) -> Vec<Repetition> {
    let part = part.into();
    let mut all: HashMap<Pair, Vec<(u32, u32)>> = HashMap::new();
    for case in part.cases() {
        let mut own: HashMap<Pair, u32> = HashMap::new();
        for codes in case.activity_codes().windows(2) {
            *own.entry((codes[0], codes[1])).or_default() += 1;
        }
        for (pair, count) in own {
            all.entry(pair).or_default().push((count, case.index as u32));
        }
    }
    let extreme = |(pair, mut cases): (Pair, Vec<(u32, u32)>)| {
        cases.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let median = quantile(&mut cases.iter().map(|(count, _)| f64::from(*count)).collect::<Vec<_>>(), 0.5)?;
        let top = ((cases.len() as f64 * TOP_SHARE).ceil() as usize).max(MIN_EXTREME).min(cases.len());
        let count = cases[..top].partition_point(|(count, _)| f64::from(*count) >= EXTREME_TIMES * median);
        (count >= MIN_EXTREME).then(|| Repetition {
            from: name(&part, pair.0),
            to: name(&part, pair.1),
            cases: cases.len(),
            median,
            extreme: count,
            examples: examples(&part, cases[..count].iter().map(|(_, case)| *case)),
        })
    };
    let mut found: Vec<Repetition> = all.into_iter().filter_map(extreme).collect();
    found.sort_by(|a, b| b.extreme.cmp(&a.extreme).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    found
}

fn name(part: &Part<'_>, code: u32) -> String {
    part.log().activities().get(code).unwrap_or_default().to_owned()
}

fn examples(part: &Part<'_>, cases: impl Iterator<Item = u32>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for case in cases.filter_map(|case| part.log().case(case as usize)) {
        if names.len() == EXAMPLES {
            break;
        }
        if !names.iter().any(|known| known == case.name()) {
            names.push(case.name().to_owned());
        }
    }
    names
}
