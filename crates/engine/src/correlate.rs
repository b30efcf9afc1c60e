//! Which message goes to which wait, and messages that came before anybody waited.
//!
//! A message goes to the waits of its name that ask for its key, or for none. One that nobody waits for is kept until its time is up;
//! one whose id was seen before is dropped. Absent: a store; a host in a database does the same with rows. Source: BPMN 2.0.2 §8.4.2
//! (correlation).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::effect::Message;
use crate::state::On;
use crate::timer::Time;

/// A message with an id, kept until a time.
#[derive(Clone, Debug)]
pub struct Posted {
    pub id: Arc<str>,
    pub message: Message,
    /// When it is given up if nobody has waited for it.
    pub until: Time,
}

/// Whether what is waited for is this message.
#[must_use]
pub fn correlates(on: &On, message: &Message) -> bool {
    match on {
        On::Message { name, key } => *name == message.name && (key.is_none() || *key == message.key),
        _ => false,
    }
}

/// Messages that wait to be waited for.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    waiting: Vec<Posted>,
    /// Ids that were seen, until when they are remembered.
    seen: BTreeMap<Arc<str>, Time>,
}

impl Mailbox {
    /// Whether a message is new; its id is remembered from now on until its time is up.
    pub fn admit(&mut self, posted: &Posted, now: Time) -> bool {
        self.expire(now);
        if self.seen.contains_key(&posted.id) {
            return false;
        }
        self.seen.insert(posted.id.clone(), posted.until);
        true
    }

    /// Keeps a message that nobody waits for yet.
    pub fn keep(&mut self, posted: Posted) {
        self.waiting.push(posted);
    }

    /// The oldest message that is waited for, if there is one.
    pub fn take(&mut self, on: &On, now: Time) -> Option<Posted> {
        self.expire(now);
        let at = self.waiting.iter().position(|posted| correlates(on, &posted.message))?;
        Some(self.waiting.remove(at))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn expire(&mut self, now: Time) {
        self.waiting.retain(|posted| posted.until > now);
        self.seen.retain(|_, until| *until > now);
    }
}

#[cfg(test)]
mod tests;
