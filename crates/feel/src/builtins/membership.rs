//! Functions that ask whether and where a list holds a value.
//!
//! Absent: an index kept over several calls; looking is charged by the pairs compared. Source: DMN 1.5 §10.3.4.4, table 76.

use super::{Builtin, builtin, list_at};
use crate::evaluate::{Evaluated, Evaluator, Fault, equal};
use crate::value::Value;

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("list contains", &["list,element"], |evaluator, arguments| {
        let list = list_at(arguments, 0)?;
        Ok(held(evaluator, &list, &arguments[1])?.into())
    }),
    builtin("index of", &["list,match"], |evaluator, arguments| {
        let list = list_at(arguments, 0)?;
        evaluator.meter.step(list.len() as u64)?;
        let places = list.iter().enumerate().filter(|(_, value)| same(value, &arguments[1]));
        Ok(Value::list(places.map(|(at, _)| (at + 1).into()).collect()))
    }),
    builtin("distinct values", &["list"], |evaluator, arguments| {
        let list = list_at(arguments, 0)?;
        distinct(evaluator, list.iter())
    }),
    builtin("union", &["list,more*", "list"], |evaluator, arguments| {
        let mut values = Vec::new();
        for at in 0..arguments.len() {
            values.extend_from_slice(&list_at(arguments, at)?);
        }
        distinct(evaluator, values.iter())
    }),
    builtin("duplicate values", &["list"], |evaluator, arguments| {
        let list = list_at(arguments, 0)?;
        let mut twice = Vec::new();
        for (at, value) in list.iter().enumerate() {
            if held(evaluator, &list[..at], value)? && !held(evaluator, &twice, value)? {
                twice.push(value.clone());
            }
        }
        Ok(Value::list(twice))
    }),
];

fn same(left: &Value, right: &Value) -> bool {
    equal(left, right) == Some(true)
}

fn held(evaluator: &mut Evaluator<'_>, values: &[Value], value: &Value) -> Result<bool, Fault> {
    evaluator.meter.step(values.len() as u64 * (1 + value.size().parts / 8))?;
    Ok(values.iter().any(|other| same(other, value)))
}

fn distinct<'v>(evaluator: &mut Evaluator<'_>, values: impl Iterator<Item = &'v Value>) -> Evaluated {
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if !held(evaluator, &kept, value)? {
            kept.push(value.clone());
        }
    }
    Ok(Value::list(kept))
}
