//! The decisions: what each answers, its table rule by rule, and the examples that show what is meant.
//!
//! Absent: what is made by anything other than a table, of which only the question and the examples are told.

use feel::{Logic, Sheet};
use press::{Block, Column};

use super::{cell, said, table, under};
use crate::definition::decision::words::{policy_said, shown};
use crate::definition::{Decision, Definition};

/// Every decision under a heading of its own.
pub fn all(definition: &Definition, level: u8) -> Vec<Block> {
    definition.decisions.iter().flat_map(|(key, one)| under(level, one.title(key), of(one))).collect()
}

fn of(decision: &Decision) -> Vec<Block> {
    let mut blocks = said(&decision.question);
    for made in decision.made().iter() {
        match &made.logic {
            Logic::Table(sheet) => blocks.extend(rules(sheet)),
            Logic::Expression(text) => blocks.extend(said(&format!("{} is the value of {text}.", made.name))),
            Logic::Other(what) => blocks.extend(said(&format!("{} is made by {what}.", made.name))),
            Logic::Nothing => {}
        }
    }
    blocks.extend(examples(decision));
    if blocks.is_empty() {
        blocks.push(Block::text("Nothing is written about this decision yet."));
    }
    blocks
}

fn rules(sheet: &Sheet) -> Vec<Block> {
    let has_notes = sheet.rules.iter().any(|rule| !rule.note.is_empty());
    let mut columns = vec![Column::new("No.", 1)];
    columns.extend(sheet.inputs.iter().map(|one| Column::new(one.heading(), 4)));
    columns.extend(sheet.outputs.iter().map(|one| Column::new(heading(one.heading()), 4)));
    if has_notes {
        columns.push(Column::new("Note", 5));
    }
    let any = |text: String| if text.is_empty() || text == "-" { "any".to_owned() } else { text };
    let rows = sheet
        .rules
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            let mut row = vec![cell(&(at + 1).to_string())];
            let count = rule.inputs.len();
            row.extend(rule.inputs.iter().enumerate().map(|(column, text)| cell(&any(shown(sheet, column, text)))));
            row.extend(rule.outputs.iter().enumerate().map(|(column, text)| cell(&shown(sheet, count + column, text))));
            if has_notes {
                row.push(cell(&rule.note));
            }
            row
        })
        .collect();
    let mut blocks = said(&policy_said(sheet));
    blocks.extend(table(columns, rows));
    blocks
}

fn heading(text: &str) -> &str {
    if text.is_empty() { "Result" } else { text }
}

fn examples(decision: &Decision) -> Vec<Block> {
    let slots = decision.slots();
    let line = |texts: &std::collections::BTreeMap<String, String>, slots: &[crate::definition::decision::Slot]| {
        let said = slots.iter().filter_map(|slot| Some(format!("{}: {}", slot.label, texts.get(&slot.name)?)));
        said.collect::<Vec<_>>().join("; ")
    };
    let rows = decision
        .examples
        .iter()
        .map(|one| {
            vec![cell(&one.name), cell(&line(&one.inputs, &slots.inputs)), cell(&line(&one.expected, &slots.outputs))]
        })
        .collect();
    table(vec![Column::new("Example", 4), Column::new("Given", 6), Column::new("Comes out", 5)], rows)
}
