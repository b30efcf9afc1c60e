//! How alike two sentences are, by the words they share: finds the question that was asked before, and the rule that was reworded.
//!
//! Absent: meaning; two ways to say the same thing in different words are not alike here. Source: Dice (1945), the coefficient
//! of two sets of words, after common English words are left out and endings are cut (a small part of Porter 1980).

use std::collections::BTreeSet;

/// Words that say nothing about what a sentence is about.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do",
    "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "may", "me", "must", "my",
    "no", "not", "of", "on", "or", "our", "shall", "should", "so", "than", "that", "the", "their", "them", "then", "there",
    "they", "this", "to", "us", "was", "we", "were", "what", "when", "where", "which", "who", "whom", "why", "will", "with",
    "would", "you", "your",
];
/// Endings that do not change what a word is about, the longest first.
const ENDINGS: &[&str] = &["ings", "ing", "ies", "ed", "es", "s", "y"];
/// A word keeps at least so many letters when its ending is cut.
const STEM_CHARS: usize = 3;
/// Words of a text that are looked at.
const WORDS_MOST: usize = 400;

/// From here on two questions are shown as perhaps the same.
pub const SIMILAR: f64 = 0.5;

/// The words that tell what a text is about.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MOST)
        .map(str::to_lowercase)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

fn stem(word: &str) -> String {
    let mut cut = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    cut.find(|rest| rest.chars().count() >= STEM_CHARS).unwrap_or(word).to_owned()
}

/// From 0 (no word in common) to 1 (the same words); 0 where a text says nothing.
#[must_use]
pub fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let both = one.len() + other.len();
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    2.0 * one.intersection(other).count() as f64 / both as f64
}

/// Those of `all` that are like `text` by at least `least`, the most alike first; at most `most`.
#[must_use]
pub fn alike<'a, T>(text: &str, all: &'a [T], say: impl Fn(&T) -> &str, least: f64, most: usize) -> Vec<&'a T> {
    let asked = words(text);
    let scored = all.iter().map(|one| (likeness(&asked, &words(say(one))), one));
    let mut found: Vec<(f64, &T)> = scored.filter(|(score, _)| *score >= least).collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(most).map(|(_, one)| one).collect()
}
