//! A database in a file: snapshots, backups, full disks, and what is there after opening it again.

use std::sync::mpsc::channel;
use std::time::Duration;

use super::{Folder, TABLES, count};
use crate::{Db, Error, Options};

#[test]
fn a_reader_sees_its_snapshot_while_writes_go_on() {
    let folder = Folder::new("snapshot");
    let db = folder.open();
    db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
    let (started, start) = channel();
    let (finish, finished) = channel();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            db.read_now(move |tx| {
                let sql = "SELECT count(*) FROM units";
                let before = tx.one(sql, &[], |row| row.get::<i64>(0))?;
                started.send(()).unwrap();
                finished.recv_timeout(Duration::from_secs(20)).unwrap();
                let after = tx.one(sql, &[], |row| row.get::<i64>(0))?;
                Ok::<_, Error>((before, after))
            })
        });
        start.recv().unwrap();
        db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('b')", &[])).unwrap();
        assert_eq!(count(&db, "units"), 2, "another reader sees the new state");
        finish.send(()).unwrap();
        assert_eq!(reader.join().unwrap(), Ok((1, 1)));
    });
}

#[test]
fn readers_do_not_wait_for_a_write_that_takes_long() {
    let folder = Folder::new("long-write");
    let db = folder.open();
    let (started, start) = channel();
    let (finish, finished) = channel::<()>();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            db.write_now(move |tx| {
                tx.execute("INSERT INTO units (id) VALUES ('a')", &[])?;
                started.send(()).unwrap();
                finished.recv_timeout(Duration::from_secs(20)).unwrap();
                Ok::<_, Error>(())
            })
        });
        start.recv().unwrap();
        assert_eq!(count(&db, "units"), 0);
        finish.send(()).unwrap();
        writer.join().unwrap().unwrap();
    });
    assert_eq!(count(&db, "units"), 1);
}

#[test]
fn what_was_answered_is_there_after_opening_again() {
    let folder = Folder::new("again");
    for round in 1..=3 {
        let db = folder.open();
        db.write_now(move |tx| tx.execute("INSERT INTO units (id) VALUES ($1)", &[&format!("{round}")])).unwrap();
        assert_eq!(count(&db, "units"), round);
        db.check().unwrap();
    }
}

#[test]
fn a_backup_is_a_whole_database_and_never_overwrites() {
    let folder = Folder::new("backup");
    for db in [folder.open(), Db::open("sqlite::memory:", TABLES).unwrap()] {
        db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
        let target = folder.file("copy.db");
        db.backup_to(&target).unwrap();
        assert!(matches!(db.backup_to(&target), Err(Error::Damage(_))));
        let copy = Db::open(&format!("sqlite:{}", target.display()), TABLES).unwrap();
        copy.check().unwrap();
        assert_eq!(count(&copy, "units"), 1);
        drop(copy);
        std::fs::remove_file(target).unwrap();
    }
    assert!(folder.open().backup_to(&folder.file("none/copy.db")).is_err());
}

#[test]
fn a_full_disk_is_told_reads_go_on_and_space_heals() {
    let folder = Folder::new("full");
    let db = folder.open();
    db.write_now(|tx| tx.control("PRAGMA max_page_count = 40")).unwrap();
    let fill = |db: &Db| {
        db.write_now(|tx| tx.execute("INSERT INTO things (id, raw) VALUES ('big', $1)", &[&vec![1_u8; 400_000]]))
    };
    assert_eq!(fill(&db), Err(Error::DiskFull));
    assert_eq!(count(&db, "things"), 0);
    db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('small')", &[])).unwrap();
    db.write_now(|tx| tx.control("PRAGMA max_page_count = 10000")).unwrap();
    assert_eq!(fill(&db), Ok(1));
    db.check().unwrap();
}

