use axum::http::StatusCode;
use mining::Target;

use super::super::{Log, store as logs};
use crate::access::Role;
use crate::app::WORKSHOP;
use crate::automation::tests::desk;
use crate::automation::tests::people::{done, started, ways};
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
        assert!(matches!(first[0].reading.states.values().next(), Some(Target::Activity(_))), "{:?}", first[0].reading);
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
