//! Measures what a large guide costs to print: a hundred and fifty activities, each with its table, steps and terms, a RACI matrix, and
//! the diagram of all of them. Names a folder as argument to keep the documents.
//!
//! Absent: an office. `mandate guide` prints the same kinds of blocks from a definition.

use std::path::Path;
use std::time::{Duration, Instant};

use bpmn::{Overlay, ProcessSketch, SketchFlow, SketchStep, StepKind};
use press::{Block, Column, Document, Entry, Fact, Figure, Shape, Span};

/// Activities of the guide.
const ACTIVITIES: usize = 150;
const LANES: usize = 6;
/// How often each figure is taken; the median counts.
const ROUNDS: usize = 11;

type Print = fn(&Document) -> Result<Vec<u8>, press::PrintError>;

const FORMATS: [(&str, Print); 4] = [
    ("html", |document| press::html(document).map(String::into_bytes)),
    ("pdf", press::pdf),
    ("docx", press::word),
    ("xlsx", |document| Ok(press::workbook(&press::tabs(document)))),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = guide();
    println!("{ACTIVITIES} activities, {} blocks", document.blocks.len());
    for (end, print) in FORMATS.into_iter().filter(|(end, _)| *end != "pdf" || press::prints_pdf()) {
        let start = Instant::now();
        let bytes = print(&document)?;
        let first = start.elapsed();
        let later = median(|| drop(print(&document)));
        println!("{end}: the first {first:.1?}, median {later:.1?}, {} kB", bytes.len() / 1000);
        if let Some(folder) = std::env::args().nth(1) {
            std::fs::write(Path::new(&folder).join(format!("large.{end}")), bytes)?;
        }
    }
    Ok(())
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut taken: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[ROUNDS / 2]
}

fn cell(text: &str) -> Vec<Block> {
    vec![Block::text(text)]
}

fn guide() -> Document {
    let mut blocks = vec![Block::heading(1, "Purpose"), Block::text("Fulfil requests of every kind without delay.")];
    blocks.extend([Block::heading(1, "Diagram"), Block::Figure(diagram()), Block::heading(1, "Activities")]);
    for at in 0..ACTIVITIES {
        blocks.push(Block::heading(2, &format!("Handle part {at} of the request")));
        blocks.extend(activity(at));
    }
    blocks.extend([Block::heading(1, "RACI matrix"), matrix()]);
    Document {
        kind: "Process guide".to_owned(),
        title: "Large process".to_owned(),
        house: "Northwind".to_owned(),
        version: "Version 2.1".to_owned(),
        status: "In force".to_owned(),
        notice: "Printed copies are uncontrolled".to_owned(),
        language: "en-GB".to_owned(),
        shape: Shape::Booklet,
        numbered: true,
        facts: vec![Fact { term: "Version".to_owned(), text: "2.1".to_owned() }],
        blocks,
        ..Document::default()
    }
}

/// What a guide says about one activity.
fn activity(at: usize) -> Vec<Block> {
    let columns = ["Does it", "Answers for it", "Is told"].map(|heading| Column::new(heading, 1)).to_vec();
    let row = [at, at + 1, at + 2].map(|lane| cell(&format!("Team {}", lane % LANES))).to_vec();
    let mut blocks = vec![
        Block::text(&format!("Part {at} of the request goes on without delay, and everybody sees where it is.")),
        Block::Table { columns, rows: vec![row] },
    ];
    blocks.extend(press::markdown(
        "1. Read the request and what was done before.\n2. Do what it asks, within the **agreed time**.\n\
         3. Ask where something is missing; never guess.\n4. Say what was done, in words the requester knows.\n",
    ));
    let entries = [
        ("How it is decided", "When two teams could do it, the one that the requester knows does it first."),
        ("When something is different", "Agree by telephone before you pass it on, and write down with whom."),
        ("Time", "work 12 min, wait 4 h"),
        ("Tool", "Ticketing tool, state In work"),
        ("Record", "Request record with time and name"),
        (
            "Controls",
            "The desk looks through all requests without update for five days. Evidence: daily list with initials.",
        ),
    ];
    let entries = entries.map(|(term, text)| Entry { term: term.to_owned(), blocks: cell(text) }).to_vec();
    blocks.push(Block::Definitions { entries });
    blocks
}

fn matrix() -> Block {
    let mut columns = vec![Column::new("Activity", 5)];
    columns.extend((0..LANES).map(|lane| Column::new(&format!("Team {lane}"), 2).centred()));
    let letters = |at: usize, lane: usize| match (at + lane) % LANES {
        0 => vec![Block::Paragraph { spans: vec![Span::strong("A")] }],
        1 => cell("R"),
        2 => cell("I"),
        _ => Vec::new(),
    };
    let row = |at: usize| {
        let mut row = vec![cell(&format!("Handle part {at} of the request"))];
        row.extend((0..LANES).map(|lane| letters(at, lane)));
        row
    };
    Block::Table { columns, rows: (0..ACTIVITIES).map(row).collect() }
}

/// One activity after the other, with a choice at every fifth.
fn diagram() -> Figure {
    let step = |id: String, name: String, kind, at: usize| SketchStep {
        id,
        name,
        lane: format!("Team {}", at / 10 % LANES),
        kind,
        documentation: String::new(),
        attached_to: None,
    };
    let flow = |from: String, to: String, name: &str| SketchFlow {
        from,
        to,
        name: name.to_owned(),
        condition: None,
        default: false,
    };
    let (mut steps, mut flows) =
        (vec![step("s".to_owned(), "Request arrives".to_owned(), StepKind::Start, 0)], Vec::new());
    let mut last = "s".to_owned();
    for at in 0..ACTIVITIES {
        let id = format!("a{at}");
        steps.push(step(id.clone(), format!("Handle part {at} of the request"), StepKind::UserTask, at));
        flows.push(flow(last, id.clone(), ""));
        last = id;
        if at % 5 == 4 {
            let choice = format!("x{at}");
            steps.push(step(choice.clone(), format!("Part {at} complete?"), StepKind::Exclusive, at));
            flows.push(flow(last, choice.clone(), ""));
            flows.push(flow(choice.clone(), format!("a{}", at - 2), "no"));
            last = choice;
        }
    }
    steps.push(step("e".to_owned(), "Request fulfilled".to_owned(), StepKind::End, ACTIVITIES));
    flows.push(flow(last, "e".to_owned(), "yes"));
    let sketch = ProcessSketch {
        id: "large".to_owned(),
        name: "Large process".to_owned(),
        documentation: String::new(),
        lanes: (0..LANES).map(|lane| format!("Team {lane}")).collect(),
        steps,
        flows,
    };
    let xml = bpmn::layout(&sketch).expect("a sketch within the limits");
    let diagram = bpmn::Diagram::parse(&xml).expect("what was laid out can be read");
    Figure {
        svg: bpmn::svg(&diagram, &Overlay::default()).expect("it has a drawing"),
        caption: "Large process: the flow in BPMN 2.0".to_owned(),
        description: "A process of many activities, one after the other.".to_owned(),
    }
}
