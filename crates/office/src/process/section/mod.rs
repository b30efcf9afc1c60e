//! The written parts of a definition as forms know them: each section has rows, each row has columns of text.
//!
//! Absent: the diagram, the activities and the RACI matrix, which have pages of their own. A row keeps what no column shows.

mod decisions;
mod fields;
mod forms;
mod levels;
mod lists;
pub mod table;
mod times;
mod words;

use std::collections::BTreeSet;

use crate::definition::{Definition, Form, dictionary};
use crate::failure::Refusal;

pub use fields::{FORM_FIELDS, SECTIONS, of_key};

/// A part of the definition that is edited on one page.
#[derive(Debug)]
pub struct Section {
    /// The word in its address.
    pub key: &'static str,
    pub title: &'static str,
    /// What belongs here, as a sentence.
    pub lead: &'static str,
    /// What one row is; none where the section is one row of texts.
    pub noun: Option<&'static str>,
    pub columns: &'static [Column],
    /// The fields of the definition that stand here.
    pub covers: &'static [&'static str],
}

/// A question that every row answers.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    /// A line, most of the time a name that the office has already.
    Name(Names),
    /// Several lines; in a section of texts also one entry a line.
    Text,
    /// A whole number from 0, or nothing.
    Count,
    /// A number, or nothing.
    Figure,
    /// One of a few: stored word and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// An activity of the diagram, or nothing.
    Activity,
    /// A role of the process, or nothing.
    Role,
    /// An activity of the diagram, or what holds where none is chosen.
    Step(&'static str),
    /// A step or a timer of the diagram that may say times of its own.
    Timed,
    /// How long something may take: `PT8H`, `P2D`.
    Duration,
    /// Pauses between tries: `PT1M PT5M`.
    Pauses,
    /// Shares in per cent, separated by commas.
    Percents,
    /// Keys of controls, separated by commas.
    Controls,
    /// Names the row across versions; never shown.
    Key,
}

/// Which names a question offers; another may be written all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Those that processes share.
    Shared(dictionary::Kind),
    /// Names of processes.
    Process,
    /// Objectives of this process.
    Objective,
    /// Keys of the calendars of the office.
    Calendar,
}

impl Names {
    /// The id of the list that offers them.
    #[must_use]
    pub fn list(self) -> &'static str {
        match self {
            Names::Shared(dictionary::Kind::Role) => "names-role",
            Names::Shared(dictionary::Kind::Term) => "names-term",
            Names::Shared(dictionary::Kind::Artefact) => "names-artefact",
            Names::Shared(dictionary::Kind::Tool) => "names-tool",
            Names::Process => "names-process",
            Names::Objective => "names-objective",
            Names::Calendar => "names-calendar",
        }
    }
}

/// The answers of one row, in the order of the columns.
pub type Row = Vec<String>;

impl Section {
    /// The names that its questions offer, each kind once.
    #[must_use]
    pub fn names(&self) -> BTreeSet<Names> {
        let kinds = self.columns.iter().map(|column| column.kind);
        kinds.filter_map(|kind| if let Kind::Name(names) = kind { Some(names) } else { None }).collect()
    }

    /// The section as it stands in a definition.
    #[must_use]
    pub fn rows(&self, definition: &Definition) -> Vec<Row> {
        match self.noun {
            None => vec![words::read(self.key, definition)],
            Some(_) => lists::read(self.key, definition),
        }
    }

    /// Writes the rows into a definition; rows without any answer fall away.
    ///
    /// # Errors
    /// Everything that cannot be understood, naming row and question.
    pub fn write(&self, definition: &mut Definition, rows: &[Row]) -> Result<(), Vec<Refusal>> {
        let rows = self.answered(rows)?;
        match self.noun {
            None => words::write(self.key, definition, rows.first().map_or(&[][..], |row| row.as_slice())),
            Some(_) => lists::write(self.key, definition, &rows),
        }
        Ok(())
    }

