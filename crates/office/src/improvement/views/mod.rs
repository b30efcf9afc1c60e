//! What the pages of improvements show.

mod forms;
mod list;
mod show;
mod story;

pub use forms::{OTHER, proposal};
pub use list::{Found, board, list, list_actions, list_tabs};
pub use show::{Rights, Shown, show, status};

use super::model::Stage;
use ui::Tone;

/// The colour of a stage.
fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Proposed => Tone::Info,
        Stage::Accepted | Stage::InProgress => Tone::Warning,
        Stage::Completed => Tone::Info,
        Stage::Verified => Tone::Good,
        Stage::NotVerified => Tone::Bad,
        Stage::Declined | Stage::Withdrawn => Tone::Neutral,
    }
}
