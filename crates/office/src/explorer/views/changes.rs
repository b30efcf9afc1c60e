//! When the process changed: each change on a line of time, with the figures before and after and the way to both parts of the log.

use maud::{Markup, html};
use mining::{Difference, EffectSize, MIN_WINDOW_CASES, Measure, ShiftedStep, Verdict};
use ui::chart::{About, Line, Series, line};
use ui::{Column, Row, Table};

use super::super::changes::{Change, Changes};
use super::super::model::{Clause, Selection};
use super::{At, percent};
use crate::clock::Time;
use crate::measure::views::MOST_WEEKS;

/// Shifts told for a change.
const TOLD: usize = 5;

/// The whole view.
pub(super) fn show(at: &At, changes: &Changes) -> Markup {
    if changes.window == 0 {
        let fewest = 2 * MIN_WINDOW_CASES;
        let text = format!("At least {fewest} cases are needed to tell a change from chance. Choose more cases.");
        return ui::empty_state("Too few cases", &text, None);
    }
    html! {
        p {
            @match changes.all.len() {
                0 => "The ways that these cases take differ no more than by chance: no change was found.",
                1 => "From one day on, cases take other ways than before.",
                many => { (many) " times, cases began to take other ways than before." }
            }
            " " (ui::chart::number(changes.window as f64)) " cases at a time were held beside the " (ui::chart::number(changes.window as f64)) " after them."
        }
        (weeks(at, changes))
        @for change in &changes.all { (one(at, change)) }
        @if !changes.all.is_empty() {
            p { "Something that came at the same time need not be the cause. Cases that are still open have no resolution time yet, which flatters the newest stretch." }
        }
    }
}

fn weeks(at: &At, changes: &Changes) -> Markup {
    let file = at.file();
    let points = &changes.weeks.points;
    let points = &points[points.len().saturating_sub(MOST_WEEKS)..];
    let labels: Vec<String> = points.iter().map(|point| Time(point.start).day_and_month()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let flagged: Vec<(usize, String)> = changes
        .all
        .iter()
        .filter_map(|change| {
            let week = points.iter().rposition(|point| point.start <= change.at.0)?;
            Some((week, format!("From {} on other ways", change.at.day_in_words())))
        })
        .collect();
    let flagged: Vec<(usize, &str)> = flagged.iter().map(|(week, words)| (*week, words.as_str())).collect();
    line(&Line {
        about: About {
            title: "Cases opened week by week",
            description: "A mark stands in the week from which on cases take other ways.",
            unit: "cases",
            export_href: Some(&file),
        },
        labels: &labels,
        series: &[Series { label: "Cases", values: points.iter().map(|point| point.value).collect() }],
        flagged: &flagged,
        from_zero: true,
        ..Line::default()
    })
}

fn one(at: &At, change: &Change) -> Markup {
    let bound = |from: Option<Time>, until: Option<Time>| {
        let clauses = from.map(Clause::BegunFrom).into_iter().chain(until.map(Clause::BegunBefore));
        let selection = clauses.fold(at.selection.clone(), |selection: Selection, clause| selection.with(clause));
        At { selection: &selection, view: super::View::Map, ..*at }.href(&[])
    };
    let before = bound(change.before.0, Some(change.at));
    let after = bound(Some(change.at), change.after.0);
    let number = |cases: usize| ui::chart::number(cases as f64);
    let chance = if change.chance < 0.000_1 { "under 0.01\u{a0}%".to_owned() } else { percent(change.chance) };
    let body = html! {
        p { "Chance alone would make the ways differ as much in " (chance) " of looks." }
        ul { @for step in change.shifted.iter().take(TOLD) { li { (shift(step)) } } }
        (figures(at, change))
        p {
            a href=(before) { (number(change.before.1)) " cases before" } " · "
            a href=(after) { (number(change.after.1)) " cases after" }
        }
    };
    ui::section(&format!("From {} on", change.at.day_in_words()), None, body)
}

fn shift(step: &ShiftedStep) -> String {
    let what = match (step.from.as_str(), step.to.as_str()) {
        ("", to) => format!("Beginning with “{to}”"),
        (from, "") => format!("Ending with “{from}”"),
        (from, to) => format!("“{from}” directly followed by “{to}”"),
    };
    format!("{what}: {} of the cases, before {}", percent(step.after), percent(step.before))
}

fn figures(at: &At, change: &Change) -> Markup {
    let rows = change.figures.iter().map(|(measure, difference)| {
        let said = |value: f64| if measure.is_time() { at.duration(value) } else { percent(value) };
        let value = |value: Option<f64>| html! { (value.map_or("–".to_owned(), said)) };
        Row::new(vec![
            html! { (words(*measure)) },
            value(difference.before),
            value(difference.after),
            html! { (interval(*measure, difference)) },
            html! { (verdict(difference)) },
        ])
    });
    ui::table(&Table {
        caption: "Before and after",
        columns: &[
            Column::text("figure", "Figure"),
            Column::figures("before", "Before"),
            Column::figures("after", "After"),
            Column::figures("interval", "Change, 95 % confidence"),
            Column::text("verdict", "What may be said"),
        ],
        rows: rows.collect(),
        ..Table::default()
    })
}

fn words(measure: Measure) -> &'static str {
    match measure {
        Measure::ResolutionTimeMean => "Resolution time, mean",
        Measure::FirstTimeRightShare => "Right first time",
        Measure::ReassignedShare => "Reassigned",
        _ => "Reopened",
    }
}

fn interval(measure: Measure, difference: &Difference) -> String {
    let Some((low, high)) = difference.interval else { return "–".to_owned() };
    if measure.is_time() {
        return format!("{low:+.1} to {high:+.1} h");
    }
    format!("{:+.1} to {:+.1} points", low * 100.0, high * 100.0)
}

fn verdict(difference: &Difference) -> String {
    let size = match difference.effect_size() {
        None => "",
        Some(EffectSize::Negligible) => ", hardly to be noticed",
        Some(EffectSize::Small) => ", a small effect",
        Some(EffectSize::Medium) => ", a medium effect",
        Some(EffectSize::Large) => ", a large effect",
    };
    let effect = difference.effect.map_or(String::new(), |effect| format!(" (effect size {:.2})", effect.abs()));
    match difference.verdict {
        Verdict::Lower => format!("Lower{size}{effect}"),
        Verdict::Higher => format!("Higher{size}{effect}"),
        Verdict::NotClear => "No clear difference: chance could explain it".to_owned(),
        Verdict::TooFew => "Too few cases for a verdict".to_owned(),
    }
}
