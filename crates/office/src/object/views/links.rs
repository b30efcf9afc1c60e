//! Which objects belong together: a matrix of types, the counts behind it, and a question of one's own.

use maud::{Markup, html};
use mining::{LinkBy, Linkage, Since};
use ui::chart::{About, Heat, heat};
use ui::form::{hidden, question, row};
use ui::{Choice, Column, Row, Table, Tone};

use super::super::model::{Linking, Sought, since_key};
use super::super::sight::Sight;
use super::{At, found_href, number};
use crate::measure::counting::duration;

/// Statements listed.
const MOST_STATEMENTS: usize = 40;
/// Steps after which something may be asked to follow.
const MOST_STEPS_TO_CHOOSE: usize = 100;
/// The days of the question that is asked of each pair.
const DAYS: f64 = 7.0;

/// How the chosen types are linked with each other; only pairs that are.
#[must_use]
pub fn linkages(sight: &Sight, types: &[String]) -> Vec<Linkage> {
    let Ok(network) = &sight.network else { return Vec::new() };
    let pairs = types.iter().flat_map(|of| types.iter().map(move |with| (of, with)));
    let told = pairs.filter_map(|(of, with)| network.linkage(&sight.log, of, with));
    told.filter(|one| one.links > 0).collect()
}

pub(super) fn show(at: &At, sight: &Sight) -> Markup {
    let network = match &sight.network {
        Ok(network) => network,
        Err(error) => {
            let told = html! { p { (error) } };
            return ui::callout(Tone::Warning, "There are too many links", told);
        }
    };
    let all = linkages(sight, at.types);
    html! {
        @if network.crowded() > 0 {
            p { (number(network.crowded())) " events speak of more than " (mining::MAX_LINKED_BY_EVENT) " objects each; such an event says nothing of pairs and links none." }
        }
        @if all.is_empty() {
            (ui::empty_state("No object of these types is linked with another", "Choose other types, or link the logs by another column.", None))
        } @else {
            (matrix(at, &all))
            (table(at, sight, &all))
            (ask(at, sight))
        }
        (statements(at, sight))
    }
}

/// How many of the type at the top each object of the type at the left has.
fn matrix(at: &At, all: &[Linkage]) -> Markup {
    let names: Vec<&str> = at.types.iter().map(String::as_str).collect();
    let cell = |of: &str, with: &str| {
        let told = all.iter().find(|one| one.of == of && one.with == with)?;
        Some((told.each.mean * 100.0).round() / 100.0)
    };
    let cells: Vec<Vec<Option<f64>>> =
        names.iter().map(|of| names.iter().map(|with| cell(of, with)).collect()).collect();
    let rows: Vec<(&str, &[Option<f64>])> =
        names.iter().zip(&cells).map(|(name, cells)| (*name, cells.as_slice())).collect();
    let export = at.address("/links.csv", None);
    let about = About {
        title: "How many of which belong to each",
        description: "Objects of the type at the top that each object of the type at the left is linked with, mean.",
        unit: "linked objects",
        export_href: Some(&export),
    };
    heat(&Heat { about, columns: &names, rows: &rows })
}

fn linking(with: &str, at_least: u64, at_most: Option<u64>, within: Option<(Since, f64)>) -> Linking {
    Linking { with: with.to_owned(), at_least, at_most, within, by: LinkBy::Any }
}

