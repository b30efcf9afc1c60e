//! Two people's edits of the same draft brought together: what only one of them changed is taken, what both changed differently
//! is shown to the second, and nothing is overwritten silently.
//!
//! The parts that are compared are the texts of the document, each part of each entry of a list, each field of an activity, each cell
//! of the RACI matrix, and the diagram as a whole. An entry that one removed and the other edited is a conflict of the whole entry.
//! Absent: who the people are and when; the caller knows.

mod decisions;
mod forms;
mod order;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::entries::{self, LISTS, List, TEXT, words};
use super::model::Definition;

/// Something that both changed, and differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The path of the part: `purpose`, `activities/diagnose/steps`, `raci/diagnose/agent`, `roles/agent/skills`.
    pub part: String,
    /// The part in words.
    pub label: String,
    /// What was there before both.
    pub base: String,
    /// What the second wants.
    pub mine: String,
    /// What the first saved meanwhile.
    pub theirs: String,
    /// What happened, as a sentence to the second.
    pub sentence: String,
}

/// The outcome of a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Both edits together; where they conflict, the one that was saved already.
    pub definition: Definition,
    pub conflicts: Vec<Conflict>,
}

/// Which of two texts counts where both changed the same part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    Mine,
    Theirs,
}

/// Brings `mine` and `theirs` together, which both began with `base`.
#[must_use]
pub fn merge(base: &Definition, mine: &Definition, theirs: &Definition) -> Merged {
    merge_choosing(base, mine, theirs, &BTreeMap::new())
}

/// [`merge`] where somebody decided already which text counts for some parts, named by [`Conflict::part`].
#[must_use]
pub fn merge_choosing(
    base: &Definition,
    mine: &Definition,
    theirs: &Definition,
    stands: &BTreeMap<String, Stands>,
) -> Merged {
    let documents = [base, mine, theirs].map(entries::document);
    let mut merge = Merge { conflicts: Vec::new(), mine, theirs, stands };
    let mut merged = Map::new();
    for field in fields(&documents) {
        let versions = documents.each_ref().map(|document| document.get(&field));
        let value = match (field.as_str(), LISTS.iter().find(|list| list.field == field)) {
            ("activities", _) => merge.rows(&field, versions, true),
            ("raci", _) => merge.rows(&field, versions, false),
            ("forms", _) => merge.forms(versions),
            ("decisions", _) => merge.decisions(versions),
            (_, Some(list)) => merge.list(list, Within::document(list), &documents),
            (_, None) => {
                let label = || (field.clone(), capital(&field.replace('_', " ")));
                merge.choose(versions, label).cloned().unwrap_or_default()
            }
        };
        merged.insert(field, value);
    }
    let definition =
        serde_json::from_value(Value::Object(merged)).expect("each part is a part of one of three definitions");
    Merged { definition, conflicts: merge.conflicts }
}

fn fields(documents: &[Value; 3]) -> BTreeSet<String> {
    documents.iter().filter_map(Value::as_object).flat_map(|fields| fields.keys().cloned()).collect()
}

/// What a list belongs to.
struct Within {
    /// The path of the list: `roles`, `forms/report/fields`.
    path: String,
    /// Its owner in words, before the words of an entry; empty where it is the document.
    words: String,
}

impl Within {
    fn document(list: &List) -> Within {
        Within { path: list.field.to_owned(), words: String::new() }
    }
}

type Rows = BTreeMap<String, Map<String, Value>>;

struct Merge<'a> {
    conflicts: Vec<Conflict>,
    mine: &'a Definition,
    theirs: &'a Definition,
    stands: &'a BTreeMap<String, Stands>,
}

