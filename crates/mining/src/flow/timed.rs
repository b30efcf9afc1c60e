//! The directly-follows graph with how long each step to the next takes.
//!
//! The median is exact without a sort: some of the cases tell between which gaps it most likely lies, and only the gaps
//! there are kept while all are counted; where it lies elsewhere, they are counted again. Times are those of the clock, or the
//! working time before each instant. Absent: other quantiles. Sources:
//! W. van der Aalst, "Process Mining" (2nd ed., 2016), §6.1 and §9.1; R. W. Floyd, R. L. Rivest, "Expected Time Bounds for
//! Selection" (1975), for the sample.

use super::Pairs;
use crate::log::{Part, Share};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

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

/// Of so many cases one is looked at first.
const ONE_CASE_OF: usize = 64;
/// Fewest gaps in the sample from which is told where the median lies.
const FEWEST_SAMPLED: usize = 256;

/// For an arrow the gaps, in microseconds, between which its median most likely lies, both included.
type Likely = HashMap<(u32, u32), (i64, i64), foldhash::fast::RandomState>;

fn likely(part: &Part<'_>, at: impl Fn(i64) -> i64) -> Likely {
    let mut pairs = Pairs::new(part.log().activities().len());
    let mut sample: Vec<Vec<i64>> = Vec::new();
    for case in part.cases().step_by(ONE_CASE_OF) {
        for (pair, time) in case.activity_codes().windows(2).zip(case.times().windows(2)) {
            let arrow = pairs.number(pair[0], pair[1]);
            if arrow == sample.len() {
                sample.push(Vec::new());
            }
            sample[arrow].push(at(time[1]).saturating_sub(at(time[0])));
        }
    }
    let enough = pairs.known.into_iter().zip(sample).filter(|(_, gaps)| gaps.len() >= FEWEST_SAMPLED);
    let bounds = enough.map(|(pair, mut gaps)| {
        gaps.sort_unstable();
        // The place of the median among the sampled ones has a deviation of half the root of their number.
        let (middle, away) = (gaps.len() / 2, 2 * gaps.len().isqrt());
        (pair, (gaps[middle - away], gaps[middle + away]))
    });
    bounds.collect()
}

/// One arrow as it is counted.
struct Arrow {
    count: u64,
    cases: u64,
    /// Number of the case counted last.
    last: u32,
    from: i64,
    to: i64,
    /// Gaps shorter than those that are kept.
    shorter: u64,
    kept: Vec<i64>,
}

impl Arrow {
    fn new((from, to): (i64, i64)) -> Arrow {
        Arrow { count: 0, cases: 0, last: u32::MAX, from, to, shorter: 0, kept: Vec::new() }
    }

    #[inline]
    fn add(&mut self, case: u32, gap: i64) {
        self.count += 1;
        self.cases += u64::from(self.last != case);
        self.last = case;
        self.shorter += u64::from(gap < self.from);
        if gap >= self.from && gap <= self.to {
            self.kept.push(gap);
        }
    }

    fn merge(&mut self, other: Arrow) {
        self.count += other.count;
        self.cases += other.cases;
        self.shorter += other.shorter;
        self.kept.extend(other.kept);
    }

    /// The places of the one or two gaps in the middle among those that are kept; `None` when they are not.
    fn middle(&self) -> Option<(usize, usize)> {
        let place = |rank: u64| rank.checked_sub(self.shorter).map(|place| place as usize);
        let (lower, upper) = (place((self.count - 1) / 2)?, place(self.count / 2)?);
        (upper < self.kept.len()).then_some((lower, upper))
    }

    fn median_seconds(&mut self) -> f64 {
        let Some((lower, upper)) = self.middle() else { return 0.0 };
        let mut at = |place: usize| *self.kept.select_nth_unstable(place).1 as f64 / 1e6;
        let (lower, upper) = (at(lower), at(upper));
        lower + (upper - lower) * 0.5
    }
}

