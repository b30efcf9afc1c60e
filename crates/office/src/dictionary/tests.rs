use std::sync::Arc;

use axum::http::StatusCode;

use super::model::{Edit, entries};
use super::{commands, model};
use crate::access::Role;
use crate::definition::dictionary::{Kind, standings};
use crate::definition::{Definition, Flow, Interface, Output, ProcessRole, Term};
use crate::handoff;
use crate::process::shared::Source;
use crate::process::tests::version;
use crate::process::{self, Process, State};
use crate::testing::{BEGINNING, Guest, Office, Reply, each};

fn process(name: &str) -> Process {
    let key = name.to_lowercase().replace(' ', "-");
    process::tests::bare(&key, &key, name, BEGINNING)
}

fn source(name: &str, definition: &Definition) -> Source {
    let process = process(name);
    let version = version(&process.id, "1.0", BEGINNING);
    Source { process, version, standings: Arc::new(standings(definition)) }
}

fn role(name: &str) -> ProcessRole {
    ProcessRole { key: "agent".to_owned(), name: name.to_owned(), ..ProcessRole::default() }
}

fn term(name: &str, meaning: &str) -> Term {
    Term { term: name.to_owned(), meaning: meaning.to_owned() }
}

#[test]
fn a_name_written_in_two_ways_is_one_entry_and_a_similar_one_is_pointed_at() {
    let one = Definition {
        roles: vec![role("Service desk agent")],
        glossary: vec![term("Incident", "A.")],
        ..Definition::default()
    };
    let two = Definition {
        roles: vec![role("Service Desk Agent")],
        glossary: vec![term("incident", "B.")],
        ..Definition::default()
    };
    let three = Definition { roles: vec![role("service-desk agents")], ..Definition::default() };
    let four = Definition { roles: vec![role("Service desk agent")], ..Definition::default() };
    let found = entries(&[source("One", &one), source("Two", &two), source("Three", &three), source("Four", &four)]);
    let told: Vec<(Kind, &str, usize, usize, usize)> = found
        .iter()
        .map(|one| (one.kind, one.name.as_str(), one.spellings.len(), one.processes(), one.similar.len()))
        .collect();
    assert_eq!(
        told,
        [
            (Kind::Role, "Service desk agent", 2, 3, 1),
            (Kind::Role, "service-desk agents", 1, 1, 1),
            (Kind::Term, "Incident", 2, 2, 0),
        ]
    );
    assert_eq!(found[2].meanings.len(), 2);
    assert!(found.iter().all(model::Entry::is_divided));
}

/// A process in force that gives or receives an incident record, and its owner.
async fn in_force(office: &Office, name: &str, flow: Flow, other: &str) -> Guest {
    let now = office.app.now();
    let process = process(name);
    let id = process.id.clone();
    let interface = Interface {
        process: other.to_owned(),
        flow,
        what: "Incident record".to_owned(),
        quality: "complete".to_owned(),
        ..Interface::default()
    };
    let definition = Definition {
        name: name.to_owned(),
        purpose: "It keeps the Incident record true.".to_owned(),
        outputs: vec![Output { name: "incident  record".to_owned(), customer: name.to_owned(), ..Output::default() }],
        roles: vec![role("Agent")],
        glossary: vec![term("Incident", name)],
        interfaces: vec![interface],
        ..Definition::default()
    };
    office
        .app
        .write(move |tx| {
            process::store::insert(tx, &process, "")?;
            let version = version(&process.id, "1.0", now);
            process::store::insert_version(tx, &version, &definition, "Ann")?;
            Ok(process::store::update_version(tx, &version)?)
        })
        .await
        .expect("the process is written");
    office.person_on(&format!("Owner of {name}"), &[Role::ProcessOwner], Some(&id)).await
}

async fn pair(office: &Office) -> (Guest, Guest) {
    let giver = in_force(office, "Incident management", Flow::Gives, "Problem management").await;
    let receiver = in_force(office, "Problem management", Flow::Receives, "Incident management").await;
    (giver, receiver)
}

