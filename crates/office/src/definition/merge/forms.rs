//! Two people's edits of the forms: each form is kept or removed as a whole, its words and its fields are brought together one by one.
//!
//! Absent: what a form is (`form`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Merge, Within, rows};
use crate::definition::entries::{FORM_FIELDS, words};

impl Merge<'_> {
    pub(super) fn forms(&mut self, versions: [Option<&Value>; 3]) -> Value {
        let forms = versions.map(rows);
        let keys: BTreeSet<&String> = forms.iter().flat_map(|all| all.keys()).collect();
        let mut merged = Map::new();
        for key in keys {
            let each = forms.each_ref().map(|all| all.get(key).cloned().map(Value::Object));
            if let Some(form) = self.form(key, each) {
                merged.insert(key.clone(), form);
            }
        }
        Value::Object(merged)
    }

    fn form(&mut self, key: &str, versions: [Option<Value>; 3]) -> Option<Value> {
        let title = versions.iter().rev().flatten().map(|form| words(form.get("title"))).find(|text| !text.is_empty());
        let label = format!("Form “{}”", title.as_deref().unwrap_or(key));
        let [_, Some(_), Some(_)] = &versions else {
            let part = || (format!("forms/{key}"), label.clone());
            return self.choose(versions.each_ref().map(Option::as_ref), part).cloned();
        };
        let mut merged = Map::new();
        for name in ["title", "purpose"] {
            let values = versions.each_ref().map(|form| form.as_ref()?.get(name));
            let part = || (format!("forms/{key}/{name}"), format!("{label}: {name}"));
            if let Some(value) = self.choose(values, part) {
                merged.insert(name.to_owned(), value.clone());
            }
        }
        let within = Within { path: format!("forms/{key}/fields"), words: format!("{label}: ") };
        let fields = self.list(&FORM_FIELDS, within, &versions.map(Option::unwrap_or_default));
        merged.insert("fields".to_owned(), fields);
        Some(Value::Object(merged))
    }
}
