//! Object-centric logs in JSON, both versions, read as a stream.
//!
//! Absent: other keys than those of the standards, which are passed over. Sources: OCEL 2.0 Specification, §7 (JSON); OCEL 1.0
//! (JSON), <https://www.ocel-standard.org/1.0>.

use super::build::Builder;
use super::record::{Declared, Id, Link, Raw, Record, Stated};
use super::{ImportedObjects, OcelOptions};
use crate::report::{ImportError, Mode};
use crate::source::{Encoding, Limits, Source, TooLarge};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader, Read};

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
    let text = Texts { inner: source.text(encoding)?, is_within: false, is_escaped: false, length: 0 };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(text));
    let known = Whole { builder }.deserialize(&mut json).and_then(|known| json.end().map(|()| known));
    if !known.map_err(unreadable)? {
        let why = "it has neither \"events\" nor \"ocel:events\"; is this an object-centric log?".to_owned();
        return Err(ImportError::NotReadable { place: None, why });
    }
    Ok(())
}

/// Stops a file with a text that would fill the memory.
struct Texts<R> {
    inner: R,
    is_within: bool,
    is_escaped: bool,
    length: usize,
}

impl<R: Read> Read for Texts<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for byte in &buffer[..read] {
            self.length += 1;
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' if self.is_within => self.is_escaped = true,
                b'"' => (self.is_within, self.length) = (!self.is_within, 0),
                _ => {}
            }
        }
        if self.is_within && self.length > MAX_TEXT_BYTES {
            return Err(io::Error::other(format!("it has a text of more than {MAX_TEXT_BYTES} bytes")));
        }
        Ok(read)
    }
}

fn unreadable(error: serde_json::Error) -> ImportError {
    let place = Some(error.line() as u64);
    match error.classify() {
        serde_json::error::Category::Io => {
            let error = std::io::Error::from(error);
            let too_large = error.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>());
            if let Some(too_large) = too_large {
                return ImportError::TooLarge { limit: too_large.limit };
            }
            match ImportError::from(error) {
                ImportError::NotReadable { why, .. } => ImportError::NotReadable { place, why },
                other => other,
            }
        }
        serde_json::error::Category::Eof => {
            ImportError::NotReadable { place, why: "it ends in the middle; send it again.".to_owned() }
        }
        _ => ImportError::NotReadable { place, why: format!("it is no object-centric log in JSON: {error}.") },
    }
}

/// The whole file; answers whether it has events.
struct Whole<'b> {
    builder: &'b mut Builder,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with events and objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut known = false;
        let builder = self.builder;
        while let Some(key) = map.next_key::<String>()? {
            known |= matches!(key.as_str(), "events" | "ocel:events");
            match key.as_str() {
                "eventTypes" => {
                    map.next_value::<Vec<Declared>>()?.into_iter().for_each(|kind| builder.event_type(kind));
                }
                "objectTypes" => {
                    map.next_value::<Vec<Declared>>()?.into_iter().for_each(|kind| builder.object_type(kind));
                }
                "events" | "ocel:events" => map.next_value_seed(Many { builder, events: true })?,
                "objects" | "ocel:objects" => map.next_value_seed(Many { builder, events: false })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(known)
    }
}

/// All events or all objects: a list in version 2, by identifier in version 1.
struct Many<'b> {
    builder: &'b mut Builder,
    events: bool,
}

impl Many<'_> {
    fn take<E: serde::de::Error>(&mut self, record: Record) -> Result<(), E> {
        let taken = if self.events { self.builder.event(record) } else { self.builder.object(record) };
        taken.map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Many<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Many<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events or objects, or an object that has them by identifier")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(record) = list.next_element::<Record>()? {
            self.take(record)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(id) = map.next_key::<String>()? {
            let record = map.next_value::<Older>()?.record(id);
            self.take(record)?;
        }
        Ok(())
    }
}

/// An event or object of version 1.
#[derive(Deserialize)]
struct Older {
    #[serde(rename = "ocel:activity", default)]
    activity: String,
    #[serde(rename = "ocel:timestamp", default)]
    timestamp: String,
    #[serde(rename = "ocel:type", default)]
    kind: String,
    #[serde(rename = "ocel:omap", default)]
    objects: Vec<Id>,
    #[serde(rename = "ocel:vmap", alias = "ocel:ovmap", default)]
    values: BTreeMap<String, Raw>,
}

impl Older {
    fn record(self, id: String) -> Record {
        let link = |object| Link { object, qualifier: String::new() };
        let stated = |(name, value)| Stated { name, time: None, value };
        Record {
            id: Id(id),
            kind: if self.activity.is_empty() { self.kind } else { self.activity },
            time: self.timestamp,
            attributes: self.values.into_iter().map(stated).collect(),
            relationships: self.objects.into_iter().map(link).collect(),
        }
    }
}
