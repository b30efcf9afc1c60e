//! Measures cases on SQLite in a file with a sync for every commit.
//!
//! `cargo run --release -p office --example cases -- steps 20000`: cases with one task for a person, carried by 64 clients at once. Each
//! is begun, its task taken on and done, each an answered transaction of its own, by the commands that the pages use; then the same where
//! whoever begins a case does its task at once. `timers 100000`: timers that are all due at once. `open 1000000 [FOLDER]`: fills an
//! office with open cases, opens it anew and asks for its pages; an office that stands in the folder already is taken as it is.
//!
//! Absent: a network.

mod fixture;
#[path = "../office_of_cases/mod.rs"]
mod office_of_cases;
mod open;
mod steps;

use std::path::PathBuf;

use fixture::Outcome;

/// As the program itself has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            steps::carried(20_000).await?;
            steps::fired(20_000).await
        }
        ["steps", number] => steps::carried(number.parse()?).await,
        ["timers", number] => steps::fired(number.parse()?).await,
        ["fill", number, folder] => open::fill(number.parse()?, &PathBuf::from(folder)).await,
        ["open", number] => {
            let folder = fixture::Folder::new()?;
            open::measure(number.parse()?, folder.path()).await
        }
        ["open", number, folder] => open::measure(number.parse()?, &PathBuf::from(folder)).await,
        _ => Err("say: steps NUMBER, timers NUMBER, or open NUMBER [FOLDER]".into()),
    }
}