    /// The rows that say anything.
    fn answered<'a>(&self, rows: &'a [Row]) -> Result<Vec<&'a Row>, Vec<Refusal>> {
        let said = |row: &&Row| {
            self.columns.iter().zip(*row).any(|(column, answer)| column.is_asked() && !answer.trim().is_empty())
        };
        let rows: Vec<&Row> = rows.iter().filter(said).collect();
        let refusals = self.complaints(&rows);
        if refusals.is_empty() { Ok(rows) } else { Err(refusals) }
    }

    fn complaints(&self, rows: &[&Row]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let most = crate::definition::limits::LIST_ENTRIES;
        if rows.len() > most {
            refusals.push(Refusal::because(format!("At most {most} rows fit here; {} were sent.", rows.len())));
        }
        for (number, row) in rows.iter().enumerate() {
            for (column, answer) in self.columns.iter().zip(*row) {
                if let Some(problem) = column.problem(answer) {
                    let place = self.noun.map_or(String::new(), |noun| format!("{noun} {}: ", number + 1));
                    refusals.push(Refusal::at(column.name, format!("{place}{} {problem}", column.label)));
                }
            }
        }
        refusals
    }
}

/// The fields of a form as rows of [`FORM_FIELDS`].
#[must_use]
pub fn form_rows(form: &Form) -> Vec<Row> {
    forms::read_fields(form)
}

/// Writes rows of [`FORM_FIELDS`] into a form; rows without any answer fall away.
///
/// # Errors
/// Everything that cannot be understood, naming row and question.
pub fn write_form(form: &mut Form, rows: &[Row]) -> Result<(), Vec<Refusal>> {
    let rows = FORM_FIELDS.answered(rows)?;
    forms::write_fields(form, &rows);
    Ok(())
}

impl Column {
    /// Whether a person answers it; a choice is always answered and says nothing.
    fn is_asked(&self) -> bool {
        !matches!(self.kind, Kind::Key | Kind::Choice(_))
    }

    fn problem(&self, answer: &str) -> Option<String> {
        use crate::config::limits;
        let most = if self.kind == Kind::Text { limits::TEXT_CHARS } else { limits::LINE_CHARS };
        let length = answer.chars().count();
        if length > most {
            return Some(format!("is too long: {length} characters, at most {most}."));
        }
        let lines = self.kind == Kind::Text;
        if answer.chars().any(|c| c.is_control() && !(lines && (c == '\n' || c == '\t'))) {
            return Some("contains control characters or line breaks. Please remove them.".to_owned());
        }
        let trimmed = answer.trim();
        match self.kind {
            Kind::Count if !trimmed.is_empty() && trimmed.parse::<u32>().is_err() => {
                Some(format!("must be a whole number; “{trimmed}” is not one."))
            }
            Kind::Figure if !trimmed.is_empty() && figure(trimmed).is_none() => {
                Some(format!("must be a number; “{trimmed}” is not one."))
            }
            Kind::Timed if trimmed.is_empty() => {
                Some("is not chosen. Choose the one that the rest of the row is about.".to_owned())
            }
            Kind::Duration if !trimmed.is_empty() && !is_duration(trimmed) => Some(format!(
                "must be a time such as PT8H for eight hours or P2D for two days; “{trimmed}” is not one."
            )),
            Kind::Pauses if !trimmed.is_empty() && engine::Pauses::parse(trimmed).is_none() => {
                Some(format!("must be times such as PT1M PT5M PT30M; “{trimmed}” are none."))
            }
            Kind::Percents if percents(trimmed).is_none() => {
                Some(format!("must be whole numbers with commas between them, such as 75, 90; “{trimmed}” are none."))
            }
            Kind::Choice(choices) if !choices.iter().any(|(word, _)| *word == trimmed) => {
                Some("must be one of the choices.".to_owned())
            }
            _ => None,
        }
    }
}

fn is_duration(text: &str) -> bool {
    ::calendar::Stretch::parse(text).is_some() || engine::Schedule::parse(text).is_some()
}

/// Shares as people write them: `75, 90 %`.
fn percents(text: &str) -> Option<Vec<u32>> {
    let words = text.split([',', ';', ' ', '%']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok()).collect()
}

/// A number as people write it.
fn figure(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests;
