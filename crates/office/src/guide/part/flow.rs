//! The flow: what comes in and goes out, the diagram, and the diagram in words.

use bpmn::Overlay;
use press::{Block, Column, Figure};

use super::{cell, points, table, under};
use crate::definition::{Definition, Flow};

/// Suppliers, inputs, outputs, customers, and what starts and ends it.
pub fn overview(definition: &Definition) -> Vec<Block> {
    let mut blocks = points(2, "What starts it", &definition.triggers);
    let inputs =
        definition.inputs.iter().map(|one| vec![cell(&one.name), cell(&one.supplier), cell(&one.quality)]).collect();
    let columns = vec![Column::new("Input", 5), Column::new("Supplier", 4), Column::new("Good enough when", 6)];
    blocks.extend(under(2, "Inputs", table(columns, inputs)));
    let outputs = definition
        .outputs
        .iter()
        .map(|one| vec![cell(&one.name), cell(&one.customer), cell(&one.acceptance)])
        .collect();
    let columns = vec![Column::new("Output", 5), Column::new("Customer", 4), Column::new("Accepted when", 6)];
    blocks.extend(under(2, "Outputs", table(columns, outputs)));
    blocks
}

/// The diagram as a figure, where it has a drawing.
pub fn figure(definition: &Definition) -> Option<Figure> {
    let diagram = definition.flow()?;
    let svg = bpmn::svg(&diagram, &Overlay::default()).ok()?;
    let activities = definition.steps().len();
    Some(Figure {
        svg,
        caption: format!("{}: the flow in BPMN 2.0", definition.name),
        description: format!(
            "BPMN diagram of {} with {activities} activities. The flow is told step by step under the heading “The flow in words”.",
            definition.name
        ),
    })
}

/// The diagram, then the same in words.
pub fn diagram(definition: &Definition) -> Vec<Block> {
    let mut blocks: Vec<Block> = figure(definition).map(Block::Figure).into_iter().collect();
    blocks.extend(under(2, "The flow in words", in_words(definition)));
    blocks
}

/// The flow as a table of steps.
pub fn in_words(definition: &Definition) -> Vec<Block> {
    let Some(diagram) = definition.flow() else { return Vec::new() };
    let told = bpmn::flow(&diagram);
    let has_lanes = told.iter().any(|step| step.lane.is_some());
    let mut columns = vec![Column::new("Step", 2), Column::new("What happens", 11)];
    if has_lanes {
        columns.push(Column::new("Who", 4));
    }
    let rows = told
        .iter()
        .map(|step| {
            let mut row = vec![cell(&step.number), cell(&step.text)];
            if has_lanes {
                row.push(cell(step.lane.as_deref().unwrap_or("")));
            }
            row
        })
        .collect();
    table(columns, rows)
}

/// What passes between this process and others.
pub fn interfaces(definition: &Definition) -> Vec<Block> {
    let columns = vec![
        Column::new("With", 4),
        Column::new("Direction", 2),
        Column::new("What passes", 5),
        Column::new("Good enough when", 5),
        Column::new("Within", 3),
        Column::new("Agreed", 2),
    ];
    let rows = definition
        .interfaces
        .iter()
        .map(|one| {
            let direction = if one.flow == Flow::Gives { "gives" } else { "receives" };
            let agreed = if one.confirmed { "by both" } else { "not yet" };
            vec![
                cell(&one.process),
                cell(direction),
                cell(&one.what),
                cell(&one.quality),
                cell(&one.time_limit),
                cell(agreed),
            ]
        })
        .collect();
    table(columns, rows)
}
