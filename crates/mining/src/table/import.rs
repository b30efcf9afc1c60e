//! A separated text file becomes an event log; every row is either taken whole or reported with line, column and
//! reason.
//!
//! Absent: guessing while importing; the mapping decides. Encoding and separator alone are found out when the mapping
//! leaves them open. Source: RFC 4180 for the file, [`Mapping`] for the meaning.

use super::mapping::{Duplicates, Mapping};
use super::records::{Found, MAX_ROW_BYTES, Record, Records};
use super::row::{RowReader, Taken};
use super::sniff;
use crate::log::LogBuilder;
use crate::report::{ImportError, Imported, Mode, Problem, Progress, Report, finish};
use crate::source::{Encoding, Limits, Source};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, Read};
use std::ops::ControlFlow;

/// Bytes looked at to find out encoding and separator.
const SNIFF_BYTES: usize = 64 * 1024;
/// Rows between two calls of the progress callback.
const PROGRESS_ROWS: u64 = 2_000;

/// Reads a separated text file (plain or gzip) as an event log.
///
/// `progress` is called every few thousand rows and may stop the import.
///
/// # Errors
/// [`ImportError`]: the file as a whole is unreadable, the mapping does not fit it, a row is bad and `mode` is
/// [`Mode::AllOrNothing`], or no row is good.
pub fn import_csv(
    reader: impl Read,
    mapping: &Mapping,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    mode: Mode,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    mapping.check()?;
    let mut source = Source::open(reader, limits)?;
    let head = source.peek(SNIFF_BYTES)?;
    let encoding = mapping.encoding.unwrap_or_else(|| Encoding::detect(&head));
    let dialect = sniff::dialect(&crate::source::decode_sample(&head, encoding));
    let delimiter = mapping.delimiter.map_or(dialect.delimiter, |delimiter| delimiter as u8);
    let counter = source.counter();
    let mut records = Records::new(source.text(encoding)?, delimiter, dialect.terminator);
    let mut record = Record::default();
    let header = header(&mut records, &mut record, limits)?;
    records.columns = Some(header.len());
    let mut import = Import {
        rows: RowReader::new(&header, mapping)?,
        builder: LogBuilder::new(),
        report: Report::default(),
        repeats: Repeats::new(mapping.duplicates),
        columns: header.len(),
        max_field_bytes: limits.max_field_bytes,
        blank: Vec::new(),
    };
    import.rows.declare(&mut import.builder)?;
    loop {
        let found = records.next(&mut record)?;
        if found == Found::End {
            break;
        }
        import.take(found, &record)?;
        let now = Progress { bytes: counter.get(), rows: import.report.rows_read };
        if now.rows.is_multiple_of(PROGRESS_ROWS) && progress(now).is_break() {
            return Err(ImportError::Stopped);
        }
    }
    if progress(Progress { bytes: counter.get(), rows: import.report.rows_read }).is_break() {
        return Err(ImportError::Stopped);
    }
    finish(import.builder, import.report, mode)
}

/// Reads the header: names of columns, made text, trimmed.
pub(super) fn header<R: BufRead>(
    records: &mut Records<R>,
    record: &mut Record,
    limits: &Limits,
) -> Result<Vec<String>, ImportError> {
    let complain = |line, why: &str| Err(ImportError::NotReadable { place: Some(line), why: why.to_owned() });
    loop {
        match records.next(record)? {
            Found::Empty => {}
            Found::End => return complain(record.line, "there is no header row; the first row must name the columns."),
            Found::Unclosed | Found::Oversized => {
                return complain(record.line, "the header row is broken; is this a text file with separated columns?");
            }
            Found::Row if record.len() > limits.max_columns => {
                return complain(record.line, &format!("the header has more than {} columns.", limits.max_columns));
            }
            Found::Row if record.raw.contains(&0) => {
                return complain(record.line, "it has NUL bytes; is this a text file, and is the encoding right?");
            }
            Found::Row => {
                let names = record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned());
                return Ok(names.collect());
            }
        }
    }
}

