//! Writes and says which writes were answered, so that a harness can cut the power, kill, or fail a sync in between.
//!
//! `witness FILE write COUNT` prints `ID ACK NUMBER` for each answered write; when the database reports itself unavailable it asks for
//! a check and goes on. `witness FILE verify < LINES` fails unless every printed id is there and the file is whole.
//!
//! Example: `strace -qq -f -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=20 witness office.db write 2000`

use std::collections::HashSet;
use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, Error, Migration};

const TABLES: &[Migration] = &[Migration { name: "0001_entries", sql: "CREATE TABLE entries (id TEXT PRIMARY KEY)" }];
const WRITERS: usize = 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [file, "write", count] => write(&Db::open(file, TABLES)?, count.parse()?),
        [file, "verify"] => verify(&Db::open(file, TABLES)?),
        _ => Err("usage: witness FILE write COUNT | witness FILE verify < LINES".into()),
    }
}

fn write(db: &Db, count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let [next, answered, failed, healed] = [const { AtomicUsize::new(0) }; 4];
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    let id = uuid::Uuid::now_v7().to_string();
                    let name = id.clone();
                    match db.write_now(move |tx| tx.execute("INSERT INTO entries (id) VALUES ($1)", &[&id])) {
                        Ok(_) => {
                            let line = format!("{name} ACK {}\n", answered.fetch_add(1, Ordering::Relaxed) + 1);
                            drop(std::io::stdout().lock().write_all(line.as_bytes()));
                        }
                        Err(error) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                            if matches!(error, Error::Unavailable(_)) && db.check().is_ok() {
                                healed.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                    }
                }
            });
        }
    });
    eprintln!("{count} writes, {failed:?} failed, {healed:?} checks passed afterwards, {:?}", db.stats());
    Ok(())
}

fn verify(db: &Db) -> Result<(), Box<dyn std::error::Error>> {
    db.check()?;
    let kept = db.read_now(|tx| tx.query("SELECT id FROM entries", &[], |row| row.get::<String>(0)))?;
    let kept: HashSet<String> = kept.into_iter().collect();
    let answered = std::io::stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
    // A last line without its end was cut while it was printed.
    let ids = answered.iter().filter_map(|line| line.split_once(" ACK ")).map(|(id, _)| id);
    let lost = ids.filter(|id| !kept.contains(*id)).count();
    println!("{} answered, {} kept, {lost} answered and lost", answered.len(), kept.len());
    if lost == 0 { Ok(()) } else { Err("answered writes were lost".into()) }
}
