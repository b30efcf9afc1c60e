//! Writes are kept whole or leave no trace, whatever happens beside them.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::{TABLES, count};
use crate::testing::each;
use crate::{Db, Error, Options};

fn conflict(db: &Db, sql: &'static str) -> String {
    match db.write_now(move |tx| tx.execute(sql, &[])) {
        Err(Error::Conflict { constraint }) => constraint,
        other => panic!("no conflict but {other:?} at {sql}"),
    }
}

#[test]
fn thirty_two_writers_lose_nothing() {
    const WRITERS: usize = 32;
    const WRITES: usize = 40;
    each("writers", TABLES, |db| {
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let db = &db;
                scope.spawn(move || {
                    for n in 0..WRITES {
                        let id = format!("{writer}-{n}");
                        db.write_now(move |tx| tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id])).unwrap();
                    }
                });
            }
        });
        assert_eq!(count(&db, "units"), (WRITERS * WRITES) as i64);
        assert_eq!(db.stats().writes, (WRITERS * WRITES) as u64);
    });
}

#[test]
fn a_closure_that_fails_leaves_no_trace_and_harms_no_other() {
    each("failing", TABLES, |db| {
        thread::scope(|scope| {
            for n in 0..20 {
                let db = &db;
                scope.spawn(move || {
                    let id = format!("u{n}");
                    let result = db.write_now(move |tx| {
                        tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id])?;
                        if n % 2 == 0 { Ok(()) } else { Err(Error::Stale) }
                    });
                    assert_eq!(result, if n % 2 == 0 { Ok(()) } else { Err(Error::Stale) });
                });
            }
        });
        assert_eq!(count(&db, "units"), 10);
    });
}

#[test]
fn in_a_shared_commit_only_what_failed_is_undone_whenever_it_fails() {
    const OTHERS: usize = 9;
    let patient = Options { batch_age: Duration::from_secs(60), ..Options::new("sqlite::memory:") };
    let db = Db::open_with(&patient, TABLES).unwrap();
    // Twice, as the second batch after a failure is run more carefully.
    for round in ["first", "second"] {
        let before = db.stats();
        thread::scope(|scope| {
            let (began, begun) = channel();
            let all = &db;
            scope.spawn(move || {
                let (waits, mut began) = (all.clone(), Some(began));
                all.write_now(move |tx| {
                    // It is run again when another one fails, and waits only once.
                    if let Some(began) = began.take() {
                        began.send(()).unwrap();
                        while waits.stats().queued_writes < OTHERS as u64 {
                            thread::yield_now();
                        }
                    }
                    tx.execute("INSERT INTO units (id) VALUES ($1)", &[&round])
                })
                .unwrap();
            });
            begun.recv().unwrap();
            for n in 0..OTHERS {
                scope.spawn(move || {
                    let id = format!("{round} {n}");
                    let result = all.write_now(move |tx| match n % 3 {
                        0 => tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id]).map(drop),
                        1 => {
                            tx.execute("INSERT INTO units (id, parent) VALUES ($1, $2)", &[&id, &round])?;
                            tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id]).map(drop)
                        }
                        _ => Err(Error::Stale),
                    });
                    match n % 3 {
                        0 => assert_eq!(result, Ok(())),
                        1 => assert!(matches!(result, Err(Error::Conflict { .. })), "{result:?}"),
                        _ => assert_eq!(result, Err(Error::Stale)),
                    }
                });
            }
        });
        let after = db.stats();
        assert_eq!((after.writes - before.writes, after.rolled_back - before.rolled_back), (4, 6));
        assert_eq!(after.commits - before.commits, 1, "they shared one commit");
    }
    assert_eq!(count(&db, "units"), 8);
    let orphans = "SELECT count(*) FROM units WHERE parent IS NOT NULL";
    assert_eq!(db.read_now(move |tx| tx.one(orphans, &[], |row| row.get::<i64>(0))), Ok(0));
}

#[test]
fn a_panic_is_an_error_and_the_next_write_goes_on() {
    each("panic", TABLES, |db| {
        let result = db.write_now(|tx| {
            tx.execute("INSERT INTO units (id) VALUES ('a')", &[])?;
            if tx.maybe("SELECT 1", &[], |_| Ok(()))?.is_some() {
                panic!("the pen broke");
            }
            Ok::<(), Error>(())
        });
        assert_eq!(result, Err(Error::Panic("the pen broke".to_owned())));
        db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('b')", &[])).unwrap();
        assert_eq!(count(&db, "units"), 1);
    });
}

