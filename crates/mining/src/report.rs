//! What happened while a file was read: how many rows were good, and which were not, where and why.
//!
//! Absent: repair; a bad row is told, never guessed. Source: the kinds of bad rows met in exports of ITSM tools.

use crate::moment::{LAST_YEAR, TimeProblem};
use serde::Serialize;
use std::fmt;

/// Most bad rows that are kept in full; all are counted.
pub const MAX_BAD_ROWS_KEPT: usize = 1_000;
/// Most characters of a bad row's text that are kept.
pub const MAX_RAW_CHARS: usize = 200;
/// Most bytes of the cells of one bad row that are kept; what goes beyond is cut and ends in "…".
pub const MAX_CELLS_BYTES: usize = 8 * 1024;

/// What to do with a file that has bad rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Take nothing if one row is bad.
    AllOrNothing,
    /// Take the good rows and report the others.
    GoodRows,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read so far (compressed bytes for a compressed file).
    pub bytes: u64,
    /// Rows read so far.
    pub rows: u64,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// A line without content between rows.
    EmptyLine,
    /// More or fewer columns than the header.
    ColumnCount {
        /// Columns of the header.
        expected: usize,
        /// Columns of the row.
        found: usize,
    },
    /// A quote is opened and not closed.
    UnclosedQuote,
    /// A field or row is longer than allowed.
    Oversized {
        /// The limit in bytes.
        limit: usize,
    },
    /// Bytes that are not text in the file's encoding.
    InvalidText,
    /// A NUL or another control character.
    ControlCharacter {
        /// Its code.
        code: u32,
    },
    /// No case identifier.
    EmptyCase,
    /// No activity or state.
    EmptyActivity,
    /// No time where one is needed.
    EmptyTime,
    /// A time that is not in the chosen format.
    UnreadableTime,
    /// A day or hour that does not exist.
    ImpossibleTime,
    /// A time before 1970.
    TooEarly,
    /// A time after the last year a log may speak of.
    TooLate,
    /// Text where a number is needed.
    NotANumber,
    /// Text where yes or no is needed.
    NotYesOrNo,
    /// Resolved or closed before it was opened.
    ResolvedBeforeOpened,
    /// The same as an earlier row.
    Duplicate {
        /// The row it repeats.
        of: u64,
    },
    /// A table of tickets has another row for the same ticket.
    SameTicket {
        /// The row that counts.
        of: u64,
    },
    /// No date at all in a ticket row.
    NoStep,
    /// An event or object without an identifier.
    NoIdentifier,
    /// An event or object without a type.
    NoType,
    /// An identifier that an earlier event or object has.
    SameIdentifier {
        /// The number of the earlier one.
        of: u64,
    },
    /// A relation to an object that is not there.
    UnknownObject,
}

