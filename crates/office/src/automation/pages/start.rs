//! Beginning a case by its form.

use std::sync::Arc;

use axum::extract::Path;
use db::Tx;
use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};

use super::super::commands::{self, Asked};
use super::super::deployment::Loaded;
use super::super::task::form::{Named, Question, answers, questions};
use super::super::task::store as tasks;
use super::super::views;
use super::process;
use crate::access::Actor;
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::process::Process;
use crate::requests::Keyed;
use crate::web::{Answer, Form, Page, Visit, answer};

/// What the form of a new case is made of.
pub(in super::super) struct Beginning {
    pub process: Process,
    pub loaded: Arc<Loaded>,
    pub questions: Vec<Question>,
    pub people: Vec<Named>,
}

/// The form of a new case of a process.
pub(in super::super) fn beginning(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Beginning, Failure> {
    let process = process(tx, actor, key)?;
    let loaded = commands::beginning(tx, actor, &process.id)?;
    let asked = loaded.program.starts().into_iter().find(|start| start.on == engine::StartOn::Asked);
    let questions = asked.map(|start| questions(&loaded, &start.element)).unwrap_or_default();
    Ok(Beginning { process, questions, people: open_people(tx)?, loaded })
}

/// Everybody with an open account: id and name.
pub(in super::super) fn open_people(tx: &mut Tx) -> Result<Vec<Named>, Failure> {
    let all = people::store::everybody(tx)?.into_iter().filter(|person| person.disabled_at.is_none());
    Ok(all.map(|person| (person.id, person.name)).collect())
}

pub(super) async fn form(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let shown = visit.read(move |tx| beginning(tx, &actor, &key)).await?;
    // Names this form, so that two clicks begin one case.
    let once = uuid::Uuid::now_v7().to_string();
    page(&visit, &shown, &Form::of(vec![("once".to_owned(), once)]), false)
}

fn page(visit: &Visit, shown: &Beginning, form: &Form, refused: bool) -> Answer {
    let href = format!("/processes/{}", shown.process.key);
    let (cases, title) = (format!("{href}/cases"), format!("Start a case: {}", shown.process.name));
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&shown.process.name, &href)
        .under("Cases", &cases)
        .lead(&shown.loaded.definition.purpose);
    let body = body(shown, &cases, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

fn body(shown: &Beginning, action: &str, form: &Form) -> Markup {
    form_part(
        &Sent { action, guard: true, ..Sent::default() },
        html! {
            (form.summary())
            (hidden("once", form.raw("once")))
            (form.field("title", "What is it about?").hint("A few words by which everybody recognises the case.").required().text())
            (form.field("business_key", "Reference").hint("What it is called elsewhere: the number of a ticket or an order.").text())
            (views::fields(&shown.questions, form, &shown.people))
            (submit_bar(ui::primary("Start")))
        },
    )
}

pub(super) async fn start(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (by, asked) = (actor.clone(), key.clone());
    let shown = visit.read(move |tx| beginning(tx, &by, &asked)).await?;
    let mut form = form;
    let title = form.line("title", "What it is about");
    let business_key = form.optional_line("business_key", "The reference");
    let given = answers(&shown.questions, |at, _| views::answers_of(&form, at), &shown.people);
    let begun = match (form.checked(), given) {
        (Ok(()), Ok(answers)) => {
            let said =
                format!("{}\0{title}\0{business_key}\0{}", shown.process.id, engine::Named(answers.clone()).to_json());
            let once = Keyed::of_form(form.raw("once"), &said);
            let (id, asked) = (shown.process.id.clone(), Asked { title, business_key, answers });
            visit
                .write_guarded(move |tx| {
                    let (case_id, _) = commands::start(tx, &actor, now, &id, once.as_ref(), &asked)?;
                    let next = tasks::of_case(tx, &case_id)?;
                    let mut mine = Vec::new();
                    for task in next {
                        if tasks::candidates(tx, &case_id, task.id)?.contains(&actor.person_id) {
                            mine.push(task.href());
                        }
                    }
                    Ok((case_id, mine))
                })
                .await
        }
        (_, Err(wrong)) => {
            for (at, sentence) in wrong {
                form.refuse(views::field_name(at), sentence);
            }
            Err(Failure::Refused(Vec::new()))
        }
        (Err(_), _) => Err(Failure::Refused(Vec::new())),
    };
    match begun {
        Ok((_, mine)) if mine.len() == 1 => {
            Ok(answer::redirect_saying(&mine[0], "The case has begun, and the first step is yours."))
        }
        Ok((case_id, _)) => Ok(answer::redirect_saying(&format!("/cases/{case_id}"), "The case has begun.")),
        Err(Failure::Refused(refusals)) => page(&visit, &shown, &form.with(refusals), true),
        Err(failure) => Err(failure),
    }
}

/// A refusal of a command beside the fields of a form.
pub(in super::super) fn refusals(wrong: Vec<(usize, String)>) -> Vec<Refusal> {
    wrong.into_iter().map(|(at, sentence)| Refusal::at(views::field_name(at), sentence)).collect()
}
