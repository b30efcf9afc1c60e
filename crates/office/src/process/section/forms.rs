//! The forms of a process: which there are, and what each asks.
//!
//! Absent: the activities that use them, whose own page says so. A field that has a key keeps it.

use std::collections::BTreeMap;

use super::Row;
use super::lists::{Answers, of_word, word};
use crate::definition::{Definition, Form, FormField};
use crate::process::model::key_of;

pub(super) fn read(definition: &Definition) -> Vec<Row> {
    definition.forms.iter().map(|(key, form)| vec![key.clone(), form.title.clone(), form.purpose.clone()]).collect()
}

/// Writes titles and purposes; a form that is gone is gone at the activities too.
pub(super) fn write(definition: &mut Definition, rows: &[&Row]) {
    let mut forms: BTreeMap<String, Form> = BTreeMap::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let known = definition.forms.get(&row.at(0)).filter(|_| !forms.contains_key(&row.at(0)));
        let key = match known {
            Some(_) => row.at(0),
            None => free(&row.at(1), "form", |key| definition.forms.contains_key(key) || forms.contains_key(key)),
        };
        let form = Form { title: row.at(1), purpose: row.at(2), ..known.cloned().unwrap_or_default() };
        forms.insert(key, form);
    }
    for activity in definition.activities.values_mut() {
        activity.forms.retain(|key| !definition.forms.contains_key(key) || forms.contains_key(key));
    }
    definition.forms = forms;
}

pub(super) fn read_fields(form: &Form) -> Vec<Row> {
    let count = |count: Option<u32>| count.map_or(String::new(), |count| count.to_string());
    let row = |one: &FormField| {
        vec![
            one.key.clone(),
            one.label.clone(),
            word(&one.kind),
            if one.required { "yes" } else { "no" }.to_owned(),
            one.choices.join("\n"),
            count(one.least),
            count(one.most),
            one.rule.clone(),
            one.help.clone(),
        ]
    };
    form.fields.iter().map(row).collect()
}

pub(super) fn write_fields(form: &mut Form, rows: &[&Row]) {
    let mut fields: Vec<FormField> = Vec::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let taken = |key: &str| form.fields.iter().chain(&fields).any(|one| one.key == key);
        let is_known = !row.at(0).is_empty() && form.fields.iter().any(|one| one.key == row.at(0));
        fields.push(FormField {
            key: if is_known { row.at(0) } else { free(&row.at(1), "field", taken) },
            label: row.at(1),
            kind: of_word(&row.at(2)),
            required: row.at(3) == "yes",
            choices: row.at(4).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            least: row.at(5).parse().ok(),
            most: row.at(6).parse().ok(),
            rule: row.at(7),
            help: row.at(8),
        });
    }
    form.fields = fields;
}

/// A key made of a title that is not taken.
pub(super) fn free(title: &str, empty: &str, taken: impl Fn(&str) -> bool) -> String {
    let base = match key_of(title).replace('-', "_") {
        none if none.is_empty() => empty.to_owned(),
        key => key,
    };
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|key| !taken(key)).unwrap_or_default()
}
