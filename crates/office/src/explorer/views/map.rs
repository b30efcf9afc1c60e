//! The process map, with as much detail as wanted.

use maud::{Markup, html};
use ui::Choice;
use ui::chart::{About, Arrow, Map, Step};
use ui::form::{question, row};

use super::super::model::Clause;
use super::super::sides::{MOST_STEPS, Shown};
use super::{At, Head};

/// The map with its two sliders.
pub(super) fn show(at: &At, head: &Head, shown: &Shown, steps: u8, arrows: u8, by_time: bool) -> Markup {
    let hidden = match (shown.hidden_steps, shown.hidden_arrows) {
        (0, 0) => "Everything is on the map.".to_owned(),
        (steps, arrows) => format!("Left out for the sake of the eye: {steps} steps and {arrows} arrows."),
    };
    html! {
        (controls(at, steps, arrows, by_time))
        (picture(at, head, shown, by_time))
        p { (hidden) " A click on a step or an arrow shows the cases that pass it." }
    }
}

fn controls(at: &At, steps: u8, arrows: u8, by_time: bool) -> Markup {
    let (steps, arrows) = (steps.to_string(), arrows.to_string());
    let figures = [Choice::new("cases", "How often"), Choice::new("time", "How long, median")];
    let hint = format!("Per cent of all; at most {MOST_STEPS} steps.");
    question(
        &at.base(),
        html! {
            (at.carried(&[]))
            (row(&[
                ui::Field::new("steps", "Steps shown").hint(&hint).value(&steps).required().slider(0, 100),
                ui::Field::new("arrows", "Arrows shown").hint("Per cent, the most frequent first.").value(&arrows).required().slider(0, 100),
                ui::Field::new("show", "Figures").value(if by_time { "time" } else { "cases" }).required().select(&figures),
            ]))
            (ui::buttons(&[ui::button("Draw the map", "", "")]))
        },
    )
}

fn picture(at: &At, head: &Head, shown: &Shown, by_time: bool) -> Markup {
    let number = |count: u64| ui::chart::number(count as f64);
    let flow = &shown.flow;
    let cases = number(shown.cases);
    let figures: Vec<(String, String)> = flow
        .activities
        .iter()
        .map(|(name, count)| (number(*count), at.narrowed(Clause::Passes(name.clone()))))
        .collect();
    let mut steps = vec![Step { name: "Begin", figure: &cases, is_end: true, ..Step::default() }];
    steps.extend(flow.activities.iter().zip(&figures).map(|((name, count), (figure, href))| Step {
        name,
        figure,
        weight: *count as f64,
        href,
        ..Step::default()
    }));
    let end = steps.len();
    steps.push(Step { name: "End", figure: &cases, is_end: true, ..Step::default() });
    let place = |name: &str| flow.activities.iter().position(|(one, _)| one == name).map(|at| at + 1);
    // From, to, figure, weight, address.
    let mut drawn: Vec<(usize, usize, String, f64, String)> = Vec::new();
    for (name, count) in &flow.starts {
        let href = at.narrowed(Clause::Begins(name.clone()));
        drawn.extend(place(name).map(|to| (0, to, number(*count), *count as f64, href)));
    }
    for edge in &flow.edges {
        let Some((from, to)) = place(&edge.from).zip(place(&edge.to)) else { continue };
        let figure = if by_time { at.duration(edge.median_seconds / 3600.0) } else { number(edge.count) };
        let href = at.narrowed(Clause::Follows(edge.from.clone(), edge.to.clone()));
        drawn.push((from, to, figure, edge.count as f64, href));
    }
    for (name, count) in &flow.ends {
        let href = at.narrowed(Clause::Ends(name.clone()));
        drawn.extend(place(name).map(|from| (from, end, number(*count), *count as f64, href)));
    }
    let arrows: Vec<Arrow> = drawn
        .iter()
        .map(|(from, to, figure, weight, href)| Arrow {
            from: *from,
            to: *to,
            figure,
            weight: *weight,
            href,
            flow: None,
        })
        .collect();
    let description = format!("{} steps in {} cases; thick arrows are frequent.", flow.activities.len(), head.cases);
    let unit = if by_time { "median time from one to the next" } else { "how often" };
    let file = at.file();
    let about = About { title: "Which step follows which", description: &description, unit, export_href: Some(&file) };
    ui::chart::map(&Map { about, steps: &steps, arrows: &arrows, flows: &[] })
}
