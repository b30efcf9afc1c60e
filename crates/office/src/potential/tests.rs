use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::json;

use super::model::{Candidate, Facts, candidates};
use crate::definition::tests::{rich, sample};
use crate::definition::{Activity, Definition};
use crate::process::readiness::{Managed, conditions, is_ready};
use crate::process::tests::{cast, publish_draft};
use crate::testing::each;

fn find(definition: &Definition, facts: &Facts, id: &str) -> Candidate {
    candidates(definition, facts).into_iter().find(|one| one.activity == id).expect("an activity")
}

fn facts(times: f64, departing: f64, changes: usize) -> Facts {
    let of = |value: f64| BTreeMap::from([("log".to_owned(), value)]);
    let changes = Some(BTreeMap::from([("log".to_owned(), changes)]));
    Facts { times_a_year: of(times), departing: of(departing), changes, ..Facts::default() }
}

#[test]
fn what_is_known_gives_one_figure_and_what_is_not_a_range() {
    // 5 minutes 1,200 times are 100 hours; the decision is clear, a quarter of three answers is free text, a tenth departs.
    let known = find(&rich(), &facts(1_200.0, 0.1, 0), "log");
    assert_eq!((known.hours, known.known(), known.confidence()), (Some(100.0), 6, "high"));
    let saved = known.saved.expect("a figure");
    assert!((saved.low - saved.high).abs() < 1e-9 && (saved.low - 100.0 * (5.0 / 6.0) * 0.9).abs() < 1e-9, "{saved:?}");
    let open = find(&sample(), &Facts::default(), "log");
    assert_eq!((open.hours, open.saved, open.confidence()), (None, None, "low"));
    assert!(open.suitable.low < open.suitable.high, "{:?}", open.suitable);
    assert!(open.factors.iter().filter(|one| !one.known).all(|one| one.share.low > 0.0), "unknown is not zero");
}

#[test]
fn each_factor_follows_what_is_written() {
    let of = |edit: fn(&mut Activity)| {
        let mut definition = rich();
        let activity = definition.activities.get_mut("log").expect("there");
        (activity.decisions, activity.forms) = (Vec::new(), Vec::new());
        edit(activity);
        let one = find(&definition, &facts(1.0, 0.5, 2), "log");
        one.factors.iter().map(|factor| (factor.share.low * 100.0).round()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(|_| {}),
        [50.0, 60.0, 70.0, 50.0],
        "changed twice, a rule in words, a tool with a record, half depart"
    );
    assert_eq!(of(|one| one.decision_rule.clear())[1], 60.0, "nothing is decided after it");
    assert_eq!(of(|one| one.decisions = vec!["rank".into()])[1], 100.0);
    assert_eq!(of(|one| one.record.clear())[2], 50.0);
    assert_eq!(of(|one| one.forms = vec!["thanks".into()])[2], 100.0);
}

#[test]
fn the_time_between_the_entries_of_a_log_is_an_upper_bound_where_the_definition_says_none() {
    let mut definition = rich();
    definition.activities.get_mut("log").expect("there").process_time_minutes = None;
    let seen = Facts { elapsed: BTreeMap::from([("log".to_owned(), 30.4)]), ..facts(100.0, 0.0, 0) };
    let one = find(&definition, &seen, "log");
    assert_eq!((one.minutes, one.elapsed, one.hours, one.confidence()), (Some(30), true, Some(50.0), "fair"));
    let saved = one.saved.expect("a range");
    assert!(saved.low * 4.0 < saved.high && saved.high <= 50.0, "{saved:?}");
    let said = find(&rich(), &seen, "log");
    assert!(!said.elapsed && said.minutes != Some(30), "what the definition says counts");
}

#[test]
fn a_process_is_ready_when_no_mark_of_a_managed_one_is_known_to_be_missing() {
    let good = Managed { owner: true, manager: true, overdue_days: Some(0), conforming: Some(0.5) };
    let whole = crate::library::one("incident-management").expect("in the library").definition;
    assert!(is_ready(&conditions(&whole, &good)), "{:?}", conditions(&whole, &good));
    let open = Managed { overdue_days: None, conforming: None, ..good.clone() };
    assert!(is_ready(&conditions(&whole, &open)), "what nothing tells does not stand in the way");
    type Edit = (&'static str, fn(&mut Definition, &mut Managed));
    let edits: [Edit; 8] = [
        ("Somebody answers", |_, managed| managed.owner = false),
        ("Somebody answers", |_, managed| managed.manager = false),
        ("The RACI", |definition, _| definition.raci.values_mut().for_each(std::collections::BTreeMap::clear)),
        ("figures", |definition, _| definition.measures.iter_mut().for_each(|one| one.target = None)),
        ("figures", |definition, _| definition.measures.clear()),
        ("controlled", |definition, _| definition.controls.iter_mut().for_each(|one| one.evidence.clear())),
        ("reviewed", |_, managed| managed.overdue_days = Some(9)),
        ("follows it", |_, managed| managed.conforming = Some(0.49)),
    ];
    for (name, edit) in edits {
        let (mut definition, mut managed) = (whole.clone(), good.clone());
        edit(&mut definition, &mut managed);
        let all = conditions(&definition, &managed);
        let missing: Vec<&str> = all.iter().filter(|one| one.met == Some(false)).map(|one| one.name).collect();
        assert!(missing.len() == 1 && missing[0].contains(name), "{name}: {missing:?}");
        assert!(!is_ready(&all));
    }
}

#[test]
fn what_nobody_answers_for_is_settled_first_and_saving_most_stands_first() {
    let mut definition = rich();
    definition.raci.get_mut("log").expect("a row").remove("manager");
    let both = Facts {
        times_a_year: BTreeMap::from([("log".to_owned(), 10.0), ("solve".to_owned(), 1_000.0)]),
        ..Facts::default()
    };
    let found = candidates(&definition, &both);
    assert_eq!(found.iter().map(|one| one.activity.as_str()).collect::<Vec<_>>(), ["solve", "log"]);
    assert!(found[0].first.is_empty() && found[1].first[0].contains("accountable"), "{:?}", found[1].first);
}

#[test]
fn the_potential_is_read_by_people_and_programs() {
    each("potential", |office| async move {
        let cast = cast(&office).await;
        let at = "/processes/incident-management/potential";
        assert!(office.get(at, Some(&cast.owner)).await.body.contains("Nothing is in force yet"));
        assert_eq!(office.get(&format!("/api{at}"), Some(&cast.owner)).await.status, StatusCode::NOT_FOUND);
        publish_draft(&office, &cast).await;
        let page = office.get(at, Some(&cast.owner)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("No ticket log is at hand") && page.body.contains("The decision “Priority” computes it")
        );
        let told = office.get(&format!("/api{at}"), Some(&cast.owner)).await.value();
        assert_eq!((&told["version"], &told["log_id"]), (&json!("1.0"), &json!(null)));
        assert_eq!(told["ready"], json!(true), "{}", told["conditions"]);
        let classify = told["items"].as_array().expect("items").iter().find(|one| one["activity"] == "classify");
        assert_eq!(classify.expect("there")["factors"][1]["share"], json!({ "low": 1.0, "high": 1.0 }));
    });
}
