//! What the pages of automation show.

mod bulk;
mod form;
mod heat;
mod level;
mod list;
mod migration;
mod process;
mod retention;
mod show;
mod stops;
mod talk;
mod task;
mod values;

pub use bulk::{bulk, outcomes};
pub use form::{answers_of, field_name, fields};
pub use heat::heat;
pub use list::{LEAD, cases, further, list_tabs};
pub use migration::{migrated, migration};
pub use process::{ASKING, SetUp, Standing, set_up, standing};
pub use retention::retention;
pub use show::{Mending, Shown, Tried, Waiting, Working, show, status};
pub use stops::{group, groups};
pub use talk::Talk;
pub use task::{Task, task};
pub use values::words;

use ui::Tone;

use super::model::State;

/// The colour of a state.
#[must_use]
pub fn tone(state: State) -> Tone {
    match state {
        State::Running => Tone::Info,
        State::Completed => Tone::Good,
        State::Failed => Tone::Bad,
        State::Cancelled => Tone::Neutral,
    }
}
