//! Which documents there are, in which formats, of which sections, and what a document says about its version.

use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// A document that is made of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Guide,
    RoleCards,
    QuickStart,
    Poster,
    Raci,
    Audit,
    Training,
    Requirements,
    Activities,
    Measures,
    Workbook,
}

impl Kind {
    /// Every kind, in the order of the page.
    pub const ALL: [Kind; 11] = [
        Kind::Guide,
        Kind::RoleCards,
        Kind::QuickStart,
        Kind::Poster,
        Kind::Raci,
        Kind::Audit,
        Kind::Training,
        Kind::Requirements,
        Kind::Activities,
        Kind::Measures,
        Kind::Workbook,
    ];

    /// The word in its address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Guide => "guide",
            Kind::RoleCards => "role-cards",
            Kind::QuickStart => "quick-start",
            Kind::Poster => "poster",
            Kind::Raci => "raci",
            Kind::Audit => "audit-checklist",
            Kind::Training => "training-outline",
            Kind::Requirements => "tool-requirements",
            Kind::Activities => "activities",
            Kind::Measures => "measures",
            Kind::Workbook => "workbook",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Guide => "Process guide",
            Kind::RoleCards => "Role cards",
            Kind::QuickStart => "Quick-start card",
            Kind::Poster => "Poster",
            Kind::Raci => "RACI sheet",
            Kind::Audit => "Audit checklist",
            Kind::Training => "Training outline",
            Kind::Requirements => "Tool requirements",
            Kind::Activities => "Activity list",
            Kind::Measures => "Measure sheet",
            Kind::Workbook => "Workbook",
        }
    }

    /// For whom it is.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Kind::Guide => "Everything that is agreed about the process, to read, sign and keep.",
            Kind::RoleCards => "For each role its own steps, on a page of its own.",
            Kind::QuickStart => "What everybody must know, on one page.",
            Kind::Poster => "The diagram, large, for the wall.",
            Kind::Raci => "Who does, answers, is asked and is told, for each activity.",
            Kind::Audit => "Each control with the evidence to see and room for the result.",
            Kind::Training => "What each role must be able to do, and what to teach for it.",
            Kind::Requirements => "What a tool must do for the process, by priority.",
            Kind::Activities => "Each activity on a line: who, with which tool, how long, what is recorded.",
            Kind::Measures => "Each measure with its formula, target and source.",
            Kind::Workbook => "Every table of the process on a tab of its own, to sort, filter and reckon with.",
        }
    }

    /// Whether it is a table that people also want as a spreadsheet.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self, Kind::Raci | Kind::Audit | Kind::Requirements | Kind::Activities | Kind::Measures)
    }
}

/// A format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    Pdf,
    Word,
    Xlsx,
    Csv,
}

impl Format {
    /// Every format, in the order of the page.
    pub const ALL: [Format; 5] = [Format::Html, Format::Pdf, Format::Word, Format::Xlsx, Format::Csv];

    /// The end of a file's name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Pdf => "pdf",
            Format::Word => "docx",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    /// Reads [`Format::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.key() == key)
    }

    /// The name people use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Format::Html => "HTML",
            Format::Pdf => "PDF",
            Format::Word => "Word",
            Format::Xlsx => "Excel",
            Format::Csv => "CSV",
        }
    }

    /// The media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Format::Html => "text/html; charset=utf-8",
            Format::Pdf => "application/pdf",
            Format::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What a document says about the version that it is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Who publishes: the name of the office.
    pub house: String,
    /// "2.1"; empty for a draft.
    pub number: String,
    /// "In force", "Draft", …
    pub status: String,
    /// Whether it is in force; every page of another says what it is.
    pub is_in_force: bool,
    pub effective_at: Option<Time>,
    pub next_review: Option<Time>,
    pub owner: String,
    pub manager: String,
    pub author: String,
    /// Who approved it and when.
    pub approvals: Vec<(String, Option<Time>)>,
    /// Published versions, newest first.
    pub history: Vec<Past>,
    /// What the version changes against the published one before it.
    pub news: Option<News>,
    /// Variants of the process, by site.
    pub variants: Vec<Variant>,
    /// The process that this one is a variant of.
    pub base: String,
    /// Departures of a tool from the process that its owner accepts for now.
    pub waivers: Vec<Waived>,
    /// Departures of the work from the process that its owner accepts for now.
    pub departures: Vec<Waived>,
    /// How tools meet the requirements of the version in force; empty for another version.
    pub met: Vec<Met>,
    /// Improvements under way, the most pressing first, and those whose benefit was looked for.
    pub improvements: Vec<Improved>,
    /// When its content was settled: the day that the file itself carries.
    pub settled_at: Option<Time>,
}

