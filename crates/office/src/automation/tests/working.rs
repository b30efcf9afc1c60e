//! Cases in working time: due times, timers, service levels, missed times, pauses between tries. It is Monday 2 November 2026, 08:00 UTC.

use serde_json::json;

use super::*;
use crate::automation::{jobs, service_level};
use crate::definition::ServiceLevel;
use crate::testing::{Reply, each};

/// Somebody with a session of now: those of before ended when the clock was turned.
async fn again(office: &Office, guest: &Guest) -> Guest {
    let (id, now) = (guest.person.id.clone(), office.app.now());
    let open = move |tx: &mut db::Tx| Ok(crate::people::session::open(tx, &id, "test", now)?);
    let token = office.app.write(open).await.expect("a session");
    Guest { token, ..guest.clone() }
}

/// Office hours from nine to five in UTC, with these days free.
async fn hours(office: &Office, by: &Guest, revision: Option<i64>, free: &[&str]) -> Reply {
    let span = json!([{ "from_minute": 540, "to_minute": 1020 }]);
    let week = json!([span, span, span, span, span, [], []]);
    let days: Vec<_> = free.iter().map(|date| json!({ "date": date })).collect();
    let hours = json!({ "time_zone": "UTC", "week": week, "days": days });
    let body = json!({ "name": "Support", "hours": hours, "revision": revision });
    let reply = office.json("PUT", "/api/calendars/support", Some(&again(office, by).await), &body).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply
}

async fn seen(office: &Office, cast: &Cast, id: &str) -> serde_json::Value {
    office.get(&format!("/api/cases/{id}"), Some(&again(office, &cast.manager).await)).await.value()
}

/// When the timers of a case are due.
async fn timers(office: &Office, id: &str) -> Vec<String> {
    let id = id.to_owned();
    let read = move |tx: &mut db::Tx| {
        let case = cases::by_id(tx, &id)?;
        let running = cases::load(tx, &case)?;
        Ok(running.next_due().into_iter().map(|due| crate::clock::Time(due.0).rfc3339()).collect())
    };
    office.app.read(read).await.expect("timers")
}

const IN_HOURS: &str = "<startEvent id=\"s\"/><userTask id=\"t\" name=\"Look\" xmlns:m=\"urn:mandate:bpmn:1.0\" m:due=\"PT12H\" \
     m:calendar=\"support\"/><boundaryEvent id=\"b\" name=\"Late\" attachedToRef=\"t\" cancelActivity=\"false\" \
     xmlns:m=\"urn:mandate:bpmn:1.0\" m:calendar=\"support\"><timerEventDefinition><timeDuration>P1DT2H</timeDuration>\
     </timerEventDefinition></boundaryEvent><userTask id=\"h\" name=\"Help\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/><sequenceFlow id=\"c\" sourceRef=\"t\" targetRef=\"e\"/>\
     <sequenceFlow id=\"d\" sourceRef=\"b\" targetRef=\"h\"/>";

#[test]
fn due_times_and_timers_count_in_their_calendar_and_follow_it_when_it_changes() {
    each("working_time", |office| async move {
        let cast = published(&office, service_request()).await;
        hours(&office, &cast.lead, None, &[]).await;
        let deployment = deployed(&office, &cast, IN_HOURS).await;
        let id = begun(&office, &deployment, "{}").await;
        let due = |seen: serde_json::Value| seen["tasks"][0]["due"].as_str().map(str::to_owned);
        assert_eq!(
            due(seen(&office, &cast, &id).await).as_deref(),
            Some("2026-11-03"),
            "eight hours today, four tomorrow"
        );
        assert_eq!(timers(&office, &id).await, ["2026-11-03T11:00:00Z"], "from nine on: a day and two hours");
        hours(&office, &cast.lead, Some(1), &["2026-11-03"]).await;
        office.settle().await;
        assert_eq!(due(seen(&office, &cast, &id).await).as_deref(), Some("2026-11-04"), "the third is free now");
        assert_eq!(timers(&office, &id).await, ["2026-11-04T11:00:00Z"]);
        office.app.clock().advance_seconds(2 * 86_400 + 3 * 3600 - 1);
        jobs::fire_due(office.app.clone()).await.expect("fired");
        assert_eq!(open(&office, &id).await, ["Look"], "not yet");
        office.app.clock().advance_seconds(1);
        jobs::fire_due(office.app.clone()).await.expect("fired");
        assert_eq!(open(&office, &id).await, ["Look", "Help"]);
        hours(&office, &cast.lead, Some(2), &[]).await;
        office.settle().await;
        assert_eq!(open(&office, &id).await, ["Look", "Help"], "what has fired stays fired");
    });
}

