use axum::http::StatusCode;

use crate::access::{Actor, Role};
use crate::approval::Decision;
use crate::improvement::{Improvement, Stage, store};
use crate::library;
use crate::people;
use crate::process::commands::add;
use crate::process::draft::save;
use crate::process::submission::{Submission, decide, publish, submit};
use crate::process::{self, HolderRole, holder};
use crate::testing::{Guest, Office, each};

/// A process with a version in force, its owner and its manager.
struct Cast {
    owner: Guest,
    manager: Guest,
    process_id: String,
    key: String,
}

async fn actor(office: &Office, guest: &Guest) -> Actor {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let holdings = office.app.read(move |tx| Ok(people::store::holdings(tx, &id, now)?)).await.expect("holdings");
    Actor { holdings, ..guest.actor.clone() }
}

async fn cast(office: &Office) -> Cast {
    let designer = office.person("Dora", &[Role::ProcessDesigner]).await;
    let lead = office.person("Gus", &[Role::GovernanceLead]).await;
    let owner = office.person("Olga", &[Role::Practitioner]).await;
    let manager = office.person("Max", &[Role::Practitioner]).await;
    let (by, asker, now) = (designer.actor.clone(), lead.actor.clone(), office.app.now());
    let (first, second) = (owner.clone(), manager.clone());
    let process = office
        .app
        .write(move |tx| {
            let definition = library::one("incident-management").expect("in the library").definition;
            let (process, _) = add(tx, &by, now, "core", &definition)?;
            for (guest, role) in [(&first, HolderRole::Owner), (&second, HolderRole::Manager)] {
                holder::ask(tx, &asker, now, &process.id, role, &guest.person.id)?;
                holder::accept(tx, &guest.actor, now, &process.id, role)?;
            }
            Ok(process)
        })
        .await
        .expect("a process with its people");
    publish_draft(office, &designer, &owner, &process.id).await;
    Cast { owner, manager, process_id: process.id, key: process.key }
}

async fn publish_draft(office: &Office, author: &Guest, owner: &Guest, process_id: &str) {
    let (now, id) = (office.app.now(), process_id.to_owned());
    let (author, owner) = (actor(office, author).await, actor(office, owner).await);
    let submission =
        Submission { approvers: vec![owner.person_id.clone()], due_at: now.plus_days(7), note: "Please look.".into() };
    office
        .app
        .write(move |tx| {
            submit(tx, &author, now, &id, &submission)?;
            let seal = process::store::open_draft(tx, &id)?.expect("open").seal;
            decide(tx, &owner, now, &id, &seal, Decision::Approved, "")?;
            publish(tx, &owner, now, &id, None, "")
        })
        .await
        .expect("published");
}

async fn read(office: &Office, address: &str) -> Improvement {
    let id = address.trim_start_matches("/improvements/").to_owned();
    office.app.read(move |tx| Ok(store::improvement(tx, &id)?)).await.expect("the improvement is there")
}

async fn accepted(office: &Office, cast: &Cast) -> String {
    let fields = [("title", "Categorise first"), ("process_id", cast.process_id.as_str())];
    let reply = office.post("/improvements", Some(&cast.manager), &fields).await;
    let address = reply.location().to_owned();
    let page = office.get(&address, Some(&cast.owner)).await.body;
    assert!(page.contains("Another one, named below"), "the measures of the process are offered: {page}");
    let id = cast.process_id.clone();
    let now = office.app.now();
    let published = office.app.read(move |tx| process::published(tx, &id, now)).await.expect("read");
    let measure = published.expect("in force").1.measures.remove(0);
    let wrong = [
        ("owner", cast.manager.person.id.as_str()),
        ("measure", "gone"),
        ("baseline", "9"),
        ("target", "8"),
        ("due", "2026-12-01"),
    ];
    let reply = office.post(&format!("{address}/acceptance"), Some(&cast.owner), &wrong).await;
    assert!(reply.body.contains("no such measure any more"), "{}", reply.body);
    let plan = [
        ("owner", cast.manager.person.id.as_str()),
        ("measure", measure.key.as_str()),
        ("baseline", "9"),
        ("target", "8"),
        ("due", "2026-12-01"),
    ];
    let reply = office.post(&format!("{address}/acceptance"), Some(&cast.owner), &plan).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let chosen = read(office, &address).await.plan.expect("a plan").measure;
    assert_eq!((chosen.key, chosen.label, chosen.unit), (measure.key, measure.name, measure.unit));
    address
}

#[test]
fn a_draft_started_from_an_improvement_is_linked_when_it_is_published() {
    each("improvement_draft", |office| async move {
        let cast = cast(&office).await;
        let address = accepted(&office, &cast).await;
        let reply = office.post(&format!("{address}/draft"), Some(&cast.manager), &[]).await;
        assert_eq!(
            (reply.status, reply.location()),
            (StatusCode::SEE_OTHER, format!("/processes/{}/draft", cast.key).as_str())
        );
        let improvement = read(&office, &address).await;
        assert_eq!(improvement.stage, Stage::InProgress);
        assert_eq!(improvement.version.expect("linked").label, "Incident management, draft");
        let again = office.post(&format!("{address}/draft"), Some(&cast.manager), &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("A draft of Incident management is open"), "{}", again.body);
        let (by, id, now) = (actor(&office, &cast.manager).await, cast.process_id.clone(), office.app.now());
        let edited = office.app.write(move |tx| {
            save(tx, &by, now, &id, 1, &|definition| {
                definition.purpose.push_str(" Categorise first.");
                Ok(())
            })
        });
        edited.await.expect("the draft is edited");
        office.app.clock().advance_seconds(24 * 60 * 60);
        publish_draft(&office, &cast.manager, &cast.owner, &cast.process_id).await;
        office.settle().await;
        let version = read(&office, &address).await.version.expect("linked");
        let number = version.href.rsplit('/').next().expect("a number").to_owned();
        assert_eq!(version.label, format!("Incident management {number}"));
        assert_eq!(version.href, format!("/processes/{}/versions/{number}", cast.key));
    });
}

#[test]
fn an_improvement_without_a_process_has_nothing_to_draft() {
    each("improvement_no_draft", |office| async move {
        let manager = office.person("Simon", &[Role::SmoManager]).await;
        let address = office.post("/improvements", Some(&manager), &[("title", "T")]).await.location().to_owned();
        let reply = office.post(&format!("{address}/draft"), Some(&manager), &[]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("changes no process"), "{}", reply.body);
    });
}
