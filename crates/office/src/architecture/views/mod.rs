//! What the pages of the architecture show.

mod landscape;
mod map;

pub use landscape::landscape;
pub use map::map;

use maud::{Markup, html};
use ui::Tone;

use super::facts::Entry;
use super::model::{Grade, RULE};

/// The colour of a grade.
fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::Action => Tone::Bad,
        Grade::Attention => Tone::Warning,
        Grade::Order => Tone::Good,
    }
}

/// The grade as a pill.
fn pill(grade: Grade) -> Markup {
    ui::pill(grade.label(), tone(grade))
}

/// The tabs of the two pages.
#[must_use]
pub fn tabs(is_map: bool) -> Markup {
    let tab = |label, href, current| ui::Tab { label, href, count: None, current };
    ui::tabs(
        "Architecture",
        &[tab("Map", "/architecture", is_map), tab("Landscape", "/architecture/landscape", !is_map)],
    )
}

/// The rule of health in words.
fn rule() -> Markup {
    let of = |grade: Grade| RULE.into_iter().filter(move |(one, _)| *one == grade).map(|(_, words)| words);
    ui::disclosure(
        "How health is told",
        html! {
            p { "From facts, never from a score. A process " strong { "needs action" } " when" }
            ul { @for words in of(Grade::Action) { li { (words) } } }
            p { "It " strong { "needs attention" } " when nothing of that holds, but" }
            ul { @for words in of(Grade::Attention) { li { (words) } } }
            p { "Otherwise it is " strong { "in order" } ". Every reason stands beside the process and leads to where it is settled." }
        },
    )
}

/// How many are in each grade.
fn stats(entries: &[&Entry]) -> Markup {
    let count = |grade: Grade| entries.iter().filter(|one| one.health.grade == grade).count().to_string();
    let figures = Grade::ALL.map(|grade| (grade, count(grade)));
    let hrefs = Grade::ALL.map(|grade| format!("/architecture/landscape?health={}", grade.key()));
    let shown: Vec<ui::Stat> = figures
        .iter()
        .zip(&hrefs)
        .map(|((grade, value), href)| ui::Stat {
            label: match grade {
                Grade::Action => "Need action",
                Grade::Attention => "Need attention",
                Grade::Order => "In order",
            },
            value,
            href: Some(href),
            ..ui::Stat::default()
        })
        .collect();
    ui::stats(&shown)
}
