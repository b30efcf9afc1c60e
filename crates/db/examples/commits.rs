//! Durable writes per second with 32 writers: group commit against one commit for each write, on the same disk.
//!
//! Run: `cargo run --release -p db --example commits [FOLDER]`. The folder decides which disk is measured; on a disk whose
//! sync costs nothing (memory) there is nothing to share and the ratio tells nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use db::{Db, Error, Migration, Options};

const TABLES: &[Migration] =
    &[Migration { name: "0001_entries", sql: "CREATE TABLE entries (id TEXT PRIMARY KEY, words TEXT NOT NULL)" }];
const WRITERS: usize = 32;
const SECONDS: u64 = 4;
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let place = std::env::args().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let folder = place.join(format!("commits-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let result = compare(&folder);
    std::fs::remove_dir_all(&folder)?;
    result
}

fn compare(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "{WRITERS} writers, {SECONDS} s a round, {ROUNDS} rounds in turn; a sync of 4 KiB takes {:?}",
        sync(folder)?
    );
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let (single, _) = measure(&folder.join(format!("single-{round}.db")), false)?;
        let (grouped, shared) = measure(&folder.join(format!("grouped-{round}.db")), true)?;
        println!(
            "one commit each {single:>8.0}/s   group commit {grouped:>8.0}/s ({shared:.1} writes a commit)   ratio {:.1}",
            grouped / single
        );
        ratios.push(grouped / single);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.1}", ratios[ratios.len() / 2]);
    Ok(())
}

/// What the disk itself takes for a durable append.
fn sync(folder: &Path) -> std::io::Result<Duration> {
    use std::io::Write;
    const SYNCS: u32 = 100;
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let began = Instant::now();
    for _ in 0..SYNCS {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
    }
    Ok(began.elapsed() / SYNCS)
}

/// Answered writes per second, and how many shared a commit; every answered write is counted again in the file.
fn measure(file: &Path, group_commit: bool) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let url = format!("sqlite:{}", file.display());
    let db = Db::open_with(&Options { group_commit, ..Options::new(&url) }, TABLES)?;
    let began = Instant::now();
    let answered: Result<usize, Error> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                scope.spawn({
                    let db = &db;
                    move || write(db, began)
                })
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap_or_else(|_| Err(Error::Panic("a writer".to_owned()))))
            .sum()
    });
    let (answered, seconds) = (answered?, began.elapsed().as_secs_f64());
    let shared = db.stats().writes_per_commit();
    drop(db);
    let again = Db::open(&url, TABLES)?;
    let kept: i64 = again.read_now(|tx| tx.one("SELECT count(*) FROM entries", &[], |row| row.get(0)))?;
    assert_eq!(usize::try_from(kept)?, answered, "every answered write is in the file");
    Ok((answered as f64 / seconds, shared))
}

fn write(db: &Db, began: Instant) -> Result<usize, Error> {
    let mut written = 0;
    while began.elapsed() < Duration::from_secs(SECONDS) {
        let id = uuid::Uuid::now_v7().to_string();
        db.write_now(move |tx| {
            tx.execute("INSERT INTO entries (id, words) VALUES ($1, $2)", &[&id, &"who did what, when and why"])
        })?;
        written += 1;
    }
    Ok(written)
}
