//! A log of cases as an object-centric log: each case is an object, each event speaks of one.
//!
//! Flattening it again gives the same cases. Absent: objects behind attributes (a group, a service); they stay attributes.
//! Source: OCEL 2.0 Specification, §2, of which this is the simplest instance.

use super::build::Builder;
use super::log::{AttributeKind, AttributeType, ObjectLog};
use super::record::{Declared, Id, Link, Raw, Record, Stated};
use super::{ImportedObjects, OcelOptions};
use crate::log::{EventLog, Full, Kind, Value, ValueColumn};
use crate::moment::iso;
use crate::report::{ImportError, Mode};

/// The attribute of events that names who did it.
const RESOURCE: &str = "org:group";

impl ObjectLog {
    /// Makes an object-centric log with one type of object; events are numbered `e1`, `e2`, … in the order of the log.
    ///
    /// # Errors
    /// [`Full`] when a limit of the log is reached.
    pub fn from_cases(log: &EventLog, object_type: &str) -> Result<ObjectLog, Full> {
        let options = OcelOptions::default();
        let mut builder = Builder::new(&options).map_err(|_| Full)?;
        let declared = |columns: &[ValueColumn]| -> Vec<AttributeType> {
            columns
                .iter()
                .map(|column| AttributeType { name: column.name.clone(), kind: kind(column.kind()) })
                .collect()
        };
        builder.object_type(Declared { name: object_type.to_owned(), attributes: declared(log.columns()) });
        let mut of_event = declared(log.event_columns());
        if !log.resources().is_empty() && log.event_column(RESOURCE).is_none() {
            of_event.insert(0, AttributeType { name: RESOURCE.to_owned(), kind: AttributeKind::String });
        }
        for activity in log.activities().iter() {
            builder.event_type(Declared { name: activity.to_owned(), attributes: of_event.clone() });
        }
        let stated = |columns: &[ValueColumn], place: usize| -> Vec<Stated> {
            let stated = |column: &ValueColumn| {
                let value = raw(column.get(place)?);
                Some(Stated { name: column.name.clone(), time: None, value })
            };
            columns.iter().filter_map(stated).collect()
        };
        for case in log.cases() {
            builder.object(Record {
                id: Id(case.name().to_owned()),
                kind: object_type.to_owned(),
                attributes: stated(log.columns(), case.index),
                ..Record::default()
            })?;
            for event in case.events() {
                let mut attributes = stated(log.event_columns(), event.place);
                if let Some(who) = event.resource.filter(|_| log.event_column(RESOURCE).is_none()) {
                    let value = Raw::Text(who.to_owned());
                    attributes.insert(0, Stated { name: RESOURCE.to_owned(), time: None, value });
                }
                builder.event(Record {
                    id: Id(format!("e{}", event.place + 1)),
                    kind: event.activity.to_owned(),
                    time: iso(event.time),
                    attributes,
                    relationships: vec![Link { object: Id(case.name().to_owned()), qualifier: String::new() }],
                })?;
            }
        }
        match builder.finish(Mode::GoodRows) {
            Ok(ImportedObjects { log, .. }) => Ok(log),
            Err(ImportError::NothingGood(_)) => Ok(ObjectLog::default()),
            Err(_) => Err(Full),
        }
    }
}

fn kind(kind: Kind) -> AttributeKind {
    match kind {
        Kind::Text => AttributeKind::String,
        Kind::Number => AttributeKind::Float,
        Kind::Time => AttributeKind::Time,
        Kind::Flag => AttributeKind::Boolean,
    }
}

fn raw(value: Value<'_>) -> Raw {
    match value {
        Value::Text(text) => Raw::Text(text.to_owned()),
        Value::Number(number) => Raw::Float(number),
        Value::Time(time) => Raw::Time(iso(time)),
        Value::Flag(flag) => Raw::Flag(flag),
    }
}
