//! From words to a tree, or a sentence about the character where it stops making sense.
//!
//! Absent: recovery after the first error. Source: DMN 1.5 §10.3.1.2.

mod call;
mod expression;
mod kind;
mod primary;
mod test;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::ast::{Expr, Tests};
use crate::lexer::{Kind, Token, tokens};
use crate::names::{LongNames, Scope, normal};
use crate::source::{Span, position};
use crate::types::Type;

/// The longest expression read, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 256 * 1024;
/// The deepest nesting of an expression, in brackets and operators.
pub const MAX_EXPRESSION_DEPTH: u32 = 150;

/// Why an expression cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
}

impl SyntaxError {
    pub(crate) fn new(text: &str, span: Span, message: String) -> Self {
        let (line, column) = position(text, span.start);
        Self { span, line, column, message }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 1 {
            write!(f, "line {}, ", self.line)?;
        }
        write!(f, "character {}: {}", self.column, self.message)
    }
}

impl std::error::Error for SyntaxError {}

type Parsed<T> = Result<T, SyntaxError>;

/// A name that the expression itself brings: an entry, a parameter, a loop's variable.
struct Local {
    name: Arc<str>,
    used: bool,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    scope: &'a Scope,
    /// Inner names, the innermost last.
    locals: Vec<Local>,
    /// Names of several words among the inner ones and the entries written so far.
    long: LongNames,
    /// Ranges around this place whose end is not read yet.
    open_ranges: u32,
    /// Filters around this place: there, entries may be named like variables.
    filters: u32,
    /// Counts uses of `?`.
    inputs: u32,
    /// Counts uses of `partial`.
    partials: u32,
}

/// Reads an expression.
///
/// # Errors
/// Names the character from which on it is not one.
pub(crate) fn expression(text: &str, scope: &Scope) -> Parsed<Expr> {
    let mut parser = Parser::new(text, scope)?;
    if parser.is_end() {
        return Err(parser.error("an expression is missing here"));
    }
    let expr = parser.expr()?;
    parser.end()?;
    Ok(expr)
}

/// Reads the tests of a cell of a decision table or of allowed values.
pub(crate) fn tests(text: &str, scope: &Scope) -> Parsed<Tests> {
    let mut parser = Parser::new(text, scope)?;
    let tests = parser.unary_tests()?;
    parser.end()?;
    Ok(tests)
}

/// Reads the name of a type, as function parameters and `instance of` have it.
pub(crate) fn type_named(text: &str, types: &Arc<BTreeMap<String, Type>>) -> Parsed<Type> {
    let scope = Scope { types: types.clone(), ..Scope::default() };
    let mut parser = Parser::new(text, &scope)?;
    let kind = parser.kind()?;
    parser.end()?;
    Ok(kind)
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, scope: &'a Scope) -> Parsed<Self> {
        if text.len() > MAX_EXPRESSION_BYTES {
            let message = format!("the expression is longer than the {MAX_EXPRESSION_BYTES} bytes that are read");
            return Err(SyntaxError::new(text, Span::default(), message));
        }
        let (locals, long) = (Vec::new(), LongNames::default());
        let tokens = tokens(text)?;
        Ok(Self {
            text,
            tokens,
            at: 0,
            depth: 0,
            scope,
            locals,
            long,
            open_ranges: 0,
            filters: 0,
            inputs: 0,
            partials: 0,
        })
    }

    fn token(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or_else(|| self.tokens.last().expect("the end is a token"))
    }

    fn span(&self) -> Span {
        self.token().span
    }

    /// The end of the last token taken.
    fn last_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    fn text_at(&self, index: usize) -> Option<&'a str> {
        let token = self.tokens.get(index)?;
        match token.kind {
            Kind::Text(_) | Kind::End => None,
            _ => self.text.get(token.span.start as usize..token.span.end as usize),
        }
    }

    /// The word or sign here; none for texts in quotes and at the end.
    fn word(&self) -> Option<&'a str> {
        self.text_at(self.at)
    }

    fn next_is(&self, after: usize, word: &str) -> bool {
        self.text_at(self.at + after) == Some(word)
    }

    fn is(&self, word: &str) -> bool {
        self.next_is(0, word)
    }

    fn is_end(&self) -> bool {
        self.token().kind == Kind::End
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.is(word);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, word: &str) -> Parsed<()> {
        if self.take(word) { Ok(()) } else { Err(self.missing(&format!("\"{word}\""))) }
    }

    fn end(&self) -> Parsed<()> {
        if self.is_end() {
            return Ok(());
        }
        let message = format!("the expression should end here, but {} follows", self.shown());
        Err(self.error(&message))
    }

    fn shown(&self) -> String {
        let span = self.span();
        match self.text.get(span.start as usize..span.end as usize) {
            Some("") | None => "the end of the text".to_owned(),
            Some(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
        }
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError::new(self.text, self.span(), message.to_owned())
    }

    fn missing(&self, what: &str) -> SyntaxError {
        self.error(&format!("{what} is missing here, {} stands instead", self.shown()))
    }

    /// One level deeper; the caller gives the level back.
    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_EXPRESSION_DEPTH {
            let message = format!(
                "the expression is nested more than {MAX_EXPRESSION_DEPTH} deep; give inner parts a name of their own"
            );
            return Err(self.error(&message));
        }
        Ok(())
    }

    fn bind(&mut self, name: &Arc<str>) {
        self.long.add(name);
        self.locals.push(Local { name: name.clone(), used: false });
    }

    /// Forgets the inner names from a mark on; answers which of them were used.
    fn unbind(&mut self, mark: usize) -> Vec<bool> {
        self.locals.drain(mark..).map(|local| local.used).collect()
    }

    fn touch(&mut self, name: &str) {
        if let Some(local) = self.locals.iter_mut().rev().find(|local| &*local.name == name) {
            local.used = true;
        }
    }

    /// The longest name of several words here, and the tokens it takes.
    fn long_name(&self, entries: bool) -> Option<(Arc<str>, usize)> {
        let first = self.word()?;
        let at = |after: usize| self.text_at(self.at + after);
        let mut found: Option<(Arc<str>, usize)> = None;
        let mut look = |names: &LongNames| {
            if let Some(name) = names.longest(first, at)
                && found.as_ref().is_none_or(|best| best.1 < name.1)
            {
                found = Some(name);
            }
        };
        look(&self.long);
        if entries {
            look(&self.scope.entries);
            look(crate::builtins::long_entries());
        } else {
            look(&self.scope.long);
            look(crate::builtins::long_names());
            if self.filters > 0 {
                look(&self.scope.entries);
            }
        }
        found
    }

    /// A name up to a sign that ends it, as entries and parameters have: any words and signs of names.
    fn name_before(&mut self, ends: &[&str]) -> Option<Arc<str>> {
        let start = self.at;
        let mut at = start;
        while let Some(word) = self.text_at(at) {
            if ends.contains(&word) {
                break;
            }
            let in_name = self.tokens[at].kind != Kind::Sign || matches!(word, "." | "/" | "-" | "'" | "+" | "*");
            if !in_name || at == start && self.tokens[at].kind != Kind::Word {
                return None;
            }
            at += 1;
        }
        if at == start || self.tokens[at].kind == Kind::End || self.text_at(at).is_none() {
            return None;
        }
        let (first, last) = (self.tokens[start].span, self.tokens[at - 1].span);
        let name = normal(&self.text[first.start as usize..last.end as usize]);
        self.at = at;
        Some(name)
    }
}
