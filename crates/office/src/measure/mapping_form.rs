//! What the forms of an import say: which column is what, and what each state stands for.

use mining::{FactColumns, Mapping, Preview, Shape, Step, Target, TimeFormat};

use super::model::Reading;
use crate::web::Form;
use crate::web::form::{decode, encode};

/// The facts that a column may state: the name in the form, and the words.
pub const FACTS: [(&str, &str); 7] = [
    ("opened", "Opened at"),
    ("resolved", "Resolved at"),
    ("closed", "Closed at"),
    ("priority", "Priority"),
    ("made_sla", "Agreed time kept (yes or no)"),
    ("reopen_count", "How often reopened"),
    ("reassignment_count", "How often reassigned"),
];

/// Names a column in a form. A name may hold line breaks, which browsers change on the way; escaped it arrives as it was.
#[must_use]
pub fn column_key(name: &str) -> String {
    encode(name)
}

/// Names a state in a form, as [`column_key`] does a column.
#[must_use]
pub fn state_key(state: &str) -> String {
    encode(state)
}

/// The word of a time format in the form.
#[must_use]
pub fn format_key(format: TimeFormat) -> String {
    serde_json::to_value(format).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The column that states a fact.
#[must_use]
pub fn fact<'a>(facts: &'a FactColumns, name: &str) -> Option<&'a str> {
    match name {
        "opened" => facts.opened.as_deref(),
        "resolved" => facts.resolved.as_deref(),
        "closed" => facts.closed.as_deref(),
        "priority" => facts.priority.as_deref(),
        "made_sla" => facts.made_sla.as_deref(),
        "reopen_count" => facts.reopen_count.as_deref(),
        _ => facts.reassignment_count.as_deref(),
    }
}

/// The mapping that a form describes; what is wrong is noted in the form beside its field.
pub fn mapping_of(form: &mut Form, preview: &Preview) -> Mapping {
    let known = |form: &Form, field: &str| {
        let sent = form.raw(field);
        preview.columns.iter().find(|column| column_key(&column.name) == sent).map(|column| column.name.clone())
    };
    let case = known(form, "case").unwrap_or_else(|| {
        form.refuse("case", "Choose the column with the number of the ticket.");
        String::new()
    });
    let formats = TimeFormat::ALL;
    let time_format =
        formats.into_iter().find(|one| format_key(*one) == form.raw("time_format")).unwrap_or_else(|| {
            form.refuse("time_format", "Choose how times are written.");
            TimeFormat::YearMonthDay
        });
    let time_zone = form.line("time_zone", "The time zone");
    if mining::Zone::named(&time_zone).is_err() {
        form.refuse("time_zone", format!("“{time_zone}” is no time zone. Write UTC, +01:00 or Europe/Zurich."));
    }
    let base = preview.suggested.clone();
    let shape = match form.raw("shape") {
        "tickets" => tickets(form, &known),
        "changes" => changes(form, &known),
        "history" => match events(form, &known) {
            Shape::Events { activity, time } => Shape::History { activity, time },
            other => other,
        },
        _ => events(form, &known),
    };
    let facts = FactColumns {
        opened: known(form, "fact_opened"),
        resolved: known(form, "fact_resolved"),
        closed: known(form, "fact_closed"),
        priority: known(form, "fact_priority"),
        made_sla: known(form, "fact_made_sla"),
        reopen_count: known(form, "fact_reopen_count"),
        reassignment_count: known(form, "fact_reassignment_count"),
    };
    Mapping {
        encoding: Some(preview.encoding),
        delimiter: Some(preview.delimiter),
        case,
        resource: known(form, "resource"),
        time_format,
        time_zone,
        missing: base.as_ref().map_or_else(mining::usual_marks, |base| base.missing.clone()),
        backwards: base.as_ref().map(|base| base.backwards).unwrap_or_default(),
        duplicates: base.as_ref().map(|base| base.duplicates).unwrap_or_default(),
        attributes: base.as_ref().map(|base| base.attributes.clone()).unwrap_or_default(),
        event_attributes: base.as_ref().map(|base| base.event_attributes.clone()).unwrap_or_default(),
        kinds: base.as_ref().map(|base| base.kinds.clone()).unwrap_or_default(),
        time_formats: base.map(|base| base.time_formats).unwrap_or_default(),
        facts,
        shape,
    }
}

type Known<'a> = dyn Fn(&Form, &str) -> Option<String> + 'a;

fn events(form: &mut Form, known: &Known) -> Shape {
    let activity = known(form, "activity").unwrap_or_else(|| {
        form.refuse("activity", "Choose the column with the state or activity.");
        String::new()
    });
    let time = known(form, "time").unwrap_or_else(|| {
        form.refuse("time", "Choose the column with the time of the row.");
        String::new()
    });
    Shape::Events { activity, time }
}

fn changes(form: &mut Form, known: &Known) -> Shape {
    let mut column = |name: &'static str, sentence: &str| {
        known(form, name).unwrap_or_else(|| {
            form.refuse(name, sentence);
            String::new()
        })
    };
    let field = column("change_field", "Choose the column with the name of the field that changed.");
    let value = column("change_value", "Choose the column with its new value.");
    let time = column("time", "Choose the column with the time of the change.");
    let (states, groups) = (names(form.raw("change_states")), names(form.raw("change_groups")));
    if states.is_empty() {
        form.refuse("change_states", "Name at least one field whose changes are what happened, such as state.");
    }
    Shape::Changes { field, value, time, states, groups }
}

/// Names apart by commas or line breaks.
fn names(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn tickets(form: &mut Form, known: &Known) -> Shape {
    let steps: Vec<Step> =
        [("opened", "Opened"), ("assigned", "Assigned"), ("resolved", "Resolved"), ("closed", "Closed")]
            .into_iter()
            .filter_map(|(name, activity)| {
                let column = known(form, &format!("date_{name}"))?;
                Some(Step { activity: activity.to_owned(), column })
            })
            .collect();
    if steps.len() < 2 {
        form.refuse("date_opened", "Choose at least two columns with dates, for example opened and closed.");
    }
    Shape::Tickets { steps }
}

/// The reading that a form describes: `state` names the states in order, `target` what each stands for, `resolved` and `closed`
/// those that end the work. What is wrong is noted in the form.
pub fn reading_of(form: &mut Form, steps: &[(String, String)]) -> Reading {
    let (states, targets) = (form.all("state"), form.all("target"));
    let mut reading = Reading::default();
    if states.is_empty() || states.len() != targets.len() {
        form.refuse("target", "Choose what each state stands for.");
    }
    for (state, target) in states.iter().zip(targets) {
        let state = decode(state);
        let target = match target.as_str() {
            "" => Target::Unmodelled,
            "ignored" => Target::Ignored,
            id => Target::Activity(id.strip_prefix("step:").unwrap_or(id).to_owned()),
        };
        if let Target::Activity(id) = &target
            && !steps.iter().any(|(known, _)| known == id)
        {
            form.refuse("target", format!("“{state}” stands for a step that the process does not have. Choose again."));
        }
        reading.states.insert(state, target);
    }
    reading.resolved = ends(form, "resolved", &reading);
    reading.closed = ends(form, "closed", &reading);
    reading
}

fn ends(form: &mut Form, field: &'static str, reading: &Reading) -> Vec<String> {
    let named: Vec<String> = form.all(field).iter().map(|state| decode(state)).collect();
    if let Some(unknown) = named.iter().find(|state| !reading.states.contains_key(*state)) {
        form.refuse(field, format!("“{unknown}” is no state of this file. Choose again."));
    }
    named
}
