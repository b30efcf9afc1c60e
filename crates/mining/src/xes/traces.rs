//! The traces of one stretch of a XES file become events; a trace is taken whole or left to the next stretch.
//!
//! Absent: lists and nested attributes (passed over). Source: IEEE 1849-2023, §4.

use super::XesActivity;
use super::plan::{Plan, Slot};
use super::scan::{Scanner, Tag, Token, local};
use crate::log::{Batch, Full, Kind, Texts, Value};
use crate::moment::{TimeFormat, TimeReader, Zone};
use crate::report::{MAX_BAD_ROWS_KEPT, Problem, Report};
use crate::source::is_clean;
use crate::stretch::Stretch;
use std::borrow::Cow;

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 64;
/// Most bytes of one trace.
pub(super) const MAX_TRACE_BYTES: usize = 128 * 1024 * 1024;

/// What a stretch holds; events and lines are counted from its beginning.
pub(super) struct Outcome {
    pub(super) batch: Batch,
    pub(super) report: Report,
    pub(super) other_transitions: u64,
    pub(super) lines: u64,
    pub(super) full: bool,
    /// Whether the log is closed in this stretch.
    pub(super) ended: bool,
    /// Whether a tag is here.
    pub(super) any: bool,
    /// The line and what is wrong with the file as a whole.
    pub(super) wrong: Option<(u64, String)>,
}

/// The key at fault, what is wrong, and the value as it was found.
type Fault = (String, Problem, String);

/// The values of a trace or event, by slot of the plan.
struct Values<'b> {
    texts: Vec<Option<Cow<'b, str>>>,
    fault: Option<Fault>,
}

impl<'b> Values<'b> {
    fn new(slots: usize) -> Self {
        Values { texts: vec![None; slots], fault: None }
    }

    fn clear(&mut self) {
        self.texts.iter_mut().for_each(|text| *text = None);
        self.fault = None;
    }

    #[inline]
    fn get(&self, slot: usize) -> Option<&str> {
        let text = self.texts[slot].as_deref()?.trim();
        (!text.is_empty()).then_some(text)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Log,
    Trace,
    Event,
}

/// Reads stretches of one file.
pub(super) struct TraceReader<'o> {
    plan: &'o Plan<'o>,
    pub(super) texts: Texts,
    times: TimeReader,
    cells: Vec<Cell>,
    /// The keys seen last at each place of an event, so that the next event finds its slots at once.
    hints: Vec<(Vec<u8>, Option<usize>)>,
    activity: String,
    usual: usize,
}

/// What a column says of the event at hand; a text stays where it is.
#[derive(Clone, Copy)]
enum Cell {
    None,
    Number(f64),
    Time(i64),
    Flag(bool),
}

/// Where a stretch stands while it is read.
struct State<'b> {
    bytes: &'b [u8],
    /// Whether no byte belongs to a control character.
    clean: bool,
    open: Vec<&'b [u8]>,
    inside: Inside,
    trace: Values<'b>,
    event: Values<'b>,
    case: Option<u32>,
    /// Attributes of the event so far.
    ordinal: usize,
    out: Outcome,
}

impl<'o> TraceReader<'o> {
    pub(super) fn new(plan: &'o Plan<'o>) -> Self {
        TraceReader {
            plan,
            texts: Texts::new(&plan.layout),
            times: TimeReader::new(TimeFormat::YearMonthDay, Zone::utc()),
            cells: vec![Cell::None; plan.columns.len()],
            hints: Vec::new(),
            activity: String::new(),
            usual: 0,
        }
    }

