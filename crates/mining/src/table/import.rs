//! A separated text file becomes an event log; every row is either taken whole or reported with line, column and
//! reason.
//!
//! The file is read on all cores. Absent: guessing while importing; the mapping decides. Encoding and separator alone
//! are found out when the mapping leaves them open. Source: RFC 4180 for the file, [`Mapping`] for the meaning.

use super::mapping::{Duplicates, Mapping, Shape};
use super::records::{Found, MAX_ROW_BYTES, Record, Records};
use super::row::{RowReader, Taken};
use super::sniff;
use crate::log::{Batch, EventLog, Layout, Ordered, Reader, Repeat, RowsOfCase, Texts, order};
use crate::moment::iso;
use crate::report::{BadRow, ImportError, Imported, MAX_BAD_ROWS_KEPT, Mode, Problem, Progress, Report, cells, finish};
use crate::source::{Encoding, Limits, Source, is_clean};
use crate::stretch::{Cutter, Ends, Stretch, read_all};
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes looked at to find out encoding and separator.
const SNIFF_BYTES: usize = 64 * 1024;

/// Reads a separated text file (plain or gzip) as an event log, on all cores.
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
    let mut cutter = Cutter::new(source.text(encoding)?, Lines { terminator: dialect.terminator });
    let Some(mut first) = cutter.next()? else { return Err(ImportError::NothingGood(Box::default())) };
    let mut records = Records::new(&first.bytes, delimiter, dialect.terminator, first.last);
    let mut record = records.record();
    let header = header(&mut records, &mut record, limits)?;
    let (used, lines) = (records.at, records.lines());
    drop(record);
    first.bytes.drain(..used);
    let rows = RowReader::new(&header, mapping)?;
    let layout = RowReader::layout(mapping)?;
    let make = || StretchReader {
        rows: rows.clone(),
        texts: Texts::new(&layout),
        layout: &layout,
        delimiter,
        terminator: dialect.terminator,
        max_field_bytes: limits.max_field_bytes,
        usual: 0,
    };
    let mut gathered = Gathered { lines, ..Gathered::default() };
    let readers = read_all(&mut cutter, first, make, StretchReader::read, |reader, outcome| {
        gathered.take(reader, outcome)?;
        let now = Progress { bytes: counter.get(), rows: gathered.report.rows_read };
        if progress(now).is_break() { Err(ImportError::Stopped) } else { Ok(()) }
    })?;
    gathered.report.header = header;
    gathered.finish(readers, &layout, mapping, mode)
}

