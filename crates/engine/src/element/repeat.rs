//! Repetition: loops, and activities for each item of a list, one after the other or all at once.
//!
//! A round sees `loopCounter` (from 1); a completion condition also sees `numberOfInstances`, `numberOfActiveInstances`,
//! `numberOfCompletedInstances` and `numberOfTerminatedInstances`, and the same as `nrOf…`. Absent: complex behaviour. Source: BPMN 2.0.2
//! §13.3.6, §13.3.7.

use std::sync::Arc;

use feel::Value;

use super::throw;
use crate::event::Event;
use crate::program::{Expr, Items, Looping, Multi, Node};
use crate::run::{Doing, Machine, Next, Trouble};
use crate::state::{Cause, Id, Phase, Rounds, Scope, ScopeKind, TokenState};

const COUNTER: &str = "loopCounter";
/// Where the items of a list are kept while its rounds run.
const ITEMS: &str = "items";

/// The name under which the result of a round is kept.
fn slot(round: u32) -> Arc<str> {
    format!("result{round:010}").into()
}

pub(super) fn enter(machine: &mut Machine, token: Id, node: &Node, looping: &Looping) -> Doing {
    let Some(around) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    match looping {
        Looping::Loop { before, most, condition } => {
            let goes = most.is_none_or(|most| most > 0)
                && (!before || goes_on(machine, condition.as_ref(), (around, token), 1)?);
            if !goes {
                return Ok(Next::Go(Phase::Leave));
            }
            let scope = machine.open(token, &node.id, ScopeKind::Rounds(Rounds::default()), None)?;
            begin_round(machine, scope, node, None)?;
        }
        Looping::Multi(multi) => {
            let (total, items) = items(machine, &multi.items, (around, token))?;
            if total == 0 {
                store_result(machine, multi, around, token, Vec::new())?;
                return Ok(Next::Go(Phase::Leave));
            }
            let holder = machine.case.fresh();
            let rounds = Rounds { total: Some(total), holder, ..Rounds::default() };
            let scope = machine.open(token, &node.id, ScopeKind::Rounds(rounds), None)?;
            if let Some(items) = items {
                machine.put(holder, &ITEMS.into(), items)?;
            }
            let now = if multi.sequential { 1 } else { total };
            for _ in 0..now {
                begin_round(machine, scope, node, Some(multi))?;
            }
        }
    }
    Ok(Next::Stay)
}

/// How many rounds there are, and the items where there is a list.
fn items(machine: &mut Machine, items: &Items, (scope, token): (Id, Id)) -> Result<(u32, Option<Value>), Trouble> {
    match items {
        Items::Count(count) => {
            let value = machine.evaluate(count, scope, token)?;
            let number = match &value {
                Value::Number(number) => number.whole().and_then(|number| u32::try_from(number).ok()),
                _ => None,
            };
            let wrong = || format!("\"{}\" gives {value}, not how often the activity runs", count.text);
            Ok((number.ok_or_else(|| Trouble::new(Cause::Expression, wrong()))?, None))
        }
        Items::List(list) => {
            let value = machine.source(list, scope, token)?;
            let Value::List(values) = &value else {
                let message = format!("the activity runs for each item of a list, but {list:?} is {}", value.kind());
                return Err(Trouble::new(Cause::Expression, message));
            };
            let total = u32::try_from(values.len()).unwrap_or(u32::MAX);
            Ok((total, Some(value)))
        }
    }
}

fn begin_round(machine: &mut Machine, scope: Id, node: &Node, multi: Option<&Multi>) -> Result<(), Trouble> {
    let Some(rounds) = rounds(machine, scope) else { return Ok(()) };
    let round = rounds.started + 1;
    let token = machine.spawn(scope, &node.id, Phase::Run)?;
    change(machine, scope, |rounds| rounds.started = round);
    machine.put(token, &COUNTER.into(), Value::from(i64::from(round)))?;
    if let Some(item) = multi.and_then(|multi| multi.item.as_ref()) {
        let value = match machine.case.variables.get(rounds.holder, ITEMS) {
            Some(Value::List(values)) => values.get(round as usize - 1).cloned().unwrap_or_default(),
            _ => Value::Null,
        };
        machine.put(token, item, value)?;
    }
    Ok(())
}

fn rounds(machine: &Machine, scope: Id) -> Option<Rounds> {
    match machine.case.scopes.get(scope) {
        Some(Scope { kind: ScopeKind::Rounds(rounds), .. }) => Some(rounds.clone()),
        _ => None,
    }
}

fn change(machine: &mut Machine, scope: Id, change: impl FnOnce(&mut Rounds)) {
    machine.case.scopes.change(scope, |scope| {
        if let ScopeKind::Rounds(rounds) = &mut scope.kind {
            change(rounds);
        }
    });
}

/// Keeps what a round gives.
pub(super) fn keep_result(machine: &mut Machine, token: Id, node: &Node) -> Result<(), Trouble> {
    let Some(Looping::Multi(multi)) = node.activity.as_ref().and_then(|activity| activity.looping.as_ref()) else {
        return Ok(());
    };
    let Some((_, source)) = &multi.result else { return Ok(()) };
    let Some(scope) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
    let value = machine.source(source, scope, token)?;
    let Some(rounds) = rounds(machine, scope) else { return Ok(()) };
    let round = match machine.case.variables.get(token, COUNTER) {
        Some(Value::Number(number)) => number.whole().and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
        _ => 0,
    };
    machine.put_result(rounds.holder, slot(round), value)
}

