//! The rules: policies, risks and controls, measures, tool requirements, and where frameworks ask for them.

use std::collections::BTreeMap;

use press::{Block, Column};

use super::{activity_name, blank, cell, lines, roles_with, strong, table, target_words, under};
use crate::definition::{ControlKind, Definition, Measure, Priority};
use crate::guide::model::Met;

/// Policies with their reasons.
pub fn policies(definition: &Definition) -> Vec<Block> {
    let has_exceptions = definition.policies.iter().any(|one| !one.exceptions.is_empty());
    let mut columns = vec![Column::new("Rule", 7), Column::new("Because", 6), Column::new("Otherwise", 5)];
    if has_exceptions {
        columns.push(Column::new("Except", 5));
    }
    let rows = definition
        .policies
        .iter()
        .map(|one| {
            let mut row = vec![strong(&one.statement), cell(&one.reason), cell(&one.consequence)];
            if has_exceptions {
                row.push(cell(&one.exceptions));
            }
            row
        })
        .collect();
    table(columns, rows)
}

fn kind(kind: ControlKind) -> &'static str {
    match kind {
        ControlKind::Preventive => "preventive",
        ControlKind::Detective => "detective",
        ControlKind::Corrective => "corrective",
    }
}

/// Where a control is performed, and by whom.
fn place(definition: &Definition, steps: &[(String, String)], activity: &str) -> Vec<Block> {
    if activity.is_empty() {
        return cell("Beside the flow");
    }
    let who = roles_with(definition, activity, 'R').join(", ");
    let name = activity_name(steps, activity);
    cell(&if who.is_empty() { name } else { format!("{name} ({who})") })
}

/// Risks, and the controls that answer them.
pub fn controls(definition: &Definition) -> Vec<Block> {
    let steps = definition.steps();
    let statement = |key: &String| {
        definition.controls.iter().find(|one| one.key == *key).map_or(key.clone(), |one| one.statement.clone())
    };
    let risks = definition
        .risks
        .iter()
        .map(|one| {
            let answers: Vec<String> = one.controls.iter().map(statement).collect();
            vec![strong(&one.statement), cell(&one.consequence), lines(&answers)]
        })
        .collect();
    let columns = vec![Column::new("Risk", 5), Column::new("What it would cost", 5), Column::new("Answered by", 7)];
    let mut blocks = under(2, "Risks", table(columns, risks));
    let rows = definition
        .controls
        .iter()
        .map(|one| {
            vec![
                strong(&one.statement),
                cell(&one.objective),
                cell(kind(one.kind)),
                cell(&one.frequency),
                place(definition, &steps, &one.activity),
                cell(&one.evidence),
            ]
        })
        .collect();
    let columns = vec![
        Column::new("Control", 6),
        Column::new("So that", 4),
        Column::new("Kind", 3),
        Column::new("How often", 3),
        Column::new("At step", 4),
        Column::new("Evidence", 4),
    ];
    blocks.extend(under(2, "Controls", table(columns, rows)));
    blocks
}

/// Each control with room for what the auditor finds.
pub fn audit(definition: &Definition) -> Vec<Block> {
    let steps = definition.steps();
    let rows = definition
        .controls
        .iter()
        .enumerate()
        .map(|(at, one)| {
            vec![
                cell(&(at + 1).to_string()),
                strong(&one.statement),
                place(definition, &steps, &one.activity),
                cell(&one.frequency),
                cell(&one.evidence),
                cell("☐ yes\n☐ partly\n☐ no"),
                blank(),
            ]
        })
        .collect();
    let columns = vec![
        Column::new("No.", 1),
        Column::new("Control", 6),
        Column::new("At step", 4),
        Column::new("How often", 3),
        Column::new("Evidence to see", 5),
        Column::new("Met", 2),
        Column::new("Sample, finding, date", 6),
    ];
    table(columns, rows)
}

/// The rules themselves, for an auditor to ask about.
pub fn audit_rules(definition: &Definition) -> Vec<Block> {
    let rows = definition
        .policies
        .iter()
        .enumerate()
        .map(|(at, one)| {
            vec![cell(&(at + 1).to_string()), cell(&one.statement), cell("☐ yes\n☐ partly\n☐ no"), blank()]
        })
        .collect();
    let columns = vec![
        Column::new("No.", 1),
        Column::new("Rule", 12),
        Column::new("Kept", 2),
        Column::new("Sample, finding, date", 8),
    ];
    table(columns, rows)
}

/// Measures, each with its formula and target.
pub fn measures(definition: &Definition) -> Vec<Block> {
    let columns = vec![
        Column::new("Measure", 5),
        Column::new("Objective", 4),
        Column::new("Formula", 6),
        Column::new("Target", 3),
        Column::new("Source", 3),
        Column::new("How often", 3),
        Column::new("Answers for it", 3),
    ];
    let rows = definition
        .measures
        .iter()
        .map(|one| {
            vec![
                strong(&one.name),
                cell(&one.objective),
                cell(&format!("{}{}", one.formula, counted(one))),
                cell(&target_words(one.target, &one.unit_in_words())),
                cell(&one.source),
                cell(&one.frequency),
                cell(definition.role_name(&one.owner)),
            ]
        })
        .collect();
    table(columns, rows)
}

/// In whose working time the times of a measure count, as a sentence after its formula.
fn counted(measure: &Measure) -> String {
    if measure.calendar.is_empty() {
        return String::new();
    }
    let after = if measure.formula.trim_end().ends_with('.') || measure.formula.is_empty() { " " } else { ". " };
    format!("{after}Times count in working time ({}).", measure.calendar)
}

