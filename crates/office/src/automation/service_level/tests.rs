//! Clocks as rules, and in cases through the door.

use std::sync::Arc;

use engine::Event;
use engine::state::Outcome;

use super::model::{Mark, Promise, Scale, Stand, after, lasting, shown};
use crate::clock::Time;
use crate::definition::ServiceLevel;

const HOUR_US: i64 = 3_600_000_000;

fn at(text: &str) -> Time {
    serde_json::from_value(serde_json::Value::from(text)).expect("a time")
}

fn level() -> ServiceLevel {
    ServiceLevel {
        key: "s1".to_owned(),
        name: "Resolved".to_owned(),
        minutes: 480,
        calendar: "office".to_owned(),
        starts_at: "log".to_owned(),
        stops_at: "solve".to_owned(),
        pauses_at: vec!["ask".to_owned()],
        warn_at: vec![50, 75],
    }
}

fn office() -> ::calendar::Calendar {
    ::calendar::Calendar::new(&::calendar::CalendarSpec::default()).expect("nine to five in UTC")
}

fn entered(element: &str) -> Event {
    Event::Entered { element: element.into(), token: 1 }
}

fn completed(element: &str) -> Event {
    Event::Completed { element: element.into(), token: 1 }
}

fn begun(now: Time, scale: Scale<'_>) -> Promise {
    after(None, &level(), &entered("log"), now, scale).expect("it starts")
}

#[test]
fn a_clock_counts_working_time_from_its_first_step_to_the_end_of_its_last() {
    let office = office();
    let scale = Scale(Some(&office));
    let friday = at("2026-11-27T15:00:00Z");
    assert_eq!(after(None, &level(), &entered("solve"), friday, scale), None, "another step starts nothing");
    let clock = begun(friday, scale);
    assert_eq!(clock.due(scale), Some(at("2026-11-30T15:00:00Z")));
    assert_eq!(clock.next(scale), Some(at("2026-11-30T11:00:00Z")), "half the time");
    let monday = at("2026-11-30T14:00:00Z");
    let clock = after(Some(clock), &level(), &completed("solve"), monday, scale).expect("a clock");
    assert_eq!((clock.stand, clock.used_us, clock.outcome()), (Stand::Stopped, 7 * HOUR_US, "met"));
    assert_eq!(clock.outcome_in_words().as_deref(), Some("kept the service level “Resolved” after 7 h of work"));
    assert_eq!((clock.due(scale), clock.next(scale)), (None, None));
}

#[test]
fn a_clock_rests_while_the_case_waits_and_loses_nothing() {
    let office = office();
    let scale = Scale(Some(&office));
    let clock = begun(at("2026-11-27T09:00:00Z"), scale);
    let clock = clock.resting(Some("Ask the requester"), at("2026-11-27T12:00:00Z"), scale);
    assert_eq!((clock.stand, clock.used_us, clock.due(scale)), (Stand::Paused, 3 * HOUR_US, None));
    assert_eq!(clock.clone().told(at("2027-11-27T12:00:00Z"), scale).1, None, "no time passes for it");
    let look = shown(&clock, at("2026-12-03T12:00:00Z"), scale);
    assert_eq!((look.left_seconds, look.why.as_str()), (5 * 3600, "The case stands at “Ask the requester”."));
    let clock = clock.resting(None, at("2026-12-03T16:00:00Z"), scale);
    assert_eq!(clock.due(scale), Some(at("2026-12-04T13:00:00Z")), "five hours are left");
    let held = clock.held(Some("Moving house"), at("2026-12-03T17:00:00Z"), scale);
    assert_eq!(
        held.clone().resting(None, at("2026-12-03T18:00:00Z"), scale).stand,
        Stand::Paused,
        "the case itself is paused"
    );
    let both =
        held.resting(Some("Ask"), at("2026-12-04T09:00:00Z"), scale).held(None, at("2026-12-04T10:00:00Z"), scale);
    assert_eq!(both.stand, Stand::Paused, "it still waits");
    let clock = both.resting(None, at("2026-12-04T11:00:00Z"), scale);
    assert_eq!((clock.stand, clock.used_us), (Stand::Running, 4 * HOUR_US));
}

