//! Work that needs a skill is asked of those who have it.

use super::people::{done, started};
use super::*;
use crate::skill::commands as skills;
use crate::testing::each;

/// Puts a skill on the list and gives it to these people; gives its id.
async fn given(office: &Office, name: &'static str, people: &[&Guest]) -> String {
    let keeper = office.person(&format!("Tom {name}"), &[Role::TrainingLead]).await.actor;
    let (now, people) = (office.app.now(), people.iter().map(|one| one.person.id.clone()).collect::<Vec<_>>());
    office
        .app
        .write(move |tx| {
            let id = skills::add(tx, &keeper, now, name, "")?;
            for person in &people {
                skills::give(tx, &keeper, now, &id, person)?;
            }
            Ok(id)
        })
        .await
        .expect("a skill")
}

async fn why(office: &Office, guest: &Guest) -> Vec<String> {
    let id = guest.person.id.clone();
    let asks = office.app.read(move |tx| Ok(worklist::open_for(tx, &id)?)).await.expect("asks");
    asks.into_iter().filter(|ask| ask.object_kind == "case").map(|ask| ask.why).collect()
}

/// A desk whose check needs these skills.
async fn needing(office: &Office, names: &[&str]) -> Desk {
    let mut definition = service_request();
    let check = definition.activities.entry("check".to_owned()).or_default();
    check.skills = names.iter().map(|name| (*name).to_owned()).collect();
    desk_of(office, definition).await
}

/// A request that stands at its check.
async fn to_check(office: &Office, desk: &Desk) -> String {
    let id = started(office, desk).await;
    let me = desk.user.person.id.clone();
    let order = [("answer_0", "New equipment"), ("answer_1", me.as_str()), ("answer_3", "For the new colleague")];
    done(office, &id, &desk.user, &order).await;
    id
}

#[test]
fn of_those_who_can_be_asked_the_ones_with_every_skill_are() {
    each("automation_skill", |office| async move {
        let desk = needing(&office, &["arabic", "Calm"]).await;
        given(&office, "Arabic", &[&desk.agent, &desk.second]).await;
        given(&office, "Calm", &[&desk.second, &desk.approver]).await;
        to_check(&office, &desk).await;
        assert!(asked(&office, &desk.agent).await.is_empty(), "one of the two skills is not enough");
        assert!(asked(&office, &desk.approver).await.is_empty(), "a skill alone makes nobody a candidate");
        let told = why(&office, &desk.second).await.join("");
        assert!(told.ends_with(", and you have the skills “arabic”, “Calm”."), "{told}");
    });
}

#[test]
fn where_nobody_has_the_skill_everybody_is_asked_and_told() {
    each("automation_skill_gap", |office| async move {
        let desk = needing(&office, &["Arabic"]).await;
        let skill = given(&office, "Arabic", &[&desk.approver]).await;
        let id = to_check(&office, &desk).await;
        for guest in [&desk.agent, &desk.second] {
            let told = why(&office, guest).await.join("");
            assert!(told.ends_with("Nobody who can be asked has the skill “Arabic” that it needs."), "{told}");
        }
        let findings = office.get("/findings?rule=skill-without-backup", Some(&desk.user)).await.body;
        assert!(findings.contains("Only Petra Payer has the skill “Arabic”"), "{findings}");
        let approver = desk.approver.person.id.clone();
        let ended = office.post(&format!("/skills/{skill}/mine/end"), Some(&desk.approver), &[]).await;
        assert_eq!(ended.location(), format!("/skills/{skill}"), "{approver}");
        let findings = office.get("/processes/service-request/findings", Some(&desk.user)).await.body;
        assert!(findings.contains("needs the skill “Arabic”, which nobody has."), "{findings}");
        let (_, tasks) = one(&office, &id).await;
        let task = tasks.into_iter().find(|task| task.state == TaskState::Open).expect("open").href();
        office.post(&format!("{task}/claim"), Some(&desk.agent), &[]).await;
        let to = desk.second.person.id.clone();
        office.post(&format!("{task}/delegation"), Some(&desk.agent), &[("person", &to)]).await;
        let story = office.get(&format!("/cases/{id}"), Some(&desk.cast.manager)).await.body;
        assert!(story.contains("who does not have what it needs (Arabic)"), "{story}");
        let page = office.get(&task, Some(&desk.second)).await.body;
        assert!(page.contains("Skills needed"), "{page}");
    });
}

#[test]
fn a_skill_that_a_version_in_force_needs_keeps_its_name() {
    each("automation_skill_name", |office| async move {
        let desk = needing(&office, &["Arabic", "Welding"]).await;
        let skill = given(&office, "Arabic", &[&desk.agent]).await;
        let keeper = office.person("Amara", &[Role::SmoManager]).await;
        let rename = [("name", "Levantine Arabic"), ("meaning", "")];
        let refused = office.post(&format!("/skills/{skill}"), Some(&keeper), &rename).await.body;
        assert!(refused.contains("is needed in: Service request"), "{refused}");
        let refused = office.post(&format!("/skills/{skill}/removal"), Some(&keeper), &[]).await.body;
        assert!(refused.contains("once no activity in force names it"), "{refused}");
        let list = office.get("/skills?standing=nobody", Some(&keeper)).await.body;
        assert!(list.contains("Welding") && list.contains("not on the list"), "{list}");
        let found = office.get("/search?q=welding", Some(&keeper)).await.body;
        assert!(found.contains("Welding"), "{found}");
    });
}
