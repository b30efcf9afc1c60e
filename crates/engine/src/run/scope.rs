//! Scopes: opened, completed, broken off.
//!
//! Absent: what makes one begin. Source: BPMN 2.0.2 §13.3.4, §13.3.5.

use std::sync::Arc;

use feel::Value;

use super::{Machine, Trouble};
use crate::effect::{Act, Named};
use crate::element;
use crate::event::Event;
use crate::limits::MAX_DEPTH;
use crate::program::Body;
use crate::state::{Cause, Done, Id, Outcome, Phase, Scope, ScopeKind, Status, TokenState};

impl Machine<'_> {
    /// Opens a scope for a token (0: for the process), with its data and what can begin in it by an event.
    pub fn open(&mut self, owner: Id, element: &Arc<str>, kind: ScopeKind, body: Option<&Body>) -> Result<Id, Trouble> {
        let parent = self.case.tokens.get(owner).map_or(0, |token| token.scope);
        if self.depth(parent) >= MAX_DEPTH {
            let message = format!(
                "more than {MAX_DEPTH} sub-processes, loops and calls inside one another; a process may call itself without end"
            );
            return Err(Trouble::new(Cause::Limit, message));
        }
        let id = self.case.fresh();
        self.case.scopes.insert(Scope { id, owner, parent, element: element.clone(), kind, kept: false });
        self.case.tokens.change(owner, |token| token.state = TokenState::Waiting);
        if let Some(body) = body {
            for name in &body.data {
                if self.case.variables.get(id, name).is_none() {
                    self.put(id, name, Value::Null)?;
                }
            }
        }
        Ok(id)
    }

    /// Lets a scope begin: events listened for, tokens at its starts.
    pub fn begin(&mut self, scope: Id, body: &Body) -> Result<(), Trouble> {
        let program = self.program;
        for at in &body.event_subs {
            element::event_sub_process::listen(self, scope, &program.nodes[*at])?;
        }
        for at in &body.starts {
            self.spawn(scope, &program.nodes[*at].id, Phase::Enter)?;
        }
        self.meet_conditions();
        Ok(())
    }

    fn depth(&self, scope: Id) -> usize {
        let mut depth = 0;
        let mut at = scope;
        while let Some(scope) = self.case.scopes.get(at) {
            depth += 1;
            at = scope.parent;
        }
        depth
    }

    /// The last token of a scope is gone.
    pub fn scope_done(&mut self, id: Id) {
        let Some(scope) = self.case.scopes.get(id).cloned() else { return };
        if scope.kept || matches!(scope.kind, ScopeKind::Rounds(_)) {
            return;
        }
        match scope.kind {
            ScopeKind::Process => self.end(Outcome::Completed),
            ScopeKind::AdHoc { .. } => {}
            _ => self.complete(id),
        }
    }

    /// Completes a scope whose work is done: its token goes on.
    pub fn complete(&mut self, id: Id) {
        let Some(scope) = self.case.scopes.get(id).cloned() else { return };
        let owner = scope.owner;
        let returned = (scope.kind == ScopeKind::Call).then(|| {
            let values = self.case.variables.of(id).map(|(name, value)| (name.clone(), value.clone()));
            Named(values.collect())
        });
        self.retire(&scope);
        match (returned, self.node_of(owner)) {
            (Some(returned), Some(node)) => self.hand_over(owner, node, &returned),
            _ => self.ready(owner, Phase::Finish),
        }
    }

    /// Takes a completed scope away, or keeps it when something in it can be undone.
    pub fn retire(&mut self, scope: &Scope) {
        let node = self.program.node(&scope.element);
        let is_rounds = matches!(scope.kind, ScopeKind::Rounds(_));
        // What an activity of its own undoes needs nothing of what is within.
        let handled =
            !is_rounds && node.and_then(|node| node.activity.as_ref()).is_some_and(|activity| activity.undo.is_some());
        let undoes = !is_rounds && node.and_then(|node| node.body()).is_some_and(|body| body.undo.is_some());
        let kept = scope.kind != ScopeKind::EventSubProcess && !handled && (self.case.done.any_of(scope.id) || undoes);
        if !kept {
            return self.drop_scope(scope.id);
        }
        self.drop_waits(scope.id);
        let id = self.case.fresh();
        let parent = scope.parent;
        let element =
            self.case.tokens.get(scope.owner).map_or_else(|| scope.element.clone(), |token| token.element.clone());
        self.case.done.insert(Done { id, scope: parent, element, kept: scope.id });
        self.case.scopes.change(scope.id, |scope| {
            scope.kept = true;
            scope.owner = parent;
        });
    }

    /// Breaks off all tokens of a scope, but not one.
    pub fn break_off_all(&mut self, scope: Id, but: Id) {
        let tokens: Vec<Id> = self.case.tokens.ids_of(scope).filter(|token| *token != but).collect();
        for token in tokens {
            self.break_off(token);
            self.case.tokens.remove(token);
        }
    }

    /// Breaks off the work of a token, which itself stays.
    pub fn break_off(&mut self, id: Id) {
        let Some(token) = self.case.tokens.get(id) else { return };
        let element = token.element.clone();
        let moves = matches!(token.state, TokenState::Ready(Phase::Enter | Phase::Leave));
        if !moves {
            self.tell(Event::Cancelled { element, token: id });
        }
        self.drop_waits(id);
        self.withdraw(id);
        let incidents: Vec<Id> = self.case.incidents.ids_of(id).collect();
        for incident in incidents {
            self.resolve(incident, "broken off");
        }
        self.take_all(id);
        let scopes: Vec<Id> = self.case.scopes.ids_of(id).collect();
        for scope in scopes {
            self.drop_scope(scope);
        }
    }

    /// Takes a scope away with all that is in it.
    pub fn drop_scope(&mut self, id: Id) {
        self.break_off_all(id, 0);
        self.drop_waits(id);
        self.take_all(id);
        let done: Vec<Id> = self.case.done.ids_of(id).collect();
        for done in done {
            if let Some(done) = self.case.done.remove(done)
                && done.kept != 0
            {
                self.drop_scope(done.kept);
            }
        }
        if let Some(scope) = self.case.scopes.remove(id)
            && let ScopeKind::Rounds(rounds) = scope.kind
        {
            self.take_all(rounds.holder);
        }
    }

    /// Ends the case. What the variables of the process are at the end stays to be read.
    pub fn end(&mut self, outcome: Outcome) {
        let root = self.case.row.root;
        self.break_off_all(root, 0);
        self.drop_waits(root);
        let done: Vec<Id> = self.case.done.ids_of(root).collect();
        for done in done {
            if let Some(done) = self.case.done.remove(done)
                && done.kept != 0
            {
                self.drop_scope(done.kept);
            }
        }
        let received: Vec<Id> = self.case.received.iter().map(|received| received.id).collect();
        for received in received {
            self.case.received.remove(received);
        }
        self.case.scopes.remove(root);
        self.case.row.status = Status::Ended(outcome.clone());
        self.case.row.ended = Some(self.now);
        self.tell(Event::Ended { outcome: outcome.clone() });
        self.act(Act::Ended { outcome });
    }

    /// The nearest scope around that is not an event sub-process.
    pub fn proper_scope(&self, scope: Id) -> Id {
        let mut at = scope;
        while let Some(scope) = self.case.scopes.get(at) {
            if scope.kind != ScopeKind::EventSubProcess {
                return scope.id;
            }
            at = scope.parent;
        }
        scope
    }

    /// Whether a token is one round of a repeated activity.
    pub fn is_round(&self, id: Id) -> bool {
        let Some(token) = self.case.tokens.get(id) else { return false };
        let scope = self.case.scopes.get(token.scope);
        scope.is_some_and(|scope| matches!(scope.kind, ScopeKind::Rounds(_)) && scope.element == token.element)
    }
}
