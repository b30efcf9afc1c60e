//! What tools must do for the processes, for the team that runs them: which part of which tool meets a requirement, how far, whether
//! it was tested, and where a tool is known to depart from the process.
//!
//! A requirement stands in the definition. What is known of it stands beside the definition, in rows of its own, and follows the
//! requirement when it is reworded or a new version comes into force; one that changed is tested again. What a definition asks of a
//! tool without saying so (a form, the evidence of a control, a time limit) is offered and never written by itself. Absent: the
//! wording (`definition`). Sources: ISO/IEC/IEEE 29148:2018 §5.2 (requirements that can be
//! verified and traced), DSDM (MoSCoW), ISO 9000:2015 3.12.5 (concession).

mod api;
mod asks;
pub mod check;
pub mod commands;
mod derive;
mod follow;
mod gather;
pub mod jobs;
mod model;
pub mod pages;
mod proposal;
pub mod store;
mod views;

pub use model::{Answer, Gap, Object, ObjectKind, Required, Result, Standing, Trial, Waiver, WaiverState, waiver_day};

use std::collections::BTreeMap;

use db::Tx;

use crate::clock::Time;
use crate::failure::Failure;

/// How many requirements that are a must fail or are not met, by process; what is waived is not counted.
///
/// # Errors
/// The database's.
pub fn musts_missed(tx: &mut Tx, now: Time) -> std::result::Result<BTreeMap<String, usize>, Failure> {
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for one in store::live(tx, None)?.into_iter().filter(|one| one.is_missed_must(now)) {
        *missed.entry(one.process_id).or_default() += 1;
    }
    Ok(missed)
}

#[cfg(test)]
mod tests;
