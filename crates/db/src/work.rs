//! A closure on its way to a database thread, and its answer on the way back.
//!
//! Absent: cancelling: a closure whose caller went away is still run and kept.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Error, Tx};

/// A closure with its answer still owed. Dropping it unanswered tells the caller that the database was closed.
pub(crate) trait Job: Send {
    /// Runs the closure; true when its work is to be kept. May be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Whether the closure writes every row by which it decides.
    fn is_guarded(&self) -> bool;
    /// Whether the last run is to be kept.
    fn kept(&self) -> bool;
    /// Answers the caller: with the closure's result if the outcome is `Ok`, else with the error of the commit.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
}

/// The one implementation of [`Job`]: a closure and where its result goes.
pub(crate) struct Work<F, T, E, R> {
    closure: F,
    result: Option<Result<T, E>>,
    reply: R,
    is_guarded: bool,
}

impl<F, T, E, R> Work<F, T, E, R> {
    pub fn new(closure: F, is_guarded: bool, reply: R) -> Work<F, T, E, R> {
        Work { closure, result: None, reply, is_guarded }
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is running a closure right now.
pub(crate) fn inside() -> bool {
    INSIDE.get()
}

impl<F, T, E, R> Job for Work<F, T, E, R>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
    R: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        INSIDE.set(true);
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        INSIDE.set(false);
        let result = match outcome {
            Ok(Ok(value)) => match tx.spent() {
                Some(error) => Err(E::from(error.clone())),
                None => Ok(value),
            },
            Ok(Err(error)) => Err(error),
            Err(payload) => Err(E::from(Error::Panic(panic_text(payload.as_ref())))),
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn is_guarded(&self) -> bool {
        self.is_guarded
    }

    fn kept(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        let result = match (self.result, outcome) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(E::from(error)),
            (Some(result), Ok(())) => result,
            (None, Ok(())) => Err(E::from(closed())),
        };
        (self.reply)(result);
    }
}

/// The answer of a database that went away before it could answer.
pub(crate) fn closed() -> Error {
    Error::Unavailable("it was closed before the work was done".to_owned())
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
