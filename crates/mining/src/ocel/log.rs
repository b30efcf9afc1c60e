//! An object-centric log in memory: events, objects, how they relate, and what is said of them at which time.
//!
//! Columns of small numbers beside dictionaries, events in order of time and then of the file. Absent: editing. Source: OCEL
//! 2.0 Specification, §2 (the formal definition); the layout is that of compressed sparse rows.

use crate::log::Names;
use serde::{Deserialize, Serialize};

/// The kinds of values that OCEL 2.0 knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// A text.
    #[default]
    String,
    /// An instant.
    #[serde(alias = "timestamp", alias = "date")]
    Time,
    /// A whole number.
    #[serde(alias = "int")]
    Integer,
    /// A number.
    #[serde(alias = "double", alias = "number")]
    Float,
    /// Yes or no.
    Boolean,
}

impl AttributeKind {
    /// The name in the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AttributeKind::String => "string",
            AttributeKind::Time => "time",
            AttributeKind::Integer => "integer",
            AttributeKind::Float => "float",
            AttributeKind::Boolean => "boolean",
        }
    }

    pub(super) fn named(name: &str) -> AttributeKind {
        match name {
            "time" | "timestamp" | "date" => AttributeKind::Time,
            "integer" | "int" => AttributeKind::Integer,
            "float" | "double" | "number" => AttributeKind::Float,
            "boolean" => AttributeKind::Boolean,
            _ => AttributeKind::String,
        }
    }
}

/// An attribute that a type declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeType {
    /// Its name.
    pub name: String,
    /// The kind of its values.
    #[serde(rename = "type", default)]
    pub kind: AttributeKind,
}

/// A type of events or objects and the attributes that they may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeDeclaration {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<AttributeType>,
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'l> {
    /// A text.
    Text(&'l str),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
    /// Yes or no.
    Flag(bool),
    /// Microseconds since 1970-01-01 UTC.
    Time(i64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Packed {
    Text(u32),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Time(i64),
}

/// For each owner the places of its entries.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows<T> {
    pub(super) starts: Vec<u32>,
    pub(super) entries: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Rows { starts: vec![0], entries: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Adds the entries of the next owner.
    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = T>) {
        self.entries.extend(entries);
        self.starts.push(self.entries.len() as u32);
    }

    pub(super) fn of(&self, owner: usize) -> &[T] {
        &self.entries[self.starts[owner] as usize..self.starts[owner + 1] as usize]
    }
}

/// A relation: the object and, as a code, its qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) object: u32,
    pub(super) qualifier: u32,
}

/// What is said at a time: the attribute as a code, and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) attribute: u32,
    /// Microseconds since 1970; 0 for what holds from the beginning, and for events.
    pub(super) time: i64,
    pub(super) value: Packed,
}

/// An object-centric event log.
#[derive(Clone, Debug, Default)]
pub struct ObjectLog {
    pub(super) event_types: Vec<TypeDeclaration>,
    pub(super) object_types: Vec<TypeDeclaration>,
    pub(super) event_ids: Names,
    pub(super) event_type: Vec<u32>,
    pub(super) event_time: Vec<i64>,
    pub(super) event_objects: Rows<Relation>,
    pub(super) event_values: Rows<Said>,
    pub(super) object_ids: Names,
    pub(super) object_type: Vec<u32>,
    pub(super) object_objects: Rows<Relation>,
    pub(super) object_values: Rows<Said>,
    pub(super) attributes: Names,
    pub(super) qualifiers: Names,
    pub(super) texts: Names,
}

impl PartialEq for ObjectLog {
    /// Two logs are the same when they say the same in the same order; how texts are numbered inside does not matter.
    fn eq(&self, other: &Self) -> bool {
        fn related<'l>(objects: impl Iterator<Item = (ObjectView<'l>, &'l str)>) -> Vec<(usize, &'l str)> {
            objects.map(|(object, qualifier)| (object.index, qualifier)).collect()
        }
        let event = |(one, other): (ObjectEvent<'_>, ObjectEvent<'_>)| {
            (one.id(), one.activity(), one.time()) == (other.id(), other.activity(), other.time())
                && related(one.objects()) == related(other.objects())
                && one.values().eq(other.values())
        };
        let object = |(one, other): (ObjectView<'_>, ObjectView<'_>)| {
            (one.id(), one.object_type()) == (other.id(), other.object_type())
                && related(one.objects()) == related(other.objects())
                && one.values().eq(other.values())
        };
        (&self.event_types, &self.object_types) == (&other.event_types, &other.object_types)
            && (self.events().len(), self.objects().len()) == (other.events().len(), other.objects().len())
            && self.events().zip(other.events()).all(event)
            && self.objects().zip(other.objects()).all(object)
    }
}

/// One event as it is read.
#[derive(Clone, Copy, Debug)]
pub struct ObjectEvent<'l> {
    log: &'l ObjectLog,
    /// Its number, from 0, in order of time and then of the file.
    pub index: usize,
}

