//! What moves on the process while cases go through it: the way of every token from step to step with its times, the stay at a
//! step, and what happened beside the process.
//!
//! A token leaves a step with its last row and reaches the next with its first; gateways and skipped steps between take no time
//! of their own. Where several tokens are joined, the earlier ones wait for the last. Absent: what it looks like. Source: W. van
//! der Aalst, A. Adriansyah, B. van Dongen, "Replaying History on Process Models for Conformance Checking and Performance
//! Analysis" (2012), §5.

use super::align::{Aligner, Move};
use super::net::Net;
use super::trace::{Reading, Step, Trace};
use super::{ActivityMap, ConformanceError, ConformanceOptions, ways};
use crate::log::{Case, Part};
use serde::Serialize;
use std::collections::HashMap;

/// A token on its way from one step to the next. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Travel {
    /// Number of the case in the log.
    pub case: u32,
    /// When it leaves.
    pub from: i64,
    /// When it arrives.
    pub to: i64,
    /// The transitions that move it, each with the place that it moves it to, in order.
    pub arcs: Vec<(usize, usize)>,
}

/// A case at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stay {
    /// Number of the case in the log.
    pub case: u32,
    /// First row of the step.
    pub from: i64,
    /// Last row of the step.
    pub to: i64,
    /// Identifier of the activity.
    pub activity: String,
}

/// Something that happened and has no place in the process there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stray {
    /// Number of the case in the log.
    pub case: u32,
    /// When it happened.
    pub at: i64,
    /// Identifier of the activity; `None` for a state that the process does not know.
    pub activity: Option<String>,
}

/// Cases as they move through the process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// Tokens between steps.
    pub travels: Vec<Travel>,
    /// Cases at steps.
    pub stays: Vec<Stay>,
    /// What happened beside the process.
    pub strays: Vec<Stray>,
    /// Cases that move.
    pub cases: u64,
    /// Cases that do not, because explaining them would take too long.
    pub not_computed: u64,
}

/// Lets the cases move through the net, each by an optimal alignment. Meant for some hundred cases: the result grows with their
/// events.
///
/// # Errors
/// [`ConformanceError`] when the net does not hold together or the map names an unknown activity.
pub fn replay<'l>(
    part: impl Into<Part<'l>>,
    net: &Net,
    map: &ActivityMap,
    options: &ConformanceOptions,
) -> Result<Replay, ConformanceError> {
    let part = part.into();
    net.check().map_err(|why| ConformanceError { why: format!("The process cannot be replayed: {why}.") })?;
    let activities = net.activities();
    let reading = Reading::new(part.log(), &activities, map, &options.closing_states, options.collapse_repeats);
    let reading = reading.map_err(|why| ConformanceError { why })?;
    let position = |label: &String| reading.activities.iter().position(|known| known == label).map(|code| code as u32);
    let labels = net.transitions.iter().map(|transition| transition.label.as_ref().and_then(position)).collect();
    let mut aligner = Aligner::new(net, labels, options.max_states.max(1), true);
    let mut found = Replay::default();
    for (trace, cases) in ways(&part, &reading).0 {
        let known = Reading::known(&trace);
        let codes: Vec<u32> = known.iter().map(|(_, code)| *code).collect();
        let Ok(moves) = aligner.align(&codes, trace.open) else {
            found.not_computed += cases.len() as u64;
            continue;
        };
        for case in cases.iter().filter_map(|case| part.log().case(*case)) {
            found.cases += 1;
            let spans = reading.spans(&case);
            Walk::new(net, &reading, &case, &spans, &mut found).go(&moves, &known, &trace);
        }
    }
    Ok(found)
}

/// A token that waits on a place to be moved on.
#[derive(Clone)]
struct Token {
    since: i64,
    arcs: Vec<(usize, usize)>,
}

/// One case on its way.
struct Walk<'w> {
    net: &'w Net,
    reading: &'w Reading,
    case: u32,
    spans: &'w [(i64, i64)],
    tokens: HashMap<usize, Vec<Token>>,
    found: &'w mut Replay,
}

impl<'w> Walk<'w> {
    fn new(
        net: &'w Net,
        reading: &'w Reading,
        case: &Case<'_>,
        spans: &'w [(i64, i64)],
        found: &'w mut Replay,
    ) -> Walk<'w> {
        let begin = case.times().first().copied().unwrap_or_default();
        let mut tokens: HashMap<usize, Vec<Token>> = HashMap::new();
        for place in &net.initial {
            tokens.entry(*place).or_default().push(Token { since: begin, arcs: Vec::new() });
        }
        Walk { net, reading, case: case.index as u32, spans, tokens, found }
    }

    fn go(mut self, moves: &[Move], known: &[(usize, u32)], trace: &Trace) {
        for step in moves {
            match step {
                Move::Both(position, transition) => {
                    let (place, code) = known[*position as usize];
                    self.stay(*transition as usize, self.spans[place], code);
                }
                Move::Model(transition) | Move::Silent(transition) => self.pass(*transition as usize),
                Move::Log(position) => {
                    let (place, code) = known[*position as usize];
                    self.stray(place, Some(self.reading.activities[code as usize].clone()));
                }
            }
        }
        for (place, step) in trace.steps.iter().enumerate() {
            if matches!(step, Step::Unmodelled(_)) {
                self.stray(place, None);
            }
        }
        let left: Vec<Token> = self.tokens.drain().flat_map(|(_, tokens)| tokens).collect();
        let end = self.spans.last().map_or(0, |(_, last)| *last);
        left.into_iter().for_each(|token| self.arrive(token, end));
    }

    fn stray(&mut self, place: usize, activity: Option<String>) {
        self.found.strays.push(Stray { case: self.case, at: self.spans[place].0, activity });
    }

    /// The tokens that a transition takes.
    fn take(&mut self, transition: usize) -> Vec<Token> {
        let inputs = &self.net.transitions[transition].inputs;
        inputs.iter().filter_map(|place| self.tokens.get_mut(place)?.pop()).collect()
    }

    fn put(&mut self, transition: usize, token: &Token) {
        for place in &self.net.transitions[transition].outputs {
            let mut moved = token.clone();
            moved.arcs.push((transition, *place));
            self.tokens.entry(*place).or_default().push(moved);
        }
    }

    fn arrive(&mut self, token: Token, at: i64) {
        if !token.arcs.is_empty() {
            let to = at.max(token.since);
            self.found.travels.push(Travel { case: self.case, from: token.since, to, arcs: token.arcs });
        }
    }

    fn stay(&mut self, transition: usize, (first, last): (i64, i64), code: u32) {
        for token in self.take(transition) {
            self.arrive(token, first);
        }
        let activity = self.reading.activities[code as usize].clone();
        self.found.stays.push(Stay { case: self.case, from: first, to: last, activity });
        self.put(transition, &Token { since: last, arcs: Vec::new() });
    }

    /// A step that nobody sees: the last token goes on, the others have arrived.
    fn pass(&mut self, transition: usize) {
        let mut tokens = self.take(transition);
        tokens.sort_by_key(|token| token.since);
        let Some(last) = tokens.pop() else { return };
        for token in tokens {
            self.arrive(token, last.since);
        }
        self.put(transition, &last);
    }
}
