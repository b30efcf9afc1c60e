//! Which column of a file means what; saved once, it makes the next import one click.
//!
//! Absent: expressions and joins; a file that needs them is prepared before. Source: the mapping step of import wizards
//! in process-mining tools; XES (IEEE 1849-2023) for the notions.

use crate::log::Fact;
use crate::moment::TimeFormat;
use crate::report::ImportError;
use crate::source::Encoding;
use crate::{EventLog, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the rows of a file are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rows", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// Each row is one event: an audit log or event log.
    Events {
        /// Column of the activity or state.
        activity: String,
        /// Column of the time.
        time: String,
    },
    /// Each row is the ticket as it stood after some change; a row with the state and group of the one before is no event.
    History {
        /// Column of the state.
        activity: String,
        /// Column of the time of the change.
        time: String,
    },
    /// Each row is the change of one field: an audit table or change log.
    Changes {
        /// Column of the name of the field.
        field: String,
        /// Column of its new value.
        value: String,
        /// Column of the time of the change.
        time: String,
        /// Fields whose new value is what happened, such as `state`.
        states: Vec<String>,
        /// Fields whose new value is the group that has the ticket from then on, such as `assignment_group`.
        #[serde(default)]
        groups: Vec<String>,
    },
    /// Each row is one ticket with several date columns; each date that is there becomes an event.
    Tickets {
        /// The date columns in their natural order, which also decides between equal times.
        steps: Vec<Step>,
    },
}

/// One date column of a ticket export and the event it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happened at that date, such as `Resolved`.
    pub activity: String,
    /// The date column.
    pub column: String,
}

/// Columns of facts that the source itself states about a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FactColumns {
    /// When the ticket was opened.
    pub opened: Option<String>,
    /// When it was resolved.
    pub resolved: Option<String>,
    /// When it was closed.
    pub closed: Option<String>,
    /// Its priority.
    pub priority: Option<String>,
    /// Whether it met its service level.
    pub made_sla: Option<String>,
    /// How often it was reopened.
    pub reopen_count: Option<String>,
    /// How often it changed hands.
    pub reassignment_count: Option<String>,
}

impl FactColumns {
    /// The column of a fact.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Option<&str> {
        match fact {
            Fact::Opened => self.opened.as_deref(),
            Fact::Resolved => self.resolved.as_deref(),
            Fact::Closed => self.closed.as_deref(),
            Fact::Priority => self.priority.as_deref(),
            Fact::MadeSla => self.made_sla.as_deref(),
            Fact::ReopenCount => self.reopen_count.as_deref(),
            Fact::ReassignmentCount => self.reassignment_count.as_deref(),
        }
    }

    /// Sets the column of a fact.
    pub fn set(&mut self, fact: Fact, column: Option<String>) {
        match fact {
            Fact::Opened => self.opened = column,
            Fact::Resolved => self.resolved = column,
            Fact::Closed => self.closed = column,
            Fact::Priority => self.priority = column,
            Fact::MadeSla => self.made_sla = column,
            Fact::ReopenCount => self.reopen_count = column,
            Fact::ReassignmentCount => self.reassignment_count = column,
        }
    }
}

/// What to do with a row that repeats an earlier one. In a table of tickets another row of the same ticket is a bad row, unless
/// repeated rows are kept or the last one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Take it as an event of its own.
    Keep,
    /// Leave it out and count it, when the whole row is the same.
    #[default]
    SkipSameRow,
    /// Leave it out and count it, when case, activity, time and resource are the same.
    SkipSameEvent,
    /// Call it a bad row, when the whole row is the same.
    RefuseSameRow,
    /// Of each ticket take the last row, leave the earlier ones out and count them.
    LastRowOfTicket,
}

/// What to do with a ticket that is resolved or closed before it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backwards {
    /// It is a bad row.
    #[default]
    Refuse,
    /// The row is taken without the time that comes too early; a note counts such rows.
    LeaveOut,
}

