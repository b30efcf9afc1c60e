//! What must not matter does not: the order of rows, where a log is cut in two, and rows that come twice.
//!
//! Logs made by chance, with instants that differ within a case (rows of one instant keep the order of the file, by rule).

mod told;

use mining::{EventLog, Groups, Limits, Mapping, Mode, Part, TimeFormat};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use told::{Dice, first_difference, told, ways};

/// The rows of a log without its header.
fn rows(dice: &mut Dice) -> Vec<String> {
    let mut rows = Vec::new();
    for case in 0..40 + dice.below(60) {
        for step in 0..1 + dice.below(8) {
            let activity = ["Register", "Diagnose", "Wait", "Resolve", "Close"][dice.below(5)];
            let group = ["Desk", "Network", "Database", ""][dice.below(4)];
            let minute = dice.below(60);
            rows.push(format!(
                "INC{case},{activity},2026-{:02}-02 {:02}:{minute:02}:00,{group}",
                1 + case % 12,
                8 + step
            ));
        }
    }
    rows
}

fn import(rows: &[String]) -> (EventLog, u64) {
    let mut mapping = Mapping::events("case", "activity", "time", TimeFormat::YearMonthDay);
    mapping.resource = Some("group".to_owned());
    let text = format!("case,activity,time,group\n{}\n", rows.join("\n"));
    let go = |_| ControlFlow::Continue(());
    let imported = mining::import_csv(text.as_bytes(), &mapping, &go, Mode::AllOrNothing, &Limits::default());
    let imported = imported.expect("imports");
    (imported.log, imported.report.duplicates)
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut dice = Dice(3);
    for round in 0..20 {
        let mut rows = rows(&mut dice);
        let before = told(&import(&rows).0);
        dice.shuffle(&mut rows);
        let after = told(&import(&rows).0);
        assert!(before == after, "round {round}:\n{}", first_difference(&before, &after));
    }
}

#[test]
fn rows_that_come_twice_change_nothing_and_are_counted() {
    let mut dice = Dice(4);
    for _ in 0..10 {
        let mut rows = rows(&mut dice);
        let (once, none) = import(&rows);
        let count = rows.len() as u64;
        rows.extend(rows.clone());
        let (twice, left_out) = import(&rows);
        assert_eq!((none, left_out, twice == once), (0, count, true));
    }
}

#[test]
fn a_log_written_in_two_files_and_put_together_again_is_the_same() {
    let mut dice = Dice(6);
    for round in 0..10 {
        let (log, _) = import(&rows(&mut dice));
        let chosen: Vec<bool> = (0..log.case_count()).map(|_| dice.below(2) == 0).collect();
        let mut together = Vec::new();
        for side in [true, false] {
            let mut file = Vec::new();
            mining::export_csv(&log.select(|case| chosen[case.index] == side), &mut file).expect("memory");
            // The second file comes without its header.
            let from = if side { 0 } else { file.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1) };
            together.extend_from_slice(&file[from..]);
        }
        let go = |_| ControlFlow::Continue(());
        let (mode, limits) = (Mode::AllOrNothing, Limits::default());
        let again = mining::import_csv(together.as_slice(), &Mapping::of_export(&log), &go, mode, &limits);
        let (before, after) = (told(&log), told(&again.expect("imports").log));
        assert!(before == after, "round {round}:\n{}", first_difference(&before, &after));
    }
}

#[test]
fn what_is_counted_of_two_parts_adds_up_to_the_whole() {
    let mut dice = Dice(5);
    for _ in 0..20 {
        let (log, _) = import(&rows(&mut dice));
        let (one, other): (Vec<u32>, Vec<u32>) = (0..log.case_count() as u32).partition(|_| dice.below(2) == 0);
        let parts = [Part::of(&log, one), Part::of(&log, other)];
        let mut sum = mining::Follows::default();
        let mut all_ways: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut back = [0; 6];
        for part in &parts {
            let some = mining::follows(part);
            some.pairs.into_iter().for_each(|(pair, count)| *sum.pairs.entry(pair).or_default() += count);
            sum.starts.resize(some.starts.len(), 0);
            sum.ends.resize(some.ends.len(), 0);
            sum.starts.iter_mut().zip(some.starts).for_each(|(sum, count)| *sum += count);
            sum.ends.iter_mut().zip(some.ends).for_each(|(sum, count)| *sum += count);
            ways(part).into_iter().for_each(|(way, cases)| *all_ways.entry(way).or_default() += cases);
            back.iter_mut().zip(came_back(&log, part)).for_each(|(sum, count)| *sum += count);
        }
        assert_eq!(sum, mining::follows(&log));
        assert_eq!(all_ways, ways(&log));
        assert_eq!(back, came_back(&log, &Part::from(&log)));
    }
}

fn came_back(log: &EventLog, part: &Part<'_>) -> [u64; 6] {
    let found = mining::ping_pong(
        Part::of(log, part.cases().map(|case| case.index as u32).collect()),
        &Groups::resource(log),
        2,
    );
    let each = [found.handovers, found.alternating, found.direct, found.indirect, found.cycles, found.two_cycles];
    each.map(|occurs| occurs.cases * 1_000_000 + occurs.times)
}
