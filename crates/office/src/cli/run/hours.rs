//! The working hours in which a process counts, each from its file.
//!
//! Absent: an office; a process names calendars by their keys, and the command line says which file stands for which.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use calendar::Calendar;
use engine::{Calendars, Program};

use super::super::hours;

/// A file of working hours, for one calendar or for every one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// None where the file stands for every calendar that is named.
    pub key: Option<String>,
    pub file: PathBuf,
}

/// Reads `FILE` or `KEY=FILE`.
pub fn given(text: &str) -> Result<Given, String> {
    let (key, file) = match text.split_once('=') {
        Some((key, file)) => (Some(key.trim()), file),
        None => (None, text),
    };
    if file.is_empty() || key == Some("") {
        return Err("it is FILE, or KEY=FILE for one calendar of several".to_owned());
    }
    Ok(Given { key: key.map(str::to_owned), file: PathBuf::from(file) })
}

/// The calendars that a process names, read from the files that are given.
///
/// # Errors
/// A sentence: a file cannot be read, stands for a calendar that is not named, or one that is named has none.
pub fn calendars(program: &Program, given: &[Given]) -> Result<Calendars, String> {
    let named = program.calendars();
    let mut files: BTreeMap<&str, &PathBuf> = BTreeMap::new();
    for one in given {
        match one.key.as_deref() {
            None => files.extend(
                named.iter().filter(|key| !files.contains_key(*key)).map(|key| (*key, &one.file)).collect::<Vec<_>>(),
            ),
            Some(key) if named.contains(&key) => files.extend([(key, &one.file)]),
            Some(key) => return Err(unknown(key, &named)),
        }
    }
    let lacking: Vec<String> = program
        .named_calendars()
        .filter(|(_, key)| !files.contains_key(key))
        .map(|(element, key)| format!("\n  {element} counts in the working time of “{key}”"))
        .collect();
    if !lacking.is_empty() {
        return Err(format!(
            "The process needs working hours:{}\nGive them with --calendar FILE, or --calendar KEY=FILE for one of several. The page of a \
             calendar in an office has the file.",
            lacking.concat()
        ));
    }
    files.into_iter().try_fold(Calendars::none(), |found, (key, file)| {
        let ready = Calendar::new(&hours::read(file)?).map_err(|why| format!("{}: {why}", file.display()))?;
        Ok(found.with(key, Arc::new(ready)))
    })
}

fn unknown(key: &str, named: &[&str]) -> String {
    match named {
        [] => format!("--calendar {key}=…: the process counts in no working time. Leave the calendar out."),
        named => format!("--calendar {key}=…: the process names no such calendar. It names {}.", named.join(", ")),
    }
}
