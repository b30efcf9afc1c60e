//! A world that does everything wrong that it can, and looks after each command whether all is well.
//!
//! It crashes between computing and storing, reads cases back from rows and from text, delivers messages twice and too late, fires timers
//! out of order, fails work and throws errors. Absent: time of a machine; the same seed gives the same world. Source: none.

use std::collections::BTreeSet;

use bpmn::Diagram;
use engine::state::{Change, Id, On, Status};
use engine::{Act, Case, Command, Named, Program, Rejection, Step, Time, step};

use super::generate::{Chance, diagram};
use super::invariant::broken;

/// Commands after which the world stops doing harm, so that the case can end.
const HARMFUL: usize = 60;
/// Commands within which every case must end.
const MOST: usize = 3_000;

pub struct World {
    chance: Chance,
    program: Program,
    case: Case,
    /// What a store has that was told only the changed rows.
    mirror: Case,
    now: Time,
    open: BTreeSet<Id>,
    keys: BTreeSet<Id>,
    messages: u64,
    /// Commands that were carried out once, to be sent again.
    old: Vec<Command>,
    pub commands: usize,
}

/// Runs the case of a seed to its end: the number of commands it took.
///
/// # Errors
/// What did not hold.
pub fn live(seed: u64) -> Result<usize, String> {
    let mut chance = Chance::new(seed);
    let text = diagram(&mut chance);
    let read = Diagram::parse(&text).map_err(|error| error.to_string())?;
    let program = Program::compile(&read).map_err(|refusals| format!("{refusals:?}\n{text}"))?;
    let (case, mirror) = (Case::new(), Case::new());
    let (open, keys) = (BTreeSet::new(), BTreeSet::new());
    let mut world =
        World { chance, program, case, mirror, now: Time(0), open, keys, messages: 0, old: Vec::new(), commands: 0 };
    world.run().map_err(|sentence| format!("{sentence}\n{text}\n{}", world.case.save()))?;
    Ok(world.commands)
}

