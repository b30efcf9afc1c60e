//! The rows of a stretch of a separated text file, each with the line it begins on; a broken row never swallows the rows
//! after it.
//!
//! Fields may be quoted and then hold separators, doubled quotes and line breaks. A quote that is not closed within
//! [`MAX_ROW_LINES`] lines spoils only its own line. Absent: escapes by backslash, comments. Source: RFC 4180; eight bytes
//! are compared at once as in H. S. Warren, "Hacker's Delight" (2nd ed., 2012), §6-1.

use std::borrow::Cow;

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
    /// The stretch ends before it is clear what the row is; more of the file is needed.
    More,
    /// The end of the file.
    End,
}

/// The place a row is read into; used again for each row.
#[derive(Debug)]
pub(crate) struct Record<'b> {
    /// Line of the stretch on which the row begins, from 1.
    pub(crate) line: u64,
    /// The row as it lies in the file, without its line end.
    pub(crate) raw: Cow<'b, [u8]>,
    bytes: &'b [u8],
    /// The whole stretch as text, where it is good UTF-8.
    valid: Option<&'b str>,
    /// Text of fields that are not the same as in the file, because of quotes.
    own: Vec<u8>,
    in_own: bool,
    fields: Vec<(u32, u32)>,
    /// Whether something other than a separator follows a closing quote.
    ragged: bool,
}

impl Record<'_> {
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    fn text(&self) -> &[u8] {
        if self.in_own { &self.own } else { self.bytes }
    }

    pub(crate) fn get(&self, index: usize) -> &[u8] {
        let (start, end) = self.fields.get(index).copied().unwrap_or_default();
        &self.text()[start as usize..end as usize]
    }

    /// A field as text; `None` when it is no UTF-8.
    #[inline]
    pub(crate) fn get_text(&self, index: usize) -> Option<&str> {
        match self.valid {
            Some(valid) if !self.in_own => {
                let (start, end) = self.fields.get(index).copied().unwrap_or_default();
                valid.get(start as usize..end as usize)
            }
            _ => std::str::from_utf8(self.get(index)).ok(),
        }
    }

    /// Where a field stands in the stretch; `None` when it is not there as it is.
    pub(crate) fn place(&self, text: &str) -> Option<u32> {
        let offset = (text.as_ptr() as usize).checked_sub(self.bytes.as_ptr() as usize)?;
        (!self.in_own && offset + text.len() <= self.bytes.len()).then_some(offset as u32)
    }

    /// Whether all fields are known to be good UTF-8.
    pub(crate) fn is_valid(&self) -> bool {
        self.valid.is_some() || std::str::from_utf8(&self.raw).is_ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Splits a row with quotes into fields; answers whether all quotes are closed.
    fn split(&mut self, delimiter: u8) -> bool {
        self.own.clear();
        self.fields.clear();
        self.in_own = true;
        self.ragged = false;
        let raw = &self.raw;
        let mut at = 0;
        loop {
            let start = self.own.len() as u32;
            if raw.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(quote) = memchr::memchr(b'"', &raw[at..]) else { return false };
                    self.own.extend_from_slice(&raw[at..at + quote]);
                    at += quote + 1;
                    if raw.get(at) != Some(&b'"') {
                        break;
                    }
                    self.own.push(b'"');
                    at += 1;
                }
            }
            let quoted = at > 0 && raw[at - 1] == b'"';
            let end = memchr::memchr(delimiter, &raw[at..]).map_or(raw.len(), |found| at + found);
            self.ragged |= quoted && end > at;
            self.own.extend_from_slice(&raw[at..end]);
            self.fields.push((start, self.own.len() as u32));
            if end == raw.len() {
                return true;
            }
            at = end + 1;
        }
    }
}

/// Where a look at a line ended.
enum Scanned {
    /// At the end of the line (without its terminator) and the beginning of the next.
    Line(usize, usize),
    /// At a quotation mark.
    Quote,
    /// At the end of the bytes.
    Bytes,
}

/// Reads the rows of a stretch one by one.
pub(crate) struct Records<'b> {
    bytes: &'b [u8],
    valid: Option<&'b str>,
    delimiter: u8,
    terminator: u8,
    /// Whether there is a quotation mark anywhere.
    quotes: bool,
    /// Whether the stretch ends where the file ends.
    last: bool,
    /// Bytes of the rows read so far.
    pub(crate) at: usize,
    next_line: u64,
    /// Columns of the header: a row of several lines with another number of columns is taken for an unclosed quote.
    pub(crate) columns: Option<usize>,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOP: u64 = 0x8080_8080_8080_8080;

/// The top bit of each byte of the word that is the same as in the pattern; after the first of them perhaps of others too.
#[inline(always)]
fn same(word: u64, pattern: u64) -> u64 {
    let differs = word ^ pattern;
    differs.wrapping_sub(ONES) & !differs & TOP
}

impl<'b> Records<'b> {
    /// `terminator` is the byte that ends a line: LF, or CR for files of old Macintosh programs; `last` says that
    /// nothing follows the bytes.
    pub(crate) fn new(bytes: &'b [u8], delimiter: u8, terminator: u8, last: bool) -> Self {
        let valid = std::str::from_utf8(bytes).ok();
        let quotes = memchr::memchr(b'"', bytes).is_some();
        Records { bytes, valid, delimiter, terminator, quotes, last, at: 0, next_line: 1, columns: None }
    }

