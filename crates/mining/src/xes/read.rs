//! A stream of XML becomes a log, event by event, in memory that does not grow with the text.
//!
//! Absent: global default values (an event without a time is a bad row, not one of 1970). Source: IEEE 1849-2023, §4–5;
//! XML 1.0.

use crate::log::{Fact, Full, Kind, LogBuilder, NewEvent, Scope, Value};
use crate::moment::{TimeFormat, Zone, parse};
use crate::report::{ImportError, Imported, Mode, Problem, Progress, Report, finish};
use crate::source::{Encoding, Limits, Source, TooLarge};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 64;
/// Most bytes of one tag or text.
const MAX_TOKEN_BYTES: usize = 4 * 1024 * 1024;
/// Events between two calls of the progress callback.
const PROGRESS_EVENTS: u64 = 5_000;
/// Bytes looked at for the encoding.
const SNIFF_BYTES: usize = 4_096;

/// What names the activity of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum XesActivity {
    /// `concept:name`.
    #[default]
    Name,
    /// `concept:name`, a slash, and `lifecycle:transition` where the event has one: status and sub-status.
    NameAndTransition,
}

/// How to read a XES file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct XesOptions {
    /// What names the activity.
    pub activity: XesActivity,
    /// Only events with this `lifecycle:transition` (such as `complete`); others are left out and counted in a note.
    pub only_transition: Option<String>,
    /// Keys of the group or person, the first that an event has counts.
    pub resource: Vec<String>,
    /// Facts by the key of the trace (or event) attribute that states them.
    pub facts: BTreeMap<Fact, String>,
    /// Trace (or event) attributes to keep as attributes of the case.
    pub attributes: Vec<String>,
}

impl Default for XesOptions {
    fn default() -> Self {
        XesOptions {
            activity: XesActivity::Name,
            only_transition: None,
            resource: ["org:group", "org:resource"].map(str::to_owned).to_vec(),
            facts: BTreeMap::new(),
            attributes: Vec::new(),
        }
    }
}

/// Reads a XES file (plain or gzip) as an event log. In the report a "row" is an event, counted from 1.
///
/// # Errors
/// As [`crate::import_csv`]; also for a document type declaration, and XML that is not well formed.
pub fn import_xes(
    reader: impl Read,
    options: &XesOptions,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    mode: Mode,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    let mut source = Source::open(reader, limits)?;
    let head = source.peek(SNIFF_BYTES)?;
    let encoding = declared_encoding(&head)?;
    let counter = source.counter();
    let left = Rc::new(Cell::new(MAX_TOKEN_BYTES));
    let mut xml = Reader::from_reader(Rationed { inner: source.text(encoding)?, left: Rc::clone(&left) });
    xml.config_mut().check_end_names = true;
    let mut import = Import::new(options, limits)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        left.set(MAX_TOKEN_BYTES);
        let before = import.report.rows_read;
        let event = match xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(unread(&error, xml.buffer_position())),
            Err(error) => {
                return Err(unreadable(xml.buffer_position(), &format!("it is no well-formed XML: {error}.")));
            }
        };
        match event {
            Event::Start(element) => import.open(&element, false),
            Event::Empty(element) => import.open(&element, true),
            Event::End(_) => import.close(),
            Event::DocType(_) => {
                Err("it has a document type declaration, which is not accepted; remove it.".to_owned())
            }
            Event::Eof if !import.seen_log => Err("it has no <log>; is this a XES file?".to_owned()),
            Event::Eof if import.depth > 0 => Err("it ends in the middle; send it again.".to_owned()),
            Event::Eof => break,
            _ => Ok(()),
        }
        .map_err(|why| unreadable(xml.buffer_position(), &why))?;
        if import.full {
            return Err(Full.into());
        }
        let rows = import.report.rows_read;
        if rows != before
            && rows.is_multiple_of(PROGRESS_EVENTS)
            && progress(Progress { bytes: counter.get(), rows }).is_break()
        {
            return Err(ImportError::Stopped);
        }
    }
    if progress(Progress { bytes: counter.get(), rows: import.report.rows_read }).is_break() {
        return Err(ImportError::Stopped);
    }
    import.say_what_was_left_out();
    finish(import.builder.finish(), import.report, mode)
}

/// Hands out a bounded number of bytes between two resets, so that one endless tag or text cannot fill the memory.
struct Rationed<R> {
    inner: R,
    left: Rc<Cell<usize>>,
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
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a tag or text is too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left.set(self.left.get().saturating_sub(count));
        self.inner.consume(count);
    }
}

