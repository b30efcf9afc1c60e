//! The file of one form: its title, its purpose and its fields as TOML.
//!
//! Absent: the key, which is the name of the file. Source: TOML 1.0.

use super::{FileError, leave_out_empty, toml_error};
use crate::definition::Form;

pub(super) fn write(form: &Form) -> String {
    let mut table = toml::Table::try_from(form).expect("a form is a table of texts, numbers and lists");
    leave_out_empty(&mut table);
    toml::to_string_pretty(&table).expect("a table can be written")
}

/// # Errors
/// The first thing that is wrong.
pub(super) fn read(path: &str, text: &str) -> Result<Form, FileError> {
    toml::from_str(text).map_err(|error| toml_error(path, text, 0, &error))
}
