//! Object-centric logs in XML, both versions, read as a stream, one event or object at a time.
//!
//! Absent: document types (refused), namespaces. Sources: OCEL 2.0 Specification, §6 (XML); OCEL 1.0 (XML).

use super::build::Builder;
use super::log::{AttributeKind, AttributeType};
use super::record::{Declared, Id, Link, Raw, Record, Stated, Text};
use super::{ImportedObjects, OcelOptions};
use crate::report::{ImportError, Mode};
use crate::source::{Limits, Source, TooLarge};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Most bytes of one event, object or type.
const MAX_ELEMENT_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting of elements.
const MAX_DEPTH: usize = 32;

/// Reads an object-centric log in XML (OCEL 2.0 or 1.0, plain or gzip).
///
/// # Errors
/// As [`super::import_ocel_json`]; also for a document type declaration.
pub fn import_ocel_xml(
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
    let encoding = crate::xes::declared_encoding(&source.peek(4_096)?)?;
    let (left, lines) = (Rc::new(Cell::new(MAX_ELEMENT_BYTES)), Rc::new(Cell::new(1)));
    let inner = Rationed { inner: source.text(encoding)?, left: Rc::clone(&left), lines: Rc::clone(&lines) };
    let mut xml = Reader::from_reader(inner);
    let mut open: Vec<Element> = Vec::new();
    let mut seen = false;
    let mut buffer = Vec::new();
    let at = |why: &str| ImportError::NotReadable { place: Some(lines.get()), why: why.to_owned() };
    loop {
        buffer.clear();
        if open.len() <= 2 {
            left.set(MAX_ELEMENT_BYTES);
        }
        let event = xml.read_event_into(&mut buffer).map_err(|error| unread(error, lines.get()))?;
        match event {
            Event::Start(tag) => open.push(Element::of(&tag).map_err(|why| at(&why))?),
            Event::Empty(tag) => {
                open.push(Element::of(&tag).map_err(|why| at(&why))?);
                close(&mut open, builder)?;
            }
            Event::End(_) => close(&mut open, builder)?,
            Event::Text(text) => {
                let text = quick_xml::escape::unescape(&text).map_err(|error| at(&format!("{error}.")))?;
                say(&mut open, &text);
            }
            Event::CData(text) => say(&mut open, &text),
            Event::GeneralRef(reference) => {
                let text = format!("&{};", &*reference);
                let text = quick_xml::escape::unescape(&text).map_err(|error| at(&format!("{error}.")))?;
                say(&mut open, &text);
            }
            Event::DocType(_) => {
                return Err(at("it has a document type declaration, which is not accepted; remove it."));
            }
            Event::Eof if !open.is_empty() => return Err(at("it ends in the middle; send it again.")),
            Event::Eof => break,
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Err(at(&format!("elements are nested deeper than {MAX_DEPTH}.")));
        }
        seen |= open.len() == 2 && open[0].name == "log" && open[1].name == "events";
    }
    if !seen {
        return Err(at("it has no <log> with <events>; is this an object-centric log?"));
    }
    Ok(())
}

