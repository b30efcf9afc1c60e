//! How each link runs: along rows, through the gaps between columns and rows, never through a step.
//!
//! Absent: coordinates; a route is a list of lines of the grid. Source: channel routing as in circuit layout (Hashimoto and
//! Stevens 1971).

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Cells, Form, Graph};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// A line that a route runs along.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    /// Upright, in the gap left of a column.
    Gap(usize),
    /// Level, in the gap above (2 · row) or below (2 · row + 1) a row.
    Channel(usize),
    /// Upright, through the middle of an item.
    Upright(usize),
    /// Level, through the middle of an item.
    Level(usize),
}

/// From a side of one item along lines, alternately level and upright, to a side of another.
pub(super) struct Route {
    pub exit: Side,
    pub lines: Vec<Line>,
    pub entry: Side,
}

struct Router<'a> {
    graph: &'a Graph,
    cells: &'a Cells,
    /// Cells that a level or an upright line runs through.
    crossed: BTreeMap<(usize, usize), bool>,
    ports: BTreeSet<(usize, Side)>,
}

pub(super) fn routes(graph: &Graph, cells: &Cells) -> Vec<Route> {
    let mut router = Router { graph, cells, crossed: BTreeMap::new(), ports: BTreeSet::new() };
    let mut order: Vec<usize> = (0..graph.links.len()).collect();
    // Straight lines first, loops last: what comes later goes around.
    order.sort_by_key(|link| (cells.back[*link], !router.is_straight(*link), *link));
    let mut routes: Vec<Option<Route>> = (0..graph.links.len()).map(|_| None).collect();
    for link in order {
        let route = router.route(link);
        let ends = &graph.links[link];
        router.ports.insert((ends.from, route.exit));
        router.ports.insert((ends.to, route.entry));
        routes[link] = Some(route);
    }
    routes.into_iter().map(|route| route.expect("every link was routed")).collect()
}

