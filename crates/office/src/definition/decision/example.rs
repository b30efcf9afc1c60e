//! Examples of a decision: what is given, what must come out, and whether it does.
//!
//! An example says nothing of the clock: `now()` is null in it. Absent: examples of decisions within the model; they are seen on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::{Limits, Model, Request, Value};
use serde::{Deserialize, Serialize};

use super::{Decision, EVALUATION, Slots};
use crate::definition::memo;

/// One case with what must come out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Example {
    /// What case it is: "The whole site is down".
    pub name: String,
    /// By the names of the inputs, as they would be typed; one that is left out is not known.
    pub inputs: BTreeMap<String, String>,
    /// By the names of the results, as they would be typed.
    pub expected: BTreeMap<String, String>,
}

/// What came out of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub passed: bool,
    /// Label and text of each result.
    pub got: Vec<(String, String)>,
    /// Why it failed, as a sentence; empty where it passed.
    pub why: String,
}

/// Steps that all examples of a decision may use together.
const ALL_STEPS: u64 = 2_000_000;

impl Decision {
    /// What comes out of each example, in their order.
    #[must_use]
    pub fn outcomes(&self) -> Arc<Vec<Outcome>> {
        let examples = serde_json::to_string(&self.examples).expect("examples are texts");
        memo::outcomes(&format!("{}\0{examples}", self.dmn), || self.run())
    }

    fn run(&self) -> Vec<Outcome> {
        let failed = |why: String| Outcome { passed: false, got: Vec::new(), why };
        let model = match self.model() {
            Ok(model) => model,
            Err(why) => return self.examples.iter().map(|_| failed(why.clone())).collect(),
        };
        let slots = self.slots();
        let mut left = ALL_STEPS;
        self.examples.iter().map(|example| outcome(example, &model, &slots, &mut left).unwrap_or_else(failed)).collect()
    }
}

fn outcome(example: &Example, model: &Model, slots: &Slots, left: &mut u64) -> Result<Outcome, String> {
    let top = model.top().ok_or("The model decides nothing.")?;
    let known = |names: &BTreeMap<String, String>, slots: &[super::Slot]| {
        names.keys().find(|name| !slots.iter().any(|slot| slot.name == **name)).cloned()
    };
    if let Some(name) = known(&example.inputs, &slots.inputs) {
        return Err(format!("The decision does not ask for “{name}”."));
    }
    if let Some(name) = known(&example.expected, &slots.outputs) {
        return Err(format!("The decision has no result “{name}”."));
    }
    let inputs = slots.given(&example.inputs).map_err(|wrong| {
        let told = wrong.into_iter().map(|(at, why)| format!("{}: {why}", slots.inputs[at].label));
        told.collect::<Vec<_>>().join(" ")
    })?;
    let limits = Limits { steps: EVALUATION.steps.min(*left), ..EVALUATION };
    let request = Request { inputs, now: None, limits, explain: false };
    let decided = model.decide(top, &request).map_err(|stopped| {
        *left = 0;
        format!("It was not run to its end: {stopped}.")
    })?;
    *left = left.saturating_sub(decided.steps);
    let is_only = slots.outputs.len() == 1;
    let mut wrong = Vec::new();
    for slot in &slots.outputs {
        let text = example.expected.get(&slot.name).map_or("", String::as_str);
        let expected = Value::from_typed(text, &slot.kind).map_err(|why| format!("{}: {why}", slot.label))?;
        let got = slot.value_in(&decided.value, is_only);
        if !got.is_same(&expected) {
            let shown = |value: &Value| match value.to_typed(&slot.kind) {
                nothing if nothing.is_empty() => "nothing".to_owned(),
                text => format!("“{text}”"),
            };
            wrong.push(format!("{} is {}, not {}.", slot.label, shown(&got), shown(&expected)));
        }
    }
    if !wrong.is_empty() {
        wrong.extend(decided.warnings.iter().take(2).map(|warning| format!("{warning}.")));
    }
    let got = slots.told(&decided.value);
    Ok(Outcome { passed: wrong.is_empty(), got, why: wrong.join(" ") })
}
