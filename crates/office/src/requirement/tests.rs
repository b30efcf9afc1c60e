use axum::http::StatusCode;
use serde_json::{Value, json};

use super::commands;
use super::model::{Answer, Gap, PRIORITIES, Required, Result as Tested, Standing, Waiver, WaiverState, waiver_day};
use crate::access::Role;
use crate::clock::Time;
use crate::definition::{Definition, Priority, Requirement};
use crate::process::{self, State, commands::add, draft};
use crate::testing::{BEGINNING, Guest, Office, each};
use crate::worklist;

const KEY: &str = "incident-management";

/// Incident management in force, with what its requirements are; returns the id of the process.
async fn in_force(office: &Office, designer: &Guest) -> String {
    let (actor, now) = (designer.actor.clone(), office.app.now());
    let definition = crate::library::one(KEY).expect("in the library").definition;
    office
        .app
        .write(move |tx| {
            let (process, mut version) = add(tx, &actor, now, "core", &definition)?;
            version.number = "1.0".to_owned();
            version.state = State::Published;
            version.published_at = Some(now);
            version.effective_at = Some(now);
            process::store::update_version(tx, &version)?;
            commands::gather(tx, now)?;
            Ok(process.id)
        })
        .await
        .expect("published")
}

/// The next version comes into force.
async fn next_version(office: &Office, designer: &Guest, number: &'static str, edit: fn(&mut Definition)) {
    office.app.clock().advance_seconds(60);
    let (actor, now) = (designer.actor.clone(), office.app.now());
    office
        .app
        .write(move |tx| {
            let process = process::store::by_key(tx, KEY)?;
            let begun = process::commands::start_draft(tx, &actor, now, &process.id, "")?;
            let saved = draft::save(tx, &actor, now, &process.id, begun.revision, &|draft| {
                edit(draft);
                Ok(())
            })?;
            let draft::Saved::Kept { mut version, .. } = saved else { panic!("nobody else writes") };
            version.number = number.to_owned();
            version.state = State::Published;
            version.published_at = Some(now);
            version.effective_at = Some(now);
            process::store::update_version(tx, &version)?;
            commands::gather(tx, now)
        })
        .await
        .expect("published");
}

/// The requirement whose text holds these words, as programs see it.
async fn found(office: &Office, guest: &Guest, words: &str) -> Value {
    let all = office.get("/api/requirements", Some(guest)).await.value();
    let items = all["items"].as_array().expect("items").clone();
    items.into_iter().find(|one| one["text"].as_str().is_some_and(|text| text.contains(words))).expect(words)
}

async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let open = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("reads");
    open.into_iter().map(|one| one.title).collect()
}

fn required(priority: Priority, gap: Option<Gap>, result: Tested) -> Required {
    let answer =
        gap.map(|gap| Answer { gap, note: String::new(), by_id: String::new(), by: String::new(), at: BEGINNING });
    Required {
        id: "r".into(),
        process_id: "p".into(),
        process_key: "p".into(),
        process: "P".into(),
        text: "T".into(),
        earlier: String::new(),
        activity: String::new(),
        step: String::new(),
        priority,
        acceptance: String::new(),
        version: "1.0".into(),
        found_at: BEGINNING,
        answer,
        result,
        tested_by: String::new(),
        revision: 1,
        objects: Vec::new(),
        trials: Vec::new(),
        waivers: Vec::new(),
    }
}

fn waiver(accepted: bool, days: i64) -> Waiver {
    Waiver {
        id: "w".into(),
        what: "x".into(),
        why: "y".into(),
        until: BEGINNING.plus_days(days),
        recorded_by: "A".into(),
        recorded_at: BEGINNING,
        accepted_by: String::new(),
        accepted_at: accepted.then_some(BEGINNING),
        ended_by: String::new(),
        ended_at: None,
        end_reason: String::new(),
    }
}

