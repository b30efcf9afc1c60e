//! A case: begun, carried on by commands, and written row by row.
//!
//! One transaction carries a case to where it next waits, with everything that comes of it in other cases: messages, called
//! processes, their ends. What would be too much for one transaction goes on as a job. A case that was carried on elsewhere
//! meanwhile is refused by its revision and tried again by whoever asked. Absent: who may. Source: BPMN 2.0.2 §13; transactional
//! outbox.

mod effects;
mod listeners;
pub mod store;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use db::Tx;
use engine::{Act, Command, Effect, Event, Named, Offer, Rejection};

pub use effects::Later;
pub use listeners::{EFFECT, SIGNAL, broadcast, message};

use super::deployment::{Loaded, loaded};
use super::model::{Case, State, Task, code_of};
use super::{escalation, pause, service_level, stop, task, working};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::worklist;

/// Commands of one transaction; what comes after them goes on as jobs.
const MAX_COMMANDS: usize = 100;

/// A case to be begun.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    pub deployment_id: String,
    /// The start event; none for the one without a trigger.
    pub at: Option<String>,
    pub title: String,
    pub business_key: String,
    pub variables: Named,
    /// Who begins it; empty where nobody does.
    pub started_by: String,
    /// What it comes of; a second case of the same origin is not begun.
    pub origin: Option<String>,
    /// The case and its task that wait for the end.
    pub caller: Option<(String, u64)>,
    pub depth: i64,
}

/// Begins a case and carries it to where it first waits; gives its id. A case of the same origin that is there already is given instead.
///
/// # Errors
/// When it cannot begin like this; the database's.
pub fn begin(tx: &mut Tx, actor: &Actor, now: Time, begin: &Begin) -> Result<String, Failure> {
    let mut host = Host::new(tx, actor, now);
    let id = host.begin(begin)?;
    host.work()?;
    Ok(id)
}

/// Gives a case a command, and does what comes of it.
///
/// # Errors
/// When the command cannot be carried out; the database's.
pub fn give(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, command: &Command) -> Result<(), Failure> {
    let mut host = Host::new(tx, actor, now);
    host.give(case_id, command)?;
    host.work()
}

/// A task that somebody or a program did.
pub(super) struct Done<'a> {
    pub case_id: &'a str,
    pub job: u64,
    /// Who did it; empty where the office did.
    pub by: &'a str,
    /// Under which people were asked to do it; none where a program does it.
    pub asked: Option<String>,
    /// What it answers.
    pub variables: Named,
}

/// Ends a task, and carries its case on with the answers. `read` is the case, where it was just read and is not paused.
///
/// # Errors
/// As [`give`].
pub(super) fn complete(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    done: Done<'_>,
    read: Option<Case>,
) -> Result<(), Failure> {
    let mut host = Host::new(tx, actor, now);
    host.finished = Some(Finished { job: done.job, by: done.by.to_owned(), asked: done.asked });
    if let Some(case) = read {
        host.runs = true;
        host.known.insert(case.id.clone(), case);
    }
    host.give(done.case_id, &Command::Complete { job: done.job, variables: done.variables })?;
    match host.finished.take() {
        // It stopped before it ended: its row stays open and says who did it.
        Some(one) => {
            task::store::finish(host.tx, now, done.case_id, one.job, &one.by)?;
            host.conclude(done.case_id, false, Some(&one))?;
        }
        None => task::store::clear_candidates(host.tx, done.case_id, done.job)?,
    }
    host.work()
}

/// Does one effect of a case that was left for later, and what comes of it.
///
/// # Errors
/// The database's.
pub fn act(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, effect: Effect) -> Result<(), Failure> {
    let mut host = Host::new(tx, actor, now);
    host.act(case_id, effect)?;
    host.work()
}

/// Adds a line to the history of a case that is no step of its process: work handed to somebody, a value corrected.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, text: &str) -> Result<(), Failure> {
    let mut case = store::by_id(tx, case_id)?;
    case.steps += 1;
    let events = serde_json::json!([{ "Noted": { "text": text } }]).to_string();
    let step = store::Step { seq: case.steps, at: now, actor_name: actor.name.clone(), events };
    store::append(tx, case_id, &step, &actor.person_id)?;
    Ok(store::save(tx, &case)?)
}

/// A task that somebody or a program did, until its row says so.
struct Finished {
    job: u64,
    by: String,
    asked: Option<String>,
}

/// Carries cases on within one transaction.
pub(super) struct Host<'a, 'b> {
    pub(super) tx: &'a mut Tx<'b>,
    pub(super) actor: &'a Actor,
    pub(super) now: Time,
    todo: VecDeque<(String, Effect)>,
    commands: usize,
    /// Cases as they were written last in this transaction; nobody else writes them while it works.
    known: BTreeMap<String, Case>,
    /// Tasks that the last step of their case offered.
    offered: BTreeMap<(String, u64), Task>,
    /// The task that the first command ends.
    finished: Option<Finished>,
    /// The case of the first command is known not to be paused.
    runs: bool,
    /// Paused cases that are carried on nevertheless: a program finished what it had begun.
    paused: BTreeSet<String>,
}

