//! A first definition out of a few lines: "who: does what", one step a line, becomes lanes, a diagram and the letters of RACI.
//!
//! Absent: decisions and loops; those are drawn. Source: the way in which a workshop writes a process on a flip chart.

use std::collections::BTreeSet;

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
    let mut definition = Definition {
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        review_interval_days: REVIEW_DAYS,
        ..Definition::default()
    };
    let steps = steps(lines)?;
    draw(&mut definition, if steps.is_empty() { vec![("", "First step")] } else { steps })?;
    Ok(definition)
}

/// Draws the first diagram of a definition that has activities and roles but no diagram yet: a step that is called like an activity
/// is that activity, a role that is named like one of the definition is that role.
///
/// # Errors
/// When there is no step, too many, or a diagram already.
pub fn first_diagram(definition: &mut Definition, lines: &str) -> Result<(), Refusal> {
    if !definition.diagram.trim().is_empty() {
        return Err(Refusal::because("There is a diagram already; open the draft again to draw on it."));
    }
    let steps = steps(lines)?;
    if steps.is_empty() {
        return Err(Refusal::at("steps", "Write at least one step."));
    }
    draw(definition, steps)
}

/// The activities of a definition without a diagram as lines: "who: does what".
#[must_use]
pub fn lines(definition: &Definition) -> String {
    let line = |id: &String| {
        let letters = definition.raci.get(id).into_iter().flatten();
        let who = letters.filter(|(_, cell)| cell.contains('R')).map(|(role, _)| definition.role_name(role)).next();
        let what = id.replace(['_', '-'], " ");
        let mut letters = what.chars();
        let what = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
        who.map_or(what.clone(), |who| format!("{who}: {what}"))
    };
    definition.activities.keys().map(line).collect::<Vec<_>>().join("\n")
}

/// The lines as steps: who and what; who is empty where nobody is named.
fn steps(lines: &str) -> Result<Vec<(&str, &str)>, Refusal> {
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
    Ok(steps)
}

/// Draws steps in a row, adds the roles that are new, and gives whoever does a step its letter R.
fn draw(definition: &mut Definition, steps: Vec<(&str, &str)>) -> Result<(), Refusal> {
    for (who, _) in steps.iter().filter(|(who, _)| !who.is_empty()) {
        if !definition.roles.iter().any(|role| role.name == *who) {
            let key = free_key(&definition.roles, who);
            definition.roles.push(ProcessRole { key, name: (*who).to_owned(), ..ProcessRole::default() });
        }
    }
    let sketch = sketch(definition, &steps);
    for (step, (who, _)) in sketch.steps.iter().filter(|step| step.kind == StepKind::UserTask).zip(&steps) {
        if let Some(role) = definition.roles.iter().find(|role| role.name == *who) {
            let cell = definition.raci.entry(step.id.clone()).or_default().entry(role.key.clone()).or_default();
            if !cell.contains('R') {
                cell.insert(0, 'R');
            }
        }
    }
    definition.diagram =
        bpmn::layout(&sketch).map_err(|error| Refusal::at("steps", format!("This cannot be laid out: {error}")))?;
    Ok(())
}

/// The ids of the steps: of the activity that is called so, else a number that no activity has.
fn ids(definition: &Definition, steps: &[(&str, &str)]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut number = 0;
    steps
        .iter()
        .map(|(_, what)| {
            let called = key_of(what);
            let known = definition.activities.keys().find(|id| key_of(id) == called && !taken.contains(*id));
            let id = known.cloned().unwrap_or_else(|| {
                loop {
                    number += 1;
                    let id = format!("step_{number}");
                    if !definition.activities.contains_key(&id) {
                        break id;
                    }
                }
            });
            taken.insert(id.clone());
            id
        })
        .collect()
}

/// The steps in a row between a start and an end; a step without a name before it stays in the lane of the step before.
fn sketch(definition: &Definition, steps: &[(&str, &str)]) -> ProcessSketch {
    let does = |role: &&ProcessRole| steps.iter().any(|(who, _)| *who == role.name);
    let lanes: Vec<String> = definition.roles.iter().filter(does).map(|role| role.name.clone()).collect();
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
    for ((who, what), id) in steps.iter().zip(ids(definition, steps)) {
        if !who.is_empty() {
            (*who).clone_into(&mut lane);
        }
        all.push(step(id, what, &lane, StepKind::UserTask));
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
        name: definition.name.clone(),
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

#[cfg(test)]
mod tests;
