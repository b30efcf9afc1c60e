//! Cases as they move over the published diagram, told small enough for a browser: which cases, and every move with its times.
//!
//! Pure. Absent: how it is drawn; the script `process-replay.js` does. Times are seconds since the beginning of the replay.

use std::collections::{BTreeMap, HashMap};

use mining::{Case, Part, Replay};
use serde::Serialize;

use crate::clock::Time;

/// Most cases that move.
pub const MOST_CASES: usize = 300;
/// A case of more events does not move; it would be most of the file.
pub const MOST_EVENTS: usize = 500;

/// The cases that move: spread evenly over the part by their first event, those with very many events left out.
#[must_use]
pub fn chosen<'l>(part: &Part<'l>) -> Choice<'l> {
    let (mut all, mut too_long): (Vec<Case>, usize) = (Vec::new(), 0);
    for case in part.cases() {
        match case.times().len() {
            0 => {}
            1..=MOST_EVENTS => all.push(case),
            _ => too_long += 1,
        }
    }
    all.sort_by_key(|case| (case.times()[0], case.index));
    let step = all.len().div_ceil(MOST_CASES).max(1);
    let numbers: Vec<u32> = all.iter().step_by(step).filter_map(|case| u32::try_from(case.index).ok()).collect();
    let shown = numbers.len();
    Choice { part: Part::of(part.log(), numbers), shown, of: part.case_count(), too_long }
}

/// Some cases, and of how many.
pub struct Choice<'l> {
    pub part: Part<'l>,
    pub shown: usize,
    pub of: usize,
    pub too_long: usize,
}

impl Choice<'_> {
    /// How the cases were chosen, in a sentence.
    #[must_use]
    pub fn rule(&self) -> String {
        let number = |count: usize| ui::chart::number(count as f64);
        let mut rule = if self.shown + self.too_long < self.of {
            format!("{} of {} cases move, spread evenly by their first event.", number(self.shown), number(self.of))
        } else {
            format!("{} cases move.", number(self.shown))
        };
        if self.too_long > 0 {
            rule.push_str(&format!(" Left out: {} cases of more than {MOST_EVENTS} events.", number(self.too_long)));
        }
        rule
    }
}

/// What the script reads.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Moves {
    /// RFC 3339, of the first event and the last.
    pub from: String,
    pub seconds: f64,
    pub cases: usize,
    pub rule: String,
    /// Ids of flows and steps; the lists below name them by their place here.
    pub flows: Vec<String>,
    pub steps: Vec<String>,
    /// Case, from, to, flows in order.
    pub travels: Vec<(usize, f64, f64, Vec<usize>)>,
    /// Case, from, to, step.
    pub stays: Vec<(usize, f64, f64, usize)>,
    /// Case, when, step; none for a step that the process does not know.
    pub strays: Vec<(usize, f64, Option<usize>)>,
}

/// Ids that are named by their place.
#[derive(Default)]
struct Ids {
    all: Vec<String>,
    places: HashMap<String, usize>,
}

impl Ids {
    fn place(&mut self, id: &str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        self.all.push(id.to_owned());
        self.places.insert(id.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}

impl Moves {
    /// The moves of a replay; `taken` says which flow a transition takes to a place.
    #[must_use]
    pub fn of(replay: &Replay, taken: &BTreeMap<(usize, usize), String>, rule: String) -> Moves {
        let starts = replay.travels.iter().map(|one| one.from).chain(replay.stays.iter().map(|one| one.from));
        let ends = replay.travels.iter().map(|one| one.to).chain(replay.stays.iter().map(|one| one.to));
        let strays = replay.strays.iter().map(|one| one.at);
        let from = starts.chain(strays.clone()).min().unwrap_or_default();
        let to = ends.chain(strays).max().unwrap_or(from);
        let seconds = |time: i64| (time.saturating_sub(from) / 1_000_000) as f64;
        let (mut flows, mut steps) = (Ids::default(), Ids::default());
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        let mut number = |case: u32| {
            let next = numbers.len();
            *numbers.entry(case).or_insert(next)
        };
        let travels = replay.travels.iter().filter_map(|one| {
            let way: Vec<usize> = one.arcs.iter().filter_map(|arc| taken.get(arc)).map(|id| flows.place(id)).collect();
            (!way.is_empty()).then(|| (number(one.case), seconds(one.from), seconds(one.to), way))
        });
        let mut travels: Vec<_> = travels.collect();
        travels.sort_by(|a, b| a.1.total_cmp(&b.1));
        let stays = replay.stays.iter();
        let stays = stays.map(|one| (number(one.case), seconds(one.from), seconds(one.to), steps.place(&one.activity)));
        let mut stays: Vec<_> = stays.collect();
        stays.sort_by(|a, b| a.1.total_cmp(&b.1));
        let strays = replay.strays.iter();
        let strays =
            strays.map(|one| (number(one.case), seconds(one.at), one.activity.as_deref().map(|id| steps.place(id))));
        let mut strays: Vec<_> = strays.collect();
        strays.sort_by(|a, b| a.1.total_cmp(&b.1));
        Moves {
            from: Time(from).rfc3339(),
            seconds: seconds(to),
            cases: usize::try_from(replay.cases).unwrap_or(usize::MAX),
            rule,
            flows: flows.all,
            steps: steps.all,
            travels,
            stays,
            strays,
        }
    }
}
