//! When the demo office works, and what it promises about service requests.

use std::array;

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::calendar::commands::{Said, add};
use crate::calendar::{Day, Hours};
use crate::clock::Time;
use crate::definition::{Definition, ServiceLevel, Target};
use crate::failure::Failure;

/// The key of the calendar in which service requests count.
const SUPPORT: &str = "support-hours";

/// Free days of every year: month and day, and what they are called.
const FREE: [(&str, &str); 5] = [
    ("01-01", "New Year’s Day"),
    ("05-01", "Labour Day"),
    ("08-01", "National Day"),
    ("12-25", "Christmas Day"),
    ("12-26", "St Stephen’s Day"),
];

/// The office says when it works.
pub(super) fn enter(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let at = ago(now, 195);
    let by = cast.actor(tx, "Amara", at)?;
    let year: i16 = now.date().year();
    let mut days = Vec::new();
    for year in year..=year + 1 {
        for (day, name) in FREE {
            days.push(Day { date: format!("{year}-{day}"), name: name.to_owned(), hours: Vec::new() });
        }
        let eve = vec![::calendar::WorkSpan { from_minute: 8 * 60, to_minute: 12 * 60 }];
        days.push(Day { date: format!("{year}-12-24"), name: "Christmas Eve".to_owned(), hours: eve });
    }
    let spans = |weekday: usize, from: u16, to: u16, days: usize| {
        let span = ::calendar::WorkSpan { from_minute: from * 60, to_minute: to * 60 };
        if weekday < days { vec![span] } else { Vec::new() }
    };
    let zone = || "Europe/Zurich".to_owned();
    let support = Hours { time_zone: zone(), week: array::from_fn(|day| spans(day, 8, 18, 5)), days };
    add(tx, &by, at, Some(SUPPORT), &Said { name: "Support hours".to_owned(), hours: support })?;
    let on_call = Hours { time_zone: zone(), week: array::from_fn(|day| spans(day, 0, 24, 7)), days: Vec::new() };
    add(tx, &by, at, None, &Said { name: "On call".to_owned(), hours: on_call })?;
    Ok(())
}

/// What is promised about a service request.
pub(super) fn promise(definition: &mut Definition) {
    let level = |key: &str, name: &str, hours: u32, (from, to): (&str, &str), pauses: &[&str]| ServiceLevel {
        key: key.to_owned(),
        name: name.to_owned(),
        minutes: hours * 60,
        calendar: SUPPORT.to_owned(),
        starts_at: from.to_owned(),
        stops_at: to.to_owned(),
        pauses_at: pauses.iter().map(|id| (*id).to_owned()).collect(),
        warn_at: vec![75, 90],
    };
    // What is promised in working time is measured in it: two days of ten hours.
    for one in definition.measures.iter_mut().filter(|one| one.kind.is_time()) {
        one.calendar = SUPPORT.to_owned();
        one.target = one.target.map(|target| Target { value: 20.0, ..target });
    }
    definition.service_levels = vec![
        level("s1", "Answered", 8, ("check", "check"), &[]),
        level("s2", "Fulfilled", 50, ("check", "deliver"), &["clarify", "approve"]),
    ];
}