struct Import<'m> {
    rows: RowReader<'m>,
    builder: LogBuilder,
    report: Report,
    repeats: Repeats,
    columns: usize,
    max_field_bytes: usize,
    /// Empty lines not yet reported: at the end of a file they are no fault.
    blank: Vec<u64>,
}

impl Import<'_> {
    fn take(&mut self, found: Found, record: &Record) -> Result<(), ImportError> {
        if found == Found::Empty {
            self.blank.push(record.line);
            return Ok(());
        }
        for line in std::mem::take(&mut self.blank) {
            self.report.rows_read += 1;
            self.report.refuse(line, None, Problem::EmptyLine, b"");
        }
        self.report.rows_read += 1;
        if let Err((column, problem)) = self.check(found, record).and_then(|()| self.rows.read(record)) {
            self.report.refuse(record.line, column.as_deref(), problem, &record.raw);
            return Ok(());
        }
        match self.repeats.judge(record, &self.rows) {
            Repeat::First => {}
            Repeat::Skip => {
                self.report.duplicates += 1;
                return Ok(());
            }
            Repeat::Refuse(of) => {
                self.report.refuse(record.line, None, Problem::Duplicate { of }, &record.raw);
                return Ok(());
            }
        }
        self.rows.add(&mut self.builder, u32::try_from(record.line).unwrap_or(u32::MAX))?;
        self.report.rows_good += 1;
        Ok(())
    }

    fn check(&self, found: Found, record: &Record) -> Taken {
        match found {
            Found::Unclosed => return Err((None, Problem::UnclosedQuote)),
            Found::Oversized => return Err((None, Problem::Oversized { limit: MAX_ROW_BYTES })),
            _ => {}
        }
        if std::str::from_utf8(record.text()).is_err() {
            let bad = record.iter().position(|field| std::str::from_utf8(field).is_err());
            return Err((bad.and_then(|index| self.rows.name(index)), Problem::InvalidText));
        }
        if record.text().contains(&0) {
            let bad = record.iter().position(|field| field.contains(&0));
            return Err((bad.and_then(|index| self.rows.name(index)), Problem::ControlCharacter { code: 0 }));
        }
        if record.len() != self.columns {
            return Err((None, Problem::ColumnCount { expected: self.columns, found: record.len() }));
        }
        if record.raw.len() > self.max_field_bytes
            && let Some(index) = record.iter().position(|field| field.len() > self.max_field_bytes)
        {
            return Err((self.rows.name(index), Problem::Oversized { limit: self.max_field_bytes }));
        }
        Ok(())
    }
}

enum Repeat {
    First,
    Skip,
    Refuse(u64),
}

/// Remembers rows by a 128-bit fingerprint with keys of this run, so that no file can be made to collide.
struct Repeats {
    rule: Duplicates,
    keys: [RandomState; 2],
    seen: HashMap<[u64; 2], u32>,
}

impl Repeats {
    fn new(rule: Duplicates) -> Self {
        Repeats { rule, keys: [RandomState::new(), RandomState::new()], seen: HashMap::new() }
    }

    fn judge(&mut self, record: &Record, rows: &RowReader<'_>) -> Repeat {
        let print = match self.rule {
            Duplicates::Keep => return Repeat::First,
            Duplicates::SkipSameEvent => {
                let event = rows.identity();
                [self.keys[0].hash_one(event), self.keys[1].hash_one(event)]
            }
            _ => [self.keys[0].hash_one(&record.raw), self.keys[1].hash_one(&record.raw)],
        };
        let line = u32::try_from(record.line).unwrap_or(u32::MAX);
        match self.seen.entry(print) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(line);
                Repeat::First
            }
            std::collections::hash_map::Entry::Occupied(first) => match self.rule {
                Duplicates::RefuseSameRow => Repeat::Refuse(u64::from(*first.get())),
                _ => Repeat::Skip,
            },
        }
    }
}
