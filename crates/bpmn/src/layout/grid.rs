//! Which column and which row each step stands in.
//!
//! Absent: coordinates. A column is a layer of the flow; rows belong to lanes. Source: Sugiyama, Tagawa, Toda (1981), with the
//! longest path for the layers.

use std::collections::BTreeSet;

/// What is laid out, reduced to sizes and links.
#[derive(Default)]
pub(super) struct Graph {
    pub items: Vec<Item>,
    pub links: Vec<Link>,
    pub lanes: usize,
}

pub(super) struct Item {
    pub width: f64,
    pub height: f64,
    pub lane: usize,
    pub form: Form,
    pub name: String,
    /// The item a boundary event sits on.
    pub host: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Activity,
    Event,
    Gateway,
}

pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub name: String,
}

/// Columns and rows by item; a boundary event has the cell of its host.
pub(super) struct Cells {
    pub column: Vec<usize>,
    pub row: Vec<usize>,
    pub columns: usize,
    /// The lane of each row, ascending.
    pub lane_of_row: Vec<usize>,
    /// By link: whether it leads back.
    pub back: Vec<bool>,
    occupied: BTreeSet<(usize, usize)>,
}

impl Cells {
    /// Whether no step stands in a cell.
    pub fn free(&self, column: usize, row: usize) -> bool {
        !self.occupied.contains(&(column, row))
    }
}

impl Graph {
    /// The item that a link's end belongs to in the grid.
    pub fn cell_of(&self, item: usize) -> usize {
        self.items[item].host.unwrap_or(item)
    }
}

pub(super) fn cells(graph: &Graph) -> Cells {
    let back = back_links(graph);
    let column = columns(graph, &back);
    let (row_in_lane, height) = rows(graph, &column, &back);
    let mut first_row = vec![0; graph.lanes];
    let mut lane_of_row = Vec::new();
    for lane in 0..graph.lanes {
        first_row[lane] = lane_of_row.len();
        lane_of_row.extend(std::iter::repeat_n(lane, height[lane].max(1)));
    }
    let row: Vec<usize> = (0..graph.items.len())
        .map(|item| {
            let cell = graph.cell_of(item);
            first_row[graph.items[cell].lane] + row_in_lane[cell]
        })
        .collect();
    let stands = (0..graph.items.len()).filter(|item| graph.items[*item].host.is_none());
    let occupied = stands.map(|item| (column[item], row[item])).collect();
    let columns = column.iter().max().map_or(0, |last| last + 1);
    Cells { column, row, columns, lane_of_row, back, occupied }
}

/// Links that close a loop, found by a depth-first walk from the items that nothing leads to.
fn back_links(graph: &Graph) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let count = graph.items.len();
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut fed = vec![false; count];
    for (at, link) in graph.links.iter().enumerate() {
        outgoing[graph.cell_of(link.from)].push(at);
        fed[graph.cell_of(link.to)] |= link.from != link.to;
    }
    let mut back = vec![false; graph.links.len()];
    let mut state = vec![State::New; count];
    let roots = (0..count).filter(|item| !fed[*item]).chain(0..count);
    for root in roots {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((item, next)) = stack.pop() {
            let Some(&link) = outgoing[item].get(next) else {
                state[item] = State::Done;
                continue;
            };
            stack.push((item, next + 1));
            let to = graph.cell_of(graph.links[link].to);
            match state[to] {
                State::Open => back[link] = true,
                State::New => {
                    state[to] = State::Open;
                    stack.push((to, 0));
                }
                State::Done => {}
            }
        }
    }
    back
}

/// The longest path to each item; items that nothing leads to stand just before what they lead to.
fn columns(graph: &Graph, back: &[bool]) -> Vec<usize> {
    let count = graph.items.len();
    let forward: Vec<(usize, usize)> = graph
        .links
        .iter()
        .zip(back)
        .filter(|(_, back)| !**back)
        .map(|(link, _)| (graph.cell_of(link.from), graph.cell_of(link.to)))
        .collect();
    let mut column = vec![0_usize; count];
    let mut waiting = vec![0_usize; count];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in &forward {
        waiting[*to] += 1;
        next[*from].push(*to);
    }
    let sources: Vec<usize> = (0..count).filter(|item| waiting[*item] == 0).collect();
    let mut ready = sources.clone();
    while let Some(item) = ready.pop() {
        for &to in &next[item] {
            column[to] = column[to].max(column[item] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                ready.push(to);
            }
        }
    }
    for item in sources {
        if let Some(first) = next[item].iter().map(|to| column[*to]).min() {
            column[item] = first.saturating_sub(1);
        }
    }
    for item in 0..count {
        column[item] = column[graph.cell_of(item)];
    }
    column
}

/// The row of each item within its lane, and the number of rows of each lane.
fn rows(graph: &Graph, column: &[usize], back: &[bool]) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..graph.items.len()).filter(|item| graph.items[*item].host.is_none()).collect();
    order.sort_by_key(|item| (column[*item], *item));
    let mut row = vec![0_usize; graph.items.len()];
    let mut height = vec![0_usize; graph.lanes];
    // By lane, column and row: what stands there or runs through.
    let mut taken: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    for item in order {
        let lane = graph.items[item].lane;
        let before = predecessor(graph, back, item);
        let wanted = before.map_or(0, |(from, _)| row[graph.cell_of(from)]);
        let passes = before.map_or(column[item], |(from, _)| column[graph.cell_of(from)] + 1);
        let fits = |row: usize, from: usize| (from..=column[item]).all(|column| !taken.contains(&(lane, column, row)));
        let straight = before.is_some_and(|(_, straight)| straight) && fits(wanted, passes);
        let chosen = if straight {
            wanted
        } else {
            let lowest = height[lane];
            let mut candidates: Vec<usize> = (0..=lowest).filter(|row| fits(*row, column[item])).collect();
            let boundary = before.is_some_and(|(from, _)| graph.items[from].host.is_some());
            candidates
                .sort_by_key(|row| (row.abs_diff(wanted) + 2 * usize::from(boundary && *row == wanted), *row < wanted));
            candidates.first().copied().unwrap_or(lowest)
        };
        row[item] = chosen;
        height[lane] = height[lane].max(chosen + 1);
        let first = if straight { passes } else { column[item] };
        taken.extend((first..=column[item]).map(|column| (lane, column, chosen)));
    }
    (row, height)
}

/// The item in the same lane that this one follows, and whether it may stand in the same row.
fn predecessor(graph: &Graph, back: &[bool], item: usize) -> Option<(usize, bool)> {
    let mut links =
        graph.links.iter().zip(back).filter(|(link, back)| link.to == item && !**back).map(|(link, _)| link);
    let same_lane = |link: &&Link| graph.items[graph.cell_of(link.from)].lane == graph.items[item].lane;
    let link = links.find(same_lane)?;
    Some((link.from, graph.items[link.from].host.is_none()))
}
