//! The rows of a sheet, one after the other, as separated text.
//!
//! A row of the sheet is a line of the text, so that line numbers are row numbers; rows that the file leaves out are empty
//! lines. Absent: merged cells (the first has the value). Source: ECMA-376-1:2016, §18.3.1 and §18.17.4 (dates).

use super::archive::Limited;
use super::book::{Book, attribute, plain, unread, wrong};
use crate::moment::{DAY_US, SECOND_US, days_since_1970, iso};
use crate::report::ImportError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufReader, Read};

/// Most rows of a sheet.
const MAX_ROWS: u64 = 1_048_576;
/// Most bytes of one row as text.
const MAX_ROW_BYTES: usize = 16 * 1024 * 1024;
/// Serial numbers that can be dates: to the end of the year 9999.
const SERIALS: std::ops::Range<f64> = 0.0..2_958_466.0;

/// What a cell holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Shared,
    Text,
    Flag,
    Error,
    Number { date: bool },
}

/// A sheet as a stream of separated text.
pub(super) struct Rows<'k, 'b> {
    book: &'k Book<'b>,
    xml: Reader<BufReader<Limited<'b>>>,
    buffer: Vec<u8>,
    out: Vec<u8>,
    taken: usize,
    cells: Vec<String>,
    /// Rows written so far.
    rows: u64,
    done: bool,
}

impl<'k, 'b> Rows<'k, 'b> {
    pub(super) fn new(book: &'k Book<'b>, part: BufReader<Limited<'b>>) -> Self {
        Rows {
            book,
            xml: Reader::from_reader(part),
            buffer: Vec::new(),
            out: Vec::new(),
            taken: 0,
            cells: Vec::new(),
            rows: 0,
            done: false,
        }
    }

    /// Reads on until a row is written or the sheet ends.
    fn fill(&mut self) -> Result<(), ImportError> {
        let (mut place, mut holds, mut value) = (0, Holds::Text, String::new());
        let (mut in_value, mut row) = (false, 0);
        let book = self.book;
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer).map_err(unread)?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        row = number(tag, "r").unwrap_or(self.rows + 1);
                        place = 0;
                    }
                    "c" => {
                        place = attribute(tag, "r").as_deref().and_then(column).unwrap_or(place);
                        holds = holds_of(tag, &book.dates);
                        value.clear();
                    }
                    "v" | "t" => in_value = true,
                    "rPh" => in_value = false,
                    _ => {}
                },
                Event::Text(text) if in_value => value.push_str(&plain(text)),
                Event::CData(text) if in_value => value.push_str(text),
                Event::GeneralRef(reference) if in_value => value.push_str(&plain(&format!("&{};", &**reference))),
                Event::DocType(_) => return Err(wrong("it has a document type declaration, which is not accepted.")),
                Event::Eof => {
                    self.done = true;
                    return Ok(());
                }
                _ => {}
            }
            let closed = match &event {
                Event::End(tag) => tag.local_name().as_ref().to_owned(),
                Event::Empty(tag) => tag.local_name().as_ref().to_owned(),
                _ => continue,
            };
            match closed.as_str() {
                "v" | "t" => in_value = false,
                "c" => {
                    self.put(place, holds, &value)?;
                    place += 1;
                }
                "row" => return self.write(row),
                "sheetData" => {
                    self.done = true;
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    fn put(&mut self, place: usize, holds: Holds, value: &str) -> Result<(), ImportError> {
        if place >= self.book.max_columns {
            let most = self.book.max_columns;
            return match value.is_empty() {
                true => Ok(()),
                false => Err(wrong(&format!("the sheet has more than {most} columns."))),
            };
        }
        let text = match holds {
            Holds::Shared => {
                let index = value.trim().parse().ok();
                index.and_then(|index| self.book.shared.get(index)).unwrap_or_default().to_owned()
            }
            Holds::Flag => if value.trim() == "1" { "true" } else { "false" }.to_owned(),
            Holds::Error => String::new(),
            Holds::Number { date: true } => date(value, self.book.from_1904).unwrap_or_else(|| value.to_owned()),
            Holds::Text | Holds::Number { date: false } => value.to_owned(),
        };
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        self.cells[place] = text;
        Ok(())
    }

    /// Writes the row with its number, after empty lines for rows that are left out.
    fn write(&mut self, row: u64) -> Result<(), ImportError> {
        if row > MAX_ROWS || row <= self.rows {
            return Err(wrong(&format!("the rows of the sheet are not in order (row {row} after {}).", self.rows)));
        }
        while self.rows + 1 < row {
            self.out.push(b'\n');
            self.rows += 1;
        }
        self.rows = row;
        if self.cells.iter().any(|cell| !cell.trim().is_empty()) {
            for (place, cell) in self.cells.iter().enumerate() {
                if place > 0 {
                    self.out.push(b',');
                }
                field(&mut self.out, cell);
            }
        }
        // A row as wide as the sheet keeps each row's number of columns the same.
        let width = self.cells.len();
        self.cells.clear();
        self.cells.resize(width, String::new());
        self.out.push(b'\n');
        match self.out.len() > MAX_ROW_BYTES {
            true => Err(wrong(&format!("row {row} is longer than {MAX_ROW_BYTES} bytes."))),
            false => Ok(()),
        }
    }
}

impl Read for Rows<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.out.len() && !self.done {
            self.out.clear();
            self.taken = 0;
            self.fill().map_err(|error| match error {
                ImportError::TooLarge { limit } => io::Error::other(crate::source::TooLarge { limit }),
                other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
            })?;
        }
        let count = (self.out.len() - self.taken).min(buffer.len());
        buffer[..count].copy_from_slice(&self.out[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

fn holds_of(tag: &BytesStart<'_>, dates: &[bool]) -> Holds {
    match attribute(tag, "t").as_deref() {
        Some("s") => Holds::Shared,
        Some("b") => Holds::Flag,
        Some("e") => Holds::Error,
        Some("str" | "inlineStr" | "d") => Holds::Text,
        _ => {
            let style = number(tag, "s").unwrap_or(0) as usize;
            Holds::Number { date: dates.get(style).copied().unwrap_or(false) }
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    attribute(tag, name)?.parse().ok()
}

/// The column of a reference such as `AB12`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(3).fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

fn field(out: &mut Vec<u8>, cell: &str) {
    let quoted = cell.contains([',', ';', '|', '\t', '"']);
    if quoted {
        out.push(b'"');
    }
    for byte in cell.bytes() {
        match byte {
            b'\n' | b'\r' => out.push(b' '),
            b'"' => out.extend_from_slice(b"\"\""),
            other => out.push(other),
        }
    }
    if quoted {
        out.push(b'"');
    }
}

/// A serial number as a date; the 29 February 1900, which never was, is kept in the count as Excel keeps it.
fn date(text: &str, from_1904: bool) -> Option<String> {
    let serial: f64 = text.trim().parse().ok().filter(|serial| SERIALS.contains(serial))?;
    let first = match from_1904 {
        true => days_since_1970(1904, 1, 1),
        false if serial < 60.0 => days_since_1970(1899, 12, 31),
        false => days_since_1970(1899, 12, 30),
    };
    // Fractions of a day come back as whole milliseconds.
    let milliseconds = (serial.fract() * 86_400_000.0).round() as i64;
    let micros = (first + serial.trunc() as i64) * DAY_US + milliseconds * (SECOND_US / 1_000);
    Some(iso(micros).trim_end_matches('Z').replace('T', " "))
}
