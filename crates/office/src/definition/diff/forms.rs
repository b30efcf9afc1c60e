//! What changed in the forms: forms that came and went, their words, and their fields one by one.
//!
//! Absent: the activities that use them (`activities`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Changes, Rule, Target, short, told};
use crate::definition::entries::{FORM_FIELDS, words};

impl Changes {
    pub(super) fn forms(&mut self, before: &Value, after: &Value) {
        let none = Map::new();
        let forms = |document: &Value| document.get("forms").and_then(Value::as_object).cloned();
        let (old, new) = (forms(before).unwrap_or_default(), forms(after).unwrap_or_default());
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let target = || Target::Form(key.clone());
            let title = |form: &Value| {
                let title = words(form.get("title"));
                short(if title.trim().is_empty() { key } else { &title })
            };
            match (old.get(key), new.get(key)) {
                (Some(form), None) => {
                    self.add(target(), Rule::Method, format!("Form removed: “{}”.", title(form)));
                }
                (None, Some(form)) => self.add(target(), Rule::Method, format!("Form added: “{}”.", title(form))),
                (Some(was), Some(is)) => {
                    let within = format!("Form “{}”: ", title(was));
                    let parts = |form: &Value| form.as_object().unwrap_or(&none).clone();
                    let (was_parts, is_parts) = (parts(was), parts(is));
                    for part in ["title", "purpose"] {
                        let (old, new) = (words(was_parts.get(part)), words(is_parts.get(part)));
                        if old != new {
                            self.add(target(), Rule::Wording, told(&format!("{within}the {part}"), &old, &new));
                        }
                    }
                    let count = self.0.len();
                    self.list(&FORM_FIELDS, &within, was, is);
                    for change in &mut self.0[count..] {
                        change.target = target();
                    }
                }
                (None, None) => {}
            }
        }
    }
}
