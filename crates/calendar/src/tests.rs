//! Working time over nights, weekends, holidays and changes of the clock.

use super::*;

fn at(text: &str) -> i64 {
    let text = if text.len() == 17 && text.ends_with('Z') { text.replace('Z', ":00Z") } else { text.to_owned() };
    let text = text.replace("+02:00", ":00+02:00").replace("+01:00", ":00+01:00");
    text.parse::<jiff::Timestamp>().expect("a time").as_microsecond()
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

/// Nine to five in Zurich, with the two days of Christmas off and a short eve.
fn office() -> Calendar {
    let mut spec = zurich(&[(9, 12), (13, 17)], 5);
    spec.holidays = ["2026-12-25".to_owned(), "2026-12-26".to_owned()].to_vec();
    spec.special_days.insert("2026-12-24".to_owned(), vec![WorkSpan { from_minute: 9 * 60, to_minute: 12 * 60 }]);
    Calendar::new(&spec).expect("a calendar")
}

#[test]
fn so_much_working_time_ahead_is_where_the_hours_say() {
    let calendar = office();
    for (from, stretch, expected) in [
        ("2026-11-27T15:00+01:00", "PT7H", "2026-11-30T15:00+01:00"),
        ("2026-11-27T15:00+01:00", "P1D", "2026-11-30T15:00+01:00"),
        ("2026-11-27T15:00+01:00", "PT2H", "2026-11-27T17:00+01:00"),
        ("2026-11-27T15:00+01:00", "PT2H1M", "2026-11-30T09:01+01:00"),
        ("2026-11-27T12:30+01:00", "PT30M", "2026-11-27T13:30+01:00"),
        ("2026-11-28T03:00+01:00", "PT1H", "2026-11-30T10:00+01:00"),
        ("2026-11-28T03:00+01:00", "P1D", "2026-12-01T09:00+01:00"),
        ("2026-11-27T15:00+01:00", "P1DT3H", "2026-12-01T10:00+01:00"),
        // The eve has no afternoon: its last hour stands for it; then come the holidays and a weekend.
        ("2026-12-23T15:00+01:00", "P1D", "2026-12-24T12:00+01:00"),
        ("2026-12-24T11:00+01:00", "PT2H", "2026-12-28T10:00+01:00"),
        ("2026-12-24T11:00+01:00", "P1D", "2026-12-28T11:00+01:00"),
        // Over the change of the clock the hour on the wall stays.
        ("2026-10-23T10:00+02:00", "P1D", "2026-10-26T10:00+01:00"),
    ] {
        let stretch = Stretch::parse(stretch).expect(stretch);
        assert_eq!(calendar.plus(at(from), stretch), Some(at(expected)), "{from} and {stretch}");
    }
}

#[test]
fn what_lies_ahead_by_an_amount_is_that_amount_away() {
    let calendar = office();
    let mut from = at("2026-03-01T00:00Z");
    for step in 1..400_i64 {
        from += 7_777_777_777 * (step % 5 + 1);
        let work = step * 977_000_003 % (90 * HOUR_US) + 1;
        let end = calendar.after(from, work).expect("within the years");
        assert_eq!(calendar.between(from, end), work);
        assert!(calendar.between(from, end - 1) == work - 1, "it is the first such instant");
    }
}

#[test]
fn what_has_no_answer_gives_none() {
    let none =
        Calendar::new(&CalendarSpec { week: Default::default(), ..CalendarSpec::default() }).expect("a calendar");
    assert!(
        none.is_empty() && none.next_work(0).is_none() && none.after(0, 1).is_none() && none.days_after(0, 1).is_none()
    );
    assert_eq!((none.between(0, i64::MAX), none.after(5, 0)), (0, Some(5)));
    let calendar = office();
    for stretch in ["PT9999999H", "P49999D"] {
        assert_eq!(calendar.plus(at("2026-01-01T00:00Z"), Stretch::parse(stretch).expect(stretch)), None, "{stretch}");
    }
    assert_eq!(calendar.after(i64::MAX, i64::MAX), None);
    assert_eq!(calendar.next_work(i64::MAX), None);
    assert!(calendar.next_work(i64::MIN).is_some());
}

#[test]
fn a_hundred_thousand_holidays_are_taken_and_one_more_is_refused() {
    let days = |most: i64| (0..most).map(|day| date_of(day % 47_000)).map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let spec = CalendarSpec { holidays: days(100_000).collect(), ..CalendarSpec::default() };
    assert!(Calendar::new(&spec).expect("a calendar").after(0, HOUR_US).is_some(), "the last years are left");
    let spec = CalendarSpec { holidays: days(100_001).collect(), ..CalendarSpec::default() };
    assert!(Calendar::new(&spec).expect_err("too many").contains("100000"));
}

#[test]
fn a_stretch_is_read_as_it_is_written_and_told_in_words() {
    for (text, days, micros, words) in [
        ("PT8H", 0, 8 * HOUR_US, "8 working hours"),
        ("P1D", 1, 0, "1 working day"),
        ("P2DT4H30M", 2, 4 * HOUR_US + 30 * MINUTE_US, "2 working days, 4 working hours and 30 working minutes"),
        ("PT1.5S", 0, 1_500_000, "1 working second"),
    ] {
        let stretch = Stretch::parse(text).expect(text);
        assert_eq!((stretch.days, stretch.micros), (days, micros), "{text}");
        assert_eq!((stretch.to_string().as_str(), stretch.words().as_str()), (text, words));
    }
    for text in [
        "",
        "P",
        "PT",
        "P1W",
        "P1M",
        "P1Y",
        "PT0H",
        "P0D",
        "-PT1H",
        "PT-1H",
        "P1.5D",
        "PT1H1H",
        "PT1S1H",
        "P99999999D",
        "PT99999999999999999999H",
        "8h",
        "PT١H",
    ] {
        assert_eq!(Stretch::parse(text), None, "{text}");
    }
}

#[test]
fn a_zone_is_a_name_or_an_offset() {
    for (name, hour) in
        [("UTC", 12), ("+05:30", 6), ("-0300", 15), ("+1", 11), ("Europe/Zurich", 11), ("Asia/Kolkata", 6)]
    {
        let zone = Zone::named(name).expect(name);
        assert_eq!(zone.at(20_454, 12 * HOUR_US).div_euclid(HOUR_US) - 20_454 * 24, hour, "{name}");
        assert_eq!(zone.clock(zone.at(20_454, 12 * HOUR_US)), (20_454, 12 * HOUR_US), "{name}");
    }
    for name in ["Mars/Base", "+19:00", "+1:5", "+", "\u{0}", "../../etc/passwd", "Europe/Zurich "] {
        assert!(Zone::named(name).is_err(), "{name}");
    }
}