#[test]
fn a_process_that_names_a_calendar_which_is_not_kept_is_not_switched_on() {
    each("working_missing", |office| async move {
        let mut definition = service_request();
        definition.service_levels = vec![level(60, "night")];
        let mut diagram = bpmn::Diagram::parse(&definition.diagram).expect("a diagram");
        for (name, value) in [("due", "PT8H"), ("calendar", "support")] {
            diagram.set_foreign("approve", (engine::MANDATE, "mandate"), name, Some(value)).expect("set");
        }
        diagram.text().clone_into(&mut definition.diagram);
        let cast = published(&office, definition).await;
        let on = || async {
            office.post("/processes/service-request/automation", Some(&cast.manager), &[("starter user", "on")]).await
        };
        let refused = on().await;
        assert!(refused.body.contains("Decide on request: It counts in the calendar “support”"), "{}", refused.body);
        assert!(
            refused.body.contains("Service level “Fulfilled”: It counts in the calendar “night”"),
            "{}",
            refused.body
        );
        hours(&office, &cast.lead, None, &[]).await;
        assert!(!on().await.body.contains("“support”"));
    });
}

fn level(minutes: u32, calendar: &str) -> ServiceLevel {
    ServiceLevel {
        key: "s1".to_owned(),
        name: "Fulfilled".to_owned(),
        minutes,
        calendar: calendar.to_owned(),
        starts_at: "check".to_owned(),
        stops_at: "deliver".to_owned(),
        pauses_at: vec!["clarify".to_owned()],
        warn_at: vec![50],
    }
}

const PROMISED: &str = "<startEvent id=\"s\"/><userTask id=\"check\" name=\"Check\"/><userTask id=\"clarify\" name=\"Clarify with the user\"/>\
     <userTask id=\"deliver\" name=\"Deliver\"/><boundaryEvent id=\"b\" attachedToRef=\"deliver\" cancelActivity=\"false\">\
     <signalEventDefinition signalRef=\"missed\"/></boundaryEvent><userTask id=\"h\" name=\"Hurry\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"check\"/><sequenceFlow id=\"c\" sourceRef=\"check\" targetRef=\"clarify\"/>\
     <sequenceFlow id=\"d\" sourceRef=\"clarify\" targetRef=\"deliver\"/><sequenceFlow id=\"f\" sourceRef=\"deliver\" targetRef=\"e\"/>\
     <sequenceFlow id=\"g\" sourceRef=\"b\" targetRef=\"h\"/></process><signal id=\"missed\" name=\"Fulfilled missed\"/>\
     <process id=\"q\" isExecutable=\"false\">";

/// Does the open task of this name.
async fn done(office: &Office, cast: &Cast, id: &str, name: &str) {
    let (_, tasks) = one(office, id).await;
    let task = tasks.iter().find(|task| task.name == name && task.state == TaskState::Open).expect(name).id;
    let (by, now, id) = (cast.manager.actor.clone(), office.app.now(), id.to_owned());
    let command = engine::Command::Complete { job: task, variables: Named::default() };
    office.app.write(move |tx| case::give(tx, &by, now, &id, &command)).await.expect("done");
}

/// What is asked of somebody about the service level.
async fn levels(office: &Office, guest: &Guest) -> Vec<String> {
    let mut titles = asked(office, guest).await;
    titles.retain(|title| title.contains("“Fulfilled”"));
    titles
}

async fn tick(office: &Office) {
    service_level::jobs::tell_due(office.app.clone()).await.expect("told");
}

/// The time is over: it is told, the diagram hears it, and the last step comes an hour too late.
async fn missed(office: &Office, cast: &Cast, id: &str) {
    office.app.clock().advance_seconds(4 * 3600);
    tick(office).await;
    tick(office).await;
    assert_eq!(levels(office, &cast.manager).await, ["“Fulfilled” was missed: A case"]);
    assert_eq!(open(office, id).await, ["Deliver", "Hurry"], "the diagram hears it, once");
    let page = office.get(&format!("/cases/{id}"), Some(&again(office, &cast.manager).await)).await;
    assert!(
        page.body.contains("has used 50 % of the time for “Fulfilled”")
            && page.body.contains("missed the service level “Fulfilled”."),
        "{}",
        page.body
    );
    office.app.clock().advance_seconds(3600);
    done(office, cast, id, "Deliver").await;
    let last = seen(office, cast, id).await["service_levels"][0].clone();
    assert_eq!(
        (last["stand"].as_str(), last["outcome"].as_str(), last["left_seconds"].as_i64()),
        (Some("stopped"), Some("missed"), Some(-3600))
    );
    assert!(levels(office, &cast.manager).await.is_empty(), "nothing more is asked");
    let csv = office.get("/processes/service-request/cases.csv", Some(&again(office, &cast.manager).await)).await;
    assert!(
        csv.body.starts_with("Case,Activity,Start,End,Resource,Fulfilled") || csv.body.contains("Resource,Fulfilled"),
        "{}",
        csv.body
    );
}

