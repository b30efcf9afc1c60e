//! Records of a file become an object-centric log; what does not hold together is told by its number.
//!
//! Kinds of attributes are those declared; where a file declares none they are found from the values. Absent: merging of two
//! files. Source: OCEL 2.0 Specification, §2 (each relation names an object that exists) and §5.

use super::log::{AttributeKind, AttributeType, ObjectLog, Packed, Relation, Said, TypeDeclaration};
use super::record::{Declared, Raw, Record, Stated};
use super::{ImportedObjects, OcelOptions, UnknownObjects};
use crate::MAX_EVENTS;
use crate::log::{Full, Names};
use crate::moment::{TimeFormat, Zone, parse};
use crate::report::{ImportError, Mode, Problem, Report};
use std::collections::{BTreeMap, HashMap};

/// Most types of events or objects.
const MAX_TYPES: usize = 10_000;
/// The kinds of attributes by type and attribute.
type Kinds = HashMap<(u32, u32), AttributeKind>;
/// The part of the record at fault, what is wrong, and the text as it was found.
type Fault = (String, Problem, String);

/// Collects the records of a file.
pub(super) struct Builder {
    events: Vec<Record>,
    objects: Vec<Record>,
    event_types: Vec<Declared>,
    object_types: Vec<Declared>,
    unknown: UnknownObjects,
    zone: Zone,
    counting: Option<Counting>,
}

/// What is counted where nothing is kept.
struct Counting {
    types: BTreeMap<String, u64>,
    /// Whether the file says which types there are.
    is_declared: bool,
    seen: u64,
    most: u64,
}

/// The types of one sort: their names and the kinds of their attributes.
#[derive(Default)]
struct Types {
    names: Names,
    declarations: Vec<TypeDeclaration>,
    kinds: Kinds,
}

impl Builder {
    pub(super) fn new(options: &OcelOptions) -> Result<Builder, ImportError> {
        let zone = Zone::named(&options.time_zone).map_err(|why| ImportError::Mapping { why: format!("{why}.") })?;
        Ok(Builder {
            events: Vec::new(),
            objects: Vec::new(),
            event_types: Vec::new(),
            object_types: Vec::new(),
            unknown: options.unknown_objects,
            zone,
            counting: None,
        })
    }

    /// Counts the objects of each type and keeps nothing; has enough after `most` records where the types are declared.
    pub(super) fn counting(most: u64) -> Builder {
        Builder {
            events: Vec::new(),
            objects: Vec::new(),
            event_types: Vec::new(),
            object_types: Vec::new(),
            unknown: UnknownObjects::LeaveOut,
            zone: Zone::utc(),
            counting: Some(Counting { types: BTreeMap::new(), is_declared: false, seen: 0, most }),
        }
    }

    /// Whether it has counted enough; what it is given then is refused.
    pub(super) fn has_enough(&self) -> bool {
        self.counting.as_ref().is_some_and(|counting| counting.is_declared && counting.seen > counting.most)
    }

    /// What was counted.
    pub(super) fn into_counted(self) -> Vec<(String, u64)> {
        self.counting.map(|counting| counting.types.into_iter().collect()).unwrap_or_default()
    }

    pub(super) fn event(&mut self, record: Record) -> Result<(), Full> {
        match &mut self.counting {
            Some(counting) => counting.take(None),
            None => take(&mut self.events, record),
        }
    }

    pub(super) fn object(&mut self, record: Record) -> Result<(), Full> {
        match &mut self.counting {
            Some(counting) => counting.take(Some(record.kind)),
            None => take(&mut self.objects, record),
        }
    }

    pub(super) fn event_type(&mut self, declared: Declared) {
        if self.counting.is_none() {
            self.event_types.push(declared);
        }
    }

    pub(super) fn object_type(&mut self, declared: Declared) {
        match &mut self.counting {
            Some(counting) if counting.types.len() < MAX_TYPES => {
                counting.is_declared = true;
                counting.types.entry(declared.name).or_default();
            }
            Some(_) => {}
            None => self.object_types.push(declared),
        }
    }

