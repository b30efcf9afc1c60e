//! The people: roles, who does what, and what each must be able to do.

use std::collections::BTreeSet;

use press::{Block, Column, Tone};

use super::{activity_name, cell, definitions, lines, points, roles_with, said, strong, table, under};
use crate::definition::{Activity, Definition, Place, lint};

/// Roles side by side in one matrix; more are told in a second one.
const ROLES_IN_A_MATRIX: usize = 10;

/// Roles with what they answer for and may decide, and which of them one person must not hold together.
pub fn roles(definition: &Definition) -> Vec<Block> {
    let columns = vec![
        Column::new("Role", 4),
        Column::new("Responsibility", 8),
        Column::new("May decide alone", 5),
        Column::new("Skills", 5),
        Column::new("Usually in", 4),
        Column::new("People", 2).centred(),
    ];
    let rows = definition
        .roles
        .iter()
        .map(|one| {
            let count = one.headcount.map_or(String::new(), |count| count.to_string());
            let (does, decides) = (cell(&one.responsibility), cell(&one.authority));
            vec![strong(&one.name), does, decides, cell(&one.skills), cell(&one.unit), cell(&count)]
        })
        .collect();
    let mut blocks = table(columns, rows);
    let rows = definition
        .separations
        .iter()
        .map(|one| {
            let (first, second) = (definition.role_name(&one.first), definition.role_name(&one.second));
            vec![strong(&format!("{first} and {second}")), cell(&one.reason)]
        })
        .collect();
    let columns = vec![Column::new("Not the same person", 6), Column::new("Because", 9)];
    blocks.extend(under(2, "Separation of duties", table(columns, rows)));
    blocks
}

/// Who is asked before and told after each step, so that nobody learns of it by chance.
pub fn communication(definition: &Definition) -> Vec<Block> {
    let rows = definition
        .steps()
        .into_iter()
        .filter_map(|(id, name)| {
            let [asked, told] = ['C', 'I'].map(|letter| roles_with(definition, &id, letter));
            let is_said = !asked.is_empty() || !told.is_empty();
            is_said.then(|| vec![strong(&name), lines(&asked), lines(&told)])
        })
        .collect();
    let columns = vec![Column::new("Step", 6), Column::new("Asked before", 5), Column::new("Told after", 5)];
    table(columns, rows)
}

/// The matrix, as many tables as its roles need, and what is wrong with it.
pub fn raci(definition: &Definition, level: u8) -> Vec<Block> {
    let steps = definition.steps();
    let mut blocks = Vec::new();
    if steps.is_empty() || definition.roles.is_empty() {
        return blocks;
    }
    blocks.push(Block::text(
        "R does the work · A answers for it, exactly one for each activity · C is asked before · I is told after",
    ));
    for roles in definition.roles.chunks(ROLES_IN_A_MATRIX) {
        let mut columns = vec![Column::new("Activity", 5)];
        columns.extend(roles.iter().map(|role| Column::new(&role.name, 2).centred()));
        let rows = steps
            .iter()
            .map(|(id, name)| {
                let row = definition.raci.get(id);
                let letters = |key: &str| row.and_then(|row| row.get(key)).cloned().unwrap_or_default();
                let mut cells = vec![cell(name)];
                cells.extend(roles.iter().map(|role| {
                    let letters = letters(&role.key);
                    if letters.contains('A') { strong(&letters) } else { vec![Block::text(&letters)] }
                }));
                cells
            })
            .collect();
        blocks.extend(table(columns, rows));
    }
    let defects: Vec<String> = lint(definition)
        .into_iter()
        .filter(|one| one.rule.starts_with("raci-") || matches!(one.target, Place::Cell { .. }))
        .map(|one| one.message)
        .collect();
    if !defects.is_empty() {
        let blocks_of = vec![Block::points(&defects)];
        blocks.push(Block::Callout { tone: Tone::Warning, title: "To be settled".to_owned(), blocks: blocks_of });
    }
    blocks.extend(under(level, "What each role answers for", load(definition)));
    blocks
}

/// How many activities each role does and answers for.
fn load(definition: &Definition) -> Vec<Block> {
    let columns = vec![
        Column::new("Role", 6),
        Column::new("Does (R)", 2).centred(),
        Column::new("Answers (A)", 2).centred(),
        Column::new("Is asked (C)", 2).centred(),
        Column::new("Is told (I)", 2).centred(),
    ];
    let rows = definition
        .roles
        .iter()
        .map(|role| {
            let count = |letter: char| {
                let with = |row: &std::collections::BTreeMap<String, String>| {
                    row.get(&role.key).is_some_and(|letters| letters.contains(letter))
                };
                definition.raci.values().filter(|row| with(row)).count().to_string()
            };
            let mut row = vec![cell(&role.name)];
            row.extend(['R', 'A', 'C', 'I'].map(|letter| cell(&count(letter))));
            row
        })
        .collect();
    table(columns, rows)
}

/// The activities of a role, by letter, in the order of the steps: id, name, letters.
pub fn duties(definition: &Definition, role: &str, any_of: &[char]) -> Vec<(String, String, String)> {
    definition
        .steps()
        .into_iter()
        .filter_map(|(id, name)| {
            let letters = definition.raci.get(&id)?.get(role)?.clone();
            letters.contains(any_of).then_some((id, name, letters))
        })
        .collect()
}

