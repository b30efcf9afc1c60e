//! Events in any order become a log that is ordered by case, time and source row.
//!
//! Absent: judgement of the input; who reads a file decides which rows are good. The order (case, time, source row) is
//! what makes counts the same on every machine: without the row, ties in time give wrong edges.

use super::column::{CaseColumn, CaseValue, CaseValues, Fact, Kind, NO_TEXT};
use super::{EventLog, MAX_CASE_COLUMNS, MAX_EVENTS, Names};
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

#[derive(Debug)]
struct Growing {
    name: String,
    fact: Option<Fact>,
    values: CaseValues,
    newest: Vec<(i64, u32)>,
}

/// Collects events and case values, then orders them once.
#[derive(Debug, Default)]
pub struct LogBuilder {
    cases: Names,
    activities: Names,
    resources: Names,
    case: Vec<u32>,
    activity: Vec<u32>,
    time: Vec<i64>,
    resource: Vec<u32>,
    row: Vec<u32>,
    columns: Vec<Growing>,
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
        self.time.len()
    }

    /// Whether no event has been added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Adds a column for a fact and returns its number.
    ///
    /// # Errors
    /// [`Full`] when there are as many columns as a log may have.
    pub fn fact_column(&mut self, fact: Fact) -> Result<usize, Full> {
        self.column(fact.name().to_owned(), Some(fact), fact.kind())
    }

    /// Adds a text column for a case attribute and returns its number.
    ///
    /// # Errors
    /// [`Full`] when there are as many columns as a log may have.
    pub fn text_column(&mut self, name: &str) -> Result<usize, Full> {
        self.column(name.to_owned(), None, Kind::Text)
    }

    fn column(&mut self, name: String, fact: Option<Fact>, kind: Kind) -> Result<usize, Full> {
        if self.columns.len() >= MAX_CASE_COLUMNS {
            return Err(Full);
        }
        self.columns.push(Growing { name, fact, values: CaseValues::new(kind), newest: Vec::new() });
        Ok(self.columns.len() - 1)
    }

    /// The number of a case, given now if it is new.
    ///
    /// # Errors
    /// [`Full`] when the names of cases are more than a log may hold.
    pub fn case(&mut self, name: &str) -> Result<usize, Full> {
        self.cases.add(name).map(|code| code as usize).ok_or(Full)
    }

    /// Adds an event and returns the number of its case.
    ///
    /// # Errors
    /// [`Full`] when a limit of the log is reached.
    pub fn event(&mut self, event: NewEvent<'_>) -> Result<usize, Full> {
        if self.time.len() >= MAX_EVENTS {
            return Err(Full);
        }
        let case = self.cases.add(event.case).ok_or(Full)?;
        let activity = self.activities.add(event.activity).ok_or(Full)?;
        let resource = match event.resource {
            Some(name) => self.resources.add(name).ok_or(Full)?,
            None => NO_TEXT,
        };
        self.case.push(case);
        self.activity.push(activity);
        self.time.push(event.time);
        self.resource.push(resource);
        self.row.push(event.row);
        Ok(case as usize)
    }

    /// Says what a row at `time` tells about a case; the newest row (time, then row) decides, an empty value included.
    ///
    /// # Errors
    /// [`Full`] when the names of a column are more than a log may hold.
    ///
    /// # Panics
    /// When `column` or `case` is not a number this builder gave.
    pub fn case_value(
        &mut self,
        column: usize,
        case: usize,
        (time, row): (i64, u32),
        value: Option<CaseValue<'_>>,
    ) -> Result<(), Full> {
        assert!(case < self.cases.len(), "the case was given by this builder");
        let cases = self.cases.len();
        let column = &mut self.columns[column];
        if column.newest.len() <= case {
            column.newest.resize(cases, (i64::MIN, 0));
            column.values.extend_to(cases);
        }
        if column.newest[case] <= (time, row) {
            column.newest[case] = (time, row);
            column.values.set(case, value).ok_or(Full)?;
        }
        Ok(())
    }

    /// Orders what was added.
    #[must_use]
    pub fn finish(self) -> EventLog {
        let cases = self.cases.len();
        let mut starts = vec![0_u32; cases + 1];
        for case in &self.case {
            starts[*case as usize + 1] += 1;
        }
        for case in 0..cases {
            starts[case + 1] += starts[case];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; self.case.len()];
        for (event, case) in self.case.iter().enumerate() {
            let slot = &mut next[*case as usize];
            order[*slot as usize] = event as u32;
            *slot += 1;
        }
        for case in 0..cases {
            let events = &mut order[starts[case] as usize..starts[case + 1] as usize];
            events.sort_by_key(|event| (self.time[*event as usize], self.row[*event as usize]));
        }
        let pick = |column: &[u32]| order.iter().map(|event| column[*event as usize]).collect::<Vec<_>>();
        let columns = self.columns.into_iter().map(|mut column| {
            column.values.extend_to(cases);
            CaseColumn { name: column.name, fact: column.fact, values: column.values }
        });
        EventLog {
            activity: pick(&self.activity),
            resource: pick(&self.resource),
            row: pick(&self.row),
            time: order.iter().map(|event| self.time[*event as usize]).collect(),
            columns: columns.collect(),
            starts,
            cases: self.cases,
            activities: self.activities,
            resources: self.resources,
        }
    }
}
