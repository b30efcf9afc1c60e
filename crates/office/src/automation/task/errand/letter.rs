//! Mail that a case sends, through the mail server of the office, under a name of its own so that a repeat is recognised.
//!
//! Absent: attachments, HTML, and mail to several at once: a step that repeats for each does that.

use serde_json::{Value, json};

use super::once::Once;
use super::{Errand, Undone};
use crate::config::limits;
use crate::failure::Failure;
use crate::jobs::{Job, Kind, Lane, always};
use crate::mail::{self, Carried, Letter};
use crate::web::App;

/// Sends the mail of one task.
pub const LETTER: Kind =
    Kind { name: "case.mail", lane: Lane::Outside, ready: always, perform: |app, job| Box::pin(perform(app, job)) };

/// A mail whose answer was lost.
const SENT: Once =
    Once { look: "The mail may have been sent: ask who should have it, or look in the log of the mail server." };

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let Some(errand) = Errand::of(&app, &job).await? else { return Ok(()) };
    let outcome = done(&app, &errand, &job).await;
    errand.end(&app, job, outcome).await
}

async fn done(app: &App, errand: &Errand, job: &Job) -> Result<Value, Undone> {
    let letter = read(errand)?;
    let carried = match mail::greet(app).await? {
        Some(unwell) => unwell,
        None => {
            SENT.set_out(app, job).await?;
            mail::carry(app, &errand.mark(), &letter).await?
        }
    };
    match carried {
        Carried::Taken { message_id } => Ok(json!({ "mail_id": message_id })),
        Carried::Refused { sentence } => Err(Undone::Stop(sentence)),
        Carried::Later { sentence } => Err(Undone::Again(sentence)),
        Carried::Lost { sentence } => Err(SENT.lost(&sentence)),
    }
}

/// The letter that the inputs make, or what is wrong with them.
fn read(errand: &Errand) -> Result<Letter, String> {
    if errand.verb != "send" {
        return Err(format!("“mail:{}” is nothing that is done by mail: it is send.", errand.verb));
    }
    let (to, subject, text) = (errand.needed("to")?, errand.needed("subject")?, errand.needed("text")?);
    if to.contains([',', ';']) {
        return Err("A mail goes to one address. Let the step repeat for each of several.".to_owned());
    }
    if subject.chars().count() > limits::LINE_CHARS || text.chars().count() > limits::TEXT_CHARS {
        let (line, most) = (limits::LINE_CHARS, limits::TEXT_CHARS);
        return Err(format!("A subject has at most {line} characters and a text at most {most}. Shorten it."));
    }
    let letter = Letter { name: errand.text("name"), to, subject, text };
    match letter.checked() {
        Ok(()) => Ok(letter),
        Err(refusals) => Err(refusals.into_iter().map(|one| one.sentence).collect::<Vec<_>>().join(" ")),
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Undone {
        if let Failure::Broken { cause } = &failure {
            tracing::error!(cause, "a mail of a case could not be sent");
        }
        Undone::Stop(failure.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_mail_can_be_made_of_is_said() {
        for (topic, given, said) in [
            ("mail:answer", "{}", "it is send"),
            ("mail:send", "{}", "“to” is missing"),
            ("mail:send", r#"{"to": "a@b.example, c@d.example", "subject": "S", "text": "T"}"#, "one address"),
            ("mail:send", r#"{"to": "nobody", "subject": "S", "text": "T"}"#, "not a mail address"),
            (
                "mail:send",
                "{\"to\": \"a@b.example\", \"subject\": \"S\\nBcc: x@y.example\", \"text\": \"T\"}",
                "line breaks",
            ),
        ] {
            let sentence = read(&Errand::told(topic, given)).expect_err(topic);
            assert!(sentence.contains(said), "{sentence}");
        }
    }
}
