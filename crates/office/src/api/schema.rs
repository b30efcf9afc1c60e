//! How the shape of a body is written down: a name, a sentence and the fields with their kinds, turned into JSON Schema.
//!
//! Absent: formats, bounds and patterns; what a value may be is decided by the rule that refuses it. Source: JSON Schema 2020-12.

use serde_json::{Map, Value, json};

/// Who writes a body, which decides what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The office answers: every field is there, others may be added in a later version.
    Answer,
    /// The program sends: a field that is not named is refused.
    Request,
    /// Both: the parts of a definition, where each may be left out and no other is known.
    Both,
}

/// The shape of a body or of a part of one.
pub(super) struct Schema {
    pub name: &'static str,
    pub says: &'static str,
    pub side: Side,
    pub fields: &'static [Field],
}

/// A field: its name (with `?` at the end where it may be left out) and its kind.
///
/// Kinds: `string`, `integer`, `number`, `boolean`, `day`, `instant`, `micros` (microseconds since 1970), `any`, words apart by
/// `|`, the name of a schema, `[kind]` for a list, `{kind}` for a map by key; `?` at the end where it may be null.
pub(super) type Field = (&'static str, &'static str);

impl Schema {
    /// The schema in the words of JSON Schema.
    pub(super) fn to_json(&self) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, kind) in self.fields {
            let plain = name.trim_end_matches('?');
            if plain == *name && self.side != Side::Both {
                required.push(plain);
            }
            properties.insert(plain.to_owned(), of_kind(kind));
        }
        let mut schema = json!({ "type": "object", "description": self.says, "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if self.side != Side::Answer {
            schema["additionalProperties"] = json!(false);
        }
        schema
    }
}

/// Where a named schema stands in the document.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schema of a kind.
pub(super) fn of_kind(kind: &str) -> Value {
    if let Some(kind) = kind.strip_suffix('?') {
        return nullable(of_kind(kind));
    }
    let inside = |open, close| kind.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(item) = inside('[', ']') {
        return json!({ "type": "array", "items": of_kind(item) });
    }
    if let Some(value) = inside('{', '}') {
        return json!({ "type": "object", "additionalProperties": of_kind(value) });
    }
    match kind {
        "any" => json!({}),
        "string" | "integer" | "number" | "boolean" => json!({ "type": kind }),
        "day" => json!({ "type": "string", "format": "date" }),
        "instant" => json!({ "type": "string", "format": "date-time" }),
        words if words.contains('|') => json!({ "type": "string", "enum": words.split('|').collect::<Vec<_>>() }),
        name => reference(name),
    }
}

/// The same schema, and null.
fn nullable(mut schema: Value) -> Value {
    let Some(kind) = schema.get("type").cloned() else {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    };
    schema["type"] = json!([kind, "null"]);
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    schema
}
