//! `mandate log suggest-mapping`: which column of a table probably means what.
//!
//! Absent: certainty; what is printed is a file to look at and correct. Source: [`mining::csv_preview`].

use std::path::PathBuf;

use clap::Args;
use mining::{LooksLike, Mapping};
use serde::Serialize;
use serde_json::{Value, json};

use super::file::{How, preview};

/// Looks at the beginning of a table and prints a mapping in TOML for `--mapping`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Example:\n  mandate log suggest-mapping tickets.csv > map.toml")]
pub struct SuggestMapping {
    /// A CSV, TSV or Excel file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet of a workbook; without it the first.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

/// Suggests a mapping.
///
/// # Errors
/// A sentence when the file cannot be read, or no column could be the case or the time.
pub fn run(arguments: &SuggestMapping) -> Result<(String, Value), String> {
    let how = How { sheet: arguments.sheet.clone(), ..How::default() };
    let preview = preview(&arguments.file, &how)?;
    let Some(mapping) = &preview.suggested else {
        return Err(format!("{}: {}", arguments.file.display(), preview.notes.join(" ")));
    };
    let mut lines = Vec::new();
    for column in &preview.columns {
        let (name, samples) = (&column.name, column.samples.join(", "));
        lines.push(format!("# {name}: {}; such as {samples}", looks(&column.looks_like)).replace('\n', " "));
    }
    lines.extend(preview.notes.iter().map(|note| format!("# {note}")));
    lines.push("[mapping]".to_owned());
    let text = toml::to_string(&Suggested { mapping }).map_err(|error| error.to_string())?;
    lines.push(text.trim_start_matches("[mapping]").trim().to_owned());
    Ok((lines.join("\n"), json!({ "mapping": mapping, "columns": preview.columns, "notes": preview.notes })))
}

/// The mapping under the heading that a mapping file has.
#[derive(Serialize)]
struct Suggested<'a> {
    mapping: &'a Mapping,
}

fn looks(like: &LooksLike) -> String {
    match like {
        LooksLike::Time { format, ambiguous: false } => format!("times, {}", format.describe()),
        LooksLike::Time { format, ambiguous: true } => {
            format!("times, {}, or day and month exchanged", format.describe())
        }
        LooksLike::Number => "numbers".to_owned(),
        LooksLike::Id => "identifiers".to_owned(),
        LooksLike::Text => "text".to_owned(),
        LooksLike::Empty => "empty".to_owned(),
    }
}
