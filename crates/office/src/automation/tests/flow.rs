//! Cases that carry themselves: stops, timers, messages, calls.

use super::*;
use crate::automation::jobs;
use crate::automation::stop;
use crate::testing::each;

const STRAIGHT: &str = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\"/><userTask id=\"t\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"g\"/>\
     <sequenceFlow id=\"b\" sourceRef=\"g\" targetRef=\"t\"><conditionExpression>amount > 10</conditionExpression></sequenceFlow>\
     <sequenceFlow id=\"c\" sourceRef=\"t\" targetRef=\"e\"/>";

#[test]
fn a_stopped_step_is_asked_of_one_person_and_goes_on_when_it_is_mended() {
    each("automation_stops", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let id = begun(&office, &deployment, r#"{"amount": 3}"#).await;
        let (case, _) = one(&office, &id).await;
        assert_eq!((case.state, case.stops), (State::Running, 1));
        assert_eq!(asked(&office, &cast.manager).await.len(), 1, "the manager is asked");
        assert!(asked(&office, &cast.owner).await.is_empty(), "and nobody else");
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
        assert!(page.body.contains("No way leads on from here."), "{}", page.body);
        let stops = stops(&office, &id).await;
        let empty = office.post(&format!("/cases/{id}/stops/{}/skip", stops[0]), Some(&cast.manager), &[]).await;
        assert!(empty.body.contains("The reason is missing"), "{}", empty.body);
        let wrong = [("name", "amount"), ("value", "many")];
        let reply = office.post(&format!("/cases/{id}/values"), Some(&cast.manager), &wrong).await;
        assert!(reply.body.contains("“many” is no number."), "{}", reply.body);
        let right = [("name", "amount"), ("value", "12")];
        let reply = office.post(&format!("/cases/{id}/values"), Some(&cast.manager), &right).await;
        assert_eq!(reply.location(), format!("/cases/{id}"), "{}", reply.body);
        let retry = format!("/cases/{id}/stops/{}/retry", stops[0]);
        let reply = office.post(&retry, Some(&cast.manager), &[]).await;
        assert_eq!(reply.location(), format!("/cases/{id}"), "{}", reply.body);
        assert_eq!(open(&office, &id).await, ["Look"]);
        assert_eq!(one(&office, &id).await.0.stops, 0);
        let twice = office.post(&retry, Some(&cast.manager), &[]).await;
        assert!(twice.body.contains("dealt with already"), "{}", twice.body);
        let cancel = format!("/cases/{id}/cancellation");
        office.post(&cancel, Some(&cast.manager), &[("why", "ordered twice")]).await;
        let (case, tasks) = one(&office, &id).await;
        assert_eq!((case.state, case.outcome.as_str()), (State::Cancelled, "ordered twice"));
        assert!(tasks.iter().all(|task| task.state != TaskState::Open));
        assert!(asked(&office, &cast.manager).await.is_empty());
    });
}

#[test]
fn a_stopped_step_is_skipped_by_the_way_that_is_chosen() {
    each("automation_skip", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let id = begun(&office, &deployment, r#"{"amount": 3}"#).await;
        let skip = format!("/cases/{id}/stops/{}/skip", stops(&office, &id).await[0]);
        let reply = office.post(&skip, Some(&cast.owner), &[("reason", "agreed by phone"), ("via", "b")]).await;
        assert_eq!(reply.location(), format!("/cases/{id}"), "{}", reply.body);
        assert_eq!(open(&office, &id).await, ["Look"]);
        let page = office.get(&format!("/cases/{id}"), Some(&cast.owner)).await;
        assert!(page.body.contains("skipped: agreed by phone"), "{}", page.body);
    });
}

async fn stops(office: &Office, id: &str) -> Vec<u64> {
    let id = id.to_owned();
    let all = office.app.read(move |tx| Ok(stop::store::of_case(tx, &id)?)).await.expect("stops");
    all.into_iter().map(|(incident, _)| incident.id).collect()
}