fn unread(error: &io::Error, place: u64) -> ImportError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>()) {
        Some(too_large) => ImportError::TooLarge { limit: too_large.limit },
        None if error.kind() == io::ErrorKind::InvalidData => {
            unreadable(place, &format!("a tag or text is longer than {MAX_TOKEN_BYTES} bytes."))
        }
        None => io::Error::new(error.kind(), error.to_string()).into(),
    }
}

fn unreadable(place: u64, why: &str) -> ImportError {
    ImportError::NotReadable { place: Some(place), why: why.to_owned() }
}

fn declared_encoding(head: &[u8]) -> Result<Encoding, ImportError> {
    let found = match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] | [0, b'<', ..] => Encoding::Utf16Be,
        _ => {
            let text = String::from_utf8_lossy(&head[..head.len().min(200)]).to_ascii_lowercase();
            let declaration = text.split("?>").next().unwrap_or_default();
            let name = declaration.split_once("encoding=").map_or("utf-8", |(_, rest)| rest);
            let name = name.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default().trim();
            match name {
                "" | "utf-8" | "utf8" | "us-ascii" => Encoding::Utf8,
                "iso-8859-1" | "windows-1252" | "latin1" => Encoding::Windows1252,
                other => {
                    return Err(unreadable(0, &format!("its encoding \"{other}\" is not known; save it as UTF-8.")));
                }
            }
        }
    };
    Ok(found)
}

/// The attributes of one trace or event, by key.
#[derive(Default)]
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The key at fault, what is wrong, and the value as it was found.
type Fault = (String, Problem, String);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Log,
    Trace,
    Event,
}

struct Import<'o> {
    options: &'o XesOptions,
    limits: &'o Limits,
    utc: Zone,
    builder: LogBuilder,
    report: Report,
    facts: Vec<(Fact, &'o str)>,
    kept: Vec<&'o str>,
    depth: usize,
    inside: Inside,
    seen_log: bool,
    trace_ready: bool,
    trace: Attributes,
    event: Attributes,
    case: String,
    fault: Option<Fault>,
    trace_fault: Option<Fault>,
    other_transitions: u64,
    full: bool,
}

impl<'o> Import<'o> {
    fn new(options: &'o XesOptions, limits: &'o Limits) -> Result<Self, Full> {
        let mut builder = LogBuilder::new();
        let mut facts = Vec::new();
        for (fact, key) in &options.facts {
            builder.fact_column(*fact)?;
            facts.push((*fact, key.as_str()));
        }
        let mut kept = Vec::new();
        for key in &options.attributes {
            builder.column(key, Kind::Text, Scope::Case)?;
            kept.push(key.as_str());
        }
        Ok(Import {
            options,
            limits,
            utc: Zone::utc(),
            builder,
            report: Report::default(),
            facts,
            kept,
            depth: 0,
            inside: Inside::Log,
            seen_log: false,
            trace_ready: false,
            trace: Attributes::default(),
            event: Attributes::default(),
            case: String::new(),
            fault: None,
            trace_fault: None,
            other_transitions: 0,
            full: false,
        })
    }

