//! Events on the border of an activity.
//!
//! Absent: which of them comes first; whatever comes first breaks the activity off. Source: BPMN 2.0.2 §13.5.3.

use crate::effect::Named;
use crate::event::Event;
use crate::program::{Kind, Node};
use crate::run::Machine;
use crate::state::{Id, TokenState};

/// The event has come: the activity of the token is broken off, or a token more goes on from the border.
pub(crate) fn fire(machine: &mut Machine, token: Id, event: &Node, payload: &Named) {
    let interrupting = matches!(event.kind, Kind::Boundary { interrupting: true, .. });
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return };
    let goes_on = if interrupting {
        machine.break_off(token);
        machine.shift(token, &event.id);
        token
    } else {
        match machine.place(scope, &event.id, TokenState::Waiting) {
            Ok(placed) => placed,
            Err(trouble) => {
                let element = event.id.clone();
                return machine.incident(token, element, trouble.cause, trouble.message.into());
            }
        }
    };
    machine.tell(Event::Entered { element: event.id.clone(), token: goes_on });
    machine.hand_over(goes_on, event, payload);
}
