use axum::http::StatusCode;
use mining::Target;

use super::super::{Log, store as logs};
use super::log::made;
use crate::access::Role;
use crate::app::WORKSHOP;
use crate::automation::Line;
use crate::automation::tests::desk;
use crate::automation::tests::people::{done, started, ways};
use crate::clock::Time;
use crate::testing::{Office, each};

const AT: &str = "/processes/service-request/case-log";

async fn logs_of(office: &Office, process_id: &str) -> Vec<Log> {
    let id = process_id.to_owned();
    office.app.read(move |tx| Ok(logs::logs(tx, &id)?)).await.expect("it reads")
}

/// So many seconds later, whatever is due is made.
async fn later(office: &Office, seconds: i64) {
    office.app.clock().advance_seconds(seconds);
    let tick = WORKSHOP.clockwork.iter().find(|one| one.name == super::TICK.name).expect("it has a clockwork");
    (tick.strike)(office.app.clone()).await.expect("struck");
    office.settle().await;
}

#[test]
fn cases_that_run_here_are_the_log_of_their_process_without_an_import_and_stay_so() {
    each("case_log_journey", |office| async move {
        let desk = desk(&office).await;
        let (owner, process_id) = (&desk.cast.owner, desk.cast.process_id.clone());
        let id = started(&office, &desk).await;
        let me = desk.user.person.id.clone();
        let order = [("answer_0", "New equipment"), ("answer_1", me.as_str()), ("answer_3", "For the new colleague")];
        assert_eq!(done(&office, &id, &desk.user, &order).await.location(), "/");
        let page = office.get("/measures/import", Some(owner)).await;
        assert!(
            page.body.contains("From the cases that run here") && page.body.contains("Not measured"),
            "{}",
            page.body
        );

        let begun = office.post(AT, Some(owner), &[]).await;
        assert_eq!(begun.location(), "/measures/import#cases", "{}", begun.body);
        office.settle().await;
        let first = logs_of(&office, &process_id).await;
        assert_eq!((first.len(), first[0].cases, first[0].events), (1, 1, 1));
        assert!(
            matches!(first[0].reading.states.get("Order from the catalogue"), Some(Target::Activity(_))),
            "{:?}",
            first[0].reading
        );
        assert!(office.get("/measures/import", Some(owner)).await.body.contains("Up to date"));
        let measures = office.get("/processes/service-request/measures", Some(owner)).await;
        assert!(measures.body.contains("Cases that run here"), "{}", measures.body);
        let twice = office.post(AT, Some(owner), &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.body.contains("its log already"), "{}", twice.body);

        let chosen = ways(&office, &id).await;
        let checked = [("answer_0", chosen[0].1.as_str()), ("answer_1", chosen[1].0.as_str())];
        let reply = done(&office, &id, &desk.agent, &checked).await;
        assert_eq!(reply.location(), "/", "{}", reply.body);
        later(&office, 3_599).await;
        assert_eq!(logs_of(&office, &process_id).await[0].id, first[0].id, "once an hour at most");
        later(&office, 1).await;
        let second = logs_of(&office, &process_id).await;
        assert_eq!((second.len(), second[0].events), (1, 2), "the newer log takes the place of the older");
        later(&office, 3_600).await;
        assert_eq!(logs_of(&office, &process_id).await[0].id, second[0].id, "nothing was done, and the log stays");
        // The session of the owner has ended meanwhile.
        let manager = office.person("Sam Manager", &[Role::SmoManager]).await;
        let ended = office.post(&format!("{AT}/end"), Some(&manager), &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
        assert_eq!(logs_of(&office, &process_id).await.len(), 1, "the last one stays");
        assert_eq!(
            office.post(&format!("{AT}/end"), Some(&manager), &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        office.settle().await;
    });
}

#[test]
fn only_who_may_import_for_a_process_that_runs_here_lets_its_cases_be_its_log() {
    each("case_log_rights", |office| async move {
        let desk = desk(&office).await;
        for guest in [&desk.user, &desk.agent] {
            let refused = office.post(AT, Some(guest), &[]).await;
            assert!(matches!(refused.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", refused.status);
        }
        let manager = office.person("Sam Manager", &[Role::SmoManager]).await;
        let nowhere = office.post("/processes/no-such/case-log", Some(&manager), &[]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        let shown = office.get("/api/processes/service-request/case-log", Some(&manager)).await.value();
        assert_eq!(shown["is_on"], false);
        let api = "/api/processes/service-request/case-log";
        let on = office.json("POST", api, Some(&manager), &serde_json::Value::Null).await.value();
        assert_eq!((&on["is_on"], &on["log_id"]), (&true.into(), &serde_json::Value::Null), "no work was done yet");
        office.settle().await;
        assert!(logs_of(&office, &desk.cast.process_id).await.is_empty());
        let off = office.json("POST", &format!("{api}/end"), Some(&manager), &serde_json::Value::Null).await.value();
        assert_eq!(off["is_on"], false);
    });
}

#[test]
fn a_case_under_way_is_open_and_one_that_ended_says_so() {
    let line = |case: &str, element: &str, activity: &str, end: i64, ended: Option<i64>| Line {
        case: case.to_owned(),
        activity: activity.to_owned(),
        element: element.to_owned(),
        start: Time(end - 1),
        end: Time(end),
        resource: "Olga".to_owned(),
        opened: Time(0),
        ended: ended.map(Time),
        is_complete: ended == Some(9),
    };
    let lines = [
        line("C-1", "look", "Look", 3, Some(9)),
        line("C-1", "again", "Look", 8, Some(9)),
        line("C-2", "look", "Look", 4, None),
        line("C-3", "asked", "Which way?", 5, Some(7)),
    ];
    let steps = ["look", "again"].map(|id| (id.to_owned(), "Look".to_owned()));
    let (imported, reading) = made(&lines, &steps).expect("few");
    let log = &imported.log;
    let told: Vec<Vec<&str>> = log
        .cases()
        .map(|case| case.activity_codes().iter().map(|code| log.activities().get(*code).expect("a name")).collect())
        .collect();
    assert_eq!(
        told,
        [vec!["Look", "Look (again)", "(ended)"], vec!["Look"], vec!["Which way?"]],
        "cancelled is no end"
    );
    let target = |state: &str| reading.states.get(state).cloned();
    assert_eq!(target("Look (again)"), Some(Target::Activity("again".to_owned())), "two steps of one name stay apart");
    assert_eq!((target("Which way?"), target("(ended)")), (Some(Target::Ignored), Some(Target::Ignored)));
    assert_eq!((reading.resolved, reading.closed), (vec!["(ended)".to_owned()], vec!["(ended)".to_owned()]));
}
