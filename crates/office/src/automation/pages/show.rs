//! One case: its page, and what is done to mend or end it.

use axum::extract::Path;
use db::Tx;
use engine::state::On;
use feel::Value;

use super::super::case::store as cases;
use super::super::deployment::{Loaded, loaded};
use super::super::history;
use super::super::model::{Case, State, TaskState};
use super::super::{pause, service_level, stop, talk, task, views};
use super::number;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::Failure;
use crate::people;
use crate::web::{Answer, Form, Page, Visit, answer};
use ui::Extra;

/// Steps of its history shown.
const STEPS: i64 = 300;

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = seen(&visit, id).await?;
    page(&visit, &shown, &Form::of(Vec::new()), false)
}

fn page(visit: &Visit, shown: &views::Shown, form: &Form, refused: bool) -> Answer {
    let case = &shown.found.case;
    let cases = format!("/processes/{}/cases", shown.found.process_key);
    let page = Page::new(&case.title)
        .under("Cases", "/cases")
        .under(&shown.found.process, &cases)
        .status(views::status(shown))
        .needs(&[Extra::Diagram]);
    let body = views::show(shown, form, visit.now);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// The page of a case again, with what was refused.
pub(super) async fn again(visit: &Visit, id: String, form: &Form) -> Answer {
    page(visit, &seen(visit, id).await?, form, true)
}

async fn seen(visit: &Visit, id: String) -> Result<views::Shown, Failure> {
    let actor = visit.actor()?;
    let now = visit.now;
    visit.read(move |tx| look(tx, &actor, now, &id)).await
}

fn look(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<views::Shown, Failure> {
    let case = cases::by_id(tx, id)?;
    if !task::may_see(tx, actor, &case)? {
        return Err(Failure::NotFound);
    }
    let loaded = loaded(tx, &case.deployment_id)?;
    let running = cases::load(tx, &case)?;
    let runs = actor.may_on(Permission::RunProcess, &case.process_id);
    let tasks = open_work(tx, id)?;
    let waits = running.waits().map(|wait| {
        let (due, message) = match &wait.on {
            On::Timer { due } => (Some(Time(due.at.0)), None),
            On::Message { name, .. } => (None, Some(name.to_string())),
            _ => (None, None),
        };
        views::Waiting { id: wait.id, element: wait.element.to_string(), due, message }
    });
    let waits = waits.collect();
    let stops = stopped(tx, id, &loaded, &running)?;
    let mut variables: Vec<(String, Value)> =
        running.variables().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    variables.sort_by(|one, other| one.0.cmp(&other.0));
    let (story, passed) = history::of_case(tx, &case, STEPS)?;
    let caller = match &case.caller {
        Some((caller, _)) => {
            let caller = cases::by_id(tx, caller)?;
            task::may_see(tx, actor, &caller)?.then(|| (caller.href(), caller.label()))
        }
        None => None,
    };
    let levels = service_level::of_case(tx, now, &case.id)?;
    let talk = talk_of(tx, actor, &case, 0)?;
    let process = crate::process::store::by_id(tx, &case.process_id)?;
    let starter = people::store::person(tx, &case.started_by).map_or_else(|_| String::new(), |person| person.name);
    let pause = pause::store::of_case(tx, id)?;
    let kept = if pause.is_some() { pause::store::held(tx, id)? } else { 0 };
    let found =
        cases::Found { paused: pause.is_some(), process: process.name, process_key: process.key, starter, case };
    Ok(views::Shown {
        talk,
        pause,
        kept,
        found,
        loaded,
        tasks,
        waits,
        stops,
        variables,
        story,
        passed,
        caller,
        runs,
        levels,
    })
}

/// The open work of a case, and who has it or is asked.
fn open_work(tx: &mut Tx, id: &str) -> Result<Vec<views::Working>, Failure> {
    let mut tasks = Vec::new();
    for one in task::store::of_case(tx, id)?.into_iter().filter(|one| one.state == TaskState::Open) {
        let candidates = task::store::candidates(tx, id, one.id)?;
        let mut name = |id: &String| people::store::person(tx, id).map_or_else(|_| String::new(), |person| person.name);
        tasks.push(views::Working {
            claimed_by: name(&one.claimed_by),
            asked: candidates.iter().map(&mut name).collect(),
            opens: one.is_for_people(),
            task: one,
        });
    }
    Ok(tasks)
}

/// The flows by which a case can go on from an element: id and words.
pub(super) fn ways_on(loaded: &Loaded, element: &str) -> Vec<(String, String)> {
    let drawn = loaded.deployment.plan.drawn(element);
    // A question that was added has one way on, to its gateway.
    let Some(diagram) = loaded.definition.flow().filter(|_| drawn == element) else { return Vec::new() };
    let label = |flow: &bpmn::Flow| {
        let target = super::super::plan::name_of(&diagram, &flow.target);
        if flow.name.trim().is_empty() {
            format!("On to “{target}”")
        } else {
            format!("{} (on to “{target}”)", flow.name)
        }
    };
    diagram.outgoing(drawn).map(|flow| (flow.id.clone(), label(flow))).collect()
}

/// What stopped in a case, which ways lead on, and what a program was given.
fn stopped(tx: &mut Tx, id: &str, loaded: &Loaded, running: &engine::Case) -> Result<Vec<views::Mending>, Failure> {
    let stops = stop::store::of_case(tx, id)?.into_iter().map(|(incident, asked)| {
        let ways = ways_on(loaded, &incident.element);
        let job = running.jobs().find(|job| job.token == incident.token && job.failure.is_some()).map(|job| job.id);
        (views::Mending { ways, incident, asked, tried: None }, job)
    });
    let found: Vec<(views::Mending, Option<u64>)> = stops.collect();
    let mut stops = Vec::new();
    for (mending, job) in found {
        let tried = job.map(|job| tried(tx, id, job)).transpose()?.flatten();
        stops.push(views::Mending { tried, ..mending });
    }
    Ok(stops)
}

/// What is said and attached in a case, as one person sees it on its page (0) or on that of a task.
pub(super) fn talk_of(tx: &mut Tx, actor: &Actor, case: &Case, task: u64) -> Result<views::Talk, Failure> {
    let tasks = task::store::of_case(tx, &case.id)?;
    Ok(views::Talk {
        case_href: case.href(),
        task,
        comments: talk::store::comments(tx, &case.id)?,
        files: talk::store::files(tx, &case.id)?,
        tasks: tasks.into_iter().map(|one| (one.id, one.name)).collect(),
        person_id: actor.person_id.clone(),
        speaks: talk::may_speak(tx, actor, case)?,
        runs: actor.may_on(Permission::RunProcess, &case.process_id),
    })
}

/// What a program was given before it gave up; none for work of people and for called processes.
fn tried(tx: &mut Tx, case_id: &str, job: u64) -> Result<Option<views::Tried>, Failure> {
    let offer: engine::Offer = serde_json::from_str(&task::store::offer(tx, case_id, job)?).map_err(Failure::broken)?;
    if matches!(offer.kind, engine::state::JobKind::User | engine::state::JobKind::Call) {
        return Ok(None);
    }
    let left = task::store::by_id(tx, case_id, job)?.tries;
    let all = offer.tries.map_or(task::worker::USUAL_TRIES, i64::from);
    let pauses: Vec<String> = offer.pauses.0.iter().map(|pause| service_level::lasting(*pause)).collect();
    Ok(Some(views::Tried {
        topic: offer.topic.to_string(),
        tries: u32::try_from((all - left).max(1)).unwrap_or(u32::MAX),
        pauses: pauses.join(", "),
        given: offer.variables.0.iter().map(|(name, value)| (name.to_string(), value.clone())).collect(),
    }))
}

/// Runs a command and shows the case with a sentence, or again with what was refused.
async fn act<F>(id: String, visit: Visit, form: Form, sentence: &str, command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure> + Send + 'static,
{
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| command(tx, &actor, now, &case_id)).await,
        Err(_) => Err(Failure::Refused(Vec::new())),
    };
    match done {
        Ok(()) => Ok(answer::redirect_saying(&format!("/cases/{id}"), sentence)),
        Err(Failure::Refused(found)) => page(&visit, &seen(&visit, id).await?, &form.with(found), true),
        Err(failure) => Err(failure),
    }
}

pub(super) async fn retry(Path((id, one)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let one = number(&one)?;
    act(id, visit, form, "Tried again.", move |tx, actor, now, id| stop::retry(tx, actor, now, id, one)).await
}

pub(super) async fn skip(Path((id, one)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (one, mut form) = (number(&one)?, form);
    let reason = form.required_text("reason", "The reason");
    let via = form.optional_line("via", "The way");
    act(id, visit, form, "Skipped; the case goes on.", move |tx, actor, now, id| {
        stop::skip(tx, actor, now, id, one, (&reason, &via))
    })
    .await
}

pub(super) async fn arrive(Path((id, wait)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let wait = number(&wait)?;
    act(id, visit, form, "The case goes on.", move |tx, actor, now, id| stop::arrive(tx, actor, now, id, wait)).await
}

pub(super) async fn correct(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let name = form.line("name", "Which value");
    let text = form.text("value", "The value");
    act(id, visit, form, "Corrected. Try a stopped step again if it was the cause.", move |tx, actor, now, id| {
        let case = cases::by_id(tx, id)?;
        if !task::may_see(tx, actor, &case)? {
            return Err(Failure::NotFound);
        }
        let running = if case.state == State::Running { Some(cases::load(tx, &case)?) } else { None };
        let before = running.as_ref().and_then(|running| running.variable(&name));
        let value = stop::value::reading(before, &text)
            .map_err(|sentence| Failure::from(crate::failure::Refusal::at("value", sentence)))?;
        stop::correct(tx, actor, now, id, &name, value)
    })
    .await
}

pub(super) async fn pause(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.text("pause_reason", "The reason");
    act(id, visit, form, "Paused. Nobody is asked until somebody resumes it.", move |tx, actor, now, id| {
        pause::pause(tx, actor, now, id, &reason)
    })
    .await
}

pub(super) async fn resume(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    act(id, visit, form, "Resumed; the case goes on.", pause::resume).await
}

pub(super) async fn cancel(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.required_text("why", "The reason");
    act(id, visit, form, "Cancelled. Whoever asked for it can read why.", move |tx, actor, now, id| {
        stop::cancel(tx, actor, now, id, &reason)
    })
    .await
}