#[test]
fn a_requirement_stands_as_its_answer_and_its_last_test_say() {
    use Standing as S;
    let gaps = [None, Some(Gap::Standard), Some(Gap::Workaround), Some(Gap::NotMet)];
    let grid = [
        (Tested::Untested, [S::Unanswered, S::ToTest, S::ToTest, S::NotMet]),
        (Tested::Retest, [S::Unanswered, S::ToTest, S::ToTest, S::NotMet]),
        (Tested::Failed, [S::Unanswered, S::Failed, S::Failed, S::NotMet]),
        (Tested::Passed, [S::Unanswered, S::Met, S::Workaround, S::NotMet]),
    ];
    for (result, expected) in grid {
        for (gap, standing) in gaps.into_iter().zip(expected) {
            let mut one = required(Priority::Must, gap, result);
            assert_eq!(one.standing(BEGINNING), standing, "{gap:?} {result:?}");
            assert_eq!(one.is_missed_must(BEGINNING), matches!(standing, S::Failed | S::NotMet), "{gap:?} {result:?}");
            one.waivers = vec![waiver(false, 10)];
            assert_eq!(one.standing(BEGINNING), standing, "a waiver that nobody accepted changes nothing");
            one.waivers = vec![waiver(true, 10)];
            let waived = if standing == S::Met { S::Met } else { S::Waived };
            assert_eq!(one.standing(BEGINNING), waived, "waived: {gap:?} {result:?}");
            assert!(!one.is_missed_must(BEGINNING), "what is waived is not missed");
            assert_eq!(one.standing(BEGINNING.plus_days(11)), standing, "the waiver is over");
            one.priority = Priority::Wont;
            assert_eq!(one.standing(BEGINNING), S::NotWanted);
        }
    }
    for priority in PRIORITIES {
        let one = required(priority, Some(Gap::NotMet), Tested::Untested);
        assert_eq!(one.is_missed_must(BEGINNING), priority == Priority::Must);
    }
}

#[test]
fn a_waiver_holds_through_its_last_day_and_no_longer_than_two_years() {
    let one = waiver(true, 10);
    assert_eq!(one.state(BEGINNING.plus_days(10)), WaiverState::Accepted);
    assert_eq!(one.state(BEGINNING.plus_days(11)), WaiverState::Expired);
    for (days, fits) in [(0, false), (1, true), (730, true), (732, false), (-5, false)] {
        assert_eq!(waiver_day(Time::of_date(BEGINNING.date()).plus_days(days), BEGINNING).is_ok(), fits, "{days}");
    }
}

#[test]
fn the_team_of_the_tool_answers_names_parts_and_tests_and_a_changed_requirement_is_tested_again() {
    each("requirement_life", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let liaison = office.person("Lea Liaison", &[Role::ToolsLiaison]).await;
        let reader = office.person("Pat Practitioner", &[Role::Practitioner]).await;
        in_force(&office, &designer).await;
        assert_eq!(asked(&office, &liaison).await, ["Say how the tools meet 4 requirements"]);
        let one = found(&office, &reader, "Priority is derived").await;
        assert_eq!(
            (&one["state"], &one["priority"], &one["version"]),
            (&json!("unanswered"), &json!("must"), &json!("1.0"))
        );
        let href = one["href"].as_str().expect("an address").to_owned();
        let page = office.get(&href, Some(&reader)).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("/answer\""), "a reader is offered no form");
        let fields = [("revision", "1"), ("gap", "configuration"), ("note", "Priority matrix")];
        let answer = format!("{href}/answer");
        assert_eq!(office.post(&answer, Some(&reader), &fields).await.status, StatusCode::FORBIDDEN);
        let tests = format!("{href}/tests");
        let early = office.post(&tests, Some(&liaison), &[("revision", "1"), ("result", "passed")]).await;
        assert!(
            early.status == StatusCode::UNPROCESSABLE_ENTITY && early.body.contains("Say first how the tool meets it")
        );
        assert_eq!(office.post(&answer, Some(&liaison), &fields).await.status, StatusCode::SEE_OTHER);
        let stale = office.post(&answer, Some(&liaison), &fields).await;
        assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("Priority matrix"), "what was typed stays");
        let bare = office.post(&answer, Some(&liaison), &[("revision", "2"), ("gap", "not_met")]).await;
        assert!(bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.body.contains("Say what is missing"));
        let part =
            [("tool", "ServiceNow"), ("kind", "rule"), ("name", "Priority matrix"), ("link", "javascript:alert(1)")];
        let objects = format!("{href}/objects");
        let wild = office.post(&objects, Some(&liaison), &part).await;
        assert!(wild.status == StatusCode::UNPROCESSABLE_ENTITY && wild.body.contains("begins with https://"));
        let part =
            [("tool", "ServiceNow"), ("kind", "rule"), ("name", "Priority matrix"), ("link", "https://tool.test/1")];
        assert_eq!(office.post(&objects, Some(&liaison), &part).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            office.post(&objects, Some(&liaison), &part).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "named twice"
        );
        let failed = office.post(&tests, Some(&liaison), &[("revision", "2"), ("result", "failed")]).await;
        assert!(failed.status == StatusCode::UNPROCESSABLE_ENTITY && failed.body.contains("Say what failed"));
        let passed = [("revision", "2"), ("result", "passed"), ("evidence", "https://tool.test/proof")];
        assert_eq!(office.post(&tests, Some(&liaison), &passed).await.status, StatusCode::SEE_OTHER);
        let one = found(&office, &reader, "Priority is derived").await;
        assert_eq!((&one["state"], &one["tests"][0]["version"]), (&json!("met"), &json!("1.0")));
        office.settle().await;
    });
}