    /// Reads the traces of a stretch; answers how many bytes the whole ones take.
    pub(super) fn read(&mut self, stretch: &Stretch) -> (Outcome, usize) {
        let bytes = &stretch.bytes[..];
        let mut state = State::new(self.plan, bytes, self.usual);
        let mut scanner = Scanner::new(bytes, 0);
        let mut whole = Mark::default();
        let used = loop {
            let token = match scanner.next() {
                Ok(token) => token,
                Err(why) => break state.wrong(scanner.at, why),
            };
            let step = match token {
                Token::Open(tag) => self.open(&mut state, tag),
                Token::Close(name) => self.close(&mut state, name),
                Token::End if state.open.len() <= 1 => break bytes.len(),
                Token::End | Token::More if stretch.last => Err("it ends in the middle; send it again.".to_owned()),
                Token::End | Token::More if bytes.len() - whole.at > MAX_TRACE_BYTES => {
                    Err(format!("a trace is longer than {MAX_TRACE_BYTES} bytes."))
                }
                Token::End | Token::More => {
                    whole.restore(&mut state.out);
                    break whole.at;
                }
            };
            if let Err(why) = step {
                break state.wrong(scanner.at, why);
            }
            if state.open.len() == 1 {
                whole = Mark::of(scanner.at, &state.out);
            }
        };
        let mut out = state.out;
        if stretch.last && !out.ended && out.wrong.is_none() {
            out.wrong = Some((line(bytes, bytes.len()), "it ends in the middle; send it again.".to_owned()));
        }
        out.lines = line(bytes, used) - 1;
        self.usual = out.batch.len() + out.batch.len() / 16;
        (out, used)
    }

