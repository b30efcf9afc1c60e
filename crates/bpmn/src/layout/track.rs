//! Side by side: routes that share a gap get tracks of their own.
//!
//! Absent: an order of tracks that crosses least. Source: the left-edge algorithm (Hashimoto and Stevens 1971).

use std::collections::BTreeMap;

use super::grid::{Cells, Graph};
use super::route::{Line, Route, Side};

/// The track of each route on each gap or channel, and how many tracks each has.
#[derive(Default)]
pub(super) struct Tracks {
    track: BTreeMap<(usize, Line), usize>,
    count: BTreeMap<Line, usize>,
}

impl Tracks {
    pub fn of(&self, link: usize, line: Line) -> usize {
        self.track.get(&(link, line)).copied().unwrap_or(0)
    }

    pub fn count(&self, line: Line) -> usize {
        self.count.get(&line).copied().unwrap_or(0)
    }
}

pub(super) fn assign(graph: &Graph, cells: &Cells, routes: &[Route]) -> Tracks {
    // Along a gap the position is 3 · row + (0 above, 1 middle, 2 below); along a channel 2 · column + (0 gap, 1 middle).
    let level = |line: Line| match line {
        Line::Channel(channel) => 3 * (channel / 2) + if channel % 2 == 0 { 0 } else { 2 },
        Line::Level(item) => 3 * cells.row[item] + 1,
        Line::Gap(_) | Line::Upright(_) => 0,
    };
    let upright = |line: Line| match line {
        Line::Gap(column) => 2 * column,
        Line::Upright(item) => 2 * cells.column[item] + 1,
        Line::Channel(_) | Line::Level(_) => 0,
    };
    let mut spans: BTreeMap<Line, Vec<(usize, usize, usize)>> = BTreeMap::new();
    for (link, route) in routes.iter().enumerate() {
        let (from, to) = (graph.links[link].from, graph.links[link].to);
        let first = match route.exit {
            Side::Left | Side::Right => Line::Level(from),
            Side::Top | Side::Bottom => Line::Upright(from),
        };
        let last = match route.entry {
            Side::Left | Side::Right => Line::Level(to),
            Side::Top | Side::Bottom => Line::Upright(to),
        };
        let mut all = vec![first];
        all.extend(&route.lines);
        all.push(last);
        for three in all.windows(3) {
            let (a, b) = match three[1] {
                Line::Gap(_) => (level(three[0]), level(three[2])),
                Line::Channel(_) => (upright(three[0]), upright(three[2])),
                Line::Upright(_) | Line::Level(_) => continue,
            };
            spans.entry(three[1]).or_default().push((a.min(b), a.max(b), link));
        }
    }
    let mut tracks = Tracks::default();
    for (line, mut wanted) in spans {
        wanted.sort_unstable();
        let mut ends: Vec<usize> = Vec::new();
        for (low, high, link) in wanted {
            let at = ends.iter().position(|end| *end < low).unwrap_or(ends.len());
            if at == ends.len() {
                ends.push(high);
            } else {
                ends[at] = high;
            }
            tracks.track.insert((link, line), at);
        }
        tracks.count.insert(line, ends.len());
    }
    tracks
}
