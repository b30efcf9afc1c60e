//! What the pages of measuring show.

mod alarms;
mod cases;
mod counts;
mod deviations;
mod figures;
mod import;
mod outcome;
mod run_chart;

pub use alarms::Alarms;
pub use cases::{Behind, cases, way};
pub use counts::{Counts, choice};
pub use deviations::{Compared, Known, MOST_DEVIATIONS, caveats, deviations, list, not_comparable};
pub use figures::{Measured, figures, no_log, overview, overview_actions};
pub(in crate::measure) use import::reading_fields;
pub use import::{Columns, IMPORT_LEAD, STATES_LEAD, States, columns, start, states, unreadable};
pub use outcome::{Rejects, outcome, progress};
pub use run_chart::{MOST_WEEKS, Run, run_chart};

/// A figure with as many digits as help: 1 482, 12.4, 0.37.
#[must_use]
pub fn number(value: f64) -> String {
    ui::chart::number(value)
}
