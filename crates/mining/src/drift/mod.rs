//! When did the process change? Cases are looked at in the order in which they begin, and a day from which on they take other
//! ways than before is told, with what became more and less frequent.
//!
//! Two windows of cases slide over the log side by side; where the ways they hold differ beyond chance, the process changed
//! between them. Absent: changes of durations only (see the run charts), seasonal patterns, causes. Sources: A. Maaradji, M.
//! Dumas, M. La Rosa, A. Ostovar, "Fast and Accurate Business Process Drift Detection" (2015), χ² over the runs in two
//! adjacent windows; R. P. J. C. Bose et al., "Handling Concept Drift in Process Mining" (2011) for the notion.

mod chi;
#[cfg(test)]
mod tests;

use crate::log::Part;
use chi::upper_tail;
use serde::Serialize;
use std::collections::HashMap;

/// Fewest cases in one window; a log needs twice as many to be looked at.
pub const MIN_WINDOW_CASES: usize = 100;
/// Most cases in one window.
pub const MAX_WINDOW_CASES: usize = 2_000;
/// Positions of the windows over the log at most.
const MOST_POSITIONS: usize = 2_000;
/// Parts of the log from which the size of a window is taken.
const WINDOWS_PER_LOG: usize = 10;
/// How often a way must be expected in a window to be counted on its own; rarer ones count together.
const FEWEST_EXPECTED: f64 = 5.0;
/// Chance under which a difference is not taken for chance, before it is divided by the number of windows in the log; low,
/// because windows that slide look more often than there are windows.
const CHANCE: f64 = 0.001;
/// Pairs of steps that are told for a change.
const TOLD: usize = 10;

/// One step directly after another, and in which share of cases before and after a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShiftedStep {
    /// The earlier step; empty for the beginning of a case.
    pub from: String,
    /// The later step; empty for the end of a case.
    pub to: String,
    /// Share of the cases of the window before, from 0 to 1.
    pub before: f64,
    /// Share of the cases of the window after.
    pub after: f64,
}

/// A day from which on cases take other ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// Beginning of the first case after the change, microseconds since 1970.
    pub at: i64,
    /// How many cases begin before it.
    pub cases_before: usize,
    /// How likely chance alone would make the windows differ as much.
    pub chance: f64,
    /// What became more or less frequent, the largest shift first.
    pub shifted: Vec<ShiftedStep>,
}

/// When the process changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drifts {
    /// Cases in each of the two windows; 0 when the log has too few cases to be looked at.
    pub window: usize,
    /// The changes in order of time.
    pub changes: Vec<Drift>,
}

/// Looks for days from which on the cases take other ways than before. A log of fewer than twice [`MIN_WINDOW_CASES`] cases
/// is not looked at.
#[must_use]
pub fn drifts<'l>(part: impl Into<Part<'l>>) -> Drifts {
    let part = part.into();
    let (starts, ways) = in_order(&part);
    if starts.len() < 2 * MIN_WINDOW_CASES {
        return Drifts { window: 0, changes: Vec::new() };
    }
    let window = (starts.len() / WINDOWS_PER_LOG).clamp(MIN_WINDOW_CASES, MAX_WINDOW_CASES);
    let positions = starts.len() - 2 * window + 1;
    let stride = positions.div_ceil(MOST_POSITIONS);
    let looks = (starts.len() / window) as f64;
    let mut slide = Slide::new(&ways, window);
    let mut chances = Vec::with_capacity(positions.div_ceil(stride));
    for position in 0..positions {
        if position > 0 {
            slide.on(&ways, position);
        }
        if position % stride == 0 {
            chances.push((position + window, slide.chance()));
        }
    }
    let changes = changes(&chances, CHANCE / looks, window);
    let told = changes.into_iter().map(|(place, chance)| Drift {
        at: starts[place].0,
        cases_before: place,
        chance,
        shifted: shifted(&part, &starts[place - window..place], &starts[place..place + window]),
    });
    Drifts { window, changes: told.collect() }
}

/// The beginning and number of each case in order of time, and the number of its way.
fn in_order(part: &Part<'_>) -> (Vec<(i64, u32)>, Vec<u32>) {
    let mut way_of: HashMap<u32, u32> = HashMap::new();
    for (number, way) in crate::flow::variants(part).into_iter().enumerate() {
        way_of.extend(way.cases.into_iter().map(|case| (case, number as u32)));
    }
    let begin = |case: crate::log::Case<'_>| Some((*case.times().first()?, case.index as u32));
    let mut starts: Vec<(i64, u32)> = part.cases().filter_map(begin).collect();
    // Cases that begin at one instant stand in the order of their names, so that the order of rows decides nothing.
    let name = |case: u32| part.log().case(case as usize).map(|case| case.name());
    starts.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(&name(b.1))));
    let ways = starts.iter().map(|(_, case)| way_of[case]).collect();
    (starts, ways)
}

