use std::collections::BTreeMap;

use axum::http::StatusCode;

use super::ledger::{Silo, Source, silos, stated};
use super::model::{Agreement, Handoff, Party, State, Terms};
use super::{commands, store};
use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::definition::{Definition, Flow, Interface};
use crate::process::tests::{cast, publish_draft_from, version};
use crate::process::{self, Version};
use crate::testing::{Guest, Office, each};

fn terms(quality: &str, time_limit: &str) -> Option<Terms> {
    Some(Terms { quality: quality.to_owned(), time_limit: time_limit.to_owned() })
}

fn party(id: Option<&str>, terms: Option<Terms>, agreed_to: Option<&str>) -> Party {
    let agreement = agreed_to.map(|text| Agreement {
        person_id: "p".to_owned(),
        person_name: "Olga".to_owned(),
        at: Time(1),
        terms: text.to_owned(),
    });
    Party { process_id: id.map(str::to_owned), name: id.unwrap_or("Elsewhere").to_owned(), terms, agreement }
}

fn between(giver: Party, receiver: Party) -> Handoff {
    Handoff { id: "h".to_owned(), giver, receiver, what: "Record".to_owned(), found_at: Time(0) }
}

#[test]
fn how_far_a_hand_off_is_agreed_follows_from_both_sides() {
    let same = || terms("complete", "1 day");
    let cases = [
        (party(Some("a"), same(), None), party(Some("b"), None, None), State::OneSided),
        (party(Some("a"), same(), None), party(Some("b"), terms("complete", "2 days"), None), State::Differs),
        (party(Some("a"), same(), None), party(Some("b"), same(), None), State::Waiting),
        (party(Some("a"), same(), Some("complete; 1 day")), party(Some("b"), same(), None), State::Waiting),
        (
            party(Some("a"), same(), Some("complete; 1 day")),
            party(Some("b"), same(), Some("complete; 1 day")),
            State::Agreed,
        ),
        // The words were given to other terms.
        (
            party(Some("a"), same(), Some("complete; 1 day")),
            party(Some("b"), same(), Some("complete; 5 days")),
            State::Waiting,
        ),
        (party(Some("a"), same(), None), party(None, None, None), State::Outside),
    ];
    for (giver, receiver, expected) in cases {
        let one = between(giver, receiver);
        assert_eq!(one.state(), expected, "{one:?}");
    }
}

fn interface(process: &str, flow: Flow, what: &str, quality: &str) -> Interface {
    Interface {
        process: process.to_owned(),
        flow,
        what: what.to_owned(),
        quality: quality.to_owned(),
        ..Interface::default()
    }
}

#[test]
fn two_statements_of_the_same_hand_off_become_one() {
    let giving = Definition {
        interfaces: vec![
            interface("problem  Management", Flow::Gives, "Records that recur", "with their links"),
            interface("Supplier", Flow::Gives, "Order", ""),
            interface("", Flow::Gives, "Nothing", ""),
        ],
        ..Definition::default()
    };
    let receiving = Definition {
        interfaces: vec![interface("Incident management", Flow::Receives, "records that  recur", "with their links")],
        ..Definition::default()
    };
    let found = stated(&[
        Source { id: "i", name: "Incident management", definition: Some(&giving), is_retired: false },
        Source { id: "p", name: "Problem management", definition: Some(&receiving), is_retired: false },
    ]);
    let states: Vec<(String, State)> = found.values().map(|one| (one.label(), one.state())).collect();
    assert_eq!(
        states,
        [
            ("Incident management → Problem management: Records that recur".to_owned(), State::Waiting),
            ("Incident management → Supplier: Order".to_owned(), State::Outside),
        ]
    );
}

#[test]
fn a_retired_process_neither_gives_nor_receives() {
    let giving = Definition {
        interfaces: vec![interface("Problem management", Flow::Gives, "Records that recur", "")],
        ..Definition::default()
    };
    let found = |giver_ended, receiver_ended| {
        let source = |id, name, definition, is_retired| Source { id, name, definition, is_retired };
        stated(&[
            source("i", "Incident management", Some(&giving), giver_ended),
            source("p", "Problem management", None, receiver_ended),
        ])
        .len()
    };
    assert_eq!([found(false, false), found(true, false), found(false, true)], [1, 0, 0]);
}

