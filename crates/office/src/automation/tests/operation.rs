//! Cases in the hands of whoever runs them: moved with mapped elements and taken back, and acted on together.

use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::testing::each;

const AT: &str = "/processes/service-request/cases";
const OLD: &str = "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"e\"/>";
const NEW: &str = "<startEvent id=\"s\"/><userTask id=\"check\" name=\"Check\"/><receiveTask id=\"pay\" name=\"Pay\" messageRef=\"hello\"/>\
     <endEvent id=\"e\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"check\"/>\
     <sequenceFlow id=\"b\" sourceRef=\"check\" targetRef=\"pay\"/><sequenceFlow id=\"c\" sourceRef=\"pay\" targetRef=\"e\"/>";

/// Runs this diagram from now on, as though it were the draft that came into force.
async fn renewed(office: &Office, cast: &Cast, content: &str) {
    let (id, now) = (cast.process_id.clone(), office.app.now());
    let manager = crate::process::tests::actor(office, &cast.manager).await;
    let draft = office
        .app
        .write(move |tx| crate::process::commands::start_draft(tx, &manager, now, &id, ""))
        .await
        .expect("a draft");
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:test\">\
         <message id=\"hello\" name=\"hello\"/><process id=\"q\" isExecutable=\"true\">{content}</process></definitions>"
    );
    let deployment = Deployment {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: cast.process_id.clone(),
        version_id: draft.id,
        number: "1.1".to_owned(),
        plan: Plan { text, entry: "q".to_owned(), ..Plan::default() },
        deployed_at: now,
    };
    office
        .app
        .write(move |tx| {
            deployment::store::insert(tx, &deployment)?;
            deployment::use_from_now(tx, &Actor::office(), now, &deployment)
        })
        .await
        .expect("deployed");
}

/// Two cases at “Look” of a version that is not in force any more.
async fn two(office: &Office) -> (Cast, String, String) {
    let cast = published(office, service_request()).await;
    let deployment = deployed(office, &cast, OLD).await;
    let first = begun(office, &deployment, "{}").await;
    let second = begun(office, &deployment, "{}").await;
    renewed(office, &cast, NEW).await;
    (cast, first, second)
}

async fn did(office: &Office, cast: &Cast, id: &str) -> StatusCode {
    let task = one(office, id).await.1.into_iter().find(|task| task.state == TaskState::Open).expect("open work");
    office.post(&format!("{}/completion", task.href()), Some(&cast.manager), &[]).await.status
}

#[test]
fn cases_go_on_from_the_step_that_is_named_for_theirs_and_a_move_is_taken_back_until_a_step_is_made() {
    each("operation_moves", |office| async move {
        let (cast, first, second) = two(&office).await;
        let migration = format!("{AT}/migration");
        let page = office.get(&migration, Some(&cast.manager)).await;
        assert!(page.body.contains("“Look” becomes"), "{}", page.body);
        assert!(page.body.contains("is not in the other version"), "nothing is suggested: {}", page.body);
        let page = office.get(&format!("{migration}?map.look=pay"), Some(&cast.manager)).await;
        assert!(page.body.contains("only the same kind can stand for it"), "{}", page.body);
        let page = office.get(&format!("{migration}?map.look=check"), Some(&cast.manager)).await;
        assert!(page.body.contains("Move them to version 1.1"), "{}", page.body);
        let fields = [
            ("case", first.as_str()),
            ("case", second.as_str()),
            ("map.look", "check"),
            ("reason", "The check is new."),
        ];
        let reply = office.post(&migration, Some(&cast.manager), &fields).await;
        let moved = reply.location().to_owned();
        assert!(moved.starts_with(&format!("{AT}/migrations/")), "{moved} {}", reply.body);
        for id in [&first, &second] {
            assert_eq!(open(&office, id).await, ["Check"]);
        }
        assert_eq!(asked(&office, &cast.manager).await, ["Check: A case", "Check: A case"], "whoever has it is told");
        let story = office.get(&format!("/cases/{first}"), Some(&cast.manager)).await.body;
        assert!(story.contains("moved the case from version 1.0 to 1.1: The check is new"), "{story}");
        assert!(did(&office, &cast, &first).await.is_redirection(), "a moved case goes on");
        let reply = office.post(&format!("{moved}/undo"), Some(&cast.manager), &[]).await;
        assert_eq!(reply.location(), moved, "{}", reply.body);
        assert_eq!(open(&office, &second).await, ["Look"], "it is where it was");
        let shown = office.get(&moved, Some(&cast.manager)).await.body;
        assert!(shown.contains("taken back") && shown.contains("It has made a step since"), "{shown}");
        assert!(did(&office, &cast, &second).await.is_redirection());
        assert_eq!(one(&office, &second).await.0.state, State::Completed, "and goes on as it began");
        office.post(&format!("{moved}/keep"), Some(&cast.manager), &[]).await;
        let late = office.post(&format!("{moved}/undo"), Some(&cast.manager), &[]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.body.contains("The move is kept"), "{}", late.body);
    });
}

