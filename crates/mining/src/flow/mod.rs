//! How tickets really flow: which step follows which, which ways they take, and who hands over to whom.
//!
//! Absent: discovery of a model ([`crate::inductive`]). Sources: W. van der Aalst, "Process Mining" (2nd ed., 2016),
//! §6.1 (directly-follows graph) and §2 (variants); handover of work after van der Aalst, Reijers and Song, "Discovering
//! Social Networks from Event Logs" (2005).

mod follows;
mod groups;
mod handover;
mod pingpong;
mod silo;
#[cfg(test)]
mod tests;
mod timed;
mod variant;

pub use follows::{Follows, follows};
pub use groups::Groups;
pub use handover::{Handover, handover};
pub use pingpong::{Cycle, MAX_CYCLES_OF_A_CASE, Occurs, PingPong, USUAL_REPETITIONS, ping_pong};
pub(crate) use pingpong::{alternations, comes_back};
pub use silo::{Border, SiloMap, Unit, silo_map};
pub use timed::{Dfg, Edge, dfg};
pub use variant::{Variant, variants};

use std::collections::HashMap;

/// Most pairs of codes for which a table is kept; beyond, pairs are looked up.
const TABLE_PAIRS: usize = 1 << 18;

/// Numbers pairs of codes in order of first appearance.
pub(crate) struct Pairs {
    codes: usize,
    table: Vec<u32>,
    rest: HashMap<(u32, u32), u32, foldhash::fast::RandomState>,
    pub(crate) known: Vec<(u32, u32)>,
}

impl Pairs {
    pub(crate) fn new(codes: usize) -> Self {
        let table = if codes * codes <= TABLE_PAIRS { vec![u32::MAX; codes * codes] } else { Vec::new() };
        Pairs { codes, table, rest: HashMap::default(), known: Vec::new() }
    }

    /// Whether a number is found by one look into a table.
    pub(crate) fn has_table(&self) -> bool {
        !self.table.is_empty()
    }

    #[inline]
    pub(crate) fn number(&mut self, from: u32, to: u32) -> usize {
        let next = self.known.len() as u32;
        let number = if self.table.is_empty() {
            self.rest.entry((from, to)).or_insert(next)
        } else {
            let number = &mut self.table[from as usize * self.codes + to as usize];
            if *number == u32::MAX {
                *number = next;
            }
            number
        };
        if *number == next {
            self.known.push((from, to));
        }
        *number as usize
    }
}
