//! The real program under test: started on a folder of its own, asked over HTTP, killed at the end.
//!
//! Absent: knowledge of what the office does; that stands with each harness.

pub mod http;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http::{Connection, Request};

/// How long an office may take until it is ready, seconds.
const READY_S: u64 = 60;

/// A running office.
pub struct Office {
    child: Child,
    port: u16,
    /// From the start of the process until it said that it is ready.
    pub ready_after: Duration,
}

impl Office {
    /// Starts the demo office in `folder`, which is furnished at the first start. What it says goes to `office.log` there.
    ///
    /// # Errors
    /// A sentence when it does not become ready.
    pub fn demo(binary: &Path, folder: &Path) -> Result<Office, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let log_path = folder.join("office.log");
        let log = File::create(&log_path).map_err(|error| format!("{}: {error}", log_path.display()))?;
        let errors = log.try_clone().map_err(|error| format!("{}: {error}", log_path.display()))?;
        let port = free_port()?;
        let begin = Instant::now();
        let child = Command::new(binary)
            .arg("demo")
            .arg("--data")
            .arg(folder)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("{} could not be started: {error}.", binary.display()))?;
        let mut office = Office { child, port, ready_after: Duration::ZERO };
        while begin.elapsed() < Duration::from_secs(READY_S) {
            if office
                .connect()
                .and_then(|mut line| line.send(&Request::get("/readyz")))
                .is_ok_and(|reply| reply.status == 200)
            {
                office.ready_after = begin.elapsed();
                return Ok(office);
            }
            if let Ok(Some(status)) = office.child.try_wait() {
                let log = std::fs::read_to_string(&log_path).unwrap_or_default();
                return Err(format!("The office stopped at once ({status}). It said: {}", log.trim()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(format!("The office was not ready within {READY_S} s."))
    }

    /// A new connection to the office.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn connect(&self) -> Result<Connection, String> {
        Connection::open(self.port)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Signs in as the demo person whose name begins so; gives the cookie.
    ///
    /// # Errors
    /// When there is no such person, or the office does not let them in.
    pub fn sign_in(&self, name: &str) -> Result<String, String> {
        let mut line = self.connect()?;
        let page = line.send(&Request::get("/sign-in"))?;
        let person = person_id(&page.body, name).ok_or_else(|| format!("The sign-in page offers no {name}."))?;
        let reply = line.send(&Request::post("/sign-in/demo").form(&format!("person={person}&to=/")))?;
        let cookie = reply.header("set-cookie").and_then(|value| value.split(';').next());
        cookie.map(str::to_owned).ok_or_else(|| format!("Signing in as {name} gave no session: {}", reply.status))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.end();
    }
}

/// The id of a person on the sign-in page of the demo: the first form behind their name.
fn person_id(page: &str, name: &str) -> Option<String> {
    let card = &page[page.find(name)?..];
    let field = &card[card.find("name=\"person\"")?..];
    let value = field.split("value=\"").nth(1)?;
    value.split('"').next().map(str::to_owned)
}

/// The program to test: the one that `--binary` names, else the one that is built now.
///
/// # Errors
/// When it cannot be built.
pub fn binary(root: &Path, named: Option<&str>, release: bool) -> Result<PathBuf, String> {
    if let Some(named) = named {
        return Ok(PathBuf::from(named));
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--package", "office", "--bin", "mandate"]).current_dir(root);
    if release {
        cargo.arg("--release");
    }
    if !cargo.status().is_ok_and(|status| status.success()) {
        return Err("The program could not be built.".to_owned());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
    Ok(target.join(if release { "release/mandate" } else { "debug/mandate" }))
}

/// A folder for a run, empty, below the build folder of the repository, so that it lies on a real disk.
///
/// # Errors
/// When it cannot be made.
pub fn folder(root: &Path, name: &str) -> Result<PathBuf, String> {
    let folder = root.join("target").join(format!("{name}-{}", std::process::id()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("No port is free: {error}."))
}
