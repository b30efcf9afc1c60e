//! A map of the units that work passes through: who works, who hands over to whom, and how much time passes at the borders.
//!
//! Absent: what the units did meanwhile; a log shows when something was recorded, not when somebody worked. Sources: van der
//! Aalst, Reijers and Song, "Discovering Social Networks from Event Logs" (2005); the silo index is the share of time that
//! passes between the last event of one unit and the first of the next.

use super::Pairs;
use super::groups::Groups;
use crate::log::{Part, Reckoning, Share};
use crate::measure::quantile;
use serde::Serialize;

/// A unit and its work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Events that it recorded.
    pub events: u64,
    /// Cases in which it recorded something.
    pub cases: u64,
    /// Of these, cases in which nobody else did.
    pub alone: u64,
}

/// Work that goes from one unit to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Border {
    /// The unit that gave.
    pub from: String,
    /// The unit that took.
    pub to: String,
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
    /// Median time from the last event of the one to the first of the other, in seconds.
    pub median_seconds: f64,
    /// All of that time, in seconds.
    pub sum_seconds: f64,
}

/// The units and the borders between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SiloMap {
    /// Cases with at least one event of a named unit.
    pub cases: u64,
    /// Cases in which work crossed a border.
    pub crossing: u64,
    /// Share from 0 to 1 of the time between events of named units that passed at borders; `None` when no time passed.
    pub index: Option<f64>,
    /// The units, those with most events first.
    pub units: Vec<Unit>,
    /// The borders, those crossed most often first.
    pub borders: Vec<Border>,
}

struct Counted {
    pairs: Pairs,
    gaps: Vec<Vec<f64>>,
    /// For each border its cases, and the number of the last of them.
    cases: Vec<(u64, usize)>,
    /// For each unit its events, its cases, its cases alone.
    units: Vec<[u64; 3]>,
    named: u64,
    crossing: u64,
    inside_us: u64,
}

fn count(share: Share<'_>, groups: &Groups<'_>, reckoning: &Reckoning) -> Counted {
    let log = share.log;
    let mut all = Counted {
        pairs: Pairs::new(groups.names().len()),
        gaps: Vec::new(),
        cases: Vec::new(),
        units: vec![[0; 3]; groups.names().len()],
        named: 0,
        crossing: 0,
        inside_us: 0,
    };
    let mut seen: Vec<u32> = Vec::new();
    let mut seen_in = vec![usize::MAX; groups.names().len()];
    share.each(|case, places| {
        let mut last: Option<(u32, i64)> = None;
        let mut crosses = false;
        seen.clear();
        for (unit, time) in groups.codes(places.clone()).iter().zip(&log.time[places]) {
            if *unit == u32::MAX {
                continue;
            }
            all.units[*unit as usize][0] += 1;
            if std::mem::replace(&mut seen_in[*unit as usize], case) != case {
                seen.push(*unit);
            }
            if let Some((from, before)) = last {
                let gap = reckoning.between(before, *time);
                if from == *unit {
                    all.inside_us = all.inside_us.saturating_add(gap as u64);
                } else {
                    crosses = true;
                    let border = all.pairs.number(from, *unit);
                    if border == all.gaps.len() {
                        all.gaps.push(Vec::new());
                        all.cases.push((0, usize::MAX));
                    }
                    all.gaps[border].push(gap as f64 / 1e6);
                    let known = &mut all.cases[border];
                    known.0 += u64::from(known.1 != case);
                    known.1 = case;
                }
            }
            last = Some((*unit, *time));
        }
        all.named += u64::from(last.is_some());
        all.crossing += u64::from(crosses);
        seen.iter().for_each(|unit| all.units[*unit as usize][1] += 1);
        if let [only] = seen[..] {
            all.units[only as usize][2] += 1;
        }
    });
    all
}

/// The units that cases pass through, by these groups.
#[must_use]
pub fn silo_map<'l>(part: impl Into<Part<'l>>, groups: &Groups<'l>) -> SiloMap {
    let part = part.into();
    let mut shares = part.on_cores(|share| count(share, groups, part.reckoning())).into_iter();
    let Some(mut whole) = shares.next() else { return SiloMap::default() };
    for share in shares {
        for ((from, to), (gaps, cases)) in share.pairs.known.iter().zip(share.gaps.into_iter().zip(share.cases)) {
            let border = whole.pairs.number(*from, *to);
            if border == whole.gaps.len() {
                whole.gaps.push(Vec::new());
                whole.cases.push((0, usize::MAX));
            }
            whole.gaps[border].extend(gaps);
            whole.cases[border].0 += cases.0;
        }
        for (sum, unit) in whole.units.iter_mut().zip(share.units) {
            sum.iter_mut().zip(unit).for_each(|(sum, count)| *sum += count);
        }
        whole.named += share.named;
        whole.crossing += share.crossing;
        whole.inside_us = whole.inside_us.saturating_add(share.inside_us);
    }
    told(whole, groups)
}

fn told(mut whole: Counted, groups: &Groups<'_>) -> SiloMap {
    let units = whole.units.iter().enumerate().filter(|(_, counts)| counts[0] > 0);
    let unit = |(code, [events, cases, alone]): (usize, &[u64; 3])| Unit {
        name: groups.name(code as u32),
        events: *events,
        cases: *cases,
        alone: *alone,
    };
    let mut units: Vec<Unit> = units.map(unit).collect();
    units.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.name.cmp(&b.name)));
    let borders = whole.pairs.known.iter().zip(whole.gaps.iter_mut().zip(&whole.cases));
    let mut borders: Vec<Border> = borders
        .map(|((from, to), (gaps, (cases, _)))| {
            // In one order, so that the sum does not depend on the number of cores.
            gaps.sort_by(f64::total_cmp);
            Border {
                from: groups.name(*from),
                to: groups.name(*to),
                count: gaps.len() as u64,
                cases: *cases,
                median_seconds: quantile(gaps, 0.5).unwrap_or(0.0),
                sum_seconds: gaps.iter().sum(),
            }
        })
        .collect();
    borders.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    let at_borders: f64 = borders.iter().map(|border| border.sum_seconds).sum();
    let all = at_borders + whole.inside_us as f64 / 1e6;
    SiloMap {
        cases: whole.named,
        crossing: whole.crossing,
        index: (all > 0.0).then(|| at_borders / all),
        units,
        borders,
    }
}
