//! An object-centric log written as XML.
//!
//! Absent: what version 1 cannot hold; it is told. Sources: OCEL 2.0 Specification, §6; OCEL 1.0 (XML).

use super::log::{ObjectEvent, ObjectLog, ObjectView, Scalar, TypeDeclaration};
use super::{OcelVersion, write_json};
use crate::moment::iso;
use crate::xes::escape;
use std::io::{self, Write};

/// Writes the log; answers what the version cannot hold, in sentences.
///
/// # Errors
/// What the writer reports.
pub fn export_ocel_xml(log: &ObjectLog, version: OcelVersion, mut out: impl Write) -> io::Result<Vec<String>> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n")?;
    match version {
        OcelVersion::Two => newer(log, &mut out)?,
        OcelVersion::One => older(log, &mut out)?,
    }
    out.write_all(b"</log>\n")?;
    out.flush()?;
    Ok(if version == OcelVersion::One { write_json::losses(log) } else { Vec::new() })
}

fn newer(log: &ObjectLog, out: &mut impl Write) -> io::Result<()> {
    types(out, "object", log.object_types())?;
    types(out, "event", log.event_types())?;
    out.write_all(b"  <objects>\n")?;
    for object in log.objects() {
        writeln!(out, "    <object id=\"{}\" type=\"{}\">", escape(object.id()), escape(object.object_type()))?;
        out.write_all(b"      <attributes>\n")?;
        for (name, time, value) in object.values() {
            let (name, value) = (escape(name), escape(&text(value)));
            writeln!(out, "        <attribute name=\"{name}\" time=\"{}\">{value}</attribute>", iso(time))?;
        }
        out.write_all(b"      </attributes>\n")?;
        relations(out, object.objects())?;
        out.write_all(b"    </object>\n")?;
    }
    out.write_all(b"  </objects>\n  <events>\n")?;
    for event in log.events() {
        let (id, kind) = (escape(event.id()), escape(event.activity()));
        writeln!(out, "    <event id=\"{id}\" type=\"{kind}\" time=\"{}\">", iso(event.time()))?;
        out.write_all(b"      <attributes>\n")?;
        for (name, value) in event.values() {
            writeln!(out, "        <attribute name=\"{}\">{}</attribute>", escape(name), escape(&text(value)))?;
        }
        out.write_all(b"      </attributes>\n")?;
        relations(out, event.objects())?;
        out.write_all(b"    </event>\n")?;
    }
    out.write_all(b"  </events>\n")
}

fn types(out: &mut impl Write, what: &str, types: &[TypeDeclaration]) -> io::Result<()> {
    writeln!(out, "  <{what}-types>")?;
    for kind in types {
        writeln!(out, "    <{what}-type name=\"{}\">\n      <attributes>", escape(&kind.name))?;
        for attribute in &kind.attributes {
            let (name, kind) = (escape(&attribute.name), attribute.kind.name());
            writeln!(out, "        <attribute name=\"{name}\" type=\"{kind}\"/>")?;
        }
        writeln!(out, "      </attributes>\n    </{what}-type>")?;
    }
    writeln!(out, "  </{what}-types>")
}

fn relations<'l>(out: &mut impl Write, objects: impl Iterator<Item = (ObjectView<'l>, &'l str)>) -> io::Result<()> {
    out.write_all(b"      <objects>\n")?;
    for (object, qualifier) in objects {
        let (id, qualifier) = (escape(object.id()), escape(qualifier));
        writeln!(out, "        <relationship object-id=\"{id}\" qualifier=\"{qualifier}\"/>")?;
    }
    out.write_all(b"      </objects>\n")
}

fn text(value: Scalar<'_>) -> String {
    match value {
        Scalar::Text(text) => text.to_owned(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Float(number) => number.to_string(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Time(time) => iso(time),
    }
}

fn older(log: &ObjectLog, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"  <global scope=\"log\">\n    <string key=\"version\" value=\"1.0\"/>\n")?;
    out.write_all(b"    <string key=\"ordering\" value=\"timestamp\"/>\n    <list key=\"attribute-names\">\n")?;
    for name in super::log::attribute_names(log) {
        writeln!(out, "      <string key=\"attribute-name\" value=\"{}\"/>", escape(name))?;
    }
    out.write_all(b"    </list>\n    <list key=\"object-types\">\n")?;
    for kind in log.object_types() {
        writeln!(out, "      <string key=\"object-type\" value=\"{}\"/>", escape(&kind.name))?;
    }
    out.write_all(b"    </list>\n  </global>\n  <events>\n")?;
    for event in log.events() {
        older_event(out, event)?;
    }
    out.write_all(b"  </events>\n  <objects>\n")?;
    for object in log.objects() {
        writeln!(out, "    <object>\n      <string key=\"id\" value=\"{}\"/>", escape(object.id()))?;
        writeln!(out, "      <string key=\"type\" value=\"{}\"/>", escape(object.object_type()))?;
        let mut newest: Vec<(&str, Scalar<'_>)> = Vec::new();
        for (name, _, value) in object.values() {
            newest.retain(|(known, _)| *known != name);
            newest.push((name, value));
        }
        map(out, "ovmap", newest.into_iter())?;
        out.write_all(b"    </object>\n")?;
    }
    out.write_all(b"  </objects>\n")
}

fn older_event(out: &mut impl Write, event: ObjectEvent<'_>) -> io::Result<()> {
    writeln!(out, "    <event>\n      <string key=\"id\" value=\"{}\"/>", escape(event.id()))?;
    writeln!(out, "      <string key=\"activity\" value=\"{}\"/>", escape(event.activity()))?;
    writeln!(out, "      <date key=\"timestamp\" value=\"{}\"/>\n      <list key=\"omap\">", iso(event.time()))?;
    for (object, _) in event.objects() {
        writeln!(out, "        <string key=\"object-id\" value=\"{}\"/>", escape(object.id()))?;
    }
    out.write_all(b"      </list>\n")?;
    map(out, "vmap", event.values())?;
    out.write_all(b"    </event>\n")
}

fn map<'l>(out: &mut impl Write, key: &str, values: impl Iterator<Item = (&'l str, Scalar<'l>)>) -> io::Result<()> {
    writeln!(out, "      <list key=\"{key}\">")?;
    for (name, value) in values {
        let tag = match value {
            Scalar::Text(_) => "string",
            Scalar::Integer(_) => "int",
            Scalar::Float(_) => "float",
            Scalar::Flag(_) => "boolean",
            Scalar::Time(_) => "date",
        };
        writeln!(out, "        <{tag} key=\"{}\" value=\"{}\"/>", escape(name), escape(&text(value)))?;
    }
    out.write_all(b"      </list>\n")
}
