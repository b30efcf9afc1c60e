//! Looking through a decision table: inputs that no rule matches, inputs that several rules match, and rules that are never reached.
//!
//! Absent: cells that compute with the input or name other values; they are told as not looked through. Source: Calvanese,
//! Dumas, Laurson, Maggi, Montali, Teinemaa, "Semantics and Analysis of DMN Decision Tables" (BPM 2016).

mod part;
mod search;
mod shadow;

use super::model::Model;
use super::table::{HitPolicy, Table};
use crate::ast::{Expr, Node};
use crate::evaluate::{Evaluator, equal};
use crate::limits::{Exceeded, Limits};
use crate::scope::Env;
use crate::value::Value;
use part::Column;
use search::{RuleSet, Search};

/// Gaps and overlaps told of one table.
pub const MAX_FINDINGS: usize = 25;
/// Rules of a table that is looked through.
pub const MAX_RULES: usize = 2_000;

/// Inputs that no rule matches.
#[derive(Clone, Debug)]
pub struct Gap {
    pub sentence: String,
    /// One such input: column and value; columns that do not matter are left out.
    pub example: Vec<(String, Value)>,
}

/// Inputs that two rules match.
#[derive(Clone, Debug)]
pub struct Overlap {
    /// Numbers of the rules, from 1.
    pub rules: [usize; 2],
    pub sentence: String,
    pub example: Vec<(String, Value)>,
}

/// A rule that never gives the answer, because rules before it do.
#[derive(Clone, Debug)]
pub struct Unreached {
    /// Its number, from 1.
    pub rule: usize,
    pub sentence: String,
}

/// What there is to say about a decision table.
#[derive(Clone, Debug, Default)]
pub struct TableReport {
    /// The decision or business knowledge model.
    pub element: String,
    pub gaps: Vec<Gap>,
    pub overlaps: Vec<Overlap>,
    pub unreached: Vec<Unreached>,
    /// What was not looked through, in sentences; there may be more gaps and overlaps in it.
    pub unclear: Vec<String>,
}

impl Model {
    /// Looks through all decision tables.
    ///
    /// # Errors
    /// A table needs more steps than the limits grant.
    pub fn analyse(&self, limits: Limits) -> Result<Vec<TableReport>, Exceeded> {
        let decisions = self.decisions.iter().map(|decision| (&decision.name, decision.logic.as_ref()));
        let knowledge = self.knowledge.iter().map(|knowledge| (&knowledge.name, knowledge.body.as_ref()));
        let mut reports = Vec::new();
        for (name, logic) in decisions.chain(knowledge) {
            if let Some(table) = logic.and_then(table_in) {
                let mut evaluator = Evaluator::new(limits, None, Some(self));
                reports.push(report(&mut evaluator, name, table)?);
            }
        }
        Ok(reports)
    }
}

/// The table that an element's logic is.
fn table_in(logic: &Expr) -> Option<&Table> {
    match &logic.node {
        Node::Table(table) => Some(table),
        Node::Logic(logic) => table_in(&logic.body),
        _ => None,
    }
}

fn report(evaluator: &mut Evaluator<'_>, element: &str, table: &Table) -> Result<TableReport, Exceeded> {
    let mut report = TableReport { element: element.to_owned(), ..TableReport::default() };
    if table.rules.len() > MAX_RULES {
        report.unclear.push(format!("The table has more than {MAX_RULES} rules and was not looked through."));
        return Ok(report);
    }
    let mut columns = Vec::new();
    for at in 0..table.inputs.len() {
        columns.push(Column::of(evaluator, table, at, &mut report.unclear)?);
    }
    let single =
        matches!(table.hit_policy, HitPolicy::Unique | HitPolicy::Any | HitPolicy::Priority | HitPolicy::First);
    let has_default = table.outputs.iter().any(|column| column.default.is_some());
    let mut search = Search::new(&columns, table.rules.len());
    if single && !has_default {
        report.gaps = search.gaps().into_iter().map(|choice| gap(&columns, &choice)).collect();
        if !search.complete {
            report.unclear.push("The table is too large to be looked through for all gaps.".to_owned());
        }
    }
    if matches!(table.hit_policy, HitPolicy::Unique | HitPolicy::Any) {
        overlaps(evaluator, table, &columns, &mut report)?;
    }
    if table.hit_policy == HitPolicy::First {
        let mut regions = shadow::MAX_REGIONS;
        let rules = (1..table.rules.len()).filter(|rule| shadow::is_shadowed(&columns, *rule, &mut regions));
        report.unreached = rules
            .take(MAX_FINDINGS)
            .map(|rule| Unreached {
                rule: rule + 1,
                sentence: format!("Rule {} is never reached: the rules before it match all that it matches.", rule + 1),
            })
            .collect();
    }
    Ok(report)
}

