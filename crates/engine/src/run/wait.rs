//! Waiting for events, and what happens when one comes.
//!
//! Absent: delivery from outside, which the host does by command. Source: BPMN 2.0.2 §13.5.

use std::sync::Arc;

use super::{Machine, Trouble};
use crate::effect::Named;
use crate::element;
use crate::event::Event;
use crate::program::{Catch, Kind, MessageRef, Node, Says, Timer, Trigger};
use crate::state::{Cause, Id, On, Phase, Wait};
use crate::timer::Due;

/// Between the parts of a key that has several.
const KEY_PARTS: &str = "\u{1f}";

impl Machine<'_> {
    /// Listens for what an event waits for, on behalf of a token or scope; expressions are those of `place`.
    pub fn listen(&mut self, owner: Id, place: (Id, Id), element: &Arc<str>, catch: &Catch) -> Result<(), Trouble> {
        for (part, trigger) in catch.triggers.iter().enumerate() {
            let Some(on) = self.on(trigger, place)? else { continue };
            self.wait(owner, element, u32::try_from(part).unwrap_or(u32::MAX), on);
        }
        Ok(())
    }

    fn wait(&mut self, owner: Id, element: &Arc<str>, part: u32, on: On) {
        if let On::Timer { due } = &on {
            self.tell(Event::TimerSet { element: element.clone(), due: due.at });
        }
        let id = self.case.fresh();
        self.case.waits.insert(Wait { id, owner, element: element.clone(), part, on });
        self.changed |= self.program.conditions;
    }

    fn on(&mut self, trigger: &Trigger, (scope, token): (Id, Id)) -> Result<Option<On>, Trouble> {
        Ok(match trigger {
            Trigger::Message(message) => {
                let name = self.named(&message.name, scope, token)?;
                Some(On::Message { name, key: self.key(message, scope, token)? })
            }
            Trigger::Signal(name) => Some(On::Signal { name: self.named(name, scope, token)? }),
            Trigger::Timer(timer) => Some(On::Timer { due: self.due(timer, scope, token)? }),
            Trigger::Condition(_) => Some(On::Condition { held: false }),
            _ => None,
        })
    }

    /// The key by which a message finds what waits for it.
    fn key(&mut self, message: &MessageRef, scope: Id, token: Id) -> Result<Option<Arc<str>>, Trouble> {
        let program = self.program;
        if let Some(key) = &message.key {
            let value = self.evaluate(key, scope, token)?;
            let key = super::evaluate::plain(&value).ok_or_else(|| {
                let message = format!(
                    "the key \"{}\" of the message is {}, so that no message could be found",
                    key.text,
                    value.kind()
                );
                Trouble::new(Cause::Expression, message)
            })?;
            return Ok(Some(key));
        }
        let process = program.process(&self.case.row.process);
        let Some(process) = process.filter(|process| !process.correlations.is_empty()) else { return Ok(None) };
        let mut parts = Vec::new();
        for correlation in process.correlations.iter().filter(|one| one.message == message.id) {
            parts.extend(super::evaluate::plain(&self.evaluate(&correlation.own, scope, token)?));
        }
        Ok((!parts.is_empty()).then(|| parts.join(KEY_PARTS).into()))
    }

    /// The key that a message carries which is sent with these values.
    pub fn sent_key(
        &mut self,
        message: &MessageRef,
        place: (Id, Id),
        payload: &Named,
    ) -> Result<Option<Arc<str>>, Trouble> {
        let program = self.program;
        if let Some(key) = &message.key {
            let value = self.evaluate_with(key, place, payload.0.iter().cloned())?;
            return Ok(super::evaluate::plain(&value));
        }
        let Some(process) = program.process(&self.case.row.process) else { return Ok(None) };
        let mut parts = Vec::new();
        for correlation in process.correlations.iter().filter(|one| one.message == message.id) {
            parts.extend(super::evaluate::plain(&self.evaluate_with(
                &correlation.sent,
                place,
                payload.0.iter().cloned(),
            )?));
        }
        Ok((!parts.is_empty()).then(|| parts.join(KEY_PARTS).into()))
    }

    fn due(&mut self, timer: &Timer, scope: Id, token: Id) -> Result<Due, Trouble> {
        let value = match &timer.says {
            Says::Computed(expression) => Some((self.evaluate(expression, scope, token)?, &expression.text)),
            Says::By(_) | Says::In(_) => None,
        };
        timer.due(value.as_ref().map(|(value, text)| (value, &***text)), self.now, self.calendars)
    }

    /// Stops listening on behalf of a token or scope.
    pub fn drop_waits(&mut self, owner: Id) {
        let waits: Vec<Id> = self.case.waits.ids_of(owner).collect();
        for wait in waits {
            self.case.waits.remove(wait);
        }
    }

    /// Stops listening for one element.
    pub fn drop_waits_at(&mut self, owner: Id, element: &str) {
        let waits: Vec<Id> =
            self.case.waits.of(owner).filter(|wait| *wait.element == *element).map(|wait| wait.id).collect();
        for wait in waits {
            self.case.waits.remove(wait);
        }
    }

    /// What is waited for has come.
    pub fn fire(&mut self, wait: &Wait, payload: &Named) {
        let program = self.program;
        let Some(event) = program.node(&wait.element) else { return };
        let Some(catch) = event.catch() else { return };
        self.case.waits.remove(wait.id);
        if catch.all && self.case.waits.of(wait.owner).any(|other| other.element == wait.element) {
            return;
        }
        if self.case.tokens.get(wait.owner).is_none() {
            return element::event_sub_process::fire(self, wait, event, catch, payload);
        }
        match event.kind {
            Kind::Boundary { interrupting, .. } => {
                if !interrupting {
                    self.again(wait, catch);
                }
                element::boundary::fire(self, wait.owner, event, payload);
            }
            _ => self.caught(wait.owner, event, payload),
        }
    }

    /// Listens again, where an event does not interrupt and may come again.
    pub fn again(&mut self, wait: &Wait, catch: &Catch) {
        if catch.all {
            let place = self.place_of(wait.owner);
            // What a timer or key says was evaluated once already; should it fail now, nobody listens any more.
            let _ = self.listen(wait.owner, place, &wait.element, catch);
            return;
        }
        let next = match &wait.on {
            On::Timer { due } => match due.strike(self.now, self.calendars).next {
                Some(due) => On::Timer { due },
                None => return,
            },
            On::Condition { .. } => On::Condition { held: true },
            other => other.clone(),
        };
        self.wait(wait.owner, &wait.element, wait.part, next);
    }

    /// The scope and token whose variables an owner's expressions see.
    pub fn place_of(&self, owner: Id) -> (Id, Id) {
        match self.case.tokens.get(owner) {
            Some(token) => (token.scope, token.id),
            None => (owner, 0),
        }
    }

    /// A token that waited at an event, a receive task or an event-based gateway goes on.
    fn caught(&mut self, token: Id, event: &Node, payload: &Named) {
        if self.node_of(token).is_some_and(|node| node.index != event.index) {
            self.drop_waits(token);
            self.shift(token, &event.id);
            self.tell(Event::Entered { element: event.id.clone(), token });
        } else {
            self.drop_waits_at(token, &event.id);
        }
        self.hand_over(token, event, payload);
    }

    /// Gives a token what came, and lets it finish.
    pub fn hand_over(&mut self, token: Id, node: &Node, payload: &Named) {
        let given = self.given(token, node, payload);
        self.ready(token, Phase::Finish);
        if let Err(trouble) = given {
            self.stick(token, Phase::Finish, trouble);
        }
    }

    /// What came stays with the token where outputs say what becomes of it, else it goes to where the variables are.
    pub fn given(&mut self, token: Id, node: &Node, payload: &Named) -> Result<(), Trouble> {
        let maps = match &node.activity {
            Some(activity) => !activity.outputs.is_empty(),
            None => node.catch().is_some_and(|catch| !catch.outputs.is_empty()),
        };
        if maps {
            return payload.0.iter().try_for_each(|(name, value)| self.put(token, name, value.clone()));
        }
        if matches!(&node.kind, Kind::Call(call) if !call.all_out) {
            return Ok(());
        }
        let Some(scope) = self.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
        self.assign_all(scope, token, &payload.0)
    }

    /// Looks at all conditions that are waited for, as long as variables change.
    pub fn meet_conditions(&mut self) {
        if !self.program.conditions {
            return;
        }
        while std::mem::take(&mut self.changed) {
            let waits: Vec<Wait> =
                self.case.waits.iter().filter(|wait| matches!(wait.on, On::Condition { .. })).cloned().collect();
            self.charge(waits.len() * 64);
            for wait in waits {
                self.meet(&wait);
            }
            if self.steps > crate::limits::MAX_STEPS_PER_COMMAND {
                return;
            }
        }
    }

    fn meet(&mut self, wait: &Wait) {
        let program = self.program;
        // One that was met before may have broken off this one.
        if self.case.waits.get(wait.id).is_none() {
            return;
        }
        let trigger =
            program.node(&wait.element).and_then(Node::catch).and_then(|catch| catch.triggers.get(wait.part as usize));
        let Some(Trigger::Condition(condition)) = trigger else { return };
        let (scope, token) = self.place_of(wait.owner);
        // What has no value yet is not met; it is looked at again when a variable changes.
        let met = self.condition(condition, scope, token).unwrap_or(false);
        let On::Condition { held } = wait.on else { return };
        if met && !held {
            self.tell(Event::ConditionMet { element: wait.element.clone() });
            self.fire(wait, &Named::default());
        } else if met != held {
            self.case.waits.change(wait.id, |wait| wait.on = On::Condition { held: met });
        }
    }

    /// Tells a signal to all in this case that wait for it.
    pub fn signal(&mut self, name: &str, payload: &Named) {
        let waits: Vec<Wait> = self
            .case
            .waits
            .iter()
            .filter(|wait| matches!(&wait.on, On::Signal { name: other } if **other == *name))
            .cloned()
            .collect();
        for wait in waits {
            if self.case.waits.get(wait.id).is_some() {
                self.tell(Event::SignalReceived { element: wait.element.clone(), name: name.into() });
                self.fire(&wait, payload);
            }
        }
    }
}
