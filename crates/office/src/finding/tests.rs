use axum::http::StatusCode;

use super::between::accountable_twice;
use super::commands;
use super::model::Outline;
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
