//! Two people's edits of the decisions: each is kept or removed as a whole; its words, its examples, and the rules of its table are
//! brought together one by one.
//!
//! Rules are brought together where the columns stayed the same; where anything else of a model was changed by both, the model is one
//! part. Absent: what a decision is (`decision`).

use std::collections::BTreeSet;

use feel::{Logic, Sheet, SheetRule};
use serde_json::{Map, Value};

use super::{Merge, Within, order, rows};
use crate::definition::diff::sentence;
use crate::definition::entries::{EXAMPLES, words};
use crate::definition::merge::Stands;

/// Base, mine and theirs.
type Three<T> = [T; 3];

impl Merge<'_> {
    pub(super) fn decisions(&mut self, versions: Three<Option<&Value>>) -> Value {
        let decisions = versions.map(rows);
        let keys: BTreeSet<&String> = decisions.iter().flat_map(|all| all.keys()).collect();
        let mut merged = Map::new();
        for key in keys {
            let each = decisions.each_ref().map(|all| all.get(key).cloned().map(Value::Object));
            if let Some(decision) = self.decision(key, each) {
                merged.insert(key.clone(), decision);
            }
        }
        Value::Object(merged)
    }

    fn decision(&mut self, key: &str, versions: Three<Option<Value>>) -> Option<Value> {
        let name = versions.iter().rev().flatten().map(|one| words(one.get("name"))).find(|text| !text.is_empty());
        let label = format!("Decision “{}”", name.as_deref().unwrap_or(key));
        let [_, Some(_), Some(_)] = &versions else {
            let part = || (format!("decisions/{key}"), label.clone());
            return self.choose(versions.each_ref().map(Option::as_ref), part).cloned();
        };
        let mut merged = Map::new();
        for name in ["name", "question"] {
            let values = versions.each_ref().map(|one| one.as_ref()?.get(name));
            let part = || (format!("decisions/{key}/{name}"), format!("{label}: {name}"));
            if let Some(value) = self.choose(values, part) {
                merged.insert(name.to_owned(), value.clone());
            }
        }
        let texts = versions.each_ref().map(|one| words(one.as_ref().and_then(|one| one.get("dmn"))));
        merged.insert("dmn".to_owned(), Value::String(self.model(key, &label, texts.each_ref().map(String::as_str))));
        let within = Within { path: format!("decisions/{key}/examples"), words: format!("{label}: ") };
        let examples = self.list(&EXAMPLES, within, &versions.map(Option::unwrap_or_default));
        merged.insert("examples".to_owned(), examples);
        Some(Value::Object(merged))
    }

    fn model(&mut self, key: &str, label: &str, texts: Three<&str>) -> String {
        let [base, mine, theirs] = texts;
        if mine == base || mine == theirs {
            return theirs.to_owned();
        }
        if theirs == base {
            return mine.to_owned();
        }
        if let Some(together) = self.tables(key, label, texts) {
            return together;
        }
        let shown = texts.map(|text| Value::String(told(text)));
        let part = || (format!("decisions/{key}/dmn"), format!("{label}: the model"));
        let before = self.conflicts.len();
        let chosen = self.choose(shown.each_ref().map(Some), part);
        let is_mine = self.conflicts.len() == before && chosen == Some(&shown[1]);
        if is_mine { mine.to_owned() } else { theirs.to_owned() }
    }

    /// Both edits in one text, where each of them changed nothing but the rules and the policy of the same table.
    fn tables(&mut self, key: &str, label: &str, texts: Three<&str>) -> Option<String> {
        let [base, mine, theirs] = texts;
        let (id, before) = only_table(base)?;
        let (first, second) = (only_table(mine)?, only_table(theirs)?);
        if first.0 != id || second.0 != id {
            return None;
        }
        let (mine_sheet, theirs_sheet) = (first.1, second.1);
        let is_only_table = |sheet: &Sheet, text: &str| sheet.write_into(base, &id).is_ok_and(|again| again == text);
        if !is_only_table(&mine_sheet, mine) || !is_only_table(&theirs_sheet, theirs) {
            return None;
        }
        let same_columns = |one: &Sheet| (&one.inputs, &one.outputs) == (&before.inputs, &before.outputs);
        if !same_columns(&mine_sheet) || !same_columns(&theirs_sheet) {
            return None;
        }
        let policy = |sheet: &Sheet| {
            let together = sheet.aggregation.map_or(String::new(), |one| format!(" {}", one.name()));
            Value::String(format!("{}{together}", sheet.hit_policy.name()))
        };
        let policies = [&before, &mine_sheet, &theirs_sheet].map(policy);
        let part = || (format!("decisions/{key}/hit_policy"), format!("{label}: the hit policy"));
        let is_mine = self.choose(policies.each_ref().map(Some), part) == Some(&policies[1]);
        let counted = if is_mine { &mine_sheet } else { &theirs_sheet };
        let rules = self.rules(key, label, [&before, &mine_sheet, &theirs_sheet]);
        let (hit_policy, aggregation) = (counted.hit_policy, counted.aggregation);
        let together = Sheet { hit_policy, aggregation, rules, ..theirs_sheet.clone() };
        together.write_into(theirs, &id).ok()
    }

    fn rules(&mut self, key: &str, label: &str, sheets: Three<&Sheet>) -> Vec<SheetRule> {
        let [base, mine, theirs] = sheets;
        let find = |sheet: &Sheet, id: &str| sheet.rules.iter().find(|one| one.id == id).cloned();
        // Both may have given the same id to a rule of their own; mine then gets another.
        let is_own = |id: &str| find(base, id).is_none();
        let renamed: Vec<SheetRule> = mine
            .rules
            .iter()
            .map(|rule| match find(theirs, &rule.id) {
                Some(other) if is_own(&rule.id) && other != *rule => {
                    SheetRule { id: format!("{}_too", rule.id), ..rule.clone() }
                }
                _ => rule.clone(),
            })
            .collect();
        let mine = Sheet { rules: renamed, ..mine.clone() };
        let ids = |sheet: &Sheet| sheet.rules.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        let order = order::merged(&ids(base), &ids(&mine), &ids(theirs));
        let mut kept = Vec::new();
        for id in &order.names {
            let versions = [find(base, id), find(&mine, id), find(theirs, id)];
            let shown = versions.each_ref().map(|rule| rule.as_ref().map(|rule| Value::String(whole(base, rule))));
            let number =
                theirs.rules.iter().position(|one| one.id == *id).map_or_else(String::new, |at| format!(" {}", at + 1));
            let part = || (format!("decisions/{key}/rules/{id}"), format!("{label}: rule{number}"));
            let before = self.conflicts.len();
            let chosen = self.choose(shown.each_ref().map(Option::as_ref), part).cloned();
            let is_contested = self.conflicts.len() > before;
            let [_, mine, theirs] = versions;
            let is_mine = !is_contested && chosen == shown[1];
            kept.extend(if is_mine { mine } else { theirs });
        }
        if order.is_disputed && !self.stands.contains_key(&format!("decisions/{key}/order")) {
            let told =
                |sheet: &Sheet| sheet.rules.iter().map(|rule| sentence(sheet, rule)).collect::<Vec<_>>().join("\n");
            let label = format!("{label}: order of the rules");
            self.conflict(format!("decisions/{key}/order"), label, [told(base), told(&mine), told(theirs)]);
        } else if order.is_disputed && self.stands.get(&format!("decisions/{key}/order")) == Some(&Stands::Mine) {
            let wanted = order::merged(&ids(base), &ids(theirs), &ids(&mine)).names;
            kept.sort_by_key(|rule| wanted.iter().position(|id| *id == rule.id));
        }
        kept
    }
}

