//! The flows of the chosen types on one map, each in its colour, and where they meet.

use std::collections::BTreeMap;

use maud::{Markup, html};
use mining::{Dfg, Edge, TypeFlow};
use ui::chart::{About, Arrow, Map, Step};
use ui::form::{hidden, question, row};
use ui::{Choice, Column, Row, Table};

use super::super::model::Sought;
use super::super::sight::Sight;
use super::{Asked, At, View, found_href, number};
use crate::explorer::{MOST_STEPS, Shown, shown};
use crate::measure::counting::duration;

/// Meetings listed.
const MOST_MEETINGS: usize = 30;

pub(super) fn show(at: &At, sight: &Sight, asked: &Asked) -> Markup {
    let flows: Vec<&TypeFlow> =
        sight.flow.types.iter().filter(|flow| at.types.contains(&flow.object_type) && flow.events > 0).collect();
    if flows.is_empty() {
        return ui::empty_state("No event speaks of these objects", "Choose types that events speak of.", None);
    }
    let kept: Vec<Shown> = flows.iter().map(|flow| shown(&graph(flow), asked.steps, asked.arrows)).collect();
    let hidden_arrows: usize = kept.iter().map(|one| one.hidden_arrows).sum();
    let hidden_steps: usize = kept.iter().map(|one| one.hidden_steps).sum();
    html! {
        (controls(at, asked))
        (picture(at, &flows, &kept, asked.by_time))
        p {
            @if hidden_arrows + hidden_steps > 0 { "Left out for the sake of the eye: " (hidden_steps) " steps and " (hidden_arrows) " arrows. " }
            "A click on an arrow shows the objects that take it. "
            a href=(at.address("/flow.csv", None)) download { "Download all flows as CSV" }
        }
        (meetings(at, sight))
    }
}

fn controls(at: &At, asked: &Asked) -> Markup {
    let (steps, arrows) = (asked.steps.to_string(), asked.arrows.to_string());
    let figures = [Choice::new("count", "How often"), Choice::new("time", "How long, median")];
    let hint = format!("Per cent of each type; at most {MOST_STEPS} steps.");
    question(
        &format!("/objects/{}", at.id),
        html! {
            (hidden("view", View::Flows.key()))
            @for name in at.types { (hidden("type", name)) }
            (row(&[
                ui::Field::new("steps", "Steps shown").hint(&hint).value(&steps).required().slider(0, 100),
                ui::Field::new("arrows", "Arrows shown").hint("Per cent, the most frequent first.").value(&arrows).required().slider(0, 100),
                ui::Field::new("show", "Figures").value(if asked.by_time { "time" } else { "count" }).required().select(&figures),
            ]))
            (ui::buttons(&[ui::button("Draw the map", "", "")]))
        },
    )
}

/// The flow of a type as the map of the explorer takes it.
fn graph(flow: &TypeFlow) -> Dfg {
    let sorted = |counts: Vec<(String, u64)>| {
        let mut counts = counts;
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    };
    let ends =
        |counts: &BTreeMap<String, u64>| sorted(counts.iter().map(|(name, count)| (name.clone(), *count)).collect());
    let edge = |edge: &mining::TypeEdge| Edge {
        from: edge.from.clone(),
        to: edge.to.clone(),
        count: edge.count,
        cases: edge.objects,
        median_seconds: edge.median_seconds,
    };
    Dfg {
        activities: sorted(flow.activities.iter().map(|(name, (events, _))| (name.clone(), *events)).collect()),
        starts: ends(&flow.starts),
        ends: ends(&flow.ends),
        edges: flow.edges.iter().map(edge).collect(),
    }
}

/// One arrow before it is drawn: places of its steps, figure, weight, address, flow.
struct Drawn {
    from: usize,
    to: usize,
    figure: String,
    weight: f64,
    href: String,
    flow: usize,
}

