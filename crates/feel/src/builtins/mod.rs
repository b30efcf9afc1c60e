//! The functions that every expression may call.
//!
//! Absent: functions of vendors. Source: DMN 1.5 §10.3.4.

mod context;
mod conversion;
mod list;
mod membership;
mod number;
mod pattern;
mod range;
mod temporal;
mod text;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub(crate) use conversion::temporal_literal;

use crate::evaluate::call::Arguments;
use crate::evaluate::{Evaluated, Evaluator, Fault, Problem, problem};
use crate::names::LongNames;
use crate::number::Number;
use crate::value::{List, Value};

type Body = fn(&mut Evaluator<'_>, &[Value]) -> Evaluated;

/// A function that every expression may call.
#[derive(Debug)]
pub struct Builtin {
    name: &'static str,
    /// Names of the parameters of each form; those that may be missing end in `?`, one that repeats ends in `*`.
    forms: &'static [&'static str],
    body: Body,
}

const fn builtin(name: &'static str, forms: &'static [&'static str], body: Body) -> Builtin {
    Builtin { name, forms, body }
}

fn families() -> [&'static [Builtin]; 8] {
    [
        conversion::BUILTINS,
        text::BUILTINS,
        list::BUILTINS,
        membership::BUILTINS,
        number::BUILTINS,
        temporal::BUILTINS,
        range::BUILTINS,
        context::BUILTINS,
    ]
}

/// The built-in function of a name.
pub(crate) fn named(name: &str) -> Option<&'static Builtin> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Builtin>> = OnceLock::new();
    let by_name =
        BY_NAME.get_or_init(|| families().into_iter().flatten().map(|builtin| (builtin.name, builtin)).collect());
    by_name.get(name).copied()
}

/// Names of entries with several words: parts of times and ranges.
const LONG_ENTRIES: [&str; 3] = ["time offset", "start included", "end included"];

/// Names of functions with several words.
pub(crate) fn long_names() -> &'static LongNames {
    static NAMES: OnceLock<LongNames> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = LongNames::default();
        families().into_iter().flatten().for_each(|builtin| names.add(builtin.name));
        names
    })
}

pub(crate) fn long_entries() -> &'static LongNames {
    static NAMES: OnceLock<LongNames> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = LongNames::default();
        LONG_ENTRIES.iter().for_each(|name| names.add(name));
        names
    })
}

/// The parameters of a form: name, and whether it may be missing.
fn parameters(form: &'static str) -> impl Iterator<Item = (&'static str, bool)> {
    let parts = form.split(',').filter(|part| !part.is_empty());
    parts.map(|part| (part.trim_end_matches(['?', '*']), part.ends_with(['?', '*'])))
}

fn takes(form: &'static str, count: usize) -> bool {
    let least = parameters(form).filter(|(_, optional)| !optional).count();
    let most = if form.ends_with('*') { usize::MAX } else { parameters(form).count() };
    (least..=most).contains(&count)
}

pub(crate) fn call(builtin: &'static Builtin, evaluator: &mut Evaluator<'_>, arguments: Arguments) -> Evaluated {
    let wrong = || problem(Problem::Arguments(builtin.name.to_owned()));
    let values = match arguments {
        Arguments::InOrder(values) => {
            if !builtin.forms.iter().any(|form| takes(form, values.len())) {
                return Err(wrong());
            }
            values
        }
        Arguments::Named(given) => ordered(builtin, &given).ok_or_else(wrong)?,
    };
    let value = (builtin.body)(evaluator, &values)?;
    evaluator.meter.made(&value)?;
    Ok(value)
}

/// Named arguments in the order of the form that knows all their names.
fn ordered(builtin: &Builtin, given: &[(Arc<str>, Value)]) -> Option<Vec<Value>> {
    let find = |name: &str| given.iter().find(|(other, _)| **other == *name).map(|(_, value)| value.clone());
    let fits = |form: &&&'static str| {
        given.iter().all(|(name, _)| parameters(form).any(|(other, _)| **name == *other))
            && parameters(form).all(|(name, optional)| optional || find(name).is_some())
    };
    let form = builtin.forms.iter().find(fits)?;
    let mut values: Vec<Value> = Vec::new();
    let mut last = 0;
    for (at, (name, _)) in parameters(form).enumerate() {
        if let Some(value) = find(name) {
            last = at + 1;
            values.push(value);
        } else {
            values.push(Value::Null);
        }
    }
    values.truncate(last);
    Some(values)
}

/// A list of one stands for its element where no list is wanted.
fn single(value: &Value) -> &Value {
    match value {
        Value::List(elements) if elements.len() == 1 => &elements[0],
        other => other,
    }
}

fn argument(arguments: &[Value], at: usize) -> &Value {
    arguments.get(at).map_or(&Value::Null, single)
}

fn wanted(wanted: &'static str, given: &Value) -> Fault {
    problem(Problem::Wanted("an argument", wanted, given.kind()))
}

fn fails(function: &'static str, why: impl Into<String>) -> Fault {
    problem(Problem::Argument(function, why.into()))
}

fn text(arguments: &[Value], at: usize) -> Result<&Arc<str>, Fault> {
    match argument(arguments, at) {
        Value::String(text) => Ok(text),
        other => Err(wanted("a string", other)),
    }
}

fn number_at(arguments: &[Value], at: usize) -> Result<Number, Fault> {
    match argument(arguments, at) {
        Value::Number(number) => Ok(*number),
        other => Err(wanted("a number", other)),
    }
}

fn whole_at(arguments: &[Value], at: usize) -> Result<i64, Fault> {
    let number = number_at(arguments, at)?;
    number.truncated().ok_or_else(|| wanted("a whole number", &Value::Number(number)))
}

/// A list; anything else but null is a list of one.
fn list_at(arguments: &[Value], at: usize) -> Result<List, Fault> {
    match arguments.get(at) {
        Some(Value::List(elements)) => Ok(elements.clone()),
        Some(Value::Null) | None => Err(wanted("a list", &Value::Null)),
        Some(other) => Ok(List::new(vec![other.clone()])),
    }
}

/// Elements given as one list, or each as an argument of its own.
fn elements(arguments: &[Value]) -> Result<List, Fault> {
    match arguments {
        [_] => list_at(arguments, 0),
        several => Ok(List::new(several.to_vec())),
    }
}

fn defined(function: &'static str, value: Option<Value>) -> Evaluated {
    value.ok_or_else(|| problem(Problem::Undefined(function)))
}
