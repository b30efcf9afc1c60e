//! How each link runs: along rows, through the gaps between columns and rows, never through a step.
//!
//! Absent: coordinates; a route is a list of lines of the grid. Source: channel routing as in circuit layout (Hashimoto and
//! Stevens 1971).

use std::collections::BTreeMap;

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

/// What a side of an item is used for; lines of one use may share it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Out,
    In,
}

struct Router<'a> {
    graph: &'a Graph,
    cells: &'a Cells,
    /// By column and row: the link whose level line runs through.
    level: BTreeMap<(usize, usize), usize>,
    /// By column and row: the item from or to whose corner upright lines run through.
    upright: BTreeMap<(usize, usize), usize>,
    ports: BTreeMap<(usize, Side), Use>,
}

pub(super) fn routes(graph: &Graph, cells: &Cells) -> Vec<Route> {
    let mut router = Router { graph, cells, level: BTreeMap::new(), upright: BTreeMap::new(), ports: BTreeMap::new() };
    let mut order: Vec<usize> = (0..graph.links.len()).collect();
    // Straight lines first, loops last: what comes later goes around.
    order.sort_by_key(|link| (cells.back[*link], !router.is_straight(*link), *link));
    let mut routes: Vec<Option<Route>> = (0..graph.links.len()).map(|_| None).collect();
    for link in order {
        let route = router.route(link);
        let ends = &graph.links[link];
        router.ports.entry((ends.from, route.exit)).or_insert(Use::Out);
        router.ports.entry((ends.to, route.entry)).or_insert(Use::In);
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

    /// Whether a level line may run through these cells: no step there and no other level line.
    fn level_open(&self, columns: std::ops::Range<usize>, row: usize) -> bool {
        columns.into_iter().all(|column| self.cells.free(column, row) && !self.level.contains_key(&(column, row)))
    }

    /// Whether an upright line from or to a corner of an item may run through the cells between two rows.
    fn upright_open(&self, item: usize, other_row: usize) -> bool {
        let (column, row) = self.cell(item);
        (row.min(other_row) + 1..row.max(other_row)).all(|row| {
            let owner = self.upright.get(&(column, row));
            self.cells.free(column, row) && owner.is_none_or(|owner| *owner == item)
        })
    }

    fn cross_level(&mut self, link: usize, columns: std::ops::Range<usize>, row: usize) {
        self.level.extend(columns.map(|column| ((column, row), link)));
    }

    fn cross_upright(&mut self, item: usize, other_row: usize) {
        let (column, row) = self.cell(item);
        let rows = row.min(other_row) + 1..row.max(other_row);
        self.upright.extend(rows.map(|row| ((column, row), item)));
    }

    fn used(&self, item: usize, side: Side) -> bool {
        self.ports.contains_key(&(item, side))
    }

    /// Whether a side is free for one use.
    fn open_for(&self, item: usize, side: Side, wanted: Use) -> bool {
        self.ports.get(&(item, side)).is_none_or(|present| *present == wanted)
    }

    fn route(&mut self, link: usize) -> Route {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        if self.cells.back[link] || self.cells.column[from] >= self.cells.column[to] {
            return self.around(from, to);
        }
        self.straight(link)
            .or_else(|| self.leave_by_corner(link))
            .or_else(|| self.enter_by_corner(link))
            .unwrap_or_else(|| self.through_gaps(link))
    }

    fn straight(&mut self, link: usize) -> Option<Route> {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        let ((left, row), (right, _)) = (self.cell(from), self.cell(to));
        if !self.is_straight(link) || !self.level_open(left + 1..right, row) {
            return None;
        }
        self.cross_level(link, left + 1..right, row);
        Some(Route { exit: Side::Right, lines: Vec::new(), entry: Side::Left })
    }

    /// Out of the lower or upper corner of a gateway (or of a boundary event) straight to the row of the target.
    fn leave_by_corner(&mut self, link: usize) -> Option<Route> {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        let ((left, row), (right, target)) = (self.cell(from), self.cell(to));
        let exit = if target > row { Side::Bottom } else { Side::Top };
        let has_corner = self.graph.items[from].form == Form::Gateway || self.is_boundary(from) && exit == Side::Bottom;
        let fits = row != target
            && has_corner
            && self.open_for(from, exit, Use::Out)
            && self.upright_open(from, target)
            && self.level_open(left..right, target);
        if !fits {
            return None;
        }
        self.cross_upright(from, target);
        self.cross_level(link, left..right, target);
        Some(Route { exit, lines: vec![Line::Level(to)], entry: Side::Left })
    }

    /// Along the own row, then into the upper or lower corner of a joining gateway.
    fn enter_by_corner(&mut self, link: usize) -> Option<Route> {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
        let ((left, row), (right, target)) = (self.cell(from), self.cell(to));
        let entry = if target > row { Side::Top } else { Side::Bottom };
        let fits = row != target
            && self.graph.items[to].form == Form::Gateway
            && !self.is_boundary(from)
            && self.open_for(to, entry, Use::In)
            && !(self.graph.items[from].form == Form::Gateway && self.used(from, Side::Right))
            && self.level_open(left + 1..right + 1, row)
            && self.upright_open(to, row);
        if !fits {
            return None;
        }
        self.cross_level(link, left + 1..right + 1, row);
        self.cross_upright(to, row);
        Some(Route { exit: Side::Right, lines: vec![Line::Upright(to)], entry })
    }

    fn through_gaps(&mut self, link: usize) -> Route {
        let (from, to) = (self.graph.links[link].from, self.graph.links[link].to);
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
            self.cross_level(link, left + 1..right, target);
            return Route { exit, lines: vec![Line::Gap(left + 1), Line::Level(to)], entry };
        }
        if row != target && self.level_open(left + 1..right, row) {
            self.cross_level(link, left + 1..right, row);
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
