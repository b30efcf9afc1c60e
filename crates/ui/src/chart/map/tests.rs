use super::layout::{Graph, Layout, layout};
use super::*;

fn graph(count: usize, arrows: &[(usize, usize)]) -> Graph {
    Graph {
        widths: vec![BOX_WIDTH; count],
        arrows: arrows.iter().enumerate().map(|(at, (from, to))| (*from, *to, 100.0 - at as f64)).collect(),
        gap: GAP,
    }
}

/// Every pair of steps in one layer keeps its distance.
fn is_tidy(laid: &Layout) -> bool {
    let apart = |a: &Point, b: &Point| (a.1 - b.1).abs() > 1.0 || (a.0 - b.0).abs() >= BOX_WIDTH + GAP.0 - 0.01;
    laid.steps.iter().enumerate().all(|(at, a)| laid.steps[..at].iter().all(|b| apart(a, b)))
}

#[test]
fn the_main_stream_runs_downwards_and_what_goes_back_is_drawn_upwards() {
    let laid = layout(&graph(4, &[(0, 1), (1, 2), (2, 3), (2, 1)]));
    let heights: Vec<f64> = laid.steps.iter().map(|step| step.1).collect();
    assert!(heights.is_sorted() && is_tidy(&laid), "{heights:?}");
    let back = &laid.arrows[3];
    assert!(back.first().map(|place| place.1) > back.last().map(|place| place.1));
}

#[test]
fn a_straight_process_is_a_straight_line() {
    let laid = layout(&graph(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]));
    assert!(laid.steps.iter().all(|step| (step.0 - laid.steps[0].0).abs() < 0.01), "{:?}", laid.steps);
}

#[test]
fn an_arrow_over_several_layers_passes_beside_the_steps_between() {
    let laid = layout(&graph(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]));
    let passes = &laid.arrows[3];
    assert_eq!(passes.len(), 4);
    for (step, place) in [(1, passes[1]), (2, passes[2])] {
        assert!((laid.steps[step].0 - place.0).abs() >= BOX_WIDTH / 2.0, "{:?} {passes:?}", laid.steps);
    }
}

#[test]
fn crossings_that_can_be_avoided_are_avoided() {
    // Two strands that would cross if the layers kept the order of the list.
    let laid = layout(&graph(6, &[(0, 1), (0, 2), (1, 4), (2, 3), (4, 5), (3, 5)]));
    let left_first = laid.steps[1].0 < laid.steps[2].0;
    assert_eq!(left_first, laid.steps[4].0 < laid.steps[3].0, "{:?}", laid.steps);
    assert!(is_tidy(&laid));
}

#[test]
fn any_graph_is_laid_out_without_overlap() {
    // Each step to some others by a rule without pattern, circles and own arrows among them.
    for count in 1..40_usize {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for from in 0..count {
            for step in 1..4 {
                let pair = (from, (from * 7 + step * 5 + count) % count);
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        let laid = layout(&graph(count, &pairs));
        assert!(is_tidy(&laid), "{count} steps");
        assert_eq!(laid.arrows.len(), pairs.len());
        assert!(laid.steps.iter().all(|step| step.0.is_finite() && step.0 >= 0.0 && step.0 <= laid.size.0));
    }
    assert_eq!(layout(&Graph::default()), Layout::default());
}

#[test]
fn the_picture_names_every_step_and_lists_every_arrow() {
    let steps = [
        Step { name: "Start", figure: "9", is_end: true, ..Step::default() },
        Step { name: "Diagnose", figure: "9 cases", weight: 9.0, href: "/d", ..Step::default() },
    ];
    let arrows = [
        Arrow { from: 0, to: 1, figure: "9", weight: 9.0, ..Arrow::default() },
        Arrow { from: 1, to: 1, figure: "2", weight: 2.0, href: "/r", ..Arrow::default() },
        Arrow { from: 1, to: 7, figure: "lost", ..Arrow::default() },
    ];
    let about = About { title: "Map", unit: "cases", ..About::default() };
    let drawn = map(&Map { about, steps: &steps, arrows: &arrows, flows: &[] });
    let drawn = drawn.into_string();
    for part in ["Diagnose → Diagnose: 2", "href=\"/d\"", "href=\"/r\"", "<th scope=\"row\">Start</th>"] {
        assert!(drawn.contains(part), "{part} is missing in {drawn}");
    }
    assert!(!drawn.contains("lost"), "an arrow to nowhere is left out");
}

#[test]
fn arrows_of_two_flows_between_the_same_steps_stand_side_by_side_in_their_colours() {
    let steps = ["Open", "Close"].map(|name| Step { name, figure: "9", weight: 9.0, ..Step::default() });
    let arrow = |figure, flow| Arrow { to: 1, figure, weight: 9.0, flow: Some(flow), ..Arrow::default() };
    let about = About { title: "Map", unit: "how often", ..About::default() };
    let flows = ["incident", "change"];
    let both = [arrow("5", 0), arrow("4", 1)];
    let drawn = map(&Map { about, steps: &steps, arrows: &both, flows: &flows }).into_string();
    let lines: Vec<&str> = drawn.split("<path class=\"map-arrow\" d=\"").skip(1).collect();
    let lines: Vec<&str> = lines.iter().filter(|line| line.contains("marker-end")).copied().collect();
    assert_eq!(lines.len(), 2);
    assert_ne!(lines[0].split('"').next(), lines[1].split('"').next(), "{drawn}");
    for part in ["map-flow dots-1", "url(#map-tip-1)", "change: Open → Close: 4", "<td>incident</td>"] {
        assert!(drawn.contains(part), "{part} is missing in {drawn}");
    }
}

#[test]
fn words_beside_a_beginning_are_not_cut_off() {
    let width = |name: &str| {
        let steps = [Step { name, figure: "5200", is_end: true, ..Step::default() }];
        let about = About { title: "Map", unit: "cases", ..About::default() };
        let drawn = map(&Map { about, steps: &steps, arrows: &[], flows: &[] }).into_string();
        let size = drawn.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a size");
        size.parse::<f64>().expect("a number")
    };
    let name = "a change of the office begins";
    assert!(width(name) >= width("") + 6.0 * name.len() as f64, "{} {}", width(name), width(""));
}