impl World {
    fn run(&mut self) -> Result<(), String> {
        let variables = Named::from_json(r#"{"v": 1}"#)?;
        self.must(&Command::Start { process: Some("main".into()), at: None, variables })?;
        while *self.case.status() == Status::Running {
            if self.commands > MOST {
                return Err(format!("the case did not end within {MOST} commands"));
            }
            let harmful = self.commands < HARMFUL;
            self.crash()?;
            match self.chance.below(if harmful { 10 } else { 4 }) {
                0..=2 => self.help()?,
                3 => self.time()?,
                4 => self.again()?,
                5 => self.fail()?,
                6 => self.message()?,
                7 => self.must(&Command::Signal { name: "stop".into(), variables: Named::default() })?,
                8 => self.throw()?,
                _ => self.mend()?,
            }
        }
        Ok(())
    }

    /// Carries out a command as a host does: computed, lost in a crash sometimes, computed again, stored.
    fn give(&mut self, command: &Command) -> Result<Result<(), Rejection>, String> {
        self.commands += 1;
        let before = self.case.clone();
        let lost = self.chance.one_in(4).then(|| step(&self.program, &mut before.clone(), command, self.now));
        let done = match step(&self.program, &mut self.case, command, self.now) {
            Ok(done) => done,
            Err(rejection) => {
                return if self.case == before {
                    Ok(Err(rejection))
                } else {
                    Err(format!("{command:?} was rejected ({rejection}) but changed the case"))
                };
            }
        };
        if let Some(lost) = lost
            && format!("{:?}", lost.map(|lost| (lost.events, lost.changes)))
                != format!("{:?}", Ok::<_, Rejection>((&done.events, &done.changes)))
        {
            return Err(format!("{command:?} had another outcome after a crash"));
        }
        self.store(command, done)?;
        Ok(Ok(()))
    }

    fn store(&mut self, command: &Command, done: Step) -> Result<(), String> {
        done.changes.iter().for_each(|change: &Change| self.mirror.apply(change));
        if self.mirror != self.case {
            return Err(format!("the changed rows of {command:?} do not give the case"));
        }
        if let Command::Complete { job, .. } = command {
            self.open.remove(job);
        }
        for effect in done.effects {
            if !self.keys.insert(effect.key) {
                return Err(format!("the key {} was given twice", effect.key));
            }
            match effect.act {
                Act::Offer(offer) if !self.open.insert(offer.job) => {
                    return Err(format!("job {} was offered twice", offer.job));
                }
                Act::Withdraw { job } if !self.open.remove(&job) => {
                    return Err(format!("job {job} was taken back, but was not open"));
                }
                _ => {}
            }
        }
        match broken(&self.case, &self.open) {
            Some(sentence) => Err(format!("after {command:?}: {sentence}")),
            None => Ok(()),
        }
    }

    fn must(&mut self, command: &Command) -> Result<(), String> {
        self.give(command)?.map_err(|rejection| format!("{command:?} was rejected: {rejection}"))?;
        self.old.push(command.clone());
        Ok(())
    }

    /// The program dies and reads the case again.
    fn crash(&mut self) -> Result<(), String> {
        let read = match self.chance.below(4) {
            0 => Case::load(&self.case.save()).map_err(|error| error.to_string())?,
            1 => Case::from_rows(self.mirror.rows()),
            _ => return Ok(()),
        };
        if read != self.case {
            return Err("the case is another one after it was read again".to_owned());
        }
        self.case = read;
        Ok(())
    }

    fn some_job(&mut self) -> Option<Id> {
        let jobs: Vec<Id> = self.case.jobs().map(|job| job.id).collect();
        (!jobs.is_empty()).then(|| jobs[self.chance.below(jobs.len())])
    }

    /// Does what the case waits for: work first, else what is mended, an event, or time.
    fn help(&mut self) -> Result<(), String> {
        if let Some(job) = self.some_job() {
            let variables = Named::from_json(&format!(r#"{{"v": {}}}"#, self.chance.below(12)))?;
            return self.must(&Command::Complete { job, variables });
        }
        if self.case.incidents().count() > 0 {
            return self.mend();
        }
        match self.chance.below(3) {
            0 => self.message(),
            1 => self.must(&Command::Signal { name: "stop".into(), variables: Named::default() }),
            _ => self.time(),
        }
    }

    fn mend(&mut self) -> Result<(), String> {
        let Some(incident) = self.case.incidents().next().map(|incident| incident.id) else { return Ok(()) };
        let retry = Command::Retry { incident };
        let skip = Command::Skip { incident, reason: "by hand".into(), via: None, variables: Named::default() };
        let command = if self.chance.one_in(2) { retry } else { skip };
        self.must(&command)
    }

    fn fail(&mut self) -> Result<(), String> {
        match self.some_job() {
            Some(job) => self.must(&Command::Fail { job, message: "no connection".into() }),
            None => Ok(()),
        }
    }

    fn throw(&mut self) -> Result<(), String> {
        let Some(job) = self.some_job() else { return Ok(()) };
        let (code, variables) = (if self.chance.one_in(3) { "OTHER" } else { "BROKEN" }, Named::default());
        if self.chance.one_in(2) {
            return self.must(&Command::Escalate { job, code: "LATE".into(), variables });
        }
        let known = self.open.clone();
        self.must(&Command::Throw { job, code: code.into(), message: "as it happens".into(), variables })?;
        // Work that was broken off by its error was taken back, work whose error nothing catches is still there.
        let gone = known.difference(&self.open).count();
        let stays = self.case.jobs().any(|other| other.id == job);
        if stays || gone > 0 { Ok(()) } else { Err(format!("job {job} neither stays nor was taken back")) }
    }

    fn message(&mut self) -> Result<(), String> {
        let waits: Vec<Id> =
            self.case.waits().filter(|wait| matches!(wait.on, On::Message { .. })).map(|wait| wait.id).collect();
        if waits.is_empty() {
            return Ok(());
        }
        let wait = waits[self.chance.below(waits.len())];
        self.messages += 1;
        let message: std::sync::Arc<str> = format!("m{}", self.messages).into();
        let deliver = Command::Deliver { wait, message, variables: Named::default() };
        self.must(&deliver)?;
        if *self.case.status() == Status::Running && self.chance.one_in(2) {
            let before = self.case.clone();
            self.give(&deliver)?.map_err(|rejection| format!("a message that came twice was rejected: {rejection}"))?;
            if self.case != before {
                return Err("a message that came twice changed the case".to_owned());
            }
        }
        Ok(())
    }

    /// Time passes, often far too much; what is due fires in any order.
    fn time(&mut self) -> Result<(), String> {
        let Some(due) = self.case.next_due() else { return Ok(()) };
        self.now = self.now.max(due);
        if self.chance.one_in(3) {
            self.now = Time(self.now.0 + i64::try_from(self.chance.below(7_200_000_000)).unwrap_or(0));
        }
        for _ in 0..4 {
            let now = self.now;
            let due: Vec<Id> = self
                .case
                .waits()
                .filter(|wait| matches!(&wait.on, On::Timer { due } if due.at <= now))
                .map(|wait| wait.id)
                .collect();
            if due.is_empty() || *self.case.status() != Status::Running {
                return Ok(());
            }
            let wait = due[self.chance.below(due.len())];
            self.must(&Command::Fire { wait })?;
        }
        Ok(())
    }

    /// Something that was done comes once more, too late.
    fn again(&mut self) -> Result<(), String> {
        if self.old.is_empty() {
            return Ok(());
        }
        let command = self.old[self.chance.below(self.old.len())].clone();
        let repeatable = match &command {
            Command::Signal { .. } => true,
            Command::Fail { job, .. } | Command::Throw { job, .. } | Command::Escalate { job, .. } => {
                self.open.contains(job)
            }
            _ => false,
        };
        if repeatable {
            return Ok(());
        }
        let before = self.case.clone();
        let outcome = self.give(&command)?;
        let harmless = outcome.is_err() || self.case == before;
        if harmless { Ok(()) } else { Err(format!("{command:?} counted twice")) }
    }
}
