//! An office with very many open cases: filled by the commands of the product, opened anew, and asked for its pages.

use std::path::Path;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::automation::commands::{Asked, start};
use office::automation::task;
use office::clock::Time;
use office::failure::Failure;
use office::people::{self, Assignment};
use office::web::App;
use office::web::guard::SESSION_COOKIE;
use office::{access::Role, jobs};
use tower::ServiceExt;

use super::fixture::{Outcome, office, resident_mb, told};
use super::office_of_cases::{TASK, acting, running, somebody};

/// Processes that run, and people who do their work: two in the role of each process.
const PROCESSES: usize = 100;
const PEOPLE: usize = 100;
/// Cases begun in one transaction.
const TOGETHER: usize = 500;
/// Times that each page is asked for, and each command given.
const ASKED: usize = 200;
const MANAGER: &str = "manager";

fn person(number: usize) -> String {
    format!("person-{:03}", number % PEOPLE)
}

/// Fills an office with open cases: of each process as many, each with a value, asked of two people.
pub async fn fill(cases: usize, folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let app = office(folder)?;
    let manager = somebody(&app, MANAGER, "The manager").await.map_err(told)?;
    for number in 0..PEOPLE {
        somebody(&app, &person(number), &format!("Person {number}")).await.map_err(told)?;
    }
    hold_roles(&app).await?;
    let mut processes = Vec::new();
    for number in 0..PROCESSES {
        let (one, other) = (person(number), person(number + 1));
        let process = running(&app, &manager, &format!("Process {number}"), TASK, &[&one, &other]).await;
        processes.push(process.map_err(told)?);
    }
    let begun = Instant::now();
    let mut made = 0;
    while made < cases {
        let (from, some, processes) = (made, TOGETHER.min(cases - made), processes.clone());
        let now = app.now();
        app.write(move |tx| {
            for number in from..from + some {
                let by = acting(&person(number / PROCESSES), "Somebody");
                let asked = Asked {
                    title: format!("Request {number}"),
                    business_key: format!("R-{number}"),
                    answers: vec![("item".into(), feel::Value::from(format!("item {}", number % 1000)))],
                };
                start(tx, &by, now, &processes[number % PROCESSES], None, &asked)?;
            }
            Ok::<(), Failure>(())
        })
        .await
        .map_err(told)?;
        made += some;
    }
    println!("{cases} open cases begun in {:.0} s, {TOGETHER} in a transaction", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Everybody may do their work; one manages the office.
async fn hold_roles(app: &App) -> Result<(), String> {
    let people = (0..PEOPLE).map(|number| (person(number), Role::Practitioner));
    let all: Vec<Assignment> = people
        .chain([(MANAGER.to_owned(), Role::SmoManager)])
        .map(|(person_id, role)| Assignment {
            id: format!("of {person_id}"),
            person_id,
            role,
            process_id: None,
            process_label: None,
            starts_at: Time(0),
            ends_at: None,
            granted_by: String::new(),
        })
        .collect();
    app.write(move |tx| {
        for one in &all {
            people::store::assign(tx, one)?;
        }
        Ok(())
    })
    .await
    .map_err(told)
}

/// Opens an office with many open cases and measures it; one that is not there yet is filled first, by another program, so that the
/// memory measured is that of an office at work.
pub async fn measure(cases: usize, folder: &Path) -> Outcome {
    if !folder.join("mandate.db").is_file() {
        let fill = ["fill".to_owned(), cases.to_string(), folder.display().to_string()];
        let filled = std::process::Command::new(std::env::current_exe()?).args(fill).status()?;
        if !filled.success() {
            return Err("the office could not be filled".into());
        }
    }
    let size: u64 = std::fs::read_dir(folder)?.filter_map(|file| Some(file.ok()?.metadata().ok()?.len())).sum();
    let begun = Instant::now();
    let app = office(folder)?;
    let router = office::app::service(app.clone());
    let manager = signed_in(&app, MANAGER).await?;
    let answer = ask(&router, "GET", "/", &manager).await?;
    println!(
        "start until the first page, database of {:.1} GB: {:.0} ms; memory {:.0} MB",
        size as f64 / 1e9,
        begun.elapsed().as_secs_f64() * 1e3,
        resident_mb().unwrap_or(0.0)
    );
    drop(answer);
    let background = tokio::spawn(jobs::work::run(app.clone(), office::app::WORKSHOP));
    pages(&app, &router, &manager).await?;
    work(&app, &router).await?;
    println!("memory after all of it: {:.0} MB", resident_mb().unwrap_or(0.0));
    app.stop();
    Ok(background.await?)
}

/// Asks for the pages, as somebody who sees every case and as somebody who sees their own.
async fn pages(app: &App, router: &Router, manager: &str) -> Outcome {
    let person_id = person(7);
    let own = signed_in(app, &person_id).await?;
    let own = own.as_str();
    let tasks = app.read(move |tx| Ok(task::store::of_person(tx, &person_id, 10_000)?)).await.map_err(told)?;
    println!("somebody with {} tasks of their own, and the manager, who sees all cases:", tasks.len());
    let key = app
        .read(|tx| Ok(office::process::store::all(tx)?.into_iter().next().map(|process| process.key)))
        .await
        .map_err(told)?
        .ok_or("no process")?;
    let spread = |at: usize| &tasks[at * 37 % tasks.len().max(1)];
    let listed = format!("/processes/{key}/cases");
    for (what, who, path) in [
        ("My work", own, "/"),
        ("the list of all cases", manager, "/cases"),
        ("its hundredth page", manager, "/cases?offset=5000"),
        ("the list of running cases", manager, "/cases?state=running"),
        ("the list of stopped cases", manager, "/cases?state=stopped"),
        ("the cases of a process", manager, &listed),
        ("search for a reference", manager, "/cases?q=R-4242"),
        ("search for a value", manager, "/cases?q=item+77"),
        ("search for words of a title", manager, "/cases?q=request+99"),
        ("search for words that no title has", manager, "/cases?q=nowhere"),
        ("the quick search for them", manager, "/search.json?q=nowhere"),
        ("what is asked of oneself, for programs", own, "/api/work"),
        ("the list of one's own cases", own, "/cases"),
        ("the list of cases begun by oneself", own, "/cases?mine=1"),
        ("one's tasks for programs", own, "/api/tasks"),
    ] {
        let times = if path.contains("q=") { 20 } else { ASKED };
        let mut took = Vec::new();
        for _ in 0..times {
            took.push(timed(router, "GET", path, who).await?);
        }
        report(what, &mut took);
    }
    let (mut cases, mut forms) = (Vec::new(), Vec::new());
    for at in 0..ASKED {
        cases.push(timed(router, "GET", &format!("/cases/{}", spread(at).case_id), own).await?);
        forms.push(timed(router, "GET", &spread(at).href(), own).await?);
    }
    report("the page of a case", &mut cases);
    report("the page of a task", &mut forms);
    Ok(())
}

/// Takes tasks on and does them, over the forms of their pages.
async fn work(app: &App, router: &Router) -> Outcome {
    let (mut claims, mut completions) = (Vec::new(), Vec::new());
    for at in 0..ASKED {
        let person_id = person(at * 11);
        let who = signed_in(app, &person_id).await?;
        let tasks = app.read(move |tx| Ok(task::store::of_person(tx, &person_id, 2_000)?)).await.map_err(told)?;
        let one = tasks.get(at * 7 % tasks.len().max(1)).ok_or("no task is left")?;
        claims.push(timed(router, "POST", &format!("{}/claim", one.href()), &who).await?);
        completions.push(timed(router, "POST", &format!("{}/completion", one.href()), &who).await?);
    }
    report("taking a task on", &mut claims);
    report("doing it", &mut completions);
    Ok(())
}

/// The cookie of somebody who just came in.
async fn signed_in(app: &App, person_id: &str) -> Result<String, String> {
    let (id, now) = (person_id.to_owned(), app.now());
    let token = app.write(move |tx| Ok(people::session::open(tx, &id, "bench", now)?)).await.map_err(told)?;
    Ok(format!("{SESSION_COOKIE}={token}"))
}

async fn timed(router: &Router, method: &str, path: &str, cookie: &str) -> Result<f64, String> {
    let begun = Instant::now();
    ask(router, method, path, cookie).await?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// Sends a request as a browser does and reads the answer.
async fn ask(router: &Router, method: &str, path: &str, cookie: &str) -> Result<String, String> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty())
        .map_err(|error| error.to_string())?;
    let Ok(response) = router.clone().oneshot(request).await;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&body).into_owned();
    let expected = if method == "GET" { StatusCode::OK } else { StatusCode::SEE_OTHER };
    if status == expected { Ok(text) } else { Err(format!("{method} {path}: {status}\n{text}")) }
}

fn report(what: &str, took: &mut [f64]) {
    took.sort_by(f64::total_cmp);
    let at = |part: f64| {
        took.get(((took.len() as f64 * part) as usize).min(took.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    println!("  {what}: median {:.1} ms, p99 {:.1} ms", at(0.5), at(0.99));
}
