//! Measures cases on PostgreSQL with several nodes: programs of their own over one database, each with its share of 64 clients.
//!
//! Absent: HTTP. Each case has one task for a person; it is begun, taken on and done, each an answered transaction of its own; then cases are
//! begun and done, as by whoever begins a case and does its task at once. The server must be a real one with its syncs on: `MANDATE_NODES=postgres://… cargo run --release -p office --example nodes -- 10000 2` says how
//! many cases and nodes. `cargo xtask bench nodes` starts a server and does so.

mod office_of_cases;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use db::Stats;
use office::access::Actor;
use office::failure::Failure;
use office::web::App;
use office_of_cases::{TASK, acting, open, running, somebody, through};

/// As the program itself has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Who does everything.
const NAME: &str = "bench";
/// Clients at once, of all nodes together.
const CLIENTS: usize = 64;
/// The variable with the address of the server.
const SERVER: &str = "MANDATE_NODES";
/// Cases that were carried before, so that the server knows its tables, as it does by itself within a minute.
const BEFORE: usize = 2_000;
/// Said to a node whose clients take tasks on before they do them.
const CLAIMS: &str = "claims";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let server = std::env::var(SERVER).map_err(|_| format!("Set {SERVER} to postgres://user@host/database."))?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: usize| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(usual);
    match arguments.first().map(String::as_str) {
        Some("node") => node(&server, &arguments[1], number(2, 1), number(3, 1), arguments[4] == CLAIMS),
        _ => [true, false].into_iter().try_for_each(|claims| all(&server, number(0, 5_000), number(1, 2), claims)),
    }
}

/// Furnishes the office, starts the nodes, and tells what they did together.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn all(server: &str, cases: usize, nodes: usize, claims: bool) -> Outcome<()> {
    let url = format!("{server}?schema=nodes_{}_{claims}", std::process::id());
    let process_id = furnish(&url).await.map_err(|failure| format!("{failure:?}"))?;
    let mut children = Vec::new();
    for _ in 0..nodes {
        let (share, clients) = ((cases / nodes).to_string(), (CLIENTS / nodes).to_string());
        let arguments = ["node", &process_id, &share, &clients, if claims { CLAIMS } else { "" }];
        let mut child = Command::new(std::env::current_exe()?);
        child.args(arguments).env(SERVER, &url).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = child.spawn()?;
        let mut told = BufReader::new(child.stdout.take().ok_or("no output")?);
        line(&mut told)?; // it is ready
        children.push((child, told));
    }
    let begun = Instant::now();
    for (child, _) in &mut children {
        child.stdin.take().ok_or("no input")?.write_all(b"go\n")?;
    }
    let (mut writes, mut retries, mut commits) = (0, 0, 0);
    for (child, told) in &mut children {
        let line = line(told)?;
        let counts: Vec<u64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [w, c, r] = counts[..] else { return Err(format!("a node said “{line}”").into()) };
        (writes, commits, retries) = (writes + w, commits + c, retries + r);
        ended(child)?;
    }
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{cases} cases with a task ({}), {nodes} nodes, {CLIENTS} clients: {:.0} cases/s, {:.0} durable steps/s, {:.2} steps per commit, {:.3} \
         of them run again after a conflict",
        if claims { "begun, taken on, done" } else { "begun, done at once" },
        cases as f64 / took,
        writes as f64 / took,
        writes as f64 / commits.max(1) as f64,
        retries as f64 / writes.max(1) as f64
    );
    Ok(())
}

fn line(told: &mut impl BufRead) -> Outcome<String> {
    let mut line = String::new();
    told.read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn ended(child: &mut Child) -> Outcome<()> {
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(format!("a node ended with {status}").into()) }
}

async fn furnish(url: &str) -> Result<String, Failure> {
    let app = open(url, &std::env::temp_dir())?;
    let actor = somebody(&app, NAME, NAME).await?;
    let process_id = running(&app, &actor, "By hand", TASK, &[NAME]).await?;
    carried(&app, &actor, &process_id, (BEFORE, CLIENTS), true).await?;
    app.write(|tx| Ok(tx.execute("analyze", &[]).map(drop)?)).await?;
    Ok(process_id)
}

/// One node: its clients carry their share of the cases.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn node(url: &str, process_id: &str, cases: usize, clients: usize, claims: bool) -> Outcome<()> {
    let app = open(url, &std::env::temp_dir()).map_err(|error| format!("{error}"))?;
    let actor = acting(NAME, NAME);
    let told = |failure: Failure| format!("{failure:?}");
    through(&app, &actor, process_id, claims).await.map_err(told)?; // what is loaded once is loaded
    println!("ready");
    let mut go = String::new();
    std::io::stdin().read_line(&mut go)?;
    let before = app.db().stats();
    carried(&app, &actor, process_id, (cases, clients), claims).await.map_err(told)?;
    let Stats { writes, commits, retries, .. } = app.db().stats();
    println!("{} {} {}", writes - before.writes, commits - before.commits, retries - before.retries);
    Ok(())
}

async fn carried(
    app: &App,
    actor: &Actor,
    process_id: &str,
    (cases, clients): (usize, usize),
    claims: bool,
) -> Result<(), Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..clients)
        .map(|_| {
            let (app, actor, process_id, next) = (app.clone(), actor.clone(), process_id.to_owned(), Arc::clone(&next));
            tokio::spawn(async move {
                while next.fetch_add(1, Ordering::Relaxed) < cases {
                    through(&app, &actor, &process_id, claims).await?;
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    for client in clients {
        client.await.map_err(Failure::broken)??;
    }
    Ok(())
}
