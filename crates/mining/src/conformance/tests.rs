//! Deviations planted by hand, alignments with known costs, and limits that are told.

use super::*;
use crate::measure::MeasureSpec;
use crate::moment::HOUR_US;
use crate::{EventLog, LogBuilder, NewEvent};

/// A net of transitions written as `label: inputs -> outputs`; a label of `-` is silent. Place 0 starts, place 1 ends.
fn net(transitions: &[(&str, &[usize], &[usize])]) -> Net {
    let step = |(index, (label, inputs, outputs)): (usize, &(&str, &[usize], &[usize]))| Transition {
        id: format!("t{index}"),
        label: (*label != "-").then(|| (*label).to_owned()),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
    };
    let transitions: Vec<Transition> = transitions.iter().enumerate().map(step).collect();
    let most = transitions.iter().flat_map(|t| t.inputs.iter().chain(&t.outputs)).max().copied().unwrap_or(0);
    Net {
        places: (0..=most).map(|place| format!("p{place}")).collect(),
        transitions,
        initial: vec![0],
        finals: vec![vec![1]],
    }
}

/// register → diagnose → (escalate → diagnose)* → resolve → close
fn incident() -> Net {
    net(&[
        ("register", &[0], &[2]),
        ("diagnose", &[2], &[3]),
        ("escalate", &[3], &[2]),
        ("resolve", &[3], &[4]),
        ("close", &[4], &[1]),
    ])
}

fn log(cases: &[&str]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (index, states) in cases.iter().enumerate() {
        for (row, state) in states.split(' ').enumerate() {
            let case = format!("c{index}");
            let time = row as i64 * HOUR_US;
            builder
                .event(NewEvent { case: &case, activity: state, time, resource: None, row: row as u32 }, &[])
                .expect("room");
        }
    }
    builder.finish()
}

fn same_names(log: &EventLog, net: &Net) -> ActivityMap {
    ActivityMap::by_name(log, net.activities().into_iter().map(|id| (id, id)))
}

fn compare(cases: &[&str]) -> Conformance {
    let (log, net) = (log(cases), incident());
    conformance(&log, &net, &same_names(&log, &net), &ConformanceOptions::default()).expect("comparable")
}

#[test]
fn each_planted_deviation_is_found_and_named() {
    use DeviationKind::{OutOfPlace, Repeated, Skipped, Unmodelled};
    let cases: [(&str, &[(DeviationKind, &str)]); 8] = [
        ("register diagnose resolve close", &[]),
        ("register diagnose escalate diagnose resolve close", &[]),
        ("register diagnose diagnose resolve close", &[]),
        ("register resolve close", &[(Skipped, "diagnose")]),
        ("register diagnose resolve close close resolve", &[(Repeated, "resolve")]),
        ("diagnose register resolve close", &[(OutOfPlace, "register")]),
        ("register diagnose wait resolve close", &[(Unmodelled, "wait")]),
        ("register diagnose resolve", &[(Skipped, "close")]),
    ];
    for (states, expected) in cases {
        let result = compare(&[states, "register diagnose escalate diagnose resolve close"]);
        let found: Vec<_> = result.deviations.iter().map(|found| (found.kind, found.element.as_str())).collect();
        match expected {
            [(OutOfPlace, _)] => {
                assert!(matches!(found[..], [(OutOfPlace, "register" | "diagnose")]), "{states}: {found:?}");
            }
            _ => assert_eq!(found, expected, "{states}"),
        }
        assert_eq!(result.conforming, if expected.is_empty() { 2 } else { 1 });
    }
}

#[test]
fn a_deviation_is_a_sentence_with_its_cases_and_extra_hours() {
    let mut cases = vec!["register diagnose resolve close"; 1_500];
    cases.extend(["register resolve close"; 63]);
    let result = compare(&cases);
    let skipped = &result.deviations[0];
    assert_eq!(skipped.sentence(), "“diagnose” was skipped in 63 of 1,563 cases (4.0 %).");
    assert_eq!((skipped.extra_hours, skipped.examples.len(), skipped.examples[0].as_str()), (Some(-1.0), 20, "c1500"));
    assert_eq!(result.conforming_share(), Some(1_500.0 / 1_563.0));
    assert!((result.fitness.expect("compared") - (1.0 - 63.0 / (1_500.0 * 8.0 + 63.0 * 7.0))).abs() < 1e-12);
    assert_eq!(result.activities.iter().find(|flow| flow.activity == "diagnose").map(|flow| flow.cases), Some(1_500));
}