#[test]
fn warnings_and_the_end_of_the_time_are_told_once_each() {
    let office = office();
    let scale = Scale(Some(&office));
    let clock = begun(at("2026-11-27T09:00:00Z"), scale);
    let (clock, none) = clock.told(at("2026-11-27T12:59:59Z"), scale);
    assert_eq!(none, None);
    let (clock, mark) = clock.told(at("2026-11-27T13:00:00Z"), scale);
    assert_eq!((mark, clock.next(scale)), (Some(Mark::Warned(50)), Some(at("2026-11-27T15:00:00Z"))));
    assert_eq!(clock.clone().told(at("2026-11-27T13:30:00Z"), scale).1, None, "told already");
    let (late, mark) = clock.clone().told(at("2026-11-30T09:00:01Z"), scale);
    assert_eq!(
        (mark, late.missed_at),
        (Some(Mark::Missed), Some(at("2026-11-27T17:00:00Z"))),
        "the instant is the one it was due"
    );
    assert_eq!((late.clone().told(at("2026-12-30T09:00:01Z"), scale).1, late.next(scale)), (None, None));
    let (both, mark) = begun(at("2026-11-27T09:00:00Z"), scale).told(at("2026-11-27T15:30:00Z"), scale);
    assert_eq!((mark, both.warned), (Some(Mark::Warned(75)), 75), "of two only the higher");
    let stopped = clock.stop(at("2026-11-30T10:00:00Z"), scale);
    assert_eq!(stopped.outcome(), "missed", "also where nobody looked in between");
    assert_eq!(stopped.outcome_in_words().as_deref(), Some("missed the service level “Resolved” by 1 h of work"));
}

#[test]
fn a_case_that_comes_back_goes_on_with_the_time_that_is_left() {
    let office = office();
    let scale = Scale(Some(&office));
    let clock = begun(at("2026-11-27T09:00:00Z"), scale).stop(at("2026-11-27T12:00:00Z"), scale);
    let again = after(Some(clock), &level(), &entered("log"), at("2026-11-30T09:00:00Z"), scale).expect("a clock");
    assert_eq!((again.stand, again.due(scale)), (Stand::Running, Some(at("2026-11-30T14:00:00Z"))));
    let void = again.void(at("2026-11-30T10:00:00Z"), scale);
    assert_eq!((void.outcome(), void.outcome_in_words()), ("void", None));
    let same = after(Some(void.clone()), &level(), &entered("log"), at("2026-12-01T09:00:00Z"), scale);
    assert_eq!(same, Some(void), "what is void stays so");
}

#[test]
fn without_steps_a_clock_lasts_from_the_beginning_to_the_end_of_the_case() {
    let all = ServiceLevel { starts_at: String::new(), stops_at: String::new(), calendar: String::new(), ..level() };
    let (scale, now) = (Scale(None), at("2026-11-28T20:00:00Z"));
    let clock = after(None, &all, &Event::Started { process: "p".into() }, now, scale).expect("it starts");
    assert_eq!(clock.due(scale), Some(at("2026-11-29T04:00:00Z")), "by the clock, at night");
    let end = Event::Ended { outcome: Outcome::Completed };
    assert_eq!(after(Some(clock), &all, &end, now, scale).map(|clock| clock.stand), Some(Stand::Stopped));
}

#[test]
fn a_budget_of_centuries_or_of_nothing_breaks_nothing() {
    let office = office();
    for minutes in [0, u32::MAX] {
        for scale in [Scale(None), Scale(Some(&office))] {
            let clock =
                after(None, &ServiceLevel { minutes, ..level() }, &entered("log"), at("2026-11-27T09:00:00Z"), scale);
            let clock = clock.expect("a clock");
            let look = shown(&clock, at("2026-11-27T09:00:00Z"), scale);
            assert!(look.used_percent >= 0 && clock.next(scale).is_none_or(|next| next >= clock.since));
            let (told, _) = clock.told(at("2099-11-27T09:00:00Z"), scale);
            assert_eq!(told.missed_at.is_some(), minutes == 0, "{minutes}");
        }
    }
}

#[test]
fn a_length_of_time_is_told_in_words() {
    for (micros, is_work, words) in [
        (0, false, "less than a minute"),
        (90 * 60_000_000, true, "1 h 30 min of work"),
        (26 * HOUR_US, false, "1 day 2 h"),
        (26 * HOUR_US, true, "26 h of work"),
        (-5, true, "less than a minute of work"),
    ] {
        assert_eq!(lasting(micros, is_work), words);
    }
}

#[test]
fn a_clock_is_read_as_it_was_kept() {
    let office = Arc::new(office());
    let clock = begun(at("2026-11-27T09:00:00Z"), Scale(Some(&office))).held(
        Some(""),
        at("2026-11-27T10:00:00Z"),
        Scale(Some(&office)),
    );
    let text = serde_json::to_string(&clock).expect("plain data");
    assert_eq!(serde_json::from_str::<Promise>(&text).expect("it is read"), clock);
    assert_eq!(shown(&clock, at("2026-11-28T10:00:00Z"), Scale(None)).why, "The case is paused.");
}
