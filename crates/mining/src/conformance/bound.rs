//! What an alignment must still cost at least, seen from a place in the trace and a marking of the net.
//!
//! An event whose activity no token can lead to any more will not fit; an activity that every way of a token to the end
//! passes, and that does not happen any more, will be missing. Neither step makes the bound fall by more than it costs,
//! so that the first end found is the best. Absent: the marking equation; it bounds better and costs more. Source: the
//! heuristics of A. Adriansyah, "Aligning Observed and Modeled Behavior" (2014), §4.4, with sets instead of a linear
//! programme.

use super::net::Net;

/// Bits of a word of a set.
const WORD: usize = 64;

/// Most numbers that are kept of a trace; of a longer one nothing is known ahead.
const MOST_KEPT: usize = 1 << 24;

/// The bound for one net, and the trace at hand.
#[derive(Default)]
pub(super) struct Bound {
    labels: usize,
    words: usize,
    /// For each place the activities that a token there may still lead to.
    may: Vec<u64>,
    /// For each place the activities that a token there must still lead to.
    must: Vec<u64>,
    /// The same for markings, by their codes, as far as they were asked for.
    known: Vec<bool>,
    may_of: Vec<u64>,
    must_of: Vec<u64>,
    /// For each position of the trace which activities are still to come, and how often.
    coming: Vec<u64>,
    counts: Vec<u32>,
    open: bool,
    /// Whether the trace is too long to be known.
    blind: bool,
}

impl Bound {
    /// Whether no net was looked at yet.
    pub(super) fn is_empty(&self) -> bool {
        self.words == 0
    }

    pub(super) fn new(net: &Net, labels: &[Option<u32>]) -> Bound {
        let count = labels.iter().flatten().max().map_or(0, |most| *most as usize + 1);
        let words = count.div_ceil(WORD).max(1);
        let mut bound = Bound {
            labels: count,
            words,
            may: vec![0; net.places.len() * words],
            must: vec![u64::MAX; net.places.len() * words],
            known: Vec::new(),
            may_of: Vec::new(),
            must_of: Vec::new(),
            coming: Vec::new(),
            counts: Vec::new(),
            open: false,
            blind: false,
        };
        for place in net.finals.iter().flatten() {
            bound.must[place * words..(place + 1) * words].fill(0);
        }
        while bound.spread(net, labels) {}
        bound
    }

    /// Lets places learn from the transitions behind them; answers whether one learnt something.
    fn spread(&mut self, net: &Net, labels: &[Option<u32>]) -> bool {
        let mut changed = false;
        let words = self.words;
        let mut is_final = vec![false; net.places.len()];
        net.finals.iter().flatten().for_each(|place| is_final[*place] = true);
        for (place, is_final) in is_final.into_iter().enumerate() {
            let mut may = vec![0_u64; words];
            let mut must = vec![u64::MAX; words];
            for (transition, label) in net.transitions.iter().zip(labels) {
                if !transition.inputs.contains(&place) {
                    continue;
                }
                let mut behind = vec![0_u64; words];
                if let Some(label) = label {
                    behind[*label as usize / WORD] |= 1 << (*label as usize % WORD);
                }
                let mut reached = behind.clone();
                for output in &transition.outputs {
                    for word in 0..words {
                        behind[word] |= self.must[output * words + word];
                        reached[word] |= self.may[output * words + word];
                    }
                }
                for word in 0..words {
                    must[word] &= behind[word];
                    may[word] |= reached[word];
                }
            }
            for word in 0..words {
                let must = if is_final { 0 } else { must[word] };
                let at = place * words + word;
                changed |= self.may[at] != may[word] || self.must[at] != must;
                (self.may[at], self.must[at]) = (may[word], must);
            }
        }
        changed
    }

    /// Takes up a trace; with `open` nothing has to be reached.
    pub(super) fn prepare(&mut self, trace: &[u32], open: bool) {
        let (labels, words) = (self.labels, self.words);
        self.open = open;
        self.blind = (trace.len() + 1).saturating_mul(labels + words) > MOST_KEPT;
        if self.blind {
            return;
        }
        self.coming.clear();
        self.coming.resize((trace.len() + 1) * words, 0);
        self.counts.clear();
        self.counts.resize((trace.len() + 1) * labels, 0);
        for (position, event) in trace.iter().enumerate().rev() {
            let event = *event as usize;
            self.counts.copy_within((position + 1) * labels..(position + 2) * labels, position * labels);
            self.coming.copy_within((position + 1) * words..(position + 2) * words, position * words);
            if event < labels {
                self.counts[position * labels + event] += 1;
                self.coming[position * words + event / WORD] |= 1 << (event % WORD);
            }
        }
    }

    /// The least that remains to be paid at a position with a marking, given by its code and its tokens.
    #[inline]
    pub(super) fn least(&mut self, position: usize, code: u32, tokens: &[u8]) -> u32 {
        if self.blind {
            return 0;
        }
        let code = code as usize;
        if self.known.get(code) != Some(&true) {
            self.learn(code, tokens);
        }
        let of = |at: usize| at * self.words..(at + 1) * self.words;
        let sets = self.may_of[of(code)].iter().zip(&self.must_of[of(code)]);
        let mut least = 0;
        for (word, (coming, (may, must))) in self.coming[of(position)].iter().zip(sets).enumerate() {
            let mut stray = coming & !may;
            while stray != 0 {
                let label = word * WORD + stray.trailing_zeros() as usize;
                least += self.counts[position * self.labels + label];
                stray &= stray - 1;
            }
            if !self.open {
                least += (must & !coming).count_ones();
            }
        }
        least
    }

    /// Takes up a marking.
    #[cold]
    fn learn(&mut self, code: usize, tokens: &[u8]) {
        if self.known.len() <= code {
            self.known.resize(code + 1, false);
            self.may_of.resize((code + 1) * self.words, 0);
            self.must_of.resize((code + 1) * self.words, 0);
        }
        self.known[code] = true;
        for (place, _) in tokens.iter().enumerate().filter(|(_, tokens)| **tokens > 0) {
            for word in 0..self.words {
                self.may_of[code * self.words + word] |= self.may[place * self.words + word];
                self.must_of[code * self.words + word] |= self.must[place * self.words + word];
            }
        }
    }
}
