//! Cases that people carry: from the switch to the end, and what each may and may not.

use axum::http::StatusCode;

use super::*;
use crate::testing::each;

/// Starts a request as its user through the form; gives the id of the case.
pub(crate) async fn started(office: &Office, desk: &Desk) -> String {
    let fields = [("title", "A laptop for Lena"), ("business_key", "RITM-7")];
    let reply = office.post("/processes/service-request/cases", Some(&desk.user), &fields).await;
    let location = reply.location().to_owned();
    assert!(location.starts_with("/cases/") && location.contains("/tasks/"), "{location} {}", reply.body);
    location.split('/').nth(2).expect("an id").to_owned()
}

/// The address of the open task of a case.
async fn open_task(office: &Office, id: &str) -> String {
    let (_, tasks) = one(office, id).await;
    let task = tasks.into_iter().find(|task| task.state == TaskState::Open).expect("an open task");
    task.href()
}

/// Does the open task of a case.
pub(crate) async fn done(office: &Office, id: &str, guest: &Guest, fields: &[(&str, &str)]) -> crate::testing::Reply {
    let href = open_task(office, id).await;
    office.post(&format!("{href}/completion"), Some(guest), fields).await
}

#[test]
fn two_clicks_on_one_form_begin_one_case_and_other_words_another() {
    each("automation_clicks", |office| async move {
        let desk = desk(&office).await;
        let page = office.get("/processes/service-request/cases/new", Some(&desk.user)).await.body;
        let form = page.split('<').find(|tag| tag.contains("name=\"once\"")).expect("the form has a name");
        let once = form.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned();
        let press = async |title: &str| {
            let fields = [("once", once.as_str()), ("title", title)];
            office.post("/processes/service-request/cases", Some(&desk.user), &fields).await.location().to_owned()
        };
        let first = press("A laptop for Lena").await;
        assert_eq!(press("A laptop for Lena").await, first);
        assert_ne!(press("A chair for Lena").await, first);
    });
}

