//! A script of what people, workers and the world do to a case: one line, one act.
//!
//! ```text
//! complete Approve {"approved": true}      a job is done, by the id or name of its element
//! fail Charge "the bank is closed"          a job fails for good
//! error Charge NO_MONEY {"left": 0}         a job ends with an error of the business
//! escalate Approve LATE                     a job escalates
//! message paid key=4711 {"amount": 10}      a message arrives
//! signal stop                               a signal is told
//! wait PT1H                                 time passes, or until a date
//! set {"x": 1}                              variables of the case
//! retry Charge / skip Charge "by phone"     an incident
//! activate Repair Clean / finish Repair     an ad-hoc sub-process
//! cancel "asked for twice"                  the case
//! ```
//!
//! Absent: conditions and loops. Source: none.

use std::fmt;

use super::Host;
use crate::command::{Command, Rejection};
use crate::effect::{Message, Named};
use crate::state::{Id, ScopeKind};
use crate::timer::{Schedule, Time};

/// One line of a script.
#[derive(Clone, Debug)]
pub struct Line {
    /// 1-based.
    pub number: usize,
    pub act: Act,
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Act {
    Complete { element: String, variables: Named },
    Fail { element: String, message: String },
    Error { element: String, code: String, variables: Named },
    Escalate { element: String, code: String, variables: Named },
    Message { name: String, key: Option<String>, variables: Named },
    Signal { name: String, variables: Named },
    Wait(Schedule),
    Set(Named),
    Retry { element: String },
    Skip { element: String, reason: String },
    Activate { sub: String, element: String },
    Finish { sub: String },
    Cancel { reason: String },
}

/// Why a script cannot be read, or a line of it not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// 1-based.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ScriptError {}

impl Line {
    /// Reads a script; empty lines and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// Names the first line that cannot be read.
    pub fn read_all(text: &str) -> Result<Vec<Self>, ScriptError> {
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let said = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        said.map(|(number, line)| match read(line) {
            Ok(act) => Ok(Self { number, act }),
            Err(message) => Err(ScriptError { line: number, message }),
        })
        .collect()
    }
}

fn read(line: &str) -> Result<Act, String> {
    let (said, json) = match line.find('{') {
        Some(at) => (&line[..at], Some(&line[at..])),
        None => (line, None),
    };
    let variables =
        json.map_or(Ok(Named::default()), Named::from_json).map_err(|error| format!("after the words: {error}"))?;
    let mut words = words(said)?.into_iter();
    let verb = words.next().unwrap_or_default();
    let mut word = |what: &str| words.next().ok_or_else(|| format!("\"{verb}\" needs {what}"));
    let act = match verb.as_str() {
        "complete" => Act::Complete { element: word("the element")?, variables },
        "fail" => Act::Fail { element: word("the element")?, message: word("a message")? },
        "error" => Act::Error { element: word("the element")?, code: word("a code")?, variables },
        "escalate" => Act::Escalate { element: word("the element")?, code: word("a code")?, variables },
        "message" => {
            let name = word("a name")?;
            let key = words.next();
            let key = match key.as_deref().map(|word| word.strip_prefix("key=")) {
                Some(None) => return Err("after the name of a message stands key=KEY".to_owned()),
                Some(Some(key)) => Some(key.to_owned()),
                None => None,
            };
            Act::Message { name, key, variables }
        }
        "signal" => Act::Signal { name: word("a name")?, variables },
        "wait" => {
            let text = word("a duration or a date")?;
            let schedule = Schedule::parse(&text).filter(|schedule| !matches!(schedule, Schedule::Every { .. }));
            Act::Wait(
                schedule
                    .ok_or_else(|| format!("\"{text}\" is no duration (PT1H) and no date (2024-01-31T12:00:00Z)"))?,
            )
        }
        "set" => Act::Set(variables),
        "retry" => Act::Retry { element: word("the element")? },
        "skip" => Act::Skip { element: word("the element")?, reason: word("a reason")? },
        "activate" => Act::Activate { sub: word("the sub-process")?, element: word("the element")? },
        "finish" => Act::Finish { sub: word("the sub-process")? },
        "cancel" => Act::Cancel { reason: word("a reason")? },
        other => {
            return Err(format!(
                "\"{other}\" is not known; there is complete, fail, error, escalate, message, signal, wait, set, retry, skip, activate, finish, cancel"
            ));
        }
    };
    match words.next() {
        Some(more) => Err(format!("\"{more}\" is too much; put texts of several words in quotes")),
        None => Ok(act),
    }
}

/// Words, those of several in quotes.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(inner) => inner.split_once('"').ok_or("a quote does not end")?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    Ok(words)
}

