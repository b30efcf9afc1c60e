//! What is said to each tool, and how its answers become the one shape: one file for each tool, the same questions to all.
//!
//! A code of success is no success: identities are proved before anything is imported, and whatever was written is read back and
//! compared. Lists are read by a cursor that moves and never by counting rows, because tools leave out rows that the account may
//! not see. Absent: how a tool is reached (`wire`), and what is kept (`history`).

mod act;
pub(super) mod answer;
mod glpi;
mod service;
mod jira;
mod redmine;
mod rt;
mod servicenow;
pub mod shape;

use ::engine::elsewhere::Target;

use super::engine::Settings;
use super::model::{Batch, Cursor, Found, Kind, OVERLAP_S};
use super::wire::{Line, Trouble};
use crate::clock::Time;

pub use act::{Act, Done, Ticket, act, read};
pub use answer::{fine, query};

/// What a pull asks for.
#[derive(Clone, Debug)]
pub struct Want<'a> {
    /// The key of a [`super::Place`].
    pub place: &'a str,
    /// Nothing that happened before is read.
    pub since: Time,
    pub cursor: &'a Cursor,
    /// The zone of times that the tool writes without one.
    pub zone: &'a str,
    /// When this pull began, by our clock.
    pub began: Time,
}

impl Want<'_> {
    /// Where the next pull begins after one that read up to `at`, microseconds: a little before, and never behind the beginning of this one,
    /// so that a ticket with a time in the future hides nothing that changes meanwhile.
    fn again_from(&self, at: i64) -> i64 {
        (at.min(self.began.0) - OVERLAP_S * 1_000_000).max(0)
    }
}

/// Lets a line carry the credential. Nothing is called.
///
/// # Errors
/// When the credential cannot be sent.
pub fn sign_in(kind: Kind, line: &mut Line, account: &str, secret: &str) -> Result<(), Trouble> {
    match kind {
        Kind::Rt => rt::sign_in(line, account, secret),
        Kind::Redmine => line.carry("x-redmine-api-key", secret),
        Kind::ServiceNow | Kind::Jira => answer::basic(line, account, secret),
        Kind::Glpi => glpi::sign_in(line, account, secret),
        Kind::Camunda8 | Kind::Operaton => super::engine::sign_in(line, account, secret, &Settings::default()),
        Kind::Http => service::sign_in(line, account, secret),
    }
}

/// Asks a tool who we are and what we may read.
///
/// # Errors
/// What does not work, and how to mend it.
pub async fn hello(kind: Kind, line: &mut Line) -> Result<Found, Trouble> {
    match kind {
        Kind::Rt => rt::hello(line).await,
        Kind::Redmine => redmine::hello(line).await,
        Kind::ServiceNow => servicenow::hello(line).await,
        Kind::Jira => jira::hello(line).await,
        Kind::Glpi => glpi::hello(line).await,
        Kind::Camunda8 => super::engine::hello(Target::Camunda8, line).await,
        Kind::Operaton => super::engine::hello(Target::Operaton, line).await,
        Kind::Http => service::hello(line).await,
    }
}

/// Reads on in the histories of a place: one step, of which [`Batch::more`] says whether another follows.
///
/// # Errors
/// What does not work, and how to mend it.
pub async fn pull(kind: Kind, line: &mut Line, want: &Want<'_>) -> Result<Batch, Trouble> {
    match kind {
        Kind::Rt => rt::pull(line, want).await,
        Kind::Redmine => redmine::pull(line, want).await,
        Kind::ServiceNow => servicenow::pull(line, want).await,
        Kind::Jira => jira::pull(line, want).await,
        Kind::Glpi => glpi::pull(line, want).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(act::no_tickets(kind)),
    }
}
