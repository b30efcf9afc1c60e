//! What the pages of measuring show.

mod deviations;
mod figures;
mod import;

pub use deviations::{Compared, deviations, not_comparable};
pub use figures::{Measured, figures, no_log, overview, overview_actions};
pub use import::{Columns, IMPORT_LEAD, STATES_LEAD, States, columns, outcome, progress, start, states, unreadable};

use maud::Markup;
use ui::Tab;

/// The two ways to look at a log.
#[must_use]
pub fn tabs(key: &str, current: &str) -> Markup {
    let process = format!("/processes/{key}");
    let (measures, deviations) = (format!("{process}/measures"), format!("{process}/deviations"));
    ui::tabs(
        "The log of this process",
        &[
            Tab { label: "Measures", href: &measures, count: None, current: current == "measures" },
            Tab { label: "Deviations", href: &deviations, count: None, current: current == "deviations" },
            Tab { label: "The process", href: &process, count: None, current: false },
        ],
    )
}

/// A figure with as many digits as help: 1 482, 12.4, 0.37.
#[must_use]
pub fn number(value: f64) -> String {
    ui::chart::number(value)
}