#[test]
fn an_endless_loop_stops_and_hurts_nobody() {
    each("automation_endless", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\"/><scriptTask id=\"x\"><script>1</script></scriptTask>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"g\"/><sequenceFlow id=\"b\" sourceRef=\"g\" targetRef=\"x\"/>\
             <sequenceFlow id=\"c\" sourceRef=\"x\" targetRef=\"g\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let id = begun(&office, &deployment, "{}").await;
        assert_eq!(one(&office, &id).await.0.stops, 1);
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
        assert!(page.body.contains("A limit was reached."), "{}", page.body);
    });
}

#[test]
fn a_timer_fires_once_when_it_is_due_also_when_two_nodes_look() {
    each("automation_timers", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><timerEventDefinition id=\"d\"><timeDuration>PT1H\
             </timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id=\"t\" name=\"Look\"/>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"t\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let id = begun(&office, &deployment, "{}").await;
        jobs::fire_due(office.app.clone()).await.expect("nothing is due");
        assert!(open(&office, &id).await.is_empty());
        office.app.clock().advance_seconds(3 * 3600);
        let (one, other) = (jobs::fire_due(office.app.clone()), jobs::fire_due(office.app.clone()));
        let (one, other) = tokio::join!(one, other);
        one.and(other).expect("both nodes look");
        assert_eq!(open(&office, &id).await, ["Look"]);
    });
}

#[test]
fn a_case_begins_by_the_clock_in_its_rhythm_and_once_for_what_was_missed() {
    each("automation_clock", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"><timerEventDefinition id=\"d\"><timeCycle>R/PT1H</timeCycle></timerEventDefinition>\
             </startEvent><userTask id=\"t\" name=\"Look\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>";
        deployed(&office, &cast, content).await;
        let count = || {
            let (app, id) = (office.app.clone(), cast.process_id.clone());
            async move { app.read(move |tx| Ok(cases::counts(tx, &id)?.0)).await.expect("counts") }
        };
        for (seconds, expected) in [(1800, 0), (1801, 1), (10, 1), (5 * 3600, 2), (3600, 3)] {
            office.app.clock().advance_seconds(seconds);
            jobs::fire_due(office.app.clone()).await.expect("looked");
            assert_eq!(count().await, expected, "after {seconds} s more");
        }
    });
}

#[test]
fn a_message_reaches_the_case_of_its_key_waits_for_one_and_counts_once() {
    each("automation_messages", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><messageEventDefinition id=\"d\" messageRef=\"hello\"/>\
             </intermediateCatchEvent><userTask id=\"t\" name=\"Look\"/>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"t\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let smo = office.person("Sam Smo", &[Role::SmoManager]).await;
        let send = |id: &'static str| {
            let (office, smo) = (&office, &smo);
            let body = serde_json::json!({ "id": id, "name": "hello", "variables": { "who": "Lena" } });
            async move { office.json("POST", "/api/messages", Some(smo), &body).await }
        };
        assert_eq!(send("m1").await.status, 200);
        let id = begun(&office, &deployment, "{}").await;
        assert_eq!(open(&office, &id).await, ["Look"], "a message that came early is kept");
        let second = begun(&office, &deployment, "{}").await;
        send("m1").await;
        assert!(open(&office, &second).await.is_empty(), "the same message counts once");
        send("m2").await;
        assert_eq!(open(&office, &second).await, ["Look"]);
        let third = begun(&office, &deployment, "{}").await;
        let at = "/cases/".to_owned() + &third;
        let page = office.get(&at, Some(&cast.manager)).await;
        assert!(page.body.contains("It has come"), "{}", page.body);
        let action =
            page.body.split("action=\"").find(|part| part.starts_with(&format!("{at}/waits/"))).expect("a button");
        let action = action.split('"').next().expect("an address").to_owned();
        office.post(&action, Some(&cast.manager), &[]).await;
        assert_eq!(open(&office, &third).await, ["Look"], "somebody said that it came");
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        let body = serde_json::json!({ "id": "x", "name": "hello" });
        assert_eq!(office.json("POST", "/api/messages", Some(&reader), &body).await.status, 403);
    });
}