#[test]
fn the_silo_index_counts_what_crosses_a_border_without_agreement() {
    let same = || terms("complete", "");
    let agreed = between(party(Some("a"), same(), Some("complete")), party(Some("b"), same(), Some("complete")));
    let open = between(party(Some("a"), same(), None), party(Some("b"), None, None));
    let inside = between(party(Some("a"), same(), None), party(Some("c"), None, None));
    let outside = between(party(Some("a"), same(), None), party(None, None, None));
    let units = [("a", "Desk"), ("b", "Network"), ("c", "Desk")]
        .map(|(id, unit)| (id.to_owned(), unit.to_owned()))
        .into_iter()
        .collect::<BTreeMap<_, _>>();
    let (office, by_unit) = silos(&[agreed, open, inside, outside], &units);
    assert_eq!(office, Silo { crossings: 2, open: 1 });
    assert_eq!(office.index(), Some(50.0));
    assert_eq!(by_unit["Network"], Silo { crossings: 2, open: 1 });
    assert_eq!(silos(&[], &units).0.index(), None);
}

/// A process in force whose definition holds the interfaces, and its owner.
async fn in_force(office: &Office, name: &str, owner: &str, interfaces: Vec<Interface>) -> (String, Guest) {
    let now = office.app.now();
    let (id, key) = (uuid::Uuid::now_v7().to_string(), name.to_lowercase().replace(' ', "-"));
    let process = process::tests::bare(&id, &key, name, now);
    let version = version(&id, "1.0", now);
    let definition = Definition { name: name.to_owned(), interfaces, ..Definition::default() };
    office
        .app
        .write(move |tx| {
            process::store::insert(tx, &process, "")?;
            publish(tx, &version, &definition)
        })
        .await
        .expect("the process is written");
    let guest = office.person_on(owner, &[Role::ProcessOwner], Some(&id)).await;
    (id, guest)
}

fn publish(tx: &mut db::Tx, version: &Version, definition: &Definition) -> Result<(), crate::failure::Failure> {
    process::store::insert_version(tx, version, definition, "Ann")?;
    Ok(process::store::update_version(tx, version)?)
}

async fn gather(office: &Office) {
    let now = office.app.now();
    office.app.write(move |tx| commands::gather(tx, now)).await.expect("the ledger is gathered");
}

/// What is asked of somebody now.
async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(crate::worklist::open_for(tx, &id)?)).await.expect("it reads");
    open.into_iter().map(|ask| ask.title).collect()
}

async fn only(office: &Office) -> Handoff {
    office.app.read(|tx| Ok(store::live(tx)?.remove(0))).await.expect("there is one")
}

