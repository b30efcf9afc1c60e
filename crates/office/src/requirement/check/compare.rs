//! The process beside the tool: what both have, what only one has, and what that says of each requirement.
//!
//! Pure.

use std::collections::BTreeMap;

use super::super::model::{Required, Standing};
use super::model::{Beside, Finding, Looked, Outcome, Verdict};
use super::named::{self, Names, Wanted};
use crate::clock::Time;
use crate::connector::tool::shape::{Part, Shape, plain};
use crate::definition::Definition;

/// Names of the tool that a sentence lists at most.
const LISTED: usize = 12;

/// Holds a process and its requirements beside the shape of a tool, which is known under the names of `tools`; the first is shown.
pub(super) fn compare(
    definition: &Definition,
    requirements: &[Required],
    shape: &Shape,
    tools: &[String],
    now: Time,
) -> Outcome {
    let names = named::names(definition);
    let known: Vec<String> = tools.iter().map(|tool| plain(tool)).collect();
    let tool = tools.first().map_or("the tool", String::as_str);
    let (mut findings, mut others) = (Vec::new(), 0);
    for one in requirements.iter().filter(|one| one.standing(now) != Standing::NotWanted) {
        let wanted = named::wanted(one, &names, shape, &known);
        if wanted.is_empty() {
            others += 1;
            continue;
        }
        findings.push(finding(one, wanted, shape, tool, now));
    }
    let version = requirements.first().map(|one| one.version.clone()).unwrap_or_default();
    Outcome { version, beside: beside(&names, shape), findings, others, notes: shape.notes.clone() }
}

fn finding(one: &Required, wanted: Vec<Wanted>, shape: &Shape, tool: &str, now: Time) -> Finding {
    let looked: Vec<Looked> = wanted.into_iter().map(|wanted| look(wanted, shape)).collect();
    let missing: Vec<&Looked> = looked.iter().filter(|one| !one.found).collect();
    let verdict = if missing.is_empty() {
        Verdict::Seen
    } else if missing.iter().any(|one| one.certain) {
        Verdict::Missing
    } else {
        Verdict::Unclear
    };
    let day = now.day_in_words();
    let note = match verdict {
        Verdict::Seen => {
            let all: Vec<&Looked> = looked.iter().collect();
            format!("Seen in {tool} on {day}: {}. Looked at, not tried out.", told(&all))
        }
        Verdict::Missing => {
            let certain: Vec<&Looked> = missing.iter().copied().filter(|one| one.certain).collect();
            let has = certain.first().map_or(String::new(), |one| has(one, shape));
            format!("Not in {tool} on {day}: {}.{has}", told(&certain))
        }
        Verdict::Unclear => {
            format!("Not found in {tool} on {day}, which does not tell all it has: {}.", told(&missing))
        }
    };
    Finding { requirement_id: one.id.clone(), revision: one.revision, text: one.text.clone(), verdict, note, looked }
}

fn look(wanted: Wanted, shape: &Shape) -> Looked {
    let Wanted { part, of, name } = wanted;
    let (found, certain) = if of.is_empty() {
        (shape.find(part, &name).is_some(), shape.whole.contains(&part))
    } else {
        let values = shape.values.iter().find(|(field, _)| plain(field) == plain(&of)).map(|(_, values)| values);
        (values.is_some_and(|values| values.iter().any(|value| plain(value) == plain(&name))), values.is_some())
    };
    Looked { part, of, name, found, certain }
}

/// Things in words: the state “New”, the field “Cause”.
fn told(all: &[&Looked]) -> String {
    let one = |it: &&Looked| {
        if it.of.is_empty() {
            format!("the {} “{}”", it.part.words().0, it.name)
        } else {
            format!("the choice “{}” of “{}”", it.name, it.of)
        }
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What the tool has instead.
fn has(one: &Looked, shape: &Shape) -> String {
    if !one.of.is_empty() || one.part == Part::Field {
        return String::new();
    }
    let all = shape.things.get(&one.part).map_or(&[][..], Vec::as_slice);
    let more = all.len().saturating_sub(LISTED);
    let names = all.iter().take(LISTED).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if all.is_empty() { String::new() } else { format!(" It has the {}: {names}{more}.", one.part.words().1) }
}

/// What both sides have of each part, and of the choices of each field that both have.
fn beside(names: &Names, shape: &Shape) -> Vec<Beside> {
    let mut fields: Vec<String> = Vec::new();
    let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (label, agreed) in names.forms.iter().flat_map(|form| &form.fields) {
        if !fields.iter().any(|known| plain(known) == plain(label)) {
            fields.push(label.clone());
        }
        if !agreed.is_empty() {
            choices.entry(label.clone()).or_insert_with(|| agreed.clone());
        }
    }
    let mut all = Vec::new();
    for part in Part::ALL {
        let process = match part {
            Part::State => names.states.as_slice(),
            Part::Field => fields.as_slice(),
            _ => &[],
        };
        let tool = shape.things.get(&part).map_or(&[][..], Vec::as_slice);
        if !process.is_empty() || !tool.is_empty() {
            all.push(pair(part, String::new(), process, tool, shape.whole.contains(&part)));
        }
    }
    for (label, agreed) in &choices {
        if let Some((_, values)) = shape.values.iter().find(|(field, _)| plain(field) == plain(label)) {
            all.push(pair(Part::Field, label.clone(), agreed, values, true));
        }
    }
    all
}

fn pair(part: Part, of: String, process: &[String], tool: &[String], whole: bool) -> Beside {
    let has = |all: &[String], name: &String| all.iter().any(|known| plain(known) == plain(name));
    let (both, only_process) = process.iter().cloned().partition(|name| has(tool, name));
    let only_tool = tool.iter().filter(|name| !has(process, name)).cloned().collect();
    Beside { part, of, both, only_process, only_tool, whole }
}
