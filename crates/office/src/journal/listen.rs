//! Up by journal: when something happened, the capabilities that care react, each behind a durable cursor.
//!
//! A listener's effects and the move of its cursor are one transaction: each entry is handled exactly once, also when the
//! process is killed or two nodes listen. Effects outside the database are jobs that the listener writes.

use db::Tx;

use super::model::Entry;
use super::store;
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::App;

/// Entries handled in one transaction.
const BATCH: usize = 100;

/// Every action.
pub const ANY: &[&str] = &["*"];

/// A reaction of one capability to what another did.
#[derive(Clone, Copy)]
pub struct Listener {
    /// Unique; names the cursor.
    pub name: &'static str,
    /// The actions listened for, for example `process.published`, or [`ANY`].
    pub actions: &'static [&'static str],
    pub react: fn(&mut Tx, &Entry, Time) -> Result<(), Failure>,
}

/// Lets every listener catch up with the journal; returns how many entries were reacted to.
///
/// A listener that fails keeps its cursor, is logged, and holds up nobody else. Nor do people who go on writing: what is written
/// meanwhile is left to the next round, so that the jobs behind the listeners have their turn.
pub async fn catch_up(app: &App, listeners: &'static [Listener]) -> usize {
    let mut reactions = 0;
    // Most that is written is no entry of the journal: one look then says that nobody has anything to do.
    let behind = app.db().read(move |tx| behind(tx, listeners)).await;
    let behind = behind.unwrap_or_else(|_: db::Error| listeners.iter().collect());
    for listener in behind {
        loop {
            let now = app.now();
            match app.db().write(move |tx| batch(tx, listener, now)).await {
                Ok((read, reacted)) => {
                    reactions += reacted;
                    if read < BATCH {
                        break;
                    }
                }
                Err(Failure::Busy { .. }) => break,
                Err(failure) => {
                    tracing::error!(listener = listener.name, %failure, "a listener failed and will try again");
                    break;
                }
            }
        }
    }
    reactions
}

/// The listeners that did not read the journal to its end.
fn behind(tx: &mut Tx, listeners: &'static [Listener]) -> Result<Vec<&'static Listener>, db::Error> {
    let (head, cursors) = (store::head(tx)?.seq, store::cursors(tx)?);
    let read = |listener: &Listener| cursors.get(listener.name).copied().unwrap_or(0);
    Ok(listeners.iter().filter(|listener| read(listener) < head).collect())
}

/// Handles one batch; returns how many entries were read and how many reacted to.
fn batch(tx: &mut Tx, listener: &Listener, now: Time) -> Result<(usize, usize), Failure> {
    let from = store::cursor(tx, listener.name)?;
    let entries = store::after(tx, from, i64::try_from(BATCH).unwrap_or(i64::MAX))?;
    let Some(last) = entries.last() else { return Ok((0, 0)) };
    let mut reacted = 0;
    for entry in
        entries.iter().filter(|entry| listener.actions == ANY || listener.actions.contains(&entry.action.as_str()))
    {
        (listener.react)(tx, entry, now)?;
        reacted += 1;
    }
    store::move_cursor(tx, listener.name, from, last.seq)?;
    Ok((entries.len(), reacted))
}
