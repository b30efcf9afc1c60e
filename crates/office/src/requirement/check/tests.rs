use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::access::Role;
use crate::connector::Kind;
use crate::connector::tests::stand::{RT_TOKEN, Rt, RtTicket, Stand};
use crate::connector::tests::{connected, tried};
use crate::definition::{Definition, Priority, Requirement};
use crate::process::{State, commands::add};
use crate::testing::{Guest, Office, each};

const AT: &str = "/processes/incident-management/tool/checks";

/// Incident management in force with requirements that name states and fields; the liaison, the owner, and the tool with its connector.
struct Scene {
    liaison: Guest,
    owner: Guest,
    place: String,
    rt: Arc<Mutex<Rt>>,
    stand: Stand,
}

fn definition() -> Definition {
    let mut definition = crate::library::one("incident-management").expect("in the library").definition;
    let asked = |text: &str| Requirement {
        text: text.to_owned(),
        activity: String::new(),
        priority: Priority::Must,
        acceptance: String::new(),
    };
    definition.requirements = vec![
        asked("The state Awaiting user stops the clock."),
        asked("A ticket in the state Resolved is closed after five days."),
        asked("The field “Priority class” follows from impact and urgency."),
        asked("The tool answers within two seconds."),
    ];
    if let Some(form) = definition.forms.values_mut().next() {
        form.fields[0].label = "Priority class".to_owned();
    }
    definition
}

async fn scene(office: &Office) -> Scene {
    let mut rt = Rt { fields: vec!["Priority class"], ..Rt::default() };
    rt.tickets.insert(1, RtTicket { queue: 3, status: "open".to_owned(), ..RtTicket::default() });
    let (stand, rt) = rt.open().await;
    let designer = office.person("Dora", &[Role::ProcessDesigner]).await;
    let liaison = office.person("Mei", &[Role::ToolsLiaison]).await;
    let (actor, now, definition) = (designer.actor.clone(), office.app.now(), definition());
    let id = office
        .app
        .write(move |tx| {
            let (process, mut version) = add(tx, &actor, now, "core", &definition)?;
            version.number = "1.0".to_owned();
            version.state = State::Published;
            (version.published_at, version.effective_at) = (Some(now), Some(now));
            crate::process::store::update_version(tx, &version)?;
            super::super::commands::gather(tx, now)?;
            Ok(process.id)
        })
        .await
        .expect("published");
    let owner = office.person_on("Olga", &[Role::ProcessOwner], Some(&id)).await;
    let connector = connected(office, Kind::Rt, &stand.url(), "", RT_TOKEN).await;
    tried(office, &connector).await.expect("it works");
    Scene { liaison, owner, place: format!("{connector}/3"), rt, stand }
}

/// Looks, and returns what programs see of the look.
async fn looked(office: &Office, scene: &Scene) -> (String, Value) {
    let sent = office.post(AT, Some(&scene.liaison), &[("place", &scene.place)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let here = sent.location().to_owned();
    office.settle().await;
    (here.clone(), office.get(&format!("/api{here}"), Some(&scene.liaison)).await.value())
}

fn of<'v>(told: &'v Value, words: &str) -> &'v Value {
    let all = told["findings"].as_array().expect("findings");
    all.iter().find(|one| one["text"].as_str().is_some_and(|text| text.contains(words))).expect(words)
}

async fn answered(office: &Office, scene: &Scene, id: &str) {
    let one = office.get(&format!("/api/requirements/{id}"), Some(&scene.liaison)).await.value();
    let body = json!({ "gap": "configuration", "note": "", "revision": one["revision"] });
    let reply = office.json("POST", &format!("/api/requirements/{id}/answer"), Some(&scene.liaison), &body).await;
    assert!(reply.status.is_success(), "{}", reply.body);
}

