pub(crate) mod errand;
mod flow;
mod guard;
mod happening;
mod keeping;
mod operation;
mod pause;
pub(crate) mod people;
mod program;
mod searching;
mod skill;
mod stops;
mod ticket;
mod working;

use engine::Named;

use super::case::{self, Begin, store as cases};
use super::deployment;
use super::model::{Case, Deployment, State, Task, TaskState};
use super::plan::Plan;
use super::task;
use crate::access::{Actor, Role};
use crate::definition::Definition;
use crate::library;
use crate::process::tests::{Cast, publish_draft};
use crate::process::{HolderRole, commands, holder};
use crate::testing::{Guest, Office};
use crate::worklist;

/// A published process of this definition, with its owner and manager.
pub(crate) async fn published(office: &Office, definition: Definition) -> Cast {
    let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
    let lead = office.person("Gus Governance", &[Role::GovernanceLead]).await;
    let owner = office.person("Olga Owner", &[Role::Practitioner]).await;
    let manager = office.person("Max Manager", &[Role::Practitioner]).await;
    let now = office.app.now();
    let (by, asker, first, second) = (designer.actor.clone(), lead.actor.clone(), owner.clone(), manager.clone());
    let process_id = office
        .app
        .write(move |tx| {
            let (process, _) = commands::add(tx, &by, now, "core", &definition)?;
            for (guest, role) in [(&first, HolderRole::Owner), (&second, HolderRole::Manager)] {
                holder::ask(tx, &asker, now, &process.id, role, &guest.person.id)?;
                holder::accept(tx, &guest.actor, now, &process.id, role)?;
            }
            Ok(process.id)
        })
        .await
        .expect("a process with its people");
    let cast = Cast { designer, owner, manager, lead, process_id };
    publish_draft(office, &cast).await;
    office.settle().await;
    cast
}

pub(crate) fn service_request() -> Definition {
    library::one("service-request").expect("in the library").definition
}

/// The people of a service request.
pub(crate) struct Desk {
    pub cast: Cast,
    pub user: Guest,
    pub agent: Guest,
    pub second: Guest,
    pub approver: Guest,
    pub fulfiller: Guest,
}

/// The service request, switched on with its people.
pub(crate) async fn desk(office: &Office) -> Desk {
    desk_of(office, service_request()).await
}

/// The same with this definition of it.
pub(crate) async fn desk_of(office: &Office, definition: Definition) -> Desk {
    let cast = published(office, definition).await;
    let user = office.person("Una User", &[Role::Practitioner]).await;
    let agent = office.person("Aisha Agent", &[Role::Practitioner]).await;
    let second = office.person("Ben Backup", &[Role::Practitioner]).await;
    let approver = office.person("Petra Payer", &[Role::Practitioner]).await;
    let fulfiller = office.person("Finn Fulfiller", &[Role::Practitioner]).await;
    let agents = format!("{}\n{}", agent.person.name, second.person.email);
    let fields = [
        ("people agent", agents.as_str()),
        ("people approver", "Petra Payer"),
        ("people fulfiller", "finn fulfiller"),
        ("people user", ""),
        ("starter user", "on"),
    ];
    let reply = office.post("/processes/service-request/automation", Some(&cast.manager), &fields).await;
    assert_eq!(reply.location(), "/processes/service-request/cases", "{}", reply.body);
    Desk { cast, user, agent, second, approver, fulfiller }
}

/// Runs this diagram as though it were a version of the process, without anybody in its roles.
pub(crate) async fn deployed(office: &Office, cast: &Cast, content: &str) -> Deployment {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" targetNamespace=\"urn:test\">\
         <message id=\"hello\" name=\"hello\"/><signal id=\"fire\" name=\"fire\"/>\
         <signal id=\"proposed\" name=\"Improvement proposed\"/><message id=\"ticket\" name=\"New ticket in Incidents\"/>\
         <process id=\"p\" isExecutable=\"true\">{content}</process></definitions>"
    );
    let (id, now) = (cast.process_id.clone(), office.app.now());
    office
        .app
        .write(move |tx| {
            let version = crate::process::published(tx, &id, now)?.expect("in force").0;
            let deployment = Deployment {
                id: uuid::Uuid::now_v7().to_string(),
                process_id: id.clone(),
                version_id: version.id,
                number: version.number,
                plan: Plan { text: text.clone(), entry: "p".to_owned(), ..Plan::default() },
                deployed_at: now,
            };
            deployment::store::insert(tx, &deployment)?;
            deployment::use_from_now(tx, &Actor::office(), now, &deployment)?;
            Ok(deployment)
        })
        .await
        .expect("deployed")
}

/// A case of a deployment, with variables.
pub(crate) async fn begun(office: &Office, deployment: &Deployment, variables: &str) -> String {
    let (now, deployment_id) = (office.app.now(), deployment.id.clone());
    let variables = Named::from_json(variables).expect("variables");
    office
        .app
        .write(move |tx| {
            let begin = Begin {
                deployment_id: deployment_id.clone(),
                title: "A case".to_owned(),
                variables: variables.clone(),
                ..Begin::default()
            };
            case::begin(tx, &Actor::office(), now, &begin)
        })
        .await
        .expect("begun")
}

async fn one(office: &Office, id: &str) -> (Case, Vec<Task>) {
    let id = id.to_owned();
    office.app.read(move |tx| Ok((cases::by_id(tx, &id)?, task::store::of_case(tx, &id)?))).await.expect("a case")
}

/// The names of the open tasks of a case.
pub(crate) async fn open(office: &Office, id: &str) -> Vec<String> {
    let (_, tasks) = one(office, id).await;
    tasks.into_iter().filter(|task| task.state == TaskState::Open).map(|task| task.name).collect()
}

/// What is asked of somebody, by title.
async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let asks = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("asks");
    asks.into_iter().filter(|ask| ask.object_kind == "case").map(|ask| ask.title).collect()
}

/// Somebody who signs in anew, after a time in which every session ended.
async fn back(office: &Office, guest: &Guest) -> Guest {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let opened = office.app.write(move |tx| Ok(crate::people::session::open(tx, &id, "test", now)?));
    let token = opened.await.expect("a session");
    Guest { person: guest.person.clone(), actor: guest.actor.clone(), token }
}

/// The people of a process, signed in anew.
async fn again(office: &Office, cast: &Cast) -> Cast {
    Cast {
        designer: back(office, &cast.designer).await,
        owner: back(office, &cast.owner).await,
        manager: back(office, &cast.manager).await,
        lead: back(office, &cast.lead).await,
        process_id: cast.process_id.clone(),
    }
}
