//! The hostile world of the example `simulate`, for a few seeds.
//!
//! Absent: the long run, `cargo run --release -p engine --example simulate`. Source: none.

#[path = "../examples/simulate/generate.rs"]
mod generate;
#[path = "../examples/simulate/invariant.rs"]
mod invariant;
#[path = "../examples/simulate/world.rs"]
mod world;

/// Cases that are run.
const SEEDS: u64 = 300;

#[test]
fn nothing_breaks_whatever_happens_to_a_case() {
    let commands: usize =
        (1..=SEEDS).map(|seed| world::live(seed).unwrap_or_else(|sentence| panic!("seed {seed}: {sentence}"))).sum();
    println!("{commands} commands to {SEEDS} cases");
    assert!(commands > 3_000);
}
