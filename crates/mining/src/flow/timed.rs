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

/// What one core counted; arrows by their number in `pairs`.
struct Counted {
    pairs: Pairs,
    /// For each arrow how many gaps each class has.
    classes: Vec<u32>,
    /// For each arrow its cases, and the number of the last of them.
    cases: Vec<(u64, u32)>,
    starts: Vec<u64>,
    ends: Vec<u64>,
}

impl Counted {
    fn of(&self, arrow: usize) -> &[u32] {
        &self.classes[arrow * CLASSES..(arrow + 1) * CLASSES]
    }
}

fn count(share: Share<'_>) -> Counted {
    let log = share.log;
    let codes = log.activities().len();
    let (mut pairs, mut classes, mut cases) = (Pairs::new(codes), Vec::new(), Vec::new());
    let (mut starts, mut ends) = (vec![0_u64; codes], vec![0_u64; codes]);
    share.each(|case, events| {
        let (activities, times) = (&log.activity[events.clone()], &log.time[events]);
        let (Some(first), Some(last)) = (activities.first(), activities.last()) else { return };
        starts[*first as usize] += 1;
        ends[*last as usize] += 1;
        let (mut from, mut before) = (*first, times[0]);
        for (to, time) in activities[1..].iter().zip(&times[1..]) {
            let arrow = pairs.number(from, *to);
            if arrow == cases.len() {
                cases.push((0, u32::MAX));
                classes.resize(classes.len() + CLASSES, 0);
            }
            classes[arrow * CLASSES + class(time.saturating_sub(before))] += 1;
            let seen = &mut cases[arrow];
            seen.0 += u64::from(seen.1 != case as u32);
            seen.1 = case as u32;
            (from, before) = (*to, *time);
        }
    });
    Counted { pairs, classes, cases, starts, ends }
}

/// Where the median of an arrow's gaps lies: gaps from one up to below another, and how many are shorter.
#[derive(Clone, Copy)]
struct Sought {
    count: u64,
    from: i64,
    below: i64,
    shorter: u64,
}

/// The shortest gap of a class.
fn shortest(class: usize) -> i64 {
    if class < 1 << FINE_BITS {
        return class as i64;
    }
    let (doubling, fine) = ((class >> FINE_BITS) as u32 - 1, class as i64 & ((1 << FINE_BITS) - 1));
    (1_i64 << FINE_BITS | fine).checked_shl(doubling).filter(|gap| *gap > 0).unwrap_or(i64::MAX)
}

fn sought(classes: &[u32]) -> Sought {
    let count = classes.iter().map(|count| u64::from(*count)).sum();
    if count <= FEW {
        return Sought { count, from: i64::MIN, below: i64::MAX, shorter: 0 };
    }
    let place = |rank: u64| {
        let mut seen = 0;
        let found = classes.iter().enumerate().find_map(|(class, count)| {
            seen += u64::from(*count);
            (seen > rank).then_some((class, seen - u64::from(*count)))
        });
        found.unwrap_or((CLASSES - 1, 0))
    };
    let ((low, shorter), (high, _)) = (place((count - 1) / 2), place(count / 2));
    let from = if low == 0 { i64::MIN } else { shortest(low) };
    Sought { count, from, below: shortest(high + 1), shorter }
}

/// The gaps of each arrow that lie where its median does.
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
            let arrow = numbers.number(pair[0], pair[1]);
            let gap = time[1].saturating_sub(time[0]);
            if gap >= places[arrow].from && gap < places[arrow].below {
                gaps[arrow].push(gap as f64 / 1e6);
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
    let places: Vec<Sought> = (0..whole.cases.len()).map(|arrow| sought(whole.of(arrow))).collect();
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
    let mut all = whole.starts.clone();
    for ((_, to), place) in whole.pairs.known.iter().zip(&places) {
        all[*to as usize] += place.count;
    }
    let arrows = whole.pairs.known.iter().zip(&whole.cases).zip(places.iter().zip(&mut gaps));
    let mut edges: Vec<Edge> = arrows
        .map(|(((from, to), (cases, _)), (place, gaps))| Edge {
            from: name(*from),
            to: name(*to),
            count: place.count,
            cases: *cases,
            median_seconds: median(place, gaps),
        })
        .collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    Dfg { activities: ranked(all), starts: ranked(whole.starts), ends: ranked(whole.ends), edges }
}

/// The median of an arrow's gaps of which those in the middle are known.
fn median(place: &Sought, gaps: &mut [f64]) -> f64 {
    if place.count <= FEW {
        return quantile(gaps, 0.5).unwrap_or(0.0);
    }
    let mut at = |rank: u64| {
        let index = ((rank - place.shorter) as usize).min(gaps.len() - 1);
        *gaps.select_nth_unstable_by(index, f64::total_cmp).1
    };
    let (lower, upper) = (at((place.count - 1) / 2), at(place.count / 2));
    lower + (upper - lower) * 0.5
}

fn merge(whole: &mut Counted, share: Counted) {
    for (number, (from, to)) in share.pairs.known.iter().enumerate() {
        let arrow = whole.pairs.number(*from, *to);
        if arrow == whole.cases.len() {
            whole.cases.push((0, u32::MAX));
            whole.classes.resize(whole.classes.len() + CLASSES, 0);
        }
        whole.cases[arrow].0 += share.cases[number].0;
        let sums = &mut whole.classes[arrow * CLASSES..(arrow + 1) * CLASSES];
        sums.iter_mut().zip(share.of(number)).for_each(|(sum, count)| *sum += count);
    }
    for (sum, counts) in [(&mut whole.starts, share.starts), (&mut whole.ends, share.ends)] {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
}
