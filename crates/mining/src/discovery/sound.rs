//! Whether a process can always be finished, leaves nothing behind, and has no step that can never happen.
//!
//! Absent: nets too large to look through; they count as not sound. Source: W. van der Aalst et al., "Soundness of
//! Workflow Nets" (2011), classical soundness of safe nets.

use crate::conformance::{Markings, Net};

/// Most markings that are looked through.
const MAX_MARKINGS: usize = 20_000;

/// Whether the net is sound and safe.
pub(super) fn is_sound(net: &Net) -> bool {
    let mut markings = Markings::new(net);
    let mut happens = vec![false; net.transitions.len()];
    let mut before: Vec<Vec<u32>> = vec![Vec::new()];
    let mut at = 0;
    while at < markings.len() {
        if markings.len() > MAX_MARKINGS
            || markings.overflowed
            || markings.tokens(at as u32).iter().any(|some| *some > 1)
        {
            return false;
        }
        for (transition, after) in markings.next(at as u32).iter() {
            happens[*transition as usize] = true;
            before.resize(before.len().max(markings.len()), Vec::new());
            before[*after as usize].push(at as u32);
        }
        at += 1;
    }
    let mut finishes = vec![false; markings.len()];
    let mut open: Vec<u32> = (0..markings.len() as u32).filter(|code| markings.is_final(*code)).collect();
    while let Some(code) = open.pop() {
        if !std::mem::replace(&mut finishes[code as usize], true) {
            open.extend(&before[code as usize]);
        }
    }
    happens.into_iter().chain(finishes).all(|fine| fine)
}
