//! Working time over nights, weekends, holidays and changes of the clock.

use super::*;
use crate::moment::{TimeFormat, parse};

fn at(text: &str) -> i64 {
    parse(text, TimeFormat::YearMonthDay, &Zone::utc()).expect("a time")
}

fn zurich(hours: &[(u16, u16)], days: usize) -> CalendarSpec {
    let spans: Vec<WorkSpan> =
        hours.iter().map(|(from, to)| WorkSpan { from_minute: from * 60, to_minute: to * 60 }).collect();
    let week = std::array::from_fn(|weekday| if weekday < days { spans.clone() } else { Vec::new() });
    CalendarSpec { time_zone: "Europe/Zurich".to_owned(), week, ..CalendarSpec::default() }
}

#[test]
fn hours_outside_work_do_not_count() {
    let mut spec = zurich(&[(8, 12), (13, 17)], 5);
    spec.holidays.push("2024-05-01".to_owned());
    spec.special_days.insert("2024-05-04".to_owned(), vec![WorkSpan { from_minute: 600, to_minute: 660 }]);
    let calendar = Calendar::new(&spec).expect("a calendar");
    let hours = |from: &str, to: &str| calendar.between(at(from), at(to)) as f64 / 3.6e9;
    for (from, to, expected) in [
        ("2024-04-29T08:00+02:00", "2024-04-29T17:00+02:00", 8.0),
        ("2024-04-29T11:30+02:00", "2024-04-29T13:30+02:00", 1.0),
        ("2024-04-29T16:30+02:00", "2024-04-30T08:30+02:00", 1.0),
        ("2024-04-29T00:00+02:00", "2024-05-06T00:00+02:00", 33.0),
        ("2024-05-01T00:00+02:00", "2024-05-02T00:00+02:00", 0.0),
        ("2024-05-04T09:00+02:00", "2024-05-04T23:00+02:00", 1.0),
        ("2024-05-05T09:00+02:00", "2024-05-05T09:00+02:00", 0.0),
        ("2024-05-06T09:00+02:00", "2024-05-05T09:00+02:00", 0.0),
    ] {
        assert!((hours(from, to) - expected).abs() < 1e-9, "{from} to {to}: {}", hours(from, to));
    }
}

#[test]
fn days_on_which_the_clock_changes_have_the_hours_that_pass() {
    let calendar = Calendar::new(&zurich(&[(0, 24)], 7)).expect("a calendar");
    let hours = |from: &str, to: &str| calendar.between(at(from), at(to)) as f64 / 3.6e9;
    assert_eq!(hours("2024-03-31T00:00+01:00", "2024-04-01T00:00+02:00"), 23.0);
    assert_eq!(hours("2024-10-27T00:00+02:00", "2024-10-28T00:00+01:00"), 25.0);
    let night = Calendar::new(&zurich(&[(1, 4)], 7)).expect("a calendar");
    let night =
        |day: &str| night.between(at(&format!("{day}T00:00Z")) - DAY_US / 4, at(&format!("{day}T00:00Z")) + DAY_US / 2);
    assert_eq!(["2024-03-30", "2024-03-31", "2024-10-27"].map(|day| night(day) / 3_600_000_000), [3, 2, 4]);
}

#[test]
fn any_interval_is_the_sum_of_its_parts_and_equals_a_count_of_minutes() {
    let spec = zurich(&[(7, 9), (10, 18)], 6);
    let calendar = Calendar::new(&spec).expect("a calendar");
    let (from, to) = (at("2024-03-29T00:00Z"), at("2024-04-02T00:00Z"));
    let zone = Zone::named("Europe/Zurich").expect("a zone");
    let works = |instant: i64| {
        let day = zone.day(instant);
        let weekday = (day + 3).rem_euclid(7) as usize;
        let spans = &spec.week[weekday];
        spans.iter().any(|span| {
            let edge = |minute: u16| zone.at(day, i64::from(minute) * MINUTE_US);
            (edge(span.from_minute)..edge(span.to_minute)).contains(&instant)
        })
    };
    let minutes = (from..to).step_by(MINUTE_US as usize).filter(|instant| works(*instant)).count() as i64;
    assert_eq!(calendar.between(from, to), minutes * MINUTE_US);
    for cut in (from..to).step_by(7_777_777_777) {
        assert_eq!(calendar.between(from, cut) + calendar.between(cut, to), calendar.between(from, to));
    }
    let all = calendar.between(0, at("2100-12-31T00:00Z"));
    assert!(all > 0 && calendar.between(i64::MIN, i64::MAX) >= all);
}

#[test]
fn a_calendar_that_cannot_be_is_refused_in_words() {
    let wrong = |change: fn(&mut CalendarSpec)| {
        let mut spec = CalendarSpec::default();
        change(&mut spec);
        Calendar::new(&spec).expect_err("it cannot be")
    };
    assert!(wrong(|spec| spec.time_zone = "Mars/Base".to_owned()).contains("Mars/Base"));
    assert!(wrong(|spec| spec.holidays.push("2023-02-29".to_owned())).contains("2023-02-29"));
    assert!(wrong(|spec| spec.week[0].push(WorkSpan { from_minute: 0, to_minute: 60 })).contains("in order"));
    assert!(wrong(|spec| spec.week[0][0].to_minute = 1_441).contains("1441"));
}