    /// Checks what was collected and makes the log.
    pub(super) fn finish(self, mode: Mode) -> Result<ImportedObjects, ImportError> {
        let mut log = ObjectLog::default();
        let mut report = Report::default();
        let mut object_types = Types::new(self.object_types, &self.objects, &mut log.attributes)?;
        let mut event_types = Types::new(self.event_types, &self.events, &mut log.attributes)?;
        let mut making =
            Making { log: &mut log, report: &mut report, zone: &self.zone, unknown: self.unknown, left_out: 0 };
        let objects = making.objects(self.objects, &mut object_types)?;
        making.relate(&objects)?;
        making.events(self.events, &mut event_types)?;
        if making.left_out > 0 {
            let count = making.left_out;
            report.notes.push(format!("{count} relations to objects that the file does not have were left out."));
        }
        (log.object_types, log.event_types) = (object_types.declarations, event_types.declarations);
        report.events = log.event_type.len() as u64;
        if mode == Mode::AllOrNothing && report.rows_bad > 0 {
            return Err(ImportError::BadRows(Box::new(report)));
        }
        if log.event_type.is_empty() {
            return Err(ImportError::NothingGood(Box::new(report)));
        }
        Ok(ImportedObjects { log, report })
    }
}

impl Counting {
    /// Counts an event, or an object of a type.
    fn take(&mut self, kind: Option<String>) -> Result<(), Full> {
        self.seen += 1;
        if let Some(kind) = kind.filter(|kind| !kind.is_empty()) {
            if self.types.len() >= MAX_TYPES && !self.types.contains_key(&kind) {
                return Err(Full);
            }
            *self.types.entry(kind).or_default() += 1;
        }
        if self.is_declared && self.seen > self.most { Err(Full) } else { Ok(()) }
    }
}

fn take(records: &mut Vec<Record>, record: Record) -> Result<(), Full> {
    if records.len() >= MAX_EVENTS {
        return Err(Full);
    }
    records.push(record);
    Ok(())
}

impl Types {
    /// The types that are declared, then those that records have; attributes likewise.
    fn new(declared: Vec<Declared>, records: &[Record], attributes: &mut Names) -> Result<Types, Full> {
        let mut types = Types::default();
        for Declared { name, attributes: declared } in declared {
            let kind = types.code(&name)?;
            for AttributeType { name, kind: of } in declared {
                let attribute = attributes.add(&name).ok_or(Full)?;
                if types.kinds.insert((kind, attribute), of).is_none() {
                    types.declarations[kind as usize].attributes.push(AttributeType { name, kind: of });
                }
            }
        }
        let mut found: HashMap<(u32, u32), Option<AttributeKind>> = HashMap::new();
        let mut order = Vec::new();
        for record in records.iter().filter(|record| !record.kind.is_empty()) {
            let kind = types.code(&record.kind)?;
            for stated in &record.attributes {
                let key = (kind, attributes.add(&stated.name).ok_or(Full)?);
                if types.kinds.contains_key(&key) {
                    continue;
                }
                let known = found.entry(key).or_insert_with(|| {
                    order.push((key, stated.name.clone()));
                    None
                });
                *known = join(*known, &stated.value);
            }
        }
        for (key, name) in order {
            let kind = found[&key].unwrap_or_default();
            types.kinds.insert(key, kind);
            types.declarations[key.0 as usize].attributes.push(AttributeType { name, kind });
        }
        Ok(types)
    }

    fn code(&mut self, name: &str) -> Result<u32, Full> {
        let code = self.names.add(name).ok_or(Full)?;
        if code as usize == self.declarations.len() {
            if self.declarations.len() >= MAX_TYPES {
                return Err(Full);
            }
            self.declarations.push(TypeDeclaration { name: name.to_owned(), attributes: Vec::new() });
        }
        Ok(code)
    }
}

/// The kind that holds all values seen so far.
fn join(known: Option<AttributeKind>, value: &Raw) -> Option<AttributeKind> {
    let kind = match value {
        Raw::Nothing => return known,
        Raw::Text(_) => AttributeKind::String,
        Raw::Time(_) => AttributeKind::Time,
        Raw::Integer(_) => AttributeKind::Integer,
        Raw::Float(_) => AttributeKind::Float,
        Raw::Flag(_) => AttributeKind::Boolean,
    };
    use AttributeKind::{Float, Integer};
    Some(match (known, kind) {
        (None, kind) => kind,
        (Some(known), kind) if known == kind => kind,
        (Some(Integer | Float), Integer | Float) => Float,
        _ => AttributeKind::String,
    })
}

