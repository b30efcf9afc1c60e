//! What is agreed around the flow: inputs and outputs, measures, policies, controls, interfaces, requirements, words.

use maud::{Markup, html};
use ui::{Column, Row, Table, Tone};

use super::Seen;
use crate::definition::{ControlKind, Definition, Direction, Flow, Priority};

fn plain(caption: &str, columns: &[Column], rows: Vec<Row>, none: &str) -> Markup {
    if rows.is_empty() {
        return html! { p { (none) } };
    }
    ui::table(&Table { caption, columns, rows, ..Table::default() })
}

fn texts(cells: &[&str]) -> Row {
    Row::new(cells.iter().map(|cell| html! { (cell) }).collect())
}

/// Everything but the flow.
#[must_use]
pub fn rules(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let figures =
        ui::button_link("How they stand", &seen.at("measures"), ui::button::Weight::Quiet, Some(ui::Icon::Gauge));
    html! {
        (ui::section("Measures and their targets", Some(figures), measures(definition)))
        (ui::section("Policies", None, policies(definition)))
        (ui::section("Controls", None, controls(definition)))
        (ui::section("Risks", None, risks(definition)))
        (ui::section("Interfaces", None, interfaces(definition)))
        (ui::section("Inputs and outputs", None, exchange(definition)))
        (ui::section("Tool requirements", None, requirements(definition)))
        (ui::section("Glossary", None, html! {
            @if definition.glossary.is_empty() { p { "No word needs an explanation here." } }
            @else { (ui::definitions(&definition.glossary.iter().map(|one| (one.term.as_str(), html! { (one.meaning) })).collect::<Vec<_>>())) }
        }))
        (ui::section("Frameworks", None, html! {
            @if definition.mappings.is_empty() { p { "No framework is named." } }
            @else { ul { @for one in &definition.mappings { li { (one.framework) " " (one.reference) } } } }
        }))
    }
}

fn policies(definition: &Definition) -> Markup {
    let columns = [Column::text("rule", "Rule"), Column::text("reason", "Because"), Column::text("else", "Otherwise")];
    let rows = definition.policies.iter().map(|one| texts(&[&one.statement, &one.reason, &one.consequence])).collect();
    plain("Policies", &columns, rows, "No policy is written yet.")
}

fn controls(definition: &Definition) -> Markup {
    let steps = definition.steps();
    let columns = [
        Column::text("control", "Control"),
        Column::text("so", "So that"),
        Column::text("when", "How often"),
        Column::text("step", "At step"),
        Column::text("evidence", "Evidence"),
    ];
    let rows = definition
        .controls
        .iter()
        .map(|one| {
            let step = steps.iter().find(|(id, _)| *id == one.activity).map_or("beside the flow", |(_, name)| name);
            let kind = match one.kind {
                ControlKind::Preventive => "prevents",
                ControlKind::Detective => "detects",
                ControlKind::Corrective => "corrects",
            };
            Row::new(vec![
                html! { (one.statement) " " (ui::tag(kind)) },
                html! { (one.objective) },
                html! { (one.frequency) },
                html! { (step) },
                html! { (one.evidence) },
            ])
        })
        .collect();
    plain("Controls", &columns, rows, "No control is written yet.")
}

fn risks(definition: &Definition) -> Markup {
    let columns = [
        Column::text("risk", "What could go wrong"),
        Column::text("cost", "What it would cost"),
        Column::text("by", "Answered by"),
    ];
    let rows = definition
        .risks
        .iter()
        .map(|one| {
            let answers: Vec<&str> = definition
                .controls
                .iter()
                .filter(|control| one.controls.contains(&control.key))
                .map(|control| control.statement.as_str())
                .collect();
            Row::new(vec![
                html! { (one.statement) },
                html! { (one.consequence) },
                html! {
                    @if answers.is_empty() { (ui::pill("nothing yet", Tone::Warning)) }
                    @for answer in answers { p { (answer) } }
                },
            ])
        })
        .collect();
    plain("Risks", &columns, rows, "No risk is written yet.")
}

fn interfaces(definition: &Definition) -> Markup {
    let columns = [
        Column::text("process", "With"),
        Column::text("what", "What passes"),
        Column::text("quality", "Good enough when"),
        Column::text("time", "Within"),
        Column::text("agreed", "Agreed"),
    ];
    let rows = definition
        .interfaces
        .iter()
        .map(|one| {
            let way = if one.flow == Flow::Gives { "to" } else { "from" };
            Row::new(vec![
                html! { (way) " " (one.process) },
                html! { (one.what) },
                html! { (one.quality) },
                html! { (one.time_limit) },
                if one.confirmed { ui::pill("agreed", Tone::Good) } else { ui::pill("not yet", Tone::Warning) },
            ])
        })
        .collect();
    plain("Interfaces", &columns, rows, "No interface is written yet.")
}

fn exchange(definition: &Definition) -> Markup {
    let columns =
        [Column::text("what", "What"), Column::text("who", "From or for"), Column::text("when", "Good enough when")];
    let inputs =
        definition.inputs.iter().map(|one| texts(&[&one.name, &format!("from {}", one.supplier), &one.quality]));
    let outputs =
        definition.outputs.iter().map(|one| texts(&[&one.name, &format!("for {}", one.customer), &one.acceptance]));
    plain("Inputs, then outputs", &columns, inputs.chain(outputs).collect(), "Nothing is written yet.")
}

fn requirements(definition: &Definition) -> Markup {
    let columns = [Column::text("text", "The tool"), Column::text("priority", "How much")];
    let rows = definition
        .requirements
        .iter()
        .map(|one| {
            let word = match one.priority {
                Priority::Must => "must",
                Priority::Should => "should",
                Priority::Could => "could",
                Priority::Wont => "will not, for now",
            };
            texts(&[&one.text, word])
        })
        .collect();
    plain("Tool requirements", &columns, rows, "Nothing is required of a tool.")
}

/// The measures as they were agreed.
fn measures(definition: &Definition) -> Markup {
    let columns = [
        Column::text("name", "Measure"),
        Column::text("objective", "Tells about"),
        Column::figures("target", "Target"),
        Column::text("formula", "Formula"),
        Column::text("source", "Source"),
        Column::text("frequency", "How often"),
    ];
    let rows = definition
        .measures
        .iter()
        .map(|one| {
            let target = one.target.map_or("none".to_owned(), |target| {
                let word = if target.direction == Direction::AtMost { "at most" } else { "at least" };
                format!("{word} {}\u{a0}{}", target.value, one.unit)
            });
            texts(&[&one.name, &one.objective, &target, &one.formula, &one.source, &one.frequency])
        })
        .collect();
    plain(
        "Measures",
        &columns,
        rows,
        "No measure is agreed yet. Without one nobody can know whether the process works.",
    )
}
