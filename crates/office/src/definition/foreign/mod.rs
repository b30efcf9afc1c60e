//! A definition made of a BPMN file that any tool wrote: the diagram letter by letter, and what it says about roles, data and
//! other parties at the places that a definition has for it.
//!
//! Absent: what only the tool that wrote the file understands; it stays in the diagram and is listed. Names and texts are taken as
//! they stand, so that nothing is lost by guessing. Source: BPMN 2.0.2 §8.3.1 (documentation), §9.3 (pools), §10.4 (data), §10.8
//! (lanes).

mod data;

use std::collections::BTreeSet;

use bpmn::{Diagram, Position};

use super::files::FileError;
use super::limits;
use super::model::{Activity, Definition, Flow, Interface, ProcessRole};

/// Days from one review to the next, where the file cannot say.
const REVIEW_DAYS: u32 = 365;

/// A definition and what there is to say about where it came from.
#[derive(Debug)]
pub struct Imported {
    pub definition: Definition,
    /// Whole sentences: what was put where, and what is kept without being understood.
    pub notes: Vec<String>,
}

/// The definition that a BPMN file can fill; `otherwise` names it where the file does not.
///
/// # Errors
/// When the file is no BPMN that can be read, with line, element or byte, and remedy.
pub fn from_bpmn(file: &str, bytes: &[u8], otherwise: &str) -> Result<Imported, FileError> {
    let wrong = |line, problem, remedy| FileError { file: file.to_owned(), line, problem, remedy };
    let diagram = Diagram::read(bytes).map_err(|error| {
        let problem =
            format!("This is no BPMN that can be read: column {}: {}; {}.", error.column, error.problem, error.remedy);
        wrong(Some(error.line), problem, "Or export it again from the modeller.")
    })?;
    let mut notes = Vec::new();
    let mut definition = Definition {
        name: name(&diagram).unwrap_or_else(|| otherwise.to_owned()),
        purpose: purpose(&diagram),
        triggers: triggers(&diagram),
        diagram: in_utf8(diagram.text(), &mut notes),
        review_interval_days: REVIEW_DAYS,
        ..Definition::default()
    };
    activities(&diagram, &mut definition);
    roles(&diagram, &mut definition);
    interfaces(&diagram, &mut definition);
    data::place(&diagram, &mut definition);
    filled(&definition, &mut notes);
    kept(&diagram, &mut notes);
    match limits::exceeded(&definition).into_iter().next() {
        Some(told) => Err(wrong(None, told, "Split the model into several files.")),
        None => Ok(Imported { definition, notes }),
    }
}

/// A name or text without the blanks around it and the line breaks inside.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of the first process that has work in it, or of its pool.
fn name(diagram: &Diagram) -> Option<String> {
    let working = |id: &str| diagram.within(id, None).any(bpmn::Node::is_activity);
    let process = diagram.processes().iter().find(|process| working(&process.id))?;
    let pool = diagram.participants().iter().find(|pool| pool.process.as_deref() == Some(process.id.as_str()));
    let names = [Some(process.name.as_str()), pool.map(|pool| pool.name.as_str())];
    names.into_iter().flatten().map(line).find(|name| !name.is_empty())
}

fn purpose(diagram: &Diagram) -> String {
    let pools = diagram.participants().iter().map(|pool| &pool.documentation);
    let texts = diagram.processes().iter().map(|process| &process.documentation).chain(pools);
    let texts: Vec<&str> = texts.map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// The names of the start events of the processes themselves.
fn triggers(diagram: &Diagram) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let starts = diagram.nodes().iter().filter(|node| node.parent.is_none() && node.is_event_at(Position::Start));
    starts.map(|node| line(&node.name)).filter(|name| !name.is_empty() && seen.insert(name.clone())).collect()
}

/// What the file says about an activity becomes its steps.
fn activities(diagram: &Diagram, definition: &mut Definition) {
    for node in diagram.nodes().iter().filter(|node| node.is_activity()) {
        let steps = node.documentation.trim();
        if !steps.is_empty() && !node.id.is_empty() {
            let activity = Activity { steps: format!("{steps}\n"), ..Activity::default() };
            definition.activities.insert(node.id.clone(), activity);
        }
    }
}

