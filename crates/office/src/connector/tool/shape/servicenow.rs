//! ServiceNow: the choices and the dictionary of a table and of the one that it derives from.
//!
//! Where a table has choices of its own for a field, those of `task` do not count. Source: ServiceNow documentation (`sys_choice`,
//! `sys_dictionary`, table inheritance).

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::super::wire::{Line, Trouble};
use super::super::answer::text;
use super::super::servicenow::list;
use super::{Part, Shape};

/// The fields whose choices are read, and what they are.
const CHOICES: &[(&str, Option<Part>)] = &[
    ("state", Some(Part::State)),
    ("priority", Some(Part::Priority)),
    ("category", Some(Part::Category)),
    ("type", Some(Part::Type)),
    ("urgency", None),
    ("impact", None),
    ("close_code", None),
    ("contact_type", None),
    ("hold_reason", None),
];

pub(super) async fn shape(line: &mut Line, place: &str) -> Result<Shape, Trouble> {
    let mut shape = Shape::default();
    let asked = format!("nameIN{place},task^elementISNOTEMPTY^active=true");
    let dictionary = list(line, "sys_dictionary", &asked, "name,element,column_label").await?;
    let labels: BTreeMap<String, String> =
        dictionary.iter().map(|one| (text(one, "element"), text(one, "column_label"))).collect();
    if dictionary.is_empty() {
        shape.notes.push("The account may not read sys_dictionary, so fields were not looked at.".to_owned());
    } else {
        shape.whole(Part::Field, dictionary.iter().map(|one| text(one, "column_label")));
    }
    let elements: Vec<&str> = CHOICES.iter().map(|(element, _)| *element).collect();
    let asked = format!("nameIN{place},task^elementIN{}^inactive=false^language=en", elements.join(","));
    let choices = list(line, "sys_choice", &asked, "name,element,value,label").await?;
    if choices.is_empty() {
        shape.notes.push("The account may not read sys_choice, so states and choices were not looked at.".to_owned());
    }
    for (element, part) in CHOICES {
        let of = |table: &str| -> Vec<String> {
            let own = |one: &&Value| text(one, "element") == *element && text(one, "name") == table;
            choices.iter().filter(own).map(|one| text(one, "label")).collect()
        };
        let own = of(place);
        let names = if own.is_empty() { of("task") } else { own };
        if names.is_empty() {
            continue;
        }
        if let Some(part) = part {
            shape.whole(*part, names.clone());
        }
        let label = labels.get(*element).cloned().unwrap_or_else(|| (*element).to_owned());
        shape.values.insert(label, names);
    }
    Ok(shape)
}
