//! What each room of a slice may hold: pure models, SQL in `store.rs`, HTTP at the door, drivers in `db`, classes in `ui`.
//!
//! Test code is free. Source: ARCHITECTURE.md, "Invariants".

use super::source::{Kind, Source, Token};
use super::{Breach, House, OFFICE};

/// Words that a model may not use as the head of a path.
const IMPURE: &[&str] = &["axum", "db", "fs", "http", "maud", "pages", "store", "tokio", "web"];

/// Elements of a page on which a maud class shorthand (`div.wide`) is recognised.
const ELEMENTS: &[&str] = &[
    "a", "article", "button", "div", "footer", "form", "h1", "h2", "h3", "h4", "header", "input", "label", "li",
    "main", "nav", "ol", "p", "section", "small", "span", "strong", "table", "td", "th", "tr", "ul",
];

/// Drivers of databases, as crates name themselves in code.
const DRIVERS: &[&str] = &["libsqlite3_sys", "postgres", "rusqlite", "tokio_postgres"];

/// The product files of the office.
fn office(house: &House) -> impl Iterator<Item = &Source> {
    house.below(OFFICE).filter(|source| !source.is_test())
}

/// Whether a file is a room called `room`, or a part of one that was split by noun.
fn is_room(path: &str, room: &str) -> bool {
    path.split('/').any(|part| part.strip_suffix(".rs").unwrap_or(part) == room)
}

/// The words of a file's product code that begin a path (`word::`).
fn heads(source: &Source) -> Vec<&Token> {
    let code = source.product();
    (0..code.len())
        .filter(|&at| is_path(&code[at + 1..]) && (at == 0 || !code[at - 1].is(':')))
        .map(|at| code[at])
        .collect()
}

/// The words of a file's product code that stand in a path.
fn steps(source: &Source) -> Vec<&Token> {
    let code = source.product();
    (0..code.len())
        .filter(|&at| is_path(&code[at + 1..]) || (at > 1 && is_path(&code[at - 2..at])))
        .map(|at| code[at])
        .collect()
}

/// Whether the tokens begin with `::`.
fn is_path(code: &[&Token]) -> bool {
    matches!(code, [first, second, ..] if first.is(':') && second.is(':'))
}

/// Models that know more than std, ids and the pure crates.
pub fn pure_models(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for source in office(house).filter(|source| is_room(&source.path, "model")) {
        for token in steps(source).into_iter().filter(|token| IMPURE.contains(&token.text.as_str())) {
            let message =
                format!("A model is pure and may not use `{}`. Let the caller bring what the rule needs.", token.text);
            found.push(Breach::new(&source.path, token.line, "pure", message));
        }
        for token in source.product().into_iter().filter(|token| token.is_word("Clock")) {
            found.push(Breach::new(
                &source.path,
                token.line,
                "pure",
                "A rule reads no clock. Take `now` as an argument.",
            ));
        }
    }
    found
}

/// Whether a text is a statement of SQL: a verb in one case, and the word that must follow it.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\\');
    let Some(verb) = text.split_whitespace().next() else { return false };
    let second = text.split_whitespace().nth(1).unwrap_or_default().to_ascii_lowercase();
    let has = |word: &str| text.split_whitespace().any(|one| one.eq_ignore_ascii_case(word));
    match verb {
        "select" | "SELECT" => has("from") || text.trim_end().ends_with('1'),
        "insert" | "INSERT" => second == "into",
        "delete" | "DELETE" => second == "from",
        "update" | "UPDATE" => has("set"),
        "with" | "WITH" => has("as") && has("select"),
        "create" | "CREATE" | "drop" | "DROP" | "alter" | "ALTER" => {
            matches!(second.as_str(), "table" | "index" | "unique")
        }
        _ => false,
    }
}