#[test]
fn both_owners_agree_and_a_published_change_lets_their_word_lapse() {
    each("handoff_agreement", |office| async move {
        let gives = vec![interface("Problem management", Flow::Gives, "Records that recur", "complete")];
        let receives = vec![interface("Incident management", Flow::Receives, "Records that recur", "complete")];
        let (_, olga) = in_force(&office, "Incident management", "Olga", gives).await;
        let (problem_id, pavel) = in_force(&office, "Problem management", "Pavel", receives).await;
        gather(&office).await;
        let one = only(&office).await;
        for guest in [&olga, &pavel] {
            assert!(office.get("/", Some(guest)).await.body.contains("Records that recur"), "the owner is asked");
        }
        let agree = |side: &str| format!("{}/{side}/agreement", one.href());
        let wrong = office.post(&agree("giver"), Some(&olga), &[("terms", "other words")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("The terms changed since you read them"), "{}", wrong.body);
        let reply = office.post(&agree("receiver"), Some(&olga), &[("terms", "complete")]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "nobody agrees for another owner");
        for (guest, side) in [(&olga, "giver"), (&pavel, "receiver")] {
            let reply = office.post(&agree(side), Some(guest), &[("terms", "complete")]).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
            assert_eq!(asked(&office, guest).await, Vec::<String>::new(), "it is no longer asked");
        }
        assert_eq!(only(&office).await.state(), State::Agreed);

        let now = office.app.now().plus_seconds(60);
        let changed = Definition {
            interfaces: vec![interface("Incident management", Flow::Receives, "Records that recur", "within a day")],
            ..Definition::default()
        };
        let later = version(&problem_id, "1.1", now);
        office
            .app
            .write(move |tx| {
                publish(tx, &later, &changed)?;
                commands::gather(tx, now)
            })
            .await
            .expect("the change is published");
        assert_eq!(only(&office).await.state(), State::Differs);
        let page = office.get(&one.href(), Some(&pavel)).await;
        assert!(page.body.contains("lapsed") && page.body.contains("within a day"), "{}", page.body);
        assert!(office.get("/", Some(&olga)).await.body.contains("Settle the terms with Problem management"));
    });
}

#[test]
fn what_one_side_names_alone_stands_in_both_worklists_until_it_ends() {
    each("handoff_one_sided", |office| async move {
        let gives = vec![interface("Problem management", Flow::Gives, "Records that recur", "complete")];
        let (incident_id, olga) = in_force(&office, "Incident management", "Olga", gives).await;
        let (_, pavel) = in_force(&office, "Problem management", "Pavel", Vec::new()).await;
        gather(&office).await;
        gather(&office).await;
        let count = office.app.read(|tx| Ok(store::live(tx)?.len())).await.expect("it reads");
        assert_eq!(count, 1, "gathering again finds nothing new");
        assert!(office.get("/", Some(&olga)).await.body.contains("Settle with Problem management"));
        assert!(office.get("/", Some(&pavel)).await.body.contains("Name or refuse what Incident management counts on"));
        let list = office.get("/hand-offs", Some(&pavel)).await;
        assert!(list.body.contains("one side only") && list.body.contains("Records that recur"), "{}", list.body);
        assert!(office.get("/hand-offs.csv", Some(&pavel)).await.body.contains("Incident management"));
        let now = office.app.now().plus_seconds(60);
        let later = version(&incident_id, "1.1", now);
        office
            .app
            .write(move |tx| {
                publish(tx, &later, &Definition::default())?;
                commands::gather(tx, now)
            })
            .await
            .expect("it is taken out");
        assert_eq!(asked(&office, &pavel).await, Vec::<String>::new(), "nobody is asked any more");
    });
}

#[test]
fn a_word_can_be_taken_back_with_a_reason() {
    each("handoff_withdrawal", |office| async move {
        let gives = vec![interface("Problem management", Flow::Gives, "Records that recur", "complete")];
        let receives = vec![interface("Incident management", Flow::Receives, "Records that recur", "complete")];
        let (_, olga) = in_force(&office, "Incident management", "Olga", gives).await;
        in_force(&office, "Problem management", "Pavel", receives).await;
        gather(&office).await;
        let one = only(&office).await;
        let at = |what: &str| format!("{}/giver/{what}", one.href());
        office.post(&at("agreement"), Some(&olga), &[("terms", "complete")]).await;
        let silent = office.post(&at("withdrawal"), Some(&olga), &[]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = office.post(&at("withdrawal"), Some(&olga), &[("reason", "We cannot keep it.")]).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        let page = office.get(&one.href(), Some(&olga)).await;
        assert!(page.body.contains("We cannot keep it."), "{}", page.body);
        assert!(office.get("/", Some(&olga)).await.body.contains("Agree with Problem management"));
    });
}

#[test]
fn nobody_speaks_for_a_process_by_reading_it() {
    let one = between(party(Some("a"), None, None), party(Some("b"), None, None));
    let reader = Actor { person_id: "r".to_owned(), name: "Rita".to_owned(), holdings: Vec::new() };
    assert!(!commands::may_read(&reader, &one));
    assert!(!commands::speaks_for(&reader, &one, super::Side::Giver));
}

#[test]
fn hand_offs_of_a_version_to_come_are_read_on_its_day_and_its_day_is_told_once() {
    each("handoff_on_the_day", |office| async move {
        let cast = cast(&office).await;
        let told = async || {
            let id = cast.process_id.clone();
            let entries =
                office.app.read(move |tx| Ok(crate::journal::store::of_object(tx, "process", &id, 100)?)).await;
            let entries = entries.expect("it reads");
            entries.iter().filter(|entry| entry.action == process::CAME_INTO_FORCE).count()
        };
        let live = async || office.app.read(|tx| Ok(store::live(tx)?)).await.expect("it reads").len();
        publish_draft_from(&office, &cast, Some(office.app.now().plus_days(2))).await;
        for (days, expected) in [(0, 0), (1, 0), (1, 1), (1, 1)] {
            office.app.clock().advance_seconds(days * 24 * 3600);
            (process::effective::ON_ITS_DAY.strike)(office.app.clone()).await.expect("looked");
            office.settle().await;
            assert_eq!(told().await, expected, "after {days} more days");
            assert_eq!(live().await > 0, expected > 0, "after {days} more days");
        }
    });
}
