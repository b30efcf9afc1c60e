//! The lists of a definition in one table: what an entry is called, what names it, and which rule a change of each part follows.
//!
//! [`Entries`] lays two versions of a list side by side, so that an entry whose text was edited is still the same entry. Absent: what
//! is told about a change (`diff`) and what is taken of two edits (`merge`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::diff::Rule;
use super::model::Definition;

/// One list of the document.
pub(super) struct List {
    /// The field of the document.
    pub field: &'static str,
    /// What one entry is called.
    pub noun: &'static str,
    /// The parts that name an entry; none where the entry is a text that names itself.
    pub named_by: &'static [&'static str],
    /// The parts by which it is shown to a person.
    pub shown_by: &'static [&'static str],
    /// The rule for an entry that comes or goes, and for the text of an entry that is nothing but a text.
    pub rule: Rule,
    pub parts: &'static [Part],
}

/// One part of an entry: its field, its name on the page, and the rule that its change follows.
pub(super) struct Part(pub &'static str, pub &'static str, pub Rule);

const fn texts(field: &'static str, noun: &'static str, rule: Rule) -> List {
    List { field, noun, named_by: &[], shown_by: &[], rule, parts: &[] }
}

/// Every list of the document, in the order in which changes are told.
pub(super) const LISTS: [List; 21] = [
    texts("objectives", "Objective", Rule::Aim),
    texts("success_factors", "Success factor", Rule::Aim),
    texts("scope_in", "In scope", Rule::Boundary),
    texts("scope_out", "Out of scope", Rule::Boundary),
    texts("triggers", "Trigger", Rule::Boundary),
    List {
        field: "stakeholders",
        noun: "Stakeholder",
        named_by: &["name"],
        shown_by: &["name"],
        rule: Rule::Support,
        parts: &[Part("name", "name", Rule::Support), Part("interest", "interest", Rule::Support)],
    },
    List {
        field: "inputs",
        noun: "Input",
        named_by: &["name"],
        shown_by: &["name"],
        rule: Rule::Boundary,
        parts: &[
            Part("name", "name", Rule::Boundary),
            Part("supplier", "supplier", Rule::Boundary),
            Part("quality", "quality", Rule::Boundary),
        ],
    },
    List {
        field: "outputs",
        noun: "Output",
        named_by: &["name"],
        shown_by: &["name"],
        rule: Rule::Boundary,
        parts: &[
            Part("name", "name", Rule::Boundary),
            Part("customer", "customer", Rule::Boundary),
            Part("acceptance", "acceptance", Rule::Boundary),
        ],
    },
    List {
        field: "roles",
        noun: "Role",
        named_by: &["key"],
        shown_by: &["name"],
        rule: Rule::Role,
        parts: &[
            Part("key", "key", Rule::Role),
            Part("name", "name", Rule::Wording),
            Part("responsibility", "responsibility", Rule::Role),
            Part("authority", "authority", Rule::Role),
            Part("skills", "asked skill", Rule::Role),
            Part("unit", "unit", Rule::Support),
            Part("headcount", "number of people", Rule::Role),
        ],
    },
    List {
        field: "separations",
        noun: "Separation of roles",
        named_by: &["first", "second"],
        shown_by: &["first", "second"],
        rule: Rule::Role,
        parts: &[
            Part("first", "first role", Rule::Role),
            Part("second", "second role", Rule::Role),
            Part("reason", "reason", Rule::Wording),
        ],
    },
    List {
        field: "policies",
        noun: "Policy",
        named_by: &["statement"],
        shown_by: &["statement"],
        rule: Rule::Policy,
        parts: &[
            Part("statement", "statement", Rule::Policy),
            Part("reason", "reason", Rule::Wording),
            Part("consequence", "consequence", Rule::Policy),
            Part("exceptions", "list of exceptions", Rule::Policy),
        ],
    },
    List {
        field: "controls",
        noun: "Control",
        named_by: &["key"],
        shown_by: &["statement"],
        rule: Rule::Control,
        parts: &[
            Part("key", "key", Rule::Control),
            Part("statement", "statement", Rule::Control),
            Part("objective", "objective", Rule::Control),
            Part("kind", "kind", Rule::Control),
            Part("frequency", "frequency", Rule::Control),
            Part("activity", "activity", Rule::Control),
            Part("evidence", "evidence", Rule::Control),
        ],
    },
    List {
        field: "risks",
        noun: "Risk",
        named_by: &["key"],
        shown_by: &["statement"],
        rule: Rule::Risk,
        parts: &[
            Part("key", "key", Rule::Risk),
            Part("statement", "statement", Rule::Risk),
            Part("consequence", "consequence", Rule::Wording),
            Part("controls", "set of controls", Rule::Risk),
        ],
    },
    List {
        field: "measures",
        noun: "Measure",
        named_by: &["key"],
        shown_by: &["name"],
        rule: Rule::Measure,
        parts: &[
            Part("key", "key", Rule::Measure),
            Part("name", "name", Rule::Wording),
            Part("objective", "objective", Rule::Measure),
            Part("formula", "formula", Rule::Measure),
            Part("unit", "unit", Rule::Measure),
            Part("source", "source", Rule::Measure),
            Part("frequency", "frequency", Rule::Measure),
            Part("owner", "owner", Rule::Measure),
            Part("kind", "kind", Rule::Measure),
            Part("calendar", "calendar", Rule::Measure),
            Part("target", "target", Rule::Measure),
        ],
    },
    List {
        field: "service_levels",
        noun: "Service level",
        named_by: &["key"],
        shown_by: &["name"],
        rule: Rule::Measure,
        parts: &[
            Part("key", "key", Rule::Measure),
            Part("name", "name", Rule::Wording),
            Part("minutes", "time", Rule::Measure),
            Part("calendar", "calendar", Rule::Measure),
            Part("starts_at", "beginning", Rule::Measure),
            Part("stops_at", "end", Rule::Measure),
            Part("pauses_at", "set of pauses", Rule::Measure),
            Part("warn_at", "set of warnings", Rule::Measure),
        ],
    },
    List {
        field: "interfaces",
        noun: "Interface",
        named_by: &["process", "flow", "what"],
        shown_by: &["process", "what"],
        rule: Rule::Boundary,
        parts: &[
            Part("process", "process", Rule::Boundary),
            Part("flow", "direction", Rule::Boundary),
            Part("what", "subject", Rule::Boundary),
            Part("quality", "quality", Rule::Boundary),
            Part("time_limit", "time limit", Rule::Boundary),
            Part("confirmed", "agreement of the other side", Rule::Confirmation),
        ],
    },
    List {
        field: "tools",
        noun: "Tool",
        named_by: &["name"],
        shown_by: &["name"],
        rule: Rule::Method,
        parts: &[Part("name", "name", Rule::Method), Part("purpose", "purpose", Rule::Support)],
    },
    List {
        field: "records",
        noun: "Record",
        named_by: &["name"],
        shown_by: &["name"],
        rule: Rule::Method,
        parts: &[
            Part("name", "name", Rule::Method),
            Part("place", "place", Rule::Method),
            Part("retention", "retention", Rule::Method),
        ],
    },
    List {
        field: "requirements",
        noun: "Tool requirement",
        named_by: &["text"],
        shown_by: &["text"],
        rule: Rule::Support,
        parts: &[
            Part("text", "text", Rule::Support),
            Part("activity", "activity", Rule::Support),
            Part("priority", "priority", Rule::Support),
            Part("acceptance", "acceptance criterion", Rule::Support),
        ],
    },
    List {
        field: "glossary",
        noun: "Term",
        named_by: &["term"],
        shown_by: &["term"],
        rule: Rule::Support,
        parts: &[Part("term", "term", Rule::Support), Part("meaning", "meaning", Rule::Support)],
    },
    List {
        field: "mappings",
        noun: "Framework reference",
        named_by: &["framework", "reference"],
        shown_by: &["framework", "reference"],
        rule: Rule::Support,
        parts: &[Part("framework", "framework", Rule::Support), Part("reference", "number", Rule::Support)],
    },
];

