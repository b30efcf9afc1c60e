//! What does not wait for its outcome, and what is content with a snapshot, is kept whole or not at all all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::{TABLES, count};
use crate::testing::each;
use crate::{Backend, Db, Error, Tx};

pub(super) fn guarded<T: Send + 'static>(
    db: &Db,
    f: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(db.write_guarded(f))
}

#[test]
fn a_change_that_nobody_waits_for_is_kept_with_all_others_or_the_commit_says_why_not() {
    each("put", TABLES, |db| {
        db.write_now(|tx| {
            for n in 0..200_i64 {
                tx.put("INSERT INTO units (id) VALUES ($1)", &[&format!("u{n}")])?;
            }
            Ok::<(), Error>(())
        })
        .unwrap();
        assert_eq!(count(&db, "units"), 200);
        let twice = db.write_now(|tx| {
            tx.put("INSERT INTO units (id) VALUES ('new')", &[])?;
            tx.put("INSERT INTO units (id) VALUES ('u7')", &[])
        });
        assert_eq!(twice, Err(Error::Conflict { constraint: "units.id".to_owned() }));
        let wrong = db.write_now(|tx| {
            tx.put("INSERT INTO units (id) VALUES ('u7')", &[])?;
            tx.one("SELECT count(*) FROM units", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(wrong, Err(Error::Conflict { constraint: "units.id".to_owned() }));
        assert_eq!(count(&db, "units"), 200, "nothing of it is there");
        db.write_now(|tx| tx.put("INSERT INTO units (id) VALUES ('after')", &[])).unwrap();
        assert_eq!(count(&db, "units"), 201, "the next one is not harmed");
    });
}

#[test]
fn an_attempt_sees_the_failure_of_a_change_that_nobody_waited_for() {
    each("put in an attempt", TABLES, |db| {
        db.write_now(|tx| tx.put("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
        let told = db.write_now(|tx| {
            tx.put("INSERT INTO units (id) VALUES ('b')", &[])?;
            let told = tx.attempt(|tx| {
                tx.put("INSERT INTO units (id) VALUES ('c')", &[])?;
                tx.put("INSERT INTO units (id) VALUES ('a')", &[])
            });
            tx.put("INSERT INTO units (id) VALUES ('d')", &[])?;
            Ok::<_, Error>(told)
        });
        assert_eq!(told, Ok(Err(Error::Conflict { constraint: "units.id".to_owned() })));
        let ids = db.read_now(|tx| tx.query("SELECT id FROM units ORDER BY id", &[], |row| row.get::<String>(0)));
        assert_eq!(ids.unwrap(), ["a", "b", "d"]);
    });
}

#[test]
fn guarded_writers_of_one_row_miss_nothing() {
    const WRITERS: i64 = 6;
    const STEPS: i64 = 10;
    each("guarded counting", TABLES, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO things (id, n) VALUES ('a', 0)", &[])).unwrap();
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    for _ in 0..STEPS {
                        let step = || {
                            guarded(&db, |tx| {
                                let n: i64 = tx.one("SELECT n FROM things WHERE id = 'a'", &[], |row| row.get(0))?;
                                tx.put("UPDATE things SET n = $1 WHERE id = 'a'", &[&(n + 1)])
                            })
                        };
                        while step() == Err(Error::Busy) {}
                    }
                });
            }
        });
        let n: i64 = db.read_now(|tx| tx.one("SELECT n FROM things", &[], |row| row.get(0))).unwrap();
        assert_eq!(n, WRITERS * STEPS);
    });
}

