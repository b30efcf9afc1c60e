//! What people read of a decision table: hit policies and types in words, cells of texts without quotation marks.
//!
//! Absent: how a table looks. Source: DMN 1.5 §8.2.8 to §8.2.11.

use feel::{Aggregation, HitPolicy, Sheet, quoted, unquoted};

/// Every hit policy with the word that is sent, and what it means.
pub const POLICIES: [(&str, &str); 11] = [
    ("UNIQUE", "One rule at most matches (UNIQUE)"),
    ("FIRST", "The first rule that matches counts (FIRST)"),
    ("ANY", "Several rules may match; they say the same (ANY)"),
    ("PRIORITY", "Of the rules that match, the result listed first counts (PRIORITY)"),
    ("COLLECT", "All rules that match count; their results are listed (COLLECT)"),
    ("RULE ORDER", "The same, in the order of the rules (RULE ORDER)"),
    ("OUTPUT ORDER", "The same, in the order of the listed results (OUTPUT ORDER)"),
    ("COLLECT SUM", "The results of all rules that match are added up (COLLECT SUM)"),
    ("COLLECT MIN", "The least result counts (COLLECT MIN)"),
    ("COLLECT MAX", "The greatest result counts (COLLECT MAX)"),
    ("COLLECT COUNT", "The rules that match are counted (COLLECT COUNT)"),
];

/// The types that a column can be given here: stored word and the word that is read.
pub const KINDS: [(&str, &str); 9] = [
    ("string", "Text"),
    ("number", "Number"),
    ("boolean", "Yes or no"),
    ("date", "Date"),
    ("time", "Time of day"),
    ("dateTime", "Date and time"),
    ("dayTimeDuration", "Days and hours"),
    ("yearMonthDuration", "Years and months"),
    ("", "Any"),
];

/// The names that the cells of a table may use.
#[must_use]
pub fn names(sheet: &Sheet) -> Vec<&str> {
    sheet.inputs.iter().map(|one| one.expression.trim()).collect()
}

/// A cell as people read it: in a column of texts without quotation marks.
#[must_use]
pub fn shown(sheet: &Sheet, column: usize, cell: &str) -> String {
    let (kind, is_input) = match sheet.inputs.get(column) {
        Some(input) => (&input.kind, true),
        None => match sheet.outputs.get(column - sheet.inputs.len()) {
            Some(output) => (&output.kind, false),
            None => return cell.to_owned(),
        },
    };
    match kind.as_str() {
        "string" => unquoted(cell, &names(sheet), is_input),
        "boolean" => yes_or_no(cell),
        _ => cell.to_owned(),
    }
}

/// A cell of a column of yes and no as people read it.
fn yes_or_no(cell: &str) -> String {
    match cell.trim() {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        _ => cell.to_owned(),
    }
}

/// What is typed into a cell of a column, as FEEL: in a column of texts words become texts, in one of yes and no they become true and false.
#[must_use]
pub fn written(sheet: &Sheet, kind: &str, typed: &str, is_input: bool) -> String {
    match (kind, typed.trim().to_lowercase().as_str()) {
        ("string", _) => quoted(typed, &names(sheet), is_input),
        ("boolean", "yes") => "true".to_owned(),
        ("boolean", "no") => "false".to_owned(),
        _ => typed.trim().to_owned(),
    }
}

/// The word of a hit policy that is sent.
#[must_use]
pub fn policy_word(sheet: &Sheet) -> String {
    match sheet.aggregation.filter(|_| sheet.hit_policy == HitPolicy::Collect) {
        Some(aggregation) => format!("{} {}", sheet.hit_policy.name(), aggregation.name()),
        None => sheet.hit_policy.name().to_owned(),
    }
}

/// Reads [`policy_word`].
#[must_use]
pub fn policy(word: &str) -> Option<(HitPolicy, Option<Aggregation>)> {
    if let Some(aggregation) = word.strip_prefix("COLLECT ") {
        return Some((HitPolicy::Collect, Some(Aggregation::named(aggregation)?)));
    }
    Some((HitPolicy::named(word)?, None))
}

/// What the hit policy of a table means, as a sentence.
#[must_use]
pub fn policy_said(sheet: &Sheet) -> String {
    let word = policy_word(sheet);
    let said = POLICIES.iter().find(|(known, _)| *known == word).map(|(_, said)| *said);
    format!("{}.", said.unwrap_or(&word))
}

/// The word that is read for a type.
#[must_use]
pub fn kind_said(kind: &str) -> String {
    let known = KINDS.iter().find(|(word, _)| *word == kind).map(|(_, label)| (*label).to_lowercase());
    known.unwrap_or_else(|| kind.to_owned())
}