/// Each lane becomes a role that is responsible for what stands in it; a pool without lanes stands for its own.
fn roles(diagram: &Diagram, definition: &mut Definition) {
    for node in diagram.nodes().iter().filter(|node| node.is_activity() && !node.id.is_empty()) {
        let lane = node.lane.as_deref().and_then(|id| diagram.lane(id)).map(|lane| (&lane.name, &lane.documentation));
        let pool = || {
            let pool =
                diagram.participants().iter().find(|pool| pool.process.as_deref() == Some(node.process.as_str()));
            pool.map(|pool| (&pool.name, &pool.documentation))
        };
        let Some((name, documentation)) = lane.or_else(pool) else { continue };
        let name = line(name);
        if name.is_empty() {
            continue;
        }
        let known = definition.roles.iter().find(|role| role.name == name).map(|role| role.key.clone());
        let key = known.unwrap_or_else(|| {
            let key = free_key(&definition.roles, &name);
            let responsibility = line(documentation);
            definition.roles.push(ProcessRole { key: key.clone(), name, responsibility, ..ProcessRole::default() });
            key
        });
        definition.raci.entry(node.id.clone()).or_default().insert(key, "R".to_owned());
    }
}

/// A key that no other role has.
fn free_key(roles: &[ProcessRole], name: &str) -> String {
    /// Letters of a key, so that a number still fits behind.
    const LETTERS: usize = 50;
    let mut base = String::new();
    for letter in name.to_lowercase().chars().take(LETTERS) {
        if letter.is_ascii_alphanumeric() {
            base.push(letter);
        } else if !base.is_empty() && !base.ends_with('_') {
            base.push('_');
        }
    }
    let base = match base.trim_end_matches('_') {
        "" => "role",
        base => base,
    };
    let candidates = std::iter::once(base.to_owned()).chain((2..).map(|number| format!("{base}_{number}")));
    let free = |key: &String| !roles.iter().any(|role| role.key == *key);
    candidates.into_iter().find(free).expect("there are more numbers than roles")
}

/// A message to or from a pool without a process passes to or from somebody else.
fn interfaces(diagram: &Diagram, definition: &mut Definition) {
    let other = |id: &str| diagram.participant(id).filter(|pool| pool.process.is_none()).map(|pool| line(&pool.name));
    for message in diagram.message_flows() {
        let (flow, process) = match (other(&message.source), other(&message.target)) {
            (Some(pool), None) => (Flow::Receives, pool),
            (None, Some(pool)) => (Flow::Gives, pool),
            _ => continue,
        };
        let what = line(&message.name);
        if process.is_empty() && what.is_empty() {
            continue;
        }
        let interface = Interface { process, flow, what, ..Interface::default() };
        if !definition.interfaces.contains(&interface) {
            definition.interfaces.push(interface);
        }
    }
}

/// The text as UTF-8, in which a definition's files are kept; a first line that says otherwise is corrected.
fn in_utf8(text: &str, notes: &mut Vec<String>) -> String {
    let Some(end) = text.find("?>").filter(|_| text.starts_with("<?xml")) else { return text.to_owned() };
    let head = &text[..end];
    let Some(at) = head.find("encoding") else { return text.to_owned() };
    let Some(quote) = head[at..].find(['"', '\'']).map(|from| at + from) else { return text.to_owned() };
    let mark = char::from(head.as_bytes()[quote]);
    let Some(length) = head[quote + 1..].find(mark) else { return text.to_owned() };
    let declared = &head[quote + 1..quote + 1 + length];
    // Plain letters are the same bytes in every encoding but the wide ones.
    let same =
        text.is_ascii() && !["utf-16", "utf-32", "ucs"].iter().any(|wide| declared.to_lowercase().contains(wide));
    if same || declared.eq_ignore_ascii_case("utf-8") || declared.eq_ignore_ascii_case("utf8") {
        return text.to_owned();
    }
    notes.push(format!("The file was written in {declared} and is kept in UTF-8; its first line says so now."));
    format!("{}UTF-8{}", &text[..=quote], &text[quote + 1 + length..])
}

fn filled(definition: &Definition, notes: &mut Vec<String>) {
    let records = definition.activities.values().filter(|activity| !activity.record.is_empty()).count();
    let described = definition.activities.values().filter(|activity| !activity.steps.is_empty()).count();
    let counts = [
        (described, "descriptions of activities"),
        (definition.roles.len(), "roles from lanes and pools"),
        (definition.triggers.len(), "triggers from start events"),
        (definition.inputs.len(), "inputs"),
        (definition.outputs.len(), "outputs"),
        (records, "records of activities from data"),
        (definition.interfaces.len(), "interfaces from message flows"),
    ];
    let found: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what} ({count})")).collect();
    if !found.is_empty() {
        notes.push(format!("The definition holds {}.", found.join(", ")));
    }
}

fn kept(diagram: &Diagram, notes: &mut Vec<String>) {
    for kept in diagram.kept() {
        let times = if kept.count == 1 { "once".to_owned() } else { format!("{} times", kept.count) };
        let what = if kept.claims_bpmn {
            "is no element of BPMN 2.0".to_owned()
        } else {
            format!("is an extension of {}", kept.namespace)
        };
        notes.push(format!("{} {what}; it is kept as it is ({times}, first in line {}).", kept.name, kept.line));
    }
}

#[cfg(test)]
mod tests;