#[test]
fn a_service_level_is_followed_warned_of_and_missed() {
    each("service_level", |office| async move {
        let mut definition = service_request();
        definition.service_levels = vec![level(480, "support")];
        let cast = published(&office, definition).await;
        hours(&office, &cast.lead, None, &[]).await;
        let deployment = deployed(&office, &cast, PROMISED).await;
        let id = begun(&office, &deployment, "{}").await;
        let at = |seen: &serde_json::Value| seen["service_levels"][0].clone();
        let first = at(&seen(&office, &cast, &id).await);
        assert_eq!(
            (first["stand"].as_str(), first["due_at"].as_str()),
            (Some("running"), Some("2026-11-02T17:00:00Z"))
        );
        let list = office.get("/cases?sort=time_left", Some(&again(&office, &cast.manager).await)).await;
        assert!(
            list.body.contains("Service level due") && list.body.contains("2 Nov 2026, 17:00 UTC"),
            "{}",
            list.body
        );
        // Three hours of work, then it rests over a day while the requester is asked.
        office.app.clock().advance_seconds(4 * 3600);
        done(&office, &cast, &id, "Check").await;
        office.app.clock().advance_seconds(30 * 3600);
        tick(&office).await;
        let rests = at(&seen(&office, &cast, &id).await);
        assert_eq!(
            (rests["stand"].as_str(), rests["left_seconds"].as_i64()),
            (Some("paused"), Some(5 * 3600)),
            "{rests}"
        );
        let page = office.get(&format!("/cases/{id}"), Some(&again(&office, &cast.manager).await)).await;
        assert!(
            page.body.contains("The case stands at “Clarify with the user”.")
                && page.body.contains("5 h of work (37 % used)"),
            "{}",
            page.body
        );
        assert!(levels(&office, &cast.manager).await.is_empty());
        // It is Tuesday, six in the evening: it goes on, and is due on Wednesday at two.
        done(&office, &cast, &id, "Clarify with the user").await;
        assert_eq!(at(&seen(&office, &cast, &id).await)["due_at"], "2026-11-04T14:00:00Z");
        office.app.clock().advance_seconds(16 * 3600);
        tick(&office).await;
        assert_eq!(
            levels(&office, &cast.manager).await,
            ["“Fulfilled” will be missed soon: A case"],
            "half of it is used"
        );
        assert!(levels(&office, &cast.owner).await.is_empty());
        missed(&office, &cast, &id).await;
    });
}

#[test]
fn a_service_level_follows_its_calendar_rests_with_its_case_and_ends_with_it() {
    each("service_level_held", |office| async move {
        let mut definition = service_request();
        definition.service_levels = vec![level(480, "support")];
        let cast = published(&office, definition).await;
        hours(&office, &cast.lead, None, &[]).await;
        let deployment = deployed(&office, &cast, PROMISED).await;
        let id = begun(&office, &deployment, "{}").await;
        hours(&office, &cast.lead, Some(1), &["2026-11-02"]).await;
        office.settle().await;
        assert_eq!(
            seen(&office, &cast, &id).await["service_levels"][0]["due_at"],
            "2026-11-03T17:00:00Z",
            "today is free now"
        );
        let (case_id, process_id, now) = (id.clone(), cast.process_id.clone(), office.app.now());
        let hold = |why: Option<&'static str>, now| {
            let (case_id, process_id) = (case_id.clone(), process_id.clone());
            office.app.write(move |tx| match why {
                Some(why) => service_level::hold(tx, now, &case_id, &process_id, why),
                None => service_level::release(tx, now, &case_id, &process_id),
            })
        };
        hold(Some("The budget is frozen"), now).await.expect("held");
        let held = seen(&office, &cast, &id).await["service_levels"][0].clone();
        assert_eq!(
            (held["stand"].as_str(), held["why"].as_str()),
            (Some("paused"), Some("The case is paused: The budget is frozen."))
        );
        office.app.clock().advance_seconds(2 * 86_400 + 3600);
        hold(None, office.app.now()).await.expect("released");
        assert_eq!(seen(&office, &cast, &id).await["service_levels"][0]["due_at"], "2026-11-04T17:00:00Z");
        let cancel = format!("/cases/{id}/cancellation");
        office.post(&cancel, Some(&again(&office, &cast.manager).await), &[("why", "ordered twice")]).await;
        let ended = seen(&office, &cast, &id).await["service_levels"][0].clone();
        assert_eq!((ended["stand"].as_str(), ended["outcome"].as_str()), (Some("void"), Some("void")));
    });
}

