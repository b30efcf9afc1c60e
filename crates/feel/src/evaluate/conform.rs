//! Whether a value is of a type, and the three conversions that are made without asking.
//!
//! Absent: conversion of texts to numbers. Source: DMN 1.5 §10.3.2.9.3, §10.3.2.9.4, §7.3.3.

use std::sync::Arc;

use super::{Evaluated, Evaluator, Problem, problem};
use crate::limits::Exceeded;
use crate::scope::Env;
use crate::temporal::DateTime;
use crate::types::{Item, Type};
use crate::value::{Callable, Function, List, Value};

impl Evaluator<'_> {
    /// The value as the type wants it: an element for a list of one, a list of one for an element, a date as date and time.
    pub(crate) fn coerce(&mut self, value: Value, kind: &Type) -> Evaluated {
        if kind.is_any() {
            return Ok(value);
        }
        if value.is_null() || self.conforms(&value, kind)? {
            return Ok(value);
        }
        match (kind.plain(), &value) {
            (Type::List(_), Value::List(_)) => {}
            (Type::List(_), _) => {
                let list = Value::list(vec![value.clone()]);
                if self.conforms(&list, kind)? {
                    return Ok(list);
                }
            }
            (_, Value::List(elements)) if elements.len() == 1 && self.conforms(&elements[0], kind)? => {
                return Ok(elements[0].clone());
            }
            (Type::DateTime, Value::Date(date)) => {
                let moment = Value::DateTime(Arc::new(DateTime::midnight(*date)));
                if self.conforms(&moment, kind)? {
                    return Ok(moment);
                }
            }
            _ => {}
        }
        if let Type::Item(item) = kind
            && self.conforms(&value, &item.base)?
        {
            return Err(problem(Problem::NotAllowed(shortened(&value), item.name.clone())));
        }
        Err(problem(Problem::Type(value.kind(), kind.to_string())))
    }

    pub(crate) fn conforms(&mut self, value: &Value, kind: &Type) -> Result<bool, Exceeded> {
        self.meter.step(1)?;
        self.meter.enter()?;
        let conforms = match (kind, value) {
            (Type::Any, _) => true,
            (Type::Item(item), _) => self.is_item(value, item)?,
            (_, Value::Null) => matches!(kind, Type::Null),
            (Type::Number, Value::Number(_))
            | (Type::String, Value::String(_))
            | (Type::Boolean, Value::Boolean(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::DateTime, Value::DateTime(_))
            | (Type::Days, Value::Days(_))
            | (Type::Months, Value::Months(_)) => true,
            (Type::List(element), Value::List(values)) => self.all_or_null(values, element)?,
            (Type::Range(bound), Value::Range(range)) => {
                let mut conforms = true;
                for value in [&range.start, &range.end].into_iter().flatten() {
                    conforms &= self.conforms(value, bound)?;
                }
                conforms
            }
            (Type::Context(entries), Value::Context(context)) => {
                let mut conforms = true;
                for (name, kind) in entries.iter() {
                    conforms &= match context.get(name) {
                        Some(value) => value.is_null() || self.conforms(value, kind)?,
                        None => false,
                    };
                }
                conforms
            }
            (Type::Function(signature), Value::Function(function)) => self.takes(function, &signature.0, &signature.1),
            _ => false,
        };
        self.meter.leave();
        Ok(conforms)
    }

    fn all_or_null(&mut self, values: &List, kind: &Type) -> Result<bool, Exceeded> {
        if kind.is_any() {
            return Ok(true);
        }
        for value in values.iter() {
            if !value.is_null() && !self.conforms(value, kind)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_item(&mut self, value: &Value, item: &Item) -> Result<bool, Exceeded> {
        if !self.conforms(value, &item.base)? {
            return Ok(false);
        }
        if let Some(allowed) = &item.allowed {
            let listed = match (value, item.base.plain()) {
                (Value::List(values), Type::List(_)) => values.to_vec(),
                _ => vec![value.clone()],
            };
            for value in &listed {
                if !self.passes(allowed, value, &Env::default())? {
                    return Ok(false);
                }
            }
        }
        match &item.constraint {
            Some(constraint) => self.passes(constraint, value, &Env::default()),
            None => Ok(true),
        }
    }

    /// Whether a function takes these parameters and gives this result, as far as it says.
    fn takes(&self, function: &Function, parameters: &[Type], result: &Type) -> bool {
        let (own, own_result) = match &function.0 {
            Callable::Lambda(lambda, _, _) => (&lambda.parameters, lambda.result.clone()),
            Callable::External(own) => (&**own, Type::Any),
            Callable::Knowledge(index) => match self.model.and_then(|model| model.knowledge(*index)) {
                Some((parameters, result)) => (parameters, result),
                None => return false,
            },
            Callable::Builtin(_) | Callable::Service(_) => return true,
        };
        own.len() == parameters.len()
            && own.iter().zip(parameters).all(|(own, wanted)| fits(wanted, &own.kind))
            && fits(&own_result, result)
    }
}

/// Whether values of one type may stand where another is wanted; yes where nothing is said.
fn fits(kind: &Type, wanted: &Type) -> bool {
    match (kind.plain(), wanted.plain()) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::List(kind), Type::List(wanted)) | (Type::Range(kind), Type::Range(wanted)) => fits(kind, wanted),
        (Type::Context(kind), Type::Context(wanted)) => {
            wanted.iter().all(|(name, wanted)| kind.iter().any(|(other, kind)| other == name && fits(kind, wanted)))
        }
        (Type::Function(kind), Type::Function(wanted)) => {
            kind.0.len() == wanted.0.len()
                && kind.0.iter().zip(&wanted.0).all(|(kind, wanted)| fits(wanted, kind))
                && fits(&kind.1, &wanted.1)
        }
        (kind, wanted) => std::mem::discriminant(kind) == std::mem::discriminant(wanted),
    }
}

/// A value for a sentence.
pub(crate) fn shortened(value: &Value) -> String {
    const SHOWN: usize = 60;
    if value.size().parts > SHOWN as u64 {
        return format!("a {}", value.kind());
    }
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