#[test]
fn an_activity_on_another_branch_is_unexpected() {
    let net = net(&[("a", &[0], &[2]), ("b", &[2], &[1]), ("c", &[2], &[1])]);
    let log = log(&["a b c"]);
    let result = conformance(&log, &net, &same_names(&log, &net), &ConformanceOptions::default()).expect("comparable");
    assert_eq!(result.deviations.len(), 1);
    assert_eq!(result.deviations[0].kind, DeviationKind::Unexpected);
}

#[test]
fn parallel_branches_may_come_in_any_order_and_silent_steps_cost_nothing() {
    let net =
        net(&[("a", &[0], &[2]), ("-", &[2], &[3, 4]), ("b", &[3], &[5]), ("c", &[4], &[6]), ("-", &[5, 6], &[1])]);
    let log = log(&["a b c", "a c b", "a b"]);
    let result = conformance(&log, &net, &same_names(&log, &net), &ConformanceOptions::default()).expect("comparable");
    assert_eq!((result.conforming, result.deviations.len()), (2, 1));
    assert_eq!(result.deviations[0].sentence(), "“c” was skipped in 1 of 3 cases (33.3 %).");
}

#[test]
fn repeats_collapse_only_when_asked_and_it_is_said() {
    let (log, net) = (log(&["register register diagnose resolve close close"]), incident());
    let map = same_names(&log, &net);
    let drawn = conformance(&log, &net, &map, &ConformanceOptions::default()).expect("comparable");
    assert_eq!((drawn.conforming, drawn.collapsed), (1, 2));
    assert!(drawn.notes.iter().any(|note| note.starts_with("2 successive rows")), "{:?}", drawn.notes);
    let options = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
    let kept = conformance(&log, &net, &map, &options).expect("comparable");
    assert_eq!(kept.deviations.iter().map(|found| found.kind).collect::<Vec<_>>(), [DeviationKind::Repeated; 2]);
}

#[test]
fn what_is_ignored_unmodelled_or_cannot_be_seen_is_said() {
    let (log, net) = (log(&["register audit resolve close", "register lunch resolve close"]), incident());
    let mut map = same_names(&log, &net);
    map.states.insert("audit".to_owned(), Target::Ignored);
    let result = conformance(&log, &net, &map, &ConformanceOptions::default()).expect("comparable");
    assert_eq!(result.unobserved, ["diagnose", "escalate"]);
    assert_eq!((result.ignored[0].state.as_str(), result.unmodelled[0].state.as_str()), ("audit", "lunch"));
    assert_eq!(result.deviations.iter().map(|found| found.kind).collect::<Vec<_>>(), [DeviationKind::Unmodelled]);
    assert_eq!(result.notes.len(), 3, "{:?}", result.notes);
    map.states.insert("audit".to_owned(), Target::Activity("nothing".to_owned()));
    assert!(conformance(&log, &net, &map, &ConformanceOptions::default()).is_err());
}

#[test]
fn an_open_case_is_not_asked_for_the_rest() {
    let (log, net) = (log(&["register diagnose", "register", "register diagnose resolve close"]), incident());
    let options = ConformanceOptions { closing_states: vec!["close".to_owned()], ..ConformanceOptions::default() };
    let result = conformance(&log, &net, &same_names(&log, &net), &options).expect("comparable");
    assert_eq!((result.conforming, result.still_open, result.fitness), (3, 2, Some(1.0)));
}

