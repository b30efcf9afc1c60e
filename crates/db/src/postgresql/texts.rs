//! What texts of statements are about, found out once for each of them.
//!
//! Absent: a parser. A text names a table where the name stands in it as a word, which may be too often and never too seldom.

use std::collections::HashMap;

use crate::statement::returns;

/// A text by its number.
pub(super) type Number = u32;

/// Texts that were seen.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashMap<String, Number>,
    /// Each in small letters, with the table that it is about where it is a plain change.
    seen: Vec<(String, Option<String>)>,
    /// Whether one names the table that another is about.
    names: HashMap<(Number, Number), bool>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// The number of a text, the same each time.
    pub fn number(&mut self, text: &str) -> Number {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let (number, small) = (self.seen.len() as Number, text.to_ascii_lowercase());
        let table = table_of(&small).map(str::to_owned);
        self.seen.push((small, table));
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn small(&self, number: Number) -> &str {
        &self.seen[number as usize].0
    }

    /// Whether a text begins with this word.
    pub fn begins(&self, number: Number, word: &str) -> bool {
        self.small(number).starts_with(word)
    }

    /// Whether a text has this in it, in small letters.
    pub fn has(&self, number: Number, words: &str) -> bool {
        self.small(number).contains(words)
    }

    /// The table that a plain change is about.
    pub fn table(&self, number: Number) -> Option<&str> {
        self.seen[number as usize].1.as_deref()
    }

    /// Whether a text names the table that another one is about.
    pub fn names(&mut self, text: Number, other: Number) -> bool {
        if let Some(known) = self.names.get(&(text, other)) {
            return *known;
        }
        let found = self.table(other).is_some_and(|table| names(self.small(text), table));
        self.names.insert((text, other), found);
        found
    }
}

/// The table that a change in small letters is about; none for a statement that is no plain change.
fn table_of(text: &str) -> Option<&str> {
    let rest = ["insert into ", "update ", "delete from "].iter().find_map(|start| text.strip_prefix(start))?;
    let end = rest.find(|letter: char| !is_of_name(letter)).unwrap_or(rest.len());
    (end > 0 && !returns(text)).then(|| &rest[..end])
}

/// Whether a text has this name in it, as a whole word.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_of_name) && !after.starts_with(is_of_name)
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
