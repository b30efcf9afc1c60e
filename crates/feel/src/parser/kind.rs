//! Names of types.
//!
//! Absent: types of other languages than FEEL. Source: DMN 1.5 §10.3.1.2 rules 54, 65, 66.

use std::sync::Arc;

use super::{Parsed, Parser};
use crate::lexer::Kind;
use crate::names::normal;
use crate::types::Type;

impl Parser<'_> {
    pub(super) fn kind(&mut self) -> Parsed<Type> {
        self.deeper()?;
        let kind = self.kind_inside();
        self.depth -= 1;
        kind
    }

    fn kind_inside(&mut self) -> Parsed<Type> {
        let word = self.word().unwrap_or_default();
        if self.next_is(1, "<") && matches!(word, "list" | "range" | "context" | "function") {
            self.at += 2;
            let kind = match word {
                "list" => Type::List(Arc::new(self.kind()?)),
                "range" => Type::Range(Arc::new(self.kind()?)),
                "context" => self.context_kind()?,
                _ => return self.function_kind(),
            };
            self.expect(">")?;
            return Ok(kind);
        }
        self.kind_name()
    }

    fn context_kind(&mut self) -> Parsed<Type> {
        let mut entries = Vec::new();
        while !self.is(">") {
            let Some(name) = self.name_before(&[":"]) else { return Err(self.missing("an entry's name and \":\"")) };
            self.expect(":")?;
            entries.push((name, self.kind()?));
            if !self.take(",") {
                break;
            }
        }
        Ok(Type::Context(Arc::new(entries)))
    }

    fn function_kind(&mut self) -> Parsed<Type> {
        let mut parameters = Vec::new();
        while !self.is(">") {
            parameters.push(self.kind()?);
            if !self.take(",") {
                break;
            }
        }
        self.expect(">")?;
        self.expect("->")?;
        Ok(Type::Function(Arc::new((parameters, self.kind()?))))
    }

    /// The longest run of words here that names a type.
    fn kind_name(&mut self) -> Parsed<Type> {
        let start = self.at;
        let mut at = start;
        let mut found = None;
        while let Some(text) = self.text_at(at) {
            let in_name = self.tokens[at].kind != Kind::Sign || matches!(text, "." | "/" | "-" | "'" | "+" | "*");
            if !in_name {
                break;
            }
            at += 1;
            let span = self.tokens[start].span.to(self.tokens[at - 1].span);
            let name = normal(&self.text[span.start as usize..span.end as usize]);
            let kind = self.scope.types.get(&*name).cloned().or_else(|| Type::named(&name));
            if let Some(kind) = kind {
                found = Some((kind, at));
            }
        }
        let Some((kind, end)) = found else { return Err(self.missing("the name of a type")) };
        self.at = end;
        Ok(kind)
    }
}
