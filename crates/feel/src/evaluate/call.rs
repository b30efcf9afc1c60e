//! Calls: of built-in functions, of functions in expressions, of business knowledge models and decision services.
//!
//! Absent: functions of other languages; calling one gives null. Source: DMN 1.5 §10.3.2.13.

use std::sync::Arc;

use super::{Evaluated, Evaluator, Problem, problem};
use crate::ast::{Expr, Lambda, Node};
use crate::scope::Env;
use crate::value::{Callable, Value};

/// The arguments of a call.
pub(crate) enum Arguments {
    InOrder(Vec<Value>),
    Named(Vec<(Arc<str>, Value)>),
}

impl Evaluator<'_> {
    pub(super) fn call(&mut self, callee: &Expr, arguments: &[Expr], env: &Env) -> Evaluated {
        let values = arguments.iter().map(|argument| self.eval(argument, env)).collect::<Result<Vec<_>, _>>()?;
        self.called(callee, Arguments::InOrder(values), env)
    }

    pub(super) fn call_named(&mut self, callee: &Expr, arguments: &[(Arc<str>, Expr)], env: &Env) -> Evaluated {
        let mut values = Vec::with_capacity(arguments.len());
        for (name, argument) in arguments {
            if values.iter().any(|(other, _)| other == name) {
                return Err(problem(Problem::Twice(name.clone())));
            }
            values.push((name.clone(), self.eval(argument, env)?));
        }
        self.called(callee, Arguments::Named(values), env)
    }

    fn called(&mut self, callee: &Expr, arguments: Arguments, env: &Env) -> Evaluated {
        // A built-in function that nothing hides needs no value of its own.
        if let Node::Name { name, builtin: Some(builtin) } = &callee.node
            && env.get(name).is_none()
        {
            return crate::builtins::call(builtin, self, arguments);
        }
        let callee = self.eval(callee, env)?;
        self.apply(&callee, arguments)
    }

    /// Calls a function with arguments in order.
    pub(crate) fn invoke(&mut self, callee: &Value, arguments: Vec<Value>) -> Evaluated {
        self.apply(callee, Arguments::InOrder(arguments))
    }

    pub(crate) fn apply(&mut self, callee: &Value, arguments: Arguments) -> Evaluated {
        let Value::Function(function) = callee else {
            return Err(problem(Problem::NotAFunction(callee.kind())));
        };
        match &function.0 {
            Callable::Builtin(builtin) => crate::builtins::call(builtin, self, arguments),
            Callable::Lambda(lambda, env, place) => {
                let outer = std::mem::replace(&mut self.place, place.clone());
                let answer = self.lambda(lambda, env, arguments);
                self.place = outer;
                answer
            }
            Callable::External(_) => {
                Err(problem(Problem::Model("functions of other languages are never run".to_owned())))
            }
            Callable::Knowledge(index) => self.knowledge(*index, arguments),
            Callable::Service(index) => self.service(*index, arguments),
        }
    }

    pub(crate) fn lambda(&mut self, lambda: &Lambda, env: &Env, arguments: Arguments) -> Evaluated {
        let names: Vec<&Arc<str>> = lambda.parameters.iter().map(|parameter| &parameter.name).collect();
        let values = in_order(&names, arguments, "the function")?;
        let mut inner = env.clone();
        for (parameter, value) in lambda.parameters.iter().zip(values) {
            let value = self.coerce(value, &parameter.kind)?;
            inner = inner.bind(&parameter.name, value);
        }
        self.meter.enter()?;
        let value = self.eval(&lambda.body, &inner)?;
        self.meter.leave();
        self.coerce(value, &lambda.result)
    }
}

/// Arguments in the order of the parameters; each parameter has one.
pub(crate) fn in_order(names: &[&Arc<str>], arguments: Arguments, function: &str) -> Result<Vec<Value>, super::Fault> {
    let wrong = || problem(Problem::Arguments(function.to_owned()));
    let given = match arguments {
        Arguments::InOrder(values) if values.len() == names.len() => return Ok(values),
        Arguments::InOrder(_) => return Err(wrong()),
        Arguments::Named(given) => given,
    };
    if given.len() != names.len() {
        return Err(wrong());
    }
    let find = |name: &Arc<str>| given.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    names.iter().map(|name| find(name).ok_or_else(wrong)).collect()
}