/// A requirement that is answered, has its part of a tool, and passed its test.
async fn met(office: &Office, liaison: &Guest) -> Value {
    let one = found(office, liaison, "Priority is derived").await;
    let href = one["href"].as_str().expect("an address");
    for (rest, fields) in [
        ("answer", &[("revision", "1"), ("gap", "configuration")][..]),
        ("objects", &[("tool", "ServiceNow"), ("kind", "rule"), ("name", "Priority matrix")][..]),
        ("tests", &[("revision", "2"), ("result", "passed")][..]),
    ] {
        let reply = office.post(&format!("{href}/{rest}"), Some(liaison), fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{rest}");
    }
    found(office, liaison, "Priority is derived").await
}

#[test]
fn a_reworded_requirement_keeps_what_is_known_and_is_tested_again_on_the_sheet() {
    each("requirement_again", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let liaison = office.person("Lea Liaison", &[Role::ToolsLiaison]).await;
        let reader = office.person("Pat Practitioner", &[Role::Practitioner]).await;
        in_force(&office, &designer).await;
        let one = met(&office, &liaison).await;
        next_version(&office, &designer, "1.1", |draft| {
            draft.requirements.retain(|one| !one.text.contains("Knowledge articles"));
            draft.requirements[0].text =
                "The priority is derived from impact and urgency, and nobody can type it.".into();
            draft.requirements[1].priority = Priority::Should;
        })
        .await;
        let again = found(&office, &reader, "nobody can type it").await;
        assert_eq!(
            (&again["id"], &again["state"]),
            (&one["id"], &json!("to_test")),
            "it is the same one, to be tested again"
        );
        assert_eq!((&again["result"], &again["earlier"]), (&json!("retest"), &one["text"]));
        assert_eq!(again["objects"][0]["name"], json!("Priority matrix"), "what meets it stays");
        let all = asked(&office, &liaison).await;
        assert!(all.contains(&"Test 1 changed requirement of Incident management again".to_owned()), "{all:?}");
        assert!(all.contains(&"Say how the tools meet 2 requirements".to_owned()), "{all:?}");
        let revision = again["revision"].to_string();
        let sheet = format!("/processes/{KEY}/tool/tests");
        assert_eq!(office.get(&sheet, Some(&reader)).await.status, StatusCode::FORBIDDEN);
        let id = again["id"].as_str().expect("an id");
        let (result, note, at) = (format!("result-{id}"), format!("observation-{id}"), format!("revision-{id}"));
        let nothing = office.post(&sheet, Some(&liaison), &[(&at, &revision)]).await;
        assert!(
            nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.body.contains("at least one requirement")
        );
        let lines =
            [(result.as_str(), "failed"), (note.as_str(), "It can be typed."), (at.as_str(), revision.as_str())];
        assert_eq!(office.post(&sheet, Some(&liaison), &lines).await.status, StatusCode::SEE_OTHER);
        let all = asked(&office, &liaison).await;
        assert!(!all.iter().any(|title| title.contains("changed requirement")), "{all:?}");
        let missed = office.app.read(|tx| super::musts_missed(tx, BEGINNING)).await.expect("reads");
        assert_eq!(missed.values().sum::<usize>(), 1);
        let tab = office.get(&format!("/processes/{KEY}/tool?by=object"), Some(&reader)).await.body;
        assert!(tab.contains("ServiceNow: rule “Priority matrix”") && tab.contains("is a must fails or is not met"));
        let csv = office.get("/requirements.csv?state=failed", Some(&reader)).await.body;
        assert!(csv.contains("nobody can type it") && csv.contains("It can be typed."), "{csv}");
        office.settle().await;
    });
}

