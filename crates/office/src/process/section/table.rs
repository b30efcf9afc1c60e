//! A decision as its form knows it: columns, rules and examples as rows of texts, and what the buttons of the form do to them.
//!
//! In columns of texts people leave the quotation marks out. What a person did not touch goes back as it was written, to the byte. Absent:
//! models that are made by anything other than a table, of which only the name, the question and the examples are edited.

mod act;
mod rows;

use std::collections::BTreeMap;

use feel::{Sheet, quoted, unquoted};

use crate::config::limits;
use crate::definition::decision::Slots;
use crate::definition::decision::words::{names, shown, written};
use crate::definition::{Decision, Definition, Example};
use crate::failure::{Failure, Refusal};

/// Columns of a table that is edited here.
pub const COLUMNS: usize = 30;
/// Rules of a table that is edited here.
pub const RULES: usize = 300;
/// Examples of a decision.
pub const EXAMPLES: usize = 200;
/// The longest cell, characters.
const CELL_CHARS: usize = 4_000;

/// One example as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    /// One text for each input that the form shows, in their order.
    pub inputs: Vec<String>,
    /// One text for each result that the form shows.
    pub expected: Vec<String>,
}

/// A decision as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub name: String,
    pub question: String,
    /// The table with its cells as they are typed; none where the model is made by something else.
    pub sheet: Option<Sheet>,
    /// Names of the inputs and of the results that the examples are about.
    pub asked: Vec<String>,
    pub answered: Vec<String>,
    pub cases: Vec<Case>,
}

/// The list of values of a column as people read it.
fn listed(kind: &str, allowed: &str) -> String {
    if kind == "string" { unquoted(allowed, &[], true) } else { allowed.to_owned() }
}

