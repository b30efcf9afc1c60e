//! A process as a Petri net: places that hold tokens and transitions that move them.
//!
//! Absent: weights, inhibitors, time, data. Source: W. van der Aalst, "Process Mining" (2nd ed., 2016), §3.2.2
//! (labelled Petri nets with initial and final marking).

use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Most places of a net.
pub const MAX_PLACES: usize = 10_000;
/// Most transitions of a net.
pub const MAX_TRANSITIONS: usize = 10_000;
/// Most tokens one place may hold; a marking with more is not followed.
const MAX_TOKENS: u8 = 8;

/// A labelled Petri net.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Net {
    /// Names of the places, for people.
    pub places: Vec<String>,
    /// The transitions.
    pub transitions: Vec<Transition>,
    /// Places that hold a token at the start; named twice for two tokens.
    pub initial: Vec<usize>,
    /// The markings that count as the end, each like `initial`; an empty one means that no token is left.
    pub finals: Vec<Vec<usize>>,
}

/// A step of a net.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Its own identifier.
    pub id: String,
    /// The activity it stands for; `None` for a silent step (a gateway).
    pub label: Option<String>,
    /// Places it takes a token from.
    pub inputs: Vec<usize>,
    /// Places it puts a token on.
    pub outputs: Vec<usize>,
}

impl Net {
    /// Checks that the net holds together.
    ///
    /// # Errors
    /// A sentence saying what is wrong.
    pub fn check(&self) -> Result<(), String> {
        if self.places.len() > MAX_PLACES || self.transitions.len() > MAX_TRANSITIONS {
            return Err(format!("the net has more than {MAX_PLACES} places or {MAX_TRANSITIONS} transitions"));
        }
        if self.initial.is_empty() || self.finals.is_empty() {
            return Err("the net needs a start and at least one end".to_owned());
        }
        let arcs = self.transitions.iter().flat_map(|transition| transition.inputs.iter().chain(&transition.outputs));
        let marks = self.initial.iter().chain(self.finals.iter().flatten());
        if let Some(place) = arcs.chain(marks).find(|place| **place >= self.places.len()) {
            return Err(format!("the net names place {place}, which it does not have"));
        }
        match self.transitions.iter().find(|transition| transition.inputs.is_empty()) {
            Some(transition) => {
                Err(format!("the step \"{}\" needs nothing to happen and could happen for ever", transition.id))
            }
            None => Ok(()),
        }
    }

    /// The activities of the net, each once.
    #[must_use]
    pub fn activities(&self) -> BTreeSet<&str> {
        self.transitions.iter().filter_map(|transition| transition.label.as_deref()).collect()
    }

    /// How little is tangled in it, from 0 to 1: 1 while places and transitions have two arcs on average, less the more they
    /// have. Source: F. R. Blum, "Metrics in process discovery" (2015), inverse arc degree.
    #[must_use]
    pub fn simplicity(&self) -> f64 {
        let arcs: usize = self.transitions.iter().map(|one| one.inputs.len() + one.outputs.len()).sum();
        let used = |place: usize| {
            self.transitions.iter().any(|one| one.inputs.contains(&place) || one.outputs.contains(&place))
        };
        let nodes = self.transitions.len() + (0..self.places.len()).filter(|place| used(*place)).count();
        let mean = 2.0 * arcs as f64 / nodes.max(1) as f64;
        1.0 / (1.0 + (mean - 2.0).max(0.0))
    }

    pub(crate) fn marking(&self, tokens: &[usize]) -> Box<[u8]> {
        let mut marking = vec![0_u8; self.places.len()];
        for place in tokens {
            marking[*place] = marking[*place].saturating_add(1);
        }
        marking.into_boxed_slice()
    }

    pub(crate) fn enabled(&self, transition: usize, marking: &[u8]) -> bool {
        let inputs = &self.transitions[transition].inputs;
        let needs = |place: &usize| inputs.iter().filter(|input| *input == place).count();
        inputs.iter().all(|place| usize::from(marking[*place]) >= needs(place))
    }

    /// The marking after an enabled transition; `None` when a place would overflow.
    pub(crate) fn fire(&self, transition: usize, marking: &[u8]) -> Option<Box<[u8]>> {
        let mut next = marking.to_vec();
        for place in &self.transitions[transition].inputs {
            next[*place] = next[*place].checked_sub(1)?;
        }
        for place in &self.transitions[transition].outputs {
            next[*place] = next[*place].saturating_add(1);
            if next[*place] > MAX_TOKENS {
                return None;
            }
        }
        Some(next.into_boxed_slice())
    }
}

/// Transitions that may happen and the markings after them.
type Successors = Rc<[(u32, u32)]>;

/// The markings of a net as far as they have been visited, each with what may follow.
pub(crate) struct Markings<'n> {
    net: &'n Net,
    codes: HashMap<Rc<[u8]>, u32, foldhash::fast::RandomState>,
    all: Vec<Rc<[u8]>>,
    next: Vec<Option<Successors>>,
    last: Vec<bool>,
    finals: Vec<Box<[u8]>>,
    /// Whether a marking was not followed because a place would hold too many tokens.
    pub(crate) overflowed: bool,
}

impl<'n> Markings<'n> {
    /// The markings of a checked net; the initial one has code 0.
    pub(crate) fn new(net: &'n Net) -> Self {
        let finals = net.finals.iter().map(|tokens| net.marking(tokens)).collect();
        let mut markings = Markings {
            net,
            codes: HashMap::default(),
            all: Vec::new(),
            next: Vec::new(),
            last: Vec::new(),
            finals,
            overflowed: false,
        };
        markings.code(net.marking(&net.initial));
        markings
    }

    fn code(&mut self, marking: Box<[u8]>) -> u32 {
        if let Some(code) = self.codes.get(&*marking) {
            return *code;
        }
        let code = self.all.len() as u32;
        self.last.push(self.finals.contains(&marking));
        let marking: Rc<[u8]> = marking.into();
        self.codes.insert(Rc::clone(&marking), code);
        self.all.push(marking);
        self.next.push(None);
        code
    }

    pub(crate) fn net(&self) -> &'n Net {
        self.net
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn is_final(&self, code: u32) -> bool {
        self.last[code as usize]
    }

    /// The tokens on each place of a marking.
    pub(crate) fn tokens(&self, code: u32) -> &[u8] {
        &self.all[code as usize]
    }

    /// The enabled transitions and the markings after them.
    pub(crate) fn next(&mut self, code: u32) -> Successors {
        if let Some(known) = &self.next[code as usize] {
            return Rc::clone(known);
        }
        let marking = Rc::clone(&self.all[code as usize]);
        let mut list = Vec::new();
        for transition in 0..self.net.transitions.len() {
            if self.net.enabled(transition, &marking) {
                match self.net.fire(transition, &marking) {
                    Some(next) => list.push((transition as u32, self.code(next))),
                    None => self.overflowed = true,
                }
            }
        }
        let list: Successors = list.into();
        self.next[code as usize] = Some(Rc::clone(&list));
        list
    }
}
