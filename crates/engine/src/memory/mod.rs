//! A host that keeps its cases in memory: for the command line, for tests and measurements.
//!
//! It does what any host must do: carries out effects, hands messages and signals on, starts called processes, fires timers when its
//! own time reaches them. Absent: durability, and anybody who does the work; jobs wait for commands. Source: none.

mod script;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

pub use script::{Act as ScriptAct, Line, ScriptError};

use crate::calendars::Calendars;
use crate::command::{Command, Rejection};
use crate::correlate::{Mailbox, Posted, correlates};
use crate::effect::{Act, Effect, Message, Named, Offer};
use crate::event::Event;
use crate::program::{Program, StartOn};
use crate::run::{Step, step_in};
use crate::state::{Case, Change, Id, JobKind, On, Outcome, Status};
use crate::timer::Time;

/// How long a message that nobody waits for is kept: an hour, in microseconds.
pub const MESSAGE_KEPT_US: i64 = 3_600_000_000;
/// Cases of one host, so that processes that start each other end.
pub const MAX_CASES: usize = 10_000;
/// Commands that one call of the host may lead to, so that cases that wake each other end.
pub const MAX_COMMANDS: usize = 100_000;

/// A case in the host.
#[derive(Clone, Debug)]
pub struct Entry {
    pub program: Arc<Program>,
    pub case: Case,
    /// The case and job that wait for its end.
    pub caller: Option<(usize, Id)>,
}

/// A command that was carried out, with what it changed.
#[derive(Clone, Debug)]
pub struct Record {
    pub case: usize,
    pub now: Time,
    pub command: Command,
    pub changes: Vec<Change>,
}

/// What happened in which case.
#[derive(Clone, Debug)]
pub struct Told {
    pub case: usize,
    pub event: Event,
}

/// The host.
#[derive(Clone, Debug, Default)]
pub struct Host {
    programs: Vec<Arc<Program>>,
    cases: Vec<Entry>,
    mailbox: Mailbox,
    now: Time,
    /// In these working time is reckoned.
    pub calendars: Calendars,
    /// Work that waits, by case and job.
    offers: BTreeMap<(usize, Id), Offer>,
    told: Vec<Told>,
    /// What is still to be done of a call of the host.
    todo: VecDeque<(usize, Effect)>,
    /// Whether every case is written and read again after each command.
    pub restores: bool,
    /// Whether commands are recorded.
    pub records: bool,
    recorded: Vec<Record>,
}

impl Host {
    /// A host of these programs, whose time begins at `now`.
    #[must_use]
    pub fn new(programs: Vec<Arc<Program>>, now: Time) -> Self {
        Self { programs, now, ..Self::default() }
    }

    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    #[must_use]
    pub fn cases(&self) -> &[Entry] {
        &self.cases
    }

    /// Everything that happened since it was asked last.
    pub fn told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// Work that waits: the case and what was offered.
    pub fn offers(&self) -> impl Iterator<Item = (usize, &Offer)> {
        self.offers.iter().map(|((case, _), offer)| (*case, offer))
    }

    /// Starts a case of a process of any program.
    ///
    /// # Errors
    /// As [`step_in`]; also when there are too many cases.
    pub fn start(&mut self, process: Option<&str>, at: Option<&str>, variables: Named) -> Result<usize, Rejection> {
        let found = self.programs.iter().find(|program| process.is_none_or(|id| program.process(id).is_some()));
        let Some(program) = found.cloned() else {
            return Err(Rejection::NoProcess(format!("there is no process \"{}\"", process.unwrap_or_default())));
        };
        let case = self.begin(program, process, at, variables, None)?;
        self.work();
        Ok(case)
    }

    fn begin(
        &mut self,
        program: Arc<Program>,
        process: Option<&str>,
        at: Option<&str>,
        variables: Named,
        caller: Option<(usize, Id)>,
    ) -> Result<usize, Rejection> {
        if self.cases.len() >= MAX_CASES {
            return Err(Rejection::TooLarge(format!("there would be more than {MAX_CASES} cases")));
        }
        let mut case = Case::new();
        let command = Command::Start { process: process.map(Into::into), at: at.map(Into::into), variables };
        let done = step_in(&program, &mut case, &command, self.now, &self.calendars)?;
        let index = self.cases.len();
        self.cases.push(Entry { program, case, caller });
        self.note(index, &command, done);
        Ok(index)
    }