/// What was counted; arrows by their number in `pairs`.
struct Counted {
    pairs: Pairs,
    arrows: Vec<Arrow>,
    starts: Vec<u64>,
    ends: Vec<u64>,
}

impl Counted {
    fn of(share: Share<'_>, likely: &Likely, at: impl Fn(i64) -> i64) -> Counted {
        let log = share.log;
        let codes = log.activities().len();
        let (mut pairs, mut arrows) = (Pairs::new(codes), Vec::new());
        let (mut starts, mut ends) = (vec![0_u64; codes], vec![0_u64; codes]);
        share.each(|case, events| {
            let (activities, times) = (&log.activity[events.clone()], &log.time[events]);
            let (Some(first), Some(last)) = (activities.first(), activities.last()) else { return };
            starts[*first as usize] += 1;
            ends[*last as usize] += 1;
            let (mut from, mut before) = (*first, at(times[0]));
            for (to, time) in activities[1..].iter().zip(&times[1..]) {
                let time = at(*time);
                let number = pairs.number(from, *to);
                if number == arrows.len() {
                    arrows.push(Arrow::new(likely.get(&(from, *to)).copied().unwrap_or((i64::MIN, i64::MAX))));
                }
                arrows[number].add(case as u32, time.saturating_sub(before));
                (from, before) = (*to, time);
            }
        });
        Counted { pairs, arrows, starts, ends }
    }

    fn merge(&mut self, share: Counted) {
        for ((from, to), arrow) in share.pairs.known.into_iter().zip(share.arrows) {
            let number = self.pairs.number(from, to);
            match self.arrows.get_mut(number) {
                Some(known) => known.merge(arrow),
                None => self.arrows.push(arrow),
            }
        }
        for (sum, counts) in [(&mut self.starts, share.starts), (&mut self.ends, share.ends)] {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
}

/// Counts all arrows and keeps the gaps in the middle of each; `at` says how much time counts before an instant.
fn count(part: &Part<'_>, at: impl Fn(i64) -> i64 + Sync) -> Option<Counted> {
    let mut likely = likely(part, &at);
    loop {
        let mut shares = part.on_cores(|share| Counted::of(share, &likely, &at)).into_iter();
        let mut whole = shares.next()?;
        shares.for_each(|share| whole.merge(share));
        let elsewhere = whole.pairs.known.iter().zip(&whole.arrows).filter(|(_, arrow)| arrow.middle().is_none());
        let elsewhere: HashSet<(u32, u32)> = elsewhere.map(|(pair, _)| *pair).collect();
        if elsewhere.is_empty() {
            return Some(whole);
        }
        likely.retain(|pair, _| !elsewhere.contains(pair));
    }
}

/// The directly-follows graph of a log.
#[must_use]
pub fn dfg<'l>(part: impl Into<Part<'l>>) -> Dfg {
    let part = part.into();
    let counted = match part.reckoning().calendar() {
        None => count(&part, |time| time),
        Some(calendar) => count(&part, |time| calendar.until(time)),
    };
    let Some(counted) = counted else { return Dfg::default() };
    let name = |code: u32| part.log().activities().get(code).unwrap_or_default().to_owned();
    let ranked = |counts: Vec<u64>| {
        let named = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
        let mut list: Vec<(String, u64)> = named.map(|(code, count)| (name(code as u32), count)).collect();
        list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list
    };
    let mut all = counted.starts.clone();
    let arrows = counted.pairs.known.into_iter().zip(counted.arrows);
    let edge = |((from, to), mut arrow): ((u32, u32), Arrow)| {
        all[to as usize] += arrow.count;
        let median_seconds = arrow.median_seconds();
        Edge { from: name(from), to: name(to), count: arrow.count, cases: arrow.cases, median_seconds }
    };
    let mut edges: Vec<Edge> = arrows.map(edge).collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    Dfg { activities: ranked(all), starts: ranked(counted.starts), ends: ranked(counted.ends), edges }
}
