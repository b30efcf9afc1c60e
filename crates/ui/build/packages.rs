//! Fetches the packages of `browser/package-lock.json` into the build folder, once per lock file.
//!
//! Install scripts of packages never run. What is only for checking (axe, Playwright, TypeScript) is not fetched.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];
const STAMP: &str = "installed";

/// Installs into `target` and returns its `node_modules` folder.
///
/// # Errors
/// A sentence that says what to install when Node.js or npm is missing, or what npm complained about.
pub fn install(browser: &Path, target: &Path) -> Result<PathBuf, String> {
    let modules = target.join("node_modules");
    let wanted = fingerprint(browser)?;
    let stamp = target.join(STAMP);
    if modules.is_dir() && std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(modules);
    }
    std::fs::create_dir_all(target).map_err(|error| format!("{}: {error}", target.display()))?;
    for name in MANIFESTS {
        let (from, to) = (browser.join(name), target.join(name));
        std::fs::copy(&from, to).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    run_npm(target)?;
    crate::write(&stamp, wanted.as_bytes())?;
    Ok(modules)
}

fn fingerprint(browser: &Path) -> Result<String, String> {
    let mut hash = Sha256::new();
    for name in MANIFESTS {
        hash.update(crate::read(&browser.join(name))?);
    }
    Ok(crate::assets::hex(&hash.finalize()))
}

fn run_npm(target: &Path) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--omit=dev", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"])
        .current_dir(target)
        .output()
        .map_err(|error| {
            format!(
                "npm could not be started ({error}).\n\
                 Install Node.js 20 or newer, which brings npm (Debian: apt-get install nodejs npm), then build again."
            )
        })?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "`npm ci` failed in {} ({}).\n{}\nThe first build needs a way to the npm registry; later builds work offline.",
        target.display(),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}
