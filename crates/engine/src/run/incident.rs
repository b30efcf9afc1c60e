//! What stopped, and how it goes on.
//!
//! Absent: who sees it; the host shows incidents to one owner each. Source: none; BPMN 2.0.2 leaves faults of the engine open.

use std::sync::Arc;

use super::{Machine, Trouble};
use crate::event::Event;
use crate::state::{Cause, Id, Incident, Phase, TokenState};

impl Machine<'_> {
    /// Stops a token with an incident; what it had begun is taken back, so that it can be tried again from there.
    pub fn stick(&mut self, id: Id, phase: Phase, trouble: Trouble) {
        let Some(token) = self.case.tokens.get(id) else { return };
        let element = token.element.clone();
        match phase {
            Phase::Enter => self.take_back(id),
            Phase::Run => {
                self.drop_waits_at(id, &element);
                self.take_back_work(id);
            }
            Phase::Finish | Phase::Leave => {}
        }
        self.case.tokens.change(id, |token| token.state = TokenState::Stuck(phase));
        self.incident(id, element, trouble.cause, trouble.message.into());
    }

    pub fn incident(&mut self, token: Id, element: Arc<str>, cause: Cause, message: Arc<str>) {
        let id = self.case.fresh();
        self.tell(Event::IncidentRaised { incident: id, element: element.clone(), cause, message: message.clone() });
        self.case.incidents.insert(Incident { id, token, element, cause, message, at: self.now });
    }

    fn take_back(&mut self, id: Id) {
        self.drop_waits(id);
        self.take_back_work(id);
    }

    fn take_back_work(&mut self, id: Id) {
        self.withdraw(id);
        self.take_all(id);
        let scopes: Vec<Id> = self.case.scopes.ids_of(id).collect();
        for scope in scopes {
            self.drop_scope(scope);
        }
    }

    /// Closes an incident.
    pub fn resolve(&mut self, id: Id, how: &str) {
        if let Some(incident) = self.case.incidents.remove(id) {
            self.tell(Event::IncidentResolved { incident: id, element: incident.element, how: how.into() });
        }
    }
}
