//! Tests of due times, as data.

use super::*;

fn at(text: &str) -> Time {
    Time::of(&DateTime::parse(text).unwrap()).unwrap()
}

#[test]
fn texts_of_iso_8601_become_due_times_from_noon_of_the_last_day_of_january() {
    let now = at("2024-01-31T12:00:00Z");
    let cases = [
        ("PT1S", Some("2024-01-31T12:00:01Z")),
        ("PT0.5S", Some("2024-01-31T12:00:00.5Z")),
        ("P1M", Some("2024-02-29T12:00:00Z")),
        ("P1Y2M1W1DT1H1M1S", Some("2025-04-08T13:01:01Z")),
        ("2024-03-01T08:00:00+01:00", Some("2024-03-01T07:00:00Z")),
        ("2020-01-01", Some("2020-01-01T00:00:00Z")),
        ("R3/PT10M", Some("2024-01-31T12:10:00Z")),
        ("R/2024-02-01T00:00:00Z/P1D", Some("2024-02-01T00:00:00Z")),
        ("R0/PT1S", None),
        ("R/PT0S", None),
        ("P", None),
        ("PT", None),
        ("PT1D", None),
        ("P1S", None),
        ("P5000Y", None),
        ("0 0 9 * * MON", None),
        ("", None),
        ("P99999999999999999999D", None),
    ];
    for (text, expected) in cases {
        let due = Schedule::parse(text).and_then(|schedule| schedule.set(now)).map(|due| due.at);
        assert_eq!(due, expected.map(at), "{text}");
    }
}

#[test]
fn a_cycle_fires_once_for_all_the_times_it_missed_and_keeps_its_rhythm() {
    let now = at("2024-01-01T00:00:00Z");
    let set = |text: &str| Schedule::parse(text).unwrap().set(now).unwrap();
    let cases = [
        ("R4/PT1H", "2024-01-01T01:00:00Z", Some("2024-01-01T02:00:00Z"), Some(2), 0),
        ("R4/PT1H", "2024-01-01T02:30:00Z", Some("2024-01-01T03:00:00Z"), Some(1), 1),
        ("R4/PT1H", "2024-01-02T00:00:00Z", None, None, 3),
        ("R/P1M", "2024-04-15T00:00:00Z", Some("2024-05-01T00:00:00Z"), None, 2),
        ("R1/PT1H", "2024-01-01T01:00:00Z", None, None, 0),
    ];
    for (text, fired, next, left, missed) in cases {
        let (due, counted) = set(text).next(at(fired));
        assert_eq!(due.map(|due| due.at), next.map(at), "{text} fired {fired}");
        assert_eq!(due.and_then(|due| due.left), left, "{text} fired {fired}");
        assert_eq!(counted, missed, "{text} fired {fired}");
    }
}

#[test]
fn an_instant_is_the_same_after_a_way_through_feel() {
    for micros in [0, 1, -1, 1_700_000_000_123_456, -62_000_000_000_000_000] {
        assert_eq!(Time::of(&Time(micros).moment()), Some(Time(micros)));
    }
}