/// The log while it is made.
struct Making<'b> {
    log: &'b mut ObjectLog,
    report: &'b mut Report,
    zone: &'b Zone,
    unknown: UnknownObjects,
    left_out: u64,
}

impl Making<'_> {
    /// Takes the objects; answers those that are good, with their number in the file.
    fn objects(&mut self, records: Vec<Record>, types: &mut Types) -> Result<Vec<(u64, Record)>, Full> {
        let mut good = Vec::with_capacity(records.len());
        let mut first: HashMap<String, u64> = HashMap::with_capacity(records.len());
        for (number, record) in (1..).zip(records) {
            let checked = self.identity(&record, number, &mut first).and_then(|()| self.said(&record, types, true));
            match checked {
                Err(fault) => self.refuse(number, "object", fault),
                Ok(said) => {
                    self.log.object_ids.push(&record.id.0).ok_or(Full)?;
                    self.log.object_type.push(types.code(&record.kind)?);
                    let mut said = self.pack(said)?;
                    said.sort_by_key(|said| said.time);
                    self.log.object_values.push(said);
                    good.push((number, record));
                }
            }
        }
        Ok(good)
    }

    /// Relates the objects that are good to each other.
    fn relate(&mut self, objects: &[(u64, Record)]) -> Result<(), Full> {
        for (number, record) in objects {
            let relations = match self.relations(record)? {
                Ok(relations) => relations,
                Err(fault) => {
                    self.refuse(*number, "object", fault);
                    Vec::new()
                }
            };
            self.log.object_objects.push(relations);
        }
        Ok(())
    }

    fn events(&mut self, records: Vec<Record>, types: &mut Types) -> Result<(), Full> {
        let mut good = Vec::with_capacity(records.len());
        let mut first: HashMap<String, u64> = HashMap::with_capacity(records.len());
        for (number, record) in (1..).zip(records) {
            self.report.rows_read += 1;
            let time = self.identity(&record, number, &mut first).and_then(|()| self.time("time", &record.time));
            let checked = time.and_then(|time| Ok((time, self.said(&record, types, false)?)));
            let checked = match checked {
                Err(fault) => Err(fault),
                Ok((time, said)) => self.relations(&record)?.map(|relations| (time, said, relations)),
            };
            match checked {
                Err(fault) => self.refuse(number, "event", fault),
                Ok((time, said, relations)) => {
                    self.report.rows_good += 1;
                    let said = self.pack(said)?;
                    good.push((time, number, record.id.0, types.code(&record.kind)?, relations, said));
                }
            }
        }
        good.sort_by_key(|(time, number, ..)| (*time, *number));
        for (time, _, id, kind, relations, said) in good {
            self.log.event_ids.push(&id).ok_or(Full)?;
            self.log.event_type.push(kind);
            self.log.event_time.push(time);
            self.log.event_objects.push(relations);
            self.log.event_values.push(said);
        }
        Ok(())
    }

    fn identity(&self, record: &Record, number: u64, first: &mut HashMap<String, u64>) -> Result<(), Fault> {
        let id = &record.id.0;
        if id.is_empty() {
            return Err(("id".to_owned(), Problem::NoIdentifier, String::new()));
        }
        if record.kind.is_empty() {
            return Err(("type".to_owned(), Problem::NoType, id.clone()));
        }
        if let Some(bad) = id.chars().chain(record.kind.chars()).find(|c| c.is_control()) {
            return Err(("id".to_owned(), Problem::ControlCharacter { code: u32::from(bad) }, id.clone()));
        }
        match first.entry(id.clone()) {
            std::collections::hash_map::Entry::Occupied(of) => {
                Err(("id".to_owned(), Problem::SameIdentifier { of: *of.get() }, id.clone()))
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(number);
                Ok(())
            }
        }
    }

    fn time(&self, column: &str, text: &str) -> Result<i64, Fault> {
        if text.is_empty() {
            return Err((column.to_owned(), Problem::EmptyTime, String::new()));
        }
        parse(text, TimeFormat::YearMonthDay, self.zone)
            .map_err(|problem| (column.to_owned(), problem.into(), text.to_owned()))
    }

    /// The values of a record in their kinds; of an object each with its time.
    fn said(&self, record: &Record, types: &Types, of_object: bool) -> Result<Vec<(u32, i64, Held)>, Fault> {
        let kind = types.names.code(&record.kind).unwrap_or(u32::MAX);
        let mut said = Vec::with_capacity(record.attributes.len());
        for Stated { name, time, value } in &record.attributes {
            let attribute = self.log.attributes.code(name).unwrap_or(u32::MAX);
            let wanted = types.kinds.get(&(kind, attribute)).copied().unwrap_or_default();
            let from = match time {
                Some(time) if of_object && !time.is_empty() => self.time(name, time)?,
                _ => 0,
            };
            if let Some(held) = self.convert(name, value, wanted)? {
                said.push((attribute, from, held));
            }
        }
        Ok(said)
    }

    fn convert(&self, name: &str, value: &Raw, wanted: AttributeKind) -> Result<Option<Held>, Fault> {
        let text = match value {
            Raw::Nothing => return Ok(None),
            Raw::Text(text) | Raw::Time(text) => text.clone(),
            Raw::Integer(number) => number.to_string(),
            Raw::Float(number) => number.to_string(),
            Raw::Flag(flag) => flag.to_string(),
        };
        let fault = |problem: Problem| (name.to_owned(), problem, text.clone());
        if wanted != AttributeKind::String && text.is_empty() {
            return Ok(None);
        }
        Ok(Some(match wanted {
            AttributeKind::String => Held::Text(text),
            AttributeKind::Time => Held::Packed(Packed::Time(self.time(name, &text)?)),
            AttributeKind::Boolean => {
                Held::Packed(Packed::Flag(crate::table::flag(&text).ok_or_else(|| fault(Problem::NotYesOrNo))?))
            }
            AttributeKind::Integer => {
                Held::Packed(Packed::Integer(text.parse().map_err(|_| fault(Problem::NotANumber))?))
            }
            AttributeKind::Float => match value {
                Raw::Float(number) => Held::Packed(Packed::Float(*number)),
                _ => {
                    Held::Packed(Packed::Float(crate::table::number(&text).ok_or_else(|| fault(Problem::NotANumber))?))
                }
            },
        }))
    }

    fn pack(&mut self, said: Vec<(u32, i64, Held)>) -> Result<Vec<Said>, Full> {
        let pack = |(attribute, time, held)| {
            let value = match held {
                Held::Packed(value) => value,
                Held::Text(text) => Packed::Text(self.log.texts.add(&text).ok_or(Full)?),
            };
            Ok(Said { attribute, time, value })
        };
        said.into_iter().map(pack).collect()
    }

    fn relations(&mut self, record: &Record) -> Result<Result<Vec<Relation>, Fault>, Full> {
        let mut relations = Vec::with_capacity(record.relationships.len());
        for link in &record.relationships {
            match self.log.object_ids.code(&link.object.0) {
                Some(object) => {
                    let qualifier = self.log.qualifiers.add(&link.qualifier).ok_or(Full)?;
                    relations.push(Relation { object, qualifier });
                }
                None if self.unknown == UnknownObjects::LeaveOut => self.left_out += 1,
                None => {
                    let fault = ("relationships".to_owned(), Problem::UnknownObject, link.object.0.clone());
                    return Ok(Err(fault));
                }
            }
        }
        Ok(Ok(relations))
    }

    fn refuse(&mut self, number: u64, what: &str, (column, problem, raw): Fault) {
        let column = if what == "event" { column } else { format!("{column} of an object") };
        self.report.refuse(number, Some(&column), problem, raw.as_bytes());
    }
}

/// A value in its kind; a text not yet in the dictionary.
enum Held {
    Text(String),
    Packed(Packed),
}
