//! Tokens: made, moved along flows, taken away.
//!
//! Absent: which flows are taken; the elements decide. Source: BPMN 2.0.2 §13.2, §13.3.2.

use std::sync::Arc;

use super::{Machine, Trouble};
use crate::element;
use crate::event::Event;
use crate::limits::MAX_TOKENS;
use crate::program::Node;
use crate::state::{Cause, Id, Phase, ScopeKind, Token, TokenState};

impl Machine<'_> {
    /// Makes a token at an element, to go on with a phase.
    pub fn spawn(&mut self, scope: Id, element: &Arc<str>, phase: Phase) -> Result<Id, Trouble> {
        let id = self.place(scope, element, TokenState::Ready(phase))?;
        self.ready.push_back(id);
        Ok(id)
    }

    /// Makes a token in a state.
    pub fn place(&mut self, scope: Id, element: &Arc<str>, state: TokenState) -> Result<Id, Trouble> {
        if self.case.tokens.len() >= MAX_TOKENS {
            let message = format!("the case would have more than {MAX_TOKENS} tokens at the same time");
            return Err(Trouble::new(Cause::Limit, message));
        }
        let id = self.case.fresh();
        self.case.tokens.insert(Token { id, scope, element: element.clone(), via: None, state, undoes: 0 });
        Ok(id)
    }

    /// Sends a token along flows, so many times each: itself along the first, new ones along the others. Without a flow it ends.
    pub fn take(&mut self, id: Id, node: &Node, flows: &[usize], times: u32) -> Result<(), Trouble> {
        let Some(token) = self.case.tokens.get(id) else { return Ok(()) };
        let scope = token.scope;
        let tokens = flows.len().saturating_mul(times as usize);
        if self.case.tokens.len() + tokens > MAX_TOKENS + 1 {
            let message = format!("the case would have more than {MAX_TOKENS} tokens at the same time");
            return Err(Trouble::new(Cause::Limit, message));
        }
        self.tell(Event::Completed { element: node.id.clone(), token: id });
        if flows.is_empty() {
            self.consume(id);
            return Ok(());
        }
        let mut own = Some(id);
        for flow in flows {
            let flow = &self.program.flows[*flow];
            let target = &self.program.nodes[flow.target].id;
            for _ in 0..times {
                let moved = match own.take() {
                    Some(own) => own,
                    None => self.place(scope, target, TokenState::Ready(Phase::Enter))?,
                };
                self.tell(Event::Took { flow: flow.id.clone(), token: moved });
                self.case.tokens.change(moved, |token| {
                    token.element = target.clone();
                    token.via = Some(flow.id.clone());
                });
                self.ready(moved, Phase::Enter);
            }
        }
        Ok(())
    }

    /// Puts a token at another element of its scope.
    pub fn shift(&mut self, id: Id, element: &Arc<str>) {
        self.case.tokens.change(id, |token| {
            token.element = element.clone();
            token.via = None;
        });
    }

    /// Ends a token, and its scope when it was the last one there.
    pub fn consume(&mut self, id: Id) {
        let Some(token) = self.case.tokens.remove(id) else { return };
        self.take_all(id);
        if token.undoes != 0 {
            return self.undone(token.scope, token.undoes);
        }
        if self.case.scopes.get(token.scope).is_some_and(|scope| matches!(scope.kind, ScopeKind::AdHoc { .. })) {
            element::ad_hoc::ended(self, token.scope);
        } else if !self.case.tokens.any_of(token.scope) {
            self.scope_done(token.scope);
        }
    }

    /// Other tokens that wait at the same element of the same scope.
    pub fn joining(&mut self, scope: Id, element: &str) -> Vec<(Id, Option<Arc<str>>)> {
        let mut looked_at = 0;
        let mut found = Vec::new();
        for token in self.case.tokens.of(scope) {
            looked_at += 1;
            if token.state == TokenState::Joining && *token.element == *element {
                found.push((token.id, token.via.clone()));
            }
        }
        self.charge(looked_at);
        found
    }
}
