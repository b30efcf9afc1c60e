//! The types of values, and those that models define.
//!
//! Absent: the check itself, which may have to evaluate allowed values (`evaluate::conform`). Source: DMN 1.5 §10.3.2.2,
//! §7.3.3.

use std::fmt;
use std::sync::Arc;

use crate::ast::Tests;

/// A type of FEEL.
#[derive(Clone, Debug, Default)]
pub enum Type {
    #[default]
    Any,
    Null,
    Number,
    String,
    Boolean,
    Date,
    Time,
    DateTime,
    Days,
    Months,
    List(Arc<Type>),
    Range(Arc<Type>),
    /// Entries that a value must have; it may have more.
    Context(Arc<Vec<(Arc<str>, Type)>>),
    /// Types of the parameters and of the result.
    Function(Arc<(Vec<Type>, Type)>),
    /// A type that a model defines.
    Item(Arc<Item>),
}

/// A type that a model defines, with the values that it allows.
#[derive(Debug)]
pub struct Item {
    pub(crate) name: String,
    pub(crate) base: Type,
    /// Each value, and of a list each element, must pass these.
    pub(crate) allowed: Option<Tests>,
    /// The value as a whole must pass these.
    pub(crate) constraint: Option<Tests>,
}

impl Type {
    /// The built-in type of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Any" => Self::Any,
            "Null" => Self::Null,
            "number" => Self::Number,
            "string" => Self::String,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "time" => Self::Time,
            "date and time" | "dateTime" => Self::DateTime,
            "days and time duration" | "dayTimeDuration" => Self::Days,
            "years and months duration" | "yearMonthDuration" => Self::Months,
            "list" => Self::List(Arc::new(Self::Any)),
            "context" => Self::Context(Arc::default()),
            _ => return None,
        })
    }

    /// Without the names of models.
    pub(crate) fn plain(&self) -> &Self {
        let mut plain = self;
        while let Self::Item(item) = plain {
            plain = &item.base;
        }
        plain
    }

    pub(crate) fn is_any(&self) -> bool {
        matches!(self, Self::Any)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("Any"),
            Self::Null => f.write_str("Null"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Boolean => f.write_str("boolean"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::DateTime => f.write_str("date and time"),
            Self::Days => f.write_str("days and time duration"),
            Self::Months => f.write_str("years and months duration"),
            Self::List(element) => write!(f, "list<{element}>"),
            Self::Range(element) => write!(f, "range<{element}>"),
            Self::Context(entries) => {
                let entries: Vec<String> = entries.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
                write!(f, "context<{}>", entries.join(", "))
            }
            Self::Function(signature) => {
                let parameters: Vec<String> = signature.0.iter().map(ToString::to_string).collect();
                write!(f, "function<{}> -> {}", parameters.join(", "), signature.1)
            }
            Self::Item(item) => f.write_str(&item.name),
        }
    }
}
