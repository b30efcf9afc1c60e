//! Runs cases of processes by chance in a hostile world: `cargo run --release -p engine --example simulate -- COMMANDS [SEED]`.
//!
//! Stops with 1 at the first thing that does not hold, and says what, in which process and state. Absent: a clock. Source: none.

mod generate;
mod invariant;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().ok());
    let wanted = arguments.next().flatten().unwrap_or(1_000_000);
    let first = arguments.next().flatten().unwrap_or(1);
    let (mut commands, mut cases, mut seed) = (0_u64, 0_u64, first);
    while commands < wanted {
        match world::live(seed) {
            Ok(taken) => commands += taken as u64,
            Err(sentence) => {
                eprintln!("seed {seed}: {sentence}");
                return ExitCode::FAILURE;
            }
        }
        (cases, seed) = (cases + 1, seed + 1);
    }
    println!(
        "{commands} commands to {cases} cases of {cases} processes, seeds {first} to {}: nothing broken",
        seed - 1
    );
    ExitCode::SUCCESS
}
