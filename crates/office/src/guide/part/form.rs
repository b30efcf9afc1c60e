//! The forms: what is asked at the activities, and what makes an answer valid.

use press::{Block, Column, Span};

use super::{activity_name, cell, said, table};
use crate::definition::{Definition, Form, FormField};

/// The title of a form, or its key where it has none or is not there.
pub fn name(definition: &Definition, key: &str) -> String {
    definition
        .forms
        .get(key)
        .map(|form| form.title.as_str())
        .filter(|title| !title.is_empty())
        .unwrap_or(key)
        .to_owned()
}

/// Every form under a heading of its own.
pub fn all(definition: &Definition, level: u8) -> Vec<Block> {
    let steps = definition.steps();
    let mut blocks = Vec::new();
    for (key, form) in &definition.forms {
        blocks.push(Block::heading(level, &name(definition, key)));
        blocks.extend(said(&form.purpose));
        let places: Vec<String> = steps
            .iter()
            .filter(|(id, _)| definition.activities.get(id).is_some_and(|one| one.forms.contains(key)))
            .map(|(id, _)| activity_name(&steps, id))
            .collect();
        if !places.is_empty() {
            blocks.push(Block::text(&format!("Filled in at: {}.", places.join(", "))));
        }
        blocks.extend(questions(form));
    }
    blocks
}

/// Every question of every form on a line, for a spreadsheet.
pub fn list(definition: &Definition) -> Vec<Block> {
    let rows = definition
        .forms
        .iter()
        .flat_map(|(key, form)| {
            form.fields.iter().map(|field| [vec![cell(&name(definition, key))], cells(field)].concat())
        })
        .collect();
    table([vec![Column::new("Form", 4)], columns()].concat(), rows)
}

fn questions(form: &Form) -> Vec<Block> {
    if form.fields.is_empty() {
        return vec![Block::text("It asks nothing yet.")];
    }
    table(columns(), form.fields.iter().map(cells).collect())
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Question", 7),
        Column::new("Answer", 5),
        Column::new("Must be answered", 2).centred(),
        Column::new("Valid when", 5),
    ]
}

fn cells(field: &FormField) -> Vec<Vec<Block>> {
    let mut question = vec![Block::Paragraph { spans: vec![Span::strong(&field.label)] }];
    question.extend(said(&field.help));
    let kind = field.kind.label();
    let answer =
        if field.choices.is_empty() { kind.to_owned() } else { format!("{kind}: {}", field.choices.join(", ")) };
    let must = if field.required { "yes" } else { "no" };
    vec![question, cell(&answer), cell(must), cell(&field.validity().join("; "))]
}
