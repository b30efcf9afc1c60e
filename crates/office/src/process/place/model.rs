//! Levels, and the rules of a place: what may hang below what.
//!
//! Pure. Because a parent always stands on a higher level than its child, there can be no circle, and nobody has more than four
//! above. Source: APQC Process Classification Framework (levels), ITIL v3 Service Design (process architecture).

use serde::{Serialize, Serializer};

use super::super::model::Process;
use crate::failure::Refusal;

/// Characters that an area may use to say what it is for.
pub const ABOUT_CHARS: usize = 600;

/// How broad an entry of the architecture is; the broadest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Chain,
    Area,
    #[default]
    Process,
    SubProcess,
    Procedure,
}

impl Level {
    /// Every level, the broadest first.
    pub const ALL: [Level; 5] = [Level::Chain, Level::Area, Level::Process, Level::SubProcess, Level::Procedure];

    /// The number stored in the database and sent through the API, 0 to 4.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Level::Chain => 0,
            Level::Area => 1,
            Level::Process => 2,
            Level::SubProcess => 3,
            Level::Procedure => 4,
        }
    }

    /// Reads [`Level::number`].
    #[must_use]
    pub fn from_number(number: i64) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Reads the number as forms and addresses send it.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Level> {
        text.trim().trim_start_matches(['L', 'l']).parse().ok().and_then(Level::from_number)
    }

    /// `L2`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Level::Chain => "L0",
            Level::Area => "L1",
            Level::Process => "L2",
            Level::SubProcess => "L3",
            Level::Procedure => "L4",
        }
    }

    /// What an entry of the level is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Level::Chain => "Value chain",
            Level::Area => "Process area",
            Level::Process => "Process",
            Level::SubProcess => "Sub-process",
            Level::Procedure => "Procedure",
        }
    }

    /// What the level is for, in a line.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Level::Chain => "What the whole organisation does; a place to hang areas below.",
            Level::Area => "A group of processes that belong together; a place to hang them below.",
            Level::Process => "From a trigger to an outcome, across roles. Most entries are this.",
            Level::SubProcess => "A part of a process that is long enough to stand alone.",
            Level::Procedure => "How one piece of work is done, step by step.",
        }
    }

    /// Whether entries of the level are only places to hang others below: they have no definition.
    #[must_use]
    pub fn is_area(self) -> bool {
        matches!(self, Level::Chain | Level::Area)
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_i64(self.number())
    }
}

/// The place that somebody wants for a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub level: Level,
    /// `management`, `core` or `support`.
    pub category: String,
    pub parent_id: Option<String>,
    /// What an area is for; empty for a process, whose definition says it.
    pub about: String,
}

impl Process {
    /// Where it stands now.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            level: self.level,
            category: self.category.clone(),
            parent_id: self.parent_id.clone(),
            about: self.about.clone(),
        }
    }
}

/// Everything that speaks against a place, for a process of the office or one that is about to be added (`None`).
/// `has_versions` tells whether anything was drafted or published of it.
#[must_use]
pub fn complaints(place: &Place, subject: Option<&Process>, has_versions: bool, all: &[Process]) -> Vec<Refusal> {
    let mut found = Vec::new();
    if !matches!(place.category.as_str(), "management" | "core" | "support") {
        found.push(Refusal::at("category", "Choose a category from the list."));
    }
    if place.about.chars().count() > ABOUT_CHARS {
        let sentence = format!("Say what the area is for in at most {ABOUT_CHARS} characters.");
        found.push(Refusal::at("about", sentence));
    }
    if place.level.is_area() && subject.is_some_and(|own| own.variant_of.is_some()) {
        found.push(Refusal::at("level", "A variant has a definition, and an area has none. Choose L2 or below."));
    } else if place.level.is_area() && has_versions {
        let sentence = format!(
            "{} has a definition, and {} has none: it is only a place to hang processes below. Choose L2 or below, \
             or add an area and hang the process there.",
            subject.map_or("This process", |one| one.name.as_str()),
            article(place.level),
        );
        found.push(Refusal::at("level", sentence));
    }
    found.extend(parent_complaint(place, subject, all));
    let children = subject.map(|own| children(&own.id, all)).unwrap_or_default();
    if let Some(child) = children.iter().find(|child| child.level <= place.level) {
        let sentence = format!(
            "“{}” hangs below it on {}, and a parent stands on a higher level than its child. Move “{}” first, or choose \
             a level above {}.",
            child.name,
            child.level.code(),
            child.name,
            child.level.code(),
        );
        found.push(Refusal::at("level", sentence));
    }
    found
}

fn parent_complaint(place: &Place, subject: Option<&Process>, all: &[Process]) -> Option<Refusal> {
    let parent_id = place.parent_id.as_deref()?;
    let Some(parent) = all.iter().find(|one| one.id == parent_id) else {
        return Some(Refusal::at("parent", "Choose the parent from the list, or none."));
    };
    if subject.is_some_and(|own| own.id == parent.id) {
        return Some(Refusal::at("parent", "A process cannot hang below itself."));
    }
    if subject.is_some_and(|own| ancestors(&parent.id, all).iter().any(|above| above.id == own.id)) {
        let sentence = format!("“{}” hangs below this process itself; that would be a circle.", parent.name);
        return Some(Refusal::at("parent", sentence));
    }
    if parent.level >= place.level {
        let sentence = format!(
            "“{}” stands on {}, and a parent stands on a higher level than its child. Choose another parent, or a level \
             below {}.",
            parent.name,
            parent.level.code(),
            parent.level.code(),
        );
        return Some(Refusal::at("parent", sentence));
    }
    None
}

/// What hangs directly below, in the order of `all`.
#[must_use]
pub fn children<'a>(id: &str, all: &'a [Process]) -> Vec<&'a Process> {
    all.iter().filter(|one| one.parent_id.as_deref() == Some(id)).collect()
}

/// What stands above, the nearest first; ends where a parent is missing or was met before.
#[must_use]
pub fn ancestors<'a>(id: &str, all: &'a [Process]) -> Vec<&'a Process> {
    let find = |id: &str| all.iter().find(|one| one.id == id);
    let mut found: Vec<&Process> = Vec::new();
    let mut next = find(id).and_then(|one| one.parent_id.as_deref()).and_then(find);
    while let Some(above) = next {
        if found.iter().any(|one| one.id == above.id) {
            break;
        }
        found.push(above);
        next = above.parent_id.as_deref().and_then(find);
    }
    found
}

/// "a process area".
#[must_use]
pub fn article(level: Level) -> String {
    format!("a {}", level.label().to_lowercase())
}
