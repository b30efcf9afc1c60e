//! One narrow door over SQLite and PostgreSQL: the same SQL, the same answers, and an answer only after the durable commit.
//!
//! Absent: query builders, entities, callbacks on save, nested databases, streaming of results. A closure gets a [`Tx`],
//! does ordinary synchronous work, and its `Ok` is kept or its `Err` leaves no trace.
//!
//! Source: SQLite documentation (WAL, `synchronous=FULL`), PostgreSQL 15 manual §13 (serializable transactions).

mod catalog;
mod copy;
mod door;
mod error;
mod foreign;
mod lane;
mod migration;
mod options;
mod postgresql;
mod sqlite;
mod statement;
mod stats;
pub mod testing;
mod tx;
mod value;
mod work;

pub use copy::{CopyReport, copy};
pub use door::{Backend, Db};
pub use error::Error;
pub use foreign::{
    ForeignTable, ForeignValue, MAX_FOREIGN_BYTES, MAX_FOREIGN_TABLES, read_tables, read_tables_up_to, write_tables,
};
pub use migration::Migration;
pub use options::Options;
pub use statement::Sql;
pub use stats::Stats;
pub use tx::{Row, Tx};
pub use value::{Bind, Column, Value};

#[cfg(test)]
mod tests;
