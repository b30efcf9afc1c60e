//! Coordinates: from columns, rows and tracks to rectangles and points.
//!
//! Absent: what is drawn there. Distances follow what modellers draw by hand. Source: measured on the MIWG reference models.

use super::grid::{Cells, Form, Graph, cells};
use super::route::{Line, Route, Side, routes};
use super::track::{Tracks, assign};
use crate::model::{Bounds, Point};
use crate::svg::{text_height, text_width};

/// Between two columns at least, in diagram units.
const GAP: f64 = 46.0;
/// Between two parallel lines.
const TRACK: f64 = 14.0;
/// Above and below the steps of a row.
const ROW_PAD: f64 = 14.0;
/// Half a row at least.
const HALF_ROW: f64 = 42.0;
/// Names of events, gateways and branches are wrapped at this width.
pub(super) const NAME_WIDTH: f64 = 104.0;

/// Where everything is, from the upper left corner (0, 0).
pub(super) struct Arrangement {
    pub items: Vec<Bounds>,
    pub item_labels: Vec<Option<Bounds>>,
    pub links: Vec<Vec<Point>>,
    pub link_labels: Vec<Option<Bounds>>,
    /// Top and height of each lane.
    pub lanes: Vec<(f64, f64)>,
    pub width: f64,
    pub height: f64,
}

struct Scale {
    column: Vec<(f64, f64)>,
    /// Left edge of each gap, and where its tracks begin.
    gap: Vec<(f64, f64)>,
    row: Vec<f64>,
    channel: Vec<f64>,
    lanes: Vec<(f64, f64)>,
    width: f64,
    height: f64,
}

pub(super) fn arrange(graph: &Graph) -> Arrangement {
    let cells = cells(graph);
    let routes = routes(graph, &cells);
    let tracks = assign(graph, &cells, &routes);
    let scale = scale(graph, &cells, &routes, &tracks);
    let items = items(graph, &cells, &scale);
    let links: Vec<Vec<Point>> =
        (0..routes.len()).map(|link| points(graph, link, &routes[link], &items, &scale, &tracks)).collect();
    let top_used: Vec<bool> = (0..items.len())
        .map(|item| {
            graph.links.iter().zip(&routes).any(|(link, route)| {
                link.from == item && route.exit == Side::Top || link.to == item && route.entry == Side::Top
            })
        })
        .collect();
    let item_labels = (0..items.len()).map(|item| item_label(graph, item, items[item], top_used[item])).collect();
    let link_labels = graph
        .links
        .iter()
        .zip(&links)
        .zip(&routes)
        .map(|((link, points), route)| link_label(&link.name, points, route.exit))
        .collect();
    Arrangement { items, item_labels, links, link_labels, lanes: scale.lanes, width: scale.width, height: scale.height }
}

fn label_size(name: &str) -> Option<(f64, f64)> {
    (!name.trim().is_empty()).then(|| (text_width(name, NAME_WIDTH), text_height(name, NAME_WIDTH)))
}

fn scale(graph: &Graph, cells: &Cells, routes: &[Route], tracks: &Tracks) -> Scale {
    let mut widths = vec![0.0_f64; cells.columns];
    let mut halves = vec![(HALF_ROW, HALF_ROW); cells.lane_of_row.len()];
    for (at, item) in graph.items.iter().enumerate().filter(|(_, item)| item.host.is_none()) {
        let name = label_size(&item.name).unwrap_or((0.0, 0.0));
        let (width, above, below) = match item.form {
            Form::Activity => (item.width, 0.0, 0.0),
            Form::Event => (item.width.max(name.0), 0.0, name.1 + 4.0),
            Form::Gateway => (item.width.max(name.0), name.1 + 4.0, 0.0),
        };
        let column = &mut widths[cells.column[at]];
        *column = column.max(width);
        let half = &mut halves[cells.row[at]];
        half.0 = half.0.max(item.height / 2.0 + above);
        half.1 = half.1.max(item.height / 2.0 + below);
    }
    for item in graph.items.iter().filter_map(|item| Some((item.host?, label_size(&item.name)?.1, item.height))) {
        let half = &mut halves[cells.row[item.0]];
        half.1 = half.1.max(graph.items[item.0].height / 2.0 + item.2 / 2.0 + item.1 + 4.0);
    }
    let mut room = vec![0.0_f64; cells.columns + 1];
    for (link, route) in graph.links.iter().zip(routes) {
        if let (Side::Right, Some((width, _))) = (route.exit, label_size(&link.name)) {
            let place = &mut room[cells.column[link.from] + 1];
            // An item narrower than its column leaves space of its own.
            let spare = (widths[cells.column[link.from]] - graph.items[link.from].width) / 2.0;
            *place = place.max(width + 12.0 - spare);
        }
    }
    let (mut x, mut column, mut gap) = (0.0, Vec::new(), Vec::new());
    for at in 0..=cells.columns {
        let count = tracks.count(Line::Gap(at)) as f64;
        let edge = at == 0 || at == cells.columns;
        let base = if edge { 24.0 } else { GAP.max(room[at] + 16.0) };
        let before = if edge { 12.0 } else { (room[at] + 6.0).max(GAP / 2.0 - 4.0) };
        gap.push((x, x + before));
        x += base + TRACK * (count - 1.0).max(0.0);
        if at < cells.columns {
            column.push((x, widths[at]));
            x += widths[at];
        }
    }
    let (row, channel, lanes, height) = levels(cells, &halves, tracks, graph.lanes);
    Scale { column, gap, row, channel, lanes, width: x, height }
}

