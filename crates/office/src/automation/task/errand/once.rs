//! What must not be done twice although nobody outside recognises a repeat: a post in a chat, a mail, a request that adds something.
//!
//! Before it leaves, the job notes that it sets out; a try that finds the note knows that an earlier one was broken off. Either way, and where an
//! answer was lost, the step stops and says what to look for; a person tries again or skips it. Absent: what certainly was not done, which
//! is tried again. Source: at most once and at least once (A. Tanenbaum, M. van Steen, Distributed Systems, ch. 8).

use super::Undone;
use crate::jobs::{self, Job};
use crate::web::App;

/// Something that is done once, with what a person looks for when nobody knows whether it was.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    /// For example `The message may have been posted: look in the channel.`
    pub look: &'static str,
}

impl Once {
    /// Notes that the work leaves now.
    ///
    /// # Errors
    /// When an earlier try had set out and never came back; when it cannot be noted, so that nothing may leave.
    pub async fn set_out(self, app: &App, job: &Job) -> Result<(), Undone> {
        if job.is_out() {
            return Err(self.lost("The office was stopped while it did this."));
        }
        let (now, leaving) = (app.now(), job.clone());
        let noted = app.write(move |tx| Ok(jobs::set_out(tx, now, &leaving, true)?)).await;
        noted.map_err(|failure| Undone::Again(failure.sentence()))
    }

    /// Stops the step because nobody knows whether it was done.
    #[must_use]
    pub fn lost(self, why: &str) -> Undone {
        let look = self.look;
        Undone::Stop(format!("{why} {look} If it was not, try again; if it was, skip the step."))
    }
}