#[test]
fn missed_times_of_a_rhythm_fire_as_the_diagram_says() {
    for (missed, expected) in [("once", 1), ("each", 5), ("skip", 0)] {
        each(&format!("working_missed_{missed}"), |office| async move {
            let cast = published(&office, service_request()).await;
            let content = format!(
                "<startEvent id=\"s\"/><userTask id=\"t\" name=\"Look\"/><boundaryEvent id=\"b\" attachedToRef=\"t\" cancelActivity=\"false\" \
                 xmlns:m=\"urn:mandate:bpmn:1.0\" m:missed=\"{missed}\"><timerEventDefinition><timeCycle>R/PT1H</timeCycle>\
                 </timerEventDefinition></boundaryEvent><userTask id=\"h\" name=\"Help\"/>\
                 <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/><sequenceFlow id=\"d\" sourceRef=\"b\" targetRef=\"h\"/>"
            );
            let deployment = deployed(&office, &cast, &content).await;
            let id = begun(&office, &deployment, "{}").await;
            office.app.clock().advance_seconds(5 * 3600 + 60);
            jobs::fire_due(office.app.clone()).await.expect("fired");
            assert_eq!(open(&office, &id).await.len() - 1, expected, "{missed}");
            office.app.clock().advance_seconds(3600);
            jobs::fire_due(office.app.clone()).await.expect("fired");
            assert_eq!(open(&office, &id).await.len() - 1, expected + 1, "{missed}: it keeps its rhythm");
        });
    }
}