/// Service levels: how much time there is, from where to where, and where the clock rests.
pub fn service_levels(definition: &Definition) -> Vec<Block> {
    let steps = definition.steps();
    let name = |id: &String| steps.iter().find(|(step, _)| step == id).map_or(id.clone(), |(_, name)| name.clone());
    let place = |id: &String, otherwise: &str| if id.is_empty() { otherwise.to_owned() } else { name(id) };
    let columns = vec![
        Column::new("Service level", 5),
        Column::new("Within", 3),
        Column::new("From", 4),
        Column::new("To the end of", 4),
        Column::new("Rests at", 5),
        Column::new("Warned at", 3),
    ];
    let rows = definition
        .service_levels
        .iter()
        .map(|one| {
            let clock = if one.calendar.is_empty() { String::new() } else { format!(" of work ({})", one.calendar) };
            let warned: Vec<String> = one.warn_at.iter().map(|percent| format!("{percent} %")).collect();
            vec![
                strong(&one.name),
                cell(&format!("{}{clock}", minutes_in_words(one.minutes))),
                cell(&place(&one.starts_at, "the beginning")),
                cell(&place(&one.stops_at, "the case")),
                cell(&one.pauses_at.iter().map(name).collect::<Vec<_>>().join(", ")),
                cell(&warned.join(", ")),
            ]
        })
        .collect();
    table(columns, rows)
}

/// Minutes as people say them: "8 h", "1 h 30 min".
fn minutes_in_words(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The word of a priority.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Must => "must",
        Priority::Should => "should",
        Priority::Could => "could",
        Priority::Wont => "will not",
    }
}

/// What the process works with, and what a tool must do.
pub fn tools(definition: &Definition) -> Vec<Block> {
    let mut blocks = under(2, "Tools", tool_list(definition));
    blocks.extend(under(2, "Requirements", requirements(definition)));
    blocks
}

/// What the process works with.
pub fn tool_list(definition: &Definition) -> Vec<Block> {
    let rows = definition.tools.iter().map(|one| vec![strong(&one.name), cell(&one.purpose)]).collect();
    table(vec![Column::new("Tool", 5), Column::new("What it is used for", 10)], rows)
}

/// What a tool must do, the most important first.
pub fn requirements(definition: &Definition) -> Vec<Block> {
    let steps = definition.steps();
    let rows = numbered(definition)
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let step = if one.activity.is_empty() {
                "the whole process".to_owned()
            } else {
                activity_name(&steps, &one.activity)
            };
            let number = cell(&(at + 1).to_string());
            vec![number, strong(priority(one.priority)), cell(&one.text), cell(&step), cell(&one.acceptance)]
        })
        .collect();
    let columns = vec![
        Column::new("No.", 1),
        Column::new("Priority", 2),
        Column::new("The tool …", 8),
        Column::new("For", 4),
        Column::new("Met when", 5),
    ];
    table(columns, rows)
}

/// The requirements in the order in which they are numbered.
fn numbered(definition: &Definition) -> Vec<&crate::definition::Requirement> {
    let mut all: Vec<_> = definition.requirements.iter().collect();
    all.sort_by_key(|one| one.priority);
    all
}

/// How tools meet the requirements, tested and waived; and from each part of a tool and each step back to the numbers.
pub fn met(definition: &Definition, known: &[Met]) -> Vec<Block> {
    if known.is_empty() {
        return Vec::new();
    }
    let all = numbered(definition);
    let of = |text: &str, activity: &str| known.iter().find(|one| one.requirement == text && one.activity == activity);
    let mut parts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut steps: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let number = (at + 1).to_string();
        if !one.activity.is_empty() {
            steps.entry(one.activity.as_str()).or_default().push(number.clone());
        }
        let Some(met) = of(&one.text, &one.activity) else { continue };
        for part in &met.parts {
            parts.entry(part.as_str()).or_default().push(number.clone());
        }
        let or = |text: &str, none: &str| cell(if text.is_empty() { none } else { text });
        rows.push(vec![
            cell(&number),
            strong(&met.state),
            or(&met.how, "nobody said yet"),
            if met.parts.is_empty() { cell("none is named") } else { lines(&met.parts) },
            or(&met.test, "never tested"),
            lines(&met.waivers),
        ]);
    }
    let columns = vec![
        Column::new("No.", 1),
        Column::new("State", 3),
        Column::new("How the tool meets it", 5),
        Column::new("Parts of tools", 4),
        Column::new("Last test", 6),
        Column::new("Waived", 4),
    ];
    let mut blocks = under(1, "How the tools meet it", table(columns, rows));
    let part = |(part, numbers): (&str, Vec<String>)| vec![strong(part), cell(&numbers.join(", "))];
    let columns = vec![Column::new("Part of a tool", 8), Column::new("Meets the requirements", 8)];
    blocks.extend(under(1, "From tool to requirement", table(columns, parts.into_iter().map(part).collect())));
    let named = definition.steps();
    let step = |(id, name): &(String, String)| Some(vec![strong(name), cell(&steps.get(id.as_str())?.join(", "))]);
    let columns = vec![Column::new("Step", 8), Column::new("Needs the requirements", 8)];
    blocks.extend(under(1, "From step to requirement", table(columns, named.iter().filter_map(step).collect())));
    blocks
}

/// Where frameworks ask for this process, by number.
pub fn compliance(definition: &Definition) -> Vec<Block> {
    let rows = definition.mappings.iter().map(|one| vec![cell(&one.framework), cell(&one.reference)]).collect();
    table(vec![Column::new("Framework", 6), Column::new("Reference", 6)], rows)
}
