//! The directly-follows graph with how long each step to the next takes.
//!
//! The median is exact without a sort: gaps are first counted in classes that grow with them, then only the class that
//! holds the median is looked at. Absent: other quantiles. Source: W. van der Aalst, "Process Mining" (2nd ed., 2016),
//! §6.1 and §9.1; selection by counting as in high-dynamic-range histograms.

use super::Pairs;
use crate::log::{Part, Share};
use crate::measure::quantile;
use serde::Serialize;

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

/// Classes per doubling of a gap, as a power of two.
const FINE_BITS: u32 = 3;
/// Classes of gaps: 62 doublings of a microsecond.
const CLASSES: usize = 63 << FINE_BITS;
/// Gaps up to which they are simply collected and sorted.
const FEW: u64 = 256;

/// The class of a gap in microseconds; longer gaps have higher classes.
#[inline]
fn class(gap: i64) -> usize {
    let gap = gap.max(0) as u64;
    if gap < 1 << FINE_BITS {
        return gap as usize;
    }
    let doubling = 63 - gap.leading_zeros();
    let fine = gap >> (doubling - FINE_BITS) & ((1 << FINE_BITS) - 1);
    (((doubling - FINE_BITS + 1) << FINE_BITS) as u64 | fine) as usize
}

#[derive(Clone, Default)]
struct Crossing {
    count: u64,
    cases: u64,
    last_case: Option<usize>,
    classes: Vec<u32>,
}

/// What one core counted.
struct Counted {
    pairs: Pairs,
    crossings: Vec<Crossing>,
    all: Vec<u64>,
    starts: Vec<u64>,
    ends: Vec<u64>,
}

fn count(share: Share<'_>) -> Counted {
    let log = share.log;
    let codes = log.activities().len();
    let zero = || vec![0_u64; codes];
    let mut counted =
        Counted { pairs: Pairs::new(codes), crossings: Vec::new(), all: zero(), starts: zero(), ends: zero() };
    share.each(|case, events| {
        let (activities, times) = (&log.activity[events.clone()], &log.time[events]);
        let (Some(first), Some(last)) = (activities.first(), activities.last()) else { return };
        counted.starts[*first as usize] += 1;
        counted.ends[*last as usize] += 1;
        counted.all[*first as usize] += 1;
        for (pair, time) in activities.windows(2).zip(times.windows(2)) {
            counted.all[pair[1] as usize] += 1;
            let number = counted.pairs.number(pair[0], pair[1]);
            if number == counted.crossings.len() {
                counted.crossings.push(Crossing { classes: vec![0; CLASSES], ..Crossing::default() });
            }
            let crossing = &mut counted.crossings[number];
            crossing.count += 1;
            crossing.classes[class(time[1].saturating_sub(time[0]))] += 1;
            if crossing.last_case != Some(case) {
                crossing.cases += 1;
                crossing.last_case = Some(case);
            }
        }
    });
    counted
}

/// Where the median of an arrow's gaps lies: the classes to look into, and the rank within them.
#[derive(Clone, Copy)]
struct Sought {
    low: usize,
    high: usize,
    before: u64,
}

fn sought(crossing: &Crossing) -> Sought {
    if crossing.count <= FEW {
        return Sought { low: 0, high: CLASSES - 1, before: 0 };
    }
    let (lower, upper) = ((crossing.count - 1) / 2, crossing.count / 2);
    let place = |rank: u64| {
        let mut seen = 0;
        let found = crossing.classes.iter().enumerate().find_map(|(class, count)| {
            seen += u64::from(*count);
            (seen > rank).then_some((class, seen - u64::from(*count)))
        });
        found.unwrap_or((CLASSES - 1, 0))
    };
    let ((low, before), (high, _)) = (place(lower), place(upper));
    Sought { low, high, before }
}

/// The gaps of each arrow that lie in its classes.
fn collect(share: Share<'_>, pairs: &Pairs, places: &[Sought]) -> Vec<Vec<f64>> {
    let log = share.log;
    let mut numbers = Pairs::new(log.activities().len());
    pairs.known.iter().for_each(|(from, to)| {
        numbers.number(*from, *to);
    });
    let mut gaps = vec![Vec::new(); places.len()];
    share.each(|_, events| {
        let (activities, times) = (&log.activity[events.clone()], &log.time[events]);
        for (pair, time) in activities.windows(2).zip(times.windows(2)) {
            let number = numbers.number(pair[0], pair[1]);
            let gap = time[1].saturating_sub(time[0]);
            let (class, place) = (class(gap), places[number]);
            if class >= place.low && class <= place.high {
                gaps[number].push(gap as f64 / 1e6);
            }
        }
    });
    gaps
}

/// The directly-follows graph of a log.
#[must_use]
pub fn dfg<'l>(part: impl Into<Part<'l>>) -> Dfg {
    let part = part.into();
    let log = part.log();
    let mut shares = part.on_cores(count).into_iter();
    let Some(mut whole) = shares.next() else { return Dfg::default() };
    for share in shares {
        merge(&mut whole, share);
    }
    let places: Vec<Sought> = whole.crossings.iter().map(sought).collect();
    let mut gaps: Vec<Vec<f64>> = vec![Vec::new(); places.len()];
    for share in part.on_cores(|share| collect(share, &whole.pairs, &places)) {
        gaps.iter_mut().zip(share).for_each(|(all, some)| all.extend(some));
    }
    let name = |code: u32| log.activities().get(code).unwrap_or_default().to_owned();
    let ranked = |counts: Vec<u64>| {
        let named = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
        let mut list: Vec<(String, u64)> = named.map(|(code, count)| (name(code as u32), count)).collect();
        list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list
    };
    let arrows = whole.pairs.known.iter().zip(&whole.crossings).zip(places.iter().zip(&mut gaps));
    let mut edges: Vec<Edge> = arrows
        .map(|(((from, to), crossing), (place, gaps))| Edge {
            from: name(*from),
            to: name(*to),
            count: crossing.count,
            cases: crossing.cases,
            median_seconds: median(crossing.count, place, gaps),
        })
        .collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    Dfg { activities: ranked(whole.all), starts: ranked(whole.starts), ends: ranked(whole.ends), edges }
}

/// The median of `count` gaps of which those in the middle classes are known.
fn median(count: u64, place: &Sought, gaps: &mut [f64]) -> f64 {
    if count <= FEW {
        return quantile(gaps, 0.5).unwrap_or(0.0);
    }
    let mut at = |rank: u64| {
        let index = ((rank - place.before) as usize).min(gaps.len() - 1);
        *gaps.select_nth_unstable_by(index, f64::total_cmp).1
    };
    let (lower, upper) = (at((count - 1) / 2), at(count / 2));
    lower + (upper - lower) * 0.5
}

fn merge(whole: &mut Counted, share: Counted) {
    for ((from, to), crossing) in share.pairs.known.iter().zip(share.crossings) {
        let number = whole.pairs.number(*from, *to);
        match whole.crossings.get_mut(number) {
            None => whole.crossings.push(crossing),
            Some(known) => {
                known.count += crossing.count;
                known.cases += crossing.cases;
                known.classes.iter_mut().zip(crossing.classes).for_each(|(sum, count)| *sum += count);
            }
        }
    }
    let sums = [(&mut whole.all, share.all), (&mut whole.starts, share.starts), (&mut whole.ends, share.ends)];
    for (sum, counts) in sums {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
}
