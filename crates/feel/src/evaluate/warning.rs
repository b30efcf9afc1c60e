//! Why something has no value, and where.
//!
//! Absent: the languages other than English. Source: DMN 1.5 §10.3.2.13 (errors yield null).

use std::fmt;
use std::sync::Arc;

use crate::limits::Exceeded;
use crate::parser::SyntaxError;
use crate::source::{Span, position};

/// Where in a model an expression stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The decision, business knowledge model or type.
    pub element: String,
    /// The rule of a decision table, from 1.
    pub rule: Option<usize>,
    /// The column of a decision table, or another part.
    pub part: Option<String>,
    /// The place of that column among all, from 0: inputs, then outputs.
    pub column: Option<usize>,
    /// The text of the expression, which spans point into.
    pub text: Option<Arc<str>>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.element)?;
        if let Some(rule) = self.rule {
            write!(f, ", rule {rule}")?;
        }
        match &self.part {
            Some(part) => write!(f, ", {part}"),
            None => Ok(()),
        }
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is not an expression.
    Syntax(Arc<SyntaxError>),
    /// Nothing has this name.
    UnknownName(Arc<str>),
    /// A context has no entry of this name.
    NoEntry(Arc<str>),
    /// An entry stands twice.
    Twice(Arc<str>),
    /// Something needs a value, but has null.
    Null(&'static str),
    /// Something needs a value of one kind, but has another: what, wanted, given.
    Wanted(&'static str, &'static str, &'static str),
    /// An operation has no meaning for these two kinds.
    Kinds(&'static str, &'static str, &'static str),
    /// A result is out of range or undefined, such as a division by zero.
    Undefined(&'static str),
    /// Something that is not a function is called: its kind.
    NotAFunction(&'static str),
    /// A function is called with arguments that it does not take: the function.
    Arguments(String),
    /// A function cannot work with an argument: the function, and why.
    Argument(&'static str, String),
    /// A value is not of the type that it must have: the value's kind, the type.
    Type(&'static str, String),
    /// A value is not among those that its type allows: the value, the type.
    NotAllowed(String, String),
    /// What a decision table has to say: no rule, several rules, an output that is not listed.
    Table(String),
    /// What a model has to say: a required element that is missing, a requirement that goes in a circle.
    Model(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "this cannot be read: {error}"),
            Self::UnknownName(name) => write!(f, "nothing here is called \"{name}\""),
            Self::NoEntry(name) => write!(f, "there is no entry \"{name}\""),
            Self::Twice(name) => write!(f, "the entry \"{name}\" stands twice"),
            Self::Null(what) => write!(f, "{what} is null"),
            Self::Wanted(what, wanted, given) => write!(f, "{what} must be {wanted}, not {given}"),
            Self::Kinds(operation, left, right) => write!(f, "{operation} has no meaning for {left} and {right}"),
            Self::Undefined(what) => write!(f, "{what} has no result, or none within 34 digits"),
            Self::NotAFunction(kind) => write!(f, "this is called, but is a {kind}, not a function"),
            Self::Arguments(function) => write!(f, "{function} does not take these arguments"),
            Self::Argument(function, why) => write!(f, "{function}: {why}"),
            Self::Type(kind, wanted) => write!(f, "the value is a {kind}, but must be of the type {wanted}"),
            Self::NotAllowed(value, kind) => write!(f, "{value} is not among the values that {kind} allows"),
            Self::Table(message) | Self::Model(message) => f.write_str(message),
        }
    }
}

/// Why a value is null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub problem: Problem,
    /// Bytes of the expression's text.
    pub span: Span,
    /// Where in the model the expression stands.
    pub place: Option<Arc<Place>>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}")?;
            if let Some(text) = place.text.as_ref().filter(|_| self.span.end > 0) {
                match position(text, self.span.start) {
                    (1, column) => write!(f, ", character {column}")?,
                    (line, column) => write!(f, ", line {line}, character {column}")?,
                }
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", self.problem)
    }
}

/// Why an evaluation gives no value: it was stopped, or the value is null.
#[derive(Debug)]
pub(crate) enum Fault {
    Stop(Exceeded),
    Null(Problem),
}

pub(crate) fn problem(problem: Problem) -> Fault {
    Fault::Null(problem)
}

impl From<Exceeded> for Fault {
    fn from(exceeded: Exceeded) -> Self {
        Self::Stop(exceeded)
    }
}
