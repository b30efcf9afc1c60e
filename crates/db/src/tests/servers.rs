//! What only a server can do to a caller: conflicts, lost connections, unfamiliar types.

use std::thread;
use std::time::Duration;

use super::TABLES;
use super::waiting::guarded;
use crate::testing::{POSTGRES, Schema, each};
use crate::{Db, Error, Options};

/// Opens a schema with one writing connection of each kind, which has patience with its work, where there is a server.
fn server(name: &str) -> Option<(Schema, Db)> {
    server_with(name, Duration::from_secs(3_600))
}

fn server_with(name: &str, guarded_patience: Duration) -> Option<(Schema, Db)> {
    let Ok(url) = std::env::var(POSTGRES) else {
        println!("{name}: skipped; set {POSTGRES} to the URL of a server");
        return None;
    };
    let schema = Schema::open(name, &url, TABLES);
    let options = Options { readers: 1, writers: 1, guarded_writers: 1, guarded_patience, ..Options::new(&schema.url) };
    let db = Db::open_with(&options, TABLES).unwrap();
    Some((schema, db))
}

#[test]
fn counting_at_the_same_time_misses_nothing() {
    const WRITERS: i64 = 8;
    const STEPS: i64 = 10;
    each("counting", TABLES, |db| {
        db.write_now(|tx| tx.execute("INSERT INTO things (id, n) VALUES ('a', 0)", &[])).unwrap();
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    for _ in 0..STEPS {
                        // Read, think, write: two at once would lose a step without serializable transactions.
                        let step = || {
                            db.write_now(|tx| {
                                let n: i64 = tx.one("SELECT n FROM things WHERE id = 'a'", &[], |row| row.get(0))?;
                                tx.execute("UPDATE things SET n = $1 WHERE id = 'a'", &[&(n + 1)])
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
fn a_server_is_opened_and_examined_from_within_asynchronous_work() {
    let Some((schema, _)) = server("within") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(&schema.url, TABLES).unwrap();
        db.check().unwrap();
        db.answers().await.unwrap();
    });
}

#[test]
fn a_connection_that_was_cut_is_replaced_without_the_caller_noticing() {
    let Some((schema, db)) = server("cut") else { return };
    let pid: i64 = db.write_now(|tx| tx.one("SELECT pg_backend_pid()", &[], |row| row.get(0))).unwrap();
    let cut =
        move |tx: &mut crate::Tx<'_>| tx.one("SELECT pg_terminate_backend($1)", &[&pid], |row| row.get::<bool>(0));
    assert!(schema.db.read_now(cut).unwrap());
    db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
    let other: i64 = db.write_now(|tx| tx.one("SELECT pg_backend_pid()", &[], |row| row.get(0))).unwrap();
    assert_ne!(pid, other);
}

#[test]
fn a_connection_that_is_always_cut_is_told() {
    let Some((_schema, db)) = server("always cut") else { return };
    let cut = db.write_now(|tx| {
        tx.execute("INSERT INTO units (id) VALUES ('a')", &[])?;
        tx.execute("SELECT pg_terminate_backend(pg_backend_pid())", &[])
    });
    assert!(matches!(&cut, Err(Error::Unavailable(_))), "{cut:?}");
    assert_eq!(super::count(&db, "units"), 0);
}

#[test]
fn a_type_that_does_not_pass_the_door_is_named() {
    let Some((_schema, db)) = server("types") else { return };
    let error = db.read_now(|tx| tx.one("SELECT 1.5", &[], |row| row.get::<f64>(0))).unwrap_err();
    assert!(error.to_string().contains("it is numeric; cast it"), "{error}");
    let error = db.read_now(|tx| tx.query("SELECT id FROM things WHERE n = $1", &[&"x"], |_| Ok(()))).unwrap_err();
    assert!(error.to_string().contains("text was bound where the server wants int8"), "{error}");
}

/// What a guarded write of a queue does, by its number: it is kept, fails after it wrote, breaks a rule, or fails before it wrote.
fn one_of_many(tx: &mut crate::Tx<'_>, id: &str, n: usize) -> Result<(), Error> {
    let insert = |tx: &mut crate::Tx<'_>| tx.put("INSERT INTO units (id) VALUES ($1)", &[&id]);
    match n % 4 {
        0 => insert(tx),
        1 => {
            insert(tx)?;
            Err(Error::Stale)
        }
        2 => {
            insert(tx)?;
            insert(tx)
        }
        _ => Err(Error::NotFound),
    }
}

#[test]
fn guarded_writes_that_share_a_commit_are_kept_or_undone_each_for_itself() {
    const OTHERS: usize = 8;
    let Some((_schema, db)) = server("guarded together") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    // Twice, as the batches after a failure are run more carefully.
    for round in ["first", "second"] {
        let before = db.stats();
        runtime.block_on(async {
            let (waits, all) = (db.clone(), db.clone());
            let (began, begun) = tokio::sync::oneshot::channel();
            let mut began = Some(began);
            let first = tokio::spawn(async move {
                all.write_guarded(move |_| {
                    if let Some(began) = began.take() {
                        began.send(()).unwrap();
                    }
                    while waits.stats().queued_writes < OTHERS as u64 {
                        thread::yield_now();
                    }
                    Ok::<(), Error>(())
                })
                .await
            });
            begun.await.unwrap();
            let others: Vec<_> = (0..OTHERS)
                .map(|n| {
                    let (all, id) = (db.clone(), format!("{round} {n}"));
                    tokio::spawn(async move { all.write_guarded(move |tx| one_of_many(tx, &id, n)).await })
                })
                .collect();
            first.await.unwrap().unwrap();
            for (n, other) in others.into_iter().enumerate() {
                let result = other.await.unwrap();
                match n % 4 {
                    0 => assert_eq!(result, Ok(())),
                    1 => assert_eq!(result, Err(Error::Stale)),
                    2 => assert!(matches!(result, Err(Error::Conflict { .. })), "{result:?}"),
                    _ => assert_eq!(result, Err(Error::NotFound)),
                }
            }
        });
        let after = db.stats();
        assert_eq!((after.writes - before.writes, after.rolled_back - before.rolled_back), (3, 6));
    }
    assert_eq!(super::count(&db, "units"), 4);
}

#[test]
fn a_guarded_write_that_is_held_up_holds_up_nobody_who_comes_later() {
    let Some((_schema, db)) = server_with("held_up", Duration::from_millis(100)) else { return };
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (end, may_end) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        let held_up = scope.spawn(|| {
            guarded(&db, move |_| {
                begun.send(()).expect("somebody waits");
                may_end.recv_timeout(Duration::from_secs(30)).map_err(|_| Error::Busy)
            })
        });
        has_begun.recv().expect("it begins");
        thread::sleep(Duration::from_millis(300));
        for n in 0..40 {
            let id = format!("later {n}");
            guarded(&db, move |tx| tx.put("insert into units (id) values ($1)", &[&id])).expect("it is written");
        }
        end.send(()).expect("it waits");
        assert_eq!(held_up.join().expect("no panic"), Ok(()));
    });
    assert_eq!(super::count(&db, "units"), 40);
}
