//! Prepares what a page carries: fetches the open packages by lock file, then names, packs and embeds every asset.
//!
//! No bundler, no download at run time: `npm ci` brings the ready files named in `browser/package-lock.json` (once per lock
//! file; later builds work offline), and this program copies the few that are used.

mod assets;
mod icons;
mod packages;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match prepare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nMandate could not prepare its pages.\n{message}\n");
            ExitCode::FAILURE
        }
    }
}

fn prepare() -> Result<(), String> {
    let crate_dir = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(variable("OUT_DIR")?);
    let browser = crate_dir.join("../../browser");
    let packages = packages::install(&browser, &out_dir.join("browser"))?;
    icons::generate(&packages, &out_dir.join("icons.rs"))?;
    assets::generate(&crate_dir.join("css"), &browser, &packages, &out_dir)
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("cargo did not set {name}; run this through cargo"))
}

/// Reads a file as text and makes cargo watch it.
fn read(path: &Path) -> Result<String, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
