//! Object-centric logs in JSON, both versions, read as a stream.
//!
//! Records are read one by one where they lie in a window that moves over the file. Absent: other keys than those of the
//! standards, which are passed over. Sources: OCEL 2.0 Specification, §7 (JSON); OCEL 1.0
//! (JSON), <https://www.ocel-standard.org/1.0>.

use super::build::Builder;
use super::record::{Declared, Id, Link, Raw, Record, Stated, Text};
use super::{ImportedObjects, OcelOptions};
use crate::log::Full;
use crate::report::{ImportError, Mode};
use crate::source::{Encoding, Limits, Source};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::BTreeMap;
use std::io::Read;

/// Bytes read at once.
const WINDOW_BYTES: usize = 1024 * 1024;
/// Most bytes of one event, object or other part that is read as a whole.
const MAX_PART_BYTES: usize = 128 * 1024 * 1024;
/// Most bytes of one text.
const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// Reads an object-centric log in JSON (OCEL 2.0 or 1.0, plain or gzip).
///
/// # Errors
/// [`ImportError`]: the file is no such log (with the line), an event or object is bad and `mode` is
/// [`Mode::AllOrNothing`], or no event is good.
pub fn import_ocel_json(
    reader: impl Read,
    options: &OcelOptions,
    mode: Mode,
    limits: &Limits,
) -> Result<ImportedObjects, ImportError> {
    let mut builder = Builder::new(options)?;
    read(reader, &mut builder, limits)?;
    builder.finish(mode)
}

/// Hands the records of a file to a builder.
pub(super) fn read(reader: impl Read, builder: &mut Builder, limits: &Limits) -> Result<(), ImportError> {
    let mut source = Source::open(reader, limits)?;
    let encoding = Encoding::detect(&source.peek(4_096)?);
    let mut window = Window { reader: source.text(encoding)?, bytes: Vec::new(), at: 0, lines: 0, ended: false };
    if window.peek()? != b'{' {
        return Err(window.no_log("it has to be an object with events and objects"));
    }
    let mut known = false;
    window.each(b'}', |window| {
        let key = window.key()?;
        known |= matches!(key.as_str(), "events" | "ocel:events");
        match key.as_str() {
            "eventTypes" => window.value::<Vec<Declared>>()?.into_iter().for_each(|kind| builder.event_type(kind)),
            "objectTypes" => window.value::<Vec<Declared>>()?.into_iter().for_each(|kind| builder.object_type(kind)),
            "events" | "ocel:events" => window.records(&mut |record| builder.event(record))?,
            "objects" | "ocel:objects" => window.records(&mut |record| builder.object(record))?,
            _ => drop(window.value::<IgnoredAny>()?),
        }
        Ok(())
    })?;
    window.end()?;
    if !known {
        let why = "it has neither \"events\" nor \"ocel:events\"; is this an object-centric log?".to_owned();
        return Err(ImportError::NotReadable { place: None, why });
    }
    Ok(())
}

/// What takes the records.
type Take<'t> = &'t mut dyn FnMut(&Record<'_>) -> Result<(), Full>;

/// A part of the file that moves on over it.
struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    /// Bytes of it that were read.
    at: usize,
    /// Lines before it.
    lines: u64,
    /// Whether the file ends with it.
    ended: bool,
}

/// A value at the beginning of some bytes and its length; no error where more bytes are needed.
fn first<'b, T: Deserialize<'b>>(bytes: &'b [u8], ended: bool) -> Result<(T, usize), Option<serde_json::Error>> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<T>();
    let found = values.next();
    let length = values.byte_offset();
    match found {
        Some(Ok(value)) if ended || length < bytes.len() => Ok((value, length)),
        Some(Err(error)) if ended || !error.is_eof() => Err(Some(error)),
        _ => Err(None),
    }
}

