//! The tables of somebody else's SQLite file, read as they are, and a new file written with tables of their own.
//!
//! For exchange formats that are a database, such as OCEL 2.0. A foreign file is opened for reading only, its views and
//! triggers are never run. Absent: queries, blobs (read as nothing), files that another program writes meanwhile. Source: SQLite
//! documentation, "Defense Against The Dark Arts".

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::Error;

/// Most tables of a foreign file.
pub const MAX_FOREIGN_TABLES: usize = 10_000;
/// Most bytes of text that are read of a foreign file.
pub const MAX_FOREIGN_BYTES: usize = 2 * 1024 * 1024 * 1024;

/// A value of a foreign table.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ForeignValue {
    /// Nothing.
    #[default]
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text; what is no UTF-8 is replaced.
    Text(String),
}

/// A table: name and declared type of each column, and rows as long as these.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignTable {
    /// Its name.
    pub name: String,
    /// Name and declared type of each column.
    pub columns: Vec<(String, String)>,
    /// Its rows.
    pub rows: Vec<Vec<ForeignValue>>,
}

impl ToSql for ForeignValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            ForeignValue::Null => ValueRef::Null,
            ForeignValue::Int(number) => ValueRef::Integer(*number),
            ForeignValue::Float(number) => ValueRef::Real(*number),
            ForeignValue::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn damage(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Damage(format!("{} is no SQLite file that can be read: {error}", path.display()))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Reads all tables of a SQLite file.
///
/// # Errors
/// [`Error::Damage`]: the file is missing, no SQLite file, damaged, or larger than [`MAX_FOREIGN_BYTES`].
pub fn read_tables(path: &Path) -> Result<Vec<ForeignTable>, Error> {
    read_tables_up_to(path, usize::MAX)
}

/// Reads of each table of a SQLite file as many rows as wanted, to see what it holds.
///
/// # Errors
/// As [`read_tables`].
pub fn read_tables_up_to(path: &Path, rows_of_each: usize) -> Result<Vec<ForeignTable>, Error> {
    let told = |error: rusqlite::Error| damage(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(told)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(told)?;
    conn.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0").map_err(told)?;
    let list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid LIMIT ?1";
    let mut statement = conn.prepare(list).map_err(told)?;
    let names = statement.query_map([MAX_FOREIGN_TABLES as i64], |row| row.get::<_, String>(0)).map_err(told)?;
    let names = names.collect::<Result<Vec<String>, _>>().map_err(told)?;
    let mut bytes = 0_usize;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let mut statement = conn.prepare(&format!("PRAGMA table_info({})", quoted(&name))).map_err(told)?;
        let columns = statement.query_map([], |row| Ok((row.get(1)?, row.get(2)?))).map_err(told)?;
        let columns = columns.collect::<Result<Vec<(String, String)>, _>>().map_err(told)?;
        let list: Vec<String> = columns.iter().map(|(column, _)| quoted(column)).collect();
        let select = format!("SELECT {} FROM {}", list.join(", "), quoted(&name));
        let mut statement = conn.prepare(&select).map_err(told)?;
        let mut rows = Vec::new();
        let mut found = statement.query([]).map_err(told)?;
        while let Some(row) = found.next().map_err(told)? {
            let value = |place| row.get_ref(place).map(|value| own(value, &mut bytes));
            if rows.len() >= rows_of_each {
                break;
            }
            rows.push((0..columns.len()).map(value).collect::<Result<Vec<ForeignValue>, _>>().map_err(told)?);
            if bytes > MAX_FOREIGN_BYTES {
                return Err(Error::Damage(format!("{} holds more than {MAX_FOREIGN_BYTES} bytes", path.display())));
            }
        }
        tables.push(ForeignTable { name, columns, rows });
    }
    Ok(tables)
}

fn own(value: ValueRef<'_>, bytes: &mut usize) -> ForeignValue {
    *bytes += 32;
    match value {
        ValueRef::Null | ValueRef::Blob(_) => ForeignValue::Null,
        ValueRef::Integer(number) => ForeignValue::Int(number),
        ValueRef::Real(number) => ForeignValue::Float(number),
        ValueRef::Text(text) => {
            *bytes += text.len();
            ForeignValue::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}

/// Writes tables into a new SQLite file.
///
/// # Errors
/// [`Error::Damage`]: the file exists or cannot be written; a file that was begun is removed.
pub fn write_tables(path: &Path, tables: &[ForeignTable]) -> Result<(), Error> {
    if path.exists() {
        return Err(Error::Damage(format!("{} exists; choose another name", path.display())));
    }
    let written = fill(path, tables);
    if written.is_err() {
        // What was begun is of no use; a file that cannot be removed is told by the error itself.
        let _ = std::fs::remove_file(path);
    }
    written.map_err(|error| Error::Damage(format!("{} could not be written: {error}", path.display())))
}

fn fill(path: &Path, tables: &[ForeignTable]) -> rusqlite::Result<()> {
    let mut conn = Connection::open(path)?;
    let tx = conn.transaction()?;
    for table in tables {
        let name = quoted(&table.name);
        let column = |(name, kind): &(String, String)| {
            let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
            format!("{} {kind}", quoted(name))
        };
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        tx.execute_batch(&format!("CREATE TABLE {name} ({})", columns.join(", ")))?;
        let places = vec!["?"; table.columns.len()].join(", ");
        let mut insert = tx.prepare(&format!("INSERT INTO {name} VALUES ({places})"))?;
        for row in &table.rows {
            insert.execute(params_from_iter(row))?;
        }
    }
    tx.commit()
}
