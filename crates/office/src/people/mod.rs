//! People: who is in the office, in which unit, with which roles from when to when; how they sign in and stay signed in.
//!
//! Absent: what a role grants (`access`), the roles a process asks for (`process`). Sources: OWASP ASVS 5.0 V6 and V7, OWASP
//! Password Storage Cheat Sheet (argon2id), NIST SP 800-63B-4 (length, no composition rules).

mod api;
pub mod commands;
mod model;
pub mod pages;
pub mod password;
pub mod session;
pub mod sign_in;
pub mod store;
pub mod views;

pub use model::{Assignment, Person, Unit, initials};

#[cfg(test)]
mod tests;
