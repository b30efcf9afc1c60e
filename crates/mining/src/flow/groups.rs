//! Between whom work is passed: groups, people, units, lines, by any column that says so for each event.
//!
//! Absent: hierarchies of groups. Source: the organizational perspective of W. van der Aalst, "Process Mining" (2nd ed.,
//! 2016), §9.3.

use crate::log::{EventLog, Names, UnknownColumn};
use std::ops::Range;

/// The groups of the events of a log.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'l> {
    codes: &'l [u32],
    names: &'l Names,
}

impl<'l> Groups<'l> {
    /// The groups that the log has as its resource.
    #[must_use]
    pub fn resource(log: &'l EventLog) -> Groups<'l> {
        Groups { codes: &log.resource, names: &log.resources }
    }

    /// The groups in a column: `activity`, `resource`, or a column of events that holds texts.
    ///
    /// # Errors
    /// [`UnknownColumn`] when the events have no such column of texts.
    pub fn of(log: &'l EventLog, column: &str) -> Result<Groups<'l>, UnknownColumn> {
        match column {
            "resource" => Ok(Groups::resource(log)),
            "activity" => Ok(Groups { codes: &log.activity, names: &log.activities }),
            _ => {
                let found = log.event_column(column).and_then(|column| Some((column.codes()?, &column.names)));
                let (codes, names) = found.ok_or_else(|| UnknownColumn { column: column.to_owned() })?;
                Ok(Groups { codes, names })
            }
        }
    }

    /// The names of the groups; codes are positions here.
    #[must_use]
    pub fn names(&self) -> &'l Names {
        self.names
    }

    pub(super) fn name(&self, code: u32) -> String {
        self.names.get(code).unwrap_or_default().to_owned()
    }

    /// The codes at some places of the log; `u32::MAX` where nobody is named.
    pub(super) fn codes(&self, places: Range<usize>) -> &'l [u32] {
        &self.codes[places]
    }

    /// The stations of a case: its groups in order, stays in one group drawn together, unnamed ones passed over.
    pub(super) fn stations(&self, places: Range<usize>, into: &mut Vec<u32>) {
        into.clear();
        into.extend(self.codes(places).iter().filter(|code| **code != u32::MAX));
        into.dedup();
    }
}
