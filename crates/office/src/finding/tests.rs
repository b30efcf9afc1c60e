use axum::http::StatusCode;

use super::between::accountable_twice;
use super::commands;
use super::model::{Found, Outline};
use super::store::{Outlined, Shared};
use crate::access::Role;
use crate::definition::{Definition, Flow, Interface, Separation};
use crate::process::{self, commands::add};
use crate::testing::{Guest, Office, each};

/// Processes of the library in force, changed as the test needs them.
async fn in_force(office: &Office, designer: &Guest, definitions: Vec<Definition>) {
    let (actor, now) = (designer.actor.clone(), office.app.now());
    office
        .app
        .write(move |tx| {
            for definition in &definitions {
                let (_, mut version) = add(tx, &actor, now, "core", definition)?;
                version.number = "1.0".to_owned();
                version.state = process::State::Published;
                version.published_at = Some(now);
                version.effective_at = Some(now);
                process::store::update_version(tx, &version)?;
            }
            crate::handoff::commands::gather(tx, now)?;
            commands::gather(tx, now)
        })
        .await
        .expect("published");
}

fn library(key: &str) -> Definition {
    crate::library::one(key).expect("in the library").definition
}

#[test]
fn what_only_shows_between_processes_is_found() {
    each("finding_between", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let person = office.person("Pat Practitioner", &[Role::Practitioner]).await;
        let mut incident = library("incident-management");
        incident.separations.push(Separation {
            first: "agent".into(),
            second: "resolver".into(),
            reason: "Nobody checks themselves.".into(),
        });
        incident.interfaces = vec![
            Interface { process: "Problem management".into(), what: "Dust".into(), ..Interface::default() },
            Interface {
                process: "Moon mining".into(),
                flow: Flow::Receives,
                what: "Stones".into(),
                ..Interface::default()
            },
        ];
        let mut problem = library("problem-management");
        problem.interfaces.clear();
        let (shared, renamed) = (incident.steps()[0].1.clone(), problem.steps()[0].1.clone());
        problem.diagram = problem.diagram.replace(&format!("name=\"{renamed}\""), &format!("name=\"{shared}\""));
        in_force(&office, &designer, vec![incident, problem]).await;
        for roles in [&["agent", "resolver"][..]] {
            let fields: Vec<(&str, &str)> = roles.iter().map(|role| ("role", *role)).collect();
            let reply = office.post("/processes/incident-management/practice", Some(&person), &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER);
        }
        let cases = [
            ("process-without-owner", "Nobody has accepted to be owner of Problem management."),
            ("process-without-manager", "Nobody has accepted to be manager of Incident management."),
            ("role-without-holder", "Nobody says that the role Incident manager is theirs."),
            (
                "duties-not-separated",
                "Pat Practitioner is Service desk agent and Resolver, which one person must not be.",
            ),
            ("interface-confirmed-by-one", "only one of the two processes names it"),
            ("interface-with-unknown-process", "Stones, from Moon mining to Incident management"),
            ("accountable-in-two-processes", &format!("answers for “{shared}” here, and ")),
        ];
        for (rule, expected) in cases {
            let found = office.get(&format!("/api/findings?rule={rule}"), Some(&person)).await.value();
            let told = found["items"].to_string();
            assert!(told.contains(expected), "{rule}: {told}");
            let page = office.get(&format!("/findings?rule={rule}"), Some(&person)).await;
            assert!(page.status == StatusCode::OK && page.body.contains(&format!("/rules/{rule}")), "{rule}");
        }
        let held =
            office.get("/api/findings?rule=role-without-holder&process=incident-management", Some(&person)).await;
        assert!(!held.body.contains("Service desk agent"), "a role that somebody has is held");
        let page = office.get("/processes/incident-management/findings", Some(&person)).await.body;
        assert!(page.contains("which one person must not be") && page.contains("segregation of duties"), "{page}");
        let csv = office.get("/findings.csv?severity=warning&sort=-process", Some(&person)).await.body;
        assert!(csv.contains("Process,Severity,Rule,Finding,Where") && !csv.contains(",hint,"), "{csv}");
    });
}

#[test]
fn findings_follow_the_version_in_force_and_the_weights_of_the_office() {
    each("finding_follow", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let lead = office.person("Gus Governance", &[Role::GovernanceLead]).await;
        let mut request = library("service-request");
        request.outputs[0].customer.clear();
        in_force(&office, &designer, vec![request]).await;
        let count = |body: serde_json::Value| body["total"].as_u64().expect("a number");
        let open = "/api/findings?rule=sipoc-open";
        let found = office.get(open, Some(&designer)).await.value();
        assert_eq!((count(found.clone()), &found["items"][0]["severity"]), (1, &"warning".into()), "{found}");
        let fields = [("weight", "off"), ("reason", "Later.")];
        office.post("/rules/sipoc-open/decision", Some(&lead), &fields).await;
        assert_eq!(count(office.get(open, Some(&designer)).await.value()), 0, "what is off is not told");
        office.post("/rules/words", Some(&lead), &[("words", "request = wish")]).await;
        office.settle().await;
        let words = office.get("/api/findings?rule=jargon-word", Some(&designer)).await.value();
        assert!(count(words) > 0, "the words of the office are looked for in what is in force");
        let before = office.app.read(|tx| Ok(super::store::sources(tx)?)).await.expect("reads");
        let now = office.app.now();
        office.app.write(move |tx| commands::gather(tx, now)).await.expect("gathers");
        assert_eq!(office.app.read(|tx| Ok(super::store::sources(tx)?)).await.expect("reads"), before);
    });
}

