//! What is known about a log, an import under way, and a mapping that was saved for the next time.

use std::collections::BTreeMap;

use mining::{ActivityMap, Target};
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::clock::Time;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a separator: CSV, TSV.
    Table,
    /// XES (IEEE 1849).
    Xes,
    /// A sheet of an Excel workbook.
    Workbook,
    /// OCEL as JSON.
    ObjectsJson,
    /// OCEL as XML.
    ObjectsXml,
    /// OCEL 2.0 as SQLite.
    ObjectsSqlite,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 6] =
        [Format::Table, Format::Xes, Format::Workbook, Format::ObjectsJson, Format::ObjectsXml, Format::ObjectsSqlite];

    /// Whether events speak of several objects of several types.
    #[must_use]
    pub fn is_objects(self) -> bool {
        matches!(self, Format::ObjectsJson | Format::ObjectsXml | Format::ObjectsSqlite)
    }

    /// Whether somebody has to say which column is what.
    #[must_use]
    pub fn has_columns(self) -> bool {
        matches!(self, Format::Table | Format::Workbook)
    }

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Xes => "xes",
            Format::Workbook => "workbook",
            Format::ObjectsJson => "objects_json",
            Format::ObjectsXml => "objects_xml",
            Format::ObjectsSqlite => "objects_sqlite",
        }
    }

    /// Reads [`Format::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.key() == key)
    }

    /// The kind of file by the ending of its name, before `.gz`; everything that is not known is read as a table.
    #[must_use]
    pub fn of_name(name: &str) -> Format {
        let name = name.to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("xes") => Format::Xes,
            Some("xlsx" | "xlsm") => Format::Workbook,
            Some("json" | "jsonocel") => Format::ObjectsJson,
            Some("xml" | "xmlocel") => Format::ObjectsXml,
            Some("sqlite" | "sqlite3" | "db") => Format::ObjectsSqlite,
            _ => Format::Table,
        }
    }
}

/// How a file is read, where it does not say so itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Plan {
    /// The columns of a table.
    Columns(Box<mining::Mapping>),
    /// A sheet of a workbook, and its columns.
    Sheet { sheet: String, mapping: Box<mining::Mapping> },
    /// The type of the objects that are the cases.
    Objects { format: Format, object_type: String },
}

impl Plan {
    /// Which column is what; none for an object-centric log.
    #[must_use]
    pub fn mapping(&self) -> Option<&mining::Mapping> {
        match self {
            Plan::Columns(mapping) | Plan::Sheet { mapping, .. } => Some(mapping),
            Plan::Objects { .. } => None,
        }
    }

    /// The sheet of a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        match self {
            Plan::Sheet { sheet, .. } => Some(sheet),
            _ => None,
        }
    }

    /// Whose cases an object-centric log tells.
    #[must_use]
    pub fn object_type(&self) -> Option<&str> {
        match self {
            Plan::Objects { object_type, .. } => Some(object_type),
            _ => None,
        }
    }

    /// The format of the files that are read so; without a plan a file is XES.
    #[must_use]
    pub fn format(plan: Option<&Plan>) -> Format {
        match plan {
            None => Format::Xes,
            Some(Plan::Columns(_)) => Format::Table,
            Some(Plan::Sheet { .. }) => Format::Workbook,
            Some(Plan::Objects { format, .. }) => *format,
        }
    }
}

/// What happens when rows are bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    AllOrNothing,
    GoodRows,
}

impl Mode {
    /// The word stored in the database and sent in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Mode::AllOrNothing => "all_or_nothing",
            Mode::GoodRows => "good_rows",
        }
    }

    /// Reads [`Mode::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Mode> {
        [Mode::AllOrNothing, Mode::GoodRows].into_iter().find(|mode| mode.key() == key)
    }

    /// The same for the miner.
    #[must_use]
    pub fn of_mining(self) -> mining::Mode {
        match self {
            Mode::AllOrNothing => mining::Mode::AllOrNothing,
            Mode::GoodRows => mining::Mode::GoodRows,
        }
    }
}