type Levels = (Vec<f64>, Vec<f64>, Vec<(f64, f64)>, f64);

fn levels(cells: &Cells, halves: &[(f64, f64)], tracks: &Tracks, lanes: usize) -> Levels {
    let mut y = 0.0;
    let (mut row, mut channel) = (Vec::new(), Vec::new());
    let mut extent = vec![(0.0, 0.0); lanes];
    for (at, half) in halves.iter().enumerate() {
        let lane = cells.lane_of_row[at];
        if at == 0 || cells.lane_of_row[at - 1] != lane {
            extent[lane].0 = y;
        }
        let wide = |channel: usize| TRACK * tracks.count(Line::Channel(channel)) as f64;
        channel.push(y + ROW_PAD);
        y += ROW_PAD + wide(2 * at) + half.0;
        row.push(y);
        y += half.1;
        channel.push(y + TRACK / 2.0);
        y += wide(2 * at + 1) + ROW_PAD;
        extent[lane].1 = y - extent[lane].0;
    }
    (row, channel, extent, y)
}

fn items(graph: &Graph, cells: &Cells, scale: &Scale) -> Vec<Bounds> {
    let mut bounds: Vec<Bounds> = (0..graph.items.len())
        .map(|at| {
            let item = &graph.items[at];
            let (x, width) = scale.column[cells.column[at]];
            let centre = Point { x: x + width / 2.0, y: scale.row[cells.row[at]] };
            Bounds::new(centre.x - item.width / 2.0, centre.y - item.height / 2.0, item.width, item.height)
        })
        .collect();
    let mut used = vec![10.0_f64; graph.items.len()];
    for at in 0..graph.items.len() {
        let item = &graph.items[at];
        if let Some(host) = item.host {
            // From the right, so that the lower left of the activity stays free for what comes in; the name stands right of it.
            let x = (bounds[host].right() - item.width - used[host]).max(bounds[host].x);
            bounds[at] = Bounds::new(x, bounds[host].bottom() - item.height / 2.0, item.width, item.height);
            let name = label_size(&item.name).map_or(0.0, |size| size.0);
            let roomy = used[host] + 2.0 * item.width + name + 8.0 < bounds[host].width;
            used[host] += item.width + if roomy { name + 8.0 } else { 6.0 };
        }
    }
    bounds
}

fn points(graph: &Graph, link: usize, route: &Route, items: &[Bounds], scale: &Scale, tracks: &Tracks) -> Vec<Point> {
    let port = |bounds: &Bounds, side: Side| {
        let centre = bounds.centre();
        match side {
            Side::Left => Point { x: bounds.x, y: centre.y },
            Side::Right => Point { x: bounds.right(), y: centre.y },
            Side::Top => Point { x: centre.x, y: bounds.y },
            Side::Bottom => Point { x: centre.x, y: bounds.bottom() },
        }
    };
    let start = port(&items[graph.links[link].from], route.exit);
    let end = port(&items[graph.links[link].to], route.entry);
    let mut points = vec![start];
    for line in &route.lines {
        let last = points[points.len() - 1];
        let track = tracks.of(link, *line) as f64 * TRACK;
        points.push(match line {
            Line::Gap(at) => Point { x: scale.gap[*at].1 + track, y: last.y },
            Line::Upright(item) => Point { x: items[*item].centre().x, y: last.y },
            Line::Channel(at) => Point { x: last.x, y: scale.channel[*at] + track },
            Line::Level(item) => Point { x: last.x, y: items[*item].centre().y },
        });
    }
    points.push(end);
    points.dedup_by(|b, a| (a.x - b.x).abs() < 0.01 && (a.y - b.y).abs() < 0.01);
    if points.len() == 1 {
        points.push(end);
    }
    points
}

fn item_label(graph: &Graph, at: usize, bounds: Bounds, top_used: bool) -> Option<Bounds> {
    let item = &graph.items[at];
    let (width, height) = label_size(&item.name)?;
    let x = bounds.centre().x - width / 2.0;
    match item.form {
        Form::Activity => None,
        Form::Event if item.host.is_some() => {
            Some(Bounds::new(bounds.right() + 2.0, bounds.centre().y + 4.0, width, height))
        }
        Form::Event => Some(Bounds::new(x, bounds.bottom() + 3.0, width, height)),
        Form::Gateway if top_used => {
            Some(Bounds::new(bounds.centre().x - width - 8.0, bounds.y - height - 3.0, width, height))
        }
        Form::Gateway => Some(Bounds::new(x, bounds.y - height - 3.0, width, height)),
    }
}

/// Above the first level piece of the line, next to where it begins.
fn link_label(name: &str, points: &[Point], exit: Side) -> Option<Bounds> {
    let (width, height) = label_size(name)?;
    let start = points[0];
    if exit == Side::Right {
        return Some(Bounds::new(start.x + 5.0, start.y - height - 3.0, width, height));
    }
    let turn = points.get(1).copied().unwrap_or(start);
    let rightwards = points.get(2).is_none_or(|next| next.x >= turn.x);
    let x = if rightwards { turn.x + 6.0 } else { turn.x - width - 6.0 };
    Some(Bounds::new(x, turn.y - height - 2.0, width, height))
}
