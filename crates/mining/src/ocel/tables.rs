//! An object-centric log as the tables of a relational database, in both directions: the SQLite form of OCEL 2.0.
//!
//! Absent: the database itself; who has a driver brings the tables. Source: OCEL 2.0 Specification, §5 (relational form).

use super::build::Builder;
use super::log::{AttributeKind, AttributeType, ObjectLog, Scalar, TypeDeclaration};
use super::record::{Declared, Link, Raw, Record, Stated, Text};
use super::{ImportedObjects, OcelOptions};
use crate::moment::iso;
use crate::report::{ImportError, Mode};
use std::collections::HashMap;

/// One value of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
}

/// A table with its columns (name and declared type) and rows as long as these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Name and declared type, such as `ocel_time` and `TIMESTAMP`.
    pub columns: Vec<(String, String)>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Integer(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
        }
    }

    fn raw(&self) -> Raw<'_> {
        match self {
            Cell::Empty => Raw::Nothing,
            Cell::Integer(number) => Raw::Integer(*number),
            Cell::Real(number) => Raw::Float(*number),
            Cell::Text(text) => Raw::Text(text.as_str().into()),
        }
    }
}

impl Table {
    fn place(&self, column: &str) -> Result<usize, ImportError> {
        self.columns.iter().position(|(name, _)| name == column).ok_or_else(|| {
            let why = format!("the table \"{}\" has no column \"{column}\".", self.name);
            ImportError::NotReadable { place: None, why }
        })
    }

    /// The rows of some columns as text.
    pub(super) fn texts<const N: usize>(&self, columns: [&str; N]) -> Result<Vec<[String; N]>, ImportError> {
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            *place = self.place(column)?;
        }
        let text = |row: &Vec<Cell>| places.map(|place| row.get(place).map(Cell::text).unwrap_or_default());
        Ok(self.rows.iter().map(text).collect())
    }
}

/// The table of a name.
pub(super) fn find<'t>(tables: &'t [Table], name: &str) -> Result<&'t Table, ImportError> {
    tables.iter().find(|table| table.name == name).ok_or_else(|| {
        let why = format!("there is no table \"{name}\"; is this an object-centric log (OCEL 2.0)?");
        ImportError::NotReadable { place: None, why }
    })
}

/// Reads the tables of an OCEL 2.0 database as an object-centric log.
///
/// # Errors
/// As [`super::import_ocel_json`]; also when a table or column of the standard is missing.
pub fn import_ocel_tables(tables: &[Table], options: &OcelOptions, mode: Mode) -> Result<ImportedObjects, ImportError> {
    let find = |name: &str| find(tables, name);
    let mut builder = Builder::new(options)?;
    let objects = Sort { find: &find, what: "object", links: ("object_object", "ocel_source_id", "ocel_target_id") };
    let (declared, records) = objects.read()?;
    declared.into_iter().for_each(|kind| builder.object_type(kind));
    records.iter().try_for_each(|record| builder.object(record))?;
    let events = Sort { find: &find, what: "event", links: ("event_object", "ocel_event_id", "ocel_object_id") };
    let (declared, records) = events.read()?;
    declared.into_iter().for_each(|kind| builder.event_type(kind));
    records.iter().try_for_each(|record| builder.event(record))?;
    builder.finish(mode)
}

/// Events or objects: where their tables are.
struct Sort<'t> {
    find: &'t dyn Fn(&str) -> Result<&'t Table, ImportError>,
    what: &'t str,
    links: (&'t str, &'t str, &'t str),
}

