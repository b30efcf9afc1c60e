//! Working hours in a file, as the page of a calendar gives them.
//!
//! Absent: calendars of an office (`crate::calendar`).

use std::fs;
use std::path::Path;

use mining::CalendarSpec;

/// The largest file of working hours, bytes.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a file of working hours.
///
/// # Errors
/// A sentence: it cannot be read, or holds something else.
pub(super) fn read(file: &Path) -> Result<CalendarSpec, String> {
    let shown = file.display();
    let size = fs::metadata(file).map_err(|error| format!("{shown}: {error}."))?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!("{shown} is larger than the {MAX_FILE_BYTES} bytes that are read."));
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{shown}: {error}."))?;
    toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))
}
