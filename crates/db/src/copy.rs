//! Moves an office from one database to another: start small, grow later, and come back.
//!
//! Absent: merging. The target is freshly migrated and empty, and after a failure it is empty again.

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::catalog::{self, Table};
use crate::value::Owned;
use crate::{Bind, Db, Error, Tx, migration};

/// Rows that travel together.
const ROWS_PER_PARCEL: usize = 500;
/// Parcels on their way; together with the size of rows the bound of memory.
const PARCELS_UNDERWAY: usize = 4;
/// Parameters of one statement; SQLite allows 32,766 and PostgreSQL 65,535.
const PARAMETERS_PER_STATEMENT: usize = 8_000;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Each table with its number of rows, the same on both sides, in the order they were copied.
    pub tables: Vec<(String, u64)>,
    /// Tables that only one of the two databases has: search indexes and the like, to be rebuilt.
    pub left_out: Vec<String>,
}

impl CopyReport {
    /// Rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Copies all tables of `from`, as they are at one moment, into `to` in one transaction.
///
/// # Errors
/// [`Error::Damage`] when `to` holds rows, the two were not brought to the same migrations, or the numbers of rows differ
/// afterwards; [`Error::Conflict`] when a row breaks a rule of `to`. In each case `to` stays as it was.
pub fn copy(from: &Db, to: &Db) -> Result<CopyReport, Error> {
    if from.is(to) {
        return Err(Error::Damage("a database cannot be copied into itself".to_owned()));
    }
    let (sender, parcels) = bounded(PARCELS_UNDERWAY);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || from.read_now(move |tx| send_all(tx, &sender)));
        let mut parcels = Some(parcels);
        let written = to.write_now(move |tx| {
            let parcels = parcels.take().ok_or(Error::Busy)?;
            receive_all(tx, &parcels)
        });
        let read = reading.join().unwrap_or_else(|_| Err(crate::work::closed()));
        match (read, written) {
            // The reader's failure is the cause of the writer's, unless it only met a closed door.
            (Err(error), Err(_)) if error != stopped() => Err(error),
            (_, written) => written,
        }
    })
}

/// What travels from the source to the target.
enum Parcel {
    Start {
        tables: Vec<Table>,
        migrations: Vec<(String, String)>,
    },
    Rows {
        table: usize,
        rows: Vec<Vec<Owned>>,
    },
    /// Everything was sent; without it the target keeps nothing.
    End {
        counts: Vec<u64>,
    },
}

fn stopped() -> Error {
    Error::Damage("the copy was stopped".to_owned())
}

fn send_all(tx: &mut Tx<'_>, sender: &Sender<Parcel>) -> Result<(), Error> {
    let send = |parcel| sender.send(parcel).map_err(|_| stopped());
    let tables = catalog::tables(tx)?;
    send(Parcel::Start { tables: tables.clone(), migrations: migration::applied(tx)? })?;
    let mut counts = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let mut rows = Vec::new();
        let mut failed = None;
        catalog::visit_rows(tx, table, ROWS_PER_PARCEL, |row| {
            let cells = (0..table.columns.len()).map(|index| row.value(index).map(Owned::from));
            rows.push(cells.collect::<Result<Vec<_>, _>>()?);
            if rows.len() == ROWS_PER_PARCEL {
                failed = send(Parcel::Rows { table: number, rows: std::mem::take(&mut rows) }).err();
            }
            Ok(failed.is_none())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        send(Parcel::Rows { table: number, rows })?;
        counts.push(count(tx, table)?);
    }
    send(Parcel::End { counts })
}

fn receive_all(tx: &mut Tx<'_>, parcels: &Receiver<Parcel>) -> Result<CopyReport, Error> {
    let Ok(Parcel::Start { tables: theirs, migrations }) = parcels.recv() else { return Err(stopped()) };
    let ours = catalog::tables(tx)?;
    if migration::applied(tx)? != migrations {
        return Err(Error::Damage(
            "the two databases were not brought to the same migrations; open both with this version".to_owned(),
        ));
    }
    for table in &ours {
        if count(tx, table)? > 0 {
            return Err(Error::Damage(format!(
                "the table {} of the target holds rows; copy into an empty database",
                table.name
            )));
        }
    }
    let shared = shared(&theirs, &ours)?;
    let deferred = catalog::defer_foreign_keys(tx)?;
    loop {
        match parcels.recv().map_err(|_| stopped())? {
            Parcel::Start { .. } => return Err(stopped()),
            Parcel::Rows { table, rows } if shared[table] => insert(tx, &theirs[table], &rows)?,
            Parcel::Rows { .. } => {}
            Parcel::End { counts } => {
                catalog::settle_foreign_keys(tx, deferred)?;
                return report(tx, &theirs, &ours, &shared, &counts);
            }
        }
    }
}

/// Which of the source's tables the target has too; those must have the same columns.
fn shared(theirs: &[Table], ours: &[Table]) -> Result<Vec<bool>, Error> {
    let found = theirs.iter().map(|theirs| match ours.iter().find(|ours| ours.name == theirs.name) {
        None => Ok(false),
        Some(ours) if ours.columns == theirs.columns => Ok(true),
        Some(ours) => Err(Error::Damage(format!(
            "the table {} has the columns {} in the source and {} in the target",
            ours.name,
            theirs.columns.join(", "),
            ours.columns.join(", ")
        ))),
    });
    found.collect()
}

fn insert(tx: &mut Tx<'_>, table: &Table, rows: &[Vec<Owned>]) -> Result<(), Error> {
    let columns = table.columns.len();
    for rows in rows.chunks((PARAMETERS_PER_STATEMENT / columns).max(1)) {
        let tuple = |row: usize| {
            let numbers: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
            format!("({})", numbers.join(", "))
        };
        let tuples: Vec<_> = (0..rows.len()).map(tuple).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES {}", table.quoted(), table.columns(), tuples.join(", "));
        let args: Vec<&dyn Bind> = rows.iter().flatten().map(|value| value as &dyn Bind).collect();
        tx.execute(sql, &args)?;
    }
    Ok(())
}

fn report(
    tx: &mut Tx<'_>,
    theirs: &[Table],
    ours: &[Table],
    shared: &[bool],
    counts: &[u64],
) -> Result<CopyReport, Error> {
    let mut report = CopyReport::default();
    for ((table, shared), sent) in theirs.iter().zip(shared).zip(counts) {
        if !shared {
            report.left_out.push(table.name.clone());
            continue;
        }
        let kept = count(tx, table)?;
        if kept != *sent {
            return Err(Error::Damage(format!(
                "the table {} has {sent} rows in the source and {kept} in the target",
                table.name
            )));
        }
        report.tables.push((table.name.clone(), kept));
    }
    let only_here = ours.iter().filter(|ours| theirs.iter().all(|theirs| theirs.name != ours.name));
    report.left_out.extend(only_here.map(|table| table.name.clone()));
    Ok(report)
}

fn count(tx: &mut Tx<'_>, table: &Table) -> Result<u64, Error> {
    let rows = tx.one(format!("SELECT count(*) FROM {}", table.quoted()), &[], |row| row.get::<i64>(0))?;
    Ok(rows.unsigned_abs())
}
