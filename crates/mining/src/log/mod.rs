//! An event log: which case went through which steps, when, and by whom.
//!
//! Columns of small numbers, ordered by case, time and source row, so that every question is one walk through memory.
//! Absent: editing; a log is built once ([`LogBuilder`]) and read. Source: XES (IEEE 1849-2023) for the notions of case
//! and event; the column layout is that of column stores.

mod batch;
mod build;
mod bytes;
mod column;
mod filter;
mod history;
mod names;
mod order;
mod part;
mod reckoning;
mod recode;
mod repeat;
mod select;
#[cfg(test)]
mod tests;

pub(crate) use batch::{Batch, Layout, Texts};
pub use build::{Full, LogBuilder, NewEvent};
pub use bytes::Damaged;
pub use column::{Fact, Kind, Scope, Value, ValueColumn};
pub(crate) use column::{NO_TEXT, Values};
pub use filter::{Condition, During, Filter, UnknownColumn};
pub(crate) use history::GROUP_MARK;
pub use names::Names;
pub(crate) use names::{Key, LOOKED_UP_AT_ONCE};
pub(crate) use order::{Ordered, Reader, order};
pub use part::Part;
pub(crate) use part::Share;
pub use reckoning::Reckoning;
pub(crate) use repeat::{Repeat, RowsOfCase};

use std::ops::Range;

/// Most events in one log.
pub const MAX_EVENTS: usize = 50_000_000;
/// Most columns of cases and events in one log.
pub const MAX_COLUMNS: usize = 200;

/// A case-ordered, dictionary-encoded event log.
///
/// Cases are numbered from 0 in order of first appearance in the source; within a case events are ordered by time, then
/// by source row. Times are microseconds since 1970-01-01 UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLog {
    pub(crate) cases: Names,
    pub(crate) activities: Names,
    pub(crate) resources: Names,
    pub(crate) starts: Vec<u32>,
    pub(crate) activity: Vec<u32>,
    pub(crate) time: Vec<i64>,
    pub(crate) resource: Vec<u32>,
    pub(crate) row: Vec<u32>,
    pub(crate) columns: Vec<ValueColumn>,
    pub(crate) event_columns: Vec<ValueColumn>,
}

/// One event as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happened.
    pub activity: &'a str,
    /// Microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Who did it, where known.
    pub resource: Option<&'a str>,
    /// Row in the source file.
    pub row: u32,
    /// Its place in the event columns.
    pub place: usize,
}

/// One case as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    log: &'a EventLog,
    /// Number of the case, from 0.
    pub index: usize,
}

impl EventLog {
    /// Number of cases.
    #[must_use]
    pub fn case_count(&self) -> usize {
        self.cases.len()
    }

    /// Number of events.
    #[must_use]
    pub fn event_count(&self) -> usize {
        self.time.len()
    }

    /// The names of the activities; the codes of [`Case::activity_codes`] are positions here.
    #[must_use]
    pub fn activities(&self) -> &Names {
        &self.activities
    }

    /// The names of the resources (groups); the codes of [`Case::resource_codes`] are positions here.
    #[must_use]
    pub fn resources(&self) -> &Names {
        &self.resources
    }

    /// All case columns: facts first, then kept attributes.
    #[must_use]
    pub fn columns(&self) -> &[ValueColumn] {
        &self.columns
    }

    /// The column of a fact, where the source had one.
    #[must_use]
    pub fn fact(&self, fact: Fact) -> Option<&ValueColumn> {
        self.columns.iter().find(|column| column.fact == Some(fact))
    }

    /// All event columns, in the order in which they were asked for.
    #[must_use]
    pub fn event_columns(&self) -> &[ValueColumn] {
        &self.event_columns
    }

    /// The column of an attribute of events.
    #[must_use]
    pub fn event_column(&self, name: &str) -> Option<&ValueColumn> {
        self.event_columns.iter().find(|column| column.name == name)
    }

    /// Bytes of memory the log takes: columns, dictionaries, starts of cases.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let names = [&self.cases, &self.activities, &self.resources].into_iter();
        let columns = self.columns.iter().chain(&self.event_columns);
        let codes = [&self.starts, &self.activity, &self.resource, &self.row].into_iter();
        names.map(Names::heap_bytes).sum::<usize>()
            + columns.map(|column| column.names.heap_bytes() + column.values.heap_bytes()).sum::<usize>()
            + codes.map(|codes| codes.capacity() * 4).sum::<usize>()
            + self.time.capacity() * 8
    }

    /// The column of a kept attribute of cases.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ValueColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// All cases in order.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = Case<'_>> {
        (0..self.cases.len()).map(|index| Case { log: self, index })
    }

    /// One case by its number.
    #[must_use]
    pub fn case(&self, index: usize) -> Option<Case<'_>> {
        (index < self.cases.len()).then_some(Case { log: self, index })
    }

    /// One case by its identifier.
    #[must_use]
    pub fn find_case(&self, name: &str) -> Option<Case<'_>> {
        self.cases.code(name).map(|code| Case { log: self, index: code as usize })
    }

    /// First and last time in the log, in microseconds since 1970; `None` for a log without events.
    #[must_use]
    pub fn period(&self) -> Option<(i64, i64)> {
        Some((*self.time.iter().min()?, *self.time.iter().max()?))
    }

    pub(crate) fn range(&self, case: usize) -> Range<usize> {
        self.starts[case] as usize..self.starts[case + 1] as usize
    }
}

impl<'a> Case<'a> {
    /// The identifier in the source (the ticket number).
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.log.cases.get(self.index as u32).expect("a case has a name")
    }

    /// Its events in order.
    pub fn events(&self) -> impl ExactSizeIterator<Item = Event<'a>> + use<'a> {
        let log = self.log;
        log.range(self.index).map(move |event| Event {
            activity: log.activities.get(log.activity[event]).expect("an event has an activity"),
            time: log.time[event],
            resource: log.resources.get(log.resource[event]),
            row: log.row[event],
            place: event,
        })
    }

    /// Codes of its activities in order.
    #[must_use]
    pub fn activity_codes(&self) -> &'a [u32] {
        &self.log.activity[self.log.range(self.index)]
    }

    /// Codes of its resources in order; `u32::MAX` where there is none.
    #[must_use]
    pub fn resource_codes(&self) -> &'a [u32] {
        &self.log.resource[self.log.range(self.index)]
    }

    /// Times of its events in order, microseconds since 1970.
    #[must_use]
    pub fn times(&self) -> &'a [i64] {
        &self.log.time[self.log.range(self.index)]
    }

    /// Its value in a column.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Option<Value<'a>> {
        self.log.fact(fact)?.get(self.index)
    }

    /// A time fact in microseconds since 1970.
    #[must_use]
    pub fn time(&self, fact: Fact) -> Option<i64> {
        match self.value(fact)? {
            Value::Time(time) => Some(time),
            _ => None,
        }
    }

    /// A number fact.
    #[must_use]
    pub fn number(&self, fact: Fact) -> Option<f64> {
        match self.value(fact)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A yes/no fact.
    #[must_use]
    pub fn flag(&self, fact: Fact) -> Option<bool> {
        match self.value(fact)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// A text fact.
    #[must_use]
    pub fn text(&self, fact: Fact) -> Option<&'a str> {
        match self.value(fact)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