/// The fields of one form, which are a list within the document.
pub(super) const FORM_FIELDS: List = List {
    field: "fields",
    noun: "field",
    named_by: &["key"],
    shown_by: &["label"],
    rule: Rule::Method,
    parts: &[
        Part("key", "key", Rule::Method),
        Part("label", "label", Rule::Wording),
        Part("kind", "kind", Rule::Method),
        Part("required", "duty to answer", Rule::Method),
        Part("help", "help", Rule::Wording),
        Part("choices", "set of choices", Rule::Method),
        Part("least", "least", Rule::Method),
        Part("most", "most", Rule::Method),
        Part("rule", "rule", Rule::Method),
    ],
};

/// The examples of one decision, which are a list within the document.
pub(super) const EXAMPLES: List = List {
    field: "examples",
    noun: "example",
    named_by: &["name"],
    shown_by: &["name"],
    rule: Rule::Support,
    parts: &[
        Part("name", "name", Rule::Support),
        Part("inputs", "set of inputs", Rule::Support),
        Part("expected", "expected result", Rule::Support),
    ],
};

/// The single part of an entry that is nothing but a text.
pub(super) const TEXT: &str = "text";

/// The entries of one version of a list: their identities in order, and their parts by identity.
pub(super) struct Entries {
    pub order: Vec<String>,
    pub rows: BTreeMap<String, Map<String, Value>>,
}

