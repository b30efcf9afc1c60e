//! A log as one compact block of bytes, and back; damaged bytes give an error, never a wrong log.
//!
//! Layout: `MLOG`, version (u16), length of the body in bytes (u64), then the body deflated in a zlib frame (whose
//! checksum guards it). Numbers in the body are LEB128, differences zigzag. Absent: reading a part of a log. Source:
//! RFC 1950, RFC 1951; LEB128 as in DWARF 5 §7.6.

use super::column::{Fact, NO_FLAG, NO_TEXT, ValueColumn, Values};
use super::{EventLog, MAX_COLUMNS, MAX_EVENTS, Names};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::fmt;
use std::io::{Read, Write};

const MAGIC: &[u8; 4] = b"MLOG";
/// Version 1 had no event columns; it is still read.
const VERSION: u16 = 2;
const VERSION_WITHOUT_EVENT_COLUMNS: u16 = 1;
const HEADER_BYTES: usize = 14;
/// Most bytes of a log before deflation.
const MAX_BODY_BYTES: u64 = 2 << 30;

/// Why bytes are no log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What is wrong, for the operator.
    pub what: &'static str,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored event log cannot be read: {}; import the file again", self.what)
    }
}

impl std::error::Error for Damaged {}

fn damaged<T>(what: &'static str) -> Result<T, Damaged> {
    Err(Damaged { what })
}

impl EventLog {
    /// The log as compact bytes (deflated; about 10 bytes an event).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        frame(&self.body())
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.event_count() * 12);
        for names in [&self.cases, &self.activities, &self.resources] {
            put_names(&mut out, names);
        }
        put(&mut out, self.event_count() as u64);
        for case in 0..self.case_count() {
            put(&mut out, self.range(case).len() as u64);
        }
        self.activity.iter().for_each(|code| put(&mut out, u64::from(*code)));
        self.resource.iter().for_each(|code| put(&mut out, u64::from(code.wrapping_add(1))));
        put_differences(&mut out, self.time.iter().copied());
        put_differences(&mut out, self.row.iter().map(|row| i64::from(*row)));
        for columns in [&self.columns, &self.event_columns] {
            put(&mut out, columns.len() as u64);
            for column in columns {
                put_column(&mut out, column);
            }
        }
        out
    }

    /// The log that [`EventLog::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Damaged`] when the bytes are of another kind or version, cut off, or altered.
    pub fn from_bytes(bytes: &[u8]) -> Result<EventLog, Damaged> {
        if bytes.len() < HEADER_BYTES || &bytes[..4] != MAGIC {
            return damaged("it does not begin like one");
        }
        let version = u16::from_le_bytes(bytes[4..6].try_into().expect("two bytes"));
        if version != VERSION && version != VERSION_WITHOUT_EVENT_COLUMNS {
            return damaged("it was written by another version");
        }
        let length = u64::from_le_bytes(bytes[6..HEADER_BYTES].try_into().expect("eight bytes"));
        if length > MAX_BODY_BYTES {
            return damaged("it claims to be larger than a log may be");
        }
        let mut body = Vec::new();
        let read = ZlibDecoder::new(&bytes[HEADER_BYTES..]).take(length + 1).read_to_end(&mut body);
        if read.is_err() || body.len() as u64 != length {
            return damaged("its content is cut off or altered");
        }
        let mut input = Input(&body);
        let log = input.log(version)?;
        if input.0.is_empty() { Ok(log) } else { damaged("something follows its end") }
    }
}

/// A body with its header and checksum.
pub(super) fn frame(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() / 2);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(body.len() as u64).to_le_bytes());
    let mut encoder = ZlibEncoder::new(bytes, Compression::new(4));
    encoder.write_all(body).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_differences(out: &mut Vec<u8>, values: impl Iterator<Item = i64>) {
    let mut last = 0_i64;
    for value in values {
        let difference = value.wrapping_sub(last);
        put(out, ((difference << 1) ^ (difference >> 63)) as u64);
        last = value;
    }
}

fn put_names(out: &mut Vec<u8>, names: &Names) {
    put(out, names.len() as u64);
    for name in names.iter() {
        put(out, name.len() as u64);
        out.extend_from_slice(name.as_bytes());
    }
}

