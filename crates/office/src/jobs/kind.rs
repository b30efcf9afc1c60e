//! Kinds of job and things that happen by the clock: what each capability brings, to be performed with the whole office at hand.

use std::future::Future;
use std::pin::Pin;

use super::model::{Job, Lane};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::App;

/// The future of one performed job.
pub type Performed = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// A kind of job and how it is performed. It may run more than once: it must be harmless to repeat under the same key.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub lane: Lane,
    /// Whether this office can perform it at all, else a sentence why it waits; waiting is no failed try. See [`always`].
    pub ready: fn(&App) -> Result<(), String>,
    pub perform: fn(App, Job) -> Performed,
}

/// For kinds of job that can be performed at any time.
///
/// # Errors
/// None.
pub fn always(_: &App) -> Result<(), String> {
    Ok(())
}

/// Something that happens by the clock: every `every_s` seconds on some node, harmless when two nodes do it at once.
#[derive(Clone, Copy)]
pub struct Clockwork {
    pub name: &'static str,
    pub every_s: i64,
    pub strike: fn(App) -> Performed,
}

/// The first instant up to another at which something is due, if there is one.
pub type Next = fn(App, Time) -> Pin<Box<dyn Future<Output = Result<Option<Time>, Failure>> + Send>>;

/// Clockwork that knows when it has something to do: it strikes at that instant, and in its rhythm only where something may have changed.
#[derive(Clone, Copy)]
pub struct Punctual {
    pub clockwork: Clockwork,
    pub next: Next,
}
