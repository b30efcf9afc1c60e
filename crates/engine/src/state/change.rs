//! What a step changed, row by row: enough to keep a case by writing only that.
//!
//! Absent: changes within a row. Source: none.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::row::{Id, Row};
use super::table::{Record, Table};
use super::{Case, Variables};

/// A row to write in the place of one with the same key, or to delete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    Put(Row),
    Delete(Key),
}

/// Which row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    Scope(Id),
    Token(Id),
    /// The holder and the name.
    Variable(Id, #[serde(with = "crate::text")] Arc<str>),
    Wait(Id),
    Job(Id),
    Incident(Id),
    Done(Id),
    Received(Id),
}

impl Case {
    /// What changed since the ids up to `before` were given.
    pub(crate) fn told(&mut self, before: Id) -> Vec<Change> {
        let mut changes = vec![Change::Put(Row::Case(self.row.clone()))];
        let first = before + 1;
        tell(&mut self.scopes, first, &mut changes, Row::Scope, Key::Scope);
        tell(&mut self.tokens, first, &mut changes, Row::Token, Key::Token);
        tell(&mut self.jobs, first, &mut changes, Row::Job, Key::Job);
        tell(&mut self.waits, first, &mut changes, Row::Wait, Key::Wait);
        tell(&mut self.incidents, first, &mut changes, Row::Incident, Key::Incident);
        tell(&mut self.done, first, &mut changes, Row::Done, Key::Done);
        tell(&mut self.received, first, &mut changes, Row::Received, Key::Received);
        self.variables.told(first, &mut changes);
        changes
    }

    /// Makes one change, as a host does that has read it.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(row) => self.put(row.clone()),
            Change::Delete(key) => match key {
                Key::Scope(id) => drop(self.scopes.remove(*id)),
                Key::Token(id) => drop(self.tokens.remove(*id)),
                Key::Variable(holder, name) => self.variables.remove(*holder, name),
                Key::Wait(id) => drop(self.waits.remove(*id)),
                Key::Job(id) => drop(self.jobs.remove(*id)),
                Key::Incident(id) => drop(self.incidents.remove(*id)),
                Key::Done(id) => drop(self.done.remove(*id)),
                Key::Received(id) => drop(self.received.remove(*id)),
            },
        }
        self.settle();
    }

    pub(crate) fn put(&mut self, row: Row) {
        match row {
            Row::Case(row) => self.row = row,
            Row::Scope(row) => replace(&mut self.scopes, row),
            Row::Token(row) => replace(&mut self.tokens, row),
            Row::Variable(row) => self.variables.put(row.holder, row.name, row.value),
            Row::Wait(row) => replace(&mut self.waits, row),
            Row::Job(row) => replace(&mut self.jobs, row),
            Row::Incident(row) => replace(&mut self.incidents, row),
            Row::Done(row) => replace(&mut self.done, row),
            Row::Received(row) => replace(&mut self.received, row),
        }
    }

    /// Forgets what was changed: all of it is known.
    pub(crate) fn settle(&mut self) {
        self.scopes.settle();
        self.tokens.settle();
        self.jobs.settle();
        self.waits.settle();
        self.incidents.settle();
        self.done.settle();
        self.received.settle();
        self.variables.touched.clear();
    }
}

fn replace<R: Record>(table: &mut Table<R>, row: R) {
    table.remove(row.id());
    table.insert(row);
}

fn tell<R: Record>(
    table: &mut Table<R>,
    first: Id,
    changes: &mut Vec<Change>,
    row: impl Fn(R) -> Row,
    key: impl Fn(Id) -> Key,
) {
    table.told(first, |id, kept| {
        changes.push(match kept {
            Some(kept) => Change::Put(row(kept.clone())),
            None => Change::Delete(key(id)),
        });
    });
}

impl Variables {
    fn told(&mut self, first: Id, changes: &mut Vec<Change>) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for (holder, name) in touched {
            match self.get(holder, &name) {
                Some(value) => {
                    let value = value.clone();
                    changes.push(Change::Put(Row::Variable(super::Variable { holder, name, value })));
                }
                None if holder < first => changes.push(Change::Delete(Key::Variable(holder, name))),
                None => {}
            }
        }
    }

    fn remove(&mut self, holder: Id, name: &str) {
        if let Some(names) = self.held.get_mut(&holder) {
            names.remove(name);
            if names.is_empty() {
                self.held.remove(&holder);
            }
        }
    }
}
