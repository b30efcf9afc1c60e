//! What the pages of automation show.

mod form;
mod list;
mod migration;
mod process;
mod show;
mod task;
mod values;

pub use form::{answers_of, field_name, fields};
pub use list::{LEAD, cases, list_tabs};
pub use migration::migration;
pub use process::{ASKING, SetUp, Standing, set_up, standing};
pub use show::{Mending, Shown, Waiting, Working, show, status};
pub use task::{Task, task};
pub use values::{reading, words};

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