impl From<TimeProblem> for Problem {
    fn from(problem: TimeProblem) -> Self {
        match problem {
            TimeProblem::Unreadable => Problem::UnreadableTime,
            TimeProblem::Impossible => Problem::ImpossibleTime,
            TimeProblem::TooEarly => Problem::TooEarly,
            TimeProblem::TooLate => Problem::TooLate,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::EmptyLine => write!(f, "The line is empty. Remove it."),
            Problem::ColumnCount { expected, found } => write!(
                f,
                "The row has {found} columns, the header has {expected}. Put fields that contain the separator in quotes."
            ),
            Problem::UnclosedQuote => {
                write!(f, "A quotation mark is opened and never closed. Close it, or double it inside text.")
            }
            Problem::Oversized { limit } => {
                write!(f, "A field or row is longer than {limit} bytes. Shorten it or leave the column out.")
            }
            Problem::InvalidText => write!(
                f,
                "The row has bytes that are no text in this encoding. Export as UTF-8 or choose the right encoding."
            ),
            Problem::ControlCharacter { code } => {
                write!(f, "The row has a control character (code {code}). Remove it.")
            }
            Problem::EmptyCase => write!(f, "The case identifier is empty. Each row needs the ticket it belongs to."),
            Problem::EmptyActivity => write!(f, "The activity or state is empty. Each row needs what happened."),
            Problem::EmptyTime => write!(f, "The time is empty. Each row needs when it happened."),
            Problem::UnreadableTime => {
                write!(f, "The time is not written in the chosen format. Correct it or choose another format.")
            }
            Problem::ImpossibleTime => {
                write!(f, "There is no such day or hour. Correct it, or exchange day and month in the format.")
            }
            Problem::TooEarly => write!(f, "The time lies before 1970. Correct it."),
            Problem::TooLate => write!(f, "The time lies after the year {LAST_YEAR}. Correct it."),
            Problem::NotANumber => write!(f, "The value is not a number. Correct it or choose another column."),
            Problem::NotYesOrNo => {
                write!(f, "The value is neither yes nor no (true/false, 1/0). Correct it or choose another column.")
            }
            Problem::ResolvedBeforeOpened => {
                write!(f, "The ticket is resolved or closed before it was opened. Correct one of the two times.")
            }
            Problem::Duplicate { of } => write!(f, "The row repeats row {of}. Remove one of them."),
            Problem::SameTicket { of } => write!(
                f,
                "Row {of} is of the same ticket, and each ticket has one row. Remove one of them, or let the last row count."
            ),
            Problem::NoStep => {
                write!(f, "The ticket has no date in any of the chosen columns. At least one is needed.")
            }
            Problem::NoIdentifier => write!(f, "The identifier is empty. Each event and object needs one of its own."),
            Problem::NoType => write!(f, "The type is empty. Each event and object needs one."),
            Problem::SameIdentifier { of } => {
                write!(f, "The identifier is that of number {of}. Give each event and object one of its own.")
            }
            Problem::UnknownObject => {
                write!(f, "It names an object that the file does not have. Add the object or leave such relations out.")
            }
        }
    }
}

/// One row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// In CSV the line of the file where the row begins (the header is line 1); in XES the number of the event, from 1.
    pub row: u64,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: Problem,
    /// The beginning of the row or value as it was found, at most [`MAX_RAW_CHARS`] characters, control characters made
    /// visible.
    pub raw: String,
    /// In CSV the cells of the row as they were found, at most [`MAX_CELLS_BYTES`] together; a row that could not be split is
    /// one cell. Empty in XES.
    #[serde(skip)]
    pub cells: Vec<String>,
}

impl BadRow {
    /// What is wrong and what to do, in one sentence or two.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.column {
            Some(column) => format!("Row {}, column \"{column}\": {}", self.row, self.problem),
            None => format!("Row {}: {}", self.row, self.problem),
        }
    }
}

/// What an import found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In CSV the names of the columns, in order; empty in XES.
    #[serde(skip)]
    pub header: Vec<String>,
    /// Rows read, good and bad, without the header.
    pub rows_read: u64,
    /// Rows that became part of the log.
    pub rows_good: u64,
    /// Rows that were not taken because something is wrong with them.
    pub rows_bad: u64,
    /// Rows left out because they repeat an earlier one (only where the mapping says to skip them).
    pub duplicates: u64,
    /// Events in the log that came from the good rows.
    pub events: u64,
    /// Bad rows in order, at most [`MAX_BAD_ROWS_KEPT`].
    pub bad: Vec<BadRow>,
    /// What else the reader should know, in sentences.
    pub notes: Vec<String>,
}

impl Report {
    /// Counts a bad row; answers where its cells are kept, unless enough rows are.
    pub(crate) fn refuse(
        &mut self,
        row: u64,
        column: Option<&str>,
        problem: Problem,
        raw: &[u8],
    ) -> Option<&mut Vec<String>> {
        self.rows_bad += 1;
        if self.bad.len() >= MAX_BAD_ROWS_KEPT {
            return None;
        }
        let column = column.map(str::to_owned);
        self.bad.push(BadRow { row, column, problem, raw: excerpt(raw), cells: Vec::new() });
        self.bad.last_mut().map(|kept| &mut kept.cells)
    }

    /// The outcome in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "{} rows read: {} good, {} bad, {} repeated and left out; {} events.",
            self.rows_read, self.rows_good, self.rows_bad, self.duplicates, self.events
        )
    }
}

