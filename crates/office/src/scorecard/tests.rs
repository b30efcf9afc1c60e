use axum::http::StatusCode;
use mining::{Measure, compare_before_after, compare_shares};

use super::model::{Dimension, Facts, Following, Line, Mined, Status, Trend, card};
use crate::access::Role;
use crate::clock::Time;
use crate::definition::{Direction, Target};
use crate::demo::furnish;
use crate::testing::each;

fn day() -> Time {
    Time::parse_date("2026-05-04").expect("a day")
}

fn mined(measure: Measure, value: Option<f64>, target: Option<(Direction, f64)>) -> Mined {
    let target = target.map(|(direction, value)| Target { direction, value });
    let recent = compare_shares((20, 100), (60, 100));
    Mined { measure, value, n: 120, recent, target, counted: String::new(), calendar_missing: false }
}

fn known() -> Facts {
    Facts {
        version: Some(("1.1".to_owned(), day())),
        log: Some("Tickets".to_owned()),
        mined: vec![
            mined(Measure::FirstTimeRightShare, Some(60.0), Some((Direction::AtLeast, 70.0))),
            mined(Measure::ReopenedShare, Some(3.0), Some((Direction::AtMost, 5.0))),
            mined(Measure::SlaMetShare, None, None),
            mined(Measure::ResolutionTimeMedian, Some(8.5), None),
            Mined {
                recent: compare_before_after(&[1.0], &[2.0]),
                ..mined(Measure::ReassignmentsMean, Some(1.2), None)
            },
        ],
        targets: (1, 2),
        not_compared: String::new(),
        following: Some(Following {
            conforming: 90,
            compared: 120,
            recent: compare_shares((50, 100), (51, 100)),
            since_effective: compare_shares((20, 100), (80, 100)),
        }),
        handoffs: (2, 2),
        roles: (1, 4),
    }
}

#[test]
fn each_dimension_stands_as_its_worst_figure_does_and_a_figure_without_target_is_not_judged() {
    let card = card(&known());
    let expected = [
        (Dimension::Quality, Status::Missed),
        (Dimension::Effectiveness, Status::Missed),
        (Dimension::Efficiency, Status::NoTarget),
        (Dimension::Compliance, Status::Met),
        (Dimension::Adoption, Status::Missed),
    ];
    for (dimension, status) in expected {
        assert_eq!(card.status(dimension), status, "{dimension:?}");
    }
}

#[test]
fn a_trend_is_better_or_worse_by_what_is_wanted_and_told_only_beyond_chance() {
    let card = card(&known());
    let all: Vec<(&str, Trend)> =
        card.rows.iter().flat_map(|(_, lines)| lines).map(|line| (line.key, line.trend)).collect();
    let expected = [
        ("right_first_time", Trend::Better),
        ("reopened", Trend::Worse),
        ("in_agreed_time", Trend::Unknown),
        ("targets_met", Trend::Unknown),
        ("resolution_time", Trend::Worse),
        ("reassignments", Trend::Unknown),
        ("follows_process", Trend::Steady),
        ("handoffs_agreed", Trend::Unknown),
        ("follows_since_in_force", Trend::Better),
        ("roles_taken", Trend::Unknown),
    ];
    assert_eq!(all, expected);
}

#[test]
fn what_is_not_known_has_no_figure_and_says_why() {
    let unpublished = Facts::default();
    let unmeasured = Facts { version: Some(("1.0".to_owned(), day())), roles: (0, 3), ..Facts::default() };
    let incomparable = Facts {
        following: None,
        not_compared: "the log cannot be compared with the process (an event sub-process)".to_owned(),
        ..known()
    };
    let fresh = Facts {
        following: Some(Following {
            since_effective: compare_shares((20, 100), (0, 0)),
            ..known().following.expect("compared")
        }),
        ..known()
    };
    let rules: [(&Facts, &str, &str); 7] = [
        (&unpublished, "right_first_time", "no version is in force"),
        (&unpublished, "roles_taken", "no version is in force"),
        (&unmeasured, "follows_process", "no log was imported"),
        (&unmeasured, "handoffs_agreed", "names a hand-off"),
        (&incomparable, "follows_process", "event sub-process"),
        (&fresh, "follows_since_in_force", "no case of the log began since version 1.1"),
        (&known(), "in_agreed_time", "does not say whether a case met"),
    ];
    for (facts, key, why) in rules {
        let card = card(facts);
        let found: Option<&Line> = card.rows.iter().flat_map(|(_, lines)| lines).find(|line| line.key == key);
        let line = found.expect("a line");
        assert_eq!((line.value, line.status), (None, Status::Unknown), "{key}");
        assert!(line.basis.starts_with("Not known, because ") && line.basis.contains(why), "{key}: {}", line.basis);
    }
    let zero = card(&unmeasured);
    let roles = zero.headline(Dimension::Adoption).expect("a line");
    assert_eq!((roles.value, roles.status), (Some(0.0), Status::Missed), "nobody is a figure, not an unknown");
}

