//! Which tables there are, with their columns and whom they refer to.
//!
//! Absent: views, virtual tables and computed columns: they follow from the tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Backend, Error, Row, Sql, Tx};

/// A table of the schema, the door's own excepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub name: String,
    /// In the order of their names, computed ones left out.
    pub columns: Vec<String>,
    /// The tables its foreign keys point to, itself left out.
    refers_to: BTreeSet<String>,
}

impl Table {
    /// The name as an identifier of SQL.
    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }

    /// The columns as a list of identifiers.
    pub fn columns(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }
}

/// A name as an identifier of SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const COLUMNS: Sql = Sql::Each {
    sqlite: "SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
              WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND t.name <> 'migrations' AND c.hidden = 0
              ORDER BY 1, 2",
    postgres: "SELECT t.relname, c.attname FROM pg_class t
                 JOIN pg_namespace n ON n.oid = t.relnamespace
                 JOIN pg_attribute c ON c.attrelid = t.oid
                WHERE n.nspname = current_schema() AND t.relkind = 'r' AND t.relname <> 'migrations'
                  AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
                ORDER BY 1, 2",
};

const REFERENCES: Sql = Sql::Each {
    sqlite: "SELECT t.name, f.\"table\" FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f
              WHERE t.schema = 'main' AND t.type = 'table'",
    postgres: "SELECT t.relname, o.relname FROM pg_constraint f
                 JOIN pg_namespace n ON n.oid = f.connamespace
                 JOIN pg_class t ON t.oid = f.conrelid
                 JOIN pg_class o ON o.oid = f.confrelid
                WHERE n.nspname = current_schema() AND f.contype = 'f'",
};

/// All tables, each after those it refers to; tables that refer to each other in a circle come last.
pub(crate) fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>, Error> {
    let pair = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (name, column) in tx.query(COLUMNS, &[], pair)? {
        let new = || Table { name: name.clone(), columns: Vec::new(), refers_to: BTreeSet::new() };
        tables.entry(name.clone()).or_insert_with(new).columns.push(column);
    }
    for (from, to) in tx.query(REFERENCES, &[], pair)? {
        if let Some(table) = tables.get_mut(&from).filter(|table| table.name != to) {
            table.refers_to.insert(to);
        }
    }
    Ok(in_order(tables.into_values().collect()))
}

fn in_order(mut waiting: Vec<Table>) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(waiting.len());
    loop {
        let names: BTreeSet<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let (later, ready): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|table| table.refers_to.iter().any(|name| names.contains(name)));
        if ready.is_empty() {
            ordered.extend(later);
            return ordered;
        }
        ordered.extend(ready);
        waiting = later;
    }
}

/// Calls `row` for each row of a table until it answers false, with `at_once` rows in memory at a time.
pub(crate) fn visit_rows(
    tx: &mut Tx<'_>,
    table: &Table,
    at_once: usize,
    mut row: impl FnMut(&Row<'_>) -> Result<bool, Error>,
) -> Result<(), Error> {
    let select = format!("SELECT {} FROM {}", table.columns(), table.quoted());
    if tx.backend() == Backend::Sqlite {
        return tx.visit(select.into(), &[], row);
    }
    // The driver would take in a whole answer as fast as the server sends it. A name of its own for each cursor, because a
    // compiled FETCH remembers the columns it saw first.
    let cursor = quoted(&format!("rows of {}", table.name));
    tx.control(&format!("DECLARE {cursor} NO SCROLL CURSOR FOR {select}"))?;
    let mut wanted = true;
    while wanted {
        let mut fetched = 0;
        tx.visit(format!("FETCH {at_once} FROM {cursor}").into(), &[], |cells| {
            fetched += 1;
            wanted = row(cells)?;
            Ok(wanted)
        })?;
        wanted = wanted && fetched == at_once;
    }
    tx.control(&format!("CLOSE {cursor}"))
}

/// Lets foreign keys be broken until [`settle_foreign_keys`], so that rows may come in any order.
pub(crate) fn defer_foreign_keys(tx: &mut Tx<'_>) -> Result<Deferred, Error> {
    if tx.backend() == Backend::Sqlite {
        tx.control("PRAGMA defer_foreign_keys = ON")?;
        return Ok(Deferred::default());
    }
    let constraints = tx.query(
        "SELECT format('ALTER TABLE %I ALTER CONSTRAINT %I', t.relname, f.conname) FROM pg_constraint f
           JOIN pg_namespace n ON n.oid = f.connamespace
           JOIN pg_class t ON t.oid = f.conrelid
          WHERE n.nspname = current_schema() AND f.contype = 'f' AND NOT f.condeferrable",
        &[],
        |row| row.get::<String>(0),
    )?;
    for alter in &constraints {
        tx.control(&format!("{alter} DEFERRABLE"))?;
    }
    tx.control("SET CONSTRAINTS ALL DEFERRED")?;
    Ok(Deferred { constraints })
}

/// Constraints to be made immediate again.
#[derive(Debug, Default)]
pub(crate) struct Deferred {
    constraints: Vec<String>,
}

/// Checks all foreign keys and makes them immediate again.
pub(crate) fn settle_foreign_keys(tx: &mut Tx<'_>, deferred: Deferred) -> Result<(), Error> {
    if tx.backend() == Backend::Sqlite {
        let orphan = tx.maybe("SELECT \"table\", parent FROM pragma_foreign_key_check", &[], |row| {
            Ok(format!(
                "foreign key: a row of {} refers to a missing row of {}",
                row.get::<String>(0)?,
                row.get::<String>(1)?
            ))
        })?;
        return orphan.map_or(Ok(()), |constraint| Err(Error::Conflict { constraint }));
    }
    tx.control("SET CONSTRAINTS ALL IMMEDIATE")?;
    for alter in &deferred.constraints {
        tx.control(&format!("{alter} NOT DEFERRABLE"))?;
    }
    Ok(())
}
