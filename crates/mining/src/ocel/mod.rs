//! Logs whose events speak of several objects at once: an incident, the problem behind it, the change that ends it.
//!
//! Read and written as OCEL 2.0 (JSON, XML, and the tables of its SQLite form) and OCEL 1 (JSON, XML); flattened to a log of
//! one type of object, or made of several logs that a column links; the flows of all types seen together, and which objects
//! belong together. Absent: opening SQLite files, which is left to who has a
//! driver; discovery of object-centric nets. Sources: A. Berti et al., "OCEL 2.0 Specification" (2024); A. F. Ghahfarokhi et
//! al., "OCEL: A Standard for Object-Centric Event Logs" (2021).

mod build;
mod flatten;
mod flow;
mod json;
mod kept;
mod linked;
mod lives;
mod log;
mod making;
mod network;
mod preview;
mod record;
mod tables;
#[cfg(test)]
mod tests;
mod write_json;
mod write_xml;
mod xml;

pub use flatten::FlattenError;
pub use flow::{Meeting, ObjectFlow, TypeEdge, TypeFlow, object_flow};
pub use json::import_ocel_json;
pub use linked::{LinkColumn, LinkError, Linked, LinkedLog, link_logs, linked_by};
pub use lives::HowMany;
pub use log::{AttributeKind, AttributeType, ObjectEvent, ObjectLog, ObjectView, Scalar, TypeDeclaration};
pub use network::{
    LinkBy, LinkQuery, Linkage, MAX_LINKED_BY_EVENT, MAX_LINKS, Network, Since, Statement, TooManyLinks, statements,
};
pub use preview::{LOOKED_AT, ObjectTypes, ocel_json_types, ocel_table_types, ocel_xml_types};
pub use tables::{Cell, Table, import_ocel_tables, ocel_tables};
pub use write_json::export_ocel_json;
pub use write_xml::export_ocel_xml;
pub use xml::import_ocel_xml;

use crate::report::Report;
use serde::{Deserialize, Serialize};

/// Which of the two standards a file follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OcelVersion {
    /// OCEL 1.0: no qualifiers, no relations between objects, no attributes that change.
    One,
    /// OCEL 2.0.
    #[default]
    Two,
}

/// What to do with a relation to an object that the file does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownObjects {
    /// The event that names it is a bad row and is not taken; an object that does is a bad row and loses its relations.
    #[default]
    Refuse,
    /// The relation is left out, and a note counts it.
    LeaveOut,
}

/// How to read an object-centric log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OcelOptions {
    /// Zone of times that are written without an offset.
    pub time_zone: String,
    /// Relations to objects that are not there.
    pub unknown_objects: UnknownObjects,
}

impl Default for OcelOptions {
    fn default() -> Self {
        OcelOptions { time_zone: "UTC".to_owned(), unknown_objects: UnknownObjects::Refuse }
    }
}

/// An object-centric log and what was found while it was read. In the report a "row" is an event in the order of the file,
/// counted from 1; for an object the column says so.
#[derive(Clone, Debug)]
pub struct ImportedObjects {
    /// The log of the good events and objects.
    pub log: ObjectLog,
    /// What was found.
    pub report: Report,
}