fn put_column(out: &mut Vec<u8>, column: &ValueColumn) {
    put(out, column.name.len() as u64);
    out.extend_from_slice(column.name.as_bytes());
    let fact = column.fact.and_then(|fact| Fact::ALL.iter().position(|known| *known == fact));
    put(out, fact.map_or(0, |position| position as u64 + 1));
    match &column.values {
        Values::Text(codes) => {
            put(out, 0);
            put_names(out, &column.names);
            codes.iter().for_each(|code| put(out, u64::from(code.wrapping_add(1))));
        }
        Values::Number(values) => {
            put(out, 1);
            values.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
        }
        Values::Time(values) => {
            put(out, 2);
            put_differences(out, values.iter().copied());
        }
        Values::Flag(values) => {
            put(out, 3);
            out.extend_from_slice(values);
        }
    }
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        if count > self.0.len() {
            return damaged("it ends too early");
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, Damaged> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        damaged("a number has too many digits")
    }

    /// A count of things that take at least one byte each, so that no count can ask for more memory than the bytes
    /// there.
    fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.number()?;
        if count > self.0.len() as u64 { damaged("a count is larger than what follows") } else { Ok(count as usize) }
    }

    fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.count()?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map_err(|_| Damaged { what: "a name is not UTF-8" })
    }

    fn names(&mut self) -> Result<Names, Damaged> {
        let mut names = Names::default();
        for expected in 0..self.count()? {
            if names.add(self.text()?) != Some(expected as u32) {
                return damaged("a name appears twice");
            }
        }
        Ok(names)
    }

    fn codes(&mut self, count: usize, names: usize, optional: bool) -> Result<Vec<u32>, Damaged> {
        let mut codes = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            let number = self.number()?;
            let code = if optional { number.wrapping_sub(1) } else { number };
            match code {
                u64::MAX if optional => codes.push(NO_TEXT),
                code if code < names as u64 => codes.push(code as u32),
                _ => return damaged("a value has no name"),
            }
        }
        Ok(codes)
    }

    fn differences(&mut self, count: usize) -> Result<Vec<i64>, Damaged> {
        let mut values = Vec::with_capacity(count.min(self.0.len()));
        let mut last = 0_i64;
        for _ in 0..count {
            let number = self.number()?;
            last = last.wrapping_add((number >> 1) as i64 ^ -((number & 1) as i64));
            values.push(last);
        }
        Ok(values)
    }

    fn log(&mut self, version: u16) -> Result<EventLog, Damaged> {
        let (cases, activities, resources) = (self.names()?, self.names()?, self.names()?);
        let events = self.count()?;
        if events > MAX_EVENTS {
            return damaged("it has more events than a log may have");
        }
        let mut starts = vec![0_u32];
        let mut total = 0_u64;
        for _ in 0..cases.len() {
            total = total.saturating_add(self.number()?);
            if total > events as u64 {
                break;
            }
            starts.push(total as u32);
        }
        if total != events as u64 {
            return damaged("its cases do not add up to its events");
        }
        let activity = self.codes(events, activities.len(), false)?;
        let resource = self.codes(events, resources.len(), true)?;
        let time = self.differences(events)?;
        let row = self.differences(events)?.into_iter().map(u32::try_from).collect::<Result<Vec<_>, _>>();
        let row = row.map_err(|_| Damaged { what: "a row number is out of range" })?;
        let columns = self.columns(cases.len())?;
        let event_columns = if version == VERSION_WITHOUT_EVENT_COLUMNS { Vec::new() } else { self.columns(events)? };
        Ok(EventLog { cases, activities, resources, starts, activity, time, resource, row, columns, event_columns })
    }

    fn columns(&mut self, length: usize) -> Result<Vec<ValueColumn>, Damaged> {
        let count = self.count()?;
        if count > MAX_COLUMNS {
            return damaged("it has more columns than a log may have");
        }
        (0..count).map(|_| self.column(length)).collect()
    }

    /// A column of as many values as there are cases, or events.
    fn column(&mut self, length: usize) -> Result<ValueColumn, Damaged> {
        let name = self.text()?.to_owned();
        let fact = match self.number()? {
            0 => None,
            number => {
                Some(*Fact::ALL.get(number as usize - 1).ok_or(Damaged { what: "a column has no known meaning" })?)
            }
        };
        let mut names = Names::default();
        let values = match self.number()? {
            0 => {
                names = self.names()?;
                Values::Text(self.codes(length, names.len(), true)?)
            }
            1 => {
                let size = length.checked_mul(8).ok_or(Damaged { what: "a column is too long" })?;
                let bytes = self.take(size)?.chunks_exact(8);
                Values::Number(bytes.map(|b| f64::from_le_bytes(b.try_into().expect("eight bytes"))).collect())
            }
            2 => Values::Time(self.differences(length)?),
            3 => Values::Flag(self.take(length)?.iter().map(|flag| (*flag).min(NO_FLAG)).collect()),
            _ => return damaged("a column has no known kind"),
        };
        let column = ValueColumn { name, fact, names, values };
        if column.fact.is_some_and(|fact| fact.kind() != column.kind()) {
            return damaged("a column has the wrong kind for its meaning");
        }
        Ok(column)
    }
}
