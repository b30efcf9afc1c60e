//! One row of a file becomes one event, or several for a ticket with several dates.
//!
//! A row is read whole first and added only when nothing is wrong with it. Absent: the file; this module sees fields.
//! Source: [`Mapping`].

use super::mapping::{Backwards, Duplicates, Mapping, Shape};
use super::records::Record;
use crate::log::{Batch, Fact, Full, GROUP_MARK, Key, Kind, LOOKED_UP_AT_ONCE, Layout, Scope, Texts, Value};
use crate::moment::{TimeReader, Zone};
use crate::report::{ImportError, Problem};
use foldhash::fast::RandomState;
use std::hash::BuildHasher;

/// What was read, or the column at fault and what is wrong.
pub(super) type Taken<T = ()> = Result<T, (Option<String>, Problem)>;

/// The texts of a row that every event has.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    case: &'r str,
    activity: &'r str,
    group: Option<&'r str>,
}

/// The number of a file's column and what is wrong there.
type Fault = (usize, Problem);

/// A column of the log and the column of the file it is read from.
#[derive(Clone)]
struct Reading {
    fact: Option<Fact>,
    kind: Kind,
    column: usize,
    times: Option<TimeReader>,
    value: Cell,
}

/// What a column says in the row at hand; a text stays in the row.
#[derive(Clone, Copy)]
enum Cell {
    None,
    Text,
    Number(f64),
    Time(i64),
    Flag(bool),
}

#[derive(Clone)]
struct StepColumn<'m> {
    activity: &'m str,
    column: usize,
    times: TimeReader,
}

#[derive(Clone)]
enum Plan<'m> {
    Event { activity: usize, time: usize, times: TimeReader },
    Change { field: usize, value: usize, time: usize, times: TimeReader, states: &'m [String], groups: &'m [String] },
    Ticket(Vec<StepColumn<'m>>),
}

/// Reads rows of one file by one mapping.
#[derive(Clone)]
pub(super) struct RowReader<'m> {
    header: Vec<String>,
    missing: Missing<'m>,
    case_column: usize,
    resource_column: Option<usize>,
    plan: Plan<'m>,
    columns: Vec<Reading>,
    duplicates: Duplicates,
    backwards: Backwards,
    /// Rows taken without a time that came too early.
    pub(super) repaired: u64,
    keys: RandomState,
    cases: Vec<CaseName>,
    /// Names of cases that do not stand in the stretch as they are.
    side: String,
    /// Activity (as a step of a ticket, else none) and time of the events of the row at hand.
    events: Vec<(Option<&'m str>, i64)>,
}

/// The texts that mean "no value".
#[derive(Clone)]
struct Missing<'m> {
    marks: &'m [String],
    longest: usize,
    /// For each byte whether a mark begins with it.
    begins: [bool; 256],
}

