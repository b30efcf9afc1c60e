//! One run of a model: each decision is made once, from what it requires.
//!
//! Absent: anything kept for the next run. Source: DMN 1.5 §10.4.

use std::collections::HashMap;
use std::sync::Arc;

use super::decide::Why;
use super::model::{Requirement, Target};
use crate::evaluate::call::{Arguments, in_order};
use crate::evaluate::{Evaluated, Evaluator, Fault, Problem};
use crate::limits::Exceeded;
use crate::scope::Env;
use crate::value::{Callable, Context, Function, Value};

/// What a run has found out so far.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// Values of inputs, by their place in the model.
    pub inputs: HashMap<usize, Value>,
    /// Results of decisions; none while one is being made.
    pub decisions: HashMap<usize, Option<Value>>,
    pub explains: bool,
    pub reasons: Vec<Why>,
    /// Decisions that were made, in their order; only when reasons are wanted.
    pub made: Vec<(String, Value)>,
}

impl Evaluator<'_> {
    /// The result of a decision; made at most once.
    pub(crate) fn decision(&mut self, index: usize) -> Result<Value, Exceeded> {
        match self.session.decisions.get(&index) {
            Some(Some(value)) => return Ok(value.clone()),
            Some(None) => {
                self.warn(Problem::Model("the decision requires itself".to_owned()), None);
                return Ok(Value::Null);
            }
            None => {}
        }
        let Some(decision) = self.model.and_then(|model| model.decisions.get(index)) else { return Ok(Value::Null) };
        self.session.decisions.insert(index, None);
        self.meter.enter()?;
        let outer = self.place.replace(decision.place.clone());
        let env = self.required(&decision.requires)?;
        let value = match &decision.logic {
            Some(logic) => self.eval(logic, &env)?,
            None => Value::Null,
        };
        self.place = Some(decision.place.clone());
        let coerced = self.coerce(value, &decision.kind);
        let value = self.settled(coerced)?;
        self.place = outer;
        self.meter.leave();
        self.session.decisions.insert(index, Some(value.clone()));
        if self.session.explains {
            self.session.made.push((decision.name.clone(), value.clone()));
        }
        Ok(value)
    }

    fn settled(&mut self, evaluated: Evaluated) -> Result<Value, Exceeded> {
        match evaluated {
            Ok(value) => Ok(value),
            Err(Fault::Stop(exceeded)) => Err(exceeded),
            Err(Fault::Null(problem)) => {
                self.warn(problem, None);
                Ok(Value::Null)
            }
        }
    }

    /// The names that requirements bring, with their values.
    fn required(&mut self, requirements: &[Requirement]) -> Result<Env, Exceeded> {
        let mut names = Context::new();
        let mut imports: Vec<(Arc<str>, Context)> = Vec::new();
        for requirement in requirements {
            let value = match requirement.target {
                Target::Input(index) => self.session.inputs.get(&index).cloned().unwrap_or_default(),
                Target::Decision(index) => self.decision(index)?,
                Target::Knowledge(index) => Value::Function(Arc::new(Function(Callable::Knowledge(index)))),
                Target::Service(index) => Value::Function(Arc::new(Function(Callable::Service(index)))),
            };
            match &requirement.import {
                None => names.put(requirement.name.clone(), value),
                Some(import) => match imports.iter_mut().find(|(name, _)| name == import) {
                    Some((_, context)) => context.put(requirement.name.clone(), value),
                    None => {
                        let context = [(requirement.name.clone(), value)].into_iter().collect();
                        imports.push((import.clone(), context));
                    }
                },
            }
        }
        for (name, context) in imports {
            names.put(name, Value::context(context));
        }
        Ok(Env::default().entries(Arc::new(names)))
    }

    /// Calls a business knowledge model.
    pub(crate) fn knowledge(&mut self, index: usize, arguments: Arguments) -> Evaluated {
        let Some(knowledge) = self.model.and_then(|model| model.knowledge.get(index)) else { return Ok(Value::Null) };
        let names: Vec<&Arc<str>> = knowledge.parameters.iter().map(|parameter| &parameter.name).collect();
        let values = in_order(&names, arguments, &knowledge.name)?;
        self.meter.enter()?;
        let mut env = self.required(&knowledge.requires)?;
        for (parameter, value) in knowledge.parameters.iter().zip(values) {
            let value = match self.coerce(value, &parameter.kind) {
                Ok(value) => value,
                Err(fault) => {
                    self.meter.leave();
                    return Err(fault);
                }
            };
            env = env.bind(&parameter.name, value);
        }
        let outer = self.place.replace(knowledge.place.clone());
        let value = match &knowledge.body {
            Some(body) => self.eval(body, &env)?,
            None => Value::Null,
        };
        self.place = outer;
        self.meter.leave();
        self.coerce(value, &knowledge.kind)
    }

    /// Calls a decision service: its decisions are made from the arguments alone.
    pub(crate) fn service(&mut self, index: usize, arguments: Arguments) -> Evaluated {
        let Some(model) = self.model else { return Ok(Value::Null) };
        let Some(service) = model.services.get(index) else { return Ok(Value::Null) };
        let input_names = service.inputs.iter().map(|index| Arc::<str>::from(model.inputs[*index].name.as_str()));
        let decision_names = service.input_decisions.iter().map(|index| model.decisions[*index].variable.clone());
        let names: Vec<Arc<str>> = input_names.chain(decision_names).collect();
        let values = in_order(&names.iter().collect::<Vec<_>>(), arguments, &service.name)?;
        let (mut inputs, mut decisions) = (HashMap::new(), HashMap::new());
        for (at, value) in values.into_iter().enumerate() {
            match service.inputs.get(at) {
                Some(index) => {
                    let value = self.coerce(value, &model.inputs[*index].kind)?;
                    inputs.insert(*index, value);
                }
                None => {
                    let index = service.input_decisions[at - service.inputs.len()];
                    let value = self.coerce(value, &model.decisions[index].kind)?;
                    decisions.insert(index, Some(value));
                }
            }
        }
        self.meter.enter()?;
        let explains = self.session.explains;
        let inner = Session { inputs, decisions, explains, ..Session::default() };
        let outer = std::mem::replace(&mut self.session, inner);
        let mut results = Context::new();
        for index in &service.outputs {
            let value = self.decision(*index)?;
            results.put(model.decisions[*index].variable.clone(), value);
        }
        let inner = std::mem::replace(&mut self.session, outer);
        self.session.reasons.extend(inner.reasons);
        self.session.made.extend(inner.made);
        self.meter.leave();
        let only = results.iter().next().map(|(_, only)| only.clone()).filter(|_| service.outputs.len() == 1);
        let value = only.unwrap_or_else(|| Value::context(results));
        self.coerce(value, &service.kind)
    }
}
