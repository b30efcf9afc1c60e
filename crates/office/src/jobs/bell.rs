//! When the clockwork strikes: each at its rhythm, and what knows its own instants at those.
//!
//! A bell that knows what is due next is not rung in vain: it sleeps until then. What somebody writes may be due earlier, so a write lets it look
//! again, at most once in its rhythm. Absent: sleeping, and what a strike does.

use super::kind::{Clockwork, Next};
use crate::clock::Time;
use crate::web::App;

/// One piece of clockwork and its next stroke.
pub(super) struct Bell {
    pub clockwork: &'static Clockwork,
    next: Option<Next>,
    last: Time,
    /// When it strikes next, as far as is known.
    pub at: Time,
}

impl Bell {
    /// A bell that strikes after its rhythm for the first time.
    pub fn new(clockwork: &'static Clockwork, next: Option<Next>, now: Time) -> Bell {
        Bell { clockwork, next, last: now, at: now.plus_seconds(clockwork.every_s) }
    }

    /// Sets the next stroke after one at `now`; nothing that is due after `horizon` is looked for.
    pub async fn struck(&mut self, app: &App, now: Time, horizon: Time) {
        self.last = now;
        let rhythm = now.plus_seconds(self.clockwork.every_s);
        self.at = match self.next {
            None => rhythm,
            Some(next) => match next(app.clone(), horizon).await {
                Ok(Some(due)) if due > now => due,
                // What is due and was not done is tried in the rhythm.
                Ok(Some(_)) | Err(_) => rhythm,
                Ok(None) => horizon.max(rhythm),
            },
        };
    }

    /// Something was written: it may be due earlier than what was known.
    pub fn heard(&mut self, now: Time) {
        if self.next.is_some() {
            let soonest = self.last.plus_seconds(self.clockwork.every_s).max(now);
            self.at = self.at.min(soonest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bell(next: Option<Next>, at_s: i64) -> Bell {
        const EACH_SECOND: Clockwork = Clockwork { name: "test", every_s: 1, strike: |_| Box::pin(async { Ok(()) }) };
        Bell { clockwork: &EACH_SECOND, next, last: Time(0), at: Time(0).plus_seconds(at_s) }
    }

    #[test]
    fn a_write_lets_a_bell_look_again_in_its_rhythm_and_never_later_than_it_would_have() {
        let next: Next = |_, _| Box::pin(async { Ok(None) });
        for (next, at_s, heard_ms, expected_ms) in [
            (Some(next), 30, 200, 1_000),
            (Some(next), 30, 7_000, 7_000),
            (Some(next), 0, 200, 0),
            (None, 30, 200, 30_000),
        ] {
            let mut bell = bell(next, at_s);
            bell.heard(Time(heard_ms * 1_000));
            assert_eq!(bell.at.0, expected_ms * 1_000, "{at_s} s, heard after {heard_ms} ms");
        }
    }
}
