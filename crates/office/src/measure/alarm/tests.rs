use axum::http::StatusCode;
use mining::{ControlLimits, RunChart, Signal, WeekPoint};

use super::{Outcome, alarm, store};
use crate::access::Role;
use crate::clock::Time;
use crate::definition::{Direction, Measure, MeasureKind, Target};
use crate::measure::Mode;
use crate::measure::counting::Counted;
use crate::measure::figures::Figure;
use crate::measure::tests::{imported, incident};
use crate::testing::each;

/// Microseconds of a week.
const WEEK: i64 = 7 * 24 * 3_600_000_000;

fn figure(target: Option<Target>, weeks: &[(f64, bool)], signals: &[Signal]) -> Figure {
    let last = weeks.iter().rposition(|(_, whole)| *whole).unwrap_or_default();
    let points = weeks.iter().enumerate().map(|(at, (value, whole))| WeekPoint {
        start: i64::try_from(at).expect("few") * WEEK,
        year: 1970,
        week: 1,
        value: Some(*value),
        n: 10,
        whole: *whole,
        signals: if at == last { signals.to_vec() } else { Vec::new() },
    });
    let limits = ControlLimits { mean: 0.2, moving_range: 0.05, lower: 0.1, upper: 0.3, weeks: 12 };
    Figure {
        measure: Measure {
            key: "reopened".into(),
            name: "Reopened".into(),
            unit: "%".into(),
            kind: MeasureKind::ReopenedShare,
            target,
            ..Measure::default()
        },
        value: None,
        n: 0,
        met: None,
        chart: RunChart { measure: mining::Measure::ReopenedShare, points: points.collect(), limits: Some(limits) },
        counted: Counted::NoTime,
    }
}

fn at_most(value: f64) -> Option<Target> {
    Some(Target { direction: Direction::AtMost, value })
}

#[test]
fn noise_and_good_news_raise_nothing() {
    let steady = [(0.2, true), (0.2, true), (0.9, false)];
    assert_eq!(alarm(&figure(at_most(30.0), &steady, &[])), None, "a week that is not whole is not judged");
    let better = [(0.2, true), (0.05, true)];
    assert_eq!(
        alarm(&figure(at_most(30.0), &better, &[Signal::OutsideLimits])),
        None,
        "a share that fell is good news"
    );
    assert_eq!(alarm(&figure(None, &[], &[])), None);
    let three = [(0.1, true), (0.2, true), (0.2, true), (0.2, true)];
    assert_eq!(alarm(&figure(at_most(15.0), &three, &[])), None, "three weeks beside the target may be chance");
}

#[test]
fn a_signal_on_the_bad_side_and_four_weeks_beside_the_target_ask_for_somebody() {
    let cases = [
        (at_most(30.0), vec![(0.2, true), (0.4, true)], vec![Signal::OutsideLimits], "40 %; usual are 10 to 30 %"),
        (at_most(30.0), vec![(0.25, true)], vec![Signal::RunOnOneSide], "above its mean of 20 %"),
        (None, vec![(0.05, true)], vec![Signal::OutsideLimits], "5 %; usual are 10 to 30 %"),
        (at_most(15.0), vec![(0.2, true); 4], vec![], "misses its target of at most 15 % for 4 weeks in a row"),
    ];
    for (target, weeks, signals, words) in cases {
        let found = alarm(&figure(target, &weeks, &signals)).expect("an alarm");
        assert!(found.sentence.contains(words), "{found:?}");
        assert_eq!(found.week, Time(WEEK * (i64::try_from(weeks.len()).expect("few") - 1)));
    }
}

