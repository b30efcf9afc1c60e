//! Automation for whoever works on Mandate: `test`, `tidy`, `crash`, `powercut`, `bench`.

mod bench;
mod crash;
mod office;
mod options;
mod suite;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const MANUAL: &str = "\
cargo xtask COMMAND

  test      Check everything we promise: formatting, lints, tidy, tests on SQLite and PostgreSQL, browser journeys, crashes.
            On Debian as root it installs what is missing; elsewhere it says what it skipped and why.
  tidy      Check the rules of the house that a program can check. Takes a second.
  crash     Kill the program while 16 people write, and look for what was answered and is lost or doubled.
            --rounds N (100)  --seed N (1)  --binary PATH (the development build)
            crash cases: kill it between the steps of twelve reference processes, and compare how their cases end.
            --rounds N (50)  --seed N (1)  --binary PATH (the development build)
            crash nodes: kill one of two nodes over PostgreSQL, and measure how soon the other goes on with its work.
            --rounds N (20)  --seed N (1)  --binary PATH (the development build)
  powercut  Cut the power of the program at many points of a working day, and look for what was answered and is gone;
            then break things on purpose, to see that the checks see it. Needs strace.
            --points N (1000)  --seed N (1)  --binary PATH (the development build)
  bench     Measure start, memory, page reads, durable writes and the import, as a table;
            --seconds N (10 each)  --binary PATH (a release build)
            bench mining: the questions a log is asked, beside pm4py, DuckDB, Polars, process_mining and ocel-mine.
            --events N (1000000)  --many N (10000000)  --figures PATH (a release build)
            bench nodes: cases on PostgreSQL, begun, taken on and done by one node and by several.
            --cases N (10000)  --nodes N (2)
            bench engine: cases of a straight process in memory, beside SpiffWorkflow and bpmn-engine.
            bench cases: steps of cases on SQLite, timers due at once, and a million open cases; or one of them:
            steps N, timers N, open N [FOLDER]
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["test"] => suite::run(&root()),
        ["tidy"] => tidy::run(&root()),
        ["crash", "cases", rest @ ..] => crash::cases(&root(), rest),
        ["crash", "nodes", rest @ ..] => crash::nodes(&root(), rest),
        ["crash", rest @ ..] => crash::kill(&root(), rest),
        ["powercut", rest @ ..] => crash::cut_power(&root(), rest),
        ["bench", rest @ ..] => bench::run(&root(), rest),
        ["help" | "--help" | "-h"] => {
            print!("{MANUAL}");
            Ok(())
        }
        _ => Err(format!("“{}” is no command.\n\n{MANUAL}", arguments.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_owned()
}
