//! Where the steps and arrows of a process map stand: layers from top to bottom, few crossings, straight long arrows.
//!
//! Arrows against the main stream are turned for the layers and drawn upwards. Absent: what the map looks like. Sources: K.
//! Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981); E. Gansner
//! et al., "A Technique for Drawing Directed Graphs" (1993); places within a layer by isotonic regression (pool adjacent
//! violators).

/// Sweeps over the layers, for the order and for the places.
const SWEEPS: usize = 12;
/// Room that an arrow takes between steps, in the unit of the widths.
const ARROW_WIDTH: f64 = 22.0;

/// A place on the map.
pub type Point = (f64, f64);

/// A graph to lay out: widths of the steps, and arrows with how heavy they are.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    pub widths: Vec<f64>,
    /// From, to, weight; at most one for each pair.
    pub arrows: Vec<(usize, usize, f64)>,
    /// The least distance of two neighbours in a layer, and of two layers.
    pub gap: Point,
}

/// A graph laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// The centre of each step.
    pub steps: Vec<Point>,
    /// The places that each arrow passes, from the centre of its first step to that of its last; one place for an arrow back to its own
    /// step.
    pub arrows: Vec<Vec<Point>>,
    /// Width and height of the whole.
    pub size: Point,
}

/// Something that takes room in a layer: a step, or an arrow that passes.
#[derive(Clone, Copy)]
struct Slot {
    layer: usize,
    width: f64,
    is_arrow: bool,
    x: f64,
}

struct Drawing {
    slots: Vec<Slot>,
    /// The slots of each layer, from the left.
    layers: Vec<Vec<usize>>,
    /// Neighbouring slots above and below, with the weight of the arrow.
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
    /// The slots of each arrow, downwards.
    chains: Vec<Vec<usize>>,
}

/// Lays a graph out.
#[must_use]
pub fn layout(graph: &Graph) -> Layout {
    if graph.widths.is_empty() {
        return Layout::default();
    }
    let downwards = downwards(graph);
    let layer = layers(graph, &downwards);
    let mut drawing = Drawing::new(graph, &downwards, &layer);
    drawing.order();
    drawing.place(graph.gap.0);
    drawing.finish(graph, &downwards)
}

/// Whether each arrow goes with the main stream: heavy arrows decide first, and what would close a circle is turned.
fn downwards(graph: &Graph) -> Vec<bool> {
    let mut order: Vec<usize> = (0..graph.arrows.len()).collect();
    order.sort_by(|a, b| graph.arrows[*b].2.total_cmp(&graph.arrows[*a].2));
    let mut next = vec![Vec::new(); graph.widths.len()];
    let mut with = vec![true; graph.arrows.len()];
    for at in order {
        let (from, to, _) = graph.arrows[at];
        if from == to {
            continue;
        }
        if reaches(&next, to, from) {
            with[at] = false;
            next[to].push(from);
        } else {
            next[from].push(to);
        }
    }
    with
}

fn reaches(next: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(&next[at]);
        }
    }
    false
}

/// The layer of each step: one below the lowest of those before it; what nothing leads to stands right above what follows.
fn layers(graph: &Graph, downwards: &[bool]) -> Vec<usize> {
    let count = graph.widths.len();
    let (mut next, mut waits) = (vec![Vec::new(); count], vec![0_usize; count]);
    for (&(from, to, _), with) in graph.arrows.iter().zip(downwards).filter(|((from, to, _), _)| from != to) {
        let (from, to) = if *with { (from, to) } else { (to, from) };
        next[from].push(to);
        waits[to] += 1;
    }
    let mut layer = vec![0; count];
    let sources: Vec<usize> = (0..count).filter(|at| waits[*at] == 0).collect();
    let mut open = sources.clone();
    while let Some(at) = open.pop() {
        for to in next[at].clone() {
            layer[to] = layer[to].max(layer[at] + 1);
            waits[to] -= 1;
            if waits[to] == 0 {
                open.push(to);
            }
        }
    }
    for at in sources {
        if let Some(first) = next[at].iter().map(|to| layer[*to]).min() {
            layer[at] = first - 1;
        }
    }
    layer
}