#[test]
fn after_a_lost_commit_nothing_is_written_until_a_check_passes() {
    let folder = Folder::new("lost");
    let db = folder.open();
    let write =
        |db: &Db, id: &'static str| db.write_now(move |tx| tx.execute("INSERT INTO units (id) VALUES ($1)", &[&id]));
    write(&db, "a").unwrap();
    db.break_for_test("the disk did not answer");
    assert!(matches!(write(&db, "b"), Err(Error::Unavailable(why)) if why.contains("the disk did not answer")));
    assert_eq!(count(&db, "units"), 1, "reads go on");
    db.check().unwrap();
    write(&db, "c").unwrap();
    assert_eq!(count(&db, "units"), 2);
}

#[test]
fn damage_is_found_by_the_check() {
    let folder = Folder::new("damage");
    let db = folder.open();
    db.write_now(|tx| {
        tx.control("PRAGMA ignore_check_constraints = ON")?;
        tx.execute("INSERT INTO people (id, email, age) VALUES ('a', 'a@x', -5)", &[])
    })
    .unwrap();
    let error = db.check().unwrap_err();
    assert!(error.to_string().contains("CHECK constraint failed in people"), "{error}");
}

#[test]
fn a_full_queue_is_told_at_once() {
    let options = Options { queue: 1, ..Options::default() };
    let db = Db::open_with(&options, TABLES).unwrap();
    let (started, start) = channel();
    let (finish, finished) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            db.write_now(move |_| {
                started.send(()).unwrap();
                finished.recv_timeout(Duration::from_secs(20)).unwrap();
                Ok::<_, Error>(())
            })
            .unwrap();
        });
        start.recv().unwrap();
        scope.spawn(|| db.write_now(|_| Ok::<_, Error>(())).unwrap());
        while db.stats().queued_writes == 0 {
            std::thread::yield_now();
        }
        assert_eq!(db.write_now(|_| Ok::<_, Error>(())), Err(Error::Busy));
        finish.send(()).unwrap();
    });
    assert_eq!(db.stats().refused, 1);
}

#[test]
fn a_place_that_cannot_be_opened_is_named() {
    let cases = [
        ("/nowhere/at/all/office.db", "/nowhere/at/all/office.db"),
        ("mysql://x", "begins with mysql:"),
        ("sqlite:", "is empty"),
        ("", "is empty"),
        ("postgres://u:secret@127.0.0.1:1/x?sslmode=sometimes", "sslmode"),
        ("postgres://u:secret@127.0.0.1:1/x?schema=No", "schema"),
        ("postgres://u:secret@127.0.0.1:1/x?sslmode=disable", "refused"),
        ("postgres://u:secret@127.0.0.1:1/x?sslrootcert=/none.pem", "/none.pem"),
    ];
    for (url, expected) in cases {
        let error = Db::open(url, TABLES).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected) && !error.contains("secret"), "{url}: {error}");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new("text");
    std::fs::write(folder.file("office.db"), "these are the minutes of a meeting, at some length").unwrap();
    let error = Db::open(folder.file("office.db").to_str().unwrap(), TABLES).err().unwrap();
    assert!(matches!(&error, Error::Unavailable(why) if why.contains("not a database")), "{error}");
}

#[test]
fn every_database_in_memory_is_its_own_and_opens_fast() {
    let began = std::time::Instant::now();
    for _ in 0..100 {
        let db = Db::open("sqlite::memory:", TABLES).unwrap();
        db.write_now(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).unwrap();
    }
    println!("100 databases opened, written and closed in {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn both_doors_serve_asynchronous_callers() {
    let db = Db::open("sqlite::memory:", TABLES).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let counted = runtime.block_on(async {
        db.write(|tx| tx.execute("INSERT INTO units (id) VALUES ('a')", &[])).await?;
        db.read(|tx| tx.one("SELECT count(*) FROM units", &[], |row| row.get::<i64>(0))).await
    });
    assert_eq!(counted, Ok::<_, Error>(1));
}