/// An element with what it holds; only events, objects and types are held as a whole.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn of(tag: &BytesStart<'_>) -> Result<Element, String> {
        let mut element = Element { name: tag.local_name().as_ref().to_owned(), ..Element::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| format!("it is no well-formed XML: {error}."))?;
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| format!("{error}."))?;
            element.attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(element)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An attribute, empty where it is absent.
    fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The elements in the child of a name.
    fn within(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name).flat_map(|child| &child.children)
    }

    /// The child with a key, of version 1.
    fn keyed(&self, key: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.get("key") == Some(key))
    }

    /// A value of version 1, its kind told by the name of the element.
    fn value(&self) -> Raw<'_> {
        let text = self.get("value").unwrap_or_default();
        let plain = Raw::Text(text.into());
        match AttributeKind::named(&self.name) {
            AttributeKind::String => plain,
            AttributeKind::Time => Raw::Time(text.into()),
            AttributeKind::Integer => text.parse().map_or(plain, Raw::Integer),
            AttributeKind::Float => text.parse().map_or(plain, Raw::Float),
            AttributeKind::Boolean => crate::table::flag(text).map_or(plain, Raw::Flag),
        }
    }

    fn record(&self) -> Record<'_> {
        if self.get("id").is_some() { self.newer() } else { self.older() }
    }

    fn newer(&self) -> Record<'_> {
        Record {
            id: Id(self.text("id").into()),
            kind: Text(self.text("type").into()),
            time: Text(self.text("time").into()),
            attributes: self.within("attributes").map(Element::stated).collect(),
            relationships: self.within("objects").map(|one| one.link("object-id")).collect(),
        }
    }

    fn older(&self) -> Record<'_> {
        let text = |key| self.keyed(key).map(|child| child.text("value")).unwrap_or_default();
        let list = |key| self.keyed(key).map_or(&[][..], |child| &child.children);
        let activity = text("activity");
        Record {
            id: Id(text("id").into()),
            kind: Text(if activity.is_empty() { text("type") } else { activity }.into()),
            time: Text(text("timestamp").into()),
            attributes: list("vmap").iter().chain(list("ovmap")).map(Element::stated_before).collect(),
            relationships: list("omap").iter().map(|one| one.link("value")).collect(),
        }
    }

    /// A value of version 2.
    fn stated(&self) -> Stated<'_> {
        let time = self.get("time").map(|time| Text(time.into()));
        Stated { name: Text(self.text("name").into()), time, value: Raw::Text(self.text.as_str().into()) }
    }

    /// A value of version 1.
    fn stated_before(&self) -> Stated<'_> {
        Stated { name: Text(self.text("key").into()), time: None, value: self.value() }
    }

    fn link(&self, object: &str) -> Link<'_> {
        Link { object: Id(self.text(object).into()), qualifier: Text(self.text("qualifier").into()) }
    }

    fn declared(&self) -> Declared {
        let attribute = |child: &Element| AttributeType {
            name: child.get("name").unwrap_or_default().to_owned(),
            kind: AttributeKind::named(child.get("type").unwrap_or_default()),
        };
        Declared {
            name: self.get("name").unwrap_or_default().to_owned(),
            attributes: self.within("attributes").map(attribute).collect(),
        }
    }
}

fn say(open: &mut [Element], text: &str) {
    if open.len() > 2
        && let Some(element) = open.last_mut()
    {
        element.text.push_str(text);
    }
}

/// Takes an element that is whole: into its parent, or as an event, object or type.
fn close(open: &mut Vec<Element>, builder: &mut Builder) -> Result<(), ImportError> {
    let Some(element) = open.pop() else { return Ok(()) };
    match (open.len(), open.get(1).map(|parent| parent.name.as_str()), element.name.as_str()) {
        (2, Some("events"), "event") => builder.event(&element.record())?,
        (2, Some("objects"), "object") => builder.object(&element.record())?,
        (2, Some("event-types"), "event-type") => builder.event_type(element.declared()),
        (2, Some("object-types"), "object-type") => builder.object_type(element.declared()),
        (3.., _, _) => {
            if let Some(parent) = open.last_mut() {
                parent.children.push(element);
            }
        }
        _ => {}
    }
    Ok(())
}

fn unread(error: quick_xml::Error, line: u64) -> ImportError {
    let place = Some(line);
    let quick_xml::Error::Io(error) = error else {
        return ImportError::NotReadable { place, why: format!("it is no well-formed XML: {error}.") };
    };
    if let Some(too_large) = error.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>()) {
        return ImportError::TooLarge { limit: too_large.limit };
    }
    match ImportError::from(io::Error::new(error.kind(), error.to_string())) {
        ImportError::NotReadable { why, .. } => ImportError::NotReadable { place, why },
        ImportError::Io(_) if error.kind() == io::ErrorKind::InvalidData => {
            let why = format!("an event, object or text is longer than {MAX_ELEMENT_BYTES} bytes.");
            ImportError::NotReadable { place, why }
        }
        other => other,
    }
}

/// Hands out a bounded number of bytes between two resets, so that no element can fill the memory; counts lines.
struct Rationed<R> {
    inner: R,
    left: Rc<Cell<usize>>,
    lines: Rc<Cell<u64>>,
}

impl<R: BufRead> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let block = self.fill_buf()?;
        let count = block.len().min(buffer.len());
        buffer[..count].copy_from_slice(&block[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Rationed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "an element is too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What was handed out last is still in the block of the reader.
        let passed = self.inner.fill_buf().map_or(0, |block| memchr::memchr_iter(b'\n', &block[..count]).count());
        self.lines.set(self.lines.get() + passed as u64);
        self.left.set(self.left.get().saturating_sub(count));
        self.inner.consume(count);
    }
}
