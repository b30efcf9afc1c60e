//! Runs BPMN 2.0 processes: pure and deterministic, its state a set of small rows.
//!
//! A program is compiled once from a diagram; a case is carried by one command to its next wait state. What changed comes back as rows
//! to write, what happened as events, what is to be done outside as effects. Absent: a clock, files, network, chance, and a database:
//! the host has them. Source: OMG *Business Process Model and Notation* 2.0.2 (formal/2013-12-09), §13.

mod calendars;
mod command;
mod correlate;
mod effect;
mod element;
pub mod elsewhere;
mod event;
pub mod limits;
pub mod memory;
mod program;
mod run;
pub mod state;
mod text;
mod timer;
pub mod value;

pub use calendars::Calendars;
pub use command::{Command, Rejection};
pub use correlate::{Mailbox, Posted, correlates};
pub use effect::{Act, Effect, Message, Named, Offer};
pub use event::Event;
pub use program::xml::MANDATE;
pub use program::{Decisions, Pauses, Program, Refusal, Start, StartOn};
pub use run::{Mapping, Misfit, Stand, Step, relocate, stands, step, step_in, taken_back};
pub use state::Case;
pub use timer::{Due, Missed, Schedule, Span, Strike, Time, Worked, Working};
