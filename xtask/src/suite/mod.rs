//! `cargo xtask test`: everything we promise, checked, step by step, with its seconds; whatever is missing is installed or named.
//!
//! A step that fails does not stop the others, unless they need it. Absent: release builds and long runs (`crash`,
//! `powercut`, `bench` are commands of their own).

mod machine;
pub mod postgresql;
mod steps;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::{Duration, Instant};

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// With what was wrong, in a sentence.
    Failed(String),
    /// With what is missing, in a sentence.
    Skipped(String),
}

/// One finished step.
#[derive(Clone, Debug)]
struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// Runs every step on the repository at `root`.
///
/// # Errors
/// When any step failed.
pub fn run(root: &Path) -> Result<(), String> {
    let begin = Instant::now();
    machine::provide();
    let mut done: Vec<Step> = Vec::new();
    for (name, step) in steps::ALL {
        println!("\n── {name}");
        let begin = Instant::now();
        let outcome = step(root);
        let step = Step { name, outcome, took: begin.elapsed() };
        println!("{}", sentence(&step));
        done.push(step);
    }
    print!("\n{}", summary(&done, begin.elapsed()));
    if done.iter().any(|step| matches!(step.outcome, Outcome::Failed(_))) {
        return Err("not everything holds; see above.".to_owned());
    }
    Ok(())
}

/// One line about a step.
fn sentence(step: &Step) -> String {
    let seconds = step.took.as_secs_f64();
    match &step.outcome {
        Outcome::Passed => format!("{:<12} passed   {seconds:>7.1} s", step.name),
        Outcome::Failed(why) => format!("{:<12} FAILED   {seconds:>7.1} s  {why}", step.name),
        Outcome::Skipped(why) => format!("{:<12} skipped  {seconds:>7.1} s  {why}", step.name),
    }
}

/// Every step again, and how many ended how.
fn summary(steps: &[Step], took: Duration) -> String {
    let count = |wanted: fn(&Outcome) -> bool| steps.iter().filter(|step| wanted(&step.outcome)).count();
    let passed = count(|outcome| matches!(outcome, Outcome::Passed));
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let lines: String = steps.iter().map(|step| sentence(step) + "\n").collect();
    format!("{lines}In {:.0} s.\nsteps: {passed} passed, {failed} failed, {skipped} skipped\n", took.as_secs_f64())
}
