//! Comments in context: what somebody says at one place of a thing, what others reply, and how it ends.
//!
//! Three kinds are told apart: a comment, a question that whoever is responsible answers by a day, and a practice ("I do it
//! differently because…"), which opens a request for change and no blame. Words are their author's: they are edited for a
//! short while, withdrawn, and never deleted by others. Absent: which places a thing has, who answers for it and who may read
//! it; the capability that owns the thing tells that in a [`Matter`]. Sources: W3C Web Annotation Data Model (a body at a
//! target).

mod asks;
pub mod commands;
pub mod likeness;
pub mod mention;
mod model;
pub mod store;

pub use model::{
    Act, Became, Closing, Comment, EDIT_MINUTES, Kind, Matter, Notes, Place, Reply, SENTENCE_CHARS, State, Subject,
    TEXT_CHARS, Version, Words,
};

#[cfg(test)]
mod tests;