/// A round is done.
pub(crate) fn round_done(machine: &mut Machine, token: Id) {
    let program = machine.program;
    let Some(found) = machine.case.tokens.get(token).cloned() else { return };
    let Some(node) = program.node(&found.element) else { return };
    machine.tell(Event::Completed { element: found.element.clone(), token });
    machine.take_all(token);
    machine.drop_waits(token);
    machine.case.tokens.remove(token);
    change(machine, found.scope, |rounds| rounds.completed += 1);
    let Some(outer) = machine.case.scopes.get(found.scope).map(|scope| scope.owner) else { return };
    if let Some(Looping::Multi(multi)) = node.activity.as_ref().and_then(|activity| activity.looping.as_ref()) {
        let completed = rounds(machine, found.scope).map_or(0, |rounds| rounds.completed);
        let thrown = multi.each.as_ref().or(multi.first.as_ref().filter(|_| completed == 1));
        if let Some(thrown) = thrown
            && let Err(trouble) = throw::by_round(machine, outer, node, thrown)
        {
            return machine.stick(outer, Phase::Finish, trouble);
        }
    }
    // What was thrown may have broken off the whole.
    if machine.case.scopes.get(found.scope).is_some() {
        machine.ready(outer, Phase::Finish);
    }
}

/// After a round: another one, or the end.
pub(super) fn decide(machine: &mut Machine, token: Id, node: &Node, looping: &Looping) -> Doing {
    let Some(around) = machine.case.tokens.get(token).map(|token| token.scope) else { return Ok(Next::Stay) };
    let scope =
        machine.case.scopes.of(token).find(|scope| matches!(scope.kind, ScopeKind::Rounds(_))).map(|scope| scope.id);
    let Some(scope) = scope else { return Ok(Next::Go(Phase::Leave)) };
    let Some(now) = rounds(machine, scope) else { return Ok(Next::Go(Phase::Leave)) };
    match looping {
        Looping::Loop { most, condition, .. } => {
            if machine.case.tokens.any_of(scope) {
                machine.case.tokens.change(token, |token| token.state = TokenState::Waiting);
                return Ok(Next::Stay);
            }
            let goes = most.is_none_or(|most| now.started < most)
                && goes_on(machine, condition.as_ref(), (around, token), now.started)?;
            if goes {
                machine.case.tokens.change(token, |token| token.state = TokenState::Waiting);
                begin_round(machine, scope, node, None)?;
                return Ok(Next::Stay);
            }
            close(machine, scope);
        }
        Looping::Multi(multi) => {
            let enough = match &multi.until {
                Some(until) => machine.condition_with(until, (around, token), numbers(machine, scope, &now))?,
                None => false,
            };
            let total = now.total.unwrap_or(0);
            let all = now.completed + now.terminated >= total;
            if !enough && !all {
                machine.case.tokens.change(token, |token| token.state = TokenState::Waiting);
                if multi.sequential && !machine.case.tokens.any_of(scope) {
                    begin_round(machine, scope, node, Some(multi))?;
                }
                return Ok(Next::Stay);
            }
            machine.break_off_all(scope, 0);
            let results = results(machine, &now);
            close(machine, scope);
            store_result(machine, multi, around, token, results)?;
        }
    }
    Ok(Next::Go(Phase::Leave))
}

fn goes_on(machine: &mut Machine, condition: Option<&Expr>, place: (Id, Id), round: u32) -> Result<bool, Trouble> {
    match condition {
        None => Ok(true),
        Some(condition) => machine.condition_with(condition, place, [(COUNTER.into(), Value::from(i64::from(round)))]),
    }
}

fn close(machine: &mut Machine, scope: Id) {
    if let Some(scope) = machine.case.scopes.get(scope).cloned() {
        machine.retire(&scope);
    }
}

/// The numbers that a completion condition may use.
fn numbers(machine: &Machine, scope: Id, rounds: &Rounds) -> Vec<(Arc<str>, Value)> {
    let active = machine.case.tokens.ids_of(scope).count();
    let number = |number: u32| Value::from(i64::from(number));
    let (total, done) = (number(rounds.total.unwrap_or(0)), number(rounds.completed));
    [
        ("numberOfInstances", total.clone()),
        ("nrOfInstances", total),
        ("numberOfActiveInstances", Value::from(active)),
        ("nrOfActiveInstances", Value::from(active)),
        ("numberOfCompletedInstances", done.clone()),
        ("nrOfCompletedInstances", done),
        ("numberOfTerminatedInstances", number(rounds.terminated)),
        (COUNTER, number(rounds.started)),
    ]
    .map(|(name, value)| (Arc::from(name), value))
    .into()
}

/// What each round gave, in the order of the items; null for a round that was not done.
fn results(machine: &Machine, rounds: &Rounds) -> Vec<Value> {
    let total = rounds.total.unwrap_or(0);
    (1..=total)
        .map(|round| machine.case.variables.get(rounds.holder, &slot(round)).cloned().unwrap_or_default())
        .collect()
}

fn store_result(
    machine: &mut Machine,
    multi: &Multi,
    scope: Id,
    token: Id,
    results: Vec<Value>,
) -> Result<(), Trouble> {
    match &multi.result {
        Some((name, _)) => machine.assign(scope, token, name, Value::list(results)),
        None => Ok(()),
    }
}
