//! The worklist: everything that is asked of a person, by when and why, from every capability, in one place.
//!
//! A capability [`ask`]s somebody for something in the transaction that makes it necessary, and settles it in the one that
//! makes it superfluous. The home page, the API and the calendar show the same rows. Absent: how a thing is done (each ask
//! leads to the page of its capability) and how a reminder travels (`mail`). Sources: WS-HumanTask 1.1 §4 (a task has a person,
//! a due date and an outcome), RFC 5545 (calendar).

mod api;
mod calendar;
pub mod jobs;
mod model;
pub mod pages;
pub mod store;
mod views;

pub use model::{Ask, Asked, Group, Outcome};
pub use store::{
    ask, conclude, conclude_object, conclude_with, forget_object, is_asked, leave_to, open_for, open_of, settle,
    settle_object, settle_of,
};

#[cfg(test)]
mod tests;
