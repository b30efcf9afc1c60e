//! What must hold of a case after every command, whatever happened to it.
//!
//! Absent: what the process means; only that nothing is lost, doubled or left behind. Source: BPMN 2.0.2 §13.2.

use std::collections::BTreeSet;

use engine::Case;
use engine::state::{Id, Row, ScopeKind, Status, TokenState};

/// The first thing that does not hold, if any. `open` are the jobs that were offered and neither taken back nor done.
pub fn broken(case: &Case, open: &BTreeSet<Id>) -> Option<String> {
    if let Status::Ended(_) = case.status() {
        let left = case.tokens().count()
            + case.scopes().count()
            + case.jobs().count()
            + case.waits().count()
            + case.incidents().count();
        return (left > 0 || !open.is_empty())
            .then(|| format!("{left} rows and {} jobs are left of an ended case", open.len()));
    }
    let tokens: BTreeSet<Id> = case.tokens().map(|token| token.id).collect();
    let scopes: BTreeSet<Id> = case.scopes().map(|scope| scope.id).collect();
    let jobs: BTreeSet<Id> = case.jobs().map(|job| job.id).collect();
    if jobs != *open {
        return Some(format!("jobs are {jobs:?}, but {open:?} are open outside"));
    }
    let lost = case.scopes().find(|scope| match (scope.kept, scope.owner) {
        (true, owner) => !scopes.contains(&owner),
        (false, 0) => scope.kind != ScopeKind::Process,
        (false, owner) => !tokens.contains(&owner),
    });
    if let Some(scope) = lost {
        return Some(format!("scope {scope:?} belongs to nothing"));
    }
    let stuck = case.incidents().count() > 0;
    case.tokens()
        .find_map(|token| token_broken(case, token, &scopes, stuck))
        .or_else(|| {
            case.jobs().find(|job| !tokens.contains(&job.token)).map(|job| format!("job {job:?} belongs to nothing"))
        })
        .or_else(|| {
            let mut waits = case.waits();
            let lost = waits.find(|wait| !tokens.contains(&wait.owner) && !scopes.contains(&wait.owner));
            lost.map(|wait| format!("wait {wait:?} belongs to nothing"))
        })
        .or_else(|| {
            let mut incidents = case.incidents();
            incidents
                .find(|incident| !tokens.contains(&incident.token))
                .map(|incident| format!("{incident:?} belongs to nothing"))
        })
        .or_else(|| variable_broken(case, &tokens, &scopes))
}

fn token_broken(case: &Case, token: &engine::state::Token, scopes: &BTreeSet<Id>, stuck: bool) -> Option<String> {
    if !scopes.contains(&token.scope) {
        return Some(format!("token {token:?} is in no scope"));
    }
    let has_job = case.jobs().any(|job| job.token == token.id);
    let has_wait = case.waits().any(|wait| wait.owner == token.id && !wait.element.starts_with("border"));
    let has_scope = case.scopes().any(|scope| !scope.kept && scope.owner == token.id);
    let holds = match &token.state {
        TokenState::Ready(_) => stuck,
        TokenState::Waiting => has_job || has_wait || has_scope,
        TokenState::Undoing { .. } => case.tokens().any(|other| other.undoes == token.id),
        TokenState::Stuck(_) => case.incidents().any(|incident| incident.token == token.id),
        TokenState::Joining | TokenState::Resetting { .. } => true,
    };
    if !holds {
        return Some(format!("token {token:?} waits for nothing"));
    }
    let waits_by_name = token.element.starts_with("catch") && token.state == TokenState::Waiting;
    (waits_by_name && !has_wait).then(|| format!("token {token:?} lost its subscription"))
}

fn variable_broken(case: &Case, tokens: &BTreeSet<Id>, scopes: &BTreeSet<Id>) -> Option<String> {
    let holders: BTreeSet<Id> = case
        .scopes()
        .filter_map(|scope| match &scope.kind {
            ScopeKind::Rounds(rounds) => Some(rounds.holder),
            _ => None,
        })
        .collect();
    case.rows().find_map(|row| match row {
        Row::Variable(variable) => {
            let holder = variable.holder;
            let held = tokens.contains(&holder) || scopes.contains(&holder) || holders.contains(&holder);
            (!held).then(|| format!("{variable:?} is held by nothing"))
        }
        _ => None,
    })
}
