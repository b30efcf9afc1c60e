//! The records of a file until all of it is known: numbers, and each text once.
//!
//! A file may speak of objects and declare types after it used them, so nothing is judged before its end. Absent: judgement; see
//! `build`. Source: dictionary encoding as in column stores (Abadi et al., "The Design and Implementation of Modern
//! Column-Oriented Database Systems", 2013, §4).

use super::log::Rows;
use super::record::{Raw, Record};
use crate::MAX_EVENTS;
use crate::log::{Full, Names};
use crate::moment::{TimeFormat, TimeReader, Zone};

/// The texts of all records.
pub(super) struct Words {
    /// Identifiers of objects and of events.
    pub(super) objects: Names,
    pub(super) events: Names,
    /// Types.
    pub(super) kinds: Names,
    /// Names of attributes.
    pub(super) attributes: Names,
    pub(super) qualifiers: Names,
    /// Values, and times that cannot be read.
    pub(super) values: Names,
    times: TimeReader,
}

/// When something is said to have been.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stamp {
    None,
    At(i64),
    /// No time; the code of what stands there.
    Bad(u32),
}

/// A value; texts by their code.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    Nothing,
    Text(u32),
    Time(u32),
    Integer(i64),
    Float(f64),
    Flag(bool),
}

/// What is said of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saying {
    pub(super) name: u32,
    pub(super) time: Stamp,
    pub(super) value: Value,
}

/// All events or all objects, in the order of the file.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) ids: Vec<u32>,
    pub(super) kinds: Vec<u32>,
    pub(super) times: Vec<Stamp>,
    pub(super) sayings: Rows<Saying>,
    /// Objects and qualifiers.
    pub(super) links: Rows<(u32, u32)>,
}

impl Words {
    pub(super) fn new(zone: Zone) -> Words {
        Words {
            objects: Names::default(),
            events: Names::default(),
            kinds: Names::default(),
            attributes: Names::default(),
            qualifiers: Names::default(),
            values: Names::default(),
            times: TimeReader::new(TimeFormat::YearMonthDay, zone),
        }
    }

    fn stamp(&mut self, text: &str) -> Result<Stamp, Full> {
        if text.is_empty() {
            return Ok(Stamp::None);
        }
        Ok(match self.times.read(text) {
            Ok(time) => Stamp::At(time),
            Err(_) => Stamp::Bad(self.values.add(text).ok_or(Full)?),
        })
    }

    fn value(&mut self, value: &Raw<'_>) -> Result<Value, Full> {
        Ok(match value {
            Raw::Nothing => Value::Nothing,
            Raw::Text(text) => Value::Text(self.values.add(text).ok_or(Full)?),
            Raw::Time(text) => Value::Time(self.values.add(text).ok_or(Full)?),
            Raw::Integer(number) => Value::Integer(*number),
            Raw::Float(number) => Value::Float(*number),
            Raw::Flag(flag) => Value::Flag(*flag),
        })
    }
}

impl Kept {
    /// Keeps a record as an object or an event.
    pub(super) fn add(&mut self, record: &Record<'_>, words: &mut Words, is_object: bool) -> Result<(), Full> {
        if self.ids.len() >= MAX_EVENTS {
            return Err(Full);
        }
        let ids = if is_object { &mut words.objects } else { &mut words.events };
        self.ids.push(ids.add(&record.id.0).ok_or(Full)?);
        self.kinds.push(words.kinds.add(&record.kind.0).ok_or(Full)?);
        self.times.push(if is_object { Stamp::None } else { words.stamp(&record.time.0)? });
        for stated in &record.attributes {
            let time = match &stated.time {
                Some(time) if is_object => words.stamp(&time.0)?,
                _ => Stamp::None,
            };
            let name = words.attributes.add(&stated.name.0).ok_or(Full)?;
            self.sayings.entries.push(Saying { name, time, value: words.value(&stated.value)? });
        }
        self.sayings.push([]);
        for link in &record.relationships {
            let object = words.objects.add(&link.object.0).ok_or(Full)?;
            self.links.entries.push((object, words.qualifiers.add(&link.qualifier.0).ok_or(Full)?));
        }
        self.links.push([]);
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }
}