/// Reads the header: names of columns, made text, trimmed.
pub(super) fn header<'b>(
    records: &mut Records<'b>,
    record: &mut Record<'b>,
    limits: &Limits,
) -> Result<Vec<String>, ImportError> {
    let complain = |line, why: &str| Err(ImportError::NotReadable { place: Some(line), why: why.to_owned() });
    loop {
        match records.next(record) {
            Found::Empty => {}
            Found::End => return complain(record.line, "there is no header row; the first row must name the columns."),
            Found::Unclosed | Found::Oversized | Found::More => {
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

/// Stretches end with a line.
struct Lines {
    terminator: u8,
}

impl Ends for Lines {
    fn cut(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memrchr(self.terminator, bytes).map(|end| end + 1)
    }

    /// A line beyond the limit is reported as too long whatever follows; its middle need not be kept.
    fn shorten(&self, bytes: &mut Vec<u8>) -> Result<(), ImportError> {
        bytes.truncate(MAX_ROW_BYTES + 2);
        Ok(())
    }
}

/// Empty lines not yet reported: at the end of a file they are no fault.
#[derive(Default)]
struct Blanks {
    count: u64,
    /// The first of them.
    lines: Vec<u64>,
}

impl Blanks {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.lines.len() < MAX_BAD_ROWS_KEPT {
            self.lines.push(line);
        }
    }

    /// Something follows: they are bad rows.
    fn report(&mut self, report: &mut Report) {
        let Blanks { count, lines } = std::mem::take(self);
        report.rows_read += count;
        report.rows_bad += count - lines.len() as u64;
        for line in lines {
            report.refuse(line, None, Problem::EmptyLine, b"");
        }
    }
}

/// What a stretch holds; rows are counted from its beginning.
struct Outcome {
    batch: Batch,
    report: Report,
    /// Empty lines at the end.
    blanks: Blanks,
    has_rows: bool,
    lines: u64,
    full: bool,
    /// Rows of changes of other fields.
    others: u64,
    /// Rows taken without a time that came too early.
    repaired: u64,
}

struct StretchReader<'m> {
    rows: RowReader<'m>,
    texts: Texts,
    layout: &'m Layout,
    delimiter: u8,
    terminator: u8,
    max_field_bytes: usize,
    /// Events that a stretch of this file is likely to hold.
    usual: usize,
}

impl StretchReader<'_> {
    fn read(&mut self, stretch: &Stretch) -> (Outcome, usize) {
        let mut records = Records::new(&stretch.bytes, self.delimiter, self.terminator, stretch.last);
        records.columns = Some(self.rows.columns_in_file());
        let mut record = records.record();
        let clean = is_clean(&stretch.bytes);
        let mut outcome = Outcome {
            batch: Batch::new(self.layout, self.usual, self.rows.has_prints()),
            report: Report::default(),
            blanks: Blanks::default(),
            has_rows: false,
            lines: 0,
            full: false,
            others: 0,
            repaired: 0,
        };
        self.rows.repaired = 0;
        loop {
            let found = records.next(&mut record);
            match found {
                Found::End | Found::More => break,
                Found::Empty => {
                    outcome.blanks.add(record.line);
                    continue;
                }
                _ => {}
            }
            outcome.has_rows = true;
            if outcome.blanks.count > 0 {
                outcome.blanks.report(&mut outcome.report);
            }
            outcome.report.rows_read += 1;
            match self.check(found, &record, clean).and_then(|()| self.rows.read(&record, clean)) {
                Err((column, problem)) => {
                    if let Some(kept) = outcome.report.refuse(record.line, column.as_deref(), problem, &record.raw) {
                        *kept = match found {
                            Found::Row => cells(record.iter()),
                            _ => cells(std::iter::once(&*record.raw)),
                        };
                    }
                }
                Ok(row) => {
                    outcome.report.rows_good += 1;
                    outcome.others += u64::from(self.rows.is_other());
                    outcome.full |= self.rows.add(row, &record, &mut self.texts, &mut outcome.batch).is_err();
                }
            }
        }
        outcome.full |= self.rows.add_cases(&stretch.bytes, &mut self.texts, &mut outcome.batch).is_err();
        outcome.lines = records.lines();
        outcome.repaired = self.rows.repaired;
        self.usual = outcome.batch.len() + outcome.batch.len() / 16;
        (outcome, records.at)
    }

    fn check(&self, found: Found, record: &Record<'_>, clean: bool) -> Taken {
        match found {
            Found::Unclosed => return Err((None, Problem::UnclosedQuote)),
            Found::Oversized => return Err((None, Problem::Oversized { limit: MAX_ROW_BYTES })),
            _ => {}
        }
        if !record.is_valid() {
            let bad = record.iter().position(|field| std::str::from_utf8(field).is_err());
            return Err((bad.and_then(|index| self.rows.name(index)), Problem::InvalidText));
        }
        if !clean && record.raw.contains(&0) {
            let bad = record.iter().position(|field| field.contains(&0));
            return Err((bad.and_then(|index| self.rows.name(index)), Problem::ControlCharacter { code: 0 }));
        }
        let expected = self.rows.columns_in_file();
        if record.len() != expected {
            return Err((None, Problem::ColumnCount { expected, found: record.len() }));
        }
        if record.raw.len() > self.max_field_bytes
            && let Some(index) = record.iter().position(|field| field.len() > self.max_field_bytes)
        {
            return Err((self.rows.name(index), Problem::Oversized { limit: self.max_field_bytes }));
        }
        Ok(())
    }
}

/// What all stretches hold, in the order of the file.
#[derive(Default)]
struct Gathered {
    /// Batches with their place in the file and their reader.
    batches: Vec<(usize, usize, Batch)>,
    report: Report,
    blanks: Blanks,
    lines: u64,
    events: usize,
    others: u64,
    repaired: u64,
}

impl Gathered {
    fn take(&mut self, reader: usize, mut outcome: Outcome) -> Result<(), ImportError> {
        let before = self.lines;
        if outcome.has_rows && self.blanks.count > 0 {
            self.blanks.report(&mut self.report);
        }
        let report = outcome.report;
        self.report.rows_read += report.rows_read;
        self.report.rows_good += report.rows_good;
        self.report.rows_bad += report.rows_bad;
        let room = MAX_BAD_ROWS_KEPT - self.report.bad.len();
        let bad = report.bad.into_iter().take(room);
        self.report.bad.extend(bad.map(|bad| BadRow { row: bad.row + before, ..bad }));
        self.blanks.count += outcome.blanks.count;
        let room = MAX_BAD_ROWS_KEPT - self.blanks.lines.len();
        self.blanks.lines.extend(outcome.blanks.lines.iter().take(room).map(|line| line + before));
        self.lines += outcome.lines;
        outcome.batch.row.move_by(before);
        self.others += outcome.others;
        self.repaired += outcome.repaired;
        self.events += outcome.batch.len();
        if outcome.full || self.events > crate::MAX_EVENTS {
            return Err(crate::Full.into());
        }
        self.batches.push((self.batches.len(), reader, outcome.batch));
        Ok(())
    }

    fn finish(
        self,
        readers: Vec<StretchReader<'_>>,
        layout: &Layout,
        mapping: &Mapping,
        mode: Mode,
    ) -> Result<Imported, ImportError> {
        let mut report = self.report;
        let mut all: Vec<Reader> =
            readers.into_iter().map(|reader| Reader { texts: reader.texts, batches: Vec::new() }).collect();
        for (place, reader, batch) in self.batches {
            all[reader].batches.push((place, batch));
        }
        let ordered = order(layout, all, rows_of_case(mapping))?;
        tell_repeats(&ordered, mapping, &mut report);
        let mut note = |count: u64, what: &str| {
            if count > 0 {
                report.notes.push(format!("{count} {what}"));
            }
        };
        note(self.others, "rows are changes of other fields and were left out.");
        note(self.repaired, "rows were taken without a time that lies before the opening of their ticket.");
        let log = match &mapping.shape {
            Shape::Changes { .. } => ordered.log.carry_groups(),
            Shape::History { .. } => {
                let (log, same) = ordered.log.only_changes();
                note(same, "rows changed neither state nor group and are no events.");
                log
            }
            Shape::Events { .. } | Shape::Tickets { .. } => ordered.log,
        };
        finish(log, report, mode)
    }
}

/// A table of tickets has one row for each, unless repeated rows are kept.
fn rows_of_case(mapping: &Mapping) -> RowsOfCase {
    match (&mapping.shape, mapping.duplicates) {
        (Shape::Tickets { .. }, Duplicates::LastRowOfTicket) => RowsOfCase::Last,
        (Shape::Tickets { .. }, duplicates) if duplicates != Duplicates::Keep => RowsOfCase::First,
        _ => RowsOfCase::Any,
    }
}

/// Counts the rows that were left out because of another, or calls them bad, as the mapping says.
fn tell_repeats(ordered: &Ordered, mapping: &Mapping, report: &mut Report) {
    let refused = |repeat: &&Repeat| match mapping.duplicates {
        Duplicates::RefuseSameRow => true,
        Duplicates::LastRowOfTicket => false,
        _ => !repeat.same,
    };
    let bad = ordered.repeats.iter().filter(refused).count();
    report.rows_good -= ordered.repeats.len() as u64;
    report.duplicates += (ordered.repeats.len() - bad) as u64;
    report.rows_bad += bad as u64;
    let told: Vec<Repeat> = ordered.repeats.iter().filter(refused).take(MAX_BAD_ROWS_KEPT).copied().collect();
    let rows = events_of(&ordered.log, told.iter().map(|repeat| repeat.of).collect());
    for Repeat { row, of, same } in told {
        let raw = rows.get(&of).cloned().unwrap_or_default();
        let (row, of) = (u64::from(row), u64::from(of));
        let (column, problem) = match same {
            true => (None, Problem::Duplicate { of }),
            false => (Some(mapping.case.clone()), Problem::SameTicket { of }),
        };
        report.bad.push(BadRow { row, column, problem, raw, cells: Vec::new() });
    }
    report.bad.sort_by_key(|bad| bad.row);
    report.bad.truncate(MAX_BAD_ROWS_KEPT);
}

/// Case, activity and time of the events of some rows, as text.
fn events_of(log: &EventLog, wanted: HashSet<u32>) -> HashMap<u32, String> {
    let mut found = HashMap::new();
    for case in log.cases() {
        for event in case.events().filter(|event| wanted.contains(&event.row)) {
            let text = || format!("{}, {}, {}", case.name(), event.activity, iso(event.time));
            found.entry(event.row).or_insert_with(text);
        }
    }
    found
}
