//! Which names an expression may use: names may hold spaces and signs, so only this list tells where one ends.
//!
//! Absent: values. Source: DMN 1.5 §10.3.1.3, §10.3.1.4.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::lexer::{Kind, tokens};
use crate::types::Type;

/// Names of several words or signs, by their first word.
#[derive(Clone, Debug, Default)]
pub(crate) struct LongNames(BTreeMap<String, Vec<LongName>>);

/// The parts after the first, and the whole name.
type LongName = (Vec<String>, Arc<str>);

/// The words and signs a name consists of.
fn parts(name: &str) -> Option<Vec<String>> {
    let tokens = tokens(name).ok()?;
    let words = tokens.iter().filter(|token| token.kind != Kind::End);
    Some(words.map(|token| name[token.span.start as usize..token.span.end as usize].to_owned()).collect())
}

impl LongNames {
    /// Adds a name where it has several parts; the others need no help.
    pub fn add(&mut self, name: &str) {
        let Some(mut parts) = parts(name).filter(|parts| parts.len() > 1) else { return };
        let first = parts.remove(0);
        let names = self.0.entry(first).or_default();
        if !names.iter().any(|(other, _)| *other == parts) {
            names.push((parts, normal(name)));
            names.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
        }
    }

    pub fn join(&mut self, other: &Self) {
        for (first, names) in &other.0 {
            let own = self.0.entry(first.clone()).or_default();
            own.extend(names.iter().cloned());
            own.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
        }
    }

    /// The longest name whose parts stand at the start: the name and its number of parts.
    pub fn longest<'a>(&self, first: &str, word_at: impl Fn(usize) -> Option<&'a str>) -> Option<(Arc<str>, usize)> {
        let stands = |parts: &[String]| parts.iter().enumerate().all(|(at, part)| word_at(at + 1) == Some(part));
        let found = self.0.get(first)?.iter().find(|(parts, _)| stands(parts))?;
        Some((found.1.clone(), found.0.len() + 1))
    }
}

/// A name with single spaces.
pub(crate) fn normal(name: &str) -> Arc<str> {
    let words: Vec<&str> = name.split(crate::lexer::is_space).filter(|word| !word.is_empty()).collect();
    words.join(" ").into()
}

/// What an expression may name.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub(crate) variables: BTreeSet<Arc<str>>,
    pub(crate) long: LongNames,
    /// Names of entries of contexts, as paths and filters use them.
    pub(crate) entries: LongNames,
    pub(crate) types: Arc<BTreeMap<String, Type>>,
}

impl Scope {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a variable.
    pub fn variable(&mut self, name: &str) {
        self.variables.insert(normal(name));
        self.long.add(name);
    }

    /// Adds the name of an entry that contexts may have.
    pub fn entry(&mut self, name: &str) {
        self.entries.add(name);
    }

    /// In a filter, entries are named like variables.
    pub(crate) fn all_entries_are_variables(&mut self) {
        self.long.join(&self.entries);
    }
}
