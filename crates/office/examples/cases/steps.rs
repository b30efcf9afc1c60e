//! Cases that are carried by many clients at once, and timers that are all due at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use office::access::Actor;
use office::automation::commands::{Asked, start};
use office::automation::{case, jobs};
use office::failure::Failure;
use office::web::App;

use super::fixture::{Cost, Folder, Outcome, TIMER, office, told};
use super::office_of_cases::{TASK, running, somebody, through};

/// Clients at once.
const CLIENTS: usize = 64;
/// Cases begun in one transaction where only their timers are measured.
const TOGETHER: usize = 100;

/// Cases with one task each: begun, taken on, done; then begun and done.
pub async fn carried(cases: usize) -> Outcome {
    let folder = Folder::new()?;
    let app = office(folder.path())?;
    let actor = somebody(&app, "bench", "Bench").await.map_err(told)?;
    let process = running(&app, &actor, "By hand", TASK, &["bench"]).await.map_err(told)?;
    for (claims, what) in [(true, "begun, taken on, done"), (false, "begun, done at once")] {
        let (before, cost) = (app.db().stats(), Cost::begin());
        all(&app, &actor, &process, cases, claims).await?;
        let ((wall, processor, writer), after) = (cost.end(), app.db().stats());
        let (writes, commits) = ((after.writes - before.writes) as f64, (after.commits - before.commits) as f64);
        let count = cases as f64;
        println!(
            "{cases} cases with a task ({what}), {CLIENTS} clients: {:.0} cases/s, {:.0} durable steps/s, {:.1} steps per sync; \
             {:.0} cases for each second of processors ({processor:.1} s, of it {writer:.1} s the thread that writes: {:.0} µs a step)",
            count / wall,
            writes / wall,
            writes / commits.max(1.0),
            count / processor.max(0.01),
            writer * 1e6 / writes.max(1.0),
        );
    }
    Ok(())
}

async fn all(app: &App, actor: &Actor, process_id: &str, cases: usize, claims: bool) -> Result<(), String> {
    let next = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
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
        client.await.map_err(|error| error.to_string())?.map_err(told)?;
    }
    Ok(())
}

/// Cases that all wait for a time that has come.
pub async fn fired(timers: usize) -> Outcome {
    let folder = Folder::new()?;
    let app = office(folder.path())?;
    let actor = somebody(&app, "bench", "Bench").await.map_err(told)?;
    let process = running(&app, &actor, "By the clock", TIMER, &["bench"]).await.map_err(told)?;
    let mut left = timers;
    while left > 0 {
        let (by, id, now, some) = (actor.clone(), process.clone(), app.now(), left.min(TOGETHER));
        app.write(move |tx| {
            for _ in 0..some {
                let asked = Asked { title: "A case".to_owned(), ..Asked::default() };
                start(tx, &by, now, &id, None, &asked)?;
            }
            Ok::<(), Failure>(())
        })
        .await
        .map_err(told)?;
        left -= some;
    }
    let cost = Cost::begin();
    (jobs::TIMERS.clockwork.strike)(app.clone()).await.map_err(told)?;
    let (wall, processor, _) = cost.end();
    let (running, _, ended) = app.read(move |tx| Ok(case::store::counts(tx, &process)?)).await.map_err(told)?;
    println!(
        "{timers} timers due at once: all fired in {wall:.1} s, {processor:.1} s of processors; {ended} cases ended, {running} did not"
    );
    Ok(())
}
