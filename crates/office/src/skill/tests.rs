use axum::http::StatusCode;
use serde_json::json;

use super::model::{Holder, Need, Skill, Standing, checked, lines};
use super::store;
use crate::access::Role;
use crate::clock::Time;
use crate::testing::{Guest, Office, each};
use crate::worklist;

fn holder(skill: &str, person: &str, confirmed: bool) -> Holder {
    Holder {
        skill_id: skill.to_owned(),
        person_id: person.to_owned(),
        person: person.to_owned(),
        said_at: Time(1),
        confirmed_by: if confirmed { "Tom".to_owned() } else { String::new() },
        confirmed_at: confirmed.then_some(Time(2)),
    }
}

#[test]
fn only_what_is_confirmed_covers_what_is_needed() {
    let skill = |id: &str, name: &str| Skill { id: id.into(), name: name.into(), meaning: String::new() };
    let need = |name: &str| Need {
        skill: name.into(),
        process_key: "p".into(),
        process: "P".into(),
        element: "a".into(),
        activity: "A".into(),
    };
    let skills = vec![skill("1", "Arabic"), skill("2", "Calm"), skill("3", "Maps"), skill("4", "Ears")];
    let holders = vec![
        holder("1", "ann", false),
        holder("2", "ann", true),
        holder("2", "bob", false),
        holder("3", "ann", true),
        holder("3", "bob", true),
        holder("4", "ann", true),
    ];
    let needs = vec![need("arabic"), need(" Calm"), need("Maps"), need("Welding"), need("  ")];
    let told: Vec<(String, Standing, bool)> = lines(skills, holders, needs)
        .into_iter()
        .map(|line| (line.name.clone(), line.standing(), line.skill.is_some()))
        .collect();
    let expected = [
        ("Arabic", Standing::Nobody, true),
        ("Calm", Standing::One, true),
        ("Ears", Standing::NotNeeded, true),
        ("Maps", Standing::Covered, true),
        ("Welding", Standing::Nobody, false),
    ];
    assert_eq!(told, expected.map(|(name, standing, listed)| (name.to_owned(), standing, listed)));
}

#[test]
fn a_skill_has_a_name_of_one_line() {
    assert_eq!(checked("  Network   basics ", " Reads a trace. ").expect("a skill").0, "Network basics");
    for (name, meaning, field) in [
        ("", "", "name"),
        ("a\u{0}b", "", "name"),
        (&"x".repeat(81), "", "name"),
        ("Calm", &"x".repeat(501), "meaning"),
        ("Calm", "a\u{7}b", "meaning"),
    ] {
        assert_eq!(checked(name, meaning).expect_err("refused")[0].field, Some(field), "{name:?}");
    }
}

/// Adds a skill as its keeper; gives its address.
async fn added(office: &Office, keeper: &Guest, name: &str) -> String {
    let reply = office.post("/skills", Some(keeper), &[("name", name), ("meaning", "Passed the test.")]).await;
    let location = reply.location().to_owned();
    assert!(location.starts_with("/skills/"), "{location} {}", reply.body);
    location
}

async fn having(office: &Office, name: &'static str) -> usize {
    office.app.read(move |tx| Ok(store::having(tx, name)?.len())).await.expect("read")
}

async fn asked(office: &Office, guest: &Guest) -> Vec<String> {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let all = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("asks");
    let _ = now;
    all.into_iter().map(|ask| ask.title).collect()
}