    #[inline]
    fn open<'b>(&mut self, state: &mut State<'b>, tag: Tag<'b>) -> Result<(), String> {
        state.out.any = true;
        if state.out.ended {
            return Err("something follows the end of the log; remove it.".to_owned());
        }
        let level = state.open.len() + 1;
        if level > MAX_DEPTH {
            return Err(format!("elements are nested deeper than {MAX_DEPTH}."));
        }
        match (level, state.inside) {
            (4, Inside::Event) => self.attribute(state, tag),
            (3, Inside::Trace) if local(tag.name) == b"event" => {
                state.inside = Inside::Event;
                state.event.clear();
                state.ordinal = 0;
            }
            (3, Inside::Trace) => self.attribute(state, tag),
            (2, _) if local(tag.name) == b"trace" => {
                state.inside = Inside::Trace;
                state.trace.clear();
                state.case = None;
            }
            _ => {}
        }
        if tag.empty {
            self.leave(state, level);
        } else {
            state.open.push(tag.name);
        }
        Ok(())
    }

    #[inline]
    fn close<'b>(&mut self, state: &mut State<'b>, name: &'b [u8]) -> Result<(), String> {
        state.out.any = true;
        let level = state.open.len();
        match state.open.pop() {
            Some(opened) if opened == name => {}
            Some(opened) => {
                let (opened, name) = (String::from_utf8_lossy(opened), String::from_utf8_lossy(name));
                return Err(format!("it is no well-formed XML: </{name}> stands where </{opened}> is expected."));
            }
            None => return Err("something follows the end of the log; remove it.".to_owned()),
        }
        self.leave(state, level);
        Ok(())
    }

    #[inline]
    fn leave(&mut self, state: &mut State<'_>, level: usize) {
        match (level, state.inside) {
            (3, Inside::Event) => {
                state.inside = Inside::Trace;
                self.end_event(state);
            }
            (2, Inside::Trace) => state.inside = Inside::Log,
            (1, _) => state.out.ended = true,
            _ => {}
        }
    }

    /// Keeps the value of an attribute that is wanted.
    #[inline]
    fn attribute<'b>(&mut self, state: &mut State<'b>, tag: Tag<'b>) {
        let ordinal = state.ordinal;
        state.ordinal += 1;
        let key = tag.key.unwrap_or_default();
        let slot = match self.hints.get(ordinal) {
            Some((hint, slot)) if hint == key => *slot,
            _ => self.find(ordinal, key),
        };
        let Some(slot) = slot else { return };
        let values = if state.inside == Inside::Event { &mut state.event } else { &mut state.trace };
        let raw = tag.value.unwrap_or_default();
        let limit = self.plan.max_field_bytes;
        let outcome = match raw.len() > limit {
            true => Err((Problem::Oversized { limit }, String::new())),
            false => text(raw, state.clean),
        };
        match outcome {
            Ok(text) if values.texts[slot].is_none() => values.texts[slot] = Some(text),
            Ok(_) => {}
            Err((problem, raw)) => {
                values.fault.get_or_insert_with(|| (self.plan.keys[slot].clone(), problem, raw));
            }
        }
    }

    fn find(&mut self, ordinal: usize, key: &[u8]) -> Option<usize> {
        const MOST_HINTS: usize = 64;
        let plain = match memchr::memchr(b'&', key) {
            None => Cow::Borrowed(key),
            Some(_) => match quick_xml::escape::unescape(&String::from_utf8_lossy(key)) {
                Ok(text) => Cow::Owned(text.as_bytes().to_vec()),
                Err(_) => Cow::Borrowed(key),
            },
        };
        let slot = self.plan.keys.iter().position(|wanted| wanted.as_bytes() == &*plain);
        if ordinal <= self.hints.len() && ordinal < MOST_HINTS && key.len() <= self.plan.longest_key {
            let hint = (key.to_vec(), slot);
            match self.hints.get_mut(ordinal) {
                Some(place) => *place = hint,
                None => self.hints.push(hint),
            }
        }
        slot
    }

    #[inline]
    fn end_event(&mut self, state: &mut State<'_>) {
        let out = &mut state.out;
        out.report.rows_read += 1;
        if let Some(only) = &self.plan.only_transition
            && state.event.get(Plan::TRANSITION).is_some_and(|transition| !transition.eq_ignore_ascii_case(only))
        {
            out.other_transitions += 1;
            return;
        }
        match self.check(&state.trace, &state.event) {
            Err((column, problem, raw)) => {
                out.report.refuse(out.report.rows_read, Some(&column), problem, raw.as_bytes());
            }
            Ok(time) => {
                out.report.rows_good += 1;
                let full = self.add(state, time).is_err();
                state.out.full |= full;
            }
        }
    }

    /// What must be there and readable; answers the time.
    #[inline]
    fn check(&mut self, trace: &Values<'_>, event: &Values<'_>) -> Result<i64, Fault> {
        if let Some(fault) = event.fault.as_ref().or(trace.fault.as_ref()) {
            return Err(fault.clone());
        }
        let refuse = |key: &str, problem: Problem, raw: &str| (key.to_owned(), problem, raw.to_owned());
        if trace.get(Plan::NAME).is_none() {
            return Err(refuse("concept:name of the trace", Problem::EmptyCase, ""));
        }
        let name = event.get(Plan::NAME).ok_or_else(|| refuse("concept:name", Problem::EmptyActivity, ""))?;
        let text = event.get(Plan::TIME).ok_or_else(|| refuse("time:timestamp", Problem::EmptyTime, name))?;
        let time = self.times.read(text).map_err(|problem| refuse("time:timestamp", problem.into(), text))?;
        for (slot, cell) in self.plan.columns.iter().zip(&mut self.cells) {
            let text = if slot.kind == Kind::Text { None } else { slot.text(trace, event) };
            *cell = match text {
                None => Cell::None,
                Some(text) => cell_of(slot.kind, text, &mut self.times)
                    .map_err(|problem| refuse(&self.plan.keys[slot.slot], problem, text))?,
            };
        }
        Ok(time)
    }

    #[inline]
    fn add(&mut self, state: &mut State<'_>, time: i64) -> Result<(), Full> {
        let (trace, event) = (&state.trace, &state.event);
        let case = match state.case {
            Some(case) => case,
            None => self.texts.cases.add(trace.get(Plan::NAME).unwrap_or_default()).ok_or(Full)?,
        };
        state.case = Some(case);
        let name = event.get(Plan::NAME).unwrap_or_default();
        let activity = match event.get(Plan::TRANSITION) {
            Some(transition) if self.plan.activity == XesActivity::NameAndTransition => {
                self.activity.clear();
                self.activity.extend([name, "/", transition]);
                self.texts.activities.add(&self.activity)
            }
            _ => self.texts.activities.add(name),
        };
        let resource = self.plan.resource.iter().find_map(|slot| event.get(*slot));
        let resource = resource.map(|name| self.texts.resources.add(name).ok_or(Full)).transpose()?;
        let batch = &mut state.out.batch;
        let row = u32::try_from(state.out.report.rows_read).unwrap_or(u32::MAX);
        batch.case.push(case);
        batch.event(activity.ok_or(Full)?, time, resource, row);
        for (number, slot) in self.plan.columns.iter().enumerate() {
            let value = match self.cells[number] {
                Cell::None if slot.kind == Kind::Text => slot.text(trace, event).map(Value::Text),
                Cell::None => None,
                Cell::Number(number) => Some(Value::Number(number)),
                Cell::Time(time) => Some(Value::Time(time)),
                Cell::Flag(flag) => Some(Value::Flag(flag)),
            };
            batch.value(&mut self.texts, number, value)?;
        }
        Ok(())
    }
}

