use axum::http::StatusCode;
use serde_json::json;

use super::super::tests::{bare, cast, publish_draft};
use super::{Level, Place, ancestors, children, complaints};
use crate::access::Role;
use crate::process::{Process, store};
use crate::testing::{BEGINNING, Office, each};

fn one(id: &str, level: Level, parent: Option<&str>) -> Process {
    let name = format!("Process {id}");
    Process { level, parent_id: parent.map(str::to_owned), ..bare(id, id, &name, BEGINNING) }
}

/// A chain with an area, a process and a sub-process below each other, and a process that stands alone.
fn tree() -> Vec<Process> {
    vec![
        one("chain", Level::Chain, None),
        one("area", Level::Area, Some("chain")),
        one("incident", Level::Process, Some("area")),
        one("triage", Level::SubProcess, Some("incident")),
        one("alone", Level::Process, None),
    ]
}

#[test]
fn a_place_is_refused_with_every_reason_and_the_field() {
    let all = tree();
    let find = |id: &str| all.iter().find(|one| one.id == id);
    let place = |level: Level, parent: Option<&str>| Place {
        level,
        category: "core".into(),
        parent_id: parent.map(str::to_owned),
        about: String::new(),
    };
    for (name, subject, has_versions, wanted, fields) in [
        ("stays", "incident", true, place(Level::Process, Some("area")), &[][..]),
        ("hangs below nothing", "incident", true, place(Level::Process, None), &[]),
        ("skips a level", "alone", true, place(Level::Procedure, Some("chain")), &[]),
        ("below itself", "incident", true, place(Level::Process, Some("incident")), &["parent"]),
        ("below its own child", "incident", true, place(Level::Process, Some("triage")), &["parent"]),
        ("below its equal", "alone", true, place(Level::Process, Some("incident")), &["parent"]),
        ("below a narrower one", "alone", true, place(Level::Process, Some("triage")), &["parent"]),
        ("below nobody knows what", "alone", true, place(Level::Process, Some("gone")), &["parent"]),
        ("as narrow as its child", "incident", true, place(Level::SubProcess, Some("area")), &["level"]),
        ("an area with a definition", "alone", true, place(Level::Area, None), &["level"]),
        ("an area without one", "alone", false, place(Level::Area, Some("chain")), &[]),
        ("nothing above the chain", "chain", false, place(Level::Chain, Some("alone")), &["parent"]),
    ] {
        let found: Vec<&str> =
            complaints(&wanted, find(subject), has_versions, &all).into_iter().filter_map(|one| one.field).collect();
        assert_eq!(found, fields, "{name}");
    }
    let wrong = Place { category: "other".into(), about: "x".repeat(601), ..place(Level::Area, Some("incident")) };
    let fields: Vec<_> = complaints(&wrong, None, false, &all).into_iter().filter_map(|one| one.field).collect();
    assert_eq!(fields, ["category", "about", "parent"], "all reasons at once");
}

#[test]
fn the_way_up_and_the_way_down_are_found_and_a_circle_ends() {
    let all = tree();
    let ids = |found: Vec<&Process>| found.into_iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(ancestors("triage", &all)), ["incident", "area", "chain"]);
    assert_eq!(ids(children("area", &all)), ["incident"]);
    assert!(ancestors("gone", &all).is_empty());
    let circle = vec![one("a", Level::Area, Some("b")), one("b", Level::Process, Some("a"))];
    assert_eq!(ids(ancestors("a", &circle)), ["b", "a"]);
}

#[test]
fn every_level_reads_back() {
    for level in Level::ALL {
        assert_eq!(Level::from_number(level.number()), Some(level));
        assert_eq!(Level::from_text(level.code()), Some(level));
        assert_eq!(level.is_area(), level < Level::Process);
    }
    for text in ["", "5", "-1", "L", "two", "99999999999999999999"] {
        assert_eq!(Level::from_text(text), None, "{text}");
    }
}

