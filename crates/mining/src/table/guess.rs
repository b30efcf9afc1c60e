//! Which column probably means what, by its name and by what it holds.
//!
//! A suggestion only; the user decides. Absent: learning. Source: the column names of ServiceNow, Jira, BMC Helix,
//! `TOPdesk`, GLPI and XES exports.

use super::mapping::{Backwards, Duplicates, FactColumns, Mapping, Shape, Step, usual_marks};
use super::preview::{Column, LooksLike, Preview};
use crate::log::Fact;
use crate::moment::TimeFormat;
use std::collections::BTreeMap;

/// Names in lower case without spaces and punctuation, the most telling first.
const CASE: &[&str] = &[
    "number",
    "caseconceptname",
    "caseid",
    "case",
    "incidentnumber",
    "incidentid",
    "ticketid",
    "ticketnumber",
    "ticket",
    "issuekey",
    "srnumber",
    "problemnumber",
    "changenumber",
    "requestnumber",
    "taskid",
    "traceid",
    "documentkey",
    "key",
    "id",
];
const ACTIVITY: &[&str] = &[
    "activity",
    "conceptname",
    "incidentstate",
    "problemstatus",
    "state",
    "status",
    "event",
    "action",
    "step",
    "activityname",
];
const TIME: &[&str] = &[
    "timetimestamp",
    "timestamp",
    "sysupdatedat",
    "sysupdatedon",
    "updatedat",
    "updated",
    "changedatetime",
    "problemchangedatetime",
    "eventtime",
    "time",
    "date",
    "syscreatedon",
    "created",
    "modified",
    "lastmodified",
    "datetime",
    "start",
    "starttime",
];
const FIELD: &[&str] = &["fieldname", "field", "changedfield", "attribute", "columnname"];
const NEW_VALUE: &[&str] = &["newvalue", "newstring", "tostring", "to", "new", "value"];
const RESOURCE: &[&str] = &[
    "assignmentgroup",
    "orggroup",
    "supportgroup",
    "assignedgroup",
    "group",
    "team",
    "resource",
    "orgresource",
    "operatorgroup",
    "probleminvolvedownerst",
    "involvedst",
    "assignedto",
    "assignee",
    "owner",
];
const FACTS: [(Fact, &[&str]); 7] = [
    (
        Fact::Opened,
        &[
            "openedat",
            "opened",
            "createdat",
            "created",
            "reporteddate",
            "opentime",
            "creationdate",
            "syscreatedon",
            "dateofcreation",
        ],
    ),
    (
        Fact::Resolved,
        &["resolvedat", "resolved", "lastresolveddate", "solvedate", "resolvedtime", "solved", "resolveddate"],
    ),
    (Fact::Closed, &["closedat", "closed", "closetime", "closedate", "closeddate"]),
    (Fact::Priority, &["priority"]),
    (Fact::MadeSla, &["madesla", "slamet", "withinsla"]),
    (Fact::ReopenCount, &["reopencount", "reopened", "reopens", "noofreopens"]),
    (Fact::ReassignmentCount, &["reassignmentcount", "reassignments", "noofreassignments"]),
];
/// Columns whose distinct values are at most this many are offered as attributes.
const ATTRIBUTE_DISTINCT: usize = 500;
/// Most attributes that are offered.
const ATTRIBUTES: usize = 6;

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a name promises times.
pub(super) fn named_like_time(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["time", "date", "_at", "_on", "updated", "created", "opened", "closed", "resolved", "epoch"]
        .iter()
        .any(|part| lower.contains(part))
}

/// Whether a name promises identifiers.
pub(super) fn named_like_id(name: &str) -> bool {
    let lower = plain(name);
    CASE.contains(&lower.as_str()) || name.ends_with("_id") || name.ends_with(" ID") || name.ends_with("Id")
}

fn named<'p>(columns: &'p [Column], names: &[&str], fits: impl Fn(&Column) -> bool) -> Option<&'p Column> {
    names.iter().find_map(|name| columns.iter().find(|column| plain(&column.name) == *name && fits(column)))
}

fn is_time(column: &Column) -> bool {
    matches!(column.looks_like, LooksLike::Time { .. })
}

fn format(column: &Column) -> TimeFormat {
    match column.looks_like {
        LooksLike::Time { format, .. } => format,
        _ => TimeFormat::YearMonthDay,
    }
}

