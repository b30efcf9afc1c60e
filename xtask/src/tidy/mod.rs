//! `cargo xtask tidy`: keeps the rules of the house that a program can keep, and names each breach by file, line and remedy.
//!
//! Each rule is a function from sources to breaches, with its own test on a small input. There are no exceptions. Absent: what the
//! compiler, clippy and rustfmt already say. Source: STYLE.md, ARCHITECTURE.md.

mod files;
mod layers;
mod paths;
mod prose;
mod rooms;
mod shape;
mod source;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::process::Command;

use source::Source;

/// One place where a rule of the house does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The name of the rule.
    pub rule: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Breach {
    fn new(path: &str, line: usize, rule: &'static str, message: impl Into<String>) -> Breach {
        Breach { path: path.to_owned(), line, rule, message: message.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.path, self.line, self.rule, self.message)
    }
}

/// The text files of the repository, read once.
pub struct House {
    /// Path from the root and text, in order of path.
    pub texts: Vec<(String, String)>,
    /// The Rust files among them.
    pub sources: Vec<Source>,
}

impl House {
    /// A house of the given files.
    pub fn of(texts: Vec<(String, String)>) -> House {
        let rust = texts.iter().filter(|(path, _)| path.ends_with(".rs"));
        let mut sources: Vec<Source> = rust.map(|(path, text)| Source::read(path, text)).collect();
        source::mark_test_modules(&mut sources);
        House { texts, sources }
    }

    /// Reads what git tracks, and what it would track if it were added. Files that are no UTF-8 are left out.
    ///
    /// # Errors
    /// When git cannot list the files.
    pub fn read(root: &Path) -> Result<House, String> {
        let listed = Command::new("git")
            .args(["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("git could not be started ({error}); tidy needs it to list the files."))?;
        if !listed.status.success() {
            let reason = String::from_utf8_lossy(&listed.stderr).trim().to_owned();
            return Err(format!("git could not list the files of {}: {reason}", root.display()));
        }
        let mut paths: Vec<&str> =
            listed.stdout.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok()).collect();
        paths.sort_unstable();
        paths.dedup();
        let read = |path: &str| Some((path.to_owned(), std::fs::read_to_string(root.join(path)).ok()?));
        Ok(House::of(paths.into_iter().filter(|path| !path.is_empty()).filter_map(read).collect()))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|(one, _)| one == path).map(|(_, text)| text.as_str())
    }

    /// The Rust files below a folder, given with its closing `/`.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().filter(move |source| source.path.starts_with(folder))
    }
}

/// The application crate.
const OFFICE: &str = "crates/office/src/";

/// Every breach in the house.
pub fn breaches(house: &House) -> Vec<Breach> {
    let rules: &[fn(&House) -> Vec<Breach>] = &[
        layers::order,
        rooms::pure_models,
        rooms::sql,
        rooms::http,
        rooms::drivers,
        rooms::classes,
        shape::module_docs,
        shape::sizes,
        shape::leftovers,
        files::reachable,
        files::titles,
        files::migrations,
        files::glossary,
        files::chapters,
        paths::machine,
        prose::words,
    ];
    let mut found: Vec<Breach> = rules.iter().flat_map(|rule| rule(house)).collect();
    found.sort();
    found
}

/// What is wrong in the house at `root`.
///
/// # Errors
/// When the files cannot be listed.
pub fn check(root: &Path) -> Result<Vec<Breach>, String> {
    Ok(breaches(&House::read(root)?))
}

/// Prints what is wrong in the house at `root`.
///
/// # Errors
/// When something is.
pub fn run(root: &Path) -> Result<(), String> {
    let breaches = check(root)?;
    for breach in &breaches {
        println!("{breach}");
    }
    match breaches.len() {
        0 => Ok(()),
        1 => Err("One rule of the house does not hold.".to_owned()),
        number => Err(format!("The rules of the house do not hold in {number} places.")),
    }
}
