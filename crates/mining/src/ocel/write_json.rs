//! An object-centric log written as JSON.
//!
//! Version 1 cannot hold qualifiers, relations between objects or attributes that change; what it loses is told. Absent:
//! other orders than that of the log. Sources: OCEL 2.0 Specification, §7; OCEL 1.0 (JSON).

use super::OcelVersion;
use super::log::{ObjectLog, ObjectView, Scalar};
use crate::moment::iso;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the log; answers what the version cannot hold, in sentences.
///
/// # Errors
/// What the writer reports.
pub fn export_ocel_json(log: &ObjectLog, version: OcelVersion, mut out: impl Write) -> io::Result<Vec<String>> {
    let (events, objects): (fn(_) -> _, fn(_) -> _) = match version {
        OcelVersion::Two => {
            write!(out, "{{\"objectTypes\":{},", json!(log.object_types()))?;
            write!(out, "\"eventTypes\":{},", json!(log.event_types()))?;
            (event, object)
        }
        OcelVersion::One => {
            let types: Vec<&str> = log.object_types().iter().map(|kind| kind.name.as_str()).collect();
            let global = json!({ "ocel:version": "1.0", "ocel:ordering": "timestamp", "ocel:attribute-names":
                super::log::attribute_names(log), "ocel:object-types": types });
            write!(out, "{{\"ocel:global-log\":{global},")?;
            write!(out, "\"ocel:global-event\":{{\"ocel:activity\":\"__INVALID__\"}},")?;
            write!(out, "\"ocel:global-object\":{{\"ocel:type\":\"__INVALID__\"}},")?;
            (older_event, older_object)
        }
    };
    let (names, [begin, end]) = match version {
        OcelVersion::Two => (["objects", "events"], ['[', ']']),
        OcelVersion::One => (["ocel:objects", "ocel:events"], ['{', '}']),
    };
    write!(out, "\"{}\":{begin}", names[0])?;
    list(&mut out, log.objects().map(objects))?;
    write!(out, "{end},\"{}\":{begin}", names[1])?;
    list(&mut out, log.events().map(events))?;
    writeln!(out, "{end}}}")?;
    out.flush()?;
    Ok(if version == OcelVersion::One { losses(log) } else { Vec::new() })
}

/// What version 1 cannot hold of a log.
pub(super) fn losses(log: &ObjectLog) -> Vec<String> {
    let qualifiers =
        log.events().flat_map(|event| event.objects()).filter(|(_, qualifier)| !qualifier.is_empty()).count();
    let relations: usize = log.objects().map(|object| object.objects().count()).sum();
    let changes = log.objects().flat_map(|object| object.values()).filter(|(_, time, _)| *time != 0).count();
    [
        (qualifiers, "qualifiers of relations"),
        (relations, "relations between objects"),
        (changes, "changes of attributes (the newest value was kept)"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("OCEL 1 cannot hold {what}: {count} were left out."))
    .collect()
}

fn list(out: &mut impl Write, items: impl Iterator<Item = Item>) -> io::Result<()> {
    for (place, item) in items.enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        if let Some(key) = item.key {
            write!(out, "{}:", Value::from(key))?;
        }
        serde_json::to_writer(&mut *out, &item.value)?;
    }
    Ok(())
}

/// An entry of a list, or of an object by its key.
struct Item {
    key: Option<String>,
    value: Value,
}

fn scalar(value: Scalar<'_>) -> Value {
    match value {
        Scalar::Text(text) => text.into(),
        Scalar::Integer(number) => number.into(),
        Scalar::Float(number) => number.into(),
        Scalar::Flag(flag) => flag.into(),
        Scalar::Time(time) => iso(time).into(),
    }
}

fn relations<'l>(objects: impl Iterator<Item = (ObjectView<'l>, &'l str)>) -> Vec<Value> {
    objects.map(|(object, qualifier)| json!({ "objectId": object.id(), "qualifier": qualifier })).collect()
}

fn event(event: super::ObjectEvent<'_>) -> Item {
    let values: Vec<Value> =
        event.values().map(|(name, value)| json!({ "name": name, "value": scalar(value) })).collect();
    let value = json!({ "id": event.id(), "type": event.activity(), "time": iso(event.time()),
        "attributes": values, "relationships": relations(event.objects()) });
    Item { key: None, value }
}

fn object(object: ObjectView<'_>) -> Item {
    let said = |(name, time, value)| json!({ "name": name, "time": iso(time), "value": scalar(value) });
    let values: Vec<Value> = object.values().map(said).collect();
    let value = json!({ "id": object.id(), "type": object.object_type(), "attributes": values,
        "relationships": relations(object.objects()) });
    Item { key: None, value }
}

fn older_event(event: super::ObjectEvent<'_>) -> Item {
    let values: Map<String, Value> = event.values().map(|(name, value)| (name.to_owned(), scalar(value))).collect();
    let objects: Vec<&str> = event.objects().map(|(object, _)| object.id()).collect();
    let value = json!({ "ocel:activity": event.activity(), "ocel:timestamp": iso(event.time()), "ocel:omap": objects,
        "ocel:vmap": values });
    Item { key: Some(event.id().to_owned()), value }
}

fn older_object(object: ObjectView<'_>) -> Item {
    let values: Map<String, Value> = object.values().map(|(name, _, value)| (name.to_owned(), scalar(value))).collect();
    let value = json!({ "ocel:type": object.object_type(), "ocel:ovmap": values });
    Item { key: Some(object.id().to_owned()), value }
}
