use crate::clock::Time;
use crate::connector::model::{FAILURES, LONGEST_REST_S, REST_S};
use crate::connector::tool::{self};
use crate::connector::{Action, Case, Event, Health, Kind, Named, Trouble, Why, history};
use crate::testing::BEGINNING;

#[test]
fn a_connector_rests_after_repeated_failures_and_longer_each_time() {
    let trouble = Trouble::new(Why::Unreachable, "Nobody answers.");
    let (mut health, mut rests) = (Health::default(), Vec::new());
    for _ in 0..FAILURES + 9 {
        health = health.after(BEGINNING, Err(&trouble));
        rests.push(health.rests_until.map(|until| (until.0 - BEGINNING.0) / 1_000_000));
    }
    let expected: Vec<Option<i64>> = (1..=FAILURES + 9)
        .map(|failure| (failure >= FAILURES).then(|| (REST_S << (failure - FAILURES)).min(LONGEST_REST_S)))
        .collect();
    assert_eq!(rests, expected);
    assert!(health.rests(BEGINNING).is_some() && health.rests(BEGINNING.plus_days(1)).is_none());
    let well = health.after(BEGINNING, Ok(()));
    assert_eq!((well.failures, well.rests_until, well.trouble.as_str()), (0, None, ""));
}

#[test]
fn what_a_tool_refuses_is_no_failure_of_the_tool_and_later_is_obeyed() {
    for (why, counts) in [
        (Why::Refused, 0),
        (Why::Later, 0),
        (Why::Resting, 0),
        (Why::Address, 0),
        (Why::Credential, 1),
        (Why::Unreachable, 1),
        (Why::Slow, 1),
        (Why::TooLarge, 1),
        (Why::Moved, 1),
        (Why::Answer, 1),
    ] {
        let health = Health::default().after(BEGINNING, Err(&Trouble::new(why, "No.")));
        assert_eq!(health.failures, counts, "{why:?}");
    }
    let later = Trouble { later_s: Some(120), ..Trouble::new(Why::Later, "Later.") };
    assert_eq!(Health::default().after(BEGINNING, Err(&later)).rests_until, Some(BEGINNING.plus_seconds(120)));
}

#[test]
fn every_word_of_a_tool_and_an_act_reads_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_key(kind.key()), Some(kind));
    }
    for action in Action::ALL {
        assert_eq!(Action::from_key(action.key()), Some(action));
    }
    assert_eq!((Kind::from_key("excel"), Action::from_key("dance")), (None, None));
}

#[test]
fn times_are_read_in_the_zone_they_were_written_in() {
    for (words, zone, expected) in [
        ("2026-11-22T14:24:20Z", "Europe/Zurich", "2026-11-22T14:24:20Z"),
        ("2026-11-22T14:24:20.500+01:00", "UTC", "2026-11-22T13:24:20Z"),
        ("2026-11-22T14:24:20.000+0100", "UTC", "2026-11-22T13:24:20Z"),
        ("2026-11-22 14:24:20", "UTC", "2026-11-22T14:24:20Z"),
        ("2026-11-22 14:24:20", "Europe/Zurich", "2026-11-22T13:24:20Z"),
        ("2026-07-22 14:24:20", "Europe/Zurich", "2026-07-22T12:24:20Z"),
    ] {
        let read = tool::answer::time(words, zone).unwrap_or_else(|| panic!("{words} is not read"));
        assert_eq!(read.rfc3339(), expected, "{words} in {zone}");
    }
    for words in ["", "yesterday", "2026-13-01 00:00:00", "0"] {
        assert!(tool::answer::time(words, "UTC").is_none(), "{words}");
    }
}

fn event(case: &str, seq: i64, action: Action, old: &str, new: &str) -> Event {
    Event {
        case_id: case.into(),
        event_id: format!("{case}-{seq}"),
        field: String::new(),
        seq,
        at: Time(seq),
        actor: "anna".into(),
        group: String::new(),
        action,
        old: Named::plain(old),
        new: Named::plain(new),
        raw: String::new(),
    }
}

#[test]
fn the_first_state_is_what_the_first_change_left() {
    let events = vec![
        event("1", 1, Action::Create, "", ""),
        event("1", 2, Action::Assign, "Nobody", "boris"),
        event("1", 3, Action::Status, "new", "open"),
        event("1", 4, Action::Assign, "boris", "Nobody"),
        event("1", 5, Action::Status, "open", "done"),
        event("2", 1, Action::Create, "", ""),
        event("3", 2, Action::Status, "new", "open"),
    ];
    let cases = [("2".to_owned(), Case { id: "2".into(), state: "stalled".into(), ..Case::default() })].into();
    let mut teller = history::Teller::default();
    teller.add(&events, &cases);
    let told = teller.told();
    let steps = |at: usize| -> Vec<(String, Option<String>)> {
        let name = |step: &history::Step| {
            let who = step.who.map(|who| told.people[who as usize].clone());
            (told.labels[step.label as usize].name.clone(), who)
        };
        told.tickets[at].steps.iter().map(name).collect()
    };
    let who = |label: &str, who: &str| (label.to_owned(), Some(who.to_owned()));
    assert_eq!(
        steps(0),
        [
            who("new", "anna"),
            who("(assigned)", "boris"),
            who("open", "boris"),
            who("(assigned)", "anna"),
            who("done", "anna")
        ]
    );
    assert_eq!(steps(1), [who("stalled", "anna")], "a ticket that never changed has the state it has now");
    assert_eq!((told.tickets.len(), told.headless), (2, 1), "half a history is left out and counted");
    let counts: Vec<(&str, bool, u64)> =
        told.labels.iter().map(|one| (one.name.as_str(), one.is_state, one.steps)).collect();
    assert_eq!(
        counts,
        [("new", true, 1), ("(assigned)", false, 2), ("open", true, 1), ("done", true, 1), ("stalled", true, 1)]
    );
}