impl<'m> Missing<'m> {
    fn new(marks: &'m [String]) -> Missing<'m> {
        let longest = marks.iter().map(String::len).max().unwrap_or(0);
        let mut begins = [false; 256];
        marks.iter().filter_map(|mark| mark.bytes().next()).for_each(|first| begins[usize::from(first)] = true);
        Missing { marks, longest, begins }
    }

    #[inline]
    fn has(&self, text: &str) -> bool {
        match text.as_bytes() {
            [] => true,
            [first, ..] if text.len() > self.longest || !self.begins[usize::from(*first)] => false,
            _ => self.marks.iter().any(|mark| mark == text),
        }
    }
}

impl<'m> RowReader<'m> {
    /// # Errors
    /// [`ImportError::Mapping`] when a column is not there or there twice, or the time zone is unknown.
    pub(super) fn new(header: &[String], mapping: &'m Mapping) -> Result<Self, ImportError> {
        let zone = Zone::named(&mapping.time_zone).map_err(|why| ImportError::Mapping { why: format!("{why}.") })?;
        let times = |name: &str| TimeReader::new(mapping.format_of(name), zone.clone());
        let plan = match &mapping.shape {
            Shape::Events { activity, time } | Shape::History { activity, time } => {
                Plan::Event { activity: find(header, activity)?, time: find(header, time)?, times: times(time) }
            }
            Shape::Changes { field, value, time, states, groups } => Plan::Change {
                field: find(header, field)?,
                value: find(header, value)?,
                time: find(header, time)?,
                times: times(time),
                states,
                groups,
            },
            Shape::Tickets { steps } => {
                let step = |step: &'m super::mapping::Step| -> Result<StepColumn<'m>, ImportError> {
                    let column = find(header, &step.column)?;
                    Ok(StepColumn { activity: &step.activity, column, times: times(&step.column) })
                };
                Plan::Ticket(steps.iter().map(step).collect::<Result<_, _>>()?)
            }
        };
        let reading = |fact: Option<Fact>, kind: Kind, name: &str| -> Result<Reading, ImportError> {
            let times = (kind == Kind::Time).then(|| times(name));
            Ok(Reading { fact, kind, column: find(header, name)?, times, value: Cell::None })
        };
        let mut columns = Vec::new();
        for fact in Fact::ALL {
            if let Some(name) = mapping.facts.get(fact) {
                columns.push(reading(Some(fact), fact.kind(), name)?);
            }
        }
        for name in mapping.attributes.iter().chain(&mapping.event_attributes) {
            columns.push(reading(None, mapping.kind_of(name), name)?);
        }
        Ok(RowReader {
            header: header.to_vec(),
            missing: Missing::new(&mapping.missing),
            case_column: find(header, &mapping.case)?,
            resource_column: mapping.resource.as_deref().map(|name| find(header, name)).transpose()?,
            plan,
            columns,
            duplicates: mapping.duplicates,
            backwards: mapping.backwards,
            repaired: 0,
            keys: RandomState::default(),
            cases: Vec::new(),
            side: String::new(),
            events: Vec::new(),
        })
    }

    /// The columns of the log that this mapping asks for.
    pub(super) fn layout(mapping: &Mapping) -> Result<Layout, Full> {
        let mut layout = Layout::default();
        for fact in Fact::ALL.into_iter().filter(|fact| mapping.facts.get(*fact).is_some()) {
            layout.fact(fact)?;
        }
        for (names, scope) in [(&mapping.attributes, Scope::Case), (&mapping.event_attributes, Scope::Event)] {
            for name in names {
                layout.attribute(name, mapping.kind_of(name), scope)?;
            }
        }
        Ok(layout)
    }

    /// Whether the row at hand is no event by the mapping.
    pub(super) fn is_other(&self) -> bool {
        self.events.is_empty()
    }

    /// Whether rows are told apart by what they hold.
    pub(super) fn has_prints(&self) -> bool {
        !matches!(self.duplicates, Duplicates::Keep | Duplicates::LastRowOfTicket)
    }

    pub(super) fn columns_in_file(&self) -> usize {
        self.header.len()
    }

    pub(super) fn name(&self, column: usize) -> Option<String> {
        self.header.get(column).cloned()
    }

    /// Reads a row of good UTF-8; nothing is added yet. `clean` says that the stretch has no control characters, so that
    /// any text of it can be taken.
    pub(super) fn read<'r>(&mut self, record: &'r Record<'_>, clean: bool) -> Taken<Row<'r>> {
        self.read_fields(record, clean).map_err(|(column, problem)| (self.name(column), problem))
    }

