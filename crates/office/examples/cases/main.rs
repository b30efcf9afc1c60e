//! Measures cases on SQLite in a file with a sync for every commit: cases with one task for a person, carried by 64 clients at once, and
//! timers that are all due at once.
//!
//! Absent: HTTP. Each case is begun, its task taken on and done, each an answered transaction of its own. `cargo run --release -p office
//! --example cases -- 10000 100000` says how many cases and timers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use office::access::{Actor, Holding, Role};
use office::automation::commands::{Asked, start};
use office::automation::{TaskState, case, deployment, jobs, task};
use office::clock::{Clock, Time};
use office::config::Config;
use office::definition::{Definition, ProcessRole};
use office::failure::Failure;
use office::people::{self, Person};
use office::process::{State as Stage, commands, store};
use office::web::App;

/// Clients at once.
const CLIENTS: usize = 64;

const TASK: &str = "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"e\"/>";
const TIMER: &str = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><timerEventDefinition id=\"d\"><timeDate>2020-01-01T00:00:00Z\
     </timeDate></timerEventDefinition></intermediateCatchEvent><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"e\"/>";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse().ok());
    let (cases, timers) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(20_000));
    let folder = std::env::temp_dir().join(format!("mandate-cases-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = measure(&folder, cases, timers).await;
    std::fs::remove_dir_all(&folder)?;
    outcome.map_err(|failure| format!("{failure:?}").into())
}

async fn measure(folder: &std::path::Path, cases: usize, timers: usize) -> Result<(), Failure> {
    let config = Config {
        data: folder.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        database: format!("sqlite:{}", folder.join("office.db").display()),
        public_url: "http://localhost".to_owned(),
        smtp: None,
        mail_from: "office@localhost".to_owned(),
        key_file: None,
        demo: false,
    };
    let app = office::app::open(config, Clock::System)?;
    let actor = somebody(&app).await?;
    let by_hand = running(&app, &actor, "By hand", TASK).await?;
    let by_clock = running(&app, &actor, "By the clock", TIMER).await?;
    carried(&app, &actor, &by_hand, cases).await?;
    fired(&app, &actor, &by_clock, timers).await
}

/// Cases with one task each: begun, taken on, done.
async fn carried(app: &App, actor: &Actor, process_id: &str, cases: usize) -> Result<(), Failure> {
    let (before, begun) = (app.db().stats(), Instant::now());
    let next = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (app, actor, process_id, next) = (app.clone(), actor.clone(), process_id.to_owned(), Arc::clone(&next));
            tokio::spawn(async move {
                while next.fetch_add(1, Ordering::Relaxed) < cases {
                    through(&app, &actor, &process_id).await?;
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    for client in clients {
        client.await.map_err(Failure::broken)??;
    }
    let (took, after) = (begun.elapsed(), app.db().stats());
    let (writes, commits) = (after.writes - before.writes, after.commits - before.commits);
    println!(
        "{cases} cases with a task, {CLIENTS} clients: {:.0} cases/s, {:.0} durable steps/s, {:.1} steps per sync",
        cases as f64 / took.as_secs_f64(),
        writes as f64 / took.as_secs_f64(),
        writes as f64 / commits.max(1) as f64
    );
    Ok(())
}

async fn through(app: &App, actor: &Actor, process_id: &str) -> Result<(), Failure> {
    let (by, process) = (actor.clone(), process_id.to_owned());
    let now = app.now();
    let asked = Asked { title: "A case".to_owned(), ..Asked::default() };
    let (case_id, task) = app
        .write(move |tx| {
            let (id, _) = start(tx, &by, now, &process, None, &asked)?;
            let open = task::store::of_case(tx, &id)?.into_iter().find(|task| task.state == TaskState::Open);
            Ok((id, open.ok_or(Failure::NotFound)?.id))
        })
        .await?;
    let (by, id, now) = (actor.clone(), case_id.clone(), app.now());
    app.write(move |tx| task::claim(tx, &by, now, &id, task)).await?;
    let (by, now) = (actor.clone(), app.now());
    app.write(move |tx| task::complete(tx, &by, now, &case_id, task, &[])).await
}

/// Cases that all wait for a time that has come.
async fn fired(app: &App, actor: &Actor, process_id: &str, timers: usize) -> Result<(), Failure> {
    let mut left = timers;
    while left > 0 {
        let (by, process, now, some) = (actor.clone(), process_id.to_owned(), app.now(), left.min(100));
        app.write(move |tx| {
            for _ in 0..some {
                let asked = Asked { title: "A case".to_owned(), ..Asked::default() };
                start(tx, &by, now, &process, None, &asked)?;
            }
            Ok::<(), Failure>(())
        })
        .await?;
        left -= some;
    }
    let begun = Instant::now();
    (jobs::TIMERS.strike)(app.clone()).await?;
    let took = begun.elapsed();
    let id = process_id.to_owned();
    let (running, _, ended) = app.read(move |tx| Ok(case::store::counts(tx, &id)?)).await?;
    println!(
        "{timers} timers due at once: all fired in {:.1} s; {ended} cases ended, {running} did not",
        took.as_secs_f64()
    );
    Ok(())
}

/// Somebody who may do everything.
async fn somebody(app: &App) -> Result<Actor, Failure> {
    let person = Person {
        id: "bench".to_owned(),
        name: "Bench".to_owned(),
        email: "bench@localhost".to_owned(),
        title: String::new(),
        unit_id: None,
        created_at: Time(0),
        disabled_at: None,
    };
    let holdings = vec![Holding { role: Role::SmoManager, process_id: None }];
    let actor = Actor { person_id: person.id.clone(), name: person.name.clone(), holdings };
    app.write(move |tx| Ok(people::store::insert(tx, &person, None)?)).await?;
    Ok(actor)
}

/// A published process with this flow, switched on with one person in its role.
async fn running(app: &App, actor: &Actor, name: &str, flow: &str) -> Result<String, Failure> {
    let mut definition = Definition { name: name.to_owned(), ..Definition::default() };
    definition.diagram = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:bench\">\
         <process id=\"p\" isExecutable=\"true\">{flow}</process></definitions>"
    );
    definition.roles.push(ProcessRole { key: "doer".to_owned(), name: "Doer".to_owned(), ..ProcessRole::default() });
    definition.raci.entry("look".to_owned()).or_default().insert("doer".to_owned(), "RA".to_owned());
    let (by, now) = (actor.clone(), app.now());
    app.write(move |tx| {
        let (process, mut version) = commands::add(tx, &by, now, "core", &definition)?;
        version.number = "1.0".to_owned();
        version.state = Stage::Published;
        version.published_at = Some(now);
        version.effective_at = Some(now);
        store::update_version(tx, &version)?;
        let staff = [("doer".to_owned(), by.person_id.clone())];
        deployment::switch_on(tx, &by, now, &process.id, &staff)?;
        Ok(process.id)
    })
    .await
}
