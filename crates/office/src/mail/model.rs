//! What a letter holds, and what must not be in it.

use crate::failure::Refusal;
use serde::{Deserialize, Serialize};

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The name of the receiver.
    pub name: String,
    /// The mail address of the receiver.
    pub to: String,
    pub subject: String,
    /// Plain text; lines end with `\n`.
    pub text: String,
}

impl Letter {
    /// Passes when nothing in the headers could begin another header or another mail.
    ///
    /// # Errors
    /// Every part that holds a line break or another control character, or an address that is none.
    pub fn checked(&self) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        let parts = [
            ("name", "The name", &self.name),
            ("to", "The mail address", &self.to),
            ("subject", "The subject", &self.subject),
        ];
        for (field, label, part) in parts {
            if part.chars().any(char::is_control) {
                let sentence =
                    format!("{label} of a mail contains line breaks or control characters. Please remove them.");
                refusals.push(Refusal::at(field, sentence));
            }
        }
        if refusals.is_empty() && self.to.parse::<lettre::Address>().is_err() {
            refusals.push(Refusal::at("to", format!("“{}” is not a mail address.", self.to)));
        }
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }
}
