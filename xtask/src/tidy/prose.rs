//! One word everywhere: what a person reads, on screen and in the guide, uses the word of the field and British spelling.
//!
//! Texts of the crates office and ui and all Markdown are read, outside of code fences, code spans and quotations. Absent: grammar.

use super::source::Kind;
use super::{Breach, House};

/// A word that is not used, and the one that is.
const WORDS: &[(&str, &str)] = &[
    ("behavior", "behaviour"),
    ("blacklist", "blocklist"),
    ("center", "centre"),
    ("color", "colour"),
    ("colors", "colours"),
    ("customize", "adapt"),
    ("favorite", "favourite"),
    ("invalid input", "a sentence that says what is wrong"),
    ("kpi", "measure"),
    ("kpis", "measures"),
    ("log in", "sign in"),
    ("login", "sign-in"),
    ("log out", "sign out"),
    ("logout", "sign-out"),
    ("master data", "the name of the data"),
    ("oops", "a sentence that says what happened"),
    ("organization", "organisation"),
    ("organizations", "organisations"),
    ("recognized", "recognised"),
    ("utilize", "use"),
    ("whitelist", "allowlist"),
];

/// Terms of the field that keep a spelling of their own.
const TERMS: &[&str] = &["organizational change", "object management group"];

/// Words that a reader should not meet.
pub fn words(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for source in house.sources.iter().filter(|source| !source.is_test()) {
        if !source.path.starts_with("crates/office/") && !source.path.starts_with("crates/ui/") {
            continue;
        }
        for token in source.product().into_iter().filter(|token| token.kind == Kind::Text && is_prose(&token.text)) {
            look(&source.path, token.line, &token.text, &mut found);
        }
    }
    for (path, text) in house.texts.iter().filter(|(path, _)| path.ends_with(".md")) {
        let mut fenced = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                let spoken: String = line.split(['`', '"']).step_by(2).collect::<Vec<_>>().join(" ");
                look(path, index + 1, &spoken, &mut found);
            }
        }
    }
    found
}

/// Whether a text of the code is read by people: it has a space and is neither SQL nor a header nor a path.
fn is_prose(text: &str) -> bool {
    text.trim().contains(' ') && !text.contains([';', '=', '{', '$', '<']) && !text.trim_start().starts_with("select ")
}

fn look(path: &str, line: usize, text: &str, found: &mut Vec<Breach>) {
    let mut spoken = text.to_lowercase();
    for term in TERMS {
        spoken = spoken.replace(term, "");
    }
    let words: Vec<&str> = spoken.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spaced = format!(" {} ", words.join(" "));
    for (word, instead) in WORDS.iter().filter(|(word, _)| spaced.contains(&format!(" {word} "))) {
        found.push(Breach::new(path, line, "word", format!("“{word}” is not our word. Write {instead}.")));
    }
}
