//! The records of a file are judged, and those that hold together become the log.
//!
//! Absent: reading. Source: OCEL 2.0 Specification, §2 (each relation names an object that exists).

use super::UnknownObjects;
use super::build::{Kinds, NONE, Types};
use super::kept::{Kept, Saying, Stamp, Value, Words};
use super::log::{AttributeKind, ObjectLog, Packed, Relation, Said};
use crate::log::{Full, Names};
use crate::moment::{TimeFormat, Zone, parse};
use crate::report::{Problem, Report};
use std::ops::Range;

/// The part of the record at fault, what is wrong, and the text as it was found.
type Fault = (String, Problem, String);

/// The log while it is made.
pub(super) struct Making<'b> {
    pub(super) words: &'b Words,
    pub(super) log: &'b mut ObjectLog,
    pub(super) report: &'b mut Report,
    pub(super) zone: &'b Zone,
    pub(super) unknown: UnknownObjects,
    pub(super) left_out: u64,
    /// By their words: the numbers in the log of objects, of texts of values, and of attributes.
    pub(super) known: Vec<u32>,
    pub(super) texts: Vec<u32>,
    pub(super) attributes: Vec<u32>,
}

/// An event that holds together.
struct Good {
    time: i64,
    record: u32,
    relations: Range<usize>,
    said: Range<usize>,
}

/// A value in its kind; a text not yet in the dictionary of the log, by its word or written out.
enum Held {
    Word(u32),
    Text(String),
    Packed(Packed),
}

