//! Each distinct text is stored once and stands in the columns as a small number.
//!
//! Absent: removal; a dictionary only grows. Source: dictionary encoding as in column stores (Abadi et al., "The Design
//! and Implementation of Modern Column-Oriented Database Systems", 2013, §4).

use std::hash::{BuildHasher, RandomState};

/// Slot of the lookup table that holds nothing.
const FREE: u32 = u32::MAX;
/// Most bytes of text one dictionary may hold (its offsets are 32-bit).
pub(crate) const MAX_TEXT_BYTES: usize = u32::MAX as usize;

/// A dictionary: text ↔ dense code, codes given in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
    slots: Vec<u32>,
    hasher: RandomState,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.ends == other.ends
    }
}

impl Names {
    /// How many different texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code, or `None` for a code never given.
    #[must_use]
    pub fn get(&self, code: u32) -> Option<&str> {
        let index = code as usize;
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.text.get(start..end)
    }

    /// The code of a text that is already known.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slot(text);
        (self.slots[slot] != FREE).then(|| self.slots[slot])
    }

    /// All texts in order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(index as u32).expect("codes are dense"))
    }

    /// The code of a text, given now if it is new; `None` when the dictionary is full.
    pub(crate) fn add(&mut self, text: &str) -> Option<u32> {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(text);
        if self.slots[slot] != FREE {
            return Some(self.slots[slot]);
        }
        if self.text.len() + text.len() > MAX_TEXT_BYTES {
            return None;
        }
        let code = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.slots[slot] = code;
        Some(code)
    }

    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & mask;
        while self.slots[slot] != FREE && self.get(self.slots[slot]) != Some(text) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        self.slots = vec![FREE; size];
        for code in 0..self.ends.len() as u32 {
            let text = self.get(code).expect("codes are dense");
            let mut slot = self.hasher.hash_one(text) as usize & (size - 1);
            while self.slots[slot] != FREE {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = code;
        }
    }
}