#[test]
fn the_scorecard_of_a_process_and_of_all_say_the_same_on_pages_in_a_file_and_for_programs() {
    each("scorecard", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let page = office.get("/processes/incident-management/scorecard", Some(&guest)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for heading in ["Quality", "Effectiveness", "Efficiency", "Compliance", "Adoption"] {
            assert!(page.body.contains(heading), "{heading}: {}", page.body);
        }
        let one = office.get("/api/processes/incident-management/scorecard", Some(&guest)).await.value();
        let figure = |dimension: usize, place: usize| one["dimensions"][dimension]["figures"][place].clone();
        assert!(figure(0, 0)["value"].as_f64().is_some_and(|value| (1.0..100.0).contains(&value)), "{one}");
        let follows = figure(3, 0)["value"].as_f64().expect("compared");
        let deviations = office.get("/api/processes/incident-management/deviations", Some(&guest)).await.value();
        let share = deviations["conforming_share"].as_f64().expect("compared");
        assert!((follows - share * 100.0).abs() < 1e-9, "the same as on the page of deviations");
        let all = office.get("/api/scorecards", Some(&guest)).await.value();
        let item = all["items"].as_array().expect("items").iter().find(|one| one["process"] == "incident-management");
        assert_eq!(item, Some(&one), "the overview and the process agree");
        let file = office.get("/scorecards.csv", Some(&guest)).await;
        assert!(file.body.contains("Incident management,Quality,Right first time,"), "{}", file.body);
        for sort in ["process", "-process", "quality", "-adoption", "nonsense"] {
            let overview = office.get(&format!("/scorecards?sort={sort}"), Some(&guest)).await;
            assert_eq!(overview.status, StatusCode::OK);
            assert!(overview.body.contains("/processes/incident-management/scorecard"), "{sort}");
        }
        let nobody = office.get("/processes/nowhere/scorecard", Some(&guest)).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_overview_shows_what_is_known_at_once_and_a_card_is_computed_once_however_often_the_office_starts() {
    each("scorecard_kept", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let kept = |office: &crate::testing::Office| {
            let app = office.app.clone();
            async move {
                app.read(|tx| {
                    let process = crate::process::store::by_key(tx, "incident-management")?;
                    let log = crate::measure::store::logs(tx, &process.id)?.remove(0);
                    let (version, definition) =
                        crate::process::published(tx, &process.id, crate::testing::BEGINNING)?.expect("in force");
                    let basis = super::facts::basis(tx, &version, &definition)?;
                    let other = super::store::told(tx, &log.id, &version.id, "1 another seal")?;
                    assert_eq!(other, None, "a changed version is computed anew");
                    Ok((
                        log.id.clone(),
                        version.id.clone(),
                        basis.clone(),
                        super::store::told(tx, &log.id, &version.id, &basis)?,
                    ))
                })
                .await
                .expect("readable")
            }
        };
        let (log, version, basis, told) = kept(&office).await;
        let mut told = told.expect("the import computed it");
        assert!(told.following.is_some() && !told.mined.is_empty());
        // What is kept is what is shown, without computing it again.
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        told.mined.iter_mut().for_each(|one| one.value = one.value.map(|_| 12.5));
        let now = office.app.now();
        office
            .app
            .write(move |tx| Ok(super::store::keep(tx, now, &log, &version, &basis, &told)?))
            .await
            .expect("kept");
        let one = office.get("/api/processes/incident-management/scorecard", Some(&guest)).await.value();
        assert_eq!(one["dimensions"][0]["figures"][0]["value"].as_f64(), Some(12.5), "{one}");
        let all = office.get("/scorecards", Some(&guest)).await.body;
        assert!(all.contains("12.5") && !all.contains("being computed"), "{all}");
    });
}
