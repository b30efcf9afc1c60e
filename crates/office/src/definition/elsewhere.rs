//! The definition for another engine: its diagram with who does what and what is filled in, as Camunda 8 or Operaton want it said.
//!
//! Absent: how a diagram is said for an engine (`engine::elsewhere`), and deploying. Candidate groups are the keys of the roles that are
//! responsible in the RACI; the form of a task is the first that is filled in there. A decision that a task calls is taken along and called by
//! the id that it has within its model.

use std::collections::BTreeMap;

use engine::elsewhere::{
    Carried, Field, FieldKind as Kind, Form as Questions, Hint, Note, Target, Weight, carry, carry_decision,
};

use super::decision::{Decision, Task, tasks};
use super::form::{FieldKind, Form, FormField};
use super::model::Definition;

/// The definition for an engine.
///
/// # Errors
/// A sentence when there is no diagram, or it cannot be read.
pub fn elsewhere(definition: &Definition, target: Target) -> Result<Carried, String> {
    let diagram = definition.flow().ok_or("There is no diagram that can be read. Draw it first.")?;
    let mut hints = BTreeMap::new();
    let (mut notes, mut decisions) = (Vec::new(), BTreeMap::new());
    let called = tasks(definition);
    for (id, name) in definition.steps() {
        let keys = definition.activities.get(&id).map_or(&[][..], |activity| activity.forms.as_slice());
        let mut forms = keys.iter().filter_map(|key| Some((key, definition.forms.get(key)?)));
        let form = forms.next().map(|(key, form)| questions(key, form));
        let further: Vec<&str> = forms.map(|(_, form)| form.title.as_str()).collect();
        if !further.is_empty() {
            let sentence = format!("An engine shows one form at a task. Not taken along: {}.", further.join(", "));
            notes.push(Note { element: id.clone(), name: name.clone(), weight: Weight::Lost, sentence });
        }
        let made = called.iter().find(|task| task.element == id).and_then(|task| made(definition, task));
        if let Some((key, decision, _)) = &made {
            decisions.insert((*key).to_owned(), carry_decision(&decision.dmn, target)?);
        }
        let decision = made.map(|(_, _, id)| id);
        hints.insert(id.clone(), Hint { groups: groups(definition, &id), form, decision });
    }
    let mut carried = carry(&diagram, target, &hints)?;
    carried.decisions = decisions.into_iter().map(|(key, text)| (format!("{key}.dmn"), text)).collect();
    carried.notes.extend(notes);
    carried.notes.sort_by_key(|note| note.weight);
    Ok(carried)
}

/// The decision of the process that a task calls: its key, itself, and its id within the model.
fn made<'d>(definition: &'d Definition, task: &'d Task) -> Option<(&'d str, &'d Decision, String)> {
    let key = task.key.as_deref()?;
    let decision = definition.decisions.get(key)?;
    let model = decision.model().ok()?;
    let all = model.decisions();
    let named = all.iter().find(|one| one.own && (one.id == task.decision || one.name == task.decision));
    let one = named.or_else(|| model.top().map(|top| &all[top]))?;
    Some((key, decision, one.id.clone()))
}

/// The roles that are responsible for an activity.
fn groups(definition: &Definition, id: &str) -> Vec<String> {
    let row = definition.raci.get(id).into_iter().flatten();
    row.filter(|(_, letters)| letters.contains('R')).map(|(role, _)| role.clone()).collect()
}

fn questions(key: &str, form: &Form) -> Questions {
    let title = if form.title.is_empty() { key } else { &form.title };
    Questions { key: key.to_owned(), title: title.to_owned(), fields: form.fields.iter().map(question).collect() }
}

fn question(field: &FormField) -> Field {
    let kind = match field.kind {
        FieldKind::Text | FieldKind::Person => Kind::Text,
        FieldKind::LongText => Kind::LongText,
        FieldKind::Number => Kind::Number,
        FieldKind::Date => Kind::Date,
        FieldKind::Choice => Kind::Choice(field.choices.clone()),
        FieldKind::YesNo => Kind::YesNo,
    };
    Field {
        key: field.key.clone(),
        label: field.label.clone(),
        help: field.help.clone(),
        kind,
        required: field.required,
        least: field.least,
        most: field.most,
    }
}

#[cfg(test)]
mod tests {
    use engine::elsewhere::{Target, Weight};

    use super::elsewhere;
    use crate::definition::Definition;

    #[test]
    fn every_process_of_the_library_is_said_for_both_engines_and_reads_back_with_its_people() {
        for entry in crate::library::all() {
            for target in Target::ALL {
                let carried = elsewhere(&entry.definition, target).expect("carried");
                let again =
                    bpmn::Diagram::parse(&carried.text).unwrap_or_else(|error| panic!("{}: {error}", entry.key));
                let ours = entry.definition.flow().expect("a diagram");
                assert_eq!(again.flows().len(), ours.flows().len(), "{}", entry.key);
                let lost: Vec<_> = carried.notes.iter().filter(|note| note.weight == Weight::Lost).collect();
                assert!(
                    lost.iter().all(|note| note.sentence.starts_with("An engine shows one form")),
                    "{}: {lost:?}",
                    entry.key
                );
                for (id, row) in &entry.definition.raci {
                    let responsible = row.iter().find(|(_, letters)| letters.contains('R')).map(|(role, _)| role);
                    let is_task =
                        again.node(id).is_some_and(|node| matches!(node.kind, bpmn::Kind::Task(bpmn::Task::User)));
                    if let Some(role) = responsible.filter(|_| is_task) {
                        let properties = format!("{:?}", again.node(id).map(|node| &node.properties));
                        assert!(properties.contains(role.as_str()), "{} {id}: {properties}", entry.key);
                    }
                }
                assert!(carried.text.contains("candidateGroups="), "{}", entry.key);
            }
        }
        assert!(elsewhere(&Definition::default(), Target::Camunda8).is_err());
    }
}