    fn read_fields<'r>(&mut self, record: &'r Record<'_>, clean: bool) -> Result<Row<'r>, Fault> {
        self.events.clear();
        let missing = &self.missing;
        let field = |column: usize| field(record, missing, clean, column);
        let case = field(self.case_column)?.ok_or((self.case_column, Problem::EmptyCase))?;
        let group = self.resource_column.map_or(Ok(None), field)?;
        let mut row = Row { case: without_apostrophe(case), activity: "", group: group.map(without_apostrophe) };
        match &mut self.plan {
            Plan::Event { activity, time, times } => {
                row.activity = without_apostrophe(field(*activity)?.ok_or((*activity, Problem::EmptyActivity))?);
                let text = field(*time)?.ok_or((*time, Problem::EmptyTime))?;
                self.events.push((None, times.read(text).map_err(|problem| (*time, problem.into()))?));
            }
            Plan::Change { field: name, value, time, times, states, groups } => {
                let Some(name) = field(*name)? else { return Err((*name, Problem::EmptyActivity)) };
                let of_state = states.iter().any(|state| state == name);
                if !of_state && !groups.iter().any(|group| group == name) {
                    return Ok(row);
                }
                let value_text = field(*value)?.map(without_apostrophe);
                if value_text.is_none() && of_state {
                    return Err((*value, Problem::EmptyActivity));
                }
                row.activity = value_text.unwrap_or_default();
                if !of_state {
                    row.group = value_text;
                }
                let text = field(*time)?.ok_or((*time, Problem::EmptyTime))?;
                let at = times.read(text).map_err(|problem| (*time, problem.into()))?;
                self.events.push(((!of_state).then_some(GROUP_MARK), at));
            }
            Plan::Ticket(steps) => {
                for step in steps.iter_mut() {
                    if let Some(text) = field(step.column)? {
                        let at = step.times.read(text).map_err(|problem| (step.column, problem.into()))?;
                        self.events.push((Some(step.activity), at));
                    }
                }
                if self.events.is_empty() {
                    return Err((steps.first().map_or(0, |step| step.column), Problem::NoStep));
                }
            }
        }
        for reading in &mut self.columns {
            reading.value = match reading.kind {
                Kind::Text if clean => Cell::Text,
                _ => match field(reading.column)? {
                    None => Cell::None,
                    Some(text) => reading.read(text).map_err(|problem| (reading.column, problem))?,
                },
            };
        }
        self.check_order().map(|()| row)
    }

    fn check_order(&mut self) -> Result<(), Fault> {
        let time = |fact| {
            self.columns.iter().find(|reading| reading.fact == Some(fact)).and_then(|reading| match reading.value {
                Cell::Time(time) => Some((reading.column, time)),
                _ => None,
            })
        };
        let Some((_, opened)) = time(Fact::Opened) else { return Ok(()) };
        let mut early = Vec::new();
        for later in [Fact::Resolved, Fact::Closed] {
            if let Some((column, at)) = time(later)
                && at < opened
            {
                if self.backwards == Backwards::Refuse {
                    return Err((column, Problem::ResolvedBeforeOpened));
                }
                early.push(later);
            }
        }
        self.repaired += u64::from(!early.is_empty());
        for reading in self.columns.iter_mut().filter(|reading| reading.fact.is_some_and(|fact| early.contains(&fact)))
        {
            reading.value = Cell::None;
        }
        Ok(())
    }

    /// Adds the row that was read.
    pub(super) fn add(
        &mut self,
        row: Row<'_>,
        record: &Record<'_>,
        texts: &mut Texts,
        batch: &mut Batch,
    ) -> Result<(), Full> {
        let Row { case: name, activity: own_activity, group } = row;
        let (from, aside) = match record.place(name) {
            Some(from) => (from, false),
            None => (self.side.len() as u32, true),
        };
        if aside {
            self.side.push_str(name);
        }
        let case = CaseName { key: texts.cases.key(name), from, to: from + name.len() as u32, aside };
        let resource = group.map(|group| texts.resources.add(group).ok_or(Full)).transpose()?;
        let print = match self.duplicates {
            Duplicates::Keep | Duplicates::LastRowOfTicket => None,
            Duplicates::SkipSameEvent => Some(self.keys.hash_one((name, own_activity, &self.events, group))),
            _ => Some(self.keys.hash_one(&*record.raw)),
        };
        let row = u32::try_from(record.line).unwrap_or(u32::MAX);
        for (activity, time) in &self.events {
            let activity = texts.activities.add(activity.unwrap_or(own_activity)).ok_or(Full)?;
            self.cases.push(case);
            batch.event(activity, *time, resource, row);
            batch.print.extend(print);
            for (number, reading) in self.columns.iter().enumerate() {
                let value = match reading.value {
                    Cell::None => None,
                    Cell::Text => plain(record, &self.missing, reading.column).map(Value::Text),
                    Cell::Number(number) => Some(Value::Number(number)),
                    Cell::Time(time) => Some(Value::Time(time)),
                    Cell::Flag(flag) => Some(Value::Flag(flag)),
                };
                batch.value(texts, number, value)?;
            }
        }
        Ok(())
    }
}

/// The name of the case of an event, to be looked up when the stretch is read.
#[derive(Clone, Copy)]
struct CaseName {
    key: Key,
    from: u32,
    to: u32,
    /// Whether it stands in the side text.
    aside: bool,
}

impl RowReader<'_> {
    /// Looks up the cases of all events added since the last time, `bytes` being the stretch they were read from.
    pub(super) fn add_cases(&mut self, bytes: &[u8], texts: &mut Texts, batch: &mut Batch) -> Result<(), Full> {
        for some in self.cases.chunks(LOOKED_UP_AT_ONCE) {
            texts.cases.fetch(some.iter().map(|case| case.key));
            for case in some {
                let text = if case.aside { self.side.as_bytes() } else { bytes };
                let name = &text[case.from as usize..case.to as usize];
                batch.case.push(texts.cases.add_keyed(case.key, name).ok_or(Full)?);
            }
        }
        self.cases.clear();
        self.side.clear();
        Ok(())
    }
}

