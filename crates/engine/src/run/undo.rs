//! Compensation: what was done is undone, the last first.
//!
//! Absent: order by data; the order of completion is turned round. Source: BPMN 2.0.2 §10.7, §13.5.5.

use std::sync::Arc;

use super::{Machine, Trouble};
use crate::event::Event;
use crate::program::Node;
use crate::state::{Done, Id, Phase, ScopeKind, TokenState};

impl Machine<'_> {
    /// Notes that an activity is done and can be undone by another.
    pub fn note_done(&mut self, scope: Id, node: &Node) {
        let Some(activity) = &node.activity else { return };
        if activity.undo.is_none() {
            return;
        }
        let id = self.case.fresh();
        self.case.done.insert(Done { id, scope, element: node.id.clone(), kept: 0 });
    }

    /// Begins to undo: all that is done in the proper scope of a token, or one activity of it or of a scope around. The token waits
    /// where `waits` says so.
    pub fn undo(&mut self, token: Id, activity: Option<&Arc<str>>, waits: bool) -> Result<(), Trouble> {
        let Some(found) = self.case.tokens.get(token).cloned() else { return Ok(()) };
        let mut scope = self.proper_scope(found.scope);
        let mut queue: Vec<Id> = Vec::new();
        while let Some(around) = self.case.scopes.get(scope) {
            let done =
                self.case.done.of(scope).filter(|done| activity.is_none_or(|activity| *activity == done.element));
            queue = done.map(|done| done.id).collect();
            if activity.is_none() || !queue.is_empty() {
                break;
            }
            scope = self.proper_scope(around.parent);
        }
        let thrower = if waits {
            self.case.tokens.change(token, |token| token.state = TokenState::Undoing { queue, goes_on: true });
            token
        } else {
            self.place(found.scope, &found.element, TokenState::Undoing { queue, goes_on: false })?
        };
        self.undo_next(thrower);
        Ok(())
    }

    /// Undoes the next one for a token that waits, or lets it go on.
    fn undo_next(&mut self, thrower: Id) {
        let program = self.program;
        loop {
            let Some(TokenState::Undoing { queue, goes_on }) =
                self.case.tokens.get(thrower).map(|token| token.state.clone())
            else {
                return;
            };
            let mut queue = queue;
            let Some(next) = queue.pop() else {
                match goes_on {
                    true => self.ready(thrower, Phase::Finish),
                    false => self.consume(thrower),
                }
                return;
            };
            let Some(done) = self.case.done.remove(next) else {
                self.case.tokens.change(thrower, |token| token.state = TokenState::Undoing { queue, goes_on });
                continue;
            };
            let node = program.node(&done.element);
            let by_rounds =
                self.case.scopes.get(done.kept).is_some_and(|kept| matches!(kept.kind, ScopeKind::Rounds(_)));
            let handler =
                node.and_then(|node| node.activity.as_ref()).and_then(|activity| activity.undo).filter(|_| !by_rounds);
            let event_sub =
                node.and_then(Node::body).and_then(|body| body.undo).filter(|_| done.kept != 0 && !by_rounds);
            let run = match (handler, event_sub) {
                (Some(handler), _) => Some((done.scope, handler)),
                (None, Some(event_sub)) => Some((done.kept, event_sub)),
                (None, None) => {
                    queue.extend(self.case.done.ids_of(done.kept));
                    None
                }
            };
            self.case.tokens.change(thrower, |token| token.state = TokenState::Undoing { queue, goes_on });
            if let Some((scope, handler)) = run {
                return self.run_handler(scope, &program.nodes[handler].id, thrower, &done.element);
            }
        }
    }

    fn run_handler(&mut self, scope: Id, handler: &Arc<str>, thrower: Id, element: &Arc<str>) {
        self.tell(Event::Undone { element: element.clone() });
        // One token more than the limit: what was done must not stay because there is much to do.
        let id = self.case.fresh();
        self.case.tokens.insert(crate::state::Token {
            id,
            scope,
            element: handler.clone(),
            via: None,
            state: TokenState::Ready(Phase::Enter),
            undoes: thrower,
        });
        self.ready(id, Phase::Enter);
    }

    /// A token that undid something in a scope is gone.
    pub fn undone(&mut self, scope: Id, thrower: Id) {
        let empty = !self.case.tokens.any_of(scope) && !self.case.done.any_of(scope);
        if empty && self.case.scopes.get(scope).is_some_and(|scope| scope.kept) {
            self.drop_scope(scope);
        }
        self.undo_next(thrower);
    }
}