#[test]
fn where_no_case_has_ended_yet_all_are_open() {
    let (log, net) = (log(&["register diagnose", "register"]), incident());
    let options = ConformanceOptions { closing_states: vec!["close".to_owned()], ..ConformanceOptions::default() };
    let result = conformance(&log, &net, &same_names(&log, &net), &options).expect("comparable");
    assert_eq!((result.conforming, result.still_open, result.fitness), (2, 2, Some(1.0)));
}

#[test]
fn a_search_beyond_its_budget_is_told_and_left_out_of_the_figures() {
    let (log, net) =
        (log(&["register diagnose resolve close", "close close close close resolve register"]), incident());
    let options = ConformanceOptions { max_states: 20, collapse_repeats: false, ..ConformanceOptions::default() };
    let result = conformance(&log, &net, &same_names(&log, &net), &options).expect("comparable");
    assert_eq!((result.compared, result.not_computed, result.conforming), (1, 1, 1));
    assert!(result.notes.iter().any(|note| note.contains("not computed")));
}

#[test]
fn what_may_be_done_in_any_order_is_compared_too() {
    // Eight steps beside each other have more markings than are looked at ahead.
    let names: Vec<String> = ('a'..='h').map(String::from).collect();
    let places: Vec<usize> = (2..18).collect();
    let mut steps: Vec<(&str, &[usize], &[usize])> = vec![("-", &[0], &places[..8])];
    steps.extend((0..8).map(|at| (names[at].as_str(), &places[at..=at], &places[at + 8..=at + 8])));
    steps.push(("-", &places[8..], &[1]));
    let (log, net) = (log(&["a b c d e f g h", "h h g g f f e e d d c c b b"]), net(&steps));
    let options = ConformanceOptions { collapse_repeats: false, ..ConformanceOptions::default() };
    let result = conformance(&log, &net, &same_names(&log, &net), &options).expect("comparable");
    // Seven steps too many and one that is missing.
    assert_eq!((result.compared, result.conforming), (2, 1));
    assert_eq!(result.fitness, Some(1.0 - 8.0 / (8.0 + 14.0 + 16.0)));
}

#[test]
fn a_net_that_cannot_work_is_refused_with_a_reason() {
    let log = log(&["a"]);
    let outcome = |net: &Net| {
        conformance(&log, net, &ActivityMap::default(), &ConformanceOptions::default()).map_err(|error| error.why)
    };
    let mut no_end = net(&[("a", &[0], &[2])]);
    no_end.places.push("p".to_owned());
    assert!(outcome(&no_end).is_err_and(|why| why.contains("no end")));
    let mut stray = incident();
    stray.initial = vec![99];
    assert!(outcome(&stray).is_err_and(|why| why.contains("place 99")));
    assert!(outcome(&net(&[("a", &[], &[1])])).is_err_and(|why| why.contains("for ever")));
    assert!(outcome(&Net::default()).is_err());
    let endless = net(&[("a", &[0], &[0, 2]), ("c", &[2], &[]), ("b", &[0], &[1])]);
    assert!(outcome(&endless).is_ok_and(|result| result.notes.iter().any(|note| note.contains("pile up"))));
}

/// The cheapest explanation by relaxing every state until nothing changes: slow, simple, independent of the search.
fn cheapest(net: &Net, trace: &[u32], labels: &[Option<u32>]) -> Option<u32> {
    let mut costs: std::collections::BTreeMap<(usize, Box<[u8]>), u32> = [((0, net.marking(&net.initial)), 0)].into();
    loop {
        let before = costs.clone();
        for ((position, marking), cost) in &before {
            let mut offer = |position: usize, marking: Box<[u8]>, cost: u32| {
                let known = costs.entry((position, marking)).or_insert(u32::MAX);
                *known = cost.min(*known);
            };
            if *position < trace.len() {
                offer(position + 1, marking.clone(), cost + 1);
            }
            for transition in (0..net.transitions.len()).filter(|transition| net.enabled(*transition, marking)) {
                let Some(next) = net.fire(transition, marking) else { continue };
                offer(*position, next.clone(), cost + u32::from(labels[transition].is_some()));
                if labels[transition].is_some() && trace.get(*position).copied() == labels[transition] {
                    offer(position + 1, next, *cost);
                }
            }
        }
        if costs == before {
            break;
        }
    }
    let ends: Vec<Box<[u8]>> = net.finals.iter().map(|tokens| net.marking(tokens)).collect();
    costs
        .iter()
        .filter(|((position, marking), _)| *position == trace.len() && ends.contains(marking))
        .map(|(_, cost)| *cost)
        .min()
}

