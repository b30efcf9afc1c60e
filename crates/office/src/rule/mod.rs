//! The rules by which definitions are checked, as this office weights them: some count more here, some less, some not at all, each
//! decision with its reason, who took it and when.
//!
//! The decisions are kept as the text of a `lint.toml`, which `mandate check` reads too. Absent: the rules themselves
//! (`definition::lint`) and what they find (`finding`). Source: the practice of writing down why a rule is waived.

mod api;
pub mod commands;
pub mod pages;
pub mod store;
mod views;

/// Journal: a rule was weighted, or its weight was taken back, or the list of words changed.
pub const CHANGED: &str = "rule.changed";

pub use store::in_use;

#[cfg(test)]
mod tests;