impl List {
    /// The list as it stands, each entry identified by its own name.
    pub fn entries(&self, document: &Value) -> Entries {
        let items = self.items(document);
        let names = self.names(&items);
        together(names, items)
    }

    /// A later version of the list, each entry identified by the name it had in `base`: an entry of the same name is the same; a new
    /// one that stands where one was taken out is that one, edited. Keys are stable, so that another key is another entry.
    pub fn entries_since(&self, base: &Entries, document: &Value) -> Entries {
        let items = self.items(document);
        let names = self.names(&items);
        if self.named_by == ["key"] {
            return together(names, items);
        }
        let kept: BTreeSet<&String> = names.iter().filter(|name| base.rows.contains_key(*name)).collect();
        let mut gone: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
        let mut before = None;
        for name in &base.order {
            if kept.contains(name) {
                before = Some(name);
            } else {
                gone.entry(before).or_default().push(name);
            }
        }
        gone.values_mut().for_each(|names| names.reverse());
        let mut before = None;
        let mut identities = Vec::new();
        for name in &names {
            if kept.contains(name) {
                before = Some(name);
                identities.push(name.clone());
            } else {
                let edited = gone.get_mut(&before).and_then(Vec::pop);
                identities.push(edited.unwrap_or(name).clone());
            }
        }
        together(identities, items)
    }

    /// How an entry is shown in a sentence.
    pub fn title(&self, row: &Map<String, Value>) -> String {
        let shown = if self.shown_by.is_empty() { &[TEXT] } else { self.shown_by };
        let parts: Vec<String> =
            shown.iter().map(|part| words(row.get(*part))).filter(|text| !text.is_empty()).collect();
        parts.join(": ")
    }

    /// The document's form of an entry.
    pub fn item(&self, row: &Map<String, Value>) -> Value {
        if self.named_by.is_empty() { row.get(TEXT).cloned().unwrap_or_default() } else { Value::Object(row.clone()) }
    }

    fn items(&self, document: &Value) -> Vec<Map<String, Value>> {
        let items = document.get(self.field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let row = |item: &Value| match item {
            Value::Object(parts) => parts.clone(),
            text => Map::from_iter([(TEXT.to_owned(), text.clone())]),
        };
        items.iter().map(row).collect()
    }

    /// The name of each entry; the second of the same name is told apart by a number.
    fn names(&self, items: &[Map<String, Value>]) -> Vec<String> {
        let by = if self.named_by.is_empty() { &[TEXT] } else { self.named_by };
        let mut used = BTreeSet::new();
        let mut names = Vec::new();
        for item in items {
            let plain = by.iter().map(|part| words(item.get(*part))).collect::<Vec<_>>().join(" · ");
            let mut name = plain.clone();
            let mut number = 1;
            while !used.insert(name.clone()) {
                number += 1;
                name = format!("{plain} #{number}");
            }
            names.push(name);
        }
        names
    }
}

fn together(order: Vec<String>, items: Vec<Map<String, Value>>) -> Entries {
    let rows = order.iter().cloned().zip(items).collect();
    Entries { order, rows }
}

/// The document as the table looks at it.
pub(super) fn document(definition: &Definition) -> Value {
    serde_json::to_value(definition).expect("a definition has text keys and finite numbers")
}

/// A part as a person reads it.
pub(super) fn words(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => match text.as_str() {
            "at_most" => "at most".to_owned(),
            "at_least" => "at least".to_owned(),
            _ => text.clone(),
        },
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Value::Number(number)) => number.as_f64().map_or_else(|| number.to_string(), super::seal::digits),
        Some(Value::Array(items)) => items.iter().map(|item| words(Some(item))).collect::<Vec<_>>().join("\n"),
        Some(Value::Object(map)) => {
            let parts: Vec<String> =
                map.values().map(|value| words(Some(value))).filter(|text| !text.is_empty()).collect();
            parts.join(" ")
        }
    }
}
