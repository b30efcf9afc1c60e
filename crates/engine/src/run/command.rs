//! Commands: first whether they can be carried out, then what they begin.
//!
//! Absent: whether somebody may. Nothing of the case is changed before it is certain that nothing speaks against the command. Source:
//! BPMN 2.0.2 §13.3.

use std::sync::Arc;

use super::throw::Alarm;
use super::variables::refuse_value;
use super::{Machine, Trouble};
use crate::command::{Command, Rejection};
use crate::effect::Named;
use crate::element;
use crate::event::Event;
use crate::limits::MAX_RECEIVED;
use crate::program::{Kind, Process};
use crate::state::{Case, Cause, Id, Incident, Job, On, Outcome, Phase, Received, ScopeKind, Status, TokenState, Wait};
use crate::timer::Due;

impl<'a> Machine<'a> {
    pub(super) fn command(&mut self, command: &Command) -> Result<(), Rejection> {
        if let Command::Start { process, at, variables } = command {
            return self.start(process.as_deref(), at.as_deref(), variables);
        }
        if self.case.row.status != Status::Running {
            return Err(Rejection::NotRunning);
        }
        match command {
            Command::Start { .. } => Ok(()),
            Command::Complete { job, variables } => self.complete_job(*job, variables),
            Command::Fail { job, message } => self.fail(*job, message),
            Command::Throw { job, code, message, variables } => self.throw_error(*job, code, message, variables),
            Command::Escalate { job, code, variables } => {
                let job = self.job(*job)?;
                fits(variables)?;
                self.raise(Alarm::Escalation, job.token, true, code, variables);
                Ok(())
            }
            Command::Deliver { wait, message, variables } => self.deliver(*wait, message, variables),
            Command::Signal { name, variables } => {
                fits(variables)?;
                self.signal(name, variables);
                Ok(())
            }
            Command::Fire { wait } => self.fire_timer(*wait),
            Command::Reckon { calendar } => {
                self.reckon(calendar);
                Ok(())
            }
            Command::Retry { incident } => self.retry(*incident),
            Command::Skip { incident, reason, via, variables } => {
                self.skip(*incident, reason, via.as_deref(), variables)
            }
            Command::Set { holder, variables } => self.set(*holder, variables),
            Command::Activate { scope, element } => element::ad_hoc::activate(self, *scope, element),
            Command::Finish { scope } => element::ad_hoc::finish(self, *scope),
            Command::Cancel { reason } => {
                self.end(Outcome::Cancelled { reason: reason.clone() });
                Ok(())
            }
        }
    }

    fn start(&mut self, process: Option<&str>, at: Option<&str>, variables: &Named) -> Result<(), Rejection> {
        if self.case.row.status != Status::New {
            return Err(Rejection::AlreadyStarted);
        }
        fits(variables)?;
        let (index, process) = self.choose(process, at)?;
        let begins = match at {
            Some(at) => {
                let node = self.program.begins_at(index, at);
                let sentence = || format!("the process \"{}\" does not begin at \"{at}\"", process.id);
                vec![node.ok_or_else(|| Rejection::NoStart(sentence()))?.index]
            }
            None => process.body.starts.clone(),
        };
        if begins.is_empty() {
            let sentence =
                format!("the process \"{}\" begins only when something comes; say at which event", process.id);
            return Err(Rejection::NoStart(sentence));
        }
        self.case.row.process = process.id.clone();
        self.case.row.status = Status::Running;
        self.case.row.started = self.now;
        self.tell(Event::Started { process: process.id.clone() });
        let root = self.case.row.next + 1;
        self.case.row.root = root;
        // What is given stands before the data of the process, so that these are not empty.
        for (name, value) in &variables.0 {
            let kept = self.put(root, name, value.clone());
            kept.map_err(|trouble| Rejection::TooLarge(trouble.message))?;
        }
        let opened = self.open(0, &process.id, ScopeKind::Process, Some(&process.body));
        if let Err(trouble) = opened.and_then(|root| self.listen_within(root, process)) {
            *self.case = Case::new();
            return Err(Rejection::NoStart(trouble.message));
        }
        for at in begins {
            let node = &self.program.nodes[at];
            let phase = if matches!(node.kind, Kind::Catch(_)) || at_receive(&node.kind) {
                Phase::Finish
            } else {
                Phase::Enter
            };
            let from_outside = phase == Phase::Finish && process.body.starts.contains(&at);
            let phase = if from_outside { Phase::Enter } else { phase };
            let _ = self.spawn(root, &node.id, phase);
        }
        self.meet_conditions();
        Ok(())
    }

    fn listen_within(&mut self, root: Id, process: &Process) -> Result<(), Trouble> {
        let program = self.program;
        process
            .body
            .event_subs
            .iter()
            .try_for_each(|at| element::event_sub_process::listen(self, root, &program.nodes[*at]))
    }