impl Filled {
    /// The decision as it stands.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        let Slots { inputs, outputs } = decision.slots();
        let answer = |texts: &BTreeMap<String, String>, name: &str| texts.get(name).cloned().unwrap_or_default();
        let cases = decision.examples.iter().map(|one| Case {
            name: one.name.clone(),
            inputs: inputs.iter().map(|slot| answer(&one.inputs, &slot.name)).collect(),
            expected: outputs.iter().map(|slot| answer(&one.expected, &slot.name)).collect(),
        });
        Self {
            name: decision.name.clone(),
            question: decision.question.clone(),
            sheet: decision.table().map(|(_, sheet)| as_typed(&sheet)),
            cases: cases.collect(),
            asked: inputs.into_iter().map(|slot| slot.name).collect(),
            answered: outputs.into_iter().map(|slot| slot.name).collect(),
        }
    }

    /// The decision that the form makes out of `base`.
    ///
    /// # Errors
    /// When the model of the base cannot take the table.
    pub fn decision(&self, base: &Decision) -> Result<Decision, Failure> {
        let mut decision = Decision { name: self.name.clone(), question: self.question.clone(), ..base.clone() };
        let mut renamed: BTreeMap<&str, String> = BTreeMap::new();
        if let (Some(typed), Some((id, old))) = (&self.sheet, base.table()) {
            let sheet = as_written(typed, &old);
            decision.dmn = sheet
                .write_into(&base.dmn, &id)
                .map_err(|error| Failure::refused(format!("The table cannot be written: {error}.")))?;
            for new in &sheet.inputs {
                let was = old.inputs.iter().find(|one| one.id == new.id && one.expression != new.expression);
                let name = was.and_then(|was| self.asked.iter().find(|asked| **asked == was.expression.trim()));
                renamed.extend(name.map(|name| (name.as_str(), new.expression.trim().to_owned())));
            }
            for new in &sheet.outputs {
                let was = old.outputs.iter().find(|one| one.id == new.id && one.name != new.name);
                let name = was.and_then(|was| self.answered.iter().find(|name| **name == was.name.trim()));
                renamed.extend(name.map(|name| (name.as_str(), new.name.trim().to_owned())));
            }
        }
        let named = |names: &[String], texts: &[String]| -> BTreeMap<String, String> {
            let said = names.iter().zip(texts).filter(|(_, text)| !text.trim().is_empty());
            said.map(|(name, text)| (renamed.get(name.as_str()).unwrap_or(name).clone(), text.trim().to_owned()))
                .collect()
        };
        let said = |case: &&Case| {
            !case.name.trim().is_empty() || case.inputs.iter().chain(&case.expected).any(|text| !text.trim().is_empty())
        };
        decision.examples = self
            .cases
            .iter()
            .filter(said)
            .map(|case| Example {
                name: case.name.trim().to_owned(),
                inputs: named(&self.asked, &case.inputs),
                expected: named(&self.answered, &case.expected),
            })
            .collect();
        for (example, old) in decision.examples.iter_mut().zip(&base.examples) {
            keep_unseen(example, old, self);
        }
        Ok(decision)
    }

    /// Writes the form into a definition.
    ///
    /// # Errors
    /// When the decision is gone, or everything that cannot be understood.
    pub fn write(&self, definition: &mut Definition, key: &str) -> Result<(), Failure> {
        let complaints = self.complaints();
        if !complaints.is_empty() {
            return Err(Failure::Refused(complaints));
        }
        let Some(base) = definition.decisions.get(key) else {
            let sentence = "The process has no such decision any more. Open the list of decisions again.";
            return Err(Failure::refused(sentence));
        };
        let decision = self.decision(base)?;
        definition.decisions.insert(key.to_owned(), decision);
        Ok(())
    }

    fn complaints(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (field, label, text) in [("name", "The name", &self.name), ("question", "The question", &self.question)] {
            if text.chars().count() > limits::LINE_CHARS || text.chars().any(char::is_control) {
                let most = limits::LINE_CHARS;
                refusals.push(Refusal::at(field, format!("{label} must be one line of at most {most} characters.")));
            }
        }
        if self.cases.len() > EXAMPLES {
            refusals.push(Refusal::because(format!("At most {EXAMPLES} examples fit here.")));
        }
        let Some(sheet) = &self.sheet else { return refusals };
        if sheet.rules.len() > RULES || sheet.inputs.len() + sheet.outputs.len() > COLUMNS {
            let sentence = format!(
                "A table here has at most {RULES} rules and {COLUMNS} columns. Edit a larger one in a modelling tool and bring its file in."
            );
            refusals.push(Refusal::because(sentence));
        }
        if sheet.outputs.is_empty() {
            refusals.push(Refusal::because("A table needs at least one result."));
        }
        let heads = sheet.inputs.iter().flat_map(|one| [&one.label, &one.expression, &one.allowed]);
        let results = sheet.outputs.iter().flat_map(|one| [&one.label, &one.name, &one.allowed, &one.default]);
        let rules = sheet.rules.iter().flat_map(|rule| rule.inputs.iter().chain(&rule.outputs).chain([&rule.note]));
        let cases = self.cases.iter().flat_map(|one| one.inputs.iter().chain(&one.expected).chain([&one.name]));
        for text in heads.chain(results).chain(rules).chain(cases) {
            let start: String = text.chars().filter(|letter| !letter.is_control()).take(30).collect();
            if text.chars().count() > CELL_CHARS {
                refusals.push(Refusal::because(format!(
                    "“{start}…” is too long: at most {CELL_CHARS} characters fit into a cell."
                )));
            } else if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
                refusals.push(Refusal::because(format!("“{start}…” contains control characters. Please remove them.")));
            }
        }
        refusals.truncate(10);
        refusals
    }
}

/// What an example says about inputs and results that the form does not show stays.
fn keep_unseen(example: &mut Example, old: &Example, form: &Filled) {
    if example.name != old.name {
        return;
    }
    for (name, text) in old.inputs.iter().filter(|(name, _)| !form.asked.contains(name)) {
        example.inputs.entry(name.clone()).or_insert_with(|| text.clone());
    }
    for (name, text) in old.expected.iter().filter(|(name, _)| !form.answered.contains(name)) {
        example.expected.entry(name.clone()).or_insert_with(|| text.clone());
    }
}

