//! The steps of `cargo xtask test`, in order.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Outcome::{self, Failed, Passed, Skipped};
use super::machine;
use super::postgresql::Server;
use crate::{crash, office, tidy};

/// The variable that names a PostgreSQL server for tests; crate `db` reads it.
const POSTGRES: &str = "MANDATE_TEST_POSTGRES";

/// How often the program is killed here, and how often its power is cut; `cargo xtask crash` and `powercut` do more.
const CRASH_ROUNDS: &str = "5";
const CASE_ROUNDS: &str = "2";
const CUT_POINTS: &str = "20";

/// The file in `node_modules` that says for which lock file it was installed.
const STAMP: &str = "installed-lock.json";

/// Checks one thing on the repository at a root.
type Check = fn(&Path) -> Outcome;

/// Each step with its name.
pub const ALL: &[(&str, Check)] = &[
    ("formatting", formatting),
    ("tidy", house_rules),
    ("lints", lints),
    ("scripts", scripts),
    ("binary", binary),
    ("examples", documentation),
    ("tests", tests),
    ("crash", crashes),
    ("crash of cases", case_crashes),
    ("power cut", power_cuts),
    ("journeys", journeys),
];

fn formatting(root: &Path) -> Outcome {
    cargo(root, &["fmt", "--all", "--check"])
}

fn house_rules(root: &Path) -> Outcome {
    tidy::run(root).map_or_else(Failed, |()| Passed)
}

fn lints(root: &Path) -> Outcome {
    cargo(root, &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"])
}

/// Type-checks the scripts of the pages.
fn scripts(root: &Path) -> Outcome {
    match packages(root) {
        Ok(()) => ran(Command::new("npm").args(["run", "--silent", "check"]).current_dir(root.join("browser"))),
        Err(outcome) => outcome,
    }
}

/// Every test of every crate, on SQLite and, where there is a server, on PostgreSQL.
fn tests(root: &Path) -> Outcome {
    let has_nextest =
        Command::new("cargo").args(["nextest", "--version"]).output().is_ok_and(|output| output.status.success());
    let arguments: &[&str] = if has_nextest {
        &["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--status-level", "fail", "--cargo-quiet"]
    } else {
        &["test", "--workspace", "--locked", "--no-fail-fast", "--quiet", "--all-targets"]
    };
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root);
    if std::env::var_os(POSTGRES).is_some() {
        println!("PostgreSQL: the server that {POSTGRES} names");
        return ran(&mut command);
    }
    match Server::start() {
        Ok(server) => {
            println!("PostgreSQL: a server of our own, for this run");
            ran(command.env(POSTGRES, server.url()))
        }
        Err(why) => {
            let outcome = ran(&mut command);
            println!("PostgreSQL skipped: {why}");
            if outcome == Passed {
                Skipped(format!("passed on SQLite; PostgreSQL was not tried: {why}"))
            } else {
                outcome
            }
        }
    }
}

/// The examples in the documentation of the crates.
fn documentation(root: &Path) -> Outcome {
    cargo(root, &["test", "--workspace", "--doc", "--locked", "--quiet"])
}

fn binary(root: &Path) -> Outcome {
    cargo(root, &["build", "--package", "office", "--bin", "mandate", "--locked", "--quiet"])
}

/// Walks through the product in a browser, with an accessibility scan of every kind of page.
fn journeys(root: &Path) -> Outcome {
    let Some(chromium) = machine::chromium() else {
        let why = "Chromium is not installed (Debian: apt-get install chromium; elsewhere name one by CHROMIUM).";
        return Skipped(why.to_owned());
    };
    if let Err(outcome) = packages(root) {
        return outcome;
    }
    let mandate = match office::binary(root, None, false) {
        Ok(mandate) => mandate,
        Err(why) => return Failed(why),
    };
    let mut node = Command::new("node");
    node.args(["--test-reporter=spec", "tests/browser/run.mjs"]).current_dir(root);
    node.env("CHROMIUM", chromium).env("MANDATE_BINARY", mandate);
    node.env("MANDATE_SCREENSHOTS", root.join("target/screenshots"));
    ran(&mut node)
}

/// Installs the packages of `browser/package-lock.json` into `browser/node_modules`, once per lock file.
fn packages(root: &Path) -> Result<(), Outcome> {
    if machine::program("npm").is_none() {
        return Err(Skipped("Node.js with npm is not installed (Debian: apt-get install nodejs npm).".to_owned()));
    }
    let browser = root.join("browser");
    let lock = browser.join("package-lock.json");
    let stamp: PathBuf = browser.join("node_modules").join(STAMP);
    let wanted = std::fs::read(&lock).map_err(|error| Failed(format!("{}: {error}", lock.display())))?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&browser);
    match ran(&mut npm) {
        Passed => std::fs::write(&stamp, wanted).map_err(|error| Failed(format!("{}: {error}", stamp.display()))),
        outcome => Err(outcome),
    }
}

/// Kills the program a few times while it is written to.
fn crashes(root: &Path) -> Outcome {
    if machine::program("python3").is_none() {
        return Skipped("Python 3 is not installed (Debian: apt-get install python3).".to_owned());
    }
    crash::kill(root, &["--rounds", CRASH_ROUNDS]).map_or_else(Failed, |()| Passed)
}

/// Kills the program a few times between the steps of its cases.
fn case_crashes(root: &Path) -> Outcome {
    if machine::program("python3").is_none() {
        return Skipped("Python 3 is not installed (Debian: apt-get install python3).".to_owned());
    }
    crash::cases(root, &["--rounds", CASE_ROUNDS]).map_or_else(Failed, |()| Passed)
}

/// Cuts the power of the program at a few points of a day, where its calls can be recorded.
fn power_cuts(root: &Path) -> Outcome {
    if machine::program("python3").is_none() || machine::program("strace").is_none() {
        return Skipped("Python 3 or strace is not installed (Debian: apt-get install python3 strace).".to_owned());
    }
    crash::cut_power(root, &["--points", CUT_POINTS]).map_or_else(Failed, |()| Passed)
}

fn cargo(root: &Path, arguments: &[&str]) -> Outcome {
    ran(Command::new("cargo").args(arguments).current_dir(root))
}

/// Runs a command with its output on ours.
fn ran(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Passed,
        Ok(status) => Failed(format!("{name} ended with {status}.")),
        Err(error) => Failed(format!("{name} could not be started: {error}.")),
    }
}
