//! Events in any order become a log that is ordered by case, time and source row.
//!
//! Absent: judgement of the input; who reads a file decides which rows are good. The order (case, time, source row) is
//! what makes counts the same on every machine: without the row, ties in time give wrong edges.

use super::batch::{Batch, Layout, Texts};
use super::column::{Fact, Kind, Scope, Value};
use super::order::{Reader, order};
use super::repeat::RowsOfCase;
use super::{EventLog, MAX_EVENTS};
use std::fmt;

/// The log cannot take more: a stated limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the log is full ({MAX_EVENTS} events or 4 GiB of names); split the file by period")
    }
}

impl std::error::Error for Full {}

/// One event, as it is added to a [`LogBuilder`].
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// Identifier of the case (the ticket number).
    pub case: &'a str,
    /// What happened: the state or activity as the source calls it.
    pub activity: &'a str,
    /// Microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Who did it: usually the group.
    pub resource: Option<&'a str>,
    /// Row of the source file; the last sort key.
    pub row: u32,
}

/// Collects events with their values, then orders them once.
#[derive(Debug, Default)]
pub struct LogBuilder {
    layout: Layout,
    texts: Texts,
    batch: Batch,
}

impl LogBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Events added so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether no event has been added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a column for a fact about the case and returns its number.
    ///
    /// # Errors
    /// [`Full`] when there are as many columns as a log may have.
    pub fn fact_column(&mut self, fact: Fact) -> Result<usize, Full> {
        let number = self.layout.fact(fact)?;
        self.take_column(fact.kind());
        Ok(number)
    }

    /// Adds a column for an attribute of the case or the event and returns its number.
    ///
    /// # Errors
    /// [`Full`] when there are as many columns as a log may have.
    pub fn column(&mut self, name: &str, kind: Kind, scope: Scope) -> Result<usize, Full> {
        let number = self.layout.attribute(name, kind, scope)?;
        self.take_column(kind);
        Ok(number)
    }

    fn take_column(&mut self, kind: Kind) {
        let mut values = super::column::Values::new(kind, 0);
        values.extend_to(self.batch.len());
        self.batch.columns.push(values);
        self.texts.columns.push(super::Names::default());
    }

    /// Adds an event with the values of its row, one for each column. Of a case column the newest event of the case
    /// (time, then row) decides, an empty value included.
    ///
    /// # Errors
    /// [`Full`] when a limit of the log is reached.
    ///
    /// # Panics
    /// When there are not as many values as columns.
    pub fn event(&mut self, event: NewEvent<'_>, values: &[Option<Value<'_>>]) -> Result<(), Full> {
        assert_eq!(values.len(), self.layout.0.len(), "one value for each column");
        if self.len() >= MAX_EVENTS {
            return Err(Full);
        }
        let texts = &mut self.texts;
        let case = texts.cases.add(event.case).ok_or(Full)?;
        let activity = texts.activities.add(event.activity).ok_or(Full)?;
        let resource = event.resource.map(|name| texts.resources.add(name).ok_or(Full)).transpose()?;
        self.batch.case.push(case);
        self.batch.event(activity, event.time, resource, event.row);
        for (column, value) in values.iter().enumerate() {
            self.batch.value(texts, column, *value)?;
        }
        Ok(())
    }

    /// Orders what was added.
    #[must_use]
    pub fn finish(self) -> EventLog {
        let reader = Reader { texts: self.texts, batches: vec![(0, self.batch)] };
        let ordered = order(&self.layout, vec![reader], RowsOfCase::Any);
        ordered.expect("what one reader took fits in one log").log
    }
}
