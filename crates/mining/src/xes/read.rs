//! A stream of XES becomes a log, on all cores, in memory that does not grow with the text.
//!
//! The file is cut between traces; what a trace holds is read where it lies. Absent: global default values (an event without
//! a time is a bad row, not one of 1970), namespaces. Source: IEEE 1849-2023, §4–5; XML 1.0.

use super::plan::{Plan, XesOptions};
use super::scan::{Scanner, Token, end_of_last_trace, local};
use super::traces::{MAX_TRACE_BYTES, Outcome, TraceReader, line};
use crate::log::{Batch, Reader, RowsOfCase, order};
use crate::report::{BadRow, ImportError, Imported, MAX_BAD_ROWS_KEPT, Mode, Progress, Report, finish};
use crate::source::{Encoding, Limits, Source};
use crate::stretch::{Cutter, Ends, read_all};
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes looked at for the encoding.
const SNIFF_BYTES: usize = 4_096;

/// Reads a XES file (plain or gzip) as an event log, on all cores. In the report a "row" is an event, counted from 1.
///
/// # Errors
/// As [`crate::import_csv`]; also for a document type declaration, and XML that is not well formed.
pub fn import_xes(
    reader: impl Read,
    options: &XesOptions,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    mode: Mode,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    let mut plan = Plan::new(options, limits)?;
    let mut source = Source::open(reader, limits)?;
    let encoding = declared_encoding(&source.peek(SNIFF_BYTES)?)?;
    let counter = source.counter();
    let mut cutter = Cutter::new(source.text(encoding)?, Traces);
    let Some(mut first) = cutter.next()? else { return Err(unreadable(1, NO_LOG)) };
    let mut gathered = Gathered::default();
    let header = header(&first.bytes)?;
    gathered.lines = line(&first.bytes, header.end) - 1;
    first.bytes.drain(..header.end);
    if header.empty {
        first.bytes.splice(..0, [b"</", header.name.as_slice(), b">"].concat());
    }
    plan.log_name = header.name;
    let readers = read_all(
        &mut cutter,
        first,
        || TraceReader::new(&plan),
        TraceReader::read,
        |reader, outcome| {
            gathered.take(reader, outcome)?;
            let now = Progress { bytes: counter.get(), rows: gathered.report.rows_read };
            if progress(now).is_break() { Err(ImportError::Stopped) } else { Ok(()) }
        },
    );
    let readers = readers.map_err(|error| match error {
        ImportError::NotReadable { place: None, why } => {
            ImportError::NotReadable { place: Some(gathered.lines + 1), why }
        }
        other => other,
    })?;
    if let (Some(only), count @ 1..) = (&options.only_transition, gathered.other_transitions) {
        let note = format!("{count} events of another lifecycle transition than \"{only}\" were left out.");
        gathered.report.notes.push(note);
    }
    let mut all: Vec<Reader> =
        readers.into_iter().map(|reader| Reader { texts: reader.texts, batches: Vec::new() }).collect();
    for (place, (reader, batch)) in gathered.batches.into_iter().enumerate() {
        all[reader].batches.push((place, batch));
    }
    finish(order(&plan.layout, all, RowsOfCase::Any)?.log, gathered.report, mode)
}

const NO_LOG: &str = "it has no <log>; is this a XES file?";

/// The beginning of a file up to and with the opening tag of the log.
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) end: usize,
    /// Whether the log has no content.
    pub(super) empty: bool,
}

pub(super) fn header(bytes: &[u8]) -> Result<Header, ImportError> {
    let mut scanner = Scanner::new(bytes, 0);
    let token = scanner.next();
    let here = line(bytes, scanner.at);
    match token.map_err(|why| unreadable(here, &why))? {
        Token::Open(tag) if local(tag.name) == b"log" => {
            Ok(Header { name: tag.name.to_vec(), end: scanner.at, empty: tag.empty })
        }
        Token::Open(_) => Err(unreadable(here, "it does not begin with <log>; is this a XES file?")),
        Token::More => Err(unreadable(here, "it ends in the middle; send it again.")),
        _ => Err(unreadable(here, NO_LOG)),
    }
}

pub(super) fn unreadable(line: u64, why: &str) -> ImportError {
    ImportError::NotReadable { place: Some(line), why: why.to_owned() }
}

/// Stretches end with a trace.
pub(super) struct Traces;

impl Ends for Traces {
    fn cut(&self, bytes: &[u8]) -> Option<usize> {
        end_of_last_trace(bytes)
    }

    fn shorten(&self, bytes: &mut Vec<u8>) -> Result<(), ImportError> {
        match bytes.len() > MAX_TRACE_BYTES {
            true => {
                let why = format!("a trace or text is longer than {MAX_TRACE_BYTES} bytes.");
                Err(ImportError::NotReadable { place: None, why })
            }
            false => Ok(()),
        }
    }
}

pub(crate) fn declared_encoding(head: &[u8]) -> Result<Encoding, ImportError> {
    let found = match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] | [0, b'<', ..] => Encoding::Utf16Be,
        _ => {
            let text = String::from_utf8_lossy(&head[..head.len().min(200)]).to_ascii_lowercase();
            let declaration = text.split("?>").next().unwrap_or_default();
            let name = declaration.split_once("encoding=").map_or("utf-8", |(_, rest)| rest);
            let name = name.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default().trim();
            match name {
                "" | "utf-8" | "utf8" | "us-ascii" => Encoding::Utf8,
                "iso-8859-1" | "windows-1252" | "latin1" => Encoding::Windows1252,
                other => {
                    return Err(unreadable(1, &format!("its encoding \"{other}\" is not known; save it as UTF-8.")));
                }
            }
        }
    };
    Ok(found)
}

/// What all stretches hold, in the order of the file.
#[derive(Default)]
struct Gathered {
    /// Batches in the order of the file, with their reader.
    batches: Vec<(usize, Batch)>,
    report: Report,
    lines: u64,
    events: usize,
    other_transitions: u64,
    ended: bool,
}

impl Gathered {
    fn take(&mut self, reader: usize, mut outcome: Outcome) -> Result<(), ImportError> {
        if self.ended && outcome.any {
            return Err(unreadable(self.lines + 1, "something follows the end of the log; remove it."));
        }
        if let Some((line, why)) = outcome.wrong.filter(|_| !self.ended) {
            return Err(unreadable(self.lines + line, &why));
        }
        self.ended |= outcome.ended;
        self.lines += outcome.lines;
        self.other_transitions += outcome.other_transitions;
        let (before, report) = (self.report.rows_read, outcome.report);
        self.report.rows_read += report.rows_read;
        self.report.rows_good += report.rows_good;
        self.report.rows_bad += report.rows_bad;
        let room = MAX_BAD_ROWS_KEPT - self.report.bad.len();
        let bad = report.bad.into_iter().take(room);
        self.report.bad.extend(bad.map(|bad| BadRow { row: bad.row + before, ..bad }));
        outcome.batch.row.move_by(before);
        self.events += outcome.batch.len();
        if outcome.full || self.events > crate::MAX_EVENTS {
            return Err(crate::Full.into());
        }
        self.batches.push((reader, outcome.batch));
        Ok(())
    }
}