/// How to read a separated text file as an event log.
///
/// Serialises to TOML and JSON. Columns are named as in the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Encoding; found out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// Separator (one ASCII character); found out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Column of the case identifier (the ticket number).
    pub case: String,
    /// Column of the group or person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// How times are written.
    pub time_format: TimeFormat,
    /// Where times without an offset were written: `UTC`, `+01:00`, `Europe/Zurich`.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Texts that mean "no value", beside the empty field.
    #[serde(default = "usual_marks")]
    pub missing: Vec<String>,
    /// What to do with repeated rows.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// What to do with tickets resolved or closed before they were opened.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub backwards: Backwards,
    /// Columns to keep as attributes of the case; the newest row decides.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// Columns to keep as attributes of each event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_attributes: Vec<String>,
    /// Kinds of kept attributes; text when absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, Kind>,
    /// Columns whose times are written in another way than [`Mapping::time_format`].
    #[serde(default)]
    pub time_formats: BTreeMap<String, TimeFormat>,
    /// Columns of facts about the ticket.
    #[serde(default)]
    pub facts: FactColumns,
    /// What the rows are.
    pub shape: Shape,
}

fn is_usual(backwards: &Backwards) -> bool {
    *backwards == Backwards::default()
}

fn utc() -> String {
    "UTC".to_owned()
}

/// See [`usual_marks`].
pub(super) const USUAL_MARKS: [&str; 5] = ["?", "NULL", "null", "N/A", "-"];

/// The marks for "no value" seen in exports of ITSM tools.
#[must_use]
pub fn usual_marks() -> Vec<String> {
    USUAL_MARKS.map(str::to_owned).to_vec()
}

impl Mapping {
    /// A mapping of one-event rows with the usual settings.
    #[must_use]
    pub fn events(case: &str, activity: &str, time: &str, time_format: TimeFormat) -> Mapping {
        Mapping {
            encoding: None,
            delimiter: None,
            case: case.to_owned(),
            resource: None,
            time_format,
            time_zone: utc(),
            missing: usual_marks(),
            duplicates: Duplicates::default(),
            backwards: Backwards::default(),
            attributes: Vec::new(),
            event_attributes: Vec::new(),
            kinds: BTreeMap::new(),
            time_formats: BTreeMap::new(),
            facts: FactColumns::default(),
            shape: Shape::Events { activity: activity.to_owned(), time: time.to_owned() },
        }
    }

    /// The mapping that reads what [`crate::export_csv`] wrote of this log.
    #[must_use]
    pub fn of_export(log: &EventLog) -> Mapping {
        let mut mapping = Mapping::events("case", "activity", "time", TimeFormat::YearMonthDay);
        mapping.encoding = Some(Encoding::Utf8);
        mapping.delimiter = Some(',');
        mapping.resource = Some("resource".to_owned());
        mapping.missing = Vec::new();
        mapping.duplicates = Duplicates::Keep;
        let mut names = super::export::names(log).into_iter();
        for (columns, of_case) in [(log.columns(), true), (log.event_columns(), false)] {
            for (column, name) in columns.iter().zip(&mut names) {
                if column.fact.is_none() && column.kind() != Kind::Text {
                    mapping.kinds.insert(name.clone(), column.kind());
                }
                match column.fact {
                    Some(fact) => mapping.facts.set(fact, Some(name)),
                    None if of_case => mapping.attributes.push(name),
                    None => mapping.event_attributes.push(name),
                }
            }
        }
        mapping
    }

    /// The kind of a kept attribute.
    #[must_use]
    pub fn kind_of(&self, attribute: &str) -> Kind {
        self.kinds.get(attribute).copied().unwrap_or_default()
    }

    /// The format of a time column.
    #[must_use]
    pub fn format_of(&self, column: &str) -> TimeFormat {
        self.time_formats.get(column).copied().unwrap_or(self.time_format)
    }

    /// Checks what can be checked without the file.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] naming what to correct.
    pub(crate) fn check(&self) -> Result<(), ImportError> {
        let complain = |why: &str| Err(ImportError::Mapping { why: why.to_owned() });
        if let Some(delimiter) = self.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, '"' | '\r' | '\n' | '\0'))
        {
            return complain("the separator must be one ASCII character such as a comma, a semicolon, a tab or a bar.");
        }
        match &self.shape {
            Shape::Tickets { steps } if steps.is_empty() => {
                complain("choose at least one date column; each becomes an event.")
            }
            Shape::Changes { states, .. } if states.is_empty() => {
                complain("name at least one field whose changes are what happened, such as state.")
            }
            Shape::Tickets { steps } if steps.iter().any(|step| step.activity.trim().is_empty()) => {
                complain("give each date column the name of what happened then.")
            }
            Shape::Tickets { .. } => Ok(()),
            _ if self.duplicates == Duplicates::LastRowOfTicket => {
                complain("only in a table of tickets can the last row of each ticket be the one that counts.")
            }
            _ => Ok(()),
        }
    }
}