impl Reading {
    fn read(&mut self, text: &str) -> Result<Cell, Problem> {
        Ok(match self.kind {
            Kind::Text => Cell::Text,
            Kind::Number => Cell::Number(number(text).ok_or(Problem::NotANumber)?),
            Kind::Flag => Cell::Flag(flag(text).ok_or(Problem::NotYesOrNo)?),
            Kind::Time => match &mut self.times {
                Some(times) => Cell::Time(times.read(text)?),
                None => Cell::None,
            },
        })
    }
}

/// A field without the space around it; `None` when it is empty or marked as missing.
#[inline(always)]
fn plain<'r>(record: &'r Record<'_>, missing: &Missing<'_>, column: usize) -> Option<&'r str> {
    let text = trimmed(record.get_text(column)?);
    (!missing.has(text)).then(|| without_apostrophe(text))
}

/// The text without the apostrophe that keeps spreadsheets from taking it for a formula.
fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if super::export::is_formula(rest) => rest,
        _ => text,
    }
}

#[inline(always)]
fn field<'r>(
    record: &'r Record<'_>,
    missing: &Missing<'_>,
    clean: bool,
    column: usize,
) -> Result<Option<&'r str>, Fault> {
    let text = trimmed(record.get_text(column).ok_or((column, Problem::InvalidText))?);
    if !clean && let Some(code) = control(text) {
        return Err((column, Problem::ControlCharacter { code }));
    }
    Ok((!missing.has(text)).then_some(text))
}

/// The first control character of a text that no text may have.
#[cold]
fn control(text: &str) -> Option<u32> {
    text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')).map(u32::from)
}

/// The text without white space around it; most texts have none, which their first and last byte show.
#[inline(always)]
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// A finite number; a decimal comma is taken for a point.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,eE".contains(&byte));
    let number: f64 = if plain { text.replacen(',', ".", 1).parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

/// Yes or no, as exports write it.
pub(crate) fn flag(text: &str) -> Option<bool> {
    const YES: [&str; 5] = ["true", "yes", "1", "y", "t"];
    const NO: [&str; 5] = ["false", "no", "0", "n", "f"];
    if YES.iter().any(|yes| text.eq_ignore_ascii_case(yes)) {
        return Some(true);
    }
    NO.iter().any(|no| text.eq_ignore_ascii_case(no)).then_some(false)
}

fn find(header: &[String], name: &str) -> Result<usize, ImportError> {
    let mut found = header.iter().enumerate().filter(|(_, column)| *column == name.trim());
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some(_), Some(_)) => {
            Err(ImportError::Mapping { why: format!("the column \"{name}\" is there twice; rename one of them.") })
        }
        (None, _) => {
            let known = header.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ");
            Err(ImportError::Mapping { why: format!("there is no column \"{name}\"; the columns are: {known}.") })
        }
    }
}
