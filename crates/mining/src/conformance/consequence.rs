//! What goes with a deviation: the hours it costs, the group whose cases it befalls most, and whether those cases come back.
//!
//! Absent: causes; what goes with a deviation need not come from it. Sources: deviations ranked by their weight as in A.
//! Adriansyah, "Aligning Observed and Modeled Behavior" (2014), ch. 7; shares are compared by Newcombe's interval (1998).

use super::comparison::hours;
use super::deviation::percent;
use super::{Conformance, Deviation};
use crate::benefit::{Difference, Verdict, compare_shares};
use crate::log::{EventLog, Reckoning};
use crate::measure::{MeasureSpec, case_facts, quantile};
use serde::Serialize;
use std::collections::HashMap;

/// The group whose cases a deviation befalls most beyond the usual.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MostAffected {
    /// The group.
    pub group: String,
    /// Cases with the deviation in which the group took part.
    pub cases: u64,
    /// All cases in which the group took part.
    pub of: u64,
}

/// What goes with one deviation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Consequence {
    /// Hours by which its cases together took longer than half of the conforming ones did; negative when they were quicker,
    /// `None` without conforming cases.
    pub hours: Option<f64>,
    /// The group that it befalls most; `None` when no group stands out or the log names none.
    pub group: Option<MostAffected>,
    /// The share of cases that were reopened: conforming ones before, those with the deviation after.
    pub reopened: Option<Difference>,
}

impl Consequence {
    /// How many times as often its cases are reopened as conforming ones; `None` where chance alone could explain it.
    #[must_use]
    pub fn reopen_ratio(&self) -> Option<f64> {
        let reopened = self.reopened.as_ref()?;
        let clear = matches!(reopened.verdict, Verdict::Higher | Verdict::Lower);
        let (usual, with) = reopened.before.zip(reopened.after)?;
        (clear && usual > 0.0).then(|| with / usual)
    }

    /// The deviation in plain English with what goes with it.
    #[must_use]
    pub fn sentence(&self, deviation: &Deviation) -> String {
        let mut text = deviation.sentence();
        text.pop();
        if let Some(MostAffected { group, cases, of }) = &self.group {
            let share = percent(*cases as f64 / (*of).max(1) as f64);
            text.push_str(&format!("; most often where {group} takes part ({share} of its cases)"));
        }
        match (self.reopen_ratio(), &self.reopened) {
            (Some(ratio), _) => text.push_str(&format!("; those cases are reopened {ratio:.1} times as often")),
            (None, Some(Difference { verdict: Verdict::Higher, before: Some(before), .. })) if *before == 0.0 => {
                text.push_str("; only those cases are reopened");
            }
            _ => {}
        }
        match self.hours {
            Some(hours) if hours >= 1.0 => text.push_str(&format!("; together they took {hours:.0} h longer")),
            Some(hours) if hours <= -1.0 => text.push_str(&format!("; together they took {:.0} h less", -hours)),
            _ => {}
        }
        text.push('.');
        text
    }
}

/// What goes with each deviation, in their order.
#[must_use]
pub fn consequences(log: &EventLog, result: &Conformance, spec: &MeasureSpec) -> Vec<Consequence> {
    let by_clock = Reckoning::default();
    let mut durations: Vec<f64> =
        result.conforming_numbers.iter().map(|case| hours(log, *case as usize, &by_clock)).collect();
    let usual = quantile(&mut durations, 0.5);
    let came_back = came_back(log, spec);
    let reopened = |cases: &[u32]| {
        let told = cases.iter().filter_map(|case| came_back[*case as usize]);
        told.fold((0, 0), |(back, all), came_back| (back + usize::from(came_back), all + 1))
    };
    let conforming = reopened(&result.conforming_numbers);
    let groups = Groups::new(log);
    let all: Vec<u32> = (0..log.case_count() as u32).collect();
    let took_part = groups.taking_part(&all);
    // Many deviations may befall the very same cases, which are then looked at once.
    let mut known: HashMap<&[u32], Consequence, foldhash::fast::RandomState> = HashMap::default();
    let each = result.deviations.iter().map(|deviation| {
        let cases = deviation.case_numbers.as_slice();
        let found = known.entry(cases).or_insert_with(|| Consequence {
            hours: usual.map(|usual| cases.iter().map(|case| hours(log, *case as usize, &by_clock) - usual).sum()),
            group: most_affected(log, cases, &groups, &took_part),
            reopened: (conforming.1 > 0).then(|| compare_shares(conforming, reopened(cases))),
        });
        found.clone()
    });
    each.collect()
}

/// For each case whether it was reopened; `None` where it has no events.
fn came_back(log: &EventLog, spec: &MeasureSpec) -> Vec<Option<bool>> {
    let mut facts = case_facts(log, spec).into_iter();
    let mut of_case = |case| if log.range(case).is_empty() { None } else { facts.next() };
    (0..log.case_count()).map(|case| of_case(case).map(|facts| facts.reopens > 0.0)).collect()
}

/// The groups that took part in each case, each once.
struct Groups {
    count: usize,
    starts: Vec<usize>,
    codes: Vec<u32>,
}

impl Groups {
    fn new(log: &EventLog) -> Groups {
        let count = log.resources().len();
        let mut last = vec![usize::MAX; count];
        let (mut starts, mut codes) = (vec![0], Vec::new());
        for case in 0..log.case_count() {
            for code in &log.resource[log.range(case)] {
                if let Some(seen) = last.get_mut(*code as usize).filter(|seen| **seen != case) {
                    *seen = case;
                    codes.push(*code);
                }
            }
            starts.push(codes.len());
        }
        Groups { count, starts, codes }
    }

    /// For each group the number of these cases in which it took part.
    fn taking_part(&self, cases: &[u32]) -> Vec<u64> {
        let mut counts = vec![0; self.count];
        for case in cases.iter().map(|case| *case as usize) {
            self.codes[self.starts[case]..self.starts[case + 1]].iter().for_each(|code| counts[*code as usize] += 1);
        }
        counts
    }
}

/// The group with most cases beyond the share that a deviation of these cases has everywhere.
fn most_affected(log: &EventLog, cases: &[u32], groups: &Groups, took_part: &[u64]) -> Option<MostAffected> {
    let share = cases.len() as f64 / log.case_count().max(1) as f64;
    let counts = groups.taking_part(cases);
    let beyond = |code: usize| counts[code] as f64 - share * took_part[code] as f64;
    let name = |code: usize| log.resources().get(code as u32).unwrap_or_default();
    let most = (0..counts.len())
        .filter(|code| beyond(*code) > 0.0)
        .max_by(|a, b| beyond(*a).total_cmp(&beyond(*b)).then_with(|| name(*b).cmp(name(*a))))?;
    Some(MostAffected { group: name(most).to_owned(), cases: counts[most], of: took_part[most] })
}