#[test]
fn what_a_tool_has_and_lacks_is_told_for_each_requirement_and_taken_as_a_test_by_a_person() {
    each("check_door", |office| async move {
        let scene = scene(&office).await;
        let (_, told) = looked(&office, &scene).await;
        assert_eq!((told["look"]["state"].as_str(), told["others"].as_i64()), (Some("done"), Some(1)), "{told}");
        let verdict = |words: &str| of(&told, words)["verdict"].as_str().expect("a verdict").to_owned();
        assert_eq!(
            (verdict("Awaiting user"), verdict("Resolved"), verdict("Priority class")),
            ("missing".into(), "seen".into(), "seen".into())
        );
        let note = of(&told, "Awaiting user")["note"].as_str().expect("a note").to_owned();
        assert!(note.contains("Not in Request Tracker") && note.contains("“new”, “open”"), "{note}");
        let states =
            told["beside"].as_array().expect("both sides").iter().find(|one| one["part"] == "state").expect("states");
        assert!(states["only_process"].as_array().is_some_and(|all| all.contains(&json!("Awaiting user"))), "{states}");
        assert!(states["only_tool"].as_array().is_some_and(|all| all.contains(&json!("stalled"))), "{states}");
        assert_eq!(of(&told, "Resolved")["offer"], "unanswered", "nobody said how the tool meets it");
        let id = |words: &str| of(&told, words)["requirement_id"].as_str().expect("an id").to_owned();
        for words in ["Awaiting user", "Resolved", "Priority class"] {
            answered(&office, &scene, &id(words)).await;
        }
        let (here, told) = looked(&office, &scene).await;
        assert_eq!(
            (&of(&told, "Resolved")["result"], &of(&told, "Awaiting")["result"]),
            (&json!("passed"), &json!("failed"))
        );
        let page = office.get(&here, Some(&scene.liaison)).await;
        for words in ["Take as passed", "Take as failed", "Take all 3 results", "Looked at, not tried out"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let results = format!("{here}/results");
        let denied = office.person("Paul", &[Role::Practitioner]).await;
        assert_eq!(
            office.post(&results, Some(&denied), &[("requirement", &id("Resolved"))]).await.status,
            StatusCode::FORBIDDEN
        );
        office.app.clock().advance_seconds(60);
        let taken = office
            .post(&results, Some(&scene.liaison), &[("requirement", &id("Resolved")), ("requirement", &id("Awaiting"))])
            .await;
        assert_eq!(taken.location(), here, "{}", taken.body);
        let one = office.get(&format!("/api/requirements/{}", id("Resolved")), Some(&scene.liaison)).await.value();
        assert_eq!((&one["result"], &one["state"]), (&json!("passed"), &json!("met")), "{one}");
        assert!(one["tests"][0]["evidence"].as_str().is_some_and(|link| link.ends_with(&here)), "{one}");
        let again = office.post(&results, Some(&scene.liaison), &[("requirement", &id("Resolved"))]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "it was taken already");
        let foreign = office.post(&results, Some(&scene.liaison), &[("requirement", "none")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let none = office.post(&results, Some(&scene.liaison), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            scene.stand.count("PUT", "/") + scene.stand.count("POST", "/REST/2.0/ticket"),
            0,
            "nothing is changed in the tool"
        );
        office.settle().await;
    });
}

#[test]
fn what_a_person_saw_fail_is_not_passed_by_a_look_and_what_was_seen_before_is_not_asked_again() {
    each("check_again", |office| async move {
        let scene = scene(&office).await;
        let (_, told) = looked(&office, &scene).await;
        let id = |words: &str| of(&told, words)["requirement_id"].as_str().expect("an id").to_owned();
        for words in ["Awaiting user", "Resolved", "Priority class"] {
            answered(&office, &scene, &id(words)).await;
        }
        let (here, _) = looked(&office, &scene).await;
        office.app.clock().advance_seconds(60);
        let both = [("requirement", id("Resolved")), ("requirement", id("Awaiting"))];
        let both: Vec<(&str, &str)> = both.iter().map(|(name, id)| (*name, id.as_str())).collect();
        let taken = office.post(&format!("{here}/results"), Some(&scene.liaison), &both).await;
        assert_eq!(taken.location(), here, "{}", taken.body);
        office.app.clock().advance_seconds(60);
        let (_, told) = looked(&office, &scene).await;
        assert_eq!(
            (&of(&told, "Resolved")["offer"], &of(&told, "Awaiting")["offer"]),
            (&json!("same"), &json!("same"))
        );
        let field = of(&told, "Priority class")["requirement_id"].as_str().expect("an id").to_owned();
        let revision =
            office.get(&format!("/api/requirements/{field}"), Some(&scene.liaison)).await.value()["revision"].clone();
        let failed = json!({ "revision": revision, "passed": false, "observation": "It takes any text." });
        let sent =
            office.json("POST", &format!("/api/requirements/{field}/tests"), Some(&scene.liaison), &failed).await;
        assert!(sent.status.is_success(), "{}", sent.body);
        office.app.clock().advance_seconds(60);
        let (_, told) = looked(&office, &scene).await;
        assert_eq!(of(&told, "Priority class")["offer"], "nothing");
    });
}

#[test]
fn a_waived_departure_is_known_and_what_the_tool_does_not_tell_is_not_held_against_it() {
    each("check_waived", |office| async move {
        let scene = scene(&office).await;
        let (_, told) = looked(&office, &scene).await;
        let id = of(&told, "Awaiting user")["requirement_id"].as_str().expect("an id").to_owned();
        answered(&office, &scene, &id).await;
        let wish = json!({ "what": "It has no such state", "why": "Planned for spring", "until": "2026-12-01" });
        let sent = office.json("POST", &format!("/api/requirements/{id}/waivers"), Some(&scene.liaison), &wish).await;
        assert!(sent.status.is_success(), "{}", sent.body);
        let one = office.get(&format!("/api/requirements/{id}"), Some(&scene.owner)).await.value();
        let waiver = one["waivers"][0]["id"].as_str().expect("a waiver").to_owned();
        let accept = format!("/api/requirements/{id}/waivers/{waiver}/acceptance");
        let accepted = office.json("POST", &accept, Some(&scene.owner), &json!({ "until": "2026-12-01" })).await;
        assert!(accepted.status.is_success(), "{}", accepted.body);
        let (_, told) = looked(&office, &scene).await;
        assert_eq!(
            (&of(&told, "Awaiting")["offer"], &of(&told, "Awaiting")["result"]),
            (&json!("waived"), &Value::Null)
        );
        scene.rt.lock().expect("free").lifecycle = "service";
        let (_, told) = looked(&office, &scene).await;
        assert_eq!(
            (&of(&told, "Awaiting")["verdict"], &of(&told, "Resolved")["offer"]),
            (&json!("unclear"), &json!("nothing"))
        );
    });
}

#[test]
fn a_tool_that_cannot_be_read_is_told_and_a_place_that_is_not_known_is_refused() {
    each("check_troubles", |office| async move {
        let scene = scene(&office).await;
        for place in ["", "none/3", &format!("{}9", scene.place), "x"] {
            let refused = office.post(AT, Some(&scene.liaison), &[("place", place)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}");
        }
        let sent = office.post(AT, Some(&scene.liaison), &[("place", &scene.place)]).await;
        let twice = office.post(AT, Some(&scene.liaison), &[("place", &scene.place)]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one is on its way");
        scene.rt.lock().expect("free").is_down = true;
        for _ in 0..12 {
            office.settle().await;
            office.app.clock().advance_seconds(5 * 3600);
        }
        office.settle().await;
        // Whoever was signed in has to sign in again by now.
        let liaison = office.person("Max", &[Role::ToolsLiaison]).await;
        let page = office.get(sent.location(), Some(&liaison)).await;
        assert!(
            page.body.contains("The tool could not be read") && page.body.contains("fault of its own"),
            "{}",
            page.body
        );
        let other = format!("{AT}/none");
        assert_eq!(office.get(&other, Some(&liaison)).await.status, StatusCode::NOT_FOUND);
    });
}