/// A table with its cells as people type them.
fn as_typed(sheet: &Sheet) -> Sheet {
    let mut typed = sheet.clone();
    for input in &mut typed.inputs {
        input.allowed = listed(&input.kind, &input.allowed);
    }
    for output in &mut typed.outputs {
        output.allowed = listed(&output.kind, &output.allowed);
        if output.kind == "string" {
            output.default = unquoted(&output.default, &names(sheet), false);
        }
    }
    for (rule, old) in typed.rules.iter_mut().zip(&sheet.rules) {
        let count = old.inputs.len();
        rule.inputs = old.inputs.iter().enumerate().map(|(at, cell)| shown(sheet, at, cell)).collect();
        rule.outputs = old.outputs.iter().enumerate().map(|(at, cell)| shown(sheet, count + at, cell)).collect();
    }
    typed
}

/// A table as FEEL has it: what nobody touched as it was written in `old`.
fn as_written(typed: &Sheet, old: &Sheet) -> Sheet {
    let before = as_typed(old);
    let text = |cell: &str, kind: &str, is_input: bool| written(typed, kind, cell, is_input);
    let values =
        |typed: &str, kind: &str| if kind == "string" { quoted(typed, &[], true) } else { typed.trim().to_owned() };
    let mut sheet = typed.clone();
    for input in &mut sheet.inputs {
        let known = before.inputs.iter().zip(&old.inputs).find(|(_, one)| one.id == input.id);
        input.allowed = match known {
            Some((shown, one)) if shown.allowed == input.allowed.trim() && one.kind == input.kind => {
                one.allowed.clone()
            }
            _ => values(&input.allowed, &input.kind),
        };
        trim(&mut [&mut input.label, &mut input.expression]);
    }
    for output in &mut sheet.outputs {
        let known =
            before.outputs.iter().zip(&old.outputs).find(|(_, one)| one.id == output.id && one.kind == output.kind);
        output.allowed = match known {
            Some((shown, one)) if shown.allowed == output.allowed.trim() => one.allowed.clone(),
            _ => values(&output.allowed, &output.kind),
        };
        output.default = match known {
            Some((shown, one)) if shown.default == output.default.trim() => one.default.clone(),
            _ => text(&output.default, &output.kind, false),
        };
        trim(&mut [&mut output.label, &mut output.name]);
    }
    for rule in &mut sheet.rules {
        let known = before.rules.iter().zip(&old.rules).find(|(_, one)| one.id == rule.id);
        for (at, cell) in rule.inputs.iter_mut().enumerate() {
            let column = &typed.inputs[at];
            let place = old.inputs.iter().position(|one| one.id == column.id && one.kind == column.kind);
            let kept = place.zip(known).filter(|(place, (shown, _))| shown.inputs[*place] == cell.trim());
            *cell = kept.map_or_else(|| text(cell, &column.kind, true), |(place, (_, one))| one.inputs[place].clone());
        }
        for (at, cell) in rule.outputs.iter_mut().enumerate() {
            let column = &typed.outputs[at];
            let place = old.outputs.iter().position(|one| one.id == column.id && one.kind == column.kind);
            let kept = place.zip(known).filter(|(place, (shown, _))| shown.outputs[*place] == cell.trim());
            *cell =
                kept.map_or_else(|| text(cell, &column.kind, false), |(place, (_, one))| one.outputs[place].clone());
        }
        trim(&mut [&mut rule.note]);
    }
    sheet
}

fn trim(texts: &mut [&mut String]) {
    for text in texts {
        if text.trim() != text.as_str() {
            **text = text.trim().to_owned();
        }
    }
}

#[cfg(test)]
pub(in crate::process) mod tests;