    /// A place for rows of these bytes.
    pub(crate) fn record(&self) -> Record<'b> {
        Record {
            line: 0,
            raw: Cow::Borrowed(&[]),
            bytes: self.bytes,
            valid: self.valid,
            own: Vec::new(),
            in_own: false,
            fields: Vec::new(),
            ragged: false,
        }
    }

    /// Lines of the rows read so far.
    pub(crate) fn lines(&self) -> u64 {
        self.next_line - 1
    }

    pub(crate) fn next(&mut self, record: &mut Record<'b>) -> Found {
        record.line = self.next_line;
        if self.at == self.bytes.len() {
            return if self.last { Found::End } else { Found::More };
        }
        record.fields.clear();
        record.in_own = false;
        let scanned = match self.quotes {
            true => self.scan::<true>(&mut record.fields),
            false => self.scan::<false>(&mut record.fields),
        };
        let (end, next) = match scanned {
            Scanned::Line(end, next) => (end, next),
            Scanned::Quote => return self.quoted(record),
            Scanned::Bytes if self.last => {
                let start = record.fields.last().map_or(self.at, |(_, end)| *end as usize + 1);
                let end = self.without_cr(self.at, self.bytes.len()).max(start);
                record.fields.push((start as u32, end as u32));
                (end, self.bytes.len())
            }
            Scanned::Bytes => return Found::More,
        };
        record.raw = Cow::Borrowed(&self.bytes[self.at..end]);
        self.at = next;
        self.next_line += 1;
        if record.raw.len() > MAX_ROW_BYTES {
            return Found::Oversized;
        }
        if record.fields.len() == 1 && record.raw.iter().all(u8::is_ascii_whitespace) {
            return Found::Empty;
        }
        Found::Row
    }

    /// Finds the fields of a line as long as it has no quotation mark.
    #[inline(always)]
    fn scan<const QUOTES: bool>(&self, fields: &mut Vec<(u32, u32)>) -> Scanned {
        let patterns = [self.delimiter, self.terminator, b'"'].map(|byte| u64::from(byte) * ONES);
        let mut start = self.at;
        let mut at = self.at;
        while let Some(block) = self.bytes[at..].first_chunk::<8>() {
            let word = u64::from_le_bytes(*block);
            let mut found = same(word, patterns[0]) | same(word, patterns[1]);
            if QUOTES {
                found |= same(word, patterns[2]);
            }
            while found != 0 {
                let place = at + (found.trailing_zeros() / 8) as usize;
                found &= found - 1;
                if let Some(end) = self.mark(place, &mut start, fields) {
                    return end;
                }
            }
            at += 8;
        }
        for place in at..self.bytes.len() {
            if let Some(end) = self.mark(place, &mut start, fields) {
                return end;
            }
        }
        Scanned::Bytes
    }

    /// Takes one byte that may be a separator, a line end or a quotation mark.
    #[inline(always)]
    fn mark(&self, place: usize, start: &mut usize, fields: &mut Vec<(u32, u32)>) -> Option<Scanned> {
        let byte = self.bytes[place];
        if byte == self.delimiter {
            fields.push((*start as u32, place as u32));
            *start = place + 1;
            None
        } else if byte == self.terminator {
            let end = self.without_cr(self.at, place).max(*start);
            fields.push((*start as u32, end as u32));
            Some(Scanned::Line(self.without_cr(self.at, place), place + 1))
        } else {
            (byte == b'"').then_some(Scanned::Quote)
        }
    }

    fn without_cr(&self, start: usize, end: usize) -> usize {
        if end > start && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// The line that begins at a place: its end and the beginning of the next; `None` when it is not whole.
    fn line(&self, from: usize) -> Option<(usize, usize)> {
        match memchr::memchr(self.terminator, &self.bytes[from..]) {
            Some(length) => Some((self.without_cr(from, from + length), from + length + 1)),
            None if self.last && from < self.bytes.len() => {
                Some((self.without_cr(from, self.bytes.len()), self.bytes.len()))
            }
            None => None,
        }
    }

    /// A row whose first line has a quotation mark.
    fn quoted(&mut self, record: &mut Record<'b>) -> Found {
        let Some((end, next)) = self.line(self.at) else { return Found::More };
        record.raw = Cow::Borrowed(&self.bytes[self.at..end]);
        if record.raw.len() > MAX_ROW_BYTES {
            self.at = next;
            self.next_line += 1;
            return Found::Oversized;
        }
        let found = if record.split(self.delimiter) { Ok((1, next)) } else { self.continue_row(record, next) };
        match found {
            Ok((lines, next)) => {
                self.at = next;
                self.next_line += lines;
                Found::Row
            }
            Err(Found::Unclosed) => {
                record.raw = Cow::Borrowed(&self.bytes[self.at..end]);
                self.at = next;
                self.next_line += 1;
                Found::Unclosed
            }
            Err(other) => other,
        }
    }

    /// Takes further lines until all quotes are closed; answers how many lines the row has and where it ends.
    fn continue_row(&self, record: &mut Record<'b>, mut next: usize) -> Result<(u64, usize), Found> {
        let mut raw = record.raw.to_vec();
        let mut lines = 1;
        while lines <= MAX_ROW_LINES as u64 && raw.len() < MAX_ROW_BYTES {
            let Some((end, after)) = self.line(next) else {
                return Err(if self.last { Found::Unclosed } else { Found::More });
            };
            let line = &self.bytes[next..end];
            if line.len() > MAX_ROW_BYTES {
                break;
            }
            raw.push(b'\n');
            raw.extend_from_slice(line);
            lines += 1;
            next = after;
            if memchr::memchr(b'"', line).is_some() {
                record.raw = Cow::Owned(raw);
                if record.split(self.delimiter) {
                    let fits = !record.ragged && self.columns.is_none_or(|columns| columns == record.len());
                    return if fits { Ok((lines, next)) } else { Err(Found::Unclosed) };
                }
                raw = std::mem::take(&mut record.raw).into_owned();
            }
        }
        Err(Found::Unclosed)
    }
}