impl Drawing {
    fn new(graph: &Graph, downwards: &[bool], layer: &[usize]) -> Drawing {
        let slots = graph.widths.iter().zip(layer);
        let slots: Vec<Slot> =
            slots.map(|(width, layer)| Slot { layer: *layer, width: *width, is_arrow: false, x: 0.0 }).collect();
        let mut drawing =
            Drawing { slots, layers: Vec::new(), above: Vec::new(), below: Vec::new(), chains: Vec::new() };
        let mut links = Vec::new();
        for (&(from, to, weight), with) in graph.arrows.iter().zip(downwards) {
            let (top, bottom) = if *with { (from, to) } else { (to, from) };
            let mut chain = vec![top];
            if from != to {
                for layer in layer[top] + 1..layer[bottom] {
                    chain.push(drawing.slots.len());
                    drawing.slots.push(Slot { layer, width: ARROW_WIDTH, is_arrow: true, x: 0.0 });
                }
                chain.push(bottom);
            }
            links.extend(chain.windows(2).map(|pair| (pair[0], pair[1], weight.max(0.0).ln_1p() + 1.0)));
            drawing.chains.push(chain);
        }
        let count = drawing.slots.len();
        (drawing.above, drawing.below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (top, bottom, weight) in links {
            drawing.below[top].push((bottom, weight));
            drawing.above[bottom].push((top, weight));
        }
        let depth = drawing.slots.iter().map(|slot| slot.layer).max().unwrap_or_default() + 1;
        drawing.layers = vec![Vec::new(); depth];
        for (at, slot) in drawing.slots.iter().enumerate() {
            drawing.layers[slot.layer].push(at);
        }
        drawing
    }

    /// Orders each layer by the middle of its neighbours, down and up, and keeps the order with the fewest crossings.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.layers.clone());
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let depth = self.layers.len();
            for step in 1..depth {
                let layer = if down { step } else { depth - 1 - step };
                let beside = if down { layer - 1 } else { layer + 1 };
                let rank = ranks(&self.layers[beside], self.slots.len());
                let neighbours = if down { &self.above } else { &self.below };
                let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(self.layers[layer].len());
                for (place, at) in self.layers[layer].iter().enumerate() {
                    keyed.push((middle(&neighbours[*at], &rank).unwrap_or(place as f64), *at));
                }
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                self.layers[layer] = keyed.into_iter().map(|(_, at)| at).collect();
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    fn crossings(&self) -> usize {
        let mut count = 0;
        for pair in self.layers.windows(2) {
            let rank = ranks(&pair[1], self.slots.len());
            let mut ends: Vec<usize> = Vec::new();
            for at in &pair[0] {
                let mut own: Vec<usize> = self.below[*at].iter().map(|(to, _)| rank[*to]).collect();
                own.sort_unstable();
                count += own.iter().map(|end| ends.iter().filter(|other| *other > end).count()).sum::<usize>();
                ends.extend(own);
            }
        }
        count
    }

    /// Places each layer so that its slots stand under (over) their neighbours as well as the gaps allow.
    fn place(&mut self, gap: f64) {
        for layer in self.layers.clone() {
            let mut x = 0.0;
            for at in layer {
                self.slots[at].x = x + self.slots[at].width / 2.0;
                x += self.slots[at].width + gap;
            }
        }
        for sweep in 0..SWEEPS * 2 {
            let depth = self.layers.len();
            for step in 0..depth {
                let layer = if sweep % 2 == 0 { step } else { depth - 1 - step };
                let row = &self.layers[layer];
                let wanted: Vec<(f64, f64)> = row.iter().map(|at| self.wanted(*at)).collect();
                let widths: Vec<f64> = row.iter().map(|at| self.slots[*at].width).collect();
                for (at, x) in row.clone().into_iter().zip(apart(&wanted, &widths, gap)) {
                    self.slots[at].x = x;
                }
            }
        }
    }

    /// Where a slot would like to stand, and how much it insists.
    fn wanted(&self, at: usize) -> (f64, f64) {
        let both = || self.above[at].iter().chain(&self.below[at]);
        let pull = |other: usize, weight: f64| if self.slots[other].is_arrow { weight * 2.0 } else { weight };
        let sum: f64 = both().map(|(other, weight)| pull(*other, *weight)).sum();
        if sum <= 0.0 {
            return (self.slots[at].x, 0.1);
        }
        let mean = both().map(|(other, weight)| self.slots[*other].x * pull(*other, *weight)).sum::<f64>() / sum;
        (mean, if self.slots[at].is_arrow { sum * 4.0 } else { sum })
    }

    fn finish(&self, graph: &Graph, downwards: &[bool]) -> Layout {
        let edges = |slot: &Slot| (slot.x - slot.width / 2.0, slot.x + slot.width / 2.0);
        let left = self.slots.iter().map(|slot| edges(slot).0).fold(f64::INFINITY, f64::min);
        let right = self.slots.iter().map(|slot| edges(slot).1).fold(f64::NEG_INFINITY, f64::max);
        let point = |at: usize| (self.slots[at].x - left, (self.slots[at].layer as f64 + 0.5) * graph.gap.1);
        let arrows = self.chains.iter().zip(downwards).map(|(chain, with)| {
            let mut places: Vec<Point> = chain.iter().map(|at| point(*at)).collect();
            if !with {
                places.reverse();
            }
            places
        });
        Layout {
            steps: (0..graph.widths.len()).map(point).collect(),
            arrows: arrows.collect(),
            size: (right - left, self.layers.len() as f64 * graph.gap.1),
        }
    }
}

fn ranks(layer: &[usize], count: usize) -> Vec<usize> {
    let mut rank = vec![0; count];
    for (place, at) in layer.iter().enumerate() {
        rank[*at] = place;
    }
    rank
}

fn middle(neighbours: &[(usize, f64)], rank: &[usize]) -> Option<f64> {
    let sum: f64 = neighbours.iter().map(|(_, weight)| weight).sum();
    (sum > 0.0).then(|| neighbours.iter().map(|(at, weight)| rank[*at] as f64 * weight).sum::<f64>() / sum)
}

/// The places nearest to the wanted ones (place, insistence) that keep the order and the gaps: least squares by pooling.
fn apart(wanted: &[(f64, f64)], widths: &[f64], gap: f64) -> Vec<f64> {
    let mut offsets = Vec::with_capacity(widths.len());
    let mut offset = 0.0;
    for (at, width) in widths.iter().enumerate() {
        if at > 0 {
            offset += (widths[at - 1] + width) / 2.0 + gap;
        }
        offsets.push(offset);
    }
    // Blocks of neighbours that touch: where the first stands, the insistence, how many.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for ((place, weight), offset) in wanted.iter().zip(&offsets) {
        let mut block = (place - offset, weight.max(1e-6), 1);
        while let Some(last) = blocks.last().copied().filter(|last| last.0 >= block.0) {
            blocks.pop();
            let sum = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / sum, sum, last.2 + block.2);
        }
        blocks.push(block);
    }
    let starts = blocks.iter().flat_map(|(start, _, count)| std::iter::repeat_n(*start, *count));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}