impl Making<'_> {
    /// Takes the objects; answers those that are good.
    pub(super) fn objects(&mut self, records: &Kept, types: &Types) -> Result<Vec<u32>, Full> {
        let mut good = Vec::with_capacity(records.len());
        let mut first = vec![0; self.words.objects.len()];
        let mut held = Vec::new();
        let mut said = Vec::new();
        for record in 0..records.len() {
            let checked = self
                .identity(records, &self.words.objects, record, &mut first)
                .and_then(|()| self.said(records, record, types, true, &mut held));
            if let Err(fault) = checked {
                self.refuse(record, "object", fault);
                continue;
            }
            let id = records.ids[record];
            self.known[id as usize] = self.log.object_ids.len() as u32;
            self.log.object_ids.push(self.words.objects.get(id).unwrap_or_default()).ok_or(Full)?;
            self.log.object_type.push(types.of_word[records.kinds[record] as usize]);
            self.pack(&mut held, &mut said)?;
            said.sort_by_key(|said: &Said| said.time);
            self.log.object_values.push(said.drain(..));
            good.push(record as u32);
        }
        Ok(good)
    }

    /// Relates the objects that are good to each other.
    pub(super) fn relate(&mut self, records: &Kept, objects: &[u32]) {
        let mut relations = Vec::new();
        for record in objects {
            if let Err(fault) = self.relations(records, *record as usize, &mut relations) {
                self.refuse(*record as usize, "object", fault);
                relations.clear();
            }
            self.log.object_objects.push(relations.drain(..));
        }
    }

    pub(super) fn events(&mut self, records: &Kept, types: &Types) -> Result<(), Full> {
        let mut good: Vec<Good> = Vec::with_capacity(records.len());
        let mut first = vec![0; self.words.events.len()];
        let (mut held, mut said, mut relations) = (Vec::new(), Vec::new(), Vec::new());
        for record in 0..records.len() {
            self.report.rows_read += 1;
            let from = relations.len();
            let checked = self
                .identity(records, &self.words.events, record, &mut first)
                .and_then(|()| self.time("time", records.times[record]))
                .and_then(|time| self.said(records, record, types, false, &mut held).map(|()| time))
                .and_then(|time| self.relations(records, record, &mut relations).map(|()| time));
            match checked {
                Err(fault) => {
                    relations.truncate(from);
                    self.refuse(record, "event", fault);
                }
                Ok(time) => {
                    self.report.rows_good += 1;
                    let start = said.len();
                    self.pack(&mut held, &mut said)?;
                    let (relations, said) = (from..relations.len(), start..said.len());
                    good.push(Good { time, record: record as u32, relations, said });
                }
            }
        }
        // Events of the same time stay in the order of the file.
        good.sort_by_key(|one| one.time);
        for Good { time, record, relations: related, said: values } in good {
            let record = record as usize;
            self.log.event_ids.push(self.words.events.get(records.ids[record]).unwrap_or_default()).ok_or(Full)?;
            self.log.event_type.push(types.of_word[records.kinds[record] as usize]);
            self.log.event_time.push(time);
            self.log.event_objects.push(relations[related].iter().copied());
            self.log.event_values.push(said[values].iter().copied());
        }
        Ok(())
    }

    fn identity(&self, records: &Kept, ids: &Names, record: usize, first: &mut [u32]) -> Result<(), Fault> {
        let id = ids.get(records.ids[record]).unwrap_or_default();
        let kind = self.words.kinds.get(records.kinds[record]).unwrap_or_default();
        if id.is_empty() {
            return Err(("id".to_owned(), Problem::NoIdentifier, String::new()));
        }
        if kind.is_empty() {
            return Err(("type".to_owned(), Problem::NoType, id.to_owned()));
        }
        if let Some(bad) = id.chars().chain(kind.chars()).find(|c| c.is_control()) {
            return Err(("id".to_owned(), Problem::ControlCharacter { code: u32::from(bad) }, id.to_owned()));
        }
        match &mut first[records.ids[record] as usize] {
            0 => {
                first[records.ids[record] as usize] = record as u32 + 1;
                Ok(())
            }
            of => Err(("id".to_owned(), Problem::SameIdentifier { of: u64::from(*of) }, id.to_owned())),
        }
    }

    fn word(&self, value: u32) -> &str {
        self.words.values.get(value).unwrap_or_default()
    }

    fn time(&self, column: &str, stamp: Stamp) -> Result<i64, Fault> {
        match stamp {
            Stamp::At(time) => Ok(time),
            Stamp::None => Err((column.to_owned(), Problem::EmptyTime, String::new())),
            Stamp::Bad(text) => self.read_time(column, self.word(text)),
        }
    }

    fn read_time(&self, column: &str, text: &str) -> Result<i64, Fault> {
        parse(text, TimeFormat::YearMonthDay, self.zone)
            .map_err(|problem| (column.to_owned(), problem.into(), text.to_owned()))
    }

    /// The values of a record in their kinds; of an object each with its time.
    fn said(
        &self,
        records: &Kept,
        record: usize,
        types: &Types,
        of_object: bool,
        held: &mut Vec<(u32, i64, Held)>,
    ) -> Result<(), Fault> {
        held.clear();
        let kind = types.of_word[records.kinds[record] as usize];
        for Saying { name, time, value } in records.sayings.of(record) {
            let attribute = self.attributes[*name as usize];
            let wanted = wanted(&types.kinds, kind, attribute);
            let name = self.words.attributes.get(*name).unwrap_or_default();
            let from = match time {
                Stamp::At(_) | Stamp::Bad(_) if of_object => self.time(name, *time)?,
                _ => 0,
            };
            if let Some(value) = self.convert(name, *value, wanted)? {
                held.push((attribute, from, value));
            }
        }
        Ok(())
    }

    fn convert(&self, name: &str, value: Value, wanted: AttributeKind) -> Result<Option<Held>, Fault> {
        let own;
        let text = match value {
            Value::Nothing => return Ok(None),
            Value::Text(word) | Value::Time(word) if wanted == AttributeKind::String => {
                return Ok(Some(Held::Word(word)));
            }
            Value::Text(word) | Value::Time(word) => self.word(word),
            Value::Integer(number) if wanted == AttributeKind::Integer => {
                return Ok(Some(Held::Packed(Packed::Integer(number))));
            }
            Value::Float(number) if wanted == AttributeKind::Float => {
                return Ok(Some(Held::Packed(Packed::Float(number))));
            }
            Value::Integer(number) => {
                own = number.to_string();
                &own
            }
            Value::Float(number) => {
                own = number.to_string();
                &own
            }
            Value::Flag(flag) => {
                if flag {
                    "true"
                } else {
                    "false"
                }
            }
        };
        if wanted == AttributeKind::String {
            return Ok(Some(Held::Text(text.to_owned())));
        }
        if text.is_empty() {
            return Ok(None);
        }
        let fault = |problem: Problem| (name.to_owned(), problem, text.to_owned());
        let packed = match wanted {
            AttributeKind::String | AttributeKind::Time => Packed::Time(self.read_time(name, text)?),
            AttributeKind::Boolean => Packed::Flag(crate::table::flag(text).ok_or_else(|| fault(Problem::NotYesOrNo))?),
            AttributeKind::Integer => Packed::Integer(text.parse().map_err(|_| fault(Problem::NotANumber))?),
            AttributeKind::Float => {
                Packed::Float(crate::table::number(text).ok_or_else(|| fault(Problem::NotANumber))?)
            }
        };
        Ok(Some(Held::Packed(packed)))
    }

    /// Puts what is held into the dictionary of the log.
    fn pack(&mut self, held: &mut Vec<(u32, i64, Held)>, into: &mut Vec<Said>) -> Result<(), Full> {
        for (attribute, time, value) in held.drain(..) {
            let value = match value {
                Held::Packed(value) => value,
                Held::Text(text) => Packed::Text(self.log.texts.add(&text).ok_or(Full)?),
                Held::Word(word) => {
                    if self.texts[word as usize] == NONE {
                        let text = self.words.values.get(word).unwrap_or_default();
                        self.texts[word as usize] = self.log.texts.add(text).ok_or(Full)?;
                    }
                    Packed::Text(self.texts[word as usize])
                }
            };
            into.push(Said { attribute, time, value });
        }
        Ok(())
    }

    /// Adds the relations of a record.
    fn relations(&mut self, records: &Kept, record: usize, into: &mut Vec<Relation>) -> Result<(), Fault> {
        for (object, qualifier) in records.links.of(record) {
            match self.known[*object as usize] {
                NONE if self.unknown == UnknownObjects::LeaveOut => self.left_out += 1,
                NONE => {
                    let object = self.words.objects.get(*object).unwrap_or_default().to_owned();
                    return Err(("relationships".to_owned(), Problem::UnknownObject, object));
                }
                object => into.push(Relation { object, qualifier: *qualifier }),
            }
        }
        Ok(())
    }

    fn refuse(&mut self, record: usize, what: &str, (column, problem, raw): Fault) {
        let column = if what == "event" { column } else { format!("{column} of an object") };
        self.report.refuse(record as u64 + 1, Some(&column), problem, raw.as_bytes());
    }
}

fn wanted(kinds: &Kinds, kind: u32, attribute: u32) -> AttributeKind {
    kinds.get(&(kind, attribute)).copied().unwrap_or_default()
}
