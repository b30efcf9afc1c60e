//! The door of the house: routes that say who may enter, forms, pages, and what a failure looks like.
//!
//! Every address is declared with its [`Access`]; a route without one cannot be written. Handlers take a [`Visit`], which
//! knows who came, when, and which database answers. Absent: domain rules and SQL. Sources: OWASP ASVS 5.0 V3 and V4,
//! RFC 9457 (problem documents), Fetch Metadata (W3C).

pub mod answer;
pub mod body;
pub mod csv;
pub mod form;
pub mod guard;
pub mod help;
pub mod page;
pub mod route;
pub mod sheet;
pub mod visit;

pub use answer::Answer;
pub use form::Form;
pub use page::Page;
pub use route::{Access, Routes};
pub use visit::{App, Doorkeeper, Visit};

#[cfg(test)]
mod tests;