/// Adds the suggestion and what should be said about it.
pub(super) fn complete(preview: &mut Preview) {
    let columns = &preview.columns;
    let rows = preview.rows_sampled;
    let case = named(columns, CASE, |column| column.filled > 0)
        .or_else(|| columns.iter().find(|column| column.looks_like == LooksLike::Id));
    let Some(case) = case else {
        preview.notes.push("No column looks like a ticket number; please choose one.".to_owned());
        return;
    };
    let mut facts = FactColumns::default();
    for (fact, names) in FACTS {
        let fits = |column: &Column| match fact {
            Fact::Opened | Fact::Resolved | Fact::Closed => is_time(column),
            Fact::ReopenCount | Fact::ReassignmentCount => column.looks_like == LooksLike::Number,
            Fact::MadeSla => column.samples.iter().all(|sample| super::row::flag(sample).is_some()),
            Fact::Priority => column.filled > 0,
        };
        facts.set(fact, named(columns, names, fits).map(|column| column.name.clone()));
    }
    let Some((shape, time_format)) = shape(columns, case, &facts, rows) else {
        preview.notes.push("No column looks like a time in a known format; please choose one.".to_owned());
        return;
    };
    let time_columns: Vec<&str> = match &shape {
        Shape::Events { time, .. } | Shape::History { time, .. } | Shape::Changes { time, .. } => vec![time.as_str()],
        Shape::Tickets { steps } => steps.iter().map(|step| step.column.as_str()).collect(),
    };
    let used = time_columns
        .iter()
        .copied()
        .chain([Fact::Opened, Fact::Resolved, Fact::Closed].iter().filter_map(|fact| facts.get(*fact)));
    let time_formats: BTreeMap<String, TimeFormat> = used
        .filter_map(|name| columns.iter().find(|column| column.name == name))
        .filter(|column| format(column) != time_format)
        .map(|column| (column.name.clone(), format(column)))
        .collect();
    let resource = named(columns, RESOURCE, |column| column.filled > 0).map(|column| column.name.clone());
    let attribute = |column: &&Column| {
        ["category", "contacttype", "product", "impact", "urgency", "service", "type", "location"]
            .contains(&plain(&column.name).as_str())
            && column.filled > 0
            && column.distinct <= ATTRIBUTE_DISTINCT
    };
    preview.suggested = Some(Mapping {
        encoding: Some(preview.encoding),
        delimiter: Some(preview.delimiter),
        case: case.name.clone(),
        resource,
        time_format,
        time_zone: "UTC".to_owned(),
        missing: usual_marks(),
        duplicates: Duplicates::default(),
        backwards: Backwards::default(),
        attributes: columns.iter().filter(attribute).take(ATTRIBUTES).map(|column| column.name.clone()).collect(),
        event_attributes: Vec::new(),
        kinds: BTreeMap::new(),
        time_formats,
        facts,
        shape,
    });
}

/// One event per row, unless each case has but one row and there are several date columns.
fn shape(columns: &[Column], case: &Column, facts: &FactColumns, rows: usize) -> Option<(Shape, TimeFormat)> {
    let by_name = |name: &str| columns.iter().find(|column| column.name == name);
    let one_row_each = rows > 1 && case.distinct == case.filled && case.filled == rows;
    let steps: Vec<Step> = [(Fact::Opened, "Opened"), (Fact::Resolved, "Resolved"), (Fact::Closed, "Closed")]
        .into_iter()
        .filter_map(|(fact, activity)| {
            facts.get(fact).map(|column| Step { activity: activity.to_owned(), column: column.to_owned() })
        })
        .collect();
    if one_row_each && steps.len() >= 2 {
        let format = by_name(&steps[0].column).map(format)?;
        return Some((Shape::Tickets { steps }, format));
    }
    if let Some(changes) = changes(columns) {
        return Some(changes);
    }
    let activity = named(columns, ACTIVITY, |column| column.filled > 0 && !is_time(column)).or_else(|| {
        columns.iter().find(|column| column.looks_like == LooksLike::Text && column.distinct <= ATTRIBUTE_DISTINCT)
    })?;
    let time = named(columns, TIME, is_time).or_else(|| columns.iter().find(|column| is_time(column)))?;
    let (activity, time_column) = (activity.name.clone(), time.name.clone());
    Some((Shape::Events { activity, time: time_column }, format(time)))
}

/// A table of changes has a column that names fields, some of which are states, and a column of new values.
fn changes(columns: &[Column]) -> Option<(Shape, TimeFormat)> {
    let field = named(columns, FIELD, |column| column.filled > 0 && column.distinct <= ATTRIBUTE_DISTINCT)?;
    let value = named(columns, NEW_VALUE, |column| column.filled > 0)?;
    let time = named(columns, TIME, is_time).or_else(|| columns.iter().find(|column| is_time(column)))?;
    let of = |names: &[&str]| -> Vec<String> {
        field.samples.iter().filter(|sample| names.contains(&plain(sample).as_str())).cloned().collect()
    };
    let states = of(ACTIVITY);
    (!states.is_empty()).then(|| {
        let shape = Shape::Changes {
            field: field.name.clone(),
            value: value.name.clone(),
            time: time.name.clone(),
            states,
            groups: of(RESOURCE),
        };
        (shape, format(time))
    })
}
