use axum::http::StatusCode;
use mining::{LogBuilder, NewEvent, Part};

use super::model::{Clause, Selection, way_print};
use super::sides::{dotted, groups, shown};
use crate::access::Role;
use crate::clock::Time;
use crate::demo::furnish;
use crate::measure::counting::duration;
use crate::testing::each;

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// Cases as "name: step group step group", an hour between two events.
fn log(cases: &[(&str, &[(&str, &str)])]) -> mining::EventLog {
    let mut builder = LogBuilder::new();
    let mut row = 0;
    for (case, events) in cases {
        for (at, (activity, group)) in events.iter().enumerate() {
            let time = i64::try_from(at).expect("few") * HOUR;
            row += 1;
            let event = NewEvent { case, activity, time, resource: Some(group), row };
            builder.event(event, &[]).expect("there is room");
        }
    }
    builder.finish()
}

fn sample() -> mining::EventLog {
    log(&[
        ("1", &[("Record", "Desk"), ("Diagnose", "Desk"), ("Resolve", "Network")]),
        ("2", &[("Record", "Desk"), ("Resolve", "Desk")]),
        ("3", &[("Record", "Desk"), ("Diagnose", "Network"), ("Diagnose", "Desk"), ("Resolve", "Desk")]),
    ])
}

fn parameters(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_condition_reads_back_from_the_address_it_writes() {
    let day = Time::parse_date("2026-05-03").expect("a day");
    let clauses = [
        Clause::From(day),
        Clause::Until(day),
        Clause::BegunFrom(Time(day.0 + 1)),
        Clause::BegunBefore(Time(day.0 + HOUR)),
        Clause::Value { column: "resource".into(), value: "a → b & c".into() },
        Clause::Value { column: "priority".into(), value: String::new() },
        Clause::Passes("Diagnose".into()),
        Clause::Avoids("Diagnose".into()),
        Clause::Follows("Record".into(), "Resolve → close".into()),
        Clause::Begins("Record".into()),
        Clause::Ends("Resolve".into()),
        Clause::Way("00ff".into()),
        Clause::Longer(1.5),
        Clause::Shorter(48.0),
    ];
    let written: Vec<(String, String)> =
        clauses.iter().map(Clause::parameter).map(|(name, value)| (name.to_owned(), value)).collect();
    let (selection, complaints) = Selection::read(&written);
    assert_eq!((selection.clauses, complaints), (clauses.to_vec(), Vec::<String>::new()));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_counts() {
    let (selection, complaints) = Selection::read(&parameters(&[
        ("from", "soon"),
        ("longer", "-3"),
        ("passes", "Diagnose"),
        ("view", "map"),
        ("follows_from", "Record"),
        ("follows_to", "Resolve"),
        ("begins", "Record"),
        ("begins", "Resolve"),
    ]));
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    let told: Vec<String> = selection.clauses.iter().map(Clause::words).collect();
    assert_eq!(
        told,
        ["passes through “Diagnose”", "begins with “Resolve”", "“Record” directly followed by “Resolve”"],
        "a case begins once, so the later condition counts"
    );
    let many: Vec<(String, String)> = (0..50).map(|at| ("passes".to_owned(), at.to_string())).collect();
    let (selection, complaints) = Selection::read(&many);
    assert_eq!((selection.clauses.len(), complaints.len()), (super::model::MOST_CLAUSES, 1));
}

#[test]
fn a_selection_takes_the_cases_of_which_all_conditions_are_true() {
    let log = sample();
    let names = |parameters: &[(String, String)]| {
        let (selection, _) = Selection::read(parameters);
        let part = log.part(&selection.filter(&log)).expect("known columns");
        part.cases().map(|case| case.name().to_owned()).collect::<Vec<_>>()
    };
    let way = way_print(&["Record", "Resolve"]);
    type Given<'a> = &'a [(&'a str, &'a str)];
    let cases: [(Given, &[&str]); 10] = [
        (&[], &["1", "2", "3"]),
        (&[("passes", "Diagnose")], &["1", "3"]),
        (&[("avoids", "Diagnose")], &["2"]),
        (&[("passes", "Diagnose"), ("longer", "3")], &["3"]),
        (&[("shorter", "1")], &["2"]),
        (&[("way", &way)], &["2"]),
        (&[("way", "nowhere")], &[]),
        (&[("until", "1969-12-31")], &[]),
        (&[("begun_before", "1970-01-02")], &["1", "2", "3"]),
        (&[("begun_from", "1")], &[]),
    ];
    for (given, expected) in cases {
        assert_eq!(names(&parameters(given)), *expected, "{given:?}");
    }
    let group = Clause::Value { column: "resource".into(), value: "Network".into() }.parameter();
    assert_eq!(names(&[(group.0.to_owned(), group.1)]), ["1", "3"]);
}

#[test]
fn a_map_leaves_out_what_is_rare_and_no_step_stands_alone() {
    let log = sample();
    let flow = mining::dfg(&log);
    let all = shown(&flow, 100, 100);
    assert_eq!((all.hidden_steps, all.hidden_arrows, &all.flow), (0, 0, &flow));
    let few = shown(&flow, 100, 0);
    for (step, _) in &few.flow.activities {
        assert!(few.flow.edges.iter().any(|edge| edge.from == *step || edge.to == *step), "{step} stands alone");
    }
    assert!(few.hidden_arrows > 0);
    let one = shown(&flow, 0, 100);
    assert_eq!((one.flow.activities.len(), one.hidden_steps), (1, 2));
}

#[test]
fn cases_are_counted_for_each_of_their_values() {
    let log = sample();
    let part = Part::from(&log);
    let (found, count) = groups(&part, "resource");
    let told: Vec<(&str, usize, f64)> =
        found.iter().map(|group| (group.value.as_str(), group.cases, group.median_hours)).collect();
    assert_eq!((told, count), (vec![("Desk", 3, 2.0), ("Network", 2, 2.5)], 2));
    assert_eq!(groups(&part, "unknown"), (Vec::new(), 0));
}

#[test]
fn dots_lie_between_both_ends_of_the_axis() {
    let log = sample();
    for since_start in [false, true] {
        let found = dotted(&Part::from(&log), since_start);
        assert_eq!((found.of, found.cases.len(), found.counts.iter().sum::<usize>()), (3, 3, 9));
        assert!(found.cases.iter().flatten().all(|(place, _)| (0.0..=1.0).contains(place)));
    }
    let none = log.part(&mining::Filter { conditions: vec![mining::Condition::Passes { activity: "x".into() }] });
    assert_eq!(dotted(&none.expect("a filter"), false).cases, Vec::<Vec<(f64, usize)>>::new());
}

#[test]
fn a_duration_is_said_in_the_unit_that_people_would_use() {
    for (hours, words) in [(0.0, "0 s"), (0.01, "36 s"), (0.5, "30 min"), (47.0, "47 h"), (72.0, "3 d")] {
        assert_eq!(duration(hours), words);
    }
}

#[test]
fn every_view_opens_by_its_address_and_leads_to_its_cases() {
    each("explorer_views", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let base = "/processes/incident-management/explorer";
        for view in
            ["map", "process", "ways", "dots", "attributes", "groups", "weeks", "found", "changes", "cases", "nonsense"]
        {
            let reply = office.get(&format!("{base}?view={view}"), Some(&guest)).await;
            assert_eq!(reply.status, StatusCode::OK, "{view}: {}", reply.body);
        }
        let map = office.get(base, Some(&guest)).await;
        let step = map.body.split("passes=").nth(1).and_then(|rest| rest.split('"').next()).expect("a step is a link");
        let narrowed = office.get(&format!("{base}?view=cases&passes={step}"), Some(&guest)).await;
        assert!(narrowed.body.contains("passes through"), "{}", narrowed.body);
        let case = narrowed.body.split("explorer/cases/").nth(1).and_then(|rest| rest.split('"').next());
        let story = office.get(&format!("{base}/cases/{}", case.expect("a case is a link")), Some(&guest)).await;
        assert!(story.body.contains("What happened"), "{}", story.body);
        assert_eq!(office.get(&format!("{base}/cases/none"), Some(&guest)).await.status, StatusCode::NOT_FOUND);
        let nothing = office.get(&format!("{base}?passes=Nowhere"), Some(&guest)).await;
        assert!(nothing.body.contains("No case is like that"), "{}", nothing.body);
        let unknown =
            office.get(&format!("{base}?value=colour\u{241f}red").replace('\u{241f}', "%E2%90%9F"), Some(&guest)).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.body.contains("colour"), "{}", unknown.body);
        let file = office.get(&format!("{base}.csv?passes={step}"), Some(&guest)).await;
        assert!(file.body.starts_with("\u{feff}Case,First event"), "{}", file.body);
        for (view, start) in [
            ("map", "From,To,How often,Cases"),
            ("ways", "Way,Cases,Steps"),
            ("dots", "Case,First event"),
            ("attributes", "Value,Cases"),
            ("groups", "From,To,How often,Cases"),
            ("weeks", "Measure,Unit,Week from"),
            ("changes", "Measure,Unit,Week from"),
        ] {
            let page = office.get(&format!("{base}?view={view}&passes={step}"), Some(&guest)).await.body;
            let link = page.split("href=\"").find(|rest| rest.starts_with(base) && rest.contains(".csv"));
            let link = link.and_then(|rest| rest.split('"').next()).expect(view).replace("&amp;", "&");
            let file = office.get(&link, Some(&guest)).await;
            assert!(
                file.body.starts_with(&format!("\u{feff}{start}")) && file.body.lines().count() > 1,
                "{view}: {}",
                file.body
            );
        }
        let told = office.get(&format!("/api{base}?passes={step}"), Some(&guest)).await.value();
        assert_eq!(told["cases"].as_u64().map(|cases| cases as usize), Some(file.body.lines().count() - 1));
        let without = office.get("/processes/supplier-management/explorer", Some(&guest)).await;
        assert!(without.body.contains("No log yet"), "{}", without.body);
    });
}

