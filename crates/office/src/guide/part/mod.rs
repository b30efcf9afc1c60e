//! The parts that documents are made of, each from one side of the definition.

pub mod activity;
pub mod change;
pub mod decision;
pub mod flow;
pub mod form;
pub mod front;
pub mod people;
pub mod rules;

use press::{Block, Column, Entry, Span};

use crate::definition::{Definition, Target};

/// A cell of plain text; an empty one says so with a dash.
pub fn cell(text: &str) -> Vec<Block> {
    vec![Block::text(if text.trim().is_empty() { "–" } else { text })]
}

/// A cell that may be empty: somebody writes into it by hand.
pub fn blank() -> Vec<Block> {
    vec![Block::text("")]
}

/// A cell that stands out.
pub fn strong(text: &str) -> Vec<Block> {
    vec![Block::Paragraph { spans: vec![Span::strong(text)] }]
}

/// A cell of short lines.
pub fn lines(all: &[String]) -> Vec<Block> {
    match all {
        [] => cell(""),
        [one] => cell(one),
        all => vec![Block::points(all)],
    }
}

/// A table, or nothing where it would be empty.
pub fn table(columns: Vec<Column>, rows: Vec<Vec<Vec<Block>>>) -> Vec<Block> {
    if rows.is_empty() { Vec::new() } else { vec![Block::Table { columns, rows }] }
}

/// Terms that have something to be said about them.
pub fn definitions(all: Vec<(&str, Vec<Block>)>) -> Vec<Block> {
    let entries: Vec<Entry> = all
        .into_iter()
        .filter(|(_, blocks)| !blocks.is_empty())
        .map(|(term, blocks)| Entry { term: term.to_owned(), blocks })
        .collect();
    if entries.is_empty() { Vec::new() } else { vec![Block::Definitions { entries }] }
}

/// A paragraph, or nothing where there is no text.
pub fn said(text: &str) -> Vec<Block> {
    if text.trim().is_empty() { Vec::new() } else { vec![Block::text(text)] }
}

/// Points under a heading of their own, or nothing.
pub fn points(level: u8, heading: &str, all: &[String]) -> Vec<Block> {
    if all.is_empty() { Vec::new() } else { vec![Block::heading(level, heading), Block::points(all)] }
}

/// A heading with what follows it, or nothing where nothing does.
pub fn under(level: u8, heading: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    if !blocks.is_empty() {
        blocks.insert(0, Block::heading(level, heading));
    }
    blocks
}

/// The name of an activity, or its id where the diagram does not know it.
pub fn activity_name(steps: &[(String, String)], id: &str) -> String {
    let name = steps.iter().find(|(step, _)| step == id).map_or("", |(_, name)| name.as_str());
    if name.is_empty() { id.to_owned() } else { name.to_owned() }
}

/// Role names that have one of the letters in an activity's row.
pub fn roles_with(definition: &Definition, activity: &str, letter: char) -> Vec<String> {
    let row = definition.raci.get(activity);
    definition
        .roles
        .iter()
        .filter(|role| row.and_then(|row| row.get(&role.key)).is_some_and(|letters| letters.contains(letter)))
        .map(|role| role.name.clone())
        .collect()
}

/// A target in words: "at most 8 h".
pub fn target_words(target: Option<Target>, unit: &str) -> String {
    target.map_or(String::new(), |target| {
        format!("{} {} {unit}", target.direction.words(), target.value).trim_end().to_owned()
    })
}

/// Minutes as people say them: "45 min", "2 h 5 min", "3 days".
pub fn minutes_words(minutes: u32) -> String {
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * HOUR;
    match minutes {
        0..HOUR => format!("{minutes} min"),
        _ if minutes.is_multiple_of(DAY) => match minutes / DAY {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        },
        _ if minutes.is_multiple_of(HOUR) => format!("{} h", minutes / HOUR),
        _ => format!("{} h {} min", minutes / HOUR, minutes % HOUR),
    }
}