fn picture(at: &At, flows: &[&TypeFlow], kept: &[Shown], by_time: bool) -> Markup {
    let mut events: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, count) in kept.iter().flat_map(|one| &one.flow.activities) {
        let most = events.entry(name).or_default();
        *most = (*most).max(*count);
    }
    let names: Vec<(&str, u64)> = events.into_iter().collect();
    let figures: Vec<String> = names.iter().map(|(_, count)| number(*count)).collect();
    let begins: Vec<String> = flows.iter().map(|flow| format!("{} begins", flow.object_type)).collect();
    let ends: Vec<String> = flows.iter().map(|flow| format!("{} ends", flow.object_type)).collect();
    let objects: Vec<String> = flows.iter().map(|flow| number(flow.objects - flow.without_events)).collect();
    let mut steps: Vec<Step> = Vec::new();
    for (flow, name) in begins.iter().enumerate() {
        steps.push(Step { name, figure: &objects[flow], is_end: true, flow: Some(flow), ..Step::default() });
    }
    for ((name, count), figure) in names.iter().zip(&figures) {
        steps.push(Step { name, figure, weight: *count as f64, ..Step::default() });
    }
    for (flow, name) in ends.iter().enumerate() {
        steps.push(Step { name, figure: &objects[flow], is_end: true, flow: Some(flow), ..Step::default() });
    }
    let drawn: Vec<Drawn> = flows
        .iter()
        .zip(kept)
        .enumerate()
        .flat_map(|(flow, one)| arrows(at, (flow, flows.len()), one, &names, by_time))
        .collect();
    let arrows: Vec<Arrow> = drawn
        .iter()
        .map(|one| Arrow {
            from: one.from,
            to: one.to,
            figure: &one.figure,
            weight: one.weight,
            href: &one.href,
            flow: Some(one.flow),
        })
        .collect();
    let description =
        format!("{} steps; a step on which several colours meet is an event of all of them.", names.len());
    let unit = if by_time { "median time from one to the next, by the clock" } else { "how often" };
    let export = at.address("/flow.csv", None);
    let about =
        About { title: "The flows of these objects", description: &description, unit, export_href: Some(&export) };
    let colours: Vec<&str> = flows.iter().map(|flow| flow.object_type.as_str()).collect();
    ui::chart::map(&Map { about, steps: &steps, arrows: &arrows, flows: &colours })
}

/// The arrows of one type: from its beginning over the steps to its end. The beginnings come first in the list, the ends last.
fn arrows(
    at: &At,
    (flow, flows): (usize, usize),
    (type_flow, one): (&&TypeFlow, &Shown),
    names: &[(&str, u64)],
    by_time: bool,
) -> Vec<Drawn> {
    let of = &type_flow.object_type;
    let place = |name: &str| names.binary_search_by(|(one, _)| (*one).cmp(name)).ok().map(|at| at + flows);
    let href = |sought: Sought| found_href(at.id, "found", of, &sought);
    let end = flows + names.len() + flow;
    let drawn = |from, to, count: u64, figure: String, sought| Drawn {
        from,
        to,
        figure,
        weight: count as f64,
        href: href(sought),
        flow,
    };
    let mut all = Vec::new();
    for (name, count) in &one.flow.starts {
        all.extend(place(name).map(|to| drawn(flow, to, *count, number(*count), Sought::Begins(name.clone()))));
    }
    for edge in &one.flow.edges {
        let Some((from, to)) = place(&edge.from).zip(place(&edge.to)) else { continue };
        let figure = if by_time { duration(edge.median_seconds / 3600.0) } else { number(edge.count) };
        all.push(drawn(from, to, edge.count, figure, Sought::Follows(edge.from.clone(), edge.to.clone())));
    }
    for (name, count) in &one.flow.ends {
        all.extend(place(name).map(|from| drawn(from, end, *count, number(*count), Sought::Ends(name.clone()))));
    }
    all
}

/// Events that speak of several of the chosen types.
fn meetings(at: &At, sight: &Sight) -> Markup {
    let export = at.address("/meetings.csv", None);
    let of_chosen = |one: &&mining::Meeting| one.types.iter().filter(|name| at.types.contains(name)).count() > 1;
    let rows: Vec<Row> = sight
        .flow
        .meetings
        .iter()
        .filter(of_chosen)
        .take(MOST_MEETINGS)
        .map(|one| {
            Row::new(vec![html! { (one.activity) }, html! { (one.types.join(", ")) }, html! { (number(one.events)) }])
        })
        .collect();
    if rows.is_empty() {
        return html! { p { "No event speaks of objects of two of these types: their flows do not meet. How the objects belong together stands under " a href=(at.address("", Some(View::Links))) { "Links" } "." } };
    }
    ui::section(
        "Where flows meet",
        None,
        ui::table(&Table {
            caption: "Events of several types",
            columns: &[
                Column::text("activity", "Step"),
                Column::text("types", "Speaks of"),
                Column::figures("events", "Events"),
            ],
            rows,
            export_href: Some(&export),
            ..Table::default()
        }),
    )
}
