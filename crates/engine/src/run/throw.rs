//! Errors and escalations on their way outwards, to what catches them.
//!
//! Absent: catching by several at once; the innermost wins, and of those one that names the code. Source: BPMN 2.0.2 §10.5.6, §13.5.

use std::sync::Arc;

use super::Machine;
use crate::effect::Named;
use crate::element;
use crate::event::Event;
use crate::program::{Body, Catch, Caught, Node, Trigger};
use crate::state::{Id, ScopeKind};

/// What is on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    Error,
    Escalation,
}

/// Where it is caught.
enum Place<'a> {
    /// On the border of the activity at which this token is.
    Border(Id, &'a Node),
    /// By an event sub-process of this scope, with its start event.
    Within(Id, &'a Node),
}

impl<'a> Machine<'a> {
    /// Sends an error or escalation outwards from a token, whose own border counts where `own` says so. True when it is caught.
    pub fn raise(&mut self, alarm: Alarm, from: Id, own: bool, code: &Arc<str>, payload: &Named) -> bool {
        let element = self.case.tokens.get(from).map_or_else(|| "".into(), |token| token.element.clone());
        let place = self.catcher(alarm, from, own, code);
        let caught = place.as_ref().map(|place| match place {
            Place::Border(_, node) | Place::Within(_, node) => node.id.clone(),
        });
        let code = code.clone();
        self.tell(match alarm {
            Alarm::Error => Event::ErrorThrown { element, code, caught },
            Alarm::Escalation => Event::Escalated { element, code, caught },
        });
        match place {
            Some(Place::Border(token, event)) => element::boundary::fire(self, token, event, payload),
            Some(Place::Within(scope, start)) => element::event_sub_process::begin(self, scope, start, payload),
            None => return false,
        }
        true
    }

    fn catcher(&self, alarm: Alarm, from: Id, own: bool, code: &str) -> Option<Place<'a>> {
        let mut token = self.case.tokens.get(from)?;
        let mut border = own;
        // An event sub-process does not catch what is thrown within itself or its siblings' scope by it.
        let mut inside_event_sub = false;
        loop {
            if border
                && !self.is_round(token.id)
                && let Some(event) = self.on_border(alarm, token.id, code)
            {
                return Some(Place::Border(token.id, event));
            }
            let scope = self.case.scopes.get(token.scope)?;
            if !inside_event_sub && let Some(start) = self.within(alarm, &scope.element, &scope.kind, code) {
                return Some(Place::Within(scope.id, start));
            }
            inside_event_sub = scope.kind == ScopeKind::EventSubProcess;
            token = self.case.tokens.get(scope.owner)?;
            border = true;
        }
    }

    fn on_border(&self, alarm: Alarm, token: Id, code: &str) -> Option<&'a Node> {
        let program = self.program;
        let node = self.node_of(token)?;
        best(alarm, node.boundary.iter().map(|at| &program.nodes[*at]), code)
    }

    fn within(&self, alarm: Alarm, element: &str, kind: &ScopeKind, code: &str) -> Option<&'a Node> {
        let program = self.program;
        let body: &Body = match kind {
            ScopeKind::Process | ScopeKind::Call => &program.process(element)?.body,
            ScopeKind::Rounds(_) => return None,
            _ => program.node(element)?.body()?,
        };
        let starts = body.event_subs.iter().filter_map(|at| element::event_sub_process::start_of(program, *at));
        best(alarm, starts, code)
    }
}

/// The event that catches: one that names the code before one that catches all.
fn best<'a>(alarm: Alarm, events: impl Iterator<Item = &'a Node>, code: &str) -> Option<&'a Node> {
    let mut any = None;
    for event in events {
        let Some(catch) = event.catch() else { continue };
        match catches(alarm, catch, code) {
            Some(true) => return Some(event),
            Some(false) if any.is_none() => any = Some(event),
            _ => {}
        }
    }
    any
}

/// Whether it catches, and by the code.
fn catches(alarm: Alarm, catch: &Catch, code: &str) -> Option<bool> {
    let by = |caught: &Option<Caught>| match caught {
        None => Some(false),
        Some(caught) if *caught.code == *code => Some(true),
        Some(_) => None,
    };
    let found = catch.triggers.iter().filter_map(|trigger| match (alarm, trigger) {
        (Alarm::Error, Trigger::Error(caught)) | (Alarm::Escalation, Trigger::Escalation(caught)) => by(caught),
        _ => None,
    });
    found.max()
}
