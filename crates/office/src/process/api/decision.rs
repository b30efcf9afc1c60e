//! The decisions of a process for programs: which there are, and what comes out of a case, with the reasons.
//!
//! Numbers keep all their digits, so the answer is written by the crate that computed it. Absent: drafts; a program counts on what is in
//! force. Source: DMN 1.5 §10.4.

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use db::Tx;
use feel::{Context, Request, Value};
use serde_json::json;

use super::super::{model, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::decision::{EVALUATION, Slot, Slots};
use crate::definition::{Decision, Definition};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer};

/// The number of the version in force with its definition; not found where none is, or where the actor may not read.
fn in_force(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<(String, std::sync::Arc<Definition>), Failure> {
    let process = store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    let versions = store::versions(tx, &process.id)?;
    let version = model::in_force(&versions, now).ok_or(Failure::NotFound)?;
    Ok((version.number.clone(), store::shared_definition(tx, &version.id)?))
}

pub(in super::super) async fn all(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (version, definition) = visit.read(move |tx| in_force(tx, &actor, now, &key)).await?;
    let slot = |one: &Slot| json!({ "name": one.name, "label": one.label, "type": one.kind.to_string(), "choices": one.choices });
    let items: Vec<serde_json::Value> = definition
        .decisions
        .iter()
        .map(|(key, one)| {
            let Slots { inputs, outputs } = one.slots();
            let failing = one.outcomes().iter().filter(|outcome| !outcome.passed).count();
            json!({
                "key": key, "name": one.name, "question": one.question,
                "inputs": inputs.iter().map(slot).collect::<Vec<_>>(),
                "results": outputs.iter().map(slot).collect::<Vec<_>>(),
                "examples": one.examples.len(), "failing": failing,
            })
        })
        .collect();
    Ok(answer::json(StatusCode::OK, &json!({ "version": version, "items": items })))
}

pub(in super::super) async fn evaluate(Path((key, word)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let given = given(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let (version, definition) = visit.read(move |tx| in_force(tx, &actor, now, &key)).await?;
    let decision = definition.decisions.get(&word).ok_or(Failure::NotFound)?;
    let text = evaluation(&version, &word, decision, &given, visit.now)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], Body::from(text)).into_response())
}

/// The inputs of a body, read so that numbers keep their digits.
fn given(body: &Bytes) -> Result<Context, Failure> {
    let unreadable = |why: String| Failure::Unreadable { sentence: format!("The body cannot be read: {why}.") };
    let text = std::str::from_utf8(body).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    let text = if text.trim().is_empty() { "{}" } else { text };
    let Value::Context(sent) = Value::from_json(text).map_err(|error| unreadable(error.to_string()))? else {
        return Err(unreadable("it is not an object".to_owned()));
    };
    if let Some((other, _)) = sent.iter().find(|(name, _)| &***name != "inputs") {
        return Err(unreadable(format!("unknown field `{other}`, expected `inputs`")));
    }
    match sent.get("inputs") {
        None | Some(Value::Null) => Ok(Context::new()),
        Some(Value::Context(inputs)) => Ok((**inputs).clone()),
        Some(_) => Err(unreadable("the field `inputs` is not an object".to_owned())),
    }
}

/// What comes out of a case, as JSON.
fn evaluation(version: &str, key: &str, decision: &Decision, given: &Context, now: Time) -> Result<String, Failure> {
    let broken = |why: String| Failure::from(Refusal::because(why));
    let model = decision.model().map_err(|why| broken(format!("The model cannot be read: {why}")))?;
    let top = model.top().ok_or_else(|| broken("The model decides nothing.".to_owned()))?;
    let slots = decision.slots();
    for (name, _) in given.iter() {
        if !slots.inputs.iter().any(|slot| *slot.name == **name) {
            let known: Vec<&str> = slots.inputs.iter().map(|slot| slot.name.as_str()).collect();
            let sentence = format!("The decision does not ask for “{name}”. It asks for: {}.", known.join(", "));
            return Err(Refusal::at("inputs", sentence).into());
        }
    }
    let text = Value::context(given.clone()).to_json();
    let inputs =
        model.inputs_from_json(&text).map_err(|error| broken(format!("The inputs cannot be read: {error}.")))?;
    let request = Request { inputs, now: feel::DateTime::parse(&now.rfc3339()), limits: EVALUATION, explain: true };
    let decided =
        model.decide(top, &request).map_err(|stopped| broken(format!("It was not decided to its end: {stopped}.")))?;
    let warnings: Vec<String> = decided.warnings.iter().map(ToString::to_string).collect();
    let why: Vec<String> = decided.reasons.iter().map(reason).collect();
    let made: Vec<String> = decided
        .made
        .iter()
        .map(|(name, value)| format!(r#"{{"decision":{},"result":{}}}"#, json!(name), value.to_json()))
        .collect();
    Ok(format!(
        r#"{{"version":{},"decision":{},"result":{},"warnings":{},"why":[{}],"made":[{}]}}"#,
        json!(version),
        json!(key),
        decided.value.to_json(),
        json!(warnings),
        why.join(","),
        made.join(",")
    ))
}

fn reason(why: &feel::Why) -> String {
    let inputs =
        why.inputs.iter().map(|(label, value)| format!(r#"{{"label":{},"value":{}}}"#, json!(label), value.to_json()));
    format!(
        r#"{{"table":{},"hit_policy":{},"inputs":[{}],"rules":{},"tests":{}}}"#,
        json!(why.element),
        json!(why.hit_policy.name()),
        inputs.collect::<Vec<_>>().join(","),
        json!(why.rules),
        json!(why.tests)
    )
}