impl<'a, 'b> Host<'a, 'b> {
    pub(super) fn new(tx: &'a mut Tx<'b>, actor: &'a Actor, now: Time) -> Self {
        Self {
            tx,
            actor,
            now,
            todo: VecDeque::new(),
            commands: 0,
            known: BTreeMap::new(),
            offered: BTreeMap::new(),
            finished: None,
            runs: false,
            paused: BTreeSet::new(),
        }
    }

    /// The case, which is read once.
    pub(super) fn case(&mut self, case_id: &str) -> Result<&Case, Failure> {
        if !self.known.contains_key(case_id) {
            let case = store::by_id(self.tx, case_id)?;
            self.known.insert(case_id.to_owned(), case);
        }
        self.known.get(case_id).ok_or(Failure::NotFound)
    }

    /// Begins a case; what comes of it is still to be done.
    pub(super) fn begin(&mut self, begin: &Begin) -> Result<String, Failure> {
        if let Some(origin) = &begin.origin
            && let Some(there) = store::of_origin(self.tx, origin)?
        {
            return Ok(there);
        }
        let loaded = loaded(self.tx, &begin.deployment_id)?;
        let id = uuid::Uuid::now_v7().to_string();
        let mut running = engine::Case::new();
        let command = Command::Start {
            process: Some(loaded.deployment.plan.entry.as_str().into()),
            at: begin.at.as_deref().map(Into::into),
            variables: begin.variables.clone(),
        };
        let calendars = working::of(self.tx, &loaded)?;
        let step = engine::step_in(&loaded.program, &mut running, &command, engine::Time(self.now.0), &calendars)
            .map_err(refused)?;
        let row = running.rows().find_map(|row| match row {
            engine::state::Row::Case(row) => Some(row),
            _ => None,
        });
        let case = Case {
            code: code_of(&id),
            process_id: loaded.deployment.process_id.clone(),
            deployment_id: begin.deployment_id.clone(),
            title: begin.title.clone(),
            business_key: begin.business_key.clone(),
            state: State::Running,
            stops: 0,
            row: row.ok_or_else(|| Failure::broken("a case without its row"))?,
            started_by: begin.started_by.clone(),
            started_at: self.now,
            ended_at: None,
            outcome: String::new(),
            caller: begin.caller.clone(),
            depth: begin.depth,
            steps: 0,
            revision: 1,
            id: id.clone(),
        };
        self.keep(case, Some(begin.origin.as_deref()), &loaded, (&running, step))?;
        Ok(id)
    }

    /// Gives a case a command; what comes of it is still to be done.
    pub(super) fn give(&mut self, case_id: &str, command: &Command) -> Result<(), Failure> {
        self.commands += 1;
        if !std::mem::take(&mut self.runs) && pause::is_paused(self.tx, case_id)? {
            if pause::holds(self.tx, self.now, case_id, command)? {
                return Ok(());
            }
            self.paused.insert(case_id.to_owned());
        }
        let mut case = self.case(case_id)?.clone();
        let loaded = loaded(self.tx, &case.deployment_id)?;
        if !loaded.definition.service_levels.is_empty() && service_level::jobs::tell_late(self.tx, self.now, case_id)? {
            // The case, and others with it, may have gone on by that.
            self.known.clear();
            case = self.case(case_id)?.clone();
        }
        let mut running = store::load(self.tx, &case)?;
        let calendars = working::of(self.tx, &loaded)?;
        let step = engine::step_in(&loaded.program, &mut running, command, engine::Time(self.now.0), &calendars)
            .map_err(refused)?;
        if step.changes.is_empty() && step.events.is_empty() {
            return Ok(());
        }
        self.keep(case, None, &loaded, (&running, step))
    }

