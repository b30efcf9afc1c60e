//! The starter library: processes complete enough to adopt on the first day, kept as open files in the folder `library`.
//!
//! Absent: the processes of the office itself (`process`), which begin as copies and go their own way. Sources: FitSM-1:2024
//! (CC BY 4.0, see `library/README.md`) for what each process must cover; all text is our own.

use std::collections::BTreeMap;

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

/// Every process of the library, by key.
#[must_use]
pub fn all() -> Vec<Entry> {
    FOLDERS.iter().filter_map(|(key, _)| one(key)).collect()
}

/// The process of the given key.
#[must_use]
pub fn one(key: &str) -> Option<Entry> {
    let (key, files) = FOLDERS.iter().find(|(folder, _)| *folder == key)?;
    let folder: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
    let definition = from_files(&folder).expect("the tests read every process of the library");
    Some(Entry { key, definition })
}

#[cfg(test)]
mod tests;