#[test]
fn a_requirement_that_comes_back_in_the_same_words_is_the_same_one() {
    each("requirement_back", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let reader = office.person("Pat Practitioner", &[Role::Practitioner]).await;
        in_force(&office, &designer).await;
        let before = found(&office, &reader, "Knowledge articles").await;
        next_version(&office, &designer, "1.1", |draft| {
            draft.requirements.retain(|one| !one.text.contains("Knowledge articles"));
        })
        .await;
        let gone = office.get(before["href"].as_str().expect("an address"), Some(&reader)).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        next_version(&office, &designer, "1.2", |draft| {
            draft.requirements.push(Requirement {
                text: "Knowledge articles are proposed while the description is typed.".into(),
                ..Requirement::default()
            });
        })
        .await;
        let back = found(&office, &reader, "Knowledge articles").await;
        assert_eq!((&back["version"], &back["id"]), (&json!("1.2"), &before["id"]));
        let entries = office.app.read(move |tx| {
            let id = back["id"].as_str().expect("an id").to_owned();
            Ok(crate::journal::store::of_object(tx, "requirement", &id, 10)?)
        });
        let deeds: Vec<String> = entries.await.expect("reads").into_iter().map(|entry| entry.action).collect();
        assert_eq!(deeds, ["requirement.returned", "requirement.ended"]);
        office.settle().await;
    });
}