/// How the states of a log are read: what each stands for, and which of them end the work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// State → activity of the process, ignored, or not modelled; a state that is not named is not modelled.
    pub states: BTreeMap<String, Target>,
    /// States that mean "resolved".
    pub resolved: Vec<String>,
    /// States that mean "closed".
    pub closed: Vec<String>,
}

impl Reading {
    /// The states as the miner wants them.
    #[must_use]
    pub fn map(&self) -> ActivityMap {
        ActivityMap { states: self.states.clone() }
    }

    /// A reading to start from: each state stands for the activity whose name is most like it; states that sound like the end
    /// of the work count as resolved or closed.
    #[must_use]
    pub fn suggested(states: &[String], steps: &[(String, String)]) -> Reading {
        let mut reading = Reading::default();
        for state in states {
            let target = likest(state, steps).map_or(Target::Unmodelled, Target::Activity);
            reading.states.insert(state.clone(), target);
            let word = state.to_lowercase();
            if ["resolved", "solved", "fulfilled", "implemented", "completed", "resolve"]
                .iter()
                .any(|end| word.contains(end))
            {
                reading.resolved.push(state.clone());
            } else if ["closed", "close", "done"].iter().any(|end| word == *end || word.starts_with(end)) {
                reading.closed.push(state.clone());
            }
        }
        reading
    }
}

/// Words of a state that tools use for a step of the work, beside the step's own name.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("new", &["register", "log", "order", "request"]),
    ("active", &["investigate", "diagnose", "fulfil", "implement"]),
    ("in progress", &["investigate", "diagnose", "fulfil", "implement"]),
    ("assigned", &["assign"]),
    ("awaiting user", &["await", "clarify"]),
    ("resolved", &["resolve", "implement", "deliver"]),
    ("closed", &["close", "review"]),
];

/// Words that say that work waits and not for what: alone they make no state like a step.
const WAITING: &[&str] = &["await", "awaiting", "wait", "waiting", "pending"];

/// The id of the step whose name is most like the state, if any is like it at all.
fn likest(state: &str, steps: &[(String, String)]) -> Option<String> {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 2 && !WAITING.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let state_words = words(state);
    let lower = state.to_lowercase();
    let likeness = |id: &str, name: &str| -> usize {
        if lower == name.to_lowercase() || lower == id.to_lowercase() {
            return 100;
        }
        let stems = words(name).into_iter().chain(words(id));
        let shared = stems
            .filter(|word| {
                state_words.iter().any(|other| other.starts_with(word.as_str()) || word.starts_with(other.as_str()))
            })
            .count();
        let known = SYNONYMS
            .iter()
            .find(|(tool, _)| *tool == lower)
            .and_then(|(_, verbs)| verbs.iter().position(|verb| words(name).iter().any(|word| word.starts_with(verb))));
        shared * 10 + known.map_or(0, |at| 9 - at.min(8))
    };
    steps
        .iter()
        .map(|(id, name)| (likeness(id, name), id))
        .filter(|(likeness, _)| *likeness > 0)
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, id)| id.clone())
}

/// A log of one process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Log {
    pub id: String,
    pub process_id: String,
    pub name: String,
    pub sha256: String,
    #[serde(skip)]
    pub reading: Reading,
    pub rows_read: i64,
    pub rows_good: i64,
    pub rows_bad: i64,
    pub duplicates: i64,
    pub cases: i64,
    pub events: i64,
    pub first_at: Option<Time>,
    pub last_at: Option<Time>,
    /// What the reader of the file should know, in sentences.
    pub notes: Vec<String>,
    pub imported_by: String,
    pub imported_at: Time,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// The file is here; somebody says how it is read.
    Uploaded,
    /// It waits for its turn or runs.
    Running,
    /// Bad rows or a mapping that does not fit stopped it. The file is kept: somebody takes the good rows, maps anew or discards it.
    Stopped,
    Done,
    Failed,
    Cancelled,
}

