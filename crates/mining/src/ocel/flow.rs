//! The flow of one type of object as a log of its own, and the flows of all types seen together.
//!
//! In a flattened log each object of the type is a case; an event that speaks of three of them stands in three cases
//! (convergence), which is why counts of events differ from those of the whole. Absent: synchronisation of types; discovery of
//! nets. Sources: W. van der Aalst and A. Berti, "Discovering Object-Centric Petri Nets" (2020), §3 (flattening); A. Berti
//! and W. van der Aalst, "OC-PM" (2023), for the object-centric directly-follows graph.

use super::log::{AttributeKind, ObjectLog, Scalar};
use crate::log::{EventLog, Full, Kind, LogBuilder, NewEvent, Scope, Value};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Attributes of events that name who did it, the most telling first.
const RESOURCES: [&str; 4] = ["org:group", "group", "org:resource", "resource"];

/// Why a log could not be flattened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlattenError {
    /// There is no such type of object; those that there are.
    UnknownType(Vec<String>),
    /// A limit of the log is reached.
    Full(Full),
}

impl fmt::Display for FlattenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlattenError::UnknownType(known) => {
                write!(f, "There is no such type of object; the types are: {}.", known.join(", "))
            }
            FlattenError::Full(full) => write!(f, "{full}"),
        }
    }
}

impl std::error::Error for FlattenError {}

impl From<Full> for FlattenError {
    fn from(full: Full) -> Self {
        FlattenError::Full(full)
    }
}

/// A pair of activities that follow each other in the life of objects of one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeEdge {
    /// The first.
    pub from: String,
    /// What follows.
    pub to: String,
    /// How often.
    pub count: u64,
    /// Mean seconds between the two.
    pub mean_seconds: f64,
}

/// The flow of one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeFlow {
    /// The type of object.
    pub object_type: String,
    /// Objects of the type.
    pub objects: u64,
    /// Objects of which no event speaks.
    pub without_events: u64,
    /// With which activity the life of an object begins, and how often.
    pub starts: BTreeMap<String, u64>,
    /// With which it ends.
    pub ends: BTreeMap<String, u64>,
    /// What follows what, the most frequent first.
    pub edges: Vec<TypeEdge>,
    /// For each activity how many of its events speak of the type, and of how many objects they speak in all.
    pub activities: BTreeMap<String, (u64, u64)>,
}

/// The flows of all types.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectFlow {
    /// Events of each activity.
    pub activities: BTreeMap<String, u64>,
    /// One flow for each type, in the order of the log.
    pub types: Vec<TypeFlow>,
}

