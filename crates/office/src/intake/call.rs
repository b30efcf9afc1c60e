//! Taking what came in and was believed: once under its name, and to where it should go.

use db::Tx;
use engine::{Message, Named};
use feel::Value;

use super::letter::Letter;
use super::model::{Call, Intake, Outcome, Purpose, made};
use super::store;
use crate::access::Actor;
use crate::automation::case;
use crate::clock::Time;
use crate::failure::Failure;
use crate::measure::feed;

/// What came in.
#[derive(Clone, Debug)]
pub(super) struct Came {
    /// The name that its sender gave it.
    pub name: String,
    pub value: Value,
    pub bytes: usize,
    /// What it was, for the log.
    pub what: String,
    pub is_automatic: bool,
}

impl Came {
    /// A mail that was read.
    pub(super) fn letter(letter: Letter, bytes: usize) -> Came {
        let what = format!("A mail: {}", letter.subject);
        Came { name: letter.name, value: letter.value, bytes, what, is_automatic: letter.is_automatic }
    }
}

/// Takes what came in; what nothing can be made of is noted for whoever keeps the intake.
///
/// # Errors
/// The database's.
pub(super) fn take(tx: &mut Tx, now: Time, intake: &Intake, came: &Came) -> Result<Outcome, Failure> {
    let bytes = i64::try_from(came.bytes).unwrap_or(i64::MAX);
    let call = |outcome, sentence: String| Call { message_id: came.name.clone(), at: now, outcome, sentence, bytes };
    if came.is_automatic {
        store::note(tx, &intake.id, &call(Outcome::Automatic, format!("{} (automatic, left alone)", came.what)))?;
        return Ok(Outcome::Automatic);
    }
    let made = match &intake.purpose {
        Purpose::Nudge { .. } => None,
        Purpose::Message { name, key, values } => match made(intake.form, (name, key, values), came.value.clone()) {
            Ok(made) => Some(made),
            Err(sentence) => {
                store::note(tx, &intake.id, &call(Outcome::Unusable, sentence))?;
                return Ok(Outcome::Unusable);
            }
        },
    };
    let told = match &made {
        None => "The feed is brought.".to_owned(),
        Some(made) => {
            let key = made.key.as_ref().map(|key| format!(" with the key {key}")).unwrap_or_default();
            format!("{} It brought the message “{}”{key}.", came.what, made.name)
        }
    };
    if !store::note(tx, &intake.id, &call(Outcome::Taken, told))? {
        return Ok(Outcome::Taken); // the same name came before
    }
    match (made, &intake.purpose) {
        (Some(made), _) => {
            let id = format!("intake/{}/{}", intake.id, came.name);
            let message = Message {
                name: made.name.as_str().into(),
                key: made.key.as_deref().map(Into::into),
                variables: Named(made.values),
            };
            case::message(tx, &Actor::office(), now, &id, message)?;
        }
        (None, Purpose::Nudge { feed_id }) => feed::nudge(tx, now, feed_id)?,
        (None, Purpose::Message { .. }) => {}
    }
    Ok(Outcome::Taken)
}