    /// Takes an opening tag; depth 1 is the log, 2 a trace, 3 an event or trace attribute, 4 an event attribute.
    fn open(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), String> {
        let name = element.local_name();
        let level = self.depth + 1;
        if level > MAX_DEPTH {
            return Err(format!("elements are nested deeper than {MAX_DEPTH}."));
        }
        match (level, name.as_ref(), self.inside) {
            (1, "log", _) => self.seen_log = true,
            (1, _, _) => return Err("it does not begin with <log>; is this a XES file?".to_owned()),
            (2, "trace", _) => {
                self.inside = Inside::Trace;
                self.trace.0.clear();
                self.trace_ready = false;
                self.trace_fault = None;
            }
            (3, "event", Inside::Trace) => {
                self.inside = Inside::Event;
                self.event.0.clear();
                self.fault = None;
            }
            (3, _, Inside::Trace) => {
                let fault = self.attribute(element).err();
                self.trace_fault = self.trace_fault.take().or(fault);
            }
            (4, _, Inside::Event) => {
                let fault = self.attribute(element).err();
                self.fault = self.fault.take().or(fault);
            }
            _ => {}
        }
        self.depth = level;
        if empty { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), String> {
        match (self.depth, self.inside) {
            (3, Inside::Event) => {
                self.inside = Inside::Trace;
                self.end_event();
            }
            (2, Inside::Trace) => self.inside = Inside::Log,
            _ => {}
        }
        self.depth = self.depth.checked_sub(1).ok_or("an element is closed that was never opened.")?;
        Ok(())
    }

    fn attribute(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let (mut key, mut value) = (String::new(), String::new());
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| (key.clone(), Problem::InvalidText, String::new()))?;
            let slot = match attribute.key.as_ref() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            let limit = self.limits.max_field_bytes;
            if attribute.value.len() > limit {
                return Err((key, Problem::Oversized { limit }, String::new()));
            }
            match quick_xml::escape::unescape(&attribute.value) {
                Ok(text) => *slot = text.into_owned(),
                Err(_) => return Err((key, Problem::InvalidText, attribute.value.into_owned())),
            }
        }
        if !self.wants(&key) {
            return Ok(());
        }
        if let Some(bad) = value.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
            return Err((key, Problem::ControlCharacter { code: u32::from(bad) }, value));
        }
        let attributes = if self.inside == Inside::Event { &mut self.event } else { &mut self.trace };
        if attributes.get(&key).is_none() {
            attributes.0.push((key, value));
        }
        Ok(())
    }

    fn wants(&self, key: &str) -> bool {
        matches!(key, "concept:name" | "time:timestamp" | "lifecycle:transition")
            || self.options.resource.iter().any(|wanted| wanted == key)
            || self.facts.iter().any(|(_, wanted)| *wanted == key)
            || self.kept.contains(&key)
    }

    fn end_event(&mut self) {
        self.report.rows_read += 1;
        let event = std::mem::take(&mut self.event);
        if let Some(only) = &self.options.only_transition
            && event.get("lifecycle:transition").is_some_and(|transition| !transition.eq_ignore_ascii_case(only))
        {
            self.other_transitions += 1;
        } else if let Err((column, problem, raw)) = self.take_event(&event) {
            self.report.refuse(self.report.rows_read, Some(&column), problem, raw.as_bytes());
        }
        self.fault = None;
        self.event = event;
    }

    fn take_event(&mut self, event: &Attributes) -> Result<(), Fault> {
        if let Some(fault) = self.fault.take().or_else(|| self.trace_fault.clone()) {
            return Err(fault);
        }
        let refuse = |key: &str, problem: Problem, raw: &str| (key.to_owned(), problem, raw.to_owned());
        if !self.trace_ready {
            let name = self.trace.get("concept:name");
            self.case = name.ok_or_else(|| refuse("concept:name of the trace", Problem::EmptyCase, ""))?.to_owned();
            self.trace_ready = true;
        }
        let name = event.get("concept:name").ok_or_else(|| refuse("concept:name", Problem::EmptyActivity, ""))?;
        let text = event.get("time:timestamp").ok_or_else(|| refuse("time:timestamp", Problem::EmptyTime, name))?;
        let time = parse(text, TimeFormat::YearMonthDay, &self.utc);
        let time = time.map_err(|problem| refuse("time:timestamp", problem.into(), text))?;
        let transition =
            event.get("lifecycle:transition").filter(|_| self.options.activity == XesActivity::NameAndTransition);
        let activity = match transition {
            Some(transition) => format!("{name}/{transition}"),
            None => name.to_owned(),
        };
        let mut values = Vec::with_capacity(self.facts.len() + self.kept.len());
        for (fact, key) in &self.facts {
            let text = event.get(key).or_else(|| self.trace.get(key));
            let value =
                text.map(|text| fact_value(*fact, text, &self.utc).map_err(|problem| refuse(key, problem, text)));
            values.push(value.transpose()?);
        }
        for key in &self.kept {
            values.push(event.get(key).or_else(|| self.trace.get(key)).map(Value::Text));
        }
        let row = u32::try_from(self.report.rows_read).unwrap_or(u32::MAX);
        let resource = self.options.resource.iter().find_map(|key| event.get(key));
        let new = NewEvent { case: &self.case, activity: &activity, time, resource, row };
        self.full |= self.builder.event(new, &values).is_err();
        self.report.rows_good += 1;
        Ok(())
    }

    fn say_what_was_left_out(&mut self) {
        if let (Some(only), count @ 1..) = (&self.options.only_transition, self.other_transitions) {
            self.report
                .notes
                .push(format!("{count} events of another lifecycle transition than \"{only}\" were left out."));
        }
    }
}

fn fact_value<'a>(fact: Fact, text: &'a str, utc: &Zone) -> Result<Value<'a>, Problem> {
    Ok(match fact.kind() {
        Kind::Text => Value::Text(text),
        Kind::Number => Value::Number(crate::table::number(text).ok_or(Problem::NotANumber)?),
        Kind::Flag => Value::Flag(crate::table::flag(text).ok_or(Problem::NotYesOrNo)?),
        Kind::Time => Value::Time(parse(text, TimeFormat::YearMonthDay, utc)?),
    })
}
