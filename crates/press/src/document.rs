//! What a document holds: a front, running heads and feet, and a tree of blocks.
//!
//! Absent: how any of it looks. Source: the block model of CommonMark 0.31, widened by tables, definitions, figures and
//! call-outs.

use serde::Serialize;

use crate::PrintError;

/// Blocks within blocks that are printed.
pub const DEPTH: usize = 24;

/// A document ready to be printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// What it is: "Process guide".
    pub kind: String,
    /// What it is about: "Incident management".
    pub title: String,
    /// Who publishes it; empty where nobody is named.
    pub house: String,
    /// "Version 2.1"; empty where there is none.
    pub version: String,
    /// "In force".
    pub status: String,
    /// "In force from 1 December 2026"; empty where no day is known.
    pub effective: String,
    /// Said in the head of every page where the document must not be followed: "Draft, not in force". Else empty.
    pub mark: String,
    /// Said in the foot of every page: "Printed copies are uncontrolled".
    pub notice: String,
    /// The day on which the content was settled, for the file's own data.
    pub day: Day,
    /// A language tag: "en-GB".
    pub language: String,
    pub shape: Shape,
    /// Whether headings carry numbers.
    pub numbered: bool,
    pub logo: Option<Logo>,
    /// The facts on the front: owner, manager, next review.
    pub facts: Vec<Fact>,
    pub blocks: Vec<Block>,
}

/// A civil day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Default for Day {
    fn default() -> Self {
        Day { year: 1970, month: 1, day: 1 }
    }
}

/// How a document is bound together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A front page, contents, then the text.
    #[default]
    Booklet,
    /// The title above the text, no contents.
    Sheet,
    /// The same on paper turned on its side.
    Wide,
    /// One figure on large paper turned on its side.
    Poster,
}

/// The mark of the publisher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// SVG or PNG, as [`crate::check_logo`] accepts it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// What it shows, for those who cannot see it.
    pub description: String,
}

/// A term and what is to be said about it, on the front.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub term: String,
    pub text: String,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Level 1 is a section.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        spans: Vec<Span>,
    },
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Table {
        columns: Vec<Column>,
        /// Each row has one cell for each column.
        rows: Vec<Vec<Vec<Block>>>,
    },
    Definitions {
        entries: Vec<Entry>,
    },
    Figure(Figure),
    Callout {
        tone: Tone,
        title: String,
        blocks: Vec<Block>,
    },
    PageBreak,
}

/// A term and its explanation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    pub term: String,
    pub blocks: Vec<Block>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    pub heading: String,
    /// Its share of the width, compared with the other columns.
    pub share: u16,
    pub align: Align,
}

impl Column {
    /// A column of text with its share of the width.
    #[must_use]
    pub fn new(heading: &str, share: u16) -> Self {
        Column { heading: heading.to_owned(), share: share.max(1), align: Align::Start }
    }

    /// The same, with its cells in the middle.
    #[must_use]
    pub fn centred(self) -> Self {
        Column { align: Align::Centre, ..self }
    }
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Start,
    Centre,
}

/// A picture of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// SVG of its own, without links to other files.
    #[serde(skip)]
    pub svg: String,
    pub caption: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
}

/// Why a call-out stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    #[default]
    Note,
    Warning,
}

/// A run of text with its marks; a line feed in it breaks the line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
    /// Address where a click leads: `https:`, `http:` or `mailto:`; empty where there is none.
    pub link: String,
}

impl Span {
    /// Plain text.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Span { text: text.to_owned(), ..Span::default() }
    }

    /// Text that stands out.
    #[must_use]
    pub fn strong(text: &str) -> Self {
        Span { text: text.to_owned(), strong: true, ..Span::default() }
    }
}

impl Document {
    /// Passes when no block lies deeper within others than every format can follow.
    ///
    /// # Errors
    /// [`PrintError::Deep`].
    pub(crate) fn bounded(&self) -> Result<(), PrintError> {
        if self.blocks.iter().all(|block| block.is_within(DEPTH)) { Ok(()) } else { Err(PrintError::Deep) }
    }
}

impl Block {
    /// Whether it and what lies in it needs at most `levels`.
    fn is_within(&self, levels: usize) -> bool {
        let Some(left) = levels.checked_sub(1) else { return false };
        let all = |blocks: &Vec<Block>| blocks.iter().all(|block| block.is_within(left));
        match self {
            Block::List { items, .. } => items.iter().all(all),
            Block::Table { rows, .. } => rows.iter().flatten().all(all),
            Block::Definitions { entries } => entries.iter().all(|entry| all(&entry.blocks)),
            Block::Callout { blocks, .. } => all(blocks),
            Block::Heading { .. } | Block::Paragraph { .. } | Block::Figure(_) | Block::PageBreak => true,
        }
    }

    /// A heading; level 1 is a section.
    #[must_use]
    pub fn heading(level: u8, text: &str) -> Self {
        Block::Heading { level: level.clamp(1, 4), text: text.to_owned() }
    }

    /// A paragraph of plain text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Block::Paragraph { spans: vec![Span::plain(text)] }
    }

    /// A list with points of plain text.
    #[must_use]
    pub fn points<S: AsRef<str>>(all: &[S]) -> Self {
        Block::List { ordered: false, items: all.iter().map(|one| vec![Block::text(one.as_ref())]).collect() }
    }
}
