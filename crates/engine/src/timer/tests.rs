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
        let Strike { next: due, missed: counted, fires } = set(text).strike(at(fired), &Calendars::none());
        assert!(fires, "{text}");
        let due = due.as_ref();
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

#[test]
fn what_a_cycle_missed_fires_once_each_or_not_at_all_as_it_says() {
    let now = at("2024-01-01T00:00:00Z");
    for (missed, late, fires) in [
        (Missed::Once, "2024-01-01T04:30:00Z", vec!["01", "05"]),
        (Missed::Each, "2024-01-01T04:30:00Z", vec!["01", "02", "03", "04", "05"]),
        (Missed::Skip, "2024-01-01T04:30:00Z", vec!["05"]),
        (Missed::Skip, "2024-01-01T01:59:59Z", vec!["01", "02", "03", "04", "05"]),
    ] {
        let mut due = Some(Due { missed, ..Schedule::parse("R5/PT1H").unwrap().set(now).unwrap() });
        let (mut look, mut fired) = (at(late), Vec::new());
        while let Some(one) = due {
            look = look.max(one.at);
            let strike = one.strike(look, &Calendars::none());
            if strike.fires {
                fired.push(one.at.to_string()[11..13].to_owned());
            }
            due = strike.next;
        }
        assert_eq!(fired, fires, "{missed:?} seen at {late}");
    }
}

#[test]
fn of_very_many_missed_times_only_the_last_fire() {
    let now = at("2024-01-01T00:00:00Z");
    let due = Due { missed: Missed::Each, ..Schedule::parse("R/PT1S").unwrap().set(now).unwrap() };
    let strike = due.strike(at("2024-02-01T00:00:00Z"), &Calendars::none());
    assert!(strike.fires);
    let next = strike.next.unwrap().at;
    assert_eq!((at("2024-02-01T00:00:00Z").0 - next.0) / 1_000_000, i64::from(MAX_CATCH_UP) - 1);
}

fn nine_to_five() -> Calendars {
    let calendar = calendar::Calendar::new(&calendar::CalendarSpec::default()).expect("a calendar");
    Calendars::none().with("office", std::sync::Arc::new(calendar))
}

#[test]
fn working_time_is_reckoned_in_the_named_calendar() {
    let (calendars, now) = (nine_to_five(), at("2026-11-27T15:00:00Z"));
    for (text, expected) in [
        ("PT8H", Some("2026-11-30T15:00:00Z")),
        ("P1DT2H", Some("2026-11-30T17:00:00Z")),
        ("R2/PT1H", Some("2026-11-27T16:00:00Z")),
        ("P1W", None),
        ("2026-12-01T00:00:00Z", None),
        ("R0/PT1H", None),
        ("PT9999999H", None),
    ] {
        let due = Worked::parse(text).and_then(|worked| worked.set(now, &"office".into(), &calendars).ok());
        assert_eq!(due.map(|due| due.at), expected.map(at), "{text}");
    }
    let unknown = Worked::parse("PT1H").unwrap().set(now, &"night".into(), &calendars);
    assert!(unknown.unwrap_err().contains("no calendar \"night\""));
}

#[test]
fn a_cycle_in_working_time_keeps_its_rhythm_over_a_weekend() {
    let (calendars, now) = (nine_to_five(), at("2026-11-27T13:00:00Z"));
    let due = Worked::parse("R/PT3H").unwrap().set(now, &"office".into(), &calendars).unwrap();
    let strike = due.strike(at("2026-11-30T12:30:00Z"), &calendars);
    assert_eq!((strike.fires, strike.missed), (true, 1));
    assert_eq!(strike.next.unwrap().at, at("2026-11-30T14:00:00Z"));
    let daily = Worked::parse("R3/P1D").unwrap().set(now, &"office".into(), &calendars).unwrap();
    let strike = daily.strike(at("2026-12-09T12:00:00Z"), &calendars);
    assert_eq!((strike.missed, strike.next), (2, None));
}

#[test]
fn a_timer_is_reckoned_anew_from_when_it_was_set_when_its_calendar_changes() {
    let now = at("2026-11-27T15:00:00Z");
    let due = Worked::parse("PT8H").unwrap().set(now, &"office".into(), &nine_to_five()).unwrap();
    let spec = calendar::CalendarSpec { holidays: vec!["2026-11-30".to_owned()], ..Default::default() };
    let changed = std::sync::Arc::new(calendar::Calendar::new(&spec).expect("a calendar"));
    let anew = due.reckoned(&Calendars::none().with("office", changed)).expect("it changed");
    assert_eq!(anew.at, at("2026-12-01T15:00:00Z"));
    assert!(due.reckoned(&nine_to_five()).is_none() && due.reckoned(&Calendars::none()).is_none());
    let old: Due = serde_json::from_str(r#"{"at":5,"left":0,"span":null}"#).expect("as it was stored before");
    assert_eq!(old, Due { at: Time(5), left: Some(0), ..Due::default() });
}

#[test]
fn a_pause_of_the_case_takes_nothing_from_a_timer_but_the_time_of_a_rhythm_goes_on() {
    let (calendars, now) = (nine_to_five(), at("2026-11-27T15:00:00Z"));
    let (since, until) = (at("2026-11-27T16:00:00Z"), at("2026-12-02T10:00:00Z"));
    let due = Worked::parse("PT8H").unwrap().set(now, &"office".into(), &calendars).unwrap();
    let rested = due.rested(since, until, &calendars);
    assert_eq!(rested.at, at("2026-12-02T17:00:00Z"), "seven hours were left");
    assert!(rested.reckoned(&calendars).is_none(), "it is reckoned from the end of the pause");
    let clock = Schedule::parse("P1D").unwrap().set(now).unwrap();
    assert_eq!(clock.rested(since, until, &calendars).at.0 - clock.at.0, until.0 - since.0);
    assert_eq!(due.rested(at("2026-12-01T00:00:00Z"), until, &calendars), due, "what was due stays due");
    let rhythm = Schedule::parse("R/P1D").unwrap().set(now).unwrap();
    assert_eq!(rhythm.rested(since, until, &calendars), rhythm);
}
