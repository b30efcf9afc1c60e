//! What changed in the decisions: which came and went, their words, their columns, rules and hit policies one by one, their examples.
//!
//! A rule keeps its identity by its id, so that a rule that moved is not told as removed and added. Absent: what is made by anything
//! other than a table, which is told as a whole.

use std::collections::BTreeSet;

use feel::{HitPolicy, Logic, Made, Sheet, SheetInput, SheetOutput, SheetRule};
use serde_json::Value;

use super::{Changes, Rule, Target, short, told};
use crate::definition::entries::EXAMPLES;
use crate::definition::{Decision, Definition};

/// The same part of two versions.
type Pair<'a, T> = (&'a T, &'a T);

impl Changes {
    pub(super) fn decisions(&mut self, old: &Definition, new: &Definition) {
        let keys: BTreeSet<&String> = old.decisions.keys().chain(new.decisions.keys()).collect();
        for key in keys {
            let first = self.0.len();
            match (old.decisions.get(key), new.decisions.get(key)) {
                (Some(was), None) => self.said(Rule::Method, format!("Decision removed: “{}”.", short(was.title(key)))),
                (None, Some(is)) => self.said(Rule::Method, format!("Decision added: “{}”.", short(is.title(key)))),
                (Some(was), Some(is)) => self.decision(key, (was, is)),
                (None, None) => {}
            }
            for change in &mut self.0[first..] {
                change.target = Target::Decision(key.clone());
            }
        }
    }

    /// A change whose target is the decision that is being compared.
    fn said(&mut self, rule: Rule, sentence: String) {
        self.add(Target::Field("decisions"), rule, sentence);
    }

    fn decision(&mut self, key: &str, (was, is): Pair<'_, Decision>) {
        let within = format!("Decision “{}”: ", short(was.title(key)));
        for (part, old, new) in [("name", &was.name, &is.name), ("question", &was.question, &is.question)] {
            if old != new {
                self.said(Rule::Wording, told(&format!("{within}the {part}"), old, new));
            }
        }
        if was.dmn != is.dmn {
            self.model(&within, (was, is));
        }
        let document = |one: &Decision| serde_json::to_value(one).unwrap_or(Value::Null);
        self.list(&EXAMPLES, &within, &document(was), &document(is));
    }

    fn model(&mut self, within: &str, (was, is): Pair<'_, Decision>) {
        let (old, new) = (was.made(), is.made());
        let before = self.0.len();
        if old.is_empty() || new.is_empty() {
            let sentence = match (was.dmn.trim().is_empty(), is.dmn.trim().is_empty()) {
                (true, _) => "the model was added.",
                (_, true) => "the model was removed.",
                _ => "the model was replaced; one of the two cannot be read.",
            };
            self.said(Rule::Method, format!("{within}{sentence}"));
            return;
        }
        let is_only = old.len() == 1 && new.len() == 1;
        for made in old.iter() {
            let lead = if is_only { within.to_owned() } else { format!("{within}“{}”: ", short(&made.name)) };
            match new.iter().find(|one| one.id == made.id) {
                Some(other) => self.logic(&lead, (made, other)),
                None => self.said(Rule::Method, format!("{within}“{}” is no longer decided.", short(&made.name))),
            }
        }
        for made in new.iter().filter(|made| old.iter().all(|one| one.id != made.id)) {
            self.said(Rule::Method, format!("{within}“{}” is decided too now.", short(&made.name)));
        }
        if self.0.len() > before {
            return;
        }
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        if bare(&was.dmn) == bare(&is.dmn) {
            self.said(Rule::Wording, format!("{within}the model’s file was written anew; nothing in it changed."));
        } else {
            let sentence = "the model changed beside its tables: types, functions, requirements or its drawing.";
            self.said(Rule::Method, format!("{within}{sentence}"));
        }
    }

    fn logic(&mut self, lead: &str, (was, is): Pair<'_, Made>) {
        match (&was.logic, &is.logic) {
            (old, new) if old == new => {}
            (Logic::Table(old), Logic::Table(new)) => self.sheet(lead, (old, new)),
            (Logic::Expression(old), Logic::Expression(new)) => {
                self.said(Rule::Method, told(&format!("{lead}the expression"), old, new));
            }
            _ => self.said(Rule::Method, format!("{lead}it is made in another way than before.")),
        }
    }

    fn sheet(&mut self, lead: &str, (old, new): Pair<'_, Sheet>) {
        let policy = |sheet: &Sheet| {
            let together = sheet.aggregation.map_or(String::new(), |one| format!(" {}", one.name()));
            format!("{}{together}", sheet.hit_policy.name())
        };
        if policy(old) != policy(new) {
            self.said(Rule::Method, told(&format!("{lead}the hit policy"), &policy(old), &policy(new)));
        }
        self.inputs(lead, (old, new));
        self.outputs(lead, (old, new));
        self.rules(lead, (old, new));
    }

