//! What a process names that a tool may have: states, the fields of its forms and their choices, and the parts of tools at requirements.
//!
//! Pure. A state is what stands behind the word “state” at an activity, up to the next comma; in a sentence only what is known as one, or
//! stands in quotation marks, is taken for it.

use std::collections::BTreeSet;

use super::super::model::{ObjectKind, Required};
use crate::connector::tool::shape::{Part, Shape, plain};
use crate::definition::{Definition, FieldKind};

/// What a process names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub states: Vec<String>,
    pub forms: Vec<Form>,
}

/// A form that is filled in somewhere.
#[derive(Debug)]
pub(super) struct Form {
    pub title: String,
    /// Labels with the choices that are agreed.
    pub fields: Vec<(String, Vec<String>)>,
}

/// Something that a requirement names; the field whose choice it is stands in `of`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub part: Part,
    pub of: String,
    pub name: String,
}

/// What a definition names.
pub(super) fn names(definition: &Definition) -> Names {
    let (mut states, mut forms) = (Vec::new(), Vec::new());
    let mut used = BTreeSet::new();
    for (id, _) in definition.steps() {
        let Some(activity) = definition.activities.get(&id) else { continue };
        for text in [&activity.tool, &activity.record] {
            states.extend(listed(text));
        }
        used.extend(activity.forms.iter().cloned());
    }
    for key in used {
        let Some(form) = definition.forms.get(&key) else { continue };
        let title = if form.title.trim().is_empty() { key } else { form.title.trim().to_owned() };
        let field = |field: &crate::definition::FormField| {
            let choices = if field.kind == FieldKind::Choice { field.choices.clone() } else { Vec::new() };
            (field.label.trim().to_owned(), choices)
        };
        forms.push(Form { title, fields: form.fields.iter().map(field).collect() });
    }
    let mut seen = BTreeSet::new();
    states.retain(|state| seen.insert(plain(state)));
    Names { states, forms }
}

/// The states that a list of things names: “Ticketing tool, state Awaiting user”.
fn listed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in behind(text) {
        if let Some(quoted) = quoted(rest).first().filter(|quoted| rest.starts_with(['“', '"']) && !quoted.is_empty())
        {
            found.push(quoted.clone());
            continue;
        }
        let end = rest.find([',', ';', '.', ':', '(', '\n']).unwrap_or(rest.len());
        let mut name = rest[..end].trim();
        for word in [" with ", " and ", " or ", " by ", " on ", " at "] {
            name = name.split(word).next().unwrap_or(name).trim();
        }
        if name.chars().next().is_some_and(char::is_uppercase) && name.chars().count() <= 60 {
            found.push(name.to_owned());
        }
    }
    found
}

/// What stands behind each “state” or “status” of a text.
fn behind(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in ["state ", "status ", "State ", "Status "] {
        for (at, _) in text.match_indices(word) {
            let is_word = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            if is_word {
                found.push(text[at + word.len()..].trim_start());
            }
        }
    }
    found
}

/// What stands in quotation marks, or between stars.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [('“', '”'), ('"', '"'), ('*', '*')] {
        let mut rest = text;
        while let Some((_, from)) = rest.split_once(open) {
            let Some((name, after)) = from.split_once(close) else { break };
            if !name.trim().is_empty() && name.chars().count() <= 100 {
                found.push(name.trim().to_owned());
            }
            rest = after;
        }
    }
    found
}

/// What a requirement names that the configuration of a tool may show. `tools` are names under which the tool is known.
pub(super) fn wanted(one: &Required, names: &Names, shape: &Shape, tools: &[String]) -> Vec<Wanted> {
    let mut all = BTreeSet::new();
    let whole = format!("{}\n{}", one.text, one.acceptance);
    let want = |part, name: &str| Wanted { part, of: String::new(), name: name.to_owned() };
    for rest in behind(&whole) {
        let lower = plain(rest);
        let known = names.states.iter().chain(shape.things.get(&Part::State).into_iter().flatten());
        let fits = |state: &&String| {
            let state = plain(state);
            !state.is_empty() && lower.strip_prefix(&state).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let longest = known.filter(fits).max_by_key(|state| state.len());
        // “the state open” may be any word; a name is written as one.
        let is_name = rest.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '"' | '*'));
        match longest {
            Some(state) if is_name => {
                all.insert(want(Part::State, state));
            }
            _ if rest.starts_with(['“', '"', '*']) => {
                all.extend(quoted(rest).first().map(|name| want(Part::State, name)));
            }
            _ => {}
        }
    }
    let marked: BTreeSet<String> = quoted(&whole).iter().map(|name| plain(name)).collect();
    for form in &names.forms {
        let is_whole = marked.contains(&plain(&form.title)) && plain(&one.text).starts_with("the form");
        for (label, choices) in form.fields.iter().filter(|(label, _)| is_whole || marked.contains(&plain(label))) {
            all.insert(want(Part::Field, label));
            let given = shape.values.keys().find(|field| plain(field) == plain(label));
            for choice in choices.iter().filter(|_| is_whole && given.is_some()) {
                all.insert(Wanted { part: Part::Field, of: label.clone(), name: choice.clone() });
            }
        }
    }
    for object in one.objects.iter().filter(|object| tools.contains(&plain(&object.tool))) {
        let part = match object.kind {
            ObjectKind::Field => Part::Field,
            ObjectKind::Form => Part::Type,
            ObjectKind::Workflow if shape.find(Part::Type, &object.name).is_some() => Part::Type,
            ObjectKind::Workflow if shape.find(Part::State, &object.name).is_some() => Part::State,
            _ => continue,
        };
        all.insert(want(part, &object.name));
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{listed, quoted};

    #[test]
    fn a_state_is_a_name_behind_the_word() {
        for (text, expected) in [
            ("Ticketing tool, state Awaiting user", vec!["Awaiting user"]),
            ("Incident record, state New; note", vec!["New"]),
            ("State In use with date; reminder", vec!["In use"]),
            ("Ticket, status “Pending vendor”, and a note", vec!["Pending vendor"]),
            ("State assumptions where they can be argued with", vec![]),
            ("The estate Main", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(listed(text), expected, "{text}");
        }
        assert_eq!(quoted("It asks “What”, \"Who\" and *When* “"), ["What", "Who", "When"]);
    }
}