#[test]
fn a_waiver_counts_when_the_owner_accepts_it_and_is_asked_about_at_its_end() {
    each("requirement_waiver", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let liaison = office.person("Lea Liaison", &[Role::ToolsLiaison]).await;
        let process_id = in_force(&office, &designer).await;
        let owner = office.person_on("Olga Owner", &[Role::ProcessOwner], Some(&process_id)).await;
        let one = found(&office, &liaison, "stops the clock").await;
        let href = format!("/api/requirements/{}", one["id"].as_str().expect("an id"));
        let send = async |rest: &str, guest: &Guest, body: Value| {
            office.json("POST", &format!("{href}/{rest}"), Some(guest), &body).await
        };
        let answer = json!({ "revision": 1, "gap": "not_met", "note": "The clock runs on." });
        assert_eq!(send("answer", &liaison, answer).await.value()["state"], json!("not_met"));
        let late = json!({ "what": "The clock runs on.", "why": "Release in spring.", "until": "2036-01-01" });
        assert_eq!(send("waivers", &liaison, late).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wish = json!({ "what": "The clock runs on.", "why": "Release in spring.", "until": "2026-12-01" });
        let waived = send("waivers", &liaison, wish).await.value();
        assert_eq!((&waived["state"], &waived["waivers"][0]["state"]), (&json!("not_met"), &json!("asked")));
        let asks = asked(&office, &owner).await;
        assert!(asks[0].starts_with("Accept or refuse a waiver"), "{asks:?}");
        let id = waived["waivers"][0]["id"].as_str().expect("an id").to_owned();
        let acceptance = format!("waivers/{id}/acceptance");
        let until = json!({ "until": "2026-12-31" });
        assert_eq!(send(&acceptance, &liaison, until.clone()).await.status, StatusCode::FORBIDDEN);
        let accepted = send(&acceptance, &owner, until).await.value();
        assert_eq!((&accepted["state"], &accepted["waivers"][0]["until"]), (&json!("waived"), &json!("2026-12-31")));
        let asks = asked(&office, &owner).await;
        assert!(
            asks.len() == 1 && asks[0].starts_with("Decide on the waiver that holds until 31 Dec 2026"),
            "{asks:?}"
        );
        office.app.clock().advance_seconds(70 * 86_400);
        let later = office.person_on("Lena Later", &[Role::ProcessOwner], Some(&process_id)).await;
        let over = office.get(&href, Some(&later)).await.value();
        assert_eq!((&over["state"], &over["waivers"][0]["state"]), (&json!("not_met"), &json!("expired")));
        let page = office.get(&format!("/requirements/{}", one["id"].as_str().expect("an id")), Some(&later)).await;
        assert!(page.status == StatusCode::OK && page.body.contains("expired"));
        let end = format!("waivers/{id}/end");
        assert_eq!(send(&end, &later, json!({ "reason": " " })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            send(&end, &later, json!({ "reason": "Done." })).await.value()["waivers"][0]["state"],
            json!("ended")
        );
        assert!(asked(&office, &owner).await.is_empty());
        assert_eq!(send(&end, &later, json!({ "reason": "Done." })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        office.settle().await;
    });
}

#[test]
fn what_the_definition_asks_is_written_into_the_draft_with_one_click_and_not_offered_again() {
    each("requirement_proposals", |office| async move {
        let designer = office.person("Dora Designer", &[Role::ProcessDesigner]).await;
        let reader = office.person("Pat Practitioner", &[Role::Practitioner]).await;
        let process_id = in_force(&office, &designer).await;
        let (tab, api) = (format!("/processes/{KEY}/tool"), format!("/api/processes/{KEY}/tool/proposals"));
        assert_eq!(office.get(&api, Some(&reader)).await.status, StatusCode::FORBIDDEN);
        assert!(!office.get(&tab, Some(&reader)).await.body.contains("What else the definition asks"));
        let open = office.get(&api, Some(&designer)).await.value();
        let sources: Vec<String> = open["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|one| one["source"].as_str().expect("a source").to_owned())
            .collect();
        assert!(sources.len() > 5, "{sources:?}");
        let none = office.post(&format!("{tab}/proposals"), Some(&designer), &[]).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("Choose at least one proposal"));
        let fields = [("source", sources[0].as_str()), ("source", sources[1].as_str())];
        let taken = office.post(&format!("{tab}/proposals"), Some(&designer), &fields).await;
        assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, tab.as_str()));
        let of = process_id.clone();
        let draft = office
            .app
            .read(move |tx| {
                let open = process::store::open_draft(tx, &of)?.expect("a draft began");
                process::store::definition(tx, &open.id)
            })
            .await
            .expect("reads");
        assert_eq!(draft.requirements.len(), 6, "four that were there, and two more");
        assert_eq!(draft.requirements[4].text, open["items"][0]["text"].as_str().expect("a text"));
        let refusal = format!("{tab}/proposals/refusal");
        let bare = office.post(&refusal, Some(&designer), &[("proposal", &sources[2]), ("reason", "")]).await;
        assert!(bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.body.contains("The reason is missing"));
        let left = [("proposal", sources[2].as_str()), ("reason", "Paper is fine.")];
        assert_eq!(office.post(&refusal, Some(&designer), &left).await.status, StatusCode::SEE_OTHER);
        let rest = office.get(&api, Some(&designer)).await.value();
        assert_eq!(rest["total"].as_u64(), u64::try_from(sources.len() - 3).ok());
        let again = json!({ "sources": [sources[0], "form/nothing@nowhere"] });
        assert_eq!(office.json("POST", &api, Some(&designer), &again).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (actor, now) = (designer.actor.clone(), office.app.now());
        office
            .app
            .write(move |tx| process::commands::discard(tx, &actor, now, &process_id, ""))
            .await
            .expect("discarded");
        let open = office.get(&api, Some(&designer)).await.value();
        assert_eq!(
            open["total"].as_u64(),
            u64::try_from(sources.len() - 1).ok(),
            "what a discarded draft took is open again"
        );
        office.settle().await;
    });
}
