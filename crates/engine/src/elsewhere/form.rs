//! Forms: as a file of Camunda 8, and as the form data of Camunda 7.
//!
//! Absent: rules in words, which no form checks. Source: form-js schema 16 (text field, text area, number, date, select, checkbox);
//! Camunda 7.22 reference (generated task forms).

use serde_json::{Map, Value, json};

use super::patch::escaped;
use super::{Field, FieldKind, Form};

/// The version of the schema.
const SCHEMA: u32 = 16;

/// The content of the file.
pub(super) fn file(form: &Form) -> String {
    let mut components = vec![json!({ "type": "text", "id": "Title", "text": format!("# {}", form.title) })];
    components.extend(form.fields.iter().map(component));
    let file = json!({
        "id": form.key,
        "type": "default",
        "schemaVersion": SCHEMA,
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.6.0",
        "components": components,
    });
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

fn component(field: &Field) -> Value {
    let kind = match field.kind {
        FieldKind::Text => "textfield",
        FieldKind::LongText => "textarea",
        FieldKind::Number => "number",
        FieldKind::Date => "datetime",
        FieldKind::YesNo => "checkbox",
        FieldKind::Choice(_) => "select",
    };
    let mut validate = Map::new();
    if field.required {
        validate.insert("required".to_owned(), json!(true));
    }
    let bounds = match field.kind {
        FieldKind::Text | FieldKind::LongText => Some(("minLength", "maxLength")),
        FieldKind::Number => Some(("min", "max")),
        _ => None,
    };
    if let Some((least, most)) = bounds {
        validate.extend(field.least.map(|number| (least.to_owned(), json!(number))));
        validate.extend(field.most.map(|number| (most.to_owned(), json!(number))));
    }
    let mut component = json!({
        "type": kind, "id": format!("Field_{}", field.key), "key": field.key, "label": field.label,
    });
    if !field.help.is_empty() {
        component["description"] = json!(field.help);
    }
    if !validate.is_empty() {
        component["validate"] = Value::Object(validate);
    }
    match &field.kind {
        FieldKind::Choice(choices) => {
            let values: Vec<Value> = choices.iter().map(|one| json!({ "label": one, "value": one })).collect();
            component["values"] = json!(values);
        }
        FieldKind::Date => {
            component["subtype"] = json!("date");
            component["dateLabel"] = json!(field.label);
        }
        _ => {}
    }
    component
}

/// The form within the diagram.
pub(super) fn data(vendor: &str, form: &Form) -> String {
    let fields: String = form.fields.iter().map(|field| one(vendor, field)).collect();
    format!("<{vendor}formData>{fields}</{vendor}formData>")
}

fn one(vendor: &str, field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::Text | FieldKind::LongText => "string",
        FieldKind::Number => "long",
        FieldKind::Date => "date",
        FieldKind::YesNo => "boolean",
        FieldKind::Choice(_) => "enum",
    };
    let mut constraints = String::new();
    if field.required {
        constraints.push_str(&format!("<{vendor}constraint name=\"required\"/>"));
    }
    let bounds = match field.kind {
        FieldKind::Text | FieldKind::LongText => Some(("minlength", "maxlength")),
        FieldKind::Number => Some(("min", "max")),
        _ => None,
    };
    if let Some((least, most)) = bounds {
        for (name, number) in [(least, field.least), (most, field.most)] {
            if let Some(number) = number {
                constraints.push_str(&format!("<{vendor}constraint name=\"{name}\" config=\"{number}\"/>"));
            }
        }
    }
    let mut inner = String::new();
    if !constraints.is_empty() {
        inner.push_str(&format!("<{vendor}validation>{constraints}</{vendor}validation>"));
    }
    if let FieldKind::Choice(choices) = &field.kind {
        for choice in choices {
            let choice = escaped(choice);
            inner.push_str(&format!("<{vendor}value id=\"{choice}\" name=\"{choice}\"/>"));
        }
    }
    let (key, label) = (escaped(&field.key), escaped(&field.label));
    format!("<{vendor}formField id=\"{key}\" label=\"{label}\" type=\"{kind}\">{inner}</{vendor}formField>")
}