    /// Gives a case a command, and does what comes of it.
    ///
    /// # Errors
    /// As [`step_in`].
    pub fn command(&mut self, case: usize, command: &Command) -> Result<(), Rejection> {
        self.give(case, command)?;
        self.work();
        Ok(())
    }

    fn give(&mut self, index: usize, command: &Command) -> Result<(), Rejection> {
        let entry = self.cases.get_mut(index).ok_or(Rejection::Gone { what: "case", id: index as Id })?;
        let done = step_in(&entry.program, &mut entry.case, command, self.now, &self.calendars)?;
        if let Command::Complete { job, .. } = command {
            self.offers.remove(&(index, *job));
        }
        self.note(index, command, done);
        Ok(())
    }

    /// Every command that was carried out, where they are recorded.
    #[must_use]
    pub fn recorded(&self) -> &[Record] {
        &self.recorded
    }

    fn note(&mut self, index: usize, command: &Command, done: Step) {
        if self.records {
            let (command, changes) = (command.clone(), done.changes);
            self.recorded.push(Record { case: index, now: self.now, command, changes });
        }
        if self.restores {
            let entry = &mut self.cases[index];
            entry.case = Case::load(&entry.case.save()).expect("what was saved is a case");
        }
        self.told.extend(done.events.into_iter().map(|event| Told { case: index, event }));
        self.todo.extend(done.effects.into_iter().map(|effect| (index, effect)));
    }

    /// Does all effects, those of effects too, and hands on messages that were kept.
    fn work(&mut self) {
        let mut commands = 0;
        loop {
            while let Some((case, effect)) = self.todo.pop_front() {
                self.act(case, effect);
                commands += 1;
                if commands > MAX_COMMANDS {
                    self.todo.clear();
                    return;
                }
            }
            if !self.hand_on_kept() {
                return;
            }
        }
    }

    fn act(&mut self, index: usize, effect: Effect) {
        match effect.act {
            Act::Offer(offer) => self.offered(index, *offer),
            Act::Withdraw { job } => {
                self.offers.remove(&(index, job));
                let called = self.cases.iter().position(|entry| entry.caller == Some((index, job)));
                if let Some(called) = called {
                    let _ = self.give(called, &Command::Cancel { reason: "the call was broken off".into() });
                }
            }
            Act::Send { message, .. } => self.post(&format!("{index}/{}", effect.key), message),
            Act::Broadcast { name, variables, .. } => self.broadcast(Some(index), &name, &variables),
            Act::Ended { outcome } => self.ended(index, outcome),
        }
    }

    fn offered(&mut self, index: usize, offer: Offer) {
        let program = match offer.kind {
            JobKind::Call => self.programs.iter().find(|program| program.process(&offer.topic).is_some()).cloned(),
            _ => None,
        };
        let Some(program) = program else {
            self.offers.insert((index, offer.job), offer);
            return;
        };
        let begun = self.begin(program, Some(&offer.topic), None, offer.variables, Some((index, offer.job)));
        if let Err(rejection) = begun {
            let _ = self.give(index, &Command::Fail { job: offer.job, message: rejection.to_string().into() });
        }
    }

    fn ended(&mut self, index: usize, outcome: Outcome) {
        let Some((caller, job)) = self.cases[index].caller else { return };
        let variables = self.cases[index].case.variables().map(|(name, value)| (Arc::from(name), value.clone()));
        let variables = Named(variables.collect());
        let command = match outcome {
            Outcome::Completed => Command::Complete { job, variables },
            Outcome::Error { code, message } => Command::Throw { job, code, message, variables: Named::default() },
            Outcome::Cancelled { reason } => Command::Fail { job, message: reason },
        };
        // A caller that waits no longer needs no answer.
        let _ = self.give(caller, &command);
    }