/// The print that the list of what is touched carries.
fn print(reply: &Reply) -> String {
    let after = reply.body.split("name=\"print\" value=\"").nth(1).expect("the list can be applied");
    after.split('"').next().expect("a value").to_owned()
}

async fn versions(office: &Office, key: &str) -> Vec<(String, State, Definition)> {
    let key = key.to_owned();
    office
        .app
        .read(move |tx| {
            let mut all = Vec::new();
            for one in process::store::versions(tx, &key)? {
                let definition = process::store::definition(tx, &one.id)?;
                all.push((one.number.clone(), one.state, definition));
            }
            all.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(all)
        })
        .await
        .expect("it reads")
}

const NAME: &str = "/dictionary/artefact/incident%20record";

#[test]
fn a_name_changes_everywhere_at_once_and_agreements_stand() {
    each("dictionary_rename", |office| async move {
        let (giver, receiver) = pair(&office).await;
        let now = office.app.now();
        office.app.write(move |tx| handoff::commands::gather(tx, now)).await.expect("the ledger is gathered");
        for (guest, side) in [(&giver, "giver"), (&receiver, "receiver")] {
            let id = office.app.read(|tx| Ok(handoff::store::live(tx)?.remove(0).id)).await.expect("there is one");
            let reply =
                office.post(&format!("/hand-offs/{id}/{side}/agreement"), Some(guest), &[("terms", "complete")]).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        }
        office.app.clock().advance_seconds(60);
        let drafted = office.post("/processes/incident-management/draft", Some(&giver), &[]).await;
        assert_eq!(drafted.status, StatusCode::SEE_OTHER, "{}", drafted.body);
        let smo = office.person("Sam", &[Role::SmoManager]).await;
        assert_eq!(office.get(&format!("{NAME}/renaming?to=Ticket"), Some(&giver)).await.status, StatusCode::FORBIDDEN);

        let list = office.get("/dictionary?kind=artefact", Some(&smo)).await;
        assert!(list.body.contains("Incident record") && list.body.contains(NAME), "{}", list.body);
        let seen = office.get(&format!("{NAME}/renaming?to=Ticket"), Some(&smo)).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        for part in ["Version 1.0 becomes 1.1", "The draft changes", "purpose (1)"] {
            assert!(seen.body.contains(part), "{part} is missing in {}", seen.body);
        }
        let print = print(&seen);
        let without =
            office.post(&format!("{NAME}/renaming"), Some(&smo), &[("to", "Ticket"), ("print", &print)]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
        let sent = [("to", "Ticket"), ("print", print.as_str()), ("reason", "The tool says so.")];
        let done = office.post(&format!("{NAME}/renaming"), Some(&smo), &sent).await;
        assert_eq!(
            (done.status, done.location()),
            (StatusCode::SEE_OTHER, "/dictionary/artefact/ticket"),
            "{}",
            done.body
        );

        for key in ["incident-management", "problem-management"] {
            let all = versions(&office, key).await;
            let reworded = all.iter().find(|(number, ..)| number == "1.1").expect("a version follows");
            assert_eq!(
                (reworded.2.outputs[0].name.as_str(), reworded.2.interfaces[0].what.as_str()),
                ("Ticket", "Ticket")
            );
            assert_eq!(reworded.2.purpose, "It keeps the Incident record true.", "running text stays");
            assert_eq!(
                all.iter().find(|(number, ..)| number == "1.0").expect("it stays").2.outputs[0].name,
                "incident  record"
            );
        }
        let draft = &versions(&office, "incident-management").await[0];
        assert_eq!((draft.1, draft.2.outputs[0].name.as_str()), (State::Draft, "Ticket"));
        let compared = office.get("/processes/incident-management/compare?from=1.1&to=draft", Some(&giver)).await;
        assert!(compared.body.contains("Nothing differs"), "the draft goes on from the new version: {}", compared.body);
        office.settle().await;
        let ledger = office.app.read(|tx| Ok(handoff::store::live(tx)?)).await.expect("it reads");
        let told: Vec<(&str, handoff::State)> = ledger.iter().map(|one| (one.what.as_str(), one.state())).collect();
        assert_eq!(told, [("Ticket", handoff::State::Agreed)]);
        let journal = office.get("/journal", Some(&smo)).await;
        assert!(journal.body.contains("called it “Ticket” everywhere"), "{}", journal.body);
    });
}

#[test]
fn only_what_was_seen_is_done_and_an_obstacle_stops_all_of_it() {
    each("dictionary_obstacle", |office| async move {
        let (giver, _) = pair(&office).await;
        let smo = office.person("Sam", &[Role::GovernanceLead]).await;
        let at = "/dictionary/role/agent/renaming";
        let seen = print(&office.get(&format!("{at}?to=Desk+agent"), Some(&smo)).await);
        let drafted = office.post("/processes/incident-management/draft", Some(&giver), &[]).await;
        assert_eq!(drafted.status, StatusCode::SEE_OTHER);
        let sent = [("to", "Desk agent"), ("print", seen.as_str()), ("reason", "Shorter.")];
        let late = office.post(at, Some(&smo), &sent).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);

        let id = "incident-management".to_owned();
        let (actor, now) = (giver.actor.clone(), office.app.now());
        office
            .app
            .write(move |tx| {
                process::draft::save(tx, &actor, now, &id, 1, &|definition| {
                    definition.roles.push(ProcessRole { key: "desk".to_owned(), ..role("Desk agent") });
                    Ok(())
                })
            })
            .await
            .expect("the draft is saved");
        let page = office.get(&format!("{at}?to=Desk+agent"), Some(&smo)).await;
        assert!(
            page.body.contains("It has a role “Desk agent” already") && !page.body.contains("Rename everywhere"),
            "{}",
            page.body
        );
        let (actor, now) = (smo.actor.clone(), office.app.now());
        let refused = office
            .app
            .write(move |tx| {
                let edit = Edit::Rename { to: "Desk agent".to_owned() };
                let print = commands::plan(tx, &actor, now, Kind::Role, "Agent", &edit)?.print();
                commands::apply(tx, &actor, now, Kind::Role, "Agent", &edit, &print, "Shorter.")
            })
            .await;
        assert!(refused.is_err(), "nothing is changed in part");
        assert_eq!(versions(&office, "problem-management").await.len(), 1);
    });
}

