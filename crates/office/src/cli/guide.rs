//! `mandate guide`: a document out of the folder of a process definition, without an office.
//!
//! Absent: what only an office knows (who holds a role, what was approved); the document says that it is a draft unless
//! `--number` names the version.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::folder;
use crate::clock::Time;
use crate::guide::{Facts, Format, Kind, Profile, compose, offers, print};

/// Makes a document of a process definition: HTML, PDF, Word, Excel or CSV by the end of the file's name.
#[derive(Args, Clone, Debug)]
pub struct Guide {
    /// The folder that holds the definition: process.toml, diagram.bpmn, raci.csv and the folder activities.
    folder: PathBuf,
    /// The file to write: .html, .pdf or .docx; .xlsx or .csv where the document is a table.
    out: PathBuf,
    /// Which document: guide, role-cards, quick-start, poster, raci, audit-checklist, training-outline, tool-requirements,
    /// activities, measures, workbook.
    #[arg(long, default_value = "guide", value_parser = kind)]
    kind: Kind,
    /// The number of the version, where it is one in force; without it the document is marked as a draft.
    #[arg(long)]
    number: Option<String>,
    /// The day from which the version is in force, as year-month-day.
    #[arg(long, requires = "number", value_parser = Time::parse_date)]
    effective: Option<Time>,
    /// Who publishes the document.
    #[arg(long, default_value = "")]
    house: String,
    /// The file that says how guides look (TOML, as the office's page saves it); its logo lies beside it.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// One role whose card is wanted, by its key; without it the role cards hold every role.
    #[arg(long)]
    role: Option<String>,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_key(word).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.into_iter().map(Kind::key).collect();
        format!("there is no such document; choose one of {}", all.join(", "))
    })
}

/// Writes the document.
///
/// # Errors
/// A sentence when the folder or the file's name cannot be used, or the document cannot be printed.
pub fn run(arguments: Guide) -> Result<(String, Value), String> {
    let format = format_of(&arguments.out, arguments.kind)?;
    let (definition, _) = folder::definition(&arguments.folder)?;
    let profile = arguments.profile.as_deref().map_or_else(|| Ok(Profile::default()), read_profile)?;
    let role = arguments.role.as_deref();
    if let Some(key) = role.filter(|key| !definition.roles.iter().any(|role| role.key == *key)) {
        let keys: Vec<&str> = definition.roles.iter().map(|role| role.key.as_str()).collect();
        return Err(format!("There is no role {key}. The roles are {}.", keys.join(", ")));
    }
    let is_in_force = arguments.number.is_some();
    let facts = Facts {
        house: arguments.house,
        number: arguments.number.unwrap_or_default(),
        status: if is_in_force { "In force" } else { "Draft" }.to_owned(),
        is_in_force,
        effective_at: arguments.effective,
        settled_at: arguments.effective,
        ..Facts::default()
    };
    let document = compose(arguments.kind, &definition, &facts, &profile, role);
    let bytes = print(&document, format).map_err(|error| error.to_string())?;
    let out = arguments.out.display();
    fs::write(&arguments.out, &bytes).map_err(|error| format!("{out} could not be written: {error}."))?;
    let sentence = format!("{} of “{}” written to {out} ({} bytes).", document.kind, document.title, bytes.len());
    Ok((sentence, json!({ "file": arguments.out, "bytes": bytes.len(), "document": arguments.kind.key() })))
}

/// Reads a profile with the logo that it names.
fn read_profile(path: &Path) -> Result<Profile, String> {
    let unread = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}.", path.display());
    let text = fs::read_to_string(path).map_err(|error| unread(path, error))?;
    let mut profile = Profile::from_toml(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    if !profile.logo.is_empty() {
        let logo = path.parent().unwrap_or(Path::new("")).join(&profile.logo);
        let file = fs::File::open(&logo).map_err(|error| unread(&logo, error))?;
        let mut bytes = Vec::new();
        file.take(press::LOGO_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| unread(&logo, error))?;
        press::check_logo(&bytes).map_err(|error| format!("{}: {error}", logo.display()))?;
        profile.picture = Some(bytes);
    }
    Ok(profile)
}

fn format_of(out: &Path, kind: Kind) -> Result<Format, String> {
    let end = out.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    // A build without PDF says so itself when it is asked to print one.
    let made = |format: &Format| offers(kind, *format) || (*format == Format::Pdf && offers(kind, Format::Html));
    Format::from_key(&end).filter(made).ok_or_else(|| {
        let ends: Vec<String> = Format::ALL
            .into_iter()
            .filter(|format| offers(kind, *format))
            .map(|format| format!(".{}", format.key()))
            .collect();
        let kind = kind.label().to_lowercase();
        format!("{} cannot be written: the {kind} is made as {}.", out.display(), ends.join(", "))
    })
}

#[cfg(test)]
mod tests;