impl<R: Read> Window<R> {
    /// Takes in more of the file.
    fn more(&mut self) -> Result<(), ImportError> {
        if self.ended {
            return Err(self.unreadable("it ends in the middle; send it again.".to_owned()));
        }
        self.lines += newlines(&self.bytes[..self.at]);
        self.bytes.drain(..self.at);
        self.at = 0;
        self.check(self.bytes.len())?;
        if self.bytes.len() > MAX_PART_BYTES {
            return Err(self.unreadable(format!("it has a part of more than {MAX_PART_BYTES} bytes.")));
        }
        let (before, wanted) = (self.bytes.len(), WINDOW_BYTES.max(self.bytes.len()));
        let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.bytes);
        self.ended = self.bytes.len() - before < wanted;
        read.map(|_| ()).map_err(|error| match ImportError::from(error) {
            ImportError::NotReadable { why, .. } => self.unreadable(why),
            other => other,
        })
    }

    /// Checks that no text of what comes next is too long.
    fn check(&self, length: usize) -> Result<(), ImportError> {
        if length > MAX_TEXT_BYTES && has_long_text(&self.bytes[self.at..self.at + length]) {
            return Err(self.unreadable(format!("it has a text of more than {MAX_TEXT_BYTES} bytes.")));
        }
        Ok(())
    }

    /// The next byte that is no white space; it is not taken yet.
    fn peek(&mut self) -> Result<u8, ImportError> {
        loop {
            let rest = &self.bytes[self.at..];
            match rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
                Some(space) => {
                    self.at += space;
                    return Ok(self.bytes[self.at]);
                }
                None => {
                    self.at = self.bytes.len();
                    self.more()?;
                }
            }
        }
    }

    /// Goes through what stands between brackets, separated by commas.
    fn each(
        &mut self,
        close: u8,
        mut take: impl FnMut(&mut Self) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        self.at += 1;
        if self.peek()? == close {
            self.at += 1;
            return Ok(());
        }
        loop {
            take(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                byte if byte == close => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.no_log("a comma or a closing bracket is missing")),
            }
        }
    }

    fn key(&mut self) -> Result<String, ImportError> {
        if self.peek()? != b'"' {
            return Err(self.no_log("a key is missing"));
        }
        let key = self.value()?;
        if self.peek()? != b':' {
            return Err(self.no_log("a colon is missing"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Reads one value.
    fn value<T: DeserializeOwned>(&mut self) -> Result<T, ImportError> {
        loop {
            match first(&self.bytes[self.at..], self.ended) {
                Ok((value, length)) => {
                    self.check(length)?;
                    self.at += length;
                    return Ok(value);
                }
                Err(None) => self.more()?,
                Err(Some(error)) => return Err(self.bad(&error)),
            }
        }
    }

    /// Reads all events or all objects: a list in version 2, by identifier in version 1.
    fn records(&mut self, take: Take<'_>) -> Result<(), ImportError> {
        match self.peek()? {
            b'[' => self.each(b']', |window| window.record(None, take)),
            b'{' => self.each(b'}', |window| {
                let id = window.key()?;
                window.record(Some(&id), take)
            }),
            _ => Err(self.no_log("events and objects have to be a list, or an object that has them by identifier")),
        }
    }

    /// Reads a record: whole, or of version 1, whose identifier stands before it.
    fn record(&mut self, id: Option<&str>, take: Take<'_>) -> Result<(), ImportError> {
        loop {
            let bytes = &self.bytes[self.at..];
            let found = match id {
                None => first::<Record<'_>>(bytes, self.ended),
                Some(id) => first::<Older<'_>>(bytes, self.ended).map(|(older, length)| (older.record(id), length)),
            };
            match found {
                Ok((record, length)) => {
                    self.check(length)?;
                    take(&record)?;
                    self.at += length;
                    return Ok(());
                }
                Err(None) => self.more()?,
                Err(Some(error)) => return Err(self.bad(&error)),
            }
        }
    }

    /// Checks that nothing follows.
    fn end(&mut self) -> Result<(), ImportError> {
        loop {
            if !self.bytes[self.at..].iter().all(u8::is_ascii_whitespace) {
                return Err(self.no_log("something follows its end"));
            }
            self.at = self.bytes.len();
            if self.ended {
                return Ok(());
            }
            self.more()?;
        }
    }

    /// What is wrong on the line at hand.
    fn unreadable(&self, why: String) -> ImportError {
        ImportError::NotReadable { place: Some(self.lines + newlines(&self.bytes[..self.at]) + 1), why }
    }

    fn no_log(&self, why: &str) -> ImportError {
        self.unreadable(format!("it is no object-centric log in JSON: {why}."))
    }

    /// What is wrong with the value at hand.
    fn bad(&self, error: &serde_json::Error) -> ImportError {
        let place = Some(self.lines + newlines(&self.bytes[..self.at]) + error.line() as u64);
        if error.is_eof() {
            return ImportError::NotReadable { place, why: "it ends in the middle; send it again.".to_owned() };
        }
        // The line that it tells is that of the value.
        let told = error.to_string();
        let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
        ImportError::NotReadable { place, why: format!("it is no object-centric log in JSON: {told}.") }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Whether there is a text longer than texts may be.
fn has_long_text(bytes: &[u8]) -> bool {
    let (mut within, mut from, mut at) = (false, 0, 0);
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] == b'\\' {
            at = (at + 2).min(bytes.len());
            continue;
        }
        if within && at - from > MAX_TEXT_BYTES {
            return true;
        }
        (within, from, at) = (!within, at + 1, at + 1);
    }
    within && bytes.len() - from > MAX_TEXT_BYTES
}

/// An event or object of version 1.
#[derive(Deserialize)]
struct Older<'r> {
    #[serde(borrow, rename = "ocel:activity", default)]
    activity: Text<'r>,
    #[serde(borrow, rename = "ocel:timestamp", default)]
    timestamp: Text<'r>,
    #[serde(borrow, rename = "ocel:type", default)]
    kind: Text<'r>,
    #[serde(borrow, rename = "ocel:omap", default)]
    objects: Vec<Id<'r>>,
    #[serde(borrow, rename = "ocel:vmap", alias = "ocel:ovmap", default)]
    values: BTreeMap<String, Raw<'r>>,
}

impl<'r> Older<'r> {
    fn record(self, id: &'r str) -> Record<'r> {
        let link = |object| Link { object, qualifier: Text::default() };
        let stated = |(name, value): (String, _)| Stated { name: name.into(), time: None, value };
        Record {
            id: Id(id.into()),
            kind: if self.activity.0.is_empty() { self.kind } else { self.activity },
            time: self.timestamp,
            attributes: self.values.into_iter().map(stated).collect(),
            relationships: self.objects.into_iter().map(link).collect(),
        }
    }
}