#[test]
fn a_term_gets_one_meaning_and_a_program_renames_like_a_person() {
    each("dictionary_meaning", |office| async move {
        pair(&office).await;
        let smo = office.person("Sam", &[Role::SmoManager]).await;
        office.app.clock().advance_seconds(60);
        let at = "/dictionary/term/incident";
        let entry = office.get(at, Some(&smo)).await;
        assert!(entry.body.contains("What it means") && entry.body.contains("Problem management"), "{}", entry.body);
        let empty = office.get(&format!("{at}/meaning?meaning="), Some(&smo)).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = print(&office.get(&format!("{at}/meaning?meaning=An+interruption."), Some(&smo)).await);
        let sent = [("meaning", "An interruption."), ("print", seen.as_str()), ("reason", "One word, one meaning.")];
        let done = office.post(&format!("{at}/meaning"), Some(&smo), &sent).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for key in ["incident-management", "problem-management"] {
            assert_eq!(versions(&office, key).await[1].2.glossary[0].meaning, "An interruption.");
        }

        office.app.clock().advance_seconds(60);
        let path = "/api/dictionary/role/agent/renaming";
        let plan = office.get(&format!("{path}?to=Desk%20agent"), Some(&smo)).await.value();
        assert_eq!(plan["touched"][0]["next"], "1.2");
        let body = serde_json::json!({ "to": "Desk agent", "print": plan["print"], "reason": "Shorter." });
        let done = office.json("POST", path, Some(&smo), &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        office.app.clock().advance_seconds(60);
        let again = office.json("POST", path, Some(&smo), &body).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "nothing is called so any more");
        office.settle().await;
    });
}
