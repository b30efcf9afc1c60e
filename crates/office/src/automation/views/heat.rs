//! Where the work of a process stands: how much at each step, how long it waits, how long it usually takes, on the diagram and as a table.

use bpmn::{Badge, Mark, Overlay};
use maud::{Markup, html};
use ui::diagram::View;
use ui::{Column, Row, Table, Tone};

use super::super::deployment::Loaded;
use super::super::task::store::Heat;
use crate::clock::Time;
use crate::web::form::encode;

/// The diagram of the version in force with the work on it, and the figures.
#[must_use]
pub fn heat(loaded: &Loaded, all: &[Heat], base: &str, now: Time) -> Markup {
    html! {
        @if all.iter().any(|one| one.open > 0) { (picture(loaded, all)) }
        (ui::table(&Table {
            caption: "Work by step",
            columns: &[
                Column::text("step", "Step"),
                Column::figures("open", "Open"),
                Column::figures("overdue", "Overdue"),
                Column::text("oldest", "Oldest waits since"),
                Column::text("waits", "Waits on average"),
                Column::figures("done", "Done"),
                Column::text("took", "Took on average"),
            ],
            rows: all.iter().map(|one| line(one, base, now)).collect(),
            ..Table::default()
        }))
    }
}

fn line(one: &Heat, base: &str, now: Time) -> Row {
    let name = if one.name.is_empty() { &one.element } else { &one.name };
    let waits = one.mean_offered.map(|since| lasting((now.0 - since.0) / 1_000_000));
    Row {
        cells: vec![
            html! { @if one.open > 0 { a href={ (base) "?at=" (encode(&one.element)) } { (name) } } @else { (name) } },
            html! { (one.open) },
            html! { (one.overdue) },
            html! { @if let Some(oldest) = one.oldest { time datetime=(oldest.rfc3339()) { (oldest.day_in_words()) } } },
            html! { (waits.unwrap_or_default()) },
            html! { (one.done) },
            html! { (one.took_s.map(lasting).unwrap_or_default()) },
        ],
        tone: if one.overdue > 0 { Tone::Warning } else { Tone::Neutral },
    }
}

/// A length of time in words: minutes, hours or days.
fn lasting(seconds: i64) -> String {
    let (count, unit) = match seconds.max(0) {
        seconds @ ..7_200 => (seconds / 60, "minute"),
        seconds @ ..172_800 => (seconds / 3_600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

fn picture(loaded: &Loaded, all: &[Heat]) -> Markup {
    let mut overlay = Overlay::default();
    for one in all.iter().filter(|one| one.open > 0) {
        let tone = if one.overdue > 0 { bpmn::Tone::Bad } else { bpmn::Tone::Info };
        let class = if one.overdue > 0 { "is-deviation" } else { "is-mine" };
        let mark = Mark {
            class: Some(class.to_owned()),
            badge: Some(Badge { text: one.open.to_string(), tone }),
            tooltip: Some(format!("{} open, {} overdue", one.open, one.overdue)),
            href: None,
        };
        overlay.marks.insert(loaded.deployment.plan.drawn(&one.element).to_owned(), mark);
    }
    let legend = [("is-mine", "work stands here"), ("is-deviation", "some of it is overdue")];
    match loaded.definition.picture(&overlay) {
        Some(Ok(svg)) => {
            ui::diagram::view(&View { title: "Where work stands", svg: &svg, legend: &legend, downloads: &[] }, None)
        }
        _ => html! {},
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_length_of_time_is_told_in_the_unit_that_fits() {
        for (seconds, words) in [
            (0, "0 minutes"),
            (60, "1 minute"),
            (7_200, "2 hours"),
            (172_799, "47 hours"),
            (172_800, "2 days"),
            (-5, "0 minutes"),
        ] {
            assert_eq!(super::lasting(seconds), words);
        }
    }
}