#[test]
fn a_subset_is_chosen_by_version_step_and_a_pasted_list() {
    each("operation_subset", |office| async move {
        let (cast, first, second) = two(&office).await;
        let (code, deployment) = {
            let case = one(&office, &first).await.0;
            (case.code, case.deployment_id)
        };
        let look = |query: String| {
            let (office, manager) = (&office, &cast.manager);
            async move {
                let at = format!("/api{AT}/migration?map.look=check&{query}");
                office.get(&at, Some(manager)).await.value()
            }
        };
        let found = look(format!("codes={}%0D%0AC-NONE", code.to_lowercase())).await;
        assert_eq!(found["cases"].as_array().map(Vec::len), Some(1), "{found}");
        assert_eq!(found["cases"][0]["id"], first.as_str());
        assert_eq!(found["unknown"], json!(["C-NONE"]));
        assert_eq!(found["elements"][0]["becomes"], "check");
        assert_eq!(look("element=look".to_owned()).await["cases"].as_array().map(Vec::len), Some(2));
        assert_eq!(look("element=nowhere".to_owned()).await["cases"], json!([]));
        assert_eq!(look(format!("version={deployment}")).await["cases"].as_array().map(Vec::len), Some(2));
        assert_eq!(look("version=%27%3B".to_owned()).await["cases"], json!([]));
        let body = json!({ "cases": [code], "mapping": { "look": "check" } });
        let at = format!("/api{AT}/migrations");
        let reply = office.json("POST", &at, Some(&cast.manager), &body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        let id = reply.value()["id"].as_str().expect("an id").to_owned();
        assert_eq!(reply.value()["cases"][0]["state"], "moved");
        assert_eq!(open(&office, &second).await, ["Look"], "the other one was not chosen");
        let undo = json!({ "case": first });
        let reply = office.json("POST", &format!("{at}/{id}/undo"), Some(&cast.manager), &undo).await;
        assert_eq!(reply.value()["cases"][0]["state"], "taken_back", "{}", reply.body);
    });
}

#[test]
fn a_move_that_cannot_be_is_refused_and_strangers_learn_nothing_of_it() {
    each("operation_refusals", |office| async move {
        let (cast, first, _) = two(&office).await;
        let at = format!("/api{AT}/migrations");
        let send = |body: serde_json::Value| {
            let (office, manager, at) = (&office, &cast.manager, at.clone());
            async move { office.json("POST", &at, Some(manager), &body).await }
        };
        let many: Vec<String> = (0..501).map(|at| format!("C-{at}")).collect();
        for (body, status) in [
            (json!({ "cases": [] }), 422),
            (json!({ "cases": many }), 422),
            (json!({ "cases": ["nobody's"] }), 422),
            (json!({ "cases": [first], "mapping": { "look": 7 } }), 422),
            (json!({ "cases": [first], "reason": "x".repeat(1_001) }), 422),
            (json!({ "cases": [first], "mappings": {} }), 400),
        ] {
            let reply = send(body.clone()).await;
            assert_eq!(reply.status, status, "{body} {}", reply.body);
        }
        let hostile = json!({ "cases": [first], "mapping": { "look": "'; drop table cases; --", "x": null } });
        let stayed = send(hostile).await;
        assert_eq!(stayed.value()["cases"][0]["state"], "stayed", "{}", stayed.body);
        assert_eq!(open(&office, &first).await, ["Look"]);
        let id = stayed.value()["id"].as_str().expect("an id").to_owned();
        let stranger = office.person("Stan Stranger", &[Role::Practitioner]).await;
        for path in [format!("{at}/{id}"), format!("{AT}/migrations/{id}")] {
            assert_eq!(office.get(&path, Some(&stranger)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(office.get(&format!("{at}/none"), Some(&cast.manager)).await.status, StatusCode::NOT_FOUND);
        let refused = office.post(&format!("{AT}/migrations/{id}/undo"), Some(&stranger), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_move_that_nobody_takes_back_in_time_is_kept() {
    each("operation_kept", |office| async move {
        let (cast, first, _) = two(&office).await;
        let body = json!({ "cases": [first], "mapping": { "look": "check" } });
        let at = format!("/api{AT}/migrations");
        let reply = office.json("POST", &at, Some(&cast.manager), &body).await;
        let id = reply.value()["id"].as_str().expect("an id").to_owned();
        office.app.clock().advance_seconds(8 * 86_400);
        let cast = again(&office, &cast).await;
        (crate::automation::migration::jobs::KEEP.strike)(office.app.clone()).await.expect("kept");
        (crate::automation::migration::jobs::KEEP.strike)(office.app.clone()).await.expect("again");
        let of = cast.process_id.clone();
        let told = office.app.read(move |tx| Ok(crate::journal::store::of_object(tx, "process", &of, 100)?)).await;
        let told = told.expect("it reads").into_iter().filter(|entry| entry.action == "automation.move_kept").count();
        assert_eq!(told, 1, "that it was kept stands in the journal, once");
        let page = office.get(&format!("{AT}/migrations/{id}"), Some(&cast.manager)).await.body;
        assert!(page.contains("its time was over"), "{page}");
        let late = office.json("POST", &format!("{at}/{id}/undo"), Some(&cast.manager), &json!({})).await;
        assert_eq!(late.status, 422);
    });
}

pub(crate) const STRAIGHT: &str = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\"/><userTask id=\"t\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"g\"/>\
     <sequenceFlow id=\"b\" sourceRef=\"g\" targetRef=\"t\"><conditionExpression>amount > 10</conditionExpression></sequenceFlow>\
     <sequenceFlow id=\"c\" sourceRef=\"t\" targetRef=\"e\"/>";

#[test]
fn an_act_over_several_cases_has_an_outcome_for_each() {
    each("operation_bulk", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let stopped = begun(&office, &deployment, r#"{"amount": 3}"#).await;
        let mended = begun(&office, &deployment, r#"{"amount": 3}"#).await;
        let running = begun(&office, &deployment, r#"{"amount": 12}"#).await;
        let right = [("name", "amount"), ("value", "12")];
        office.post(&format!("/cases/{mended}/values"), Some(&cast.manager), &right).await;
        let page = office.get("/cases/acts?state=stopped", Some(&cast.manager)).await;
        assert!(page.body.contains(&mended) && !page.body.contains(&running), "{}", page.body);
        let act = |act: &str, reason: &str| {
            let body = json!({ "cases": [stopped, mended, running, "C-0000"], "act": act, "reason": reason });
            let (office, manager) = (&office, &cast.manager);
            async move { office.json("POST", "/api/cases/acts", Some(manager), &body).await.value() }
        };
        let tried = act("retry", "").await;
        let done: Vec<bool> =
            tried["items"].as_array().expect("items").iter().map(|one| one["done"] == json!(true)).collect();
        assert_eq!(done, [true, true, false, false], "{tried}");
        assert_eq!(tried["items"][0]["sentence"], "1 tried again; 1 stopped again.");
        assert_eq!(tried["items"][1]["sentence"], "One step tried again.");
        assert_eq!(open(&office, &mended).await, ["Look"]);
        let agent = office.person("Aisha Agent", &[Role::Practitioner]).await;
        let fields = [
            ("case", mended.as_str()),
            ("case", stopped.as_str()),
            ("act", "hand"),
            ("from", cast.manager.person.id.as_str()),
            ("to", agent.person.id.as_str()),
        ];
        let page = office.post("/cases/acts", Some(&cast.manager), &fields).await;
        assert!(
            page.body.contains("Handed over: Look.") && page.body.contains("They have no work in it."),
            "{}",
            page.body
        );
        assert_eq!(asked(&office, &agent).await, ["Look: A case"]);
        assert_eq!(act("pause", "Stocktaking").await["done"], 3);
        assert_eq!(act("resume", "").await["done"], 3);
        let cancelled = act("cancel", "Ordered twice").await;
        assert_eq!(cancelled["done"], 3, "{cancelled}");
        assert_eq!(one(&office, &stopped).await.0.state, State::Cancelled);
        assert_eq!(act("cancel", "Again").await["done"], 0, "they have ended");
    });
}

#[test]
fn an_act_over_several_cases_is_refused_without_a_reason_a_case_or_the_right() {
    each("operation_bulk_refusals", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let id = begun(&office, &deployment, r#"{"amount": 12}"#).await;
        for (fields, sentence) in [
            (vec![("case", id.as_str()), ("act", "cancel")], "Say why"),
            (vec![("case", id.as_str()), ("act", "explode")], "Choose what is to be done"),
            (vec![("act", "retry")], "Choose at least one case."),
            (vec![("case", id.as_str()), ("act", "hand")], "Choose a person"),
        ] {
            let reply = office.post("/cases/acts", Some(&cast.manager), &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(reply.body.contains(sentence), "{}", reply.body);
        }
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        assert_eq!(office.get("/cases/acts", Some(&reader)).await.status, StatusCode::FORBIDDEN);
        let other = office.person_on("Olle Other", &[Role::Practitioner], None).await;
        let cancel = json!({ "cases": [id], "act": "cancel", "reason": "mine" });
        let reply = office.json("POST", "/api/cases/acts", Some(&other), &cancel).await;
        assert_eq!(reply.status, 403);
        assert_eq!(one(&office, &id).await.0.state, State::Running);
        let many: Vec<String> = (0..501).map(|at| format!("C-{at}")).collect();
        let body = json!({ "cases": many, "act": "retry" });
        assert_eq!(office.json("POST", "/api/cases/acts", Some(&cast.manager), &body).await.status, 422);
    });
}
