use std::time::Duration;

use super::postgresql::{Server, programs};
use super::{Outcome, Step, machine, sentence, summary};

fn step(name: &'static str, outcome: Outcome) -> Step {
    Step { name, outcome, took: Duration::from_millis(1500) }
}

#[test]
fn the_summary_counts_every_step_and_repeats_why() {
    let steps = [
        step("tidy", Outcome::Passed),
        step("lints", Outcome::Failed("cargo ended with exit status: 1.".to_owned())),
        step("journeys", Outcome::Skipped("Chromium is not installed.".to_owned())),
    ];
    assert_eq!(
        summary(&steps, Duration::from_secs(61)),
        "tidy         passed       1.5 s\n\
         lints        FAILED       1.5 s  cargo ended with exit status: 1.\n\
         journeys     skipped      1.5 s  Chromium is not installed.\n\
         In 61 s.\n\
         steps: 1 passed, 1 failed, 1 skipped\n"
    );
    assert!(sentence(&steps[1]).contains("FAILED"));
}

#[test]
fn a_program_is_found_by_its_name() {
    assert!(machine::program("cargo").is_some());
    assert!(machine::program("no-such-program-anywhere").is_none());
}

#[test]
fn a_server_of_our_own_starts_answers_and_leaves_nothing() {
    if programs().is_none() {
        println!("skipped: PostgreSQL is not installed");
        return;
    }
    let server = Server::start().unwrap();
    let address = server.url().split('@').nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok(), "{address}");
    let folder = server.folder.clone();
    drop(server);
    assert!(std::net::TcpStream::connect(&address).is_err(), "{address}");
    assert!(!folder.exists());
}
