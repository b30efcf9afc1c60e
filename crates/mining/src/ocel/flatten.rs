//! The flow of one type of object as a log of its own.
//!
//! In a flattened log each object of the type is a case; an event that speaks of three of them stands in three cases
//! (convergence), which is why counts of events differ from those of the whole. Absent: choosing a type. Source: W. van der
//! Aalst and A. Berti, "Discovering Object-Centric Petri Nets" (2020), §3.

use super::log::{AttributeKind, ObjectLog, Scalar};
use crate::log::{EventLog, Full, Kind, LogBuilder, NewEvent, Scope, Value};
use std::collections::HashMap;
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

impl ObjectLog {
    /// For each type of event whether one of its events speaks of a type of object.
    fn speaking(&self, object_type: &str) -> Vec<bool> {
        let mut speaks = vec![false; self.event_types.len()];
        for (index, code) in self.event_type.iter().enumerate() {
            let is_of = |relation: &super::log::Relation| {
                let kind = self.object_type[relation.object as usize];
                self.object_types[kind as usize].name == object_type
            };
            if !speaks[*code as usize] && self.event_objects.of(index).iter().any(is_of) {
                speaks[*code as usize] = true;
            }
        }
        speaks
    }

    /// The log of one type: each object is a case, each event that speaks of it is in it once.
    ///
    /// Attributes of the objects become those of cases (the newest value), attributes of the types of events that speak of the
    /// type those of events; the first of `org:group`, `group`, `org:resource` and `resource` is who did it. Rows are events in
    /// order, from 1.
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
        let speaks = self.speaking(object_type);
        let spoken = self.event_types.iter().zip(&speaks).filter(|(_, speaks)| **speaks);
        for attribute in spoken.flat_map(|(kind, _)| &kind.attributes) {
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
