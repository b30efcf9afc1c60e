//! What the office chose once and keeps: its name, when it was set up.
//!
//! Absent: how the program runs (`config`), which an operator chooses at each start.

pub mod store;

pub use store::{get, put};

/// The name of the office, shown on every page.
pub const OFFICE_NAME: &str = "office_name";
/// When the first administrator was made, microseconds since 1970; absent until then.
pub const SET_UP_AT: &str = "set_up_at";
/// Hash of the one-time token that the console showed; absent once used.
pub const SET_UP_TOKEN: &str = "set_up_token";
