//! The ledger as numbers and as a list: what the definitions in force state, and how many hand-offs between units are agreed.
//!
//! Pure. Source of the silo index: Rummler and Brache, "Improving Performance" (white space), as crossings without agreement ÷
//! all crossings.

use std::collections::BTreeMap;

use super::model::{Handoff, Party, Side, State, Terms};
use crate::definition::dictionary::plain;
use crate::definition::{Definition, Flow};

/// A process of the office with its definition in force, where it has one.
pub struct Source<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub definition: Option<&'a Definition>,
    /// What is retired neither gives nor receives.
    pub is_retired: bool,
}

/// What makes two statements the same hand-off: both processes and what passes, without capitals and doubled blanks.
pub type Key = (String, String, String);

/// What the definitions state, by [`Key`]; ids, agreements and dates are the caller's.
#[must_use]
pub fn stated(sources: &[Source]) -> BTreeMap<Key, Handoff> {
    let mut found: BTreeMap<Key, Handoff> = BTreeMap::new();
    let retired = |name: &str| sources.iter().any(|one| one.is_retired && plain(one.name) == plain(name));
    for source in sources.iter().filter(|source| !source.is_retired) {
        for one in source.definition.iter().flat_map(|definition| &definition.interfaces) {
            if one.process.trim().is_empty() || one.what.trim().is_empty() || retired(&one.process) {
                continue;
            }
            let own = Party {
                process_id: Some(source.id.to_owned()),
                name: source.name.to_owned(),
                terms: Some(Terms {
                    quality: one.quality.trim().to_owned(),
                    time_limit: one.time_limit.trim().to_owned(),
                }),
                agreement: None,
            };
            let other = named(sources, &one.process);
            let (giver, receiver, side) = match one.flow {
                Flow::Gives => (own, other, Side::Giver),
                Flow::Receives => (other, own, Side::Receiver),
            };
            let handoff = Handoff {
                id: String::new(),
                giver,
                receiver,
                what: one.what.trim().to_owned(),
                found_at: crate::clock::Time(0),
            };
            match found.entry(key(&handoff)) {
                std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(handoff)),
                std::collections::btree_map::Entry::Occupied(mut held) => {
                    let terms = &mut held.get_mut().party_mut(side).terms;
                    *terms = terms.take().or_else(|| handoff.party(side).terms.clone());
                }
            }
        }
    }
    found
}

/// The key of a hand-off.
#[must_use]
pub fn key(handoff: &Handoff) -> Key {
    let party = |party: &Party| party.process_id.clone().unwrap_or_else(|| plain(&party.name));
    (party(&handoff.giver), party(&handoff.receiver), plain(&handoff.what))
}

/// The process of a name, or a party outside the office.
fn named(sources: &[Source], name: &str) -> Party {
    let wanted = plain(name);
    let process = sources.iter().find(|source| plain(source.name) == wanted);
    Party {
        process_id: process.map(|source| source.id.to_owned()),
        name: process.map_or(name.trim(), |source| source.name).to_owned(),
        ..Party::default()
    }
}

/// How many hand-offs cross a border, and how many of them nobody agreed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silo {
    pub crossings: usize,
    pub open: usize,
}

impl Silo {
    fn count(&mut self, state: State) {
        self.crossings += 1;
        self.open += usize::from(state != State::Agreed);
    }

    /// Crossings without agreement ÷ all crossings, per cent; none where nothing crosses.
    #[must_use]
    pub fn index(self) -> Option<f64> {
        (self.crossings > 0).then(|| self.open as f64 / self.crossings as f64 * 100.0)
    }
}

/// The silo index of the office and of each unit, by name. A hand-off crosses when the owners of its two processes sit in
/// different units; a process without an owner, or an owner without a unit, stands for a unit of its own. What leaves the
/// office is not counted.
#[must_use]
pub fn silos(handoffs: &[Handoff], unit_of: &BTreeMap<String, String>) -> (Silo, BTreeMap<String, Silo>) {
    let (mut all, mut units) = (Silo::default(), BTreeMap::<String, Silo>::new());
    for one in handoffs {
        let (Some(giver), Some(receiver)) = (&one.giver.process_id, &one.receiver.process_id) else { continue };
        let (from, to) = (unit_of.get(giver), unit_of.get(receiver));
        if giver == receiver || (from.is_some() && from == to) {
            continue;
        }
        all.count(one.state());
        for unit in [from, to].into_iter().flatten() {
            units.entry(unit.clone()).or_default().count(one.state());
        }
    }
    (all, units)
}