#[test]
fn alignments_are_optimal_and_explain_the_trace_by_a_run_of_the_net() {
    let mut state = 3_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let nets = [
        incident(),
        net(&[
            ("a", &[0], &[2]),
            ("-", &[2], &[3, 4]),
            ("b", &[3], &[5]),
            ("c", &[4], &[6]),
            ("-", &[5, 6], &[7]),
            ("-", &[7], &[2]),
            ("d", &[7], &[1]),
        ]),
        net(&[("a", &[0], &[2]), ("a", &[0], &[3]), ("b", &[2], &[1]), ("c", &[3], &[1]), ("-", &[3], &[2])]),
    ];
    for net in &nets {
        let names: Vec<&str> = net.activities().into_iter().collect();
        let code = |label: &String| names.iter().position(|name| name == label).map(|code| code as u32);
        let labels: Vec<Option<u32>> = net.transitions.iter().map(|t| t.label.as_ref().and_then(code)).collect();
        for round in 0..150 {
            let (trace, whole) = ((0..next(8)).map(|_| next(names.len()) as u32).collect::<Vec<u32>>(), round % 2 == 0);
            // Known ahead, and searched.
            let states = [100_000, roads::FEWEST_STATES - 1][round / 2 % 2];
            let mut aligner = Aligner::new(net, labels.clone(), states, whole);
            assert_eq!(aligner.is_quick(), states == 100_000);
            let moves = aligner.align(&trace, false).expect("small");
            assert_eq!(Some(align::cost(&moves) as u32), cheapest(net, &trace, &labels), "{trace:?}");
            assert!(!whole || runs(&mut aligner, &moves), "{trace:?}: {moves:?} is a whole run of the net");
            let told: Vec<u32> = moves
                .iter()
                .filter_map(|step| match step {
                    Move::Both(position, transition) => {
                        assert_eq!(labels[*transition as usize], Some(trace[*position as usize]));
                        Some(*position)
                    }
                    Move::Log(position) => Some(*position),
                    _ => None,
                })
                .collect();
            assert_eq!(told, (0..trace.len() as u32).collect::<Vec<_>>());
        }
    }
}

/// Whether the steps of the net in an alignment lead from its beginning to its end.
fn runs(aligner: &mut Aligner<'_>, moves: &[Move]) -> bool {
    let mut marking = 0;
    for step in moves {
        let (Move::Both(_, transition) | Move::Model(transition) | Move::Silent(transition)) = step else { continue };
        let next = aligner.states.markings.next(marking);
        let Some((_, after)) = next.iter().find(|(one, _)| one == transition) else { return false };
        marking = *after;
    }
    aligner.states.markings.is_final(marking)
}

#[test]
fn precision_weighs_what_followed_against_what_the_process_allows() {
    let choice = net(&[("a", &[0], &[2]), ("b", &[2], &[1]), ("c", &[2], &[1]), ("d", &[2], &[1])]);
    let flower = net(&[("-", &[0], &[2]), ("a", &[2], &[2]), ("b", &[2], &[2]), ("-", &[2], &[1])]);
    // In the flower two ways are open at each point, of which one was taken, or both.
    let rules: [(&Net, &[&str], f64); 4] = [
        (&choice, &["a b", "a b", "a c", "a d"], 1.0),
        (&choice, &["a b", "a c", "d a b"], (3.0 + 3.0 * 2.0) / (3.0 + 3.0 * 3.0)),
        (&flower, &["a b"], 2.0 / 4.0),
        (&flower, &["a b", "b a"], (2.0 * 2.0 + 1.0 + 1.0) / (4.0 + 2.0 + 2.0)),
    ];
    for (net, cases, expected) in rules {
        let log = log(cases);
        let result =
            conformance(&log, net, &same_names(&log, net), &ConformanceOptions::default()).expect("comparable");
        let found = result.precision.expect("compared");
        assert!((found - expected).abs() < 1e-12, "{cases:?}: {found} {expected}");
    }
}

