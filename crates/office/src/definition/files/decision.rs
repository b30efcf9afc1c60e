//! The file beside the model of one decision: its name, its question and its examples as TOML.
//!
//! Absent: the key, which is the name of both files, and the model, which is a file as its tool wrote it. Source: TOML 1.0.

use super::{FileError, toml_error};
use crate::definition::Decision;

/// The name of a decision's file without its ending, and whether it is the model.
pub(super) fn stem(file: &str) -> Option<(&str, bool)> {
    let model = file.strip_suffix(".dmn").map(|stem| (stem, true));
    model.or_else(|| file.strip_suffix(".toml").map(|stem| (stem, false)))
}

pub(super) fn write(decision: &Decision) -> String {
    let about = Decision { dmn: String::new(), ..decision.clone() };
    let mut table = toml::Table::try_from(&about).expect("a decision is a table of texts");
    table.retain(|_, value| value.as_str() != Some(""));
    toml::to_string_pretty(&table).expect("a table can be written")
}

/// # Errors
/// The first thing that is wrong.
pub(super) fn read(path: &str, text: &str) -> Result<Decision, FileError> {
    let decision: Decision = toml::from_str(text).map_err(|error| toml_error(path, text, 0, &error))?;
    if decision.dmn.is_empty() {
        return Ok(decision);
    }
    let problem = "The model does not stand here but in a file of its own, with the ending dmn.".to_owned();
    Err(super::wrong(path, None, problem, "Move it there."))
}
