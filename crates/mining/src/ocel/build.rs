//! Records of a file become an object-centric log; what does not hold together is told by its number.
//!
//! Kinds of attributes are those declared; where a file declares none they are found from the values. Absent: merging of two
//! files. Source: OCEL 2.0 Specification, §2 (each relation names an object that exists) and §5.

use super::kept::{Kept, Value, Words};
use super::log::{AttributeKind, AttributeType, ObjectLog, TypeDeclaration};
use super::making::Making;
use super::record::{Declared, Record};
use super::{ImportedObjects, OcelOptions, UnknownObjects};
use crate::log::{Full, Names};
use crate::moment::Zone;
use crate::report::{ImportError, Mode, Report};
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap};

/// Most types of events or objects.
const MAX_TYPES: usize = 10_000;
/// No number.
pub(super) const NONE: u32 = u32::MAX;
/// The kinds of attributes by type and attribute.
pub(super) type Kinds = HashMap<(u32, u32), AttributeKind, RandomState>;

/// Collects the records of a file.
pub(super) struct Builder {
    words: Words,
    events: Kept,
    objects: Kept,
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
pub(super) struct Types {
    names: Names,
    declarations: Vec<TypeDeclaration>,
    pub(super) kinds: Kinds,
    /// The type of each word for one, as far as records have it.
    pub(super) of_word: Vec<u32>,
}

impl Builder {
    pub(super) fn new(options: &OcelOptions) -> Result<Builder, ImportError> {
        let zone = Zone::named(&options.time_zone).map_err(|why| ImportError::Mapping { why: format!("{why}.") })?;
        Ok(Builder::keeping(zone, options.unknown_objects, None))
    }

    /// Counts the objects of each type and keeps nothing; has enough after `most` records where the types are declared.
    pub(super) fn counting(most: u64) -> Builder {
        let counting = Counting { types: BTreeMap::new(), is_declared: false, seen: 0, most };
        Builder::keeping(Zone::utc(), UnknownObjects::LeaveOut, Some(counting))
    }

    fn keeping(zone: Zone, unknown: UnknownObjects, counting: Option<Counting>) -> Builder {
        Builder {
            words: Words::new(zone.clone()),
            events: Kept::default(),
            objects: Kept::default(),
            event_types: Vec::new(),
            object_types: Vec::new(),
            unknown,
            zone,
            counting,
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

    pub(super) fn event(&mut self, record: &Record<'_>) -> Result<(), Full> {
        match &mut self.counting {
            Some(counting) => counting.take(None),
            None => self.events.add(record, &mut self.words, false),
        }
    }

    pub(super) fn object(&mut self, record: &Record<'_>) -> Result<(), Full> {
        match &mut self.counting {
            Some(counting) => counting.take(Some(&record.kind.0)),
            None => self.objects.add(record, &mut self.words, true),
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
        let mut attributes = vec![NONE; self.words.attributes.len()];
        let mut types =
            |declared, records: &Kept| Types::new(declared, records, &self.words, &mut log.attributes, &mut attributes);
        let object_types = types(self.object_types, &self.objects)?;
        let event_types = types(self.event_types, &self.events)?;
        let mut making = Making {
            known: vec![NONE; self.words.objects.len()],
            texts: vec![NONE; self.words.values.len()],
            attributes,
            words: &self.words,
            log: &mut log,
            report: &mut report,
            zone: &self.zone,
            unknown: self.unknown,
            left_out: 0,
        };
        let good = making.objects(&self.objects, &object_types)?;
        making.relate(&self.objects, &good);
        making.events(&self.events, &event_types)?;
        if making.left_out > 0 {
            let count = making.left_out;
            report.notes.push(format!("{count} relations to objects that the file does not have were left out."));
        }
        log.qualifiers = self.words.qualifiers;
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
    fn take(&mut self, kind: Option<&str>) -> Result<(), Full> {
        self.seen += 1;
        if let Some(kind) = kind.filter(|kind| !kind.is_empty()) {
            if let Some(count) = self.types.get_mut(kind) {
                *count += 1;
            } else if self.types.len() >= MAX_TYPES {
                return Err(Full);
            } else {
                self.types.insert(kind.to_owned(), 1);
            }
        }
        if self.is_declared && self.seen > self.most { Err(Full) } else { Ok(()) }
    }
}

impl Types {
    /// The types that are declared, then those that records have; attributes likewise, each numbered in `numbers` by its word.
    fn new(
        declared: Vec<Declared>,
        records: &Kept,
        words: &Words,
        attributes: &mut Names,
        numbers: &mut [u32],
    ) -> Result<Types, Full> {
        let mut types = Types { of_word: vec![NONE; words.kinds.len()], ..Types::default() };
        for Declared { name, attributes: declared } in declared {
            let kind = types.code(&name)?;
            for AttributeType { name, kind: of } in declared {
                let attribute = attributes.add(&name).ok_or(Full)?;
                if types.kinds.insert((kind, attribute), of).is_none() {
                    types.declarations[kind as usize].attributes.push(AttributeType { name, kind: of });
                }
            }
        }
        let mut found: HashMap<(u32, u32), Option<AttributeKind>, RandomState> = HashMap::default();
        let mut order = Vec::new();
        for (record, word) in records.kinds.iter().enumerate() {
            let name = words.kinds.get(*word).unwrap_or_default();
            if name.is_empty() {
                continue;
            }
            if types.of_word[*word as usize] == NONE {
                types.of_word[*word as usize] = types.code(name)?;
            }
            let kind = types.of_word[*word as usize];
            for saying in records.sayings.of(record) {
                let attribute = &mut numbers[saying.name as usize];
                let name = || words.attributes.get(saying.name).unwrap_or_default();
                if *attribute == NONE {
                    *attribute = attributes.add(name()).ok_or(Full)?;
                }
                let key = (kind, *attribute);
                if types.kinds.contains_key(&key) {
                    continue;
                }
                let known = found.entry(key).or_insert_with(|| {
                    order.push((key, name().to_owned()));
                    None
                });
                *known = join(*known, saying.value);
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
fn join(known: Option<AttributeKind>, value: Value) -> Option<AttributeKind> {
    let kind = match value {
        Value::Nothing => return known,
        Value::Text(_) => AttributeKind::String,
        Value::Time(_) => AttributeKind::Time,
        Value::Integer(_) => AttributeKind::Integer,
        Value::Float(_) => AttributeKind::Float,
        Value::Flag(_) => AttributeKind::Boolean,
    };
    use AttributeKind::{Float, Integer};
    Some(match (known, kind) {
        (None, kind) => kind,
        (Some(known), kind) if known == kind => kind,
        (Some(Integer | Float), Integer | Float) => Float,
        _ => AttributeKind::String,
    })
}
