//! Making a decision: inputs in, the result out, with what is to be said about it.
//!
//! Absent: the caller's clock; the time is an argument. Source: DMN 1.5 §10.4.

use std::sync::Arc;

use super::model::{Input, Model};
use super::table::HitPolicy;
use crate::evaluate::call::Arguments;
use crate::evaluate::{Evaluator, Fault, Place, Problem, Warning};
use crate::json::JsonError;
use crate::limits::{Exceeded, Limits};
use crate::temporal::DateTime;
use crate::types::Type;
use crate::value::{Context, Value};

/// What one decision is made from.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Values of inputs by name; those of an imported model in a context of the import's name, or by their own name.
    pub inputs: Context,
    /// What `now()` and `today()` give.
    pub now: Option<DateTime>,
    pub limits: Limits,
    /// Collect why each table decided as it did.
    pub explain: bool,
}

/// Why a decision table gave its result.
#[derive(Clone, Debug)]
pub struct Why {
    /// The decision or business knowledge model whose table it is.
    pub element: String,
    pub hit_policy: HitPolicy,
    /// Label and value of each input column.
    pub inputs: Vec<(String, Value)>,
    /// Numbers of the rules that matched, from 1.
    pub rules: Vec<usize>,
    /// For each rule and each input column, whether the value passes the test of the cell.
    pub tests: Vec<Vec<bool>>,
}

/// A decision that was made.
#[derive(Clone, Debug)]
pub struct Decided {
    pub value: Value,
    /// Why parts of it are null.
    pub warnings: Vec<Warning>,
    /// The tables that were asked, in the order of their answers; only when an explanation was wanted.
    pub reasons: Vec<Why>,
    /// Names and results of the decisions that were made, each after those that it requires; only when an explanation was wanted.
    pub made: Vec<(String, Value)>,
    /// What the evaluation used of [`Limits::steps`].
    pub steps: u64,
}

impl Model {
    /// Makes a decision, by its place among the decisions.
    ///
    /// # Errors
    /// The evaluation needs more than the limits grant.
    pub fn decide(&self, decision: usize, request: &Request) -> Result<Decided, Exceeded> {
        let mut evaluator = self.evaluator(request)?;
        let value = evaluator.decision(decision)?;
        Ok(decided(value, evaluator))
    }

    /// Calls a decision service by its name, with its inputs by name; none when there is no such service.
    ///
    /// # Errors
    /// The evaluation needs more than the limits grant.
    pub fn serve(&self, service: &str, request: &Request) -> Result<Option<Decided>, Exceeded> {
        let Some(index) = self.service_named(service) else { return Ok(None) };
        let service = &self.services[index];
        let inputs = service.inputs.iter().map(|index| self.inputs[*index].name.as_str());
        let decisions = service.input_decisions.iter().map(|index| self.decisions[*index].name.as_str());
        let names: Vec<&str> = inputs.chain(decisions).collect();
        let arguments = Arguments::InOrder(arguments(&names, &request.inputs));
        let mut evaluator = self.evaluator(request)?;
        let evaluated = evaluator.service(index, arguments);
        settled(evaluated, evaluator).map(Some)
    }

    /// Calls a business knowledge model by its name, with its parameters by name; none when there is no such model.
    ///
    /// # Errors
    /// The evaluation needs more than the limits grant.
    pub fn invoke(&self, knowledge: &str, request: &Request) -> Result<Option<Decided>, Exceeded> {
        let Some(index) = self.knowledge_named(knowledge) else { return Ok(None) };
        let names: Vec<&str> = self.knowledge[index].parameters.iter().map(|parameter| &*parameter.name).collect();
        let arguments = Arguments::InOrder(arguments(&names, &request.inputs));
        let mut evaluator = self.evaluator(request)?;
        let evaluated = evaluator.knowledge(index, arguments);
        settled(evaluated, evaluator).map(Some)
    }

    /// Inputs from JSON: texts become dates, times and durations where the types of the inputs ask for them.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn inputs_from_json(&self, text: &str) -> Result<Context, JsonError> {
        let Value::Context(given) = Value::from_json(text)? else {
            return Err(JsonError { line: 1, column: 1, message: "the inputs must be a JSON object" });
        };
        let kind = |name: &str| {
            let input = self.inputs.iter().find(|input| input.name == name && input.import.is_none());
            input.map_or(&Type::Any, |input| &input.kind)
        };
        let mut inputs: Context =
            given.iter().map(|(name, value)| (name.clone(), value.clone().typed(kind(name)))).collect();
        for input in self.inputs.iter().filter(|input| input.import.is_some()) {
            let import = input.import.as_ref().expect("just asked");
            if let Some(Value::Context(inner)) = inputs.get(import).cloned()
                && let Some(value) = inner.get(&input.name)
            {
                let mut inner = (*inner).clone();
                inner.put(input.name.as_str().into(), value.clone().typed(&input.kind));
                inputs.put(import.clone(), Value::context(inner));
            }
        }
        Ok(inputs)
    }

    /// An evaluator that has the inputs, each of its type.
    fn evaluator(&self, request: &Request) -> Result<Evaluator<'_>, Exceeded> {
        let mut evaluator = Evaluator::new(request.limits, request.now.clone(), Some(self));
        evaluator.session.explains = request.explain;
        for (index, input) in self.inputs.iter().enumerate() {
            let Some(value) = given(input, &request.inputs) else { continue };
            let place = Place { element: input.name.clone(), part: Some("input".to_owned()), ..Place::default() };
            evaluator.place = Some(Arc::new(place));
            let value = match evaluator.coerce(value, &input.kind) {
                Ok(value) => value,
                Err(Fault::Stop(exceeded)) => return Err(exceeded),
                Err(Fault::Null(problem)) => {
                    evaluator.warn(problem, None);
                    Value::Null
                }
            };
            evaluator.session.inputs.insert(index, value);
        }
        evaluator.place = None;
        self.given_decisions(&mut evaluator, &request.inputs);
        Ok(evaluator)
    }

    /// A caller may also say what a decision without logic results in.
    fn given_decisions(&self, evaluator: &mut Evaluator<'_>, inputs: &Context) {
        for (index, decision) in self.decisions.iter().enumerate().filter(|(_, decision)| decision.logic.is_none()) {
            if let Some(value) = inputs.get(&decision.name) {
                evaluator.session.decisions.insert(index, Some(value.clone()));
            }
        }
    }
}

fn given(input: &Input, inputs: &Context) -> Option<Value> {
    if let Some(import) = &input.import
        && let Some(Value::Context(inner)) = inputs.get(import)
        && let Some(value) = inner.get(&input.name)
    {
        return Some(value.clone());
    }
    inputs.get(&input.name).cloned()
}

fn arguments(names: &[&str], inputs: &Context) -> Vec<Value> {
    names.iter().map(|name| inputs.get(name).cloned().unwrap_or_default()).collect()
}

fn decided(value: Value, evaluator: Evaluator<'_>) -> Decided {
    let steps = evaluator.meter.used();
    let (reasons, made) = (evaluator.session.reasons, evaluator.session.made);
    Decided { value, warnings: evaluator.warnings, reasons, made, steps }
}

fn settled(evaluated: Result<Value, Fault>, mut evaluator: Evaluator<'_>) -> Result<Decided, Exceeded> {
    let value = match evaluated {
        Ok(value) => value,
        Err(Fault::Stop(exceeded)) => return Err(exceeded),
        Err(Fault::Null(problem)) => {
            let problem: Problem = problem;
            evaluator.warn(problem, None);
            Value::Null
        }
    };
    Ok(decided(value, evaluator))
}