impl Host {
    /// Does what a line says.
    ///
    /// # Errors
    /// Nothing waits for it, or it is rejected.
    pub fn play(&mut self, line: &Line) -> Result<(), ScriptError> {
        self.act_out(line).map_err(|message| ScriptError { line: line.number, message })
    }

    fn act_out(&mut self, line: &Line) -> Result<(), String> {
        let said = |rejection: Rejection| rejection.to_string();
        match &line.act {
            Act::Complete { element, variables } => {
                let (case, job) = self.job_at(element)?;
                self.command(case, &Command::Complete { job, variables: variables.clone() }).map_err(said)
            }
            Act::Fail { element, message } => {
                let (case, job) = self.job_at(element)?;
                self.command(case, &Command::Fail { job, message: message.as_str().into() }).map_err(said)
            }
            Act::Error { element, code, variables } => {
                let (case, job) = self.job_at(element)?;
                let (code, message) = (code.as_str().into(), "as the script says".into());
                self.command(case, &Command::Throw { job, code, message, variables: variables.clone() }).map_err(said)
            }
            Act::Escalate { element, code, variables } => {
                let (case, job) = self.job_at(element)?;
                let code = code.as_str().into();
                self.command(case, &Command::Escalate { job, code, variables: variables.clone() }).map_err(said)
            }
            Act::Message { name, key, variables } => {
                let key = key.as_deref().map(Into::into);
                let message = Message { name: name.as_str().into(), key, variables: variables.clone() };
                self.message(&format!("script line {}", line.number), message);
                Ok(())
            }
            Act::Signal { name, variables } => {
                self.signal(name, variables);
                Ok(())
            }
            Act::Wait(schedule) => {
                let until = schedule.set(self.now()).map_or(Time(i64::MAX), |due| due.at);
                self.pass_until(until);
                Ok(())
            }
            Act::Set(variables) => {
                self.command(0, &Command::Set { holder: None, variables: variables.clone() }).map_err(said)
            }
            Act::Retry { element } => {
                let (case, incident) = self.incident_at(element)?;
                self.command(case, &Command::Retry { incident }).map_err(said)
            }
            Act::Skip { element, reason } => {
                let (case, incident) = self.incident_at(element)?;
                let reason = reason.as_str().into();
                self.command(case, &Command::Skip { incident, reason, via: None, variables: Named::default() })
                    .map_err(said)
            }
            Act::Activate { sub, element } => {
                let (case, scope) = self.ad_hoc_at(sub)?;
                self.command(case, &Command::Activate { scope, element: element.as_str().into() }).map_err(said)
            }
            Act::Finish { sub } => {
                let (case, scope) = self.ad_hoc_at(sub)?;
                self.command(case, &Command::Finish { scope }).map_err(said)
            }
            Act::Cancel { reason } => {
                self.command(0, &Command::Cancel { reason: reason.as_str().into() }).map_err(said)
            }
        }
    }

    fn is(&self, case: usize, element: &str, said: &str) -> bool {
        element == said || self.cases()[case].program.name_of(element) == said
    }

    fn job_at(&self, said: &str) -> Result<(usize, Id), String> {
        let found = self.offers().find(|(case, offer)| self.is(*case, &offer.element, said));
        found.map(|(case, offer)| (case, offer.job)).ok_or_else(|| {
            let open: Vec<&str> = self.offers().map(|(_, offer)| &*offer.element).collect();
            let open = if open.is_empty() { "nothing".to_owned() } else { open.join(", ") };
            format!("no work waits at \"{said}\"; {open} waits")
        })
    }

    fn incident_at(&self, said: &str) -> Result<(usize, Id), String> {
        let all = self
            .cases()
            .iter()
            .enumerate()
            .flat_map(|(case, entry)| entry.case.incidents().map(move |one| (case, one)));
        let found = all.into_iter().find(|(case, incident)| self.is(*case, &incident.element, said));
        found.map(|(case, incident)| (case, incident.id)).ok_or_else(|| format!("there is no incident at \"{said}\""))
    }

    fn ad_hoc_at(&self, said: &str) -> Result<(usize, Id), String> {
        let all =
            self.cases().iter().enumerate().flat_map(|(case, entry)| entry.case.scopes().map(move |one| (case, one)));
        let mut open = all.filter(|(_, scope)| matches!(scope.kind, ScopeKind::AdHoc { .. }) && !scope.kept);
        let found = open.find(|(case, scope)| self.is(*case, &scope.element, said));
        found.map(|(case, scope)| (case, scope.id)).ok_or_else(|| format!("no ad-hoc sub-process \"{said}\" is open"))
    }
}