#[test]
fn what_somebody_says_counts_when_another_confirms_it() {
    each("skill_said", |office| async move {
        let keeper = office.person("Amara", &[Role::SmoManager]).await;
        let desk = office.person("Aisha", &[Role::Practitioner]).await;
        let href = added(&office, &keeper, "Arabic").await;
        office.post(&format!("{href}/mine"), Some(&desk), &[]).await;
        office.post(&format!("{href}/mine"), Some(&desk), &[]).await;
        assert_eq!(having(&office, "arabic").await, 0, "nobody confirmed it yet");
        assert_eq!(asked(&office, &keeper).await, ["Confirm that Aisha has the skill “Arabic”"]);
        let own = format!("{href}/holders/{}/confirmation", desk.person.id);
        assert_eq!(office.post(&own, Some(&desk), &[]).await.status, StatusCode::FORBIDDEN);
        office.post(&own, Some(&keeper), &[]).await;
        assert_eq!(having(&office, " ARABIC ").await, 1);
        assert!(asked(&office, &keeper).await.is_empty(), "it is confirmed, so nobody is asked any more");
        let page = office.get(&href, Some(&desk)).await;
        assert!(page.body.contains("You have it, confirmed by Amara"), "{}", page.body);
        office.post(&format!("{href}/mine/end"), Some(&desk), &[]).await;
        assert_eq!(having(&office, "Arabic").await, 0);
        let late = office.post(&own, Some(&keeper), &[]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "what was taken back cannot be confirmed from an old page");
    });
}

#[test]
fn who_keeps_the_list_gives_skills_and_never_to_themselves() {
    each("skill_given", |office| async move {
        let keeper = office.person("Tom", &[Role::TrainingLead]).await;
        let other = office.person("Aisha", &[Role::Practitioner]).await;
        let href = added(&office, &keeper, "Calm").await;
        let give = |person: String| {
            let (office, href, keeper) = (&office, &href, &keeper);
            async move { office.post(&format!("{href}/holders"), Some(keeper), &[("person", &person)]).await }
        };
        let own = give(keeper.person.id.clone()).await;
        assert!(own.status == StatusCode::UNPROCESSABLE_ENTITY && own.body.contains("Nobody confirms their own skill"));
        let none = give("nobody' or 1=1".to_owned()).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("with an open account"));
        assert_eq!(give(other.person.id.clone()).await.location(), href);
        assert_eq!(having(&office, "Calm").await, 1);
        let twice = office.post("/skills", Some(&keeper), &[("name", "CALM")]).await;
        assert!(twice.body.contains("A skill of this name is on the list already."), "{}", twice.body);
        let refused = office.post("/skills", Some(&other), &[("name", "Mine")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        for hostile in ["<script>alert(1)</script>", "=cmd|' /C calc'!A0"] {
            let href = added(&office, &keeper, hostile).await;
            let page = office.get(&href, Some(&keeper)).await.body;
            assert!(!page.contains("<script>alert"), "{page}");
        }
        let sheet = office.get("/skills.csv", Some(&other)).await.body;
        assert!(!sheet.lines().any(|line| line.starts_with('=')), "{sheet}");
        office.post(&format!("{href}/removal"), Some(&keeper), &[]).await;
        assert_eq!(office.get(&href, Some(&keeper)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(having(&office, "Calm").await, 0);
    });
}

#[test]
fn programs_read_the_gaps_and_give_skills() {
    each("skill_api", |office| async move {
        let keeper = office.person("Amara", &[Role::SmoManager]).await;
        let desk = office.person("Aisha", &[Role::Practitioner]).await;
        let made = office.json("POST", "/api/skills", Some(&keeper), &json!({ "name": "Arabic" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.value()["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/skills/{id}/holders/{}", desk.person.id);
        let said = office.json("PUT", &path, Some(&desk), &json!(null)).await;
        assert_eq!(said.value()["holders"][0]["confirmed"], json!(false), "{}", said.body);
        let given = office.json("PUT", &path, Some(&keeper), &json!(null)).await;
        assert_eq!(given.value()["holders"][0]["confirmed_by"], json!("Amara"), "{}", given.body);
        let foreign = format!("/api/skills/{id}/holders/{}/end", keeper.person.id);
        assert_eq!(office.json("POST", &foreign, Some(&desk), &json!(null)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/api/skills?standing=not_needed", Some(&desk)).await.value()["total"], json!(1));
        let wrong = office.json("POST", "/api/skills", Some(&keeper), &json!({ "name": "", "more": 1 })).await;
        assert!(wrong.status.is_client_error(), "{}", wrong.body);
    });
}
