//! A migration, its cases, and what becomes of the elements at which they stand.
//!
//! Absent: the engine's check of one case (`engine::relocate`).

use engine::{Mapping, Stand};
use serde::Serialize;

use crate::automation::Case;
use crate::clock::Time;

/// Cases moved together, at most.
pub const MOST: usize = 500;
/// Days for which a migration can be taken back.
pub const UNDO_DAYS: i64 = 7;

/// Which cases are meant; what is empty leaves the choice open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The version they run on, by the id of its deployment.
    pub version: String,
    /// An element at which they stand.
    pub element: String,
    /// Codes of cases, or what they are called elsewhere.
    pub codes: Vec<String>,
}

/// Codes and references as somebody pasted them: one a line, or with commas or semicolons between them; each once.
#[must_use]
pub fn codes_of(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in text.split(['\n', ',', ';', '\t']).map(str::trim).filter(|code| !code.is_empty()) {
        if !codes.iter().any(|one| one == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// An element at which chosen cases stand, and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub stand: Stand,
    /// Chosen cases that stand there.
    pub cases: usize,
    /// What it could become in the version in force.
    pub choices: Vec<Stand>,
    /// What it becomes; none where nothing was found for it, or where it falls away.
    pub becomes: Option<String>,
    /// It is watched no longer.
    pub falls_away: bool,
}

/// What would come of moving a case.
#[derive(Clone, Debug)]
pub struct Report {
    pub case: Case,
    /// The version it runs on.
    pub from: String,
    /// Where it stands, in words.
    pub stands: Vec<String>,
    /// What keeps it from moving, each with its element; nothing where it can.
    pub obstacles: Vec<engine::Misfit>,
}

/// Everything that is known before a move.
#[derive(Clone, Debug)]
pub struct Look {
    /// The version in force.
    pub number: String,
    /// Versions on which cases run, by the id of the deployment, with how many cases.
    pub versions: Vec<(String, String, i64)>,
    /// Elements at which any case stands that is not on the version in force.
    pub places: Vec<Stand>,
    pub wanted: Vec<Wanted>,
    pub reports: Vec<Report>,
    /// Codes that name no case that could be moved.
    pub unknown: Vec<String>,
    /// There are more than are shown.
    pub is_cut: bool,
    pub mapping: Mapping,
}

/// What an element is likely to become: the one with its id, else the one with its name, always of the same kind.
#[must_use]
pub fn suggest(stand: &Stand, among: &[Stand]) -> Option<String> {
    let mut same = among.iter().filter(|one| one.kind == stand.kind);
    let by_id = same.clone().find(|one| one.element == stand.element);
    let name = stand.name.trim().to_lowercase();
    let found = by_id.or_else(|| {
        let mut named = same.by_ref().filter(|one| one.name.trim().to_lowercase() == name);
        let first = named.next()?;
        named.next().is_none().then_some(first)
    });
    found.map(|one| one.element.clone())
}

/// A move of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    pub id: String,
    pub process_id: String,
    /// What they were moved to.
    pub deployment_id: String,
    pub number: String,
    pub mapping: Mapping,
    pub reason: String,
    pub by_id: String,
    pub by_name: String,
    pub began_at: Time,
    /// Until when it can be taken back.
    pub until: Time,
    pub kept_at: Option<Time>,
    pub kept_by: String,
}

impl Migration {
    /// Whether it can still be taken back.
    #[must_use]
    pub fn is_open(&self, now: Time) -> bool {
        self.kept_at.is_none() && now < self.until
    }
}

/// A case of a migration.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub case_id: String,
    pub code: String,
    pub title: String,
    pub from_number: String,
    pub state: MovedState,
    /// Why it stayed, or was not taken back.
    pub why: String,
}

/// What came of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedState {
    /// Not looked at yet.
    Waiting,
    Moved,
    Stayed,
    TakenBack,
}

impl MovedState {
    /// Every state.
    pub const ALL: [MovedState; 4] =
        [MovedState::Waiting, MovedState::Moved, MovedState::Stayed, MovedState::TakenBack];

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            MovedState::Waiting => "waiting",
            MovedState::Moved => "moved",
            MovedState::Stayed => "stayed",
            MovedState::TakenBack => "taken_back",
        }
    }

    /// Reads [`MovedState::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<MovedState> {
        MovedState::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            MovedState::Waiting => "waiting",
            MovedState::Moved => "moved",
            MovedState::Stayed => "stayed",
            MovedState::TakenBack => "taken back",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(element: &str, name: &str, kind: &str) -> Stand {
        Stand { element: element.to_owned(), name: name.to_owned(), kind: kind.to_owned(), optional: false }
    }

    #[test]
    fn codes_are_read_as_they_are_pasted() {
        let pasted = " C-1\r\nC-2, C-3;C-1\n\n\tRITM 7 \n";
        assert_eq!(codes_of(pasted), ["C-1", "C-2", "C-3", "RITM 7"]);
    }

    #[test]
    fn an_element_becomes_the_one_of_its_id_else_of_its_name_and_never_another_kind() {
        let new = [
            stand("a", "Check", "a task for people"),
            stand("b", "Order ", "a task for people"),
            stand("c", "Pay", "a receive task"),
            stand("d", "Twice", "a task for people"),
            stand("e", "Twice", "a task for people"),
        ];
        for (old, expected) in [
            (stand("a", "Whatever", "a task for people"), Some("a")),
            (stand("x", "ORDER", "a task for people"), Some("b")),
            (stand("x", "Pay", "a task for people"), None),
            (stand("x", "Twice", "a task for people"), None),
        ] {
            assert_eq!(suggest(&old, &new).as_deref(), expected, "{old:?}");
        }
    }
}
