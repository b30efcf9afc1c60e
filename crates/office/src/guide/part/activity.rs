//! The activities, each with all that is agreed about it.

use press::{Block, Column};

use super::{cell, definitions, form, lines, minutes_words, roles_with, said, strong, table, under};
use crate::definition::{Activity, Definition};

/// Every activity under a heading of its own.
pub fn all(definition: &Definition, level: u8) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (id, name) in definition.steps() {
        blocks.push(Block::heading(level, &numbered(definition, &id, &name)));
        blocks.extend(one(definition, &id));
    }
    blocks
}

/// The name of an activity after the number that it has in the office's own documents, where it has one.
fn numbered(definition: &Definition, id: &str, name: &str) -> String {
    let name = if name.is_empty() { id } else { name };
    match definition.activities.get(id).map_or("", |details| details.number.as_str()) {
        "" => name.to_owned(),
        number => format!("{number} {name}"),
    }
}

/// One activity: purpose, what happens, who, what it needs and leaves, steps, and the rest as terms.
pub fn one(definition: &Definition, id: &str) -> Vec<Block> {
    let none = Activity::default();
    let details = definition.activities.get(id).unwrap_or(&none);
    let mut blocks = said(&details.purpose);
    blocks.extend(said(&details.description));
    let row: Vec<(&str, String)> = [("Does it", 'R'), ("Answers for it", 'A'), ("Is asked", 'C'), ("Is told", 'I')]
        .into_iter()
        .map(|(word, letter)| (word, roles_with(definition, id, letter).join(", ")))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    if !row.is_empty() {
        let columns = row.iter().map(|(word, _)| Column::new(word, 1)).collect();
        blocks.extend(table(columns, vec![row.iter().map(|(_, names)| cell(names)).collect()]));
    }
    blocks.extend(press::markdown(&details.steps));
    blocks.extend(details_of(definition, id, details));
    if blocks.is_empty() {
        blocks.push(Block::text("Nothing is written about this activity yet."));
    }
    blocks
}

/// What is agreed about an activity beside its steps.
pub fn details_of(definition: &Definition, id: &str, details: &Activity) -> Vec<Block> {
    let controls: Vec<String> = definition
        .controls
        .iter()
        .filter(|one| one.activity == id)
        .map(|one| {
            let evidence =
                if one.evidence.is_empty() { String::new() } else { format!(" Evidence: {}.", one.evidence) };
            format!("{}{evidence}", one.statement)
        })
        .collect();
    let requirements: Vec<String> =
        definition.requirements.iter().filter(|one| one.activity == id).map(|one| one.text.clone()).collect();
    let times: Vec<String> = [("work", details.process_time_minutes), ("wait", details.wait_minutes)]
        .into_iter()
        .filter_map(|(word, minutes)| minutes.map(|minutes| format!("{word} {}", minutes_words(minutes))))
        .collect();
    let forms: Vec<String> = details.forms.iter().map(|key| form::name(definition, key)).collect();
    let measures: Vec<String> = details
        .measures
        .iter()
        .map(|key| definition.measures.iter().find(|one| one.key == *key).map_or(key, |one| &one.name).clone())
        .collect();
    let decisions: Vec<String> =
        details.decisions.iter().filter_map(|key| Some(definition.decisions.get(key)?.title(key).to_owned())).collect();
    let some_lines = |all: &[String]| if all.is_empty() { Vec::new() } else { lines(all) };
    definitions(vec![
        ("Skills needed", some_lines(&details.skills)),
        ("Needs", some_lines(&details.inputs)),
        ("Leaves", some_lines(&details.outputs)),
        ("How it is decided", said(&details.decision_rule)),
        ("Computed by", some_lines(&decisions)),
        ("When something is different", said(&details.exception_path)),
        ("Time", said(&times.join(", "))),
        ("Tool", said(&details.tool)),
        ("Forms", some_lines(&forms)),
        ("Record", said(&details.record)),
        ("Measured", some_lines(&measures)),
        ("Controls", some_lines(&controls)),
        ("The tool must", some_lines(&requirements)),
    ])
}

/// Every activity on a line.
pub fn list(definition: &Definition) -> Vec<Block> {
    let none = Activity::default();
    let minutes = |count: Option<u32>| count.map_or(String::new(), |count| count.to_string());
    let rows = definition
        .steps()
        .into_iter()
        .enumerate()
        .map(|(at, (id, name))| {
            let details = definition.activities.get(&id).unwrap_or(&none);
            let who = |letter| cell(&roles_with(definition, &id, letter).join(", "));
            vec![
                cell(&if details.number.is_empty() { (at + 1).to_string() } else { details.number.clone() }),
                strong(&name),
                cell(&details.purpose),
                who('R'),
                who('A'),
                cell(&minutes(details.process_time_minutes)),
                cell(&minutes(details.wait_minutes)),
                cell(&details.tool),
                cell(&details.record),
            ]
        })
        .collect();
    let columns = vec![
        Column::new("No.", 1),
        Column::new("Activity", 5),
        Column::new("Purpose", 6),
        Column::new("Does it", 4),
        Column::new("Answers for it", 4),
        Column::new("Work, minutes", 2),
        Column::new("Wait, minutes", 2),
        Column::new("Tool", 3),
        Column::new("Record", 4),
    ];
    table(columns, rows)
}

/// What is kept of each case, where and for how long, and what is recorded at which step.
pub fn records(definition: &Definition) -> Vec<Block> {
    let kept =
        definition.records.iter().map(|one| vec![strong(&one.name), cell(&one.place), cell(&one.retention)]).collect();
    let columns = vec![Column::new("Record", 6), Column::new("Where it is kept", 6), Column::new("How long", 6)];
    let mut blocks = under(2, "What is kept", table(columns, kept));
    let rows = definition
        .steps()
        .into_iter()
        .filter_map(|(id, name)| {
            let details = definition.activities.get(&id)?;
            let is_recorded = !details.record.is_empty();
            is_recorded.then(|| vec![cell(&name), cell(&details.record), cell(&details.tool)])
        })
        .collect();
    let columns = vec![Column::new("Activity", 5), Column::new("What is recorded", 8), Column::new("Where", 5)];
    blocks.extend(under(2, "What is recorded at each step", table(columns, rows)));
    blocks
}
