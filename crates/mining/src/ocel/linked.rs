//! Logs of several tables as one object-centric log: incidents with a column that names their problem, changes, problems.
//!
//! Each case becomes an object of its log's type, each event speaks of its case. A column of cases relates the case to the
//! object that it names; a column of events does so too, and the event in which the name is new speaks of both: there the
//! flows meet. Flattening by a type gives the log back, with the events of others that speak of its cases. Absent: objects behind
//! other columns (a group, a service); they stay attributes. Source: OCEL 2.0 Specification, §2.

use super::log::{AttributeKind, AttributeType, ObjectLog, Packed, Relation, Said, TypeDeclaration};
use crate::log::{Case, EventLog, Full, Kind, NO_TEXT, Names, Scope, Value, ValueColumn, Values};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

/// The attribute of events that names who did it.
const RESOURCE: &str = "org:group";
/// Names kept of those that no log has.
const EXAMPLES: usize = 10;

/// One log and what its cases are.
#[derive(Clone, Copy, Debug)]
pub struct LinkedLog<'l> {
    /// The type of object that a case is, such as `incident`.
    pub object_type: &'l str,
    /// The log.
    pub log: &'l EventLog,
}

/// A column of one log that names cases of another, or of the same (the parent of an incident).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkColumn {
    /// The place of the log that has the column.
    pub from: usize,
    /// The column, of cases or of events; several names stand in one value separated by commas or semicolons.
    pub column: String,
    /// The place of the log whose cases it names.
    pub to: usize,
}

/// What one column linked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Different links.
    pub links: u64,
    /// Cases that name another.
    pub cases: u64,
    /// Different names that the other log does not have.
    pub unknown: u64,
    /// The first of them.
    pub examples: Vec<String>,
}

/// Why logs cannot be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Two logs have the same type.
    SameType(String),
    /// There is no such log or column.
    NoColumn(String),
    /// A limit of the log is reached.
    Full(Full),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::SameType(name) => write!(f, "Two logs are called “{name}”; give each a name of its own."),
            LinkError::NoColumn(name) => write!(f, "The log has no column “{name}”."),
            LinkError::Full(full) => write!(f, "{full}"),
        }
    }
}

impl std::error::Error for LinkError {}

impl From<Full> for LinkError {
    fn from(full: Full) -> Self {
        LinkError::Full(full)
    }
}

/// Makes one object-centric log of several; answers also what each column linked.
///
/// An object has the name of its case; where cases of two logs have the same name, both have the type in front
/// (`problem/4711`). An activity that two logs have is told apart by the type (`Closed (problem)`).
///
/// # Errors
/// [`LinkError`].
pub fn link_logs(logs: &[LinkedLog<'_>], columns: &[LinkColumn]) -> Result<(ObjectLog, Vec<Linked>), LinkError> {
    let mut types = BTreeSet::new();
    if let Some(twice) = logs.iter().find(|one| !types.insert(one.object_type)) {
        return Err(LinkError::SameType(twice.object_type.to_owned()));
    }
    let mut found = Vec::with_capacity(columns.len());
    for link in columns {
        found.push(Found::of(logs, link)?);
    }
    let mut making = Making { log: ObjectLog::default(), first: Vec::new() };
    making.objects(logs, columns, &found)?;
    making.events(logs, columns, &found)?;
    Ok((making.log, found.into_iter().map(|one| one.told).collect()))
}

/// What each column would link, without making the log; in place of a column that cannot link stands why.
#[must_use]
pub fn linked_by(logs: &[LinkedLog<'_>], columns: &[LinkColumn]) -> Vec<Result<Linked, LinkError>> {
    columns.iter().map(|link| Found::of(logs, link).map(|found| found.told)).collect()
}

impl ObjectLog {
    /// Makes an object-centric log with one type of object; events are numbered `e1`, `e2`, … in the order of the log.
    ///
    /// # Errors
    /// [`Full`] when a limit of the log is reached.
    pub fn from_cases(log: &EventLog, object_type: &str) -> Result<ObjectLog, Full> {
        match link_logs(&[LinkedLog { object_type, log }], &[]) {
            Ok((log, _)) => Ok(log),
            Err(_) => Err(Full),
        }
    }
}

fn column_of<'l>(log: &'l EventLog, name: &str) -> Option<(&'l ValueColumn, Scope)> {
    let of_cases = log.column(name).map(|column| (column, Scope::Case));
    of_cases.or_else(|| log.event_column(name).map(|column| (column, Scope::Event)))
}

/// The cases that a value names: the whole value, or else its parts; a name that the log does not have is an error.
fn names<'v>(value: &'v str, other: &'v EventLog) -> impl Iterator<Item = Result<u32, &'v str>> {
    let whole = other.cases.code(value.trim());
    let parts = value.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let parts = parts.filter(move |_| whole.is_none()).map(|part| other.cases.code(part).ok_or(part));
    whole.map(Ok).into_iter().chain(parts)
}

/// The cases that each value of a column names, and what was counted.
struct Found<'l> {
    column: &'l ValueColumn,
    scope: Scope,
    /// For each text of the column.
    named: Vec<Vec<u32>>,
    told: Linked,
}

