//! Test cases in the format of the DMN TCK: read, run against a model, compared.
//!
//! Absent: files; the caller finds and reads them. Source: dmn-tck/tck, `TestCases/testCases.xsd`.

mod compare;
mod read;

use crate::dmn::{Decided, Model, Request};
use crate::limits::Limits;
use crate::temporal::DateTime;
use crate::value::{Context, Value};

/// What a case calls.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Decisions,
    Knowledge(String),
    Service(String),
}

/// One result that a case expects.
#[derive(Clone, Debug)]
struct Expected {
    name: String,
    value: Value,
    /// The value may also be null because of an error.
    error: bool,
}

/// One case: inputs and the results expected of them.
#[derive(Clone, Debug)]
struct Case {
    id: String,
    target: Target,
    inputs: Context,
    expected: Vec<Expected>,
}

/// The cases of one file.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The name of the model's file.
    pub model: String,
    cases: Vec<Case>,
}

/// How one expected result came out.
#[derive(Clone, Debug)]
pub struct Check {
    /// The case's id.
    pub case: String,
    /// The decision, or what else was called.
    pub name: String,
    /// Why it failed; none when it passed.
    pub failure: Option<String>,
}

impl Suite {
    /// Runs all cases; one check for each expected result.
    #[must_use]
    pub fn run(&self, model: &Model, now: &DateTime, limits: Limits) -> Vec<Check> {
        self.cases.iter().flat_map(|case| case.run(model, now, limits)).collect()
    }
}

impl Case {
    fn run(&self, model: &Model, now: &DateTime, limits: Limits) -> Vec<Check> {
        let request = Request { inputs: self.inputs.clone(), now: Some(now.clone()), limits, explain: false };
        let check = |expected: &Expected| Check {
            case: self.id.clone(),
            name: expected.name.clone(),
            failure: self.failure(expected, model, &request),
        };
        self.expected.iter().map(check).collect()
    }

    fn failure(&self, expected: &Expected, model: &Model, request: &Request) -> Option<String> {
        let decided = match self.call(&expected.name, model, request) {
            Ok(decided) => decided,
            Err(why) => return Some(why),
        };
        let actual = match (&decided.value, &self.target) {
            // A service of several decisions answers with all; a result names one of them.
            (Value::Context(context), Target::Service(_)) if context.get(&expected.name).is_some() => {
                context.get(&expected.name).cloned().unwrap_or_default()
            }
            (value, _) => value.clone(),
        };
        if compare::same(&actual, &expected.value) || expected.error && matches!(actual, Value::Null) {
            return None;
        }
        let mut why = format!("expected {}, but the result is {actual}", expected.value);
        if let Some(warning) = decided.warnings.first() {
            why.push_str(&format!(" ({warning})"));
        }
        Some(why)
    }

    fn call(&self, name: &str, model: &Model, request: &Request) -> Result<Decided, String> {
        let called = match &self.target {
            Target::Decisions => match model.decision(name) {
                Some(decision) => model.decide(decision, request).map(Some),
                None => model.serve(name, request),
            },
            Target::Knowledge(knowledge) => model.invoke(knowledge, request),
            Target::Service(service) => model.serve(service, request),
        };
        match called {
            Ok(Some(decided)) => Ok(decided),
            Ok(None) => Err(format!("the model has no decision \"{name}\"")),
            Err(exceeded) => Err(exceeded.to_string()),
        }
    }
}