/// SQL outside `store.rs`.
pub fn sql(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for source in office(house).filter(|source| !is_room(&source.path, "store")) {
        for token in source.product().into_iter().filter(|token| token.kind == Kind::Text && is_sql(&token.text)) {
            let message = "SQL stands only in `store.rs`. Move the statement there and call it.";
            found.push(Breach::new(&source.path, token.line, "sql", message));
        }
    }
    found
}

/// HTTP types away from the door.
pub fn http(house: &House) -> Vec<Breach> {
    const ROOMS: &[&str] = &["api", "app", "pages", "serve", "web"];
    let mut found = Vec::new();
    for source in office(house).filter(|source| !ROOMS.iter().any(|room| is_room(&source.path, room))) {
        for token in heads(source).into_iter().filter(|token| matches!(token.text.as_str(), "axum" | "http")) {
            let message = format!("`{}` is for web, pages and api. Pass plain values inwards.", token.text);
            found.push(Breach::new(&source.path, token.line, "http", message));
        }
    }
    found
}

/// Drivers named outside `db`, in code or in a manifest.
pub fn drivers(house: &House) -> Vec<Breach> {
    const MESSAGE: &str = "Only the crate db names a driver. Go through its door.";
    let mut found = Vec::new();
    for source in house
        .sources
        .iter()
        .filter(|source| source.path.starts_with("crates/") && !source.path.starts_with("crates/db/"))
    {
        for token in heads(source).into_iter().filter(|token| DRIVERS.contains(&token.text.as_str())) {
            found.push(Breach::new(&source.path, token.line, "driver", MESSAGE));
        }
    }
    for (path, text) in
        house.texts.iter().filter(|(path, _)| path.ends_with("Cargo.toml") && !path.starts_with("crates/db/"))
    {
        for (index, line) in text.lines().enumerate() {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default().replace('-', "_");
            if DRIVERS.contains(&name.as_str()) {
                found.push(Breach::new(path, index + 1, "driver", MESSAGE));
            }
        }
    }
    found
}

/// Markup of the office that writes classes, styles or script of its own.
pub fn classes(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for source in office(house) {
        let code = source.product();
        for (at, token) in code.iter().enumerate() {
            let next = code.get(at + 1);
            let assigns =
                next.is_some_and(|next| next.is('=')) && code.get(at + 2).is_some_and(|third| third.kind == Kind::Text);
            let message = if token.is_word("class") && assigns || is_shorthand(&code, at) {
                "Only the crate ui writes CSS classes. Use a part of ui, or add one there and show it on the style page."
            } else if token.is_word("style") && assigns {
                "The content policy forbids inline style. Use a part of ui."
            } else if token.kind == Kind::Word && token.text.starts_with("on") && is_handler(&token.text) && assigns {
                "The content policy forbids inline script. Use a part of ui."
            } else {
                continue;
            };
            found.push(Breach::new(&source.path, token.line, "class", message));
        }
    }
    found
}

/// Whether an attribute carries script.
fn is_handler(name: &str) -> bool {
    matches!(
        name,
        "onclick" | "onchange" | "oninput" | "onsubmit" | "onload" | "onerror" | "onfocus" | "onblur" | "onkeydown"
    )
}

/// Whether the token at `at` is an element of a page with a class attached: `{ div.wide`.
fn is_shorthand(code: &[&Token], at: usize) -> bool {
    let element = ELEMENTS.contains(&code[at].text.as_str()) && code[at].kind == Kind::Word;
    let before = at.checked_sub(1).map(|before| code[before]);
    let stands = before.is_some_and(|before| before.is('{') || before.is('}') || before.kind == Kind::Text);
    let dotted = code.get(at + 1).is_some_and(|next| next.is('.'))
        && code.get(at + 2).is_some_and(|third| third.kind == Kind::Word);
    let opens = code[at..]
        .iter()
        .skip(3)
        .take(12)
        .find(|token| token.is('{') || token.is(';') || token.is('('))
        .is_some_and(|token| token.is('{'));
    element && stands && dotted && opens
}