#[test]
fn the_published_diagram_shows_how_the_chosen_cases_went_and_says_the_same_in_a_file() {
    each("explorer_process", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let base = "/processes/incident-management/explorer";
        for heat in ["often", "waiting", "following", "deviations"] {
            let page = office.get(&format!("{base}?view=process&heat={heat}"), Some(&guest)).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("heat-5") && page.body.contains("<process-replay"), "{heat}: {}", page.body);
        }
        let all = office.get(&format!("/api{base}/steps"), Some(&guest)).await.value();
        let some = office.get(&format!("/api{base}/steps?passes=Awaiting+user"), Some(&guest)).await.value();
        let count = |answer: &serde_json::Value, step: &str, what: &str| {
            let steps = answer["steps"].as_array().expect("steps").clone();
            steps.iter().find(|one| one["element"] == step).and_then(|one| one[what].as_u64()).expect("a figure")
        };
        assert!(some["compared"].as_u64() < all["compared"].as_u64(), "a selection is compared by itself");
        let (waits, beside) = (count(&some, "await_user", "cases"), count(&some, "await_user", "misplaced_cases"));
        let compared = some["compared"].as_u64().expect("cases");
        assert!(waits <= compared && waits + beside >= compared, "each of them waits, in its place or beside it");
        assert!(count(&all, "confirm", "skipped_cases") > 0, "the demo plants skipped confirmations");
        let flows = all["flows"].as_array().expect("flows");
        let cases = all["compared"].as_u64().expect("cases");
        assert!(flows.iter().any(|flow| flow["count"].as_u64() == Some(cases)), "every case takes the first flow");
        let file = office.get(&format!("{base}/steps.csv?passes=Awaiting+user"), Some(&guest)).await;
        assert!(file.body.contains(&format!(",{},", count(&some, "await_user", "executions"))), "{}", file.body);
        let wrong = office.get(&format!("{base}/steps.csv?longer=-1"), Some(&guest)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "a file of other cases than asked for is refused");
        let none = office.get("/processes/supplier-management/explorer/replay.json", Some(&guest)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_replay_moves_few_cases_by_a_stated_rule_over_flows_that_the_diagram_has() {
    each("explorer_replay", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let base = "/processes/incident-management/explorer";
        let reply = office.get(&format!("{base}/replay.json"), Some(&guest)).await;
        assert!(reply.body.len() < 500_000, "{} bytes", reply.body.len());
        let moves = reply.value();
        let cases = moves["cases"].as_u64().expect("cases");
        assert!((1..=super::replay::MOST_CASES as u64).contains(&cases), "{cases}");
        assert!(moves["rule"].as_str().is_some_and(|rule| rule.contains("spread evenly")), "{}", moves["rule"]);
        let page = office.get(&format!("{base}?view=process"), Some(&guest)).await.body;
        for id in moves["flows"].as_array().expect("flows").iter().chain(moves["steps"].as_array().expect("steps")) {
            assert!(page.contains(&format!("data-id={id}")), "{id} is not on the diagram");
        }
        let seconds = moves["seconds"].as_f64().expect("a length");
        let travels = moves["travels"].as_array().expect("travels");
        let times: Vec<(f64, f64)> =
            travels.iter().map(|one| (one[1].as_f64().expect("from"), one[2].as_f64().expect("to"))).collect();
        assert!(times.windows(2).all(|pair| pair[0].0 <= pair[1].0), "in the order of their beginnings");
        assert!(times.iter().all(|(from, to)| 0.0 <= *from && from <= to && *to <= seconds));
    });
}

#[test]
fn a_replay_leaves_out_very_long_cases_and_says_so() {
    let long: Vec<(&str, &str)> = std::iter::repeat_n(("Diagnose", "Desk"), super::replay::MOST_EVENTS + 1).collect();
    let log = log(&[("1", &long), ("2", &[("Record", "Desk")])]);
    let choice = super::replay::chosen(&Part::from(&log));
    assert_eq!((choice.shown, choice.of, choice.too_long), (1, 2, 1));
    assert!(choice.rule().contains("more than 500 events"), "{}", choice.rule());
    let many: Vec<String> = (0..1_000).map(|number| number.to_string()).collect();
    let steps: &[(&str, &str)] = &[("Record", "Desk")];
    let cases: Vec<(&str, &[(&str, &str)])> = many.iter().map(|name| (name.as_str(), steps)).collect();
    let log = self::log(&cases);
    let choice = super::replay::chosen(&Part::from(&log));
    assert_eq!((choice.shown, choice.part.case_count()), (250, 250), "every fourth");
}

/// Cases that begin an hour apart and go one way, then the other.
fn turned() -> mining::EventLog {
    let mut builder = LogBuilder::new();
    for number in 0..400_i64 {
        let way: &[&str] = if number < 200 { &["Record", "Diagnose", "Resolve"] } else { &["Record", "Resolve"] };
        for (at, activity) in way.iter().enumerate() {
            let (case, at) = (format!("c{number}"), i64::try_from(at).expect("few"));
            let row = u32::try_from(number * 3 + at).expect("few");
            let event =
                NewEvent { case: &case, activity, time: (number * 10 + at) * HOUR, resource: Some("Desk"), row };
            builder.event(event, &[]).expect("there is room");
        }
    }
    builder.finish()
}

#[test]
fn a_change_is_told_with_figures_of_the_stretches_before_and_after() {
    let log = turned();
    let spec = mining::MeasureSpec { resolved: vec!["Resolve".into()], ..mining::MeasureSpec::default() };
    let found = super::changes::changes(&Part::from(&log), &spec);
    let [change] = found.all.as_slice() else { panic!("one change: {:?}", found.all) };
    assert_eq!((change.at, change.before, change.after), (Time(2_000 * HOUR), (None, 200), (None, 200)));
    let (measure, difference) = &change.figures[0];
    assert_eq!(*measure, mining::Measure::ResolutionTimeMean);
    assert_eq!((difference.before, difference.after), (Some(2.0), Some(1.0)), "in hours");
    let few = log.part(&mining::Filter { conditions: vec![mining::Condition::Passes { activity: "Diagnose".into() }] });
    assert_eq!(super::changes::changes(&few.expect("a filter"), &spec).all, [], "one way only never changes");
}

#[test]
fn both_stretches_of_a_change_have_addresses_that_take_their_cases() {
    each("explorer_changes", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let base = "/processes/incident-management/explorer";
        let page = office.get(&format!("{base}?view=changes"), Some(&guest)).await;
        assert!(page.body.contains("cases before"), "the demo improves its process: {}", page.body);
        let address = page.body.split("begun_before=").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
        let told = office.get(&format!("/api{base}?begun_before={address}"), Some(&guest)).await.value();
        let rest = office.get(&format!("/api{base}?begun_from={address}"), Some(&guest)).await.value();
        let count = |answer: &serde_json::Value, what: &str| answer[what].as_u64().expect("a count");
        assert_eq!(count(&told, "cases") + count(&rest, "cases"), count(&told, "of_cases"));
        assert!(count(&told, "cases") > 0 && count(&rest, "cases") > 0);
    });
}

