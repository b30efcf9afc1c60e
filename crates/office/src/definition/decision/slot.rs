//! What a decision asks and answers, as fields to fill in and to read.
//!
//! Absent: the decisions on the way, whose results are shown but not asked for. Source: DMN 1.5 §6.3.

use std::collections::BTreeMap;

use feel::{Context, Logic, Model, Sheet, Type, Value};

use super::Decision;

/// One thing that is asked or answered.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The name by which the model knows it.
    pub name: String,
    /// What people read.
    pub label: String,
    pub kind: Type,
    /// The texts that can be chosen, where the table lists them.
    pub choices: Vec<String>,
}

/// Everything that is asked and answered.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    pub inputs: Vec<Slot>,
    pub outputs: Vec<Slot>,
}

/// The name of the answer where the table gives it none.
pub(super) const RESULT: &str = "result";

impl Decision {
    /// What the decision asks and answers; nothing where its model cannot be read.
    #[must_use]
    pub fn slots(&self) -> Slots {
        let Ok(model) = self.model() else { return Slots::default() };
        let Some(top) = model.top() else { return Slots::default() };
        let tables: Vec<Sheet> = self
            .made()
            .iter()
            .filter_map(|one| match &one.logic {
                Logic::Table(sheet) => Some(sheet.clone()),
                _ => None,
            })
            .collect();
        let inputs = model.needs(top).into_iter().map(|at| input(&model, at, &tables)).collect();
        let outputs = match self.table() {
            Some((_, sheet)) if sheet.is_single() => outputs(&sheet),
            _ => {
                let decision = &model.decisions()[top];
                let (name, label) = (RESULT.to_owned(), decision.name.clone());
                vec![Slot { name, label, kind: decision.plain_kind().clone(), choices: Vec::new() }]
            }
        };
        Slots { inputs, outputs }
    }
}

fn input(model: &Model, at: usize, tables: &[Sheet]) -> Slot {
    let input = &model.inputs()[at];
    let column = tables.iter().flat_map(|sheet| &sheet.inputs).find(|column| column.expression.trim() == input.name);
    let kind = match (input.plain_kind(), column) {
        (Type::Any, Some(column)) => Type::named(&column.kind).unwrap_or_default(),
        (kind, _) => kind.clone(),
    };
    Slot {
        label: column.map_or(input.name.as_str(), feel::SheetInput::heading).to_owned(),
        choices: column.map(|column| choices(&column.allowed)).unwrap_or_default(),
        name: input.name.clone(),
        kind,
    }
}

fn outputs(sheet: &Sheet) -> Vec<Slot> {
    let name = |name: &str| if name.trim().is_empty() { RESULT.to_owned() } else { name.trim().to_owned() };
    let slot = |one: &feel::SheetOutput| Slot {
        name: name(&one.name),
        label: if one.heading().is_empty() { "Result".to_owned() } else { one.heading().to_owned() },
        kind: Type::named(&one.kind).unwrap_or_default(),
        choices: choices(&one.allowed),
    };
    sheet.outputs.iter().map(slot).collect()
}

/// The texts that a column lists; none where it lists anything else.
fn choices(allowed: &str) -> Vec<String> {
    let plain = feel::unquoted(allowed, &[], true);
    if plain.is_empty() || plain == allowed { Vec::new() } else { plain.split(", ").map(str::to_owned).collect() }
}

impl Slot {
    /// The parts of a result by the slots: those of a context by their names, or the result itself.
    pub(super) fn value_in(&self, result: &Value, is_only: bool) -> Value {
        match result {
            Value::Context(entries) if !is_only => entries.get(&self.name).cloned().unwrap_or_default(),
            value if is_only => value.clone(),
            _ => Value::Null,
        }
    }
}

impl Slots {
    /// The inputs as they were typed, by their names.
    ///
    /// # Errors
    /// The place of each input that is not of its type, with a sentence.
    pub fn given(&self, typed: &BTreeMap<String, String>) -> Result<Context, Vec<(usize, String)>> {
        let mut context = Context::new();
        let mut wrong = Vec::new();
        for (at, slot) in self.inputs.iter().enumerate() {
            let text = typed.get(&slot.name).map_or("", String::as_str);
            match Value::from_typed(text, &slot.kind) {
                Ok(Value::Null) => {}
                Ok(value) => context.put(slot.name.as_str().into(), value),
                Err(why) => wrong.push((at, why)),
            }
        }
        if wrong.is_empty() { Ok(context) } else { Err(wrong) }
    }

    /// A result as people read it, one line for each slot: label and text.
    #[must_use]
    pub fn told(&self, result: &Value) -> Vec<(String, String)> {
        let is_only = self.outputs.len() == 1;
        let line = |slot: &Slot| (slot.label.clone(), slot.value_in(result, is_only).to_typed(&slot.kind));
        self.outputs.iter().map(line).collect()
    }
}