#[test]
fn a_guarded_write_that_needs_more_is_run_again_as_any_other() {
    each("guarded and more", TABLES, |db| {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let done = guarded(&db, move |tx| {
            counted.fetch_add(1, Ordering::Relaxed);
            tx.put("INSERT INTO units (id) VALUES ('a')", &[])?;
            tx.serializable()?;
            tx.one("SELECT count(*) FROM units", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(done, Ok(1));
        let expected = if db.backend() == Backend::Postgres { 2 } else { 1 };
        assert_eq!(runs.load(Ordering::Relaxed), expected);
        let again = db.write_now(|tx| {
            tx.serializable()?;
            tx.serializable()
        });
        again.expect("any other write is so from the start, and asking again changes nothing");
    });
}

#[test]
fn what_only_a_serializable_write_prevents_is_prevented_where_a_guarded_one_says_so() {
    // Each adds a unit while there is none: only one may find that so.
    each("skew", TABLES, |db| {
        for round in 0..20_i64 {
            db.write_now(|tx| tx.execute("DELETE FROM units", &[])).unwrap();
            thread::scope(|scope| {
                for n in 0..4_i64 {
                    let db = &db;
                    scope.spawn(move || {
                        let add = || {
                            guarded(db, move |tx| {
                                tx.serializable()?;
                                let there: i64 = tx.one("SELECT count(*) FROM units", &[], |row| row.get(0))?;
                                if there == 0 {
                                    tx.put("INSERT INTO units (id) VALUES ($1)", &[&format!("{round}-{n}")])?;
                                }
                                Ok(())
                            })
                        };
                        while add() == Err(Error::Busy) {}
                    });
                }
            });
            assert_eq!(count(&db, "units"), 1, "round {round}");
        }
    });
}

#[test]
fn guarded_writes_that_share_a_commit_are_kept_or_undone_each_by_itself() {
    const CALLERS: i64 = 40;
    each("shared", TABLES, |db| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let outcomes = runtime.block_on(async {
            let mut callers = tokio::task::JoinSet::new();
            for n in 0..CALLERS {
                let db = db.clone();
                callers.spawn(async move {
                    let outcome = db
                        .write_guarded(move |tx| {
                            tx.put("INSERT INTO units (id) VALUES ($1)", &[&format!("u{n}")])?;
                            match n % 5 {
                                // Refused by the closure, by the database at once, and by the database when nobody looks.
                                1 => return Err(Error::NotFound),
                                2 => drop(tx.execute("INSERT INTO units (id) VALUES ($1)", &[&format!("u{n}")])?),
                                3 => tx.put("INSERT INTO units (id) VALUES ($1)", &[&format!("u{n}")])?,
                                4 => tx.serializable()?,
                                _ => {}
                            }
                            tx.one("SELECT count(*) FROM units", &[], |row| row.get::<i64>(0)).map(drop)
                        })
                        .await;
                    (n, outcome)
                });
            }
            callers.join_all().await
        });
        let twice = Error::Conflict { constraint: "units.id".to_owned() };
        for (n, outcome) in outcomes {
            let expected = match n % 5 {
                1 => Err(Error::NotFound),
                2 | 3 => Err(twice.clone()),
                _ => Ok(()),
            };
            assert_eq!(outcome, expected, "{n}");
        }
        assert_eq!(count(&db, "units"), CALLERS * 2 / 5);
        let stats = db.stats();
        assert!(stats.commits <= stats.writes, "{stats:?}");
    });
}

#[test]
fn a_guarded_write_sees_whatever_its_caller_was_answered_before() {
    each("in order", TABLES, |db| {
        thread::scope(|scope| {
            for caller in 0..12_i64 {
                let db = &db;
                scope.spawn(move || {
                    for step in 0..15_i64 {
                        let id = format!("{caller}");
                        let taken = guarded(db, move |tx| {
                            if step == 0 {
                                tx.put("INSERT INTO things (id, n) VALUES ($1, 0)", &[&id])?;
                            }
                            tx.change("UPDATE things SET n = n + 1 WHERE id = $1 AND n = $2", &[&id, &step])
                        });
                        assert_eq!(taken, Ok(()), "step {step} of {caller}");
                    }
                });
            }
        });
    });
}
