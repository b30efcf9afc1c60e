//! How tickets really flow: which step follows which, which ways they take, and who hands over to whom.
//!
//! Absent: discovery of a model. Sources: W. van der Aalst, "Process Mining" (2nd ed., 2016), §6.1 (directly-follows
//! graph) and §2 (variants); handover of work after van der Aalst, Reijers and Song, "Discovering Social Networks from
//! Event Logs" (2005).

use crate::log::EventLog;
use crate::measure::quantile;
use serde::Serialize;
use std::collections::HashMap;

/// One arrow of a directly-follows graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// The earlier step.
    pub from: String,
    /// The step directly after it.
    pub to: String,
    /// How often it happened.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
    /// Median time between the two, in seconds.
    pub median_seconds: f64,
}

/// Which step follows which.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dfg {
    /// Each activity and how often it happened, most frequent first.
    pub activities: Vec<(String, u64)>,
    /// The first activities of cases and in how many.
    pub starts: Vec<(String, u64)>,
    /// The last activities of cases and in how many.
    pub ends: Vec<(String, u64)>,
    /// The arrows, most frequent first.
    pub edges: Vec<Edge>,
}

#[derive(Default)]
struct Crossing {
    count: u64,
    cases: u64,
    last_case: Option<usize>,
    gaps: Vec<f64>,
}

/// The directly-follows graph of a log.
#[must_use]
pub fn dfg(log: &EventLog) -> Dfg {
    let names = log.activities();
    let (mut all, mut starts, mut ends) = (vec![0; names.len()], vec![0; names.len()], vec![0; names.len()]);
    let mut edges: HashMap<(u32, u32), Crossing> = HashMap::new();
    for case in log.cases() {
        let (codes, times) = (case.activity_codes(), case.times());
        for code in codes {
            all[*code as usize] += 1;
        }
        if let (Some(first), Some(last)) = (codes.first(), codes.last()) {
            starts[*first as usize] += 1;
            ends[*last as usize] += 1;
        }
        for (pair, time) in codes.windows(2).zip(times.windows(2)) {
            let edge = edges.entry((pair[0], pair[1])).or_default();
            edge.count += 1;
            edge.gaps.push(time[1].saturating_sub(time[0]) as f64 / 1e6);
            if edge.last_case != Some(case.index) {
                edge.cases += 1;
                edge.last_case = Some(case.index);
            }
        }
    }
    let name = |code: u32| names.get(code).unwrap_or_default().to_owned();
    let ranked = |counts: Vec<u64>| {
        let named = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
        let mut list: Vec<(String, u64)> = named.map(|(code, count)| (name(code as u32), count)).collect();
        list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list
    };
    let mut edges: Vec<Edge> = edges
        .into_iter()
        .map(|((from, to), mut edge)| Edge {
            from: name(from),
            to: name(to),
            count: edge.count,
            cases: edge.cases,
            median_seconds: quantile(&mut edge.gaps, 0.5).unwrap_or(0.0),
        })
        .collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    Dfg { activities: ranked(all), starts: ranked(starts), ends: ranked(ends), edges }
}

/// One way that cases take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// Codes of its activities in order (positions in [`EventLog::activities`]).
    pub activities: Vec<u32>,
    /// Numbers of the cases that take it, in order.
    pub cases: Vec<u32>,
}

impl Variant {
    /// Share of the log's cases that take this way, from 0 to 1.
    #[must_use]
    pub fn share(&self, log: &EventLog) -> f64 {
        self.cases.len() as f64 / log.case_count().max(1) as f64
    }

    /// The names of its activities in order.
    #[must_use]
    pub fn names<'l>(&self, log: &'l EventLog) -> Vec<&'l str> {
        self.activities.iter().filter_map(|code| log.activities().get(*code)).collect()
    }
}

/// The ways that cases take, most frequent first, then by first case.
#[must_use]
pub fn variants(log: &EventLog) -> Vec<Variant> {
    let mut known: HashMap<&[u32], usize> = HashMap::new();
    let mut list: Vec<Variant> = Vec::new();
    for case in log.cases() {
        let codes = case.activity_codes();
        let index = *known.entry(codes).or_insert_with(|| {
            list.push(Variant { activities: codes.to_vec(), cases: Vec::new() });
            list.len() - 1
        });
        list[index].cases.push(case.index as u32);
    }
    list.sort_by(|a, b| b.cases.len().cmp(&a.cases.len()).then_with(|| a.cases[0].cmp(&b.cases[0])));
    list
}

/// How often work went from one group directly to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    /// The group that gave.
    pub from: String,
    /// The group that took.
    pub to: String,
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
}

/// Direct successions of two different resources in a case, most frequent first; events without a resource are passed
/// over.
#[must_use]
pub fn handover(log: &EventLog) -> Vec<Handover> {
    let mut pairs: HashMap<(u32, u32), (u64, u64, Option<usize>)> = HashMap::new();
    for case in log.cases() {
        let mut known = case.resource_codes().iter().copied().filter(|code| *code != u32::MAX);
        let Some(mut last) = known.next() else { continue };
        for code in known {
            if code != last {
                let pair = pairs.entry((last, code)).or_default();
                pair.0 += 1;
                if pair.2 != Some(case.index) {
                    pair.1 += 1;
                    pair.2 = Some(case.index);
                }
            }
            last = code;
        }
    }
    let name = |code: u32| log.resources().get(code).unwrap_or_default().to_owned();
    let mut list: Vec<Handover> = pairs
        .into_iter()
        .map(|((from, to), (count, cases, _))| Handover { from: name(from), to: name(to), count, cases })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    list
}