impl<'t> Sort<'t> {
    fn read(&self) -> Result<(Vec<Declared>, Vec<Record<'t>>), ImportError> {
        let what = self.what;
        let mut records: Vec<Record<'t>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for [id, kind] in (self.find)(what)?.texts(["ocel_id", "ocel_type"])? {
            places.entry(id.clone()).or_insert(records.len());
            records.push(Record { id: id.into(), kind: kind.into(), ..Record::default() });
        }
        let (table, from, to) = self.links;
        for [from, to, qualifier] in (self.find)(table)?.texts([from, to, "ocel_qualifier"])? {
            if let Some(place) = places.get(&from) {
                records[*place].relationships.push(Link { object: to.into(), qualifier: qualifier.into() });
            }
        }
        let mut declared = Vec::new();
        for [name, map] in (self.find)(&format!("{what}_map_type"))?.texts(["ocel_type", "ocel_type_map"])? {
            let table = (self.find)(&format!("{what}_{map}"))?;
            let own = |(name, _): &&(String, String)| !name.starts_with("ocel_");
            let kind =
                |(name, declared): &(String, String)| AttributeType { name: name.clone(), kind: kind_of(declared) };
            declared.push(Declared { name, attributes: table.columns.iter().filter(own).map(kind).collect() });
            self.values(table, &places, &mut records)?;
        }
        Ok((declared, records))
    }

    fn values(
        &self,
        table: &'t Table,
        places: &HashMap<String, usize>,
        records: &mut [Record<'t>],
    ) -> Result<(), ImportError> {
        let (id, time) = (table.place("ocel_id")?, table.place("ocel_time")?);
        let changed = table.columns.iter().position(|(name, _)| name == "ocel_changed_field");
        for row in &table.rows {
            let Some(place) = row.get(id).and_then(|id| places.get(&id.text())) else { continue };
            let record = &mut records[*place];
            let at = row.get(time).map(Cell::text).unwrap_or_default();
            if self.what == "event" {
                record.time = at.clone().into();
            }
            let only = changed.and_then(|place| row.get(place)).map(Cell::text).filter(|field| !field.is_empty());
            for ((name, _), cell) in table.columns.iter().zip(row) {
                let wanted = only.as_ref().is_none_or(|field| field == name);
                if wanted && !name.starts_with("ocel_") && *cell != Cell::Empty {
                    let time = (self.what == "object").then(|| at.clone().into());
                    record.attributes.push(Stated { name: Text(name.as_str().into()), time, value: cell.raw() });
                }
            }
        }
        Ok(())
    }
}

fn kind_of(declared: &str) -> AttributeKind {
    let upper = declared.to_ascii_uppercase();
    match upper.as_str() {
        _ if upper.contains("TIME") || upper.contains("DATE") => AttributeKind::Time,
        _ if upper.contains("BOOL") => AttributeKind::Boolean,
        _ if upper.contains("INT") => AttributeKind::Integer,
        "REAL" | "FLOAT" | "DOUBLE" | "NUMERIC" => AttributeKind::Float,
        _ => AttributeKind::String,
    }
}

fn declared(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::String => "TEXT",
        AttributeKind::Time => "TIMESTAMP",
        AttributeKind::Integer => "INTEGER",
        AttributeKind::Float => "REAL",
        AttributeKind::Boolean => "BOOLEAN",
    }
}

/// The tables of the SQLite form of OCEL 2.0.
#[must_use]
pub fn ocel_tables(log: &ObjectLog) -> Vec<Table> {
    let mut tables = Vec::new();
    let named = |kinds: &[TypeDeclaration]| map_names(kinds);
    for (what, kinds) in [("event", log.event_types()), ("object", log.object_types())] {
        let mut map = table(&format!("{what}_map_type"), &["ocel_type", "ocel_type_map"]);
        let names = named(kinds);
        map.rows = kinds.iter().zip(&names).map(|(kind, map)| vec![text(&kind.name), text(map)]).collect();
        tables.push(map);
    }
    let mut events = table("event", &["ocel_id", "ocel_type"]);
    let mut relations = table("event_object", &["ocel_event_id", "ocel_object_id", "ocel_qualifier"]);
    let mut of_type = own_tables("event", log.event_types());
    for event in log.events() {
        events.rows.push(vec![text(event.id()), text(event.activity())]);
        for (object, qualifier) in event.objects() {
            relations.rows.push(vec![text(event.id()), text(object.id()), text(qualifier)]);
        }
        if let Some(own) = of_type.get_mut(event.activity()) {
            let mut row = own.row(event.id(), event.time());
            event.values().for_each(|(name, value)| own.set(&mut row, name, value));
            own.table.rows.push(row);
        }
    }
    tables.extend([events, relations]);
    tables.extend(in_order(of_type, log.event_types()));
    let mut objects = table("object", &["ocel_id", "ocel_type"]);
    let mut relations = table("object_object", &["ocel_source_id", "ocel_target_id", "ocel_qualifier"]);
    let mut of_type = own_tables("object", log.object_types());
    for object in log.objects() {
        objects.rows.push(vec![text(object.id()), text(object.object_type())]);
        for (other, qualifier) in object.objects() {
            relations.rows.push(vec![text(object.id()), text(other.id()), text(qualifier)]);
        }
        if let Some(own) = of_type.get_mut(object.object_type()) {
            let mut first = own.row(object.id(), 0);
            let mut stated = Vec::new();
            let mut changes = Vec::new();
            for (name, time, value) in object.values() {
                if time == 0 && !stated.contains(&name) {
                    stated.push(name);
                    own.set(&mut first, name, value);
                } else {
                    let mut change = own.row(object.id(), time);
                    own.set(&mut change, name, value);
                    if let Some(place) = own.places.get("ocel_changed_field") {
                        change[*place] = text(name);
                    }
                    changes.push(change);
                }
            }
            own.table.rows.push(first);
            own.table.rows.append(&mut changes);
        }
    }
    tables.extend([objects, relations]);
    tables.extend(in_order(of_type, log.object_types()));
    tables
}