/// Two windows side by side with how often they hold each way.
struct Slide {
    window: usize,
    counts: Vec<(u32, u32)>,
}

impl Slide {
    fn new(ways: &[u32], window: usize) -> Slide {
        let kinds = ways.iter().max().map_or(0, |most| *most as usize + 1);
        let mut slide = Slide { window, counts: vec![(0, 0); kinds] };
        ways[..window].iter().for_each(|way| slide.counts[*way as usize].0 += 1);
        ways[window..2 * window].iter().for_each(|way| slide.counts[*way as usize].1 += 1);
        slide
    }

    /// Moves both windows by one case; the first then begins at `position`.
    fn on(&mut self, ways: &[u32], position: usize) {
        let at = |place: usize| ways[place] as usize;
        self.counts[at(position - 1)].0 -= 1;
        self.counts[at(position + self.window - 1)].0 += 1;
        self.counts[at(position + self.window - 1)].1 -= 1;
        self.counts[at(position + 2 * self.window - 1)].1 += 1;
    }

    /// How likely chance alone makes the windows differ as much: χ² for two samples of the same size.
    fn chance(&self) -> f64 {
        let (mut square, mut kinds) = (0.0, 0_u32);
        let mut rest = (0.0, 0.0);
        let mut add = |before: f64, after: f64| {
            square += (before - after).powi(2) / (before + after);
            kinds += 1;
        };
        for (before, after) in &self.counts {
            let (before, after) = (f64::from(*before), f64::from(*after));
            if (before + after) / 2.0 >= FEWEST_EXPECTED {
                add(before, after);
            } else {
                rest = (rest.0 + before, rest.1 + after);
            }
        }
        if rest.0 + rest.1 > 0.0 {
            add(rest.0, rest.1);
        }
        if kinds < 2 { 1.0 } else { upper_tail(square, f64::from(kinds - 1)) }
    }
}

/// The least likely place of each stretch that chance does not explain; stretches closer than a window are one.
fn changes(chances: &[(usize, f64)], chance: f64, window: usize) -> Vec<(usize, f64)> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let mut last_low = 0;
    for (place, here) in chances.iter().filter(|(_, here)| *here < chance) {
        match found.last_mut() {
            Some(known) if place - last_low < window => {
                if *here < known.1 {
                    *known = (*place, *here);
                }
            }
            _ => found.push((*place, *here)),
        }
        last_low = *place;
    }
    found
}

/// The direct successions whose share of cases shifted most; beginning and end of a case have empty names.
fn shifted(part: &Part<'_>, before: &[(i64, u32)], after: &[(i64, u32)]) -> Vec<ShiftedStep> {
    let mut counts: HashMap<(Option<u32>, Option<u32>), (u32, u32)> = HashMap::new();
    for (later, cases) in [(false, before), (true, after)] {
        for case in cases.iter().filter_map(|(_, case)| part.log().case(*case as usize)) {
            let codes = case.activity_codes();
            let ahead = codes.iter().copied().map(Some).chain([None]);
            let mut pairs: Vec<_> = std::iter::once(None).chain(codes.iter().copied().map(Some)).zip(ahead).collect();
            pairs.sort_unstable();
            pairs.dedup();
            for pair in pairs {
                let count = counts.entry(pair).or_default();
                *(if later { &mut count.1 } else { &mut count.0 }) += 1;
            }
        }
    }
    let name =
        |code: Option<u32>| code.and_then(|code| part.log().activities().get(code)).unwrap_or_default().to_owned();
    let share = |count: u32, of: usize| f64::from(count) / of.max(1) as f64;
    let mut list: Vec<ShiftedStep> = counts
        .into_iter()
        .map(|((from, to), (earlier, later))| ShiftedStep {
            from: name(from),
            to: name(to),
            before: share(earlier, before.len()),
            after: share(later, after.len()),
        })
        .filter(|step| step.before != step.after)
        .collect();
    let shift = |step: &ShiftedStep| (step.after - step.before).abs();
    list.sort_by(|a, b| shift(b).total_cmp(&shift(a)).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    list.truncate(TOLD);
    list
}
