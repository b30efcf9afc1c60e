//! Events as one reader of a file collects them: columns in the order of the file, texts as numbers of its own.
//!
//! Several readers may work at once; [`super::order`] makes one log of what they bring. Absent: order and judgement.
//! Source: the row groups of columnar file formats.

use super::column::{Fact, Kind, NO_TEXT, Scope, Value, Values};
use super::{Full, MAX_COLUMNS, Names};

/// Name, meaning and kind of a column that is collected beside activity, time and resource.
#[derive(Clone, Debug)]
pub(crate) struct ColumnPlan {
    pub(crate) name: String,
    pub(crate) fact: Option<Fact>,
    pub(crate) kind: Kind,
    pub(crate) scope: Scope,
}

/// The columns of a log, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout(pub(crate) Vec<ColumnPlan>);

impl Layout {
    pub(crate) fn fact(&mut self, fact: Fact) -> Result<usize, Full> {
        self.add(ColumnPlan { name: fact.name().to_owned(), fact: Some(fact), kind: fact.kind(), scope: Scope::Case })
    }

    pub(crate) fn attribute(&mut self, name: &str, kind: Kind, scope: Scope) -> Result<usize, Full> {
        self.add(ColumnPlan { name: name.to_owned(), fact: None, kind, scope })
    }

    fn add(&mut self, plan: ColumnPlan) -> Result<usize, Full> {
        if self.0.len() >= MAX_COLUMNS {
            return Err(Full);
        }
        self.0.push(plan);
        Ok(self.0.len() - 1)
    }
}

/// The dictionaries of one reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub(crate) cases: Names,
    pub(crate) activities: Names,
    pub(crate) resources: Names,
    pub(crate) columns: Vec<Names>,
}

impl Texts {
    pub(crate) fn new(layout: &Layout) -> Self {
        Texts { columns: layout.0.iter().map(|_| Names::default()).collect(), ..Texts::default() }
    }
}

/// The rows of a file that events stand in; rows that follow one another need no list.
#[derive(Clone, Debug)]
pub(crate) enum FileRows {
    /// The first row and how many there are.
    Successive(u32, usize),
    Any(Vec<u32>),
}

impl Default for FileRows {
    fn default() -> Self {
        FileRows::Successive(0, 0)
    }
}

impl FileRows {
    #[inline]
    fn push(&mut self, row: u32) {
        match self {
            FileRows::Successive(first, count) if *count == 0 => (*first, *count) = (row, 1),
            FileRows::Successive(first, count) if u64::from(row) == u64::from(*first) + *count as u64 => *count += 1,
            FileRows::Successive(..) => {
                let mut rows: Vec<u32> = self.iter().collect();
                rows.push(row);
                *self = FileRows::Any(rows);
            }
            FileRows::Any(rows) => rows.push(row),
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            FileRows::Successive(_, count) => *count = length.min(*count),
            FileRows::Any(rows) => rows.truncate(length),
        }
    }

    /// Counts the rows that stand before these in the file too.
    pub(crate) fn move_by(&mut self, before: u64) {
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        match self {
            FileRows::Successive(first, _) => *first = first.saturating_add(before),
            FileRows::Any(rows) => rows.iter_mut().for_each(|row| *row = row.saturating_add(before)),
        }
    }

    /// The rows in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (run, list) = match self {
            FileRows::Successive(first, count) => ((*first, *count), &[][..]),
            FileRows::Any(rows) => ((0, 0), rows.as_slice()),
        };
        (0..run.1 as u32).map(move |place| run.0.saturating_add(place)).chain(list.iter().copied())
    }
}

/// Events of one stretch of a file, as codes of one reader's [`Texts`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) case: Vec<u32>,
    pub(crate) activity: Vec<u32>,
    pub(crate) time: Vec<i64>,
    pub(crate) resource: Vec<u32>,
    pub(crate) row: FileRows,
    /// What makes a row the same as another; empty where repeated rows do not matter.
    pub(crate) print: Vec<u64>,
    pub(crate) columns: Vec<Values>,
}

impl Batch {
    /// An empty batch with room for some events, with or without prints.
    pub(crate) fn new(layout: &Layout, room: usize, prints: bool) -> Self {
        Batch {
            case: Vec::with_capacity(room),
            activity: Vec::with_capacity(room),
            time: Vec::with_capacity(room),
            resource: Vec::with_capacity(room),
            row: FileRows::default(),
            print: Vec::with_capacity(if prints { room } else { 0 }),
            columns: layout.0.iter().map(|plan| Values::new(plan.kind, room)).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.time.len()
    }

    /// Adds an event; its case is added to `case`, the values of its columns by [`Batch::value`], one for each column.
    pub(crate) fn event(&mut self, activity: u32, time: i64, resource: Option<u32>, row: u32) {
        self.activity.push(activity);
        self.time.push(time);
        self.resource.push(resource.unwrap_or(NO_TEXT));
        self.row.push(row);
    }

    pub(crate) fn value(&mut self, texts: &mut Texts, column: usize, value: Option<Value<'_>>) -> Result<(), Full> {
        self.columns[column].push(&mut texts.columns[column], value).ok_or(Full)
    }

    /// Takes back all events but the first `length`.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.case.truncate(length);
        self.activity.truncate(length);
        self.time.truncate(length);
        self.resource.truncate(length);
        self.row.truncate(length);
        self.print.truncate(length);
        self.columns.iter_mut().for_each(|values| values.truncate(length));
    }
}
