//! One task: its page, and what is done with it.

use axum::extract::Path;
use db::Tx;
use feel::Value;

use super::super::case::store as cases;
use super::super::task::form::{answers, questions, shown as sent};
use super::super::task::{self, store};
use super::super::{pause, views};
use super::number;
use super::start::{open_people, refusals};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::people;
use crate::web::{Answer, Form, Page, Visit, answer};

pub(super) async fn show(Path((id, task)): Path<(String, String)>, visit: Visit) -> Answer {
    let (shown, first) = seen(&visit, id, number(&task)?).await?;
    page(&visit, &shown, &Form::of(first), false)
}

/// The page again, with what was refused.
pub(super) async fn refused(id: String, task: u64, visit: &Visit, form: Form) -> Answer {
    let (shown, _) = seen(visit, id, task).await?;
    page(visit, &shown, &form, true)
}

fn page(visit: &Visit, shown: &views::Task, form: &Form, refused: bool) -> Answer {
    let case = &shown.seen.case;
    let (href, label) = (case.href(), case.label());
    let page = Page::new(&shown.seen.task.name).under("Cases", "/cases").under(&label, &href).lead(&case.title);
    let body = views::task(shown, form, visit.now);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Everything the page shows, and what its form begins with.
async fn seen(visit: &Visit, id: String, task: u64) -> Result<(views::Task, Vec<(String, String)>), Failure> {
    let actor = visit.actor()?;
    visit.read(move |tx| look(tx, &actor, &id, task)).await
}

fn look(tx: &mut Tx, actor: &Actor, id: &str, task: u64) -> Result<(views::Task, Vec<(String, String)>), Failure> {
    let seen = task::seen(tx, actor, id, task)?;
    let questions = questions(&seen.loaded, &seen.task.element);
    let mut names = |id: &String| people::store::person(tx, id).map_or_else(|_| String::new(), |person| person.name);
    let asked: Vec<String> = seen.candidates.iter().map(&mut names).collect();
    let (claimed_by, done_by) = (names(&seen.task.claimed_by), names(&seen.task.done_by));
    let forbidden = task::people::forbidden(tx, &seen.case, &seen.loaded, &seen.task.element, &actor.person_id)?;
    let paused = pause::store::of_case(tx, id)?.map(|pause| pause.sentence().trim_end_matches('.').to_owned());
    let mut values: Vec<(String, Value)> = Vec::new();
    for (holder, name, text) in cases::variables(tx, id)? {
        if holder == seen.case.row.root {
            values.push((name, engine::value::from_text(&text).unwrap_or_default()));
        }
    }
    let mut first = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let before = values.iter().find(|(name, _)| *name == question.key).map(|(_, value)| sent(question, value));
        first.extend(before.into_iter().flatten().map(|text| (views::field_name(at).to_owned(), text)));
    }
    let talk = super::show::talk_of(tx, actor, &seen.case, task)?;
    let known = known(&seen, &questions, &values);
    let people = open_people(tx)?;
    let person_id = actor.person_id.clone();
    Ok((
        views::Task { talk, paused, seen, questions, people, claimed_by, done_by, asked, known, forbidden, person_id },
        first,
    ))
}

/// What earlier steps filled in and this one does not ask, by its label.
fn known(
    seen: &task::Seen,
    asked: &[super::super::task::form::Question],
    values: &[(String, Value)],
) -> Vec<(String, String)> {
    let definition = &seen.loaded.definition;
    let label = |name: &str| {
        let mut fields = definition.forms.values().flat_map(|form| &form.fields);
        fields.find(|field| field.key == name).map(|field| field.label.clone())
    };
    values
        .iter()
        .filter(|(name, value)| !matches!(value, Value::Null) && !asked.iter().any(|question| question.key == *name))
        .filter_map(|(name, value)| {
            let label =
                label(name).or_else(|| seen.loaded.deployment.plan.way_of(name).map(|way| way.question.clone()))?;
            Some((label, views::words(&seen.loaded.deployment.plan, name, value)))
        })
        .collect()
}

/// Runs a command and shows where it leads, or the page again with what was refused.
async fn act<F>(id: String, task: u64, visit: Visit, form: Form, (to, sentence): (&str, &str), command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    let done = match form.checked() {
        Ok(()) => visit.write_guarded(move |tx| command(tx, &actor, now, &case_id)).await,
        Err(_) => Err(Failure::Refused(Vec::new())),
    };
    match done {
        Ok(()) => Ok(answer::redirect_saying(to, sentence)),
        Err(Failure::Refused(found)) => refused(id, task, &visit, form.with(found)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn claim(Path((id, task)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let task = number(&task)?;
    let to = format!("/cases/{id}/tasks/{task}");
    act(id, task, visit, form, (&to, "It is yours now; nobody else is asked."), move |tx, actor, now, id| {
        task::claim(tx, actor, now, id, task)
    })
    .await
}

pub(super) async fn give_back(Path((id, task)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (task, mut form) = (number(&task)?, form);
    let reason = form.text("reason", "The reason");
    act(
        id,
        task,
        visit,
        form,
        ("/", "Given back. Everybody who can do it is asked again."),
        move |tx, actor, now, id| task::give_back(tx, actor, now, id, task, &reason),
    )
    .await
}

pub(super) async fn delegate(Path((id, task)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (task, mut form) = (number(&task)?, form);
    let person = form.line("person", "Whom to hand it to");
    let reason = form.text("reason", "What they should know");
    act(id, task, visit, form, ("/", "Handed over. They find it in their work."), move |tx, actor, now, id| {
        task::delegate(tx, actor, now, id, task, (&person, &reason))
    })
    .await
}

pub(super) async fn complete(Path((id, task)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (task, actor, case_id) = (number(&task)?, visit.actor()?, id.clone());
    let (questions, people) = visit
        .read(move |tx| {
            let seen = task::seen(tx, &actor, &case_id, task)?;
            Ok((questions(&seen.loaded, &seen.task.element), open_people(tx)?))
        })
        .await?;
    let given = match answers(&questions, |at, _| views::answers_of(&form, at), &people) {
        Ok(given) => given,
        Err(wrong) => return refused(id, task, &visit, form.with(refusals(wrong))).await,
    };
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    let done = visit
        .write_guarded(move |tx| {
            task::complete(tx, &actor, now, &case_id, task, &given)?;
            Ok(store::next_of(tx, &case_id, &actor.person_id)?.map(|task| task.href()))
        })
        .await;
    match done {
        Ok(Some(next)) => Ok(answer::redirect_saying(&next, "Done. The next step of the case is yours too.")),
        Ok(None) => Ok(answer::redirect_saying("/", "Done. The case goes on.")),
        Err(Failure::Refused(found)) => refused(id, task, &visit, form.with(found)).await,
        Err(failure) => Err(failure),
    }
}
