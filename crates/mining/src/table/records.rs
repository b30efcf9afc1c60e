//! The rows of a separated text file, each with the line it begins on; a broken row never swallows the rows after it.
//!
//! Fields may be quoted and then hold separators, doubled quotes and line breaks. A quote that is not closed within
//! [`MAX_ROW_LINES`] lines spoils only its own line. Absent: escapes by backslash, comments. Source: RFC 4180.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Most lines one row may span.
pub(crate) const MAX_ROW_LINES: usize = 500;
/// Most bytes one row may have.
pub(crate) const MAX_ROW_BYTES: usize = 1024 * 1024;

/// What was found where a row was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A row; its fields are in the record.
    Row,
    /// A line without content.
    Empty,
    /// A row whose quote is not closed; its first line is in `raw`.
    Unclosed,
    /// A row larger than [`MAX_ROW_BYTES`]; its beginning is in `raw`.
    Oversized,
    /// The end of the file.
    End,
}

/// The place a row is read into; used again for each row.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Line of the file on which the row begins, from 1.
    pub(crate) line: u64,
    /// The row as it lies in the file, without its line end.
    pub(crate) raw: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Whether something other than a separator follows a closing quote.
    ragged: bool,
}

impl Record {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of all fields, one after the other.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn get(&self, index: usize) -> &[u8] {
        let Some(end) = self.ends.get(index) else { return &[] };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..*end]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Splits `raw` into fields; answers whether all quotes are closed.
    fn split(&mut self, delimiter: u8) -> bool {
        self.text.clear();
        self.ends.clear();
        self.ragged = false;
        let raw = &self.raw;
        if !raw.contains(&b'"') {
            for field in raw.split(|byte| *byte == delimiter) {
                self.text.extend_from_slice(field);
                self.ends.push(self.text.len());
            }
            return true;
        }
        let mut at = 0;
        loop {
            if raw.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(quote) = raw[at..].iter().position(|byte| *byte == b'"') else { return false };
                    self.text.extend_from_slice(&raw[at..at + quote]);
                    at += quote + 1;
                    if raw.get(at) != Some(&b'"') {
                        break;
                    }
                    self.text.push(b'"');
                    at += 1;
                }
            }
            let quoted = at > 0 && raw[at - 1] == b'"';
            let end = raw[at..].iter().position(|byte| *byte == delimiter).map_or(raw.len(), |found| at + found);
            self.ragged |= quoted && end > at;
            self.text.extend_from_slice(&raw[at..end]);
            self.ends.push(self.text.len());
            if end == raw.len() {
                return true;
            }
            at = end + 1;
        }
    }
}

enum Line {
    Whole(Vec<u8>),
    TooLong(Vec<u8>),
}

/// Reads rows one by one.
pub(crate) struct Records<R> {
    reader: R,
    delimiter: u8,
    terminator: u8,
    next_line: u64,
    waiting: VecDeque<Line>,
    spare: Vec<u8>,
    /// Columns of the header: a row of several lines with another number of columns is taken for an unclosed quote.
    pub(crate) columns: Option<usize>,
}

impl<R: BufRead> Records<R> {
    /// `terminator` is the byte that ends a line: LF, or CR for files of old Macintosh programs.
    pub(crate) fn new(reader: R, delimiter: u8, terminator: u8) -> Self {
        Records {
            reader,
            delimiter,
            terminator,
            next_line: 1,
            waiting: VecDeque::new(),
            spare: Vec::new(),
            columns: None,
        }
    }

    pub(crate) fn next(&mut self, record: &mut Record) -> io::Result<Found> {
        record.line = self.next_line;
        self.spare = std::mem::take(&mut record.raw);
        match self.line()? {
            None => return Ok(Found::End),
            Some(Line::TooLong(head)) => {
                record.raw = head;
                return Ok(Found::Oversized);
            }
            Some(Line::Whole(line)) => record.raw = line,
        }
        if record.raw.iter().all(u8::is_ascii_whitespace) && record.raw.iter().all(|byte| *byte != self.delimiter) {
            return Ok(Found::Empty);
        }
        if record.split(self.delimiter) { Ok(Found::Row) } else { self.continue_row(record) }
    }

    fn continue_row(&mut self, record: &mut Record) -> io::Result<Found> {
        let first = record.raw.len();
        let mut added: Vec<Vec<u8>> = Vec::new();
        while added.len() < MAX_ROW_LINES && record.raw.len() < MAX_ROW_BYTES {
            self.spare = Vec::new();
            let line = match self.line()? {
                None => break,
                Some(Line::TooLong(head)) => {
                    self.next_line -= 1;
                    self.waiting.push_front(Line::TooLong(head));
                    break;
                }
                Some(Line::Whole(line)) => line,
            };
            record.raw.push(b'\n');
            record.raw.extend_from_slice(&line);
            let has_quote = line.contains(&b'"');
            added.push(line);
            if has_quote && record.split(self.delimiter) {
                if !record.ragged && self.columns.is_none_or(|columns| columns == record.len()) {
                    return Ok(Found::Row);
                }
                break;
            }
        }
        record.raw.truncate(first);
        self.next_line -= added.len() as u64;
        for line in added.into_iter().rev() {
            self.waiting.push_front(Line::Whole(line));
        }
        Ok(Found::Unclosed)
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.waiting.pop_front() {
            self.next_line += 1;
            return Ok(Some(line));
        }
        let mut line = std::mem::take(&mut self.spare);
        line.clear();
        let mut too_long = false;
        let mut any = false;
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                break;
            }
            any = true;
            let end = block.iter().position(|byte| *byte == self.terminator);
            let part = &block[..end.unwrap_or(block.len())];
            let room = MAX_ROW_BYTES - line.len();
            too_long |= part.len() > room;
            line.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(block.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        self.next_line += 1;
        Ok(Some(if too_long { Line::TooLong(line) } else { Line::Whole(line) }))
    }
}