/// An export of whole weeks with ten cases each, resolved after so many hours.
fn export(hours: &[u32]) -> Vec<u8> {
    let mut text = "number,state,at,group\n".to_owned();
    let monday = Time::parse_date("2026-01-05").expect("a day");
    for (week, hours) in hours.iter().enumerate() {
        for case in 0..10_i64 {
            let opened =
                monday.plus_days(i64::try_from(week).expect("few") * 7 + case % 3).plus_seconds(3600 * (8 + case % 2));
            let took = i64::from(*hours) * 3600 + case * 60;
            for (state, at) in [("New", opened), ("Closed", opened.plus_seconds(took))] {
                let at = at.rfc3339();
                text.push_str(&format!("W{week}C{case},{state},{} {},Desk\n", &at[..10], &at[11..16]));
            }
        }
    }
    text.into_bytes()
}

#[test]
fn the_owner_is_asked_once_and_answers_or_the_next_log_is_well_again() {
    each("measure_alarm", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let bring = async |hours: &[u32]| {
            office.app.clock().advance_seconds(60);
            let import = imported(&office, &owner, &process_id, &export(hours), Mode::AllOrNothing).await;
            assert_eq!(import.state, crate::measure::ImportState::Done, "{}", import.message);
            office.settle().await;
            let id = process_id.clone();
            office.app.read(move |tx| Ok(store::standing(tx, &id)?)).await.expect("it reads")
        };
        let steady = [8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9];
        let all = bring(&steady).await;
        assert!(all.iter().all(|one| !one.sentence.contains("usual are")), "nothing is unusual: {all:?}");
        let bad: Vec<u32> = steady.into_iter().chain([70, 9]).collect();
        let all = bring(&bad).await;
        let raised = all.iter().find(|one| one.sentence.contains("usual are")).expect("an alarm").clone();
        let work = office.get("/", Some(&owner)).await;
        assert!(work.body.contains(&format!("Look at Incident management: {}", raised.measure_name)), "{}", work.body);

        let page = "/processes/incident-management/measures";
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        let seen = office.get(page, Some(&reader)).await;
        assert!(seen.body.contains(&raised.sentence) && !seen.body.contains("/answer\""), "{}", seen.body);
        let answer = format!("/processes/incident-management/alarms/{}/answer", raised.id);
        assert_eq!(office.post(&answer, Some(&reader), &[("answer", "x")]).await.status, StatusCode::FORBIDDEN);
        let empty = office.post(&answer, Some(&owner), &[("answer", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("Say what is done about it"), "{}", empty.body);
        let api = format!("/api{answer}");
        for (text, status) in [("a\u{0}b", StatusCode::UNPROCESSABLE_ENTITY), ("", StatusCode::UNPROCESSABLE_ENTITY)] {
            let reply = office.json("POST", &api, Some(&owner), &serde_json::json!({ "answer": text })).await;
            assert_eq!(reply.status, status, "{text:?}: {}", reply.body);
        }
        let strange = office.json("POST", &api, Some(&owner), &serde_json::json!({ "answr": "x" })).await;
        assert_eq!(strange.status, StatusCode::BAD_REQUEST, "{}", strange.body);
        let done = office.post(&answer, Some(&owner), &[("answer", "The mail server was down.")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let seen = office.get(page, Some(&reader)).await;
        assert!(seen.body.contains("answered: The mail server was down."), "{}", seen.body);
        let again = office.post(&answer, Some(&owner), &[("answer", "Twice.")]).await;
        assert!(again.body.contains("answered this already"), "{}", again.body);
        let standing = bring(&bad).await;
        assert!(standing.iter().all(|one| one.measure_key != raised.measure_key), "the same week is not asked again");

        let worse: Vec<u32> = bad.iter().copied().chain([9, 9, 9, 90, 9]).collect();
        let standing = bring(&worse).await;
        let second = standing.iter().find(|one| one.measure_key == raised.measure_key).expect("another week").clone();
        let well: Vec<u32> = worse.iter().copied().chain([8, 9]).collect();
        let standing = bring(&well).await;
        assert!(standing.iter().all(|one| one.id != second.id));
        let id = second.id.clone();
        let ended = office.app.read(move |tx| Ok(store::by_id(tx, &id)?)).await.expect("it reads");
        assert_eq!(ended.end.map(|end| end.outcome), Some(Outcome::Settled));
        let listed = office.get("/api/processes/incident-management/alarms", Some(&reader)).await.value();
        assert_eq!(
            listed["items"].as_array().map(|all| all.iter().filter(|one| one["outcome"] == "answered").count()),
            Some(1)
        );
    });
}

#[test]
fn an_alarm_becomes_an_improvement_that_remembers_it() {
    each("measure_alarm_improvement", |office| async move {
        let (owner, process_id) = incident(&office).await;
        let hours = [8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 70, 9];
        imported(&office, &owner, &process_id, &export(&hours), Mode::AllOrNothing).await;
        office.settle().await;
        let id = process_id.clone();
        let standing = office.app.read(move |tx| Ok(store::standing(tx, &id)?)).await.expect("it reads");
        let one = standing.iter().find(|one| one.sentence.contains("usual are")).expect("an alarm");
        let path = format!("/processes/incident-management/alarms/{}/improvement", one.id);
        let made = office.post(&path, Some(&owner), &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let improvement = office.get(made.location(), Some(&owner)).await;
        assert!(
            improvement.body.contains("bring it back") && improvement.body.contains(&one.sentence),
            "{}",
            improvement.body
        );
        office.settle().await;
    });
}

#[test]
fn an_alarm_ends_when_the_calendar_changes_in_which_its_measure_counts() {
    each("measure_alarm_calendar", |office| async move {
        let keeper = office.person("Gil", &[Role::SmoManager]).await;
        let hours = |to_hour: u16| {
            let span = ::calendar::WorkSpan { from_minute: 0, to_minute: to_hour * 60 };
            let week = std::array::from_fn(|_| vec![span]);
            let hours = crate::calendar::Hours { time_zone: "UTC".to_owned(), week, days: Vec::new() };
            serde_json::json!({ "name": "Support", "hours": hours, "revision": 1 })
        };
        let mut first = hours(24);
        first.as_object_mut().expect("fields").remove("revision");
        let made = office.json("PUT", "/api/calendars/support", Some(&keeper), &first).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let designer = office.person("Dora", &[Role::ProcessDesigner, Role::ToolsLiaison]).await;
        let mut definition = crate::library::one("incident-management").expect("in the library").definition;
        for one in definition.measures.iter_mut().filter(|one| one.kind.is_time()) {
            one.calendar = "support".to_owned();
            one.target = at_most(4.0);
        }
        let (actor, now) = (designer.actor.clone(), office.app.now());
        let add = move |tx: &mut db::Tx| {
            let (process, mut version) = crate::process::commands::add(tx, &actor, now, "core", &definition)?;
            version.number = "1.0".to_owned();
            version.state = crate::process::State::Published;
            (version.published_at, version.effective_at) = (Some(now), Some(now));
            crate::process::store::update_version(tx, &version)?;
            Ok(process.id)
        };
        let process_id = office.app.write(add).await.expect("in force");
        imported(&office, &designer, &process_id, &export(&[8, 9, 8, 9, 8, 9]), Mode::AllOrNothing).await;
        office.settle().await;
        let times = async || {
            let id = process_id.clone();
            let all = office.app.read(move |tx| Ok(store::standing(tx, &id)?)).await.expect("it reads");
            all.into_iter().filter(|one| one.sentence.contains("of work")).collect::<Vec<_>>()
        };
        let standing = times().await;
        assert!(standing.iter().any(|one| one.sentence.contains("misses its target of at most 4 ")), "{standing:?}");
        // From now on somebody works from midnight to one o'clock only.
        let changed = office.json("PUT", "/api/calendars/support", Some(&keeper), &hours(1)).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        office.settle().await;
        assert_eq!(times().await, Vec::new(), "the log is judged again");
    });
}