impl<'l> Found<'l> {
    fn of(logs: &[LinkedLog<'l>], link: &LinkColumn) -> Result<Found<'l>, LinkError> {
        let missing = || LinkError::NoColumn(link.column.clone());
        let (from, to) = logs.get(link.from).zip(logs.get(link.to)).ok_or_else(missing)?;
        let (column, scope) = column_of(from.log, &link.column).ok_or_else(missing)?;
        if column.kind() != Kind::Text {
            return Err(missing());
        }
        let mut unknown = BTreeSet::new();
        let mut named = Vec::with_capacity(column.names.len());
        for value in column.names.iter() {
            let mut cases = Vec::new();
            for name in names(value, to.log) {
                match name {
                    Ok(case) if !cases.contains(&case) => cases.push(case),
                    Ok(_) => {}
                    Err(name) => {
                        unknown.insert(name.to_owned());
                    }
                }
            }
            named.push(cases);
        }
        let mut found = Found { column, scope, named, told: Linked::default() };
        for case in from.log.cases() {
            let cases = found.of_case(&case, link.from == link.to);
            found.told.links += cases.len() as u64;
            found.told.cases += u64::from(!cases.is_empty());
        }
        found.told.unknown = unknown.len() as u64;
        found.told.examples = unknown.into_iter().take(EXAMPLES).collect();
        Ok(found)
    }

    fn at(&self, place: usize) -> &[u32] {
        let code = match &self.column.values {
            Values::Text(codes) => codes.get(place).copied().filter(|code| *code != NO_TEXT),
            _ => None,
        };
        code.and_then(|code| self.named.get(code as usize)).map_or(&[], Vec::as_slice)
    }

    /// The cases that a case names, in the order in which it does.
    fn of_case(&self, case: &Case<'_>, own: bool) -> Vec<u32> {
        let mut cases = Vec::new();
        let places = match self.scope {
            Scope::Case => case.index..case.index + 1,
            Scope::Event => case.events().next().map_or(0..0, |first| first.place..first.place + case.times().len()),
        };
        for named in places.flat_map(|place| self.at(place)) {
            let is_itself = own && *named as usize == case.index;
            if !is_itself && !cases.contains(named) {
                cases.push(*named);
            }
        }
        cases
    }
}

/// The log while it is made.
struct Making {
    log: ObjectLog,
    /// The number of the first object of each log.
    first: Vec<u32>,
}

impl Making {
    fn objects(
        &mut self,
        logs: &[LinkedLog<'_>],
        columns: &[LinkColumn],
        found: &[Found<'_>],
    ) -> Result<(), LinkError> {
        let is_shared = |at: usize, name: &str| {
            logs.iter().enumerate().any(|(other, one)| other != at && one.log.cases.code(name).is_some())
        };
        for (at, one) in logs.iter().enumerate() {
            self.first.push(self.log.object_ids.len() as u32);
            self.log.object_types.push(declared(one.object_type, one.log.columns()));
            let attributes = self.codes(one.log.columns())?;
            for case in one.log.cases() {
                let taken = if is_shared(at, case.name()) {
                    let name = format!("{}/{}", one.object_type, case.name());
                    self.log.object_ids.add(&name)
                } else {
                    self.log.object_ids.add(case.name())
                };
                let number = self.log.object_type.len();
                if taken.ok_or(Full)? as usize != number {
                    return Err(LinkError::SameType(one.object_type.to_owned()));
                }
                self.log.object_type.push(at as u32);
                let said = self.said(one.log.columns(), &attributes, case.index)?;
                self.log.object_values.push(said);
            }
        }
        for (at, one) in logs.iter().enumerate() {
            let own: Vec<(&LinkColumn, &Found<'_>)> =
                columns.iter().zip(found).filter(|(link, _)| link.from == at).collect();
            for case in one.log.cases() {
                let mut relations = Vec::new();
                for (link, found) in &own {
                    let qualifier = self.log.qualifiers.add(&link.column).ok_or(Full)?;
                    let others = found.of_case(&case, link.from == link.to).into_iter();
                    relations.extend(others.map(|other| Relation { object: self.first[link.to] + other, qualifier }));
                }
                self.log.object_objects.push(relations);
            }
        }
        Ok(())
    }

    fn events(&mut self, logs: &[LinkedLog<'_>], columns: &[LinkColumn], found: &[Found<'_>]) -> Result<(), LinkError> {
        let own = self.log.qualifiers.add("").ok_or(Full)?;
        let kinds = self.event_types(logs);
        let mut attributes = Vec::new();
        let mut order: Vec<(i64, u32, u32, u32)> = Vec::new();
        let mut before: Vec<u32> = Vec::new();
        for (at, one) in (0_u32..).zip(logs) {
            attributes.push(self.codes(one.log.event_columns())?);
            before.push(order.len() as u32);
            for case in one.log.cases() {
                order.extend(case.events().map(|event| (event.time, at, event.place as u32, case.index as u32)));
            }
        }
        if order.len() > crate::MAX_EVENTS {
            return Err(Full.into());
        }
        order.sort_unstable();
        let resource = self.log.attributes.add(RESOURCE).ok_or(Full)?;
        for (time, at, place, case) in order {
            let (number, place) = (at as usize, place as usize);
            let log = logs[number].log;
            self.log.event_ids.push(&format!("e{}", before[number] as usize + place + 1)).ok_or(Full)?;
            self.log.event_type.push(kinds[number][log.activity[place] as usize]);
            self.log.event_time.push(time);
            let mut relations = vec![Relation { object: self.first[number] + case, qualifier: own }];
            for (link, found) in columns.iter().zip(found).filter(|(link, _)| link.from == number) {
                let qualifier = self.log.qualifiers.add(&link.column).ok_or(Full)?;
                for other in found.new_at(log, case as usize, place) {
                    let object = self.first[link.to] + other;
                    if object != relations[0].object {
                        relations.push(Relation { object, qualifier });
                    }
                }
            }
            self.log.event_objects.push(relations);
            let mut said = Vec::new();
            if log.event_column(RESOURCE).is_none()
                && let Some(who) = log.resources.get(log.resource[place])
            {
                let value = Packed::Text(self.log.texts.add(who).ok_or(Full)?);
                said.push(Said { attribute: resource, time: 0, value });
            }
            said.extend(self.said(log.event_columns(), &attributes[number], place)?);
            self.log.event_values.push(said);
        }
        Ok(())
    }

    /// The type of each activity of each log.
    fn event_types(&mut self, logs: &[LinkedLog<'_>]) -> Vec<Vec<u32>> {
        let mut logs_of: HashMap<&str, u32> = HashMap::new();
        for name in logs.iter().flat_map(|one| one.log.activities.iter()) {
            *logs_of.entry(name).or_default() += 1;
        }
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        let mut kinds = Vec::new();
        for one in logs {
            let mut attributes = declared("", one.log.event_columns()).attributes;
            if !one.log.resources.is_empty() && one.log.event_column(RESOURCE).is_none() {
                attributes.insert(0, AttributeType { name: RESOURCE.to_owned(), kind: AttributeKind::String });
            }
            let mut own = Vec::new();
            for name in one.log.activities.iter() {
                let mut name = name.to_owned();
                while logs_of.get(name.as_str()).is_some_and(|count| *count > 1) || taken.contains_key(&name) {
                    name = format!("{name} ({})", one.object_type);
                }
                let code = self.log.event_types.len() as u32;
                taken.insert(name.clone(), code);
                self.log.event_types.push(TypeDeclaration { name, attributes: attributes.clone() });
                own.push(code);
            }
            kinds.push(own);
        }
        kinds
    }

    fn codes(&mut self, columns: &[ValueColumn]) -> Result<Vec<u32>, Full> {
        columns.iter().map(|column| self.log.attributes.add(&column.name).ok_or(Full)).collect()
    }

    fn said(&mut self, columns: &[ValueColumn], attributes: &[u32], place: usize) -> Result<Vec<Said>, Full> {
        let mut said = Vec::new();
        for (column, attribute) in columns.iter().zip(attributes) {
            let Some(value) = column.get(place) else { continue };
            let value = pack(&mut self.log.texts, value)?;
            said.push(Said { attribute: *attribute, time: 0, value });
        }
        Ok(said)
    }
}

impl Found<'_> {
    /// The cases that an event names and the one before it in its case does not; of a column of cases none.
    fn new_at(&self, log: &EventLog, case: usize, place: usize) -> Vec<u32> {
        if self.scope == Scope::Case {
            return Vec::new();
        }
        let before = if place > log.range(case).start { self.at(place - 1) } else { &[] };
        self.at(place).iter().copied().filter(|other| !before.contains(other)).collect()
    }
}

fn pack(texts: &mut Names, value: Value<'_>) -> Result<Packed, Full> {
    Ok(match value {
        Value::Text(text) => Packed::Text(texts.add(text).ok_or(Full)?),
        Value::Number(number) => Packed::Float(number),
        Value::Time(time) => Packed::Time(time),
        Value::Flag(flag) => Packed::Flag(flag),
    })
}

fn declared(name: &str, columns: &[ValueColumn]) -> TypeDeclaration {
    let attribute = |column: &ValueColumn| AttributeType { name: column.name.clone(), kind: kind(column.kind()) };
    TypeDeclaration { name: name.to_owned(), attributes: columns.iter().map(attribute).collect() }
}

fn kind(kind: Kind) -> AttributeKind {
    match kind {
        Kind::Text => AttributeKind::String,
        Kind::Number => AttributeKind::Float,
        Kind::Time => AttributeKind::Time,
        Kind::Flag => AttributeKind::Boolean,
    }
}
