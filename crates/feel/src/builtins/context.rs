//! Functions on contexts.
//!
//! Absent: removal of an entry. Source: DMN 1.5 §10.3.4.10, table 82.

use std::sync::Arc;

use super::{Builtin, argument, builtin, fails, list_at, wanted};
use crate::evaluate::{Evaluated, Evaluator, Fault};
use crate::value::{Context, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("get value", &["m,key", "context,key"], get_value),
    builtin("get entries", &["m", "context"], get_entries),
    builtin("context", &["entries"], context),
    builtin("context put", &["context,key,value", "context,keys,value"], put),
    builtin("context merge", &["contexts"], merge),
];

fn context_at(arguments: &[Value], at: usize) -> Result<&Arc<Context>, Fault> {
    match argument(arguments, at) {
        Value::Context(context) => Ok(context),
        other => Err(wanted("a context", other)),
    }
}

fn get_value(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let context = context_at(arguments, 0)?;
    match argument(arguments, 1) {
        Value::String(key) => Ok(context.get(key).cloned().unwrap_or_default()),
        other => Err(wanted("the name of an entry", other)),
    }
}

fn get_entries(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let entries = context_at(arguments, 0)?.iter().map(|(name, value)| {
        let entry = [("key".into(), Value::String(name.clone())), ("value".into(), value.clone())];
        Value::context(entry.into_iter().collect())
    });
    Ok(Value::list(entries.collect()))
}

/// Charges for looking through the entries there are.
fn insert(evaluator: &mut Evaluator<'_>, context: &mut Context, key: Arc<str>, value: Value) -> Result<(), Fault> {
    evaluator.meter.step(1 + context.len() as u64 / 8)?;
    context.put(key, value);
    Ok(())
}

fn context(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut context = Context::new();
    for entry in list_at(arguments, 0)?.iter() {
        let Value::Context(entry) = entry else { return Err(wanted("contexts with the entries key and value", entry)) };
        let (key, value) = (entry.get("key"), entry.get("value"));
        let (Some(Value::String(key)), Some(value)) = (key, value) else {
            return Err(fails("context", "an entry has no key, or no value"));
        };
        if context.get(key).is_some() {
            return Err(fails("context", format!("the key \"{key}\" stands twice")));
        }
        insert(evaluator, &mut context, key.clone(), value.clone())?;
    }
    Ok(Value::context(context))
}

fn put(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let context = context_at(arguments, 0)?;
    let value = arguments.get(2).cloned().unwrap_or_default();
    let keys = match &arguments[1] {
        Value::String(key) => vec![key.clone()],
        Value::List(keys) if !keys.is_empty() => keys
            .iter()
            .map(|key| match key {
                Value::String(key) => Ok(key.clone()),
                other => Err(wanted("names of entries", other)),
            })
            .collect::<Result<_, _>>()?,
        other => return Err(wanted("the name of an entry", other)),
    };
    put_at(evaluator, context, &keys, value)
}

fn put_at(evaluator: &mut Evaluator<'_>, context: &Context, keys: &[Arc<str>], value: Value) -> Evaluated {
    let Some((first, rest)) = keys.split_first() else { return Ok(value) };
    evaluator.meter.enter()?;
    evaluator.meter.step(context.len() as u64 + 1)?;
    let value = if rest.is_empty() {
        Ok(value)
    } else {
        match context.get(first) {
            Some(Value::Context(inner)) => put_at(evaluator, inner, rest, value),
            Some(other) => Err(wanted("a context", other)),
            None => Err(fails("context put", format!("there is no entry \"{first}\""))),
        }
    };
    evaluator.meter.leave();
    let mut changed = context.clone();
    changed.put(first.clone(), value?);
    Ok(Value::context(changed))
}

fn merge(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut merged = Context::new();
    for context in list_at(arguments, 0)?.iter() {
        let Value::Context(context) = context else { return Err(wanted("a list of contexts", context)) };
        for (name, value) in context.iter() {
            insert(evaluator, &mut merged, name.clone(), value.clone())?;
        }
    }
    Ok(Value::context(merged))
}