#[test]
fn a_request_goes_from_the_form_through_the_hands_of_its_people_to_its_end() {
    each("automation_people", |office| async move {
        let desk = desk(&office).await;
        let id = started(&office, &desk).await;
        let href = open_task(&office, &id).await;
        let page = office.get(&href, Some(&desk.user)).await;
        assert!(page.body.contains("What do you need?"), "the form of the activity is asked: {}", page.body);
        let refused = done(&office, &id, &desk.user, &[("answer_0", "A pony")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("choose one of the list"), "{}", refused.body);
        let me = desk.user.person.id.clone();
        let order = [("answer_0", "New equipment"), ("answer_1", me.as_str()), ("answer_3", "For the new colleague")];
        let reply = done(&office, &id, &desk.user, &order).await;
        assert_eq!(reply.location(), "/", "{}", reply.body);
        assert_eq!(asked(&office, &desk.agent).await, ["Check request: A laptop for Lena"]);
        assert_eq!(asked(&office, &desk.second).await.len(), 1, "everybody of the role is asked");
        let href = open_task(&office, &id).await;
        office.post(&format!("{href}/claim"), Some(&desk.agent), &[]).await;
        assert_eq!(asked(&office, &desk.second).await.len(), 0, "once it is taken on, nobody else is asked");
        let late = office.post(&format!("{href}/claim"), Some(&desk.second), &[]).await;
        assert!(late.body.contains("Aisha Agent has taken this work on"), "{}", late.body);
        let unsaid = done(&office, &id, &desk.agent, &[]).await;
        assert!(unsaid.body.contains("Say which way it goes on"), "{}", unsaid.body);
        // Complete and entitled: yes; and then approval needed: yes.
        let ways = ways(&office, &id).await;
        let reply = done(&office, &id, &desk.agent, &[("answer_0", &ways[0].1), ("answer_1", &ways[1].0)]).await;
        assert_eq!(reply.location(), "/", "{}", reply.body);
        assert_eq!(open(&office, &id).await, ["Decide on request"]);
        let reply = done(&office, &id, &desk.approver, &[("answer_0", &granted(&office, &id).await)]).await;
        assert_eq!(reply.location(), "/", "{}", reply.body);
        for (name, guest) in [("Fulfil request", &desk.fulfiller), ("Hand over to the user", &desk.fulfiller)] {
            assert_eq!(open(&office, &id).await, [name]);
            done(&office, &id, guest, &[]).await;
        }
        assert_eq!(
            asked(&office, &desk.user).await,
            ["Confirm receipt: A laptop for Lena"],
            "who began it is its user"
        );
        let usable = ways_of(&office, &id, "usable").await;
        let to_close = usable.iter().find(|flow| flow.1 == "close").expect("a way to close").0.clone();
        done(&office, &id, &desk.user, &[("answer_0", &to_close)]).await;
        done(&office, &id, &desk.second, &[]).await;
        let (case, tasks) = one(&office, &id).await;
        assert_eq!(case.state, State::Completed);
        assert!(tasks.iter().all(|task| task.state == TaskState::Done), "{tasks:?}");
        for guest in [&desk.user, &desk.agent, &desk.second, &desk.approver, &desk.fulfiller, &desk.cast.manager] {
            assert!(asked(&office, guest).await.is_empty(), "nothing is asked of {} any more", guest.person.name);
        }
        let page = office.get(&format!("/cases/{id}"), Some(&desk.user)).await;
        assert!(page.body.contains("did “Decide on request”"), "the story is told: {}", page.body);
        let log = office.get("/processes/service-request/cases.csv", Some(&desk.cast.manager)).await;
        assert_eq!(log.body.lines().count(), 8, "a header and seven pieces of work: {}", log.body);
        assert!(log.body.contains("Petra Payer"), "{}", log.body);
    });
}

/// Flow and target of each choice of a gateway.
async fn ways_of(office: &Office, id: &str, gateway: &str) -> Vec<(String, String)> {
    let (case, _) = one(office, id).await;
    let gateway = gateway.to_owned();
    office
        .app
        .read(move |tx| {
            let loaded = deployment::loaded(tx, &case.deployment_id)?;
            let diagram = loaded.definition.flow().expect("a diagram");
            Ok(diagram.outgoing(&gateway).map(|flow| (flow.id.clone(), flow.target.clone())).collect())
        })
        .await
        .expect("ways")
}

/// For the two questions of the check: the flow that asks back and the one that goes on; approval and none.
pub(crate) async fn ways(office: &Office, id: &str) -> Vec<(String, String)> {
    let complete = ways_of(office, id, "complete").await;
    let approval = ways_of(office, id, "needs_approval").await;
    let to = |all: &[(String, String)], target: &str| {
        all.iter().find(|(_, to)| to == target).map(|(flow, _)| flow.clone()).expect("a way")
    };
    vec![
        (to(&complete, "clarify"), to(&complete, "needs_approval")),
        (to(&approval, "approve"), to(&approval, "fulfil_join")),
    ]
}

async fn granted(office: &Office, id: &str) -> String {
    let all = ways_of(office, id, "granted").await;
    all.into_iter().find(|(_, to)| to == "fulfil_join").expect("a way").0
}

#[test]
fn nobody_approves_what_they_asked_for_themselves() {
    each("automation_separation", |office| async move {
        let desk = desk(&office).await;
        let fields = [
            ("people agent", "Aisha Agent"),
            ("people approver", "Petra Payer\nUna User"),
            ("people fulfiller", "Finn Fulfiller"),
            ("starter user", "on"),
        ];
        office.post("/processes/service-request/automation", Some(&desk.cast.manager), &fields).await;
        let id = started(&office, &desk).await;
        let me = desk.user.person.id.clone();
        let order = [("answer_0", "New equipment"), ("answer_1", me.as_str()), ("answer_3", "For me")];
        done(&office, &id, &desk.user, &order).await;
        let ways = ways(&office, &id).await;
        done(&office, &id, &desk.agent, &[("answer_0", &ways[0].1), ("answer_1", &ways[1].0)]).await;
        assert_eq!(asked(&office, &desk.approver).await.len(), 1);
        assert!(asked(&office, &desk.user).await.is_empty(), "the user is an approver, but not of this request");
        let flow = granted(&office, &id).await;
        let reply = done(&office, &id, &desk.user, &[("answer_0", &flow)]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{}", reply.body);
        let (id_, user) = (id.clone(), desk.user.person.id.clone());
        let href = open_task(&office, &id).await;
        let handed = [("person", user.as_str()), ("reason", "")];
        let reply = office.post(&format!("{href}/delegation"), Some(&desk.approver), &handed).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        assert!(reply.body.contains("Nobody approves what they ask for themselves."), "{}", reply.body);
        assert_eq!(open(&office, &id_).await, ["Decide on request"]);
    });
}

#[test]
fn work_is_given_back_and_handed_over_and_the_story_tells_it() {
    each("automation_hands", |office| async move {
        let desk = desk(&office).await;
        let id = started(&office, &desk).await;
        let href = open_task(&office, &id).await;
        office.post(&format!("{href}/claim"), Some(&desk.user), &[]).await;
        office.post(&format!("{href}/return"), Some(&desk.user), &[("reason", "not now")]).await;
        assert_eq!(asked(&office, &desk.user).await.len(), 1, "who can do it is asked again");
        let to = desk.agent.person.id.clone();
        let handed = [("person", to.as_str()), ("reason", "you know her")];
        let reply = office.post(&format!("{href}/delegation"), Some(&desk.user), &handed).await;
        assert_eq!(reply.location(), "/", "{}", reply.body);
        assert_eq!(asked(&office, &desk.agent).await.len(), 1);
        assert!(asked(&office, &desk.user).await.is_empty());
        let page = office.get(&format!("/cases/{id}"), Some(&desk.agent)).await;
        assert!(page.body.contains("handed “Order from the catalogue” to Aisha Agent: you know her"), "{}", page.body);
        assert!(page.body.contains("gave back “Order from the catalogue”: not now"), "{}", page.body);
    });
}

#[test]
fn a_stranger_learns_nothing_of_a_case() {
    each("automation_strangers", |office| async move {
        let desk = desk(&office).await;
        let id = started(&office, &desk).await;
        let stranger = office.person("Stan Stranger", &[Role::Practitioner]).await;
        let auditor = office.person("Rita Auditor", &[Role::Auditor]).await;
        let href = open_task(&office, &id).await;
        for path in [format!("/cases/{id}"), href.clone(), format!("/api/cases/{id}")] {
            assert_eq!(office.get(&path, Some(&stranger)).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(office.get(&path, Some(&auditor)).await.status, StatusCode::OK, "{path}");
        }
        for act in ["claim", "return", "delegation", "completion"] {
            let reply = office.post(&format!("{href}/{act}"), Some(&stranger), &[("person", "x")]).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{act}");
        }
        assert!(!office.get("/cases?q=laptop", Some(&stranger)).await.body.contains("A laptop for Lena"));
        assert!(office.get("/cases?q=LAPTOP", Some(&desk.user)).await.body.contains("A laptop for Lena"));
        assert!(office.get("/cases?q=RITM-7", Some(&desk.cast.manager)).await.body.contains("A laptop for Lena"));
        let audited = office.post(&format!("{href}/claim"), Some(&auditor), &[]).await;
        assert_eq!(audited.status, StatusCode::FORBIDDEN, "an auditor reads and changes nothing");
        let log = office.get("/processes/service-request/cases.csv", Some(&stranger)).await;
        assert_eq!(log.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_process_that_cannot_run_says_why_at_its_element_and_stays_off() {
    each("automation_obstacles", |office| async move {
        let mut definition = service_request();
        let start = "<bpmn:startEvent id=\"needed\" name=\"Something is needed\">";
        let cron = "<bpmn:timerEventDefinition id=\"t\"><bpmn:timeCycle>0 8 * * *</bpmn:timeCycle></bpmn:timerEventDefinition>";
        definition.diagram = definition.diagram.replace(start, &format!("{start}{cron}"));
        let cast = published(&office, definition).await;
        let page = office.get("/processes/service-request/automation", Some(&cast.owner)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("It cannot run yet"), "{}", page.body);
        assert!(page.body.contains("Something is needed</a>: "), "at its element: {}", page.body);
        let reply = office.post("/processes/service-request/automation", Some(&cast.owner), &[]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let start = office.get("/processes/service-request/cases/new", Some(&cast.owner)).await;
        assert_eq!(start.status, StatusCode::UNPROCESSABLE_ENTITY, "no case begins");
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        let refused = office.post("/processes/service-request/automation", Some(&reader), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_new_version_runs_from_its_publication_and_running_cases_stay_on_theirs() {
    each("automation_versions", |office| async move {
        let desk = desk(&office).await;
        let old = started(&office, &desk).await;
        office.app.clock().advance_seconds(600);
        let (now, process) = (office.app.now(), desk.cast.process_id.clone());
        let manager = crate::process::tests::actor(&office, &desk.cast.manager).await;
        office
            .app
            .write(move |tx| {
                crate::process::commands::start_draft(tx, &manager, now, &process, "")?;
                crate::process::draft::save(tx, &manager, now, &process, 1, &|definition| {
                    definition.purpose = "Better words.".into();
                    Ok(())
                })
            })
            .await
            .expect("a draft");
        publish_draft(&office, &desk.cast).await;
        office.settle().await;
        let new = started(&office, &desk).await;
        let page = |id: String| {
            let office = &office;
            let manager = &desk.cast.manager;
            async move { office.get(&format!("/cases/{id}"), Some(manager)).await.body }
        };
        assert!(page(old.clone()).await.contains("version 1.0"));
        assert!(page(new).await.contains("version 1.1"));
        let migration = "/processes/service-request/cases/migration";
        let shown = office.get(migration, Some(&desk.cast.manager)).await;
        assert!(shown.body.contains("Move them to version 1.1"), "{}", shown.body);
        let none = office.post(migration, Some(&desk.cast.manager), &[]).await;
        assert!(none.body.contains("Choose at least one case."), "{}", none.body);
        let foreign = office.post(migration, Some(&desk.cast.manager), &[("case", "nothing")]).await;
        assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reply = office.post(migration, Some(&desk.cast.manager), &[("case", &old)]).await;
        assert!(reply.location().starts_with("/processes/service-request/cases/migrations/"), "{}", reply.body);
        assert!(page(old.clone()).await.contains("moved the case from version 1.0 to 1.1"));
        let me = desk.user.person.id.clone();
        let order = [("answer_0", "New equipment"), ("answer_1", me.as_str()), ("answer_3", "For the new colleague")];
        let reply = done(&office, &old, &desk.user, &order).await;
        assert_eq!(reply.location(), "/", "a moved case goes on: {}", reply.body);
        let reply = office
            .post("/processes/service-request/automation/end", Some(&desk.cast.owner), &[("reason", "moved")])
            .await;
        assert_eq!(reply.location(), "/processes/service-request/cases");
        let refused = office.post("/processes/service-request/cases", Some(&desk.user), &[("title", "Another")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "no new case begins");
    });
}