#[test]
fn a_program_rests_longer_and_longer_and_the_stopped_step_shows_what_it_was_given() {
    each("working_retry", |office| async move {
        let cast = published(&office, service_request()).await;
        let content = "<startEvent id=\"s\"/><serviceTask id=\"call\" name=\"Call the tool\" xmlns:m=\"urn:mandate:bpmn:1.0\" \
             m:retry=\"PT1M PT10M\"><extensionElements><zeebe:taskDefinition type=\"tool\"/></extensionElements></serviceTask>\
             <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"call\"/>";
        let deployment = deployed(&office, &cast, content).await;
        let id = begun(&office, &deployment, r#"{"item": "laptop"}"#).await;
        let fetch = json!({ "topic": "tool", "most": 5, "lock_s": 60 });
        let take = || async {
            office.json("POST", "/api/tasks/fetch", Some(&cast.manager), &fetch).await.value()["items"][0].clone()
        };
        for (wait, left) in [(60, 2), (600, 1), (0, 0)] {
            let held = take().await;
            let task = held["task"]["id"].as_u64().unwrap_or_else(|| panic!("{left}: nothing to fetch"));
            let failed = json!({ "token": held["token"], "message": "no route" });
            let reply = office
                .json("POST", &format!("/api/cases/{id}/tasks/{task}/failure"), Some(&cast.manager), &failed)
                .await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            if wait > 0 {
                office.app.clock().advance_seconds(wait - 1);
                assert!(take().await.is_null(), "{left} are left: it rests for {wait} s");
                office.app.clock().advance_seconds(1);
            }
        }
        assert_eq!(one(&office, &id).await.0.stops, 1);
        let page = office.get(&format!("/cases/{id}"), Some(&cast.manager)).await;
        assert!(page.body.contains("was tried 3 times, with pauses of 1 min, 10 min"), "{}", page.body);
        assert!(page.body.contains("What it was given") && page.body.contains("laptop"));
        let stop = seen(&office, &cast, &id).await["stopped"][0]["id"].as_u64().expect("a number");
        office.post(&format!("/cases/{id}/values"), Some(&cast.manager), &[("name", "item"), ("value", "chair")]).await;
        office.post(&format!("/cases/{id}/stops/{stop}/retry"), Some(&cast.manager), &[]).await;
        assert_eq!(take().await["variables"]["item"], "chair", "with the corrected value and new tries");
    });
}

const COMPUTED: &str = "<startEvent id=\"s\"/><userTask id=\"t\" name=\"Look\" xmlns:m=\"urn:mandate:bpmn:1.0\" m:due=\"=wait\" \
     m:calendar=\"support\"/><endEvent id=\"e\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>\
     <sequenceFlow id=\"c\" sourceRef=\"t\" targetRef=\"e\"/>";

#[test]
fn a_due_time_that_cannot_be_reckoned_with_is_told_in_the_story_of_the_case() {
    each("working_unread", |office| async move {
        let cast = published(&office, service_request()).await;
        hours(&office, &cast.lead, None, &[]).await;
        let deployment = deployed(&office, &cast, COMPUTED).await;
        for (wait, due, told) in [
            (r#"{"wait": "PT12H"}"#, "2026-11-03", None),
            (r#"{"wait": "soon"}"#, "2026-11-05", Some("from “soon”: it is no working time of the calendar “support”")),
            (r#"{"wait": "P1W"}"#, "2026-11-05", Some("from “P1W”")),
        ] {
            let id = begun(&office, &deployment, wait).await;
            assert_eq!(seen(&office, &cast, &id).await["tasks"][0]["due"], due, "{wait}");
            let story = office.get(&format!("/cases/{id}"), Some(&again(&office, &cast.manager).await)).await.body;
            let noted = story.contains("could not reckon when “Look” is due");
            assert_eq!(noted, told.is_some(), "{wait}: {story}");
            assert!(told.is_none_or(|told| story.contains(told)), "{wait}: {story}");
        }
    });
}

#[test]
fn a_promise_that_was_broken_while_the_office_was_down_is_told_before_the_case_goes_on() {
    each("service_level_down", |office| async move {
        let mut definition = service_request();
        definition.service_levels = vec![level(60, "")];
        let cast = published(&office, definition).await;
        let deployment = deployed(&office, &cast, PROMISED).await;
        let id = begun(&office, &deployment, "{}").await;
        for step in ["Check", "Clarify with the user"] {
            done(&office, &cast, &id, step).await;
        }
        // Nobody looks at the clocks for three hours; then somebody does the last step.
        office.app.clock().advance_seconds(3 * 3600);
        done(&office, &cast, &id, "Deliver").await;
        assert_eq!(open(&office, &id).await, ["Hurry"], "the diagram heard it, although nobody had looked");
        let last = seen(&office, &cast, &id).await["service_levels"][0].clone();
        assert_eq!((last["stand"].as_str(), last["outcome"].as_str()), (Some("stopped"), Some("missed")));
        tick(&office).await;
        assert_eq!(open(&office, &id).await, ["Hurry"], "once");
        let story = office.get(&format!("/cases/{id}"), Some(&again(&office, &cast.manager).await)).await.body;
        assert_eq!(story.matches("missed the service level “Fulfilled”.").count(), 1, "{story}");
        // The same where the case is paused before anybody looks.
        let id = begun(&office, &deployment, "{}").await;
        office.app.clock().advance_seconds(3 * 3600);
        let manager = again(&office, &cast.manager).await;
        office.post(&format!("/cases/{id}/pause"), Some(&manager), &[("pause_reason", "A part is missing.")]).await;
        let story = office.get(&format!("/cases/{id}"), Some(&manager)).await.body;
        assert_eq!(story.matches("missed the service level “Fulfilled”.").count(), 1, "{story}");
    });
}

#[test]
fn what_is_left_of_a_working_time_is_left_after_a_pause() {
    each("working_pause", |office| async move {
        let cast = published(&office, service_request()).await;
        hours(&office, &cast.lead, None, &[]).await;
        let deployment = deployed(&office, &cast, IN_HOURS).await;
        let id = begun(&office, &deployment, "{}").await;
        // Due on Tuesday at one. Paused on Monday at four, with five hours of work left, until Tuesday at ten.
        office.app.clock().advance_seconds(8 * 3600);
        let manager = again(&office, &cast.manager).await;
        office.post(&format!("/cases/{id}/pause"), Some(&manager), &[("pause_reason", "A part is missing.")]).await;
        office.app.clock().advance_seconds(18 * 3600);
        let manager = again(&office, &cast.manager).await;
        office.post(&format!("/cases/{id}/resumption"), Some(&manager), &[]).await;
        let due = one(&office, &id).await.1[0].due_at.expect("a due time");
        assert_eq!(due.rfc3339(), "2026-11-03T15:00:00Z");
    });
}