/// A published version, as the change history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    pub number: String,
    pub effective_at: Option<Time>,
    pub by: String,
    /// "major", "minor" or nothing for the first.
    pub class: String,
    pub note: String,
}

/// What a version changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// The number of the version before it.
    pub since: String,
    /// Changes of flow, roles, controls and measures, a sentence each.
    pub major: Vec<String>,
    /// Changes of wording.
    pub minor: Vec<String>,
}

/// A variant of the process for one site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    pub site: String,
    pub name: String,
    /// The number of its version in force; empty where none is.
    pub number: String,
}

/// How tools meet a requirement, as far as is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Met {
    /// What the tool must do.
    pub requirement: String,
    pub activity: String,
    /// How it stands, in a word.
    pub state: String,
    /// How the tool meets it, and how exactly; empty where nobody said.
    pub how: String,
    /// The parts of tools that meet it: "Ticketing tool: field “Priority”".
    pub parts: Vec<String>,
    /// The last test: its result, day, version, who, and what was seen; empty where there was none.
    pub test: String,
    /// Departures that are accepted until a day.
    pub waivers: Vec<String>,
}

/// A departure of a tool, or of the work, that is accepted until a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waived {
    /// What the tool would have to do; empty for the work.
    pub requirement: String,
    /// What it does instead, or what the work does otherwise.
    pub what: String,
    pub why: String,
    pub until: Option<Time>,
    pub accepted_by: String,
}

/// An improvement of the process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Improved {
    /// "I-12".
    pub number: String,
    pub title: String,
    /// "In progress".
    pub stage: &'static str,
    pub owner: String,
    pub due_at: Option<Time>,
    /// What was learnt when its benefit was looked for; empty while it is under way.
    pub lesson: String,
    /// Whether it is still under way.
    pub is_open: bool,
}

/// A section of the process guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Summary,
    Purpose,
    Scope,
    Terms,
    Policies,
    Overview,
    Diagram,
    Activities,
    Decisions,
    Roles,
    Raci,
    Interfaces,
    Controls,
    Measures,
    Tools,
    Communication,
    Training,
    Forms,
    Records,
    Compliance,
    Governance,
    Improvement,
    News,
    Variants,
    History,
}

impl Section {
    /// Every section, in the order of a guide that nobody changed.
    pub const ALL: [Section; 25] = [
        Section::Summary,
        Section::Purpose,
        Section::Scope,
        Section::Terms,
        Section::Policies,
        Section::Overview,
        Section::Diagram,
        Section::Activities,
        Section::Decisions,
        Section::Roles,
        Section::Raci,
        Section::Interfaces,
        Section::Controls,
        Section::Measures,
        Section::Tools,
        Section::Communication,
        Section::Training,
        Section::Forms,
        Section::Records,
        Section::Compliance,
        Section::Governance,
        Section::Improvement,
        Section::News,
        Section::Variants,
        Section::History,
    ];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Section::Summary => "summary",
            Section::Purpose => "purpose",
            Section::Scope => "scope",
            Section::Terms => "terms",
            Section::Policies => "policies",
            Section::Overview => "overview",
            Section::Diagram => "diagram",
            Section::Activities => "activities",
            Section::Decisions => "decisions",
            Section::Roles => "roles",
            Section::Raci => "raci",
            Section::Interfaces => "interfaces",
            Section::Controls => "controls",
            Section::Measures => "measures",
            Section::Tools => "tools",
            Section::Communication => "communication",
            Section::Training => "training",
            Section::Forms => "forms",
            Section::Records => "records",
            Section::Compliance => "compliance",
            Section::Governance => "governance",
            Section::Improvement => "improvement",
            Section::News => "news",
            Section::Variants => "variants",
            Section::History => "history",
        }
    }

    /// Reads [`Section::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.key() == key)
    }

    /// Its heading where the office chose no other.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Section::Summary => "Summary",
            Section::Purpose => "Purpose and objectives",
            Section::Scope => "Scope",
            Section::Terms => "Terms",
            Section::Policies => "Policies",
            Section::Overview => "Process overview",
            Section::Diagram => "Diagram",
            Section::Activities => "Activities",
            Section::Decisions => "Decisions",
            Section::Roles => "Roles and responsibilities",
            Section::Raci => "RACI matrix",
            Section::Interfaces => "Interfaces",
            Section::Controls => "Risks and controls",
            Section::Measures => "Measures",
            Section::Tools => "Tools and requirements",
            Section::Communication => "Communication",
            Section::Training => "Training and competence",
            Section::Forms => "Forms",
            Section::Records => "Records",
            Section::Compliance => "Compliance map",
            Section::Governance => "Governance",
            Section::Improvement => "Improvement",
            Section::News => "What is new in this version",
            Section::Variants => "Variants by site",
            Section::History => "Change history",
        }
    }
}
