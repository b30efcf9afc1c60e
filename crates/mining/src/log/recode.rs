//! The codes of several readers become those of one log, in order of first appearance.
//!
//! Absent: the order of events. Source: the merging of local dictionaries in column stores (Abadi et al., "The Design and
//! Implementation of Modern Column-Oriented Database Systems", 2013, §4).

use super::column::NO_TEXT;
use super::{Full, Names};

/// A code not given yet.
const NONE: u32 = u32::MAX;

/// Gives final codes in order of first appearance to the codes of several readers.
pub(super) struct Recoder {
    known: Names,
    /// For each reader but the first: its codes as codes of `known`.
    shared: Vec<Vec<u32>>,
    /// Final code of a code of `known`.
    given: Vec<u32>,
    /// Final code of a code of a reader, as far as it was met.
    met: Vec<Vec<u32>>,
    /// Codes of `known` in order of their final codes.
    order: Vec<u32>,
}

impl Recoder {
    pub(super) fn new(dictionaries: Vec<Names>) -> Result<Recoder, Full> {
        let mut rest = dictionaries.into_iter();
        let mut known = rest.next().unwrap_or_default();
        let mut met = vec![vec![NONE; known.len()]];
        let mut shared = Vec::new();
        for names in rest {
            met.push(vec![NONE; names.len()]);
            shared.push(known.add_all(&names).ok_or(Full)?);
        }
        Ok(Recoder { given: vec![NONE; known.len()], known, shared, met, order: Vec::new() })
    }

    #[inline]
    pub(super) fn code(&mut self, reader: usize, code: u32) -> u32 {
        if code == NO_TEXT {
            return NO_TEXT;
        }
        match self.met[reader][code as usize] {
            NONE => self.meet(reader, code),
            known => known,
        }
    }

    fn meet(&mut self, reader: usize, code: u32) -> u32 {
        let shared = if reader == 0 { code } else { self.shared[reader - 1][code as usize] };
        let given = &mut self.given[shared as usize];
        if *given == NONE {
            *given = self.order.len() as u32;
            self.order.push(shared);
        }
        self.met[reader][code as usize] = *given;
        *given
    }

    /// How many codes were given.
    pub(super) fn given(&self) -> usize {
        self.order.len()
    }

    /// The texts by their final codes; those never met are gone.
    pub(super) fn names(self) -> Names {
        let mut names = Names::default();
        for code in self.order {
            let text = self.known.get(code).expect("a code that was met has a text");
            names.push(text).expect("a part of the texts fits where all did");
        }
        names.shrink();
        names
    }
}
