//! What is done to a conversation, each a form of its own that leads back to it.

use axum::extract::Path;
use db::Tx;

use super::say::mentioned;
use super::{Talked, show, talked};
use crate::access::Actor;
use crate::clock::Time;
use crate::comment::commands::{self, Answer as Answered};
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer};

/// A command with the process it is about.
type Deed = Box<dyn Fn(&mut Tx, &Actor, Time, &Talked) -> Result<(), Failure> + Send>;

/// Does it, and leads back to the conversation with a sentence, or shows it again with what was refused.
async fn done(visit: &Visit, (key, id): (String, String), form: Form, sentence: &str, deed: Deed) -> Answer {
    let (actor, now, at) = (visit.actor()?, visit.now, key.clone());
    let result = match form.checked() {
        Ok(()) => {
            visit
                .write(move |tx| {
                    let talked = talked(tx, &actor, now, &at)?;
                    deed(tx, &actor, now, &talked)
                })
                .await
        }
        Err(failure) => Err(failure),
    };
    match result {
        Ok(()) => Ok(answer::redirect_saying(&format!("/processes/{key}/comments/{id}"), sentence)),
        Err(Failure::Refused(refusals)) => {
            let form = if form.refusals().is_empty() { form.with(refusals) } else { form };
            show::page(visit, key, id, form, true).await
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn reply(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (text, mention) = (form.text("text", "The reply"), form.optional_line("mention", "The names"));
    let at = id.clone();
    let deed: Deed = Box::new(move |tx, actor, now, talked| {
        let on_draft = commands::seen(tx, &talked.matter, &at)?.version.is_draft;
        let mentions = mentioned(tx, now, talked, on_draft, (&text, &mention))?;
        commands::reply(tx, actor, now, &talked.matter, &at, &text, &mentions)
    });
    done(&visit, (key, id), form, "Your reply stands below.", deed).await
}

pub(super) async fn answer(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (text, mention) = (form.text("text", "The answer"), form.optional_line("mention", "The names"));
    let (is_listed, at) = (form.ticked("listed"), id.clone());
    let deed: Deed = Box::new(move |tx, actor, now, talked| {
        let on_draft = commands::seen(tx, &talked.matter, &at)?.version.is_draft;
        let mentions = mentioned(tx, now, talked, on_draft, (&text, &mention))?;
        let answer = Answered { text: text.clone(), is_listed, mentions };
        commands::answer(tx, actor, now, &talked.matter, &at, &answer)
    });
    done(&visit, (key, id), form, "Answered. Whoever asked is told.", deed).await
}

pub(super) async fn decline(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (sentence, at) = (form.text("sentence", "The reason"), id.clone());
    let deed: Deed =
        Box::new(move |tx, actor, now, talked| commands::decline(tx, actor, now, &talked.matter, &at, &sentence));
    done(&visit, (key, id), form, "Declined, with your reason.", deed).await
}

pub(super) async fn resolve(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (sentence, at) = (form.text("sentence", "The sentence"), id.clone());
    let deed: Deed =
        Box::new(move |tx, actor, now, talked| commands::resolve(tx, actor, now, &talked.matter, &at, &sentence));
    done(&visit, (key, id), form, "Resolved. It is kept, and can be opened again.", deed).await
}

pub(super) async fn reopen(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (sentence, at) = (form.text("sentence", "The reason"), id.clone());
    let deed: Deed =
        Box::new(move |tx, actor, now, talked| commands::reopen(tx, actor, now, &talked.matter, &at, &sentence));
    done(&visit, (key, id), form, "It is open again.", deed).await
}

pub(super) async fn merge(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (into, at) = (form.raw("into").to_owned(), id.clone());
    let deed: Deed =
        Box::new(move |tx, actor, now, talked| commands::merge(tx, actor, now, &talked.matter, &at, &into));
    done(&visit, (key, id), form, "Merged. Whoever asked here is told of the answer there.", deed).await
}

pub(super) async fn list(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (listed, at) = (form.ticked("listed"), id.clone());
    let sentence = if listed { "Every reader finds it now." } else { "It is no longer listed." };
    let deed: Deed =
        Box::new(move |tx, actor, now, talked| commands::list(tx, actor, now, &talked.matter, &at, listed));
    done(&visit, (key, id), form, sentence, deed).await
}

pub(super) async fn read(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let at = id.clone();
    let deed: Deed = Box::new(move |tx, actor, now, talked| commands::read(tx, actor, now, &talked.matter, &at));
    done(&visit, (key, id), form, "It is off your list.", deed).await
}

pub(super) async fn edit(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    edited(&visit, (key, id), None, form).await
}

pub(super) async fn edit_reply(
    Path((key, id, reply)): Path<(String, String, String)>,
    visit: Visit,
    form: Form,
) -> Answer {
    edited(&visit, (key, id), Some(reply), form).await
}

async fn edited(visit: &Visit, (key, id): (String, String), reply: Option<String>, mut form: Form) -> Answer {
    let (text, at) = (form.text("text", "The text"), id.clone());
    let deed: Deed = Box::new(move |tx, actor, now, talked| {
        commands::edit(tx, actor, now, &talked.matter, (&at, reply.as_deref()), &text)
    });
    done(visit, (key, id), form, "Your words are changed; the journal keeps what they were.", deed).await
}

pub(super) async fn withdraw(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    withdrawn(&visit, (key, id), None, form).await
}

pub(super) async fn withdraw_reply(
    Path((key, id, reply)): Path<(String, String, String)>,
    visit: Visit,
    form: Form,
) -> Answer {
    withdrawn(&visit, (key, id), Some(reply), form).await
}

async fn withdrawn(visit: &Visit, (key, id): (String, String), reply: Option<String>, form: Form) -> Answer {
    let at = id.clone();
    let deed: Deed = Box::new(move |tx, actor, now, talked| {
        commands::withdraw(tx, actor, now, &talked.matter, (&at, reply.as_deref()))
    });
    done(visit, (key, id), form, "Withdrawn. That something stood there remains visible.", deed).await
}