/// The card of one role: its own steps, in full.
pub fn card(definition: &Definition, role: &crate::definition::ProcessRole) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, &role.name)];
    blocks.extend(said(&role.responsibility));
    let count = role.headcount.map_or(String::new(), |count| count.to_string());
    blocks.extend(definitions(vec![
        ("May decide alone", said(&role.authority)),
        ("Skills", said(&role.skills)),
        ("Usually in", said(&role.unit)),
        ("People needed", said(&count)),
    ]));
    let mine = duties(definition, &role.key, &['R']);
    let none = Activity::default();
    let rows = mine
        .iter()
        .map(|(id, name, _)| {
            let details = definition.activities.get(id).unwrap_or(&none);
            let mut how = press::markdown(&details.steps);
            if how.is_empty() {
                how = said(&details.purpose);
            }
            let rule = if details.decision_rule.is_empty() { &details.exception_path } else { &details.decision_rule };
            vec![strong(name), if how.is_empty() { cell("") } else { how }, cell(rule), cell(&details.tool)]
        })
        .collect();
    let columns =
        vec![Column::new("My step", 4), Column::new("How", 9), Column::new("Rule", 5), Column::new("Tool", 3)];
    blocks.extend(under(2, "My steps", table(columns, rows)));
    let names = |letter: char| -> Vec<String> {
        duties(definition, &role.key, &[letter]).into_iter().map(|(_, name, _)| name).collect()
    };
    blocks.extend(points(2, "I answer for", &names('A')));
    blocks.extend(points(2, "I am asked before", &names('C')));
    blocks.extend(points(2, "I am told after", &names('I')));
    let ids: BTreeSet<String> = mine.into_iter().map(|(id, _, _)| id).collect();
    let controls: Vec<String> = definition
        .controls
        .iter()
        .filter(|one| ids.contains(&one.activity))
        .map(|one| format!("{} Evidence: {}.", one.statement, one.evidence))
        .collect();
    blocks.extend(points(2, "Controls in my steps", &controls));
    blocks
}

/// What each role is taught: what it must be able to do, and what to teach for it.
pub fn training(definition: &Definition, level: u8) -> Vec<Block> {
    let mut blocks = Vec::new();
    for role in &definition.roles {
        let mine = duties(definition, &role.key, &['R', 'A']);
        if mine.is_empty() {
            continue;
        }
        blocks.push(Block::heading(level, &role.name));
        blocks.extend(said(&format!("Skills: {}", if role.skills.is_empty() { "none named" } else { &role.skills })));
        let none = Activity::default();
        let rows = mine
            .iter()
            .map(|(id, name, letters)| {
                let details = definition.activities.get(id).unwrap_or(&none);
                let able = if letters.contains('R') { "does" } else { "answers for" };
                let mut teach: Vec<String> = Vec::new();
                for (word, text) in [
                    ("Purpose", &details.purpose),
                    ("Rule", &details.decision_rule),
                    ("Exception", &details.exception_path),
                    ("Tool", &details.tool),
                ] {
                    if !text.is_empty() {
                        teach.push(format!("{word}: {text}"));
                    }
                }
                let proof = if details.record.is_empty() { String::new() } else { details.record.clone() };
                vec![cell(name), cell(able), lines(&teach), cell(&proof)]
            })
            .collect();
        let columns = vec![
            Column::new("Activity", 4),
            Column::new("The role", 2),
            Column::new("What to teach", 9),
            Column::new("Shows in", 4),
        ];
        blocks.extend(table(columns, rows));
    }
    blocks
}

/// What everybody is taught, whatever the role.
pub fn training_for_all(definition: &Definition) -> Vec<Block> {
    let mut blocks = said(&definition.purpose);
    let after: Vec<String> = definition
        .roles
        .iter()
        .filter(|role| !duties(definition, &role.key, &['R']).is_empty())
        .map(|role| {
            format!("{}: does {} of the steps without help", role.name, duties(definition, &role.key, &['R']).len())
        })
        .collect();
    blocks.extend(points(2, "Afterwards each role can", &after));
    let rules: Vec<String> =
        definition.policies.iter().map(|one| format!("{} {}", one.statement, one.reason)).collect();
    blocks.extend(points(2, "Rules to explain, with their reasons", &rules));
    let terms: Vec<String> = definition.glossary.iter().map(|one| format!("{}: {}", one.term, one.meaning)).collect();
    blocks.extend(points(2, "Words to explain", &terms));
    blocks
}

/// What to ask afterwards, from controls and rules of decision.
pub fn questions(definition: &Definition) -> Vec<Block> {
    let steps = definition.steps();
    let mut rows = Vec::new();
    for (id, name) in &steps {
        if let Some(details) = definition.activities.get(id).filter(|one| !one.decision_rule.is_empty()) {
            rows.push(vec![cell(&format!("How is it decided in “{name}”?")), cell(&details.decision_rule)]);
        }
    }
    for control in &definition.controls {
        let place = activity_name(&steps, &control.activity);
        let place = if place.is_empty() { "beside the flow".to_owned() } else { place };
        let question = format!("What proves this was done ({place}): {}", control.statement);
        rows.push(vec![cell(&question), cell(&control.evidence)]);
    }
    table(vec![Column::new("Question", 8), Column::new("Good answer", 7)], rows)
}

/// The steps of the quick-start card.
pub fn quick_steps(definition: &Definition) -> Vec<Block> {
    let none = Activity::default();
    let rows = definition
        .steps()
        .iter()
        .enumerate()
        .map(|(at, (id, name))| {
            let who = roles_with(definition, id, 'R').join(", ");
            let details = definition.activities.get(id).unwrap_or(&none);
            vec![cell(&(at + 1).to_string()), strong(name), cell(&who), cell(&details.purpose)]
        })
        .collect();
    let columns = vec![Column::new("", 1), Column::new("Step", 5), Column::new("Who", 4), Column::new("So that", 8)];
    table(columns, rows)
}
