//! The starter library: processes complete enough to adopt on the first day, kept as open files in the folder `library`.
//!
//! Absent: the processes of the office itself (`process`), which begin as copies and go their own way. Sources: FitSM-1:2024
//! (CC BY 4.0, see `library/README.md`) for what each process must cover; all text is our own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::definition::{Definition, from_files};

/// A folder of the library: its name, and path and bytes of each file.
type Folder = (&'static str, &'static [(&'static str, &'static [u8])]);

include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// One process of the library.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of its folder, for example `incident-management`.
    pub key: &'static str,
    pub definition: Definition,
}

/// The areas in which the library is shown, with the keys of their processes in the order in which an office may take them up.
pub const AREAS: [(&str, &[&str]); 5] = [
    ("Help and restore", &["incident-management", "service-request", "problem-management"]),
    ("Change and know what you run", &["change-enablement", "release-and-deployment", "configuration-management"]),
    (
        "Agree and report",
        &[
            "service-level-management",
            "service-reporting",
            "customer-relationship",
            "supplier-management",
            "service-portfolio",
        ],
    ),
    ("Keep the promise", &["availability-and-continuity", "capacity-management", "information-security"]),
    (
        "The work of the office itself",
        &["publish-a-process", "improve-a-process", "continual-improvement", "run-a-workshop", "assess-maturity"],
    ),
];

/// Read once; the files are part of the program and do not change.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let read = |(key, files): &Folder| {
        let folder: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        let definition = from_files(&folder).expect("the tests read every process of the library");
        Entry { key, definition }
    };
    FOLDERS.iter().map(read).collect()
});

/// Every process of the library, by key.
#[must_use]
pub fn all() -> &'static [Entry] {
    &ENTRIES
}

/// The process of the given key, as a copy to go on with.
#[must_use]
pub fn one(key: &str) -> Option<Entry> {
    all().iter().find(|entry| entry.key == key).cloned()
}

#[cfg(test)]
mod tests;