#[test]
fn generalization_grows_with_what_was_seen_at_a_state() {
    let choice = net(&[("a", &[0], &[2]), ("b", &[2], &[1]), ("c", &[2], &[1])]);
    let found = |cases: &[&str]| {
        let log = log(cases);
        let result = conformance(&log, &choice, &same_names(&log, &choice), &ConformanceOptions::default());
        result.expect("comparable").generalization.expect("compared")
    };
    // Once each: nothing can be said. Ten times: at the start 1·2 ÷ (10·9), after a 2·3 ÷ (10·9).
    assert_eq!(found(&["a b"]), 0.0);
    let ten: Vec<&str> = ["a b", "a c"].into_iter().cycle().take(10).collect();
    assert!((found(&ten) - (1.0 - (2.0 / 90.0 + 6.0 / 90.0) / 2.0)).abs() < 1e-12);
}

#[test]
fn what_goes_with_a_deviation_is_told() {
    // Forty good cases by the desk; twenty without a diagnosis by the network, half of them reopened.
    let mut builder = LogBuilder::new();
    let mut case = |number: usize, group: &str, states: &str| {
        for (row, state) in states.split(' ').enumerate() {
            let name = format!("c{number}");
            let time = (number * 100 + row) as i64 * HOUR_US;
            let event = NewEvent { case: &name, activity: state, time, resource: Some(group), row: row as u32 };
            builder.event(event, &[]).expect("room");
        }
    };
    (0..40).for_each(|number| {
        let again = if number < 4 {
            "register diagnose resolve close"
        } else {
            "register diagnose escalate diagnose resolve close"
        };
        case(number, "Desk", again);
    });
    (40..50).for_each(|number| case(number, "Network", "register resolve close"));
    (50..60).for_each(|number| case(number, "Network", "register resolve register resolve close"));
    let (log, net) = (builder.finish(), incident());
    let result = conformance(&log, &net, &same_names(&log, &net), &ConformanceOptions::default()).expect("comparable");
    let spec = MeasureSpec { resolved: vec!["resolve".into()], closed: vec!["close".into()], ..MeasureSpec::default() };
    let told = consequences(&log, &result, &spec);
    let at = result.deviations.iter().position(|found| found.kind == DeviationKind::Skipped).expect("found");
    let skipped = &told[at];
    assert_eq!(skipped.group, Some(MostAffected { group: "Network".into(), cases: 20, of: 20 }));
    assert_eq!(skipped.hours, Some(-(10.0 * 3.0 + 10.0 * 1.0)));
    assert_eq!(skipped.reopened.as_ref().map(|shares| (shares.before, shares.after)), Some((Some(0.0), Some(0.5))));
    assert_eq!(
        skipped.sentence(&result.deviations[at]),
        "“diagnose” was skipped in 20 of 60 cases (33.3 %); most often where Network takes part (100.0 % of its cases); only \
         those cases are reopened; together they took 40 h less."
    );
}

#[test]
fn waiting_and_working_are_told_for_each_activity() {
    // Rows an hour apart: register for one hour, then an hour until the diagnosis, which has one row.
    let (log, net) = (log(&["register register diagnose lunch resolve close"]), incident());
    let map = same_names(&log, &net);
    let options = ConformanceOptions { times: true, ..ConformanceOptions::default() };
    let result = conformance(&log, &net, &map, &options).expect("comparable");
    let times = |activity: &str| {
        let flow = result.activities.iter().find(|flow| flow.activity == activity).expect("there");
        (flow.waiting.map(|spread| spread.median_seconds), flow.working.map(|spread| spread.sum_seconds))
    };
    assert_eq!(times("register"), (None, Some(3_600.0)));
    assert_eq!(times("diagnose"), (Some(3_600.0), Some(0.0)));
    assert_eq!(times("resolve"), (Some(3_600.0), Some(0.0)));
    let untimed = conformance(&log, &net, &map, &ConformanceOptions::default()).expect("comparable");
    assert!(untimed.activities.iter().all(|flow| flow.waiting.is_none() && flow.working.is_none()));
}

