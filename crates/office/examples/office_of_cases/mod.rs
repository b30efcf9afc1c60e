//! An office with processes that run, and cases that somebody carries through, for examples that measure.
//!
//! Absent: what is measured.

use std::path::Path;

use office::access::{Actor, Holding, Role};
use office::automation::commands::{Asked, start};
use office::automation::{TaskState, deployment, task};
use office::clock::{Clock, Time};
use office::config::Config;
use office::definition::{Definition, ProcessRole};
use office::failure::Failure;
use office::people::{self, Person};
use office::process::readiness::{self, Acceptance};
use office::process::{State as Stage, commands, store};
use office::web::App;

/// A flow with one task for a person.
pub const TASK: &str = "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"e\"/>";

/// The office over a database.
pub fn open(url: &str, folder: &Path) -> Result<App, db::Error> {
    let config = Config {
        data: folder.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        database: url.to_owned(),
        public_url: "http://localhost".to_owned(),
        smtp: None,
        mail_from: "office@localhost".to_owned(),
        key_file: None,
        demo: false,
    };
    office::app::open(config, Clock::System)
}

/// How somebody acts who may do everything with processes and cases.
pub fn acting(id: &str, name: &str) -> Actor {
    let holdings = vec![Holding { role: Role::SmoManager, process_id: None }];
    Actor { person_id: id.to_owned(), name: name.to_owned(), holdings }
}

/// Adds somebody, and gives how they act.
pub async fn somebody(app: &App, id: &str, name: &str) -> Result<Actor, Failure> {
    let person = Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("{id}@localhost"),
        title: String::new(),
        unit_id: None,
        created_at: Time(0),
        disabled_at: None,
    };
    app.write(move |tx| Ok(people::store::insert(tx, &person, None)?)).await?;
    Ok(acting(id, name))
}

/// A published process with this flow, switched on with these people in its one role.
pub async fn running(app: &App, actor: &Actor, name: &str, flow: &str, people: &[&str]) -> Result<String, Failure> {
    let mut definition = Definition { name: name.to_owned(), ..Definition::default() };
    definition.diagram = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:bench\">\
         <process id=\"p\" isExecutable=\"true\">{flow}</process></definitions>"
    );
    definition.roles.push(ProcessRole { key: "doer".to_owned(), name: "Doer".to_owned(), ..ProcessRole::default() });
    definition.raci.entry("look".to_owned()).or_default().insert("doer".to_owned(), "RA".to_owned());
    let staff: Vec<(String, String)> = people.iter().map(|person| ("doer".to_owned(), (*person).to_owned())).collect();
    let (by, now) = (actor.clone(), app.now());
    app.write(move |tx| {
        let (process, mut version) = commands::add(tx, &by, now, "core", &definition)?;
        version.number = "1.0".to_owned();
        version.state = Stage::Published;
        version.published_at = Some(now);
        version.effective_at = Some(now);
        store::update_version(tx, &version)?;
        let unsettled = readiness::unsettled(&definition, &readiness::managed(tx, now, &process.id)?);
        let acceptance = Acceptance {
            accepted: unsettled,
            reason: "It is only measured.".to_owned(),
            by_id: by.person_id.clone(),
            by_name: by.name.clone(),
            accepted_at: now,
        };
        readiness::store::keep(tx, &process.id, &acceptance)?;
        deployment::switch_on(tx, &by, now, &process.id, &staff)?;
        Ok(process.id)
    })
    .await
}

/// One case: begun, taken on where it `claims`, done.
pub async fn through(app: &App, actor: &Actor, process_id: &str, claims: bool) -> Result<(), Failure> {
    let (by, process) = (actor.clone(), process_id.to_owned());
    let now = app.now();
    let asked = Asked { title: "A case".to_owned(), ..Asked::default() };
    // As the page that begins a case: it leads on to the task of whoever began it.
    let (case_id, task) = app
        .write_guarded(move |tx| {
            let (id, _) = start(tx, &by, now, &process, None, &asked)?;
            let open = task::store::of_case(tx, &id)?.into_iter().find(|task| task.state == TaskState::Open);
            Ok((id, open.ok_or(Failure::NotFound)?.id))
        })
        .await?;
    if claims {
        let (by, id, now) = (actor.clone(), case_id.clone(), app.now());
        app.write_guarded(move |tx| task::claim(tx, &by, now, &id, task)).await?;
    }
    let (by, now) = (actor.clone(), app.now());
    app.write_guarded(move |tx| task::complete(tx, &by, now, &case_id, task, &[])).await
}
