//! The names that processes share: roles, terms, what comes in and goes out, and tools; where each stands in a definition, and how
//! one is renamed wherever it stands.
//!
//! A name is the same as another when they differ in capitals and blanks only. Absent: which processes there are (`dictionary`
//! of the office). Source: practice of process design tools (items from a list shared by all processes).

use std::collections::BTreeMap;

use serde_json::Value;

use super::entries;
use super::model::{Definition, Flow};

/// What a shared name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Role,
    Term,
    /// An input, an output, or what passes through an interface.
    Artefact,
    Tool,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 4] = [Kind::Role, Kind::Term, Kind::Artefact, Kind::Tool];

    /// The word in addresses and in the journal.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Role => "role",
            Kind::Term => "term",
            Kind::Artefact => "artefact",
            Kind::Tool => "tool",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The kind in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Role => "Role",
            Kind::Term => "Term",
            Kind::Artefact => "Input or output",
            Kind::Tool => "Tool",
        }
    }
}

/// A shared name where it stands in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub kind: Kind,
    /// As it is written there, without doubled blanks.
    pub name: String,
    /// As what it stands there: "input from Users".
    pub place: String,
    /// The section of the definition that holds it.
    pub section: &'static str,
    /// What the definition says it means: the meaning of a term, what a role answers for; else empty.
    pub meaning: String,
}

/// A name to write to, and where it stands.
struct Name<'a> {
    kind: Kind,
    text: &'a mut String,
    place: String,
    section: &'static str,
    meaning: String,
}

/// The name as it is compared: without capitals and doubled blanks.
#[must_use]
pub fn plain(name: &str) -> String {
    tidy(name).to_lowercase()
}

/// What names have in common that are probably the same one, written in two ways: letters and digits of each word, without
/// a plural s.
#[must_use]
pub fn stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| if word.chars().count() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every shared name of a definition, in the order of the document.
#[must_use]
pub fn standings(definition: &Definition) -> Vec<Standing> {
    let mut copy = definition.clone();
    names(&mut copy)
        .into_iter()
        .filter(|name| !name.text.trim().is_empty())
        .map(|name| Standing {
            kind: name.kind,
            name: tidy(name.text),
            place: name.place,
            section: name.section,
            meaning: name.meaning,
        })
        .collect()
}

/// Writes `to` wherever the name `from` stands, also on the lanes of a role; how often it stood there in other letters.
///
/// # Errors
/// A sentence when the definition has both names already and they cannot become one without a decision.
pub fn rename(definition: &mut Definition, kind: Kind, from: &str, to: &str) -> Result<usize, String> {
    let mut renamed = definition.clone();
    let mut count = 0;
    for name in names(&mut renamed).into_iter().filter(|name| name.kind == kind && plain(name.text) == plain(from)) {
        count += usize::from(name.text != to);
        to.clone_into(name.text);
    }
    if kind == Kind::Role && count > 0 {
        rename_lanes(&mut renamed, from, to);
    }
    if count > 0 {
        bring_together(&mut renamed, kind, to)?;
        *definition = renamed;
    }
    Ok(count)
}

/// Gives a term this meaning; how often it stood with another one.
pub fn explain(definition: &mut Definition, term: &str, meaning: &str) -> usize {
    let mut count = 0;
    for one in &mut definition.glossary {
        if plain(&one.term) == plain(term) && one.meaning.trim() != meaning.trim() {
            meaning.clone_into(&mut one.meaning);
            count += 1;
        }
    }
    count
}

/// In which sections running text names it, and how many of their texts do: text that a person has to read.
#[must_use]
pub fn mentions(definition: &Definition, name: &str) -> BTreeMap<String, usize> {
    let wanted = plain(name);
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return found;
    }
    if let Value::Object(fields) = entries::document(definition) {
        for (field, value) in fields.iter().filter(|(field, _)| *field != "diagram") {
            let count = count_texts(value, &wanted);
            if count > 0 {
                found.insert(field.replace('_', " "), count);
            }
        }
    }
    found
}

fn count_texts(value: &Value, wanted: &str) -> usize {
    match value {
        Value::String(text) => usize::from(names_it(&plain(text), wanted)),
        Value::Array(items) => items.iter().map(|item| count_texts(item, wanted)).sum(),
        Value::Object(parts) => parts.values().map(|part| count_texts(part, wanted)).sum(),
        _ => 0,
    }
}

/// Whether a longer text holds the name as whole words.
fn names_it(text: &str, wanted: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text != wanted
        && text.match_indices(wanted).any(|(at, _)| {
            !is_part(text[..at].chars().next_back()) && !is_part(text[at + wanted.len()..].chars().next())
        })
}

fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names(definition: &mut Definition) -> Vec<Name<'_>> {
    let steps: BTreeMap<String, String> = definition.steps().into_iter().collect();
    let mut all = Vec::new();
    for one in &mut definition.inputs {
        let place = format!("input from {}", or(&one.supplier, "nobody named"));
        all.push(name(Kind::Artefact, &mut one.name, place, "inputs"));
    }
    for one in &mut definition.outputs {
        let place = format!("output for {}", or(&one.customer, "nobody named"));
        all.push(name(Kind::Artefact, &mut one.name, place, "outputs"));
    }
    for (id, one) in &mut definition.activities {
        let place = format!("tool of “{}”", steps.get(id).unwrap_or(id));
        all.push(name(Kind::Tool, &mut one.tool, place, "activities"));
        let step = steps.get(id).unwrap_or(id);
        for text in &mut one.inputs {
            all.push(name(Kind::Artefact, text, format!("at hand before “{step}”"), "activities"));
        }
        for text in &mut one.outputs {
            all.push(name(Kind::Artefact, text, format!("there after “{step}”"), "activities"));
        }
    }
    for one in &mut definition.tools {
        all.push(name(Kind::Tool, &mut one.name, "tool of the process".to_owned(), "tools"));
    }
    for one in &mut definition.roles {
        let meaning = one.responsibility.clone();
        all.push(Name { meaning, ..name(Kind::Role, &mut one.name, "role".to_owned(), "roles") });
    }
    for one in &mut definition.interfaces {
        let place = match one.flow {
            Flow::Gives => format!("handed to {}", or(&one.process, "a process")),
            Flow::Receives => format!("received from {}", or(&one.process, "a process")),
        };
        all.push(name(Kind::Artefact, &mut one.what, place, "interfaces"));
    }
    for one in &mut definition.glossary {
        let meaning = one.meaning.clone();
        all.push(Name { meaning, ..name(Kind::Term, &mut one.term, "term".to_owned(), "glossary") });
    }
    all
}

fn name<'a>(kind: Kind, text: &'a mut String, place: String, section: &'static str) -> Name<'a> {
    Name { kind, text, place, section, meaning: String::new() }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.trim().is_empty() { otherwise } else { text }
}

fn rename_lanes(definition: &mut Definition, from: &str, to: &str) {
    let Some(flow) = definition.flow() else { return };
    let mut diagram = bpmn::Diagram::clone(&flow);
    let lanes: Vec<String> =
        diagram.lanes().iter().filter(|lane| plain(&lane.name) == plain(from)).map(|lane| lane.id.clone()).collect();
    // A lane that cannot be written to keeps its name; the picture is right without it.
    if lanes.iter().filter(|id| diagram.rename(id, to).is_ok()).count() > 0 {
        diagram.text().clone_into(&mut definition.diagram);
    }
}

/// Entries that say the same after renaming become one.
fn bring_together(definition: &mut Definition, kind: Kind, name: &str) -> Result<(), String> {
    let is_it = |text: &str| plain(text) == plain(name);
    match kind {
        Kind::Tool => once(&mut definition.tools, |one| is_it(&one.name), |_, _| true).map_err(|()| {
            format!("It lists the tool “{name}” already, for another use. Bring the two together in a draft first.")
        }),
        Kind::Role if definition.roles.iter().filter(|one| is_it(&one.name)).count() > 1 => Err(format!(
            "It has a role “{name}” already. Let one of the two do the work of both in a draft first, then rename."
        )),
        Kind::Role => Ok(()),
        Kind::Term => once(&mut definition.glossary, |one| is_it(&one.term), |_, _| true)
            .map_err(|()| format!("It explains “{name}” already, in other words. Choose one meaning for both first.")),
        Kind::Artefact => {
            let clash = |list| {
                format!(
                    "Its {list} hold “{name}” already, with other particulars. Bring them together in a draft first."
                )
            };
            let same = |a: &str, b: &str| plain(a) == plain(b);
            once(&mut definition.inputs, |one| is_it(&one.name), |a, b| same(&a.supplier, &b.supplier))
                .map_err(|()| clash("inputs"))?;
            once(&mut definition.outputs, |one| is_it(&one.name), |a, b| same(&a.customer, &b.customer))
                .map_err(|()| clash("outputs"))?;
            let meets = |a: &super::Interface, b: &super::Interface| a.flow == b.flow && same(&a.process, &b.process);
            once(&mut definition.interfaces, |one| is_it(&one.what), meets).map_err(|()| clash("interfaces"))
        }
    }
}

/// Keeps the first of entries that are equal; fails where two of the same name and partner are not.
fn once<T: PartialEq>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, meets: impl Fn(&T, &T) -> bool) -> Result<(), ()> {
    let mut at = 0;
    while at < list.len() {
        let earlier = list[..at].iter().find(|one| is_it(one) && is_it(&list[at]) && meets(one, &list[at]));
        match earlier {
            Some(one) if *one == list[at] => drop(list.remove(at)),
            Some(_) => return Err(()),
            None => at += 1,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