#[test]
fn tokens_leave_a_step_with_its_last_row_and_wait_for_each_other_where_they_join() {
    // After a: b and c side by side, then d. Rows an hour apart; a has two rows, x has no place.
    let net = net(&[
        ("a", &[0], &[2]),
        ("-", &[2], &[3, 4]),
        ("b", &[3], &[5]),
        ("c", &[4], &[6]),
        ("-", &[5, 6], &[7]),
        ("d", &[7], &[1]),
    ]);
    let log = log(&["a a b x c d b"]);
    let found = replay(&log, &net, &same_names(&log, &net), &ConformanceOptions::default()).expect("moves");
    let hours = |time: i64| time / HOUR_US;
    let start = log.case(0).expect("one").times()[0];
    let stays: Vec<_> = found
        .stays
        .iter()
        .map(|stay| (stay.activity.as_str(), hours(stay.from - start), hours(stay.to - start)))
        .collect();
    assert_eq!(stays, [("a", 0, 1), ("b", 2, 2), ("c", 4, 4), ("d", 5, 5)]);
    let mut travels: Vec<_> = found
        .travels
        .iter()
        .map(|one| {
            (hours(one.from - start), hours(one.to - start), one.arcs.iter().map(|arc| arc.1).collect::<Vec<_>>())
        })
        .collect();
    travels.sort();
    assert_eq!(
        travels,
        [(1, 2, vec![2, 3]), (1, 4, vec![2, 4]), (2, 4, vec![5]), (4, 5, vec![6, 7]), (5, 6, vec![1])],
        "b waits for c where both join"
    );
    let strays: Vec<_> = found.strays.iter().map(|one| (hours(one.at - start), one.activity.as_deref())).collect();
    assert_eq!(strays, [(6, Some("b")), (3, None)]);
    assert_eq!((found.cases, found.not_computed), (1, 0));
}

#[test]
fn a_part_of_a_log_is_compared_by_itself_and_counts_what_takes_place() {
    let (log, net) = (log(&["register diagnose resolve close", "register resolve close", "lunch"]), incident());
    let map = same_names(&log, &net);
    let options = ConformanceOptions { times: true, ..ConformanceOptions::default() };
    let first = conformance(Part::of(&log, vec![0]), &net, &map, &options).expect("comparable");
    assert_eq!((first.cases, first.fitness, first.unmodelled.len()), (1, Some(1.0), 0));
    let second = conformance(Part::of(&log, vec![1]), &net, &map, &options).expect("comparable");
    assert_eq!(second.deviations.iter().map(|one| one.case_numbers.clone()).collect::<Vec<_>>(), [vec![1]]);
    let visible = net.transitions.iter().zip(&second.firings).filter(|(one, _)| one.label.is_some());
    assert_eq!(visible.map(|(_, count)| *count).max(), Some(1), "the skipped step is assumed once");
    let narrow = ConformanceOptions { max_ways: 2, ..options };
    let refused = conformance(&log, &net, &map, &narrow).expect_err("three ways");
    assert!(refused.why.contains("3 different ways"), "{refused}");
}

#[test]
fn a_tangled_net_is_less_simple() {
    let straight = net(&[("a", &[0], &[2]), ("b", &[2], &[1])]);
    assert_eq!(straight.simplicity(), 1.0);
    // Fourteen arcs between seven nodes: four ends of arcs each.
    let tangled = net(&[("a", &[0], &[1, 2]), ("b", &[0, 1, 2], &[1]), ("c", &[2], &[0, 1, 2]), ("d", &[0, 2], &[1])]);
    assert_eq!(tangled.simplicity(), 1.0 / (1.0 + 4.0 - 2.0));
    assert!(incident().simplicity() > tangled.simplicity());
}
