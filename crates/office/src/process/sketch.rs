//! A first definition out of a few lines: "who: does what", one step a line, becomes lanes, a diagram and the letters of RACI.
//!
//! Absent: decisions and loops; those are drawn. Source: the way in which a workshop writes a process on a flip chart.

use bpmn::{ProcessSketch, SketchFlow, SketchStep, StepKind};

use super::model::key_of;
use crate::definition::{Definition, ProcessRole};
use crate::failure::Refusal;

/// The steps of a sketch at most.
pub const MOST_STEPS: usize = 60;
/// Days from one review to the next, where nobody said otherwise.
const REVIEW_DAYS: u32 = 365;

/// A definition with a diagram of the steps in `lines`; without any, of one step to begin with.
///
/// # Errors
/// When there are too many steps.
pub fn definition(name: &str, purpose: &str, lines: &str) -> Result<Definition, Refusal> {
    let steps: Vec<(&str, &str)> = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once(':').map_or(("", line), |(who, what)| (who.trim(), what.trim())))
        .filter(|(_, what)| !what.is_empty())
        .collect();
    if steps.len() > MOST_STEPS {
        let sentence = format!("At most {MOST_STEPS} steps can be laid out at once; {} were given.", steps.len());
        return Err(Refusal::at("steps", sentence));
    }
    let mut definition = Definition {
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        review_interval_days: REVIEW_DAYS,
        ..Definition::default()
    };
    let steps = if steps.is_empty() { vec![("", "First step")] } else { steps };
    for (who, _) in steps.iter().filter(|(who, _)| !who.is_empty()) {
        if !definition.roles.iter().any(|role| role.name == *who) {
            let key = free_key(&definition.roles, who);
            definition.roles.push(ProcessRole { key, name: (*who).to_owned(), ..ProcessRole::default() });
        }
    }
    let sketch = sketch(name, &steps, &definition.roles);
    for (step, (who, _)) in sketch.steps.iter().filter(|step| step.kind == StepKind::UserTask).zip(&steps) {
        if let Some(role) = definition.roles.iter().find(|role| role.name == *who) {
            definition.raci.entry(step.id.clone()).or_default().insert(role.key.clone(), "R".to_owned());
        }
    }
    definition.diagram =
        bpmn::layout(&sketch).map_err(|error| Refusal::at("steps", format!("This cannot be laid out: {error}")))?;
    Ok(definition)
}

/// The steps in a row between a start and an end; a step without a name before it stays in the lane of the step before.
fn sketch(name: &str, steps: &[(&str, &str)], roles: &[ProcessRole]) -> ProcessSketch {
    let lanes: Vec<String> = roles.iter().map(|role| role.name.clone()).collect();
    let mut lane = lanes.first().cloned().unwrap_or_default();
    let step = |id: String, name: &str, lane: &str, kind: StepKind| SketchStep {
        id,
        name: name.to_owned(),
        lane: lane.to_owned(),
        kind,
        documentation: String::new(),
        attached_to: None,
    };
    let first = steps.first().map_or("", |(who, _)| who);
    let start = if first.is_empty() { lane.clone() } else { first.to_owned() };
    let mut all = vec![step("start".to_owned(), "Start", &start, StepKind::Start)];
    for (at, (who, what)) in steps.iter().enumerate() {
        if !who.is_empty() {
            (*who).clone_into(&mut lane);
        }
        all.push(step(format!("step_{}", at + 1), what, &lane, StepKind::UserTask));
    }
    all.push(step("end".to_owned(), "Done", &lane, StepKind::End));
    let flows = all
        .windows(2)
        .map(|pair| SketchFlow {
            from: pair[0].id.clone(),
            to: pair[1].id.clone(),
            name: String::new(),
            condition: None,
            default: false,
        })
        .collect();
    ProcessSketch {
        id: "process".to_owned(),
        name: name.to_owned(),
        documentation: String::new(),
        lanes,
        steps: all,
        flows,
    }
}

/// A key for a role that no other has.
#[must_use]
pub fn free_key(roles: &[ProcessRole], name: &str) -> String {
    let base = match key_of(name).replace('-', "_") {
        empty if empty.is_empty() => "role".to_owned(),
        key => key,
    };
    let mut key = base.clone();
    let mut number = 1;
    while roles.iter().any(|role| role.key == key) {
        number += 1;
        key = format!("{base}_{number}");
    }
    key
}