#[test]
fn a_newer_program_looks_once_more_and_tells_the_owner_what_is_new_and_why() {
    each("finding_newer", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let mut request = library("service-request");
        request.outputs[0].customer.clear();
        in_force(&office, &designer, vec![request]).await;
        let now = office.app.now();
        let read = |tx: &mut db::Tx| Ok(process::store::by_key(tx, "service-request")?.id);
        let id = office.app.read(read).await.expect("there");
        let owner = office.person_on("Olga Owner", &[Role::ProcessOwner], Some(&id)).await;
        let reader = office.person("Rita Reader", &[Role::Practitioner]).await;
        let nothing = office.app.write(move |tx| commands::renew(tx, now, 10)).await.expect("renewed");
        assert_eq!(nothing, 0, "this program looked already");
        let (of, before) = (id.clone(), "an older program");
        let age = move |tx: &mut db::Tx| {
            let mut source = super::store::sources(tx)?.remove(&of).expect("looked at");
            source.rules = before.to_owned();
            let (process, definition) = (process::store::by_id(tx, &of)?, process::published(tx, &of, now)?);
            let definition = definition.expect("in force").1;
            let known: Vec<Found> = super::store::own(tx, Some(&of))?;
            let left: Vec<Found> = known.into_iter().filter(|one| one.rule != "sipoc-open").collect();
            assert_eq!(process.key, "service-request");
            super::store::replace(tx, &of, &source, &Outline::of(&definition), &left, &[])
        };
        office.app.write(age).await.expect("aged");
        let renew = move |tx: &mut db::Tx| commands::renew(tx, now, 10);
        let renew = async || office.app.write(renew).await.expect("renewed");
        assert_eq!((renew().await, renew().await), (1, 0), "once is enough");
        let work = office.get("/", Some(&owner)).await;
        assert!(work.body.contains("Look at what is newly found in Service request"), "{}", work.body);
        let page = "/processes/service-request/findings";
        let told = office.get(page, Some(&owner)).await.body;
        assert!(told.contains("Newly found") && told.contains("I have looked at them"), "{told}");
        let found = office.get("/api/findings?rule=sipoc-open", Some(&owner)).await.value();
        assert!(!found["items"][0]["new_at"].is_null(), "{found}");
        let other = office.get("/api/findings?rule=role-without-holder", Some(&owner)).await.value();
        assert!(other["items"][0]["new_at"].is_null(), "{other}");
        assert!(!office.get(page, Some(&reader)).await.body.contains("I have looked at them"));
        let looked = format!("{page}/looked");
        assert_eq!(office.post(&looked, Some(&reader), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.post(&looked, Some(&owner), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!office.get(page, Some(&owner)).await.body.contains("Newly found"));
        let person = owner.actor.person_id.clone();
        let open = office.app.read(move |tx| Ok(crate::worklist::open_for(tx, &person)?)).await.expect("reads");
        assert!(open.iter().all(|one| one.kind != "finding.look"), "nobody is asked any more: {open:?}");
    });
}

#[test]
fn a_step_of_a_thousand_processes_names_three_and_counts_the_others() {
    let processes: Vec<Outlined> = (0..1_000)
        .map(|at| Outlined {
            id: format!("{at:04}"),
            key: format!("{at:04}"),
            name: format!("Process {at:04}"),
            family: format!("{at:04}"),
            outline: Outline::default(),
        })
        .collect();
    let shared: Vec<Shared> = processes
        .iter()
        .map(|one| Shared {
            lowered: "close".to_owned(),
            process_id: one.id.clone(),
            element_id: "close".to_owned(),
            name: "Close".to_owned(),
            accountable: "Agent".to_owned(),
        })
        .collect();
    let mut all = Vec::new();
    accountable_twice(&processes, &shared, &mut all);
    assert_eq!(all.len(), 1_000);
    let told = "Agent answers for “Close” here, and Agent in Process 0001, Agent in Process 0002, Agent in Process 0003, 996 more.";
    assert_eq!(all[0].message, told);
    assert!(all[500].message.contains("Process 0000, "), "{}", all[500].message);
}

#[test]
fn the_same_step_counts_twice_between_processes_and_not_within_a_family_of_variants() {
    let process = |id: &str, family: &str| Outlined {
        id: id.to_owned(),
        key: id.to_owned(),
        name: id.to_owned(),
        family: family.to_owned(),
        outline: Outline::default(),
    };
    let shared = |id: &str| Shared {
        lowered: "close".to_owned(),
        process_id: id.to_owned(),
        element_id: "close".to_owned(),
        name: "Close".to_owned(),
        accountable: "Agent".to_owned(),
    };
    let found = |processes: &[Outlined]| {
        let steps: Vec<Shared> = processes.iter().map(|one| shared(&one.id)).collect();
        let mut all = Vec::new();
        accountable_twice(processes, &steps, &mut all);
        all.len()
    };
    assert_eq!(found(&[process("base", "base"), process("lyon", "base")]), 0);
    assert_eq!(found(&[process("base", "base"), process("other", "other")]), 2);
}