    fn choose(&self, process: Option<&str>, at: Option<&str>) -> Result<(usize, &'a Process), Rejection> {
        let program = self.program;
        let names = || program.processes().collect::<Vec<_>>().join(", ");
        let mut fits = program.processes.iter().enumerate().filter(|(index, found)| match (process, at) {
            (Some(id), _) => *found.id == *id,
            (None, Some(at)) => program.begins_at(*index, at).is_some(),
            (None, None) => !found.body.starts.is_empty(),
        });
        match (fits.next(), fits.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Rejection::NoProcess(match process {
                Some(id) => format!("there is no process \"{id}\"; there is {}", names()),
                None => format!("no process can be started like this; there is {}", names()),
            })),
            (Some(first), Some(_)) if process.is_none() && at.is_none() => Ok(first),
            _ => Err(Rejection::NoProcess(format!("say which process: {}", names()))),
        }
    }

    fn job(&self, id: Id) -> Result<Job, Rejection> {
        self.case.jobs.get(id).cloned().ok_or(Rejection::Gone { what: "job", id })
    }

    fn complete_job(&mut self, id: Id, variables: &Named) -> Result<(), Rejection> {
        let job = self.job(id)?;
        fits(variables)?;
        let program = self.program;
        let node = program.node(&job.element).ok_or_else(|| other_program(&job.element))?;
        self.case.jobs.remove(id);
        self.close_incidents(job.token, "the job was done");
        self.tell(Event::JobCompleted { job: id, element: job.element.clone() });
        self.hand_over(job.token, node, variables);
        Ok(())
    }

    fn close_incidents(&mut self, token: Id, how: &str) {
        let incidents: Vec<Id> = self.case.incidents.ids_of(token).collect();
        for incident in incidents {
            self.resolve(incident, how);
        }
    }

    fn fail(&mut self, id: Id, message: &Arc<str>) -> Result<(), Rejection> {
        let job = self.job(id)?;
        self.case.jobs.change(id, |job| job.failure = Some(message.clone()));
        self.tell(Event::JobFailed { job: id, element: job.element.clone(), message: message.clone() });
        if !self.case.incidents.any_of(job.token) {
            self.incident(job.token, job.element, Cause::Job, message.clone());
        }
        Ok(())
    }

    fn throw_error(&mut self, id: Id, code: &Arc<str>, message: &Arc<str>, variables: &Named) -> Result<(), Rejection> {
        let job = self.job(id)?;
        fits(variables)?;
        if self.raise(Alarm::Error, job.token, true, code, variables) {
            return Ok(());
        }
        let sentence: Arc<str> = format!("the error \"{code}\" is caught by nothing: {message}").into();
        self.case.jobs.change(id, |job| job.failure = Some(sentence.clone()));
        if !self.case.incidents.any_of(job.token) {
            self.incident(job.token, job.element, Cause::Uncaught, sentence);
        }
        Ok(())
    }

    fn wait_for(&self, id: Id) -> Result<Wait, Rejection> {
        self.case.waits.get(id).cloned().ok_or(Rejection::Gone { what: "wait", id })
    }

    fn deliver(&mut self, id: Id, message: &Arc<str>, variables: &Named) -> Result<(), Rejection> {
        if self.case.received.iter().any(|received| received.message == *message) {
            return Ok(());
        }
        let wait = self.wait_for(id)?;
        let On::Message { name, .. } = &wait.on else { return Err(Rejection::Gone { what: "wait for a message", id }) };
        fits(variables)?;
        if self.case.received.len() >= MAX_RECEIVED {
            let oldest = self.case.received.iter().next().map_or(0, |received| received.id);
            self.case.received.remove(oldest);
        }
        let received = Received { id: self.case.fresh(), message: message.clone() };
        self.case.received.insert(received);
        self.tell(Event::MessageReceived {
            element: wait.element.clone(),
            name: name.clone(),
            message: message.clone(),
        });
        self.fire(&wait, variables);
        Ok(())
    }

    fn fire_timer(&mut self, id: Id) -> Result<(), Rejection> {
        let wait = self.wait_for(id)?;
        let On::Timer { due } = &wait.on else { return Err(Rejection::Gone { what: "timer", id }) };
        if due.at > self.now {
            return Err(Rejection::TooEarly);
        }
        let strike = due.strike(self.now, self.calendars);
        let (element, missed) = (wait.element.clone(), strike.missed);
        match strike.next.filter(|_| !strike.fires) {
            Some(due) => {
                self.tell(Event::TimerSkipped { element, missed: missed.saturating_add(1) });
                self.case.waits.change(id, |wait| wait.on = On::Timer { due });
            }
            None => {
                self.tell(Event::TimerFired { element, missed });
                self.fire(&wait, &Named::default());
            }
        }
        Ok(())
    }

    /// Timers that wait in a calendar are due when it says now; those that lie behind are fired by the host at once.
    fn reckon(&mut self, calendar: &str) {
        let named = |due: &Due| due.working.as_ref().is_some_and(|working| *working.calendar == *calendar);
        let anew: Vec<(Id, Arc<str>, Due)> = self
            .case
            .waits
            .iter()
            .filter_map(|wait| match &wait.on {
                On::Timer { due } if named(due) => Some((wait.id, wait.element.clone(), due.reckoned(self.calendars)?)),
                _ => None,
            })
            .collect();
        for (wait, element, due) in anew {
            self.tell(Event::TimerSet { element, due: due.at });
            self.case.waits.change(wait, |wait| wait.on = On::Timer { due });
        }
    }

    fn incident_of(&self, id: Id) -> Result<Incident, Rejection> {
        self.case.incidents.get(id).cloned().ok_or(Rejection::Gone { what: "incident", id })
    }

    fn retry(&mut self, id: Id) -> Result<(), Rejection> {
        let incident = self.incident_of(id)?;
        self.resolve(id, "retried");
        match self.case.tokens.get(incident.token).map(|token| token.state.clone()) {
            Some(TokenState::Stuck(phase)) => self.ready(incident.token, phase),
            // The work of a job begins anew, with what the variables are now.
            Some(_) if self.case.jobs.any_of(incident.token) => {
                self.withdraw(incident.token);
                self.take_all(incident.token);
                self.ready(incident.token, Phase::Run);
            }
            Some(_) => element::ad_hoc::again(self, incident.token),
            None => {}
        }
        // What could not move any more when the limit of steps was reached goes on too.
        let waiting: Vec<Id> = self
            .case
            .tokens
            .iter()
            .filter(|token| matches!(token.state, TokenState::Ready(_)))
            .map(|token| token.id)
            .collect();
        for token in waiting {
            if token != incident.token && !self.ready.contains(&token) {
                self.ready.push_back(token);
            }
        }
        Ok(())
    }

    fn skip(&mut self, id: Id, reason: &str, via: Option<&str>, variables: &Named) -> Result<(), Rejection> {
        let incident = self.incident_of(id)?;
        fits(variables)?;
        let program = self.program;
        let node = program.node(&incident.element).ok_or_else(|| other_program(&incident.element))?;
        let flow = match via {
            Some(via) => {
                let found = node.outgoing.iter().copied().find(|flow| *program.flows[*flow].id == *via);
                Some(found.ok_or_else(|| Rejection::NoElement(format!("no flow \"{via}\" leaves \"{}\"", node.id)))?)
            }
            None => None,
        };
        let token = incident.token;
        let Some(scope) = self.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
        self.resolve(id, &format!("skipped: {reason}"));
        if let Err(trouble) = self.assign_all(scope, token, &variables.0) {
            self.incident(token, incident.element, trouble.cause, trouble.message.into());
            return Ok(());
        }
        self.break_off(token);
        match flow {
            Some(flow) => drop(self.take(token, node, &[flow], 1)),
            None if self.is_round(token) || node.is_activity() => {
                element::skipped(self, token);
            }
            None => self.ready(token, Phase::Leave),
        }
        Ok(())
    }

    fn set(&mut self, holder: Option<Id>, variables: &Named) -> Result<(), Rejection> {
        fits(variables)?;
        let holder = holder.unwrap_or(self.case.row.root);
        if self.case.scopes.get(holder).is_none() && self.case.tokens.get(holder).is_none() {
            return Err(Rejection::Gone { what: "scope or token", id: holder });
        }
        let fresh = variables.0.iter().filter(|(name, _)| self.case.variables.get(holder, name).is_none()).count();
        if self.case.variables.count(holder) + fresh > crate::limits::MAX_VARIABLES {
            return Err(Rejection::TooLarge("there is no room for these variables".to_owned()));
        }
        for (name, value) in &variables.0 {
            self.put(holder, name, value.clone()).map_err(|trouble| Rejection::TooLarge(trouble.message))?;
        }
        self.meet_conditions();
        Ok(())
    }
}

fn at_receive(kind: &Kind) -> bool {
    matches!(kind, Kind::Task(crate::program::Task::Receive(_)))
}

fn other_program(element: &str) -> Rejection {
    Rejection::OtherProgram(format!(
        "the program has no element \"{element}\"; it is not the one that the case began with"
    ))
}

/// Whether all variables can be kept.
fn fits(variables: &Named) -> Result<(), Rejection> {
    if variables.0.len() > crate::limits::MAX_VARIABLES {
        return Err(Rejection::TooLarge(format!("more than {} variables at once", crate::limits::MAX_VARIABLES)));
    }
    for (name, value) in &variables.0 {
        refuse_value(name, value).map_err(Rejection::TooLarge)?;
        if matches!(value, feel::Value::Function(_)) {
            return Err(Rejection::TooLarge(format!("the variable \"{name}\" is a function")));
        }
    }
    Ok(())
}