impl Slot {
    /// What is said of a column: by the event where it counts, else by the trace.
    fn text<'v>(&self, trace: &'v Values<'_>, event: &'v Values<'_>) -> Option<&'v str> {
        let event = if self.of_event { event.get(self.slot) } else { None };
        event.or_else(|| if self.of_trace { trace.get(self.slot) } else { None })
    }
}

impl<'b> State<'b> {
    fn new(plan: &'b Plan<'_>, bytes: &'b [u8], usual: usize) -> State<'b> {
        State {
            bytes,
            clean: is_clean(bytes),
            open: vec![plan.log_name.as_slice()],
            inside: Inside::Log,
            trace: Values::new(plan.keys.len()),
            event: Values::new(plan.keys.len()),
            case: None,
            ordinal: 0,
            out: Outcome {
                batch: Batch::new(&plan.layout, usual, false),
                report: Report::default(),
                other_transitions: 0,
                lines: 0,
                full: false,
                ended: false,
                any: false,
                wrong: None,
            },
        }
    }

    fn wrong(&mut self, at: usize, why: String) -> usize {
        self.out.wrong = Some((line(self.bytes, at), why));
        self.bytes.len()
    }
}

/// A place between two traces, and how much was found up to there.
#[derive(Default)]
struct Mark {
    at: usize,
    events: usize,
    rows_read: u64,
    rows_good: u64,
    rows_bad: u64,
    other_transitions: u64,
}

impl Mark {
    #[inline]
    fn of(at: usize, out: &Outcome) -> Mark {
        let Report { rows_read, rows_good, rows_bad, .. } = out.report;
        Mark { at, events: out.batch.len(), rows_read, rows_good, rows_bad, other_transitions: out.other_transitions }
    }

    /// Takes back what was found after it.
    fn restore(&self, out: &mut Outcome) {
        out.batch.truncate(self.events);
        (out.report.rows_read, out.report.rows_good) = (self.rows_read, self.rows_good);
        out.report.rows_bad = self.rows_bad;
        out.report.bad.truncate((self.rows_bad as usize).min(MAX_BAD_ROWS_KEPT));
        out.other_transitions = self.other_transitions;
    }
}

/// The line of a place, from 1.
pub(super) fn line(bytes: &[u8], at: usize) -> u64 {
    memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count() as u64 + 1
}

/// A value as text without references.
#[inline]
fn text(raw: &[u8], clean: bool) -> Result<Cow<'_, str>, (Problem, String)> {
    let invalid = || (Problem::InvalidText, String::from_utf8_lossy(raw).into_owned());
    let text = std::str::from_utf8(raw).map_err(|_| invalid())?;
    let escaped = memchr::memchr(b'&', raw).is_some();
    let text = match escaped {
        true => Cow::Owned(quick_xml::escape::unescape(text).map_err(|_| invalid())?.into_owned()),
        false => Cow::Borrowed(text),
    };
    if (escaped || !clean)
        && let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    {
        return Err((Problem::ControlCharacter { code: u32::from(bad) }, text.into_owned()));
    }
    Ok(text)
}

fn cell_of(kind: Kind, text: &str, times: &mut TimeReader) -> Result<Cell, Problem> {
    Ok(match kind {
        Kind::Text => Cell::None,
        Kind::Number => Cell::Number(crate::table::number(text).ok_or(Problem::NotANumber)?),
        Kind::Flag => Cell::Flag(crate::table::flag(text).ok_or(Problem::NotYesOrNo)?),
        Kind::Time => Cell::Time(times.read(text)?),
    })
}