    /// A message from outside, or from a case. The same id counts once.
    pub fn message(&mut self, id: &str, message: Message) {
        self.post(id, message);
        self.work();
    }

    fn post(&mut self, id: &str, message: Message) {
        let posted = Posted { id: id.into(), message, until: Time(self.now.0.saturating_add(MESSAGE_KEPT_US)) };
        if !self.mailbox.admit(&posted, self.now) {
            return;
        }
        let waits = self.cases.iter().enumerate().find_map(|(index, entry)| {
            let wait = entry.case.waits().find(|wait| correlates(&wait.on, &posted.message))?;
            Some((index, wait.id))
        });
        if let Some((index, wait)) = waits {
            let command =
                Command::Deliver { wait, message: posted.id.clone(), variables: posted.message.variables.clone() };
            let _ = self.give(index, &command);
            return;
        }
        let starts = self.listeners(|on| matches!(on, StartOn::Message(name) if *name == posted.message.name));
        match starts.into_iter().next() {
            Some((program, process, element)) => {
                let _ = self.begin(program, Some(&process), Some(&element), posted.message.variables.clone(), None);
            }
            None => self.mailbox.keep(posted),
        }
    }

    fn listeners(&self, counts: impl Fn(&StartOn) -> bool) -> Vec<(Arc<Program>, Arc<str>, Arc<str>)> {
        let mut found = Vec::new();
        for program in &self.programs {
            let starts = program.starts().into_iter().filter(|start| counts(&start.on));
            found.extend(starts.map(|start| (program.clone(), start.process, start.element)));
        }
        found
    }

    /// Gives a message that was kept to a wait that has come since. False when there is none.
    fn hand_on_kept(&mut self) -> bool {
        if self.mailbox.is_empty() {
            return false;
        }
        for index in 0..self.cases.len() {
            let waits: Vec<(Id, On)> = self.cases[index].case.waits().map(|wait| (wait.id, wait.on.clone())).collect();
            for (wait, on) in waits {
                if let Some(posted) = self.mailbox.take(&on, self.now) {
                    let command = Command::Deliver { wait, message: posted.id, variables: posted.message.variables };
                    let _ = self.give(index, &command);
                    return true;
                }
            }
        }
        false
    }

    /// A signal from outside.
    pub fn signal(&mut self, name: &str, variables: &Named) {
        self.broadcast(None, name, variables);
        self.work();
    }

    fn broadcast(&mut self, from: Option<usize>, name: &str, variables: &Named) {
        let command = Command::Signal { name: name.into(), variables: variables.clone() };
        for index in 0..self.cases.len() {
            let waits = self.cases[index]
                .case
                .waits()
                .any(|wait| matches!(&wait.on, On::Signal { name: other } if **other == *name));
            if waits && from != Some(index) {
                let _ = self.give(index, &command);
            }
        }
        for (program, process, element) in self.listeners(|on| matches!(on, StartOn::Signal(other) if **other == *name))
        {
            let _ = self.begin(program, Some(&process), Some(&element), variables.clone(), None);
        }
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Time> {
        self.cases
            .iter()
            .filter(|entry| *entry.case.status() == Status::Running)
            .filter_map(|entry| entry.case.next_due())
            .min()
    }

    /// Lets time pass: timers fire in the order in which they are due, each at its time.
    pub fn pass_until(&mut self, until: Time) {
        let mut fired = 0;
        while let Some(due) = self.next_due().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let timer = self.cases.iter().enumerate().find_map(|(index, entry)| {
                let is_due = |on: &On| matches!(on, On::Timer { due: other } if other.at == due);
                Some((index, entry.case.waits().find(|wait| is_due(&wait.on))?.id))
            });
            fired += 1;
            match timer {
                Some((index, wait)) if self.give(index, &Command::Fire { wait }).is_ok() && fired <= MAX_COMMANDS => {
                    self.work();
                }
                _ => break,
            }
        }
        self.now = self.now.max(until);
    }
}
