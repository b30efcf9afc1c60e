//! An office moves from one database to another and comes back the same.

use super::{TABLES, count};
use crate::testing::{POSTGRES, Schema, each};
use crate::{Bind, Db, Error, Migration, copy};

fn furnish(db: &Db) {
    db.write_now(|tx| {
        // Children before parents by name, so that the order of rows cannot help.
        for n in 0..1200 {
            tx.execute("INSERT INTO units (id) VALUES ($1)", &[&format!("u{n:04}")])?;
        }
        for n in 0..1199 {
            let (id, parent) = (format!("u{n:04}"), format!("u{:04}", n + 1));
            tx.execute("UPDATE units SET parent = $2 WHERE id = $1", &[&id, &parent])?;
        }
        tx.execute("INSERT INTO people (id, email, unit, age) VALUES ('a', 'a@x', 'u0007', 40)", &[])?;
        tx.execute("INSERT INTO seats (a, b, holder) VALUES ('a', 1, 'a'), ('a', NULL, NULL)", &[])?;
        let all: [&dyn Bind; 6] = [&"1", &i64::MIN, &-0.1, &true, &"日本 it's", &vec![0_u8, 255]];
        tx.execute("INSERT INTO things (id, n, x, yes, words, raw) VALUES ($1, $2, $3, $4, $5, $6)", &all)?;
        tx.execute("INSERT INTO things (id) VALUES ('2')", &[])
    })
    .unwrap();
}

fn things(db: &Db) -> Vec<String> {
    db.read_now(|tx| {
        let mut lines = tx.query("SELECT id, n, x, yes, words, raw FROM things ORDER BY id", &[], |row| {
            (0..6).map(|index| Ok(format!("{:?}", row.value(index)?))).collect::<Result<Vec<_>, Error>>()
        })?;
        lines.extend(tx.query("SELECT id, parent FROM units ORDER BY id", &[], |row| {
            Ok(vec![format!("{:?}{:?}", row.value(0)?, row.value(1)?)])
        })?);
        Ok::<_, Error>(lines.into_iter().flatten().collect())
    })
    .unwrap()
}

fn moves(from: &Db, to: &Db) {
    let report = copy(from, to).unwrap();
    assert_eq!(report.rows(), 1205);
    assert_eq!(report.left_out, [""; 0]);
    let names: Vec<_> = report.tables.iter().map(|(name, rows)| (name.as_str(), *rows)).collect();
    assert_eq!(names, [("names", 0), ("things", 2), ("units", 1200), ("people", 1), ("seats", 2)]);
    assert_eq!(things(from), things(to));
    to.check().unwrap();
}

#[test]
fn a_copy_is_the_same_there_and_back() {
    each("copy", TABLES, |db| {
        let small = Db::open("sqlite::memory:", TABLES).unwrap();
        furnish(&small);
        moves(&small, &db);
        let back = Db::open("sqlite::memory:", TABLES).unwrap();
        moves(&db, &back);
        assert_eq!(things(&small), things(&back));
        // Foreign keys are at work again afterwards.
        let broken = db.write_now(|tx| {
            tx.execute("UPDATE people SET unit = 'none'", &[])?;
            tx.execute("UPDATE people SET unit = NULL", &[])
        });
        assert!(matches!(broken, Err(Error::Conflict { .. })), "{broken:?}");
    });
}

#[test]
fn a_target_with_rows_is_refused_and_left_as_it_was() {
    each("full target", TABLES, |db| {
        let small = Db::open("sqlite::memory:", TABLES).unwrap();
        furnish(&small);
        db.write_now(|tx| tx.execute("INSERT INTO things (id) VALUES ('mine')", &[])).unwrap();
        let error = copy(&small, &db).unwrap_err();
        assert!(error.to_string().contains("table things of the target holds rows"), "{error}");
        assert_eq!((count(&db, "things"), count(&db, "units")), (1, 0));
        assert!(copy(&db, &db.clone()).is_err(), "into itself");
    });
}

#[test]
fn a_target_of_another_version_is_refused() {
    each("versions", &TABLES[..1], |db| {
        let small = Db::open("sqlite::memory:", TABLES).unwrap();
        let error = copy(&small, &db).unwrap_err();
        assert!(error.to_string().contains("same migrations"), "{error}");
    });
}

#[test]
fn rows_of_the_source_that_break_a_rule_leave_the_target_empty() {
    let small = Db::open("sqlite::memory:", TABLES).unwrap();
    small
        .write_now(|tx| {
            tx.control("PRAGMA defer_foreign_keys = ON")?;
            tx.control("PRAGMA ignore_check_constraints = ON")?;
            tx.execute("INSERT INTO people (id, email, age) VALUES ('a', 'a@x', -5)", &[])
        })
        .unwrap();
    let target = Db::open("sqlite::memory:", TABLES).unwrap();
    assert_eq!(copy(&small, &target), Err(Error::Conflict { constraint: "age_is_human".to_owned() }));
    assert_eq!(count(&target, "people"), 0);
}

#[test]
fn what_only_one_database_has_is_left_out_and_said() {
    const SEARCH: &[Migration] = &[Migration {
        name: "0001_notes",
        sql: "CREATE TABLE notes (id TEXT PRIMARY KEY, words TEXT);
              -- @sqlite
              CREATE VIRTUAL TABLE notes_search USING fts5 (words);
              -- @sqlite: case and end inside must not cut the statement
              CREATE TRIGGER notes_found AFTER INSERT ON notes BEGIN
                  INSERT INTO notes_search (words) VALUES (CASE WHEN new.words = ';' THEN '' ELSE new.words END);
              END;
              -- @postgres
              ALTER TABLE notes ADD COLUMN found TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED;
              -- @postgres
              CREATE TABLE words_of_server (word TEXT);
              -- @postgres
              CREATE FUNCTION one() RETURNS INT8 LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;",
    }];
    each("dialects", SEARCH, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO notes (id, words) VALUES ('a', 'red fox')", &[])).unwrap();
        let found = crate::Sql::Each {
            sqlite: "SELECT count(*) FROM notes_search WHERE words MATCH 'fox'",
            postgres: "SELECT one() FROM notes WHERE found @@ to_tsquery('simple', 'fox')",
        };
        assert_eq!(db.read_now(move |tx| tx.one(found.clone(), &[], |row| row.get::<i64>(0))), Ok(1));
        let target = Db::open("sqlite::memory:", SEARCH).unwrap();
        let report = copy(&db, &target).unwrap();
        assert_eq!(report.tables, [("notes".to_owned(), 1)]);
        let only = if db.backend() == crate::Backend::Postgres { vec!["words_of_server"] } else { vec![] };
        assert_eq!(report.left_out, only);
    });
}

#[test]
fn two_servers_exchange_an_office() {
    let Ok(url) = std::env::var(POSTGRES) else {
        return println!("skipped: set {POSTGRES} to the URL of a server");
    };
    let (one, two) = (Schema::open("one", &url, TABLES), Schema::open("two", &url, TABLES));
    furnish(&one.db);
    moves(&one.db, &two.db);
}
