//! The peers: where they come from, and where they are kept.
//!
//! They are no dependencies: they are put into a folder of the user's cache where their registry can be reached, and left out, said
//! so, where it cannot. Absent: other versions than those stated.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The peers in Python with their versions, and the module that each is imported as.
const PYTHON: [(&str, &str); 3] =
    [("pm4py==2.7.23.11", "pm4py"), ("duckdb==2.0.1", "duckdb"), ("polars==2.1.0", "polars")];

/// The program in Rust that asks the peers that are crates, and its manifest; no file of this workspace.
const CRATES_PROGRAM: &str = include_str!("peers/with_crates.txt");
const CRATES_MANIFEST: &str = r#"[package]
name = "peers"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
ocel = "=0.1.5"
ocel-mine = "=0.2.0"
process_mining = { version = "=0.6.2", default-features = false }
serde_json = "1"
"#;

/// What can be started here.
#[derive(Default)]
pub struct Peers {
    /// A Python for each peer that could be had, by the name of its module.
    python: Vec<(&'static str, PathBuf)>,
    crates: Option<PathBuf>,
}

impl Peers {
    /// Fetches what is not there yet.
    pub fn fetched() -> Peers {
        let Some(home) = std::env::var_os("HOME") else {
            println!("left out: the peers need a home folder to be kept in");
            return Peers::default();
        };
        let folder = PathBuf::from(home).join(".cache/mandate/peers");
        let python = PYTHON.iter().filter_map(|(package, module)| Some((*module, python(&folder, package, module)?)));
        Peers { python: python.collect(), crates: crates(&folder.join("crates")) }
    }

    /// The program that asks a peer in Python.
    pub fn python(&self, root: &Path, module: &str) -> Option<Command> {
        let (_, python) = self.python.iter().find(|(known, _)| *known == module)?;
        let mut command = Command::new(python);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(root.join(format!("xtask/src/bench/mining/peers/with_{module}.py")));
        Some(command)
    }

    /// The program that asks a peer that is a crate.
    pub fn krate(&self, name: &str) -> Option<Command> {
        let mut command = Command::new(self.crates.as_ref()?);
        command.arg(name);
        Some(command)
    }
}

/// A Python that has a package.
fn python(folder: &Path, package: &str, module: &str) -> Option<PathBuf> {
    let folder = folder.join(package);
    let python = folder.join("bin/python");
    let has = || done(Command::new(&python).arg("-c").arg(format!("import {module}")).stderr(Stdio::null()));
    if has() {
        return Some(python);
    }
    println!("putting {package} into {}", folder.display());
    let put = done(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        && done(Command::new(&python).args(["-m", "pip", "install", "-q", package]));
    if put && has() {
        return Some(python);
    }
    println!("left out: {package} could not be installed");
    None
}

/// The program that asks the crates.
fn crates(folder: &Path) -> Option<PathBuf> {
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::write(folder.join("Cargo.toml"), CRATES_MANIFEST)?;
        std::fs::write(folder.join("src/main.rs"), CRATES_PROGRAM)
    };
    println!("building process_mining and ocel-mine in {}", folder.display());
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).args(["build", "--release", "--quiet", "--target-dir", "target"]);
    if write().is_ok() && done(&mut cargo) {
        return Some(folder.join("target/release/peers"));
    }
    println!("left out: process_mining and ocel-mine could not be built");
    None
}

/// Whether a program ends well.
fn done(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}
