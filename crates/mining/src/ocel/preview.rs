//! A first look at an object-centric file: its types of objects and how many there are, counted and not kept.
//!
//! Memory does not grow with the file. Where the file declares its types, the look ends after [`LOOKED_AT`] events and objects;
//! where it does not, it goes on to the end, because a type may come last. Absent: whether what it holds is good.

use super::build::Builder;
use super::tables::{Table, find};
use super::{json, xml};
use crate::report::ImportError;
use crate::source::Limits;
use std::collections::BTreeMap;
use std::io::Read;

/// Events and objects after which a look ends, where the types are known.
pub const LOOKED_AT: u64 = 100_000;

/// The types of objects of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectTypes {
    /// Each with the number of its objects, those that were looked at, the most frequent first.
    pub types: Vec<(String, u64)>,
    /// Whether every object was looked at.
    pub whole: bool,
}

impl ObjectTypes {
    fn of(mut types: Vec<(String, u64)>, whole: bool) -> ObjectTypes {
        types.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ObjectTypes { types, whole }
    }
}

/// The types of objects of a file in JSON (OCEL 2.0 or 1.0, plain or gzip).
///
/// # Errors
/// When it is no such file as far as it was looked at.
pub fn ocel_json_types(reader: impl Read, limits: &Limits) -> Result<ObjectTypes, ImportError> {
    let mut builder = Builder::counting(LOOKED_AT);
    counted(json::read(reader, &mut builder, limits), builder)
}

/// The types of objects of a file in XML (OCEL 2.0 or 1.0, plain or gzip).
///
/// # Errors
/// When it is no such file as far as it was looked at.
pub fn ocel_xml_types(reader: impl Read, limits: &Limits) -> Result<ObjectTypes, ImportError> {
    let mut builder = Builder::counting(LOOKED_AT);
    counted(xml::read(reader, &mut builder, limits), builder)
}

/// The types of objects of the tables of a SQLite file; `whole` says whether they have all rows.
///
/// # Errors
/// When there is no table of objects.
pub fn ocel_table_types(tables: &[Table], whole: bool) -> Result<ObjectTypes, ImportError> {
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    for [kind] in find(tables, "object_map_type")?.texts(["ocel_type"])? {
        types.insert(kind, 0);
    }
    for [kind] in find(tables, "object")?.texts(["ocel_type"])? {
        *types.entry(kind).or_default() += 1;
    }
    Ok(ObjectTypes::of(types.into_iter().collect(), whole))
}

fn counted(read: Result<(), ImportError>, builder: Builder) -> Result<ObjectTypes, ImportError> {
    let enough = builder.has_enough();
    if !enough {
        read?;
    }
    Ok(ObjectTypes::of(builder.into_counted(), !enough))
}