/// A rule with its note, as a person compares it.
fn whole(sheet: &Sheet, rule: &SheetRule) -> String {
    if rule.note.is_empty() { sentence(sheet, rule) } else { format!("{} ({})", sentence(sheet, rule), rule.note) }
}

/// The table of a model that has just one decision made by a table.
fn only_table(text: &str) -> Option<(String, Sheet)> {
    let mut tables = feel::Made::all(text).ok()?.into_iter().filter_map(|made| match made.logic {
        Logic::Table(sheet) => Some((made.id, sheet)),
        _ => None,
    });
    let first = tables.next()?;
    tables.next().is_none().then_some(first)
}

/// A model as a person compares it: its rules in sentences, or its text where it is something else.
fn told(text: &str) -> String {
    let Ok(made) = feel::Made::all(text) else { return text.to_owned() };
    let lines = made.iter().flat_map(|one| match &one.logic {
        Logic::Table(sheet) => {
            let head = format!("{} ({})", one.name, sheet.hit_policy.name());
            let rules = sheet.rules.iter().map(|rule| whole(sheet, rule));
            std::iter::once(head).chain(rules).collect::<Vec<_>>()
        }
        Logic::Expression(text) => vec![format!("{}: {text}", one.name)],
        Logic::Other(what) => vec![format!("{}: {what}", one.name)],
        Logic::Nothing => vec![one.name.clone()],
    });
    lines.collect::<Vec<_>>().join("\n")
}
