//! `lib.rs` is the dependency diagram: a module of the office uses only those declared above it.
//!
//! Paths count that begin with `crate::`, or with enough `super::` to reach the crate. Test code may look anywhere.

use super::source::{Source, Token};
use super::{Breach, House, OFFICE};

/// Arrows that point up.
pub fn order(house: &House) -> Vec<Breach> {
    let lib = format!("{OFFICE}lib.rs");
    let Some(root) = house.sources.iter().find(|source| source.path == lib) else {
        return vec![Breach::new(&lib, 1, "order", "The application has no lib.rs to declare its modules in.")];
    };
    let floors = declared(root);
    let floor_of = |name: &str| floors.iter().position(|floor| floor == name);
    let mut found = Vec::new();
    for source in house.below(OFFICE).filter(|source| !source.is_test()) {
        let module = modules(&source.path);
        let Some(own) = module.first().and_then(|name| floor_of(name)) else { continue };
        for (name, line) in uses(source, module.len()) {
            if floor_of(&name).is_some_and(|floor| floor > own) {
                let message = format!(
                    "`{}` uses `{name}`, which lib.rs declares below it. Call down only; react to what is below through the journal.",
                    floors[own]
                );
                found.push(Breach::new(&source.path, line, "order", message));
            }
        }
    }
    found
}

/// The modules of `lib.rs` in order.
pub fn declared(lib: &Source) -> Vec<String> {
    let code = lib.product();
    let module = code.windows(3).filter(|window| window[0].is_word("mod") && window[2].is(';'));
    module.map(|window| window[1].text.clone()).collect()
}

/// The path of the module that a file of the office holds: `people/views/door.rs` is `["people", "views", "door"]`.
fn modules(path: &str) -> Vec<&str> {
    let inner = path.trim_start_matches(OFFICE).trim_end_matches(".rs");
    let mut parts: Vec<&str> = inner.split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

/// The modules of the crate that a file names, with the line.
fn uses(source: &Source, depth: usize) -> Vec<(String, usize)> {
    let code = source.product();
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let start = at;
        let supers = code[at..].chunks(3).take_while(|chunk| chunk.len() == 3 && is_step(chunk, "super")).count();
        at += 3 * supers;
        let root = (supers > 0 && supers >= depth) || (supers == 0 && is_step(&code[at..], "crate"));
        if root {
            at += if supers == 0 { 3 } else { 0 };
            firsts(&code[at..], &mut found);
        }
        at = at.max(start + 1);
    }
    found
}

/// Whether the tokens begin with `word::`.
fn is_step(code: &[&Token], word: &str) -> bool {
    matches!(code, [first, second, third, ..] if first.is_word(word) && second.is(':') && third.is(':'))
}

/// The first words of what follows `crate::`: one, or those of a group `{a, b::c}`.
fn firsts(code: &[&Token], found: &mut Vec<(String, usize)>) {
    let mut note = |token: &Token| found.push((token.text.clone(), token.line));
    match code.first() {
        Some(first) if first.is('{') => {
            let mut depth = 0usize;
            let mut fresh = false;
            for token in code {
                if token.is('{') {
                    depth += 1;
                    fresh = depth == 1;
                } else if token.is('}') {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                } else if token.is(',') {
                    fresh = depth == 1;
                } else if fresh {
                    note(token);
                    fresh = false;
                }
            }
        }
        Some(first) => note(first),
        None => {}
    }
}