#[test]
fn a_signal_reaches_every_case_that_waits_for_it() {
    each("automation_signals", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\" default=\"n\"/>\
             <intermediateCatchEvent id=\"w\"><signalEventDefinition id=\"d\" signalRef=\"fire\"/></intermediateCatchEvent>\
             <intermediateThrowEvent id=\"f\"><signalEventDefinition id=\"e\" signalRef=\"fire\"/></intermediateThrowEvent>\
             <userTask id=\"t\" name=\"Look\"/>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"g\"/>\
             <sequenceFlow id=\"y\" sourceRef=\"g\" targetRef=\"f\"><conditionExpression>tells = true</conditionExpression></sequenceFlow>\
             <sequenceFlow id=\"n\" sourceRef=\"g\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"t\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let first = begun(&office, &deployment, r#"{"tells": false}"#).await;
        let second = begun(&office, &deployment, r#"{"tells": false}"#).await;
        let teller = begun(&office, &deployment, r#"{"tells": true}"#).await;
        office.settle().await;
        for id in [first, second] {
            assert_eq!(open(&office, &id).await, ["Look"]);
        }
        assert_eq!(one(&office, &teller).await.0.state, State::Completed);
    });
}

#[test]
fn a_called_process_gives_its_results_back_and_an_unknown_one_stops_the_call() {
    each("automation_calls", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\" default=\"n\"/><callActivity id=\"c\" name=\"Call\" calledElement=\"p\"/>\
             <callActivity id=\"u\" name=\"Unknown\" calledElement=\"nowhere\"/>\
             <userTask id=\"t\" name=\"Look\"/><endEvent id=\"e\"/>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"g\"/>\
             <sequenceFlow id=\"x\" sourceRef=\"g\" targetRef=\"u\"><conditionExpression>way = \"unknown\"</conditionExpression></sequenceFlow>\
             <sequenceFlow id=\"n\" sourceRef=\"g\" targetRef=\"t\"/>\
             <sequenceFlow id=\"z\" sourceRef=\"u\" targetRef=\"c\"/><sequenceFlow id=\"v\" sourceRef=\"c\" targetRef=\"e\"/>\
             <sequenceFlow id=\"w\" sourceRef=\"t\" targetRef=\"e\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let id = begun(&office, &deployment, r#"{"way": "unknown"}"#).await;
        assert_eq!(one(&office, &id).await.0.stops, 1);
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
        assert!(page.body.contains("No process “nowhere” runs here."), "{}", page.body);
    });
}

#[test]
fn a_case_whose_element_is_gone_in_the_other_version_stays_and_says_why() {
    each("automation_migration", |office| async move {
        let cast = published(&office, service_request()).await;
        let deployment = deployed(&office, &cast, STRAIGHT).await;
        let id = begun(&office, &deployment, r#"{"amount": 12}"#).await;
        office.app.clock().advance_seconds(600);
        let (now, process) = (office.app.now(), cast.process_id.clone());
        let manager = crate::process::tests::actor(&office, &cast.manager).await;
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
        publish_draft(&office, &cast).await;
        office.settle().await;
        let at = "/processes/service-request/cases/migration";
        let page = office.get(at, Some(&cast.manager)).await;
        assert!(page.body.contains("“Look” is not in the other version."), "{}", page.body);
        let reply = office.post(at, Some(&cast.manager), &[("case", &id)]).await;
        let report = office.get(reply.location(), Some(&cast.manager)).await;
        assert!(report.body.contains("stayed") && report.body.contains("not in the other version"), "{}", report.body);
        assert_eq!(one(&office, &id).await.0.deployment_id, deployment.id, "it was not moved");
        let reader = office.person("Rob Reader", &[Role::Practitioner]).await;
        assert_eq!(office.post(at, Some(&reader), &[("case", &id)]).await.status, 403);
    });
}
