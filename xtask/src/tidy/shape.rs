//! The shape of files: an opening story, 500 lines at most, functions of 70 lines at most, and nothing left lying about.

use super::source::{Kind, Source, Token};
use super::{Breach, House};

/// The longest file, in lines.
const FILE_LINES: usize = 500;

/// The longest function, from `fn` to its closing brace, in lines.
const FUNCTION_LINES: usize = 70;

/// The endings of the files whose length counts.
const MEASURED: &[&str] = &[".css", ".js", ".mjs", ".py", ".rs", ".sql", ".ts"];

/// Marks of unfinished work, in comments.
const MARKS: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];

/// Macros that do not belong into finished work.
const MACROS: &[&str] = &["dbg", "todo", "unimplemented"];

/// Rust files that do not open with `//!`; tests tell their story in their names.
pub fn module_docs(house: &House) -> Vec<Breach> {
    let opens = |source: &&Source| source.tokens.first().is_some_and(|token| token.kind == Kind::ModuleDoc);
    let missing = house.sources.iter().filter(|source| !source.is_test() && !opens(source));
    let message = "The module tells no story. Open it with `//!`: one sentence that a user would understand.";
    missing.map(|source| Breach::new(&source.path, 1, "story", message)).collect()
}

/// Files and functions that are too long.
pub fn sizes(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for (path, text) in house.texts.iter().filter(|(path, _)| MEASURED.iter().any(|ending| path.ends_with(ending))) {
        let lines = text.lines().count();
        if lines > FILE_LINES {
            let message = format!("{lines} lines; {FILE_LINES} may be. Split the file by noun.");
            found.push(Breach::new(path, FILE_LINES + 1, "file-length", message));
        }
    }
    for source in &house.sources {
        for (name, start, lines) in functions(source).into_iter().filter(|&(_, _, lines)| lines > FUNCTION_LINES) {
            let message = format!("`{name}` has {lines} lines; {FUNCTION_LINES} may be. Give its parts names.");
            found.push(Breach::new(&source.path, start, "function-length", message));
        }
    }
    found
}

/// Every function with a body: its name, its first line, and its lines.
fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    let code = source.code();
    let mut found = Vec::new();
    for (at, pair) in code.windows(2).enumerate() {
        if pair[0].is_word("fn")
            && pair[1].kind == Kind::Word
            && let Some(end) = body_end(&code[at..])
        {
            found.push((pair[1].text.clone(), pair[0].line, end + 1 - pair[0].line));
        }
    }
    found
}

/// The line of the brace that closes the body of the function at the head of `code`; none for a mere declaration.
fn body_end(code: &[&Token]) -> Option<usize> {
    let mut braces = 0usize;
    let mut round = 0usize;
    for token in code {
        if token.is('(') || token.is('[') {
            round += 1;
        } else if token.is(')') || token.is(']') {
            round = round.saturating_sub(1);
        } else if token.is('{') {
            braces += 1;
        } else if token.is('}') {
            braces = braces.checked_sub(1)?;
            if braces == 0 {
                return Some(token.line);
            }
        } else if token.is(';') && braces == 0 && round == 0 {
            return None;
        }
    }
    None
}

/// Unfinished work and code that was only commented out.
pub fn leftovers(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for source in &house.sources {
        for token in source.tokens.iter().filter(|token| token.kind == Kind::Comment) {
            if let Some(mark) = MARKS
                .iter()
                .find(|mark| token.text.split(|sign: char| !sign.is_alphanumeric()).any(|word| word == **mark))
            {
                let message = format!("{mark} marks unfinished work. Finish it, or leave it out and open an issue.");
                found.push(Breach::new(&source.path, token.line, "leftover", message));
            }
            if is_code(&token.text) {
                let message = "This looks like code that was commented out. Remove it; git remembers.";
                found.push(Breach::new(&source.path, token.line, "leftover", message));
            }
        }
        let code = source.code();
        for pair in code.windows(2).filter(|pair| pair[1].is('!') && MACROS.contains(&pair[0].text.as_str())) {
            let message = format!("`{}!` is no finished work.", pair[0].text);
            found.push(Breach::new(&source.path, pair[0].line, "leftover", message));
        }
    }
    found
}

/// Whether a comment reads as a line of Rust.
fn is_code(comment: &str) -> bool {
    let comment = comment.trim();
    let begins =
        ["let ", "use ", "pub ", "fn ", "if let ", "return ", "#["].iter().any(|start| comment.starts_with(start));
    let ends = comment.ends_with(';') || comment.ends_with('{');
    (begins && ends)
        || comment.ends_with(");")
        || comment.starts_with("#[")
        || matches!(comment, "}" | "};" | "})" | "});")
}