    /// Writes a step, and notes what is to be done of it. `new` is the origin of a case that begins with it.
    fn keep(
        &mut self,
        mut case: Case,
        new: Option<Option<&str>>,
        loaded: &Arc<Loaded>,
        (running, step): (&engine::Case, engine::Step),
    ) -> Result<(), Failure> {
        let now = self.now;
        let mut offers: BTreeMap<u64, (&Offer, Task)> = BTreeMap::new();
        let mut unread = Vec::new();
        for effect in &step.effects {
            if let Act::Offer(offer) = &effect.act {
                let due = working::due(self.tx, loaded, offer, now)?;
                unread.extend(due.unread);
                offers.insert(offer.job, (&**offer, Task::offered(&case, offer, due.at, now)));
            }
        }
        for change in &step.changes {
            if let engine::state::Change::Put(engine::state::Row::Case(row)) = change {
                case.row = row.clone();
            }
        }
        let (state, outcome) = State::of(running.status());
        let (ended, before) = (state != State::Running, (case.state, case.stops));
        case.stops = i64::try_from(running.incidents().count()).unwrap_or(i64::MAX);
        (case.state, case.outcome) = (state, outcome);
        case.ended_at = ended.then_some(now);
        let told: Vec<&Event> = step.events.iter().filter(|event| is_told(event)).collect();
        case.steps += i64::from(!told.is_empty()) + i64::try_from(unread.len()).unwrap_or(0);
        match new {
            Some(origin) => {
                store::insert(self.tx, &case, origin)?;
            }
            None if before == (case.state, case.stops) => store::save_step(self.tx, &case)?,
            None => store::save(self.tx, &case)?,
        }
        case.revision += i64::from(new.is_none());
        let done = self.finished.take_if(|one| step.changes.iter().any(|change| ends(change, one.job)));
        let by = done.as_ref().map(|one| (one.job, one.by.as_str()));
        store::write(self.tx, &case, &step.changes, &offers, by, now)?;
        self.offered.retain(|(of, _), _| *of != case.id);
        for (job, (offer, task)) in offers {
            working::remember(self.tx, &case.id, offer)?;
            self.offered.insert((case.id.clone(), job), task);
        }
        self.tell(&case, &told, &unread)?;
        for event in &step.events {
            match event {
                Event::IncidentRaised { incident, element, message, .. } => {
                    stop::ask(self.tx, now, &case, loaded, *incident, element, message)?;
                }
                Event::IncidentResolved { incident, .. } => {
                    worklist::settle(self.tx, now, &stop::ask_key(&case.id, *incident))?;
                }
                _ => {}
            }
        }
        service_level::follow(self.tx, now, &case, loaded, running, &step.events)?;
        self.conclude(&case.id, ended, done.as_ref())?;
        if ended && self.paused.contains(&case.id) {
            pause::forget(self.tx, &case.id)?;
        }
        self.todo.extend(step.effects.into_iter().map(|effect| (case.id.clone(), effect)));
        let id = case.id.clone();
        self.known.insert(id.clone(), case);
        self.take_kept_messages(&id, &step.changes)
    }

    /// Nobody is asked any more for what was done, and after the end of a case for nothing about it.
    fn conclude(&mut self, case_id: &str, ended: bool, done: Option<&Finished>) -> Result<(), Failure> {
        let asked = done.and_then(|one| Some((one.job, one.by.as_str(), one.asked.as_deref()?)));
        match (ended, asked) {
            (true, Some((_, by, key))) => worklist::conclude_object(self.tx, self.now, ("case", case_id), by, key)?,
            (true, None) => worklist::settle_object(self.tx, self.now, "case", case_id)?,
            (false, Some((job, by, key))) => {
                worklist::conclude_with(self.tx, self.now, by, key, &escalation::ask_key(case_id, job))?;
            }
            (false, None) => {}
        }
        Ok(())
    }

    /// Writes into the history of a case what a step did, and what could not be read of what it offers.
    fn tell(&mut self, case: &Case, told: &[&Event], unread: &[String]) -> Result<(), Failure> {
        let (office, mut seq) = (Actor::office(), case.steps - i64::try_from(unread.len()).unwrap_or(0));
        if !told.is_empty() {
            let events = serde_json::to_string(told).expect("events are plain data");
            let one = store::Step { seq, at: self.now, actor_name: self.actor.name.clone(), events };
            store::append(self.tx, &case.id, &one, &self.actor.person_id)?;
        }
        for text in unread {
            seq += 1;
            let events = serde_json::json!([{ "Noted": { "text": text } }]).to_string();
            let one = store::Step { seq, at: self.now, actor_name: office.name.clone(), events };
            store::append(self.tx, &case.id, &one, &office.person_id)?;
        }
        Ok(())
    }

    /// Does all effects, and those of what they lead to.
    pub(super) fn work(&mut self) -> Result<(), Failure> {
        while let Some((case_id, effect)) = self.todo.pop_front() {
            if self.commands >= MAX_COMMANDS {
                self.put_off(&case_id, &effect)?;
            } else if matches!(effect.act, Act::Offer(_)) && self.paused.contains(&case_id) {
                pause::hold_effect(self.tx, self.now, &case_id, &effect)?;
            } else {
                self.act(&case_id, effect)?;
            }
        }
        Ok(())
    }
}

/// Whether an event belongs into the history: where values stand and which flows were taken, their rows and the steps say.
fn is_told(event: &Event) -> bool {
    !matches!(event, Event::Set { .. } | Event::Took { .. })
}

/// Whether a change ends a task.
fn ends(change: &engine::state::Change, job: u64) -> bool {
    matches!(change, engine::state::Change::Delete(engine::state::Key::Job(ended)) if *ended == job)
}

/// Why a command was not carried out, as a person reads it.
pub(super) fn refused(rejection: Rejection) -> Failure {
    let sentence = match rejection {
        Rejection::NotRunning => "The case has ended; nothing more can be done in it.".to_owned(),
        Rejection::Gone { .. } => {
            "This was dealt with already, or the case went on without it. Load the page again.".to_owned()
        }
        other => {
            let text = other.to_string();
            let mut letters = text.chars();
            let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
            format!("{first}{}.", letters.as_str().trim_end_matches('.'))
        }
    };
    Failure::refused(sentence)
}
