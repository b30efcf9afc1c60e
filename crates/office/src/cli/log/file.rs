//! The file of a log, read as the options say or as its columns are recognised.
//!
//! Absent: saved mappings; those are kept by an office.

use std::fs::{self, File};
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use mining::Imported;
use serde::Deserialize;

use crate::measure::import::{limits, read, told};
use crate::measure::{Format, Mode, Reading};

/// Which file, and how it is read.
#[derive(Args, Clone, Debug)]
pub struct LogFile {
    /// A CSV, TSV or XES file, also packed with gzip.
    pub file: PathBuf,
    /// A TOML file that says which columns are what; without it the columns are recognised.
    #[arg(long, value_name = "MAP.toml")]
    pub mapping: Option<PathBuf>,
    /// Take the good rows and report the bad ones; without it one bad row stops the command.
    #[arg(long)]
    pub good_rows: bool,
}

/// The same TOML file as `mandate import --mapping` takes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    mapping: Option<mining::Mapping>,
    reading: Option<Reading>,
}

impl LogFile {
    /// The log with the report of its rows, and what its states stand for where the TOML file says so.
    ///
    /// # Errors
    /// A sentence naming the file, and the row where one is bad.
    pub fn read(&self) -> Result<(Imported, Option<Reading>), String> {
        let name = self.file.display();
        let open = || File::open(&self.file).map(BufReader::new).map_err(|error| format!("{name}: {error}."));
        let format = Format::of_name(&self.file.to_string_lossy());
        let chosen = match &self.mapping {
            Some(path) => {
                let path_name = path.display();
                let text = fs::read_to_string(path).map_err(|error| format!("{path_name}: {error}."))?;
                toml::from_str(&text).map_err(|error| format!("{path_name}: {error}"))?
            }
            None => MappingFile::default(),
        };
        let mapping = match (chosen.mapping, format) {
            (None, Format::Table) => {
                let preview = mining::csv_preview(open()?, &limits()).map_err(|error| format!("{name}: {error}"))?;
                Some(preview.suggested.ok_or_else(|| {
                    format!("The columns of {name} for case, state and time were not recognised. Give --mapping.")
                })?)
            }
            (mapping, _) => mapping,
        };
        let mode = if self.good_rows { Mode::GoodRows } else { Mode::AllOrNothing };
        let imported = read(open()?, format, mapping.as_ref(), mode, &|_| ControlFlow::Continue(()))
            .map_err(|error| format!("{name}: {}", told(&error)))?;
        if imported.log.event_count() == 0 {
            return Err(format!("{name} holds no events."));
        }
        Ok((imported, chosen.reading))
    }
}
