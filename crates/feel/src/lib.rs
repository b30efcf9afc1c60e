//! FEEL expressions and DMN decisions: compiled once, evaluated within a budget, exact decimals.
//!
//! Absent: files, network, a clock; the caller gives texts, values and the time. Source: OMG *Decision Model and Notation* 1.5
//! (formal/24-01-01).

mod ast;
mod builtins;
mod dmn;
mod evaluate;
mod expression;
mod json;
mod lexer;
mod limits;
mod names;
mod number;
mod parser;
mod scope;
mod source;
pub mod tck;
mod temporal;
mod types;
mod value;

pub use dmn::*;
pub use evaluate::{MAX_WARNINGS, Place, Problem, Warning};
pub use expression::{Answer, Expression, UnaryTests};
pub use json::{JsonError, MAX_JSON_DEPTH};
pub use limits::{Exceeded, Limits, MAX_VALUE_DEPTH, MAX_VALUE_PARTS};
pub use names::Scope;
pub use number::{DIGITS, Number, Rounding};
pub use parser::{MAX_EXPRESSION_BYTES, MAX_EXPRESSION_DEPTH, SyntaxError};
pub use source::{Span, position};
pub use temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time, Zone};
pub use types::Type;
pub use value::{Context, Function, List, Range, Value};
