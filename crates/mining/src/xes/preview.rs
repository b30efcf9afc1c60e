//! Which attributes the traces and events of a XES file have, and of which kinds; from it all of them can be kept.
//!
//! Absent: classifiers, global defaults, lists. Source: IEEE 1849-2023, §4.3 (the elementary types).

use super::plan::XesOptions;
use super::read::{Traces, declared_encoding, header, unreadable};
use super::scan::{Scanner, Tag, Token, local};
use super::traces::line;
use crate::MAX_COLUMNS;
use crate::log::Kind;
use crate::report::ImportError;
use crate::source::{Limits, Source};
use crate::stretch::Cutter;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Read;

/// Examples kept of each attribute.
const SAMPLES: usize = 5;
/// Most different keys that are told.
const MAX_KEYS: usize = 1_000;
/// Most bytes of one example.
const SAMPLE_BYTES: usize = 100;

/// What an attribute says something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum XesScope {
    /// The trace: a case.
    Trace,
    /// An event.
    Event,
}

/// One attribute as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct XesAttribute {
    /// Its key, such as `org:group`.
    pub key: String,
    /// What it says something about.
    pub scope: XesScope,
    /// The kind that all its values are declared as; text where they differ.
    pub kind: Kind,
    /// Traces or events that have it.
    pub filled: u64,
    /// The first different values, at most five, as they stand in the file.
    pub samples: Vec<String>,
}

/// What a look at a XES file found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct XesPreview {
    /// Attributes in the order in which they first appear, at most a thousand.
    pub attributes: Vec<XesAttribute>,
    /// Traces looked at.
    pub traces: u64,
    /// Events looked at.
    pub events: u64,
    /// Whether that was the whole file.
    pub whole_file: bool,
}

/// Looks at a XES file (plain or gzip) until `most_bytes` of it, unpacked, are read.
///
/// # Errors
/// As [`crate::import_xes`], as far as it is read.
pub fn xes_preview(reader: impl Read, most_bytes: u64, limits: &Limits) -> Result<XesPreview, ImportError> {
    let mut source = Source::open(reader, limits)?;
    let encoding = declared_encoding(&source.peek(4_096)?)?;
    let mut cutter = Cutter::new(source.text(encoding)?, Traces);
    let mut look = Look::default();
    let (mut seen, mut lines) = (0, 0);
    let mut rest: Vec<u8> = Vec::new();
    let mut first = true;
    while let Some(stretch) = cutter.next()? {
        rest.extend_from_slice(&stretch.bytes);
        let start = if first { header(&rest)?.end } else { 0 };
        first = false;
        let used = look.read(&rest, start).map_err(|(at, why)| unreadable(lines + line(&rest, at), &why))?;
        lines += line(&rest, used) - 1;
        rest.drain(..used);
        seen += stretch.bytes.len() as u64;
        look.preview.whole_file = stretch.last;
        if seen >= most_bytes {
            break;
        }
    }
    Ok(look.preview)
}

impl XesPreview {
    /// Options that keep every attribute, as many as a log may have columns.
    #[must_use]
    pub fn keep_all(&self) -> XesOptions {
        let mut options = XesOptions::default();
        let has_group = self.attributes.iter().any(|attribute| attribute.key == "org:group");
        let resource = if has_group { "org:group" } else { "org:resource" };
        for XesAttribute { key, scope, kind, .. } in self.attributes.iter().take(MAX_COLUMNS) {
            match scope {
                XesScope::Trace if key == "concept:name" => continue,
                XesScope::Event if ["concept:name", "time:timestamp", resource].contains(&key.as_str()) => continue,
                XesScope::Trace => options.attributes.push(key.clone()),
                XesScope::Event => options.event_attributes.push(key.clone()),
            }
            let known = options.kinds.entry(key.clone()).or_insert(*kind);
            if known != kind {
                *known = Kind::Text;
            }
        }
        options.resource = vec![resource.to_owned()];
        options
    }
}

struct Look {
    preview: XesPreview,
    places: HashMap<(XesScope, Vec<u8>), usize>,
}

impl Default for Look {
    fn default() -> Self {
        let preview = XesPreview { attributes: Vec::new(), traces: 0, events: 0, whole_file: true };
        Look { preview, places: HashMap::new() }
    }
}

impl Look {
    /// Reads whole traces; answers how many bytes they take.
    fn read(&mut self, bytes: &[u8], start: usize) -> Result<usize, (usize, String)> {
        let mut scanner = Scanner::new(bytes, start);
        let (mut depth, mut whole) = (1_usize, start);
        let mut in_event = false;
        loop {
            match scanner.next().map_err(|why| (scanner.at, why))? {
                Token::End | Token::More => return Ok(whole),
                Token::Close(_) => depth = depth.saturating_sub(1),
                Token::Open(tag) => {
                    depth += 1;
                    match (depth, local(tag.name)) {
                        (2, b"trace") => self.preview.traces += 1,
                        (3, b"event") => {
                            in_event = true;
                            self.preview.events += 1;
                        }
                        (3, _) if self.preview.traces > 0 => {
                            in_event = false;
                            self.see(XesScope::Trace, &tag);
                        }
                        (4, _) if in_event => self.see(XesScope::Event, &tag),
                        _ => {}
                    }
                    depth -= usize::from(tag.empty);
                }
            }
            if depth <= 1 {
                whole = scanner.at;
            }
        }
    }

    fn see(&mut self, scope: XesScope, tag: &Tag<'_>) {
        let kind = match local(tag.name) {
            b"int" | b"float" => Kind::Number,
            b"date" => Kind::Time,
            b"boolean" => Kind::Flag,
            b"string" | b"id" => Kind::Text,
            _ => return,
        };
        let key = (scope, tag.key.unwrap_or_default().to_vec());
        let attributes = &mut self.preview.attributes;
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None if attributes.len() >= MAX_KEYS => return,
            None => {
                let name = plain(&key.1);
                attributes.push(XesAttribute { key: name, scope, kind, filled: 0, samples: Vec::new() });
                self.places.insert(key, attributes.len() - 1);
                attributes.len() - 1
            }
        };
        let attribute = &mut attributes[place];
        attribute.filled += 1;
        if attribute.kind != kind {
            attribute.kind = Kind::Text;
        }
        if attribute.samples.len() < SAMPLES {
            let value = tag.value.unwrap_or_default();
            let sample = plain(&value[..value.len().min(SAMPLE_BYTES)]);
            if !attribute.samples.contains(&sample) {
                attribute.samples.push(sample);
            }
        }
    }
}

fn plain(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    quick_xml::escape::unescape(&text).map_or_else(|_| text.clone().into_owned(), std::borrow::Cow::into_owned)
}