async fn page(office: &Office, path: &str, guest: &crate::testing::Guest) -> String {
    let reply = office.get(path, Some(guest)).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

#[test]
fn an_area_is_added_and_a_process_hangs_below_it_on_every_page() {
    each("place_door", |office| async move {
        let cast = cast(&office).await;
        publish_draft(&office, &cast).await;
        let area = [
            ("name", "Keep services running"),
            ("level", "1"),
            ("category", "core"),
            ("purpose", "Everything that keeps what we run in order."),
        ];
        let refused =
            office.post("/processes", Some(&cast.designer), &[&area[..], &[("steps", "Agent: Look")]].concat()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("An area has no steps"), "{}", refused.body);
        let added = office.post("/processes", Some(&cast.designer), &area).await;
        assert_eq!(added.location(), "/processes/keep-services-running");
        let shown = page(&office, "/processes/keep-services-running", &cast.designer).await;
        assert!(shown.contains("Everything that keeps") && shown.contains("Nothing hangs below it yet"));
        assert!(!shown.contains("Start a draft"), "an area has nothing to draft");
        let draft = office.post("/processes/keep-services-running/draft", Some(&cast.designer), &[]).await;
        assert_eq!(draft.status, StatusCode::UNPROCESSABLE_ENTITY);

        let at = "/processes/incident-management";
        let form = page(&office, &format!("{at}/place"), &cast.designer).await;
        assert!(form.contains("L1 Keep services running"));
        let place = |level, parent| [("level", level), ("category", "core"), ("parent", parent)];
        let wrong =
            office.post(&format!("{at}/place"), Some(&cast.designer), &place("1", "keep-services-running")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("has a definition"), "{}", wrong.body);
        let moved = office.post(&format!("{at}/place"), Some(&cast.owner), &place("2", "keep-services-running")).await;
        assert_eq!(moved.location(), at);
        let shown = page(&office, at, &cast.owner).await;
        assert!(shown.contains(r#"href="/processes/keep-services-running""#), "the way up stands above the name");
        assert!(page(&office, "/processes/keep-services-running", &cast.owner).await.contains("Incident management"));
        assert!(page(&office, &format!("{at}/journal"), &cast.owner).await.contains("below Keep services running"));
        let found = page(&office, "/processes?level=2&within=keep-services-running", &cast.owner).await;
        assert!(found.contains(">Incident management<"));
        assert!(!page(&office, "/processes?level=3", &cast.owner).await.contains(">Incident management<"));
        let csv = page(&office, "/processes.csv", &cast.owner).await;
        assert!(csv.contains("core,L2,Keep services running,"), "{csv}");
        let level = office.post("/processes/keep-services-running/place", Some(&cast.designer), &place("2", "")).await;
        assert!(level.body.contains("hangs below it on L2"), "{}", level.body);
    });
}

#[test]
fn only_those_who_arrange_move_a_process_and_each_move_is_in_the_journal() {
    each("place_rights", |office| async move {
        let cast = cast(&office).await;
        let at = "/processes/incident-management/place";
        let sent = [("level", "3"), ("category", "support")];
        for guest in [&cast.manager, &cast.lead] {
            assert_eq!(office.get(at, Some(guest)).await.status, StatusCode::FORBIDDEN);
            assert_eq!(office.post(at, Some(guest), &sent).await.status, StatusCode::FORBIDDEN);
        }
        office.post(at, Some(&cast.owner), &sent).await;
        office.post(at, Some(&cast.owner), &sent).await;
        let id = cast.process_id.clone();
        let (process, entries) = office
            .app
            .read(move |tx| {
                let entries = crate::journal::store::of_object(tx, "process", &id, 100)?;
                Ok((store::by_id(tx, &id)?, entries))
            })
            .await
            .expect("it reads");
        assert_eq!((process.level, process.category.as_str()), (Level::SubProcess, "support"));
        let moves = entries.iter().filter(|entry| entry.action == "process.arranged").count();
        assert_eq!(moves, 1, "what changes nothing leaves no trace");
    });
}

#[test]
fn programs_add_areas_and_move_processes() {
    each("place_api", |office| async move {
        let boss = office.person("Bea Boss", &[Role::SmoManager]).await;
        let area = json!({ "name": "Run", "level": 1, "category": "core", "about": "What runs." });
        let made = office.json("POST", "/api/processes", Some(&boss), &area).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let below = json!({ "library": "incident-management", "level": 2, "parent": "run" });
        assert_eq!(office.json("POST", "/api/processes", Some(&boss), &below).await.status, StatusCode::CREATED);
        let one = office.get("/api/processes/incident-management", Some(&boss)).await.value();
        assert_eq!(one["process"]["parent"], "run");
        assert_eq!(one["process"]["level"], 2);
        let place = json!({ "level": 4, "category": "management" });
        let moved = office.json("PUT", "/api/processes/incident-management/place", Some(&boss), &place).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        assert_eq!(moved.value()["level"], 4);
        for wrong in [
            json!({ "level": 9, "category": "core" }),
            json!({ "level": 2, "category": "core", "parent": "none" }),
            json!({ "level": 1, "category": "core" }),
        ] {
            let refused = office.json("PUT", "/api/processes/incident-management/place", Some(&boss), &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
        }
        let with_steps = json!({ "library": "service-request", "level": 0 });
        let refused = office.json("POST", "/api/processes", Some(&boss), &with_steps).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    });
}
