//! How the process changes: what a version brings, variants by site, and improvements with their lessons.

use press::{Block, Column};

use super::{cell, points, said, strong, table, under};
use crate::guide::model::{Facts, Improved};

/// What the version changes against the one before it.
pub fn news(facts: &Facts) -> Vec<Block> {
    let Some(news) = &facts.news else { return Vec::new() };
    if news.major.is_empty() && news.minor.is_empty() {
        return vec![Block::text(&format!("Nothing differs from version {}.", news.since))];
    }
    let mut blocks = vec![Block::text(&format!("Compared with version {}, which it replaces:", news.since))];
    blocks.extend(points(2, "Flow, roles, controls and measures", &news.major));
    blocks.extend(points(2, "Wording", &news.minor));
    blocks
}

/// The sites that work by a variant, and the base of one.
pub fn variants(facts: &Facts) -> Vec<Block> {
    let base = match facts.base.as_str() {
        "" => String::new(),
        base => format!("This process is a variant of “{base}”. What is not said here otherwise holds there too."),
    };
    let mut blocks = said(&base);
    let columns = vec![Column::new("Site", 4), Column::new("Works by", 8), Column::new("Version", 3)];
    let number = |number: &str| if number.is_empty() { "none in force" } else { number }.to_owned();
    let rows =
        facts.variants.iter().map(|one| vec![strong(&one.site), cell(&one.name), cell(&number(&one.number))]).collect();
    blocks.extend(table(columns, rows));
    blocks
}

/// What is under way, and what was learnt from what is done.
pub fn improvements(facts: &Facts) -> Vec<Block> {
    let (open, done): (Vec<&Improved>, Vec<&Improved>) = facts.improvements.iter().partition(|one| one.is_open);
    let rows = open
        .iter()
        .map(|one| {
            let due = one.due_at.map_or(String::new(), crate::clock::Time::day_in_words);
            vec![strong(&one.number), cell(&one.title), cell(one.stage), cell(&one.owner), cell(&due)]
        })
        .collect();
    let columns = vec![
        Column::new("No.", 2),
        Column::new("Improvement", 8),
        Column::new("Stage", 3),
        Column::new("Owner", 4),
        Column::new("Due", 3),
    ];
    let mut blocks = under(2, "Under way", table(columns, rows));
    let rows = done
        .iter()
        .map(|one| vec![strong(&one.number), cell(&one.title), cell(one.stage), cell(&one.lesson)])
        .collect();
    let columns = vec![
        Column::new("No.", 2),
        Column::new("Improvement", 7),
        Column::new("Benefit", 3),
        Column::new("What was learnt", 8),
    ];
    blocks.extend(under(2, "Lessons", table(columns, rows)));
    blocks
}
