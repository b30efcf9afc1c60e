//! The summary on one page, purpose, scope, terms, and what governs the document itself.

use press::{Block, Column, Fact, Span};

use super::{cell, definitions, points, said, strong, table, target_words, under};
use crate::clock::Time;
use crate::definition::Definition;
use crate::guide::model::Facts;
use crate::guide::profile::Profile;

/// Steps that a summary names at most; a longer process is told by its first, and where the rest stands.
const SUMMARY_STEPS: usize = 9;

fn day(time: Option<Time>) -> String {
    time.map(Time::day_in_words).unwrap_or_default()
}

/// The facts on the front.
pub fn facts(facts: &Facts, profile: &Profile) -> Vec<Fact> {
    let version = if facts.number.is_empty() { String::new() } else { facts.number.clone() };
    let approvals: Vec<String> = facts
        .approvals
        .iter()
        .map(|(name, at)| at.map_or(name.clone(), |at| format!("{name}, {}", at.day_in_words())))
        .collect();
    [
        ("Version", version),
        ("Status", facts.status.clone()),
        ("In force from", day(facts.effective_at)),
        ("Next review", day(facts.next_review)),
        ("Process owner", facts.owner.clone()),
        ("Process manager", facts.manager.clone()),
        ("Author", facts.author.clone()),
        ("Approved by", approvals.join("\n")),
        ("Classification", profile.classification.clone()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(term, text)| Fact { term: term.to_owned(), text })
    .collect()
}

/// Why, who, the steps, the rules and the measures on one page.
pub fn summary(definition: &Definition, level: u8) -> Vec<Block> {
    let mut blocks = said(&definition.purpose);
    let roles = definition.roles.iter().map(|role| (role.name.as_str(), said(&role.responsibility))).collect();
    blocks.extend(under(level, "Who takes part", definitions(roles)));
    let steps: Vec<String> = definition.steps().into_iter().map(|(_, name)| name).collect();
    if !steps.is_empty() {
        blocks.push(Block::heading(level, "The steps"));
        let items = steps.iter().take(SUMMARY_STEPS).map(|step| vec![Block::text(step)]).collect();
        blocks.push(Block::List { ordered: true, items });
        if steps.len() > SUMMARY_STEPS {
            let rest = steps.len() - SUMMARY_STEPS;
            let more = if rest == 1 {
                "One more activity follows".to_owned()
            } else {
                format!("{rest} more activities follow")
            };
            blocks.push(Block::text(&format!("{more}; all are described below.")));
        }
    }
    let rules: Vec<String> = definition.policies.iter().map(|one| one.statement.clone()).collect();
    blocks.extend(points(level, "The rules", &rules));
    blocks.extend(targets(definition, level));
    blocks
}

/// The measures with their targets, as points.
pub fn targets(definition: &Definition, level: u8) -> Vec<Block> {
    let measures: Vec<String> = definition
        .measures
        .iter()
        .map(|one| match target_words(one.target, &one.unit) {
            target if target.is_empty() => one.name.clone(),
            target => format!("{}: {target}", one.name),
        })
        .collect();
    points(level, "How we know that it works", &measures)
}

/// Why the process exists, and what it wants to reach.
pub fn purpose(definition: &Definition) -> Vec<Block> {
    let mut blocks = said(&definition.purpose);
    blocks.extend(points(2, "Objectives", &definition.objectives));
    blocks.extend(points(2, "Critical success factors", &definition.success_factors));
    if let Some(criticality) = definition.criticality {
        blocks.push(led("How much the business depends on it:", criticality.label()));
    }
    blocks
}

/// What belongs to the process and what does not.
pub fn scope(definition: &Definition) -> Vec<Block> {
    let mut blocks = points(2, "In scope", &definition.scope_in);
    blocks.extend(points(2, "Out of scope", &definition.scope_out));
    let stakes = definition.stakeholders.iter().map(|one| vec![strong(&one.name), cell(&one.interest)]).collect();
    let columns = vec![Column::new("Stakeholder", 5), Column::new("What they want of it", 10)];
    blocks.extend(under(2, "Who has a stake in it", table(columns, stakes)));
    blocks
}

/// Words and what they mean here.
pub fn terms(definition: &Definition) -> Vec<Block> {
    definitions(definition.glossary.iter().map(|one| (one.term.as_str(), said(&one.meaning))).collect())
}

/// Who governs the process and how it changes.
pub fn governance(definition: &Definition, facts: &Facts) -> Vec<Block> {
    let mut rows = Vec::new();
    let mut row = |term: &str, text: String| {
        if !text.is_empty() {
            rows.push(vec![strong(term), cell(&text)]);
        }
    };
    row("Process owner", facts.owner.clone());
    row("Process manager", facts.manager.clone());
    if definition.review_interval_days > 0 {
        row("Review", format!("every {} days", definition.review_interval_days));
    }
    row("Next review", day(facts.next_review));
    let columns = vec![Column::new("Governance", 3), Column::new("Agreed", 9)];
    let mut blocks = table(columns, rows);
    let waived = facts
        .waivers
        .iter()
        .map(|one| {
            let until = format!("{}, accepted by {}", day(one.until), one.accepted_by);
            vec![strong(&one.requirement), cell(&one.what), cell(&one.why), cell(&until)]
        })
        .collect();
    let columns = vec![
        Column::new("What the tool would have to do", 6),
        Column::new("Instead", 5),
        Column::new("Because", 5),
        Column::new("Until", 4),
    ];
    blocks.extend(under(2, "Waivers", table(columns, waived)));
    let departures = facts.departures.iter().map(|one| {
        let until = format!("{}, granted by {}", day(one.until), one.accepted_by);
        vec![strong(&one.what), cell(&one.why), cell(&until)]
    });
    let columns =
        vec![Column::new("What the work does otherwise", 6), Column::new("Because", 7), Column::new("Until", 5)];
    blocks.extend(under(2, "Waivers of the work", table(columns, departures.collect())));
    blocks.push(Block::heading(2, "How this process changes"));
    blocks.push(Block::text(
        "Propose a change as an improvement, or report that the work is done differently and why. A change of flow, roles, \
         controls or measures makes a major version and is approved again; a change of wording makes a minor one. A version is in \
         force from its effective date, when the one before it ends.",
    ));
    blocks
}

/// The published versions.
pub fn history(facts: &Facts) -> Vec<Block> {
    let columns = vec![
        Column::new("Version", 2),
        Column::new("In force from", 3),
        Column::new("Change", 2),
        Column::new("Published by", 4),
        Column::new("What and why", 8),
    ];
    let rows = facts
        .history
        .iter()
        .map(|past| {
            let from = day(past.effective_at);
            vec![strong(&past.number), cell(&from), cell(&past.class), cell(&past.by), cell(&past.note)]
        })
        .collect();
    table(columns, rows)
}

/// A paragraph whose beginning stands out.
pub fn led(lead: &str, text: &str) -> Block {
    Block::Paragraph { spans: vec![Span::strong(&format!("{lead} ")), Span::plain(text)] }
}