impl ImportState {
    /// Every state.
    pub const ALL: [ImportState; 6] = [
        ImportState::Uploaded,
        ImportState::Running,
        ImportState::Stopped,
        ImportState::Done,
        ImportState::Failed,
        ImportState::Cancelled,
    ];

    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ImportState::Uploaded => "uploaded",
            ImportState::Running => "running",
            ImportState::Stopped => "stopped",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
            ImportState::Cancelled => "cancelled",
        }
    }

    /// Reads [`ImportState::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<ImportState> {
        ImportState::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// An import from the upload of the file to the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub id: String,
    /// Chosen when the states are mapped.
    pub process_id: Option<String>,
    /// The name the file had at its owner's.
    pub file_name: String,
    pub bytes: i64,
    pub sha256: String,
    pub format: Format,
    pub state: ImportState,
    /// How it is read; none until it was chosen, and for XES.
    pub plan: Option<Plan>,
    pub reading: Reading,
    pub mode: Mode,
    pub rows_read: i64,
    pub bytes_read: i64,
    /// Rows that were bad when it ran last.
    pub rows_bad: i64,
    /// The columns of a table as the file names them; empty before it ran.
    pub header: Vec<String>,
    /// How often it was let run.
    pub runs: i64,
    /// Why it failed, or what became of it.
    pub message: String,
    /// The log it became; empty before.
    pub log_id: String,
    pub person_id: String,
    pub created_at: Time,
    pub ended_at: Option<Time>,
}

/// A row of a file that was not taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Reject {
    /// Line of a table, number of the event in XES.
    pub line: i64,
    pub column: String,
    pub reason: String,
    /// The beginning of the row.
    pub raw: String,
    /// The cells of the row in the order of the file's columns; empty where it was not kept.
    pub cells: Vec<String>,
}

impl Import {
    /// Whether the file lies in the data folder, for somebody to go on with or because it is being read.
    #[must_use]
    pub fn has_file(&self) -> bool {
        matches!(self.state, ImportState::Uploaded | ImportState::Running | ImportState::Stopped)
    }

    /// Names the job of the present run; the same run is one job.
    #[must_use]
    pub fn job_key(&self) -> String {
        if self.runs <= 1 { format!("import:{}", self.id) } else { format!("import:{}:{}", self.id, self.runs) }
    }

    /// The import of a file that is here and that nobody has said anything about yet.
    #[must_use]
    pub fn arrived(id: &str, file_name: &str, arrived: Arrived, actor: &Actor, now: Time) -> Import {
        Import {
            id: id.to_owned(),
            process_id: None,
            file_name: file_name.to_owned(),
            bytes: i64::try_from(arrived.bytes).unwrap_or(i64::MAX),
            sha256: arrived.sha256,
            format: Format::of_name(file_name),
            state: ImportState::Uploaded,
            plan: None,
            reading: Reading::default(),
            mode: Mode::AllOrNothing,
            rows_read: 0,
            bytes_read: 0,
            rows_bad: 0,
            header: Vec::new(),
            runs: 0,
            message: String::new(),
            log_id: String::new(),
            person_id: actor.person_id.clone(),
            created_at: now,
            ended_at: None,
        }
    }
}

/// A file that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub bytes: usize,
    /// Hex of SHA-256 over the bytes as sent.
    pub sha256: String,
}

/// A mapping that makes the next import of the same kind of file one click.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedMapping {
    pub id: String,
    pub name: String,
    pub process_id: String,
    /// Names the kind of the file by its columns, fields or types.
    pub fingerprint: String,
    /// None for XES.
    pub plan: Option<Plan>,
    pub reading: Reading,
    pub saved_by: String,
    pub saved_at: Time,
}
