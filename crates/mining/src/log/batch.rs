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

/// Events of one stretch of a file, as codes of one reader's [`Texts`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) case: Vec<u32>,
    pub(crate) activity: Vec<u32>,
    pub(crate) time: Vec<i64>,
    pub(crate) resource: Vec<u32>,
    pub(crate) row: Vec<u32>,
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
            row: Vec::with_capacity(room),
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
