//! What must lie where: no dead files, one title per page, migrations without gaps, every module in glossary and guide.

use std::collections::BTreeSet;

use super::source::{Kind, Source};
use super::{Breach, House, OFFICE, layers};

/// Rust files that no `mod` reaches.
pub fn reachable(house: &House) -> Vec<Breach> {
    let mut reached = BTreeSet::new();
    for source in house.sources.iter().filter(|source| is_root(&source.path)) {
        reach(house, source, &mut reached);
    }
    let dead = house.sources.iter().filter(|source| !reached.contains(&source.path));
    let message = "No `mod` leads here, so nobody compiles it. Declare it, or remove the file.";
    dead.map(|source| Breach::new(&source.path, 1, "dead-file", message)).collect()
}

/// Whether cargo begins to compile at this file.
fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        [.., "src", "lib.rs" | "main.rs"]
            | [.., "build", "main.rs"]
            | [.., "build.rs"]
            | [.., "examples" | "benches" | "bin", _]
            | [.., "examples" | "bin", _, "main.rs"]
            | ["crates", _, "tests", _]
            | ["crates", _, "tests", _, "main.rs"]
    )
}

/// Notes the file and every file that its `mod x;` lead to.
fn reach(house: &House, source: &Source, reached: &mut BTreeSet<String>) {
    if !reached.insert(source.path.clone()) {
        return;
    }
    let Some((folder, name)) = source.path.rsplit_once('/') else { return };
    let stem = name.trim_end_matches(".rs");
    let own = if is_root(&source.path) || stem == "mod" { folder.to_owned() } else { format!("{folder}/{stem}") };
    let code = source.code();
    for (at, window) in code.windows(3).enumerate() {
        if !(window[0].is_word("mod") && window[2].is(';')) {
            continue;
        }
        let named = (at >= 3 && code[at - 1].is(']'))
            .then(|| code[at.saturating_sub(2)])
            .filter(|token| token.kind == Kind::Text);
        let module = &window[1].text;
        let places = match named {
            Some(path) => vec![format!("{folder}/{}", path.text)],
            None => vec![format!("{own}/{module}.rs"), format!("{own}/{module}/mod.rs")],
        };
        for next in house.sources.iter().filter(|next| places.contains(&next.path)) {
            reach(house, next, reached);
        }
    }
}

/// Markdown pages without exactly one title. What the library holds are passages of a process, no pages.
pub fn titles(house: &House) -> Vec<Breach> {
    let mut found = Vec::new();
    for (path, text) in house.texts.iter().filter(|(path, _)| path.ends_with(".md") && !path.starts_with("library/")) {
        let mut fenced = false;
        let mut titles = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced && line.starts_with("# ") {
                titles.push(index + 1);
            }
        }
        if titles.len() != 1 {
            let line = titles.get(1).copied().unwrap_or(1);
            let message = format!("The page has {} titles. Give it one `# Title`.", titles.len());
            found.push(Breach::new(path, line, "title", message));
        }
    }
    found
}

/// Migrations that are misnumbered, or not in the list of `app.rs` in their order.
pub fn migrations(house: &House) -> Vec<Breach> {
    let app = format!("{OFFICE}app.rs");
    let listed: Vec<&str> = house
        .text(&app)
        .unwrap_or_default()
        .split("migrations/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let there: Vec<&str> = house
        .texts
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("migrations/"))
        .filter(|name| name.ends_with(".sql"))
        .collect();
    let mut found = Vec::new();
    for (index, name) in there.iter().enumerate() {
        let path = format!("migrations/{name}");
        if !name.starts_with(&format!("{:04}_", index + 1)) {
            let message =
                format!("This is migration {:04} in order. Number without gaps before it is released.", index + 1);
            found.push(Breach::new(&path, 1, "migration-number", message));
        }
        if !listed.contains(name) {
            found.push(Breach::new(&path, 1, "migration-list", "app.rs does not list this migration. Add it there."));
        }
    }
    for name in listed.iter().filter(|name| !there.contains(name)) {
        found.push(Breach::new(&app, 1, "migration-list", format!("migrations/{name} is listed and not there.")));
    }
    if !listed.is_sorted() {
        found.push(Breach::new(
            &app,
            1,
            "migration-list",
            "The migrations are not listed in the order of their numbers.",
        ));
    }
    found
}

/// Modules of the office without a word in the glossary.
pub fn glossary(house: &House) -> Vec<Breach> {
    const PAGE: &str = "docs/glossary.md";
    let Some(lib) = house.sources.iter().find(|source| source.path == format!("{OFFICE}lib.rs")) else {
        return Vec::new();
    };
    let Some(page) = house.text(PAGE) else {
        return vec![Breach::new(PAGE, 1, "glossary", "There is no glossary. Explain every noun of the code in it.")];
    };
    let lower = page.to_lowercase();
    let words: BTreeSet<&str> = lower.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    let missing = layers::declared(lib).into_iter().filter(|module| !words.contains(module.as_str()));
    missing.map(|module| Breach::new(PAGE, 1, "glossary", format!("The module `{module}` is not explained."))).collect()
}

/// Slices with pages and without a chapter in the guide of the same name.
pub fn chapters(house: &House) -> Vec<Breach> {
    let has_pages = |rest: &str| {
        rest.split_once('/')
            .filter(|(_, room)| *room == "pages.rs" || *room == "pages/mod.rs")
            .map(|(slice, _)| slice.to_owned())
    };
    let slices = house.below(OFFICE).filter_map(|source| has_pages(source.path.trim_start_matches(OFFICE)));
    let missing = slices.filter(|slice| house.text(&format!("docs/user/{slice}.md")).is_none());
    missing
        .map(|slice| {
            let path = format!("docs/user/{slice}.md");
            let message = format!("The guide has no chapter on `{slice}`. Tell the user what the pages are for.");
            Breach::new(&path, 1, "chapter", message)
        })
        .collect()
}