impl Router<'_> {
    fn cell(&self, item: usize) -> (usize, usize) {
        (self.cells.column[item], self.cells.row[item])
    }

    fn is_boundary(&self, item: usize) -> bool {
        self.graph.items[item].host.is_some()
    }

    fn is_straight(&self, link: usize) -> bool {
        let link = &self.graph.links[link];
        let ((from, row), (to, other)) = (self.cell(link.from), self.cell(link.to));
        row == other
            && from < to
            && !self.is_boundary(link.from)
            && (from + 1..to).all(|column| self.cells.free(column, row))
    }

    /// Whether a line may run through a cell: no step there, no line in the same direction.
    fn open(&self, column: usize, row: usize, level: bool) -> bool {
        self.cells.free(column, row) && self.crossed.get(&(column, row)) != Some(&level)
    }

    fn level_open(&self, columns: std::ops::Range<usize>, row: usize) -> bool {
        columns.into_iter().all(|column| self.open(column, row, true))
    }

    fn upright_open(&self, column: usize, a: usize, b: usize) -> bool {
        let (low, high) = (a.min(b), a.max(b));
        (low + 1..high).all(|row| self.open(column, row, false))
    }

    fn cross_level(&mut self, columns: std::ops::Range<usize>, row: usize) {
        self.crossed.extend(columns.map(|column| ((column, row), true)));
    }

    fn cross_upright(&mut self, column: usize, a: usize, b: usize) {
        let (low, high) = (a.min(b), a.max(b));
        self.crossed.extend((low + 1..high).map(|row| ((column, row), false)));
    }

    fn used(&self, item: usize, side: Side) -> bool {
        self.ports.contains(&(item, side))
    }

    fn route(&mut self, link: usize) -> Route {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        if self.cells.back[link] || self.cells.column[from] >= self.cells.column[to] {
            return self.around(from, to);
        }
        self.straight(link)
            .or_else(|| self.from_corner(from, to))
            .or_else(|| self.into_corner(from, to))
            .unwrap_or_else(|| self.through_gaps(from, to))
    }

    fn straight(&mut self, link: usize) -> Option<Route> {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        let ((left, row), (right, _)) = (self.cell(from), self.cell(to));
        if !self.is_straight(link) || !self.level_open(left + 1..right, row) {
            return None;
        }
        self.cross_level(left + 1..right, row);
        Some(Route { exit: Side::Right, lines: Vec::new(), entry: Side::Left })
    }

    /// Out of the lower or upper corner of a gateway (or of a boundary event) straight to the row of the target.
    fn from_corner(&mut self, from: usize, to: usize) -> Option<Route> {
        let ((left, row), (right, target)) = (self.cell(from), self.cell(to));
        let exit = if target > row { Side::Bottom } else { Side::Top };
        let has_corner = self.graph.items[from].form == Form::Gateway || self.is_boundary(from) && exit == Side::Bottom;
        let fits = row != target
            && has_corner
            && !self.used(from, exit)
            && self.upright_open(left, row, target)
            && self.level_open(left..right, target);
        if !fits {
            return None;
        }
        self.cross_upright(left, row, target);
        self.cross_level(left..right, target);
        Some(Route { exit, lines: vec![Line::Level(to)], entry: Side::Left })
    }

    /// Along the own row, then into the upper or lower corner of a joining gateway.
    fn into_corner(&mut self, from: usize, to: usize) -> Option<Route> {
        let ((left, row), (right, target)) = (self.cell(from), self.cell(to));
        let entry = if target > row { Side::Top } else { Side::Bottom };
        let fits = row != target
            && self.graph.items[to].form == Form::Gateway
            && !self.is_boundary(from)
            && !self.used(to, entry)
            && !(self.graph.items[from].form == Form::Gateway && self.used(from, Side::Right))
            && self.level_open(left + 1..right + 1, row)
            && self.upright_open(right, row, target);
        if !fits {
            return None;
        }
        self.cross_level(left + 1..right + 1, row);
        self.cross_upright(right, row, target);
        Some(Route { exit: Side::Right, lines: vec![Line::Upright(to)], entry })
    }

    fn through_gaps(&mut self, from: usize, to: usize) -> Route {
        let ((left, row), (right, target)) = (self.cell(from), self.cell(to));
        let entry = Side::Left;
        let corner = self.graph.items[from].form == Form::Gateway && self.used(from, Side::Right);
        if corner || self.is_boundary(from) {
            let up = !self.is_boundary(from)
                && (target < row || self.used(from, Side::Bottom))
                && !self.used(from, Side::Top);
            let (exit, channel) = if up { (Side::Top, 2 * row) } else { (Side::Bottom, 2 * row + 1) };
            return Route { exit, lines: vec![Line::Channel(channel), Line::Gap(right), Line::Level(to)], entry };
        }
        let exit = Side::Right;
        if row != target && self.level_open(left + 1..right, target) {
            self.cross_level(left + 1..right, target);
            return Route { exit, lines: vec![Line::Gap(left + 1), Line::Level(to)], entry };
        }
        if row != target && self.level_open(left + 1..right, row) {
            self.cross_level(left + 1..right, row);
            return Route { exit, lines: vec![Line::Gap(right), Line::Level(to)], entry };
        }
        let channel = if row < target {
            2 * target
        } else if row > target {
            2 * target + 1
        } else {
            2 * row
        };
        let lines = vec![Line::Gap(left + 1), Line::Channel(channel), Line::Gap(right), Line::Level(to)];
        Route { exit, lines, entry }
    }

    /// Back to an earlier column: below or above the own row, and in from the same side or from the left.
    fn around(&mut self, from: usize, to: usize) -> Route {
        let ((_, row), (column, target)) = (self.cell(from), self.cell(to));
        let below =
            self.is_boundary(from) || !self.used(from, Side::Bottom) && target >= row || self.used(from, Side::Top);
        let (exit, channel) = if below { (Side::Bottom, 2 * row + 1) } else { (Side::Top, 2 * row) };
        if row == target && from != to && !self.used(to, exit) {
            return Route { exit, lines: vec![Line::Channel(channel), Line::Upright(to)], entry: exit };
        }
        let lines = vec![Line::Channel(channel), Line::Gap(column), Line::Level(to)];
        Route { exit, lines, entry: Side::Left }
    }
}
