//! What the machine has, and what is installed on it when it may be: Debian and root, by `apt-get` and `rustup`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Something the steps need beside Rust: whether it is there, and the Debian packages that bring it.
type Need = (fn() -> bool, &'static [&'static str]);

/// Everything the steps need beside Rust.
const NEEDS: &[Need] = &[
    (|| program("node").is_some() && program("npm").is_some(), &["nodejs", "npm"]),
    (|| chromium().is_some(), &["chromium"]),
    (|| super::postgresql::programs().is_some(), &["postgresql"]),
    (|| program("python3").is_some() && program("strace").is_some(), &["python3", "strace"]),
];

/// Installs what is missing, where it may. What then still is missing is told by the steps that need it.
pub fn provide() {
    for component in ["rustfmt", "clippy"] {
        let there = run_quietly(
            Command::new("cargo").args([if component == "rustfmt" { "fmt" } else { component }, "--version"]),
        );
        if !there && program("rustup").is_some() {
            println!("Adding {component} to the Rust toolchain.");
            run_quietly(Command::new("rustup").args(["component", "add", component]));
        }
    }
    let packages: Vec<&str> =
        NEEDS.iter().filter(|(there, _)| !there()).flat_map(|(_, packages)| *packages).copied().collect();
    if packages.is_empty() {
        return;
    }
    if program("apt-get").is_none() || user_id("").as_deref() != Some("0") {
        println!("Missing: {}. Only root on Debian can have it installed from here.", packages.join(", "));
        return;
    }
    println!("Installing {}.", packages.join(", "));
    let apt = |arguments: &[&str]| {
        run_quietly(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    apt(&["update", "-q"]);
    for package in packages {
        if !apt(&["install", "-y", "-q", "--no-install-recommends", package]) {
            println!("`apt-get install {package}` failed.");
        }
    }
}

/// Where a program is on the PATH.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The browser: the one that `CHROMIUM` names, else the first on the PATH.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| program(name)))
}

/// The number of a user, or of oneself when `name` is empty.
pub fn user_id(name: &str) -> Option<String> {
    number(&["-u", name])
}

/// The number of a user's group.
pub fn group_id(name: &str) -> Option<String> {
    number(&["-g", name])
}

fn number(arguments: &[&str]) -> Option<String> {
    let output = Command::new("id").args(arguments.iter().filter(|one| !one.is_empty())).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command without its output; whether it succeeded.
fn run_quietly(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