#[test]
fn a_conflict_names_what_it_is_about() {
    each("conflict", TABLES, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO people (id, email) VALUES ('a', 'a@x')", &[])).unwrap();
        assert_eq!(conflict(&db, "INSERT INTO people (id, email) VALUES ('b', 'a@x')"), "people.email");
        assert_eq!(conflict(&db, "INSERT INTO people (id, email) VALUES ('a', 'b@x')"), "people.id");
        assert_eq!(conflict(&db, "INSERT INTO people (id) VALUES ('b')"), "people.email");
        assert_eq!(conflict(&db, "UPDATE people SET age = -1"), "age_is_human");
        db.write_now(|tx| tx.execute("INSERT INTO names (name) VALUES ('Ada')", &[])).unwrap();
        assert_eq!(conflict(&db, "INSERT INTO names (name) VALUES ('ADA')"), "names_known");
        db.write_now(|tx| tx.execute("INSERT INTO seats (a, b) VALUES ('a', 1)", &[])).unwrap();
        assert_eq!(conflict(&db, "INSERT INTO seats (a, b) VALUES ('a', 1)"), "seats.a, seats.b");
        assert!(conflict(&db, "UPDATE people SET unit = 'none'").starts_with("foreign key"));
    });
}

#[test]
fn a_stale_change_is_told_apart() {
    each("stale", TABLES, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO people (id, email) VALUES ('a', 'a@x')", &[])).unwrap();
        let change = "UPDATE people SET email = $3, version = version + 1 WHERE id = $1 AND version = $2";
        db.write_now(move |tx| tx.change(change, &[&"a", &1_i64, &"b@x"])).unwrap();
        assert_eq!(db.write_now(move |tx| tx.change(change, &[&"a", &1_i64, &"c@x"])), Err(Error::Stale));
    });
}

#[test]
fn a_failed_statement_spends_the_transaction_unless_it_was_an_attempt() {
    each("attempt", TABLES, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
        let swallowed = db.write_now(|tx| {
            tx.execute("INSERT INTO units (id) VALUES ('b')", &[])?;
            if tx.execute("INSERT INTO units (id) VALUES ('a')", &[]).is_ok() {
                return Err(Error::Stale);
            }
            Ok(())
        });
        assert_eq!(swallowed, Err(Error::Conflict { constraint: "units.id".to_owned() }));
        assert_eq!(count(&db, "units"), 1);
        db.write_now(|tx| {
            for id in ["a", "b", "c"] {
                let tried = tx.attempt(|tx| {
                    tx.execute("INSERT INTO people (id, email) VALUES ($1, $1)", &[&id])?;
                    tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id])
                });
                assert_eq!(tried.is_err(), id == "a");
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!((count(&db, "units"), count(&db, "people")), (3, 2));
    });
}

#[test]
fn a_reader_cannot_write_and_nobody_ends_a_transaction_himself() {
    each("door", TABLES, |db| {
        let error = db.read_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap_err();
        assert_eq!(error, Error::ReadOnly);
        let error = db.write_now(|tx| tx.execute("COMMIT", &[])).unwrap_err();
        assert!(error.to_string().contains("the door itself"), "{error}");
        let inner = db.clone();
        let nested = db.write_now(move |_| inner.write_now(|tx| tx.execute("DELETE FROM units", &[])));
        assert_eq!(nested, Err(Error::Nested));
        assert_eq!(count(&db, "units"), 0);
    });
}

#[test]
fn an_inserted_row_is_answered_and_kept() {
    each("returning", TABLES, |db| {
        let upsert = "INSERT INTO units (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET parent = NULL RETURNING id";
        for _ in 0..2 {
            let id: String = db.write_now(move |tx| tx.one(upsert, &[&"a"], |row| row.get(0))).unwrap();
            assert_eq!(id, "a");
        }
        assert_eq!(count(&db, "units"), 1);
        assert_eq!(
            db.read_now(|tx| tx.one("SELECT id FROM units WHERE id = 'z'", &[], |_| Ok(()))),
            Err(Error::NotFound)
        );
    });
}

#[test]
fn a_rule_that_speaks_at_the_commit_stops_only_its_own_write() {
    each("deferred", TABLES, |db| {
        thread::scope(|scope| {
            for n in 0..20_i64 {
                let db = &db;
                scope.spawn(move || {
                    let seat = db.write_now(move |tx| {
                        tx.execute("INSERT INTO seats (a, b, holder) VALUES ('a', $1, $2)", &[&n, &"nobody"])?;
                        if n % 2 == 0 {
                            tx.execute("UPDATE seats SET holder = NULL WHERE b = $1", &[&n])
                        } else {
                            Ok(0)
                        }
                    });
                    match seat {
                        Err(Error::Conflict { constraint }) if n % 2 == 1 => {
                            assert!(constraint.starts_with("foreign key"), "{constraint}");
                        }
                        other => assert_eq!(other, Ok(1), "{n}"),
                    }
                });
            }
        });
        assert_eq!(count(&db, "seats"), 10);
        db.check().unwrap();
    });
}