    fn inputs(&mut self, lead: &str, (old, new): Pair<'_, Sheet>) {
        for one in old.inputs.iter().filter(|one| new.inputs.iter().all(|other| other.id != one.id)) {
            self.said(Rule::Method, format!("{lead}“{}” is no longer asked.", short(one.heading())));
        }
        for is in &new.inputs {
            let Some(was) = old.inputs.iter().find(|one| one.id == is.id) else {
                self.said(Rule::Method, format!("{lead}“{}” is asked too now.", short(is.heading())));
                continue;
            };
            let part = |one: fn(&SheetInput) -> &String| (one(was).as_str(), one(is).as_str());
            let named = format!("{lead}input “{}”: the ", short(was.heading()));
            self.column(&named, "label", Rule::Wording, part(|one| &one.label));
            self.column(&named, "expression", Rule::Method, part(|one| &one.expression));
            self.column(&named, "type", Rule::Method, part(|one| &one.kind));
            self.column(&named, "set of allowed values", Rule::Method, part(|one| &one.allowed));
        }
    }

    fn outputs(&mut self, lead: &str, (old, new): Pair<'_, Sheet>) {
        for one in old.outputs.iter().filter(|one| new.outputs.iter().all(|other| other.id != one.id)) {
            self.said(Rule::Method, format!("{lead}“{}” is no longer answered.", short(one.heading())));
        }
        for is in &new.outputs {
            let Some(was) = old.outputs.iter().find(|one| one.id == is.id) else {
                self.said(Rule::Method, format!("{lead}“{}” is answered too now.", short(is.heading())));
                continue;
            };
            let part = |one: fn(&SheetOutput) -> &String| (one(was).as_str(), one(is).as_str());
            let named = format!("{lead}output “{}”: the ", short(was.heading()));
            self.column(&named, "label", Rule::Wording, part(|one| &one.label));
            self.column(&named, "name", Rule::Method, part(|one| &one.name));
            self.column(&named, "type", Rule::Method, part(|one| &one.kind));
            self.column(&named, "set of values", Rule::Method, part(|one| &one.allowed));
            self.column(&named, "result of no rule", Rule::Method, part(|one| &one.default));
        }
    }

    fn column(&mut self, named: &str, what: &str, rule: Rule, (was, is): (&str, &str)) {
        if was != is {
            self.said(rule, told(&format!("{named}{what}"), was, is));
        }
    }

    fn rules(&mut self, lead: &str, (old, new): Pair<'_, Sheet>) {
        for (at, one) in old.rules.iter().enumerate() {
            if new.rules.iter().all(|other| other.id != one.id) {
                self.said(Rule::Method, format!("{lead}rule {} was removed: {}.", at + 1, short(&sentence(old, one))));
            }
        }
        for (at, is) in new.rules.iter().enumerate() {
            let Some(was) = old.rules.iter().find(|one| one.id == is.id) else {
                self.said(Rule::Method, format!("{lead}rule {} was added: {}.", at + 1, short(&sentence(new, is))));
                continue;
            };
            let (before, after) = (sentence(old, was), sentence(new, is));
            let had_same_cells = (&was.inputs, &was.outputs) == (&is.inputs, &is.outputs);
            if before != after && !had_same_cells {
                self.said(Rule::Method, told(&format!("{lead}rule {}", at + 1), &before, &after));
            }
            if was.note != is.note {
                self.said(Rule::Wording, told(&format!("{lead}the note at rule {}", at + 1), &was.note, &is.note));
            }
        }
        let kept = |sheet: &Sheet, other: &Sheet| -> Vec<String> {
            let ids = sheet.rules.iter().map(|one| one.id.clone());
            ids.filter(|id| other.rules.iter().any(|one| one.id == *id)).collect()
        };
        if kept(old, new) != kept(new, old) {
            let counts = matches!(new.hit_policy, HitPolicy::First | HitPolicy::RuleOrder | HitPolicy::Collect);
            let rule = if counts { Rule::Method } else { Rule::Order };
            self.said(rule, format!("{lead}the order of the rules changed."));
        }
    }
}

/// A rule as a sentence: "impact is "high": priority "P1"".
pub(in crate::definition) fn sentence(sheet: &Sheet, rule: &SheetRule) -> String {
    let is_any = |cell: &str| cell.trim().is_empty() || cell.trim() == "-";
    let asked = sheet.inputs.iter().zip(&rule.inputs).filter(|(_, cell)| !is_any(cell));
    let asked: Vec<String> = asked.map(|(column, cell)| format!("{} {}", column.heading(), cell.trim())).collect();
    let answered = sheet.outputs.iter().zip(&rule.outputs);
    let answered: Vec<String> =
        answered.map(|(column, cell)| format!("{} {}", column.heading(), cell.trim()).trim().to_owned()).collect();
    let asked = if asked.is_empty() { "always".to_owned() } else { asked.join(", ") };
    format!("{asked} → {}", answered.join(", "))
}
