//! One command at a case: from one wait state to the next.
//!
//! Tokens that can move are moved one after the other, in the order in which they became ready; a signal is thrown only when nothing
//! else can move, so that a parallel branch that is about to listen does listen. Absent: the work at each element, which has files of
//! its own in `element`. Source: BPMN 2.0.2 §13.

mod command;
mod evaluate;
mod flow;
mod incident;
mod job;
mod relocate;
mod scope;
mod throw;
mod undo;
mod variables;
mod wait;

pub use relocate::{Mapping, Misfit, Stand, relocate, stands, taken_back};
pub(crate) use throw::Alarm;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::calendars::Calendars;
use crate::command::{Command, Rejection};
use crate::effect::{Act, Effect};
use crate::element;
use crate::event::Event;
use crate::limits::{MAX_EVALUATION_STEPS_PER_COMMAND, MAX_STEPS_PER_COMMAND};
use crate::program::{Kind, Node, Program, Throw};
use crate::state::{Case, Cause, Change, Id, Phase, TokenState};
use crate::timer::Time;

/// What came of a command.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What happened.
    pub events: Vec<Event>,
    /// What is to be done outside.
    pub effects: Vec<Effect>,
    /// Which rows to write and delete.
    pub changes: Vec<Change>,
}

/// [`step_in`] for a case that names no calendars.
///
/// # Errors
/// As [`step_in`].
pub fn step(program: &Program, case: &mut Case, command: &Command, now: Time) -> Result<Step, Rejection> {
    step_in(program, case, command, now, &Calendars::none())
}

/// Carries a case on by one command, to its next wait state; working time is reckoned in these calendars.
///
/// # Errors
/// The command cannot be carried out; the case is as it was. What goes wrong on the way is no error here, but an incident of the
/// case.
pub fn step_in(
    program: &Program,
    case: &mut Case,
    command: &Command,
    now: Time,
    calendars: &Calendars,
) -> Result<Step, Rejection> {
    let before = case.row.next;
    let mut machine = Machine::new(program, case, now, calendars);
    machine.command(command)?;
    machine.run();
    let (events, effects) = (machine.events, machine.effects);
    let changes = if events.is_empty() && effects.is_empty() { Vec::new() } else { case.told(before) };
    Ok(Step { events, effects, changes })
}

/// Why an element cannot do its work.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub cause: Cause,
    pub message: String,
}

impl Trouble {
    pub fn new(cause: Cause, message: impl Into<String>) -> Self {
        Self { cause, message: message.into() }
    }
}

/// What comes next for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It waits, or is gone, or was queued.
    Stay,
    Go(Phase),
}

pub(crate) type Doing = Result<Next, Trouble>;

pub(crate) struct Machine<'a> {
    pub program: &'a Program,
    pub case: &'a mut Case,
    pub now: Time,
    pub calendars: &'a Calendars,
    pub events: Vec<Event>,
    pub effects: Vec<Effect>,
    ready: VecDeque<Id>,
    late: VecDeque<Id>,
    steps: u32,
    /// Evaluation steps that are left.
    fuel: u64,
    /// Whether a variable changed since conditions were looked at.
    changed: bool,
    moment: Option<feel::DateTime>,
    context: Option<((Id, Id), Arc<feel::Context>)>,
}

impl<'a> Machine<'a> {
    fn new(program: &'a Program, case: &'a mut Case, now: Time, calendars: &'a Calendars) -> Self {
        Self {
            program,
            case,
            now,
            calendars,
            events: Vec::new(),
            effects: Vec::new(),
            ready: VecDeque::new(),
            late: VecDeque::new(),
            steps: 0,
            fuel: MAX_EVALUATION_STEPS_PER_COMMAND,
            changed: false,
            moment: None,
            context: None,
        }
    }

    pub fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    pub fn act(&mut self, act: Act) {
        let key = self.case.fresh();
        self.effects.push(Effect { key, act });
    }

    /// Lets a token go on with a phase when its turn comes.
    pub fn ready(&mut self, token: Id, phase: Phase) {
        self.case.tokens.change(token, |token| token.state = TokenState::Ready(phase));
        self.ready.push_back(token);
    }

    /// Counts work that is not a step of an element.
    pub fn charge(&mut self, looked_at: usize) {
        let steps = u32::try_from(looked_at / 64).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(steps);
    }

    fn run(&mut self) {
        while let Some(token) = self.next() {
            self.advance(token);
            if self.steps > MAX_STEPS_PER_COMMAND {
                return;
            }
            self.meet_conditions();
        }
    }

    fn next(&mut self) -> Option<Id> {
        loop {
            if let Some(token) = self.ready.pop_front() {
                if (!self.late.is_empty() || !self.ready.is_empty()) && self.is_patient(token) {
                    self.late.push_back(token);
                    continue;
                }
                return Some(token);
            }
            if let Some(token) = self.late.pop_front() {
                return Some(token);
            }
            if !element::settle_joins(self) {
                return None;
            }
        }
    }

    /// Whether a token is about to throw a signal.
    fn is_patient(&self, token: Id) -> bool {
        let Some(token) = self.case.tokens.get(token) else { return false };
        let throws = match self.program.node(&token.element).map(|node| &node.kind) {
            Some(Kind::Throw(throws) | Kind::End(throws)) => throws,
            _ => return false,
        };
        matches!(token.state, TokenState::Ready(Phase::Enter))
            && throws.iter().any(|throw| matches!(throw, Throw::Signal { .. }))
    }

    /// Moves a token as far as it goes at one element.
    fn advance(&mut self, id: Id) {
        let program = self.program;
        let Some(token) = self.case.tokens.get(id) else { return };
        let TokenState::Ready(mut phase) = token.state else { return };
        let Some(node) = program.node(&token.element) else {
            let message = format!("the program has no element \"{}\"", token.element);
            return self.stick(id, phase, Trouble::new(Cause::Missing, message));
        };
        self.steps += 1;
        if self.steps > MAX_STEPS_PER_COMMAND {
            let message = format!("stopped after {MAX_STEPS_PER_COMMAND} steps without waiting; a loop may never end");
            return self.stick(id, phase, Trouble::new(Cause::Limit, message));
        }
        loop {
            match element::advance(self, id, node, phase) {
                Ok(Next::Go(next)) => phase = next,
                Ok(Next::Stay) => return,
                Err(trouble) => return self.stick(id, phase, trouble),
            }
        }
    }

    /// The node at which a token stands.
    pub fn node_of(&self, token: Id) -> Option<&'a Node> {
        let program = self.program;
        self.case.tokens.get(token).and_then(|token| program.node(&token.element))
    }
}
