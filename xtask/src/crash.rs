//! `cargo xtask crash`: kills the real program again and again while 16 writers write, and looks for what was lost or doubled.
//!
//! Each writer proposes improvements over the API, each with an idempotency key of its own, and notes what was answered. The
//! program is killed by `SIGKILL` at a random moment and started again. Then every answered proposal must still be there,
//! each unanswered one must be there once after it was sent again, and the journal must verify. Absent: the loss of what the
//! kernel had not written yet (`cargo xtask powercut`).

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::chance::Chance;
use crate::office::http::{Connection, Reply, Request};
use crate::office::{self, Office};
use crate::options::Options;

/// Writers at once.
const WRITERS: usize = 16;

/// The shortest and the longest life of the program in a round, milliseconds.
const LIFE_MS: (u64, u64) = (50, 600);

/// The longest time until the program is back, seconds.
const BACK_S: f64 = 5.0;

/// Who writes.
const WRITER: &str = "Marek Nowak";

/// What became of the proposals of a round: those that were answered, with their id, and the keys of the others.
#[derive(Default)]
struct Noted {
    answered: Vec<(String, String)>,
    unsure: Vec<String>,
}

/// What was found over all rounds.
#[derive(Default)]
struct Found {
    answered: u64,
    sent_again: u64,
    lost: u64,
    doubled: u64,
    slowest_s: f64,
}

/// Runs `--rounds N` rounds (100 when not said), with `--seed N`, on `--binary PATH` or the development build.
///
/// # Errors
/// When something was lost or doubled, the program came back too late, or the journal does not verify.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let options = Options::read(arguments, &["rounds", "seed", "binary"])?;
    let rounds = options.number("rounds", 100)?;
    let mut chance = Chance::of(options.number("seed", 1)?);
    let binary = office::binary(root, options.text("binary"), false)?;
    let folder = office::folder(root, "crash")?;
    let outcome = all_rounds(&binary, &folder, rounds, &mut chance);
    if outcome.is_ok() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    } else {
        println!("The office remains in {}.", folder.display());
    }
    outcome
}

fn all_rounds(binary: &Path, folder: &Path, rounds: u64, chance: &mut Chance) -> Result<(), String> {
    let mut found = Found::default();
    let office = Office::demo(binary, folder)?;
    let cookie = office.sign_in(WRITER)?;
    let mut expected = total(&mut office.connect()?, &cookie)?;
    drop(office);
    for round in 1..=rounds {
        let office = Office::demo(binary, folder)?;
        let noted =
            write_until_killed(office, &cookie, round, Duration::from_millis(chance.between(LIFE_MS.0, LIFE_MS.1)));
        let office = Office::demo(binary, folder)?;
        found.slowest_s = found.slowest_s.max(office.ready_after.as_secs_f64());
        expected += (noted.answered.len() + noted.unsure.len()) as u64;
        look(&office, &cookie, &noted, expected, &mut found)?;
        if round % 10 == 0 || round == rounds {
            println!("round {round}: {} answered, {} lost, {} doubled", found.answered, found.lost, found.doubled);
        }
    }
    verify(binary, folder)?;
    println!(
        "{rounds} rounds with {WRITERS} writers: {} answered writes, {} sent again; lost {}, doubled {}; \
         back after {:.2} s at the slowest; the journal verifies",
        found.answered, found.sent_again, found.lost, found.doubled, found.slowest_s
    );
    if found.lost + found.doubled > 0 {
        return Err("writes were lost or doubled.".to_owned());
    }
    if found.slowest_s > BACK_S {
        return Err(format!("the program took more than {BACK_S} s to come back."));
    }
    Ok(())
}

/// Lets the writers write until the program is killed.
fn write_until_killed(office: Office, cookie: &str, round: u64, life: Duration) -> Noted {
    let noted = Mutex::new(Noted::default());
    let over = AtomicBool::new(false);
    let port = office.port();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (noted, over) = (&noted, &over);
            scope.spawn(move || {
                let Ok(mut line) = Connection::open(port) else { return };
                for number in 0u64.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let key = format!("crash-{round}-{writer}-{number}");
                    let reply = line.send(&proposal(cookie, &key));
                    let mut noted = noted.lock().expect("no writer panics while it notes");
                    match reply.as_ref().ok().and_then(accepted) {
                        Some(id) => noted.answered.push((key, id)),
                        None => noted.unsure.push(key),
                    }
                    if reply.is_err() {
                        return;
                    }
                }
            });
        }
        std::thread::sleep(life);
        office.kill();
        over.store(true, Ordering::Relaxed);
    });
    noted.into_inner().expect("no writer panics while it notes")
}

fn proposal(cookie: &str, key: &str) -> Request {
    let body = format!("{{\"title\":\"{key}\",\"description\":\"Written while the power fails.\"}}");
    Request::post("/api/improvements").with("Cookie", cookie).with("Idempotency-Key", key).json(&body)
}

/// The id of the proposal that an answer confirms.
fn accepted(reply: &Reply) -> Option<String> {
    matches!(reply.status, 200 | 201).then(|| reply.text("id").map(str::to_owned)).flatten()
}

/// Sends again what was not answered, then looks for each answered proposal and counts them all.
fn look(office: &Office, cookie: &str, noted: &Noted, expected: u64, found: &mut Found) -> Result<(), String> {
    let mut line = office.connect()?;
    for key in &noted.unsure {
        let reply = line.send(&proposal(cookie, key))?;
        if accepted(&reply).is_none() {
            return Err(format!("{key} was refused when it was sent again: {} {}", reply.status, reply.body));
        }
    }
    for (key, id) in &noted.answered {
        let reply = line.send(&Request::get(&format!("/api/improvements/{id}")).with("Cookie", cookie))?;
        if reply.status != 200 || reply.text("title") != Some(key) {
            println!("lost: {key} ({id}), answered and now {}", reply.status);
            found.lost += 1;
        }
    }
    let there = total(&mut line, cookie)?;
    found.doubled += there.saturating_sub(expected);
    if there < expected {
        println!("{there} improvements are there and {expected} should be");
        found.lost += expected - there;
    }
    found.answered += noted.answered.len() as u64;
    found.sent_again += noted.unsure.len() as u64;
    Ok(())
}

/// How many improvements there are.
fn total(line: &mut Connection, cookie: &str) -> Result<u64, String> {
    let reply = line.send(&Request::get("/api/improvements").with("Cookie", cookie))?;
    reply
        .number("total")
        .ok_or_else(|| format!("The list of improvements has no total: {} {}", reply.status, reply.body))
}

/// Lets the program verify its own journal.
fn verify(binary: &Path, folder: &Path) -> Result<(), String> {
    let output = Command::new(binary).arg("verify").arg("--data").arg(folder).output();
    let output = output.map_err(|error| format!("{} could not be started: {error}.", binary.display()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("the journal does not verify: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