/// The parts of each column that a finding is about; none where the column does not matter.
type Choice = Vec<Option<Vec<usize>>>;

/// "Age is below 18 and Status is "open"", and one input for which that is so.
fn told(columns: &[Column], choice: &Choice) -> (String, Vec<(String, Value)>) {
    let mut conditions = Vec::new();
    let mut example = Vec::new();
    for (column, parts) in columns.iter().zip(choice) {
        let Some(parts) = parts else { continue };
        if let Some(condition) = column.told(parts) {
            conditions.push(condition);
        }
        if let Some(value) = parts.first().and_then(|part| column.sample(*part)) {
            example.push((column.label.clone(), value.clone()));
        }
    }
    let sentence = if conditions.is_empty() {
        "whatever the input is".to_owned()
    } else {
        format!("when {}", conditions.join(" and "))
    };
    (sentence, example)
}

fn shown(example: &[(String, Value)]) -> String {
    if example.is_empty() {
        return String::new();
    }
    let values: Vec<String> = example.iter().map(|(label, value)| format!("{label} = {value}")).collect();
    format!("; for example {}", values.join(", "))
}

fn gap(columns: &[Column], choice: &Choice) -> Gap {
    let (condition, example) = told(columns, choice);
    Gap { sentence: format!("No rule matches {condition}{}.", shown(&example)), example }
}

fn overlaps(
    evaluator: &mut Evaluator<'_>,
    table: &Table,
    columns: &[Column],
    report: &mut TableReport,
) -> Result<(), Exceeded> {
    for left in 0..table.rules.len() {
        for right in left + 1..table.rules.len() {
            evaluator.meter.step(1 + columns.len() as u64)?;
            let Some(choice) = common(columns, left, right) else { continue };
            if table.hit_policy == HitPolicy::Any && !differ(evaluator, table, left, right)? {
                continue;
            }
            if report.overlaps.len() == MAX_FINDINGS {
                report.unclear.push(format!("There are more than {MAX_FINDINGS} overlaps; the others are not listed."));
                return Ok(());
            }
            let (condition, example) = told(columns, &choice);
            let why = match table.hit_policy {
                HitPolicy::Any => "but say different things",
                _ => "but the table allows one at a time (UNIQUE)",
            };
            let rules = [left + 1, right + 1];
            let sentence =
                format!("The rules {} and {} both match {condition}, {why}{}.", rules[0], rules[1], shown(&example));
            report.overlaps.push(Overlap { rules, sentence, example });
        }
    }
    Ok(())
}

/// The parts that both rules match in each column; none when some column has no such part, or cannot be told.
fn common(columns: &[Column], left: usize, right: usize) -> Option<Choice> {
    columns
        .iter()
        .map(|column| {
            if column.unclear(left) || column.unclear(right) {
                return None;
            }
            let parts = column.parts().filter(|part| column.matched(*part, left) && column.matched(*part, right));
            let parts: Vec<usize> = parts.collect();
            match parts.len() {
                0 => None,
                all if all == column.parts().count() => Some(None),
                _ => Some(Some(parts)),
            }
        })
        .collect()
}

/// Whether two rules have constant outputs that differ.
fn differ(evaluator: &mut Evaluator<'_>, table: &Table, left: usize, right: usize) -> Result<bool, Exceeded> {
    for (a, b) in table.rules[left].results.iter().zip(&table.rules[right].results) {
        if part::is_constant(a) && part::is_constant(b) {
            let (a, b) = (evaluator.eval(a, &Env::default())?, evaluator.eval(b, &Env::default())?);
            if equal(&a, &b) == Some(false) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The rules that match a part of a column, or may match it.
fn possible(column: &Column, part: usize, rules: usize) -> RuleSet {
    let mut set = RuleSet::empty(rules);
    for rule in (0..rules).filter(|rule| column.unclear(*rule) || column.matched(part, *rule)) {
        set.insert(rule);
    }
    set
}