impl Merge<'_> {
    /// The value to keep of base, mine and theirs; a conflict needs the path and the words of the part.
    fn choose<'v>(
        &mut self,
        versions: [Option<&'v Value>; 3],
        part: impl FnOnce() -> (String, String),
    ) -> Option<&'v Value> {
        let [base, mine, theirs] = versions;
        if mine == base || mine == theirs {
            return theirs;
        }
        if theirs == base {
            return mine;
        }
        let (path, label) = part();
        match self.stands.get(&path) {
            Some(Stands::Mine) => return mine,
            Some(Stands::Theirs) => {}
            None => self.conflict(path, label, versions.map(words)),
        }
        theirs
    }

    fn conflict(&mut self, part: String, label: String, [base, mine, theirs]: [String; 3]) {
        let sentence = if theirs.is_empty() {
            format!("{label}: somebody removed this while you changed it. It stays removed until you decide.")
        } else if mine.is_empty() {
            format!("{label}: you removed this while somebody changed it. Their text stays until you decide.")
        } else {
            format!("{label}: you and somebody else changed this differently. Their text stays until you decide.")
        };
        self.conflicts.push(Conflict { part, label, base, mine, theirs, sentence });
    }

    /// A table of rows by name; where `whole`, a row is removed or kept as a whole.
    fn rows(&mut self, field: &str, versions: [Option<&Value>; 3], whole: bool) -> Value {
        let (mine, theirs) = (self.mine, self.theirs);
        let label = |row: &str, cell: Option<&str>| cell_label([mine, theirs], field, row, cell);
        let rows = self.table(field, versions.map(rows), whole, label);
        Value::Object(rows.into_iter().map(|(name, row)| (name, Value::Object(row))).collect())
    }

    fn list(&mut self, list: &List, within: Within, documents: &[Value; 3]) -> Value {
        let base = list.entries(&documents[0]);
        let mine = list.entries_since(&base, &documents[1]);
        let theirs = list.entries_since(&base, &documents[2]);
        let titles: BTreeMap<String, String> = [&base.rows, &mine.rows, &theirs.rows]
            .into_iter()
            .flatten()
            .map(|(name, row)| (name.clone(), list.title(row)))
            .collect();
        let label = |row: &str, cell: Option<&str>| {
            let entry = format!("{}{} “{}”", within.words, list.noun, titles.get(row).map_or(row, String::as_str));
            let part = list.parts.iter().find(|part| Some(part.0) == cell);
            part.map_or_else(|| entry.clone(), |part| format!("{entry}: {}", part.1))
        };
        let mut rows = self.table(&within.path, [base.rows, mine.rows, theirs.rows], true, label);
        let mut order = order::merged(&base.order, &mine.order, &theirs.order);
        let path = format!("{}/order", within.path);
        if order.is_disputed && self.stands.get(&path) == Some(&Stands::Mine) {
            order = order::merged(&base.order, &theirs.order, &mine.order);
        } else if order.is_disputed && !self.stands.contains_key(&path) {
            let shown = |names: &[String]| {
                let titles = names.iter().map(|name| titles.get(name).cloned().unwrap_or_default());
                titles.collect::<Vec<_>>().join("\n")
            };
            let label = format!("{}{}: order of the entries", within.words, list.noun);
            self.conflict(path, label, [shown(&base.order), shown(&mine.order), shown(&theirs.order)]);
        }
        let kept = order.names.iter().filter_map(|name| rows.remove(name));
        Value::Array(kept.map(|row| list.item(&row)).collect())
    }

    fn table(
        &mut self,
        field: &str,
        [base, mine, theirs]: [Rows; 3],
        whole: bool,
        label: impl Fn(&str, Option<&str>) -> String,
    ) -> Rows {
        let names: BTreeSet<&String> = base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
        let mut merged = Rows::new();
        for name in names {
            let versions = [base.get(name), mine.get(name), theirs.get(name)];
            if whole && (versions[1].is_none() || versions[2].is_none()) {
                let kept = versions.map(|row| row.cloned().map(Value::Object));
                let part = || (format!("{field}/{name}"), label(name, None));
                if let Some(Value::Object(row)) = self.choose(kept.each_ref().map(Option::as_ref), part) {
                    merged.insert(name.clone(), row.clone());
                }
                continue;
            }
            let mut row = Map::new();
            let cells: BTreeSet<&String> = versions.iter().flatten().flat_map(|row| row.keys()).collect();
            for cell in cells {
                let part = || {
                    let is_text = cell == TEXT && is_of_texts(field);
                    let path = if is_text { format!("{field}/{name}") } else { format!("{field}/{name}/{cell}") };
                    (path, label(name, Some(cell)))
                };
                let values = versions.map(|row| row.and_then(|row| row.get(cell)));
                if let Some(value) = self.choose(values, part) {
                    row.insert(cell.clone(), value.clone());
                }
            }
            merged.insert(name.clone(), row);
        }
        merged
    }
}

/// An activity's field or a cell of the matrix in words, as either version names it.
fn cell_label([mine, theirs]: [&Definition; 2], field: &str, row: &str, cell: Option<&str>) -> String {
    let steps = [mine.steps(), theirs.steps()].concat();
    let step = steps.iter().find(|(id, _)| id == row).map_or(row, |(_, name)| name.as_str());
    match cell {
        None => step.to_owned(),
        Some(role) if field == "raci" => {
            let is_known = mine.roles.iter().any(|one| one.key == role);
            let roles = if is_known { mine } else { theirs };
            format!("{step}: part of {}", roles.role_name(role))
        }
        Some(cell) => format!("{step}: {}", cell.replace('_', " ")),
    }
}

/// Whether the field is a list of plain texts.
fn is_of_texts(field: &str) -> bool {
    LISTS.iter().any(|list| list.field == field && list.named_by.is_empty())
}

fn rows(value: Option<&Value>) -> Rows {
    let rows = value.and_then(Value::as_object).into_iter().flatten();
    rows.filter_map(|(name, row)| Some((name.clone(), row.as_object()?.clone()))).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
