//! An expression as a tree, ready to be evaluated again and again.
//!
//! Absent: the text; a span points into it. Source: DMN 1.5 §10.3.1.2, §10.2 (boxed expressions).

use std::sync::Arc;

use crate::builtins::Builtin;
use crate::dmn::Table;
use crate::evaluate::Place;
use crate::parser::SyntaxError;
use crate::source::Span;
use crate::types::Type;
use crate::value::Value;

/// A part of an expression.
#[derive(Debug)]
pub(crate) struct Expr {
    pub span: Span,
    pub node: Node,
}

/// An operation on two numbers, texts, dates or durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    Some,
    Every,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub name: Arc<str>,
    pub value: Expr,
    /// A later entry names this one.
    pub used: bool,
}

#[derive(Debug)]
pub(crate) struct RangeExpr {
    pub start: Option<Expr>,
    pub start_included: bool,
    pub end: Option<Expr>,
    pub end_included: bool,
}

/// What a loop runs over.
#[derive(Debug)]
pub(crate) enum Domain {
    Each(Expr),
    /// From one bound to the other, up or down.
    Between(Expr, Expr),
}

#[derive(Debug)]
pub(crate) struct Iteration {
    pub name: Arc<str>,
    pub domain: Domain,
}

/// What a loop does: over the last iteration fastest.
#[derive(Debug)]
pub(crate) struct Loop {
    pub iterations: Vec<Iteration>,
    pub body: Expr,
    /// The body names what was computed so far.
    pub partial: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub name: Arc<str>,
    pub kind: Type,
}

#[derive(Debug)]
pub(crate) struct Lambda {
    pub parameters: Vec<Parameter>,
    pub body: Expr,
    pub result: Type,
}

/// One test of a value.
#[derive(Debug)]
pub(crate) enum Test {
    Compare(Comparison, Expr),
    /// Equal to it, in it, or true of the value where it names the value (`?`).
    Is {
        expr: Expr,
        names_input: bool,
    },
}

/// Tests of a value, one of which must hold.
#[derive(Debug, Default)]
pub(crate) struct Tests {
    /// Empty: any value passes.
    pub tests: Vec<Test>,
    pub negated: bool,
}

/// A boxed expression: where it stands and what it must yield.
#[derive(Debug)]
pub(crate) struct Logic {
    pub place: Arc<Place>,
    pub kind: Type,
    pub body: Expr,
}

#[derive(Debug)]
pub(crate) enum Node {
    Literal(Value),
    Name {
        name: Arc<str>,
        builtin: Option<&'static Builtin>,
    },
    List(Vec<Expr>),
    Context {
        entries: Vec<Entry>,
        result: Option<Box<Expr>>,
    },
    Range(Box<RangeExpr>),
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Between(Box<[Expr; 3]>),
    In(Box<Expr>, Tests),
    InstanceOf(Box<Expr>, Type),
    Path(Box<Expr>, Arc<str>),
    Filter(Box<Expr>, Box<Expr>),
    If(Box<[Expr; 3]>),
    For(Box<Loop>),
    Quantified(Quantifier, Box<Loop>),
    Function(Arc<Lambda>),
    Call(Box<Expr>, Vec<Expr>),
    CallNamed(Box<Expr>, Vec<(Arc<str>, Expr)>),
    Logic(Box<Logic>),
    Table(Arc<Table>),
    /// A function in another language, which is never run.
    External(Arc<Vec<Parameter>>),
    /// A text that could not be read.
    Invalid(Arc<SyntaxError>),
}

impl Expr {
    pub fn new(span: Span, node: Node) -> Self {
        Self { span, node }
    }
}