impl ObjectLog {
    /// The log of one type: each object is a case, each event that speaks of it is in it once.
    ///
    /// Attributes of the objects become those of cases (the newest value), attributes of the events those of events; the first
    /// of `org:group`, `group`, `org:resource` and `resource` is who did it. Rows are events in order, from 1.
    ///
    /// # Errors
    /// [`FlattenError`]: there is no such type, or a limit of the log is reached.
    pub fn flatten(&self, object_type: &str) -> Result<EventLog, FlattenError> {
        let Some(declared) = self.object_types.iter().find(|kind| kind.name == object_type) else {
            return Err(FlattenError::UnknownType(self.object_types.iter().map(|kind| kind.name.clone()).collect()));
        };
        let mut builder = LogBuilder::new();
        let mut columns: HashMap<(bool, &str), usize> = HashMap::new();
        for attribute in &declared.attributes {
            columns
                .insert((true, &attribute.name), builder.column(&attribute.name, kind(attribute.kind), Scope::Case)?);
        }
        let mut of_events: Vec<(&str, Kind)> = Vec::new();
        for attribute in self.event_types.iter().flat_map(|kind| &kind.attributes) {
            match of_events.iter_mut().find(|(name, _)| *name == attribute.name) {
                None => of_events.push((&attribute.name, kind(attribute.kind))),
                Some((_, known)) if *known != kind(attribute.kind) => *known = Kind::Text,
                Some(_) => {}
            }
        }
        let resource = RESOURCES.into_iter().find(|name| of_events.iter().any(|(known, _)| known == name));
        of_events.retain(|(name, _)| Some(*name) != resource);
        for (name, kind) in &of_events {
            columns.insert((false, name), builder.column(name, *kind, Scope::Event)?);
        }
        let kinds: Vec<Kind> = declared
            .attributes
            .iter()
            .map(|attribute| kind(attribute.kind))
            .chain(of_events.iter().map(|(_, kind)| *kind))
            .collect();
        for event in self.events() {
            let said: Vec<(&str, Scalar<'_>)> = event.values().collect();
            let who = said.iter().find(|(name, _)| Some(*name) == resource).map(|(_, value)| written(*value));
            let mut met = Vec::new();
            for (object, _) in event.objects().filter(|(object, _)| object.object_type() == object_type) {
                if met.contains(&object.index) {
                    continue;
                }
                met.push(object.index);
                let mut held: Vec<Option<Scalar<'_>>> = vec![None; kinds.len()];
                let of_object = object.values().map(|(name, _, value)| ((true, name), value));
                for (key, value) in of_object.chain(said.iter().map(|(name, value)| ((false, *name), *value))) {
                    if let Some(column) = columns.get(&key) {
                        held[*column] = Some(value);
                    }
                }
                let texts: Vec<Option<String>> = held.iter().map(|value| value.map(written)).collect();
                let values: Vec<Option<Value<'_>>> =
                    kinds.iter().zip(&held).zip(&texts).map(|((kind, held), text)| value(*kind, *held, text)).collect();
                let new = NewEvent {
                    case: object.id(),
                    activity: event.activity(),
                    time: event.time(),
                    resource: who.as_deref().filter(|who| !who.is_empty()),
                    row: event.index as u32 + 1,
                };
                builder.event(new, &values)?;
            }
        }
        Ok(builder.finish())
    }
}

fn kind(kind: AttributeKind) -> Kind {
    match kind {
        AttributeKind::String => Kind::Text,
        AttributeKind::Time => Kind::Time,
        AttributeKind::Integer | AttributeKind::Float => Kind::Number,
        AttributeKind::Boolean => Kind::Flag,
    }
}

fn written(value: Scalar<'_>) -> String {
    match value {
        Scalar::Text(text) => text.to_owned(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Float(number) => number.to_string(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Time(time) => crate::moment::iso(time),
    }
}

fn value<'v>(kind: Kind, held: Option<Scalar<'_>>, text: &'v Option<String>) -> Option<Value<'v>> {
    match (kind, held?) {
        (Kind::Text, _) => text.as_deref().filter(|text| !text.is_empty()).map(Value::Text),
        (Kind::Number, Scalar::Integer(number)) => Some(Value::Number(number as f64)),
        (Kind::Number, Scalar::Float(number)) => Some(Value::Number(number)),
        (Kind::Time, Scalar::Time(time)) => Some(Value::Time(time)),
        (Kind::Flag, Scalar::Flag(flag)) => Some(Value::Flag(flag)),
        _ => None,
    }
}

/// The flows of all types of an object-centric log: its directly-follows graph, one colour of edges for each type.
#[must_use]
pub fn object_flow(log: &ObjectLog) -> ObjectFlow {
    let activity = |code: u32| log.event_types[code as usize].name.clone();
    let mut activities = BTreeMap::new();
    for code in &log.event_type {
        *activities.entry(activity(*code)).or_insert(0) += 1;
    }
    let mut types: Vec<Counted> = log.object_types.iter().map(|_| Counted::default()).collect();
    let mut last: Vec<Option<(u32, i64)>> = vec![None; log.object_type.len()];
    for (index, code) in log.event_type.iter().enumerate() {
        let time = log.event_time[index];
        let mut objects: Vec<u32> = log.event_objects.of(index).iter().map(|relation| relation.object).collect();
        objects.sort_unstable();
        objects.dedup();
        let mut met: Vec<u32> = Vec::new();
        for object in objects {
            let kind = log.object_type[object as usize];
            let counted = &mut types[kind as usize];
            let entry = counted.activities.entry(*code).or_default();
            entry.0 += u64::from(!met.contains(&kind));
            entry.1 += 1;
            if !met.contains(&kind) {
                met.push(kind);
            }
            match last[object as usize].replace((*code, time)) {
                None => *counted.starts.entry(*code).or_default() += 1,
                Some((before, then)) => {
                    let edge = counted.edges.entry((before, *code)).or_default();
                    edge.0 += 1;
                    edge.1 += (time - then) as f64 / 1e6;
                }
            }
        }
    }
    for (kind, last) in log.object_type.iter().zip(&last) {
        let counted = &mut types[*kind as usize];
        counted.objects += 1;
        match last {
            Some((code, _)) => *counted.ends.entry(*code).or_default() += 1,
            None => counted.without_events += 1,
        }
    }
    let named = |counts: HashMap<u32, u64>| counts.into_iter().map(|(code, count)| (activity(code), count)).collect();
    let flow = |(declared, counted): (&super::TypeDeclaration, Counted)| {
        let edge = |((from, to), (count, seconds)): ((u32, u32), (u64, f64))| TypeEdge {
            from: activity(from),
            to: activity(to),
            count,
            mean_seconds: seconds / count as f64,
        };
        let mut edges: Vec<TypeEdge> = counted.edges.into_iter().map(edge).collect();
        edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
        TypeFlow {
            object_type: declared.name.clone(),
            objects: counted.objects,
            without_events: counted.without_events,
            starts: named(counted.starts),
            ends: named(counted.ends),
            edges,
            activities: counted.activities.into_iter().map(|(code, counts)| (activity(code), counts)).collect(),
        }
    };
    ObjectFlow { activities, types: log.object_types.iter().zip(types).map(flow).collect() }
}

/// What is counted of one type, by codes.
#[derive(Default)]
struct Counted {
    objects: u64,
    without_events: u64,
    starts: HashMap<u32, u64>,
    ends: HashMap<u32, u64>,
    edges: HashMap<(u32, u32), (u64, f64)>,
    activities: HashMap<u32, (u64, u64)>,
}
