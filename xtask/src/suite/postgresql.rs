//! A PostgreSQL server of our own for the time of the tests: in a temporary folder, on a free port, gone afterwards.
//!
//! PostgreSQL refuses to run as root; then it runs as the user `postgres`, else `nobody`. For tests durability is off, since nothing
//! in it outlives the run; where its speed is measured or its nodes are killed, it is on. Source: PostgreSQL documentation, `initdb` and "Non-Durable Settings".

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::machine;

/// How long the server may take to answer, seconds.
const START_S: u64 = 60;

/// How many connections the tests may hold at once.
const CONNECTIONS: u32 = 300;

/// What makes tests quick, and an answered write less than durable.
const NOT_DURABLE: [&str; 2] = ["fsync=off", "full_page_writes=off"];

/// A running server.
pub struct Server {
    child: Child,
    pub(super) folder: PathBuf,
    url: String,
}

/// The folder with `initdb` and `postgres`, the newest there is.
pub fn programs() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file());
    let told = Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let told = told.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let version = entry.as_ref().ok()?.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.ok()?.path().join("bin")))
        })
        .collect();
    versions.sort();
    let on_path = machine::program("postgres").and_then(|file| file.parent().map(Path::to_path_buf));
    told.into_iter().chain(versions.into_iter().rev().map(|(_, folder)| folder)).chain(on_path).find(whole)
}

impl Server {
    /// Starts a server for tests.
    ///
    /// # Errors
    /// A sentence that says what is missing or what PostgreSQL complained about.
    pub fn start() -> Result<Server, String> {
        Server::start_with(&NOT_DURABLE)
    }

    /// Starts a server that keeps what it answered.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_durable() -> Result<Server, String> {
        Server::start_with(&[])
    }

    fn start_with(settings: &[&str]) -> Result<Server, String> {
        let programs = programs().ok_or("PostgreSQL is not installed (Debian: apt-get install postgresql).")?;
        let folder = std::env::temp_dir().join(format!("mandate-postgresql-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let server = Server::start_in(&programs, &folder, settings);
        if server.is_err() {
            remove(&folder);
        }
        server
    }

    fn start_in(programs: &Path, folder: &Path, settings: &[&str]) -> Result<Server, String> {
        let user = unprivileged()?;
        if let Some(user) = &user {
            let owner = format!("{}:{}", user.id, user.group);
            told(Command::new("chown").arg(owner).arg(folder))?;
        }
        let data = folder.join("data");
        let mut initdb = command_as(user.as_ref(), &programs.join("initdb"));
        initdb.args(["--username=mandate", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
        told(initdb.arg(&data).current_dir(folder))?;
        let port = free_port()?;
        let mut postgres = command_as(user.as_ref(), &programs.join("postgres"));
        postgres.arg("-D").arg(&data).current_dir(folder);
        let own = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("max_connections={CONNECTIONS}"),
            "unix_socket_directories=".to_owned(),
        ];
        for setting in own.iter().map(String::as_str).chain(settings.iter().copied()) {
            postgres.args(["-c", setting]);
        }
        let child = postgres
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("PostgreSQL could not be started: {error}."))?;
        let url = format!("postgres://mandate:mandate@127.0.0.1:{port}/postgres");
        let mut server = Server { child, folder: folder.to_owned(), url };
        server.wait(programs, port)?;
        Ok(server)
    }

    /// The server's address, as tests take it.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Result<(), String> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(START_S) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("PostgreSQL stopped at once ({status})."));
            }
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-U", "mandate", "-d", "postgres", "-p", &port.to_string()]);
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(format!("PostgreSQL did not answer within {START_S} s."))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGQUIT is PostgreSQL's "immediate shutdown": its children go with it, which SIGKILL would not do.
        let told = Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status();
        if !told.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        remove(&self.folder);
    }
}

/// A user who is not root.
struct User {
    id: String,
    group: String,
}

/// Whom to become; nobody else when we are not root.
fn unprivileged() -> Result<Option<User>, String> {
    if machine::user_id("").as_deref() != Some("0") {
        return Ok(None);
    }
    if machine::program("setpriv").is_none() {
        return Err(
            "PostgreSQL does not run as root, and `setpriv` (util-linux) is missing to become another user.".to_owned()
        );
    }
    let user = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some(User { id: machine::user_id(name)?, group: machine::group_id(name)? }));
    user.map(Some)
        .ok_or_else(|| "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.".to_owned())
}

/// The program, to be run as `user`. `setpriv` becomes the program, so that its process id is the server's.
fn command_as(user: Option<&User>, program: &Path) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={}", user.id)).arg(format!("--regid={}", user.group)).arg("--clear-groups").arg("--");
    command.arg(program);
    command
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("No port is free for PostgreSQL: {error}."))
}

/// Runs a command and tells its complaint.
fn told(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{name} could not be started: {error}."))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder) {
        println!("{} remains: {error}", folder.display());
    }
}
