//! The register as a list: what to show of it, in which order, and how the stages are filled.

pub mod store;

use super::model::{Improvement, OriginKind, Stage};
use crate::access::{Actor, Permission};

/// Which entries to show, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Words of title or description, or a number such as `I-12`.
    pub words: String,
    /// Whom the list is for; none for somebody who may read everything.
    pub reader: Option<Reader>,
    pub stage: Option<Stage>,
    pub process_id: Option<String>,
    pub owner_id: Option<String>,
    pub origin: Option<OriginKind>,
    /// `number`, `title`, `priority`, `due` or `owner`.
    pub sort: String,
    pub downwards: bool,
    pub offset: i64,
    pub limit: i64,
}

/// Somebody who may read only what belongs to some processes, to the office as a whole, or to themselves.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub person_id: String,
    pub process_ids: Vec<String>,
}

impl Reader {
    /// The reader that an actor is; none when the actor may read everything.
    #[must_use]
    pub fn of(actor: &Actor) -> Option<Reader> {
        if actor.may(Permission::Read) {
            return None;
        }
        let process_ids = actor.holdings.iter().filter_map(|holding| holding.process_id.clone()).collect();
        Some(Reader { person_id: actor.person_id.clone(), process_ids })
    }
}

/// An entry with the names that stand behind its ids.
#[derive(Clone, Debug)]
pub struct Listed {
    pub improvement: Improvement,
    pub raised_by: String,
    /// Empty while nobody owns it.
    pub owner: String,
    /// Empty until somebody gave a verdict.
    pub verified_by: String,
    /// The process it would improve, where it has one.
    pub process: Option<ProcessName>,
}

/// A process as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessName {
    pub key: String,
    pub name: String,
}

impl Listing {
    /// The number, when the words are one: `12`, `I-12` or `i12`.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let words = self.words.trim();
        let digits = words.trim_start_matches(['I', 'i']).trim_start_matches('-');
        digits.parse().ok()
    }
}
