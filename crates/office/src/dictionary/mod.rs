//! The common dictionary: the roles, terms, inputs, outputs and tools that processes share by name.
//!
//! It is read from the definitions in force and from the drafts; nothing is keyed twice. A name is changed once, everywhere, in one
//! transaction, after a list of what it touches was seen. Absent: the names themselves, which are part of the definition of each
//! process; a new name is the only thing that changes. Source: practice of process design tools (a list of items shared by all
//! processes); FitSM-1:2024 GR2.4 (control of documents).

mod api;
pub mod commands;
mod model;
pub mod pages;
mod views;

#[cfg(test)]
mod tests;
