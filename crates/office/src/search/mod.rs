//! Search: any process, activity, person, improvement or page by a few letters, for the palette (Ctrl K) and as a page.
//!
//! Only what the person may see is found. Absent: full text of definitions and guides, and ranking by use.

pub mod pages;
pub mod store;
pub mod views;

#[cfg(test)]
mod tests;

use serde::Serialize;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub label: String,
    /// What it is, in one word: "Process", "Activity", "Answer", "Improvement", "Person", "Page".
    pub kind: &'static str,
    pub href: String,
}
