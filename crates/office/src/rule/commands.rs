//! Each change: a rule is weighted, a weight is taken back, the list of words changes.

use std::collections::BTreeMap;

use db::Tx;
use serde_json::{Value, json};

use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::RuleSet;
use crate::definition::lint::{Decision, Weight, is_known, is_word};
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// Words that an office may put on the list of jargon.
pub const MOST_WORDS: usize = 500;

/// Weights a rule for the whole office.
///
/// # Errors
/// Without the permission, for a rule that does not exist, or without a reason.
pub fn weigh(tx: &mut Tx, actor: &Actor, now: Time, rule: &str, weight: Weight, reason: &str) -> Result<(), Failure> {
    let rules = begun(tx, actor, rule, reason)?;
    let decision = Decision { weight, reason: reason.trim().to_owned() };
    if rules.decision(rule) == Some(&decision) {
        return Ok(());
    }
    let before = rules.decision(rule).map(|one| one.weight);
    store::keep(tx, &rules.with(rule, decision))?;
    note(tx, actor, now, rule, reason, json!({ "weight": weight, "before": before }))
}

/// Lets a rule count as it comes.
///
/// # Errors
/// Without the permission, without a reason, or when nothing was decided about the rule.
pub fn restore(tx: &mut Tx, actor: &Actor, now: Time, rule: &str, reason: &str) -> Result<(), Failure> {
    let rules = begun(tx, actor, rule, reason)?;
    let Some(before) = rules.decision(rule).map(|one| one.weight) else {
        return Err(Failure::refused("The rule counts as it comes already."));
    };
    store::keep(tx, &rules.without(rule))?;
    note(tx, actor, now, rule, reason, json!({ "weight": null, "before": before }))
}

fn begun(tx: &mut Tx, actor: &Actor, rule: &str, reason: &str) -> Result<RuleSet, Failure> {
    actor.needs(Permission::SetRules)?;
    if !is_known(rule) {
        return Err(Failure::NotFound);
    }
    if reason.trim().is_empty() {
        let sentence = "Say why, so that whoever reads it next year can tell whether it still holds.";
        return Err(Refusal::at("reason", sentence).into());
    }
    store::in_use(tx)
}

/// Sets the words that the office counts as jargon beside ours, with plainer ones.
///
/// # Errors
/// Without the permission, or when a word cannot stand on the list.
pub fn set_words(tx: &mut Tx, actor: &Actor, now: Time, words: BTreeMap<String, String>) -> Result<(), Failure> {
    actor.needs(Permission::SetRules)?;
    if words.len() > MOST_WORDS {
        let sentence = format!("At most {MOST_WORDS} words can stand on the list; {} were given.", words.len());
        return Err(Refusal::at("words", sentence).into());
    }
    if let Some((word, _)) = words.iter().find(|(word, plainer)| !is_word(word) || plainer.trim().is_empty()) {
        let sentence =
            format!("“{word}” needs to begin with a letter and to have a plainer word behind an equals sign.");
        return Err(Refusal::at("words", sentence).into());
    }
    let rules = store::in_use(tx)?;
    if rules.words() == &words {
        return Ok(());
    }
    let count = words.len();
    store::keep(tx, &rules.with_words(words))?;
    note(tx, actor, now, "jargon-word", "", json!({ "words": count }))
}

fn note(tx: &mut Tx, actor: &Actor, now: Time, rule: &str, reason: &str, payload: Value) -> Result<(), Failure> {
    let object = Object::new("rule", rule, rule);
    journal::record(tx, journal::New { now, actor, action: super::CHANGED, object, reason, payload })?;
    Ok(())
}