/// One object as it is read.
#[derive(Clone, Copy, Debug)]
pub struct ObjectView<'l> {
    log: &'l ObjectLog,
    /// Its number, from 0, in the order of the file.
    pub index: usize,
}

impl ObjectLog {
    /// The types of events with their attributes.
    #[must_use]
    pub fn event_types(&self) -> &[TypeDeclaration] {
        &self.event_types
    }

    /// The types of objects with their attributes.
    #[must_use]
    pub fn object_types(&self) -> &[TypeDeclaration] {
        &self.object_types
    }

    /// All events in order of time, then of the file.
    pub fn events(&self) -> impl ExactSizeIterator<Item = ObjectEvent<'_>> {
        (0..self.event_type.len()).map(|index| ObjectEvent { log: self, index })
    }

    /// All objects in the order of the file.
    pub fn objects(&self) -> impl ExactSizeIterator<Item = ObjectView<'_>> {
        (0..self.object_type.len()).map(|index| ObjectView { log: self, index })
    }

    /// The object of an identifier.
    #[must_use]
    pub fn object(&self, id: &str) -> Option<ObjectView<'_>> {
        self.object_ids.code(id).map(|code| ObjectView { log: self, index: code as usize })
    }

    /// One event by its number.
    #[must_use]
    pub fn event(&self, index: usize) -> Option<ObjectEvent<'_>> {
        (index < self.event_type.len()).then_some(ObjectEvent { log: self, index })
    }

    /// One object by its number.
    #[must_use]
    pub fn object_at(&self, index: usize) -> Option<ObjectView<'_>> {
        (index < self.object_type.len()).then_some(ObjectView { log: self, index })
    }

    /// Bytes of memory the log takes: columns, relations, values, dictionaries.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let names = [&self.event_ids, &self.object_ids, &self.attributes, &self.qualifiers, &self.texts];
        let relations = [&self.event_objects, &self.object_objects];
        let values = [&self.event_values, &self.object_values];
        names.iter().map(|names| names.heap_bytes()).sum::<usize>()
            + relations.iter().map(|rows| rows.starts.capacity() * 4 + rows.entries.capacity() * 8).sum::<usize>()
            + values.iter().map(|rows| rows.starts.capacity() * 4 + rows.entries.capacity() * 32).sum::<usize>()
            + (self.event_type.capacity() + self.object_type.capacity()) * 4
            + self.event_time.capacity() * 8
    }

    fn scalar(&self, value: Packed) -> Scalar<'_> {
        match value {
            Packed::Text(code) => Scalar::Text(name(&self.texts, code)),
            Packed::Integer(number) => Scalar::Integer(number),
            Packed::Float(number) => Scalar::Float(number),
            Packed::Flag(flag) => Scalar::Flag(flag),
            Packed::Time(time) => Scalar::Time(time),
        }
    }

    fn relations<'l>(&'l self, relations: &'l [Relation]) -> impl Iterator<Item = (ObjectView<'l>, &'l str)> {
        relations.iter().map(|relation| {
            let object = ObjectView { log: self, index: relation.object as usize };
            (object, name(&self.qualifiers, relation.qualifier))
        })
    }
}

fn name(names: &Names, code: u32) -> &str {
    names.get(code).expect("a code that was given has a text")
}

impl<'l> ObjectEvent<'l> {
    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &'l str {
        name(&self.log.event_ids, self.index as u32)
    }

    /// What happened.
    #[must_use]
    pub fn activity(&self) -> &'l str {
        &self.log.event_types[self.log.event_type[self.index] as usize].name
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn time(&self) -> i64 {
        self.log.event_time[self.index]
    }

    /// The objects it speaks of, each with the qualifier of the relation.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectView<'l>, &'l str)> + use<'l> {
        self.log.relations(self.log.event_objects.of(self.index))
    }

    /// What is said of it: attributes and values.
    pub fn values(&self) -> impl Iterator<Item = (&'l str, Scalar<'l>)> + use<'l> {
        let log = self.log;
        log.event_values
            .of(self.index)
            .iter()
            .map(|said| (name(&log.attributes, said.attribute), log.scalar(said.value)))
    }
}

impl<'l> ObjectView<'l> {
    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &'l str {
        name(&self.log.object_ids, self.index as u32)
    }

    /// Its type.
    #[must_use]
    pub fn object_type(&self) -> &'l str {
        &self.log.object_types[self.log.object_type[self.index] as usize].name
    }

    /// The objects it is related to, each with the qualifier of the relation.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectView<'l>, &'l str)> + use<'l> {
        self.log.relations(self.log.object_objects.of(self.index))
    }

    /// What is said of it in order of time: attribute, from when on (microseconds since 1970, 0 from the beginning), value.
    pub fn values(&self) -> impl Iterator<Item = (&'l str, i64, Scalar<'l>)> + use<'l> {
        let log = self.log;
        let said = log.object_values.of(self.index).iter();
        said.map(|said| (name(&log.attributes, said.attribute), said.time, log.scalar(said.value)))
    }
}

/// The names of all attributes that the log may have.
pub(super) fn attribute_names(log: &ObjectLog) -> Vec<&str> {
    log.attributes.iter().collect()
}
