//! Values that expressions take and give.
//!
//! Absent: values that change. Source: DMN 1.5 §10.3.2.

use std::fmt;
use std::sync::Arc;

use crate::ast::{Lambda, Parameter};
use crate::builtins::Builtin;
use crate::evaluate::Place;
use crate::number::Number;
use crate::scope::Env;
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time};

/// How large a value is when everything in it is counted: bounds what walking through it can cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub depth: u32,
    pub parts: u64,
}

impl Size {
    fn around(self, inner: Self) -> Self {
        Self { depth: self.depth.max(inner.depth.saturating_add(1)), parts: self.parts.saturating_add(inner.parts) }
    }
}

/// A list; never changes.
#[derive(Clone, Debug)]
pub struct List(Arc<(Vec<Value>, Size)>);

impl List {
    #[must_use]
    pub fn new(values: Vec<Value>) -> Self {
        let size = values.iter().fold(Size { depth: 1, parts: 1 }, |size, value| size.around(value.size()));
        Self(Arc::new((values, size)))
    }
}

impl std::ops::Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.0
    }
}

/// Entries by name, in the order in which they were put in.
#[derive(Clone, Debug, Default)]
pub struct Context {
    entries: Vec<(Arc<str>, Value)>,
    size: Size,
}

impl Context {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(other, _)| **other == *name).map(|(_, value)| value)
    }

    /// Puts an entry in, in the place of one of the same name.
    pub fn put(&mut self, name: Arc<str>, value: Value) {
        self.size = self.size.around(value.size());
        match self.entries.iter_mut().find(|(other, _)| *other == name) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((name, value)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl FromIterator<(Arc<str>, Value)> for Context {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(entries: I) -> Self {
        let mut context = Self::new();
        for (name, value) in entries {
            context.put(name, value);
        }
        context
    }
}

/// All values between two bounds; a bound that is missing is open.
#[derive(Clone, Debug)]
pub struct Range {
    pub start: Option<Value>,
    pub start_included: bool,
    pub end: Option<Value>,
    pub end_included: bool,
}

/// Something that an expression can call; outside of one it is only a mark.
#[derive(Debug)]
pub struct Function(pub(crate) Callable);

#[derive(Debug)]
pub(crate) enum Callable {
    Builtin(&'static Builtin),
    /// A function of an expression, with what its names stood for where it was made.
    /// The place is that of its text, for warnings.
    Lambda(Arc<Lambda>, Env, Option<Arc<Place>>),
    /// A function in another language, which is never run.
    External(Arc<Vec<Parameter>>),
    /// A business knowledge model, by its place in the model.
    Knowledge(usize),
    /// A decision service, by its place in the model.
    Service(usize),
}

/// A value of FEEL.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Boolean(bool),
    Number(Number),
    String(Arc<str>),
    Date(Date),
    Time(Arc<Time>),
    DateTime(Arc<DateTime>),
    Days(DaysDuration),
    Months(MonthsDuration),
    List(List),
    Context(Arc<Context>),
    Range(Arc<Range>),
    Function(Arc<Function>),
}

impl Value {
    #[must_use]
    pub fn list(values: Vec<Self>) -> Self {
        Self::List(List::new(values))
    }

    #[must_use]
    pub fn context(context: Context) -> Self {
        Self::Context(Arc::new(context))
    }

    pub(crate) fn size(&self) -> Size {
        match self {
            Self::List(list) => list.0.1,
            Self::Context(context) => context.size.around(Size::default()).plus_one(),
            Self::Range(range) => {
                let bounds = [&range.start, &range.end].into_iter().flatten();
                bounds.fold(Size { depth: 1, parts: 1 }, |size, bound| size.around(bound.size()))
            }
            Self::Function(function) => match &function.0 {
                Callable::Lambda(_, env, _) => Size { depth: env.depth().saturating_add(1), parts: 1 },
                _ => Size { depth: 1, parts: 1 },
            },
            Self::String(text) => Size { depth: 0, parts: 1 + text.len() as u64 / 16 },
            _ => Size { depth: 0, parts: 1 },
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Boolean(true))
    }

    /// The name of the value's type, for sentences.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Date(_) => "date",
            Self::Time(_) => "time",
            Self::DateTime(_) => "date and time",
            Self::Days(_) => "days and time duration",
            Self::Months(_) => "years and months duration",
            Self::List(_) => "list",
            Self::Context(_) => "context",
            Self::Range(_) => "range",
            Self::Function(_) => "function",
        }
    }
}

impl Size {
    fn plus_one(self) -> Self {
        Self { depth: self.depth, parts: self.parts.saturating_add(1) }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl<N: Into<Number>> From<N> for Value {
    fn from(value: N) -> Self {
        Self::Number(value.into())
    }
}

/// Bounds as FEEL writes them.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.start, &self.end) {
            (None, Some(end)) => write!(f, "{}{end}", if self.end_included { "<=" } else { "<" }),
            (Some(start), None) => write!(f, "{}{start}", if self.start_included { ">=" } else { ">" }),
            (start, end) => {
                f.write_str(if self.start_included { "[" } else { "(" })?;
                let bound = |bound: &Option<Value>| bound.as_ref().map_or("null".to_owned(), ToString::to_string);
                write!(f, "{}..{}", bound(start), bound(end))?;
                f.write_str(if self.end_included { "]" } else { ")" })
            }
        }
    }
}

/// As an expression would write it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::String(value) => write!(f, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Date(value) => write!(f, "{value}"),
            Self::Time(value) => write!(f, "{value}"),
            Self::DateTime(value) => write!(f, "{value}"),
            Self::Days(value) => write!(f, "{value}"),
            Self::Months(value) => write!(f, "{value}"),
            Self::List(values) => {
                f.write_str("[")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Context(context) => {
                f.write_str("{")?;
                for (at, (name, value)) in context.iter().enumerate() {
                    write!(f, "{}{name}: {value}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
            Self::Range(range) => write!(f, "{range}"),
            Self::Function(_) => f.write_str("function"),
        }
    }
}
