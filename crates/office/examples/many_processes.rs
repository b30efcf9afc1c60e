//! Measures an office of 2,000 processes in force: the search, everything that is found, and looking at one more version.
//!
//! Absent: HTTP and several people at once. The processes are those of the starter library under other names, each with its own
//! activities; the database is SQLite in a file, as an office has it.

use std::time::{Duration, Instant};

use office::access::{Actor, Holding, Role};
use office::clock::Clock;
use office::config::Config;
use office::failure::Failure;
use office::process::{State, commands, store};
use office::{app, finding, library, search};

/// Processes of the office.
const PROCESSES: usize = 2_000;
/// Written in one transaction.
const AT_ONCE: usize = 50;
/// How often each search is timed; median and slowest count.
const ROUNDS: usize = 51;
/// What people look for: a process, an activity, something that is nowhere, and what is everywhere.
const WORDS: [&str; 5] = ["incident management 17", "register inc", "close", "no such thing", "e"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("mandate-many-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = measure(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome.map_err(|failure| format!("{failure:?}").into())
}

async fn measure(folder: &std::path::Path) -> Result<(), Failure> {
    let config = Config {
        data: folder.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        database: format!("sqlite:{}", folder.join("office.db").display()),
        public_url: "http://localhost".to_owned(),
        smtp: None,
        mail_from: "office@localhost".to_owned(),
        key_file: None,
        demo: false,
    };
    let app = app::open(config, Clock::System)?;
    let actor = Actor {
        person_id: "bench".to_owned(),
        name: "Bench".to_owned(),
        holdings: vec![Holding { role: Role::SmoManager, process_id: None }],
    };
    let begun = Instant::now();
    for first in (0..PROCESSES).step_by(AT_ONCE) {
        let actor = actor.clone();
        let now = app.now();
        app.write(move |tx| {
            for number in first..(first + AT_ONCE).min(PROCESSES) {
                let entries = library::all();
                let mut definition = entries[number % entries.len()].definition.clone();
                definition.name = format!("{} {number}", definition.name);
                let (_, mut version) = commands::add(tx, &actor, now, "core", &definition)?;
                version.number = "1.0".to_owned();
                version.state = State::Published;
                (version.published_at, version.effective_at) = (Some(now), Some(now));
                store::update_version(tx, &version)?;
            }
            Ok(())
        })
        .await?;
    }
    println!("{PROCESSES} processes written in {:.1?}", begun.elapsed());
    let now = app.now();
    let begun = Instant::now();
    app.write(move |tx| finding::commands::gather(tx, now)).await?;
    println!("all of them looked at the first time in {:.1?}", begun.elapsed());
    let begun = Instant::now();
    app.write(move |tx| finding::commands::gather(tx, now)).await?;
    println!("looked at again when nothing changed in {:.1?}", begun.elapsed());
    for words in WORDS {
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..ROUNDS {
            let (actor, begun) = (actor.clone(), Instant::now());
            hits = app.read(move |tx| search::things(tx, &actor, now, words)).await?.len();
            times.push(begun.elapsed());
        }
        println!("search “{words}”: {} ({hits} hits)", told(&mut times));
    }
    let mut times = Vec::new();
    let mut count = 0;
    for _ in 0..5 {
        let (actor, begun) = (actor.clone(), Instant::now());
        count = app.read(move |tx| finding::commands::all(tx, &actor, None)).await?.len();
        times.push(begun.elapsed());
    }
    println!("all {count} findings of the office: {}", told(&mut times));
    Ok(())
}

fn told(times: &mut [Duration]) -> String {
    times.sort_unstable();
    format!("median {:.1?}, slowest {:.1?}", times[times.len() / 2], times[times.len() - 1])
}