/// The table of one type and where its columns are.
struct Own {
    table: Table,
    places: HashMap<String, usize>,
}

impl Own {
    fn row(&self, id: &str, time: i64) -> Vec<Cell> {
        let mut row = vec![Cell::Empty; self.table.columns.len()];
        row[0] = text(id);
        row[1] = Cell::Text(iso(time));
        row
    }

    fn set(&self, row: &mut [Cell], name: &str, value: Scalar<'_>) {
        if let Some(place) = self.places.get(name) {
            row[*place] = match value {
                Scalar::Text(value) => text(value),
                Scalar::Integer(number) => Cell::Integer(number),
                Scalar::Float(number) => Cell::Real(number),
                Scalar::Flag(flag) => Cell::Integer(i64::from(flag)),
                Scalar::Time(time) => Cell::Text(iso(time)),
            };
        }
    }
}

fn own_tables(what: &str, kinds: &[TypeDeclaration]) -> HashMap<String, Own> {
    let own = |(kind, map): (&TypeDeclaration, String)| {
        let mut own = table(&format!("{what}_{map}"), &["ocel_id"]);
        own.columns.push(("ocel_time".to_owned(), "TIMESTAMP".to_owned()));
        let attribute = |attribute: &AttributeType| (attribute.name.clone(), declared(attribute.kind).to_owned());
        own.columns.extend(kind.attributes.iter().map(attribute));
        if what == "object" {
            own.columns.push(("ocel_changed_field".to_owned(), "TEXT".to_owned()));
        }
        let places = own.columns.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        (kind.name.clone(), Own { table: own, places })
    };
    kinds.iter().zip(map_names(kinds)).map(own).collect()
}

fn in_order(mut tables: HashMap<String, Own>, kinds: &[TypeDeclaration]) -> Vec<Table> {
    kinds.iter().filter_map(|kind| tables.remove(&kind.name)).map(|own| own.table).collect()
}

/// A name of letters and digits for each type, each different even where case does not count.
fn map_names(kinds: &[TypeDeclaration]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(kinds.len());
    let mut taken = std::collections::HashSet::new();
    for (number, kind) in kinds.iter().enumerate() {
        let plain: String = kind.name.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut name = if plain.is_empty() { format!("Type{}", number + 1) } else { plain };
        if ["maptype", "object"].contains(&name.to_ascii_lowercase().as_str())
            || !taken.insert(name.to_ascii_lowercase())
        {
            name = format!("{name}X{}", number + 1);
            taken.insert(name.to_ascii_lowercase());
        }
        names.push(name);
    }
    names
}

fn table(name: &str, columns: &[&str]) -> Table {
    let columns = columns.iter().map(|column| ((*column).to_owned(), "TEXT".to_owned())).collect();
    Table { name: name.to_owned(), columns, rows: Vec::new() }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}
