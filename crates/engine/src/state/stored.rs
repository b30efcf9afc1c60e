//! A whole case as text, for those who keep it in one place: a file, a test, a message.
//!
//! Absent: a database; a host keeps rows and puts them together with [`Case::from_rows`]. Source: none.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Case, Row};

/// The version of the text that [`Case::save`] writes; every earlier one is read too.
pub const STORED_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    rows: Vec<Row>,
}

/// Why a text is not a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError(String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

impl Case {
    /// The case as JSON.
    #[must_use]
    pub fn save(&self) -> String {
        let stored = Stored { version: STORED_VERSION, rows: self.rows().collect() };
        serde_json::to_string(&stored).expect("rows are plain data")
    }

    /// Reads what [`Case::save`] wrote, by this or an earlier version.
    ///
    /// # Errors
    /// The text is not a case, or one of a later version.
    pub fn load(text: &str) -> Result<Self, LoadError> {
        let stored: Stored =
            serde_json::from_str(text).map_err(|error| LoadError(format!("this is not a case: {error}")))?;
        if stored.version > STORED_VERSION {
            let version = stored.version;
            return Err(LoadError(format!(
                "the case is of version {version}, this program reads up to {STORED_VERSION}"
            )));
        }
        Ok(Self::from_rows(stored.rows))
    }

    /// The case that consists of these rows, in any order.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut case = Self::new();
        for row in rows {
            case.put(row);
        }
        case.settle();
        case
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        std::iter::once(Row::Case(self.row.clone()))
            .chain(self.scopes.iter().cloned().map(Row::Scope))
            .chain(self.tokens.iter().cloned().map(Row::Token))
            .chain(self.variables.rows().map(Row::Variable))
            .chain(self.waits.iter().cloned().map(Row::Wait))
            .chain(self.jobs.iter().cloned().map(Row::Job))
            .chain(self.incidents.iter().cloned().map(Row::Incident))
            .chain(self.done.iter().cloned().map(Row::Done))
            .chain(self.received.iter().cloned().map(Row::Received))
    }
}
