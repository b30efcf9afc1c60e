//! One click makes an improvement of what somebody said about a process.

use axum::extract::Path;

use super::super::remark::improve;
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer};

pub(super) async fn propose(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (actor, now, back) = (visit.actor()?, visit.now, format!("/processes/{key}/comments/{id}"));
    let sentence = form.text("sentence", "The sentence");
    form.checked()?;
    let made = visit.write(move |tx| improve(tx, &actor, now, (&key, &id), &sentence)).await;
    match made {
        Ok(made) => {
            let said = if made.new {
                format!("I-{} is in the register and remembers the conversation.", made.number)
            } else {
                format!("This is in the register already, as I-{}.", made.number)
            };
            Ok(answer::redirect_saying(&format!("/improvements/{}", made.id), &said))
        }
        Err(Failure::Refused(refusals)) => {
            let sentences: Vec<&str> = refusals.iter().map(|one| one.sentence.as_str()).collect();
            Ok(answer::redirect_saying(&back, &sentences.join(" ")))
        }
        Err(failure) => Err(failure),
    }
}