/// Cells as text, cut where they are longer than [`MAX_CELLS_BYTES`] together.
pub(crate) fn cells<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let mut room = MAX_CELLS_BYTES;
    let mut kept = Vec::new();
    for cell in cells {
        let mut text = String::from_utf8_lossy(&cell[..cell.len().min(room)]).replace('\0', "\u{fffd}");
        if cell.len() > room {
            text.push('…');
        }
        kept.push(text);
        if cell.len() >= room {
            break;
        }
        room -= cell.len();
    }
    kept
}

pub(crate) fn excerpt(raw: &[u8]) -> String {
    let head = &raw[..raw.len().min(MAX_RAW_CHARS * 4)];
    let text = String::from_utf8_lossy(head);
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().take(MAX_RAW_CHARS).map(visible).collect()
}

/// Why a file could not be imported at all.
#[derive(Debug)]
pub enum ImportError {
    /// The file could not be read.
    Io(std::io::Error),
    /// It is larger, after decompression, than allowed.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// It is not the kind of file expected, or damaged as a whole.
    NotReadable {
        /// Line where it was noticed, from 1, where known.
        place: Option<u64>,
        /// What is wrong and what to do.
        why: String,
    },
    /// The mapping does not fit the file.
    Mapping {
        /// What is wrong and what to do.
        why: String,
    },
    /// Some rows are bad and the mode asks for all or nothing.
    BadRows(Box<Report>),
    /// There is no good row.
    NothingGood(Box<Report>),
    /// A limit of the log is reached.
    Full(crate::Full),
    /// The progress callback asked to stop.
    Stopped,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Io(error) => write!(f, "The file could not be read: {error}."),
            ImportError::TooLarge { limit } => {
                write!(f, "The file is larger than {limit} bytes when unpacked. Split it by period.")
            }
            ImportError::NotReadable { place: Some(place), why } => {
                write!(f, "The file cannot be read (line {place}): {why}")
            }
            ImportError::NotReadable { place: None, why } => write!(f, "The file cannot be read: {why}"),
            ImportError::Mapping { why } => write!(f, "The mapping does not fit the file: {why}"),
            ImportError::BadRows(report) => {
                write!(f, "Nothing was imported: {} of {} rows are bad.", report.rows_bad, report.rows_read)
            }
            ImportError::NothingGood(report) => {
                write!(f, "Nothing was imported: none of the {} rows is good.", report.rows_read)
            }
            ImportError::Full(full) => write!(f, "{full}"),
            ImportError::Stopped => write!(f, "The import was stopped."),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<crate::source::TooLarge>()) {
            Some(too_large) => ImportError::TooLarge { limit: too_large.limit },
            None if error.kind() == std::io::ErrorKind::UnexpectedEof
                || error.kind() == std::io::ErrorKind::InvalidInput =>
            {
                ImportError::NotReadable {
                    place: None,
                    why: "the compressed file is cut off or damaged; send it again.".to_owned(),
                }
            }
            None => ImportError::Io(error),
        }
    }
}

impl From<crate::Full> for ImportError {
    fn from(full: crate::Full) -> Self {
        ImportError::Full(full)
    }
}

/// A log and what was found while it was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The log of the good rows.
    pub log: crate::EventLog,
    /// What was found.
    pub report: Report,
}

/// Most different activities of a log: a column with more is no activity.
pub const MAX_ACTIVITIES: usize = 100_000;

/// Closes an import: the mode decides what bad rows mean.
pub(crate) fn finish(log: crate::EventLog, mut report: Report, mode: Mode) -> Result<Imported, ImportError> {
    report.events = log.event_count() as u64;
    let activities = log.activities().len();
    if activities > MAX_ACTIVITIES {
        let why = format!(
            "there are {activities} different activities, more than {MAX_ACTIVITIES}; choose a column that says what happened in few words."
        );
        return Err(ImportError::Mapping { why });
    }
    if mode == Mode::AllOrNothing && report.rows_bad > 0 {
        return Err(ImportError::BadRows(Box::new(report)));
    }
    if log.event_count() == 0 {
        return Err(ImportError::NothingGood(Box::new(report)));
    }
    Ok(Imported { log, report })
}