/// The counts, each leading to its objects.
fn table(at: &At, sight: &Sight, all: &[Linkage]) -> Markup {
    let link = |of: &str, linking: Linking, count: u64| {
        let href = found_href(at.id, "found", of, &Sought::Linked(linking));
        html! { @if count == 0 { "0" } @else { a href=(href) { (number(count)) } } }
    };
    let followed = |one: &Linkage, since: Since| -> u64 {
        let sought = Sought::Linked(linking(&one.with, 1, None, Some((since, DAYS))));
        sight.find(&one.of, &sought).map_or(0, |found| found.len() as u64)
    };
    let rows = all.iter().map(|one| {
        let of = one.of.as_str();
        let soon = followed(one, Since::End);
        Row::new(vec![
            html! { (of) " with " (one.with) },
            html! { (number(one.objects)) },
            link(of, linking(&one.with, 0, Some(0), None), one.none),
            link(of, linking(&one.with, 1, Some(1), None), one.one),
            link(of, linking(&one.with, 2, None, None), one.several),
            html! { (number(one.each.most)) },
            html! {
                @if let Some(seconds) = one.median_seconds {
                    (duration(seconds.abs() / 3600.0)) @if seconds < 0.0 { " before" } @else { " after" }
                } @else { "–" }
            },
            link(of, linking(&one.with, 1, None, Some((Since::End, DAYS))), soon),
        ])
    });
    let export = at.address("/links.csv", None);
    html! {
        (ui::table(&Table {
            caption: "Linked objects",
            columns: &[
                Column::text("pair", "Seen from"),
                Column::figures("objects", "Objects"),
                Column::figures("none", "With none"),
                Column::figures("one", "With one"),
                Column::figures("several", "With several"),
                Column::figures("most", "Most"),
                Column::figures("between", "The other begins, median"),
                Column::figures("soon", "Followed within 7 days"),
            ],
            rows: rows.collect(),
            export_href: Some(&export),
            ..Table::default()
        }))
        p { "Two objects are linked where one states that it is related to the other, or an event speaks of both. “Followed” counts objects after whose last event a linked one begins; that it begins after is no proof that it was caused. Times count by the clock." }
    }
}

/// A question of one's own.
fn ask(at: &At, sight: &Sight) -> Markup {
    let types: Vec<Choice> = at.types.iter().map(|name| Choice::new(name, name)).collect();
    let of_types = sight.flow.types.iter().filter(|flow| at.types.contains(&flow.object_type));
    let steps: std::collections::BTreeSet<&String> = of_types.flat_map(|flow| flow.activities.keys()).collect();
    let steps: Vec<(String, String)> = steps
        .into_iter()
        .take(MOST_STEPS_TO_CHOOSE)
        .map(|step| (since_key(&Since::Step(step.clone())), format!("“{step}”")))
        .collect();
    let ends = [Choice::new("end", "its last event"), Choice::new("begin", "its first event")];
    let since: Vec<Choice> = ends.into_iter().chain(steps.iter().map(|(key, label)| Choice::new(key, label))).collect();
    let by = [
        Choice::new("any", "in any way"),
        Choice::new("statement", "as one of them states"),
        Choice::new("event", "by an event of both"),
    ];
    let field = |name, label| ui::Field::new(name, label);
    let first = at.types.first().map_or("", String::as_str);
    let second = at.types.get(1).map_or(first, String::as_str);
    ui::section(
        "Ask for objects",
        None,
        question(
            &format!("/objects/{}/found", at.id),
            html! {
                (hidden("asked", "yes"))
                (row(&[
                    field("of", "Each").value(first).required().select(&types),
                    field("at_least", "With at least").value("2").required().short().text(),
                    field("at_most", "And at most").hint("Empty for any number.").short().text(),
                    field("with", "Of").value(second).required().select(&types),
                ]))
                (row(&[
                    field("by", "Linked").value("any").required().select(&by),
                    field("days", "That begin within, days").hint("Empty for at any time.").short().text(),
                    field("since", "After").value("end").required().select(&since),
                ]))
                (ui::buttons(&[ui::primary("Show these objects")]))
            },
        ),
    )
}

/// What objects state of each other.
fn statements(at: &At, sight: &Sight) -> Markup {
    let export = at.address("/statements.csv", None);
    let all = mining::statements(&sight.log);
    if all.is_empty() {
        return html! { p { "No object states that it is related to another; links come from events." } };
    }
    let rows = all.iter().take(MOST_STATEMENTS).map(|one| {
        Row::new(vec![
            html! { (if one.qualifier.is_empty() { "without a word" } else { one.qualifier.as_str() }) },
            html! { (one.from) },
            html! { (one.to) },
            html! { (number(one.count)) },
        ])
    });
    ui::section(
        "What objects state of each other",
        None,
        ui::table(&Table {
            caption: "Statements",
            columns: &[
                Column::text("qualifier", "As what"),
                Column::text("from", "Stated by each"),
                Column::text("to", "Of each"),
                Column::figures("count", "How often"),
            ],
            rows: rows.collect(),
            export_href: Some(&export),
            ..Table::default()
        }),
    )
}
