//! Measures what the checks of a draft cost: lint and diff of a process of 300 activities, as a page or a pipeline runs them.
//!
//! Absent: the database and the page around it. The process is made up: choices and parallel work, six lanes, a RACI row and a page
//! for each activity.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bpmn::{ProcessSketch, SketchFlow, SketchStep, StepKind};
use office::definition::{Activity, Definition, ProcessRole, diff, lint};

/// Activities of the process.
const ACTIVITIES: usize = 300;
const LANES: usize = 6;
/// How often each figure is taken; the median counts.
const ROUNDS: usize = 21;

fn main() {
    let old = process();
    let new = edited(&old);
    let start = Instant::now();
    let (findings, changes) = (lint(&new).len(), diff(&old, &new).len());
    let first = start.elapsed();
    println!("{ACTIVITIES} activities, {} bytes of BPMN, {findings} findings, {changes} changes", old.diagram.len());
    let linted = median(|| drop(lint(&new)));
    let compared = median(|| drop(diff(&old, &new)));
    println!("lint {linted:.1?}, diff {compared:.1?}, together {:.1?}", linted + compared);
    println!("the first time, with both diagrams read from their text: {first:.1?}");
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

/// Blocks of six activities one after the other: one to begin with, a choice of two, two at the same time, one to end with.
fn process() -> Definition {
    let mut sketch = Sketch::default();
    sketch.step("start", "Request arrives", StepKind::Start);
    let mut last = "start".to_owned();
    for block in 0..ACTIVITIES / 6 {
        let id = |part: &str| format!("b{block}_{part}");
        for (part, name, kind) in [
            ("a", format!("Check request {block}"), StepKind::UserTask),
            ("x", format!("Request {block} complete?"), StepKind::Exclusive),
            ("b", format!("Complete request {block}"), StepKind::UserTask),
            ("c", format!("Accept request {block}"), StepKind::UserTask),
            ("y", String::new(), StepKind::Exclusive),
            ("p", String::new(), StepKind::Parallel),
            ("d", format!("Inform requester {block}"), StepKind::UserTask),
            ("e", format!("Prepare change {block}"), StepKind::UserTask),
            ("q", String::new(), StepKind::Parallel),
            ("f", format!("Record result {block}"), StepKind::UserTask),
        ] {
            sketch.step(&id(part), &name, kind);
        }
        sketch.flow(&last, &id("a"), "");
        for (from, to, name) in [
            ("a", "x", ""),
            ("x", "b", "no"),
            ("x", "c", "yes"),
            ("b", "y", ""),
            ("c", "y", ""),
            ("y", "p", ""),
            ("p", "d", ""),
            ("p", "e", ""),
            ("d", "q", ""),
            ("e", "q", ""),
            ("q", "f", ""),
        ] {
            sketch.flow(&id(from), &id(to), name);
        }
        last = id("f");
    }
    sketch.step("end", "Request fulfilled", StepKind::End);
    sketch.flow(&last, "end", "");
    sketch.definition()
}

#[derive(Default)]
struct Sketch {
    steps: Vec<SketchStep>,
    flows: Vec<SketchFlow>,
}

impl Sketch {
    fn step(&mut self, id: &str, name: &str, kind: StepKind) {
        self.steps.push(SketchStep {
            id: id.to_owned(),
            name: name.to_owned(),
            lane: format!("Team {}", self.steps.len() / 10 % LANES),
            kind,
            documentation: String::new(),
            attached_to: None,
        });
    }

    fn flow(&mut self, from: &str, to: &str, name: &str) {
        let (from, to, name) = (from.to_owned(), to.to_owned(), name.to_owned());
        self.flows.push(SketchFlow { from, to, name, condition: None, default: false });
    }

    fn definition(self) -> Definition {
        let lanes: Vec<String> = (0..LANES).map(|lane| format!("Team {lane}")).collect();
        let work: Vec<String> =
            self.steps.iter().filter(|step| step.kind == StepKind::UserTask).map(|step| step.id.clone()).collect();
        let roles = |letters: [&str; 2], at: usize| {
            let role = |shift: usize| format!("team_{}", (at + shift) % LANES);
            BTreeMap::from([(role(0), letters[0].to_owned()), (role(1), letters[1].to_owned())])
        };
        let page = |id: &String| Activity {
            purpose: format!("The request {id} goes on without delay."),
            steps: "1. Read the request.\n2. Do what it asks.\n3. Say what was done.\n".to_owned(),
            tool: "Ticketing tool".to_owned(),
            record: "Request record".to_owned(),
            ..Activity::default()
        };
        let sketch = ProcessSketch {
            id: "large".to_owned(),
            name: "Large process".to_owned(),
            documentation: String::new(),
            lanes: lanes.clone(),
            steps: self.steps,
            flows: self.flows,
        };
        let role = |(at, name): (usize, &String)| {
            let (key, name) = (format!("team_{at}"), name.clone());
            ProcessRole { key, name, responsibility: "Handles requests.".to_owned(), ..ProcessRole::default() }
        };
        Definition {
            name: "Large process".to_owned(),
            purpose: "Fulfil requests of every kind.".to_owned(),
            activities: work.iter().map(|id| (id.clone(), page(id))).collect(),
            raci: work.iter().enumerate().map(|(at, id)| (id.clone(), roles(["R", "A"], at))).collect(),
            roles: lanes.iter().enumerate().map(role).collect(),
            diagram: bpmn::layout(&sketch).expect("a sketch within the limits"),
            ..Definition::default()
        }
    }
}

/// The next version: every tenth activity is called otherwise, described otherwise, and somebody else does it.
fn edited(old: &Definition) -> Definition {
    let mut new = old.clone();
    for (at, (id, activity)) in new.activities.iter_mut().enumerate().filter(|(at, _)| at % 10 == 0) {
        activity.steps.push_str("4. Close the request.\n");
        let row = new.raci.entry(id.clone()).or_default();
        row.insert(format!("team_{}", (at + 2) % LANES), "R".to_owned());
        new.diagram = new.diagram.replacen(&format!("id=\"{id}\" name=\""), &format!("id=\"{id}\" name=\"Quickly "), 1);
    }
    new
}