#[test]
fn the_found_process_is_weighed_beside_the_published_one_and_becomes_a_draft_that_keeps_its_details() {
    each("explorer_found", |office| async move {
        furnish(&office.app).await.expect("furnished");
        office.settle().await;
        let guest = office.person("Rita Reader", &[Role::Practitioner]).await;
        let base = "/processes/incident-management/explorer";
        for asked in
            ["miner=inductive&noise=0", "miner=inductive&noise=20", "miner=heuristics", "miner=magic&noise=900"]
        {
            let page = office.get(&format!("{base}?view=found&{asked}"), Some(&guest)).await;
            assert_eq!(page.status, StatusCode::OK, "{asked}: {}", page.body);
            for word in ["Fitness", "Precision", "Generalization", "Simplicity", "Published ("] {
                assert!(page.body.contains(word), "{asked}: {word} in {}", page.body);
            }
            assert!(!page.body.contains("explorer/draft"), "a practitioner drafts nothing");
        }
        let exact = office.get(&format!("{base}?view=found&miner=inductive&noise=0"), Some(&guest)).await;
        assert!(exact.body.contains("100.0\u{a0}%"), "without noise every case fits: {}", exact.body);
        let file = office.get(&format!("{base}/found.bpmn?miner=inductive&noise=0"), Some(&guest)).await;
        let drawn = bpmn::Diagram::parse(&file.body).expect("readable");
        assert!(drawn.node("await_user").is_some(), "a state that stands for a step has its id");
        let refused = office.post(&format!("{base}/draft"), Some(&guest), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let owner = office.person("Olga Owner", &[Role::ProcessDesigner]).await;
        let before =
            office.app.read(|tx| Ok(crate::process::store::by_key(tx, "incident-management")?)).await.expect("there");
        let id = before.id.clone();
        let open = office.app.read(move |tx| Ok(crate::process::store::open_draft(tx, &id)?)).await.expect("read");
        let begun = office.post(&format!("{base}/draft?miner=inductive&noise=0"), Some(&owner), &[]).await;
        if open.is_some() {
            assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY, "one draft at a time: {}", begun.body);
            return;
        }
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
        let draft = office
            .app
            .read(move |tx| {
                let open = crate::process::store::open_draft(tx, &before.id)?.expect("a draft");
                crate::process::store::definition(tx, &open.id)
            })
            .await
            .expect("read");
        assert_eq!(draft.diagram, file.body, "the draft begins with what was found");
        assert!(!draft.roles.is_empty(), "everything else is as it was");
        let again = office.post(&format!("{base}/draft"), Some(&owner), &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one draft at a time");
    });
}
